//! Scores whom each claim is about and how it judges: the numbers of the public scorer, and the errors behind them.

use super::quotes::{Place, overlap, prf, same_name_lenient};
use super::{Report, read_lines};
use crate::error::Result;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A gold span and whom it is about, or a predicted quote with its target.
#[derive(Debug, Clone, Deserialize)]
pub struct Quote {
    /// The words.
    #[serde(flatten)]
    pub place: Place,
    /// Gold: whom the span is about.
    #[serde(default)]
    pub about: Option<String>,
    /// Gold: `pos` or `neg`.
    #[serde(default)]
    pub polarity: Option<String>,
}

/// A gold article.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Joins gold and prediction.
    pub id: String,
    /// The text.
    pub text: String,
    /// The gold spans.
    #[serde(default)]
    pub quotes: Vec<Quote>,
}

#[derive(Debug, Clone, Deserialize)]
struct Name {
    #[serde(default)]
    name: Option<String>,
}

/// A predicted quote.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    #[serde(flatten)]
    place: Place,
    #[serde(default)]
    target: Option<Name>,
    #[serde(default)]
    about: Vec<Name>,
    #[serde(default)]
    evaluation: Option<String>,
}

/// The predictions of one article.
#[derive(Debug, Clone, Deserialize)]
pub struct Predicted {
    id: String,
    #[serde(default)]
    quotes: Vec<Found>,
}

/// Reads gold articles, one a line.
pub fn read_gold(lines: &str, source: &str) -> Result<Vec<Document>> {
    read_lines(lines, source, "an article with \"text\" and \"quotes\"")
}

/// Reads predictions, one article a line.
pub fn read_predicted(lines: &str, source: &str) -> Result<Vec<Predicted>> {
    read_lines(lines, source, "an article with \"id\" and \"quotes\"")
}

/// Of the gold spans that a predicted quote covers by half: is the gold's target the predicted one, and how is it judged?
pub fn score(gold: &[Document], predicted: &[Predicted]) -> Report {
    let by_id: BTreeMap<&str, &Predicted> = predicted.iter().map(|p| (p.id.as_str(), p)).collect();
    let mut report = Report::default();
    let (mut total, mut covered, mut given, mut hits, mut five) = (0, 0, 0, 0, 0_usize);
    let mut judged: BTreeMap<(String, String), usize> = BTreeMap::new();
    for document in gold {
        for quote in &document.quotes {
            let Some(about) = quote.about.as_deref().filter(|about| !about.is_empty()) else { continue };
            total += 1;
            let place = (quote.place.start, quote.place.end);
            let shared = |found: &Found| overlap(place, (found.place.start, found.place.end));
            let all = by_id.get(document.id.as_str()).map(|p| p.quotes.as_slice()).unwrap_or_default();
            // The first of the best, as the public scorer takes it.
            let Some(best) = all.iter().rev().max_by_key(|found| shared(found)) else { continue };
            if 2 * shared(best) < place.1 - place.0 {
                continue;
            }
            covered += 1;
            let target = best.target.as_ref().and_then(|t| t.name.as_deref()).unwrap_or_default();
            let right = same_name_lenient(about, target);
            given += usize::from(!target.is_empty());
            hits += usize::from(right);
            let named = |name: &Name| name.name.as_deref().is_some_and(|name| same_name_lenient(about, name));
            five += usize::from(best.about.iter().take(5).any(named));
            let (wanted, got) =
                (quote.polarity.clone().unwrap_or_default(), best.evaluation.clone().unwrap_or_default());
            if !right || wanted != got {
                let target = if target.is_empty() { "-" } else { target };
                report
                    .errors
                    .push(format!("{about} {wanted}, found {target} {got}  [{}] {}", document.id, quote.place.text));
            }
            *judged.entry((wanted, got)).or_default() += 1;
        }
    }
    let f = |label: &str| {
        let sum = |keep: &dyn Fn(&(String, String)) -> bool| {
            judged.iter().filter(|(key, _)| keep(key)).map(|(_, count)| *count).sum::<usize>() as f64
        };
        let both = sum(&|(gold, found)| gold == label && found == label);
        let either = sum(&|(gold, _)| gold == label) + sum(&|(_, found)| found == label);
        if either > 0.0 { (2000.0 * both / either).round() / 10.0 } else { 0.0 }
    };
    let share = if covered > 0 { (1000.0 * five as f64 / covered as f64).round() / 10.0 } else { 0.0 };
    report.rows = vec![
        ("gold spans with a target".to_owned(), total.to_string()),
        ("covered by a predicted quote".to_owned(), covered.to_string()),
        ("target P/R/F".to_owned(), prf(hits, given, covered)),
        ("target among the first five of about, %".to_owned(), format!("{share:.1}")),
        ("evaluation macro-F (pos, neg)".to_owned(), format!("{:.1}", f64::midpoint(f("pos"), f("neg")))),
    ];
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures that `score.py targets` gives for the same lines.
    #[test]
    fn targets_are_counted_as_the_public_scorer_counts_them() {
        let gold = r#"{"id":"a","text":"One two three four five six seven eight","quotes":[
            {"start":0,"end":10,"text":"One two th","about":"Greta Lund","polarity":"neg"},
            {"start":20,"end":30,"text":"ive six se","about":"Silas Okoro","polarity":"pos"},
            {"start":34,"end":38,"text":"eigh","about":"Greta Lund","polarity":"neg"}]}"#
            .replace('\n', "");
        let found = r#"{"id":"a","quotes":[
            {"start":0,"end":12,"text":"","target":{"name":"Lund"},"about":[{"name":"Lund"}],"evaluation":"neg"},
            {"start":20,"end":31,"text":"","target":{"name":"Greta Lund"},"about":[{"name":"Silas Okoro"}],"evaluation":"neutral"}]}"#
            .replace('\n', "");
        let report = score(&read_gold(&gold, "gold").expect("gold"), &read_predicted(&found, "found").expect("found"));
        let values: Vec<&str> = report.rows.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["3", "2", "[50.0, 50.0, 50.0]", "100.0", "50.0"]);
        assert_eq!(report.errors.len(), 1);
        assert!(report.errors[0].starts_with("Silas Okoro pos, found Greta Lund neutral"));
    }
}
