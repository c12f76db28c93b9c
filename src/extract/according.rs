//! "According to": what somebody is reported to say without a verb.

use super::content;
use super::cue::CueHit;
use super::draft::Draft;
use super::indirect::splits;
use super::phrase::phrase_right;
use super::sheet::Sheet;
use super::source::source_of;
use crate::annotate::Pos;
use crate::annotate::lexicon::names_actor;

/// "According to X, …" and "…, according to X".
pub(super) fn according(sheet: &Sheet, hit: &CueHit, floor: usize) -> Option<Draft> {
    let found = source_of(sheet, hit, floor)?;
    let ceiling = content::end_of_clause(sheet, hit.verb);
    let after = found.end()?;
    let leading = hit.verb <= floor + 1 || sheet.is_any(hit.verb.wrapping_sub(1), &["but", "and"]);
    if leading {
        let comma = (after..ceiling).find(|&i| sheet.word(i) == ",");
        let start = if opens_clause(sheet, after, comma.unwrap_or(ceiling)) {
            after
        } else {
            after_apposition(sheet, comma?, ceiling).unwrap_or(comma?) + 1
        };
        let end = content::trim_right(sheet, start, ceiling);
        return (start < end).then(|| Draft::new(start..end, found, Some(hit.clone()), "according-to").sure(0.9, 0.95));
    }
    let end = content::trim_right(sheet, floor, hit.verb);
    if end <= floor {
        return None;
    }
    let mut draft = Draft::new(floor..end, found, Some(hit.clone()), "according-to").sure(0.85, 0.95);
    if sheet.word(hit.verb - 1) == "," && splits(sheet, after, ceiling) && !content::has_verb(sheet, &(floor..end)) {
        draft.pieces.push(after + 1..content::trim_right(sheet, after + 1, ceiling));
    }
    Some(draft)
}

/// Whether a clause of its own begins at `at` without a comma ("According to Orla Finn the boat was late"): a determiner, a
/// pronoun or a number, and a finite verb before the next comma.
fn opens_clause(sheet: &Sheet, at: usize, comma: usize) -> bool {
    let opens = matches!(sheet.pos(at), Pos::Det | Pos::Num)
        || sheet.pos(at) == Pos::Pron && !sheet.is_any(at, &["who", "which", "that", "whose", "whom"])
        || sheet.is_any(at, &["over", "nearly", "almost"]);
    opens && at + 2 < comma && content::has_verb(sheet, &(at + 1..comma))
}

/// The comma that ends the apposition or relative clause which begins at the comma `opening`: "according to Finn, a pilot,
/// the boat …".
fn after_apposition(sheet: &Sheet, opening: usize, ceiling: usize) -> Option<usize> {
    let closing = (opening + 1..ceiling).find(|&i| sheet.word(i) == ",")?;
    if sheet.is_any(opening + 1, &["who", "which", "whose"]) {
        return content::has_verb(sheet, &(closing + 1..ceiling)).then_some(closing);
    }
    let described = phrase_right(sheet, opening + 1, closing)?;
    let describes = names_actor(sheet.lemma(described.head.start));
    let article = sheet.is_any(opening + 1, &["a", "an", "the", "its", "his", "her", "their"]);
    let verbless = (opening + 1..closing).all(|i| !matches!(sheet.pos(i), Pos::Verb | Pos::Aux));
    let next = (closing + 1..ceiling).find(|&i| sheet.word(i) == ",").unwrap_or(ceiling);
    let clause = content::has_verb(sheet, &(closing + 1..next)) && !sheet.is_any(closing + 1, &["and", "or"]);
    (describes && article && verbless && clause).then_some(closing)
}
