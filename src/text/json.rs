//! Reads articles from JSON Lines and from JSON arrays, one object at a time.

use super::draft::{Draft, too_long};
use super::fields::{Field, FieldMap, shortened};
use super::{Article, Options, decode};
use crate::error::{Error, Result};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::io::{self, BufRead};

/// One JSON object as bytes, with the line on which it begins.
#[derive(Debug)]
pub(super) struct Object {
    pub line: u64,
    pub bytes: Vec<u8>,
}

/// The longest object for texts of `limit` bytes: escapes may double a text, and other fields come beside it.
fn object_limit(limit: usize) -> usize {
    limit.saturating_mul(2).saturating_add(1 << 20)
}

/// The non-blank lines of a stream, each numbered from one.
pub(super) struct Lines<R> {
    inner: R,
    line: u64,
    limit: usize,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub fn new(inner: R, limit: usize) -> Self {
        Self { inner, line: 0, limit, ended: false }
    }

    /// Reads one line without its end into `bytes`; `None` at the end, `Some(false)` for a line beyond the limit.
    fn read_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<bool>> {
        let (mut some, mut fits) = (false, true);
        loop {
            let buffer = match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            };
            if buffer.is_empty() {
                return Ok(some.then_some(fits));
            }
            some = true;
            let end = memchr::memchr(b'\n', buffer);
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or(buffer);
            fits = fits && bytes.len() + part.len() <= object_limit(self.limit);
            if fits {
                bytes.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.inner.consume(used);
            if end.is_some() {
                return Ok(Some(fits));
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = (u64, Result<Object>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let mut bytes = Vec::new();
            let result = self.read_line(&mut bytes);
            self.line += 1;
            match result {
                Ok(None) => return None,
                Ok(Some(false)) => return Some((self.line, Err(too_long(self.limit)))),
                Ok(Some(true)) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(true)) => return Some((self.line, Ok(Object { line: self.line, bytes }))),
                Err(error) => {
                    self.ended = true;
                    return Some((self.line, Err(super::stream_error(error))));
                }
            }
        }
        None
    }
}

/// The elements of a JSON array, or objects that follow each other, each numbered from one.
pub(super) struct Elements<R> {
    inner: R,
    line: u64,
    count: u64,
    limit: usize,
    ended: bool,
}

/// Where the splitter stands inside an element.
#[derive(Default)]
struct Place {
    depth: usize,
    in_string: bool,
    escaped: bool,
    started: bool,
}

impl Place {
    /// Moves over one byte; says whether the byte belongs to the element and whether the element ends after it.
    fn step(&mut self, byte: u8) -> (bool, bool) {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return (true, false);
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' if self.started || byte == b'{' => self.depth += 1,
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                return (true, self.depth == 0);
            }
            // Between elements and around them; after a bare word they end it.
            b'[' | b']' | b',' if self.depth == 0 => return (false, self.started),
            b' ' | b'\t' | b'\r' | b'\n' if !self.started => return (false, false),
            b'\n' if self.depth == 0 => return (false, true),
            _ => {}
        }
        self.started = true;
        (true, false)
    }
}

impl<R: BufRead> Elements<R> {
    pub fn new(inner: R, limit: usize) -> Self {
        Self { inner, line: 1, count: 0, limit, ended: false }
    }

    /// The next element, or `None` at the end; the element is an error when it is beyond the limit.
    fn read_element(&mut self) -> io::Result<Option<Result<Object>>> {
        let mut place = Place::default();
        let mut object = Object { line: self.line, bytes: Vec::new() };
        let (mut fits, limit) = (true, object_limit(self.limit));
        loop {
            let buffer = match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            };
            if buffer.is_empty() {
                return Ok(place.started.then_some(element(object, fits, self.limit)));
            }
            let mut used = 0;
            let mut done = false;
            for byte in buffer {
                let before = place.started;
                let (belongs, end) = place.step(*byte);
                if belongs {
                    if !before {
                        object.line = self.line;
                    }
                    fits = fits && object.bytes.len() < limit;
                    if fits {
                        object.bytes.push(*byte);
                    }
                }
                self.line += u64::from(*byte == b'\n');
                used += 1;
                if end {
                    done = true;
                    break;
                }
            }
            self.inner.consume(used);
            if done {
                return Ok(Some(element(object, fits, self.limit)));
            }
        }
    }
}

