//! Gives what leads to a node to the node's share: a piece of a temporary file, read back as a whole.

use super::bulk::Bulk;
use super::disk::{self, Output};
use super::ledger::Ledger;
use super::lines;
use super::load;
use super::log::Log;
use super::quads::Graph;
use super::view::GraphView;
use crate::error::{Error, Result};
use crate::graph::{self, Settings, View};
use crate::vocab::dixit;
use oxigraph::model::{NamedNode, Triple};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::collections::BTreeSet;
use std::fs::File;
use std::hash::Hasher;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Bytes of ground facts, as lines, for which there is one share: it takes about as much memory when it is derived.
#[cfg(feature = "rocksdb")]
pub(super) const SHARE: u64 = 64 << 20;

/// The most shares.
const MOST_SHARES: u64 = 2_048;

/// Bytes of lines that are compressed together.
const PIECE: usize = 256 << 10;

/// Bytes of lines that are gathered while the log is read, some of them beyond what they are compressed for. Many shares have
/// smaller pieces.
const GATHERED: usize = 192 << 20;

/// What the rows of a first build are read from.
pub(super) struct Source<'a> {
    /// The folder of the store, for the temporary file.
    pub(super) folder: &'a Path,
    pub(super) log: &'a Log,
    pub(super) ledger: &'a Ledger,
    pub(super) settings: &'a Settings,
    pub(super) threads: usize,
    /// Bytes of ground facts for which there is one share.
    pub(super) share: u64,
}

/// What leads to the nodes of each share, in a file that goes with the process.
pub(super) struct Shares {
    /// How many there are.
    pub(super) count: usize,
    file: Mutex<File>,
    at: u64,
    rows: Vec<Pieces>,
    links: Vec<Pieces>,
}

/// Lines of one share: those in the file, and those that are still gathered.
#[derive(Default)]
struct Pieces {
    /// Where each piece stands, and its length.
    places: Vec<(u64, usize)>,
    lines: Vec<u8>,
}

impl Shares {
    /// Reads the log once.
    pub(super) fn of(source: &Source<'_>) -> Result<Self> {
        let bytes: u64 = source.ledger.entries().map(|entry| entry.bytes).sum();
        let count = usize::try_from(bytes.div_ceil(source.share).clamp(1, MOST_SHARES)).unwrap_or(1);
        let file =
            disk::temporary(source.folder).map_err(|e| Error::io("make a temporary file in", source.folder, e))?;
        let file = file.into_file();
        // Each share has two buffers.
        let piece = PIECE.min(GATHERED / (2 * count));
        let pieces = || std::iter::repeat_with(Pieces::default).take(count).collect();
        let mut shares = Self { count, file: Mutex::new(file), at: 0, rows: pieces(), links: pieces() };
        source.log.scan(0, |section, lines| {
            for block in load::live_blocks(source.ledger, &section, lines) {
                shares.route(block, source.settings);
            }
            shares.write(piece).map_err(|e| Error::io("write a temporary file in", source.folder, e))
        })?;
        shares.write(1).map_err(|e| Error::io("write a temporary file in", source.folder, e))?;
        // The buffers have no use any more.
        shares.rows.iter_mut().chain(&mut shares.links).for_each(|pieces| pieces.lines = Vec::new());
        Ok(shares)
    }

    /// The share of a node. Those who may bear one name are derived together.
    fn of_node(&self, node: &NamedNode) -> usize {
        let family = graph::parting::base_of(node.as_str()).map_or(node.as_str(), |(name, _)| name);
        let mut hasher = FxHasher::default();
        hasher.write(family.as_bytes());
        // The upper bits are the better ones.
        usize::try_from((hasher.finish() >> 32) % (self.count as u64)).unwrap_or(0)
    }

