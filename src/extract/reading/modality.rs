//! Whether a content tells a fact, a possibility, a duty, an intention, a question or a condition, and whether it is negated.
//!
//! The first sentence of the content decides, by these rules in their order:
//!
//! | modality | when | example |
//! |---|---|---|
//! | question | it ends in "?", or the cue asks | "Who pays?" |
//! | conditional | "if", "unless" or "provided" opens a clause, or "would" in the speaker's own words | "If it rains, we stay." |
//! | obligation | must, should, ought, shall, have to, need to; an imperative; what is demanded | "The mayor must go." |
//! | intention | "will" or "going to" of the speaker, plan, intend, aim; what is promised | "We will rebuild it." |
//! | possibility | may, might, could; perhaps, maybe, possibly, probably, likely | "It may rain." |
//! | fact | anything else, the future of others too | "The port was shut." |

use crate::annotate::lexicon;
use crate::annotate::tag::XPOS;
use crate::annotate::{Document, Pos};
use crate::extract::Stance;
use crate::text::Span;
use std::borrow::Cow;

/// What kind of statement a content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Modality {
    /// Something is, was or will be so.
    #[default]
    Fact,
    /// Something may be so.
    Possibility,
    /// Something ought to be so or must be done.
    Obligation,
    /// The speaker means to do something.
    Intention,
    /// Something is asked.
    Question,
    /// Something is or would be so on a condition.
    Conditional,
}

/// Words that negate what they open: "no deal was reached", "not taking bribes".
const OPENING_NEGATION: &[&str] = &["no", "not", "never", "nobody", "nothing", "none", "neither"];

/// Words after which a verb is not the main clause's.
const SUBORDINATE: &[&str] = &[
    "if", "when", "because", "although", "though", "while", "unless", "since", "after", "before", "until", "which",
    "who", "whom", "whose", "that", "for", "of", "about", "by",
];

/// Verbs after which "if" opens an indirect question.
const ASKING: &[&str] = &["ask", "know", "see", "wonder", "doubt", "care", "question", "as", "even", "only"];

/// Verbs of intending.
const INTENDING: &[&str] = &["plan", "intend", "aim", "mean", "prepare", "expect", "hope"];

/// Adverbs and adjectives of what may be.
const MAYBE: &[&str] = &["perhaps", "maybe", "possibly", "probably", "likely", "possible", "conceivably", "presumably"];

/// A word of the content as the rules see it.
struct Word<'d> {
    folded: Cow<'d, str>,
    lemma: Cow<'d, str>,
    pos: Pos,
    tag: &'static str,
}

fn word_of(document: &Document, token: usize) -> Word<'_> {
    let known = document.tokens.get(token);
    Word {
        folded: lexicon::folded(document.word(token)),
        lemma: known.map(|t| lexicon::folded(&t.lemma)).unwrap_or_default(),
        pos: known.map_or(Pos::X, |t| t.pos),
        tag: known.and_then(|t| XPOS.get(usize::from(t.xpos))).copied().unwrap_or_default(),
    }
}

/// The modality of a content.
pub(super) fn modality(document: &Document, content: &[Span], stance: Stance, reported: bool) -> Modality {
    let Some(first) = content.first() else { return Modality::Fact };
    let all = document.tokens_in(*first);
    let sentence = document.sentences.partition_point(|s| s.tokens.end <= all.start);
    let sentence = document.sentences.get(sentence).filter(|s| s.tokens.contains(&all.start));
    let end = sentence.map_or(all.end, |s| s.tokens.end);
    let tokens = all.start..all.end.min(end);
    let asks = tokens.clone().any(|token| document.word(token) == "?");
    let words: Vec<Word> =
        tokens.map(|token| word_of(document, token)).filter(|w| w.pos != Pos::Punct || w.folded == ",").collect();
    if asks || stance == Stance::Asks {
        return Modality::Question;
    }
    if let Some(modality) = of_words(&words, reported) {
        return modality;
    }
    match stance {
        Stance::Promises => Modality::Intention,
        Stance::Demands => Modality::Obligation,
        Stance::Predicts => Modality::Possibility,
        _ => Modality::Fact,
    }
}

fn of_words(words: &[Word], reported: bool) -> Option<Modality> {
    let is = |index: usize, any: &[&str]| words.get(index).is_some_and(|w| any.contains(&w.folded.as_ref()));
    let condition = (0..words.len()).any(|index| {
        let asked = index.checked_sub(1).and_then(|before| words.get(before));
        is(index, &["if", "unless"]) && !asked.is_some_and(|w| ASKING.contains(&w.lemma.as_ref()))
            || is(index, &["provided"]) && is(index + 1, &["that"])
    });
    if condition {
        return Some(Modality::Conditional);
    }
    let start = words.iter().position(|w| w.folded != "that" && w.folded != ",")?;
    let imperative = words.get(start).is_some_and(|w| w.pos == Pos::Verb && w.tag == "VB")
        || is(start, &["do"]) && is(start + 1, &["n't", "not"]) && words.get(start + 2).is_some_and(|w| w.tag == "VB");
    if imperative {
        return Some(Modality::Obligation);
    }
    // Verbs of a clause that hangs on another ("that he must pay is clear") come second: the first that stands free decides.
    let main = main_verb(words)?;
    let mine = words.get(..main).unwrap_or_default().iter().rev().take(3);
    let mine = mine.into_iter().any(|w| matches!(w.folded.as_ref(), "i" | "we"));
    let verb = words.get(main)?;
    let next = |by: usize| words.get(main + by).map_or("", |w| w.folded.as_ref());
    let to = next(1) == "to" || next(2) == "to";
    match verb.folded.as_ref() {
        "must" | "should" | "ought" | "shall" => return Some(Modality::Obligation),
        "have" | "has" | "need" | "needs" if next(1) == "to" => return Some(Modality::Obligation),
        "may" | "might" | "could" => return Some(Modality::Possibility),
        // "She said that she would pay" reports "I will pay".
        "would" if !reported => return Some(Modality::Conditional),
        "will" | "'ll" | "’ll" | "wo" if mine => return Some(Modality::Intention),
        _ => {}
    }
    let going = (1..3).any(|by| next(by) == "going" && next(by + 1) == "to");
    if to && INTENDING.contains(&verb.lemma.as_ref()) || mine && going {
        return Some(Modality::Intention);
    }
    let around = words.get(..(main + 3).min(words.len())).unwrap_or_default();
    around.iter().any(|w| MAYBE.contains(&w.folded.as_ref())).then_some(Modality::Possibility)
}

