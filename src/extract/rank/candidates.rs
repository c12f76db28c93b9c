//! The contents that a cue may have: what the rules found, and every other pair of likely beginnings and ends.

use super::super::content;
use super::super::cue::{CueForm, CueHit};
use super::super::draft::Draft;
use super::super::indirect::report;
use super::super::sheet::Sheet;
use crate::annotate::Pos;
use std::ops::Range;

/// Where a candidate's content stands to its cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// After the cue.
    Forward,
    /// Before its clause, or around it, as a rule found it.
    Rule,
    /// Before its clause, or around it, as the labels have it.
    Labelled,
}

/// A content that a cue may have.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The pieces as tokens.
    pub pieces: Vec<Range<usize>>,
    /// Where it stands.
    pub shape: Shape,
    /// How its beginning was found: 0 by the rules, 1 right after the cue, 2 at "that", 3 after a phrase, 4 after a preposition.
    pub opening: u8,
    /// Whether the rules chose just this.
    pub chosen: bool,
}

/// At most this many ends are tried for each beginning.
const ENDS: usize = 12;

/// The candidates of `hit` with the draft of the rules, which also names source and addressee.
pub(crate) fn candidates(sheet: &Sheet, cues: &[CueHit], hit: &CueHit) -> (Option<Draft>, Vec<Candidate>) {
    let draft = report(sheet, cues, hit);
    let mut found: Vec<Candidate> = Vec::new();
    if let Some(draft) = &draft {
        let forward = draft.pieces.len() == 1 && draft.start() >= hit.group.end && hit.form != CueForm::According;
        let shape = if forward { Shape::Forward } else { Shape::Rule };
        found.push(Candidate { pieces: draft.pieces.clone(), shape, opening: 0, chosen: true });
        if let (true, Some(first)) = (draft.pieces.len() > 1, draft.pieces.first()) {
            found.push(Candidate { pieces: vec![first.clone()], shape, opening: 0, chosen: false });
        }
    }
    if hit.form != CueForm::According {
        add_forward(sheet, hit, draft.as_ref(), &mut found);
    }
    add_labelled(sheet, hit, &mut found);
    (draft, found)
}

/// What the labels take for contents in the cue's sentence: each stretch, and the two around the cue together.
fn add_labelled(sheet: &Sheet, hit: &CueHit, found: &mut Vec<Candidate>) {
    let spans = sheet.labels(hit.verb).contents(sheet.sentence(hit.verb));
    let mut add = |pieces: Vec<Range<usize>>, shape: Shape| {
        if !found.iter().any(|c| c.pieces == pieces) {
            found.push(Candidate { pieces, shape, opening: 5, chosen: false });
        }
    };
    for span in spans.iter().filter(|span| !span.contains(&hit.verb)) {
        let forward = span.start >= hit.group.end && hit.form != CueForm::According;
        add(vec![span.clone()], if forward { Shape::Forward } else { Shape::Labelled });
    }
    let left = spans.iter().rfind(|span| span.end <= hit.group.start);
    let right = spans.iter().find(|span| span.start >= hit.group.end);
    if let (Some(left), Some(right)) = (left, right) {
        add(vec![left.clone(), right.clone()], Shape::Labelled);
    }
}

fn add_forward(sheet: &Sheet, hit: &CueHit, draft: Option<&Draft>, found: &mut Vec<Candidate>) {
    let ceiling = content::end_of_clause(sheet, hit.verb);
    let ruled = draft.and_then(|d| d.pieces.first()).map(|p| p.start).filter(|start| *start >= hit.group.end);
    let first = hit.group.end;
    // Every beginning is tried with ends among the same tokens.
    let boundaries: Vec<bool> = (first..ceiling).map(|at| at > first && is_boundary(sheet, at)).collect();
    for (opening, start) in openings(sheet, hit, ceiling, ruled) {
        let bounds = start.checked_sub(first).and_then(|at| boundaries.get(at..)).unwrap_or_default();
        for end in ends(sheet, start, ceiling, bounds) {
            let piece = start..end;
            if !found.iter().any(|c| c.pieces.len() == 1 && c.pieces.first() == Some(&piece)) {
                found.push(Candidate { pieces: vec![piece], shape: Shape::Forward, opening, chosen: false });
            }
        }
    }
}

