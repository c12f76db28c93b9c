//! Links common noun phrases that name a source ("the minister", "the company") to the named entity they describe.

use super::antecedent::Scene;
use super::bodies::BodyName;
use super::context::Context;
use super::offices::KnownRole;
use super::papers;
use super::place::Place;
use super::{Gender, Kind};
use crate::annotate::lexicon::{self, NameGender};
use crate::annotate::{EntityKind, Pos};
use crate::text::Span;
use std::ops::Range;

/// A source's noun phrase taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The whole phrase.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its head noun.
    pub head: usize,
    /// The head's lemma, folded.
    pub noun: String,
    /// What the head can be.
    pub class: Class,
    /// Whether it points back: "the", "this", "that".
    pub definite: bool,
    /// Whether it names several.
    pub plural: bool,
    /// The gender that the noun shows.
    pub gender: Gender,
}

/// What a description's head can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A person with or without an office.
    Person,
    /// A body.
    Body,
    /// A document or saying: "the report", "her statement".
    Document,
    /// Anything else.
    Other,
}

/// The endings of nouns for people that no list holds: "lobsterman", "vlogger", "falconer".
const ENDINGS: &[&str] = &["er", "or", "ist", "man", "woman", "person", "ian", "ee", "ess", "ant", "ent", "yst", "ard"];

/// The endings of nouns that look like those and mean no people: "statement", "paper".
const OTHERS: &[&str] =
    &["ment", "paper", "letter", "number", "order", "power", "error", "percent", "content", "committee"];

/// Nouns that seldom mean whom the paragraphs before speak of, unless the article says so: who speaks for others, who asks, and who
/// sits in court.
const ANYBODY: &[&str] = &[
    "spokesperson",
    "spokesman",
    "spokeswoman",
    "official",
    "source",
    "person",
    "interviewer",
    "moderator",
    "questioner",
    "reporter",
    "journalist",
    "correspondent",
    "host",
    "caller",
    "heckler",
    "judge",
    "magistrate",
    "prosecutor",
    "attorney",
    "lawyer",
    "coroner",
    "juror",
    "witness",
    "interpreter",
    "opposition",
];

/// Whether a noun that no list holds may mean a person.
pub fn may_be_a_person(noun: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    ends(ENDINGS) && !ends(OTHERS)
}

/// Nouns for what somebody wrote or said; their owner is the source.
const DOCUMENTS: &[&str] = &[
    "statement",
    "report",
    "letter",
    "email",
    "e-mail",
    "memo",
    "tweet",
    "post",
    "release",
    "study",
    "document",
    "filing",
    "lawsuit",
    "complaint",
    "affidavit",
    "finding",
    "findings",
    "speech",
    "interview",
    "message",
    "blog",
    "note",
    "paper",
    "book",
    "article",
    "review",
    "survey",
    "poll",
    "ruling",
    "text",
    "column",
    "comment",
    "remark",
    "testimony",
    "video",
    "database",
    "data",
    "website",
    "page",
    "profile",
    "analysis",
    "assessment",
];

/// Nouns for people who study what they speak of; somebody who holds an office is not meant.
const SCHOLARS: &[&str] = &[
    "expert",
    "analyst",
    "scholar",
    "researcher",
    "academic",
    "scientist",
    "professor",
    "economist",
    "historian",
    "pundit",
];
/// Offices.
const POLITICAL: &[&str] = &[
    "president",
    "minister",
    "premier",
    "senator",
    "governor",
    "mayor",
    "chancellor",
    "ambassador",
    "congressman",
    "congresswoman",
    "king",
    "queen",
    "mp",
];

/// Nouns for people that papers bear as names.
const OUTLETS: &[&str] = &[
    "courier",
    "guardian",
    "observer",
    "sentinel",
    "advocate",
    "examiner",
    "inquirer",
    "enquirer",
    "messenger",
    "pioneer",
    "spectator",
    "economist",
    "independent",
    "reporter",
    "monitor",
    "citizen",
    "scotsman",
    "irishman",
    "australian",
    "herald",
];

/// Whether a paper's name stands there: "the Courier" in capitals is a paper, "the courier" somebody who carries.
pub fn is_outlet(context: &Context, head: Span) -> bool {
    let word = head.of(context.document.text());
    let token = context.token_at(head.start());
    word.starts_with(char::is_uppercase)
        && OUTLETS.contains(&lexicon::fold(word).as_str())
        && context.sentence_tokens(token).start != token
}

