//! Changes a store: commits batches of articles, brings the derived facts up to date, forgets articles.

use super::derived::Stale;
use super::files::{self, Appender};
use super::judged::{patch, unpatched};
use super::judgements::{Applied, JudgementFile};
use super::ledger::{Block, Entry, Ledger};
use super::lines;
use super::load::{self, Index};
use super::lock::Lock;
use super::log::{Kind, Log, Table};
use super::manifest::{Home, Manifest};
use super::parted::Parting;
use super::quads::Graph;
use super::rewrite::{self, Derived};
use super::texts::{Compressed, Hash, TextWriter, from_hex};
use super::words::{self, Begun};
use super::{Store, log_path, settings, threads, torn_note};
use crate::error::{Error, Result};
use crate::graph::Settings;
use crate::graph::judgement::judged;
use crate::graph::parting::Parted;
use oxigraph::model::{NamedNode, Triple};
use rustc_hash::FxHashSet;
use std::path::Path;

/// One version of an article on its way into the store. It takes the place of the version with the same key and text.
#[derive(Debug, Clone)]
pub struct Put {
    /// What the table of articles keeps; the counts are filled in by [`Writer::commit`].
    pub entry: Entry,
    /// Its ground facts as they were extracted.
    pub triples: Vec<Triple>,
    /// Its text; not needed when the store has it already or keeps no texts.
    pub text: Option<Compressed>,
}

/// Facts that wait beside a RocksDB database at once, of some hundred and fifty bytes of memory each.
#[cfg(feature = "rocksdb")]
const WAITING: usize = 2_000_000;

/// The one writer of a store.
///
/// After an error nothing more can be committed through it; what was committed before stays, and the next writer goes
/// on from there.
#[derive(Debug)]
pub struct Writer {
    store: Store,
    ledger: Ledger,
    log: Log,
    appender: Appender,
    texts: TextWriter,
    stale: Stale,
    pub(super) settings: Settings,
    /// The judgements' file; what it adds up to stands in the settings.
    pub(super) file: JudgementFile,
    /// Sections were appended since the last finish.
    pending: bool,
    /// A build was finished, so that the log can have derived facts.
    finished: bool,
    /// Some of the log's blocks are no longer live.
    dead: bool,
    /// Something was forgotten since the last finish.
    forgets: bool,
    pub(super) failed: bool,
    /// Where the section of the named graphs starts in the log.
    extra: Option<u64>,
    /// The length of the log behind its last finished build, and the judgements that this shows.
    sealed: Option<(u64, Applied)>,
    /// How many quads there are, unless something changed since they were counted.
    facts: Option<u64>,
    /// The full-text index of a first build, where it was made beside other work.
    made: Option<Begun>,
    _lock: Lock,
}

impl Writer {
    /// Opens the store in `folder` for writing, or makes it with these settings when there is none. The settings of an
    /// existing store stay as they are.
    pub fn open_or_create(folder: impl AsRef<Path>, manifest: &Manifest) -> Result<Self> {
        let folder = folder.as_ref();
        if folder.join("manifest").exists() {
            return Self::open(folder);
        }
        super::create::empty(folder, manifest)?;
        Self::open(folder)
    }

