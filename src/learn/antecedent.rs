//! Learns the weights of `resolve::antecedent` by softmax regression over the candidates of each pronoun.

use super::coreference::{self, Gold};
use super::softmax::pushes;
use crate::annotate::{Models, annotate};
use crate::error::{Error, Result};
use crate::extract::{BuiltIn, Extractor};
use crate::resolve::weights::{ALL, expand, names};
use crate::resolve::{Example, examples};
use crate::text::{Article, Span};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Steps of the fit, each over all examples.
const STEPS: usize = 200;
/// The size of a step (Adam, Kingma and Ba 2014).
const RATE: f64 = 0.05;
/// How strongly every weight is drawn to zero.
const PULL: f64 = 8.0;
/// What a pronoun of the treebanks weighs beside one of the snippets, which look more like what is asked.
const TREEBANK: f64 = 0.5;

/// One pronoun with its candidates' features and which of them are right.
#[derive(Debug, Clone)]
pub struct Case {
    candidates: Vec<Vec<(usize, f32)>>,
    right: Vec<bool>,
    weight: f64,
    /// Whether it means a woman.
    feminine: bool,
}

/// Trains on the treebanks `ud/gumfree-*.conllu` and the snippets `dev/gap_pronouns.jsonl` of a data folder, and
/// writes the weights to `out`. `progress` gets lines that tell how well five folds of the snippets are ranked.
pub fn train(data: &Path, out: &Path, progress: &mut dyn FnMut(&str)) -> Result<()> {
    let mut treebank = Vec::new();
    for part in ["train", "dev", "test", "extra"] {
        let path = data.join(format!("ud/gumfree-{part}.conllu"));
        if path.exists() {
            treebank.extend(cases(&coreference::read_treebank(&path)?, TREEBANK));
        }
    }
    let snippets = cases(&coreference::read_snippets(&data.join("dev/gap_pronouns.jsonl"))?, 1.0);
    progress(&format!("{} pronouns of treebanks, {} of snippets", treebank.len(), snippets.len()));
    let (treebank, snippets) = (balanced(treebank), balanced(snippets));
    let alone = fit(&treebank);
    progress(&format!("treebanks alone, on the snippets: {:.1}% right", 100.0 * accuracy(&alone, &snippets)));
    for fold in 0..5 {
        let held: Vec<Case> = snippets.iter().skip(fold).step_by(5).cloned().collect();
        let kept = snippets.iter().enumerate().filter(|(i, _)| i % 5 != fold).map(|(_, case)| case.clone());
        let train: Vec<Case> = treebank.iter().cloned().chain(kept).collect();
        let weights = fit(&train);
        let of = |feminine: bool| {
            let cases: Vec<Case> = held.iter().filter(|case| case.feminine == feminine).cloned().collect();
            100.0 * accuracy(&weights, &cases)
        };
        let all = 100.0 * accuracy(&weights, &held);
        progress(&format!("fold {fold}: {all:.1}% right, of women {:.1}%, of men {:.1}%", of(true), of(false)));
    }
    let all: Vec<Case> = treebank.into_iter().chain(snippets).collect();
    let weights = fit(&all);
    let mut text = String::new();
    for (name, weight) in names().iter().zip(weights) {
        let _ = writeln!(text, "{name}\t{weight:.3}");
    }
    fs::write(out, text).map_err(|e| Error::io("write the weights", out, e))
}

/// Makes both genders count the same in all: texts that speak more of men must not teach what holds for men alone.
fn balanced(mut cases: Vec<Case>) -> Vec<Case> {
    let women = cases.iter().filter(|case| case.feminine).count();
    let each = (cases.len() - women) as f64 / women.max(1) as f64;
    cases.iter_mut().filter(|case| case.feminine).for_each(|case| case.weight *= each);
    cases
}

