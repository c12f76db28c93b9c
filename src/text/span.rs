//! Ranges of UTF-8 bytes inside a text, and their translation to Unicode code points at the edges.

/// A half-open range of UTF-8 byte offsets into an article's kept text.
///
/// Both ends lie on character boundaries of the text the span was made for; [`Span::of`] gives the empty string
/// rather than panic when they do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The bytes from `start` to `end`; an end before the start gives the empty span at `start`.
    ///
    /// Texts are limited to 4 GiB when they are read, so that offsets fit.
    pub fn new(start: usize, end: usize) -> Self {
        let start32 = u32::try_from(start).unwrap_or(u32::MAX);
        let end32 = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start: start32, end: end32.max(start32) }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end() - self.start()
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text under the span.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or("")
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies inside.
    pub fn contains_offset(self, offset: usize) -> bool {
        self.start() <= offset && offset < self.end()
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at its ends.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let inner = self.of(text);
        let start = self.start() + (inner.len() - inner.trim_start().len());
        Self::new(start, start + inner.trim().len())
    }
}

/// A half-open range of Unicode code points: the only form in which offsets leave dixit (JSON, RDF).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodePointSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// Translates byte offsets of one text to code points and back, in constant time after one pass.
#[derive(Debug, Clone)]
pub struct CodePoints {
    /// Code points before each block of [`BLOCK`] bytes; empty when the text is ASCII.
    before: Vec<u32>,
}

/// Bytes between two counted positions.
const BLOCK: usize = 64;

/// UTF-8 bytes that begin a character are all but 0b10xx_xxxx.
fn starts_character(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

impl CodePoints {
    /// Counts the characters of `text`.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { before: Vec::new() };
        }
        let mut before = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0u32;
        for block in text.as_bytes().chunks(BLOCK) {
            before.push(count);
            count += u32::try_from(block.iter().filter(|b| starts_character(**b)).count()).unwrap_or(0);
        }
        before.push(count);
        Self { before }
    }

    /// The number of code points of `text` before byte `offset`; `text` is the one this was made for.
    pub fn at(&self, text: &str, offset: usize) -> usize {
        if self.before.is_empty() {
            return offset.min(text.len());
        }
        let offset = offset.min(text.len());
        let block = offset / BLOCK;
        let counted = self.before.get(block).copied().unwrap_or(0) as usize;
        let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or(&[]);
        counted + rest.iter().filter(|b| starts_character(**b)).count()
    }

    /// `span` in code points.
    pub fn span(&self, text: &str, span: Span) -> CodePointSpan {
        CodePointSpan { start: self.at(text, span.start()), end: self.at(text, span.end()) }
    }

    /// The byte offset of code point `index`; the text's length when it has fewer.
    pub fn byte_of(&self, text: &str, index: usize) -> usize {
        if self.before.is_empty() {
            return index.min(text.len());
        }
        let block = self.before.partition_point(|&count| count as usize <= index).saturating_sub(1);
        let mut left = index - self.before.get(block).copied().unwrap_or(0) as usize;
        for (i, byte) in text.as_bytes().iter().enumerate().skip(block * BLOCK) {
            if starts_character(*byte) {
                if left == 0 {
                    return i;
                }
                left -= 1;
            }
        }
        text.len()
    }

    /// A code-point range as a byte span.
    pub fn byte_span(&self, text: &str, span: CodePointSpan) -> Span {
        Span::new(self.byte_of(text, span.start), self.byte_of(text, span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_bytes_translate_both_ways() {
        let text = "“Café”, she said — and left. ".repeat(20);
        let index = CodePoints::new(&text);
        for (nth, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(index.at(&text, byte), nth);
            assert_eq!(index.byte_of(&text, nth), byte);
        }
        assert_eq!(index.at(&text, text.len()), text.chars().count());
        assert_eq!(index.byte_of(&text, usize::MAX), text.len());
    }

    #[test]
    fn a_span_off_a_boundary_is_empty_text() {
        assert_eq!(Span::new(1, 2).of("é"), "");
        assert_eq!(Span::new(3, 1), Span::new(3, 3));
    }
}
