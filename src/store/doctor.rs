//! Examines a store that may be damaged, says what is wrong with it and what that costs, and repairs what can be.

use super::derived::Stale;
use super::judged::nodes_of;
use super::judgements::JudgementFile;
use super::ledger::Entry;
use super::lines;
use super::load::Index;
use super::lock::Lock;
use super::log::{Gap, Kind, Log, slice};
use super::manifest::{Home, Manifest};
use super::quads::Graph;
use super::texts::{self, Texts, from_hex};
use super::{Writer, disk, files, log_path, rewrite, settings, threads, words};
use crate::error::{Error, ErrorKind, Result};
use crate::graph::Settings;
use crate::graph::judgement::{self, Judgements};
use rustc_hash::FxHashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the doctor found.
#[derive(Debug, Default)]
pub struct Diagnosis {
    /// Articles whose facts are whole, old versions not counted.
    pub articles: usize,
    /// Texts that are whole.
    pub texts: usize,
    /// What is wrong, file by file.
    pub findings: Vec<Finding>,
    /// The articles that lost facts or their text, by the address or id they came with, as far as that is known, sorted: building
    /// them again brings both back.
    pub rebuild: Vec<String>,
    /// Where the files are that a repair replaced, as they were.
    pub copy: Option<PathBuf>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the store.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
    /// What a repair does about it.
    pub repair: &'static str,
}

const DROPPED: &str = "leave the damaged part out; what it held comes back with its articles";

/// Examines the store in `folder` and changes nothing.
///
/// # Errors
/// A store of a newer format, one that somebody writes to, a folder that is none, and what the system refuses to read.
pub fn examine(folder: &Path) -> Result<Diagnosis> {
    check_is_store(folder)?;
    let _lock = hold(folder)?;
    Ok(Patient::examine(folder)?.diagnosis)
}

/// Examines the store and repairs what can be. Every file that it replaces is copied before into a folder beside the store.
///
/// Facts in damaged parts of the log and damaged texts are gone; the articles that these belong to are named where that is known,
/// and the next build takes them in again. Everything that is made from the rest is made anew.
pub fn repair(folder: &Path) -> Result<Diagnosis> {
    check_is_store(folder)?;
    let lock = Lock::take(folder)?;
    let mut patient = Patient::examine(folder)?;
    if patient.diagnosis.findings.is_empty() {
        return Ok(patient.diagnosis);
    }
    patient.diagnosis.copy = Some(patient.keep_copy()?);
    patient.mend()?;
    Writer::open_locked(folder, lock)?.finish()?;
    Ok(patient.diagnosis)
}

/// Whether there is a store at all, before its lock is made.
fn check_is_store(folder: &Path) -> Result<()> {
    match Manifest::read(folder) {
        Err(error) if guessed(folder).is_none() => Err(error),
        _ => Ok(()),
    }
}

/// The lock, so that no writer is at work; where nobody may write there is none.
fn hold(folder: &Path) -> Result<Option<Lock>> {
    match Lock::take(folder) {
        Ok(lock) => Ok(Some(lock)),
        Err(error) if error.kind() == ErrorKind::Io => Ok(None),
        Err(error) => Err(error),
    }
}

/// A store that is examined.
struct Patient {
    folder: PathBuf,
    manifest: Manifest,
    log: Log,
    index: Index,
    diagnosis: Diagnosis,
    manifest_is_bad: bool,
    /// The whole lines of the judgements' file, where others are damaged.
    judgements: Option<String>,
    /// Whether the log has to be written anew.
    log_is_bad: bool,
    packs: Vec<u32>,
    /// Hashes of texts, in hexadecimal, that a version should have and that are damaged or missing.
    lost_texts: FxHashSet<String>,
}

