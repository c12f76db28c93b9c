//! Keeps texts, judgements and the graph in one folder, and gives them back after any interruption.
//!
//! ```text
//! news.dixit/
//!   manifest           JSON: format, base IRI, home of the graph, whether texts are kept
//!   lock               held by the one writer; says who it is
//!   judgements.jsonl   what people decided about names and quotes
//!   texts/             packs of the kept texts
//!   words.sqlite       the full-text index, who speaks of whom and when, and the names; made anew where it is missing
//!   graph.nq.zst       home "graph file": all facts; `zstdcat` prints them
//!   ground.nq.zst      home "RocksDB": the ground facts, the write-ahead log of the database
//!   graph.rocksdb/     home "RocksDB": the database (`live`) and the state readers open (`read-N`, `read-N.articles`)
//! ```
//!
//! A batch of articles is committed when its section of the log is on the disk: its texts are written before, the
//! database and the derived facts after it, and all of that is repeated from the log when a build was interrupted.

#[cfg(any(feature = "rocksdb", test))]
mod afresh;
mod archive;
mod backup;
mod bulk;
mod count;
mod create;
mod derived;
mod disk;
mod doctor;
mod extra;
mod files;
mod frame;
mod judged;
mod judgements;
mod ledger;
mod lines;
mod load;
mod loading;
mod lock;
mod log;
mod manifest;
mod names;
mod parted;
mod posts;
mod quads;
mod rewrite;
#[cfg(feature = "rocksdb")]
mod rocks;
mod saying;
mod search;
#[cfg(any(feature = "rocksdb", test))]
mod shares;
mod sheets;
mod sums;
mod tallies;
mod terms;
mod texts;
mod view;
mod words;
mod workers;
mod writer;

pub use backup::{Backup, backup, check_backup, restore};
pub use disk::{Fault, faulty};
pub use doctor::{Diagnosis, Finding, examine, repair};
pub use extra::Change;
pub use judged::Effect;
pub use judgements::write_down;
pub use ledger::{Entry, Ledger, Patch};
pub use lines::lines;
pub use manifest::{DEFAULT_BASE, FORMAT, Home, Manifest};
pub use names::{Among, Name, folded};
pub use posts::{Counted, Neighbor, Tie};
pub use quads::Graph;
pub use sheets::{Place, Sign};
pub use sums::{Dated, Days, Listed, MonthSum, OutletSum, Voiced};
pub use tallies::Voices;
pub use texts::{Compressed, Hash, compress, from_hex, hash, hex};
pub use writer::{Put, Writer};

use crate::error::Result;
use crate::graph::Settings;
use crate::graph::judgement::Judgements;
use judgements::JudgementFile;
use log::Log;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNodeRef, TermRef};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A store as a reader sees it: the state of the last commit when it was opened, whatever a writer does meanwhile.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    manifest: Manifest,
    settings: Settings,
    graph: Graph,
    /// Read when first asked for, where opening does not need it.
    ledger: OnceLock<Ledger>,
    texts: OnceLock<texts::Texts>,
    notes: Vec<String>,
    #[cfg(feature = "rocksdb")]
    checkpoint: Option<rocks::Checkpoint>,
}

/// How much a store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Articles, old versions not counted.
    pub articles: usize,
    /// Quotations.
    pub quotations: usize,
    /// People with a name.
    pub people: usize,
    /// Organisations.
    pub organizations: usize,
    /// All quads, ground and derived.
    pub triples: usize,
}

