//! Reads single nodes of the graph: the values of a node's properties, and the names to show for nodes.

use crate::error::Result;
use crate::store::Graph;
use crate::vocab::rdfs;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// A reader of single nodes, which remembers the labels that it has looked up.
#[derive(Debug)]
pub struct Facts<'a> {
    graph: &'a Graph,
    labels: RefCell<FxHashMap<NamedNode, Option<String>>>,
}

/// The properties of one node.
#[derive(Debug, Clone, Default)]
pub struct Properties(Vec<(NamedNode, Term)>);

impl<'a> Facts<'a> {
    /// A reader of `graph`.
    pub fn new(graph: &'a Graph) -> Self {
        Self { graph, labels: RefCell::default() }
    }

    /// The graph that is read.
    pub fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// The properties of `node`, sorted; empty when there is no such node.
    pub fn of(&self, node: NamedNodeRef<'_>) -> Result<Properties> {
        let mut found = Vec::new();
        for triple in self.graph.matching(Some(node), None, None) {
            let triple = triple?;
            found.push((triple.predicate, triple.object));
        }
        found.sort_by_cached_key(|(predicate, object)| (predicate.as_str().to_owned(), object.to_string()));
        Ok(Properties(found))
    }

    /// The nodes that have `object` as their `predicate`, sorted.
    pub fn subjects(&self, predicate: NamedNodeRef<'_>, object: TermRef<'_>) -> Result<Vec<NamedNode>> {
        let mut found = Vec::new();
        for triple in self.graph.matching(None, Some(predicate), Some(object)) {
            if let NamedOrBlankNode::NamedNode(subject) = triple?.subject {
                found.push(subject);
            }
        }
        found.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        Ok(found)
    }

    /// The node's label; its own name in the graph when it has none.
    pub fn label(&self, node: NamedNodeRef<'_>) -> Result<String> {
        Ok(self.known_label(node)?.unwrap_or_else(|| local_name(node.as_str()).to_owned()))
    }

    /// The node's label, when it has one.
    pub fn known_label(&self, node: NamedNodeRef<'_>) -> Result<Option<String>> {
        let node = node.into_owned();
        if let Some(label) = self.labels.borrow().get(&node) {
            return Ok(label.clone());
        }
        let label = self.graph.value(node.as_ref(), rdfs::LABEL)?.and_then(|label| match label {
            Term::Literal(label) => Some(label.value().to_owned()),
            _ => None,
        });
        self.labels.borrow_mut().insert(node, label.clone());
        Ok(label)
    }
}

/// What follows the last `/` or `#`.
pub fn local_name(iri: &str) -> &str {
    iri.rsplit(['/', '#']).next().unwrap_or(iri)
}

impl Properties {
    /// Whether the node has none: it does not exist.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of `predicate`.
    pub fn values<'a>(&'a self, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a Term> {
        self.0.iter().filter(move |(found, _)| found.as_ref() == predicate).map(|(_, value)| value)
    }

    /// The nodes among the values of `predicate`.
    pub fn nodes<'a>(&'a self, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a NamedNode> {
        self.values(predicate).filter_map(|value| match value {
            Term::NamedNode(node) => Some(node),
            _ => None,
        })
    }

    /// The texts among the values of `predicate`.
    pub fn texts<'a>(&'a self, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a str> {
        self.values(predicate).filter_map(|value| match value {
            Term::Literal(literal) => Some(literal.value()),
            _ => None,
        })
    }

    /// The first node under `predicate`.
    pub fn node<'a>(&'a self, predicate: NamedNodeRef<'a>) -> Option<&'a NamedNode> {
        self.nodes(predicate).next()
    }

    /// The first text under `predicate`.
    pub fn text<'a>(&'a self, predicate: NamedNodeRef<'a>) -> Option<&'a str> {
        self.texts(predicate).next()
    }

    /// The first number under `predicate`.
    pub fn number<N: std::str::FromStr>(&self, predicate: NamedNodeRef<'_>) -> Option<N> {
        self.text(predicate)?.parse().ok()
    }

    /// Whether `predicate` is true of the node.
    pub fn flag(&self, predicate: NamedNodeRef<'_>) -> bool {
        self.texts(predicate).any(|value| value == "true" || value == "1")
    }
}
