//! The log of committed batches: zstd frames of N-Quads, each followed by a skippable frame with its articles and checksum.
//!
//! ```text
//! section  = frame trailer
//! frame    = one zstd frame of N-Quads lines (possibly none)
//! trailer  = one zstd skippable frame: "DIXITSEC", start of the section (u64), CRC-32 of frame, start and table (u32),
//!            then the table: zstd-compressed JSON with the section's kind and articles
//! ```
//! Numbers are little-endian. `zstdcat` skips the trailers, so that it prints N-Quads alone. A frame is unpacked after its
//! checksum was found right, and to no more than the table says ([`frame`]).

use super::files::Appender;
use super::frame;
use super::judgements::Applied;
use super::ledger::{Block, Entry};
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// zstd reserves 0x184D2A50 to 0x184D2A5F for skippable frames.
const SKIPPABLE: u32 = 0x184D_2A5D;
const TAG: &[u8; 8] = b"DIXITSEC";
/// Tag, start and checksum.
const FIXED: usize = 8 + 8 + 4;
/// Level 3 compresses N-Quads tenfold at several hundred megabytes a second.
const LEVEL: i32 = 3;
/// What a section of derived facts or of the named graphs may hold, in bytes, whose table does not say how much it is.
const LARGEST_CONTENT: u64 = 2 << 30;
/// What a table may hold, in bytes.
const LARGEST_TABLE: u64 = 1 << 28;

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// Ground facts, article by article.
    Ground,
    /// Derived facts, sorted.
    Derived,
    /// Every quad of the named graphs, sorted; the last such section counts.
    Extra,
    /// No facts: the articles of these entries are gone, with all their versions.
    Forget,
    /// No facts: everything before it belongs to finished builds, and the derived facts are up to date.
    Finish,
}

/// What a trailer says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Table {
    pub(super) kind: Kind,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) articles: Vec<Entry>,
    /// In a `Finish`: how much of the judgements the facts before it show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) judgements: Option<Applied>,
    /// In a `Finish`: how many quads the store had then, so that nobody has to count millions again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) facts: Option<u64>,
}

impl Table {
    /// A table of articles.
    pub(super) fn new(kind: Kind, articles: Vec<Entry>) -> Self {
        Self { kind, articles, judgements: None, facts: None }
    }

    /// The most that the facts of the section may be, in bytes.
    fn largest_content(&self) -> u64 {
        match self.kind {
            Kind::Ground => self.articles.iter().fold(0, |sum, entry| sum.saturating_add(entry.bytes)),
            Kind::Derived | Kind::Extra => LARGEST_CONTENT,
            Kind::Forget | Kind::Finish => 0,
        }
    }

    /// The end of a build that shows these judgements, after which the store has so many quads.
    pub(super) fn finish(judgements: &Applied, facts: Option<u64>) -> Self {
        let judgements = Some(judgements.clone()).filter(|applied| *applied != Applied::default());
        Self { judgements, facts, ..Self::new(Kind::Finish, Vec::new()) }
    }
}

/// One section as it was read; the blocks of its articles are filled in.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) table: Table,
}

/// A section's bytes, ready to be written at `start`.
pub(super) fn encode(start: u64, table: &Table, lines: &[u8]) -> io::Result<Vec<u8>> {
    if lines.len() as u64 > table.largest_content() {
        return Err(bad("a section holds more than can be read again"));
    }
    // All at once: with the whole input in one piece zstd takes a shorter way than for a stream.
    let mut encoder = zstd::bulk::Compressor::new(LEVEL)?;
    encoder.include_checksum(true)?;
    let mut bytes = encoder.compress(lines)?;
    let json = serde_json::to_vec(table).map_err(io::Error::other)?;
    let json = zstd::encode_all(json.as_slice(), LEVEL)?;
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&bytes);
    checksum.update(&start.to_le_bytes());
    checksum.update(&json);
    let size = u32::try_from(FIXED + json.len()).map_err(io::Error::other)?;
    bytes.extend(SKIPPABLE.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes.extend(TAG);
    bytes.extend(start.to_le_bytes());
    bytes.extend(checksum.finalize().to_le_bytes());
    bytes.extend(json);
    Ok(bytes)
}

