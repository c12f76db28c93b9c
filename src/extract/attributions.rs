//! Puts the rules' drafts together: one content belongs to one saying, sayings inside sayings hang under them.

use super::cue::find_cues;
use super::direct::{continue_speech, direct_speech};
use super::draft::Draft;
use super::indirect::indirect_speech;
use super::layouts::laid_out;
use super::rank::Ranker;
use super::sheet::Sheet;
use super::{Attribution, CueClass};

/// Everything that the document's people say, think or want, in the order of the text.
pub(crate) fn attributions(sheet: &Sheet, ranker: Option<&Ranker>) -> Vec<Attribution> {
    let cues = find_cues(sheet);
    let mut direct = direct_speech(sheet, &cues);
    let mut drafts = indirect_speech(sheet, &cues, &direct.spent, ranker);
    continue_speech(sheet, &mut direct, &drafts);
    drafts.extend(direct.drafts);
    drafts.extend(laid_out(sheet));
    let drafts = without_conflicts(drafts);
    let mut found: Vec<Attribution> = drafts.iter().map(|draft| draft.finish(sheet)).collect();
    set_enclosing(sheet, &drafts, &mut found);
    found
}

/// Orders the drafts, drops those whose content another one holds in whole or part, the surer one staying.
///
/// A saying inside the content of another stays when it is speech and surely reported ("A said that B had said …").
fn without_conflicts(mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.sort_by(|a, b| {
        let rank = |d: &Draft| (u8::from(d.rule.contains("quote") || d.rule == "transcript-turn"), d.span_confidence);
        let ((qa, ca), (qb, cb)) = (rank(a), rank(b));
        qb.cmp(&qa).then(cb.total_cmp(&ca)).then(a.start().cmp(&b.start()))
    });
    let mut kept: Vec<Draft> = Vec::new();
    for draft in drafts {
        let clash = kept.iter().any(|other| clashes(&draft, other));
        if !clash {
            kept.push(draft);
        }
    }
    kept.sort_by_key(|d| (d.start(), d.pieces.last().map_or(0, |p| p.end)));
    kept
}

/// Whether the two cannot both stand: their contents cross, or one holds the other without being its report.
fn clashes(draft: &Draft, other: &Draft) -> bool {
    let meets = draft.pieces.iter().any(|a| other.pieces.iter().any(|b| a.start < b.end && b.start < a.end));
    meets && !(encloses(other, draft) || encloses(draft, other))
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
    for (index, inner) in drafts.iter().enumerate() {
        let outer = drafts
            .iter()
            .enumerate()
            .filter(|(other, outer)| *other != index && encloses(outer, inner))
            .min_by_key(|(_, outer)| outer.extent(sheet).len())
            .map(|(other, _)| other);
        if let Some(attribution) = found.get_mut(index) {
            attribution.within = outer;
        }
    }
}
