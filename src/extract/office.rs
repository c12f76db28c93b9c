//! Offices before a name: the person at the end of "minister of infrastructure Orla Finn" is who is meant.

use super::phrase::{ATTACHING, is_possessive, names_person, person_noun_at};
use super::sheet::Sheet;
use crate::annotate::lexicon;
use crate::annotate::{EntityKind, Pos};
use std::ops::Range;

/// The person at the end of "University of Ellery tide expert Orla Finn": a role with its body before the name.
pub(super) fn titled_person(sheet: &Sheet, tokens: &Range<usize>) -> Option<Range<usize>> {
    let person = sheet.entity_at(tokens.end.checked_sub(1)?).filter(|e| e.kind == EntityKind::Person)?;
    let noun = person.tokens.start.checked_sub(1).filter(|i| tokens.contains(i))?;
    let bare = !matches!(sheet.pos(tokens.start), Pos::Det) && !is_possessive(sheet, tokens.start);
    let role = names_person(sheet, noun);
    // "friends of actor Orla Finn", "lawyer for Orla Finn": somebody else is meant.
    let other = (tokens.start..noun).any(|i| names_person(sheet, i) && sheet.is_any(i + 1, &ATTACHING));
    let end = person.tokens.end.min(tokens.end);
    let named = role && !other || office_with_field(sheet, tokens.start, person.tokens.start);
    (bare && named && end == tokens.end).then(|| person.tokens.start.max(tokens.start)..end)
}

/// Whether the token is the "to" of an office with somebody else: "ambassador to Velden", "adviser to the board".
pub(super) fn is_sent_to(sheet: &Sheet, index: usize) -> bool {
    sheet.is(index, "to")
        && index > 0
        && sheet
            .is_any(index - 1, &["ambassador", "envoy", "adviser", "advisor", "delegate", "representative", "consul"])
}

/// Whether "minister of infrastructure" or the like stands from `start` up to the name at `name`: an office, "of" or "for",
/// and its field, which is nobody ("mother of Orla Finn" and "friend of actor Orla Finn" are no such thing).
fn office_with_field(sheet: &Sheet, start: usize, name: usize) -> bool {
    let ties = |i: usize| sheet.is_any(i, &["of", "for"]) || is_sent_to(sheet, i);
    let Some(joint) = (start + 1..name).find(|&i| ties(i)) else { return false };
    let office = person_noun_at(sheet, joint - 1).is_some_and(|n| n.usual && n.class == lexicon::PersonClass::Role)
        && !sheet.word(joint - 1).ends_with('s');
    let field = joint + 1..name;
    let thing = |i: usize| {
        matches!(sheet.pos(i), Pos::Noun | Pos::Propn | Pos::Adj | Pos::Det | Pos::Cconj)
            && !names_person(sheet, i)
            && sheet.entity_kind(i) != Some(EntityKind::Person)
    };
    let ends_in_noun = matches!(sheet.pos(name - 1), Pos::Noun | Pos::Propn);
    office && !field.is_empty() && ends_in_noun && field.clone().all(thing)
}
