//! Whom each saying is about and whom it judges: the article's people, bodies and places, ranked for each content.
//!
//! A content seldom names its target: "It is a disgrace" is about somebody whom the sentences before speak of. So every
//! entity of the article is a candidate, and weights that `dixit train targets` learned rank them by where the article
//! mentions them: in the content, in its sentence, just before, in the headline, and how often.

use super::{Kind, MentionForm, Resolution, weights};
use crate::annotate::lexicon;
use crate::annotate::{Document, EntityKind, ParagraphKind};
use crate::extract::reading::Evaluation;
use crate::extract::{Attribution, Extraction};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// What the ranking looks at, in the order of the weights' names.
pub const FEATURES: [&str; 22] = [
    "person-named-inside",
    "body-named-inside",
    "place-named-inside",
    "named-at-the-beginning",
    "mentioned-twice-inside",
    "pronoun-inside",
    "described-inside",
    "before-in-the-sentence",
    "after-in-the-sentence",
    "sentence-before",
    "two-sentences-before",
    "four-sentences-before",
    "sentence-after",
    "mentions",
    "most-mentioned-person",
    "second-person",
    "headline",
    "place",
    "speaker",
    "speaker-of-i",
    "speaker-of-we",
    "person-of-a-content-that-names-nobody",
];

/// The values of [`FEATURES`] for one candidate.
pub type Values = [f32; FEATURES.len()];

/// A target is given where at least this much belief falls on it.
const LEAST: f32 = 0.25;
/// Entities that stand under `about`, those inside the content apart.
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

/// An entity that a content is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct About {
    /// The entity, as an index into `Resolution::entities`.
    pub entity: usize,
    /// What leads to it.
    pub basis: Basis,
    /// The share of belief that it is whom the content judges, 0 to 1.
    pub belief: f32,
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

/// A candidate with its entity, for learning.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The entity.
    pub entity: usize,
    /// What leads to it.
    pub basis: Basis,
    /// Its features.
    pub values: Values,
}

/// What each saying of the extraction is about, in their order.
pub(super) fn all(document: &Document, extraction: &Extraction, resolution: &Resolution) -> Vec<Aboutness> {
    let scene = Scene::new(document, extraction, resolution);
    let background = Background::new(&scene);
    let about = |attribution: &Attribution| {
        let judges = attribution.reading.evaluation != Evaluation::Neutral;
        background.rank(&View::new(&scene, attribution), judges)
    };
    extraction.attributions.iter().map(about).collect()
}

/// The candidates of each saying, in their order, for learning the weights.
pub fn candidates(document: &Document, extraction: &Extraction, resolution: &Resolution) -> Vec<Vec<Candidate>> {
    let scene = Scene::new(document, extraction, resolution);
    extraction.attributions.iter().map(|attribution| scene.candidates(attribution)).collect()
}

/// A candidate with its score and what leads to it.
type Scored = (f32, usize, Basis);

fn score(values: &Values) -> f32 {
    learned().iter().zip(values).map(|(w, x)| w * x).sum::<f32>()
}

/// The likeliest first; of equals, the entity that came first.
fn order(a: &Scored, b: &Scored) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

/// The candidates of a saying, the likeliest first, as what the saying is about.
fn ranked<'s>(scored: impl Iterator<Item = &'s Scored> + Clone, judges: bool) -> Aboutness {
    let top = scored.clone().next().map_or(0.0, |(score, ..)| *score);
    // Most candidates of a long text stand only in its background, where many share a score.
    let (mut last, mut share) = (None, 0.0);
    let shares = scored.clone().map(|(score, ..)| {
        if last != Some(score.to_bits()) {
            (last, share) = (Some(score.to_bits()), (score - top).exp());
        }
        share
    });
    let sum: f32 = shares.sum();
    let about = scored.enumerate().filter(|(place, (.., basis))| *place < MOST || *basis != Basis::Context);
    let about = about.map(|(_, (score, entity, basis))| About {
        entity: *entity,
        basis: *basis,
        belief: (score - top).exp() / sum.max(f32::MIN_POSITIVE),
    });
    let about: Vec<About> = about.collect();
    let target = about.first().filter(|about| about.belief >= LEAST && (judges || about.basis != Basis::Context));
    Aboutness { target: target.copied(), about }
}

