//! Brings the facts of a store in line with its judgements: only the articles and nodes that they bear on.

use super::ledger::{Entry, Ledger, Patch};
use super::lines;
use super::log::Log;
use super::parted::Parting;
use super::quads::Graph;
use super::view::GraphView;
use super::writer::{Put, Writer};
use super::{Home, Store, load, log_path};
use crate::error::Result;
use crate::graph::judgement::{Changed, Fact, Judgement, Judgements, facts, judged};
use crate::graph::parting::Parted;
use crate::graph::{InMemory, Settings, View, sorted};
use crate::vocab::{dixit, org, rdf, schema};
use oxigraph::model::{NamedNode, Triple};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Articles whose facts are held in memory at once.
const CHUNK: usize = 256;

/// What judgements change, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effect {
    /// Articles some of whose facts change.
    pub articles: usize,
    /// Quotations and reports that somebody else says.
    pub sayings: usize,
    /// Role mentions of somebody else, or in another body.
    pub roles: usize,
    /// Forms of names, with their articles, that name somebody else.
    pub names: usize,
    /// Facts that leave the answers.
    pub rejected: usize,
    /// Facts that come back into them.
    pub restored: usize,
    /// Facts that are reviewed from now on.
    pub reviewed: usize,
}

impl Effect {
    /// Adds what changes between the ground facts of one article as they stood and as they will stand.
    fn add(&mut self, before: &[Triple], after: &[Triple]) {
        if before == after {
            return;
        }
        self.articles += 1;
        let new = |of: &[Triple], other: &[Triple], fits: &dyn Fn(&Triple) -> bool| -> BTreeSet<String> {
            let other: BTreeSet<String> = other.iter().filter(|t| fits(t)).map(Triple::to_string).collect();
            let come = of.iter().filter(|t| fits(t) && !other.contains(&t.to_string()));
            come.map(|triple| triple.subject.to_string()).collect()
        };
        let is = |triple: &Triple, predicates: &[NamedNode]| predicates.contains(&triple.predicate);
        let says = [schema::SPOKEN_BY_CHARACTER.into_owned(), dixit::HOLDER.into_owned()];
        let holds = [org::MEMBER.into_owned(), org::ORGANIZATION_OF.into_owned()];
        let rejected = |triple: &Triple| {
            triple.predicate.as_ref() == rdf::TYPE && triple.object == dixit::REJECTED_FACT.into_owned().into()
        };
        let (left, back) = (new(after, before, &rejected), new(before, after, &rejected));
        let moved = |predicates: &[NamedNode]| {
            let changed = new(after, before, &|triple| is(triple, predicates));
            changed.iter().filter(|subject| !back.contains(*subject)).count()
        };
        self.sayings += moved(&says);
        self.roles += moved(&holds);
        self.names += moved(&[dixit::NAMES.into_owned()]);
        self.rejected += left.len();
        self.restored += back.len();
        self.reviewed += new(after, before, &|triple| is(triple, &[dixit::REVIEWED.into_owned()])).len();
    }
}

/// The difference between facts as they were extracted and as judgements leave them.
pub(super) fn patch(extracted: &[Triple], shown: &[Triple]) -> Patch {
    let lines = |triples: &[Triple]| triples.iter().map(Triple::to_string).collect::<BTreeSet<_>>();
    let (extracted, shown) = (lines(extracted), lines(shown));
    Patch {
        gone: extracted.difference(&shown).cloned().collect(),
        came: shown.difference(&extracted).cloned().collect(),
    }
}

/// The facts as they were extracted.
pub(super) fn unpatched(shown: Vec<Triple>, patch: &Patch) -> Result<Vec<Triple>> {
    if patch.is_empty() {
        return Ok(shown);
    }
    let came: BTreeSet<&str> = patch.came.iter().map(String::as_str).collect();
    let mut triples: Vec<Triple> =
        shown.into_iter().filter(|triple| !came.contains(triple.to_string().as_str())).collect();
    let gone: String = patch.gone.iter().flat_map(|line| [line.as_str(), " .\n"]).collect();
    triples.extend(lines::parse(gone.as_bytes())?);
    Ok(sorted(triples))
}

/// An article whose facts other judgements change.
struct Affected {
    entry: Entry,
    extracted: Vec<Triple>,
    before: Vec<Triple>,
    after: Vec<Triple>,
}

