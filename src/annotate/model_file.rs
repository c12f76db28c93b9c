//! The file format of trained models: a header with name, version and checksum, and a compressed payload.
//!
//! ```text
//! bytes 0..4    "dxtm"
//! byte  4       format version
//! byte  5       length of the name
//! then          the name ("tagger"), the CRC-32 of the compressed payload (little endian), the payload (zstd)
//! ```
//! Inside a payload, numbers are LEB128 and strings are a length and UTF-8 bytes.

use crate::error::{Error, Result};

/// The first bytes of every model file.
const MAGIC: &[u8; 4] = b"dxtm";
/// Raised whenever the features or the payload of any model change their meaning.
const VERSION: u8 = 1;
/// A payload may not unpack to more than this, so that a damaged file cannot fill the memory.
const LARGEST_PAYLOAD: usize = 256 << 20;

/// Packs `payload` as the model `name`.
pub fn pack(name: &str, payload: &[u8]) -> Result<Vec<u8>> {
    let packed = zstd::bulk::compress(payload, 19)
        .map_err(|e| Error::input(format!("cannot compress the {name} model: {e}")).with_source(e))?;
    let mut file = Vec::with_capacity(packed.len() + 16);
    file.extend_from_slice(MAGIC);
    file.push(VERSION);
    file.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
    file.extend_from_slice(name.as_bytes());
    file.extend_from_slice(&crc32fast::hash(&packed).to_le_bytes());
    file.extend_from_slice(&packed);
    Ok(file)
}

/// Unpacks a file that holds the model `name`.
pub fn unpack(name: &str, file: &[u8]) -> Result<Vec<u8>> {
    let broken = |what: &str| {
        let hint = format!("train it again with `dixit train {name}`, or restore the file that came with this version");
        Error::input(format!("the {name} model cannot be used: {what}")).hint(hint)
    };
    let (magic, rest) = file.split_at_checked(MAGIC.len()).ok_or_else(|| broken("the file is too short"))?;
    if magic != MAGIC {
        return Err(broken("it is no model file"));
    }
    let &[version, length, ref rest @ ..] = rest else { return Err(broken("the file is too short")) };
    if version != VERSION {
        return Err(broken(&format!("it has format version {version}, this program reads version {VERSION}")));
    }
    let (found, rest) = rest.split_at_checked(usize::from(length)).ok_or_else(|| broken("the file is too short"))?;
    if found != name.as_bytes() {
        return Err(broken(&format!("it holds the model {:?}", String::from_utf8_lossy(found))));
    }
    let (checksum, packed) = rest.split_first_chunk::<4>().ok_or_else(|| broken("the file is too short"))?;
    if crc32fast::hash(packed).to_le_bytes() != *checksum {
        return Err(broken("its checksum is wrong, so the file is damaged"));
    }
    let size =
        zstd::zstd_safe::get_frame_content_size(packed).ok().flatten().and_then(|size| usize::try_from(size).ok());
    let size = size.filter(|size| *size <= LARGEST_PAYLOAD).ok_or_else(|| broken("its size is not plausible"))?;
    zstd::bulk::decompress(packed, size).map_err(|e| broken(&format!("it does not unpack ({e})")))
}

/// Writes a payload.
#[derive(Debug, Default)]
pub struct Writer {
    payload: Vec<u8>,
}

impl Writer {
    /// Writes a number (LEB128).
    #[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
    pub fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.payload.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.payload.push(number as u8);
    }

    /// Writes bytes as they are; the reader must know how many.
    pub fn bytes(&mut self, bytes: impl IntoIterator<Item = u8>) {
        self.payload.extend(bytes);
    }

    /// Writes a string with its length.
    pub fn string(&mut self, text: &str) {
        self.number(text.len());
        self.bytes(text.bytes());
    }

    /// Writes a list of strings with its length.
    pub fn strings<S: AsRef<str>>(&mut self, texts: &[S]) {
        self.number(texts.len());
        for text in texts {
            self.string(text.as_ref());
        }
    }

    /// The payload.
    pub fn finish(self) -> Vec<u8> {
        self.payload
    }
}

/// Reads a payload.
#[derive(Debug)]
pub struct Reader<'p> {
    rest: &'p [u8],
}