/// The learned weight of each feature, made by `learn::targets`.
fn learned() -> &'static Values {
    static WEIGHTS: OnceLock<Values> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let table = weights::table(include_str!("data/target_weights.txt"));
        FEATURES.map(|name| table.get(name).copied().unwrap_or(0.0))
    })
}

/// An entity that may be a target, with its mentions in the order of the text.
struct Known {
    entity: usize,
    kind: EntityKind,
    mentions: Vec<(Span, MentionForm)>,
    headline: bool,
    roles: BTreeSet<String>,
}

impl Known {
    /// The mentions that may lie in `part`: those that begin in it, or at its end where it is empty.
    fn starting_in(&self, part: Span) -> impl Iterator<Item = &(Span, MentionForm)> {
        let from = self.mentions.partition_point(|(span, _)| span.start() < part.start());
        self.mentions.get(from..).unwrap_or_default().iter().take_while(move |(span, _)| span.start() <= part.end())
    }
}

/// The scores of all entities for a saying that they have nothing to do with, and where to find those that have.
///
/// A text of megabytes has thousands of sayings and thousands of entities. Nearly all stand far from a given saying, and
/// their scores are the same for all such; only those that stand near are weighed anew for each saying.
struct Background<'s, 'a> {
    scene: &'s Scene<'a>,
    /// The candidates, the likeliest first: for contents that name somebody or some body, and for those that name none.
    ranked: [Vec<Scored>; 2],
    /// The entities, as indices into `Scene::known`, that have a role of which a word is a part.
    by_role: FxHashMap<&'s str, Vec<usize>>,
    /// For each entity its index in `Scene::known`.
    index_of: FxHashMap<usize, usize>,
}

impl<'s, 'a> Background<'s, 'a> {
    fn new(scene: &'s Scene<'a>) -> Self {
        let mut background = Self {
            scene,
            ranked: [Vec::new(), Vec::new()],
            by_role: FxHashMap::default(),
            index_of: FxHashMap::default(),
        };
        for (index, known) in scene.known.iter().enumerate() {
            for (bare, ranked) in [false, true].into_iter().zip(&mut background.ranked) {
                ranked.push((score(&scene.values_from_afar(known, bare)), known.entity, Basis::Context));
            }
            for word in &known.roles {
                background.by_role.entry(word.as_str()).or_default().push(index);
            }
            background.index_of.insert(known.entity, index);
        }
        for ranked in &mut background.ranked {
            ranked.sort_unstable_by(order);
        }
        background
    }

    /// Ranks all entities for one content.
    fn rank(&self, view: &View<'_, '_>, judges: bool) -> Aboutness {
        let near = self.near(view);
        let mut weighed: Vec<Scored> = near
            .iter()
            .filter_map(|index| self.scene.known.get(*index))
            .map(|known| view.candidate(known))
            .map(|candidate| (score(&candidate.values), candidate.entity, candidate.basis))
            .collect();
        let entities: FxHashSet<usize> = weighed.iter().map(|(_, entity, _)| *entity).collect();
        weighed.sort_unstable_by(order);
        let [named, bare] = &self.ranked;
        let afar = if view.bare { bare } else { named };
        let mut afar = afar.iter().filter(|(_, entity, _)| !entities.contains(entity)).peekable();
        let mut weighed = weighed.iter().peekable();
        let mut all: Vec<&Scored> = Vec::with_capacity(self.scene.known.len());
        while let Some(next) = match (weighed.peek(), afar.peek()) {
            (Some(a), Some(b)) if order(a, b) == Ordering::Less => weighed.next(),
            (Some(_), None) => weighed.next(),
            _ => afar.next(),
        } {
            all.push(next);
        }
        ranked(all.iter().copied(), judges)
    }

