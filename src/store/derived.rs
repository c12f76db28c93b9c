//! Recomputes the derived facts of the nodes that changed articles bear on.

use super::quads::{Graph, GraphView};
use crate::error::{Error, Result};
use crate::graph::{self, Settings};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Triple};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Nodes changed in one transaction.
const CHUNK: usize = 20_000;

/// The nodes whose derived facts may be out of date.
#[derive(Debug, Default)]
pub(super) struct Stale {
    nodes: BTreeSet<NamedNode>,
    /// The ground triples of those stale nodes that are ground nodes too: they stay when the derived ones go.
    ground: FxHashMap<NamedNode, Vec<Triple>>,
}

impl Stale {
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub(super) fn contains(&self, subject: &str) -> bool {
        // The set is ordered by IRI, and a node is ordered as its IRI is.
        self.nodes.contains(&NamedNode::new_unchecked(subject))
    }

    /// Marks what the ground triples of an article bear on, before they go.
    pub(super) fn removed(&mut self, ground: &[Triple], settings: &Settings) {
        self.nodes.extend(graph::touched(ground, settings));
        for triple in ground {
            if let NamedOrBlankNode::NamedNode(subject) = &triple.subject {
                self.ground.remove(subject);
            }
        }
    }

    /// Marks what the ground triples of an article bear on, after they came.
    pub(super) fn added(&mut self, ground: &[Triple], settings: &Settings) {
        let touched = graph::touched(ground, settings);
        for triple in ground {
            if let NamedOrBlankNode::NamedNode(subject) = &triple.subject
                && touched.contains(subject)
            {
                self.ground.entry(subject.clone()).or_default().push(triple.clone());
            }
        }
        self.nodes.extend(touched);
    }

    /// Brings the derived facts up to date and gives those of the stale nodes, sorted as lines.
    pub(super) fn refresh(&self, graph: &Graph, settings: &Settings, threads: usize) -> Result<Vec<String>> {
        let nodes: Vec<&NamedNode> = self.nodes.iter().collect();
        for chunk in nodes.chunks(CHUNK) {
            let mut old = Vec::new();
            for node in chunk {
                let ground = self.ground.get(*node).map_or(&[][..], Vec::as_slice);
                for triple in graph.matching(Some(node.as_ref()), None, None) {
                    let triple = triple?;
                    if !ground.contains(&triple) {
                        old.push(triple);
                    }
                }
            }
            graph.apply(&old, &[])?;
        }
        // Nothing is put in before everything is computed, so that no derived fact is the ground of another.
        let derived = derive(graph, &nodes, settings, threads)?;
        let mut lines = Vec::with_capacity(derived.len());
        for chunk in derived.chunks(CHUNK) {
            graph.apply(&[], chunk)?;
            lines.extend(chunk.iter().map(|triple| format!("{triple} .")));
        }
        lines.sort_unstable();
        lines.dedup();
        Ok(lines)
    }
}

/// The derived triples of all `nodes`, in their order, computed on several threads.
fn derive(graph: &Graph, nodes: &[&NamedNode], settings: &Settings, threads: usize) -> Result<Vec<Triple>> {
    let share = nodes.len().div_ceil(threads.max(1) * 8).max(1);
    let shares: Vec<&[&NamedNode]> = nodes.chunks(share).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Vec<Triple>)>> {
        let mut found = Vec::new();
        loop {
            let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(nodes) = shares.get(index) else { return Ok(found) };
            let view = GraphView::new(graph);
            let mut triples = Vec::new();
            for node in *nodes {
                triples.extend(graph::derive(node, &view, settings));
            }
            view.check()?;
            found.push((index, triples));
        }
    };
    let mut parts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let mut parts = Vec::new();
        for worker in workers {
            parts.extend(worker.join().map_err(|_| Error::store("computing the derived facts broke off"))??);
        }
        Ok::<_, Error>(parts)
    })?;
    parts.sort_unstable_by_key(|(index, _)| *index);
    Ok(parts.into_iter().flat_map(|(_, triples)| triples).collect())
}
