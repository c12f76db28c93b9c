//! Statements beside the articles' facts: named graphs that users and analyses fill by SPARQL updates.
//!
//! The default graph is computed from articles and judgements alone, so that an update never changes it. All quads of
//! the named graphs together are one section of the log, the last such section counts.

use super::quads::Graph;
use super::writer::Writer;
use crate::error::{Error, Result};
use oxigraph::model::Quad;
use oxigraph::sparql::SparqlEvaluator;
use spargebra::algebra::GraphTarget;
use spargebra::term::{GraphName, GraphNamePattern};
use spargebra::{GraphUpdateOperation, Update};
use std::collections::BTreeSet;

/// What an update did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// Quads that were not there before.
    pub added: usize,
    /// Quads that are gone.
    pub removed: usize,
}

impl Writer {
    /// Runs a SPARQL update on the named graphs and keeps what it changed.
    ///
    /// # Errors
    /// An update that may change the default graph is refused before it runs.
    pub fn update(&mut self, update: Update) -> Result<Change> {
        self.check()?;
        if update.operations.iter().any(touches_default_graph) {
            return Err(Error::usage(
                "the update would change the default graph, whose facts come from the articles alone",
            )
            .hint("put own statements into a named graph: INSERT DATA { GRAPH <https://example.org/mine> { … } }")
            .hint("articles are changed by building their new text, and removed by: dixit forget ARTICLE"));
        }
        let before = named(self.graph())?;
        let evaluated = self.graph().update(SparqlEvaluator::new().for_update(update));
        let after = named(self.graph())?;
        let change = Change { added: after.difference(&before).count(), removed: before.difference(&after).count() };
        let kept = match evaluated {
            Ok(()) if change == Change::default() => return Ok(change),
            Ok(()) => self.keep(&after),
            Err(error) => Err(Error::usage(format!("the update failed: {error}")).with_source(error)),
        };
        match kept {
            Ok(()) => Ok(change),
            Err(error) => {
                let quads = |lines: Vec<&Line>| lines.into_iter().map(|line| line.quad.clone()).collect::<Vec<_>>();
                let (came, gone) = (after.difference(&before).collect(), before.difference(&after).collect());
                self.graph().apply_quads(&quads(came), &quads(gone))?;
                Err(error)
            }
        }
    }

    /// Commits these lines as what the named graphs hold.
    fn keep(&mut self, quads: &BTreeSet<Line>) -> Result<()> {
        let lines: String = quads.iter().flat_map(|line| [line.text.as_str(), " .\n"]).collect();
        self.commit_extra(&lines)?;
        self.finish()
    }
}

/// A quad, ordered by its text: quads themselves have no order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    text: String,
    quad: Quad,
}

impl PartialOrd for Line {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Line {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

/// Every quad of every named graph.
fn named(graph: &Graph) -> Result<BTreeSet<Line>> {
    graph.named_quads().map(|quad| quad.map(|quad| Line { text: quad.to_string(), quad })).collect()
}

/// Whether the operation may change the default graph.
fn touches_default_graph(operation: &GraphUpdateOperation) -> bool {
    let default = GraphName::DefaultGraph;
    let pattern = |graph: &GraphNamePattern| *graph == GraphNamePattern::DefaultGraph;
    match operation {
        GraphUpdateOperation::InsertData { data } => data.iter().any(|q| q.graph_name == default),
        GraphUpdateOperation::DeleteData { data } => data.iter().any(|q| q.graph_name == default),
        GraphUpdateOperation::DeleteInsert { delete, insert, .. } => {
            delete.iter().any(|q| pattern(&q.graph_name)) || insert.iter().any(|q| pattern(&q.graph_name))
        }
        GraphUpdateOperation::Load { destination, .. } => *destination == default,
        GraphUpdateOperation::Clear { graph, .. } | GraphUpdateOperation::Drop { graph, .. } => {
            matches!(graph, GraphTarget::DefaultGraph | GraphTarget::AllGraphs)
        }
        GraphUpdateOperation::Create { .. } => false,
    }
}
