//! Turns bytes into text: UTF-8, UTF-16, a declared encoding, or one that is detected, always with a note when in doubt.

use crate::error::Error;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// Text with what the decoder changed or guessed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    pub note: Option<String>,
}

/// The UTF-16 encoding of a stream that begins with `head`, by its byte order mark or by its zero bytes.
pub(super) fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    match Encoding::for_bom(head) {
        Some((encoding, _)) if encoding != UTF_8 => return Some(encoding),
        Some(_) => return None,
        None => {}
    }
    // Latin letters in UTF-16 are one zero byte and one that is not zero, in a fixed order.
    let pairs = head.as_chunks::<2>().0;
    if pairs.len() < 4 {
        return None;
    }
    let zero_first = pairs.iter().filter(|[a, b]| *a == 0 && *b != 0).count();
    let zero_second = pairs.iter().filter(|[a, b]| *a != 0 && *b == 0).count();
    if zero_second * 10 > pairs.len() * 6 && zero_first == 0 {
        Some(UTF_16LE)
    } else if zero_first * 10 > pairs.len() * 6 && zero_second == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Refuses a stream whose first bytes are no text.
pub(super) fn check_text(head: &[u8]) -> Result<(), Error> {
    const MAGIC: [(&[u8], &str, &str); 6] = [
        (b"%PDF-", "a PDF file", "extract its text first, for example with pdftotext"),
        (b"PK\x03\x04", "a ZIP archive or an office document", "unpack it, or save the document as plain text"),
        (b"\xD0\xCF\x11\xE0", "an old office document", "save it as plain text"),
        (b"{\\rtf", "a rich text document", "save it as plain text"),
        (b"BZh", "bzip2-compressed", "only .gz and .zst are unpacked; use bunzip2 first"),
        (b"\xFD7zXZ\x00", "xz-compressed", "only .gz and .zst are unpacked; use xz -d first"),
    ];
    if let Some((_, what, hint)) = MAGIC.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return Err(Error::input(format!("the file is {what}, not text")).hint(*hint));
    }
    if head.contains(&0) {
        return Err(Error::input("the file is binary (it contains zero bytes), not text")
            .hint("text may be UTF-8, UTF-16 or an older encoding"));
    }
    let odd = head.iter().filter(|b| matches!(b, 1..=8 | 14..=26 | 28..=31 | 127)).count();
    if odd * 10 > head.len() * 3 {
        return Err(Error::input("the file is binary (most of it is control characters), not text"));
    }
    Ok(())
}

/// The encoding of text that is not UTF-8, judged by `sample`; `None` when the sample is UTF-8, damaged or not.
pub(super) fn detect(sample: &[u8]) -> Option<&'static Encoding> {
    if is_utf8_mostly(sample) {
        return None;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    Some(detector.guess(None, chardetng::Utf8Detection::Deny))
}

/// Whether the bytes are UTF-8, at most with a few broken characters among the sound ones or one cut at the end.
fn is_utf8_mostly(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || sound >= broken * 4
}

/// Decodes a whole text. A byte order mark decides, then UTF-8 if the bytes are that, then the `declared` encoding
/// (of a page's `<meta charset>`), then what the bytes look like.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&str>, detected: Option<&'static Encoding>) -> Decoded {
    if let Some(encoding) = utf16(bytes.get(..bytes.len().min(1024)).unwrap_or(&[])) {
        return with_encoding(&bytes, encoding, "");
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{FEFF}') {
                text.drain(..'\u{FEFF}'.len_utf8());
            }
            return Decoded { text, note: None };
        }
        Err(error) => error.into_bytes(),
    };
    decode_legacy(&bytes, declared, detected)
}

/// Decodes bytes that are not UTF-8.
fn decode_legacy(bytes: &[u8], declared: Option<&str>, detected: Option<&'static Encoding>) -> Decoded {
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = declared.filter(|e| *e != UTF_8 && *e != UTF_16LE && *e != UTF_16BE) {
        return with_encoding(bytes, encoding, ", as declared");
    }
    if let Some(encoding) = detected.or_else(|| detect(bytes)) {
        return with_encoding(bytes, encoding, ", which was guessed");
    }
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned();
    Decoded { text, note: Some(format!("not valid UTF-8 at {broken} {}; U+FFFD stands there", places(broken))) }
}

