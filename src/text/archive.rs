//! Reads the files of tar and ZIP archives one after the other, each with a limit on its unpacked size.

use super::draft::too_long;
use super::input::other_kind;
use super::zip::{Member, Zip};
use super::{Stream, stream_error};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A file of an archive: its path in it, and its bytes or why they cannot be had.
pub(super) struct Entry {
    pub name: String,
    pub bytes: Result<Vec<u8>>,
}

/// The files of an archive, in its order; what is no article by its extension is counted and told at the end.
pub(super) struct Archive {
    kind: Kind,
    limit: usize,
    left_out: BTreeMap<String, u64>,
    ended: bool,
}

enum Kind {
    Tar(Tar),
    Zip { zip: Zip, members: std::vec::IntoIter<Member> },
}

/// The start of a ZIP file.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";

/// Whether the first bytes are those of a tar file.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

impl Archive {
    /// The files of a tar stream.
    pub fn tar(stream: Stream, limit: usize) -> Self {
        Self { kind: Kind::Tar(Tar { stream, limit }), limit, left_out: BTreeMap::new(), ended: false }
    }

    /// The files of a ZIP file. Its table stands at its end: a stream is copied to a temporary file first.
    ///
    /// # Errors
    /// A damaged archive, or an office document, which is one too.
    pub fn zip(mut stream: Stream, path: Option<&Path>, limit: usize) -> Result<Self> {
        let file = if let Some(path) = path {
            File::open(path).map_err(stream_error)?
        } else {
            let mut file = tempfile::tempfile().map_err(stream_error)?;
            std::io::copy(&mut stream, &mut file).map_err(stream_error)?;
            file
        };
        let mut zip = Zip::open(file)?;
        let office = ["[Content_Types].xml", "mimetype"];
        if zip.members.iter().any(|member| office.contains(&member.name.as_str())) {
            return Err(
                Error::input("the file is an office document, not text").hint("save the document as plain text")
            );
        }
        let members = std::mem::take(&mut zip.members).into_iter();
        Ok(Self { kind: Kind::Zip { zip, members }, limit, left_out: BTreeMap::new(), ended: false })
    }

    fn next_entry(&mut self) -> Option<Result<Entry>> {
        match &mut self.kind {
            Kind::Tar(tar) => tar.next_file().transpose(),
            Kind::Zip { zip, members } => {
                let member = members.next()?;
                // A file that is passed over need not be unpacked.
                let bytes = if is_read(&member.name) { zip.read(&member, self.limit) } else { Ok(Vec::new()) };
                Some(Ok(Entry { name: member.name, bytes }))
            }
        }
    }

    /// What the archive holds beside articles.
    fn rest(&mut self) -> Option<Result<Entry>> {
        if self.left_out.is_empty() {
            return None;
        }
        let kinds: Vec<String> =
            std::mem::take(&mut self.left_out).into_iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        Some(Err(Error::input(format!("the archive also holds files that are no articles: {}", kinds.join(", ")))))
    }
}

impl Iterator for Archive {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.next_entry() {
                Some(Ok(entry)) if is_hidden(&entry.name) => {}
                Some(Ok(entry)) => match other_kind(Path::new(&entry.name)) {
                    Some(kind) => *self.left_out.entry(kind).or_insert(0) += 1,
                    None => return Some(Ok(entry)),
                },
                Some(Err(error)) => {
                    self.ended = true;
                    return Some(Err(error));
                }
                None => self.ended = true,
            }
        }
        self.rest()
    }
}

/// Whether an article may stand in the file.
fn is_read(name: &str) -> bool {
    !is_hidden(name) && other_kind(Path::new(name)).is_none()
}

/// Hidden files, and what macOS puts beside every file.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') && part != "." && part != ".." || part == "__MACOSX")
}

/// A tar stream (POSIX ustar and pax, GNU long names).
struct Tar {
    stream: Stream,
    limit: usize,
}