impl Patient {
    fn examine(folder: &Path) -> Result<Self> {
        let (manifest, manifest_is_bad) = match Manifest::read(folder) {
            Ok(manifest) => (manifest, false),
            Err(error) => (guessed(folder).ok_or(error)?, true),
        };
        let log = Log::new(log_path(folder, manifest.home));
        let mut patient = Self {
            folder: folder.to_owned(),
            log,
            manifest,
            index: Index::default(),
            diagnosis: Diagnosis::default(),
            manifest_is_bad,
            judgements: None,
            log_is_bad: false,
            packs: Vec::new(),
            lost_texts: FxHashSet::default(),
        };
        let gaps = patient.log()?;
        if manifest_is_bad {
            patient.find("manifest", "it is missing or cannot be read", "write it anew as the log has it");
            let base = patient.index.ledger.entries().find_map(|entry| entry.key.split_once("article/"));
            patient.manifest.base = base.map_or(patient.manifest.base.clone(), |(base, _)| base.to_owned());
        }
        patient.judgements()?;
        patient.texts()?;
        if gaps.is_empty() && !patient.log_is_bad {
            patient.derived()?;
        }
        patient.words();
        #[cfg(feature = "rocksdb")]
        if patient.manifest.home == Home::Rocksdb && super::rocks::is_damaged(folder) {
            patient.find("graph.rocksdb", "the database cannot be read", "make it anew from the log");
        }
        patient.lost(&gaps);
        patient.diagnosis.articles = patient.index.ledger.len();
        Ok(patient)
    }

    fn find(&mut self, file: &str, what: impl Into<String>, repair: &'static str) {
        self.diagnosis.findings.push(Finding { file: file.to_owned(), what: what.into(), repair });
    }

    fn log_name(&self) -> String {
        self.log.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn log(&mut self) -> Result<Vec<Gap>> {
        let mut index = Index::default();
        let (mut unreadable, mut underived, mut unnamed) = (Vec::new(), false, false);
        let gaps = self.log.survey(|section, lines| {
            index.extent.whole = section.end;
            for entry in section.table.articles.iter().filter(|_| section.table.kind == Kind::Ground) {
                if slice(lines, entry.block).is_none_or(|block| lines::parse(block).is_err()) {
                    unreadable.push(entry.article.clone());
                }
            }
            match section.table.kind {
                Kind::Derived => underived |= lines::parse(lines).is_err(),
                Kind::Extra => unnamed = Graph::empty()?.load(lines).is_err(),
                _ => {}
            }
            index.take(section);
            Ok(())
        })?;
        self.index = index;
        let name = self.log_name();
        if underived {
            self.log_is_bad = true;
            self.find(&name, "derived facts cannot be read", "derive them anew");
        }
        if unnamed {
            self.log_is_bad = true;
            self.index.extra = None;
            self.find(&name, "the facts of its named graphs cannot be read", "take them out");
        }
        for gap in &gaps {
            let range = format!("bytes {} to {}", gap.from, gap.to);
            self.log_is_bad = true;
            if gap.is_end {
                self.find(
                    &name,
                    format!("it ends in a part that is not whole, {range}: an interrupted write"),
                    DROPPED,
                );
            } else {
                let articles = gap.listed.len();
                let held =
                    if articles > 0 { format!(", with the facts of {articles} articles") } else { String::new() };
                self.find(&name, format!("it is damaged, {range}{held}"), DROPPED);
            }
        }
        for article in unreadable {
            self.log_is_bad = true;
            self.find(&name, format!("the facts of {article} cannot be read"), "take them out");
            self.index.ledger.remove(&article);
        }
        Ok(gaps)
    }

    fn judgements(&mut self) -> Result<()> {
        let bytes = files::read(&self.folder.join("judgements.jsonl"))?;
        let (mut whole, mut damaged) = (String::new(), Vec::new());
        for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
            let text =
                std::str::from_utf8(line).ok().filter(|line| judgement::read(&format!("{}\n", line.trim())).is_ok());
            match text {
                Some(text) => whole.push_str(text),
                None => damaged.push(number.to_string()),
            }
        }
        if !damaged.is_empty() {
            let lines = damaged.join(", ");
            self.find("judgements.jsonl", format!("these lines cannot be read: {lines}"), "take them out");
            self.judgements = Some(whole);
            // What they changed in the facts is no longer known.
            self.log_is_bad = true;
        }
        Ok(())
    }