/// Where the content may begin after the cue.
fn openings(sheet: &Sheet, hit: &CueHit, ceiling: usize, ruled: Option<usize>) -> Vec<(u8, usize)> {
    let mut starts: Vec<(u8, usize)> = Vec::new();
    let mut add = |kind: u8, at: usize| {
        let begins = at < ceiling
            && (sheet.is_mark(at) || sheet.pos(at) != Pos::Punct || matches!(sheet.word(at), "[" | "(" | "$"));
        if begins && !starts.iter().any(|(_, s)| *s == at) && sheet.quote_at(at).is_none_or(|_| begins_quote(sheet, at))
        {
            starts.push((kind, at));
        }
    };
    if let Some(start) = ruled {
        add(0, start);
    }
    let after = hit.group.end + usize::from(sheet.word(hit.group.end) == ":");
    add(1, after);
    let reach = ceiling.min(hit.group.end + 24);
    let that = (hit.group.end..reach).find(|&i| sheet.is_any(i, &["that", "whether"]) && sheet.quote_at(i).is_none());
    if let Some(that) = that.filter(|that| !is_relative(sheet, hit, *that)) {
        add(2, that);
    }
    if let Some(phrase) = super::super::phrase::phrase_right(sheet, hit.group.end, ceiling) {
        add(3, phrase.tokens.end);
        if sheet.pos(phrase.tokens.end) == Pos::Adp {
            add(4, phrase.tokens.end + 1);
        }
    }
    if matches!(sheet.pos(hit.group.end), Pos::Adp | Pos::Adv | Pos::Part) {
        add(4, hit.group.end + 1);
        if sheet.pos(hit.group.end + 1) == Pos::Adp {
            add(4, hit.group.end + 2);
        }
    }
    starts
}

/// Whether "that" belongs to the noun before it ("released a report that found …") and not to the cue: a verb follows it.
fn is_relative(sheet: &Sheet, hit: &CueHit, that: usize) -> bool {
    that > hit.group.end
        && !hit.takes_addressee()
        && matches!(sheet.pos(that - 1), Pos::Noun | Pos::Propn | Pos::Pron)
        && !sheet.is_any(that - 1, &content::TOLD)
        && !sheet.is_date_word(that - 1)
        && matches!(sheet.pos(that + 1), Pos::Verb | Pos::Aux)
}

/// Whether the token opens a quotation.
fn begins_quote(sheet: &Sheet, at: usize) -> bool {
    sheet.quote_at(at).and_then(|q| sheet.quotes.get(q)).is_some_and(|q| q.tokens.start == at)
}

/// Where a content that begins at `start` may end: the clause's end first, then the boundaries nearest to the start; `bounds`
/// tells of each token from `start` on whether a content may end before it.
fn ends(sheet: &Sheet, start: usize, ceiling: usize, bounds: &[bool]) -> Vec<usize> {
    let mut ends = vec![ceiling];
    let mut at = start + 1;
    while at < ceiling && ends.len() < ENDS {
        // Inside a quotation nothing ends.
        if sheet.quote_at(at).is_some() && sheet.quote_at(at) == sheet.quote_at(at - 1) {
            at += 1;
            continue;
        }
        if bounds.get(at - start).is_some_and(|bound| *bound) {
            let end = content::trim_right(sheet, start, at);
            if end > start && !ends.contains(&end) {
                ends.push(end);
            }
        }
        at += 1;
    }
    let trimmed = content::trim_right(sheet, start, ceiling);
    if !ends.contains(&trimmed) {
        ends.push(trimmed);
    }
    ends
}

/// Whether a content may end before the token.
fn is_boundary(sheet: &Sheet, at: usize) -> bool {
    let closes = sheet.quote_at(at - 1).is_some() && sheet.quote_at(at).is_none();
    closes
        || sheet.is_dash(at)
        || matches!(sheet.word(at), "," | ";" | ":" | "(" | ")" | "[")
        || matches!(sheet.pos(at), Pos::Cconj | Pos::Sconj | Pos::Adp)
        || sheet.is_any(at, &["who", "which", "when", "while", "that", "where"])
        || sheet.is_date_word(at)
        || sheet.pos(at) == Pos::Part && sheet.is(at, "to")
        || sheet.pos(at) == Pos::Adv && matches!(sheet.pos(at - 1), Pos::Noun | Pos::Propn)
}
