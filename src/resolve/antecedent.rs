//! Ranks the people and bodies that a pronoun may mean.

use super::again;
use super::binding::{barred, is_fronted, same_clause};
use super::bodies::BodyName;
use super::context::Context;
use super::place::Place;
use super::pronouns::{Pronoun, PronounForm, PronounKind};
use super::sayings::Sayings;
use super::weights;
use super::{Entity, Gender, Kind};
use crate::annotate::EntityKind;
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// A mention that an antecedent can be found through.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// The entity it means.
    pub entity: usize,
    /// Its characters.
    pub span: Span,
    /// Its first token.
    pub token: usize,
    /// One past its last token.
    pub end: usize,
    /// Its place in the clause.
    pub place: Place,
    /// Whether it is a name.
    pub named: bool,
}

/// A saying as far as pronouns care.
#[derive(Debug, Clone)]
pub struct Saying {
    /// The tokens of its content, piece by piece.
    pub content: Vec<std::ops::Range<usize>>,
    /// Whether its content is quoted wholly.
    pub direct: bool,
    /// Whether it is cited in passing: "according to the Harbour Post".
    pub cited: bool,
    /// The tokens of the heads of its sources.
    pub sources: Vec<std::ops::Range<usize>>,
    /// The entities of the sources that are resolved so far.
    pub speakers: Vec<usize>,
}

impl Saying {
    /// Whether a token lies in the content.
    pub fn holds(&self, token: usize) -> bool {
        self.content.iter().any(|piece| piece.contains(&token))
    }

    /// Whether a token is a source's head.
    pub fn has_source(&self, token: usize) -> bool {
        self.sources.iter().any(|head| head.contains(&token))
    }
}

/// The features of a candidate; [`weights`] knows their order.
pub const FEATURES: [&str; 61] = [
    "same-sentence",
    "previous-sentence",
    "two-back",
    "three-or-four-back",
    "farther",
    "same-paragraph",
    "tokens-between",
    "nearest",
    "subject",
    "object",
    "oblique",
    "possessive",
    "first-of-sentence",
    "subject-here",
    "subject-before",
    "both-subjects",
    "owned-by-subject-here",
    "object-of-subject-here",
    "owner-nearest",
    "through-pronoun",
    "first-mention",
    "mentions",
    "most-mentioned",
    "opens-text",
    "gender-shown",
    "both-quoted",
    "only-name-quoted",
    "only-pronoun-quoted",
    "last-speaker",
    "speaker-of-content",
    "speaker-of-quote",
    "source-in-own-content",
    "source-is-last-speaker",
    "later",
    "rivals-between",
    "reflexive-subject",
    "nearest-subject",
    "sentence-opens-both",
    "owner-owner",
    "same-clause",
    "hint-agrees",
    "hint-clashes",
    "short-name",
    "listed",
    "plain-0",
    "plain-1",
    "plain-2",
    "plain-3",
    "paragraph-before",
    "paragraphs-apart",
    "latest-subject",
    "spoke-before",
    "source-plain-1",
    "source-latest-subject",
    "source-opens-paragraph",
    "source-mentions",
    "source-spoke-before",
    "unlike",
    "later-behind-fronted",
    "before-and-own",
    "fronted-behind-subject",
];

/// How many sentences back an antecedent is looked for.
const WINDOW: usize = 10;

/// One candidate with its features.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The entity.
    pub entity: usize,
    /// The mention it is found through.
    pub mention: Seen,
    /// Feature values in the order of [`FEATURES`].
    pub features: [f32; FEATURES.len()],
}

