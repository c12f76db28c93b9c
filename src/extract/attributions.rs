//! Puts the rules' drafts together: one content belongs to one saying, sayings inside sayings hang under them.

use super::carrying::continue_speech;
use super::cue::find_cues;
use super::direct::direct_speech;
use super::draft::Draft;
use super::indirect::indirect_speech;
use super::layouts::laid_out;
use super::noun_cue::noun_reports;
use super::rank::Ranker;
use super::sheet::Sheet;
use super::{Attribution, CueClass};

/// Everything that the document's people say, think or want, in the order of the text; `carries` tells whether quotations
/// without a clause go on with an earlier speaker.
pub(crate) fn attributions(sheet: &Sheet, ranker: Option<&Ranker>, carries: bool) -> Vec<Attribution> {
    let cues = find_cues(sheet);
    let mut direct = direct_speech(sheet, &cues);
    let mut drafts = indirect_speech(sheet, &cues, &direct.spent, ranker);
    if carries {
        continue_speech(sheet, &mut direct, &drafts);
    }
    drafts.extend(direct.drafts);
    drafts.extend(noun_reports(sheet));
    drafts.extend(laid_out(sheet));
    let drafts = without_conflicts(sheet, drafts);
    let mut found: Vec<Attribution> = drafts.iter().map(|draft| draft.finish(sheet)).collect();
    set_enclosing(sheet, &drafts, &mut found);
    found
}

/// Orders the drafts, drops those whose content another one holds in whole or part, the surer one staying.
///
/// A saying inside the content of another stays when it is speech and surely reported ("A said that B had said …").
fn without_conflicts(sheet: &Sheet, mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.sort_by(|a, b| {
        let rank = |d: &Draft| (u8::from(d.rule.contains("quote") || d.rule == "transcript-turn"), d.span_confidence);
        let ((qa, ca), (qb, cb)) = (rank(a), rank(b));
        qb.cmp(&qa).then(cb.total_cmp(&ca)).then(a.start().cmp(&b.start()))
    });
    let mut kept: Vec<Draft> = Vec::new();
    let mut held = Blocks::default();
    for draft in drafts {
        let near = held.near(&draft);
        let clash = near.iter().filter_map(|other| kept.get(*other)).any(|other| clashes(&draft, other));
        let repeats = says_again(sheet, &draft)
            && near.iter().filter_map(|other| kept.get(*other)).any(|other| encloses(other, &draft));
        if !clash && !repeats {
            held.add(&draft, kept.len());
            kept.push(draft);
        }
    }
    kept.sort_by_key(|d| (d.start(), d.pieces.last().map_or(0, |p| p.end)));
    kept
}

/// Tokens in a block.
const BLOCK: usize = 64;

/// Which drafts have content in which block of tokens: only those can meet, and a long text has thousands.
#[derive(Default)]
struct Blocks(Vec<Vec<usize>>);

impl Blocks {
    fn of(draft: &Draft) -> impl Iterator<Item = usize> {
        let pieces = draft.pieces.iter().filter(|piece| !piece.is_empty());
        pieces.flat_map(|piece| piece.start / BLOCK..=(piece.end - 1) / BLOCK)
    }

    fn add(&mut self, draft: &Draft, index: usize) {
        for block in Self::of(draft) {
            if self.0.len() <= block {
                self.0.resize(block + 1, Vec::new());
            }
            if let Some(list) = self.0.get_mut(block) {
                list.push(index);
            }
        }
    }

    /// The drafts that reach into a block of this one, each once, in the order in which they were added.
    fn near(&self, draft: &Draft) -> Vec<usize> {
        let mut found: Vec<usize> = Self::of(draft).filter_map(|block| self.0.get(block)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether the draft is the speaker's own "I say that …": inside a quotation its content is the quotation's again.
fn says_again(sheet: &Sheet, draft: &Draft) -> bool {
    let own = draft.source.phrases.iter().all(|p| sheet.is_any(p.head.start, &["i"]) && p.head.len() == 1);
    own && draft
        .cue
        .as_ref()
        .is_some_and(|hit| matches!(sheet.word(hit.verb), "say" | "stress" | "repeat" | "add" | "tell"))
}

/// Whether the two cannot both stand: their contents cross, or one holds the other without being its report.
fn clashes(draft: &Draft, other: &Draft) -> bool {
    let meets = draft.pieces.iter().any(|a| other.pieces.iter().any(|b| a.start < b.end && b.start < a.end));
    meets && !(encloses(other, draft) || encloses(draft, other) || tells_of(draft, other) || tells_of(other, draft))
}

/// Whether one says what somebody thought, in quotation marks: `Finn said she remembered thinking, "That was it."`
fn tells_of(outer: &Draft, inner: &Draft) -> bool {
    let quoted = inner.cue.as_ref().is_some_and(|hit| {
        inner.rule.contains("quote") && outer.pieces.iter().any(|p| p.contains(&hit.verb) && p.end >= inner.end())
    });
    outer.class() == CueClass::Speech && inner.class() != CueClass::Speech && quoted
}

/// Whether `inner` with its cue lies wholly in one piece of `outer`.
fn encloses(outer: &Draft, inner: &Draft) -> bool {
    let Some(hit) = &inner.cue else { return false };
    let nested = |piece: &std::ops::Range<usize>| {
        piece.contains(&hit.verb) && inner.pieces.iter().all(|p| piece.start <= p.start && p.end <= piece.end)
    };
    inner.class() == CueClass::Speech
        && inner.span_confidence >= 0.6
        && !inner.is_sourceless()
        && outer.pieces.iter().any(nested)
}

/// Sets each saying's enclosing saying: the smallest one that holds it.
fn set_enclosing(sheet: &Sheet, drafts: &[Draft], found: &mut [Attribution]) {
    let mut held = Blocks::default();
    for (index, draft) in drafts.iter().enumerate() {
        held.add(draft, index);
    }
    for (index, inner) in drafts.iter().enumerate() {
        let outer = held
            .near(inner)
            .into_iter()
            .filter_map(|other| Some((other, drafts.get(other)?)))
            .filter(|(other, outer)| *other != index && encloses(outer, inner))
            .min_by_key(|(_, outer)| outer.extent(sheet).len())
            .map(|(other, _)| other);
        if let Some(attribution) = found.get_mut(index) {
            attribution.within = outer;
        }
    }
}
