//! The ground facts of one article: article, names, role mentions, unnamed sources, quotations and their spans.

mod article;
mod claim;
mod entity;
mod mentions;
mod quotation;
mod report;
mod role;
mod sketch;
pub mod span;
mod target;

pub use article::article_iri;
pub use role::membership;

use super::{Facts, Settings, mint, mint::Space, row, sorted};
use crate::annotate::Document;
use crate::extract::Extraction;
use crate::resolve::Resolution;
use crate::text::CodePoints;
use crate::vocab::rdf;
use entity::Nodes;
use mentions::Mentions;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use std::collections::BTreeSet;

/// The ground facts of one document. Never fails: a mention that cannot be placed gives no fact.
///
/// What the triples look like is described in `ontology/dixit.ttl`; every span among them proves itself against the
/// document's text ([`super::verify`]).
pub fn ground(document: &Document, extraction: &Extraction, resolution: &Resolution, settings: &Settings) -> Facts {
    let mut writer = Writer::new(document, extraction, resolution, settings);
    writer.article();
    writer.sketch();
    let roles = writer.roles();
    let reports = writer.reports(&roles);
    writer.quotations(&reports);
    writer.unnamed_sources();
    writer.names();
    let triples = writer.with_shortcuts_of_sources();
    Facts { article: writer.article, triples }
}

/// Collects the triples of one article.
struct Writer<'a> {
    document: &'a Document,
    extraction: &'a Extraction,
    resolution: &'a Resolution,
    settings: &'a Settings,
    text: &'a str,
    points: CodePoints,
    mentions: Mentions,
    /// The hash that every ground node of the article has in its IRI.
    key: String,
    article: NamedNode,
    date: Option<Literal>,
    outlet: Option<NamedNode>,
    nodes: Nodes,
    /// The entities that some fact names, as indices into `Resolution::entities`.
    used: BTreeSet<usize>,
    triples: Vec<Triple>,
}

impl<'a> Writer<'a> {
    fn new(
        document: &'a Document,
        extraction: &'a Extraction,
        resolution: &'a Resolution,
        settings: &'a Settings,
    ) -> Self {
        let key = article::key(&document.article);
        let mentions = Mentions::new(resolution, document.text());
        let outlet = document.article.publisher.as_deref().and_then(|name| entity::outlet(&settings.base, name));
        Self {
            document,
            extraction,
            resolution,
            settings,
            text: document.text(),
            points: CodePoints::new(document.text()),
            article: mint::node(&settings.base, Space::Article, &key),
            date: article::date(&document.article),
            outlet,
            nodes: Nodes::new(&settings.base, &key, extraction, resolution, &mentions),
            mentions,
            key,
            used: BTreeSet::new(),
            triples: Vec::new(),
        }
    }

    /// A node of this article: its hash, a hyphen and `local`.
    fn own(&self, space: Space, local: &str) -> NamedNode {
        mint::node(&self.settings.base, space, &format!("{}-{local}", self.key))
    }

    fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.triples.push(Triple::new(subject.clone(), predicate, object));
    }

    fn class(&mut self, subject: &NamedNode, class: NamedNodeRef<'_>) {
        self.add(subject, rdf::TYPE, class.into_owned());
    }

    fn plain(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, value: &str) {
        self.add(subject, predicate, row::plain(value));
    }

    /// Adds the flag when it holds; a flag that does not hold is not written.
    fn flag(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, holds: bool) {
        if holds {
            self.add(subject, predicate, row::truth());
        }
    }

    /// The node of an entity, which from now on counts as used.
    fn entity(&mut self, index: usize) -> Option<NamedNode> {
        let node = self.nodes.of(index)?;
        self.used.insert(index);
        Some(node)
    }

    /// The triples so far, sorted, with the one-hop shortcuts of the article's unnamed sources.
    fn with_shortcuts_of_sources(&mut self) -> Vec<Triple> {
        let triples = sorted(std::mem::take(&mut self.triples));
        let sources: Vec<NamedNode> =
            self.used.iter().filter(|&&index| self.nodes.is_unnamed(index)).filter_map(|&i| self.nodes.of(i)).collect();
        if sources.is_empty() {
            return triples;
        }
        let view = super::Sorted(&triples);
        let shortcuts =
            sources.iter().flat_map(|source| super::shortcut::shortcuts(source, &view, &self.settings.base));
        let shortcuts: Vec<Triple> = shortcuts.collect();
        if shortcuts.is_empty() {
            return triples;
        }
        sorted(triples.into_iter().chain(shortcuts).collect())
    }
}