/// Bytes in a block.
const BLOCK: usize = 512;
/// Bytes that a long name or a pax header may have.
const LONGEST_HEADER: u64 = 1 << 20;

impl Tar {
    /// The next regular file; none at the end.
    fn next_file(&mut self) -> Result<Option<Entry>> {
        let mut long_name: Option<String> = None;
        loop {
            let mut header = [0; BLOCK];
            if !self.fill(&mut header)? || header.iter().all(|byte| *byte == 0) {
                return Ok(None);
            }
            let size = size(&header).ok_or_else(broken)?;
            let kind = header.get(156).copied().unwrap_or(0);
            match kind {
                b'L' | b'x' => {
                    let bytes = self.content(size, LONGEST_HEADER)?.ok_or_else(broken)?;
                    let name = if kind == b'L' { Some(until_zero(&bytes)) } else { pax_path(&bytes) };
                    long_name = name.or(long_name);
                }
                0 | b'0' | b'7' => {
                    let name = long_name.take().unwrap_or_else(|| name(&header));
                    let limit = if is_read(&name) { self.limit as u64 } else { 0 };
                    let bytes = self.content(size, limit)?;
                    let bytes = if is_read(&name) { bytes.ok_or_else(|| too_long(self.limit)) } else { Ok(Vec::new()) };
                    return Ok(Some(Entry { name, bytes }));
                }
                _ => {
                    self.content(size, 0)?;
                    long_name = None;
                }
            }
        }
    }

    /// The content of an entry, or none where it is longer than the limit; passes over the rest of its last block.
    fn content(&mut self, size: u64, limit: u64) -> Result<Option<Vec<u8>>> {
        let padded = size.checked_next_multiple_of(BLOCK as u64).ok_or_else(broken)?;
        let kept = if size <= limit { size } else { 0 };
        let mut bytes = Vec::new();
        (&mut self.stream).take(kept).read_to_end(&mut bytes).map_err(stream_error)?;
        let rest = padded - kept;
        let passed = std::io::copy(&mut (&mut self.stream).take(rest), &mut std::io::sink()).map_err(stream_error)?;
        // Some writers leave the last block unfilled.
        if (bytes.len() as u64) < kept || passed < size - kept {
            return Err(broken());
        }
        Ok((size <= limit).then_some(bytes))
    }

    /// Fills a header; false at the end of the stream.
    fn fill(&mut self, header: &mut [u8; BLOCK]) -> Result<bool> {
        let mut bytes = Vec::with_capacity(BLOCK);
        (&mut self.stream).take(BLOCK as u64).read_to_end(&mut bytes).map_err(stream_error)?;
        if bytes.is_empty() {
            return Ok(false);
        }
        *header = bytes.try_into().map_err(|_| broken())?;
        Ok(true)
    }
}

fn broken() -> Error {
    Error::input("the tar archive is damaged or cut short").hint("what came before the damage was read")
}

