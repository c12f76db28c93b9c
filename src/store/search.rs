//! What a graph is asked beside SPARQL (words, sheets, names, tallies): from the store's folder or, where no file fits, in memory.
//!
//! In memory words and names are made each when first asked for; who asks for tallies has SPARQL that reads no more. A writer takes
//! note here of what changes, so that the file can be kept in step.

use super::names;
use super::quads::Graph;
use super::sheets;
use super::words::{self, Begun, failed};
use crate::error::{Error, ErrorKind, Result};
use crate::graph::{self, Space};
use crate::vocab::{DEFAULT_BASE, dixit};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use rusqlite::Connection;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use unicode_normalization::UnicodeNormalization;

/// Changed quotations, or changed bearers of names, beyond which the file is made anew.
const MOST_CHANGES: usize = 100_000;

/// What is asked of one graph beside SPARQL, opened at its first use.
#[derive(Debug, Default)]
pub(super) struct Search {
    place: Option<Place>,
    file: Option<Connection>,
    /// Words and names in memory, where there is no file.
    words: Option<Connection>,
    names: Option<Connection>,
    /// What changed since the file was written, for whoever keeps it.
    changes: Option<Changes>,
    /// Where the nodes of the graph stand, when that is known.
    base: Option<String>,
}

/// Where the file of a store stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    folder: PathBuf,
    /// The state of the log that the graph shows.
    stamp: String,
    /// The log with the bytes that it had and those that counted, where the graph is what the log says: then a reader may put
    /// a missing file there.
    log: Option<(PathBuf, u64, u64)>,
}

impl Place {
    /// The place for a graph that shows the `whole` bytes of the log.
    pub(super) fn of(folder: &Path, log: &Path, whole: u64) -> Self {
        let length = std::fs::metadata(log).map_or(0, |log| log.len());
        Self { log: Some((log.to_owned(), length, whole)), ..Self::behind(folder, log, whole) }
    }

    /// The same for a graph which the log may be ahead of, so that what is found out from it must not be kept under the log's
    /// stamp.
    pub(super) fn behind(folder: &Path, log: &Path, whole: u64) -> Self {
        Self { folder: folder.to_owned(), stamp: words::stamp(log, whole), log: None }
    }

    /// The answer of the file, where it fits.
    fn ask<T>(&self, file: &mut Option<Connection>, question: Question<'_, T>) -> Option<T> {
        if file.is_none() {
            *file = words::open(&self.folder).ok();
        }
        words::answer_at(file.as_ref()?, &self.stamp, question).ok().flatten()
    }

    /// Whether a reader may write the file: nobody has built anything since the graph was opened.
    fn may_write(&self) -> bool {
        self.log.as_ref().is_some_and(|(log, length, whole)| {
            std::fs::metadata(log).is_ok_and(|log| log.len() == *length) && words::stamp(log, *whole) == self.stamp
        })
    }
}

/// A question to one of the parts; it may be asked again where the first try broke off.
pub(super) type Question<'q, T> = &'q dyn Fn(&Connection) -> rusqlite::Result<T>;

impl Search {
    fn ask_words<T>(&mut self, graph: &Graph, question: Question<'_, T>) -> Result<T> {
        if let Some(answer) = self.ask_file(graph, question)? {
            return Ok(answer);
        }
        let words = in_memory(&mut self.words, |connection| words::fill_words(connection, graph))?;
        question(words).map_err(|e| failed(&e))
    }

    fn ask_names<T>(&mut self, graph: &Graph, question: Question<'_, T>) -> Result<T> {
        if let Some(answer) = self.ask_file(graph, question)? {
            return Ok(answer);
        }
        let base = self.base.as_deref().unwrap_or(DEFAULT_BASE);
        let names = in_memory(&mut self.names, |connection| names::fill(connection, graph, base))?;
        question(names).map_err(|e| failed(&e))
    }