    fn texts(&mut self) -> Result<()> {
        let texts = Texts::open(&self.folder.join("texts"))?;
        let mut damaged = FxHashSet::default();
        for (pack, ills) in texts::examine(&texts)? {
            self.packs.push(pack);
            let name = format!("texts/{pack:06}");
            if ills.index {
                self.find(&format!("{name}.index"), "records of it cannot be read", "make it anew from the texts");
            }
            if !ills.damaged.is_empty() {
                let what = format!("{} texts of it are damaged", ills.damaged.len());
                self.find(
                    &format!("{name}.pack"),
                    what,
                    "leave them out; the next build of their articles brings them back",
                );
            }
            damaged.extend(ills.damaged);
        }
        if !self.manifest.texts {
            return Ok(());
        }
        let (mut kept, mut missing) = (FxHashSet::default(), FxHashSet::default());
        for entry in self.index.ledger.entries() {
            let Some(hash) = from_hex(&entry.text) else { continue };
            if damaged.contains(&hash) {
                self.lost_texts.insert(entry.text.clone());
            } else if texts.contains(&hash) {
                kept.insert(hash);
            } else {
                missing.insert(entry.text.clone());
            }
        }
        self.diagnosis.texts = kept.len();
        // A damaged index hides texts that a repair finds again.
        if !missing.is_empty() && self.packs.is_empty() {
            let what = format!("{} texts are missing", missing.len());
            self.find("texts", what, "let the next build of their articles bring them back");
            self.lost_texts.extend(missing);
        }
        Ok(())
    }

    /// Compares the derived facts with those that the ground facts give; in RocksDB they stand in the database.
    fn derived(&mut self) -> Result<()> {
        if self.manifest.home != Home::GraphFile || self.index.is_pending() {
            return Ok(());
        }
        let file = JudgementFile::read(self.folder.join("judgements.jsonl"))?;
        let settings = settings(&self.manifest, file.judgements()?);
        if file.extent() != self.index.applied {
            return Ok(());
        }
        let (graph, mut stale, mut stored) = (Graph::empty()?, Stale::default(), Vec::new());
        self.log.scan(0, |section, lines| {
            match section.table.kind {
                Kind::Derived => stored.extend(lines.split(|byte| *byte == b'\n').map(<[u8]>::to_vec)),
                Kind::Ground => {
                    graph.load(lines)?;
                    stale.mark(&lines::parse(lines)?, &settings);
                }
                _ => {}
            }
            Ok(())
        })?;
        mark_judged(&mut stale, &settings);
        let fresh = stale.refreshed(&graph, &settings, threads())?;
        let stored: FxHashSet<Vec<u8>> = stored.into_iter().filter(|line| !line.is_empty()).collect();
        let missing = fresh.iter().filter(|line| !stored.contains(line.as_bytes())).count();
        let known: FxHashSet<&[u8]> = fresh.iter().map(String::as_bytes).collect();
        let more = stored.iter().filter(|line| !known.contains(line.as_slice())).count();
        if missing + more > 0 {
            let what = format!("of the derived facts {missing} are missing and {more} too many");
            self.find(&self.log_name(), what, "derive them anew");
            self.log_is_bad = true;
        }
        Ok(())
    }

    fn words(&mut self) {
        if !words::is_whole(&self.folder) {
            self.find("words.sqlite", "the index of words is damaged", "make it anew from the facts");
        }
    }

    /// Names the articles that have to be built again.
    fn lost(&mut self, gaps: &[Gap]) {
        let name = |entry: &Entry| if entry.source.is_empty() { entry.key.to_string() } else { entry.source.clone() };
        let gone = gaps.iter().flat_map(|gap| &gap.listed);
        let gone = gone.filter(|entry| !entry.superseded && self.index.ledger.get(&entry.key, &entry.text).is_none());
        let without = self.index.ledger.entries().filter(|e| !e.superseded && self.lost_texts.contains(&e.text));
        let mut names: Vec<String> = gone.chain(without).map(name).collect();
        names.sort();
        names.dedup();
        self.diagnosis.rebuild = names;
    }

