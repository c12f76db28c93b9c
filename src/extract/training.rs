//! Turns annotated documents into the choices that the ranker learns from.

use super::cue::{CueHit, find_cues};
use super::direct::direct_speech;
use super::rank::{candidates, features};
use super::sheet::Sheet;
use crate::annotate::Document;
use crate::text::Span;
use std::ops::Range;

/// One annotated saying in bytes.
#[derive(Debug, Clone, Default)]
pub struct GoldSaying {
    /// The pieces of the content.
    pub content: Vec<Span>,
    /// The words of the cue.
    pub cue: Vec<Span>,
    /// The words of the source.
    pub source: Vec<Span>,
    /// Whether the cue reports speech.
    pub speech: bool,
}

/// One cue's candidates as features, with the share that each should get; what is missing to one belongs to "nothing".
#[derive(Debug, Clone)]
pub struct Problem {
    /// The features of each candidate.
    pub candidates: Vec<Vec<u32>>,
    /// The share of each candidate.
    pub targets: Vec<f32>,
}

/// The choices of one document.
pub fn problems(document: &Document, gold: &[GoldSaying]) -> Vec<Problem> {
    let sheet = Sheet::new(document);
    let cues = find_cues(&sheet);
    let direct = direct_speech(&sheet, &cues);
    let mut out = Vec::new();
    for hit in cues.iter().filter(|hit| !direct.spent.contains(&hit.verb) && sheet.quote_at(hit.verb).is_none()) {
        let (draft, found) = candidates(&sheet, &cues, hit);
        if found.is_empty() {
            continue;
        }
        let Some(targets) = targets(&sheet, hit, &found.iter().map(|c| c.pieces.as_slice()).collect::<Vec<_>>(), gold)
        else {
            continue;
        };
        let candidates = found.iter().map(|c| features(&sheet, hit, draft.as_ref(), c)).collect();
        out.push(Problem { candidates, targets });
    }
    out
}

/// The share of each candidate: all to the one that meets the gold best, nothing where the cue has no gold; none when the gold is out
/// of reach.
fn targets(sheet: &Sheet, hit: &CueHit, found: &[&[Range<usize>]], gold: &[GoldSaying]) -> Option<Vec<f32>> {
    let verb = sheet.span(hit.verb);
    let mut targets = vec![0.0; found.len()];
    let Some(saying) = gold.iter().find(|g| g.cue.iter().any(|c| c.overlaps(verb))) else { return Some(targets) };
    let sentence = sheet.sentence(hit.verb);
    let wanted: Vec<usize> =
        saying.content.iter().flat_map(|span| sheet.tokens_in(*span)).filter(|i| sentence.contains(i)).collect();
    if wanted.is_empty() {
        return None;
    }
    let mut best = (0, 0.0f32);
    for (index, pieces) in found.iter().enumerate() {
        let tokens: Vec<usize> = pieces.iter().flat_map(Clone::clone).collect();
        let common = tokens.iter().filter(|t| wanted.contains(t)).count();
        let union = tokens.len() + wanted.len() - common;
        let meets = common as f32 / union.max(1) as f32;
        if meets > best.1 {
            best = (index, meets);
        }
    }
    if best.1 < 0.5 {
        return None;
    }
    if let Some(target) = targets.get_mut(best.0) {
        *target = 1.0;
    }
    Some(targets)
}
