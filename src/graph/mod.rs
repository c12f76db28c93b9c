//! Turns what one article states into triples, and recomputes the facts that several articles add up to.
//!
//! Ground facts belong to one article and go with it ([`ground`]); derived facts are recomputed from the ground facts
//! of all articles, node by node ([`touched`], [`derive()`]). A store replaces an article by replacing its ground facts
//! ([`ground_of`] finds the old ones) and then the derived facts of every node that old or new ones touch.

mod derive;
mod ground;
mod memory;
mod mint;
mod names;
mod order;
mod row;
mod shortcut;
mod verify;
mod version;
mod words;

pub use derive::{derive, touched};
pub use ground::{article_iri, ground};
pub use memory::{InMemory, alone};
pub use mint::{Space, is_ground, parse, slug};
pub use order::sorted;
pub use shortcut::{stance_property, stance_term};
pub use verify::{Failure, Fault, verify};
pub use version::{ground_of, superseded};

use oxigraph::model::{NamedNode, Triple};

/// What minting and deriving need to know of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The IRI under which all nodes are minted; ends in `/`.
    pub base: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { base: crate::vocab::DEFAULT_BASE.to_owned() }
    }
}

/// The ground facts of one article: they go when it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The article's node.
    pub article: NamedNode,
    /// Sorted and each once. Every subject is a ground node of this article (its IRI holds the article's hash).
    pub triples: Vec<Triple>,
}

/// Reading access to the facts, as the store gives it. Derived facts may be among them; they are passed over.
pub trait View {
    /// Every triple with this subject.
    fn of_subject(&self, subject: &NamedNode) -> Vec<Triple>;
    /// Every subject that has this object under this predicate.
    fn subjects(&self, predicate: &NamedNode, object: &NamedNode) -> Vec<NamedNode>;
    /// Whether any subject has this object under this predicate; to be answered from the first one found.
    fn any(&self, predicate: &NamedNode, object: &NamedNode) -> bool {
        !self.subjects(predicate, object).is_empty()
    }
}