/// Gives the articles of a section that starts at `start` their blocks: they follow each other in its content.
pub(super) fn place(table: &mut Table, start: u64) {
    let mut offset = 0;
    for entry in &mut table.articles {
        entry.block = Block { section: start, offset, bytes: entry.bytes };
        // A crafted table may say anything; its blocks are then looked for in vain.
        offset = offset.saturating_add(entry.bytes);
    }
}

/// How much of a log was whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// The end of the last whole section.
    pub(super) whole: u64,
    /// The bytes of a torn section after it.
    pub(super) torn: u64,
}

/// The log file of a store.
#[derive(Debug, Clone)]
pub(super) struct Log {
    path: PathBuf,
}

impl Log {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Shows every whole section from byte `from` with its content to `visit`, in order. A log that does not exist is
    /// empty.
    ///
    /// A damaged section is an error, unless nothing whole comes after it: then it is the torn end of an interrupted
    /// write, and the extent says how long it is.
    pub(super) fn scan(&self, from: u64, visit: impl FnMut(Section, &[u8]) -> Result<()>) -> Result<Extent> {
        match self.open()? {
            Some(file) => self.scan_in(&file, from, true, visit),
            None => Ok(Extent::default()),
        }
    }

    /// The log's file; none when there is none yet.
    pub(super) fn open(&self) -> Result<Option<File>> {
        match File::open(&self.path) {
            Ok(file) => Ok(Some(file)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::io("open", &self.path, e)),
        }
    }

    /// The tables alone of every whole section in a file of the log that was opened before, whatever stands in its place by
    /// now: nothing is unpacked.
    pub(super) fn tables_in(&self, file: &File, mut visit: impl FnMut(Section)) -> Result<Extent> {
        self.scan_in(file, 0, false, |section, _| {
            visit(section);
            Ok(())
        })
    }

    fn scan_in(
        &self,
        file: &File,
        from: u64,
        unpacks: bool,
        mut visit: impl FnMut(Section, &[u8]) -> Result<()>,
    ) -> Result<Extent> {
        let length = file.metadata().map_err(|e| Error::io("read", &self.path, e))?.len();
        let mut input = BufReader::with_capacity(1 << 18, file);
        input.seek(SeekFrom::Start(from)).map_err(|e| Error::io("read", &self.path, e))?;
        let mut at = from;
        let mut reader = SectionReader::default();
        while at < length {
            let read = reader.read(&mut input, at).and_then(|section| {
                if unpacks {
                    reader.unpack(&section.table)?;
                }
                Ok(section)
            });
            match read {
                Ok(section) => {
                    at = section.end;
                    visit(section, &reader.lines)?;
                }
                Err(error) if is_content(&error) => {
                    if self.whole_section_after(at)?.is_some() {
                        return Err(self.damaged(at, &error));
                    }
                    return Ok(Extent { whole: at, torn: length - at });
                }
                Err(error) => return Err(Error::io("read", &self.path, error)),
            }
        }
        Ok(Extent { whole: at, torn: 0 })
    }

    /// The content of the section that starts at byte `start`.
    pub(super) fn content(&self, start: u64) -> Result<Vec<u8>> {
        let read = |e| Error::io("read", &self.path, e);
        let mut input = BufReader::new(File::open(&self.path).map_err(read)?);
        input.seek(SeekFrom::Start(start)).map_err(read)?;
        let mut reader = SectionReader::default();
        let read = reader.read(&mut input, start).and_then(|section| reader.unpack(&section.table));
        read.map_err(|e| self.damaged(start, &e))?;
        Ok(reader.lines)
    }

