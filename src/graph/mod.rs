//! Turns what one article states into triples, and recomputes the facts that several articles add up to.

use crate::annotate::Document;
use crate::extract::Extraction;
use crate::resolve::Resolution;
use oxigraph::model::{NamedNode, Triple};
use std::collections::BTreeSet;

/// What minting and deriving need to know of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The IRI under which all nodes are minted; ends in `/`.
    pub base: String,
}

/// The ground facts of one article: they go when it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The article's node.
    pub article: NamedNode,
    /// Sorted and each once. Every subject is a ground node of this article (its IRI holds the article's hash).
    pub triples: Vec<Triple>,
}

/// Reading access to the ground facts, as the store gives it.
pub trait View {
    /// Every triple with this subject.
    fn of_subject(&self, subject: &NamedNode) -> Vec<Triple>;
    /// Every subject that has this object under this predicate.
    fn subjects(&self, predicate: &NamedNode, object: &NamedNode) -> Vec<NamedNode>;
}

/// The ground facts of one document.
pub fn ground(_document: &Document, _extraction: &Extraction, _resolution: &Resolution, _settings: &Settings) -> Facts {
    unimplemented!("the graph stage")
}

/// The derived nodes (entities, memberships, claims, roles, topics) that these ground triples bear on.
pub fn touched(_ground: &[Triple], _settings: &Settings) -> BTreeSet<NamedNode> {
    unimplemented!("the graph stage")
}

/// Every derived triple whose subject is `node`, computed from the ground facts alone, sorted; empty when none
/// supports it any more.
pub fn derive(_node: &NamedNode, _ground: &dyn View, _settings: &Settings) -> Vec<Triple> {
    unimplemented!("the graph stage")
}