/// Everything that ranking reads.
pub struct Scene<'a> {
    /// The document.
    pub context: &'a Context<'a>,
    /// The entities, with the genders known so far.
    pub entities: &'a [Entity],
    /// All mentions resolved so far and all names, in the order of the text.
    pub seen: &'a [Seen],
    /// The first token of the first mention of each entity in `seen`.
    pub firsts: &'a FxHashMap<usize, usize>,
    /// The sayings in the order of the text.
    pub sayings: &'a Sayings,
    /// The names of each entity, taken apart when first asked for.
    pub body_names: &'a [OnceCell<Vec<BodyName>>],
    /// How often each entity is named in the article.
    pub uses: &'a [u32],
    /// What a name's ending or a lone given name hints of its bearer's gender.
    pub hints: &'a [Gender],
    /// The unnamed sources that are several people, bodies or papers: no "he" means them.
    pub no_person: &'a [usize],
    /// Those among them that are several or a body: "they" may mean them.
    pub several: &'a [usize],
}

/// Whether an entity can be what the pronoun means, by kind, gender and number.
fn agrees(entity: &Entity, pronoun: &Pronoun) -> bool {
    match (pronoun.kind, entity.kind) {
        (PronounKind::Singular(gender), Kind::Named(EntityKind::Person)) => {
            entity.gender == Gender::Unknown || entity.gender == gender
        }
        (PronounKind::Singular(gender), Kind::Unnamed) => entity.gender == Gender::Unknown || entity.gender == gender,
        (PronounKind::Plural, Kind::Named(EntityKind::Organization) | Kind::Unnamed)
        | (PronounKind::Thing, Kind::Named(EntityKind::Organization)) => true,
        (PronounKind::Thing, Kind::Named(EntityKind::Place)) => !NO_POLITIES.contains(&entity.name.as_str()),
        _ => false,
    }
}

/// Parts of the world that nobody governs, so that none of them speaks.
const NO_POLITIES: &[&str] = &[
    "Earth",
    "Europe",
    "Asia",
    "Africa",
    "America",
    "North America",
    "South America",
    "Latin America",
    "Antarctica",
    "Arctic",
    "Mars",
    "Moon",
];

/// The candidates of a pronoun with their features, nearest first.
pub fn candidates(scene: &Scene, pronoun: &Pronoun) -> Vec<Candidate> {
    let context = scene.context;
    let here = context.sentence(pronoun.token);
    let first = here.saturating_sub(WINDOW);
    let mut found: Vec<Candidate> = Vec::new();
    let upto = scene.seen.partition_point(|s| s.token < pronoun.token);
    let before = scene.seen.get(..upto).unwrap_or_default();
    let later = scene.seen.get(upto..).unwrap_or_default();
    for mention in before.iter().rev() {
        if context.sentence(mention.token) < first {
            break;
        }
        offer(scene, pronoun, *mention, &mut found);
    }
    for mention in later.iter().take_while(|s| context.sentence(s.token) == here) {
        offer(scene, pronoun, *mention, &mut found);
    }
    let most = found.iter().map(|c| uses(scene, c.entity)).max().unwrap_or(0);
    let around = Around::new(scene, pronoun);
    for (index, candidate) in found.iter_mut().enumerate() {
        candidate.features = features(scene, pronoun, &around, &candidate.mention, index, most);
    }
    found
}

/// The sayings that matter to one pronoun.
struct Around<'a> {
    /// Those whose content holds it.
    holding: Vec<&'a Saying>,
    /// The one whose source it is.
    own: Option<&'a Saying>,
    /// The latest before it with a known speaker.
    last: Option<&'a Saying>,
    /// The person who was the subject of a clause outside quotations last.
    subject: Option<usize>,
    /// Whether the pronoun stands in a phrase before the clause that it belongs to: "Like her sister, Lena …".
    fronted: bool,
}

impl<'a> Around<'a> {
    fn new(scene: &Scene<'a>, pronoun: &Pronoun) -> Self {
        Self {
            holding: scene.sayings.holding(pronoun.token).collect(),
            own: scene.sayings.with_source(pronoun.token),
            last: scene.sayings.last_spoken(pronoun.token),
            subject: latest_subject(scene, pronoun),
            fronted: is_fronted(scene.context, pronoun),
        }
    }
}