    /// The contents of `blocks`, in their order; every section is read once.
    pub(super) fn blocks(&self, blocks: &[Block]) -> Result<Vec<Vec<u8>>> {
        if blocks.is_empty() {
            return Ok(Vec::new());
        }
        let mut order: Vec<usize> = (0..blocks.len()).collect();
        order.sort_by_key(|&i| blocks.get(i));
        let mut found = vec![Vec::new(); blocks.len()];
        let mut reader = SectionReader::default();
        let mut loaded = None;
        let file = File::open(&self.path).map_err(|e| Error::io("open", &self.path, e))?;
        let mut input = BufReader::with_capacity(1 << 18, file);
        for index in order {
            let Some(block) = blocks.get(index) else { continue };
            if loaded != Some(block.section) {
                input.seek(SeekFrom::Start(block.section)).map_err(|e| Error::io("read", &self.path, e))?;
                let read = reader.read(&mut input, block.section).and_then(|section| reader.unpack(&section.table));
                read.map_err(|e| self.damaged(block.section, &e))?;
                loaded = Some(block.section);
            }
            let content = slice(&reader.lines, *block).ok_or_else(|| self.damaged(block.section, &short()))?;
            if let Some(slot) = found.get_mut(index) {
                *slot = content.to_vec();
            }
        }
        Ok(found)
    }

    /// Appends one section; it is on the disk when this returns.
    pub(super) fn append(&self, appender: &mut Appender, table: &mut Table, lines: &[u8]) -> Result<()> {
        let start = appender.length();
        let bytes = encode(start, table, lines).map_err(|e| Error::io("compress a batch for", &self.path, e))?;
        appender.append(&bytes)?;
        place(table, start);
        Ok(())
    }

    fn damaged(&self, at: u64, error: &io::Error) -> Error {
        Error::store(format!("{} is damaged at byte {at}: {error}", self.path.display()))
            .hint("dixit doctor names the articles to build again and --repair keeps the rest; dixit restore brings back a backup")
    }

    /// Where the first section starts, after byte `from`, that is whole and whose trailer says so.
    fn whole_section_after(&self, from: u64) -> Result<Option<u64>> {
        let rest = self.rest(from)?;
        let mut reader = SectionReader::default();
        let mut tried = rustc_hash::FxHashSet::default();
        for tag in memchr::memmem::find_iter(&rest, TAG) {
            let start = rest.get(tag + 8..tag + 16).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
            let Some(inside) = start.and_then(|s| s.checked_sub(from)).and_then(|s| usize::try_from(s).ok()) else {
                continue;
            };
            let Some(section) = rest.get(inside..) else { continue };
            // Many trailers may name one start.
            if inside > 0 && tried.insert(inside) {
                let mut section = section;
                let read = reader.read(&mut section, from + inside as u64);
                if read.and_then(|section| reader.unpack(&section.table)).is_ok() {
                    return Ok(start);
                }
            }
        }
        Ok(None)
    }

    /// The bytes of the log from byte `from` on.
    fn rest(&self, from: u64) -> Result<Vec<u8>> {
        let read = |e| Error::io("read", &self.path, e);
        let mut file = File::open(&self.path).map_err(read)?;
        file.seek(SeekFrom::Start(from)).map_err(read)?;
        let mut rest = Vec::new();
        file.read_to_end(&mut rest).map_err(read)?;
        Ok(rest)
    }

    /// Shows every whole section as [`Log::scan`] does, and passes over what is damaged between them. Gives what it passed over.
    pub(super) fn survey(&self, mut visit: impl FnMut(Section, &[u8]) -> Result<()>) -> Result<Vec<Gap>> {
        let (mut gaps, mut from) = (Vec::new(), 0);
        loop {
            let mut end = from;
            let scanned = self.scan(from, |section, lines| {
                end = section.end;
                visit(section, lines)
            });
            let next = match scanned {
                Ok(extent) if extent.torn == 0 => return Ok(gaps),
                Ok(extent) => {
                    gaps.push(Gap {
                        from: end,
                        to: end + extent.torn,
                        is_end: true,
                        listed: self.listed(end, end + extent.torn)?,
                    });
                    return Ok(gaps);
                }
                Err(error) if error.kind() == ErrorKind::Io => return Err(error),
                Err(error) => match self.whole_section_after(end)? {
                    Some(next) => next,
                    // The failure was the visitor's.
                    None => return Err(error),
                },
            };
            gaps.push(Gap { from: end, to: next, is_end: false, listed: self.listed(end, next)? });
            from = next;
        }
    }

