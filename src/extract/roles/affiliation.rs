//! Reads a name bound to an organisation without role words: "Ivo Lenz of Brightwater", "Brightwater's Ivo Lenz".

use super::bare;
use super::scan::Scan;
use crate::annotate::EntityKind;
use crate::annotate::lexicon;
use crate::extract::{RoleMention, RoleStatus};
use crate::text::Span;
use std::ops::Range;

/// Prepositions that bind a person to an organisation.
const BINDING: &[&str] = &["of", "from", "with", "at"];

/// Finds the facts of one sentence.
pub fn find(scan: &Scan, sentence: Range<usize>, found: &mut Vec<RoleMention>) {
    for person in scan.people(sentence.clone()) {
        let no_words = Span::new(person.span.end(), person.span.end());
        if let Some(body) = after(scan, person.tokens.end, sentence.end) {
            found.push(bare(person.span.union(body), &person, no_words, Some(body), RoleStatus::Current, 0.75));
        }
        if let Some(body) = owner_before(scan, person.tokens.start, sentence.start) {
            found.push(bare(person.span.union(body), &person, no_words, Some(body), RoleStatus::Current, 0.6));
        }
    }
}

/// The organisation in "of Brightwater", ", of Brightwater," or "(Brightwater)" at `at`.
fn after(scan: &Scan, at: usize, end: usize) -> Option<Span> {
    let mut at = at;
    let bracket = scan.word(at) == "(";
    let comma = scan.word(at) == ",";
    at += usize::from(bracket || comma);
    let preposition = scan.folded(at);
    let bound = BINDING.contains(&preposition);
    if bound {
        at += 1;
        at += usize::from(scan.folded(at) == "the");
    }
    let name =
        scan.name(at).filter(|name| name.tokens.start == at && at < end && name.kind == EntityKind::Organization)?;
    let next = scan.word(name.tokens.end);
    let closed = name.tokens.end >= end || matches!(next, "," | "." | ")" | "(" | ";" | "—");
    match (bound, bracket, comma) {
        (true, _, true) if preposition != "of" => closed.then_some(name.span),
        (true, ..) if preposition == "of" => Some(name.span),
        (true, ..) => closed.then_some(name.span),
        (false, true, _) => (next == ")").then_some(name.span),
        _ => None,
    }
}

/// "Brightwater's Ivo Lenz": the organisation that owns the name right after.
fn owner_before(scan: &Scan, start: usize, first: usize) -> Option<Span> {
    let mark = start.checked_sub(1).filter(|m| *m > first && matches!(scan.word(*m), "'s" | "’s" | "'" | "’"))?;
    let Some(name) = scan.name(mark - 1) else {
        // "the department's Ivo Lenz".
        let noun = scan.folded(mark - 1);
        let definite = mark >= 2 && scan.folded(mark - 2) == "the" && lexicon::group_noun(noun) == Some(true);
        return definite.then(|| scan.body_before(mark - 1, Some(noun))).flatten();
    };
    (name.kind == EntityKind::Organization).then_some(name.span)
}
