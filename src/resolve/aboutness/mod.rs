//! Whom each saying is about and whom it judges: the article's people, bodies and places, ranked for each content.
//!
//! A content seldom names its target: "It is a disgrace" is about somebody whom the sentences before speak of. So every
//! entity around it is a candidate, and every group and matter without a name. Weights that `dixit train targets` learned
//! rank them by where the article mentions them: in the content, in its sentence, just before, in the headline, and how
//! often.

mod groups;
mod scene;
mod sure;

pub use groups::Group;

use super::{Resolution, weights};
use crate::annotate::Document;
use crate::extract::reading::Evaluation;
use crate::extract::{Attribution, Extraction, Stance};
use scene::Scene;
use std::sync::OnceLock;

/// What the ranking looks at, in the order of the weights' names.
pub const FEATURES: [&str; 38] = [
    "person-named-inside",
    "body-named-inside",
    "place-named-inside",
    "other-named-inside",
    "people-named-inside",
    "matter-named-inside",
    "named-at-the-beginning",
    "named-as-the-first-words",
    "mentioned-twice-inside",
    "pronoun-inside",
    "described-inside",
    "several-where-they-stands-inside",
    "before-in-the-sentence",
    "last-before-in-the-sentence",
    "after-in-the-sentence",
    "sentence-before",
    "two-sentences-before",
    "four-sentences-before",
    "sentence-after",
    "mentions",
    "most-mentioned-person",
    "second-person",
    "headline",
    "first-paragraphs",
    "body",
    "place",
    "other",
    "people",
    "matter",
    "speaker",
    "speaker-of-i",
    "speaker-of-we",
    "person-of-a-content-that-names-nobody",
    "spoken-of",
    "spoken-of-by-the-speaker",
    "speaks",
    "speaks-and-is-named-inside",
    "context-of-few-words",
];

/// The values of [`FEATURES`] for one candidate.
pub type Values = [f32; FEATURES.len()];

/// A target is given where at least this much belief falls on it.
const LEAST: f32 = 0.25;
/// How many stand under `about`, those inside the content apart.
const MOST: usize = 5;

/// How the text leads from a content to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The content names it.
    Named,
    /// A pronoun of the content means it.
    Pronoun,
    /// A description in the content ("the mayor") means it.
    Described,
    /// Only the words around the content lead to it.
    Context,
}

/// What a content may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// Somebody or something with a name, as an index into `Resolution::entities`.
    Entity(usize),
    /// A group of people or a matter, as an index into `Resolution::groups`.
    Group(usize),
}

impl Subject {
    /// The entity, where it is one.
    pub fn entity(self) -> Option<usize> {
        match self {
            Self::Entity(index) => Some(index),
            Self::Group(_) => None,
        }
    }

    /// Its name in the article.
    pub fn name(self, resolution: &Resolution) -> Option<&str> {
        match self {
            Self::Entity(index) => resolution.entities.get(index).map(|entity| entity.name.as_str()),
            Self::Group(index) => resolution.groups.get(index).map(|group| group.name.as_str()),
        }
    }
}

/// Somebody or something that a content is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct About {
    /// Who or what.
    pub subject: Subject,
    /// What leads to it.
    pub basis: Basis,
    /// The share of belief that it is whom the content judges, 0 to 1.
    pub belief: f32,
    /// How likely the content judges that one, and judges it as its reading says, 0 to 1.
    pub judged: f32,
}

impl About {
    /// How likely it is that the content is about that one, 0 to 1, where it comes first.
    pub fn confidence(&self) -> f32 {
        sure::right(self.belief)
    }
}

/// What one saying is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Aboutness {
    /// The likeliest first: everything inside the content, and what the context suggests, five at least where there are.
    pub about: Vec<About>,
    /// Whom the content judges or acts on, where enough belief falls on one; a content that neither praises nor blames
    /// has no target but in its own words.
    pub target: Option<About>,
}

/// A candidate with its features, for learning.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who or what.
    pub subject: Subject,
    /// What leads to it.
    pub basis: Basis,
    /// Its features.
    pub values: Values,
}

/// The groups and matters of a document that has sayings.
pub(super) fn groups(document: &Document, extraction: &Extraction) -> Vec<Group> {
    if extraction.attributions.is_empty() { Vec::new() } else { groups::groups(document) }
}

/// What each saying of the extraction is about, in their order.
pub(super) fn all(document: &Document, extraction: &Extraction, resolution: &Resolution) -> Vec<Aboutness> {
    let scene = Scene::new(document, extraction, resolution);
    let about = |(index, attribution): (usize, &Attribution)| {
        let mut about = rank(&scene.candidates(index), attribution.reading.evaluation);
        about.target =
            about.target.filter(|target| target.basis != Basis::Context || !has_object(document, attribution));
        about
    };
    extraction.attributions.iter().enumerate().map(about).collect()
}

