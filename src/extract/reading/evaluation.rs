//! How a content judges what it speaks of: the sum of its praising and blaming words, turned by negation.
//!
//! | rule | example |
//! |---|---|
//! | a judging word counts by its valence | "a **reckless** plan" |
//! | a negator up to three words before turns it, a little weaker | "**not** an **honest** man" |
//! | what follows "but" outweighs what stands before | "a kind man **but** a bad mayor" |
//! | a negator that turns nothing blames a little | "she does **not** know the port" |
//! | a duty or a question blames a little | "he **must** go", "what is he afraid of**?**" |
//! | words of events count in the speaker's own words only | reported: "three people were **killed**" |
//! | accusing, blaming and praising cues count | "**criticised** the plan" |

use crate::annotate::Document;
use crate::annotate::lexicon::{
    self,
    valence::{is_event, valence},
};
use crate::extract::Stance;
use crate::text::Span;
use std::borrow::Cow;

/// How a content judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Evaluation {
    /// It praises.
    Positive,
    /// It blames.
    Negative,
    /// It does neither, or both alike.
    #[default]
    Neutral,
}

/// A sum this far from zero judges.
const LEAST: f32 = 0.4;
/// Words between a negator and what it turns.
const REACH: usize = 3;

const NEGATORS: &[&str] = &[
    "not", "n't", "no", "never", "nobody", "nothing", "none", "neither", "nor", "cannot", "without", "lack", "lacks",
    "hardly",
];
const DUTIES: &[&str] = &["must", "should", "ought"];

/// How the pieces of a content judge.
pub(super) fn evaluation(document: &Document, content: &[Span], stance: Stance, reported: bool) -> Evaluation {
    let tokens = content.iter().flat_map(|piece| document.tokens_in(*piece));
    let words: Vec<Cow<'_, str>> = tokens.map(|token| lexicon::folded(document.word(token))).collect();
    let spoken = |word: &&str| word.chars().any(char::is_alphanumeric);
    let plain: Vec<&str> = words.iter().map(AsRef::as_ref).filter(spoken).collect();
    let cue = match stance {
        Stance::Praises => 2.0,
        Stance::Criticizes | Stance::Accuses => -2.0,
        Stance::Warns => -0.3,
        _ => 0.0,
    };
    let asks = if words.iter().any(|word| word == "?") { -0.7 } else { 0.0 };
    let sum = cue + asks + sum_of(&plain, reported);
    if sum > LEAST {
        Evaluation::Positive
    } else if sum < -LEAST {
        Evaluation::Negative
    } else {
        Evaluation::Neutral
    }
}

fn sum_of(words: &[&str], reported: bool) -> f32 {
    let counts = |word: &str| !(NEGATORS.contains(&word) || reported && is_event(word));
    let but = words.iter().rposition(|word| *word == "but");
    let mut sum = 0.0;
    let mut used = vec![false; words.len()];
    for (index, word) in words.iter().enumerate() {
        let Some(mut value) = valence(word).filter(|_| counts(word)) else { continue };
        let from = index.saturating_sub(REACH);
        let mut turned = false;
        for negator in from..index {
            if words.get(negator).is_some_and(|word| NEGATORS.contains(word)) {
                turned = true;
                if let Some(used) = used.get_mut(negator) {
                    *used = true;
                }
            }
        }
        if turned {
            value *= -0.7;
        }
        if let Some(but) = but {
            value *= if index > but { 1.5 } else { 0.5 };
        }
        sum += value;
    }
    let idle = words.iter().zip(&used).filter(|(word, used)| NEGATORS.contains(word) && !**used).count();
    let needs = words.windows(2).any(|pair| matches!(pair, ["need" | "needs", "to"]));
    let duty = needs || words.iter().any(|word| DUTIES.contains(word));
    sum - idle as f32 - if duty { 0.7 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    fn of(body: &str) -> Evaluation {
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        evaluation(&document, &[Span::new(0, body.len())], Stance::Asserts, false)
    }

    #[test]
    fn praise_blame_and_neither() {
        assert_eq!(of("She is a courageous and honest mayor."), Evaluation::Positive);
        assert_eq!(of("The plan is reckless and dishonest."), Evaluation::Negative);
        assert_eq!(of("The ferry leaves at nine."), Evaluation::Neutral);
    }

    #[test]
    fn events_judge_nobody_in_a_report() {
        let body = "three rowers were killed";
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let all = [Span::new(0, body.len())];
        assert_eq!(evaluation(&document, &all, Stance::Asserts, true), Evaluation::Neutral);
        assert_eq!(evaluation(&document, &all, Stance::Asserts, false), Evaluation::Negative);
    }

    #[test]
    fn negation_turns_and_but_weighs() {
        assert_eq!(of("He is not honest."), Evaluation::Negative);
        assert_eq!(of("It was never a disgrace."), Evaluation::Positive);
        assert_eq!(of("He is a good man but a dishonest mayor."), Evaluation::Negative);
    }

    #[test]
    fn duties_and_cues_judge() {
        assert_eq!(of("The mayor must go."), Evaluation::Negative);
        let document = annotate(&Models::built_in(), Article { body: "the new pier".to_owned(), ..Article::default() });
        let all = [Span::new(0, 12)];
        assert_eq!(evaluation(&document, &all, Stance::Praises, false), Evaluation::Positive);
        assert_eq!(evaluation(&document, &all, Stance::Criticizes, false), Evaluation::Negative);
    }
}
