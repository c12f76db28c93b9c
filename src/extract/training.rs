//! Turns annotated documents into what the labeler and the rankers learn from.

use super::cue::{CueHit, find_cues};
use super::direct::direct_speech;
use super::draft::Draft;
use super::labels::{COLUMNS, CONTENTS, Labeler, Lattice, PARTIES, paragraph_features, split};
use super::rank::{SourceCandidate, candidates, features, source_candidates, source_features};
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

/// The choices of one document: contents of cues, and sources of cues with their contents.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    /// What each cue reports.
    pub contents: Vec<Problem>,
    /// Who speaks.
    pub sources: Vec<Problem>,
}

/// The choices of one document, as it looks when `labeler` has labelled it.
pub fn problems(document: &Document, gold: &[GoldSaying], labeler: &Labeler) -> Problems {
    let sheet = Sheet::new(document).labeled(Some(labeler));
    let cues = find_cues(&sheet);
    let direct = direct_speech(&sheet, &cues);
    let mut out = Problems::default();
    for hit in cues.iter().filter(|hit| !direct.spent.contains(&hit.verb) && sheet.quote_at(hit.verb).is_none()) {
        let (draft, found) = candidates(&sheet, &cues, hit);
        if found.is_empty() {
            continue;
        }
        let verb = sheet.span(hit.verb);
        let saying = gold.iter().find(|g| g.cue.iter().any(|c| c.overlaps(verb)));
        let pieces: Vec<_> = found.iter().map(|c| c.pieces.as_slice()).collect();
        let Some(targets) = targets(&sheet, hit, &pieces, saying) else {
            continue;
        };
        let labelled = sheet.labels(hit.verb).contents(sheet.sentence(hit.verb));
        let candidates = found.iter().map(|c| features(&sheet, hit, draft.as_ref(), &labelled, c)).collect();
        let right = targets.iter().position(|t| *t > 0.0).and_then(|i| found.get(i));
        if let (Some(saying), Some(right)) = (saying, right) {
            out.sources.extend(source_problem(&sheet, hit, draft.as_ref(), &right.pieces, saying));
        }
        out.contents.push(Problem { candidates, targets });
    }
    out
}

/// The choice of the source of a cue with its content.
fn source_problem(
    sheet: &Sheet,
    hit: &CueHit,
    draft: Option<&Draft>,
    pieces: &[Range<usize>],
    saying: &GoldSaying,
) -> Option<Problem> {
    let found = source_candidates(sheet, hit, draft, pieces);
    let wanted: Vec<usize> = saying.source.iter().flat_map(|span| sheet.doc.tokens_in(*span)).collect();
    let mut targets = vec![0.0; found.len()];
    if !wanted.is_empty() {
        let right = named_source(sheet, &found, &wanted)?;
        if let Some(target) = targets.get_mut(right) {
            *target = 1.0;
        }
    }
    let candidates = found.iter().map(|c| source_features(sheet, hit, draft, pieces, c)).collect();
    Some(Problem { candidates, targets })
}

/// The candidate that names the annotated source best: annotations hold appositions too ("Orla Finn, a farmer"), so a person's name
/// in it comes first, then what begins it; of those the one that shares most with it.
fn named_source(sheet: &Sheet, found: &[SourceCandidate], wanted: &[usize]) -> Option<usize> {
    let mut best: Option<(usize, (bool, bool, f32))> = None;
    for (index, candidate) in found.iter().enumerate() {
        let tokens: Vec<usize> = candidate.found.phrases.iter().flat_map(|p| p.tokens.clone()).collect();
        let heads = candidate.found.phrases.iter().flat_map(|p| p.head.clone());
        let common = tokens.iter().filter(|t| wanted.contains(t)).count();
        let inside = heads.filter(|t| wanted.contains(t)).count();
        if common == 0 || inside == 0 {
            continue;
        }
        let person = candidate.found.phrases.iter().all(|p| p.is_person(sheet)) && common == tokens.len();
        let begins = tokens.first() <= wanted.first();
        let meets = common as f32 / (tokens.len() + wanted.len() - common).max(1) as f32;
        let value = (person, begins, meets);
        if best.is_none_or(|b| value > b.1) {
            best = Some((index, value));
        }
    }
    best.map(|b| b.0)
}

/// The candidate that shares most tokens with `wanted`, with its intersection over union.
fn closest(found: &[&[Range<usize>]], wanted: &[usize]) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32)> = None;
    for (index, pieces) in found.iter().enumerate() {
        let tokens: Vec<usize> = pieces.iter().flat_map(Clone::clone).collect();
        let common = tokens.iter().filter(|t| wanted.contains(t)).count();
        let union = tokens.len() + wanted.len() - common;
        let meets = common as f32 / union.max(1) as f32;
        if best.is_none_or(|b| meets > b.1) {
            best = Some((index, meets));
        }
    }
    best
}

