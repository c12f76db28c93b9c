//! Learns the weights of `resolve::aboutness` by softmax regression over the entities that each saying may be about.

use super::softmax::pushes;
use crate::annotate::{Models, annotate, lexicon};
use crate::error::{Error, Result};
use crate::extract::{BuiltIn, Extractor};
use crate::resolve::aboutness::{FEATURES, Subject, Values, candidates};
use crate::resolve::resolve;
use crate::text::{Article, CodePointSpan, CodePoints, Span};
use serde::Deserialize;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Passes over the sayings.
const EPOCHS: usize = 60;
/// The first step; steps shrink with the square root of the epoch.
const STEP: f64 = 0.05;
/// Pull of every weight towards zero.
const DECAY: f64 = 1e-3;

/// An article as the data have it, one a line.
#[derive(Debug, Deserialize)]
struct Gold {
    /// Reports of one event share everything before the last "_".
    #[serde(default)]
    id: String,
    text: String,
    quotes: Vec<Quote>,
}

#[derive(Debug, Deserialize)]
struct Quote {
    start: usize,
    end: usize,
    #[serde(default)]
    about: Option<String>,
}

/// One saying: the event of its article, the features of its candidates, and which of them are its target.
#[derive(Debug, Clone)]
struct Case {
    event: usize,
    candidates: Vec<(Values, bool)>,
}

/// Trains on `dev/claims_target.jsonl` of a data folder and writes the weights to `out`. `progress` gets lines that tell
/// how well five folds of the events are ranked: articles about one event judge the same people.
pub fn train(data: &Path, out: &Path, progress: &mut dyn FnMut(&str)) -> Result<()> {
    let path = data.join("dev/claims_target.jsonl");
    let lines = fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?;
    let cases = cases(&read(&lines, &path.display().to_string())?);
    let (mut first, mut five) = (0, 0);
    for fold in 0..5 {
        let (held, kept): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.event % 5 == fold);
        let weights = fit(&kept);
        let ranked = |most: usize| held.iter().filter(|case| is_among(&weights, case, most)).count();
        first += ranked(1);
        five += ranked(5);
    }
    let share = |hits: usize| 100.0 * hits as f64 / cases.len().max(1) as f64;
    progress(&format!(
        "{} sayings; held out, the target is first for {:.1}% and among five for {:.1}%",
        cases.len(),
        share(first),
        share(five)
    ));
    let weights = fit(&cases.iter().collect::<Vec<_>>());
    let mut text = String::new();
    for (name, weight) in FEATURES.iter().zip(weights) {
        let _ = writeln!(text, "{name}\t{weight:.2}");
    }
    fs::write(out, text).map_err(|e| Error::io("write the weights", out, e))
}

fn read(lines: &str, source: &str) -> Result<Vec<Gold>> {
    let numbered = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|e| {
                Error::input(format!("{source}:{}: not an annotated article: {e}", index + 1))
                    .hint("each line is a JSON object with \"text\" and \"quotes\", as `claims_target.jsonl` has them")
            })
        })
        .collect()
}

/// Whether two names may mean one: the words of one are among the other's, and the last words agree.
fn may_be_one(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let words = lexicon::fold(name).replace("'s", "");
        words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (one, other) = (words(one), words(other));
    let among = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    !one.is_empty()
        && !other.is_empty()
        && (among(&one, &other) || among(&other, &one))
        && (one.last() == other.last() || one.len() > 1 && other.len() > 1)
}

/// The sayings that cover at least half of a gold span.
fn cases(gold: &[Gold]) -> Vec<Case> {
    let models = Models::built_in();
    let extractor = BuiltIn::default();
    let mut out = Vec::new();
    let mut events: Vec<&str> = Vec::new();
    for article in gold {
        let event = article.id.rsplit_once('_').map_or(article.id.as_str(), |(event, _)| event);
        let number = events.iter().position(|known| *known == event).unwrap_or(events.len());
        if number == events.len() {
            events.push(event);
        }
        let points = CodePoints::new(&article.text);
        let document = annotate(&models, Article { body: article.text.clone(), ..Article::default() });
        let extraction = extractor.extract(&document);
        let resolution = resolve(&document, &extraction);
        let found = candidates(&document, &extraction, &resolution);
        for quote in article.quotes.iter().filter(|quote| quote.about.is_some()) {
            let span = points.byte_span(&article.text, CodePointSpan { start: quote.start, end: quote.end });
            let shared = |index: usize| {
                let pieces = extraction.attributions.get(index).map(|a| a.content.as_slice()).unwrap_or_default();
                pieces.iter().map(|piece| common(*piece, span)).max().unwrap_or(0)
            };
            let best = (0..found.len()).max_by_key(|index| (shared(*index), std::cmp::Reverse(*index)));
            let Some(best) = best.filter(|best| 2 * shared(*best) >= span.len()) else { continue };
            let wanted = quote.about.as_deref().unwrap_or_default();
            let right = |subject: Subject| subject.name(&resolution).is_some_and(|name| may_be_one(wanted, name));
            let candidates = found.get(best).into_iter().flatten().map(|c| (c.values, right(c.subject)));
            out.push(Case { event: number, candidates: candidates.collect() });
        }
    }
    out
}

fn common(one: Span, other: Span) -> usize {
    one.end().min(other.end()).saturating_sub(one.start().max(other.start()))
}

fn score(weights: &[f64], values: &Values) -> f64 {
    weights.iter().zip(values).map(|(w, x)| w * f64::from(*x)).sum()
}

fn is_among(weights: &[f64], case: &Case, most: usize) -> bool {
    let mut scored: Vec<(f64, bool)> = case.candidates.iter().map(|(v, right)| (score(weights, v), *right)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.iter().take(most).any(|(_, right)| *right)
}

fn fit(cases: &[&Case]) -> Vec<f64> {
    let mut weights = vec![0.0; FEATURES.len()];
    let known = |case: &&&Case| case.candidates.iter().any(|(_, right)| *right);
    for epoch in 0..EPOCHS {
        let step = STEP / (1.0 + epoch as f64).sqrt();
        for case in cases.iter().filter(known) {
            let scores: Vec<f64> = case.candidates.iter().map(|(values, _)| score(&weights, values)).collect();
            let right: Vec<bool> = case.candidates.iter().map(|(_, right)| *right).collect();
            for ((values, _), push) in case.candidates.iter().zip(pushes(&scores, &right)) {
                for (weight, x) in weights.iter_mut().zip(values) {
                    *weight += step * push * f64::from(*x);
                }
            }
            for weight in &mut weights {
                *weight *= 1.0 - step * DECAY;
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feature_of_targets_gets_weight() {
        let mut good = [0.0; FEATURES.len()];
        good[5] = 1.0;
        let case = Case { event: 0, candidates: vec![([0.0; FEATURES.len()], false), (good, true)] };
        let weights = fit(&[&case]);
        assert!(weights[5] > 0.3);
        assert!(is_among(&weights, &case, 1));
    }

    #[test]
    fn gold_spans_meet_the_sayings_that_cover_them() {
        let line = r#"{"id":"a","text":"Mayor Greta Lund left. \"Greta Lund is a coward,\" said Silas Okoro.",
            "quotes":[{"start":23,"end":48,"text":"","about":"Greta Lund","polarity":"neg"}]}"#
            .replace('\n', "");
        let cases = cases(&read(&line, "test").expect("a gold line"));
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].candidates.iter().filter(|(_, right)| *right).count(), 1);
    }
}
