//! Scores pronouns as the GAP data set does: is the pronoun's entity candidate A, candidate B or neither?

use super::quotes::{Place, overlap, prf, same_name_lenient};
use super::{Report, read_lines};
use crate::error::Result;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A candidate and whether the pronoun means it.
#[derive(Debug, Clone, Deserialize)]
pub struct Choice {
    /// Its place.
    #[serde(flatten)]
    pub place: Place,
    /// Whether the pronoun means it.
    pub coref: bool,
}

/// A gold snippet.
#[derive(Debug, Clone, Deserialize)]
pub struct Snippet {
    /// Joins gold and prediction.
    pub id: String,
    /// The text.
    pub text: String,
    /// The pronoun.
    pub pronoun: Place,
    /// The first name.
    pub a: Choice,
    /// The second name.
    pub b: Choice,
}

/// A predicted pronoun.
#[derive(Debug, Clone, Deserialize)]
pub struct Pronoun {
    /// Its place.
    #[serde(flatten)]
    pub place: Place,
    /// The fullest name of its entity.
    #[serde(default)]
    pub name: Option<String>,
    /// The name it was linked through.
    #[serde(default)]
    pub antecedent: Option<Place>,
}

/// The pronouns of one document.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Joins gold and prediction.
    pub id: String,
    /// The pronouns.
    #[serde(default)]
    pub pronouns: Vec<Pronoun>,
}

/// Reads gold snippets, one a line.
pub fn read_gold(lines: &str, source: &str) -> Result<Vec<Snippet>> {
    read_lines(lines, source, "a snippet with \"pronoun\", \"a\" and \"b\"")
}

/// Reads predictions, one document a line.
pub fn read_predicted(lines: &str, source: &str) -> Result<Vec<Document>> {
    read_lines(lines, source, "a record with \"pronouns\"")
}

#[derive(Default, Clone, Copy)]
struct Counts {
    hits: usize,
    invented: usize,
    missed: usize,
}

impl Counts {
    fn prf(self) -> String {
        prf(self.hits, self.hits + self.invented, self.hits + self.missed)
    }

    fn f(self) -> f64 {
        let doubled = 2 * self.hits;
        let all = doubled + self.invented + self.missed;
        if all == 0 { 0.0 } else { doubled as f64 / all as f64 }
    }
}

/// Scores `predicted` against `gold`.
pub fn score(gold: &[Snippet], predicted: &[Document]) -> Report {
    let by_id: BTreeMap<&str, &Document> = predicted.iter().map(|d| (d.id.as_str(), d)).collect();
    let mut report = Report::default();
    let (mut women, mut men, mut all) = (Counts::default(), Counts::default(), Counts::default());
    for snippet in gold {
        let none = Vec::new();
        let pronouns = by_id.get(snippet.id.as_str()).map_or(&none, |d| &d.pronouns);
        let there = |p: &&Pronoun| overlap(bounds(&p.place), bounds(&snippet.pronoun)) > 0;
        let found: Vec<&Pronoun> = pronouns.iter().filter(there).collect();
        let folded = snippet.pronoun.text.to_lowercase();
        let gender = if matches!(folded.as_str(), "she" | "her" | "hers") { &mut women } else { &mut men };
        let mut wrong = false;
        for side in [&snippet.a, &snippet.b] {
            let hit = found.iter().any(|p| means(p, &side.place));
            wrong |= hit != side.coref;
            for counts in [&mut *gender, &mut all] {
                match (hit, side.coref) {
                    (true, true) => counts.hits += 1,
                    (true, false) => counts.invented += 1,
                    (false, true) => counts.missed += 1,
                    (false, false) => {}
                }
            }
        }
        if wrong {
            report.errors.push(describe(snippet, &found));
        }
    }
    let ratio = if men.f() > 0.0 { women.f() / men.f() } else { 0.0 };
    let missing = gold.iter().filter(|d| !by_id.contains_key(d.id.as_str())).count();
    report.rows = vec![
        ("overall P/R/F".to_owned(), all.prf()),
        ("feminine P/R/F".to_owned(), women.prf()),
        ("masculine P/R/F".to_owned(), men.prf()),
        ("bias F/M".to_owned(), format!("{ratio:.2}")),
        ("documents missing from the output".to_owned(), missing.to_string()),
    ];
    report
}

fn bounds(place: &Place) -> (usize, usize) {
    (place.start, place.end)
}

/// Whether a predicted pronoun means a candidate, by its name or through the place of its antecedent.
fn means(pronoun: &Pronoun, candidate: &Place) -> bool {
    pronoun.name.as_deref().is_some_and(|name| same_name_lenient(name, &candidate.text))
        || pronoun.antecedent.as_ref().is_some_and(|a| overlap(bounds(a), bounds(candidate)) > 0)
}

fn describe(snippet: &Snippet, found: &[&Pronoun]) -> String {
    let text: Vec<char> = snippet.text.chars().collect();
    let marks = [(&snippet.pronoun, "*"), (&snippet.a.place, "A"), (&snippet.b.place, "B")];
    let start = marks.iter().map(|(p, _)| p.start).min().unwrap_or(0).saturating_sub(80);
    let end = (marks.iter().map(|(p, _)| p.end).max().unwrap_or(0) + 60).min(text.len());
    let words: String = text.get(start..end).unwrap_or(&[]).iter().collect();
    let side = |choice: &Choice| format!("{}{}", choice.place.text, if choice.coref { " (right)" } else { "" });
    let given = found.first().and_then(|p| p.name.as_deref()).unwrap_or("-");
    format!(
        "{}: {:?} at {} → {given}; A {}, B {}  …{}…",
        snippet.id,
        snippet.pronoun.text,
        snippet.pronoun.start,
        side(&snippet.a),
        side(&snippet.b),
        words.replace('\n', " ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_and_misses_are_counted_by_hand() {
        let gold = r#"{"id":"1","text":"Mara met Ann. She left.","pronoun":{"start":14,"end":17,"text":"She"},"a":{"start":0,"end":4,"text":"Mara","coref":true},"b":{"start":9,"end":12,"text":"Ann","coref":false}}
{"id":"2","text":"Ivo met Jan. He left.","pronoun":{"start":13,"end":15,"text":"He"},"a":{"start":0,"end":3,"text":"Ivo","coref":true},"b":{"start":8,"end":11,"text":"Jan","coref":false}}"#;
        let found = r#"{"id":"1","pronouns":[{"start":14,"end":17,"text":"She","name":"Mara","antecedent":{"start":0,"end":4,"text":"Mara"}}]}
{"id":"2","pronouns":[{"start":13,"end":15,"text":"He","name":"Jan","antecedent":{"start":8,"end":11,"text":"Jan"}}]}"#;
        let report = score(&read_gold(gold, "gold").expect("gold"), &read_predicted(found, "found").expect("found"));
        assert_eq!(report.rows[0].1, "[50.0, 50.0, 50.0]");
        assert_eq!(report.rows[1].1, "[100.0, 100.0, 100.0]");
        assert_eq!(report.rows[2].1, "[0.0, 0.0, 0.0]");
        assert_eq!(report.errors.len(), 1);
    }
}
