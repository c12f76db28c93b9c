//! Lays a document out for the ranking of what its sayings are about: the candidates, and where each stands by a content.

use super::groups::Group;
use super::{Basis, Candidate, FEATURES, Subject};
use crate::annotate::lexicon;
use crate::annotate::{Document, EntityKind, ParagraphKind};
use crate::extract::{Attribution, Extraction};
use crate::resolve::{Entity, Kind, MentionForm, Resolution};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What kind of thing a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Person,
    Body,
    Place,
    /// A name of something else: a party's people, a law.
    Other,
    /// People without a name.
    People,
    /// A matter without a name.
    Matter,
}

/// Something that a content may be about, with its mentions in the order of the text.
struct Known {
    subject: Subject,
    sort: Sort,
    mentions: Vec<(Span, MentionForm)>,
    headline: bool,
    /// Whether one of the first paragraphs mentions it.
    early: bool,
    roles: BTreeSet<String>,
    /// The sayings whose content mentions it.
    spoken_of: Vec<usize>,
    /// The number of its own sayings.
    speaks: usize,
}

impl Known {
    fn new(subject: Subject, sort: Sort) -> Self {
        Self {
            subject,
            sort,
            mentions: Vec::new(),
            headline: false,
            early: false,
            roles: BTreeSet::new(),
            spoken_of: Vec::new(),
            speaks: 0,
        }
    }

    /// The mentions that may lie in `part`: those that begin in it, or at its end where it is empty.
    fn starting_in(&self, part: Span) -> &[(Span, MentionForm)] {
        let from = self.mentions.partition_point(|(span, _)| span.start() < part.start());
        let upto = self.mentions.partition_point(|(span, _)| span.start() <= part.end());
        self.mentions.get(from..upto).unwrap_or_default()
    }
}

/// A document as the ranking sees it.
pub(super) struct Scene<'a> {
    document: &'a Document,
    known: Vec<Known>,
    /// Every mention with what it means, as an index into `known`, in the order of the text.
    places: Vec<(Span, usize)>,
    /// The numbers of mentions of the two people mentioned most.
    most: [usize; 2],
    /// The entities that speak in each saying.
    speakers: Vec<Vec<usize>>,
    extraction: &'a Extraction,
}

/// The paragraphs, the headline counted, whose people and matters the article is about.
const FIRST: usize = 4;

impl<'a> Scene<'a> {
    pub fn new(document: &'a Document, extraction: &'a Extraction, resolution: &Resolution) -> Self {
        let mut known = known(document, extraction, resolution, &resolution.groups);
        let people = known.iter().filter(|known| known.sort == Sort::Person);
        let mut counts: Vec<usize> = people.map(|known| known.mentions.len()).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let most = [counts.first().copied().unwrap_or(0), counts.get(1).copied().unwrap_or(0)];
        let speakers = |attribution: &Attribution| {
            let sources = attribution.sources.iter();
            sources.filter_map(|source| resolution.mention_at(source.head).and_then(|mention| mention.entity)).collect()
        };
        let speakers: Vec<Vec<usize>> = extraction.attributions.iter().map(speakers).collect();
        let places = known.iter().enumerate();
        let places = places.flat_map(|(index, known)| known.mentions.iter().map(move |(span, _)| (*span, index)));
        let mut places: Vec<(Span, usize)> = places.collect();
        places.sort_unstable();
        let mut times: FxHashMap<usize, usize> = FxHashMap::default();
        for (index, (attribution, speakers)) in extraction.attributions.iter().zip(&speakers).enumerate() {
            let inside: BTreeSet<usize> =
                attribution.content.iter().flat_map(|piece| within(&places, *piece)).collect();
            for place in inside {
                if let Some(known) = known.get_mut(place) {
                    known.spoken_of.push(index);
                }
            }
            let speakers: BTreeSet<usize> = speakers.iter().copied().collect();
            for entity in speakers {
                *times.entry(entity).or_default() += 1;
            }
        }
        for known in &mut known {
            known.speaks = known.subject.entity().and_then(|entity| times.get(&entity).copied()).unwrap_or(0);
        }
        Self { document, known, places, most, speakers, extraction }
    }

