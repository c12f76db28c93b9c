//! Words that have the form of a report and report nothing: whom nobody says them to, comparisons, acts, titles, what events show.

use super::SourceForm;
use super::carrying::title_words;
use super::cue::{CueForm, CueHit};
use super::draft::Draft;
use super::phrase::phrase_right;
use super::sheet::Sheet;
use super::source::source_of;
use crate::annotate::Pos;
use std::ops::Range;

/// Whether the cue reports nothing, whatever its content would be.
pub(super) fn is_unsaid(sheet: &Sheet, hit: &CueHit) -> bool {
    compares(sheet, hit) || is_impersonal(sheet, hit) || hit.lemma == "beckon"
}

/// "costs more than the reports say it would": a clause that compares reports nothing.
fn compares(sheet: &Sheet, hit: &CueHit) -> bool {
    let floor = sheet.sentence(hit.verb).start;
    let than = (floor..hit.group.start).rev().take(10).find(|&i| sheet.is(i, "than"));
    than.is_some_and(|at| source_of(sheet, hit, floor).and_then(|f| f.start()) == Some(at + 1))
}

/// "It is important to note that …", "it's worth noting that …": the writer says so.
fn is_impersonal(sheet: &Sheet, hit: &CueHit) -> bool {
    let Some(before) = hit.group.start.checked_sub(1) else { return false };
    let bare = matches!(hit.form, CueForm::Infinitive | CueForm::Participle);
    // Up to "it" stand a form of "be", adverbs and the adjective alone.
    let between = |&i: &usize| matches!(sheet.pos(i), Pos::Aux | Pos::Adv | Pos::Adj) || sheet.is(i, "worth");
    let adjective = sheet.pos(before) == Pos::Adj || sheet.is(before, "worth");
    let Some(first) = (before.saturating_sub(6)..=before).rev().take_while(between).last() else { return false };
    let is = (first..before).any(|i| sheet.lemma(i) == "be" || matches!(sheet.word(i), "'s" | "’s"));
    bare && adjective && is && first.checked_sub(1).is_some_and(|it| sheet.is(it, "it"))
}

/// Whether what was found is no saying: what an event shows, a court's act, a title as an object, a clause with "where" of nobody.
pub(super) fn tells_nothing(sheet: &Sheet, draft: &Draft) -> bool {
    let Some(hit) = &draft.cue else { return false };
    let start = draft.pieces.first().map_or(hit.verb, |piece| piece.start);
    let nowhere = draft.is_sourceless() && hit.form == CueForm::Passive && sheet.is(start, "where");
    nowhere
        || is_bought(sheet, hit, draft)
        || is_shown(sheet, hit, draft)
        || is_act(sheet, hit, start)
        || is_title(sheet, hit, draft)
}

/// What happens rather than speaks.
const EVENTS: [&str; 22] = [
    "accident",
    "attack",
    "attempt",
    "case",
    "collapse",
    "crash",
    "crisis",
    "death",
    "disaster",
    "episode",
    "event",
    "explosion",
    "fire",
    "flood",
    "incident",
    "killing",
    "murder",
    "outbreak",
    "pandemic",
    "shooting",
    "storm",
    "war",
];

/// "The incident highlighted how often boats sink": the writer's conclusion.
fn is_shown(sheet: &Sheet, hit: &CueHit, draft: &Draft) -> bool {
    let shows = matches!(
        hit.lemma,
        "highlight"
            | "show"
            | "underscore"
            | "underline"
            | "illustrate"
            | "demonstrate"
            | "reveal"
            | "prove"
            | "expose"
    );
    let event = |head: usize| EVENTS.contains(&sheet.lemma(head));
    let phrases = &draft.source.phrases;
    shows && !phrases.is_empty() && phrases.iter().all(|p| p.form == SourceForm::Description && event(p.head.start))
}

/// "Ordered bigger packages from suppliers": what is ordered is a thing, and nobody is told to do anything.
fn is_bought(sheet: &Sheet, hit: &CueHit, draft: &Draft) -> bool {
    let tells = |i: usize| sheet.is_any(i, &["to", "that"]) || sheet.quote_at(i).is_some();
    let thing = |piece: &Range<usize>| {
        let object = phrase_right(sheet, piece.start, piece.end);
        let acts = object.is_some_and(|object| matches!(sheet.pos(object.tokens.end), Pos::Verb | Pos::Aux));
        !acts && !piece.clone().any(tells)
    };
    hit.lemma == "order" && hit.form == CueForm::Finite && draft.pieces.iter().all(thing)
}

/// What a court or an office decides on.
const DECIDED: [&str; 18] = [
    "appeal",
    "application",
    "bid",
    "bill",
    "case",
    "challenge",
    "charge",
    "claim",
    "complaint",
    "count",
    "indictment",
    "lawsuit",
    "motion",
    "petition",
    "request",
    "suit",
    "trial",
    "verdict",
];

