//! Reads web archives (WARC, ISO 28500): the pages that a crawl of news sites kept, one record after the other.

use super::draft::too_long;
use super::{Stream, stream_error};
use crate::error::{Error, Result};
use std::io::{BufRead, BufReader, Read};

/// What a record holds that may be an article.
#[derive(Debug)]
pub(super) enum Page {
    /// A web page with its address.
    Html(Vec<u8>, Option<String>),
    /// The text of a page, as WET files have it, with its address.
    Text(Vec<u8>, Option<String>),
}

/// The pages of an archive, each with the number of its record from 1. Requests, pictures, redirections and pages that
/// were not found are passed over.
pub(super) struct Records {
    from: BufReader<Stream>,
    limit: usize,
    number: u64,
    ended: bool,
}

/// Bytes that a header may have.
const LONGEST_HEADER: usize = 64 * 1024;

/// Named values of a header, names in lower case.
type Header = Vec<(String, String)>;

impl Records {
    pub fn new(stream: Stream, limit: usize) -> Self {
        Self { from: BufReader::with_capacity(64 * 1024, stream), limit, number: 0, ended: false }
    }

    /// The next record that holds a page, or none at the end.
    fn next_page(&mut self) -> Result<Option<Page>> {
        loop {
            let Some(first) = self.first_line()? else { return Ok(None) };
            self.number += 1;
            if !first.starts_with("WARC/") {
                return Err(self.broken("a record does not begin with WARC/"));
            }
            let header = self.header()?;
            let length = value(&header, "content-length").and_then(|length| length.parse::<u64>().ok());
            let length = length.ok_or_else(|| self.broken("a record has no length"))?;
            let kind = value(&header, "warc-type").unwrap_or_default();
            let text = kind == "conversion" || kind == "resource";
            let wanted = kind == "response" || text;
            let limit = self.limit as u64;
            let kept = if wanted { length.min(limit.saturating_add(LONGEST_HEADER as u64)) } else { 0 };
            let mut block = Vec::new();
            (&mut self.from).take(kept).read_to_end(&mut block).map_err(stream_error)?;
            let rest = std::io::copy(&mut (&mut self.from).take(length - kept), &mut std::io::sink());
            if block.len() as u64 + rest.map_err(stream_error)? < length {
                return Err(self.broken("the last record is cut short"));
            }
            if !wanted {
                continue;
            }
            let url = value(&header, "warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
            let content_type = value(&header, "content-type").unwrap_or_default();
            let page = if text {
                match content_type {
                    kind if kind.starts_with("text/plain") => Some(Page::Text(block, url)),
                    kind if is_html(kind) => Some(Page::Html(block, url)),
                    _ => None,
                }
            } else {
                body(block, self.limit)?.map(|body| Page::Html(body, url))
            };
            match page {
                Some(Page::Html(bytes, _) | Page::Text(bytes, _)) if bytes.len() > self.limit => {
                    return Err(too_long(self.limit));
                }
                Some(page) => return Ok(Some(page)),
                None => {}
            }
        }
    }

    /// The first line that is not empty: two line ends stand between records.
    fn first_line(&mut self) -> Result<Option<String>> {
        loop {
            match self.line()? {
                Some(line) if line.is_empty() => {}
                other => return Ok(other),
            }
        }
    }

    fn header(&mut self) -> Result<Header> {
        let mut header = Header::new();
        let mut bytes = 0;
        while let Some(line) = self.line()?.filter(|line| !line.is_empty()) {
            bytes += line.len();
            if bytes > LONGEST_HEADER {
                return Err(self.broken("a header never ends"));
            }
            if let Some((name, value)) = line.split_once(':') {
                header.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Ok(header)
    }

    /// Ends the reading: behind damage no record can be found.
    fn broken(&mut self, what: &str) -> Error {
        self.ended = true;
        Error::input(format!("the web archive is damaged: {what}")).hint("what came before the damage was read")
    }

    /// A line without its end; none at the end of the stream.
    fn line(&mut self) -> Result<Option<String>> {
        let mut line = Vec::new();
        let count = (&mut self.from).take(LONGEST_HEADER as u64).read_until(b'\n', &mut line).map_err(stream_error)?;
        Ok((count > 0).then(|| String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
    }
}

impl Iterator for Records {
    type Item = (u64, Result<Page>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.next_page() {
            Ok(page) => page.map(|page| (self.number, Ok(page))),
            Err(error) => {
                // A page that is too long was read to its end.
                self.ended |= error.kind() == crate::error::ErrorKind::Io;
                Some((self.number, Err(error)))
            }
        }
    }
}

fn value<'a>(header: &'a Header, name: &str) -> Option<&'a str> {
    header.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn is_html(content_type: &str) -> bool {
    let kind = content_type.to_ascii_lowercase();
    kind.starts_with("text/html") || kind.starts_with("application/xhtml")
}

/// The page in an HTTP response: its body without transfer and content encoding, when it was found and is HTML.
fn body(block: Vec<u8>, limit: usize) -> Result<Option<Vec<u8>>> {
    let Some(end) = memchr::memmem::find(&block, b"\r\n\r\n") else { return Ok(None) };
    let head = String::from_utf8_lossy(block.get(..end).unwrap_or(&[])).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1).map(str::to_owned));
    let named = |line: &str| line.split_once(':').map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim().to_owned()));
    let header: Header = lines.filter_map(named).collect();
    if status.as_deref() != Some("200") || !value(&header, "content-type").is_some_and(is_html) {
        return Ok(None);
    }
    let mut bytes = block;
    bytes.drain(..end + 4);
    if value(&header, "transfer-encoding").is_some_and(|encoding| encoding.to_ascii_lowercase().contains("chunked")) {
        // Some crawlers take the chunks apart and keep the header.
        bytes = unchunked(&bytes).unwrap_or(bytes);
    }
    // The same holds for compression, so that the first bytes decide.
    if bytes.starts_with(&[0x1F, 0x8B]) {
        bytes = unpacked(&bytes, limit)?;
    } else if value(&header, "content-encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("br")) {
        return Err(Error::input("the page is compressed with Brotli, which is not read"));
    }
    Ok(Some(bytes))
}