/// Decodes one value of a larger stream, whose encoding was detected if it is not UTF-8.
pub(super) fn decode_field(bytes: &[u8], detected: Option<&'static Encoding>) -> Decoded {
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: text.to_owned(), note: None },
        Err(_) => decode_legacy(bytes, None, detected),
    }
}

fn places(count: usize) -> &'static str {
    if count == 1 { "place" } else { "places" }
}

fn with_encoding(bytes: &[u8], encoding: &'static Encoding, why: &str) -> Decoded {
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    let harm = if damaged { "; some bytes did not fit and became U+FFFD" } else { "" };
    let note = format!("decoded from {}{why}{harm}", encoding.name());
    Decoded { text: text.into_owned(), note: Some(note) }
}

/// Turns a UTF-16 stream into a UTF-8 one, in constant memory.
pub(super) struct Utf16Reader<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    /// Decoded bytes that were not handed out yet.
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf16Reader<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, ready: Vec::new(), given: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut raw = [0; 16 * 1024];
        let count = self.inner.read(&mut raw)?;
        self.ended = count == 0;
        let raw = raw.get(..count).unwrap_or(&[]);
        let room = self.decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len() * 3 + 16);
        self.ready.clear();
        self.ready.resize(room, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.ready, self.ended);
        self.ready.truncate(written);
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            self.fill()?;
        }
        let rest = self.ready.get(self.given..).unwrap_or(&[]);
        let count = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, big_endian: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        units.flat_map(|u| if big_endian { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn utf8_is_kept_without_its_mark() {
        let decoded = decode("\u{FEFF}“Ja”, sagt Grün.\r\n".into(), Some("windows-1252"), None);
        assert_eq!(decoded, Decoded { text: "“Ja”, sagt Grün.\r\n".into(), note: None });
    }

    #[test]
    fn utf16_in_both_orders_with_and_without_a_mark() {
        let text = "“No,” said Ann Lee. 𝄞 ".repeat(2000);
        for big_endian in [false, true] {
            for mark in ["\u{FEFF}", ""] {
                let bytes = utf16_bytes(&format!("{mark}{text}"), big_endian);
                assert_eq!(decode(bytes.clone(), None, None).text, text);
                let encoding = utf16(&bytes).unwrap();
                let mut streamed = String::new();
                Utf16Reader::new(&bytes[..], encoding).read_to_string(&mut streamed).unwrap();
                assert_eq!(streamed, text);
            }
        }
    }

    #[test]
    fn a_declared_encoding_is_believed_and_an_undeclared_one_guessed() {
        let bytes = b"\x93It is late,\x94 said Ren\xe9e M\xfcller \x96 and left the caf\xe9.".to_vec();
        let text = "“It is late,” said Renée Müller – and left the café.";
        let declared = decode(bytes.clone(), Some("windows-1252"), None);
        assert_eq!(declared.text, text);
        insta::assert_snapshot!(declared.note.unwrap(), @"decoded from windows-1252, as declared");
        let guessed = decode(bytes, None, None);
        assert_eq!(guessed.text, text);
        insta::assert_snapshot!(guessed.note.unwrap(), @"decoded from windows-1252, which was guessed");
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = "«Да», — сказала Анна Ли.".as_bytes().to_vec();
        bytes.push(0xD0);
        let decoded = decode(bytes, None, None);
        assert_eq!(decoded.text, "«Да», — сказала Анна Ли.\u{FFFD}");
        insta::assert_snapshot!(decoded.note.unwrap(), @"not valid UTF-8 at 1 place; U+FFFD stands there");
    }

    #[test]
    fn binary_files_are_named() {
        let message = |bytes: &[u8]| check_text(bytes).map_err(|e| format!("{e}\n{}", e.hints().join("\n")));
        insta::assert_snapshot!(message(b"%PDF-1.7 ...").unwrap_err(), @r#"
        the file is a PDF file, not text
        extract its text first, for example with pdftotext
        "#);
        insta::assert_snapshot!(message(b"\x89PNG\r\n\x1a\n\x00\x00").unwrap_err(), @r#"
        the file is binary (it contains zero bytes), not text
        text may be UTF-8, UTF-16 or an older encoding
        "#);
        insta::assert_snapshot!(message(&[1, 2, 3, 4, b'a']).unwrap_err(), @"the file is binary (most of it is control characters), not text");
        assert!(message("A \u{1b}[31mred\u{1b}[0m line, and a \u{7} bell.".as_bytes()).is_ok());
        assert!(message(b"").is_ok());
    }
}
