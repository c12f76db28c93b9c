//! Turns what one article states into triples, and recomputes the facts that several articles add up to.
//!
//! Ground facts belong to one article and go with it ([`ground`]); derived facts are recomputed from the ground facts
//! of all articles, node by node ([`touched`], [`derive()`]). A store replaces an article by replacing its ground facts
//! ([`ground_of`] finds the old ones) and then the derived facts of every node that old or new ones touch.

mod copies;
mod derive;
mod fields;
mod ground;
pub mod judgement;
mod memory;
mod mint;
mod names;
mod order;
pub mod parting;
mod roles;
mod row;
mod shortcut;
mod verify;
mod version;
mod words;

pub use copies::{Sketch, bears_on, is_compared, passage, passage_number};
pub use derive::{derive, reads_row, touched, written_roles};
pub use fields::{Field, field};
pub use ground::{article_iri, ground};
pub use memory::{InMemory, alone, whole};
pub use mint::{Space, derived, is_ground, node, parse, slug, split};
use order::Sorted;
pub use order::sorted;
pub use roles::AFFILIATED;
pub use row::{Row, probabilities};
pub use shortcut::{is_of_stance, stance_property, stance_term};
pub use verify::{Failure, Fault, verify};
pub use version::{ground_of, superseded};

use judgement::Judgements;
use oxigraph::model::{NamedNode, NamedNodeRef, Triple};
use std::sync::Arc;

/// What minting and deriving need to know of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The IRI under which all nodes are minted; ends in `/`.
    pub base: String,
    /// What people decided: it bears on the ground facts of each article and on the entities.
    pub judgements: Arc<Judgements>,
}

impl Default for Settings {
    fn default() -> Self {
        Self::under(crate::vocab::DEFAULT_BASE)
    }
}

impl Settings {
    /// Settings with this base IRI and no judgements.
    pub fn under(base: &str) -> Self {
        Self { base: base.to_owned(), judgements: Arc::default() }
    }

    /// The node of the judgement with this id.
    pub fn judgement(&self, id: &str) -> NamedNode {
        mint::node(&self.base, Space::Judgement, id)
    }

    /// The path of a person's, body's or thing's node under the base, as judgements name it; none for other nodes.
    pub fn key<'a>(&self, node: &'a NamedNode) -> Option<&'a str> {
        match mint::parse(&self.base, node)?.0 {
            Space::Person | Space::Body | Space::Thing => node.as_str().strip_prefix(self.base.as_str()),
            _ => None,
        }
    }

    /// The path of the node that an entity of the same sort would have if it were called `name`.
    pub fn key_named(&self, name: &str, like: &NamedNode) -> Option<String> {
        let (space, _) = mint::parse(&self.base, like)?;
        let local = match space {
            Space::Body => names::body(name).0,
            Space::Person | Space::Thing => mint::slug(name),
            _ => return None,
        };
        self.key(&mint::node(&self.base, space, &local)).map(str::to_owned)
    }

    /// The node of the role with these words.
    pub fn role(&self, words: &str) -> NamedNode {
        let local = roles::concept(words, None).unwrap_or_else(|| mint::slug(words));
        mint::node(&self.base, Space::Role, &local)
    }

    /// The node at a path under the base.
    pub fn node(&self, key: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{key}", self.base))
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
    /// Shows the subjects that have this object under this predicate one by one, until it gives false.
    fn each_subject(&self, predicate: &NamedNode, object: &NamedNode, visit: &mut dyn FnMut(NamedNode) -> bool) {
        let _all = self.subjects(predicate, object).into_iter().all(visit);
    }
    /// What the parts of articles that have this object under this predicate have under the `columns`, of which each has one value
    /// at most or one row for each value, and how many have just these: in no order. None where it is as well to read them one by
    /// one.
    fn alike(
        &self,
        _predicate: NamedNodeRef<'static>,
        _object: &NamedNode,
        _columns: &[NamedNodeRef<'static>],
    ) -> Option<Vec<(Row, usize)>> {
        None
    }
}
