//! Trains the dependency parser on treebanks, on the tags that taggers give to sentences they did not see.

pub mod learner;
pub mod oracle;

use super::perceptron::{Perceptron, Random};
use super::tagger;
use super::treebank::Tree;
use crate::annotate::linear::{Linear, Scorer, best as best_class};
use crate::annotate::parse::features::Sentence;
use crate::annotate::parse::labels::Branches;
use crate::annotate::parse::moves::Arena;
use crate::annotate::parse::relations::{RELATIONS, move_of, relation_of};
use crate::annotate::parse::search::{best, scores};
use crate::annotate::parse::{Parser, rows::Rows};
use crate::annotate::tag::Tag;
use crate::annotate::words::{Clusters, Word};
use learner::{Learner, together};
use oracle::Gold;

/// How many learners, each with its own order of the sentences, are summed.
const LEARNERS: u64 = 4;
/// Rounds of each learner over the training sentences.
const ROUNDS: usize = 5;
/// Features with fewer updates do not score while learning.
const FEWEST_UPDATES: u32 = 2;
/// Sums of the learners' averages below this are left out: most are of features that one text alone shows.
const LEAST_WEIGHT: f32 = 5.0;
/// What these sums are multiplied with before they are rounded.
const SCALE: f32 = 0.5;
/// Rounds of learning the relations.
const LABEL_ROUNDS: usize = 5;
/// Features of relations with fewer updates are dropped.
const FEWEST_LABEL_UPDATES: u32 = 4;
/// Into how many parts the treebanks are cut for tagging each by a tagger trained on the others.
const FOLDS: usize = 4;
/// Rounds of these taggers.
const TAGGER_ROUNDS: usize = 5;
/// Neighbouring sentences stay in one part by blocks of this size, since documents share their words.
const BLOCK: usize = 50;

/// A sentence to learn from.
struct Example {
    sentence: Sentence,
    gold: Gold,
    relations: Vec<u8>,
}

/// Trains a parser; `progress` gets a line after each round.
pub fn train(trees: &[Tree], clusters: &Clusters, progress: &mut dyn FnMut(&str)) -> Parser {
    let tags = unseen_tags(trees, clusters, progress);
    let examples: Vec<Example> = trees.iter().zip(&tags).map(|(tree, tags)| example(tree, tags, clusters)).collect();
    let moves = train_moves(&examples, progress);
    let relations = train_relations(&examples, progress);
    Parser { moves, relations }
}

/// The words and the gold tree of a sentence.
fn example(tree: &Tree, tags: &[Tag], clusters: &Clusters) -> Example {
    let root = tree.words.len();
    let looks = tree.words.iter().zip(tags).map(|(word, tag)| (Word::new(&word.form, clusters), *tag));
    let relations: Vec<u8> = tree.words.iter().map(|word| relation_of(&word.relation)).collect();
    let heads = tree.words.iter().enumerate().map(|(at, word)| if word.head == at { root } else { word.head });
    let moves = tree.words.iter().enumerate().zip(&relations);
    Example {
        sentence: Sentence::new(looks),
        gold: Gold {
            heads: heads.map(|head| u16::try_from(head).unwrap_or(u16::MAX)).collect(),
            moves: moves.map(|((at, word), relation)| move_of(*relation, word.head > at)).collect(),
        },
        relations,
    }
}

/// The tags of the training sentences by taggers that did not see them, since the parser will stand on such tags.
fn unseen_tags(trees: &[Tree], clusters: &Clusters, progress: &mut dyn FnMut(&str)) -> Vec<Vec<Tag>> {
    let mut all: Vec<Vec<Tag>> = vec![Vec::new(); trees.len()];
    for fold in 0..FOLDS {
        let is_unseen = |at: usize| (at / BLOCK) % FOLDS == fold;
        let seen: Vec<&Tree> = (0..).zip(trees).filter(|(at, _)| !is_unseen(*at)).map(|(_, tree)| tree).collect();
        let unseen: Vec<&Tree> = (0..).zip(trees).filter(|(at, _)| is_unseen(*at)).map(|(_, tree)| tree).collect();
        let tagger = tagger::train(&seen, clusters, Some(TAGGER_ROUNDS), &mut |_| {});
        let (words, ranges) = tagger::words_of(&unseen, clusters);
        let tags = tagger.tag(&words, ranges.iter().cloned());
        let places = all.iter_mut().enumerate().filter(|(at, _)| is_unseen(*at)).map(|(_, place)| place);
        for (place, range) in places.zip(ranges) {
            *place = tags.get(range).unwrap_or(&[]).to_vec();
        }
        progress(&format!("tagged part {} of {FOLDS} with what the others teach", fold + 1));
    }
    all
}