/// The person or unnamed source, fit for the pronoun, that was the subject of a clause outside quotations last.
fn latest_subject(scene: &Scene, pronoun: &Pronoun) -> Option<usize> {
    let upto = scene.seen.partition_point(|s| s.token < pronoun.token);
    let before = scene.seen.get(..upto).unwrap_or_default().iter().rev();
    let fits = |s: &&Seen| {
        s.place == Place::Subject
            && !scene.context.is_quoted(s.token)
            && !barred(scene, pronoun, s)
            && scene.entities.get(s.entity).is_some_and(|e| agrees(e, pronoun))
    };
    before.take(60).find(fits).map(|s| s.entity)
}

fn uses(scene: &Scene, entity: usize) -> u32 {
    scene.uses.get(entity).copied().unwrap_or(0)
}

fn offer(scene: &Scene, pronoun: &Pronoun, mention: Seen, found: &mut Vec<Candidate>) {
    let known = found.iter().any(|c| c.entity == mention.entity);
    let overlaps = mention.span.overlaps(pronoun.span);
    if !known
        && !overlaps
        && !barred(scene, pronoun, &mention)
        && scene.entities.get(mention.entity).is_some_and(|e| agrees(e, pronoun))
    {
        found.push(Candidate { entity: mention.entity, mention, features: [0.0; FEATURES.len()] });
    }
}