    /// The candidates of the saying `index`.
    pub fn candidates(&self, index: usize) -> Vec<Candidate> {
        let Some(attribution) = self.extraction.attributions.get(index) else { return Vec::new() };
        let view = View::new(self, index, attribution);
        let (start, end) = (view.content.start().saturating_sub(REACH), view.content.end().saturating_add(REACH));
        let near: BTreeSet<usize> = starting_in(&self.places, Span::new(start, end)).map(|(_, index)| *index).collect();
        near.into_iter().filter_map(|index| self.known.get(index)).map(|known| view.candidate(known)).collect()
    }
}

/// Bytes from a content beyond which nobody is looked for: farther than most articles are long, so that the cost of a
/// long text grows with its length alone.
const REACH: usize = 20_000;

/// The places that begin in `part` or at its end.
fn starting_in(places: &[(Span, usize)], part: Span) -> impl Iterator<Item = &(Span, usize)> {
    let from = places.partition_point(|(span, _)| span.start() < part.start());
    places.get(from..).unwrap_or_default().iter().take_while(move |(span, _)| span.start() <= part.end())
}

/// What is mentioned in `part`, as indices into `Scene::known`; the same may come several times.
fn within(places: &[(Span, usize)], part: Span) -> impl Iterator<Item = usize> {
    starting_in(places, part).filter(move |(span, _)| part.contains(*span)).map(|(_, index)| *index)
}

/// Everything in a document that a content may be about.
fn known(document: &Document, extraction: &Extraction, resolution: &Resolution, groups: &[Group]) -> Vec<Known> {
    // "Indian" before a noun says whose something is, and is nobody who is judged.
    let adjective = |name: &str| lexicon::demonym(&lexicon::folded(name)).is_some() && !name.ends_with('s');
    let sort = |found: &Entity| match found.kind {
        Kind::Named(EntityKind::Person) => Some(Sort::Person),
        Kind::Named(EntityKind::Organization) => Some(Sort::Body),
        Kind::Named(EntityKind::Place) => Some(Sort::Place),
        Kind::Named(EntityKind::Misc) => (!adjective(&found.name)).then_some(Sort::Other),
        Kind::Unnamed => None,
    };
    let entities = resolution.entities.iter().enumerate();
    let mut of: Vec<Option<Known>> =
        entities.map(|(index, found)| Some(Known::new(Subject::Entity(index), sort(found)?))).collect();
    for mention in &resolution.mentions {
        let Some(Some(known)) = mention.entity.and_then(|entity| of.get_mut(entity)) else { continue };
        known.mentions.push((mention.span, mention.form));
    }
    for role in &extraction.roles {
        let entity = resolution.mention_at(role.person).and_then(|mention| mention.entity);
        let Some(Some(known)) = entity.and_then(|entity| of.get_mut(entity)) else { continue };
        known.roles.extend(role.role.of(document.text()).split_whitespace().map(lexicon::fold));
    }
    let groups = groups.iter().enumerate().map(|(index, group)| {
        let mut known = Known::new(Subject::Group(index), if group.people { Sort::People } else { Sort::Matter });
        known.mentions = group.mentions.iter().map(|mention| (*mention, MentionForm::Name)).collect();
        known
    });
    let mut known: Vec<Known> = of.into_iter().flatten().chain(groups).filter(|k| !k.mentions.is_empty()).collect();
    let headlines = document.paragraphs.iter().filter(|p| p.kind == ParagraphKind::Headline).map(|p| p.span);
    let first = document.paragraphs.first().map(|p| p.span);
    let headlines: Vec<Span> = headlines.chain(first).collect();
    let early = document.paragraphs.get(FIRST).map_or(document.text().len(), |paragraph| paragraph.span.start());
    for known in &mut known {
        known.headline = headlines.iter().any(|h| known.mentions.iter().any(|(span, _)| h.contains(*span)));
        known.early = known.mentions.first().is_some_and(|(span, _)| span.start() < early);
    }
    known
}

