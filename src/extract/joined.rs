//! Phrases joined by "and" and commas: those who speak together.

use super::SourceForm;
use super::phrase::{Phrase, SUBORDINATING, names_person, phrase_left, phrase_right};
use super::sheet::Sheet;
use crate::annotate::{EntityKind, Pos};

/// The phrase that starts at `first` with the ones joined to it by "and" ("Tore Sohlberg and Lehla Abreder").
pub(crate) fn joined_right(sheet: &Sheet, first: usize, ceiling: usize) -> Vec<Phrase> {
    let Some(phrase) = phrase_right(sheet, first, ceiling) else { return Vec::new() };
    let mut phrases = vec![phrase];
    while let Some(last) = phrases.last() {
        let and = last.tokens.end;
        if !sheet.is_any(and, &["and", "&"]) || last.form == SourceForm::Pronoun {
            break;
        }
        match phrase_right(sheet, and + 1, ceiling) {
            // "oil and gas worker Orla Finn": what stands before "and" belongs to the role.
            Some(next)
                if phrases.len() == 1
                    && next.is_person(sheet)
                    && next.head.start > and + 1
                    && (last.tokens.len() <= 2 || names_person(sheet, last.head.start))
                    && (sheet.word(last.head.start).starts_with(char::is_lowercase)
                        || (!last.is_person(sheet) || stands_alone(sheet, last))
                            && body_goes_on(sheet, and + 1, next.head.start))
                    && sheet.pos(last.tokens.start) != Pos::Det =>
            {
                let whole = last.tokens.start..next.tokens.end;
                phrases = vec![Phrase { tokens: whole, ..next }];
                break;
            }
            Some(next) if next.form == last.form && !(last.is_person(sheet) && joins_body(sheet, and, and - 1)) => {
                phrases.push(next);
            }
            _ => break,
        }
    }
    phrases
}

/// Whether the phrase is one word that is no part of anybody's full name in the article: "Heart" in "Heart and Stroke".
fn stands_alone(sheet: &Sheet, phrase: &Phrase) -> bool {
    let word = sheet.word(phrase.head.start);
    let full = |e: &crate::annotate::EntityMention| {
        e.kind == EntityKind::Person && e.tokens.len() > 1 && e.tokens.clone().any(|i| sheet.word(i) == word)
    };
    phrase.tokens.len() == 1 && !sheet.doc.entities.iter().any(full)
}

/// Whether the words from `first` up to a name end a body's name and give a role ("Stroke senior manager").
fn body_goes_on(sheet: &Sheet, first: usize, name: usize) -> bool {
    let small = |i: usize| sheet.word(i).starts_with(char::is_lowercase);
    !small(first) && first + 1 < name && (first + 1..name).all(small) && names_person(sheet, name - 1)
}

/// The phrase that ends with token `last` with the ones joined to it by "and" and commas before it.
pub(crate) fn joined_left(sheet: &Sheet, last: usize, floor: usize) -> Vec<Phrase> {
    let Some(phrase) = phrase_left(sheet, last, floor) else { return Vec::new() };
    let mut phrases = vec![phrase];
    let mut start = phrases.first().map_or(floor, |p| p.tokens.start);
    let form = phrases.first().map_or(SourceForm::Pronoun, |p| p.form);
    while form != SourceForm::Pronoun && start >= floor + 2 {
        let joint = start - 1;
        let listed = phrases.len() > 1 && sheet.word(joint) == ",";
        if !(sheet.is(joint, "and") || listed) {
            break;
        }
        let before = if sheet.word(joint - 1) == "," { joint.saturating_sub(2) } else { joint - 1 };
        // "the writer and performer Orla Finn" is one, with two roles.
        if roles_of_one(sheet, before, start) {
            break;
        }
        match phrase_left(sheet, before, floor) {
            // "Orla Finn of the Board of Boats and Nets" is one, of a body whose name holds an "and".
            Some(next) if next.is_person(sheet) && joins_body(sheet, joint, before) => {
                return vec![next];
            }
            Some(next) if next.form == form && starts_clause(sheet, next.tokens.start, floor) => {
                start = next.tokens.start;
                phrases.insert(0, next);
            }
            _ => break,
        }
    }
    phrases
}

/// Whether two nouns for people stand on both sides of an "and", of which the second begins a name's phrase.
fn roles_of_one(sheet: &Sheet, before: usize, start: usize) -> bool {
    let role = |i: usize| sheet.pos(i) == Pos::Noun && names_person(sheet, i) && sheet.word(i) == sheet.lemma(i);
    role(before) && role(start) && sheet.entity_kind(start + 1) == Some(EntityKind::Person)
}

/// Whether bodies' names stand on both sides of an "and".
fn joins_body(sheet: &Sheet, joint: usize, before: usize) -> bool {
    let body = |i: usize| sheet.entity_kind(i) == Some(EntityKind::Organization);
    before + 1 == joint && body(before) && body(joint + 1)
}

/// Whether nothing but the clause's edge stands before the token: then what starts here can be its subject.
fn starts_clause(sheet: &Sheet, start: usize, floor: usize) -> bool {
    start <= floor
        || matches!(sheet.word(start - 1), "," | ":" | ";" | "—" | "–" | "(")
        || sheet.is_mark(start - 1)
        || sheet.is_any(start - 1, &SUBORDINATING)
        || sheet.is_any(start - 1, &["both", "and"])
}
