//! The reader: one article after the other out of files and streams of every format.

use super::draft::too_long;
use super::input::{self, Source};
use super::{Article, Format, Options, Origin, Problem, decode, format, html, json, plain, stream_error, table};
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
            records: None,
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
    /// The source that is being read, when it holds several articles.
    records: Option<Records>,
    stdin: Option<Stream>,
}

type Stream = Box<dyn Read + Send>;

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

    fn next_record(&mut self) -> Option<Result<RawArticle, Problem>> {
        let records = self.records.as_mut()?;
        let Some((number, content)) = records.iterator.next() else {
            self.records = None;
            return None;
        };
        let origin = Origin { path: records.path.clone(), record: Some(number) };
        let detected = records.detected;
        Some(match content {
            Ok(content) => {
                Ok(RawArticle { origin, id: String::new(), content, detected, options: Arc::clone(&self.options) })
            }
            Err(error) => Err(Problem { origin, error }),
        })
    }

    /// Opens a source: the article itself when it holds one, else `None` with `self.records` set.
    fn open(&mut self, source: &Source) -> Result<Option<RawArticle>> {
        let stream = if source.is_stdin() {
            self.stdin.take().unwrap_or_else(|| Box::new(std::io::stdin()))
        } else {
            let file = File::open(&source.path);
            Box::new(file.map_err(|e| io_error("open", e))?)
        };
        let options = &self.options;
        let eager = options.format.is_some();
        let (mut head, mut stream) = unpack(stream, eager).map_err(stream_error)?;
        if let Some(encoding) = decode::utf16(&head) {
            stream = Box::new(decode::Utf16Reader::new(stream, encoding));
            (head, stream) = peek(stream, eager).map_err(stream_error)?;
        }
        if head.starts_with(BOM) {
            head.drain(..BOM.len());
            stream.read_exact(&mut [0; BOM.len()]).map_err(stream_error)?;
        }
        decode::check_text(&head)?;
        let hint = format::Format::of_path(&source.path);
        let format = match options.format {
            Some(format) => format,
            None => format::detect(&head, hint, &options.map)?,
        };
        let detected = decode::detect(&head);
        let path = source.name();
        let iterator: Box<dyn Iterator<Item = (u64, Result<Content>)> + Send> = match format {
            Format::Text | Format::Html => {
                let bytes = read_whole(stream, options.limit)?;
                let content = if format == Format::Html { Content::Html(bytes) } else { Content::Text(bytes) };
                let origin = Origin { path, record: None };
                let options = Arc::clone(options);
                return Ok(Some(RawArticle { origin, id: source.id.clone(), content, detected: None, options }));
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
                let table = table::Table::open(stream, &head, format, options)?;
                Box::new(table.map(|(n, row)| (n, row.map(Content::Row))))
            }
        };
        self.records = Some(Records { path, iterator, detected });
        Ok(None)
    }
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

/// Unwraps gzip and zstd, told by their first bytes, at most four layers deep.
fn unpack(mut stream: Stream, eager: bool) -> std::io::Result<(Vec<u8>, Stream)> {
    for _ in 0..4 {
        let (head, whole) = peek(stream, eager)?;
        stream = if head.starts_with(&[0x1F, 0x8B]) {
            Box::new(flate2::read::MultiGzDecoder::new(whole))
        } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
            Box::new(zstd::Decoder::new(whole)?)
        } else {
            return Ok((head, whole));
        };
    }
    peek(stream, eager)
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
mod tests {
    use super::*;
    use std::io::Write;

    fn read(data: &[u8], options: Options) -> Vec<Result<Article, String>> {
        let reader = Reader::new(&["-"], options).unwrap().with_stdin(Cursor::new(data.to_vec()));
        reader.map(|item| item.map(|(_, article)| article).map_err(|p| p.to_string())).collect()
    }

    fn bodies(data: &[u8]) -> Vec<String> {
        let articles = read(data, Options::default()).into_iter();
        articles.map(|item| item.map_or_else(|problem| format!("! {problem}"), |article| article.body)).collect()
    }