/// Reads the phrase of `tokens` with the head noun at `head`.
pub fn read(context: &Context, span: Span, head: Span) -> Description {
    let tokens = context.tokens_in(span);
    let inside = context.tokens_in(head);
    let head = if inside.is_empty() { context.token_at(head.start()) } else { inside.end - 1 };
    let noun = context.lemma(head);
    let word = context.folded(head);
    let person = lexicon::person_noun(noun).or_else(|| lexicon::person_noun(word));
    let body = lexicon::group_noun(noun).or_else(|| lexicon::group_noun(word));
    let aged = tokens.clone().any(|token| {
        let word = context.folded(token);
        word.contains("year-old") || word == "old" && context.folded(token.saturating_sub(2)) == "year"
    });
    let by_ending = ["man", "woman", "person"].iter().any(|ending| noun.ends_with(ending));
    let class = if aged && tokens.contains(&head) {
        Class::Person
    } else if DOCUMENTS.contains(&noun) {
        Class::Document
    } else if person.is_some_and(|p| p.usual) {
        Class::Person
    } else if body.is_some() {
        Class::Body
    } else if person.is_some() || by_ending {
        Class::Person
    } else {
        Class::Other
    };
    let first = context.folded(tokens.start);
    let gender = match person.map(|p| p.gender) {
        Some(NameGender::Feminine) => Gender::Feminine,
        Some(NameGender::Masculine) => Gender::Masculine,
        _ => Gender::Unknown,
    };
    let plural = (word != noun && word.ends_with('s'))
        || matches!(word, "people" | "women" | "men" | "staff" | "police" | "couple" | "pair" | "duo" | "trio");
    let definite = matches!(first, "the" | "this" | "that" | "these" | "those");
    Description { span, tokens, head, noun: noun.to_owned(), class, definite, plural, gender }
}

/// The named entity that a description means, with confidence, and the mention it is found through.
pub fn link(scene: &Scene, description: &Description, roles: &[KnownRole]) -> Option<(usize, f32, Span)> {
    match description.class {
        Class::Document => papers::author(scene, description),
        _ if description.plural => None,
        Class::Person => person(scene, description, roles),
        Class::Body => body(scene, description),
        Class::Other => other(scene, description),
    }
}

/// The latest mention before the description, not farther back than `window` sentences, that passes.
pub(super) fn latest<'a>(
    scene: &'a Scene,
    before: usize,
    window: usize,
    keep: impl Fn(&super::antecedent::Seen) -> bool + 'a,
) -> impl Iterator<Item = &'a super::antecedent::Seen> {
    let here = scene.context.sentence(before);
    let upto = scene.seen.partition_point(|s| s.token < before);
    let earlier = scene.seen.get(..upto).unwrap_or_default().iter().rev();
    earlier.take_while(move |s| scene.context.sentence(s.token) + window >= here).filter(move |s| keep(s))
}

fn is_person(scene: &Scene, entity: usize, gender: Gender) -> bool {
    scene.entities.get(entity).is_some_and(|e| {
        e.kind == Kind::Named(EntityKind::Person)
            && (gender == Gender::Unknown || e.gender == Gender::Unknown || e.gender == gender)
    })
}

fn person(scene: &Scene, description: &Description, roles: &[KnownRole]) -> Option<(usize, f32, Span)> {
    let start = description.tokens.start;
    // An office that the article gives to a person.
    let words = description.tokens.clone();
    let fits = |r: &&KnownRole| r.fits(scene.context, &words, description.head, &description.noun);
    let bearers: Vec<usize> = roles.iter().filter(fits).map(|r| r.entity).collect();
    let introduces = !description.definite;
    if introduces && !bare_title(scene.context, description) {
        return None;
    }
    let mention = |entity: usize| latest(scene, start, usize::MAX / 2, move |s| s.entity == entity).next();
    let mut known: Vec<_> =
        bearers.iter().filter(|e| is_person(scene, **e, description.gender)).filter_map(|e| mention(*e)).collect();
    known.sort_by_key(|s| std::cmp::Reverse(s.token));
    if let Some(nearest) = known.first() {
        let single = known.iter().all(|s| s.entity == nearest.entity);
        return Some((nearest.entity, if single { 0.88 } else { 0.65 }, nearest.span));
    }
    // The article gives such an office only to people of another grade or field: this one is somebody else.
    let elsewhere = roles.iter().any(|r| r.noun == description.noun);
    if introduces || elsewhere || has_complement(scene, description) {
        return None;
    }
    if somebody_else(scene, description) {
        return None;
    }
    // "the 32-year-old labourer": the person whom the paragraphs just before speak of, when there is no rival.
    let politician = |entity: usize| roles.iter().any(|r| r.entity == entity && POLITICAL.contains(&r.noun.as_str()));
    let scholar = SCHOLARS.contains(&description.noun.as_str());
    let people: Vec<_> =
        latest(scene, start, if scholar { 8 } else { 3 }, |s| is_person(scene, s.entity, description.gender))
            .filter(|s| !(scholar && politician(s.entity)))
            .collect();
    // "the expert": the only person before whom the article gives a role that is no office.
    if scholar {
        let learned = |s: &super::antecedent::Seen| roles.iter().any(|r| r.entity == s.entity) && !politician(s.entity);
        let fits = |s: &super::antecedent::Seen| is_person(scene, s.entity, description.gender) && learned(s);
        let mut all = latest(scene, start, usize::MAX / 2, fits);
        if let Some(last) = all.next() {
            return all.all(|s| s.entity == last.entity).then_some((last.entity, 0.65, last.span));
        }
    }
    let nearest = people.first()?;
    let subject = people.iter().find(|s| s.place == Place::Subject).unwrap_or(nearest);
    let rivals = people.iter().any(|s| s.entity != subject.entity);
    let known_otherwise = roles.iter().any(|r| r.entity == subject.entity);
    let confidence = match (rivals, known_otherwise) {
        (false, false) => 0.75,
        (false, true) => 0.6,
        // Several people: the only subject of the sentence just before.
        (true, _) if scene.context.sentence(subject.token) + 1 >= scene.context.sentence(start) => {
            let here = scene.context.sentence(subject.token);
            let others = people.iter().any(|s| {
                s.entity != subject.entity && s.place == Place::Subject && scene.context.sentence(s.token) >= here
            });
            if others { 0.45 } else { 0.6 }
        }
        (true, _) => 0.45,
    };
    (confidence >= 0.6 && !ANYBODY.contains(&description.noun.as_str())).then_some((
        subject.entity,
        confidence,
        subject.span,
    ))
}

