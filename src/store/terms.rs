//! A table of terms, each kept once and known by a number: most facts repeat the terms of others.

use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, TermRef};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Where there is no earlier term.
const NONE: u32 = u32::MAX;

/// Terms by number.
#[derive(Debug, Default)]
pub(super) struct Terms {
    list: Vec<Kept>,
    /// The last term of each hash.
    by_hash: FxHashMap<u64, u32>,
}

#[derive(Debug)]
struct Kept {
    term: Term,
    /// The term before it with the same hash.
    before: u32,
}

impl Terms {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The number of a term, which is put in when it is new. There must be fewer than four thousand million.
    pub(super) fn put(&mut self, term: Term) -> u32 {
        let hash = hash_of(term.as_ref());
        let last = self.by_hash.get(&hash).copied().unwrap_or(NONE);
        if let Some(known) = self.among(last, term.as_ref()) {
            return known;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(NONE);
        self.by_hash.insert(hash, number);
        self.list.push(Kept { term, before: last });
        number
    }

    /// The number of a term, when it is there.
    pub(super) fn number(&self, term: TermRef<'_>) -> Option<u32> {
        self.among(self.by_hash.get(&hash_of(term)).copied()?, term)
    }

    /// The term of this number.
    pub(super) fn get(&self, number: u32) -> Option<&Term> {
        self.list.get(number as usize).map(|kept| &kept.term)
    }

    /// The term of this number, when it can be a subject.
    pub(super) fn subject(&self, number: u32) -> Option<NamedOrBlankNode> {
        match self.get(number)? {
            Term::NamedNode(node) => Some(node.clone().into()),
            Term::BlankNode(node) => Some(node.clone().into()),
            Term::Literal(_) => None,
        }
    }

    /// The term of this number, when it is a node with an IRI.
    pub(super) fn node(&self, number: u32) -> Option<&NamedNode> {
        match self.get(number)? {
            Term::NamedNode(node) => Some(node),
            Term::BlankNode(_) | Term::Literal(_) => None,
        }
    }

    /// The term among those from number `at` on back that have its hash.
    fn among(&self, mut at: u32, term: TermRef<'_>) -> Option<u32> {
        while let Some(kept) = self.list.get(at as usize) {
            if kept.term.as_ref() == term {
                return Some(at);
            }
            at = kept.before;
        }
        None
    }
}

fn hash_of(term: TermRef<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    match term {
        TermRef::NamedNode(node) => node.as_str().hash(&mut hasher),
        TermRef::BlankNode(node) => (1, node.as_str()).hash(&mut hasher),
        TermRef::Literal(literal) => (2, literal.value()).hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{BlankNode, Literal};

    #[test]
    fn each_term_has_one_number() {
        let mut terms = Terms::default();
        let node = NamedNode::new_unchecked("https://graph.example/a");
        let all: [Term; 5] = [
            node.clone().into(),
            Literal::new_simple_literal("https://graph.example/a").into(),
            Literal::new_language_tagged_literal_unchecked("a", "en").into(),
            Literal::new_simple_literal("a").into(),
            BlankNode::new_unchecked("a").into(),
        ];
        let numbers: Vec<u32> = all.iter().map(|term| terms.put(term.clone())).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4], "a literal in a language is another than the same without");
        assert_eq!(all.iter().map(|term| terms.put(term.clone())).collect::<Vec<_>>(), numbers);
        assert_eq!(terms.len(), 5);
        assert_eq!(terms.number(all[3].as_ref()), Some(3));
        assert_eq!(terms.number(Literal::new_simple_literal("b").as_ref().into()), None);
        assert_eq!((terms.get(1), terms.get(9)), (Some(&all[1]), None));
        assert_eq!((terms.node(0), terms.node(1), terms.subject(1)), (Some(&node), None, None));
    }
}
