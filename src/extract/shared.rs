//! Finds the subject that a participle, an infinitive or a second verb has in common with an earlier verb of its sentence.

use super::CueClass;
use super::SourceForm;
use super::lexicon::cue_entry;
use super::phrase::{Phrase, phrase_left};
use super::sheet::Sheet;
use super::source::{Found, How, group_start, is_finite, subject};
use crate::annotate::{EntityKind, Pos};

/// The subject that a participle, an infinitive or a coordinated verb shares with an earlier verb of the sentence.
pub(super) fn shared_subject(sheet: &Sheet, start: usize, floor: usize, depth: usize) -> Option<Found> {
    if depth > 4 {
        return None;
    }
    // "with voters saying": the phrase right before a participle is its own subject.
    let own = start.checked_sub(1).filter(|&i| i >= floor && depth == 0 && sheet.word(start).ends_with("ing"));
    // "footage of Finn saying": so is the person alone.
    if let Some(last) = own
        && let Some(person) = sheet.entity_at(last).filter(|e| e.kind == EntityKind::Person && e.tokens.end == start)
        && person.tokens.start > floor
        && sheet.is_any(person.tokens.start - 1, &["with", "of"])
    {
        let tokens = person.tokens.clone();
        let phrase = Phrase { head: tokens.clone(), tokens, form: SourceForm::Name };
        return Found::some(vec![phrase], How::Subject);
    }
    if let Some(phrase) = own.and_then(|last| phrase_left(sheet, last, floor))
        && phrase.tokens.start > floor
        && sheet.is_any(phrase.tokens.start - 1, &["with", "of"])
    {
        return Found::some(vec![phrase], How::Subject);
    }
    shared_from(sheet, start, floor, depth)
}

fn shared_from(sheet: &Sheet, start: usize, floor: usize, depth: usize) -> Option<Found> {
    if let Some(found) = parallel(sheet, start, floor, depth) {
        return Some(found);
    }
    let verbs = (floor..start).rev().filter(|&i| is_finite(sheet, i));
    // "Finn's lawyers file a motion that will be heard in May, and have said …": behind comma and "and" goes on the main clause.
    let goes_on = sheet.is_any(start, &["and", "but"]) && start > floor && sheet.word(start - 1) == ",";
    for verb in verbs.take(6) {
        let group = group_start(sheet, verb, floor);
        if goes_on && group > floor && sheet.is_any(group - 1, &["that", "which"]) && sheet.pos(group - 1) == Pos::Pron
        {
            continue;
        }
        if let Some(found) = subject(sheet, group, floor, depth + 1) {
            return Found::some(found.phrases, How::Shared);
        }
    }
    None
}

/// "Finn said the tide was late, adding …": a second reporting verb goes with the first one, not with a verb of what the
/// first reports.
fn parallel(sheet: &Sheet, start: usize, floor: usize, depth: usize) -> Option<Found> {
    let reports = |i: usize| {
        let entry = cue_entry(sheet.lemma(i)).map(|(_, entry)| entry);
        is_finite(sheet, i) && entry.is_some_and(|e| e.probability > 0.6 && e.class == CueClass::Speech)
    };
    // "… wanted to meet him and express …": a bare verb stands beside another bare one.
    let verb = (start..start + 4).find(|&i| sheet.pos(i) == Pos::Verb)?;
    if sheet.word(verb).eq_ignore_ascii_case(sheet.lemma(verb)) {
        return None;
    }
    let first = (floor..start).find(|&i| reports(i))?;
    // A clause must follow the first one's verb: its own subject and verb stand between.
    let own = |i: usize| is_finite(sheet, i) && !reports(i) && sheet.quote_at(i).is_none();
    (first + 2..start).find(|&i| own(i))?;
    let group = group_start(sheet, first, floor);
    let found = subject(sheet, group, floor, depth + 1)?;
    Found::some(found.phrases, How::Shared)
}