    /// The entities that have to do with a content, as indices into `Scene::known`, each once: those mentioned in it or
    /// around it, its speakers, and those that it describes by their role.
    fn near(&self, view: &View<'_, '_>) -> Vec<usize> {
        let parts = [view.content, view.own].into_iter().chain(view.earlier.iter().copied()).chain(view.later);
        let around = parts.reduce(Span::union).unwrap_or_default();
        let mentioned = self.scene.starting_in(around).map(|(_, index)| *index);
        let speakers = view.speakers.iter().filter_map(|entity| self.index_of.get(entity).copied());
        let described = view.nouns.iter().filter_map(|noun| self.by_role.get(&**noun)).flatten().copied();
        let mut near: Vec<usize> = mentioned.chain(speakers).chain(described).collect();
        near.sort_unstable();
        near.dedup();
        near
    }
}

/// A document as the ranking sees it.
struct Scene<'a> {
    document: &'a Document,
    resolution: &'a Resolution,
    known: Vec<Known>,
    /// Every mention with its entity, as an index into `known`, in the order of the text.
    places: Vec<(Span, usize)>,
    /// The numbers of mentions of the two people mentioned most.
    most: [usize; 2],
}

impl<'a> Scene<'a> {
    fn new(document: &'a Document, extraction: &Extraction, resolution: &'a Resolution) -> Self {
        let mut of: Vec<Option<Known>> = resolution
            .entities
            .iter()
            .enumerate()
            .map(|(entity, found)| match found.kind {
                Kind::Named(EntityKind::Misc) | Kind::Unnamed => None,
                Kind::Named(kind) => {
                    Some(Known { entity, kind, mentions: Vec::new(), headline: false, roles: BTreeSet::new() })
                }
            })
            .collect();
        let headlines = document.paragraphs.iter().filter(|p| p.kind == ParagraphKind::Headline).map(|p| p.span);
        let first = document.paragraphs.first().map(|p| p.span);
        let headlines: Vec<Span> = headlines.chain(first).collect();
        for mention in &resolution.mentions {
            let Some(Some(known)) = mention.entity.and_then(|entity| of.get_mut(entity)) else { continue };
            known.mentions.push((mention.span, mention.form));
            known.headline |= headlines.iter().any(|headline| headline.contains(mention.span));
        }
        for role in &extraction.roles {
            let entity = resolution.mention_at(role.person).and_then(|mention| mention.entity);
            let Some(Some(known)) = entity.and_then(|entity| of.get_mut(entity)) else { continue };
            known.roles.extend(role.role.of(document.text()).split_whitespace().map(lexicon::fold));
        }
        let known: Vec<Known> = of.into_iter().flatten().filter(|known| !known.mentions.is_empty()).collect();
        let people = known.iter().filter(|known| known.kind == EntityKind::Person);
        let mut counts: Vec<usize> = people.map(|known| known.mentions.len()).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let most = [counts.first().copied().unwrap_or(0), counts.get(1).copied().unwrap_or(0)];
        let places = known.iter().enumerate();
        let places = places.flat_map(|(index, known)| known.mentions.iter().map(move |(span, _)| (*span, index)));
        let mut places: Vec<(Span, usize)> = places.collect();
        places.sort_unstable();
        Self { document, resolution, known, places, most }
    }

    /// The mentions that begin in `part` or at its end, with their entities as indices into `known`.
    fn starting_in(&self, part: Span) -> impl Iterator<Item = &(Span, usize)> {
        let from = self.places.partition_point(|(span, _)| span.start() < part.start());
        self.places.get(from..).unwrap_or_default().iter().take_while(move |(span, _)| span.start() <= part.end())
    }