/// "The judge dismissed the lawsuit": an act, unless it is said what it was dismissed as.
fn is_act(sheet: &Sheet, hit: &CueHit, start: usize) -> bool {
    if !matches!(hit.lemma, "dismiss" | "reject" | "deny" | "grant" | "approve" | "uphold" | "overturn") {
        return false;
    }
    let open = |&i: &usize| {
        matches!(sheet.pos(i), Pos::Det | Pos::Adj | Pos::Noun | Pos::Propn | Pos::Num | Pos::Part | Pos::Pron)
            && (i == start || !sheet.is_any(i, &["that", "which", "who", "whose"]))
    };
    let end = (start..sheet.sentence(hit.verb).end).take_while(open).last().map_or(start, |last| last + 1);
    let Some(head) = end.checked_sub(1).filter(|_| end > start) else { return false };
    // "rejected the claim that he lied", "dismissed the claims as baseless"
    let answered = || sheet.lemma(head) == "claim" && (sheet.is_any(end, &["that", "as"]) || !judges(sheet, hit));
    DECIDED.contains(&sheet.lemma(head)) && !answered()
}

/// Whether a court or a judge acts.
fn judges(sheet: &Sheet, hit: &CueHit) -> bool {
    let floor = sheet.sentence(hit.verb).start;
    let found = source_of(sheet, hit, floor);
    let court = |head: usize| matches!(sheet.lemma(head), "court" | "judge" | "jury" | "tribunal" | "justice");
    found.is_some_and(|found| found.phrases.iter().all(|p| court(p.head.end.saturating_sub(1))))
}

/// A verb that reports more seldom than this may have a title as its object.
const DOUBTFUL: f32 = 0.4;

/// Verbs for which that is what somebody says all the same.
const NAMING: [&str; 9] = ["call", "dub", "label", "title", "name", "shout", "chant", "yell", "sing"];

/// Whether a title alone is what the verb is about: "is again presenting its “Best of the Bench”".
fn is_title(sheet: &Sheet, hit: &CueHit, draft: &Draft) -> bool {
    let [piece] = draft.pieces.as_slice() else { return false };
    let words = || title_words(sheet, piece.clone().filter(|&i| sheet.quote_at(i).is_some()));
    let outside = piece.clone().filter(|&i| sheet.quote_at(i).is_none());
    let verbless = |i: usize| !matches!(sheet.pos(i), Pos::Verb | Pos::Aux);
    hit.entry.probability < DOUBTFUL
        && !NAMING.contains(&hit.lemma)
        && words().is_some_and(|words| (2..=6).contains(&words))
        && outside.clone().count() <= 4
        && outside.into_iter().all(verbless)
}

/// Whether the words only tell the reader what to say or to ask ("Ask him whether …", "you could say that …"), or speak of
/// saying itself ("to say that the port is dead is to …").
pub(super) fn is_said_by_nobody(sheet: &Sheet, hit: &CueHit, draft: &Draft) -> bool {
    if !draft.is_sourceless() {
        return draft.source.phrases.iter().all(|p| p.head.len() == 1 && sheet.is(p.head.start, "you"));
    }
    let first = hit.group.start;
    let opens = first == sheet.sentence(hit.verb).start || sheet.word(first.wrapping_sub(1)) == "(";
    let bare = sheet.word(hit.verb).eq_ignore_ascii_case(hit.lemma);
    hit.form == CueForm::Infinitive || opens && bare && hit.group.len() == 1
}

/// Whether the words behind the cue say nothing of what was said: "says much about the town", "said something to Finn that
/// hurt", "writes about food".
pub(super) fn tells_of_itself(sheet: &Sheet, hit: &CueHit, start: usize) -> bool {
    let amount = sheet.is_any(start, &["much", "little", "something", "nothing", "anything", "volumes", "lots"])
        || sheet.is(start, "a") && sheet.is_any(start + 1, &["lot", "little", "bit"]);
    let about = sheet.is_any(start + 1, &["about", "of", "to"]) || sheet.is(start + 2, "about");
    let writes = hit.lemma == "write" && sheet.is_any(hit.verb, &["writes", "write"]);
    hit.lemma == "say" && amount && about || writes && sheet.is(start.wrapping_sub(1), "about")
}

/// "asked not to be named", "requested anonymity": under which condition somebody spoke, not what was said.
pub(super) fn asks_for_no_name(sheet: &Sheet, hit: &CueHit, start: usize) -> bool {
    let after = |words: &[&str]| words.iter().enumerate().all(|(n, word)| sheet.is(start + n, word));
    let named = after(&["not", "to", "be"]) && sheet.is_any(start + 3, &["named", "identified", "quoted", "recorded"]);
    let unnamed = named || after(&["to", "remain", "anonymous"]) || after(&["to", "stay", "anonymous"]);
    matches!(hit.lemma, "ask" | "request" | "insist" | "want" | "wish") && (unnamed || after(&["anonymity"]))
}