/// The cases of gold texts: pronouns with at least one right candidate.
fn cases(gold: &[Gold], weight: f64) -> Vec<Case> {
    let models = Models::built_in();
    let extractor = BuiltIn::default();
    let mut cases = Vec::new();
    for text in gold {
        let document = annotate(&models, Article { body: text.text.clone(), ..Article::default() });
        let extraction = extractor.extract(&document);
        for example in examples(&document, &extraction) {
            if text.only.is_some_and(|only| !only.overlaps(example.pronoun)) {
                continue;
            }
            let Some(cluster) = text.people.iter().find(|mentions| mentions.contains(&example.pronoun)) else {
                continue;
            };
            let word = example.pronoun.of(&text.text).to_lowercase();
            let feminine = matches!(word.as_str(), "she" | "her" | "hers" | "herself");
            cases.extend(case(&example, cluster, weight, feminine));
        }
    }
    cases
}

fn case(example: &Example, cluster: &[Span], weight: f64, feminine: bool) -> Option<Case> {
    let among = |span: &Span| {
        cluster.iter().any(|gold| *gold != example.pronoun && gold.overlaps(*span) && gold.len() <= 2 * span.len() + 20)
    };
    let right: Vec<bool> = example.candidates.iter().map(|c| c.mentions.iter().any(among)).collect();
    let some = right.contains(&true) && right.contains(&false);
    some.then(|| Case {
        candidates: example.candidates.iter().map(|c| expand(&c.features)).collect(),
        right,
        weight,
        feminine,
    })
}

fn scores(weights: &[f64], case: &Case) -> Vec<f64> {
    let weight = |place: usize| weights.get(place).copied().unwrap_or(0.0);
    let dot = |features: &Vec<(usize, f32)>| features.iter().map(|(place, x)| weight(*place) * f64::from(*x)).sum();
    case.candidates.iter().map(dot).collect()
}

/// What the examples and the pull to zero ask of each weight.
fn slope(weights: &[f64], cases: &[Case]) -> Vec<f64> {
    let mut slope: Vec<f64> = weights.iter().map(|weight| PULL * weight).collect();
    for case in cases {
        for (features, push) in case.candidates.iter().zip(pushes(&scores(weights, case), &case.right)) {
            for (place, x) in features {
                if let Some(slope) = slope.get_mut(*place) {
                    *slope -= case.weight * push * f64::from(*x);
                }
            }
        }
    }
    slope
}

/// Softmax regression over all examples at once.
fn fit(cases: &[Case]) -> Vec<f64> {
    let mut weights = vec![0.0; ALL];
    let (mut mean, mut square) = (vec![0.0; ALL], vec![0.0; ALL]);
    let (mut fade, mut slow_fade) = (1.0, 1.0);
    for _ in 0..STEPS {
        fade *= 0.9;
        slow_fade *= 0.999;
        let slope = slope(&weights, cases);
        for (((weight, mean), square), slope) in weights.iter_mut().zip(&mut mean).zip(&mut square).zip(slope) {
            *mean = 0.9 * *mean + 0.1 * slope;
            *square = 0.999 * *square + 0.001 * slope * slope;
            *weight -= RATE * (*mean / (1.0 - fade)) / ((*square / (1.0_f64 - slow_fade)).sqrt() + 1e-8);
        }
    }
    weights
}

/// The share of cases whose best candidate is right.
fn accuracy(weights: &[f64], cases: &[Case]) -> f64 {
    let right = cases.iter().filter(|case| {
        let scores = scores(weights, case);
        let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        best.is_some_and(|(index, _)| case.right.get(index) == Some(&true))
    });
    right.count() as f64 / cases.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feature_that_tells_right_from_wrong_gets_weight() {
        let case =
            Case { candidates: vec![vec![], vec![(3, 1.0)]], right: vec![false, true], weight: 40.0, feminine: false };
        let weights = fit(&[case.clone(), case.clone()]);
        assert!(weights[3] > 0.5);
        assert!((accuracy(&weights, &[case]) - 1.0).abs() < 1e-9);
    }
}