impl<R: BufRead> Iterator for Elements<R> {
    type Item = (u64, Result<Object>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let result = self.read_element();
        self.count += 1;
        match result {
            Ok(None) => {
                self.ended = true;
                None
            }
            Ok(Some(object)) => Some((self.count, object)),
            Err(error) => {
                self.ended = true;
                Some((self.count, Err(super::stream_error(error))))
            }
        }
    }
}

fn element(object: Object, fits: bool, limit: usize) -> Result<Object> {
    if fits { Ok(object) } else { Err(too_long(limit)) }
}

/// Parses one object into an article. The text is kept unchanged.
pub(super) fn article(
    object: Object,
    detected: Option<&'static encoding_rs::Encoding>,
    options: &Options,
) -> Result<Article> {
    let line = object.line;
    let decoded = decode::decode(object.bytes, None, detected);
    let mut fields = match parse(&decoded.text, &options.map) {
        Ok(fields) => fields,
        // Programs that write JSON loosely write halves of surrogate pairs, and NaN for what is missing.
        Err(error) => {
            let repaired = repair(&decoded.text).ok_or_else(|| malformed(&error, &decoded.text, line))?;
            let mut fields = parse(&repaired.text, &options.map).map_err(|_| malformed(&error, &decoded.text, line))?;
            fields.draft.notes.extend(repaired.note);
            fields
        }
    };
    fields.draft.notes.extend(decoded.note);
    if fields.draft.text.is_none() {
        return Err(options.map.missing("field", &fields.seen, Field::Text));
    }
    fields.draft.finish(options)
}

fn parse(text: &str, map: &FieldMap) -> serde_json::Result<Fields> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let fields = FieldsSeed { map }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(fields)
}

/// What is wrong with an object that begins on `line`, and where.
fn malformed(error: &serde_json::Error, text: &str, line: u64) -> Error {
    if error.is_data() {
        return Error::input(format!(
            "expected an object with the fields of an article, found {}",
            shortened(text.trim(), 40)
        ));
    }
    let message = error.to_string();
    let what = message.rfind(" at line ").and_then(|at| message.get(..at)).unwrap_or(&message);
    let what = match what.strip_prefix("EOF while parsing ") {
        Some(inside) => format!("it ends inside {inside}"),
        None => what.to_owned(),
    };
    let inside = error.line() as u64;
    let place = if inside > 1 {
        format!("line {} column {}", line + inside - 1, error.column())
    } else {
        format!("column {}", error.column())
    };
    Error::input(format!("malformed JSON at {place}: {what}"))
}

/// The article's fields in an object, and the names of all.
struct Fields {
    draft: Draft,
    seen: Vec<String>,
}

struct FieldsSeed<'a> {
    map: &'a FieldMap,
}

