//! The reader: one article after the other out of files and streams of every format.

use super::archive::Archive;
use super::draft::too_long;
use super::input::{self, Source};
use super::{
    Article, Format, Options, Origin, Problem, Stream, decode, feed, format, html, json, markdown, plain, stream_error,
    table, warc,
};
use crate::error::{Error, ErrorKind, Result};
use encoding_rs::Encoding;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::sync::Arc;

/// Bytes of a file that are looked at to tell its format and encoding.
const HEAD: usize = 64 * 1024;

/// The byte order mark of UTF-8.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// Iterates over the articles of all inputs, in order and in constant memory.
///
/// A `Problem` never ends the iteration: one bad line or file never stops a batch. [`Reader::into_raw`] gives the same
/// articles before they are parsed, for callers that parse them on several threads.
///
/// ```
/// use dixit::text::{Options, Reader};
///
/// let data: &[u8] = b"{\"id\": 7, \"text\": \"It rained, Ann Lee said.\"}\nnot json\n";
/// let mut reader = Reader::new(&["-"], Options::default())?.with_stdin(data);
/// let (origin, article) = reader.next().unwrap().unwrap();
/// assert_eq!((origin.to_string().as_str(), article.id.as_str()), ("-:1", "7"));
/// assert_eq!(article.body, "It rained, Ann Lee said.");
/// let problem = reader.next().unwrap().unwrap_err();
/// assert_eq!(problem.to_string(), "-:2: malformed JSON at column 2: expected ident");
/// assert!(reader.next().is_none());
/// # Ok::<(), dixit::error::Error>(())
/// ```
pub struct Reader {
    raw: RawReader,
}

impl Reader {
    /// Resolves the inputs: files, folders (walked in sorted order), patterns, `-` for standard input.
    ///
    /// # Errors
    /// An input that does not exist, a pattern that fits nothing, a folder without articles, no input at all: all are
    /// told before the first article is read.
    pub fn new<S: AsRef<str>>(inputs: &[S], options: Options) -> Result<Self> {
        let sources = input::resolve(inputs)?;
        let raw = RawReader {
            total: sources.list.len(),
            sources: sources.list.into_iter(),
            left_out: sources.left_out,
            options: Arc::new(options),
            open: Vec::new(),
            stdin: None,
        };
        Ok(Self { raw })
    }

    /// Reads `stdin` where an input is `-`, in place of the process's standard input.
    #[must_use]
    pub fn with_stdin(mut self, stdin: impl Read + Send + 'static) -> Self {
        self.raw.stdin = Some(Box::new(stdin));
        self
    }

    /// Reads only these of the files.
    #[must_use]
    pub fn only(mut self, paths: &[std::path::PathBuf]) -> Self {
        let wanted: std::collections::BTreeSet<_> = paths.iter().collect();
        let sources: Vec<Source> = self.raw.sources.by_ref().filter(|source| wanted.contains(&source.path)).collect();
        self.raw.total = sources.len();
        self.raw.sources = sources.into_iter();
        self.raw.left_out.clear();
        self
    }

    /// The number of files and streams, and how many of them were opened so far.
    pub fn progress(&self) -> (usize, usize) {
        self.raw.progress()
    }

    /// How many files of folders were left out because of their extension, by extension.
    pub fn left_out(&self) -> &BTreeMap<String, u64> {
        &self.raw.left_out
    }

    /// The same articles, not yet parsed.
    pub fn into_raw(self) -> RawReader {
        self.raw
    }
}

impl Iterator for Reader {
    type Item = Result<(Origin, Article), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let raw = self.raw.next()?;
        Some(raw.and_then(RawArticle::parse))
    }
}

/// Like [`Reader`], but leaves the parsing to [`RawArticle::parse`], which may run on any thread.
pub struct RawReader {
    sources: std::vec::IntoIter<Source>,
    total: usize,
    left_out: BTreeMap<String, u64>,
    options: Arc<Options>,
    /// The source that is being read, when it holds several articles, and what is open in it.
    open: Vec<Open>,
    stdin: Option<Stream>,
}

/// A file that holds several articles.
enum Open {
    Records(Records),
    /// An archive with its path for messages.
    Archive(String, Archive),
}

/// Archives in archives are opened so deep.
const DEEPEST: usize = 4;

struct Records {
    path: String,
    iterator: Box<dyn Iterator<Item = (u64, Result<Content>)> + Send>,
    detected: Option<&'static Encoding>,
}

/// One article that was cut out of its source and not yet parsed.
#[derive(Debug)]
pub struct RawArticle {
    origin: Origin,
    /// The identifier for sources that hold none.
    id: String,
    content: Content,
    detected: Option<&'static Encoding>,
    options: Arc<Options>,
}

#[derive(Debug)]
enum Content {
    Text(Vec<u8>),
    Html(Vec<u8>),
    Object(json::Object),
    Row(table::Row),
    Markdown(Vec<u8>),
    Entry(Box<feed::Entry>),
    /// A page or text of a web archive, with its address.
    Page(warc::Page),
}

