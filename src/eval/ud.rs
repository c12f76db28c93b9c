//! Scores sentence splitting, tags and lemmas against a Universal Dependencies treebank.

use crate::annotate::tag::{Tag, UPOS, XPOS};
use crate::annotate::{self, Models};
use crate::learn::tagger::words_of;
use crate::learn::treebank::Tree;
use crate::text::{Article, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Hits of a measure over spans or tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Right ones.
    pub right: usize,
    /// Those that dixit gave.
    pub given: usize,
    /// Those of the gold annotation.
    pub gold: usize,
}

impl Counts {
    /// The harmonic mean of precision and recall, in percent; for tokens, where as many are given as there are, the
    /// accuracy.
    pub fn f(self) -> f64 {
        let sum = self.given + self.gold;
        if sum == 0 { 0.0 } else { 200.0 * self.right as f64 / sum as f64 }
    }

    /// Counts one token.
    pub(super) fn decide(&mut self, right: bool) {
        self.right += usize::from(right);
        self.given += 1;
        self.gold += 1;
    }

    fn add(&mut self, gold: &BTreeSet<Span>, given: &BTreeSet<Span>) {
        self.right += gold.intersection(given).count();
        self.given += given.len();
        self.gold += gold.len();
    }
}

/// One document's text with its gold sentences and tokens: sentences joined by a blank within a paragraph, paragraphs
/// by an empty line.
fn raw_documents(trees: &[Tree]) -> Vec<(String, BTreeSet<Span>, BTreeSet<Span>)> {
    let mut documents: Vec<(String, BTreeSet<Span>, BTreeSet<Span>)> = Vec::new();
    for tree in trees {
        if tree.opens_document || documents.is_empty() {
            documents.push(Default::default());
        }
        let Some((text, sentences, tokens)) = documents.last_mut() else { continue };
        if !text.is_empty() {
            text.push_str(if tree.opens_paragraph { "\n\n" } else { " " });
        }
        let start = text.len();
        text.push_str(&tree.text);
        sentences.insert(Span::new(start, text.len()).trimmed(text));
        let mut at = start;
        for word in &tree.words {
            let rest = text.get(at..).unwrap_or("");
            let skipped = rest.len() - rest.trim_start().len();
            let span = Span::new(at + skipped, at + skipped + word.form.len());
            if span.of(text) == word.form {
                tokens.insert(span);
                at = span.end();
            }
        }
    }
    documents
}

/// Sentence and token F over raw text, with the sentences that are wrong.
#[derive(Debug, Clone, Default)]
pub struct Segmentation {
    /// Exact sentence spans.
    pub sentences: Counts,
    /// Exact token spans.
    pub tokens: Counts,
    /// Wrong sentences, as written; `+` given, `-` missed.
    pub wrong_sentences: Vec<String>,
    /// Wrong tokens with the text around them; `+` given, `-` missed.
    pub wrong_tokens: Vec<String>,
}

/// Measures sentence splitting and tokens on the text of `trees`.
pub fn segmentation(models: &Models, trees: &[Tree]) -> Segmentation {
    let mut result = Segmentation::default();
    for (text, sentences, tokens) in raw_documents(trees) {
        let document = annotate::annotate(models, Article { body: text, ..Article::default() });
        let text = document.text();
        let given: BTreeSet<Span> = document.sentences.iter().map(|sentence| sentence.span).collect();
        result.sentences.add(&sentences, &given);
        result.wrong_sentences.extend(given.difference(&sentences).map(|span| format!("+ {}", span.of(text))));
        result.wrong_sentences.extend(sentences.difference(&given).map(|span| format!("- {}", span.of(text))));
        let given: BTreeSet<Span> = document.tokens.iter().map(|token| token.span).collect();
        result.tokens.add(&tokens, &given);
        result.wrong_tokens.extend(given.difference(&tokens).map(|span| format!("+ {}", in_context(text, *span))));
        result.wrong_tokens.extend(tokens.difference(&given).map(|span| format!("- {}", in_context(text, *span))));
    }
    result
}

