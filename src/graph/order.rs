//! Puts triples in one order, so that the same facts are the same bytes.

use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use std::cmp::Ordering;

/// The triples in the order of subject, predicate and object, each once.
pub fn sorted(mut triples: Vec<Triple>) -> Vec<Triple> {
    triples.sort_unstable_by(compare);
    triples.dedup();
    triples
}

fn compare(one: &Triple, other: &Triple) -> Ordering {
    subject(&one.subject)
        .cmp(&subject(&other.subject))
        .then_with(|| one.predicate.as_str().cmp(other.predicate.as_str()))
        .then_with(|| object(&one.object).cmp(&object(&other.object)))
}

fn subject(node: &NamedOrBlankNode) -> (u8, &str) {
    match node {
        NamedOrBlankNode::NamedNode(node) => (0, node.as_str()),
        NamedOrBlankNode::BlankNode(node) => (1, node.as_str()),
    }
}

/// IRIs before literals; literals by value, then datatype, then language. dixit writes no other objects.
fn object(term: &Term) -> (u8, &str, &str, &str) {
    match term {
        Term::NamedNode(node) => (0, node.as_str(), "", ""),
        Term::BlankNode(node) => (1, node.as_str(), "", ""),
        Term::Literal(literal) => (2, literal.value(), literal.datatype().as_str(), literal.language().unwrap_or("")),
    }
}
