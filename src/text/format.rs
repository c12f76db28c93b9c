//! The input formats, and how a file's content and extension tell them apart.

use super::fields::{Field, FieldMap, closest};
use crate::error::{Error, Result};
use std::path::Path;

/// How a file holds its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One article as plain text.
    Text,
    /// One article as a web page.
    Html,
    /// One JSON object with an article on every line.
    JsonLines,
    /// A JSON array of objects, or objects that run over several lines.
    Json,
    /// Comma-separated values with a header (also with `;` or `|`).
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// One article with the marks of Markdown.
    Markdown,
    /// A news feed, RSS or Atom: an article for each entry.
    Feed,
    /// A web archive: the pages of a crawl.
    Warc,
    /// A tar archive of files of any format.
    Tar,
    /// A ZIP archive of files of any format.
    Zip,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Html,
        Self::JsonLines,
        Self::Json,
        Self::Csv,
        Self::Tsv,
        Self::Markdown,
        Self::Feed,
        Self::Warc,
        Self::Tar,
        Self::Zip,
    ];

    /// The name that `--input-format` takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Markdown => "markdown",
            Self::Feed => "feed",
            Self::Warc => "warc",
            Self::Tar => "tar",
            Self::Zip => "zip",
        }
    }

    /// The file extensions that stand for it, lower case.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt", "text"],
            Self::Html => &["html", "htm", "xhtml", "shtml"],
            Self::JsonLines => &["jsonl", "ndjson", "jsonlines"],
            Self::Json => &["json"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv", "tab"],
            Self::Markdown => &["md", "markdown"],
            Self::Feed => &["rss", "atom", "xml"],
            Self::Warc => &["warc", "wet"],
            Self::Tar => &["tar", "tgz"],
            Self::Zip => &["zip"],
        }
    }

    /// The format that the extension of `path` stands for, beneath `.gz` and `.zst`.
    pub fn of_path(path: &Path) -> Option<Self> {
        let mut name = Path::new(path.file_name()?);
        while is_packed(name) {
            name = Path::new(name.file_stem()?);
        }
        let extension = name.extension()?.to_str()?.to_lowercase();
        Self::ALL.into_iter().find(|format| format.extensions().contains(&extension.as_str()))
    }
}

/// Whether the extension is that of a compressed file.
pub(super) fn is_packed(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    ["gz", "gzip", "zst", "zstd"].contains(&extension.as_str())
}

impl std::str::FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let wanted = name.trim().trim_start_matches('.').to_lowercase();
        let known = |format: &Self| format.name() == wanted || format.extensions().contains(&wanted.as_str());
        Self::ALL.into_iter().find(known).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            let error = Error::usage(format!("unknown input format {name:?}"));
            match closest(&wanted, &names) {
                Some(near) => error.hint(format!("did you mean {near:?}? Known are {}", self::known())),
                None => error.hint(format!("known are {}", self::known())),
            }
        })
    }
}

/// Tells the format by `head`, the first bytes in UTF-8 (or nearly), with the extension's format as a hint.
///
/// # Errors
/// XML that is neither a web page nor a feed.
pub(super) fn detect(head: &[u8], hint: Option<Format>, map: &FieldMap) -> Result<Format> {
    if let Some(format) = container(head) {
        return Ok(format);
    }
    let text = String::from_utf8_lossy(head.get(..head.len().min(16 * 1024)).unwrap_or(head));
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if let Some(format) = json_by_content(text) {
        return Ok(if hint == Some(Format::JsonLines) && format == Format::Json && text.starts_with('{') {
            Format::JsonLines
        } else {
            format
        });
    }
    if let Some(format) = markup_by_content(text)? {
        return Ok(format);
    }
    match hint {
        None | Some(Format::Text) if is_table(text, b',', map) => Ok(Format::Csv),
        None | Some(Format::Text) if is_table(text, b'\t', map) => Ok(Format::Tsv),
        Some(Format::Feed) => Err(not_xml()),
        // What holds other files was told by its content above, whatever this one is called.
        Some(Format::Warc | Format::Tar | Format::Zip) | None => Ok(Format::Text),
        Some(format) => Ok(format),
    }
}

/// The format of a file that holds others, by its first bytes.
pub(super) fn container(head: &[u8]) -> Option<Format> {
    if head.starts_with(super::archive::ZIP) {
        Some(Format::Zip)
    } else if super::archive::is_tar(head) {
        Some(Format::Tar)
    } else if head.starts_with(b"WARC/1.") || head.starts_with(b"WARC/0.") {
        Some(Format::Warc)
    } else {
        None
    }
}

/// The names of all formats.
fn known() -> String {
    Format::ALL.map(Format::name).join(", ")
}

fn not_xml() -> Error {
    Error::input("the file is XML, and neither a web page nor a news feed").hint(format!("known are {}", known()))
}

/// JSON by its first characters: an object, or an array of objects.
fn json_by_content(text: &str) -> Option<Format> {
    let after = |text: &str, open: char| text.strip_prefix(open).map(|rest| rest.trim_start().to_owned());
    if let Some(rest) = after(text, '[') {
        return rest.starts_with('{').then_some(Format::Json);
    }
    let rest = after(text, '{')?;
    if !rest.starts_with('"') && !rest.starts_with('}') {
        return None;
    }
    // An object that opens on one line and goes on below is JSON, not JSON Lines.
    let first_line = text.lines().next().unwrap_or("").trim_end();
    let whole = first_line.ends_with('}') || text.lines().nth(1).is_none_or(|line| line.trim_start().starts_with('{'));
    Some(if whole { Format::JsonLines } else { Format::Json })
}