fn features(
    scene: &Scene,
    pronoun: &Pronoun,
    around: &Around,
    mention: &Seen,
    nearness: usize,
    most: u32,
) -> [f32; FEATURES.len()] {
    let context = scene.context;
    let (here, there) = (context.sentence(pronoun.token), context.sentence(mention.token));
    let later = mention.token > pronoun.token;
    let apart = here.saturating_sub(there);
    let is = |condition: bool| if condition { 1.0 } else { 0.0 };
    let subject = mention.place == Place::Subject;
    let owner = pronoun.form == PronounForm::Possessive;
    let mine = |s: &&Seen| s.entity == mention.entity;
    let subject_in = |sentence: usize| {
        let upto = scene.seen.partition_point(|s| s.token < pronoun.token);
        let earlier = scene.seen.get(..upto).unwrap_or_default().iter().rev();
        let mut earlier = earlier.take_while(|s| context.sentence(s.token) >= sentence).filter(mine).take(12);
        earlier.any(|s| s.place == Place::Subject && context.sentence(s.token) == sentence)
    };
    let opener = |token: usize| token.saturating_sub(context.sentence_tokens(token).start) <= 1;
    let from = scene.seen.partition_point(|s| s.token < context.sentence_tokens(mention.token).start);
    let mut in_sentence = scene.seen.get(from..).unwrap_or_default().iter().take_while(|s| s.token < mention.token);
    let first_of_sentence = !in_sentence.any(|s| is_person(scene, s.entity));
    let (pronoun_quoted, name_quoted) = (context.is_quoted(pronoun.token), context.is_quoted(mention.token));
    let (mut speaks_direct, mut speaks_indirect) = (false, false);
    for saying in &around.holding {
        if saying.speakers.contains(&mention.entity) {
            *(if saying.direct { &mut speaks_direct } else { &mut speaks_indirect }) = true;
        }
    }
    let own = around.own;
    let last_speaker = around.last.is_some_and(|s| s.speakers.contains(&mention.entity));
    let clause = !later && same_clause(context, mention.token, pronoun.token);
    let after = scene.seen.partition_point(|s| s.token <= mention.token);
    let between = scene.seen.get(after..).unwrap_or_default().iter().take_while(|s| s.token < pronoun.token);
    let between = between.filter(|s| s.entity != mention.entity);
    let rivals = between.filter(|s| scene.entities.get(s.entity).is_some_and(|e| agrees(e, pronoun))).count();
    let opens = scene.seen.iter().find(|s| is_person(scene, s.entity)).is_some_and(|s| s.entity == mention.entity);
    let entity_gender = scene.entities.get(mention.entity).map_or(Gender::Unknown, |e| e.gender);
    let hint = scene.hints.get(mention.entity).copied().unwrap_or_default();
    let hinted = match pronoun.kind {
        PronounKind::Singular(gender) if entity_gender == Gender::Unknown && hint != Gender::Unknown => {
            Some(hint == gender)
        }
        _ => None,
    };
    let first_mention = scene.firsts.get(&mention.entity) == Some(&mention.token);
    let tokens = pronoun.token.abs_diff(mention.token) as f32;
    let plain = context.plain(pronoun.token).saturating_sub(context.plain(mention.token));
    let paragraphs = context.paragraph(pronoun.token).saturating_sub(context.paragraph(mention.token));
    let source = own.is_some();
    let spoke = scene.sayings.has_spoken(mention.entity, pronoun.token);
    [
        is(apart == 0 && !later),
        is(apart == 1),
        is(apart == 2),
        is(apart == 3 || apart == 4),
        is(apart > 4),
        is(context.paragraph(pronoun.token) == context.paragraph(mention.token)),
        tokens.ln_1p() / 5.0,
        is(nearness == 0 && !later),
        is(subject),
        is(mention.place == Place::Object),
        is(mention.place == Place::Oblique),
        is(mention.place == Place::Possessive),
        is(first_of_sentence),
        is(subject_in(here)),
        is(here > 0 && subject_in(here - 1)),
        is(subject && pronoun.place == Place::Subject),
        is(owner && subject && apart == 0 && !later),
        is(clause && subject && pronoun.form == PronounForm::Plain && pronoun.place != Place::Subject),
        is(owner && nearness == 0 && !later),
        is(!mention.named),
        is(first_mention),
        (uses(scene, mention.entity) as f32).ln_1p() / 3.0,
        is(uses(scene, mention.entity) == most && most > 1),
        is(opens),
        is(entity_gender != Gender::Unknown),
        is(pronoun_quoted && name_quoted),
        is(!pronoun_quoted && name_quoted),
        is(pronoun_quoted && !name_quoted),
        is(last_speaker),
        is(speaks_indirect),
        is(speaks_direct),
        is(own.is_some_and(|s| s.holds(mention.token))),
        is(own.is_some() && last_speaker),
        is(later),
        (rivals as f32).ln_1p(),
        is(pronoun.form == PronounForm::Reflexive && subject && apart == 0),
        is(nearness == 0 && subject && !later),
        is(opener(pronoun.token) && opener(mention.token) && apart > 0),
        is(owner && mention.place == Place::Possessive),
        is(clause),
        is(hinted == Some(true)),
        is(hinted == Some(false)),
        is(mention.named && mention.end == mention.token + 1),
        is(listed(context, mention)),
        is(plain == 0 && !later),
        is(plain == 1),
        is(plain == 2),
        is(plain > 2),
        is(paragraphs == 1),
        (paragraphs as f32).ln_1p(),
        is(around.subject == Some(mention.entity)),
        is(spoke),
        is(source && plain == 1 && subject),
        is(source && around.subject == Some(mention.entity)),
        is(source && opens_paragraph(context, mention.token)),
        if source { (uses(scene, mention.entity) as f32).ln_1p() / 3.0 } else { 0.0 },
        is(source && spoke),
        is(mention.token.checked_sub(1).is_some_and(|token| context.folded(token) == "unlike")),
        is(later && around.fronted && subject),
        is(owner && mention.end + 1 == pronoun.token && context.folded(mention.end) == "and"),
        is(around.fronted && !later && apart > 0 && subject),
    ]
}

/// Whether nothing but titles stands between the beginning of the paragraph and the token.
fn opens_paragraph(context: &Context, token: usize) -> bool {
    let first = context.document.paragraphs.get(context.paragraph(token)).map_or(token, |p| p.tokens.start);
    token < first + 4
}

