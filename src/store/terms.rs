//! A table of terms, each kept once and known by a number: most facts repeat the terms of others.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Literal, LiteralRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// Where there is no earlier term.
const NONE: u32 = u32::MAX;

/// Terms by number. Their characters stand in one text: millions of strings of their own would take more room, and lie scattered
/// among what is soon given back, which makes every later allocation dearer.
#[derive(Debug, Default)]
pub(super) struct Terms {
    text: String,
    list: Vec<Kept>,
    /// The last term of each hash.
    by_hash: FxHashMap<u64, u32>,
}

#[derive(Debug)]
struct Kept {
    /// Where its characters end; they begin where those of the term before it end.
    end: usize,
    kind: Kind,
    /// The term before it with the same hash.
    before: u32,
}

/// What a term is beside its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Node,
    Blank,
    Simple,
    /// With the number of its datatype.
    Typed(u32),
    /// With the number of bytes of its language, which stands behind its value.
    InLanguage(u32),
}

/// A term taken apart: its kind, its characters, and its language.
type Parts<'a> = (Kind, &'a str, &'a str);

impl Terms {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The number of a term, which is put in when it is new. There must be fewer than four thousand million.
    pub(super) fn put(&mut self, term: TermRef<'_>) -> u32 {
        let hash = hash_of(term);
        let (kind, value, language) = match typed(term) {
            Some(literal) => (Kind::Typed(self.put(literal.datatype().into())), literal.value(), ""),
            None => plain(term),
        };
        let last = self.by_hash.get(&hash).copied().unwrap_or(NONE);
        if let Some(known) = self.among(last, (kind, value, language)) {
            return known;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(NONE);
        self.by_hash.insert(hash, number);
        self.text.push_str(value);
        self.text.push_str(language);
        self.list.push(Kept { end: self.text.len(), kind, before: last });
        number
    }

    /// The number of a term, when it is there.
    pub(super) fn number(&self, term: TermRef<'_>) -> Option<u32> {
        let last = self.by_hash.get(&hash_of(term)).copied()?;
        let parts = match typed(term) {
            Some(literal) => (Kind::Typed(self.number(literal.datatype().into())?), literal.value(), ""),
            None => plain(term),
        };
        self.among(last, parts)
    }

    /// The term of this number.
    pub(super) fn get(&self, number: u32) -> Option<Term> {
        let (kind, text) = self.kept(number)?;
        Some(match kind {
            Kind::Node => node(text).into(),
            Kind::Blank => BlankNode::new_unchecked(text).into(),
            Kind::Simple => Literal::new_simple_literal(text).into(),
            Kind::Typed(datatype) => Literal::new_typed_literal(text, self.node(datatype)?).into(),
            Kind::InLanguage(bytes) => {
                let (value, language) = text.split_at_checked(text.len().checked_sub(bytes as usize)?)?;
                Literal::new_language_tagged_literal_unchecked(value, language).into()
            }
        })
    }

    /// The term of this number, when it can be a subject.
    pub(super) fn subject(&self, number: u32) -> Option<NamedOrBlankNode> {
        match self.kept(number)? {
            (Kind::Node, text) => Some(node(text).into()),
            (Kind::Blank, text) => Some(BlankNode::new_unchecked(text).into()),
            _ => None,
        }
    }

    /// The term of this number, when it is a node with an IRI.
    pub(super) fn node(&self, number: u32) -> Option<NamedNode> {
        self.kept(number).filter(|(kind, _)| *kind == Kind::Node).map(|(_, text)| node(text))
    }

    /// Whether the term of this number is a node with an IRI.
    pub(super) fn is_node(&self, number: u32) -> bool {
        self.kept(number).is_some_and(|(kind, _)| kind == Kind::Node)
    }

    fn kept(&self, number: u32) -> Option<(Kind, &str)> {
        let kept = self.list.get(number as usize)?;
        let before = (number as usize).checked_sub(1).and_then(|before| self.list.get(before));
        Some((kept.kind, self.text.get(before.map_or(0, |before| before.end)..kept.end)?))
    }

    /// The term among those from number `at` on back that have its hash.
    fn among(&self, mut at: u32, (kind, value, language): Parts<'_>) -> Option<u32> {
        while let Some(kept) = self.list.get(at as usize) {
            if kept.kind == kind
                && let Some((_, text)) = self.kept(at)
                && text.strip_prefix(value) == Some(language)
            {
                return Some(at);
            }
            at = kept.before;
        }
        None
    }
}

/// A node that was put in.
fn node(iri: &str) -> NamedNode {
    NamedNodeRef::new_unchecked(iri).into_owned()
}

/// The literal that a term is, when it has a datatype of its own.
fn typed(term: TermRef<'_>) -> Option<LiteralRef<'_>> {
    match term {
        TermRef::Literal(literal) if literal.language().is_none() && literal.datatype() != xsd::STRING => Some(literal),
        _ => None,
    }
}

/// The parts of any other term.
fn plain(term: TermRef<'_>) -> Parts<'_> {
    match term {
        TermRef::NamedNode(node) => (Kind::Node, node.as_str(), ""),
        TermRef::BlankNode(node) => (Kind::Blank, node.as_str(), ""),
        TermRef::Literal(literal) => match literal.language() {
            Some(language) => {
                (Kind::InLanguage(u32::try_from(language.len()).unwrap_or(NONE)), literal.value(), language)
            }
            None => (Kind::Simple, literal.value(), ""),
        },
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

    #[test]
    fn each_term_has_one_number() {
        let mut terms = Terms::default();
        let node = NamedNode::new_unchecked("https://graph.example/a");
        let all: [Term; 6] = [
            node.clone().into(),
            Literal::new_simple_literal("https://graph.example/a").into(),
            Literal::new_language_tagged_literal_unchecked("a", "en").into(),
            Literal::new_simple_literal("a").into(),
            BlankNode::new_unchecked("a").into(),
            Literal::new_typed_literal("a", node.clone()).into(),
        ];
        let numbers: Vec<u32> = all.iter().map(|term| terms.put(term.as_ref())).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5], "a literal in a language is another than the same without");
        assert_eq!(all.iter().map(|term| terms.put(term.as_ref())).collect::<Vec<_>>(), numbers);
        assert_eq!(terms.len(), 6);
        assert_eq!(numbers.iter().filter_map(|number| terms.get(*number)).collect::<Vec<_>>(), all);
        assert_eq!(terms.number(all[3].as_ref()), Some(3));
        assert_eq!(terms.number(Literal::new_simple_literal("b").as_ref().into()), None);
        assert_eq!((terms.get(1), terms.get(9)), (Some(all[1].clone()), None));
        assert_eq!((terms.node(0), terms.node(1), terms.subject(1)), (Some(node), None, None));
    }
}
