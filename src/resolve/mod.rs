//! Decides which mentions of a document mean the same person, organisation or place, and gives each its fullest name.

pub mod aboutness;
mod again;
pub mod antecedent;
mod binding;
mod bodies;
mod candidates;
mod clusters;
mod context;
mod descriptions;
pub mod doubtful;
mod index;
mod linking;
pub mod names;
mod offices;
mod one_edit;
mod papers;
mod place;
mod pronouns;
mod sayings;
pub mod sureness;
#[cfg(test)]
mod tests;
pub mod weights;

use crate::annotate::{Document, EntityKind};
use crate::extract::{Attribution, Extraction};
use crate::text::Span;
use context::Context;
use sureness::{Calibration, Sureness};

/// The entities of one document and the entity of each mention.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolution {
    /// Everybody and everything named, and the unnamed sources.
    pub entities: Vec<Entity>,
    /// Every mention, in the order of the text.
    pub mentions: Vec<Mention>,
    /// How likely each saying of the extraction is right, in their order.
    pub sureness: Vec<Sureness>,
    /// What each saying of the extraction is about, in their order.
    pub aboutness: Vec<aboutness::Aboutness>,
    /// Groups of people and matters without a name, where anybody speaks.
    pub groups: Vec<aboutness::Group>,
}

/// What an entity of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A named person, organisation, place or other name.
    Named(EntityKind),
    /// A source without a name ("residents"): its name is its description.
    Unnamed,
}

/// Grammatical gender as the text shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Gender {
    /// "she", "Ms.", a woman's first name.
    Feminine,
    /// "he", "Mr.", a man's first name.
    Masculine,
    /// Nothing shows it.
    #[default]
    Unknown,
}

/// One entity of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// What it is.
    pub kind: Kind,
    /// The fullest name in the article without title; for an unnamed source its description as it stands.
    pub name: String,
    /// Every other form of the name in the article with its number of uses, most frequent first.
    pub other_names: Vec<(String, u32)>,
    /// Its gender, for pronouns.
    pub gender: Gender,
    /// For an unnamed source or a state office: the entity it speaks for, as an index into `Resolution::entities`.
    pub speaks_for: Option<usize>,
}

/// What kind of words a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MentionForm {
    /// A name.
    Name,
    /// A pronoun.
    Pronoun,
    /// A common noun phrase.
    Description,
}

/// One mention.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Its characters.
    pub span: Span,
    /// What kind of words it is.
    pub form: MentionForm,
    /// The entity, as an index into `Resolution::entities`; none while it is not resolved.
    pub entity: Option<usize>,
    /// The score of that entity, 0 to 1; it only orders ([`sureness`] makes probabilities of it).
    pub confidence: f32,
    /// The name mention that a pronoun or description was linked through.
    pub antecedent: Option<Span>,
}

impl Resolution {
    /// The mention whose span is `span`, else the first inside it, else one that overlaps it.
    pub fn mention_at(&self, span: Span) -> Option<&Mention> {
        let inside = || self.starting_in(span).iter().find(|m| span.contains(m.span));
        let before_its_end = || self.mentions.iter().take_while(|m| m.span.start() < span.end());
        self.exactly_at(span).or_else(inside).or_else(|| before_its_end().find(|m| m.span.overlaps(span)))
    }

    /// The mention whose span is `span`.
    pub fn exactly_at(&self, span: Span) -> Option<&Mention> {
        let key = |m: &Mention| (m.span.start(), m.span.end());
        let at = self.mentions.binary_search_by_key(&(span.start(), span.end()), key).ok()?;
        self.mentions.get(at)
    }

    /// The mentions that begin inside `span`, in the order of the text.
    pub fn starting_in(&self, span: Span) -> &[Mention] {
        let from = self.mentions.partition_point(|m| m.span.start() < span.start());
        let upto = self.mentions.partition_point(|m| m.span.start() < span.end());
        self.mentions.get(from..upto).unwrap_or_default()
    }

    /// How likely the saying `index` of the extraction is right; its own scores where nothing is known of it.
    pub fn sureness_of(&self, index: usize, attribution: &Attribution) -> Sureness {
        self.sureness.get(index).copied().unwrap_or_else(|| Sureness::unmapped(attribution))
    }

    /// The entity that the mention at `span` means.
    pub fn entity_at(&self, span: Span) -> Option<&Entity> {
        self.mention_at(span)?.entity.and_then(|index| self.entities.get(index))
    }
}

/// Resolves the mentions of one document. Does no I/O and never fails.
pub fn resolve(document: &Document, extraction: &Extraction) -> Resolution {
    let context = Context::new(document);
    let mut work = linking::Linker::new(&context, extraction);
    work.link();
    let mut resolution = work.finish();
    resolution.sureness = Calibration::built_in().all(&resolution, extraction);
    resolution.groups = aboutness::groups(document, extraction);
    resolution.aboutness = aboutness::all(document, extraction, &resolution);
    resolution
}

/// A pronoun with its candidates, for learning how to rank them.
#[derive(Debug, Clone)]
pub struct Example {
    /// The pronoun.
    pub pronoun: Span,
    /// The candidates.
    pub candidates: Vec<ExampleCandidate>,
}

/// A candidate as the ranker saw it.
#[derive(Debug, Clone)]
pub struct ExampleCandidate {
    /// The places where the entity was mentioned so far, names anywhere in the text.
    pub mentions: Vec<Span>,
    /// Its features.
    pub features: [f32; antecedent::FEATURES.len()],
}

/// What the ranker sees of each "he" and "she" of a document, in the order of the text.
pub fn examples(document: &Document, extraction: &Extraction) -> Vec<Example> {
    let context = Context::new(document);
    let mut work = linking::Linker::new(&context, extraction);
    work.keep_examples();
    work.link();
    work.into_examples()
}
