//! Chooses what an export writes: the whole graph, or the quotations that a filter keeps with what explains them.

use crate::error::Result;
use crate::query::Filter;
use crate::query::facts::Facts;
use crate::query::quotation::{self, Quotation};
use crate::query::role::{self, RoleMention};
use crate::vocab::{dixit, rdf, rdfs, schema, skos};
use oxigraph::model::{NamedNodeRef, Term, Triple};
use std::collections::BTreeSet;

/// What is written of a node that kept quotations only refer to: enough to show it, and none of the facts that other
/// quotations support.
const SHOWN: [NamedNodeRef<'static>; 8] = [
    rdf::TYPE,
    rdfs::LABEL,
    schema::NAME,
    schema::ALTERNATE_NAME,
    skos::PREF_LABEL,
    skos::IN_SCHEME,
    schema::TEXT,
    dixit::DESCRIPTION,
];

/// The triples that the filter keeps.
pub(super) fn triples(facts: &Facts<'_>, filter: &Filter) -> Result<Vec<Triple>> {
    if *filter == Filter::default() {
        return facts.graph().matching(None, None, None).collect();
    }
    let mut found = Vec::new();
    let mut whole = BTreeSet::new();
    let mut shown = BTreeSet::new();
    for node in quotation::all(facts)? {
        let Some(quotation) = Quotation::read(facts, node.as_ref())?.filter(|quotation| filter.keeps(quotation)) else {
            continue;
        };
        for triple in facts.graph().matching(Some(quotation.node.as_ref()), None, None) {
            let triple = triple?;
            if let Term::NamedNode(object) = &triple.object {
                let own = [schema::IS_PART_OF, dixit::EVIDENCE, dixit::SPEAKER_EVIDENCE, dixit::SPEAKER_AS];
                let refers = if own.contains(&triple.predicate.as_ref()) { &mut whole } else { &mut shown };
                refers.insert(object.clone());
            }
            found.push(triple);
        }
    }
    if let Some(only) = &filter.only {
        // Of an ego network the role mentions too.
        for node in role::all(facts)?.into_iter().filter(|node| only.contains(node)) {
            if RoleMention::read(facts, node.as_ref())?.is_some_and(|role| filter.keeps_role(&role)) {
                let own = facts.of(node.as_ref())?;
                whole.extend(own.nodes(schema::IS_PART_OF).chain(own.nodes(dixit::EVIDENCE)).cloned());
                whole.insert(node);
            }
        }
    }
    for node in &whole {
        for triple in facts.graph().matching(Some(node.as_ref()), None, None) {
            let triple = triple?;
            if let Term::NamedNode(object) = &triple.object {
                shown.insert(object.clone());
            }
            found.push(triple);
        }
    }
    for node in shown.difference(&whole) {
        for triple in facts.graph().matching(Some(node.as_ref()), None, None) {
            let triple = triple?;
            if SHOWN.contains(&triple.predicate.as_ref()) {
                found.push(triple);
            }
        }
    }
    Ok(found)
}
