//! Parts the people of one name: finds the articles of a name, and who each of them means.

use super::judged::unpatched;
use super::ledger::{Entry, Ledger};
use super::lines;
use super::log::Log;
use super::quads::Graph;
use super::view::GraphView;
use super::writer::Put;
use crate::error::Result;
use crate::graph::judgement::{judged, rejected};
use crate::graph::parting::{self, Account, Decided, Parted};
use crate::graph::{Field, Settings, View, sorted};
use crate::vocab::{dixit, schema};
use oxigraph::model::{NamedNode, Term, Triple};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Articles whose facts are held in memory at once.
const CHUNK: usize = 256;

/// Who the articles mean by the names that several people bear, found name by name when first asked for.
pub(super) struct Parting<'a> {
    graph: &'a Graph,
    log: &'a Log,
    ledger: &'a Ledger,
    settings: &'a Settings,
    /// The field of the person whom each article means, by the path of the name's node.
    names: FxHashMap<String, BTreeMap<String, Field>>,
}

impl<'a> Parting<'a> {
    pub(super) fn new(graph: &'a Graph, log: &'a Log, ledger: &'a Ledger, settings: &'a Settings) -> Self {
        Self { graph, log, ledger, settings, names: FxHashMap::default() }
    }

    /// The articles whose facts show another parting of these names than that of now, with what they are to show.
    pub(super) fn changes(&mut self, names: &BTreeSet<NamedNode>) -> Result<Vec<(Put, Parted)>> {
        let mut articles = BTreeSet::new();
        for name in names {
            let Some(key) = self.settings.key(name) else { continue };
            if !self.of_name(key)?.is_empty() || self.is_moved(name)? {
                articles.extend(self.articles(name)?);
            }
        }
        let entries: Vec<Entry> =
            articles.iter().filter_map(|article| self.ledger.versions(article).last()).cloned().collect();
        let mut changes = Vec::new();
        for chunk in entries.chunks(CHUNK) {
            for Article { entry, shown, extracted } in self.read(chunk)? {
                let parted = self.of_article(&extracted)?;
                let after = NamedNode::new(&*entry.key).ok();
                let after = after.and_then(|article| judged(&article, &extracted, &parted, self.settings));
                if after.as_ref().unwrap_or(&extracted) != &shown {
                    changes.push((Put { entry, triples: extracted, text: None }, parted));
                }
            }
        }
        Ok(changes)
    }

    /// Who the people are that these articles name and whose names others bear too; only of articles with such people.
    pub(super) fn of_entries(&mut self, entries: &[Entry]) -> Result<FxHashMap<Arc<str>, Parted>> {
        let mut found = FxHashMap::default();
        for chunk in entries.chunks(CHUNK) {
            for Article { entry, extracted, .. } in self.read(chunk)? {
                let parted = self.of_article(&extracted)?;
                if !parted.is_empty() {
                    found.insert(entry.key, parted);
                }
            }
        }
        Ok(found)
    }

    /// The same for the article with these facts, as they were extracted.
    fn of_article(&mut self, extracted: &[Triple]) -> Result<Parted> {
        let mut parted = Parted::new();
        let named = extracted.iter().filter(|triple| triple.predicate.as_ref() == dixit::NAMES);
        let names: BTreeSet<&NamedNode> = named.filter_map(|triple| node(&triple.object)).collect();
        let Some(article) = extracted.iter().find(|triple| triple.predicate.as_ref() == schema::IS_PART_OF) else {
            return Ok(parted);
        };
        let article = local_name(node(&article.object).map_or("", NamedNode::as_str));
        for name in names.into_iter().filter(|name| parting::is_name(name, &self.settings.base)) {
            let Some(key) = self.settings.key(name) else { continue };
            if let Some(field) = self.of_name(key)?.get(article) {
                parted.insert(key.to_owned(), parting::part(key, *field));
            }
        }
        Ok(parted)
    }

    /// The field of the person whom each article means by a name; empty where all mean one.
    fn of_name(&mut self, key: &str) -> Result<&BTreeMap<String, Field>> {
        if !self.names.contains_key(key) {
            let sides = self.sides(key)?;
            self.names.insert(key.to_owned(), sides);
        }
        Ok(self.names.entry(key.to_owned()).or_default())
    }

    fn sides(&self, key: &str) -> Result<BTreeMap<String, Field>> {
        let name = self.settings.node(key);
        let view = GraphView::new(self.graph);
        let may = parting::is_candidate(&name, &view, &self.settings.base);
        view.check()?;
        if !(may || self.is_moved(&name)?) {
            return Ok(BTreeMap::new());
        }
        let decided = Decided::of(&self.settings.judgements, key);
        let articles = self.articles(&name)?;
        if decided == Decided::All || articles.len() > parting::MOST {
            return Ok(BTreeMap::new());
        }
        let entries: Vec<Entry> =
            articles.iter().filter_map(|article| self.ledger.versions(article).last()).cloned().collect();
        let mut accounts = BTreeMap::new();
        for chunk in entries.chunks(CHUNK) {
            for Article { entry, extracted, .. } in self.read(chunk)? {
                let Ok(article) = NamedNode::new(&*entry.key) else { continue };
                let rejected = rejected(&article, &extracted, self.settings);
                let account = Account::of(&name, &article, &sorted(extracted), &rejected, self.settings);
                accounts.insert(local_name(&entry.key).to_owned(), account);
            }
        }
        Ok(parting::sides(&accounts, decided))
    }

    /// Whether some article's facts show somebody else than it alone would mean by the name.
    fn is_moved(&self, name: &NamedNode) -> Result<bool> {
        let view = GraphView::new(self.graph);
        let moved = view.any(&dixit::EXTRACTED_AS.into_owned(), name);
        view.check()?;
        Ok(moved)
    }

    /// The articles that alone would mean the bearer of the name.
    fn articles(&self, name: &NamedNode) -> Result<BTreeSet<String>> {
        let view = GraphView::new(self.graph);
        let mut articles = BTreeSet::new();
        for predicate in [dixit::NAMES, dixit::EXTRACTED_AS] {
            for form in view.subjects(&predicate.into_owned(), name) {
                let of_form = view.of_subject(&form).into_iter();
                let parts = of_form.filter(|triple| triple.predicate.as_ref() == schema::IS_PART_OF);
                articles.extend(parts.filter_map(|triple| Some(node(&triple.object)?.as_str().to_owned())));
            }
        }
        view.check()?;
        Ok(articles)
    }

    /// The facts of these articles as they are shown and as they were extracted.
    fn read(&self, entries: &[Entry]) -> Result<Vec<Article>> {
        let blocks: Vec<_> = entries.iter().map(|entry| entry.block).collect();
        let read = entries.iter().zip(self.log.blocks(&blocks)?).map(|(entry, lines)| {
            let shown = lines::parse(&lines)?;
            let extracted = unpatched(shown.clone(), &entry.judged)?;
            Ok(Article { entry: entry.clone(), shown, extracted })
        });
        read.collect()
    }
}

/// The facts of an article as they are shown and as they were extracted.
struct Article {
    entry: Entry,
    shown: Vec<Triple>,
    extracted: Vec<Triple>,
}

fn node(term: &Term) -> Option<&NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

fn local_name(iri: &str) -> &str {
    iri.rsplit('/').next().unwrap_or(iri)
}
