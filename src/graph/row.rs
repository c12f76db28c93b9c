//! The triples of one subject, read by predicate.

use super::View;
use crate::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};

/// Everything said of one node, or some of it.
#[derive(Debug, Clone)]
pub struct Row(Vec<(NamedNode, Term)>);

impl Row {
    /// Reads the node's triples.
    pub fn of(view: &dyn View, node: &NamedNode) -> Self {
        Self(view.of_subject(node).into_iter().map(|triple| (triple.predicate, triple.object)).collect())
    }

    /// A row with these values.
    pub fn with(values: Vec<(NamedNode, Term)>) -> Self {
        Self(values)
    }

    /// Every object under a predicate.
    pub fn objects(&self, predicate: NamedNodeRef<'static>) -> impl Iterator<Item = &Term> {
        self.0.iter().filter(move |(of, _)| of.as_ref() == predicate).map(|(_, object)| object)
    }

    /// Every IRI under a predicate.
    pub fn nodes(&self, predicate: NamedNodeRef<'static>) -> impl Iterator<Item = &NamedNode> {
        self.objects(predicate).filter_map(as_node)
    }

    /// The first IRI under a predicate.
    pub fn node(&self, predicate: NamedNodeRef<'static>) -> Option<&NamedNode> {
        self.nodes(predicate).next()
    }

    /// The value of the first literal under a predicate.
    pub fn text(&self, predicate: NamedNodeRef<'static>) -> Option<&str> {
        self.objects(predicate).find_map(as_literal).map(Literal::value)
    }

    /// The first number under a predicate.
    pub fn number(&self, predicate: NamedNodeRef<'static>) -> Option<u64> {
        self.text(predicate)?.parse().ok()
    }

    /// Whether the predicate is there and true.
    pub fn is_true(&self, predicate: NamedNodeRef<'static>) -> bool {
        self.text(predicate) == Some("true")
    }

    /// Whether the node has the class.
    pub fn is_a(&self, class: NamedNodeRef<'static>) -> bool {
        self.nodes(crate::vocab::rdf::TYPE).any(|found| found.as_ref() == class)
    }
}

/// The IRI that a term is.
pub fn as_node(term: &Term) -> Option<&NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

/// The literal that a term is.
pub fn as_literal(term: &Term) -> Option<&Literal> {
    match term {
        Term::Literal(literal) => Some(literal),
        _ => None,
    }
}

/// A plain literal.
pub fn plain(value: impl Into<String>) -> Literal {
    Literal::new_simple_literal(value)
}

/// An `xsd:integer`.
pub fn integer(value: usize) -> Literal {
    Literal::new_typed_literal(value.to_string(), xsd::INTEGER)
}

/// An `xsd:boolean` that is true; false is never written.
pub fn truth() -> Literal {
    Literal::new_typed_literal("true", xsd::BOOLEAN)
}

/// An `xsd:date` from its canonical form.
pub fn day(value: &str) -> Literal {
    Literal::new_typed_literal(value, xsd::DATE)
}

/// A probability as `xsd:decimal` with at most two digits after the point, in canonical form; no number counts as 0.
pub fn probability(value: f32) -> Literal {
    let value = if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
    let rounded = format!("{value:.2}");
    let canonical = rounded.trim_end_matches('0').trim_end_matches('.');
    Literal::new_typed_literal(canonical, xsd::DECIMAL)
}

/// Every value that a probability has in the graph, in hundredths, the least first.
pub fn probabilities() -> impl Iterator<Item = Literal> {
    (0..=100_u8).map(|hundredths| probability(f32::from(hundredths) / 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_have_one_form() {
        for (value, expected) in
            [(0.934, "0.93"), (0.9, "0.9"), (1.0, "1"), (0.0, "0"), (f32::NAN, "0"), (7.0, "1"), (-1.0, "0")]
        {
            assert_eq!(probability(value).value(), expected);
        }
    }
}
