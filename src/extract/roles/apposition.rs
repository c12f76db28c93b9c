//! Reads a role phrase after a name and a comma: "Mara Okonjo, 45, head of the Harbour Council,".

use super::phrase;
use super::scan::Scan;
use super::state;
use crate::annotate::lexicon::PersonClass;
use crate::annotate::{EntityKind, Pos};
use crate::extract::RoleMention;
use std::ops::Range;

/// Finds the facts of one sentence.
pub fn find(scan: &Scan, sentence: Range<usize>, found: &mut Vec<RoleMention>) {
    for person in scan.people(sentence.clone()) {
        // A line that holds a name and a role and nothing else: "Mara Okonjo head of the Harbour Council".
        if person.tokens.start == sentence.start
            && let Some(phrase) = phrase::read(scan, person.tokens.end, sentence.end)
            && phrase.tokens.end == sentence.end
        {
            state(scan, &person, &phrase, 0.85, found);
            continue;
        }
        let Some(start) = opens(scan, person.tokens.end, sentence.end) else { continue };
        let Some(phrase) = phrase::read(scan, start, sentence.end) else { continue };
        if stated(scan, &phrase, &sentence) {
            state(scan, &person, &phrase, 0.9, found);
        }
    }
}

/// Where the apposition begins: after a comma, dash or bracket, an age and a postnominal are passed over.
fn opens(scan: &Scan, at: usize, end: usize) -> Option<usize> {
    let mut at = at;
    // "Ivo Lenz (born 1950), a painter": a bracket may come first.
    if at < end && scan.word(at) == "(" {
        let close = (at..end.min(at + 24)).find(|t| scan.word(*t) == ")");
        if let Some(close) = close
            && matches!(scan.word(close + 1), ",")
        {
            at = close + 1;
        }
    }
    if at >= end || !matches!(scan.word(at), "," | "—" | "–" | "(" | "-") {
        return None;
    }
    // "Lenz-kin": a hyphen without blanks belongs to the name.
    let tight = |a: usize| scan.span(&(a..a + 1)).end() == scan.span(&(a + 1..a + 2)).start();
    if scan.word(at) == "-" && at > 0 && tight(at - 1) {
        return None;
    }
    at += 1;
    // "Sen. Mara Okonjo, D-Mich., chair of …": party and state are passed over.
    let party = |t: usize| {
        let word = scan.word(t);
        word.len() > 2 && matches!(word.get(..2), Some("D-" | "R-" | "I-"))
    };
    let split = matches!(scan.word(at), "D" | "R" | "I") && scan.word(at + 1) == "-";
    if party(at) || split {
        let close = (at..end.min(at + 6)).find(|t| matches!(scan.word(*t), "," | ")"));
        at = close.filter(|c| scan.word(*c) == ",").map(|c| c + 1)?;
    }
    let age = |t: usize| scan.word(t).chars().all(|c| c.is_ascii_digit()) && scan.word(t).len() <= 3;
    if at < end && age(at) {
        at += 1;
        if matches!(scan.folded(at), "year" | "years") {
            at += 2;
        }
        if scan.word(at) != "," {
            return None;
        }
        at += 1;
    }
    (at < end).then_some(at)
}

/// Whether the phrase stands alone, so that it says what the person is: it is closed, and no name follows as its own.
fn stated(scan: &Scan, phrase: &phrase::Phrase, sentence: &Range<usize>) -> bool {
    let after = phrase.tokens.end;
    if after < sentence.end && scan.kind(after) == Some(EntityKind::Person) {
        return false;
    }
    let Some(first) = phrase.roles.first() else { return false };
    // "Ivo Lenz, ministers said": a bare plural is the subject of the next clause.
    if scan.is_plural(first.head) && !phrase.determined {
        return false;
    }
    let followed_by_verb = after < sentence.end && matches!(scan.pos(after), Pos::Verb | Pos::Aux);
    // "…, officials said", "…, police chief said": a clause of its own, unless the phrase names an organisation.
    if followed_by_verb && first.bodies.is_empty() && !closes_before(scan, phrase.tokens.start) {
        return false;
    }
    first.class != PersonClass::Other || phrase.determined || !first.bodies.is_empty()
}

/// Whether a bracket or dash opened the phrase.
fn closes_before(scan: &Scan, start: usize) -> bool {
    start > 0 && matches!(scan.word(start - 1), "(" | "—" | "–")
}