/// A web page by its first tags.
fn markup_by_content(text: &str) -> Result<Option<Format>> {
    let start: String = text.chars().take(4096).collect::<String>().to_ascii_lowercase();
    if !start.starts_with('<') {
        return Ok(None);
    }
    // A feed may hold pages in its entries; a page holds no feed before its own first tag.
    let first = |tags: &[&str]| tags.iter().filter_map(|tag| start.find(tag)).min().unwrap_or(usize::MAX);
    if first(&["<rss", "<feed", "<rdf:rdf"]) < first(&["<!doctype html", "<html", "<body"]) {
        return Ok(Some(Format::Feed));
    }
    let pages = ["<!doctype html", "<html", "<head", "<body", "<meta", "<article"];
    if pages.iter().any(|tag| start.contains(tag)) {
        return Ok(Some(Format::Html));
    }
    if start.starts_with("<?xml") {
        return Err(not_xml());
    }
    let fragments = ["<p>", "<p ", "<div", "<h1", "<!--", "<section", "<main", "<title"];
    Ok(fragments.iter().any(|tag| start.starts_with(tag)).then_some(Format::Html))
}

/// Whether the first line is a header with a text column and at least one other column that is known.
fn is_table(text: &str, delimiter: u8, map: &FieldMap) -> bool {
    let line = text.lines().next().unwrap_or("");
    let names: Vec<&str> = line.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"')).collect();
    let known = names.iter().filter(|name| map.field_of(name).is_some()).count();
    let short = names.iter().all(|name| name.split_whitespace().count() <= 3);
    short && known >= 2 && map.find(&names, Field::Text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_named_and_has_extensions() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>().unwrap(), format);
            for extension in format.extensions() {
                let path = format!("a/b.c.{}.gz", extension.to_uppercase());
                assert_eq!(Format::of_path(Path::new(&path)), Some(format), "{path}");
            }
        }
        assert_eq!(Format::of_path(Path::new("notes")), None);
        assert_eq!(Format::of_path(Path::new(".gz")), None);
    }

    #[test]
    fn content_decides_and_the_extension_helps() {
        let tell = |text: &str, hint| detect(text.as_bytes(), hint, &FieldMap::default()).unwrap();
        assert_eq!(tell("{\"text\": \"a\"}\n{\"text\": \"b\"}\n", None), Format::JsonLines);
        assert_eq!(tell("{\"text\": \"a\"}", Some(Format::Text)), Format::JsonLines);
        assert_eq!(tell("[\n {\"text\": \"a\"}]", Some(Format::Csv)), Format::Json);
        assert_eq!(tell("{\n  \"text\": \"a\"\n}", None), Format::Json);
        assert_eq!(tell("{\"text\": \"broken\n{\"text\": \"b\"}", Some(Format::JsonLines)), Format::JsonLines);
        assert_eq!(tell("[Editor's note: this was cut.]", None), Format::Text);
        assert_eq!(tell("\u{FEFF}<!DOCTYPE html><p>Hi", Some(Format::Text)), Format::Html);
        assert_eq!(tell("<p>Just a fragment", None), Format::Html);
        assert_eq!(tell("id,title,body\n1,A,B", None), Format::Csv);
        assert_eq!(tell("id\ttitle\tbody\n1\tA\tB", None), Format::Tsv);
        assert_eq!(tell("Title, text and source of the story\nHe left.", None), Format::Text);
        assert_eq!(tell("name,inhalt\nA,B", Some(Format::Csv)), Format::Csv);
        assert_eq!(tell("<3 is what Ann Lee wrote.", None), Format::Text);
        assert_eq!(tell("WARC/1.0\r\nWARC-Type: response\r\n", None), Format::Warc);
        assert_eq!(tell("<?xml version=\"1.0\"?><rss version=\"2.0\"><html>", None), Format::Feed);
        assert_eq!(tell("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Some(Format::Text)), Format::Feed);
        assert_eq!(tell("<html><link type=\"application/rss+xml\"><p>&lt;rss", None), Format::Html);
        assert_eq!(tell("# Bridge\n\nIt *rained*.", Some(Format::Markdown)), Format::Markdown);
        assert_eq!(tell("PK\u{3}\u{4}", None), Format::Zip);
        assert_eq!(tell("", Some(Format::Html)), Format::Html);
        assert_eq!(tell("not json", Some(Format::JsonLines)), Format::JsonLines);
    }

    #[test]
    fn what_is_not_read_is_named() {
        let message = |text: &str| {
            let error = detect(text.as_bytes(), None, &FieldMap::default()).unwrap_err();
            format!("{error}\n{}", error.hints().join("\n"))
        };
        insta::assert_snapshot!(message("<?xml version=\"1.0\"?><nitf>"), @r#"
        the file is XML, and neither a web page nor a news feed
        known are text, html, jsonl, json, csv, tsv, markdown, feed, warc, tar, zip
        "#);
        let error = "jsnl".parse::<Format>().unwrap_err();
        insta::assert_snapshot!(format!("{error}\n{}", error.hints().join("\n")), @r#"
        unknown input format "jsnl"
        did you mean "jsonl"? Known are text, html, jsonl, json, csv, tsv, markdown, feed, warc, tar, zip
        "#);
    }
}