    /// The features of an entity for a content that it has nothing to do with; `bare` contents name nobody.
    fn values_from_afar(&self, known: &Known, bare: bool) -> Values {
        let none = View {
            scene: self,
            content: Span::default(),
            pieces: &[],
            own: Span::default(),
            earlier: Vec::new(),
            later: None,
            speakers: Vec::new(),
            says: [false; 2],
            nouns: Vec::new(),
            bare,
        };
        let (mentions, roles) = (Vec::new(), BTreeSet::new());
        let nowhere = Known { entity: known.entity, kind: known.kind, mentions, headline: known.headline, roles };
        none.weighed(&nowhere, known.mentions.len()).values
    }

    fn candidates(&self, attribution: &Attribution) -> Vec<Candidate> {
        let view = View::new(self, attribution);
        self.known.iter().map(|known| view.candidate(known)).collect()
    }
}

/// One content with the sentences around it.
struct View<'a, 's> {
    scene: &'s Scene<'a>,
    content: Span,
    pieces: &'s [Span],
    /// The content's own sentences, the four before them (nearest first), and the one after.
    own: Span,
    earlier: Vec<Span>,
    later: Option<Span>,
    speakers: Vec<usize>,
    /// Whether the content says "I", "we".
    says: [bool; 2],
    /// The nouns that it describes somebody by: "the mayor".
    nouns: Vec<Cow<'a, str>>,
    /// Whether it names or points to no person and no body.
    bare: bool,
}

impl<'a, 's> View<'a, 's> {
    fn new(scene: &'s Scene<'a>, attribution: &'s Attribution) -> Self {
        let document = scene.document;
        let pieces = attribution.content.as_slice();
        let content = pieces.iter().copied().reduce(Span::union).unwrap_or_default();
        let sentences = &document.sentences;
        let first = sentences.partition_point(|s| s.span.end() <= content.start());
        let last = sentences.partition_point(|s| s.span.start() < content.end()).max(first + 1);
        let span = |index: usize| sentences.get(index).map(|s| s.span);
        let own = span(first).into_iter().chain(span(last - 1)).reduce(Span::union).unwrap_or(content);
        let earlier = (1..=4).filter_map(|back| span(first.checked_sub(back)?)).collect();
        let speakers = attribution.sources.iter().filter_map(|source| {
            let mention = scene.resolution.mention_at(source.head);
            mention.and_then(|mention| mention.entity)
        });
        let speakers = speakers.collect();
        let tokens = &document.tokens;
        let from = tokens.partition_point(|t| t.span.start() < content.start());
        let inside = tokens.get(from..).unwrap_or_default().iter().take_while(|t| t.span.end() <= content.end());
        let words: Vec<Cow<'a, str>> = inside.map(|t| lexicon::folded(t.span.of(document.text()))).collect();
        let says = |any: &[&str]| words.iter().any(|word| any.contains(&&**word));
        let described = words.windows(2).filter(|pair| pair.first().is_some_and(|w| w == "the" || w == "mr."));
        let nouns = described.filter_map(|pair| pair.get(1).cloned()).collect();
        let acts = |index: usize| scene.known.get(index).is_some_and(|known| known.kind != EntityKind::Place);
        let bare = !scene.starting_in(content).any(|(span, index)| acts(*index) && within(pieces, *span));
        let says = [says(&["i", "my", "me", "myself"]), says(&["we", "our", "us"])];
        Self { scene, content, pieces, own, earlier, later: span(last), speakers, says, nouns, bare }
    }

    fn candidate(&self, known: &Known) -> Candidate {
        self.weighed(known, known.mentions.len())
    }

