//! Reads news feeds: RSS in all its versions and Atom, one article for each entry.

use super::draft::Draft;
use super::html;
use super::{Article, Options, decode};
use crate::error::{Error, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An entry as the feed has it.
#[derive(Debug, Default)]
pub(super) struct Entry {
    id: Option<String>,
    link: Option<String>,
    title: Option<Value>,
    date: Option<String>,
    updated: Option<String>,
    author: Option<String>,
    summary: Option<Value>,
    content: Option<Value>,
    /// The feed's own title.
    publisher: Option<String>,
    note: Option<String>,
}

/// A text, plain or with marks of HTML.
#[derive(Debug, Default, Clone)]
struct Value {
    text: String,
    is_html: bool,
}

impl Value {
    /// As text: one paragraph a block.
    fn plain(self) -> Option<String> {
        let marked = self.is_html && self.text.contains(['<', '&']);
        let text = if marked { html::fragment(self.text)? } else { self.text };
        Some(text).filter(|text| !text.trim().is_empty())
    }
}

/// The entries of a feed.
///
/// # Errors
/// What is no XML or no feed; a feed that is cut short gives the entries before the cut, and the error last.
pub(super) fn entries(bytes: Vec<u8>) -> Vec<Result<Box<Entry>>> {
    let declared = declared(&bytes);
    let decoded = decode::decode(bytes, declared.as_deref(), None);
    let mut walk = Walk::default();
    let end = walk.run(&decoded.text);
    let publisher = walk.title.and_then(|title| Value { text: title, is_html: true }.plain());
    let finished = walk.entries.into_iter().map(|mut entry| {
        entry.publisher.clone_from(&publisher);
        entry.note.clone_from(&decoded.note);
        Ok(Box::new(entry))
    });
    finished.chain(end.err().map(Err)).collect()
}

/// The encoding that the XML declaration names.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200)).unwrap_or(bytes)).into_owned();
    let (_, rest) = head.split_once("<?xml")?.1.split_once("?>")?.0.split_once("encoding=")?;
    Some(rest.trim_start_matches(['"', '\'']).split(['"', '\'', ' ']).next()?.to_owned())
}

/// The entry as an article: what the feed has of the text, with a note where that is a summary.
pub(super) fn article(entry: Entry, options: &Options) -> Result<Article> {
    let mut notes: Vec<String> = entry.note.into_iter().collect();
    let content = entry.content.and_then(Value::plain);
    let summary = entry.summary.and_then(Value::plain);
    let text = match (content, summary) {
        (Some(content), _) => Some(content),
        (None, summary) => {
            notes.push("the feed has a summary and not the article".to_owned());
            summary
        }
    };
    let absolute = |url: &String| url.contains("://");
    let link = entry.link.or_else(|| entry.id.clone().filter(absolute)).filter(absolute);
    let mut draft = Draft { text, notes, ..Draft::default() };
    let mut put = |field, value: Option<String>| {
        if let Some(value) = value {
            draft.set(field, value);
        }
    };
    use super::Field::{Author, Date, Id, Publisher, Title, Url};
    put(Id, entry.id.or_else(|| link.clone()));
    put(Url, link);
    put(Title, entry.title.and_then(Value::plain));
    put(Date, entry.date.or(entry.updated));
    put(Author, entry.author);
    put(Publisher, entry.publisher);
    draft.finish(options)
}

/// What was read so far.
#[derive(Default)]
struct Walk {
    title: Option<String>,
    entries: Vec<Entry>,
    entry: Option<Entry>,
    /// The elements around, by their names without prefix.
    path: Vec<String>,
    /// The field that is being read: how deep its element stands, and its text.
    field: Option<(usize, Value)>,
    is_feed: bool,
}

/// Elements nested deeper than this are no feed.
const DEEPEST: usize = 200;

