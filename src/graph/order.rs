//! Puts triples in one order, so that the same facts are the same bytes, and finds them by that order.

use super::{View, row};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
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

/// A view over the few triples of one article as [`sorted`] leaves them: quicker than tables that are asked little.
pub(super) struct Sorted<'a>(pub(super) &'a [Triple]);

impl View for Sorted<'_> {
    fn of_subject(&self, node: &NamedNode) -> Vec<Triple> {
        let wanted = (0, node.as_str());
        let start = self.0.partition_point(|triple| subject(&triple.subject) < wanted);
        let rest = self.0.get(start..).unwrap_or_default();
        rest.iter().take_while(|triple| subject(&triple.subject) == wanted).cloned().collect()
    }

    fn subjects(&self, predicate: &NamedNode, object: &NamedNode) -> Vec<NamedNode> {
        let fits = |triple: &&Triple| triple.predicate == *predicate && row::as_node(&triple.object) == Some(object);
        let subjects = self.0.iter().filter(fits).filter_map(|triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.clone()),
            NamedOrBlankNode::BlankNode(_) => None,
        });
        subjects.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_triples_are_found_by_subject_and_by_object() {
        let node = |name: &str| NamedNode::new_unchecked(format!("https://graph.example/{name}"));
        let triple = |subject, predicate, object| Triple::new(node(subject), node(predicate), node(object));
        let triples = sorted(vec![triple("b", "p", "x"), triple("a", "q", "y"), triple("a", "p", "x")]);
        let view = Sorted(&triples);
        assert_eq!(view.of_subject(&node("a")), [triple("a", "p", "x"), triple("a", "q", "y")]);
        assert!(view.of_subject(&node("aa")).is_empty());
        assert_eq!(view.subjects(&node("p"), &node("x")), [node("a"), node("b")]);
        assert!(view.subjects(&node("p"), &node("y")).is_empty());
    }
}