    fn gz(data: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(data).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn every_format_comes_through_every_compression() {
        let page =
            format!("<html><body><article>{}</article></body></html>", "<p>It rained, said Ann Lee.</p>".repeat(20));
        let sources: [(&str, usize); 6] = [
            ("It rained, Ann Lee said.", 1),
            ("{\"text\": \"It rained.\"}\n{\"text\": \"It snowed.\"}\n", 2),
            ("[{\"text\": \"It rained.\"},\n{\"text\": \"It snowed.\"}]", 2),
            ("id,text\n1,It rained.\n2,It snowed.\n", 2),
            ("id\ttext\n1\tIt rained.\n2\tIt snowed.\n", 2),
            (&page, 1),
        ];
        for (text, count) in sources {
            let plain = bodies(text.as_bytes());
            assert_eq!(plain.len(), count, "{plain:?}");
            assert!(plain.iter().all(|body| body.starts_with("It ")), "{plain:?}");
            let zst = zstd::encode_all(text.as_bytes(), 1).unwrap();
            let utf16: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
            for packed in [gz(text.as_bytes()), zst.clone(), gz(&zst), utf16, format!("\u{FEFF}{text}").into()] {
                assert_eq!(bodies(&packed), plain);
            }
            let two = [gz(text.as_bytes()), gz(text.as_bytes())].concat();
            assert!(bodies(&two).len() >= count);
        }
    }

    #[test]
    fn defaults_fill_only_what_is_missing() {
        let options = Options {
            date: Some(super::super::Date::constant(2020, 1, 2)),
            publisher: Some("Lomsk Post".into()),
            ..Options::default()
        };
        let data = b"{\"text\": \"a\"}\n{\"text\": \"b\", \"date\": \"2021-05-03\", \"outlet\": \"Orla News\"}\n";
        let articles: Vec<Article> = read(data, options).into_iter().map(Result::unwrap).collect();
        let told = |a: &Article| format!("{:?} {:?}", a.published, a.publisher);
        assert_eq!(told(&articles[0]), "Some(2020-01-02) Some(\"Lomsk Post\")");
        assert_eq!(told(&articles[1]), "Some(2021-05-03) Some(\"Orla News\")");
    }

    #[test]
    fn ten_megabytes_pass_and_the_limit_holds() {
        let text = "It rained, said Ann Lee. ".repeat(420_000);
        assert_eq!(bodies(text.as_bytes()), std::slice::from_ref(&text));
        let line = format!("{{\"text\": \"{text}\"}}\n{{\"text\": \"b\"}}");
        assert_eq!(bodies(line.as_bytes()), [text.clone(), "b".into()]);
        let small = Options { limit: 1 << 20, ..Options::default() };
        insta::assert_snapshot!(read(text.as_bytes(), small.clone())[0].as_ref().unwrap_err(), @"-: the article is longer than 1 MiB and was left out");
        let rows = read(line.as_bytes(), small);
        insta::assert_snapshot!(rows[0].as_ref().unwrap_err(), @"-:1: the article is longer than 1 MiB and was left out");
        assert_eq!(rows[1].as_ref().unwrap().body, "b");
    }

    #[test]
    fn bad_files_are_problems_and_the_rest_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let good = "The bridge is shut, said Ann Lee.";
        let mut cut = gz("The bridge is shut.".repeat(5000).as_bytes());
        cut.truncate(cut.len() / 2);
        let files: [(&str, &[u8]); 7] = [
            ("a.txt", b"PNG\x00\x00"),
            ("b.txt", b""),
            ("c.txt.gz", &cut),
            ("d.csv", b"a,b\n1,2\n"),
            ("e.jsonl", b"{\"text\": \"fine\"}\n{\"text\": \n{\"text\": \"fine too\"}\n"),
            ("f.html", b"<html></html>"),
            ("g.txt", good.as_bytes()),
        ];
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let root = folder.path().to_str().unwrap();
        let items = Reader::new(&[root], Options::default()).unwrap().map(|item| match item {
            Ok((origin, article)) => format!("{origin} ok {}", article.body),
            Err(problem) => Error::from(problem).to_string(),
        });
        let told = items.collect::<Vec<_>>().join("\n").replace(root, "news");
        insta::assert_snapshot!(told, @r#"
        news/a.txt: the file is binary (it contains zero bytes), not text
        news/b.txt: the article is empty: it has no text
        news/c.txt.gz: cannot read on: incomplete deflate stream
        news/d.csv: no column with the article's text; seen: "a", "b"
        news/e.jsonl:1 ok fine
        news/e.jsonl:2: malformed JSON at column 9: it ends inside a value
        news/e.jsonl:3 ok fine too
        news/f.html: the page holds no article text
        news/g.txt ok The bridge is shut, said Ann Lee.
        "#);
    }

    #[test]
    fn json_lines_come_as_soon_as_they_are_written() {
        let (mut to, from) = std::io::pipe().map(|(from, to)| (to, from)).unwrap();
        let mut reader = Reader::new(&["-"], Options::default()).unwrap().with_stdin(from);
        for text in ["one", "two", "three"] {
            writeln!(to, "{{\"text\": \"{text}\"}}").unwrap();
            assert_eq!(reader.next().unwrap().unwrap().1.body, text);
        }
        drop(to);
        assert!(reader.next().is_none());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_survive_every_format(
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
            format in proptest::option::of(proptest::sample::select(Format::ALL.to_vec())),
            packed in proptest::prelude::any::<bool>(),
        ) {
            let data = if packed { gz(&bytes) } else { bytes };
            let _ = read(&data, Options { format, limit: 200, ..Options::default() });
        }
    }
}