/// Looks at `entries` and shows those to `visit`, some at a time, whose facts change under `settings`.
fn affected(
    log: &Log,
    settings: &Settings,
    entries: &[Entry],
    parted: &FxHashMap<Arc<str>, Parted>,
    mut visit: impl FnMut(Vec<Affected>) -> Result<()>,
) -> Result<()> {
    let nobody = Parted::new();
    for chunk in entries.chunks(CHUNK) {
        let blocks: Vec<_> = chunk.iter().map(|entry| entry.block).collect();
        let mut found = Vec::new();
        for (entry, lines) in chunk.iter().zip(log.blocks(&blocks)?) {
            let before = lines::parse(&lines)?;
            let extracted = unpatched(before.clone(), &entry.judged)?;
            let people = parted.get(&entry.key).unwrap_or(&nobody);
            let after = NamedNode::new(&*entry.key).ok().and_then(|node| judged(&node, &extracted, people, settings));
            let after = after.unwrap_or_else(|| extracted.clone());
            if before != after {
                found.push(Affected { entry: entry.clone(), extracted, before, after });
            }
        }
        if !found.is_empty() {
            visit(found)?;
        }
    }
    Ok(())
}

/// The current versions of the articles whose facts a change of judgements bears on.
fn entries_of(graph: &Graph, ledger: &Ledger, settings: &Settings, changed: &Changed) -> Result<Vec<Entry>> {
    let mut found: BTreeSet<String> =
        changed.articles.iter().map(|local| settings.node(&format!("article/{local}")).into_string()).collect();
    let view = GraphView::new(graph);
    for key in &changed.entities {
        let node = settings.node(key);
        for predicate in [dixit::NAMES, dixit::EXTRACTED_AS] {
            for name in view.subjects(&predicate.into_owned(), &node) {
                let articles = view.of_subject(&name).into_iter();
                found.extend(articles.filter(|t| t.predicate.as_ref() == schema::IS_PART_OF).filter_map(|triple| {
                    match triple.object {
                        oxigraph::model::Term::NamedNode(article) => Some(article.into_string()),
                        _ => None,
                    }
                }));
            }
        }
    }
    view.check()?;
    Ok(found.iter().filter_map(|key| ledger.versions(key).last()).cloned().collect())
}

/// The nodes whose derived facts a change of judgements bears on directly.
pub(super) fn nodes_of<'c>(settings: &'c Settings, changed: &'c Changed) -> impl Iterator<Item = NamedNode> + 'c {
    let judgements = changed.judgements.iter().map(|id| settings.judgement(id));
    judgements.chain(changed.entities.iter().map(|key| settings.node(key)))
}

impl Store {
    /// The fact of the node, as judgements name it; none when the node is no quotation, report or role mention, rejected
    /// or not.
    pub fn fact(&self, node: &NamedNode) -> Result<Option<Fact>> {
        let mut article = None;
        for triple in self.graph().matching(Some(node.as_ref()), Some(schema::IS_PART_OF), None) {
            if let oxigraph::model::Term::NamedNode(found) = triple?.object {
                article = Some(found);
            }
        }
        let (log, ledger) = self.log_with_places()?;
        let Some(entry) = article.as_ref().and_then(|article| ledger.versions(article.as_str()).last()) else {
            return Ok(None);
        };
        let lines = log.blocks(&[entry.block])?.concat();
        let extracted = unpatched(lines::parse(&lines)?, &entry.judged)?;
        let of_article = facts(&extracted, &InMemory::new(extracted.iter().cloned()), &self.settings());
        Ok(of_article.into_iter().find(|(found, _)| found == node).map(|(_, fact)| fact))
    }

    /// What these judgements would change, without changing anything.
    pub fn preview(&self, new: &[Judgement]) -> Result<Effect> {
        let old = self.settings();
        let settings = Settings { judgements: Arc::new(old.judgements.with(new)), ..old.clone() };
        let changed = settings.judgements.changed(&old.judgements);
        let (log, ledger) = self.log_with_places()?;
        let entries = entries_of(self.graph(), &ledger, &settings, &changed)?;
        let parted = Parting::new(self.graph(), &log, &ledger, &settings).of_entries(&entries)?;
        let mut effect = Effect::default();
        affected(&log, &settings, &entries, &parted, |found| {
            for article in found {
                effect.add(&article.before, &article.after);
            }
            Ok(())
        })?;
        Ok(effect)
    }

