//! A view over triples in memory, and the whole graph of one article alone.

use super::{Facts, Settings, View, copies, derive, row, sorted, touched};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Triple};
use rustc_hash::FxHashMap;

/// Triples in memory, found by subject and by predicate and object.
#[derive(Debug, Default)]
pub struct InMemory {
    triples: Vec<Triple>,
    by_subject: FxHashMap<NamedNode, Vec<usize>>,
    by_object: FxHashMap<(NamedNode, NamedNode), Vec<usize>>,
}

impl InMemory {
    /// A view over these triples.
    pub fn new(triples: impl IntoIterator<Item = Triple>) -> Self {
        let mut view = Self::default();
        for triple in triples {
            let index = view.triples.len();
            if let NamedOrBlankNode::NamedNode(subject) = &triple.subject {
                view.by_subject.entry(subject.clone()).or_default().push(index);
            }
            if let Some(object) = row::as_node(&triple.object) {
                view.by_object.entry((triple.predicate.clone(), object.clone())).or_default().push(index);
            }
            view.triples.push(triple);
        }
        view
    }
}

impl View for InMemory {
    fn of_subject(&self, subject: &NamedNode) -> Vec<Triple> {
        let found = self.by_subject.get(subject).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|&index| self.triples.get(index).cloned()).collect()
    }

    fn subjects(&self, predicate: &NamedNode, object: &NamedNode) -> Vec<NamedNode> {
        let found = self.by_object.get(&(predicate.clone(), object.clone())).map_or(&[][..], Vec::as_slice);
        found
            .iter()
            .filter_map(|&index| match &self.triples.get(index)?.subject {
                NamedOrBlankNode::NamedNode(node) => Some(node.clone()),
                NamedOrBlankNode::BlankNode(_) => None,
            })
            .collect()
    }
}

/// The ground facts of one article and the derived facts that follow from it alone, sorted.
pub fn alone(facts: &Facts, settings: &Settings) -> Vec<Triple> {
    whole(&facts.triples, settings)
}

/// The ground facts of some articles and the derived facts that follow from them, sorted.
pub fn whole(ground: &[Triple], settings: &Settings) -> Vec<Triple> {
    let nodes = touched(ground, settings);
    let (passages, others): (Vec<_>, Vec<_>) =
        nodes.into_iter().partition(|node| copies::passage_number(&settings.base, node).is_some());
    let view = InMemory::new(ground.iter().cloned());
    let passages: Vec<Triple> = passages.iter().flat_map(|node| derive(node, &view, settings)).collect();
    let view = InMemory::new(ground.iter().chain(&passages).cloned());
    let others = others.iter().flat_map(|node| derive(node, &view, settings));
    sorted(ground.iter().cloned().chain(passages.iter().cloned()).chain(others).collect())
}
