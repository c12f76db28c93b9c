//! The form of a backup: a plain tar archive that ends in a list of SHA-256 sums, written and read as a stream.
//!
//! `tar xf` unpacks it and `sha256sum -c SHA256SUMS` checks it where no dixit is at hand. Times, owners and modes are fixed, so
//! that the same files give the same bytes.

use super::texts::hex;
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use std::path::Path;

/// The unit of a tar archive.
const BLOCK: usize = 512;
/// The name of the list, which is the archive's last file.
const SUMS: &str = "SHA256SUMS";
/// The list has a line of some 80 bytes for each file of at least 32 MB of texts: no honest one is longer.
const MOST_SUMS: u64 = 16 << 20;

/// Writes an archive.
pub(super) struct Packer<W> {
    out: W,
    sums: String,
}

impl<W: Write> Packer<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, sums: String::new() }
    }

    /// Adds a file of `size` bytes, which `content` has to give.
    pub(super) fn file(&mut self, name: &str, size: u64, content: &mut dyn Read) -> io::Result<()> {
        self.out.write_all(&header(name, size))?;
        let mut tee = Summed { inner: content.take(size), sum: Sha256::new() };
        if io::copy(&mut tee, &mut self.out)? != size {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("{name} became shorter meanwhile")));
        }
        let sum = hex(&tee.sum.finalize());
        self.pad(size)?;
        self.sums.extend([&sum, "  ", name, "\n"]);
        Ok(())
    }

    /// Adds the list of sums and the end.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let sums = std::mem::take(&mut self.sums);
        self.out.write_all(&header(SUMS, sums.len() as u64))?;
        self.out.write_all(sums.as_bytes())?;
        self.pad(sums.len() as u64)?;
        self.out.write_all(&[0; 2 * BLOCK])
    }

    fn pad(&mut self, size: u64) -> io::Result<()> {
        self.out.write_all([0; BLOCK].get(..padding(size)).unwrap_or(&[]))
    }
}

/// The zeros between a file of `size` bytes and the next block.
fn padding(size: u64) -> usize {
    (BLOCK - usize::try_from(size % BLOCK as u64).unwrap_or(0)) % BLOCK
}

/// The header of a file, in the ustar form that every tar reads.
fn header(name: &str, size: u64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| {
        for (to, from) in block.iter_mut().skip(at).zip(bytes) {
            *to = *from;
        }
    };
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    if size < 1 << 33 {
        put(124, format!("{size:011o}\0").as_bytes());
    } else {
        // Eleven octal digits end at 8 GiB: beyond, tars write the number in binary and set the first bit.
        put(124, &[0x80, 0, 0, 0]);
        put(128, &size.to_be_bytes());
    }
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    for (to, from) in block.iter_mut().skip(148).zip(format!("{sum:06o}\0 ").bytes()) {
        *to = from;
    }
    block
}

/// What a header says, where its own sum fits.
fn parse_header(block: &[u8]) -> Option<(String, u64)> {
    let field = |from: usize, to: usize| block.get(from..to);
    let text = |from, to| {
        let bytes = field(from, to)?;
        std::str::from_utf8(bytes.split(|byte| *byte == 0).next()?).ok()
    };
    let octal = |from, to| u64::from_str_radix(text(from, to)?.trim(), 8).ok();
    let counted =
        block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u64::from(*byte) });
    if octal(148, 156)? != counted.sum::<u64>() || !field(257, 262)?.starts_with(b"ustar") {
        return None;
    }
    let size =
        if *block.get(124)? == 0x80 { u64::from_be_bytes(field(128, 136)?.try_into().ok()?) } else { octal(124, 136)? };
    // Nothing but plain files is in a backup: a link could lead anywhere.
    matches!(block.get(156)?, b'0' | 0).then(|| text(0, 100).map(|name| (name.to_owned(), size)))?
}