    /// The log, and the table of articles with their places in it. A checkpoint of RocksDB has a table of its own, whose
    /// places are not those of the log.
    fn log_with_places(&self) -> Result<(Log, Cow<'_, Ledger>)> {
        let home = self.manifest().home;
        let log = Log::new(log_path(self.folder(), home));
        let ledger = match home {
            Home::GraphFile => Cow::Borrowed(self.ledger()?),
            Home::Rocksdb => Cow::Owned(load::index(&log)?.ledger),
        };
        Ok((log, ledger))
    }
}

impl Writer {
    /// Takes judgements into the log and brings the facts that they bear on in line with them. They are on the disk when
    /// this returns; [`Writer::finish`] brings the derived facts up to date.
    pub fn judge(&mut self, new: &[Judgement]) -> Result<Effect> {
        self.check()?;
        let known = |judgement: &&Judgement| self.settings.judgements.get(&judgement.id).is_none();
        let new: Vec<Judgement> = new.iter().filter(known).cloned().collect();
        if new.is_empty() {
            return Ok(Effect::default());
        }
        let old = Arc::clone(&self.settings.judgements);
        self.file.append(&new)?;
        self.settings.judgements = Arc::new(old.with(&new));
        self.apply(Some(&old))
    }

    /// Brings the facts in line with the judgements; `old` are those that they show, none when that is not known.
    pub(super) fn apply(&mut self, old: Option<&Judgements>) -> Result<Effect> {
        let result = self.try_apply(old);
        self.failed |= result.is_err();
        result
    }

    fn try_apply(&mut self, old: Option<&Judgements>) -> Result<Effect> {
        let settings = self.settings.clone();
        let changed = settings.judgements.changed(old.unwrap_or(&Judgements::default()));
        let entries = match old {
            Some(_) => entries_of(self.graph(), self.ledger(), &settings, &changed)?,
            None => self.ledger().entries().filter(|entry| !entry.superseded).cloned().collect(),
        };
        if old.is_none() {
            self.mark_all_judged()?;
        }
        self.mark_nodes(nodes_of(&settings, &changed));
        let log = self.log().clone();
        let parted = Parting::new(self.graph(), &log, self.ledger(), &settings).of_entries(&entries)?;
        let mut effect = Effect::default();
        affected(&log, &settings, &entries, &parted, |found| {
            let mut puts = Vec::with_capacity(found.len());
            for article in found {
                effect.add(&article.before, &article.after);
                let people = parted.get(&article.entry.key).cloned().unwrap_or_default();
                puts.push((Put { entry: article.entry, triples: article.extracted, text: None }, people));
            }
            self.commit_parted(puts)
        })?;
        Ok(effect)
    }

    /// Marks every node on which the graph shows a judgement: which ones it shows is not known any more.
    fn mark_all_judged(&mut self) -> Result<()> {
        let mut nodes = BTreeSet::new();
        for predicate in [dixit::JUDGED_BY, dixit::VERDICT, dixit::REPLACED_BY] {
            for triple in self.graph().matching(None, Some(predicate), None) {
                if let oxigraph::model::NamedOrBlankNode::NamedNode(node) = triple?.subject {
                    nodes.insert(node);
                }
            }
        }
        let base = self.settings.base.clone();
        self.mark_nodes(nodes.into_iter().filter(|node| !crate::graph::is_ground(&base, node)));
        Ok(())
    }

    /// Erases the judgements about an article's facts: they hold its characters.
    pub(super) fn forget_judgements(&mut self, key: &str) -> Result<()> {
        let Some((_, article)) = key.rsplit_once('/') else { return Ok(()) };
        let about = |judgement: &Judgement| judgement.verdict.fact().is_some_and(|fact| fact.article == article);
        if self.file.remove(about)? > 0 {
            let settings = Settings { judgements: Arc::new(self.file.judgements()?), ..self.settings.clone() };
            let changed = settings.judgements.changed(&self.settings.judgements);
            self.mark_nodes(nodes_of(&settings, &changed));
            self.settings = settings;
        }
        Ok(())
    }
}