/// One content with the sentences around it.
struct View<'a, 's> {
    scene: &'s Scene<'a>,
    index: usize,
    content: Span,
    pieces: &'s [Span],
    /// The content's own sentences, the four before them (nearest first), and the one after.
    own: Span,
    earlier: Vec<Span>,
    later: Option<Span>,
    /// All of these together.
    reach: Span,
    /// Where the last name before the content in its sentence starts, the speaker's apart.
    last_before: Option<usize>,
    /// Whether the content says "I", "we", "they".
    says: [bool; 3],
    /// The nouns that it describes somebody by: "the mayor".
    nouns: Vec<String>,
    /// The number of its words.
    words: usize,
    /// Whether it names or points to no person and no body.
    bare: bool,
}

/// A content of so few words says little of whom it means.
const FEW: usize = 4;

impl<'a, 's> View<'a, 's> {
    fn new(scene: &'s Scene<'a>, index: usize, attribution: &'s Attribution) -> Self {
        let document = scene.document;
        let pieces = attribution.content.as_slice();
        let content = pieces.iter().copied().reduce(Span::union).unwrap_or_default();
        let sentences = &document.sentences;
        let first = sentences.partition_point(|s| s.span.end() <= content.start());
        let last = sentences.partition_point(|s| s.span.start() < content.end()).max(first + 1);
        let span = |index: usize| sentences.get(index).map(|s| s.span);
        let own = span(first).into_iter().chain(span(last - 1)).reduce(Span::union).unwrap_or(content);
        let earlier: Vec<Span> = (1..=4).filter_map(|back| span(first.checked_sub(back)?)).collect();
        let reach = earlier.iter().copied().chain(span(last)).chain([own]).fold(content, Span::union);
        let words: Vec<Cow<str>> = document.tokens_in(content).map(|token| document.folded(token)).collect();
        let says = |any: &[&str]| words.iter().any(|word| any.contains(&word.as_ref()));
        let described = words.windows(2).filter(|pair| pair.first().is_some_and(|w| w == "the" || w == "mr."));
        let nouns = described.filter_map(|pair| pair.get(1)).map(|word| word.as_ref().to_owned()).collect();
        let acts =
            |index: usize| scene.known.get(index).is_some_and(|known| matches!(known.sort, Sort::Person | Sort::Body));
        let bare = !pieces.iter().flat_map(|piece| within(&scene.places, *piece)).any(acts);
        let says = [
            says(&["i", "my", "me", "myself"]),
            says(&["we", "our", "us"]),
            says(&["they", "them", "their", "these", "those"]),
        ];
        let words = words.iter().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let mut view = Self {
            scene,
            index,
            content,
            pieces,
            own,
            earlier,
            later: span(last),
            reach,
            last_before: None,
            says,
            nouns,
            words,
            bare,
        };
        let before = view.before();
        let others = starting_in(&scene.places, before).filter(|(span, index)| {
            before.contains(*span) && scene.known.get(*index).is_some_and(|known| !view.speaks(known))
        });
        view.last_before = others.map(|(span, _)| span.start()).max();
        view
    }

    /// What stands before the content in its sentence.
    fn before(&self) -> Span {
        Span::new(self.own.start().min(self.content.start()), self.content.start())
    }

    fn speaks(&self, known: &Known) -> bool {
        let speakers = self.scene.speakers.get(self.index).map(Vec::as_slice).unwrap_or_default();
        known.subject.entity().is_some_and(|entity| speakers.contains(&entity))
    }