/// A paragraph whose tokens have known classes.
#[derive(Debug, Clone, Default)]
pub struct LabelTask {
    /// The features of all tokens, one after another.
    pub features: Vec<u32>,
    /// For each token where its features end.
    ends: Vec<usize>,
    /// For each token its class among sources and cues.
    pub parties: Vec<u8>,
    /// For each token its class among contents.
    pub contents: Vec<u8>,
}

/// For each token the shares of its classes, and the expected moves.
pub type Expected<const N: usize> = (Vec<[f32; N]>, [[f32; N]; N]);

impl LabelTask {
    /// The features of each token.
    pub fn tokens(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.features.get(start..*end).unwrap_or(&[]))
    }

    /// What both chains expect, given the scores of the tokens' classes and the weights of moves.
    pub fn expectations(
        &self,
        emissions: &[[f32; COLUMNS]],
        parties: &[[f32; PARTIES]; PARTIES],
        contents: &[[f32; CONTENTS]; CONTENTS],
    ) -> (Expected<PARTIES>, Expected<CONTENTS>) {
        let (a, b): (Vec<_>, Vec<_>) = emissions.iter().map(|row| split(*row)).unzip();
        let (a, b) = (Lattice::new(&a, parties), Lattice::new(&b, contents));
        ((a.shares, a.moves), (b.shares, b.moves))
    }
}

/// What the labeler can learn from one document, paragraph by paragraph.
pub fn label_tasks(document: &Document, gold: &[GoldSaying]) -> Vec<LabelTask> {
    let sheet = Sheet::new(document);
    let mut parties = vec![0u8; sheet.len()];
    let mut contents = vec![0u8; sheet.len()];
    let sources = gold.iter().flat_map(|g| &g.source).map(|span| (1, *span));
    let cues = gold.iter().flat_map(|g| &g.cue).map(|span| (3, *span));
    for (class, span) in sources.chain(cues) {
        mark(&mut parties, sheet.doc.tokens_in(span), class);
    }
    // The largest content first: those inside it stay unmarked.
    let mut spans: Vec<Span> = gold.iter().flat_map(|g| &g.content).copied().collect();
    spans.sort_by_key(|span| (std::cmp::Reverse(span.len()), span.start()));
    for span in spans {
        mark(&mut contents, sheet.doc.tokens_in(span), 1);
    }
    let mut out = Vec::new();
    for paragraph in document.paragraphs.iter().filter(|p| !p.tokens.is_empty()) {
        let mut task = LabelTask::default();
        paragraph_features(&sheet, &paragraph.tokens, |features| {
            task.features.extend_from_slice(features);
            task.ends.push(task.features.len());
        });
        task.parties = parties.get(paragraph.tokens.clone()).unwrap_or(&[]).to_vec();
        task.contents = contents.get(paragraph.tokens.clone()).unwrap_or(&[]).to_vec();
        begin(&mut task.parties);
        begin(&mut task.contents);
        out.push(task);
    }
    out
}

/// Marks tokens as a span of `class` unless one of them is marked.
fn mark(classes: &mut [u8], tokens: Range<usize>, class: u8) {
    let Some(cells) = classes.get_mut(tokens) else { return };
    if cells.iter().any(|c| *c != 0) {
        return;
    }
    cells.fill(class + 1);
    if let Some(first) = cells.first_mut() {
        *first = class;
    }
}

/// A span that goes on from the paragraph before begins anew.
fn begin(classes: &mut [u8]) {
    if let Some(first) = classes.first_mut().filter(|c| **c > 0 && **c % 2 == 0) {
        *first -= 1;
    }
}

/// The share of each candidate: all to the one that meets the gold best, nothing where the cue has no gold; none when the gold is out
/// of reach.
fn targets(sheet: &Sheet, hit: &CueHit, found: &[&[Range<usize>]], saying: Option<&GoldSaying>) -> Option<Vec<f32>> {
    let mut targets = vec![0.0; found.len()];
    let Some(saying) = saying else { return Some(targets) };
    let sentence = sheet.sentence(hit.verb);
    let wanted: Vec<usize> =
        saying.content.iter().flat_map(|span| sheet.doc.tokens_in(*span)).filter(|i| sentence.contains(i)).collect();
    if wanted.is_empty() {
        return None;
    }
    let (best, meets) = closest(found, &wanted)?;
    if meets < 0.5 {
        return None;
    }
    if let Some(target) = targets.get_mut(best) {
        *target = 1.0;
    }
    Some(targets)
}
