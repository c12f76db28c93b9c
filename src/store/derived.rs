//! Recomputes the derived facts of the nodes that changed articles bear on.

use super::quads::{Graph, GraphView};
use crate::error::{Error, Result};
use crate::graph::{self, Settings};
use oxigraph::model::{NamedNode, NamedOrBlankNodeRef, Triple};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Nodes changed in one transaction.
const CHUNK: usize = 20_000;

/// The nodes whose derived facts may be out of date. No ground fact has such a node as its subject, so that whatever
/// the graph holds of it is derived.
#[derive(Debug, Default)]
pub(super) struct Stale {
    nodes: BTreeSet<NamedNode>,
    /// The numbers of the passages among them: there are many, and few of them ever have a fact.
    passages: BTreeSet<u64>,
}

impl Stale {
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.passages.is_empty()
    }

    /// The IRIs of the nodes; of the passages only those that had or have facts, which are known after a refresh.
    pub(super) fn iris(&self) -> FxHashSet<&str> {
        self.nodes.iter().map(NamedNode::as_str).collect()
    }

    /// Marks what ground triples bear on that came or went.
    pub(super) fn mark(&mut self, ground: &[Triple], settings: &Settings) {
        for node in graph::touched(ground, settings) {
            match graph::passage_number(&settings.base, &node) {
                Some(number) => {
                    self.passages.insert(number);
                }
                None => {
                    self.nodes.insert(node);
                }
            }
        }
    }

    /// Marks nodes whose derived facts judgements bear on.
    pub(super) fn mark_nodes(&mut self, nodes: impl IntoIterator<Item = NamedNode>) {
        self.nodes.extend(nodes);
    }

    /// Brings the derived facts up to date and gives those of the stale nodes, sorted as lines.
    pub(super) fn refresh(&mut self, graph: &Graph, settings: &Settings, threads: usize) -> Result<Vec<String>> {
        let (passages, mut lines) = self.refresh_passages(graph, settings, threads)?;
        let nodes: Vec<&NamedNode> = self.nodes.iter().collect();
        for chunk in nodes.chunks(CHUNK) {
            let mut old = Vec::new();
            for node in chunk {
                old.extend(facts_of(graph, node)?);
            }
            graph.apply(&old, Vec::new())?;
        }
        // Nothing is put in before everything is computed, so that no derived fact but a passage's is the ground of
        // another.
        let derived = derive(graph, &nodes, settings, threads)?;
        lines.reserve(derived.len());
        lines.extend(derived.iter().map(line));
        let mut rest = derived.into_iter();
        while rest.len() > 0 {
            graph.apply(&[], rest.by_ref().take(CHUNK).collect())?;
        }
        lines.sort_unstable();
        lines.dedup();
        self.nodes.extend(passages);
        Ok(lines)
    }

    /// The same for the passages, from whose facts those of the reprints are computed; marks the reprints that they bear
    /// on. Gives the passages that had or have facts, and these facts as lines.
    fn refresh_passages(
        &mut self,
        graph: &Graph,
        settings: &Settings,
        threads: usize,
    ) -> Result<(Vec<NamedNode>, Vec<String>)> {
        let (mut with_facts, mut lines) = (Vec::new(), Vec::new());
        let mut reprints = BTreeSet::new();
        let passages: Vec<u64> = self.passages.iter().copied().collect();
        for chunk in passages.chunks(CHUNK) {
            let passages: Vec<NamedNode> = chunk.iter().map(|number| graph::passage(&settings.base, *number)).collect();
            let new = derive(graph, &passages.iter().collect::<Vec<_>>(), settings, threads)?;
            let (mut out, mut put) = (Vec::new(), Vec::new());
            let mut new = new.into_iter().peekable();
            let view = GraphView::new(graph);
            for passage in passages {
                let before = facts_of(graph, &passage)?;
                let mut after = Vec::new();
                // They come in the order of the passages.
                while let Some(triple) =
                    new.next_if(|triple| NamedOrBlankNodeRef::from(&passage) == triple.subject.as_ref())
                {
                    after.push(triple);
                }
                if before.is_empty() && after.is_empty() {
                    continue;
                }
                let changed = |node: &NamedNode| self.nodes.contains(node);
                reprints.extend(graph::bears_on(&passage, &before, &after, changed, &view, &settings.base));
                lines.extend(after.iter().map(line));
                out.extend(before);
                put.extend(after);
                with_facts.push(passage);
            }
            view.check()?;
            graph.apply(&out, put)?;
        }
        self.nodes.extend(reprints);
        Ok((with_facts, lines))
    }
}

fn facts_of(graph: &Graph, node: &NamedNode) -> Result<Vec<Triple>> {
    graph.matching(Some(node.as_ref()), None, None).collect()
}

fn line(triple: &Triple) -> String {
    format!("{triple} .")
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
