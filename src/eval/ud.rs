//! Scores sentence splitting, tags, lemmas and parses against a Universal Dependencies treebank.

use crate::annotate::{self, Models};
use crate::learn::treebank::Tree;
use crate::text::{Article, Span};
use std::collections::BTreeSet;

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

/// The span in brackets, with some characters before and after it.
fn in_context(text: &str, span: Span) -> String {
    let before = text.get(..span.start()).unwrap_or("");
    let after = text.get(span.end()..).unwrap_or("");
    let head = before.char_indices().rev().nth(24).map_or(before, |(at, _)| before.get(at..).unwrap_or(""));
    let tail = after.char_indices().nth(25).map_or(after, |(at, _)| after.get(..at).unwrap_or(""));
    format!("{head}[{}]{tail}", span.of(text)).replace('\n', "⏎")
}
