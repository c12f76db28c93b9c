//! Derives all facts of a first build at once, share by share, from the log: nothing is looked up in the database.
//!
//! A node's derived facts come from the rows of the articles that lead to it. Read from a database, each row costs dozens of
//! look-ups, and a build of a million articles makes hundreds of them for each. Here the log is read once, in its order, and
//! what leads to a node goes to the node's share, a piece of a temporary file; then share after share is held in memory and its
//! nodes are derived. So the work for an article is the same however many there are, and memory is bounded by a share.

use super::derived::Stale;
use super::loading::Loading;
use super::quads::{Graph, storage};
#[cfg(feature = "rocksdb")]
pub(super) use super::shares::SHARE;
use super::shares::Shares;
pub(super) use super::shares::Source;
use super::view::GraphView;
use super::workers;
use crate::error::Result;
use crate::graph;
use oxigraph::model::{NamedNode, Triple};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Derived triples that a thread hands over at once.
const HANDED: usize = 20_000;

/// Reprints that are derived together.
const CHUNK: usize = 2_048;

/// Reprints, whose facts come from those of passages.
pub(super) struct Reprints {
    /// The last parts of their IRIs.
    locals: Vec<String>,
    /// Whether the database is large enough to be merged before anything is looked up in it.
    #[cfg(feature = "rocksdb")]
    is_large: bool,
}

/// Puts every derived fact but those of reprints into `graph`, which holds the ground facts alone. `marked` are nodes to derive
/// that no article's facts lead to: judgements and those that they bear on.
pub(super) fn derive_shares(graph: &Graph, source: &Source<'_>, marked: &Stale) -> Result<Reprints> {
    graph.settle()?;
    let shares = Shares::of(source)?;
    let mut marked: Vec<NamedNode> = marked.marked(source.settings).collect();
    marked.push(graph::node(&source.settings.base, graph::Space::Topic, ""));
    let mut loading = graph.loader();
    let reprints = Mutex::new(BTreeSet::new());
    let keep = |reprint: NamedNode| {
        if let Some((_, local)) = graph::parse(&source.settings.base, &reprint) {
            reprints.lock().unwrap_or_else(PoisonError::into_inner).insert(local.to_owned());
        }
    };
    let derive_share = |number: usize, hand: &mut dyn FnMut(Vec<Triple>) -> Result<()>| -> Result<()> {
        let view = shares.view(number, graph, source.settings)?;
        let mut made = Vec::new();
        for node in view.nodes(&marked) {
            let facts = graph::derive(node, &view, source.settings);
            if graph::passage_number(&source.settings.base, node).is_some() {
                graph::bears_on(node, &[], &facts, |_| false, &view, &source.settings.base).into_iter().for_each(&keep);
            }
            made.extend(facts);
            if made.len() >= HANDED {
                hand(std::mem::take(&mut made))?;
            }
        }
        view.check()?;
        hand(made)
    };
    workers::each(shares.count, source.threads, derive_share, &mut |facts| put(graph, &mut loading, facts))?;
    loading.settle().map_err(storage)?;
    let locals = reprints.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect();
    Ok(Reprints {
        locals,
        #[cfg(feature = "rocksdb")]
        is_large: shares.count > 1,
    })
}

/// Merges a large database, and puts the facts of reprints into it.
pub(super) fn derive_reprints(graph: &Graph, source: &Source<'_>, reprints: &Reprints) -> Result<()> {
    #[cfg(feature = "rocksdb")]
    if reprints.is_large {
        graph.merge()?;
    }
    let mut loading = graph.loader();
    let chunks: Vec<&[String]> = reprints.locals.chunks(CHUNK).collect();
    let derive_chunk = |number: usize, hand: &mut dyn FnMut(Vec<Triple>) -> Result<()>| -> Result<()> {
        let view = GraphView::remembering(graph);
        let locals = chunks.get(number).copied().unwrap_or_default();
        let nodes = locals.iter().map(|local| graph::node(&source.settings.base, graph::Space::Reprint, local));
        let made = nodes.flat_map(|node| graph::derive(&node, &view, source.settings)).collect();
        view.check()?;
        hand(made)
    };
    workers::each(chunks.len(), source.threads, derive_chunk, &mut |facts| put(graph, &mut loading, facts))?;
    loading.settle().map_err(storage)
}

fn put(graph: &Graph, loading: &mut Loading, facts: Vec<Triple>) -> Result<()> {
    graph.note_words(&[], &facts);
    loading.put(&[], facts).map_err(storage)
}

#[cfg(test)]
mod tests;
