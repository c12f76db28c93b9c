//! Trains the labeler of sources, cues and contents: two conditional random fields over shared features.

use super::attribution::Annotated;
use super::perceptron::Random;
use crate::extract::training::{LabelTask, label_tasks};
use crate::extract::{COLUMNS, CONTENTS, LABEL_BUCKETS, Labeler, PARTIES};

/// Passes over the data.
const EPOCHS: usize = 5;
/// The first step's size.
const RATE: f32 = 0.15;
/// How strongly weights are drawn to zero at each step that touches them.
const DECAY: f32 = 1e-5;
/// Slopes smaller than this change nothing.
const LEAST_SLOPE: f32 = 1e-3;
/// Features that occur fewer times than this in the training texts are left out.
const FEWEST: u8 = 3;

/// What one document teaches.
pub type Tasks = Vec<LabelTask>;

/// What each article teaches, in the order given.
pub fn tasks(articles: &[Annotated]) -> Vec<Tasks> {
    articles.iter().map(|(document, gold)| label_tasks(document, gold)).collect()
}

/// Trains on the documents at `chosen`; the order of passes is fixed.
pub fn train(all: &[Tasks], chosen: &[usize]) -> Labeler {
    let mut tasks: Vec<&LabelTask> = chosen.iter().filter_map(|&i| all.get(i)).flatten().collect();
    let mut learner = Learner {
        weights: vec![[0.0; COLUMNS]; LABEL_BUCKETS],
        squares: vec![[0.0; COLUMNS]; LABEL_BUCKETS],
        counts: vec![0; LABEL_BUCKETS * 8],
        ..Learner::default()
    };
    for feature in tasks.iter().flat_map(|task| &task.features) {
        if let Some(count) = learner.counts.get_mut(wide(*feature)) {
            *count = count.saturating_add(1);
        }
    }
    let mut random = Random::new(11);
    for _ in 0..EPOCHS {
        random.shuffle(&mut tasks);
        for task in &tasks {
            learner.step(task);
        }
    }
    Labeler::new(&learner.weights, &learner.parties.weights, &learner.contents.weights)
}

/// The place of a feature in the counts, which are finer than the weights.
fn wide(feature: u32) -> usize {
    feature as usize & (LABEL_BUCKETS * 8 - 1)
}

/// The weights of moves with the sums of their squared slopes.
#[derive(Debug)]
struct Moves<const N: usize> {
    weights: [[f32; N]; N],
    squares: [[f32; N]; N],
}

impl<const N: usize> Default for Moves<N> {
    fn default() -> Self {
        Self { weights: [[0.0; N]; N], squares: [[0.0; N]; N] }
    }
}

impl<const N: usize> Moves<N> {
    /// Takes a step from the expected moves and the true classes.
    fn step(&mut self, expected: &[[f32; N]; N], gold: &[u8]) {
        let mut slopes = *expected;
        for (from, to) in gold.iter().zip(gold.iter().skip(1)) {
            if let Some(cell) = slopes.get_mut(usize::from(*from)).and_then(|row| row.get_mut(usize::from(*to))) {
                *cell -= 1.0;
            }
        }
        let cells = self.weights.iter_mut().flatten().zip(self.squares.iter_mut().flatten());
        for ((weight, square), slope) in cells.zip(slopes.iter().flatten()) {
            adapt(weight, square, *slope);
        }
    }
}

/// One adaptive step (Duchi, Hazan and Singer 2011).
fn adapt(weight: &mut f32, square: &mut f32, slope: f32) {
    *square += slope * slope;
    *weight -= RATE * (slope + DECAY * *weight) / (square.sqrt() + 0.5);
}

#[derive(Debug, Default)]
struct Learner {
    weights: Vec<[f32; COLUMNS]>,
    squares: Vec<[f32; COLUMNS]>,
    counts: Vec<u8>,
    parties: Moves<PARTIES>,
    contents: Moves<CONTENTS>,
}

impl Learner {
    fn step(&mut self, task: &LabelTask) {
        let frequent = |f: &&u32| self.counts.get(wide(**f)).copied().unwrap_or(0) >= FEWEST;
        let rows: Vec<Vec<usize>> = task
            .tokens()
            .map(|features| features.iter().filter(frequent).map(|f| crate::extract::label_bucket(*f)).collect())
            .collect();
        let emissions: Vec<[f32; COLUMNS]> = rows.iter().map(|row| self.emission(row)).collect();
        let (parties, contents) = task.expectations(&emissions, &self.parties.weights, &self.contents.weights);
        for (((row, party), content), (gold_party, gold_content)) in
            rows.iter().zip(&parties.0).zip(&contents.0).zip(task.parties.iter().zip(&task.contents))
        {
            let mut slopes = [0.0f32; COLUMNS];
            for (cell, share) in slopes.iter_mut().zip(party.iter().chain(content)) {
                *cell = *share;
            }
            for class in [usize::from(*gold_party), PARTIES + usize::from(*gold_content)] {
                if let Some(cell) = slopes.get_mut(class) {
                    *cell -= 1.0;
                }
            }
            if slopes.iter().all(|slope| slope.abs() < LEAST_SLOPE) {
                continue;
            }
            for &bucket in row {
                let (Some(weights), Some(squares)) = (self.weights.get_mut(bucket), self.squares.get_mut(bucket))
                else {
                    continue;
                };
                for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(&slopes) {
                    adapt(weight, square, *slope);
                }
            }
        }
        self.parties.step(&parties.1, &task.parties);
        self.contents.step(&contents.1, &task.contents);
    }

    fn emission(&self, row: &[usize]) -> [f32; COLUMNS] {
        let mut sums = [0.0f32; COLUMNS];
        for weights in row.iter().filter_map(|&bucket| self.weights.get(bucket)) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += weight;
            }
        }
        sums
    }
}
