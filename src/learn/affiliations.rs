//! Learns which person belongs to which organisation of a sentence, by logistic regression over all pairs.

use super::perceptron::Random;
use crate::annotate::{Models, annotate};
use crate::error::{Error, Result};
use crate::extract::roles::pairs::Affiliations;
use crate::extract::roles::training_pairs;
use crate::extract::{BUCKETS, bucket_of};
use crate::text::{Article, CodePointSpan, CodePoints, Span};
use serde::Deserialize;

/// Passes over the pairs.
const EPOCHS: usize = 12;
/// The first step's size.
const RATE: f32 = 0.2;
/// How strongly weights are drawn to zero.
const DECAY: f32 = 2e-4;

/// The relations that mean that a person belongs to an organisation.
const BELONGING: &[&str] = &["Work_For", "EMPLOYEE_OR_MEMBER_OF", "CEO", "FOUNDED_BY", "POLITICAL_AFFILIATION"];

/// An annotated passage as the training files hold it, one a line.
#[derive(Debug, Deserialize)]
struct Passage {
    text: String,
    #[serde(default)]
    annotated_properties: Option<Vec<String>>,
    #[serde(default)]
    relations: Vec<Relation>,
}

#[derive(Debug, Deserialize)]
struct Relation {
    #[serde(default)]
    rel: Option<String>,
    person: Place,
    #[serde(default)]
    org: Option<Place>,
}

#[derive(Debug, Deserialize)]
struct Place {
    start: usize,
    end: usize,
}

/// A pair: its passage, its features, and whether it is a fact.
#[derive(Debug, Clone)]
pub struct Example {
    passage: usize,
    features: Vec<u32>,
    right: bool,
}

/// The pairs of passages in JSON Lines; `first` is the number of the first passage.
pub fn read(lines: &str, source: &str, first: usize, models: &Models) -> Result<Vec<Example>> {
    let mut out = Vec::new();
    for (index, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let passage: Passage = serde_json::from_str(line).map_err(|e| {
            Error::input(format!("{source}:{}: not an annotated passage: {e}", index + 1))
                .hint("each line is a JSON object with \"text\" and \"relations\", as `roles_works_for.jsonl` has them")
        })?;
        out.extend(examples(&passage, first + index, models));
    }
    Ok(out)
}

fn examples(passage: &Passage, number: usize, models: &Models) -> Vec<Example> {
    let points = CodePoints::new(&passage.text);
    let span = |place: &Place| points.byte_span(&passage.text, CodePointSpan { start: place.start, end: place.end });
    let belonging = |relation: &&Relation| relation.rel.as_deref().is_some_and(|rel| BELONGING.contains(&rel));
    let gold: Vec<(Span, Span)> = passage
        .relations
        .iter()
        .filter(belonging)
        .filter_map(|relation| Some((span(&relation.person), span(relation.org.as_ref()?))))
        .collect();
    // A passage that was read for other properties says nothing of the pairs that it does not name.
    let complete = passage.annotated_properties.as_ref().is_none_or(|p| p.iter().any(|p| p == "EMPLOYEE_OR_MEMBER_OF"));
    let document = annotate(models, Article { body: passage.text.clone(), ..Article::default() });
    let meets = |gold: Span, found: Span| {
        gold.overlaps(found) && gold.len() <= 2 * found.len() + 20 && found.len() <= 2 * gold.len() + 20
    };
    training_pairs(&document)
        .into_iter()
        .map(|pair| {
            let right = gold.iter().any(|(person, body)| meets(*person, pair.person) && meets(*body, pair.body));
            Example { passage: number, features: pair.features, right }
        })
        .filter(|example| complete || example.right)
        .collect()
}

/// Trains on all examples, after telling how five folds of passages do.
pub fn train(examples: &[Example], progress: &mut dyn FnMut(&str)) -> Affiliations {
    let right = examples.iter().filter(|e| e.right).count();
    progress(&format!("{} pairs, {right} of them facts", examples.len()));
    for least in [0.3f32, 0.4, 0.5, 0.6, 0.7] {
        let (mut hits, mut given) = (0usize, 0usize);
        for fold in 0..5 {
            let (held, kept): (Vec<&Example>, Vec<&Example>) = examples.iter().partition(|e| e.passage % 5 == fold);
            let model = Affiliations::new(&fit(&kept));
            for example in held.iter().filter(|e| model.probability(&e.features) >= least) {
                given += 1;
                hits += usize::from(example.right);
            }
        }
        let (p, r) = (100.0 * hits as f64 / given.max(1) as f64, 100.0 * hits as f64 / right.max(1) as f64);
        progress(&format!("at {least}: precision {p:.1}, recall {r:.1}, F {:.1}", 2.0 * p * r / (p + r).max(1e-9)));
    }
    Affiliations::new(&fit(&examples.iter().collect::<Vec<_>>()))
}

/// Logistic regression by adaptive steps (Duchi, Hazan and Singer 2011).
fn fit(examples: &[&Example]) -> Vec<f32> {
    let (mut weights, mut squares) = (vec![0.0f32; BUCKETS], vec![0.0f32; BUCKETS]);
    let mut order: Vec<&Example> = examples.to_vec();
    let mut random = Random::new(7);
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for example in &order {
            let places = example.features.iter().map(|f| bucket_of(*f));
            let score: f32 = places.clone().filter_map(|at| weights.get(at)).sum();
            let slope = 1.0 / (1.0 + (-score).exp()) - f32::from(u8::from(example.right));
            for at in places {
                let (Some(weight), Some(square)) = (weights.get_mut(at), squares.get_mut(at)) else { continue };
                let pull = slope + DECAY * *weight;
                *square += pull * pull;
                *weight -= RATE * pull / (square.sqrt() + 0.5);
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_facts_from_other_pairs_is_learnt() {
        let example = |passage, feature, right| Example { passage, features: vec![1, feature], right };
        let examples: Vec<Example> = (0..40).map(|i| example(i, if i % 2 == 0 { 2 } else { 3 }, i % 2 == 0)).collect();
        let model = train(&examples, &mut |_| {});
        assert!(model.probability(&[1, 2]) > 0.7);
        assert!(model.probability(&[1, 3]) < 0.3);
    }

    #[test]
    fn passages_give_pairs_and_bad_lines_are_named() {
        let line = r#"{"text":"Ivo Lenz works for Brightwater Bank.","relations":[{"rel":"Work_For",
            "person":{"start":0,"end":8},"org":{"start":19,"end":35}}]}"#
            .replace('\n', "");
        let examples = read(&line, "test", 0, &Models::built_in()).expect("examples");
        assert_eq!(examples.iter().filter(|e| e.right).count(), 1);
        assert!(read("{", "test", 0, &Models::built_in()).unwrap_err().to_string().contains("test:1"));
    }
}
