//! Builds articles into a store: reads, analyzes on several threads, and commits in whole batches.

use super::input::{Input, analyze, guarded};
use super::parallel;
use super::version::{self, Decision};
use super::{Analysis, Engine};
use crate::error::{Error, ErrorKind, Result};
use crate::graph::{self, Facts, Settings};
use crate::store::{Compressed, Entry, Put, Writer, compress, hash, hex};
use crate::text::{Article, Origin, Problem};
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Articles in a batch: few enough that little is lost by an interruption, many enough that flushing to the disk does
/// not count.
const BATCH_ARTICLES: usize = 256;
/// Triples in a batch.
const BATCH_TRIPLES: usize = 100_000;

/// How to build.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Threads that analyze; 0 for one each processor.
    pub threads: usize,
    /// Set it to stop: what is analyzed by then is committed, and the derived facts are left to the next opening.
    pub stop: Option<&'a AtomicBool>,
    /// Nodes whose derived facts may wait for the end of the build, which then takes about a hundred bytes of memory for each
    /// ([`Writer::relieve`]); 0 for two million.
    pub waiting: usize,
}

/// See [`Options::waiting`].
const WAITING: usize = 2_000_000;

/// What a build did.
#[derive(Debug, Default)]
pub struct Summary {
    /// Articles that the store did not have.
    pub new: u64,
    /// Articles whose text changed: the store has the new version, and the old one's facts are gone.
    pub changed: u64,
    /// Articles that were extracted anew because the engine or their title, date, author or publisher changed.
    pub renewed: u64,
    /// Articles that the store had as they are.
    pub unchanged: u64,
    /// What was left out, in the order of the input.
    pub skipped: Vec<Problem>,
    /// What the reader changed or doubted in articles that went in, with their place.
    pub notes: Vec<(Origin, String)>,
    /// Quotations and other reports found in the new, changed and renewed articles.
    pub attributions: u64,
    /// Role mentions found in them.
    pub roles: u64,
    /// Ground triples that went in with them.
    pub ground_triples: u64,
    /// All triples of the store before and after, ground and derived.
    pub triples: (usize, usize),
    /// Whether the build was stopped before the end of its input.
    pub stopped: bool,
}

impl Summary {
    /// All articles and problems handled so far.
    pub fn handled(&self) -> u64 {
        self.new + self.changed + self.renewed + self.unchanged + self.skipped.len() as u64
    }
}

/// One article as a worker leaves it.
enum Outcome {
    Unreadable(Problem),
    Unchanged,
    Ready(Box<Prepared>),
}

/// An analyzed article, ready for the store.
pub(super) struct Prepared {
    pub(super) origin: Origin,
    pub(super) entry: Entry,
    pub(super) facts: Facts,
    text: Option<Compressed>,
    notes: Vec<String>,
    attributions: u64,
    roles: u64,
}

impl Prepared {
    pub(super) fn put(&mut self) -> Put {
        Put { entry: self.entry.clone(), triples: std::mem::take(&mut self.facts.triples), text: self.text.take() }
    }
}

/// Builds `inputs` into the store. `progress` sees the summary after every article.
///
/// An article is known by its node ([`graph::article_iri`]). The same text again changes nothing; another text is a new
/// version. Among several texts of one article in one build the one of the latest date wins, then the one with the
/// greatest hash, so that the order of the input does not matter. Nothing that is wrong with an article ends the build;
/// errors are those of the store.
pub fn build<I: Input>(
    inputs: impl Iterator<Item = I> + Send,
    writer: &mut Writer,
    engine: &Engine,
    options: Options<'_>,
    mut progress: impl FnMut(&Summary),
) -> Result<Summary> {
    let worker = Worker::new(writer, engine);
    let stopped = || options.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
    let before = writer.facts()?;
    let mut builder = Builder {
        writer,
        waiting: if options.waiting == 0 { WAITING } else { options.waiting },
        batch: Vec::new(),
        keys: FxHashSet::default(),
        triples: 0,
        summary: Summary::default(),
    };
    let inputs = inputs.take_while(|_| !stopped());
    let error = parallel::ordered(
        inputs,
        parallel::threads(options.threads),
        parallel::MANY,
        |input| worker.prepare(input),
        |outcome| {
            if stopped() {
                builder.summary.stopped = true;
            }
            match builder.take(outcome) {
                Ok(()) => {
                    progress(&builder.summary);
                    ControlFlow::Continue(())
                }
                Err(error) => ControlFlow::Break(error),
            }
        },
    );
    if let Some(error) = error {
        return Err(error);
    }
    builder.flush()?;
    let mut summary = builder.summary;
    summary.stopped |= stopped();
    if !summary.stopped {
        writer.finish()?;
    }
    summary.triples = (before, writer.facts()?);
    Ok(summary)
}

/// What happens on the worker threads.
struct Worker<'a> {
    engine: &'a Engine,
    version: Arc<str>,
    settings: Settings,
    keep_text: bool,
    /// Digests of what the store has already.
    known: FxHashSet<u128>,
    /// Digests of the old versions that it has.
    old: FxHashSet<u128>,
}

impl<'a> Worker<'a> {
    fn new(writer: &Writer, engine: &'a Engine) -> Self {
        let version: Arc<str> = engine.version().into();
        let (mut known, mut old) = (FxHashSet::default(), FxHashSet::default());
        for entry in writer.ledger().entries() {
            if entry.superseded {
                old.insert(digest(&entry.key, &entry.text, ""));
            } else if entry.engine == version {
                let abouts = entry.passed_over.iter().chain([&entry.about]);
                known.extend(abouts.map(|about| digest(&entry.key, &entry.text, about)));
            }
        }
        Self { engine, version, settings: writer.settings().clone(), keep_text: writer.manifest().texts, known, old }
    }

