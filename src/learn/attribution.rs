//! Trains the ranker that chooses what a cue reports, from articles with annotated sources, cues and contents.

use super::labels;
use super::perceptron::Random;
use crate::annotate::{Document, Models, annotate};
use crate::error::{Error, Result};
use crate::extract::training::{GoldSaying, Problem, problems};
use crate::extract::{BUCKETS, Ranker, Weights, probabilities};
use crate::text::{Article, CodePointSpan, CodePoints};
use serde::Deserialize;
use std::collections::BTreeMap;

/// An annotated article as the training files hold it, one a line.
#[derive(Debug, Deserialize)]
struct GoldArticle {
    id: String,
    text: String,
    quotes: Vec<GoldQuote>,
}

#[derive(Debug, Deserialize)]
struct GoldQuote {
    start: usize,
    end: usize,
    #[serde(default)]
    cue_spans: Vec<(usize, usize)>,
    #[serde(default)]
    speaker_spans: Vec<(usize, usize)>,
    #[serde(default)]
    group: String,
    #[serde(default)]
    speech_cue: bool,
}

/// An article with its annotated sayings.
pub type Annotated = (Document, Vec<GoldSaying>);

/// Reads annotated articles and annotates them with the language stages.
pub fn read(lines: &str, source: &str, models: &Models) -> Result<Vec<Annotated>> {
    let mut out = Vec::new();
    for (index, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let gold: GoldArticle = serde_json::from_str(line).map_err(|e| {
            Error::input(format!("{source}:{}: not an annotated article: {e}", index + 1))
                .hint("each line is a JSON object with \"id\", \"text\" and \"quotes\", as `quotes_us_politics.jsonl` has them")
        })?;
        let sayings = sayings(&gold);
        let article = Article { id: gold.id, body: gold.text, ..Article::default() };
        out.push((annotate(models, article), sayings));
    }
    Ok(out)
}

fn sayings(gold: &GoldArticle) -> Vec<GoldSaying> {
    let points = CodePoints::new(&gold.text);
    let span = |start, end| points.byte_span(&gold.text, CodePointSpan { start, end });
    let mut groups: BTreeMap<&str, GoldSaying> = BTreeMap::new();
    for quote in &gold.quotes {
        let saying = groups.entry(&quote.group).or_default();
        saying.speech |= quote.speech_cue;
        saying.content.push(span(quote.start, quote.end));
        if saying.cue.is_empty() {
            saying.cue = quote.cue_spans.iter().map(|&(a, b)| span(a, b)).collect();
            saying.source = quote.speaker_spans.iter().map(|&(a, b)| span(a, b)).collect();
        }
    }
    groups.into_values().collect()
}

/// Passes over the data.
const EPOCHS: usize = 8;
/// The weights are the mean of those after each pass from this one on.
const SETTLED: usize = 2;
/// The mean is less sure of everything than the weights of any one pass; it is made larger by this.
const SHARPER: f32 = 1.2;
/// The first step's size.
const RATE: f32 = 0.25;
/// How strongly weights are drawn to zero at each step that touches them.
const DECAY: f32 = 2e-6;

/// What a training run did.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The number of cues learned from.
    pub problems: usize,
    /// The share of cues in the last pass for which the most likely choice was right.
    pub right: f32,
}

/// The labeler sees each of this many parts of the articles only after training on the others.
const PARTS: usize = 4;

/// Trains a ranker on what a labeler makes of articles it did not see.
pub fn train(articles: &[Annotated], progress: &mut dyn FnMut(&str)) -> Ranker {
    let tasks = labels::tasks(articles);
    let mut contents = vec![Vec::new(); articles.len()];
    let mut sources = vec![Vec::new(); articles.len()];
    for part in 0..PARTS {
        let others: Vec<usize> = (0..articles.len()).filter(|i| i % PARTS != part).collect();
        let labeler = labels::train(&tasks, &others);
        let own = articles.iter().zip(contents.iter_mut().zip(&mut sources)).skip(part).step_by(PARTS);
        for ((document, gold), (contents, sources)) in own {
            let problems = problems(document, gold, &labeler);
            *contents = problems.contents;
            *sources = problems.sources;
        }
        progress(&format!("labelled part {} of {PARTS} by the others", part + 1));
    }
    drop(tasks);
    let mut learned = |name: &str, problems: &[Vec<Problem>]| {
        let (weights, outcome) = learn(problems);
        let share = 100.0 * outcome.right;
        progress(&format!("{} {name}, {share:.1}% chosen right in the last pass", outcome.problems));
        weights
    };
    Ranker { contents: learned("contents", &contents), sources: learned("sources", &sources) }
}

/// Logistic regression over each problem's candidates, adaptive steps, a fixed order.
fn learn(problems: &[Vec<Problem>]) -> (Weights, Outcome) {
    let mut learner = Learner { weights: vec![0.0; BUCKETS], squares: vec![0.0; BUCKETS] };
    let mut outcome = Outcome::default();
    let mut order: Vec<&Problem> = problems.iter().flatten().collect();
    let mut random = Random::new(0x5EED);
    let mut sums = vec![0.0; BUCKETS];
    for epoch in 0..EPOCHS {
        random.shuffle(&mut order);
        let right = order.iter().filter(|problem| learner.step(problem)).count();
        outcome = Outcome { problems: order.len(), right: right as f32 / order.len().max(1) as f32 };
        if epoch >= SETTLED {
            for (sum, weight) in sums.iter_mut().zip(&learner.weights) {
                *sum += SHARPER * weight / (EPOCHS - SETTLED) as f32;
            }
        }
    }
    (Weights::new(&sums), outcome)
}

struct Learner {
    weights: Vec<f32>,
    squares: Vec<f32>,
}

impl Learner {
    /// Takes one step; whether the choice before it was right.
    fn step(&mut self, problem: &Problem) -> bool {
        let weight = |f: &u32| self.weights.get(*f as usize & (BUCKETS - 1)).copied().unwrap_or(0.0);
        let scores: Vec<f32> = problem.candidates.iter().map(|c| c.iter().map(weight).sum()).collect();
        let shares = probabilities(&scores);
        let mut best = (scores.len(), 0.0f32);
        for (index, &score) in scores.iter().enumerate() {
            if score > best.1 {
                best = (index, score);
            }
        }
        for ((features, share), target) in problem.candidates.iter().zip(&shares).zip(&problem.targets) {
            let slope = share - target;
            if slope.abs() < 1e-4 {
                continue;
            }
            for feature in features {
                let at = *feature as usize & (BUCKETS - 1);
                let (Some(weight), Some(square)) = (self.weights.get_mut(at), self.squares.get_mut(at)) else {
                    continue;
                };
                let gradient = slope + DECAY * *weight;
                *square += gradient * gradient;
                *weight -= RATE * gradient / (square.sqrt() + 1.0);
            }
        }
        let wanted = problem.targets.iter().position(|t| *t > 0.0).unwrap_or(scores.len());
        best.0 == wanted || problem.targets.get(best.0).is_some_and(|t| *t > 0.0)
    }
}
