//! Reads articles from files and streams, and keeps their text with the metadata that the source gives.

mod span;

mod input;

mod format;

mod decode;

mod fields;

mod date;

mod draft;

mod plain;

mod json;

mod table;

mod html;

mod markdown;

mod feed;

mod warc;

mod zip;

mod archive;

mod reader;

mod arrivals;

use crate::error::Error;
pub use arrivals::Arrivals;
pub use date::{DateDoubt, MONTHS, WEEKDAYS, parse_date};
pub use fields::{Field, FieldMap};
pub use format::Format;
pub use jiff::civil::Date;
pub use reader::{RawArticle, RawReader, Reader};
pub use span::{CodePointSpan, CodePoints, Span};
use std::fmt;
use std::io::Read;

/// What is read from.
type Stream = Box<dyn Read + Send>;

/// One article as it was read. `body` is the kept text: every offset of every later stage refers to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The source's own identifier; empty when it has none (the graph then uses URL or the text's hash).
    pub id: String,
    /// Where the article stands on the web.
    pub url: Option<String>,
    /// The headline, when the source gives it apart from the text.
    pub title: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// The author or authors as the source names them.
    pub author: Option<String>,
    /// The outlet's name.
    pub publisher: Option<String>,
    /// The text, unchanged from the input where the input is plain text or a text field.
    pub body: String,
    /// What the reader changed or doubted ("decoded from windows-1252").
    pub notes: Vec<String>,
}

/// Where an article came from, for messages: `news.csv:17`, `page.html`, `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The path as given, or `-` for standard input.
    pub path: String,
    /// The line or record number, counted from one, in files that hold several articles.
    pub record: Option<u64>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.record {
            Some(record) => write!(f, "{}:{record}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

/// An article, record or file that could not be read. It never ends a batch.
#[derive(Debug)]
pub struct Problem {
    /// Where.
    pub origin: Origin,
    /// What, with hints; its message does not repeat the place.
    pub error: Error,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin, self.error)
    }
}

impl From<Problem> for Error {
    /// The error with the place in its message.
    fn from(problem: Problem) -> Self {
        let message = problem.to_string();
        let error = Self::new(problem.error.kind(), message);
        problem.error.hints().iter().fold(error, Self::hint)
    }
}

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The format of every input; told by each file's content when `None`.
    pub format: Option<Format>,
    /// Which columns and JSON fields hold what, beside the usual names.
    pub map: FieldMap,
    /// The day of publication of articles that name none.
    pub date: Option<Date>,
    /// The outlet of articles that name none.
    pub publisher: Option<String>,
    /// The longest text in bytes; longer articles are refused. At most 4 GiB, so that offsets fit.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { format: None, map: FieldMap::default(), date: None, publisher: None, limit: 64 << 20 }
    }
}

/// A stream that breaks off while it is read; the path stands in the problem's origin.
fn stream_error(error: std::io::Error) -> Error {
    use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    let hint = match error.kind() {
        std::io::ErrorKind::IsADirectory => Some("name the folder itself to read all articles in it"),
        InvalidData | InvalidInput | UnexpectedEof | std::io::ErrorKind::Other => {
            Some("the file may be damaged or cut short; what came before the damage was read")
        }
        _ => None,
    };
    let result = Error::new(crate::error::ErrorKind::Io, format!("cannot read on: {error}")).with_source(error);
    match hint {
        Some(hint) => result.hint(hint),
        None => result,
    }
}