/// Whether the article spoke before of "a woman" whom it did not name beside that: "the woman" is she, and nobody named.
fn somebody_else(scene: &Scene, description: &Description) -> bool {
    const SENTENCES: usize = 12;
    let context = scene.context;
    let from = context.sentence(description.tokens.start).saturating_sub(SENTENCES);
    let near = (0..description.tokens.start).rev().take_while(|token| context.sentence(*token) >= from);
    let introduced = |token: usize| {
        context.lemma(token) == description.noun
            && (1..4).filter_map(|back| token.checked_sub(back)).any(|at| matches!(context.folded(at), "a" | "an"))
    };
    let named_in = |sentence: Range<usize>| scene.seen.iter().any(|s| s.named && sentence.contains(&s.token));
    near.into_iter().find(|token| introduced(*token)).is_some_and(|token| !named_in(context.sentence_tokens(token)))
}

/// A headline-like bare role: "Minister says …".
fn bare_title(context: &Context, description: &Description) -> bool {
    description.tokens.start == description.head
        && context.document.word(description.head).chars().next().is_some_and(char::is_uppercase)
        && context.sentence_tokens(description.head).start == description.head
}

/// "the head of the union", "the man who fell", "the captain's wife": the phrase itself says who, so nobody else's name
/// may be put on it.
fn has_complement(scene: &Scene, description: &Description) -> bool {
    let mut before = description.tokens.start..description.head;
    before.any(|token| matches!(scene.context.document.word(token), "'s" | "’s"))
        || (description.head + 1..description.tokens.end).any(|token| {
            let word = scene.context.folded(token);
            matches!(word, "of" | "for" | "at" | "from" | "with" | "who" | "that" | "in" | "on" | "familiar")
        })
}

/// The names of an entity, the fullest first, as names of bodies.
fn names_of<'a>(scene: &Scene<'a>, entity: usize) -> &'a [BodyName] {
    let (Some(found), Some(names)) = (scene.entities.get(entity), scene.body_names.get(entity)) else { return &[] };
    let all = || std::iter::once(&found.name).chain(found.other_names.iter().map(|(name, _)| name));
    names.get_or_init(|| all().map(|name| BodyName::parse(name)).collect())
}

