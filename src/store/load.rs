//! Opens a store's log: the table of articles first, then the facts, and what an interrupted build left undone.

use super::derived::Stale;
use super::judgements::Applied;
use super::ledger::{Block, Ledger};
use super::lines;
use super::log::{self, Extent, Kind, Log, Section};
use super::quads::Graph;
use crate::error::Result;
use crate::graph::Settings;

/// What the trailers of a log say.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) ledger: Ledger,
    pub(super) extent: Extent,
    /// Everything before this byte belongs to finished builds.
    pub(super) finished: u64,
    /// Blocks that the unfinished build replaced or removed.
    pub(super) dead: Vec<Block>,
    /// Whether the unfinished work forgets an article.
    pub(super) forgets: bool,
    /// Where the section starts that holds the named graphs.
    pub(super) extra: Option<u64>,
    /// The judgements that the finished builds show.
    pub(super) applied: Applied,
    /// How many quads the store had after the last finished build.
    pub(super) facts: Option<u64>,
}

impl Index {
    /// Whether a build was interrupted, or is going on.
    pub(super) fn is_pending(&self) -> bool {
        self.finished < self.extent.whole
    }

    /// Takes in what the next trailer says.
    pub(super) fn take(&mut self, section: Section) {
        match section.table.kind {
            Kind::Ground => {
                for entry in section.table.articles {
                    self.dead.extend(self.ledger.put(entry).map(|old| old.block));
                }
            }
            Kind::Forget => {
                self.forgets = true;
                for entry in section.table.articles {
                    self.dead.extend(self.ledger.remove(&entry.key).into_iter().map(|old| old.block));
                }
            }
            Kind::Finish => {
                self.ledger.finish();
                self.dead.clear();
                self.forgets = false;
                self.finished = section.end;
                self.applied = section.table.judgements.unwrap_or_default();
                self.facts = section.table.facts;
            }
            Kind::Extra => self.extra = Some(section.start),
            Kind::Derived => {}
        }
    }
}

/// Reads the trailers.
pub(super) fn index(log: &Log) -> Result<Index> {
    match log.open()? {
        Some(file) => index_in(log, &file),
        None => Ok(Index::default()),
    }
}

/// Reads the trailers in a file of the log that was opened before.
pub(super) fn index_in(log: &Log, file: &std::fs::File) -> Result<Index> {
    let mut index = Index::default();
    index.extent = log.tables_in(file, |section| index.take(section))?;
    Ok(index)
}

/// The facts, as lines, of those articles of a section whose versions nothing replaced.
pub(super) fn live_blocks<'a>(
    ledger: &'a Ledger,
    section: &'a Section,
    lines: &'a [u8],
) -> impl Iterator<Item = &'a [u8]> {
    let entries = section.table.articles.iter().filter(|_| section.table.kind == Kind::Ground);
    let live =
        entries.filter(|entry| ledger.get(&entry.key, &entry.text).is_some_and(|known| known.block == entry.block));
    live.filter_map(|entry| log::slice(lines, entry.block))
}

/// Loads every live fact of the log into an empty graph. The derived facts of what comes back are out of date.
pub(super) fn fill(graph: &Graph, log: &Log, index: &Index, settings: &Settings) -> Result<Stale> {
    let mut stale = Stale::default();
    removed(log, index, settings, &mut stale)?;
    log.scan(0, |section, lines| {
        if section.start >= index.extent.whole {
            return Ok(());
        }
        let pending = section.start >= index.finished;
        let mut live = Vec::new();
        for block in live_blocks(&index.ledger, &section, lines) {
            live.extend_from_slice(block);
            if pending {
                stale.mark(&lines::parse(block)?, settings);
            }
        }
        match section.table.kind {
            Kind::Derived => graph.load(lines),
            Kind::Extra if index.extra == Some(section.start) => graph.load(lines),
            _ => graph.load(&live),
        }
    })?;
    Ok(stale)
}

/// Repeats on a database what the unfinished build did, of which an interruption may have lost the end.
#[cfg(feature = "rocksdb")]
pub(super) fn replay(graph: &Graph, log: &Log, index: &Index, settings: &Settings) -> Result<Stale> {
    // Before the first finished build there are no derived facts.
    let mut stale = if index.finished == 0 { Stale::all() } else { Stale::default() };
    let gone = removed(log, index, settings, &mut stale)?;
    graph.apply(&gone, Vec::new())?;
    log.scan(index.finished, |section, lines| {
        if index.extra == Some(section.start) {
            let old = graph.named_quads().collect::<Result<Vec<_>>>()?;
            graph.apply_quads(&old, &[])?;
            return graph.load(lines);
        }
        for block in live_blocks(&index.ledger, &section, lines) {
            let triples = lines::parse(block)?;
            stale.mark(&triples, settings);
            graph.apply(&[], triples)?;
        }
        Ok(())
    })?;
    Ok(stale)
}

/// Marks what the dead blocks bore on, and gives their triples.
fn removed(log: &Log, index: &Index, settings: &Settings, stale: &mut Stale) -> Result<Vec<oxigraph::model::Triple>> {
    let mut triples = Vec::new();
    for block in log.blocks(&index.dead)? {
        triples.extend(lines::parse(&block)?);
    }
    stale.mark(&triples, settings);
    Ok(triples)
}
