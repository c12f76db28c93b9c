//! Writes the log anew in canonical order, without what is gone: the same facts give the same bytes.

use super::disk;
use super::files;
use super::judgements::Applied;
use super::ledger::{Block, Entry, Ledger};
use super::log::{self, Kind, Log, Section, Table};
use crate::error::{Error, Result};
use rustc_hash::FxHashSet;
use std::io::{BufWriter, Write};

/// Articles in a section.
const ARTICLES: usize = 256;
/// Lines in a section of derived facts.
const LINES: usize = 8_192;
/// Bytes of facts held in memory at once; a longer log is read several times.
const BUDGET: u64 = 256 << 20;

/// The derived facts that go into a graph file: those of the old file, with the stale nodes' replaced.
pub(super) struct Derived<'a> {
    /// The IRIs of the stale nodes.
    pub(super) stale: FxHashSet<String>,
    /// The derived facts of the stale nodes: sorted lines without line ends.
    pub(super) fresh: &'a [String],
    /// Whether the old file can have derived facts: a build was finished before.
    pub(super) has_old: bool,
}

/// Replaces the log by its canonical form and gives its length and where the section of the named graphs starts in it;
/// `extra` says where it starts in the old one, and `end` is the table of its last section. `derived` is none where the log holds ground facts only.
pub(super) fn rewrite(
    log: &Log,
    ledger: &mut Ledger,
    derived: Option<&Derived<'_>>,
    extra: Option<u64>,
    end: &Table,
) -> Result<(u64, Option<u64>)> {
    let mut entries: Vec<&mut Entry> = ledger.entries_mut().collect();
    entries.sort_by(|a, b| (&a.article, a.version).cmp(&(&b.article, b.version)));
    let (length, extra, blocks) = files::replace(log.path(), |out| {
        let mut out = Output { out, log, length: 0 };
        let blocks = write_ground(&mut out, log, &entries)?;
        if let Some(derived) = derived {
            write_derived(&mut out, log, derived)?;
        }
        let extra = match extra {
            Some(start) => write_extra(&mut out, &log.content(start)?)?,
            None => None,
        };
        out.section(end.clone(), &[])?;
        Ok((out.length, extra, blocks))
    })?;
    for (entry, block) in entries.iter_mut().zip(blocks) {
        entry.block = block;
    }
    Ok((length, extra))
}

/// Replaces a log of which parts are damaged by one of the ground facts in `ledger` and the named graphs. Nothing of it counts as
/// finished, and the judgements that it shows as unknown: the next writer derives and judges everything anew.
pub(super) fn salvage(log: &Log, ledger: &mut Ledger, extra: Option<u64>) -> Result<()> {
    let mut entries: Vec<&mut Entry> = ledger.entries_mut().collect();
    entries.sort_by(|a, b| (&a.article, a.version).cmp(&(&b.article, b.version)));
    files::replace(log.path(), |out| {
        let mut out = Output { out, log, length: 0 };
        out.section(Table::finish(&Applied { bytes: u64::MAX, sha256: "unknown".to_owned() }, None), &[])?;
        write_ground(&mut out, log, &entries)?;
        if let Some(start) = extra {
            write_extra(&mut out, &log.content(start)?)?;
        }
        Ok(())
    })
}

/// Writes the section of the named graphs, unless they are empty.
fn write_extra(out: &mut Output<'_>, lines: &[u8]) -> Result<Option<u64>> {
    if lines.is_empty() {
        return Ok(None);
    }
    let start = out.length;
    out.section(Table::new(Kind::Extra, Vec::new()), lines)?;
    Ok(Some(start))
}

struct Output<'a> {
    out: &'a mut BufWriter<disk::Output>,
    log: &'a Log,
    length: u64,
}

impl Output<'_> {
    /// Writes one section and gives the blocks of its articles.
    fn section(&mut self, mut table: Table, lines: &[u8]) -> Result<Vec<Block>> {
        let write = |e| Error::io("write", self.log.path(), e);
        let bytes = log::encode(self.length, &table, lines).map_err(write)?;
        self.out.write_all(&bytes).map_err(write)?;
        log::place(&mut table, self.length);
        self.length += bytes.len() as u64;
        Ok(table.articles.iter().map(|entry| entry.block).collect())
    }
}

fn write_ground(out: &mut Output<'_>, log: &Log, entries: &[&mut Entry]) -> Result<Vec<Block>> {
    let mut placed = Vec::with_capacity(entries.len());
    let groups: Vec<&[&mut Entry]> = entries.chunks(ARTICLES).collect();
    let mut rest = groups.as_slice();
    while !rest.is_empty() {
        let mut bytes = 0;
        let count = rest.iter().take_while(|group| {
            let fits = bytes == 0 || bytes + size(group) <= BUDGET;
            bytes += size(group);
            fits
        });
        let (now, later) = rest.split_at(count.count());
        rest = later;
        let blocks: Vec<Block> = now.iter().flat_map(|group| group.iter().map(|entry| entry.block)).collect();
        let mut contents = log.blocks(&blocks)?.into_iter();
        for group in now {
            let lines = contents.by_ref().take(group.len()).collect::<Vec<_>>().concat();
            let articles = group.iter().map(|entry| Entry::clone(entry)).collect();
            placed.extend(out.section(Table::new(Kind::Ground, articles), &lines)?);
        }
    }
    Ok(placed)
}

fn size(group: &[&mut Entry]) -> u64 {
    group.iter().map(|entry| entry.block.bytes).sum()
}

fn write_derived(out: &mut Output<'_>, log: &Log, derived: &Derived<'_>) -> Result<()> {
    let mut fresh = derived.fresh.iter().map(String::as_bytes).peekable();
    let mut lines = Lines { out, bytes: Vec::new(), count: 0 };
    let merge = |section: Section, content: &[u8]| -> Result<()> {
        if section.table.kind != Kind::Derived {
            return Ok(());
        }
        for old in content.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            if subject(old).is_some_and(|iri| derived.stale.contains(iri)) {
                continue;
            }
            while let Some(new) = fresh.next_if(|new| *new < old) {
                lines.push(new)?;
            }
            lines.push(old)?;
        }
        Ok(())
    };
    if derived.has_old {
        log.scan(0, merge)?;
    }
    for new in fresh {
        lines.push(new)?;
    }
    lines.flush()
}

/// The IRI of a line's subject.
fn subject(line: &[u8]) -> Option<&str> {
    let end = memchr::memchr(b'>', line)?;
    std::str::from_utf8(line.get(1..end)?).ok()
}

/// Collects lines into sections.
struct Lines<'a, 'b> {
    out: &'a mut Output<'b>,
    bytes: Vec<u8>,
    count: usize,
}

impl Lines<'_, '_> {
    fn push(&mut self, line: &[u8]) -> Result<()> {
        self.bytes.extend_from_slice(line);
        self.bytes.push(b'\n');
        self.count += 1;
        if self.count == LINES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        if self.count > 0 {
            self.out.section(Table::new(Kind::Derived, Vec::new()), &self.bytes)?;
        }
        self.bytes.clear();
        self.count = 0;
        Ok(())
    }
}
