//! Lists the terms that a graph uses, how often, and what they mean.

use super::Ui;
use super::answer::{Mode, Showing, show};
use crate::error::Result;
use crate::query::{Answer, Dialect, Rows, Table};
use crate::store::Graph;
use crate::vocab::{self, rdf, xsd};
use oxigraph::model::{Literal, NamedNode, Term};
use std::collections::BTreeMap;

/// Shows the classes and properties in use, most used first; returns what there was.
pub fn schema(ui: &mut Ui, graph: &Graph, dialect: &Dialect, mode: Mode) -> Result<String> {
    let mut classes: BTreeMap<NamedNode, u64> = BTreeMap::new();
    let mut properties: BTreeMap<NamedNode, u64> = BTreeMap::new();
    for triple in graph.matching(None, None, None) {
        let triple = triple?;
        if triple.predicate.as_ref() == rdf::TYPE
            && let Term::NamedNode(class) = &triple.object
        {
            *classes.entry(class.clone()).or_default() += 1;
        }
        *properties.entry(triple.predicate).or_default() += 1;
    }
    let mut rows = Vec::new();
    for (what, counts) in [("class", classes), ("property", properties)] {
        let mut counts: Vec<(NamedNode, u64)> = counts.into_iter().collect();
        counts.sort_by(|(x, a), (y, b)| b.cmp(a).then_with(|| x.cmp(y)));
        for (node, count) in counts {
            let meaning = vocab::terms().find(|term| term.iri == node.as_ref()).map_or("", |term| term.doc);
            let text = |text: &str| Some(Term::from(Literal::new_simple_literal(text)));
            let count = Literal::new_typed_literal(count.to_string(), xsd::INTEGER);
            rows.push(vec![text(what), Some(node.into()), Some(count.into()), text(meaning)]);
        }
    }
    let columns = ["kind", "term", "uses", "meaning"].map(str::to_owned).to_vec();
    show(ui, Answer::Table(Table { columns, rows: Rows::of(rows) }), Showing { mode, dialect, limit: None })
}

/// Prints the prefixes that need no declaration.
pub fn prefixes(ui: &mut Ui, dialect: &Dialect) -> Result<()> {
    dialect.prefixes().iter().try_for_each(|(prefix, iri)| ui.line(&format!("{:<10} <{iri}>", format!("{prefix}:"))))
}