    /// Gives the facts of one article to the shares of the nodes that they lead to: whole rows where deriving reads them, else
    /// the link alone.
    fn route(&mut self, block: &[u8], settings: &Settings) {
        let Ok(text) = std::str::from_utf8(block) else { return };
        let rows: Vec<RowLines<'_>> = rows(text, settings);
        let place: FxHashMap<&str, usize> = rows.iter().enumerate().map(|(at, row)| (row.subject, at)).collect();
        // Each row once a share, and no link of a row that is there as a whole.
        let mut given: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut links: Vec<(usize, usize, &FactLine<'_>)> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            for fact in &row.facts {
                let Some(node) = fact.derived(settings) else { continue };
                let share = self.of_node(&node);
                links.push((share, at, fact));
                if !graph::reads_row(fact.predicate) {
                    continue;
                }
                given.insert((share, at));
                // What a saying stands within says whether it was said.
                let mut outer = row.within();
                while let Some(next) = outer.and_then(|outer| place.get(outer)).copied()
                    && given.insert((share, next))
                {
                    outer = rows.get(next).and_then(RowLines::within);
                }
            }
        }
        for (share, at) in &given {
            let (Some(row), Some(pieces)) = (rows.get(*at), self.rows.get_mut(*share)) else { continue };
            row.facts.iter().filter(|fact| row.gives(fact)).for_each(|fact| pieces.push(fact.line));
        }
        for (share, at, fact) in links {
            let is_given = given.contains(&(share, at)) && rows.get(at).is_some_and(|row| row.gives(fact));
            if let Some(pieces) = self.links.get_mut(share).filter(|_| !is_given) {
                pieces.push(fact.line);
            }
        }
    }

    /// Writes the gathered lines of every share that has at least `least` bytes of them.
    fn write(&mut self, least: usize) -> std::io::Result<()> {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        for pieces in self.rows.iter_mut().chain(&mut self.links).filter(|pieces| pieces.lines.len() >= least) {
            let packed = zstd::bulk::compress(&pieces.lines, 1)?;
            pieces.lines.clear();
            Output::of(file)?.write_all(&packed)?;
            pieces.places.push((self.at, packed.len()));
            self.at += packed.len() as u64;
        }
        Ok(())
    }

    /// A share, held in memory; `graph` answers what is asked of other nodes.
    pub(super) fn view<'a>(&'a self, number: usize, graph: &'a Graph, settings: &Settings) -> Result<ShareView<'a>> {
        Ok(ShareView { share: self.read(number, settings)?, shares: self, number, beside: GraphView::new(graph) })
    }

    /// The facts of a share and its nodes.
    fn read(&self, number: usize, settings: &Settings) -> Result<Share> {
        let mut share = Share::default();
        // Of what only leads to a node one fact is enough: a topic may have as many as there are sayings.
        let mut led = FxHashSet::default();
        for (pieces, is_rows) in [(self.rows.get(number), true), (self.links.get(number), false)] {
            for (start, length) in pieces.map(|pieces| pieces.places.as_slice()).unwrap_or_default() {
                let lines = self
                    .unpacked(*start, *length)
                    .map_err(|e| Error::store(format!("a temporary file cannot be read: {e}")))?;
                let mut triples = lines::parse(&lines)?;
                if !is_rows {
                    triples.retain(|triple| {
                        graph::reads_row(triple.predicate.as_str())
                            || led.insert((triple.predicate.clone(), triple.object.clone()))
                    });
                }
                let of_share = |node: &NamedNode| self.of_node(node) == number;
                share.nodes.extend(graph::touched(&triples, settings).into_iter().filter(of_share));
                let bulk = if is_rows { &mut share.rows } else { &mut share.links };
                if !bulk.add(&mut triples) {
                    return Err(Error::store("more facts lead to the nodes of one share than can be counted"));
                }
            }
        }
        Ok(share)
    }

    fn unpacked(&self, start: u64, length: usize) -> std::io::Result<Vec<u8>> {
        let mut packed = vec![0; length];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut packed)?;
        drop(file);
        zstd::decode_all(packed.as_slice())
    }
}