impl<'p> Reader<'p> {
    /// Reads from the start of `payload`.
    pub fn new(payload: &'p [u8]) -> Self {
        Self { rest: payload }
    }

    /// The next number.
    #[inline]
    pub fn number(&mut self) -> Result<usize> {
        if let [byte @ ..0x80, rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(usize::from(*byte));
        }
        self.long_number()
    }

    /// The next number, whatever its length.
    fn long_number(&mut self) -> Result<usize> {
        let mut number = 0usize;
        for shift in (0..usize::BITS).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or_else(ends_early)?;
            self.rest = rest;
            number |= usize::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(ends_early())
    }

    /// The next `count` numbers of 32 bits, which stand as differences to the one before.
    pub fn ascending(&mut self, count: usize) -> Result<Vec<u32>> {
        let mut numbers = Vec::with_capacity(count.min(self.rest.len()));
        let mut number = 0u32;
        for _ in 0..count {
            // A model has hundreds of thousands of them, most in two bytes.
            let step = match self.rest {
                [low @ 0x80..=0xFF, high @ ..0x80, rest @ ..] => {
                    self.rest = rest;
                    u32::from(low & 0x7F) | u32::from(*high) << 7
                }
                _ => u32::try_from(self.number()?).unwrap_or(0),
            };
            number = number.wrapping_add(step);
            numbers.push(number);
        }
        Ok(numbers)
    }

    /// The next `count` bytes.
    pub fn bytes(&mut self, count: usize) -> Result<&'p [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or_else(ends_early)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next string.
    pub fn string(&mut self) -> Result<&'p str> {
        let length = self.number()?;
        std::str::from_utf8(self.bytes(length)?)
            .map_err(|e| Error::input("a model holds a string that is not UTF-8").with_source(e))
    }

    /// The next list of strings.
    pub fn strings(&mut self) -> Result<Vec<String>> {
        let count = self.number()?;
        (0..count).map(|_| self.string().map(str::to_owned)).collect()
    }
}

/// The rows of a table whose `N` columns stand one behind another, which packs better.
pub fn rows_of<const N: usize>(columns: &[u8]) -> Vec<[u8; N]> {
    let length = columns.len() / N;
    let mut rows = vec![[0; N]; length];
    for (place, column) in columns.chunks_exact(length.max(1)).enumerate() {
        for (row, value) in rows.iter_mut().zip(column) {
            if let Some(cell) = row.get_mut(place) {
                *cell = *value;
            }
        }
    }
    rows
}

fn ends_early() -> Error {
    Error::input("a model's payload ends before it is complete").hint("train the model again with `dixit train`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_file_gives_its_payload_back() {
        let mut writer = Writer::default();
        writer.number(300);
        writer.strings(&["ein", "ö"]);
        let file = pack("tagger", &writer.finish()).unwrap();
        let payload = unpack("tagger", &file).unwrap();
        let mut reader = Reader::new(&payload);
        assert_eq!(reader.number().unwrap(), 300);
        assert_eq!(reader.strings().unwrap(), ["ein", "ö"]);
        assert!(reader.number().is_err());
    }

    #[test]
    fn columns_become_rows() {
        assert_eq!(rows_of::<2>(&[1, 2, 3, 4, 5, 6]), [[1, 4], [2, 5], [3, 6]]);
        assert_eq!(rows_of::<2>(&[]), [[0; 2]; 0]);
    }

    #[test]
    fn damage_wrong_names_and_versions_are_told_apart() {
        let file = pack("tagger", b"payload").unwrap();
        let message = |name: &str, file: &[u8]| unpack(name, file).unwrap_err().to_string();
        assert!(message("parser", &file).contains("holds the model \"tagger\""));
        assert!(message("tagger", file.get(..9).unwrap()).contains("too short"));
        assert!(message("tagger", b"%PDF-1.7 and more").contains("no model file"));
        let mut other = file.clone();
        *other.get_mut(4).unwrap() = 99;
        assert!(message("tagger", &other).contains("format version 99"));
        let mut other = file;
        *other.last_mut().unwrap() ^= 1;
        assert!(message("tagger", &other).contains("checksum"));
    }
}