    /// The answer of the file; none where there is no file that fits.
    fn ask_file<T>(&mut self, graph: &Graph, question: Question<'_, T>) -> Result<Option<T>> {
        // Once something had to be made in memory, the file is of another state.
        let made = self.words.is_some() || self.names.is_some();
        let Some(place) = self.place.as_ref().filter(|_| !made) else { return Ok(None) };
        if let Some(answer) = place.ask(&mut self.file, question) {
            return Ok(Some(answer));
        }
        // It is missing, damaged, behind, or ahead since a build.
        self.file = None;
        if !place.may_write() {
            return Ok(None);
        }
        let base = self.base.as_deref().unwrap_or(DEFAULT_BASE);
        let made = Begun::of_graph(&place.folder, graph, base).and_then(|begun| begun.with_names(graph, base));
        match made.and_then(|made| made.end(&place.folder, &place.stamp)) {
            Ok(()) => Ok(place.ask(&mut self.file, question)),
            Err(error) if error.kind() == ErrorKind::Cancelled => Err(error),
            // A folder that nobody may write to.
            Err(_) => Ok(None),
        }
    }
}

/// The part that is kept in memory, made when there is none.
fn in_memory(part: &mut Option<Connection>, fill: impl FnOnce(&Connection) -> Result<()>) -> Result<&Connection> {
    if part.is_none() {
        let mut connection = Connection::open_in_memory().map_err(|e| failed(&e))?;
        let transaction = connection.transaction().map_err(|e| failed(&e))?;
        fill(&transaction)?;
        transaction.commit().map_err(|e| failed(&e))?;
        *part = Some(connection);
    }
    part.as_ref().ok_or_else(|| Error::store("the full-text index cannot be made"))
}

impl Graph {
    /// The same graph, whose nodes stand under `base`, with its full-text index and its names in a store's folder.
    pub(super) fn searched_at(mut self, place: Place, base: &str) -> Self {
        let search = Search { place: Some(place), base: Some(base.to_owned()), ..Search::default() };
        self.words = Arc::new(Mutex::new(search));
        self
    }

    fn asked(&self) -> Result<MutexGuard<'_, Search>> {
        self.words.lock().map_err(|_| Error::store("a thread that searched the full-text index broke off"))
    }

    /// The quotations whose text fits an expression of SQLite's FTS5, the best first, each with its BM25 score (more is
    /// better). Blind to case and accents.
    pub fn search(&self, expression: &str) -> Result<Vec<(NamedNode, f64)>> {
        let expression: String = expression.nfkc().collect();
        self.asked()?.ask_words(self, &|connection| words::found(connection, &expression))
    }

    /// Asks the tables of the names.
    pub(super) fn ask_names<T>(&self, question: Question<'_, T>) -> Result<T> {
        self.asked()?.ask_names(self, question)
    }

    /// Where the nodes of the graph stand.
    pub(super) fn base(&self) -> Result<String> {
        Ok(self.asked()?.base.clone().unwrap_or_else(|| DEFAULT_BASE.to_owned()))
    }

    /// Asks the tables of the tallies; none where there is no file that fits.
    pub(super) fn ask_tallies<T>(&self, question: Question<'_, T>) -> Result<Option<T>> {
        self.asked()?.ask_file(self, question)
    }

    /// Takes note of what is taken out and put in: what was found out before holds no more.
    pub(super) fn note_words(&self, out: &[Triple], new: &[Triple]) {
        let mut search = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let Search { mut changes, base, .. } = std::mem::take(&mut *search);
        if let (Some(changes), Some(base)) = (&mut changes, &base) {
            changes.note(out, base);
            changes.note(new, base);
        }
        *search = Search { changes, base, ..Search::default() };
    }

    /// From now on takes note of what changes, so that the file can be kept in step. The graph, whose nodes stand under `base`,
    /// shows the state `stamp` of the log.
    pub(super) fn watch_words(&self, stamp: String, base: &str) {
        let changes = Some(Changes { state: stamp, touched: Some(Touched::default()) });
        let search = Search { changes, base: Some(base.to_owned()), ..Search::default() };
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = search;
    }

    /// Brings the file in `folder` to the state of the graph, whose log has this stamp now; a new one is what `make` gives. A file
    /// that cannot be written is removed: readers make their own.
    pub(super) fn keep_words(&self, folder: &Path, stamp: String, base: &str, make: impl FnOnce() -> Result<Begun>) {
        let changes = self.words.lock().unwrap_or_else(PoisonError::into_inner).changes.take();
        let updated = changes.and_then(|changes| {
            let touched = changes.touched.as_ref()?;
            Some(words::update(folder, self, base, [&changes.state, &stamp], touched))
        });
        let kept = match updated {
            Some(Ok(true)) => Ok(()),
            _ => make().and_then(|made| made.end(folder, &stamp)),
        };
        if kept.is_err() {
            words::erase(folder);
        }
        self.watch_words(stamp, base);
    }
}