/// Accuracy of tags and lemmas on gold tokens, with the mistakes.
#[derive(Debug, Clone, Default)]
pub struct Tagging {
    /// Universal parts of speech.
    pub upos: Counts,
    /// Penn Treebank tags.
    pub xpos: Counts,
    /// Lemmas, with the tags that dixit gave.
    pub lemmas: Counts,
    /// Confused parts of speech and wrong lemmas, the most frequent first, each with a few of its words.
    pub mistakes: Vec<String>,
}

/// Measures tags and lemmas on the gold tokens of `trees`.
pub fn tagging(models: &Models, trees: &[Tree]) -> Tagging {
    let (words, sentences) = words_of(&trees.iter().collect::<Vec<_>>(), &models.clusters);
    let tags = models.tagger.tag(&words, sentences.into_iter());
    let mut result = Tagging::default();
    let mut mistakes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (gold, tag) in trees.iter().flat_map(|tree| &tree.words).zip(tags) {
        let (upos, xpos) = names_of(tag);
        let lemma = models.lemmatizer.lemma(&gold.form, tag);
        result.upos.decide(upos == gold.upos);
        result.xpos.decide(xpos == gold.xpos);
        result.lemmas.decide(lemma == gold.lemma);
        if upos != gold.upos {
            mistakes.entry(format!("{} given as {upos}", gold.upos)).or_default().push(&gold.form);
        }
        if lemma != gold.lemma {
            mistakes.entry(format!("lemma {} given as {lemma}", gold.lemma)).or_default().push(&gold.form);
        }
    }
    let mut mistakes: Vec<(String, Vec<&str>)> = mistakes.into_iter().collect();
    mistakes.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    let shown = |(mistake, words): (String, Vec<&str>)| {
        let some: BTreeSet<&str> = words.iter().copied().take(12).collect();
        format!("{} × {mistake}: {}", words.len(), some.into_iter().collect::<Vec<_>>().join(", "))
    };
    result.mistakes = mistakes.into_iter().map(shown).collect();
    result
}

/// The names of a tag's part of speech and Penn tag.
fn names_of(tag: Tag) -> (&'static str, &'static str) {
    let upos = UPOS.iter().find(|(_, pos)| *pos == tag.pos).map_or("X", |(name, _)| name);
    (upos, XPOS.get(usize::from(tag.xpos)).copied().unwrap_or("_"))
}

/// The span in brackets, with some characters before and after it.
fn in_context(text: &str, span: Span) -> String {
    let before = text.get(..span.start()).unwrap_or("");
    let after = text.get(span.end()..).unwrap_or("");
    let head = before.char_indices().rev().nth(24).map_or(before, |(at, _)| before.get(at..).unwrap_or(""));
    let tail = after.char_indices().nth(25).map_or(after, |(at, _)| after.get(..at).unwrap_or(""));
    format!("{head}[{}]{tail}", span.of(text)).replace('\n', "⏎")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::treebank::Word;

    fn word(form: &str, lemma: &str, upos: &str, xpos: &str) -> Word {
        let [form, lemma, upos, xpos] = [form, lemma, upos, xpos].map(str::to_owned);
        Word { form, lemma, upos, xpos, space_after: true, ..Word::default() }
    }

    #[test]
    fn tags_are_counted_and_mistakes_named() {
        let words = vec![
            word("She", "she", "PRON", "PRP"),
            word("sold", "sell", "VERB", "VBD"),
            word("the", "the", "DET", "DT"),
            // Wrong on purpose: the tagger rightly calls this a noun.
            word("boats", "boats", "VERB", "VBZ"),
        ];
        let tree = Tree { text: "She sold the boats".to_owned(), words, ..Tree::default() };
        let found = tagging(&Models::built_in(), &[tree]);
        assert_eq!(found.upos, Counts { right: 3, given: 4, gold: 4 });
        assert_eq!((found.xpos.right, found.lemmas.right), (3, 3));
        assert_eq!(found.mistakes, ["1 × VERB given as NOUN: boats", "1 × lemma boats given as boat: boats"]);
    }
}