/// Whether the verb itself says whom it is aimed at, so that nobody outside the content is: "accused the party of …".
fn has_object(document: &Document, attribution: &Attribution) -> bool {
    let (Some(cue), Some(first)) = (&attribution.cue, attribution.content.first()) else { return false };
    let aimed = matches!(attribution.stance, Stance::Accuses | Stance::Criticizes | Stance::Praises)
        || matches!(cue.lemma.as_str(), "call" | "label" | "dub" | "urge" | "implore" | "exhort" | "encourage");
    let (from, to) = (cue.span.end(), first.start());
    let beside = document.text().get(from..to).is_some_and(|between| between.trim().is_empty());
    let words = first.of(document.text());
    aimed && beside && !["that ", "how ", "\"", "“"].iter().any(|clause| words.starts_with(clause))
}

/// The candidates of each saying, in their order, for learning the weights.
pub fn candidates(document: &Document, extraction: &Extraction, resolution: &Resolution) -> Vec<Vec<Candidate>> {
    let scene = Scene::new(document, extraction, resolution);
    (0..extraction.attributions.len()).map(|index| scene.candidates(index)).collect()
}

fn rank(candidates: &[Candidate], evaluation: Evaluation) -> Aboutness {
    let score = |values: &Values| learned().iter().zip(values).map(|(w, x)| w * x).sum::<f32>();
    // Candidates hold many values: what is sorted only points to them.
    let mut scored: Vec<(f32, &Candidate)> = candidates.iter().map(|c| (score(&c.values), c)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.subject.cmp(&b.1.subject)));
    let top = scored.first().map_or(0.0, |(score, _)| *score);
    let sum: f32 = scored.iter().map(|(score, _)| (score - top).exp()).sum();
    let about = scored.iter().enumerate().filter(|(place, (_, c))| *place < MOST || c.basis != Basis::Context);
    let about = about.map(|(_, (score, candidate))| {
        let belief = (score - top).exp() / sum.max(f32::MIN_POSITIVE);
        About {
            subject: candidate.subject,
            basis: candidate.basis,
            belief,
            judged: sure::judged(candidate, belief, evaluation),
        }
    });
    let about: Vec<About> = about.collect();
    let target = about
        .first()
        .filter(|about| about.belief >= LEAST && (evaluation != Evaluation::Neutral || about.basis != Basis::Context));
    Aboutness { target: target.copied(), about }
}

/// The learned weight of each feature, made by `learn::targets`.
fn learned() -> &'static Values {
    static WEIGHTS: OnceLock<Values> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let table = weights::table(include_str!("../data/target_weights.txt"));
        FEATURES.map(|name| table.get(name).copied().unwrap_or(0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::extract::{BuiltIn, Extractor};
    use crate::text::Article;

    /// The target of each saying, with what leads to it.
    fn targets(body: &str) -> Vec<(String, Basis)> {
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let extraction = BuiltIn::default().extract(&document);
        let resolution = crate::resolve::resolve(&document, &extraction);
        let found = resolution.aboutness.iter().filter_map(|aboutness| aboutness.target);
        found.filter_map(|t| Some((t.subject.name(&resolution)?.to_owned(), t.basis))).collect()
    }

    #[test]
    fn the_target_is_named_pointed_to_or_described() {
        assert_eq!(
            targets("Mayor Greta Lund shut the port. \"Greta Lund is a coward,\" said Silas Okoro."),
            [("Greta Lund".to_owned(), Basis::Named)]
        );
        assert_eq!(
            targets("Mayor Greta Lund shut the port. \"She is a coward,\" said Silas Okoro."),
            [("Greta Lund".to_owned(), Basis::Pronoun)]
        );
        assert_eq!(
            targets("Mayor Greta Lund shut the port. \"The mayor is a coward,\" said Silas Okoro."),
            [("Greta Lund".to_owned(), Basis::Described)]
        );
    }

    #[test]
    fn a_speaker_is_seldom_the_target() {
        let found = targets("Greta Lund met Silas Okoro. \"It is a disgrace,\" said Silas Okoro.");
        assert!(found.iter().all(|(name, _)| name != "Silas Okoro"), "{found:?}");
    }

    #[test]
    fn beliefs_are_shares() {
        let mut values = [0.0; FEATURES.len()];
        values[0] = 1.0;
        let one = |entity, values| Candidate { subject: Subject::Entity(entity), basis: Basis::Named, values };
        let ranked = rank(&[one(0, [0.0; FEATURES.len()]), one(1, values)], Evaluation::Negative);
        assert_eq!(ranked.about.first().map(|about| about.subject), Some(Subject::Entity(1)));
        assert!((ranked.about.iter().map(|about| about.belief).sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
