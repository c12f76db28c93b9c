//! The graph as `graph::derive` reads it: what waits beside the database, and what is in it.

use super::bulk::Bulk;
use super::quads::{Graph, storage};
use crate::error::{Error, Result};
use crate::graph::View;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Triple};
use oxigraph::store::StorageError;
use std::sync::{Arc, Mutex};

/// The graph as `graph::derive` sees it. It keeps the first failure, because the view itself cannot report one.
pub(super) struct GraphView<'a> {
    graph: &'a Graph,
    bulk: Option<Arc<Bulk>>,
    failure: Mutex<Option<Error>>,
}

impl<'a> GraphView<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        Self { graph, bulk: graph.bulk(), failure: Mutex::new(None) }
    }

    /// The failure that made an answer incomplete, if there was one.
    pub(super) fn check(self) -> Result<()> {
        match self.failure.into_inner() {
            Ok(None) => Ok(()),
            Ok(Some(error)) => Err(error),
            Err(_) => Err(Error::store("a thread that read the graph broke off")),
        }
    }

    /// The quads of the default graph that fit the pattern and are in the database.
    fn fitting(
        &self,
        subject: Option<&NamedNode>,
        predicate: Option<&NamedNode>,
        object: Option<&NamedNode>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>> + use<> {
        let object = object.map(|node| node.as_ref().into());
        let (subject, predicate) = (subject.map(NamedNode::as_ref), predicate.map(NamedNode::as_ref));
        let reads = self.bulk.is_none() || self.graph.is_buffered();
        reads.then(|| self.graph.beside(subject, predicate, object)).into_iter().flatten()
    }

    fn keep<T>(&self, result: Result<T, StorageError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                if let Ok(mut failure) = self.failure.lock() {
                    failure.get_or_insert_with(|| storage(error));
                }
                None
            }
        }
    }
}

impl View for GraphView<'_> {
    fn any(&self, predicate: &NamedNode, object: &NamedNode) -> bool {
        let aside = |bulk: &Arc<Bulk>| bulk.subjects(predicate.as_ref(), object.as_ref()).next().is_some();
        self.bulk.as_ref().is_some_and(aside)
            || self.fitting(None, Some(predicate), Some(object)).next().is_some_and(|quad| self.keep(quad).is_some())
    }

    fn of_subject(&self, subject: &NamedNode) -> Vec<Triple> {
        let aside = self.bulk.iter().flat_map(|bulk| bulk.of_subject(subject.as_ref()));
        let others = self.fitting(Some(subject), None, None).filter_map(|quad| self.keep(quad).map(Triple::from));
        aside.chain(others).collect()
    }

    fn subjects(&self, predicate: &NamedNode, object: &NamedNode) -> Vec<NamedNode> {
        let aside = self.bulk.iter().flat_map(|bulk| bulk.subjects(predicate.as_ref(), object.as_ref()));
        let others =
            self.fitting(None, Some(predicate), Some(object)).filter_map(|quad| match self.keep(quad)?.subject {
                NamedOrBlankNode::NamedNode(node) => Some(node),
                NamedOrBlankNode::BlankNode(_) => None,
            });
        aside.chain(others).collect()
    }
}
