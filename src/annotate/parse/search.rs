//! Finds the moves of a parse: at each state the move that scores best.

use super::features::{Sentence, push};
use super::moves::{Arena, State};
use super::relations::SHIFT;
use super::rows::{MoveScorer, Scores};

/// The scores of the moves of `state`; `features` is left with what they were made from.
pub fn scores(
    scorer: &impl MoveScorer,
    sentence: &Sentence,
    arena: &Arena,
    state: &State,
    features: &mut Vec<u32>,
) -> Scores {
    features.clear();
    push(sentence, arena, state, features);
    scorer.score(features)
}

/// The allowed move with the highest score among those that `wanted` takes, the first of equals.
pub fn best(arena: &Arena, state: &State, scores: &Scores, wanted: impl Fn(u8) -> bool) -> Option<(i32, u8)> {
    let mut top: Option<(i32, u8)> = None;
    for (action, &score) in (SHIFT..).zip(scores) {
        if arena.allows(state, action) && wanted(action) && top.is_none_or(|top| score > top.0) {
            top = Some((score, action));
        }
    }
    top
}

/// The moves to a complete parse of `sentence`.
pub fn search(scorer: &impl MoveScorer, sentence: &Sentence, arena: &mut Arena, features: &mut Vec<u32>) -> Vec<u8> {
    let mut state = arena.start(sentence.words());
    let mut path = Vec::with_capacity(usize::from(sentence.words()) * 2);
    while !arena.complete(&state) {
        let scores = scores(scorer, sentence, arena, &state, features);
        let Some((_, action)) = best(arena, &state, &scores, |_| true) else { break };
        state = arena.take(&state, action);
        path.push(action);
    }
    path
}
