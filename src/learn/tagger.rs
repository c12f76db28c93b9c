//! Trains the part-of-speech tagger on treebanks.

use super::perceptron::{Perceptron, Random};
use super::treebank::Tree;
use crate::annotate::linear::{Scorer, best};
use crate::annotate::tag::{Context, Known, Tag, Tagger, outside, pos_of, push_own_features, xpos_of};
use crate::annotate::words::{Clusters, Words};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::ops::Range;

/// Rounds over the training sentences.
const ROUNDS: usize = 8;
/// Features with fewer updates are dropped.
const FEWEST_UPDATES: u32 = 2;
/// A word must be this frequent to be known by its form.
const FEWEST_USES: u32 = 3;
/// A word this frequent, with one class in at least 99.5% of its uses, is not scored.
const FEWEST_USES_FOR_ONLY: u32 = 20;

/// The words of many sentences as one document, and where each sentence stands in it.
pub fn words_of(trees: &[&Tree], clusters: &Clusters) -> (Words, Vec<Range<usize>>) {
    let words = Words::new(trees.iter().flat_map(|tree| tree.words.iter().map(|word| word.form.as_str())), clusters);
    let mut start = 0;
    let ranges = trees.iter().map(|tree| {
        let range = start..start + tree.words.len();
        start = range.end;
        range
    });
    (words, ranges.collect())
}

/// Trains a tagger; `progress` is called with a line after each round.
pub fn train(trees: &[&Tree], clusters: &Clusters, rounds: Option<usize>, progress: &mut dyn FnMut(&str)) -> Tagger {
    let rounds = rounds.unwrap_or(ROUNDS);
    let (words, ranges) = words_of(trees, clusters);
    let gold_tags: Vec<Tag> = trees
        .iter()
        .flat_map(|tree| &tree.words)
        .map(|word| Tag { pos: pos_of(&word.upos), xpos: xpos_of(&word.xpos) })
        .collect();
    let tags = classes(&gold_tags);
    let class_of: FxHashMap<Tag, usize> = tags.iter().enumerate().map(|(class, tag)| (*tag, class)).collect();
    let fallback = |tag: &Tag| tags.iter().position(|known| known.pos == tag.pos).unwrap_or(0);
    let gold: Vec<usize> =
        gold_tags.iter().map(|tag| class_of.get(tag).copied().unwrap_or_else(|| fallback(tag))).collect();
    let known = known_words(&words, &gold);
    let mut tagger = Tagger { tags, known, ..Tagger::default() };
    let facts = tagger.known(&words);
    let mut perceptron = Perceptron::new(tagger.tags.len(), FEWEST_UPDATES);
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    let mut random = Random::new(1);
    let mut pass = Pass {
        words: &words,
        facts: &facts,
        gold: &gold,
        features: Vec::new(),
        scores: vec![0; tagger.tags.len()],
        wrong: 0,
    };
    for round in 1..=rounds {
        random.shuffle(&mut order);
        pass.wrong = 0;
        for &index in &order {
            if let Some(range) = ranges.get(index) {
                pass.sentence(&mut perceptron, range.clone());
            }
        }
        progress(&format!("round {round} of {rounds}: {} of {} tags wrong while learning", pass.wrong, gold.len()));
    }
    tagger.model = perceptron.averaged();
    tagger
}

/// One round over the training sentences.
struct Pass<'d> {
    words: &'d Words,
    facts: &'d [Known],
    gold: &'d [usize],
    features: Vec<u32>,
    scores: Vec<i32>,
    wrong: usize,
}

impl Pass<'_> {
    /// Tags one sentence with the weights so far, learning from each wrong tag, and goes on with the given one.
    fn sentence(&mut self, perceptron: &mut Perceptron, sentence: Range<usize>) {
        let context = Context::new(self.words, self.facts, sentence.clone());
        let (mut before, mut before2) = (outside(), outside());
        for at in sentence {
            let fact = self.words.id(at).and_then(|id| self.facts.get(id)).copied().unwrap_or_default();
            let gold = self.gold.get(at).copied().unwrap_or(0);
            let class = match fact.only {
                Some(class) if !context.shouted => usize::from(class),
                _ => {
                    self.features.clear();
                    push_own_features(self.words.word(at), fact, &mut self.features);
                    context.push(at, before, before2, &mut self.features);
                    perceptron.score(&self.features, &mut self.scores);
                    let guess = best(&self.scores);
                    perceptron.step();
                    perceptron.update(&self.features, gold, guess);
                    guess
                }
            };
            self.wrong += usize::from(class != gold);
            before2 = before;
            before = u32::try_from(class).unwrap_or_else(|_| outside());
        }
    }
}

/// The pairs of tags that occur at least four times, in a fixed order.
fn classes(gold: &[Tag]) -> Vec<Tag> {
    let mut counts: BTreeMap<Tag, u32> = BTreeMap::new();
    for tag in gold {
        *counts.entry(*tag).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count >= 4).map(|(tag, _)| tag).collect()
}

/// What is known of each frequent word.
fn known_words(words: &Words, gold: &[usize]) -> FxHashMap<u32, Known> {
    let mut counts: BTreeMap<u32, BTreeMap<usize, u32>> = BTreeMap::new();
    for (at, class) in gold.iter().enumerate() {
        *counts.entry(words.word(at).form).or_default().entry(*class).or_default() += 1;
    }
    let mut known = FxHashMap::default();
    for (form, classes) in counts {
        let uses: u32 = classes.values().sum();
        if uses < FEWEST_USES {
            continue;
        }
        let (top, most) = classes
            .iter()
            .max_by_key(|(class, count)| (**count, usize::MAX - **class))
            .map_or((0, 0), |(class, count)| (*class, *count));
        let sure = uses >= FEWEST_USES_FOR_ONLY && u64::from(most) * 1000 >= u64::from(uses) * 995;
        let common = classes.iter().filter(|(_, count)| **count * 20 >= uses);
        let ambiguity = common.fold(1u32, |mixed, (class, _)| {
            mixed.wrapping_mul(31).wrapping_add(u32::try_from(*class).unwrap_or(0) + 1)
        });
        known.insert(form, Known { only: if sure { u8::try_from(top).ok() } else { None }, ambiguity, lower: 0 });
    }
    known
}
