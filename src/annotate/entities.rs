//! Finds the names of people, organisations and places: a linear model over BILOU labels, decoded with Viterbi.

use super::kept::{Pool, WordScores};
use super::linear::{Feature, Linear, Scorer};
use super::model_file::{Reader, Writer};
use super::names::{Context, Facts, Gate};
use super::words::Words;
use super::{EntityKind, EntityMention};
use crate::error::Result;
use crate::text::Span;
use std::ops::Range;

/// The kinds in the order of the labels.
pub const KINDS: [EntityKind; 4] = [EntityKind::Person, EntityKind::Organization, EntityKind::Place, EntityKind::Misc];
/// Labels: 0 outside, then for each kind the beginning, inside and last token of a name and the name of one token.
pub const LABELS: usize = 1 + 4 * 4;
/// Before and after the tokens that are scored stands the label "outside".
const OUTSIDE: usize = 0;

/// The part of a label within its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Outside,
    Begin,
    Inside,
    Last,
    Unit,
}

fn part(label: usize) -> (Part, usize) {
    let parts = [Part::Begin, Part::Inside, Part::Last, Part::Unit];
    match label.checked_sub(1) {
        Some(rest) => (parts.get(rest % 4).copied().unwrap_or(Part::Unit), rest / 4),
        None => (Part::Outside, 4),
    }
}

/// The labels of a name of `length` tokens.
pub fn labels_of(kind: usize, length: usize) -> impl Iterator<Item = usize> {
    (0..length).map(move |at| {
        let part = match (at == 0, at + 1 == length) {
            (true, true) => 3,
            (true, false) => 0,
            (false, true) => 2,
            (false, false) => 1,
        };
        1 + kind * 4 + part
    })
}

/// Whether label `next` may follow `label`.
fn follows(label: usize, next: usize) -> bool {
    let ((part_a, kind_a), (part_b, kind_b)) = (part(label), part(next));
    match part_a {
        Part::Begin | Part::Inside => kind_a == kind_b && matches!(part_b, Part::Inside | Part::Last),
        _ => matches!(part_b, Part::Outside | Part::Begin | Part::Unit),
    }
}

/// The labels that `label` may follow: inside a kind its beginning and inside, else whatever ends a name or is none.
fn before(label: usize) -> &'static [u8] {
    const CLOSED: [u8; 9] = [0, 3, 4, 7, 8, 11, 12, 15, 16];
    const OPEN: [[u8; 2]; 4] = [[1, 2], [5, 6], [9, 10], [13, 14]];
    match part(label) {
        (Part::Inside | Part::Last, kind) => OPEN.get(kind).map_or(&[], |pair| pair),
        _ => &CLOSED,
    }
}

/// Whether a token with this gate may have the label.
pub fn allowed(gate: Gate, label: usize) -> bool {
    match gate {
        Gate::Open => true,
        Gate::Inside => matches!(part(label).0, Part::Outside | Part::Inside),
        Gate::Shut => label == OUTSIDE,
    }
}

/// The feature of a transition: the label before.
pub fn transition(label: usize) -> u32 {
    Feature::new(190).with(u32::try_from(label).unwrap_or(0)).get()
}

/// The scores of each label after each label, with a large penalty for what cannot be.
pub fn transitions(scorer: &impl Scorer) -> Vec<[i32; LABELS]> {
    let score = |label: usize| {
        let mut scores = [0; LABELS];
        scorer.add(transition(label), &mut scores);
        for (next, score) in scores.iter_mut().enumerate() {
            if !follows(label, next) {
                *score = FORBIDDEN;
            }
        }
        scores
    };
    (0..LABELS).map(score).collect()
}

/// Lower than any sum of weights over a sentence.
const FORBIDDEN: i32 = -100_000_000;

/// The best labels of consecutive tokens, given each token's gate and label scores.
pub fn decode(gates: &[Gate], scores: &[[i32; LABELS]], transitions: &[[i32; LABELS]], labels: &mut Vec<usize>) {
    labels.clear();
    let mut best = [i64::from(FORBIDDEN); LABELS];
    if let Some(first) = best.first_mut() {
        *first = 0;
    }
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(gates.len());
    for (gate, scores) in gates.iter().zip(scores) {
        let mut next = [i64::from(FORBIDDEN) * 4; LABELS];
        let mut from = [0u8; LABELS];
        for (label, (score, origin)) in next.iter_mut().zip(&mut from).enumerate() {
            if !allowed(*gate, label) {
                continue;
            }
            let own = i64::from(scores.get(label).copied().unwrap_or(0));
            for &before in before(label) {
                let Some((so_far, row)) = best.get(usize::from(before)).zip(transitions.get(usize::from(before)))
                else {
                    continue;
                };
                let total = so_far + own + i64::from(row.get(label).copied().unwrap_or(0));
                if total > *score {
                    (*score, *origin) = (total, before);
                }
            }
        }
        best = next;
        back.push(from);
    }
    // The sentence must end outside of a name.
    let closed = best.iter().enumerate().filter(|(label, _)| follows(*label, OUTSIDE));
    let mut label = closed.max_by_key(|(label, score)| (**score, LABELS - label)).map_or(0, |(label, _)| label);
    for from in back.iter().rev() {
        labels.push(label);
        label = usize::from(from.get(label).copied().unwrap_or(0));
    }
    labels.reverse();
}