/// The size of an entry: octal digits, or binary where the first bit is set.
fn size(header: &[u8; BLOCK]) -> Option<u64> {
    let field = header.get(124..136)?;
    if field.first()? & 0x80 != 0 {
        let bytes: [u8; 8] = field.get(4..12)?.try_into().ok()?;
        return Some(u64::from_be_bytes(bytes));
    }
    let digits = until_zero(field);
    let digits = digits.trim();
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

fn name(header: &[u8; BLOCK]) -> String {
    let part = |range: std::ops::Range<usize>| until_zero(header.get(range).unwrap_or(&[]));
    let (name, prefix) = (part(0..100), part(345..500));
    if prefix.is_empty() || header.get(257..263) != Some(b"ustar\0") { name } else { format!("{prefix}/{name}") }
}

fn until_zero(bytes: &[u8]) -> String {
    let text = bytes.split(|byte| *byte == 0).next().unwrap_or(&[]);
    String::from_utf8_lossy(text).into_owned()
}

/// The path in a pax header, whose lines are "LENGTH KEY=VALUE".
fn pax_path(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().find_map(|line| line.split_once(' ')?.1.strip_prefix("path=").map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A tar file of these files.
    pub fn tar(files: &[(&str, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, text) in files {
            let mut header = [0u8; BLOCK];
            if name.len() > 100 {
                header[..13].copy_from_slice(b"././@LongLink");
                header[156] = b'L';
                header[124..135].copy_from_slice(format!("{:011o}", name.len()).as_bytes());
                header[257..262].copy_from_slice(b"ustar");
                bytes.extend(header);
                bytes.extend(name.as_bytes());
                bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
                header = [0; BLOCK];
            }
            let short = name.len().min(100);
            header[..short].copy_from_slice(&name.as_bytes()[..short]);
            header[124..135].copy_from_slice(format!("{:011o}", text.len()).as_bytes());
            header[156] = b'0';
            header[257..262].copy_from_slice(b"ustar");
            bytes.extend(header);
            bytes.extend(text.as_bytes());
            bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        }
        bytes.extend([0; 2 * BLOCK]);
        bytes
    }

    fn told(archive: Archive) -> Vec<String> {
        let tell = |entry: Result<Entry>| match entry {
            Ok(Entry { name, bytes: Ok(bytes) }) => format!("{name}: {}", String::from_utf8_lossy(&bytes)),
            Ok(Entry { name, bytes: Err(error) }) => format!("{name}! {error}"),
            Err(error) => format!("! {error}"),
        };
        archive.map(tell).collect()
    }

    #[test]
    fn the_articles_of_a_tar_file_come_in_order() {
        let long = format!("{}/b.txt", "folder/".repeat(20));
        let files = [("a.txt", "One."), (&long, "Two."), (".hidden.txt", "No."), ("c.png", "No."), ("d.txt", "Three.")];
        let archive = Archive::tar(Box::new(Cursor::new(tar(&files))), 1000);
        let expected = [
            "a.txt: One.".to_owned(),
            format!("{long}: Two."),
            "d.txt: Three.".to_owned(),
            "! the archive also holds files that are no articles: 1 .png".to_owned(),
        ];
        assert_eq!(told(archive), expected);
    }

    #[test]
    fn limits_hold_and_damage_is_told() {
        let bytes = tar(&[("a.txt", &"x".repeat(2000)), ("b.txt", "Two.")]);
        let told_of = |bytes: &[u8]| told(Archive::tar(Box::new(Cursor::new(bytes.to_vec())), 1000));
        assert_eq!(told_of(&bytes), ["a.txt! the article is longer than 1000 bytes and was left out", "b.txt: Two."]);
        assert_eq!(told_of(&bytes[..1000]), ["! the tar archive is damaged or cut short"]);
        assert_eq!(told_of(&bytes[..100]), ["! the tar archive is damaged or cut short"]);
    }

    #[test]
    fn zip_files_are_read_by_their_table_and_bombs_are_cut_off() {
        let bomb = "x".repeat(1 << 20);
        let files: [(&str, &[u8]); 4] =
            [("news/a.txt", b"One."), ("p.jpg", b""), ("news/bomb.txt", bomb.as_bytes()), ("b.txt", b"Two.")];
        let bytes = crate::text::zip::packed(&files);
        assert!(bytes.len() < 5000 && bytes.starts_with(ZIP));
        let archive = Archive::zip(Box::new(Cursor::new(bytes.clone())), None, 1000).unwrap();
        assert_eq!(
            told(archive),
            [
                "news/a.txt: One.",
                "news/bomb.txt! the article is longer than 1000 bytes and was left out",
                "b.txt: Two.",
                "! the archive also holds files that are no articles: 1 .jpg"
            ]
        );
        let cut = Archive::zip(Box::new(Cursor::new(bytes[..200].to_vec())), None, 1000);
        assert!(cut.is_err_and(|error| error.to_string().starts_with("the ZIP archive is damaged")));
    }
}