impl RawArticle {
    /// Where it came from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Decodes and parses the article.
    ///
    /// # Errors
    /// A [`Problem`] when the record is malformed or holds no text.
    pub fn parse(self) -> Result<(Origin, Article), Problem> {
        let options = &*self.options;
        let article = match self.content {
            Content::Text(bytes) => plain::article(bytes, self.id, options),
            Content::Html(bytes) => html::article(bytes, self.id, options),
            Content::Object(object) => json::article(object, self.detected, options),
            Content::Row(row) => table::article(&row, self.detected, options),
            Content::Markdown(bytes) => markdown::article(bytes, self.id, options),
            Content::Entry(entry) => feed::article(*entry, options),
            Content::Page(warc::Page::Html(bytes, url)) => addressed(html::article(bytes, self.id, options), url),
            Content::Page(warc::Page::Text(bytes, url)) => addressed(plain::article(bytes, self.id, options), url),
        };
        match article {
            Ok(article) => Ok((self.origin, article)),
            Err(error) => Err(Problem { origin: self.origin, error }),
        }
    }
}

impl RawReader {
    /// The number of files and streams, and how many of them were opened so far.
    pub fn progress(&self) -> (usize, usize) {
        (self.total, self.total - self.sources.len())
    }

    /// How many files of folders were left out because of their extension, by extension.
    pub fn left_out(&self) -> &BTreeMap<String, u64> {
        &self.left_out
    }

    /// The next article of what is open; none when nothing is.
    fn next_record(&mut self) -> Option<Result<RawArticle, Problem>> {
        loop {
            match self.open.last_mut()? {
                Open::Records(records) => {
                    let Some((number, content)) = records.iterator.next() else {
                        self.open.pop();
                        continue;
                    };
                    let origin = Origin { path: records.path.clone(), record: Some(number) };
                    let detected = records.detected;
                    let options = Arc::clone(&self.options);
                    let article =
                        |content| RawArticle { origin: origin.clone(), id: String::new(), content, detected, options };
                    return Some(content.map(article).map_err(|error| Problem { origin: origin.clone(), error }));
                }
                Open::Archive(path, archive) => {
                    let Some(entry) = archive.next() else {
                        self.open.pop();
                        continue;
                    };
                    let mut path = path.clone();
                    let opened = entry.and_then(|entry| {
                        path = format!("{path}/{}", entry.name);
                        let id = entry.name.clone();
                        let stream: Stream = Box::new(Cursor::new(entry.bytes?));
                        self.open_stream(stream, &Place { path: path.clone(), name: entry.name.into(), id, file: None })
                    });
                    match opened {
                        Ok(Some(article)) => return Some(Ok(article)),
                        Ok(None) => {}
                        Err(error) => return Some(Err(Problem { origin: Origin { path, record: None }, error })),
                    }
                }
            }
        }
    }

    /// Opens a source: the article itself when it holds one, else `None` with what is open set.
    fn open(&mut self, source: &Source) -> Result<Option<RawArticle>> {
        let stream: Stream = if source.is_stdin() {
            self.stdin.take().unwrap_or_else(|| Box::new(std::io::stdin()))
        } else {
            let file = File::open(&source.path);
            Box::new(file.map_err(|e| io_error("open", e))?)
        };
        let file = (!source.is_stdin()).then(|| source.path.clone());
        self.open_stream(stream, &Place { path: source.name(), name: source.path.clone(), id: source.id.clone(), file })
    }