/// Shows every file of the archive `path` to `visit`, which takes what it wants of the content, and compares the sums.
///
/// # Errors
/// An archive that ends early, that is no tar, whose sums do not fit its files or whose list of sums is missing: then what was
/// shown must not be used.
pub(super) fn unpack(
    path: &Path,
    input: impl Read,
    mut visit: impl FnMut(&str, u64, &mut dyn Read) -> Result<()>,
) -> Result<()> {
    let mut input = input;
    let damaged = |what: &str| {
        Error::input(format!("the backup {} cannot be used: {what}", path.display()))
            .hint("make it again with: dixit backup FILE, or take another copy of it")
    };
    let early = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => damaged("it ends early"),
        _ => Error::io("read", path, error),
    };
    let mut sums = String::new();
    loop {
        let mut block = [0; BLOCK];
        input.read_exact(&mut block).map_err(early)?;
        let what = if sums.is_empty() { "it is no backup of dixit" } else { "it is damaged between two files" };
        let (name, size) = parse_header(&block).ok_or_else(|| damaged(what))?;
        let mut tee = Summed { inner: (&mut input).take(size), sum: Sha256::new() };
        if name == SUMS {
            if size > MOST_SUMS {
                return Err(damaged("its list of sums is too long"));
            }
            let mut list = String::new();
            tee.read_to_string(&mut list).map_err(|_| damaged("its list of sums is damaged"))?;
            let differs = || sums.lines().zip(list.lines()).find(|(found, listed)| found != listed);
            return match differs() {
                _ if list == sums => Ok(()),
                Some((found, _)) => {
                    let name = found.split_once("  ").map_or("", |(_, name)| name);
                    Err(damaged(&format!("its file {name} does not have its sum")))
                }
                None => Err(damaged("files are missing or too many")),
            };
        }
        visit(&name, size, &mut tee)?;
        // What the visitor left is read for its sum, and to be where the next file begins.
        io::copy(&mut tee, &mut io::sink()).map_err(early)?;
        if tee.inner.limit() > 0 {
            return Err(damaged("it ends early"));
        }
        sums.extend([&hex(&tee.sum.finalize()), "  ", &name, "\n"]);
        input.read_exact(block.get_mut(..padding(size)).unwrap_or(&mut [])).map_err(early)?;
    }
}

/// Takes the sum of what is read.
struct Summed<R> {
    inner: R,
    sum: Sha256,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.sum.update(buffer.get(..count).unwrap_or(&[]));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(files: &[(&str, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut packer = Packer::new(&mut bytes);
        for (name, content) in files {
            packer.file(name, content.len() as u64, &mut content.as_bytes()).unwrap();
        }
        packer.finish().unwrap();
        bytes
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<(String, String)>> {
        let mut files = Vec::new();
        unpack(Path::new("b.tar"), bytes, |name, _, content| {
            let mut text = String::new();
            // Damage may have made it no text.
            let _ = content.read_to_string(&mut text);
            files.push((name.to_owned(), text));
            Ok(())
        })?;
        Ok(files)
    }

    #[test]
    fn what_is_packed_comes_out_and_any_damage_is_seen() {
        let long = "x".repeat(700);
        let files = [("manifest", "{}"), ("texts/000001.pack", long.as_str()), ("judgements.jsonl", "")];
        let bytes = packed(&files);
        assert_eq!(bytes, packed(&files), "the same files give the same bytes");
        let found = unpacked(&bytes).unwrap();
        assert_eq!(found.len(), 3);
        assert!(found.iter().zip(&files).all(|(found, file)| (found.0.as_str(), found.1.as_str()) == *file));
        let content = bytes.len() - 2 * BLOCK;
        for at in (0..content).step_by(7) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            let padding = unpacked(&damaged).is_ok_and(|files| files == found);
            assert!(padding || unpacked(&damaged).is_err(), "byte {at}");
            // Only what stands after the list of sums may be missing.
            assert!(unpacked(&bytes[..at]).is_err() || at > content - BLOCK, "cut at {at}");
        }
    }

    #[test]
    fn sizes_beyond_eight_gigabytes_are_kept() {
        for size in [0, 511, (1 << 33) - 1, 1 << 33, 1 << 50] {
            assert_eq!(parse_header(&header("texts/000001.pack", size)), Some(("texts/000001.pack".to_owned(), size)));
        }
        let mut link = header("manifest", 0);
        link[156] = b'2';
        assert_eq!(parse_header(&link), None, "the sum does not fit, and a link is no file");
    }
}