impl Walk {
    fn run(&mut self, xml: &str) -> Result<()> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = false;
        loop {
            let event = reader.read_event().map_err(|error| {
                Error::input(format!("the feed is malformed: {error}")).hint("the entries before were read")
            })?;
            match event {
                Event::Start(start) => self.open(&start)?,
                Event::Empty(start) => {
                    self.open(&start)?;
                    self.close();
                }
                Event::End(_) => self.close(),
                Event::Text(text) => {
                    let raw = String::from_utf8_lossy(&text).into_owned();
                    self.text(&raw, true);
                }
                Event::CData(text) => self.text(&String::from_utf8_lossy(&text), false),
                Event::Eof => break,
                _ => {}
            }
        }
        if self.is_feed && !self.path.is_empty() {
            return Err(Error::input("the feed is cut short").hint("the entries before were read"));
        }
        if self.is_feed { Ok(()) } else { Err(Error::input("the file is XML, and neither a news feed nor a web page")) }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<()> {
        if self.path.len() >= DEEPEST {
            return Err(Error::input(format!("the feed nests more than {DEEPEST} elements")));
        }
        let whole = String::from_utf8_lossy(start.name().as_ref()).to_ascii_lowercase();
        let (prefix, name) = whole.split_once(':').unwrap_or(("", &whole));
        let name = name.to_owned();
        if name == "name" && self.path.last().is_some_and(|around| around == "author") {
            // An author of Atom has the name in an element of its own, beside others.
            self.field = Some((self.path.len(), Value::default()));
        } else if let Some((_, value)) = &mut self.field {
            // Marks inside a text: XHTML in Atom.
            value.is_html = true;
            value.text.extend(["<", name.as_str(), ">"]);
        } else if matches!(name.as_str(), "item" | "entry") && prefix != "media" {
            self.entry = Some(Entry::default());
        } else {
            let attribute = |wanted: &str| {
                let found = start.attributes().flatten().find(|a| a.key.as_ref() == wanted.as_bytes())?;
                let value = String::from_utf8_lossy(&found.value).into_owned();
                Some(quick_xml::escape::unescape(&value).map_or(value.clone(), std::borrow::Cow::into_owned))
            };
            self.is_feed |= matches!(name.as_str(), "rss" | "feed" | "rdf");
            let is_html = attribute("type").is_none_or(|kind| kind.contains("html"));
            let is_text = matches!(
                name.as_str(),
                "title"
                    | "description"
                    | "summary"
                    | "encoded"
                    | "content"
                    | "pubdate"
                    | "date"
                    | "published"
                    | "updated"
                    | "issued"
                    | "modified"
                    | "guid"
                    | "id"
                    | "creator"
                    | "author"
                    | "name"
                    | "link"
            );
            let href = attribute("href");
            if name == "link" && href.is_some() {
                let is_page = attribute("rel").is_none_or(|rel| rel == "alternate");
                if let Some(entry) = self.entry.as_mut().filter(|entry| is_page && entry.link.is_none()) {
                    entry.link = href;
                }
            } else if is_text && prefix != "media" && prefix != "itunes" {
                self.field = Some((self.path.len(), Value { text: String::new(), is_html }));
            }
        }
        self.path.push(name);
        Ok(())
    }

    fn text(&mut self, text: &str, escaped: bool) {
        let Some((depth, value)) = &mut self.field else { return };
        // Among marks of XHTML it is HTML as it stands.
        if escaped && self.path.len() == *depth + 1 {
            match quick_xml::escape::unescape(text) {
                Ok(text) => value.text.push_str(&text),
                // An entity of HTML: it is left to the reader of HTML.
                Err(_) => value.text.push_str(text),
            }
        } else {
            value.text.push_str(text);
        }
    }

    fn close(&mut self) {
        let Some(name) = self.path.pop() else { return };
        match self.field.take() {
            Some((depth, value)) if depth == self.path.len() => self.keep(&name, &value),
            Some((depth, mut value)) => {
                value.text.extend(["</", name.as_str(), ">"]);
                self.field = Some((depth, value));
            }
            None => {}
        }
        if matches!(name.as_str(), "item" | "entry") && self.field.is_none() {
            self.entries.extend(self.entry.take());
        }
    }

