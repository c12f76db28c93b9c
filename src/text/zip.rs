//! Reads the files of a ZIP archive by the table at its end: stored and deflated ones, which is what archives of articles hold.

use super::draft::too_long;
use super::stream_error;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// A file in the archive's table.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Its path in the archive.
    pub name: String,
    method: u16,
    encrypted: bool,
    checksum: u32,
    packed: u64,
    size: u64,
    offset: u64,
}

/// An archive whose table was read.
pub(super) struct Zip {
    file: BufReader<File>,
    /// The files, in the order of the table; folders are left out.
    pub members: Vec<Member>,
}

/// Bytes of the table's end without its comment.
const END: usize = 22;
/// Bytes that the comment may have.
const COMMENT: u64 = 65_535;
/// Bytes of the table that are read: some millions of files.
const LONGEST_TABLE: u64 = 1 << 30;

impl Zip {
    /// Reads the table.
    ///
    /// # Errors
    /// A file without one: it is damaged, cut short or in several parts.
    pub fn open(file: File) -> Result<Self> {
        let mut file = BufReader::new(file);
        let length = file.seek(SeekFrom::End(0)).map_err(stream_error)?;
        let tail_at = length.saturating_sub(COMMENT + END as u64);
        let tail = bytes_at(&mut file, tail_at, length - tail_at)?;
        let at = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or_else(damaged)?;
        let end = tail.get(at..).unwrap_or(&[]);
        let (mut size, mut offset) = (u64::from(u32_at(end, 12)?), u64::from(u32_at(end, 16)?));
        if size == u64::from(u32::MAX) || offset == u64::from(u32::MAX) {
            // ZIP64: another end stands before this one, and a pointer to it.
            let pointer = at.checked_sub(20).and_then(|at| tail.get(at..)).ok_or_else(damaged)?;
            if !pointer.starts_with(b"PK\x06\x07") {
                return Err(damaged());
            }
            let end = bytes_at(&mut file, u64_at(pointer, 8)?, 56)?;
            (size, offset) = (u64_at(&end, 40)?, u64_at(&end, 48)?);
        }
        if size > LONGEST_TABLE {
            return Err(damaged());
        }
        let table = bytes_at(&mut file, offset, size)?;
        let mut members = Vec::new();
        let mut rest = table.as_slice();
        while rest.starts_with(b"PK\x01\x02") {
            let (member, length) = member(rest)?;
            rest = rest.get(length..).ok_or_else(damaged)?;
            if !member.name.ends_with('/') {
                members.push(member);
            }
        }
        Ok(Self { file, members })
    }

    /// The content of a file.
    ///
    /// # Errors
    /// More than `limit` bytes, another compression, encryption, damage.
    pub fn read(&mut self, member: &Member, limit: usize) -> Result<Vec<u8>> {
        if member.encrypted {
            return Err(Error::input("the file is encrypted"));
        }
        if member.size > limit as u64 {
            return Err(too_long(limit));
        }
        let local = bytes_at(&mut self.file, member.offset, 30)?;
        if !local.starts_with(b"PK\x03\x04") {
            return Err(damaged());
        }
        let skipped = i64::from(u16_at(&local, 26)?) + i64::from(u16_at(&local, 28)?);
        self.file.seek_relative(skipped).map_err(stream_error)?;
        let packed = (&mut self.file).take(member.packed);
        let mut bytes = Vec::new();
        let limited = limit as u64 + 1;
        match member.method {
            0 => packed.take(limited).read_to_end(&mut bytes),
            8 => flate2::read::DeflateDecoder::new(packed).take(limited).read_to_end(&mut bytes),
            _ => {
                return Err(Error::input("the file is compressed in a way that is not read")
                    .hint("unpack the archive with another program"));
            }
        }
        .map_err(stream_error)?;
        if bytes.len() > limit {
            return Err(too_long(limit));
        }
        if crc32fast::hash(&bytes) == member.checksum { Ok(bytes) } else { Err(damaged()) }
    }
}

/// The first entry of the table, and its length.
fn member(entry: &[u8]) -> Result<(Member, usize)> {
    let lengths = [u16_at(entry, 28)?, u16_at(entry, 30)?, u16_at(entry, 32)?].map(usize::from);
    let [name, extra, comment] = lengths;
    let text = entry.get(46..46 + name).ok_or_else(damaged)?;
    let mut member = Member {
        name: String::from_utf8_lossy(text).replace('\\', "/"),
        method: u16_at(entry, 10)?,
        encrypted: u16_at(entry, 8)? & 1 != 0,
        checksum: u32_at(entry, 16)?,
        packed: u64::from(u32_at(entry, 20)?),
        size: u64::from(u32_at(entry, 24)?),
        offset: u64::from(u32_at(entry, 42)?),
    };
    let fields = entry.get(46 + name..46 + name + extra).ok_or_else(damaged)?;
    wide(&mut member, fields);
    Ok((member, 46 + name + extra + comment))
}

/// Puts in the sizes of eight bytes, which stand apart for those that have no place in four.
fn wide(member: &mut Member, mut fields: &[u8]) {
    while let (Ok(kind), Ok(length)) = (u16_at(fields, 0), u16_at(fields, 2)) {
        let field = fields.get(4..4 + usize::from(length)).unwrap_or(&[]);
        if kind == 1 {
            let mut at = 0;
            for value in [&mut member.size, &mut member.packed, &mut member.offset] {
                if *value == u64::from(u32::MAX)
                    && let Ok(wide) = u64_at(field, at)
                {
                    *value = wide;
                    at += 8;
                }
            }
        }
        fields = fields.get(4 + usize::from(length)..).unwrap_or(&[]);
    }
}

fn bytes_at(file: &mut BufReader<File>, offset: u64, length: u64) -> Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset)).map_err(stream_error)?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).map_err(stream_error)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(damaged()) }
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16> {
    array_at(bytes, at).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32> {
    array_at(bytes, at).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Result<u64> {
    array_at(bytes, at).map(u64::from_le_bytes)
}

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N]> {
    bytes.get(at..at + N).and_then(|bytes| bytes.try_into().ok()).ok_or_else(damaged)
}

fn damaged() -> Error {
    Error::input("the ZIP archive is damaged or cut short").hint("unpack it with another program")
}

/// A ZIP file of these files, deflated or stored by turns, for tests.
#[cfg(test)]
pub(super) fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let (mut bytes, mut table) = (Vec::<u8>::new(), Vec::<u8>::new());
    for (number, (name, content)) in files.iter().enumerate() {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        let deflated = encoder.finish().unwrap();
        let (method, data) = if number % 2 == 0 { (8u16, deflated.as_slice()) } else { (0, *content) };
        let number = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
        let sizes = [crc32fast::hash(content).to_le_bytes(), number(data.len()), number(content.len())].concat();
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let head =
            [&[20u8, 0, 0, 0][..], &method.to_le_bytes(), &[0; 4], sizes.as_slice(), &name_length, &[0, 0]].concat();
        table.extend([&b"PK\x01\x02\x14\x00"[..], head.as_slice(), &[0; 10], &number(bytes.len())].concat());
        table.extend(name.as_bytes());
        bytes.extend([&b"PK\x03\x04"[..], head.as_slice(), name.as_bytes(), data].concat());
    }
    let (size, offset) = (u32::try_from(table.len()).unwrap(), u32::try_from(bytes.len()).unwrap());
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    bytes.extend(table);
    bytes.extend(
        [&b"PK\x05\x06"[..], &[0; 4], &count, &count, &size.to_le_bytes(), &offset.to_le_bytes(), &[0, 0]].concat(),
    );
    bytes
}