    /// Copies what a repair may replace into a new folder beside the store.
    fn keep_copy(&self) -> Result<PathBuf> {
        let name = self.folder.file_name().map_or_else(|| "store".to_owned(), |n| n.to_string_lossy().into_owned());
        let beside = |number: u32| self.folder.with_file_name(format!("{name}.before-repair-{number}"));
        let copy = (1..10_000).map(beside).find(|path| !path.exists()).unwrap_or_else(|| beside(0));
        let write = |path: &Path, e| files::fail(path, e);
        disk::create_folder(&copy.join("texts")).map_err(|e| write(&copy, e))?;
        let mut wanted = vec!["manifest".to_owned(), "judgements.jsonl".to_owned(), self.log_name()];
        wanted.extend(self.packs.iter().flat_map(|p| [format!("texts/{p:06}.pack"), format!("texts/{p:06}.index")]));
        for name in wanted {
            let (from, to) = (self.folder.join(&name), copy.join(&name));
            let Ok(mut from) = std::fs::File::open(&from) else { continue };
            let mut out = disk::open(&to).map_err(|e| write(&to, e))?;
            std::io::copy(&mut from, &mut out).map_err(|e| write(&to, e))?;
            out.sync().map_err(|e| write(&to, e))?;
        }
        files::sync_folder(&copy.join("texts"))?;
        files::sync_folder(&copy)?;
        Ok(copy)
    }

    fn mend(&mut self) -> Result<()> {
        if self.manifest_is_bad {
            self.manifest.write(&self.folder)?;
        }
        if let Some(whole) = &self.judgements {
            let path = self.folder.join("judgements.jsonl");
            files::replace(&path, |out| out.write_all(whole.as_bytes()).map_err(|e| Error::io("write", &path, e)))?;
        }
        words::erase(&self.folder);
        let folder = self.folder.join("texts");
        let wanted: FxHashSet<_> = self.index.ledger.entries().filter_map(|entry| from_hex(&entry.text)).collect();
        for pack in &self.packs {
            texts::salvage(&folder, *pack, |hash| wanted.contains(hash))?;
        }
        // A text that is gone comes back with its article, which therefore must not be taken for known.
        let texts = Texts::open(&folder)?;
        let gone = |entry: &Entry| from_hex(&entry.text).is_some_and(|hash| !texts.contains(&hash));
        let mut without = self.manifest.texts;
        without &= self.index.ledger.entries().any(gone);
        if self.log_is_bad || without {
            for entry in self.index.ledger.entries_mut().filter(|entry| without && gone(entry)) {
                entry.engine = Arc::default();
            }
            rewrite::salvage(&self.log, &mut self.index.ledger, self.index.extra)?;
        }
        #[cfg(feature = "rocksdb")]
        super::rocks::erase(&self.folder)?;
        Ok(())
    }
}

fn mark_judged(stale: &mut Stale, settings: &Settings) {
    let changed = settings.judgements.changed(&Judgements::default());
    stale.mark_nodes(nodes_of(settings, &changed), settings);
}

/// The settings of a store whose manifest is lost, as far as its other files tell them; none where there is no log either, or where
/// the manifest is of another format.
fn guessed(folder: &Path) -> Option<Manifest> {
    if Manifest::is_of_another_format(folder) {
        return None;
    }
    let home = [Home::GraphFile, Home::Rocksdb].into_iter().find(|home| log_path(folder, *home).exists())?;
    let texts = std::fs::read_dir(folder.join("texts")).is_ok_and(|mut read| read.next().is_some());
    Some(Manifest { home, texts, ..Manifest::default() })
}

#[cfg(test)]
mod tests {
    use super::super::log::{self, Kind, Table};
    use super::super::{Manifest, Store, Writer};
    use super::*;

    #[test]
    fn derived_facts_that_cannot_be_read_are_derived_anew() {
        for kind in [Kind::Derived, Kind::Extra] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = folder.path().join("s");
            drop(Writer::open_or_create(&store, &Manifest::default()).expect("a new store"));
            let path = store.join("graph.nq.zst");
            let mut bytes = std::fs::read(&path).unwrap_or_default();
            let table = Table::new(kind, Vec::new());
            bytes.extend(log::encode(bytes.len() as u64, &table, b"<https:boats.example/a\", ").expect("encodes"));
            std::fs::write(&path, bytes).expect("writes");
            assert!(Store::open(&store).is_err());
            let found = examine(&store).expect("examines").findings;
            assert!(found.iter().any(|one| one.what.contains("cannot be read")), "{found:?}");
            repair(&store).expect("repairs");
            Store::open(&store).expect("a repaired store opens");
        }
    }
}
