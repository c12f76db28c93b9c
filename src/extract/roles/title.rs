//! Reads a role phrase right before a name: "Harbour Council director Mara Okonjo", "the mayor, Mara Okonjo,".

use super::phrase::{self, Phrase};
use super::scan::{Person, STATUS_WORDS, Scan};
use super::state;
use super::words::DAYS;
use crate::annotate::lexicon::{PersonClass, titles};
use crate::annotate::{EntityKind, Pos};
use crate::extract::RoleMention;
use std::ops::Range;

/// Tokens looked back at most.
const REACH: usize = 24;
/// Tokens between two names of a list at most.
const LIST_REACH: usize = 14;

/// Finds the facts of one sentence.
pub fn find(scan: &Scan, sentence: Range<usize>, found: &mut Vec<RoleMention>) {
    for person in scan.people(sentence.clone()) {
        let mut end = person.tokens.start;
        // "spokesman Dr. Lenz": a form of address stands between.
        while end > sentence.start && titles::title_of(scan.word(end - 1)).is_some_and(|t| !t.role) {
            end -= 1;
        }
        let comma = end > sentence.start && matches!(scan.word(end - 1), "," | "—" | "–");
        let last = if comma { end - 1 } else { end };
        let Some(phrase) = before(scan, sentence.start, last) else { continue };
        // "accused Finn", "wounded Finn": what was done to somebody is no role.
        if phrase.roles.iter().any(|role| scan.word(role.head).ends_with("ed")) {
            continue;
        }
        // "the number of officials Finn met", "his lawyers, Finn": a plural belongs to a list of names.
        let plural = phrase.roles.iter().all(|role| scan.is_plural(role.head));
        if plural && next_of_list(scan, person.tokens.end, sentence.end).is_none() {
            continue;
        }
        if phrase.roles.iter().any(|role| is_order(scan, role) || is_thing(scan, role, &phrase, comma)) {
            continue;
        }
        if comma && !may_precede_comma(scan, &phrase, &sentence, person.tokens.end) {
            continue;
        }
        let confidence = if comma { 0.85 } else { 0.93 };
        state(scan, &person, &phrase, confidence, found);
        if phrase.roles.first().is_some_and(|role| scan.is_plural(role.head)) {
            others_of_the_list(scan, &phrase, person.tokens.end, sentence.end, found);
        }
    }
}

/// The next name of a list after the one that ends at `from`: "Mara Okonjo" in "Ivo Lenz, 41, of Velden, and Mara Okonjo".
fn next_of_list(scan: &Scan, from: usize, end: usize) -> Option<Person> {
    let mut joined = false;
    for at in from..end.min(from + LIST_REACH) {
        if let Some(person) = scan.person(at) {
            return Some(person).filter(|_| joined);
        }
        if matches!(scan.word(at), "," | "and" | "&" | "/" | "or") {
            joined = true;
            continue;
        }
        let clause = matches!(scan.pos(at), Pos::Verb | Pos::Aux | Pos::Pron | Pos::Adv | Pos::Sconj);
        // "…, and critic Mara Okonjo" has a title of her own.
        let titled = joined && scan.person_noun(at, at).is_some();
        if scan.name(at).is_none() && (clause || titled) {
            return None;
        }
    }
    None
}

/// "the elder Lenz", "the younger Lenz" tell two of one family apart.
fn is_order(scan: &Scan, role: &phrase::Role) -> bool {
    role.words.len() == 1 && matches!(scan.word(role.head), "elder" | "younger" | "older" | "junior" | "senior")
}

/// Nouns whose usual sense is a thing, and which before a name mean a person all the same.
const PEOPLE_TOO: &[&str] =
    &["founder", "head", "chair", "chief", "star", "agent", "model", "anchor", "operator", "poster"];

/// Whether a role's noun means a thing here, whose name or neighbour the person's is not: "after the match, Finn", "the letter
/// Finn", "ring name Finn".
fn is_thing(scan: &Scan, role: &phrase::Role, phrase: &Phrase, comma: bool) -> bool {
    let noun = scan.person_noun(role.head, role.words.start).map(|(_, noun)| noun);
    let Some(noun) = noun.filter(|noun| !noun.usual && !scan.is_capitalised(role.head)) else { return false };
    if phrase::is_office(scan, role.head) || PEOPLE_TOO.contains(&scan.lemma(role.head)) {
        return false;
    }
    let within = phrase.tokens.start.checked_sub(1).is_some_and(|before| scan.pos(before) == Pos::Adp);
    noun.class == PersonClass::Other || phrase.determined && (within || !comma)
}