fn body(scene: &Scene, description: &Description) -> Option<(usize, f32, Span)> {
    if !description.definite {
        return None;
    }
    let start = description.tokens.start;
    let noun = description.noun.as_str();
    let is_body = |entity: usize| {
        scene.entities.get(entity).is_some_and(|e| {
            matches!(e.kind, Kind::Named(EntityKind::Organization))
                || (e.kind == Kind::Named(EntityKind::Place)
                    && matches!(noun, "city" | "town" | "country" | "province" | "state"))
        })
    };
    let named_so = |entity: usize| names_of(scene, entity).iter().any(|name| name.has_word(noun));
    if has_complement(scene, description) || modified(scene.context, description) {
        return None;
    }
    if let Some(found) = latest(scene, start, usize::MAX / 2, |s| is_body(s.entity) && named_so(s.entity)).next() {
        return Some((found.entity, 0.85, found.span));
    }
    let suits = |entity: usize| match noun {
        "company" | "firm" | "group" | "agency" | "organization" | "organisation" | "union" | "team" | "club"
        | "bank" | "airline" | "newspaper" | "party" | "charity" | "association" | "retailer" | "regulator"
        | "broadcaster" => {
            scene.entities.get(entity).is_some_and(|e| e.kind == Kind::Named(EntityKind::Organization))
                && !(FIRMS.contains(&noun) && names_of(scene, entity).iter().any(is_public))
        }
        _ => false,
    };
    // What is written "on" a platform or told "to" a station is no business of the station's.
    let medium = |s: &super::antecedent::Seen| {
        s.place == Place::Oblique
            && matches!(scene.context.folded(s.token.saturating_sub(1)), "on" | "to" | "via" | "through")
    };
    // Nor is the agency's that the dateline names: "(Reuters) –".
    let credited = |s: &super::antecedent::Seen| {
        let word = |token: Option<usize>| token.map_or("", |token| scene.context.document.word(token));
        word(s.token.checked_sub(1)) == "(" && word(Some(s.end)) == ")"
    };
    let apart = |s: &&super::antecedent::Seen| !medium(s) && !credited(s);
    let near: Vec<_> = latest(scene, start, 3, |s| suits(s.entity)).filter(apart).collect();
    let nearest = near.first()?;
    if near.iter().all(|s| s.entity == nearest.entity) {
        return Some((nearest.entity, 0.7, nearest.span));
    }
    // Several bodies: the subject of the sentence before, when there is one.
    let here = scene.context.sentence(start);
    let subject = near.iter().find(|s| s.place == Place::Subject && scene.context.sentence(s.token) + 1 == here)?;
    Some((subject.entity, 0.62, subject.span))
}

/// Nouns that no office and no school is meant by.
const FIRMS: &[&str] = &["company", "firm", "airline", "bank", "newspaper", "retailer", "broadcaster"];

/// Whether the name is that of an office or a school: "Securities and Exchange Commission", "Velden University".
fn is_public(name: &BodyName) -> bool {
    const KINDS: &[&str] = &[
        "commission",
        "ministry",
        "department",
        "council",
        "government",
        "senate",
        "congress",
        "parliament",
        "court",
        "committee",
        "police",
        "university",
        "school",
        "union",
        "party",
        "agency",
        "bureau",
        "institute",
        "reserve",
    ];
    KINDS.iter().any(|kind| name.has_word(kind))
}

/// Whether words that choose one of several stand before the head: "the paramedics union", "the foreign ministry".
fn modified(context: &Context, description: &Description) -> bool {
    (description.tokens.start + 1..description.head).any(|token| {
        let pos = context.document.tokens.get(token).map_or(Pos::X, |t| t.pos);
        matches!(pos, Pos::Noun | Pos::Propn | Pos::Adj)
    })
}

/// "the right wing", "the 26-year-old": no noun for people, but an age or the definite article after one only person.
fn other(scene: &Scene, description: &Description) -> Option<(usize, f32, Span)> {
    if !description.definite || has_complement(scene, description) {
        return None;
    }
    if let Some(found) = namesake(scene, description) {
        return Some(found);
    }
    let aged = description.tokens.clone().any(|token| scene.context.folded(token).contains("year-old"));
    let start = description.tokens.start;
    let mut people = latest(scene, start, 2, |s| is_person(scene, s.entity, Gender::Unknown));
    let nearest = people.next().filter(|_| aged)?;
    Some((nearest.entity, 0.7, nearest.span))
}

/// The only organisation whose name has the noun in it: "the diocese" after "the Roman Diocese of Ellery".
fn namesake(scene: &Scene, description: &Description) -> Option<(usize, f32, Span)> {
    let fits = |name: &BodyName| name.words.len() > 1 && name.has_word(&description.noun);
    let named_so = |entity: usize| {
        scene.entities.get(entity).is_some_and(|e| e.kind == Kind::Named(EntityKind::Organization))
            && names_of(scene, entity).first().is_some_and(fits)
    };
    let start = description.tokens.start;
    let mut all = latest(scene, start, usize::MAX / 2, |s| named_so(s.entity));
    let last = all.next().filter(|_| !modified(scene.context, description))?;
    all.all(|s| s.entity == last.entity).then_some((last.entity, 0.8, last.span))
}

/// The body that an unnamed source speaks for: a named organisation in its phrase.
pub fn speaks_for(scene: &Scene, description: &Description) -> Option<usize> {
    let is_body = |entity: usize| {
        scene
            .entities
            .get(entity)
            .is_some_and(|e| matches!(e.kind, Kind::Named(EntityKind::Organization | EntityKind::Place)))
    };
    let mut inside = scene.seen.iter().filter(|s| description.tokens.contains(&s.token) && is_body(s.entity));
    inside.next_back().map(|s| s.entity)
}