    fn open_stream(&mut self, stream: Stream, place: &Place) -> Result<Option<RawArticle>> {
        let options = Arc::clone(&self.options);
        let eager = options.format.is_some();
        let (mut head, mut stream, packed) = unpack(stream, eager).map_err(stream_error)?;
        let holder = format::container(&head);
        if let Some(format @ (Format::Tar | Format::Zip)) = holder {
            if self.open.len() >= DEEPEST {
                return Err(Error::input(format!("archives stand in archives more than {DEEPEST} deep")));
            }
            let archive = match format {
                Format::Tar => Archive::tar(stream, options.limit),
                _ => Archive::zip(stream, place.file.as_deref().filter(|_| !packed), options.limit)?,
            };
            self.open.push(Open::Archive(place.path.clone(), archive));
            return Ok(None);
        }
        if holder.is_none() {
            if let Some(encoding) = decode::utf16(&head) {
                stream = Box::new(decode::Utf16Reader::new(stream, encoding));
                (head, stream) = peek(stream, eager).map_err(stream_error)?;
            }
            if head.starts_with(BOM) {
                head.drain(..BOM.len());
                stream.read_exact(&mut [0; BOM.len()]).map_err(stream_error)?;
            }
            decode::check_text(&head)?;
        }
        let hint = format::Format::of_path(&place.name);
        let format = match options.format.filter(|_| holder.is_none()) {
            Some(format) => format,
            None => format::detect(&head, hint, &options.map)?,
        };
        let detected = decode::detect(&head);
        let iterator: Box<dyn Iterator<Item = (u64, Result<Content>)> + Send> = match format {
            Format::Text | Format::Html | Format::Markdown => {
                let bytes = read_whole(stream, options.limit)?;
                let content = match format {
                    Format::Html => Content::Html(bytes),
                    Format::Markdown => Content::Markdown(bytes),
                    _ => Content::Text(bytes),
                };
                let origin = Origin { path: place.path.clone(), record: None };
                return Ok(Some(RawArticle { origin, id: place.id.clone(), content, detected: None, options }));
            }
            Format::JsonLines => {
                let lines = json::Lines::new(BufReader::with_capacity(HEAD, stream), options.limit);
                Box::new(lines.map(|(n, object)| (n, object.map(Content::Object))))
            }
            Format::Json => {
                let elements = json::Elements::new(BufReader::with_capacity(HEAD, stream), options.limit);
                Box::new(elements.map(|(n, object)| (n, object.map(Content::Object))))
            }
            Format::Csv | Format::Tsv => {
                let table = table::Table::open(stream, &head, format, &options)?;
                Box::new(table.map(|(n, row)| (n, row.map(Content::Row))))
            }
            Format::Feed => {
                let entries = feed::entries(read_whole(stream, options.limit)?).into_iter();
                Box::new((1..).zip(entries.map(|entry| entry.map(Content::Entry))))
            }
            Format::Warc => {
                let records = warc::Records::new(stream, options.limit);
                Box::new(records.map(|(n, page)| (n, page.map(Content::Page))))
            }
            Format::Tar | Format::Zip => return Err(Error::input(format!("the file is no {} archive", format.name()))),
        };
        self.open.push(Open::Records(Records { path: place.path.clone(), iterator, detected }));
        Ok(None)
    }
}

/// Where a stream comes from.
struct Place {
    /// For messages.
    path: String,
    /// The file's name, whose extension helps to tell the format.
    name: std::path::PathBuf,
    /// The identifier of an article that has none of its own.
    id: String,
    /// The file itself, where the stream is one.
    file: Option<std::path::PathBuf>,
}

/// The article with the address under which it was crawled, where it names no other.
fn addressed(article: Result<Article>, url: Option<String>) -> Result<Article> {
    let mut article = article?;
    article.url = article.url.or(url);
    if let (true, Some(url)) = (article.id.is_empty(), &article.url) {
        article.id.clone_from(url);
    }
    Ok(article)
}

impl Iterator for RawReader {
    type Item = Result<RawArticle, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.next_record() {
                return Some(record);
            }
            let source = self.sources.next()?;
            match self.open(&source) {
                Ok(Some(article)) => return Some(Ok(article)),
                Ok(None) => {}
                Err(error) => {
                    return Some(Err(Problem { origin: Origin { path: source.name(), record: None }, error }));
                }
            }
        }
    }
}

/// The whole stream, up to the limit.
fn read_whole(stream: Stream, limit: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut limited = stream.take(limit as u64 + 1);
    limited.read_to_end(&mut bytes).map_err(stream_error)?;
    if bytes.len() > limit { Err(too_long(limit)) } else { Ok(bytes) }
}

/// Unwraps gzip and zstd, told by their first bytes, at most four layers deep; whether there was any.
fn unpack(mut stream: Stream, eager: bool) -> std::io::Result<(Vec<u8>, Stream, bool)> {
    for layer in 0..4 {
        let (head, whole) = peek(stream, eager)?;
        stream = if head.starts_with(&[0x1F, 0x8B]) {
            Box::new(flate2::read::MultiGzDecoder::new(whole))
        } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
            Box::new(zstd::Decoder::new(whole)?)
        } else {
            return Ok((head, whole, layer > 0));
        };
    }
    let (head, whole) = peek(stream, eager)?;
    Ok((head, whole, true))
}

/// The first bytes of a stream, and the stream with them put back.
///
/// JSON Lines from a pipe may come slowly, so a head that begins with `{` is as long as its first line, and with a
/// format that is given (`eager`) one read is enough.
fn peek(mut stream: Stream, eager: bool) -> std::io::Result<(Vec<u8>, Stream)> {
    let mut head = Vec::new();
    let mut chunk = vec![0; HEAD];
    while head.len() < HEAD {
        let count = match stream.read(&mut chunk) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            result => result?,
        };
        head.extend_from_slice(chunk.get(..count).unwrap_or(&[]));
        let line = head.first() == Some(&b'{') && head.contains(&b'\n');
        if count == 0 || head.len() >= 4 && (line || eager) {
            break;
        }
    }
    let whole = Cursor::new(head.clone()).chain(stream);
    Ok((head, Box::new(whole)))
}

/// An operating system failure; the path stands in the problem's origin.
fn io_error(what: &str, error: std::io::Error) -> Error {
    let message = format!("cannot {what}: {error}");
    let denied = error.kind() == std::io::ErrorKind::PermissionDenied;
    let error = Error::new(ErrorKind::Io, message).with_source(error);
    if denied { error.hint("check the permissions of the file and its folder") } else { error }
}

#[cfg(test)]
mod tests;