/// The body out of its gzip, one byte beyond the limit at most.
fn unpacked(bytes: &[u8], limit: usize) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).take(limit as u64 + 1).read_to_end(&mut page).map_err(stream_error)?;
    Ok(page)
}

/// The body out of its chunks; none when it does not stand in chunks.
fn unchunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        let end = memchr::memmem::find(rest, b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        let start = end + 2;
        body.extend_from_slice(rest.get(start..start.checked_add(size)?)?);
        rest = rest.get(start + size..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, &b"\r\n\r\n"[..]].concat()
    }

    fn response(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
        let block = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
        record("response", url, "application/http; msgtype=response", &block)
    }

    fn told(bytes: &[u8], limit: usize) -> Vec<String> {
        let records = Records::new(Box::new(Cursor::new(bytes.to_vec())), limit);
        let tell = |(number, page)| match page {
            Ok(Page::Html(bytes, url) | Page::Text(bytes, url)) => {
                format!("{number} {}: {}", url.unwrap_or_default(), String::from_utf8_lossy(&bytes))
            }
            Err(error) => format!("{number}! {error}"),
        };
        records.map(tell).collect()
    }

    #[test]
    fn pages_come_whole_and_everything_else_is_passed_over() {
        let html = "Content-Type: text/html; charset=utf-8";
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gz, b"<p>packed").unwrap();
        let archive = [
            record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
            record("request", "https://a.example/1", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
            response("https://a.example/1", &format!("200 OK\r\n{html}"), b"<p>one"),
            response("https://a.example/2", &format!("404 Not Found\r\n{html}"), b"<p>gone"),
            response("https://a.example/3", "200 OK\r\nContent-Type: image/png", b"PNG"),
            response(
                "https://a.example/4",
                &format!("200 OK\r\n{html}\r\nTransfer-Encoding: chunked"),
                b"4\r\n<p>c\r\n5;x=y\r\nhunks\r\n0\r\n\r\n",
            ),
            response(
                "https://a.example/5",
                &format!("200 OK\r\n{html}\r\nContent-Encoding: gzip"),
                &gz.finish().unwrap(),
            ),
            record("conversion", "https://a.example/6", "text/plain", b"words"),
        ]
        .concat();
        assert_eq!(
            told(&archive, 1000),
            [
                "3 https://a.example/1: <p>one",
                "6 https://a.example/4: <p>chunks",
                "7 https://a.example/5: <p>packed",
                "8 https://a.example/6: words"
            ]
        );
        let told = told(&archive[..archive.len() - 8], 6);
        assert_eq!(told[1], "6! the article is longer than 6 bytes and was left out");
        assert_eq!(told.last().unwrap(), "8! the web archive is damaged: the last record is cut short");
    }

    #[test]
    fn what_is_no_record_ends_the_reading() {
        assert_eq!(
            told(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", 9),
            ["1! the web archive is damaged: a record has no length"]
        );
        assert_eq!(told(b"nonsense\r\n", 9), ["1! the web archive is damaged: a record does not begin with WARC/"]);
        assert_eq!(told(b"", 9), [""; 0]);
    }
}
