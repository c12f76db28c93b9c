//! How likely a target is the right one, and is judged as the content is read.
//!
//! The shares are those that were right in held-out folds of the judgements in `claims_target.jsonl`, events apart (420
//! sayings; `dixit train targets` makes the folds).
//!
//! | the content | belief | right in both |
//! |---|---|---|
//! | blames whom its first words name | from 0.7 | 19 of 20 |
//! | blames somebody inside it | from 0.95 | 32 of 40 |
//! | | 0.9 to 0.95 | 20 of 28 |
//! | | 0.7 to 0.9 | 24 of 43 |
//! | | below | 15 of 48 |
//! | praises somebody inside it | any | 23 of 58 |
//! | judges somebody whom only the words around lead to | any | 44 of 144 |
//!
//! All these contents do judge somebody. In other news few do: of 44 that begin with whom they seem to blame 17 did ("Lund
//! was taken to hospital" blames nobody), so every share is multiplied by [`JUDGING`].

use super::{Basis, Candidate};
use crate::extract::reading::Evaluation;

/// Where `FEATURES` says whether the first words of the content name the candidate.
const FIRST_WORDS: usize = 7;

/// The share of contents that judge, of those that seem to.
const JUDGING: f32 = 0.4;

/// The probability that a content of this evaluation judges the candidate and judges it so; 0 for one that judges nobody.
pub(super) fn judged(candidate: &Candidate, belief: f32, evaluation: Evaluation) -> f32 {
    let first = candidate.values.get(FIRST_WORDS).is_some_and(|value| *value > 0.0);
    let share = match evaluation {
        Evaluation::Neutral => 0.0,
        _ if candidate.basis == Basis::Context => 0.31,
        Evaluation::Positive => 0.4,
        Evaluation::Negative if first && belief >= 0.7 => 0.92,
        Evaluation::Negative if belief >= 0.95 => 0.8,
        Evaluation::Negative if belief >= 0.9 => 0.71,
        Evaluation::Negative if belief >= 0.7 => 0.56,
        Evaluation::Negative => 0.31,
    };
    share * JUDGING
}

/// The probability that the first of a ranking is whom the content is about, by the share of belief on it: of 35 sayings
/// below 0.4 the 22%, then 59 of 140, 23 of 41, 36 of 47 and 109 of 127 were right.
pub(super) fn right(belief: f32) -> f32 {
    match belief {
        0.9.. => 0.86,
        0.8.. => 0.77,
        0.7.. => 0.56,
        0.4.. => 0.42,
        _ => 0.22,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::aboutness::{FEATURES, Subject};

    #[test]
    fn more_belief_is_no_less_sure() {
        let all: Vec<f32> = (0u8..=20).map(|n| right(f32::from(n) / 20.0)).collect();
        assert!(all.is_sorted() && all.iter().all(|sure| (0.0..=1.0).contains(sure)), "{all:?}");
        assert!(right(f32::NAN) < 0.5);
    }

    #[test]
    fn blame_of_whom_the_content_begins_with_is_surest() {
        assert_eq!(FEATURES[FIRST_WORDS], "named-as-the-first-words");
        let mut values = [0.0; FEATURES.len()];
        let plain = Candidate { subject: Subject::Entity(0), basis: Basis::Named, values };
        values[FIRST_WORDS] = 1.0;
        let first = Candidate { values, ..plain.clone() };
        let negative = |candidate: &Candidate, belief| judged(candidate, belief, Evaluation::Negative);
        assert!(negative(&first, 0.8) > negative(&plain, 0.99) && negative(&plain, 0.99) > negative(&plain, 0.5));
        assert!(judged(&first, 0.99, Evaluation::Positive) < negative(&plain, 0.99));
        assert!(judged(&first, 0.99, Evaluation::Neutral).abs() < f32::EPSILON);
        let context = Candidate { basis: Basis::Context, ..first.clone() };
        assert!(negative(&context, 0.99) < negative(&first, 0.99) && negative(&first, 0.99) < 0.9);
    }
}
