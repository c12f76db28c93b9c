//! Trains the recogniser of names: a structured averaged perceptron over sentences labelled in BIO.

use super::perceptron::{Perceptron, Random};
use crate::annotate::entities::{LABELS, Recognizer, allowed, decode, labels_of, transition, transitions};
use crate::annotate::linear::Scorer;
use crate::annotate::names::{Context, Facts, Gate, facts, gates};
use crate::annotate::tag::{Tag, Tagger};
use crate::annotate::tokenize;
use crate::annotate::words::{Clusters, Words};
use crate::error::{Error, Result};
use crate::text::Span;
use std::fs;
use std::ops::Range;
use std::path::Path;

/// Rounds over the training sentences.
const ROUNDS: usize = 7;
/// Features with fewer updates are dropped.
const FEWEST_UPDATES: u32 = 3;
/// Of this many sentences, one is learnt in capitals too, as headlines are written.
const SHOUT_EVERY: usize = 9;

/// A sentence with the names in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labelled {
    /// Its tokens.
    pub words: Vec<String>,
    /// For each token, its kind among PER, ORG, LOC, MISC and whether it begins a name.
    pub tags: Vec<Option<(usize, bool)>>,
}

/// Reads a file of `token TAB tag` lines with an empty line after each sentence. Tokens are cut further as dixit's
/// tokenizer does ("techno-based").
pub fn read(path: &Path) -> Result<Vec<Labelled>> {
    let text = fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
    let mut sentences = Vec::new();
    let mut sentence = Labelled::default();
    for (number, line) in text.lines().chain([""]).enumerate() {
        if line.is_empty() {
            if !sentence.words.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            continue;
        }
        let malformed = || {
            Error::input(format!(
                "{}:{}: a token, a tab and a BIO tag were expected, found {line:?}",
                path.display(),
                number + 1
            ))
        };
        let (word, tag) = line.split_once('\t').ok_or_else(malformed)?;
        let tag = match tag.split_once('-') {
            None => None,
            Some((begin, kind)) => {
                let kind =
                    ["PER", "ORG", "LOC", "MISC"].iter().position(|known| *known == kind).ok_or_else(malformed)?;
                Some((kind, begin == "B"))
            }
        };
        for (nth, piece) in pieces(word).into_iter().enumerate() {
            sentence.words.push(piece.to_owned());
            sentence.tags.push(tag.map(|(kind, begin)| (kind, begin && nth == 0)));
        }
    }
    Ok(sentences)
}

/// The tokens of a word with inner hyphens; other words as they are.
fn pieces(word: &str) -> Vec<&str> {
    let inner = word.char_indices().any(|(at, c)| at > 0 && at + c.len_utf8() < word.len() && matches!(c, '-' | '–'));
    if !inner {
        return vec![word];
    }
    let mut spans = Vec::new();
    tokenize::tokenize(word, Span::new(0, word.len()), &mut spans);
    spans.into_iter().map(|span| span.of(word)).collect()
}

/// Trains on `sentences`; `progress` gets a line after each round.
pub fn train(
    sentences: &[Labelled],
    clusters: &Clusters,
    tagger: &Tagger,
    progress: &mut dyn FnMut(&str),
) -> Recognizer {
    let shouted: Vec<Labelled> =
        sentences.iter().step_by(SHOUT_EVERY).filter(|sentence| sentence.words.len() < 25).map(shout).collect();
    let all: Vec<&Labelled> = sentences.iter().chain(&shouted).collect();
    let corpus = Corpus::new(&all, clusters, tagger);
    let mut perceptron = Perceptron::new(LABELS, FEWEST_UPDATES);
    let mut order: Vec<usize> = (0..corpus.ranges.len()).collect();
    let mut random = Random::new(2);
    for round in 1..=ROUNDS {
        random.shuffle(&mut order);
        let wrong = order.iter().filter(|index| !corpus.learn(&mut perceptron, **index)).count();
        progress(&format!("round {round} of {ROUNDS}: {wrong} of {} sentences wrong while learning", order.len()));
    }
    Recognizer { model: perceptron.averaged(), ..Recognizer::default() }
}

/// The sentence as a headline in capitals.
fn shout(sentence: &Labelled) -> Labelled {
    let words = sentence.words.iter().map(|word| word.to_uppercase()).collect();
    Labelled { words, tags: sentence.tags.clone() }
}

/// All training sentences as one document.
struct Corpus {
    words: Words,
    facts: Vec<Facts>,
    tags: Vec<Tag>,
    gates: Vec<Gate>,
    gold: Vec<usize>,
    ranges: Vec<Range<usize>>,
}

