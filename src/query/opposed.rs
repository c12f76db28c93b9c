//! Claims on a topic that may contradict each other: one negated, one not, with another topic or entity in common.

use super::facts::Facts;
use crate::error::Result;
use crate::store::Graph;
use crate::vocab::{dixit, schema};
use oxigraph::model::{Literal, NamedNode};
use std::collections::{BTreeMap, BTreeSet};

/// Quotations that are compared: the surest negated ones and the surest others.
const NEGATED: u32 = 50;
const OTHERS: u32 = 100;

/// A quotation, a negated one, and the label of something that both are about.
pub(super) type Opposed = (NamedNode, NamedNode, Option<Literal>);

/// A quotation with its day.
type Dated = (Option<String>, NamedNode);

/// The days of a quotation and a negated one, and both: so the question sorts them.
type Pair = ([Option<String>; 2], [NamedNode; 2]);

/// The pairs that the question `candidates` finds on a topic, the earliest first: the `most` first ones, and whether there are
/// others. None where the store has no lists at hand.
pub(super) fn opposed(graph: &Graph, topic: &NamedNode, most: usize) -> Result<Option<(Vec<Opposed>, bool)>> {
    let (Some(negated), Some(others)) =
        (graph.surest_about(topic, true, NEGATED)?, graph.surest_about(topic, false, OTHERS)?)
    else {
        return Ok(None);
    };
    let facts = Facts::new(graph);
    let mut denied: BTreeMap<NamedNode, Vec<Dated>> = BTreeMap::new();
    for quotation in negated {
        let (dated, about) = read(&facts, quotation)?;
        for other in about.into_iter().filter(|other| other != topic) {
            denied.entry(other).or_default().push(dated.clone());
        }
    }
    let mut pairs: BTreeMap<Pair, BTreeSet<&NamedNode>> = BTreeMap::new();
    for quotation in others {
        let ((day, yes), about) = read(&facts, quotation)?;
        for (other, against) in about.iter().filter_map(|other| denied.get_key_value(other)) {
            for (negated_day, no) in against {
                let pair = ([day.clone(), negated_day.clone()], [yes.clone(), no.clone()]);
                pairs.entry(pair).or_default().insert(other);
            }
        }
    }
    let more = pairs.len() > most;
    let mut found = Vec::new();
    for ((_, [yes, no]), common) in pairs.into_iter().take(most) {
        let mut labels = BTreeSet::new();
        for node in common {
            labels.insert(facts.known_label(node.as_ref())?);
        }
        found.extend(labels.into_iter().map(|name| (yes.clone(), no.clone(), name.map(Literal::from))));
    }
    Ok(Some((found, more)))
}

/// A quotation with its day, and what it is about.
fn read(facts: &Facts<'_>, quotation: NamedNode) -> Result<(Dated, Vec<NamedNode>)> {
    let own = facts.of(quotation.as_ref())?;
    let about = own.nodes(schema::ABOUT).cloned().collect();
    Ok(((own.text(dixit::DATE).map(str::to_owned), quotation), about))
}