/// Whether a name stands in a list: after "and" or a comma, or before them.
fn listed(context: &Context, mention: &Seen) -> bool {
    let before = mention.token.checked_sub(1).map_or("", |token| context.document.word(token));
    before == "and" || context.document.word(mention.end) == "and"
}

/// Whether the entity is a person with a name.
pub fn is_person(scene: &Scene, entity: usize) -> bool {
    scene.entities.get(entity).is_some_and(|e| e.kind == Kind::Named(EntityKind::Person))
}

/// The score of a candidate.
pub fn score(candidate: &Candidate) -> f32 {
    weights::score(&candidate.features)
}

/// Whether a name of the entity stands among the tokens.
fn is_named_in(scene: &Scene, entity: usize, tokens: &std::ops::Range<usize>) -> bool {
    let from = scene.seen.partition_point(|s| s.token < tokens.start);
    let mut inside = scene.seen.get(from..).unwrap_or_default().iter().take_while(|s| s.token < tokens.end);
    inside.any(|s| s.named && s.entity == entity)
}

/// Verbs whose object is the speaker's own where a pronoun owns it: who announces "his resignation" resigns.
const OF_ONESELF: &[&str] = &[
    "announce",
    "declare",
    "tender",
    "admit",
    "acknowledge",
    "deny",
    "reiterate",
    "express",
    "voice",
    "pledge",
    "renew",
    "recount",
    "state",
    "confess",
];

/// How sure that is.
const OWN: f32 = 0.9;

/// The speaker of the saying whose content opens with the pronoun: right behind such a verb, or as its subject ("said he would").
fn own(scene: &Scene, pronoun: &Pronoun) -> Option<usize> {
    let verb = scene.context.lemma(pronoun.token.checked_sub(1)?);
    let owns = pronoun.form == PronounForm::Possessive && OF_ONESELF.contains(&verb);
    let acts = pronoun.form == PronounForm::Plain && pronoun.place == Place::Subject && matches!(verb, "say" | "that");
    if !(owns || acts) {
        return None;
    }
    let opens = |start: usize| start == pronoun.token || acts && start + 1 == pronoun.token && verb == "that";
    let opened =
        |saying: &&Saying| (owns || !saying.direct) && saying.content.first().is_some_and(|piece| opens(piece.start));
    match scene.sayings.holding(pronoun.token).find(opened)?.speakers[..] {
        [speaker] => Some(speaker),
        _ => None,
    }
}

/// The best candidate with the share of belief it gets.
pub fn best(scene: &Scene, pronoun: &Pronoun) -> Option<(Candidate, f32)> {
    let mut found = candidates(scene, pronoun);
    if let Some(index) = own(scene, pronoun).and_then(|speaker| found.iter().position(|c| c.entity == speaker)) {
        return found.into_iter().nth(index).map(|candidate| (candidate, OWN));
    }
    if let Some(index) = again::speaker(scene, pronoun, &found) {
        return found.into_iter().nth(index).map(|candidate| (candidate, OWN));
    }
    // Who is named in a quotation is seldom its speaker: people say "I" of themselves.
    if let Some(own) = scene.sayings.with_source(pronoun.token).filter(|saying| saying.direct) {
        let named = |entity: usize| own.content.iter().any(|piece| is_named_in(scene, entity, piece));
        if found.iter().any(|c| !named(c.entity)) {
            found.retain(|c| !named(c.entity));
        }
    }
    let scores: Vec<f32> = found.iter().map(score).collect();
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f32 = scores.iter().map(|s| (s - top).exp()).sum();
    let index = scores.iter().position(|s| *s >= top)?;
    let rather = again::only_named(scene, pronoun, &found, index);
    if let Some(index) = rather.or_else(|| again::subject_before(scene, pronoun, &found, index)) {
        return found.into_iter().nth(index).map(|candidate| (candidate, OWN));
    }
    found.into_iter().nth(index).map(|candidate| (candidate, 1.0 / total.max(1.0)))
}