impl Corpus {
    fn new(sentences: &[&Labelled], clusters: &Clusters, tagger: &Tagger) -> Self {
        let texts: Vec<&str> =
            sentences.iter().flat_map(|sentence| sentence.words.iter().map(String::as_str)).collect();
        let words = Words::new(texts.iter().copied(), clusters);
        let word = |at: usize| texts.get(at).copied().unwrap_or("");
        let facts = words
            .distinct
            .iter()
            .zip(&words.first)
            .map(|(look, first)| facts(word(*first as usize), look.capital))
            .collect();
        let mut corpus =
            Self { facts, tags: Vec::new(), gates: Vec::new(), gold: Vec::new(), ranges: Vec::new(), words };
        let mut start = 0;
        for sentence in sentences {
            let range = start..start + sentence.words.len();
            start = range.end;
            let gates = gates(word, range.clone());
            corpus.gold.extend(gold_labels(&sentence.tags, &gates));
            corpus.gates.extend(gates);
            corpus.ranges.push(range);
        }
        corpus.tags = tagger.tag(&corpus.words, corpus.ranges.iter().cloned());
        corpus
    }

    /// Decodes one sentence and learns from what is wrong; gives whether all was right.
    fn learn(&self, perceptron: &mut Perceptron, index: usize) -> bool {
        let Some(range) = self.ranges.get(index).cloned() else { return true };
        let gates = self.gates.get(range.clone()).unwrap_or(&[]);
        let gold = self.gold.get(range.clone()).unwrap_or(&[]);
        if gates.iter().all(|gate| *gate == Gate::Shut) {
            return true;
        }
        let context = Context::new(&self.words, &self.facts, &self.tags, gates, range.clone());
        let mut features: Vec<Vec<u32>> = Vec::with_capacity(gates.len());
        let mut scores = vec![[0; LABELS]; gates.len()];
        for ((at, gate), scores) in range.zip(gates).zip(&mut scores) {
            let mut own = Vec::new();
            if *gate != Gate::Shut {
                context.push(at, &mut own);
                perceptron.score(&own, scores);
            }
            features.push(own);
        }
        let mut guess = Vec::new();
        decode(gates, &scores, &transitions(perceptron), &mut guess);
        perceptron.step();
        let (mut before_gold, mut before_guess) = (0, 0);
        for ((&gold, &guess), features) in gold.iter().zip(&guess).zip(&features) {
            if !features.is_empty() {
                perceptron.update(features, gold, guess);
            }
            if (before_gold, gold) != (before_guess, guess) {
                perceptron.reward(&[transition(before_gold)], gold, 1);
                perceptron.reward(&[transition(before_guess)], guess, -1);
            }
            (before_gold, before_guess) = (gold, guess);
        }
        guess == gold
    }
}

/// The labels of a sentence; names with tokens that no name can have are cut there.
fn gold_labels(tags: &[Option<(usize, bool)>], gates: &[Gate]) -> Vec<usize> {
    let mut labels = vec![0; tags.len()];
    let mut at = 0;
    while at < tags.len() {
        let Some(Some((kind, _))) = tags.get(at).copied() else {
            at += 1;
            continue;
        };
        let more = tags.iter().skip(at + 1).take_while(|tag| **tag == Some((kind, false))).count();
        let mut range = at..at + 1 + more;
        at = range.end;
        let gate = |index: usize| gates.get(index).copied().unwrap_or(Gate::Shut);
        if let Some(shut) = range.clone().find(|index| gate(*index) == Gate::Shut) {
            range.end = shut;
        }
        while !range.is_empty() && gate(range.end - 1) != Gate::Open {
            range.end -= 1;
        }
        while !range.is_empty() && gate(range.start) != Gate::Open {
            range.start += 1;
        }
        for (index, label) in range.clone().zip(labels_of(kind, range.len())) {
            if let Some(slot) = labels.get_mut(index).filter(|_| allowed(gate(index), label)) {
                *slot = label;
            }
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_cut_to_what_the_gate_allows() {
        let tags = [Some((1, true)), Some((1, false)), Some((1, false)), None];
        assert_eq!(gold_labels(&tags, &[Gate::Open, Gate::Inside, Gate::Open, Gate::Shut]), [5, 6, 7, 0]);
        assert_eq!(gold_labels(&tags, &[Gate::Open, Gate::Shut, Gate::Open, Gate::Shut]), [8, 0, 0, 0]);
        assert_eq!(gold_labels(&tags, &[Gate::Inside, Gate::Open, Gate::Inside, Gate::Shut]), [0, 8, 0, 0]);
    }

    #[test]
    fn words_are_cut_at_hyphens() {
        assert_eq!(pieces("techno-based"), ["techno", "-", "based"]);
        assert_eq!(pieces("St."), ["St."]);
        assert_eq!(pieces("-"), ["-"]);
    }
}
