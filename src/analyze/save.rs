//! What an analysis found as statements of a named graph of its own, which replaces what an earlier one found.

use super::{Communities, Network};
use crate::error::{Error, Result};
use crate::vocab::{dixit, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef};
use spargebra::algebra::GraphTarget;
use spargebra::term::{GraphName, Quad};
use spargebra::{GraphUpdateOperation, Update};

/// A number that an analysis gives to each node of a network.
#[derive(Debug, Clone, Copy)]
pub enum Measure<'a> {
    /// The PageRank of each node.
    Rank(&'a [f64]),
    /// The community of each node.
    Communities(&'a Communities),
    /// The betweenness of each node.
    Bridges(&'a [f64]),
}

impl Measure<'_> {
    fn name(self) -> &'static str {
        match self {
            Self::Rank(_) => "rank",
            Self::Communities(_) => "communities",
            Self::Bridges(_) => "bridges",
        }
    }

    fn predicate(self) -> NamedNodeRef<'static> {
        match self {
            Self::Rank(_) => dixit::PAGE_RANK,
            Self::Communities(_) => dixit::COMMUNITY,
            Self::Bridges(_) => dixit::BETWEENNESS,
        }
    }

    fn values(self) -> Vec<Literal> {
        match self {
            Self::Rank(values) | Self::Bridges(values) => {
                values.iter().map(|value| Literal::new_typed_literal(format!("{value:.9}"), xsd::DECIMAL)).collect()
            }
            Self::Communities(found) => found
                .of
                .iter()
                .map(|community| Literal::new_typed_literal((community + 1).to_string(), xsd::INTEGER))
                .collect(),
        }
    }
}

/// The named graph that holds the measure in a store whose nodes stand under `base`.
///
/// # Errors
/// The base is no IRI.
pub fn graph_of(base: &str, measure: Measure<'_>) -> Result<NamedNode> {
    NamedNode::new(format!("{base}analysis/{}", measure.name()))
        .map_err(|error| Error::store(format!("the store's base {base} is no IRI: {error}")))
}

/// The update that replaces the measure's named graph.
///
/// # Errors
/// The base is no IRI.
pub fn saving(network: &Network, measure: Measure<'_>, base: &str) -> Result<Update> {
    let graph = graph_of(base, measure)?;
    let data = network.nodes.iter().zip(measure.values()).map(|(named, value)| Quad {
        subject: named.node.clone().into(),
        predicate: measure.predicate().into_owned(),
        object: value.into(),
        graph_name: GraphName::NamedNode(graph.clone()),
    });
    let operations = vec![
        GraphUpdateOperation::Drop { silent: true, graph: GraphTarget::NamedNode(graph.clone()) },
        GraphUpdateOperation::InsertData { data: data.collect() },
    ];
    Ok(Update { base_iri: None, operations })
}
