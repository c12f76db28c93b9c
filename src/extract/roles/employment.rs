//! Reads "Ivo Lenz works for Brightwater", "she joined the Harbour Council", "Brightwater was founded by Ivo Lenz".

use super::bare;
use super::scan::{Beginnings, Person, Scan};
use super::subject::subject;
use crate::annotate::{EntityKind, Pos};
use crate::extract::{RoleMention, RoleStatus};
use crate::text::Span;
use std::ops::Range;

/// A verb with the prepositions between it and the organisation ("" for none), and what it says of the time.
struct Verb {
    lemma: &'static str,
    prepositions: &'static [&'static str],
    founding: bool,
}

const fn verb(lemma: &'static str, prepositions: &'static [&'static str], founding: bool) -> Verb {
    Verb { lemma, prepositions, founding }
}

/// The verbs.
const VERBS: &[Verb] = &[
    verb("work", &["for", "at", "with"], false),
    verb("join", &[""], false),
    verb("rejoin", &[""], false),
    verb("leave", &[""], false),
    verb("quit", &[""], false),
    verb("employ", &["by", "at"], false),
    verb("teach", &["at"], false),
    verb("belong", &["to"], false),
    verb("resign", &["from"], false),
    verb("retire", &["from"], false),
    verb("assign", &["to"], false),
    verb("lecture", &["at"], false),
    verb("play", &["for", "with"], false),
    verb("sign", &["for", "with"], false),
    verb("write", &["for"], false),
    verb("report", &["for"], false),
    verb("serve", &["in", "with", "on"], false),
    verb("sit", &["on"], false),
    verb("volunteer", &["for", "at", "with"], false),
    verb("intern", &["at", "for", "with"], false),
    verb("head", &["", "up"], false),
    verb("lead", &[""], false),
    verb("chair", &[""], false),
    verb("direct", &[""], false),
    verb("run", &[""], false),
    verb("manage", &[""], false),
    verb("edit", &[""], false),
    verb("found", &[""], true),
    verb("cofound", &[""], true),
    verb("co-found", &[""], true),
    verb("establish", &[""], true),
    verb("launch", &[""], true),
    verb("start", &[""], true),
    verb("form", &[""], true),
    verb("create", &[""], true),
];

/// How the verbs begin.
static BEGINNINGS: Beginnings = {
    let mut lemmas = [""; VERBS.len()];
    let mut at = 0;
    while at < VERBS.len() {
        lemmas[at] = VERBS[at].lemma;
        at += 1;
    }
    Beginnings::of(&lemmas)
};

/// Finds the facts of one sentence.
pub fn find(scan: &Scan, sentence: Range<usize>, found: &mut Vec<RoleMention>) {
    for token in sentence.clone().filter(|token| may_be_verb(scan, *token)) {
        let Some(verb) = VERBS.iter().find(|verb| is_form(scan, token, verb)) else { continue };
        if verb.founding {
            founded_by(scan, &sentence, token, found);
        }
        if !is_told(scan, &sentence, token) {
            continue;
        }
        let Some((bodies, words)) = object(scan, token, sentence.end, verb) else { continue };
        let dangling = scan.word(token).ends_with("ing") && opens_clause(scan, &sentence, token);
        let person = if dangling { main_subject(scan, &sentence, token) } else { subject(scan, &sentence, token) };
        let Some(person) = person else { continue };
        let over = matches!(verb.lemma, "leave" | "quit" | "resign" | "retire")
            || (scan.folded(token).ends_with("ed")
                && matches!(verb.lemma, "work" | "head" | "chair" | "manage" | "direct" | "edit" | "play"));
        let status = if over { RoleStatus::Former } else { RoleStatus::Current };
        for body in bodies {
            found.push(bare(person.span.union(body), &person, scan.span(&words), Some(body), status, 0.8));
        }
    }
}

/// Whether the sentence tells the deed as done or being done: not negated, wished, allowed or asked for ("intends to
/// leave", "could join", "never worked for").
pub(super) fn is_told(scan: &Scan, sentence: &Range<usize>, verb: usize) -> bool {
    /// Verbs whose infinitive tells what came about: "went on to lead", "used to work for".
    const TELLING: &[&str] = &[
        "go", "use", "return", "continue", "come", "begin", "start", "leave", "move", "help", "manage", "resign",
        "retire",
    ];
    let from = verb.saturating_sub(5).max(sentence.start);
    for at in (from..verb).rev() {
        let word = scan.folded(at);
        if matches!(
            word,
            "not"
                | "n't"
                | "n’t"
                | "never"
                | "would"
                | "could"
                | "might"
                | "may"
                | "should"
                | "must"
                | "can"
                | "cannot"
                | "will"
                | "'ll"
                | "’ll"
                | "wo"
                | "wouldn"
                | "let"
        ) {
            return false;
        }
        if word == "to" && !scan.word(verb).ends_with("ing") {
            let governor = (sentence.start.max(at.saturating_sub(4))..at)
                .rev()
                .find(|t| matches!(scan.pos(*t), Pos::Verb | Pos::Adj | Pos::Noun | Pos::Aux));
            return governor.is_some_and(|t| scan.pos(t) == Pos::Verb && TELLING.contains(&scan.lemma(t)))
                || at == sentence.start;
        }
        if !matches!(scan.pos(at), Pos::Adv | Pos::Aux | Pos::Part) {
            break;
        }
    }
    true
}

/// Whether the verb stands in a clause without subject: "Before joining Brightwater, …".
fn opens_clause(scan: &Scan, sentence: &Range<usize>, verb: usize) -> bool {
    verb == sentence.start
        || matches!(scan.folded(verb - 1), "to" | "before" | "after" | "since" | "upon" | "while" | "by" | "from")
}

/// The subject of the main clause after the comma that follows.
fn main_subject(scan: &Scan, sentence: &Range<usize>, verb: usize) -> Option<Person> {
    let comma = (verb..sentence.end).find(|t| scan.word(*t) == ",");
    let Some(comma) = comma else { return subject(scan, sentence, verb) };
    for token in comma + 1..sentence.end.min(comma + 5) {
        if let Some(person) = scan.person(token) {
            return Some(person);
        }
        if matches!(scan.folded(token), "he" | "she" | "i") {
            return Some(Person { tokens: token..token + 1, span: scan.span(&(token..token + 1)) });
        }
    }
    subject(scan, sentence, verb)
}

/// Whether the token can be a verb at all: it is tagged as one, or as nothing, and belongs to no name.
fn may_be_verb(scan: &Scan, token: usize) -> bool {
    matches!(scan.pos(token), Pos::Verb | Pos::X) && scan.may_be_form(token, &BEGINNINGS) && scan.name(token).is_none()
}

/// Whether the token is a form of the verb.
fn is_form(scan: &Scan, token: usize, verb: &Verb) -> bool {
    let word = scan.folded(token);
    // A tagger may take "founded" for a form of "find".
    let founded = verb.lemma == "found" && word.starts_with("found") && word.len() > 5;
    founded || (verb.lemma != "found" && scan.is_form_of(token, verb.lemma)) || scan.lemma(token) == verb.lemma
}

/// The organisations after the verb (joined by "and" or commas), and the verb's words.
fn object(scan: &Scan, token: usize, end: usize, verb: &Verb) -> Option<(Vec<Span>, Range<usize>)> {
    let mut at = token + 1;
    let preposition = scan.folded(at);
    let needs = !verb.prepositions.contains(&"");
    let mut words = token..token + 1;
    if verb.prepositions.contains(&preposition) {
        words.end = at + 1;
        at += 1;
    } else if needs {
        // "worked as an engineer for Brightwater", "worked for years at Brightwater".
        let found = (at..end.min(at + 9)).find(|t| {
            verb.prepositions.contains(&scan.folded(*t)) && {
                let next = t + 1 + usize::from(scan.folded(t + 1) == "the");
                scan.kind(next) == Some(EntityKind::Organization)
            }
        })?;
        at = found + 1;
    }
    let mut bodies = Vec::new();
    let skipped = |t: usize| matches!(scan.folded(t), "the" | "a" | "an" | "his" | "her" | "their" | "own" | "new");
    let modifier = |t: usize| matches!(scan.pos(t), Pos::Adj | Pos::Noun) && scan.name(t).is_none();
    let limit = end.min(at + 5);
    while at < limit && (skipped(at) || modifier(at)) {
        at += 1;
    }
    while at < end {
        let Some(name) = scan.name(at).filter(|name| name.kind == EntityKind::Organization) else { break };
        bodies.push(name.span);
        at = name.tokens.end;
        let joined = scan.word(at) == "," || scan.word(at) == "and";
        at += 1 + usize::from(scan.word(at) == "," && scan.word(at + 1) == "and");
        at += usize::from(scan.folded(at) == "the");
        if !joined {
            break;
        }
    }
    (!bodies.is_empty()).then_some((bodies, words))
}

/// "Brightwater was founded in 1990 by Ivo Lenz and Mara Okonjo".
fn founded_by(scan: &Scan, sentence: &Range<usize>, verb: usize, found: &mut Vec<RoleMention>) {
    let Some(by) = (verb + 1..sentence.end.min(verb + 12)).find(|t| scan.word(*t) == "by") else { return };
    let body =
        (sentence.start..verb).rev().find_map(|t| scan.name(t).filter(|name| name.kind == EntityKind::Organization));
    let Some(body) = body else { return };
    for person in people_after(scan, by + 1, sentence.end) {
        let words = scan.span(&(verb..verb + 1));
        found.push(bare(person.span.union(body.span), &person, words, Some(body.span), RoleStatus::Current, 0.8));
    }
}

/// The people named from `start` to the next verb or the sentence's end, with their titles and appositions between.
fn people_after(scan: &Scan, start: usize, end: usize) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let mut at = start;
    while at < end && at < start + 40 {
        if let Some(person) = scan.person(at) {
            at = person.tokens.end.max(at + 1);
            people.push(person);
            continue;
        }
        let stop = matches!(
            scan.word(at),
            "." | ";" | "who" | "which" | "that" | "to" | "with" | "in" | "as" | "when" | "after"
        );
        if stop || matches!(scan.pos(at), Pos::Verb | Pos::Aux) {
            break;
        }
        at += 1;
    }
    people
}
