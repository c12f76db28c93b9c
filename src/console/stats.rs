//! Shows how much a store holds and who is quoted most.

use super::answer::grouped;
use super::table::{self, Look};
use super::{Ui, escape};
use crate::error::{Error, Result};
use crate::query::Dialect;
use crate::query::facts::Facts;
use crate::query::quotation::kind;
use crate::store::Store;
use crate::vocab::schema;
use oxigraph::model::{NamedNode, Term};
use std::collections::BTreeMap;

/// Prints the counts and the `top` most quoted people.
pub fn stats(ui: &mut Ui, store: &Store, dialect: &Dialect, top: usize) -> Result<()> {
    let counts = store.counts()?;
    let lines = [
        ("articles", counts.articles),
        ("quotations", counts.quotations),
        ("people", counts.people),
        ("organizations", counts.organizations),
        ("facts (triples)", counts.triples),
    ];
    ui.line(&escape::visible(&store.folder().display().to_string()))?;
    for (what, count) in lines {
        ui.line(&format!("{:>12}  {what}", grouped(count as u64)))?;
    }
    let manifest = store.manifest();
    let texts = if manifest.texts { "kept" } else { "not kept" };
    ui.line(&format!("format {}, home {}, texts {texts}, base {}", manifest.format, manifest.home, manifest.base))?;
    most_quoted(ui, store, dialect, top)
}

fn most_quoted(ui: &mut Ui, store: &Store, dialect: &Dialect, top: usize) -> Result<()> {
    let facts = Facts::new(store.graph());
    let mut quoted: BTreeMap<NamedNode, u64> = BTreeMap::new();
    for triple in store.graph().matching(None, Some(schema::SPOKEN_BY_CHARACTER), None) {
        if let Term::NamedNode(speaker) = triple?.object {
            *quoted.entry(speaker).or_default() += 1;
        }
    }
    let mut ranked: Vec<(u64, NamedNode)> = quoted.into_iter().map(|(speaker, count)| (count, speaker)).collect();
    ranked.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
    let mut rows = Vec::new();
    for (count, node) in ranked {
        if rows.len() >= top {
            break;
        }
        if kind(&facts, &node)? == "person" {
            let name = escape::one_line(&facts.label(node.as_ref())?);
            let short = dialect.shorten(node.as_str()).unwrap_or_else(|| node.to_string());
            rows.push(vec![name, grouped(count), short]);
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    ui.line("")?;
    let header = ["most quoted", "quotations", "node"].map(str::to_owned);
    let look = Look::Columns(ui.width);
    table::print(ui.out(), &header, rows.into_iter().map(Ok::<_, std::io::Error>), look)
        .map(|_| ())
        .map_err(|source: std::io::Error| -> Error { Ui::write_error(source) })
}