/// The names that the labels of tokens from `start` on spell: kind and token range.
pub fn names_of(labels: &[usize], start: usize) -> Vec<(usize, Range<usize>)> {
    let mut names = Vec::new();
    let mut open: Option<usize> = None;
    for (at, label) in labels.iter().enumerate() {
        let (part, kind) = part(*label);
        match part {
            Part::Begin => open = Some(at),
            Part::Last => {
                if let Some(first) = open.take() {
                    names.push((kind, start + first..start + at + 1));
                }
            }
            Part::Unit => names.push((kind, start + at..start + at + 1)),
            Part::Outside => open = None,
            Part::Inside => {}
        }
    }
    names
}

/// The model of names.
#[derive(Debug, Clone, Default)]
pub struct Recognizer {
    /// The weights.
    pub model: Linear,
    /// Memory for those who look for names, with what single words score.
    pub works: Pool<Work>,
}

impl Recognizer {
    /// Finds the names of one sentence; `gates` are those of its tokens.
    pub fn find(
        &self,
        context: &Context<'_>,
        gates: &[Gate],
        transitions: &[[i32; LABELS]],
        work: &mut Work,
    ) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        let start = context.sentence.start;
        let mut at = 0;
        while at < gates.len() {
            let length = gates.iter().skip(at).take_while(|gate| **gate != Gate::Shut).count();
            if length == 0 {
                at += 1;
                continue;
            }
            work.scores.clear();
            for index in at..at + length {
                let mut scores = [0; LABELS];
                let id = context.words.id(start + index).unwrap_or(usize::MAX);
                let features = &mut work.features;
                work.kept.add(id, 0, &mut scores, |row| {
                    features.clear();
                    context.push_own(start + index, features);
                    self.model.add_all(features, row);
                });
                features.clear();
                context.push_around(start + index, features);
                self.model.add_all(features, &mut scores);
                work.scores.push(scores);
            }
            decode(gates.get(at..at + length).unwrap_or(&[]), &work.scores, transitions, &mut work.labels);
            found.extend(names_of(&work.labels, start + at));
            at += length;
        }
        found
    }

    /// Reads what [`Recognizer::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        Ok(Self { model: Linear::read(reader)?, works: Pool::default() })
    }

    /// A recogniser of this [`Linear::image`] of its weights.
    pub fn of_image(image: &'static [u8]) -> Self {
        Self { model: Linear::of_image(image), works: Pool::default() }
    }

    /// Writes the weights.
    pub fn write(&self, writer: &mut Writer) {
        self.model.write(writer);
    }
}

/// Memory that is used again from sentence to sentence.
#[derive(Debug, Default)]
pub struct Work {
    features: Vec<u32>,
    scores: Vec<[i32; LABELS]>,
    labels: Vec<usize>,
    kept: WordScores<1>,
}

impl Work {
    /// Begins a document with these words.
    pub fn open(&mut self, words: &Words) {
        self.kept.open(words);
    }

    /// Ends it.
    pub fn close(&mut self, words: &Words) {
        self.kept.close(words);
    }
}

/// A mention from its tokens' spans.
pub fn mention(kind: usize, tokens: Range<usize>, span_of: impl Fn(usize) -> Span) -> EntityMention {
    let span = span_of(tokens.start).union(span_of(tokens.end.saturating_sub(1)));
    EntityMention { span, tokens, kind: KINDS.get(kind).copied().unwrap_or(EntityKind::Misc) }
}

/// Facts of every different word of a document.
pub fn facts_of<'t>(words: &Words, text_of: impl Fn(usize) -> &'t str) -> Vec<Facts> {
    words
        .distinct
        .iter()
        .zip(&words.first)
        .map(|(word, &first)| super::names::facts(text_of(first as usize), word.capital))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_spell_names_and_back() {
        let mut labels = vec![0];
        labels.extend(labels_of(1, 3));
        labels.extend(labels_of(0, 1));
        labels.push(0);
        labels.extend(labels_of(2, 2));
        assert_eq!(names_of(&labels, 10), [(1, 11..14), (0, 14..15), (2, 16..18)]);
        assert!(labels.windows(2).all(|pair| follows(pair[0], pair[1])));
    }

    #[test]
    fn labels_follow_those_before_them() {
        for label in 0..LABELS {
            let wanted: Vec<u8> = (0u8..).take(LABELS).filter(|b| follows(usize::from(*b), label)).collect();
            assert_eq!(before(label), wanted);
        }
    }

    #[test]
    fn decoding_never_leaves_a_name_open() {
        let transitions = transitions(&Linear::new(LABELS, &[]));
        let mut eager = [0; LABELS];
        eager[1] = 50;
        let mut labels = Vec::new();
        decode(&[Gate::Open], &[eager], &transitions, &mut labels);
        assert!(names_of(&labels, 0).len() <= 1 && part(labels[0]).0 != Part::Begin);
        let mut last = [0; LABELS];
        last[3] = 50;
        decode(&[Gate::Open, Gate::Inside, Gate::Open], &[eager, [0; LABELS], last], &transitions, &mut labels);
        assert_eq!(names_of(&labels, 0), [(0, 0..3)]);
        decode(&[Gate::Inside], &[eager], &transitions, &mut labels);
        assert_eq!(labels, [0]);
    }
}