impl Store {
    /// Opens the store in `folder` for reading. Needs no lock: a writer may be at work.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let manifest = Manifest::read(folder)?;
        match manifest.home {
            Home::GraphFile => Self::open_graph_file(folder, manifest),
            Home::Rocksdb => Self::open_rocksdb(folder, manifest),
        }
    }

    fn open_graph_file(folder: &Path, manifest: Manifest) -> Result<Self> {
        let log = Log::new(log_path(folder, manifest.home));
        let file = JudgementFile::read(folder.join("judgements.jsonl"))?;
        let settings = settings(&manifest, file.judgements()?);
        let index = load::index(&log)?;
        let place = search::Place::of(folder, log.path(), index.extent.whole);
        let graph = Graph::empty()?.searched_at(place, &manifest.base);
        let mut stale = load::fill(&graph, &log, &index, &settings)?;
        let mut notes = torn_note(&log, index.extent);
        if file.extent() != index.applied {
            notes.push(UNAPPLIED.to_owned());
        }
        if !stale.is_empty() {
            notes.push("a build was interrupted or is going on: its finished articles are here".to_owned());
            stale.refresh(&graph, &settings, threads())?;
        }
        Ok(Self::new(folder, manifest, settings, graph, index.ledger.into(), notes))
    }

    #[cfg(feature = "rocksdb")]
    fn open_rocksdb(folder: &Path, manifest: Manifest) -> Result<Self> {
        let log = log_path(folder, manifest.home);
        let length = std::fs::metadata(&log).map_or(0, |log| log.len());
        let place = search::Place::behind(folder, &log, length);
        let (graph, checkpoint) = rocks::open_checkpoint(folder)?;
        let graph = graph.searched_at(place, &manifest.base);
        let settings = settings(&manifest, JudgementFile::read(folder.join("judgements.jsonl"))?.judgements()?);
        let mut notes = Vec::new();
        if checkpoint.is_none() && length > 0 {
            notes.push(
                "the first build was interrupted or is going on: its articles are kept, and shown when it has ended"
                    .to_owned(),
            );
        }
        let mut store = Self::new(folder, manifest, settings, graph, OnceLock::new(), notes);
        store.checkpoint = checkpoint;
        Ok(store)
    }

    #[cfg(not(feature = "rocksdb"))]
    fn open_rocksdb(folder: &Path, _: Manifest) -> Result<Self> {
        Err(no_rocksdb(folder))
    }

    fn new(
        folder: &Path,
        manifest: Manifest,
        settings: Settings,
        graph: Graph,
        ledger: OnceLock<Ledger>,
        notes: Vec<String>,
    ) -> Self {
        Self {
            folder: folder.to_owned(),
            manifest,
            settings,
            graph,
            ledger,
            texts: OnceLock::new(),
            notes,
            #[cfg(feature = "rocksdb")]
            checkpoint: None,
        }
    }

    fn with(mut self, ledger: Ledger, settings: Settings) -> Self {
        self.ledger = ledger.into();
        self.settings = settings;
        self
    }

    /// The store's folder as it was given.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The store's settings.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What minting and deriving need to know.
    pub fn settings(&self) -> Settings {
        self.settings.clone()
    }

    /// What people had decided when the store was opened.
    pub fn judgements(&self) -> &Judgements {
        &self.settings.judgements
    }

    /// What they have decided by now.
    pub fn judgements_now(&self) -> Result<Judgements> {
        JudgementFile::read(self.folder.join("judgements.jsonl"))?.judgements()
    }

    /// What the user should know about the opening: a torn batch that was dropped, an interrupted build.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Something that differs after a batch was committed: the length and the time of the log.
    pub fn newest_change(&self) -> Option<(u64, std::time::SystemTime)> {
        let log = std::fs::metadata(log_path(&self.folder, self.manifest.home)).ok()?;
        Some((log.len(), log.modified().ok()?))
    }

    /// From now on reading the graph ends with an error once `stop` is set.
    pub fn heed(&mut self, stop: std::sync::Arc<std::sync::atomic::AtomicBool>) {
        self.graph = self.graph.heeding(Some(stop));
    }

    /// From now on heeds what `other` heeds.
    pub fn take_over(&mut self, other: &Self) {
        self.graph = self.graph.heeding(other.graph.stop());
    }

    /// The facts. Clone the handle to ask on another thread.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The table of articles and their versions, of the same state as the facts. With RocksDB the first call reads it.
    pub fn ledger(&self) -> Result<&Ledger> {
        if let Some(ledger) = self.ledger.get() {
            return Ok(ledger);
        }
        let ledger = self.read_ledger()?;
        Ok(self.ledger.get_or_init(|| ledger))
    }

    #[cfg(feature = "rocksdb")]
    fn read_ledger(&self) -> Result<Ledger> {
        // Before the first build has finished there are no facts to read, so there are no articles either.
        let Some(checkpoint) = &self.checkpoint else { return Ok(Ledger::default()) };
        match checkpoint.ledger()? {
            Some(ledger) => Ok(ledger),
            None => Ok(load::index(&Log::new(log_path(&self.folder, self.manifest.home)))?.ledger),
        }
    }

    #[cfg(not(feature = "rocksdb"))]
    fn read_ledger(&self) -> Result<Ledger> {
        Ok(load::index(&Log::new(log_path(&self.folder, self.manifest.home)))?.ledger)
    }

    /// The kept text of one version; none when the store keeps no texts or the article was forgotten meanwhile.
    pub fn text(&self, entry: &Entry) -> Result<Option<String>> {
        let Some(hash) = from_hex(&entry.text) else { return Ok(None) };
        if let Some(texts) = self.texts.get()
            && let Some(text) = texts.get(&hash)?
        {
            return Ok(Some(text));
        }
        // Not known yet, or moved by a writer since the index was read.
        let texts = texts::Texts::open(&self.folder.join("texts"))?;
        let text = texts.get(&hash)?;
        self.texts.get_or_init(|| texts);
        Ok(text)
    }

    /// The kept text of the article or version whose node is `iri`, with its entry; none when there is no such node
    /// or its text is not kept.
    pub fn text_of(&self, iri: &str) -> Result<Option<(&Entry, String)>> {
        match self.ledger()?.find(iri) {
            Some(entry) => Ok(self.text(entry)?.map(|text| (entry, text))),
            None => Ok(None),
        }
    }

    /// How much there is. Walks the graph once.
    pub fn counts(&self) -> Result<Counts> {
        let count = |class: &str| -> Result<usize> {
            let class = NamedNodeRef::new_unchecked(class);
            let mut count = 0;
            for triple in self.graph.matching(None, Some(rdf::TYPE), Some(TermRef::from(class))) {
                triple?;
                count += 1;
            }
            Ok(count)
        };
        Ok(Counts {
            articles: self.ledger()?.len(),
            quotations: count("http://schema.org/Quotation")?,
            people: count("http://schema.org/Person")?,
            organizations: count("http://www.w3.org/ns/org#Organization")?,
            triples: self.graph.len()?,
        })
    }
}

/// What the user should know when the file has judgements that the graph does not show.
const UNAPPLIED: &str =
    "there are judgements that the facts do not show yet: the next judgement or build brings them in line";

fn settings(manifest: &Manifest, judgements: Judgements) -> Settings {
    Settings { base: manifest.base.clone(), judgements: judgements.into() }
}

fn log_path(folder: &Path, home: Home) -> PathBuf {
    folder.join(log_name(home))
}

fn log_name(home: Home) -> &'static str {
    match home {
        Home::GraphFile => "graph.nq.zst",
        Home::Rocksdb => "ground.nq.zst",
    }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn torn_note(log: &Log, extent: log::Extent) -> Vec<String> {
    if extent.torn == 0 {
        return Vec::new();
    }
    vec![format!(
        "{} ends in {} bytes of a batch that was not finished; they are left out, and building the same articles again brings them back",
        log.path().display(),
        extent.torn,
    )]
}

#[cfg(not(feature = "rocksdb"))]
fn no_rocksdb(folder: &Path) -> crate::error::Error {
    crate::error::Error::store(format!(
        "the graph of {} is kept in RocksDB, and this dixit was built without it",
        folder.display()
    ))
    .hint("install it with: cargo install --locked dixit --features rocksdb")
}