/// Learns the moves: several learners, each in its own order.
fn train_moves(examples: &[Example], progress: &mut dyn FnMut(&str)) -> Rows {
    let mut averages = Vec::new();
    for seed in 1..=LEARNERS {
        let mut learner = Learner::new(FEWEST_UPDATES);
        let mut random = Random::new(seed);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        for round in 1..=ROUNDS {
            random.shuffle(&mut order);
            let wrong: usize = order
                .iter()
                .filter_map(|at| examples.get(*at))
                .map(|example| learn_sentence(&mut learner, example, round > 1))
                .sum();
            progress(&format!("learner {seed} of {LEARNERS}, round {round} of {ROUNDS}: {wrong} moves wrong"));
        }
        averages.push(learner.averages());
    }
    together(&averages, SCALE, LEAST_WEIGHT)
}

/// Parses a sentence with the weights so far, learning from each move that loses something; goes on with its own moves
/// (`explore`) or with the best right ones. Gives the number of wrong moves.
fn learn_sentence(learner: &mut Learner, example: &Example, explore: bool) -> usize {
    let (mut arena, mut features, mut wrong) = (Arena::default(), Vec::new(), 0);
    let mut state = arena.start(example.sentence.words());
    while !arena.complete(&state) {
        let scores = scores(learner, &example.sentence, &arena, &state, &mut features);
        let right = example.gold.best_moves(&arena, &state);
        let is_right = |action: u8| right & (1 << action) != 0;
        let (Some(guess), Some(gold)) =
            (best(&arena, &state, &scores, |_| true), best(&arena, &state, &scores, is_right))
        else {
            break;
        };
        learner.step();
        if !is_right(guess.1) {
            wrong += 1;
            learner.reward(&features, gold.1, 1);
            learner.reward(&features, guess.1, -1);
        }
        state = arena.take(&state, if explore { guess.1 } else { gold.1 });
    }
    wrong
}

/// Learns the relations on the gold trees.
fn train_relations(examples: &[Example], progress: &mut dyn FnMut(&str)) -> Linear {
    let mut perceptron = Perceptron::new(RELATIONS.len(), FEWEST_LABEL_UPDATES);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random::new(1);
    for round in 1..=LABEL_ROUNDS {
        random.shuffle(&mut order);
        let examples = order.iter().filter_map(|at| examples.get(*at));
        let wrong: usize = examples.map(|example| learn_relations(&mut perceptron, example)).sum();
        progress(&format!("relations, round {round} of {LABEL_ROUNDS}: {wrong} wrong"));
    }
    perceptron.averaged()
}

/// Names the relations of one gold tree, learning from each wrong name; gives their number.
fn learn_relations(perceptron: &mut Perceptron, example: &Example) -> usize {
    let root = example.sentence.words();
    let own = |(word, head): (u16, &u16)| if *head == root { word } else { *head };
    let heads: Vec<u16> = (0..).zip(&example.gold.heads).map(own).collect();
    let branches = Branches::new(&heads, &example.gold.moves);
    let (mut given, mut features, mut wrong) = (Vec::with_capacity(heads.len()), Vec::new(), 0);
    let mut scores = vec![0; RELATIONS.len()];
    for ((word, &relation), &head) in (0..).zip(&example.relations).zip(&heads) {
        if head == word {
            given.push(relation);
            continue;
        }
        features.clear();
        branches.push(&example.sentence, word, &given, &mut features);
        perceptron.score(&features, &mut scores);
        if let Some(root) = scores.first_mut() {
            *root = i32::MIN;
        }
        let guess = best_class(&scores);
        perceptron.step();
        perceptron.update(&features, usize::from(relation), guess);
        wrong += usize::from(guess != usize::from(relation));
        given.push(u8::try_from(guess).unwrap_or(0));
    }
    wrong
}