    fn prepare(&self, input: impl Input) -> Outcome {
        match input.read().and_then(|(origin, article)| self.examine(origin, article)) {
            Ok(outcome) => outcome,
            Err(problem) => Outcome::Unreadable(problem),
        }
    }

    fn examine(&self, origin: Origin, article: Article) -> Result<Outcome, Problem> {
        if article.body.trim().is_empty() {
            return Err(Problem { origin, error: Error::input("the article has no text") });
        }
        let key = graph::article_iri(&article, &self.settings).into_string();
        let text = hex(&hash(&article.body));
        let about = about(&article);
        if self.known.contains(&digest(&key, &text, &about)) {
            return Ok(Outcome::Unchanged);
        }
        if self.old.contains(&digest(&key, &text, "")) {
            return Err(Problem { origin, error: Error::input(version::OLD) });
        }
        let mut entry = Entry::new(&key, text);
        entry.source = article.url.clone().filter(|url| !url.is_empty()).unwrap_or_else(|| article.id.clone());
        entry.published = article.published.map(|day| day.to_string());
        entry.about = about;
        entry.engine = Arc::clone(&self.version);
        let (origin, analysis) = analyze(self.engine, origin, article)?;
        self.finish(origin.clone(), entry, analysis).map_err(|error| Problem { origin, error }).map(Outcome::Ready)
    }

    fn finish(&self, origin: Origin, entry: Entry, analysis: Analysis) -> Result<Box<Prepared>> {
        let Analysis { document, extraction, resolution } = analysis;
        let facts = guarded(|| graph::ground(&document, &extraction, &resolution, &self.settings))?;
        let text = if self.keep_text { Some(compress(document.text())?) } else { None };
        Ok(Box::new(Prepared {
            origin,
            entry,
            facts,
            text,
            notes: document.article.notes,
            attributions: extraction.attributions.len() as u64,
            roles: extraction.roles.len() as u64,
        }))
    }
}

/// A hash of what changes an article's facts beside its text.
fn about(article: &Article) -> String {
    let date = article.published.map(|day| day.to_string());
    let fields = [article.title.as_deref(), date.as_deref(), article.author.as_deref(), article.publisher.as_deref()];
    let mut hasher = Sha256::new();
    for field in fields {
        // A length first, so that no two lists of fields look alike.
        let field = field.unwrap_or("");
        hasher.update((field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    let hash = hasher.finalize();
    hex(hash.get(..8).unwrap_or(&hash))
}

fn digest(key: &str, text: &str, about: &str) -> u128 {
    let hash = Sha256::new().chain_update(key).chain_update([0]).chain_update(text).chain_update(about).finalize();
    let half = hash.get(..16).and_then(|half| half.try_into().ok());
    half.map_or(0, u128::from_le_bytes)
}

/// What happens on the writing thread: decides about each article in the order of the input and fills the batch.
struct Builder<'a> {
    writer: &'a mut Writer,
    /// Nodes that may wait for their derived facts.
    waiting: usize,
    batch: Vec<Put>,
    keys: FxHashSet<Arc<str>>,
    triples: usize,
    summary: Summary,
}

impl Builder<'_> {
    fn take(&mut self, outcome: Outcome) -> Result<()> {
        match outcome {
            Outcome::Unreadable(problem) => self.summary.skipped.push(problem),
            Outcome::Unchanged => self.summary.unchanged += 1,
            Outcome::Ready(prepared) => self.admit(*prepared)?,
        }
        Ok(())
    }

    fn admit(&mut self, mut prepared: Prepared) -> Result<()> {
        if self.keys.contains(&prepared.entry.key) {
            self.flush()?;
        }
        let decision = version::decide(self.writer, &mut prepared)?;
        match &decision {
            Decision::Unchanged => self.summary.unchanged += 1,
            Decision::New => self.summary.new += 1,
            Decision::Changed(_) => self.summary.changed += 1,
            Decision::Renewed => self.summary.renewed += 1,
            Decision::Older(_, reason) | Decision::PassedOver(_, reason) | Decision::Skipped(reason) => {
                let error = Error::new(ErrorKind::Input, *reason);
                self.summary.skipped.push(Problem { origin: prepared.origin.clone(), error });
            }
        }
        if matches!(decision, Decision::New | Decision::Changed(_) | Decision::Renewed) {
            self.summary.attributions += prepared.attributions;
            self.summary.roles += prepared.roles;
            self.summary.ground_triples += prepared.facts.triples.len() as u64;
            let notes = std::mem::take(&mut prepared.notes);
            self.summary.notes.extend(notes.into_iter().map(|note| (prepared.origin.clone(), note)));
        }
        let key = prepared.entry.key.clone();
        let puts: Vec<Put> = match decision {
            Decision::Unchanged | Decision::Skipped(_) => return Ok(()),
            Decision::New | Decision::Renewed => vec![prepared.put()],
            Decision::Changed(old) => vec![old, prepared.put()],
            Decision::Older(mut old, _) => {
                old.text = prepared.text.take();
                vec![old]
            }
            Decision::PassedOver(kept, _) => vec![kept],
        };
        self.triples += puts.iter().map(|put| put.triples.len()).sum::<usize>();
        self.batch.extend(puts);
        self.keys.insert(key);
        if self.keys.len() >= BATCH_ARTICLES || self.triples >= BATCH_TRIPLES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        self.keys.clear();
        self.triples = 0;
        self.writer.commit(std::mem::take(&mut self.batch))?;
        self.writer.relieve(self.waiting)
    }
}