    /// Puts a value that was read to its end where it belongs; the first of several counts.
    fn keep(&mut self, name: &str, value: &Value) {
        let line = || Some(value.text.trim().to_owned()).filter(|text| !text.is_empty());
        let Some(entry) = &mut self.entry else {
            if name == "title"
                && self.title.is_none()
                && self.path.last().is_some_and(|p| p == "channel" || p == "feed")
            {
                self.title = line();
            }
            return;
        };
        let text = Some(value.clone()).filter(|value| !value.text.trim().is_empty());
        match name {
            "title" => entry.title = entry.title.take().or(text),
            "description" | "summary" => entry.summary = entry.summary.take().or(text),
            "encoded" | "content" => entry.content = entry.content.take().or(text),
            "pubdate" | "date" | "published" | "issued" => entry.date = entry.date.take().or_else(line),
            "updated" | "modified" => entry.updated = entry.updated.take().or_else(line),
            "guid" | "id" => entry.id = entry.id.take().or_else(line),
            "link" => entry.link = entry.link.take().or_else(line),
            "name" if self.path.last().is_none_or(|around| around != "author") => {}
            "creator" | "author" | "name" => {
                let name = Value { is_html: true, ..value.clone() }.plain().map(|name| name.trim().to_owned());
                entry.author = entry.author.take().or(name);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(feed: &str) -> Vec<String> {
        let options = Options::default();
        let tell = |entry: Result<Box<Entry>>| match entry.and_then(|entry| article(*entry, &options)) {
            Ok(a) => format!(
                "{}|{}|{}|{}|{}|{}|{}",
                a.id,
                a.url.unwrap_or_default(),
                a.title.unwrap_or_default(),
                a.published.map(|day| day.to_string()).unwrap_or_default(),
                a.author.unwrap_or_default(),
                a.publisher.unwrap_or_default(),
                a.body
            ),
            Err(error) => format!("! {error}"),
        };
        entries(feed.as_bytes().to_vec()).into_iter().map(tell).collect()
    }

    #[test]
    fn rss_gives_the_article_or_its_summary() {
        let feed = r#"<?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <channel><title>Lomsk &amp; Orla News</title><link>https://lomsk.example/</link>
            <item><title>Bridge&#8217;s toll</title><link>https://lomsk.example/1</link><guid isPermaLink="false">n-1</guid>
              <pubDate>Tue, 06 May 2031 09:30:00 +0200</pubDate><dc:creator>Ann Lee</dc:creator>
              <description>Short.</description>
              <content:encoded><![CDATA[<p>“It stays,” said <b>Bo Ruud</b>.</p><p>It rained.</p>]]></content:encoded></item>
            <item><title>Second</title><link>https://lomsk.example/2</link>
              <description>&lt;p&gt;Only&amp;nbsp;this.&lt;/p&gt;</description></item>
            <item><title>Empty</title></item>
            </channel></rss>"#;
        assert_eq!(
            read(feed),
            [
                "n-1|https://lomsk.example/1|Bridge’s toll|2031-05-06|Ann Lee|Lomsk & Orla News|“It stays,” said Bo Ruud.\n\nIt rained.",
                "https://lomsk.example/2|https://lomsk.example/2|Second|||Lomsk & Orla News|Only\u{a0}this.",
                "! the article is empty: it has no text"
            ]
            .map(|line| line.replace('\u{a0}', " "))
            .as_slice()
        );
    }

    #[test]
    fn atom_gives_the_alternate_link_and_xhtml() {
        let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Orla Post</title>
            <link rel="self" href="https://orla.example/feed"/>
            <entry><id>urn:1</id><title type="html">A &lt;i&gt;toll&lt;/i&gt;</title>
            <link rel="edit" href="https://orla.example/edit"/><link href="https://orla.example/1"/>
            <updated>2031-05-07T10:00:00Z</updated><published>2031-05-06T10:00:00Z</published>
            <author><name>Ann Lee</name><email>a@orla.example</email></author>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It <em>rained</em>.</p><p>It &lt; snowed.</p></div></content>
            </entry></feed>"#;
        assert_eq!(
            read(feed),
            ["urn:1|https://orla.example/1|A toll|2031-05-06|Ann Lee|Orla Post|It rained.\n\nIt < snowed."]
        );
    }

    #[test]
    fn damage_is_told_and_what_came_before_is_read() {
        let told = read("<rss><channel><item><title>A</title><description>One.</description></item><item><title");
        assert_eq!(told[0], "||A||||One.");
        assert!(told[1].starts_with("! the feed is malformed"), "{told:?}");
        assert_eq!(read("<nitf></nitf>"), ["! the file is XML, and neither a news feed nor a web page"]);
        let deep = "<a>".repeat(100_000);
        assert_eq!(read(&deep), ["! the feed nests more than 200 elements"]);
    }
}