    /// How many other sayings of the same speaker mention the candidate.
    fn by_the_speaker(&self, known: &Known) -> usize {
        let of = |index: usize| self.scene.speakers.get(index).map(Vec::as_slice).unwrap_or_default();
        let same = |index: &&usize| **index != self.index && of(**index).iter().any(|s| of(self.index).contains(s));
        known.spoken_of.iter().filter(same).count()
    }

    fn candidate(&self, known: &Known) -> Candidate {
        // Most candidates have no mention near the saying, and the others have few.
        let near = known.starting_in(self.reach);
        let starting_in = |part: Span| {
            let begins = move |span: Span| part.start() <= span.start() && span.start() <= part.end();
            near.iter().filter(move |(span, _)| begins(*span))
        };
        let inside = || {
            let in_a_piece = |span: Span| self.pieces.iter().any(|piece| piece.contains(span));
            starting_in(self.content).filter(move |(span, _)| in_a_piece(*span))
        };
        let formed = |wanted: MentionForm| inside().any(|(_, form)| *form == wanted);
        let (named, pronoun) = (formed(MentionForm::Name), formed(MentionForm::Pronoun));
        let described = self.nouns.iter().any(|noun| known.roles.contains(noun)) || formed(MentionForm::Description);
        let speaker = self.speaks(known);
        let around = |part: Option<&Span>| {
            let part = part.copied().unwrap_or_default();
            !speaker && starting_in(part).any(|(span, _)| part.contains(*span))
        };
        let before = self.before();
        let after = Span::new(self.content.end(), self.own.end().max(self.content.end()));
        let early = self.content.start() + self.content.len() / 3;
        let first = self.content.start() + 6;
        let sort = |wanted: Sort| known.sort == wanted;
        let person = sort(Sort::Person);
        let count = known.mentions.len();
        let is = |condition: bool| f32::from(u8::from(condition));
        let log = |count: usize| (1.0 + count as f32).ln();
        let named_by = |end: usize| inside().any(|(span, form)| *form == MentionForm::Name && span.start() < end);
        let elsewhere = known.spoken_of.iter().filter(|index| **index != self.index).count();
        let context = !(named || pronoun || described);
        let values = [
            is(named && person),
            is(named && sort(Sort::Body)),
            is(named && sort(Sort::Place)),
            is(named && sort(Sort::Other)),
            is(named && sort(Sort::People)),
            is(named && sort(Sort::Matter)),
            is(named_by(early)),
            is(named_by(first)),
            is(inside().nth(1).is_some()),
            is(pronoun && !named),
            is(described && !named),
            is(self.says[2] && matches!(known.sort, Sort::Body | Sort::Other | Sort::People)),
            is(around(Some(&before))),
            is(!speaker && starting_in(before).any(|(span, _)| Some(span.start()) == self.last_before)),
            is(around(Some(&after))),
            is(around(self.earlier.first())),
            is(around(self.earlier.get(1))),
            is(around(self.earlier.get(2)) || around(self.earlier.get(3))),
            is(around(self.later.as_ref())),
            log(count),
            is(person && count == self.scene.most[0]),
            is(person && count == self.scene.most[1]),
            is(known.headline),
            is(known.early),
            is(sort(Sort::Body)),
            is(sort(Sort::Place)),
            is(sort(Sort::Other)),
            is(sort(Sort::People)),
            is(sort(Sort::Matter)),
            is(speaker),
            is(speaker && self.says[0]),
            is(speaker && self.says[1]),
            is(person && self.bare),
            log(elsewhere),
            log(self.by_the_speaker(known)),
            log(known.speaks),
            is(named && known.speaks > 0),
            is(context && self.words <= FEW) * log(count),
        ];
        debug_assert_eq!(values.len(), FEATURES.len(), "each feature has its value");
        let basis = if named {
            Basis::Named
        } else if pronoun {
            Basis::Pronoun
        } else if described {
            Basis::Described
        } else {
            Basis::Context
        };
        Candidate { subject: known.subject, basis, values }
    }
}