/// What changed in a graph since its file was written.
#[derive(Debug)]
struct Changes {
    /// The state of the log that a file must have for the changes to be enough.
    state: String,
    /// None when they are so many that a new file is made more quickly, in less memory.
    touched: Option<Touched>,
}

/// What came, went or changed.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// Quotations and reports.
    pub(super) quotations: FxHashSet<NamedNode>,
    /// Role mentions.
    pub(super) posts: FxHashSet<NamedNode>,
    /// Entities whose labels came or went.
    pub(super) labelled: FxHashSet<NamedNode>,
    /// The bearers of names.
    pub(super) bearers: FxHashSet<NamedNode>,
    /// Claims whose outlets are counted.
    pub(super) claims: FxHashSet<NamedNode>,
    /// Articles that repeat others, or did.
    pub(super) copies: FxHashSet<NamedNode>,
}

impl Touched {
    /// Whether there is nothing to bring up to date.
    pub(super) fn is_empty(&self) -> bool {
        self.quotations.is_empty()
            && self.posts.is_empty()
            && self.labelled.is_empty()
            && self.bearers.is_empty()
            && self.claims.is_empty()
            && self.copies.is_empty()
    }

    /// Takes note of what the tallies are made of.
    fn note_tally(&mut self, triple: &Triple) {
        let predicate = triple.predicate.as_ref();
        if predicate == dixit::COPY {
            if let Term::NamedNode(article) = &triple.object {
                self.copies.insert(article.clone());
            }
        } else if predicate == dixit::OUTLET_COUNT
            && let NamedOrBlankNode::NamedNode(claim) = &triple.subject
        {
            self.claims.insert(claim.clone());
        }
    }
}

impl Changes {
    /// Takes note of what was taken out of the graph or put into it.
    fn note(&mut self, triples: &[Triple], base: &str) {
        let Some(touched) = &mut self.touched else { return };
        let (mut last, mut space) = (None, None);
        for triple in triples {
            // Those of one subject mostly come together.
            if let NamedOrBlankNode::NamedNode(node) = &triple.subject
                && last != Some(node)
            {
                last = Some(node);
                let parsed = graph::parse(base, node);
                space = parsed.map(|(space, _)| space);
                match parsed {
                    Some((Space::Quotation, _)) => touched.quotations.insert(node.clone()),
                    Some((Space::Membership, local)) if local.contains('-') => touched.posts.insert(node.clone()),
                    _ => false,
                };
            }
            if let Some(node) = sheets::labelled(triple, space) {
                touched.labelled.insert(node.clone());
            }
            if let Some(node) = names::named_by(triple, base)
                && !touched.bearers.contains(node)
            {
                touched.bearers.insert(node.clone());
            }
            touched.note_tally(triple);
        }
        let counts = [&touched.quotations, &touched.posts, &touched.labelled, &touched.bearers].map(FxHashSet::len);
        if counts.iter().any(|count| *count > MOST_CHANGES) {
            self.touched = None;
        }
    }
}