    /// The candidate with its features; `count` is how often the whole text mentions it.
    fn weighed(&self, known: &Known, count: usize) -> Candidate {
        let inside = || known.starting_in(self.content).filter(|(span, _)| within(self.pieces, *span));
        let formed = |wanted: MentionForm| inside().any(|(_, form)| *form == wanted);
        let (named, pronoun) = (formed(MentionForm::Name), formed(MentionForm::Pronoun));
        let described = self.nouns.iter().any(|noun| known.roles.contains(&**noun)) || formed(MentionForm::Description);
        let speaker = self.speakers.contains(&known.entity);
        let around = |part: Option<&Span>| {
            let part = part.copied().unwrap_or_default();
            !speaker && known.starting_in(part).any(|(span, _)| part.contains(*span))
        };
        let before = Span::new(self.own.start().min(self.content.start()), self.content.start());
        let after = Span::new(self.content.end(), self.own.end().max(self.content.end()));
        let early = self.content.start() + self.content.len() / 3;
        let person = known.kind == EntityKind::Person;
        let is = |condition: bool| f32::from(u8::from(condition));
        let values = [
            is(named && person),
            is(named && known.kind == EntityKind::Organization),
            is(named && known.kind == EntityKind::Place),
            is(inside().any(|(span, form)| *form == MentionForm::Name && span.start() < early)),
            is(inside().nth(1).is_some()),
            is(pronoun && !named),
            is(described && !named),
            is(around(Some(&before))),
            is(around(Some(&after))),
            is(around(self.earlier.first())),
            is(around(self.earlier.get(1))),
            is(around(self.earlier.get(2)) || around(self.earlier.get(3))),
            is(around(self.later.as_ref())),
            (1.0 + count as f32).ln(),
            is(person && count == self.scene.most[0]),
            is(person && count == self.scene.most[1]),
            is(known.headline),
            is(known.kind == EntityKind::Place),
            is(speaker),
            is(speaker && self.says[0]),
            is(speaker && self.says[1]),
            is(person && self.bare),
        ];
        let basis = if named {
            Basis::Named
        } else if pronoun {
            Basis::Pronoun
        } else if described {
            Basis::Described
        } else {
            Basis::Context
        };
        Candidate { entity: known.entity, basis, values }
    }
}

fn within(pieces: &[Span], span: Span) -> bool {
    pieces.iter().any(|piece| piece.contains(span))
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
        let resolution = super::super::resolve(&document, &extraction);
        let found = resolution.aboutness.iter().filter_map(|aboutness| aboutness.target);
        found.filter_map(|t| Some((resolution.entities.get(t.entity)?.name.clone(), t.basis))).collect()
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
    fn who_stands_afar_is_ranked_as_if_weighed_anew() {
        let body = "Mayor Greta Lund shut the port of Velden. Mara Okonjo of Brightwater left.\n\nSilas Okoro wept.\n\nIt \
            snowed. It rained. It thawed. It froze. It hailed.\n\n\"The mayor is a coward,\" said Silas Okoro. \"It is a \
            disgrace to Velden,\" said Mara Okonjo. Jan Tarrow told the Harbour Board that it was late.";
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let extraction = BuiltIn::default().extract(&document);
        let resolution = super::super::resolve(&document, &extraction);
        assert!(extraction.attributions.len() > 2);
        let weighed = candidates(&document, &extraction, &resolution);
        for ((attribution, candidates), about) in extraction.attributions.iter().zip(weighed).zip(&resolution.aboutness)
        {
            let mut scored: Vec<Scored> = candidates.iter().map(|c| (score(&c.values), c.entity, c.basis)).collect();
            scored.sort_unstable_by(order);
            let judges = attribution.reading.evaluation != Evaluation::Neutral;
            assert_eq!(ranked(scored.iter(), judges), *about);
        }
    }

    #[test]
    fn beliefs_are_shares() {
        let mut values = [0.0; FEATURES.len()];
        values[0] = 1.0;
        let mut scored = [(score(&[0.0; FEATURES.len()]), 0, Basis::Named), (score(&values), 1, Basis::Named)];
        scored.sort_unstable_by(order);
        let ranked = ranked(scored.iter(), true);
        assert_eq!(ranked.about.first().map(|about| about.entity), Some(1));
        assert!((ranked.about.iter().map(|about| about.belief).sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