impl Pieces {
    fn push(&mut self, line: &str) {
        self.lines.extend_from_slice(line.as_bytes());
        self.lines.push(b'\n');
    }
}

/// The lines of one subject in an article's block.
struct RowLines<'a> {
    subject: &'a str,
    is_article: bool,
    facts: Vec<FactLine<'a>>,
}

/// A line of N-Quads as the store writes them.
struct FactLine<'a> {
    line: &'a str,
    predicate: &'a str,
    /// The IRI that is the object; none for literals.
    object: Option<&'a str>,
}

impl FactLine<'_> {
    /// The object, where it is a node whose facts are derived.
    fn derived(&self, settings: &Settings) -> Option<NamedNode> {
        graph::derived(&settings.base, self.object?)
    }
}

impl<'a> RowLines<'a> {
    /// Whether a share gets the fact with the row: all of it, but of an article what is compared with others.
    fn gives(&self, fact: &FactLine<'_>) -> bool {
        !self.is_article || graph::is_compared(fact.predicate)
    }

    fn within(&self) -> Option<&'a str> {
        self.facts.iter().find(|fact| fact.predicate == dixit::WITHIN.as_str())?.object
    }
}

fn rows<'a>(block: &'a str, settings: &Settings) -> Vec<RowLines<'a>> {
    let mut rows: Vec<RowLines<'a>> = Vec::new();
    for line in block.lines() {
        let Some((subject, rest)) = line.split_once(' ') else { continue };
        let Some((predicate, object)) = rest.split_once(' ') else { continue };
        let object = object.strip_suffix(" .").unwrap_or(object);
        let fact = FactLine { line, predicate: bare(predicate).unwrap_or(predicate), object: bare(object) };
        let subject = bare(subject).unwrap_or(subject);
        if let Some(row) = rows.last_mut().filter(|row| row.subject == subject) {
            row.facts.push(fact);
            continue;
        }
        let is_article = matches!(graph::split(&settings.base, subject), Some((graph::Space::Article, _)));
        rows.push(RowLines { subject, is_article, facts: vec![fact] });
    }
    rows
}

fn bare(term: &str) -> Option<&str> {
    term.strip_prefix('<')?.strip_suffix('>')
}

/// What leads to the nodes of a share.
#[derive(Default)]
struct Share {
    rows: Bulk,
    links: Bulk,
    nodes: BTreeSet<NamedNode>,
}

/// A share as deriving reads it, and the database for whatever is not in it.
pub(super) struct ShareView<'a> {
    share: Share,
    shares: &'a Shares,
    number: usize,
    beside: GraphView<'a>,
}

impl ShareView<'_> {
    /// The nodes of the share, and those of `others` that belong to it.
    pub(super) fn nodes<'a>(&'a self, others: &'a [NamedNode]) -> BTreeSet<&'a NamedNode> {
        let of_share = others.iter().filter(|node| self.shares.of_node(node) == self.number);
        self.share.nodes.iter().chain(of_share).collect()
    }

    /// The failure that made an answer incomplete, if there was one.
    pub(super) fn check(self) -> Result<()> {
        self.beside.check()
    }
}

impl View for ShareView<'_> {
    fn of_subject(&self, subject: &NamedNode) -> Vec<Triple> {
        let row: Vec<Triple> = self.share.rows.of_subject(subject.as_ref()).collect();
        if row.is_empty() { self.beside.of_subject(subject) } else { row }
    }

    fn subjects(&self, predicate: &NamedNode, object: &NamedNode) -> Vec<NamedNode> {
        if self.shares.of_node(object) != self.number {
            return self.beside.subjects(predicate, object);
        }
        let of = |bulk: &Bulk| bulk.subjects(predicate.as_ref(), object.as_ref()).collect::<Vec<_>>();
        let mut found = of(&self.share.rows);
        found.extend(of(&self.share.links));
        found
    }

    fn any(&self, predicate: &NamedNode, object: &NamedNode) -> bool {
        self.beside.any(predicate, object)
    }
}