    /// The articles that the trailers in a damaged part list, as far as these can still be read.
    fn listed(&self, from: u64, to: u64) -> Result<Vec<Entry>> {
        let mut rest = self.rest(from)?;
        rest.truncate(usize::try_from(to - from).unwrap_or(usize::MAX));
        let table = |tag: usize| -> Option<Table> {
            let size = u32::from_le_bytes(rest.get(tag.checked_sub(4)?..tag)?.try_into().ok()?) as usize;
            let json = rest.get(tag + FIXED..tag + size)?;
            serde_json::from_slice(&frame::unpacked(json, LARGEST_TABLE).ok()?).ok()
        };
        let tables = memchr::memmem::find_iter(&rest, TAG).filter_map(table);
        Ok(tables.filter(|table| table.kind == Kind::Ground).flat_map(|table| table.articles).collect())
    }
}

/// A part of a log that no section can be read from.
#[derive(Debug)]
pub(super) struct Gap {
    pub(super) from: u64,
    pub(super) to: u64,
    /// Whether nothing whole comes after it: most often a write that was interrupted.
    pub(super) is_end: bool,
    /// The articles whose facts stood there, as far as can be known.
    pub(super) listed: Vec<Entry>,
}

/// The bytes of `block` in the content of its section.
pub(super) fn slice(lines: &[u8], block: Block) -> Option<&[u8]> {
    let start = usize::try_from(block.offset).ok()?;
    let end = start.checked_add(usize::try_from(block.bytes).ok()?)?;
    lines.get(start..end)
}

/// Whether the failure lies in the bytes rather than in the reading of them.
fn is_content(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::Other)
}

fn short() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "it ends early")
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Reads sections, and keeps its buffers for the next one.
#[derive(Debug, Default)]
struct SectionReader {
    packed: Vec<u8>,
    lines: Vec<u8>,
}

impl SectionReader {
    /// Reads the section at the reader's place, which is byte `start` of the log, and leaves its content packed.
    fn read(&mut self, input: &mut impl BufRead, start: u64) -> io::Result<Section> {
        self.packed.clear();
        self.lines.clear();
        frame::read(input, &mut self.packed)?;
        let mut head = [0; 8 + FIXED];
        input.read_exact(&mut head)?;
        let (magic, rest) = head.split_at(4);
        let (size, rest) = rest.split_at(4);
        let (tag, rest) = rest.split_at(8);
        let (written_start, stored) = rest.split_at(8);
        if magic != SKIPPABLE.to_le_bytes() || tag != TAG {
            return Err(bad("a frame has no trailer"));
        }
        let size = u32::from_le_bytes(size.try_into().map_err(io::Error::other)?) as usize;
        let json_size = size.checked_sub(FIXED).ok_or_else(|| bad("a trailer is too short"))?;
        let mut json = Vec::new();
        input.take(json_size as u64).read_to_end(&mut json)?;
        if json.len() != json_size {
            return Err(short());
        }
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(&self.packed);
        checksum.update(written_start);
        checksum.update(&json);
        if written_start != start.to_le_bytes() || stored != checksum.finalize().to_le_bytes() {
            return Err(bad("a checksum does not fit"));
        }
        let json = frame::unpacked(&json, LARGEST_TABLE)?;
        let mut table: Table = serde_json::from_slice(&json).map_err(io::Error::other)?;
        place(&mut table, start);
        let end = start + self.packed.len() as u64 + 8 + size as u64;
        Ok(Section { start, end, table })
    }

    /// Unpacks the content of the section that was read last, which has this table.
    fn unpack(&mut self, table: &Table) -> io::Result<()> {
        self.lines = frame::unpacked_into(std::mem::take(&mut self.lines), &self.packed, table.largest_content())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
