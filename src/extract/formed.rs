//! Sayings that their form alone shows, and words of that form that say nothing.

use super::Stance;
use super::cue::{CueForm, CueHit};
use super::indirect::speaks;
use super::lexicon;
use super::phrase::phrase_right;
use super::sheet::Sheet;
use super::source::Found;
use crate::annotate::Pos;
use std::ops::Range;

/// The rules for "denied taking bribes", "accused the firm of taking bribes", "threatened to leave", "is demanding that …" and
/// "called for a vote".
///
/// The ranker's training texts hold too few of these to learn them, and their form leaves no doubt.
pub(super) const FORMED: [&str; 5] =
    ["source-deny-deed", "source-accuse-of", "source-threaten-deed", "source-demand-that", CALLED_FOR];

/// The rule for "called for a vote".
pub(super) const CALLED_FOR: &str = "source-call-for";

/// The rule of [`FORMED`] whose form the content has.
pub(super) fn formed(sheet: &Sheet, hit: &CueHit, found: &Found, content: Range<usize>) -> Option<&'static str> {
    let [denied, accused, threatened, demanded, called] = FORMED;
    let start = content.start;
    let deed = sheet.pos(start) == Pos::Verb && sheet.word(start).ends_with("ing");
    let told = matches!(hit.form, CueForm::Finite | CueForm::Participle);
    match hit.lemma {
        "accuse" if told => {
            let whom = phrase_right(sheet, start, content.end)?;
            (sheet.is(whom.tokens.end, "of") && whom.tokens.end + 1 < content.end).then_some(accused)
        }
        "threaten" if hit.form == CueForm::Finite && speaks(sheet, found) => {
            (sheet.is(start, "to") && sheet.pos(start + 1) == Pos::Verb).then_some(threatened)
        }
        "demand" if told => (sheet.is(start, "that") && sheet.pos(start) == Pos::Sconj).then_some(demanded),
        "call" if told && speaks(sheet, found) => {
            let before = start.checked_sub(1)?;
            sheet.is_any(before, &["for", "on"]).then_some(called)
        }
        lemma if lexicon::stance(lemma) == Stance::Denies && hit.form == CueForm::Finite && deed => Some(denied),
        _ => None,
    }
}

/// "asked not to be named", "requested anonymity": under which condition somebody spoke, not what was said.
pub(super) fn asks_for_no_name(sheet: &Sheet, hit: &CueHit, start: usize) -> bool {
    let after = |words: &[&str]| words.iter().enumerate().all(|(n, word)| sheet.is(start + n, word));
    let named = after(&["not", "to", "be"]) && sheet.is_any(start + 3, &["named", "identified", "quoted", "recorded"]);
    let unnamed = named || after(&["to", "remain", "anonymous"]) || after(&["to", "stay", "anonymous"]);
    matches!(hit.lemma, "ask" | "request" | "insist" | "want" | "wish") && (unnamed || after(&["anonymity"]))
}