/// The first verb or auxiliary that no subordinating word governs; after a clause in front, the first behind its comma.
fn main_verb(words: &[Word]) -> Option<usize> {
    let mut governed = false;
    for (index, word) in words.iter().enumerate() {
        let opens = matches!(word.pos, Pos::Sconj) || SUBORDINATE.contains(&word.folded.as_ref());
        // A leading "that" belongs to the content and governs nothing.
        if opens
            && !(index == 0 && word.folded == "that")
            && !matches!(word.folded.as_ref(), "of" | "for" | "by" | "about")
        {
            governed = true;
        } else if word.folded == "," {
            governed = false;
        } else if matches!(word.pos, Pos::Verb | Pos::Aux) && word.tag != "VBG" {
            if !governed {
                return Some(index);
            }
            // The verb of the hanging clause is passed; what follows may be the main one.
            governed = word.pos == Pos::Aux;
        }
    }
    None
}

/// Whether the main clause of the content is negated: "Russia cannot be satisfied", "no deal was reached", "not taking
/// bribes". Decided at the first verb; where that may belong to a subordinate clause, the content counts as not negated.
pub fn is_negated(document: &Document, content: &[Span]) -> bool {
    let Some(first) = content.first() else { return false };
    let words = document.tokens_in(*first).map(|token| word_of(document, token)).filter(|w| w.pos != Pos::Punct);
    // The "that" before a reported clause opens no subordinate clause of the content.
    let words: Vec<Word> = words.enumerate().filter(|(at, w)| *at > 0 || w.folded != "that").map(|(_, w)| w).collect();
    if words.first().is_some_and(|word| OPENING_NEGATION.contains(&word.folded.as_ref())) {
        return true;
    }
    let Some(verb) = words.iter().position(|w| matches!(w.pos, Pos::Verb | Pos::Aux)) else { return false };
    let (before, rest) = words.split_at(verb);
    if before.iter().any(|w| w.pos == Pos::Sconj || SUBORDINATE.contains(&w.folded.as_ref())) {
        return false;
    }
    let around: Vec<&str> = before.iter().rev().take(1).chain(rest.iter().take(3)).map(|w| w.folded.as_ref()).collect();
    around.iter().any(|word| matches!(*word, "not" | "n't" | "never" | "cannot"))
        || around.windows(2).any(|pair| pair == ["no", "longer"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    fn of(body: &str, stance: Stance) -> Modality {
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        modality(&document, &[Span::new(0, body.len())], stance, false)
    }

    #[track_caller]
    fn check(body: &str, expected: Modality) {
        assert_eq!(of(body, Stance::Asserts), expected, "{body}");
    }

    #[test]
    fn each_modality_has_its_words() {
        check("The port was shut on Monday.", Modality::Fact);
        check("The ferry may sink.", Modality::Possibility);
        check("The mayor must resign.", Modality::Obligation);
        check("The council has to pay for the pier.", Modality::Obligation);
        check("We will rebuild the pier.", Modality::Intention);
        check("Who pays for the pier?", Modality::Question);
        check("If the pier falls, the port will close.", Modality::Conditional);
        check("Stop the ferry.", Modality::Obligation);
    }

    #[test]
    fn verbs_of_other_clauses_do_not_decide() {
        check("The mayor, who must resign, was in Velden.", Modality::Fact);
        check("She did not know if the pier was safe.", Modality::Fact);
        check("The ferry will leave at nine.", Modality::Fact);
    }

    #[test]
    fn would_reports_will() {
        let body = "she would rebuild the pier";
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let of = |stance, reported| modality(&document, &[Span::new(0, body.len())], stance, reported);
        assert_eq!(of(Stance::Promises, true), Modality::Intention);
        assert_eq!(of(Stance::Asserts, true), Modality::Fact);
        assert_eq!(of(Stance::Asserts, false), Modality::Conditional);
    }

    #[test]
    fn the_cue_helps_where_the_words_are_silent() {
        assert_eq!(of("to rebuild the pier", Stance::Promises), Modality::Intention);
        assert_eq!(of("the release of the crew", Stance::Demands), Modality::Obligation);
        assert_eq!(of("whether the pier was safe", Stance::Asks), Modality::Question);
    }

    #[test]
    fn the_main_clause_is_negated_or_not() {
        let negated = |body: &str| {
            let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
            is_negated(&document, &[Span::new(0, body.len())])
        };
        assert!(negated("The pier is not safe."));
        assert!(negated("No deal was reached."));
        assert!(!negated("The pier is safe."));
        // The graph and the records read the same: a "that" before the clause changes nothing.
        assert!(negated("that the pier is not safe"));
        assert!(!negated("that the pier is safe"));
        assert!(!negated("Because it is not safe, the pier was shut."));
    }
}
