//! Lists the terms that a graph uses, how often, and what they mean.

use super::{Ui, grouped, table};
use crate::error::{Error, Result};
use crate::query::Dialect;
use crate::store::Graph;
use crate::vocab::{self, rdf};
use oxigraph::model::Term;
use std::collections::BTreeMap;

/// Prints the classes and properties in use, most used first.
pub fn schema(ui: &mut Ui, graph: &Graph, dialect: &Dialect) -> Result<()> {
    let mut classes: BTreeMap<String, u64> = BTreeMap::new();
    let mut properties: BTreeMap<String, u64> = BTreeMap::new();
    for triple in graph.matching(None, None, None) {
        let triple = triple?;
        if triple.predicate.as_ref() == rdf::TYPE
            && let Term::NamedNode(class) = &triple.object
        {
            *classes.entry(class.as_str().to_owned()).or_default() += 1;
        }
        *properties.entry(triple.predicate.into_string()).or_default() += 1;
    }
    let mut rows = Vec::new();
    for (what, counts) in [("class", classes), ("property", properties)] {
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by(|(x, a), (y, b)| b.cmp(a).then_with(|| x.cmp(y)));
        for (iri, count) in counts {
            let meaning = vocab::terms().find(|term| term.iri.as_str() == iri).map_or("", |term| term.doc);
            let name = dialect.shorten(&iri).unwrap_or(iri);
            rows.push(vec![what.to_owned(), name, grouped(count), meaning.to_owned()]);
        }
    }
    let header = ["kind", "term", "uses", "meaning"].map(str::to_owned);
    let width = ui.width;
    table::print(ui.out(), &header, rows.into_iter().map(Ok::<_, std::io::Error>), width)
        .map(|_| ())
        .map_err(|source: std::io::Error| -> Error { Ui::write_error(source) })
}

/// Prints the prefixes that need no declaration.
pub fn prefixes(ui: &mut Ui, dialect: &Dialect) -> Result<()> {
    dialect.prefixes().iter().try_for_each(|(prefix, iri)| ui.line(&format!("{:<9} <{iri}>", format!("{prefix}:"))))
}
