//! Recomputes the derived facts of the nodes that changed articles bear on.

use super::quads::{Graph, GraphView};
use crate::error::{Error, Result};
use crate::graph::{self, Settings};
use oxigraph::model::{NamedNode, Triple};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Nodes changed in one transaction.
const CHUNK: usize = 20_000;

/// The nodes whose derived facts may be out of date. No ground fact has such a node as its subject, so that whatever
/// the graph holds of it is derived.
#[derive(Debug, Default)]
pub(super) struct Stale {
    nodes: BTreeSet<NamedNode>,
}

impl Stale {
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The IRIs of the nodes.
    pub(super) fn iris(&self) -> FxHashSet<&str> {
        self.nodes.iter().map(NamedNode::as_str).collect()
    }

    /// Marks what ground triples bear on that came or went.
    pub(super) fn mark(&mut self, ground: &[Triple], settings: &Settings) {
        self.nodes.extend(graph::touched(ground, settings));
    }

    /// Marks nodes whose derived facts judgements bear on.
    pub(super) fn mark_nodes(&mut self, nodes: impl IntoIterator<Item = NamedNode>) {
        self.nodes.extend(nodes);
    }

    /// Brings the derived facts up to date and gives those of the stale nodes, sorted as lines.
    pub(super) fn refresh(&self, graph: &Graph, settings: &Settings, threads: usize) -> Result<Vec<String>> {
        let nodes: Vec<&NamedNode> = self.nodes.iter().collect();
        for chunk in nodes.chunks(CHUNK) {
            let mut old = Vec::new();
            for node in chunk {
                for triple in graph.matching(Some(node.as_ref()), None, None) {
                    old.push(triple?);
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
