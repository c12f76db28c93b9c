//! Which sentences are worth a parse: those where somebody may be saying, thinking or wanting something.

use super::lexicon::cue_entry;
use crate::annotate::{Document, Pos, Sentence};

/// Verbs that report at least this share of the time ask for a parse.
const LEAST_PROBABILITY: f32 = 0.1;

/// Whether a verb of `sentence` may be a cue.
pub fn wants_parse(document: &Document, sentence: &Sentence) -> bool {
    let tokens = document.tokens.get(sentence.tokens.clone()).unwrap_or(&[]);
    let verbs = tokens.iter().filter(|token| token.pos == Pos::Verb);
    let entries = verbs.filter_map(|token| cue_entry(&token.lemma));
    entries.map(|(_, entry)| entry.probability).any(|probability| probability >= LEAST_PROBABILITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    #[test]
    fn a_sentence_with_a_verb_of_saying_wants_a_parse() {
        let body = "Mara Okonjo said the port was closed. The port has nine piers.".to_owned();
        let document = annotate(&Models::built_in(), Article { body, ..Article::default() });
        let wanted: Vec<bool> = document.sentences.iter().map(|sentence| wants_parse(&document, sentence)).collect();
        assert_eq!(wanted, [true, false]);
    }
}
