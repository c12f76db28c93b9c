//! Finds where the content that a cue reports ends: the clause's end, or before what no longer belongs to it.

use super::content::{end_of_clause, has_verb, trim_right};
use super::cue::{CueForm, CueHit};
use super::phrase::phrase_right;
use super::sheet::Sheet;
use crate::annotate::Pos;

/// Where the content that begins at `start` ends: the clause's end, or before what no longer belongs to it.
pub(crate) fn closing(sheet: &Sheet, cues: &[CueHit], hit: &CueHit, start: usize) -> usize {
    let ceiling = end_of_clause(sheet, hit.verb);
    let first = cues.partition_point(|c| c.verb < start);
    let mut end = ceiling;
    for other in cues.get(first..).unwrap_or(&[]).iter().take_while(|c| c.verb < ceiling) {
        if sheet.quote_at(other.verb) != sheet.quote_at(hit.verb) {
            continue;
        }
        if let Some(cut) = cut_before(sheet, hit, other, start) {
            end = cut;
            break;
        }
    }
    if let Some(cut) = main_clause(sheet, hit, start, end) {
        end = cut;
    }
    let end = next_deed(sheet, hit, start, end).unwrap_or(end);
    let end = (start + 1..end).find(|&i| breaks_off(sheet, hit, start, i)).unwrap_or(end);
    trim_right(sheet, start, end)
}

/// Where the next thing begins that the same subject did: "urged the crews to stay | and left", not "to buy a boat that sank and rose".
fn next_deed(sheet: &Sheet, hit: &CueHit, start: usize, end: usize) -> Option<usize> {
    let verb = |i: usize| matches!(sheet.pos(i), Pos::Verb | Pos::Aux);
    let to = (start..end).find(|&i| verb(i) || sheet.is(i, "to"))?;
    if !sheet.is_past(hit.verb) || !sheet.is(to, "to") || !verb(to + 1) {
        return None;
    }
    let clause = |i: usize| {
        sheet.is_past(i)
            || sheet.is_present(i)
            || sheet.is_any(i, &["that", "who", "which", "if", "whether", "what", "how"])
    };
    let last = (to + 2..end).find(|&i| clause(i)).filter(|&i| sheet.is_past(i))?;
    let joined = sheet.is_any(last - 1, &["and", "but"]) && sheet.quote_at(last) == sheet.quote_at(hit.verb);
    let comma = usize::from(sheet.word(last.saturating_sub(2)) == ",");
    joined.then_some(last - 1 - comma)
}

/// Whether a mark stands at `at` behind which the content that begins at `start` does not go on.
fn breaks_off(sheet: &Sheet, hit: &CueHit, start: usize, at: usize) -> bool {
    let outside = sheet.quote_at(at).is_none();
    match sheet.word(at) {
        ";" => sheet.quote_at(at) == sheet.quote_at(hit.verb),
        // "She would not say which boats sail, but two were seen": what follows is told by who writes. "She would sail, when
        // asked by the board."
        "," => {
            let asked =
                sheet.is_any(at + 1, &["when", "after"]) && sheet.is_any(at + 2, &["asked", "pressed", "questioned"]);
            outside && (hit.negated && sheet.is(at + 1, "but") || asked)
        }
        // `She said she would sail: "The boat is ready."`
        ":" => outside && sheet.is_mark(at + 1) && has_verb(sheet, &(start..at)),
        _ => false,
    }
}

/// Where the main clause begins when the cue stands in a subordinate one before it ("While critics say it is late, Finn is calm").
fn main_clause(sheet: &Sheet, hit: &CueHit, start: usize, end: usize) -> Option<usize> {
    let sentence = sheet.sentence(hit.verb);
    let opens = |i: usize| {
        sheet.is_any(
            i,
            &["while", "although", "though", "if", "when", "as", "after", "since", "because", "before", "once"],
        ) && !sheet.is(i + 1, "for")
            || sheet.is_any(i, &["asked", "pressed", "questioned", "quizzed"]) && i != hit.verb
    };
    let first = sentence.start + usize::from(sheet.is_any(sentence.start, &["and", "but", "even"]));
    if !opens(first) || hit.verb - first > 14 || (first..hit.verb).any(|i| sheet.word(i) == ",") {
        return None;
    }
    (start + 1..end).find(|&i| {
        let comma = sheet.word(i) == "," && sheet.quote_at(i).is_none();
        comma
            && phrase_right(sheet, i + 1, end).is_some_and(|p| {
                let next = p.tokens.end + usize::from(sheet.pos(p.tokens.end) == Pos::Adv);
                matches!(sheet.pos(next), Pos::Verb | Pos::Aux) && !sheet.word(next).ends_with("ing")
            })
    })
}

/// Where `other` ends the content of `hit`: a participle after a comma, a coordinated cue, "according to".
fn cut_before(sheet: &Sheet, hit: &CueHit, other: &CueHit, start: usize) -> Option<usize> {
    let mut edge = other.group.start;
    while edge > start && sheet.pos(edge - 1) == Pos::Adv {
        edge -= 1;
    }
    if edge <= start {
        return None;
    }
    let before = edge - 1;
    match other.form {
        CueForm::According => (sheet.word(before) == ",").then_some(before),
        CueForm::Participle => {
            let certain = matches!(
                other.lemma,
                "add"
                    | "say"
                    | "note"
                    | "call"
                    | "tell"
                    | "claim"
                    | "argue"
                    | "insist"
                    | "explain"
                    | "write"
                    | "cite"
                    | "accuse"
                    | "urge"
                    | "warn"
            );
            (sheet.word(before) == "," && (certain || other.entry.probability > 0.6)).then_some(before)
        }
        CueForm::Finite => {
            if let Some(cut) = own_clause(sheet, other, start) {
                return Some(cut);
            }
            let conjunction = sheet.is_any(before, &["and", "but"]);
            if !conjunction || other.entry.probability < 0.4 || !same_tense(sheet, hit.verb, other.verb) {
                return None;
            }
            Some(if sheet.word(before.saturating_sub(1)) == "," { before - 1 } else { before })
        }
        _ => None,
    }
}

/// From this probability on a verb with a subject behind "and" begins a report of its own without a comma.
const PLAIN_CUE: f32 = 0.7;

/// Where a clause with a reporting verb and a subject of its own begins ("…, but Finn did not say why").
fn own_clause(sheet: &Sheet, other: &CueHit, start: usize) -> Option<usize> {
    if other.entry.probability < 0.4 {
        return None;
    }
    let subject = super::source::source_of(sheet, other, start)?.start()?;
    let mut edge = subject;
    while edge > start + 1
        && sheet.is_any(edge - 1, &["and", "but", "while", "as", "though", "although", "so", "yet", "when", "after"])
    {
        edge -= 1;
    }
    let marked =
        edge > start + 1 && (matches!(sheet.word(edge - 1), "," | ";" | "—" | "–" | "--") || sheet.is_dash(edge - 1));
    let joined = edge < subject && sheet.is_any(edge, &["and", "but", "while", "though", "although"]);
    let plain = joined && other.entry.probability > PLAIN_CUE;
    (marked && joined || plain || edge > start + 1 && (sheet.is_dash(edge - 1) || sheet.word(edge - 1) == ";"))
        .then(|| if marked { edge - 1 } else { edge })
}

/// Whether two verbs can stand side by side: in one tense, and both participles or neither.
fn same_tense(sheet: &Sheet, a: usize, b: usize) -> bool {
    let gerund = |i: usize| sheet.word(i).ends_with("ing");
    gerund(a) == gerund(b) && sheet.is_present(a) == sheet.is_present(b)
}