/// The longest role phrase that ends exactly before `end`.
fn before(scan: &Scan, first: usize, end: usize) -> Option<Phrase> {
    // "the police of nearby Lorne": the name completes a complement.
    let open =
        end > first && matches!(scan.pos(end - 1), Pos::Adp | Pos::Adj | Pos::Det) && !scan.is_capitalised(end - 1);
    if open && scan.person_noun(end - 1, end - 1).is_none() {
        return None;
    }
    let reach = end.saturating_sub(REACH).max(first);
    let mut from = end;
    while from > reach && !breaks(scan, from - 1) {
        from -= 1;
    }
    (from..end).find_map(|start| {
        let phrase = phrase::read(scan, start, end)?;
        let whole = phrase.tokens.end == end;
        // A role inside the complement is somebody's own title: "friends of the minister Ivo Lenz", "mother of prisoner
        // Ivo Lenz", but not "chief of staff Ivo Lenz".
        let noun = scan.person_noun(end - 1, end - 1).map(|(_, noun)| noun).filter(|noun| noun.usual);
        let inner = phrase.roles.last().zip(noun).is_some_and(|(role, noun)| {
            let complement = role.head + 1 < end
                && !scan.is_capitalised(end - 1)
                && !scan.is_plural(end - 1)
                && scan.word(end - 1) != "staff";
            complement || role.words.end < end && noun.class == PersonClass::Role
        });
        let starts_inside = start > first && start > from && continues(scan, start);
        (whole && !inner && !starts_inside).then_some(phrase)
    })
}

/// Whether the phrase would begin in the middle of a name or compound.
fn continues(scan: &Scan, start: usize) -> bool {
    scan.name(start).is_some_and(|name| name.tokens.start < start)
        || matches!(scan.word(start), "-" | "'s" | "’s" | "and" | "of")
}

/// Whether no role phrase reaches back over a token.
fn breaks(scan: &Scan, token: usize) -> bool {
    if STATUS_WORDS.contains(&scan.folded(token)) {
        return false;
    }
    matches!(scan.word(token), "." | ";" | ":" | "!" | "?" | "\"" | "“" | "”" | "," | ")" | "—" | "''" | "``")
        || matches!(scan.pos(token), Pos::Aux | Pos::Sconj | Pos::Intj)
        || (scan.pos(token) == Pos::Pron
            && !matches!(scan.folded(token), "his" | "her" | "its" | "their" | "my" | "our"))
        || (scan.pos(token) == Pos::Verb && scan.person_noun(token, token).is_none() && !scan.is_participle(token))
        // "a video featuring actor Ivo Lenz": the participle has an object of its own.
        || scan.pos(token) == Pos::Verb
            && scan.word(token).ends_with("ing")
            && token > 0
            && scan.pos(token - 1) == Pos::Noun
        // "in a letter on Monday Ivo Lenz wrote", but not "Sunday Courier editor Ivo Lenz".
        || DAYS.contains(&scan.folded(token)) && scan.name(token).is_none()
        || scan.kind(token) == Some(EntityKind::Person)
            && !matches!(scan.word(token + 1), "'s" | "’s")
            && scan.kind(token + 1) != Some(EntityKind::Person)
}

/// "the mayor, Mara Okonjo, said": a determined phrase and a comma or the end after the name, else any two people could meet.
fn may_precede_comma(scan: &Scan, phrase: &Phrase, sentence: &Range<usize>, after: usize) -> bool {
    let opens = phrase.tokens.start == sentence.start;
    let closed = after >= sentence.end || matches!(scan.word(after), "," | "." | "—" | "–" | ";" | ")");
    opens || phrase.determined && closed
}

/// "actors Ivo Lenz, Mara Okonjo and Jan Tarrow": the rest of the list has the role too.
fn others_of_the_list(scan: &Scan, phrase: &Phrase, mut at: usize, end: usize, found: &mut Vec<RoleMention>) {
    while at < end {
        let joined = matches!(scan.word(at), "," | "and" | "&");
        let next = at + 1 + usize::from(scan.word(at) == "," && scan.word(at + 1) == "and");
        let Some(person) = scan.person(next).filter(|person| joined && person.tokens.start == next) else { return };
        at = person.tokens.end;
        state(scan, &person, phrase, 0.75, found);
    }
}
