//! Sayings that their form alone shows, and words of that form that say nothing.

use super::cue::{CueForm, CueHit};
use super::indirect::speaks;
use super::lexicon;
use super::phrase::{Phrase, phrase_right};
use super::sheet::Sheet;
use super::source::{Found, How};
use super::{SourceForm, Stance};
use crate::annotate::Pos;
use crate::annotate::lexicon::person_noun;
use std::ops::Range;

/// The rules for "denied taking bribes", "accused the firm of taking bribes", "threatened to leave", "is demanding that …" and
/// "called for a vote".
///
/// The ranker's training texts hold too few of these to learn them, and their form leaves no doubt.
pub(super) const FORMED: [&str; 5] =
    ["source-deny-deed", "source-accuse-of", "source-threaten-deed", "source-demand-that", CALLED_FOR];

/// The rules for "pledged to stay", "urged the crews to stay", "called the plan a mistake" and "criticized the firm for …".
///
/// The ranker draws their ends better where it finds them; where it finds nothing, their form is enough.
pub(super) const FORMED_ELSE: [&str; 4] =
    ["source-promise-deed", "source-urge-deed", "source-call-so", "source-judge-for"];

/// The rule for "called for a vote".
pub(super) const CALLED_FOR: &str = "source-call-for";

/// The rule of [`FORMED`] whose form the content has.
pub(super) fn formed(sheet: &Sheet, hit: &CueHit, found: &Found, content: Range<usize>) -> Option<&'static str> {
    let [denied, accused, threatened, demanded, called] = FORMED;
    let [promised, urged, named, judged] = FORMED_ELSE;
    let start = content.start;
    let deed = sheet.pos(start) == Pos::Verb && sheet.word(start).ends_with("ing");
    let told = match hit.form {
        CueForm::Finite => true,
        CueForm::Participle => opens_clause(sheet, hit.group.start),
        _ => false,
    };
    match hit.lemma {
        "accuse" if told => {
            let whom = phrase_right(sheet, start, content.end)?;
            (sheet.is(whom.tokens.end, "of") && whom.tokens.end + 1 < content.end).then_some(accused)
        }
        "threaten" if hit.form == CueForm::Finite && speaks(sheet, found) => {
            (sheet.is(start, "to") && sheet.pos(start + 1) == Pos::Verb).then_some(threatened)
        }
        "pledge" | "promise" | "vow" if told && somebody_speaks(sheet, found) => {
            let deed = sheet.is(start, "to") && matches!(sheet.pos(start + 1), Pos::Verb | Pos::Aux);
            (deed && !is_relative(sheet, found)).then_some(promised)
        }
        "urge" | "implore" | "exhort" | "encourage" if told && somebody_speaks(sheet, found) => {
            let whom = object(sheet, start, content.end)?;
            let to = whom.end + usize::from(sheet.is(whom.end, "not"));
            let somebody = hit.lemma != "encourage" || found.phrases.iter().all(|phrase| is_somebody(sheet, phrase));
            let deed = sheet.is(to, "to") && matches!(sheet.pos(to + 1), Pos::Verb | Pos::Aux);
            (somebody && deed).then_some(urged)
        }
        "call" | "label" | "dub" if told && somebody_speaks(sheet, found) && calls_so(sheet, start, content.end) => {
            Some(named)
        }
        lemma if JUDGING.contains(&lemma) && told && somebody_speaks(sheet, found) => {
            let whom = object(sheet, start, content.end)?;
            let inside = whom.clone().any(|i| sheet.is(i, "for"));
            let why =
                inside || sheet.is(whom.end, "for") || sheet.is(whom.end, "as") && !sheet.is(whom.end + 1, "well");
            (why && (inside || whom.end + 1 < content.end)).then_some(judged)
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

/// Whether all that was found can speak, and it is not who writes: "we call it a black day".
fn somebody_speaks(sheet: &Sheet, found: &Found) -> bool {
    let writes = |phrase: &Phrase| sheet.is_any(phrase.head.start, &["I", "we", "you", "one"]);
    speaks(sheet, found) && !found.phrases.iter().any(writes)
}

/// Whether a participle at `at` tells what somebody does: behind a comma, "and" or a noun, not in "steered clear of promising …".
fn opens_clause(sheet: &Sheet, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    matches!(sheet.word(before), "," | "—" | "–" | "--")
        || matches!(sheet.pos(before), Pos::Cconj | Pos::Noun | Pos::Propn | Pos::Pron)
}

/// Verbs that praise or blame somebody "for" something, or "as" something.
const JUDGING: [&str; 14] = [
    "criticize",
    "criticise",
    "condemn",
    "denounce",
    "blast",
    "slam",
    "fault",
    "blame",
    "chide",
    "scold",
    "mock",
    "praise",
    "applaud",
    "commend",
];

/// The object that stands at `start`: a phrase or a pronoun.
fn object(sheet: &Sheet, start: usize, end: usize) -> Option<Range<usize>> {
    if sheet.is_any(start, &["him", "her", "it", "them", "us", "me", "you"])
        && !matches!(sheet.pos(start + 1), Pos::Noun | Pos::Propn | Pos::Adj)
    {
        return Some(start..start + 1);
    }
    phrase_right(sheet, start, end).map(|phrase| phrase.tokens)
}

/// Words of what is called "one of …" at most.
const MOST_CALLED: usize = 8;

/// Whether what is called something is followed by what it is called: "the plan a mistake", "it \"absurd\"", "her unfit".
fn calls_so(sheet: &Sheet, start: usize, end: usize) -> bool {
    if (start + 1..end.min(start + MOST_CALLED)).any(|i| sheet.is(i, "one") && sheet.is(i + 1, "of")) {
        return true;
    }
    let Some(whom) = object(sheet, start, end).filter(|whom| whom.end < end) else { return false };
    let at = whom.end;
    let quoted = sheet.quote_at(at).is_some() && sheet.quote_at(at) != sheet.quote_at(start);
    quoted || sheet.is_any(at, &["a", "an", "the"]) || sheet.pos(at) == Pos::Adj
}

/// Whether the source opens a clause that lacks its object: "the target it pledged to reach".
fn is_relative(sheet: &Sheet, found: &Found) -> bool {
    let before = found.start().and_then(|start| start.checked_sub(1));
    before.is_some_and(|at| found.how == How::Subject && matches!(sheet.pos(at), Pos::Noun | Pos::Propn))
}

/// Whether it is a person, and no thing that "encourages investors to sell".
fn is_somebody(sheet: &Sheet, phrase: &Phrase) -> bool {
    match phrase.form {
        SourceForm::Pronoun => {
            !sheet.is_any(phrase.head.start, &["it", "that", "which", "this", "these", "those", "what"])
        }
        SourceForm::Name => phrase.is_person(sheet),
        SourceForm::Description => person_noun(sheet.lemma(phrase.head.start)).is_some(),
    }
}