impl<'de> DeserializeSeed<'de> for FieldsSeed<'_> {
    type Value = Fields;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldsSeed<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object with the fields of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Fields, A::Error> {
        let mut fields = Fields { draft: Draft::default(), seen: Vec::new() };
        let mut ranks = [usize::MAX; Field::ALL.len()];
        while let Some(key) = object.next_key::<String>()? {
            let best = self.map.field_of(&key);
            fields.seen.push(key);
            let rank_so_far = best.and_then(|(field, _)| ranks.get_mut(field as usize));
            match (best, rank_so_far) {
                (Some((field, rank)), Some(so_far)) if rank <= *so_far => {
                    if let Some(value) = plain_value(object.next_value()?, field, &mut fields.draft.notes) {
                        fields.draft.set(field, value);
                        *so_far = rank;
                    }
                }
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

/// A value as text: lists are joined, of objects the name counts; `None` for null and what is empty.
fn plain_value(value: Value, field: Field, notes: &mut Vec<String>) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let parts: Vec<String> = items.into_iter().filter_map(|item| plain_value(item, field, notes)).collect();
            if field == Field::Text && parts.len() > 1 {
                notes.push("the text is a list; its parts were joined with blank lines".to_owned());
            }
            let joined = parts.join(if field == Field::Text { "\n\n" } else { ", " });
            (!joined.is_empty()).then_some(joined)
        }
        Value::Object(mut object) => {
            let keys = ["name", "title", "text", "value", "@value", "$date", "$oid", "url"];
            let inner = keys.iter().find_map(|key| object.remove(*key))?;
            plain_value(inner, field, notes)
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// JSON with U+FFFD for each half of a surrogate pair and null for NaN and infinities; `None` when it has none.
fn repair(text: &str) -> Option<decode::Decoded> {
    let mut repaired = String::with_capacity(text.len());
    let (mut halves, mut numbers) = (0usize, 0usize);
    let mut in_string = false;
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\\', 'N', 'I', '-']) {
        let (before, from) = rest.split_at(at);
        repaired.push_str(before);
        let (token, replacement) = match from.as_bytes().first() {
            Some(b'"') => {
                in_string = !in_string;
                (1, None)
            }
            Some(b'\\') => escape(from, &mut halves),
            _ => match ["NaN", "Infinity", "-Infinity"].iter().find(|word| !in_string && from.starts_with(**word)) {
                Some(word) => {
                    numbers += 1;
                    (word.len(), Some("null"))
                }
                None => (1, None),
            },
        };
        let (original, after) = from.split_at_checked(token)?;
        repaired.push_str(replacement.unwrap_or(original));
        rest = after;
    }
    repaired.push_str(rest);
    let note = (halves > 0).then(|| format!("{halves} half surrogate pairs in the JSON; U+FFFD stands there"));
    (halves + numbers > 0).then_some(decode::Decoded { text: repaired, note })
}

/// The length in bytes of the escape (or surrogate pair) that `text` begins with, and what replaces it.
fn escape(text: &str, halves: &mut usize) -> (usize, Option<&'static str>) {
    let unit = |at: usize| {
        let hex = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(hex, 16).ok()
    };
    match unit(0) {
        Some(0xD800..=0xDBFF) if matches!(unit(6), Some(0xDC00..=0xDFFF)) => (12, None),
        Some(0xD800..=0xDFFF) => {
            *halves += 1;
            (6, Some("\\ufffd"))
        }
        Some(_) => (6, None),
        // The backslash and the character after it, which may be longer than a byte in broken JSON.
        None => (1 + text.chars().nth(1).map_or(0, char::len_utf8), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Article> {
        article(Object { line: 1, bytes: line.into() }, None, &Options::default())
    }

    fn message(line: &str) -> String {
        let error = read(line).unwrap_err();
        std::iter::once(error.to_string()).chain(error.hints().iter().cloned()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn all_fields_are_read_and_the_text_is_kept_unchanged() {
        let line = r#"{"ID": 12, "link": " https://lomsk.example/a ", "headline": "Bridge\nshut", "published": "3 May 2021",
            "authors": ["Ann Lee", {"name": "Bo Ruud"}], "source": {"id": null, "name": "Lomsk Post"}, "extra": {"text": 1},
            "content": "short", "Text": "  \u201cNo,\u201d she said.\r\n\u0000 \ud834\udd1e ", "lang": [1, 2, {}]}"#;
        let article = read(line).unwrap();
        assert_eq!(article.id, "12");
        assert_eq!(article.url.as_deref(), Some("https://lomsk.example/a"));
        assert_eq!(article.title.as_deref(), Some("Bridge shut"));
        assert_eq!(article.published, Some(super::super::Date::constant(2021, 5, 3)));
        assert_eq!(article.author.as_deref(), Some("Ann Lee, Bo Ruud"));
        assert_eq!(article.publisher.as_deref(), Some("Lomsk Post"));
        assert_eq!(article.body, "  “No,” she said.\r\n\0 𝄞 ");
        assert!(article.notes.is_empty());
    }

    #[test]
    fn null_gives_way_to_the_next_best_name_and_numbers_are_dates() {
        let article = read(r#"{"text": null, "body": "It rained.", "timestamp": 1620000000.5}"#).unwrap();
        assert_eq!(article.body, "It rained.");
        assert_eq!(article.published, Some(super::super::Date::constant(2021, 5, 3)));
    }

    #[test]
    fn half_surrogates_and_nan_are_mended_with_a_note() {
        let line = r#"{"author": NaN, "text": "a \ud83d b \\ud83d \udc00\ud83d\ude00 NaN", "x": [-Infinity]}"#;
        let article = read(line).unwrap();
        assert_eq!(article.body, "a \u{FFFD} b \\ud83d \u{FFFD}😀 NaN");
        assert_eq!(article.author, None);
        insta::assert_snapshot!(article.notes.join("\n"), @"2 half surrogate pairs in the JSON; U+FFFD stands there");
    }

    #[test]
    fn bad_lines_say_what_is_wrong() {
        insta::assert_snapshot!(message(r#"{"text": "It rained" "id": 1}"#), @"malformed JSON at column 22: expected `,` or `}`");
        insta::assert_snapshot!(message(r#"{"text": "It rained"#), @"malformed JSON at column 19: it ends inside a string");
        insta::assert_snapshot!(message(r#"{"text": "It rained"} {"text": "twice"}"#), @"malformed JSON at column 23: trailing characters");
        insta::assert_snapshot!(message(r#"["It rained"]"#), @r#"expected an object with the fields of an article, found ["It rained"]"#);
        insta::assert_snapshot!(message("17"), @"expected an object with the fields of an article, found 17");
        insta::assert_snapshot!(message(r#"{"inhalt": "It rained", "nr": 1}"#), @r#"
        no field with the article's text; seen: "inhalt", "nr"
        name the one that holds it: --map text=NAME
        "#);
        insta::assert_snapshot!(message(r#"{"text": " \n\u0000"}"#), @"the article is empty: it has no text");
        insta::assert_snapshot!(message("{\n\"text\": 1,\n}"), @"malformed JSON at line 3 column 1: trailing comma");
        let deep = format!("{{\"x\": {}, \"text\": \"a\"}}", "[".repeat(100_000));
        insta::assert_snapshot!(message(&deep), @"malformed JSON at column 100007: expected value");
    }

    #[test]
    fn lines_are_numbered_and_long_ones_left_out() {
        let long = "x".repeat(3 << 20);
        let data = format!("one\r\n\n  \n{long}\nfive");
        let lines: Vec<(u64, Option<Vec<u8>>)> =
            Lines::new(data.as_bytes(), 1024).map(|(n, object)| (n, object.ok().map(|o| o.bytes))).collect();
        assert_eq!(lines, [(1, Some(b"one\r".to_vec())), (4, None), (5, Some(b"five".to_vec()))]);
    }

    #[test]
    fn elements_of_arrays_are_cut_apart() {
        let cut = |data: &str| -> Vec<(u64, String)> {
            let elements = Elements::new(data.as_bytes(), 1024);
            elements.map(|(_, o)| o.map(|o| (o.line, String::from_utf8(o.bytes).unwrap())).unwrap()).collect()
        };
        let array = "[\n {\"a\": \"]}\\\"\"},\n\n {\"b\": [1, {}]}, 17\n]";
        assert_eq!(cut(array), [(2, "{\"a\": \"]}\\\"\"}".into()), (4, "{\"b\": [1, {}]}".into()), (4, "17".into())]);
        assert_eq!(cut("{\"a\":\n1}\n{\"b\": 2} {\"c\"").len(), 3);
        assert!(cut("[]").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_survive(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            for (_, object) in Lines::new(&bytes[..], 64).chain(Elements::new(&bytes[..], 64)) {
                let _ = object.and_then(|object| article(object, None, &Options::default()));
            }
        }

        #[test]
        fn near_json_survives(text in "[\\[\\]{}\",:\\\\uD8dN\n a-]{0,80}") {
            for (_, object) in Lines::new(text.as_bytes(), 64).chain(Elements::new(text.as_bytes(), 64)) {
                let _ = object.and_then(|object| article(object, None, &Options::default()));
            }
            let _ = repair(&text);
        }
    }
}