    /// Opens the store in `folder` for writing.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        Manifest::read(folder)?;
        Self::open_locked(folder, Lock::take(folder)?)
    }

    /// Opens the store whose lock is held.
    pub(super) fn open_locked(folder: &Path, lock: Lock) -> Result<Self> {
        let manifest = Manifest::read(folder)?;
        files::sweep(folder);
        let log = Log::new(log_path(folder, manifest.home));
        let file = JudgementFile::read(folder.join("judgements.jsonl"))?;
        let settings = settings(&manifest, file.judgements()?);
        let index = load::index(&log)?;
        let sealed = (!index.is_pending()).then(|| (index.extent.whole, index.applied.clone()));
        #[cfg(feature = "rocksdb")]
        let index = if manifest.home == Home::Rocksdb && super::rocks::is_missing(folder) {
            // The log holds all that the database is made of.
            Index { finished: 0, applied: Applied::default(), ..index }
        } else {
            index
        };
        let (graph, stale) = open_graph(folder, &manifest, &log, &index, &settings)?;
        let notes = torn_note(&log, index.extent);
        let facts = index.facts.filter(|_| !index.is_pending());
        graph.count.set(facts);
        graph.watch_words(words::stamp(log.path(), index.extent.whole), &manifest.base);
        let appender = Appender::open(log.path(), index.extent.whole)?;
        let wanted: FxHashSet<Hash> = index.ledger.entries().filter_map(|entry| from_hex(&entry.text)).collect();
        let texts = TextWriter::open(&folder.join("texts"), |hash| wanted.contains(hash))?;
        let mut writer = Self {
            pending: index.is_pending(),
            finished: index.finished > 0,
            facts,
            sealed,
            extra: index.extra,
            forgets: index.forgets,
            dead: !index.dead.is_empty(),
            store: Store::new(folder, manifest, settings.clone(), graph, std::sync::OnceLock::new(), notes),
            ledger: index.ledger,
            log,
            appender,
            texts,
            stale,
            file,
            settings,
            failed: false,
            made: None,
            _lock: lock,
        };
        if writer.file.extent() != index.applied {
            // Somebody added lines to the file, or a judgement was interrupted.
            let shown = writer.file.judgements_of(&index.applied)?;
            writer.apply(shown.as_ref())?;
        }
        Ok(writer)
    }

    /// The store's settings.
    pub fn manifest(&self) -> &Manifest {
        self.store.manifest()
    }

    /// What minting needs to know.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the user should know about the opening.
    pub fn notes(&self) -> &[String] {
        self.store.notes()
    }

    /// The table of articles as of the last commit.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The facts as of the last commit; the derived ones as of the last [`Writer::finish`].
    pub fn graph(&self) -> &Graph {
        self.store.graph()
    }

    /// How many quads there are. They are counted only where something changed since the last finished build.
    pub fn facts(&self) -> Result<usize> {
        match self.facts.and_then(|facts| usize::try_from(facts).ok()) {
            Some(facts) => Ok(facts),
            None => self.graph().len(),
        }
    }

    /// Whether an interrupted build left something to finish.
    pub fn is_pending(&self) -> bool {
        self.pending
    }

    /// The ground facts of these versions as they were extracted, whatever people judged.
    pub fn extracted(&self, entries: &[&Entry]) -> Result<Vec<Vec<Triple>>> {
        let shown = self.ground(entries)?.into_iter().zip(entries);
        shown.map(|(triples, entry)| unpatched(triples, &entry.judged)).collect()
    }

    /// The ground facts of these versions as they stand in the graph.
    pub fn ground(&self, entries: &[&Entry]) -> Result<Vec<Vec<Triple>>> {
        let blocks: Vec<Block> = entries.iter().map(|entry| entry.block).collect();
        self.log.blocks(&blocks)?.iter().map(|lines| lines::parse(lines)).collect()
    }

    /// Commits a batch as a whole: when this returns it is on the disk, and when it is interrupted nothing of it is.
    /// No two articles of it have the same key and text.
    pub fn commit(&mut self, batch: Vec<Put>) -> Result<()> {
        self.commit_parted(batch.into_iter().map(|put| (put, Parted::new())).collect())
    }

    /// The same for articles of which it is known who the people are that share their names with others; for all others
    /// [`Writer::finish`] finds it out.
    pub(super) fn commit_parted(&mut self, batch: Vec<(Put, Parted)>) -> Result<()> {
        self.check()?;
        if batch.is_empty() {
            return Ok(());
        }
        let result = self.try_commit(batch);
        self.failed = result.is_err();
        result
    }

    fn try_commit(&mut self, batch: Vec<(Put, Parted)>) -> Result<()> {
        if self.manifest().texts {
            let texts: Vec<&Compressed> = batch.iter().filter_map(|(put, _)| put.text.as_ref()).collect();
            self.texts.add(&texts)?;
        }
        let replaced: Vec<&Entry> =
            batch.iter().filter_map(|(put, _)| self.ledger.get(&put.entry.key, &put.entry.text)).collect();
        self.dead |= !replaced.is_empty();
        let old = self.ground(&replaced)?.concat();
        let (mut lines, mut articles, mut new) = (Vec::new(), Vec::new(), Vec::new());
        for (put, parted) in batch {
            let shown = NamedNode::new(&*put.entry.key).ok();
            let shown = shown.and_then(|article| judged(&article, &put.triples, &parted, &self.settings));
            let difference = shown.as_ref().map(|shown| patch(&put.triples, shown)).unwrap_or_default();
            let shown = shown.unwrap_or(put.triples);
            let block = lines::lines(&shown);
            let (triples, bytes) = (shown.len() as u64, block.len() as u64);
            articles.push(Entry { triples, bytes, judged: difference, ..put.entry });
            lines.extend(block);
            new.extend(shown);
        }
        let mut table = Table::new(Kind::Ground, articles);
        self.facts = None;
        self.log.append(&mut self.appender, &mut table, &lines)?;
        self.pending = true;
        self.stale.mark(&old, &self.settings);
        self.stale.mark_new(&new, &self.settings);
        for entry in table.articles {
            self.ledger.put(entry);
        }
        self.graph().apply(&old, new)
    }

    /// Brings derived facts up to date once more than `most` nodes wait for that, or so many facts that they go into the database,
    /// so that a build's memory does not grow with its articles. In a graph file, which is written as a whole at the end, they
    /// wait for [`Writer::finish`].
    pub fn relieve(&mut self, most: usize) -> Result<()> {
        self.check()?;
        if self.manifest().home == Home::GraphFile || self.stale.len() <= most && !self.graph().is_full() {
            return Ok(());
        }
        let derived = self.try_relieve(most);
        self.failed = derived.is_err();
        derived
    }

    fn try_relieve(&mut self, most: usize) -> Result<()> {
        if self.stale.is_all() {
            return self.graph().settle();
        }
        self.stale.relieve(self.store.graph(), &self.settings, threads())?;
        if self.stale.len() > most {
            self.stale.relieve_all(self.store.graph(), &self.settings, threads())?;
        }
        if self.graph().is_full() { self.graph().settle() } else { Ok(()) }
    }

    /// Ends a build: brings the derived facts up to date and writes the log in its canonical form. Does nothing when
    /// nothing was committed since the last time.
    pub fn finish(&mut self) -> Result<()> {
        self.check()?;
        if !self.pending {
            self.keep_words();
            return Ok(());
        }
        let result = self.try_finish();
        self.failed = result.is_err();
        result
    }

    fn try_finish(&mut self) -> Result<()> {
        let names = self.stale.names(&self.settings);
        let mut parting = Parting::new(self.store.graph(), &self.log, &self.ledger, &self.settings);
        let changes = parting.changes(&names)?;
        if !changes.is_empty() {
            self.try_commit(changes)?;
        }
        match self.manifest().home {
            Home::GraphFile => {
                let mut stale = std::mem::take(&mut self.stale);
                let fresh = stale.refreshed(self.store.graph(), &self.settings, threads())?;
                self.facts = Some(self.graph().counted()?);
                self.ledger.finish();
                self.rewrite_log(Some(&Derived {
                    stale: stale.iris(&self.settings),
                    fresh: &fresh,
                    has_old: self.finished,
                }))?;
            }
            Home::Rocksdb => {
                self.finish_database()?;
                if self.dead {
                    self.rewrite_log(None)?;
                } else if self.sealed.as_ref() != Some(&(self.appender.length(), self.file.extent())) {
                    let mut table = Table::finish(&self.file.extent(), self.facts);
                    self.log.append(&mut self.appender, &mut table, &[])?;
                }
            }
        }
        self.stale = Stale::default();
        self.sealed = Some((self.appender.length(), self.file.extent()));
        (self.pending, self.dead, self.forgets) = (false, false, false);
        self.finished = true;
        self.keep_words();
        Ok(())
    }

    /// Brings the full-text index and the names to the state of the log.
    fn keep_words(&mut self) {
        let stamp = words::stamp(self.log.path(), self.appender.length());
        let made = self.made.take();
        let (folder, graph, base) = (self.store.folder(), self.graph(), &self.settings.base);
        graph.keep_words(folder, stamp, base, || match made {
            Some(made) => Ok(made),
            None => Begun::of(folder, &self.log, &self.ledger, base)?.with_names(graph, base),
        });
    }

    fn rewrite_log(&mut self, derived: Option<&Derived<'_>>) -> Result<()> {
        let end = Table::finish(&self.file.extent(), self.facts);
        let (length, extra) = rewrite::rewrite(&self.log, &mut self.ledger, derived, self.extra, &end)?;
        self.extra = extra;
        self.appender = Appender::open(self.log.path(), length)?;
        Ok(())
    }

    /// Erases an article with all its versions: facts, texts and traces. Gives the number of versions that are gone.
    pub fn forget(&mut self, key: &str) -> Result<usize> {
        self.check()?;
        let versions = self.ledger.versions(key).to_vec();
        if versions.is_empty() {
            return Ok(0);
        }
        let result = self.try_forget(key, &versions);
        self.failed = result.is_err();
        result.map(|()| versions.len())
    }

    fn try_forget(&mut self, key: &str, versions: &[Entry]) -> Result<()> {
        let old = self.ground(&versions.iter().collect::<Vec<_>>())?.concat();
        self.facts = None;
        let mut table = Table::new(Kind::Forget, versions.to_vec());
        self.log.append(&mut self.appender, &mut table, &[])?;
        (self.pending, self.dead, self.forgets) = (true, true, true);
        self.ledger.remove(key);
        self.stale.mark(&old, &self.settings);
        self.graph().apply(&old, Vec::new())?;
        self.forget_judgements(key)?;
        words::erase(self.store.folder());
        self.try_finish()?;
        for version in versions {
            // The same text may belong to another article too: a wire copy.
            let elsewhere = self.ledger.entries().any(|entry| entry.text == version.text);
            if let (false, Some(hash)) = (elsewhere, from_hex(&version.text)) {
                self.texts.erase(&hash)?;
            }
        }
        Ok(())
    }

    /// The store as a reader sees it after the last commit, once the writing is over; gives the lock back.
    pub fn into_store(self) -> Store {
        let Self { store, ledger, settings, .. } = self;
        store.with(ledger, settings)
    }

    pub(super) fn log(&self) -> &Log {
        &self.log
    }

    /// Marks nodes for the next finish.
    pub(super) fn mark_nodes(&mut self, nodes: impl IntoIterator<Item = NamedNode>) {
        self.stale.mark_nodes(nodes, &self.settings);
        (self.pending, self.facts) = (true, None);
    }

    /// Commits what the named graphs hold from now on.
    pub(super) fn commit_extra(&mut self, lines: &str) -> Result<()> {
        let start = self.appender.length();
        self.facts = None;
        let mut table = Table::new(Kind::Extra, Vec::new());
        let appended = self.log.append(&mut self.appender, &mut table, lines.as_bytes());
        self.failed = appended.is_err();
        appended?;
        self.pending = true;
        self.dead |= self.extra.is_some();
        self.extra = Some(start);
        Ok(())
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.failed {
            return Err(Error::store("an earlier write to this store failed").hint("open the store again"));
        }
        Ok(())
    }

    /// Brings the database up to date and shows it to readers.
    #[cfg(feature = "rocksdb")]
    fn finish_database(&mut self) -> Result<()> {
        let folder = self.store.folder();
        if self.stale.is_all() {
            let source = super::afresh::Source {
                folder,
                log: &self.log,
                ledger: &self.ledger,
                settings: &self.settings,
                threads: threads(),
                share: super::afresh::SHARE,
            };
            let reprints = super::afresh::derive_shares(self.graph(), &source, &self.stale)?;
            // Merging and counting keep one core busy each.
            let (graph, base) = (self.graph(), &self.settings.base);
            let (derived, words) = super::workers::both(
                || super::afresh::derive_reprints(graph, &source, &reprints),
                || Begun::of(folder, &self.log, &self.ledger, base),
            );
            derived?;
            let (facts, words) =
                super::workers::both(|| graph.counted(), || words.and_then(|begun| begun.with_names(graph, base)));
            self.facts = Some(facts?);
            // Where it failed it is tried again at the end.
            self.made = words.ok();
        } else {
            self.stale.refresh(self.store.graph(), &self.settings, threads())?;
            self.facts = Some(self.graph().counted()?);
        }
        self.ledger.finish();
        if self.forgets {
            // The database has to be closed before another can take its place.
            let graph = std::mem::replace(&mut self.store.graph, Graph::empty()?);
            self.store.graph = super::rocks::rebuild(graph, self.store.folder())?;
            self.store.graph.count.set(self.facts);
        }
        super::rocks::publish(self.graph(), &self.ledger, self.store.folder())?;
        if self.graph().is_loading() {
            // What comes after the first build is looked up all the time.
            self.store.graph = self.graph().clone().buffered(WAITING);
        }
        Ok(())
    }

    #[cfg(not(feature = "rocksdb"))]
    fn finish_database(&mut self) -> Result<()> {
        Err(super::no_rocksdb(self.store.folder()))
    }
}

fn open_graph(
    folder: &Path,
    manifest: &Manifest,
    log: &Log,
    index: &Index,
    settings: &Settings,
) -> Result<(Graph, Stale)> {
    match manifest.home {
        Home::GraphFile => {
            let graph = if index.extent.whole == 0 { Graph::empty_for_a_first_build()? } else { Graph::empty()? };
            let stale = load::fill(&graph, log, index, settings)?;
            Ok((graph, stale))
        }
        #[cfg(feature = "rocksdb")]
        Home::Rocksdb => {
            // Of an interrupted first build nobody knows which derived facts are there: it begins anew with what the log holds.
            let first = index.finished == 0;
            if first {
                super::rocks::begin_anew(folder)?;
            }
            let live = super::rocks::open_live(folder)?;
            // What is there already must not wait beside the database, too.
            let graph = if first { live.loading() } else { live };
            let stale = load::replay(&graph, log, index, settings)?;
            Ok((if first { graph } else { graph.buffered(WAITING) }, stale))
        }
        #[cfg(not(feature = "rocksdb"))]
        Home::Rocksdb => Err(super::no_rocksdb(folder)),
    }
}
