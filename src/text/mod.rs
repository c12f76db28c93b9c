//! Reads articles from files and streams, and keeps their text with the metadata that the source gives.

mod span;

pub use jiff::civil::Date;
pub use span::{CodePointSpan, CodePoints, Span};

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
