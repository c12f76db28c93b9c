//! Scores names: exact spans of people, organisations and places.

use super::quotes::{Place, prf};
use super::{Report, read_lines};
use crate::error::Result;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds that are scored; MISC is not.
const KINDS: [&str; 3] = ["PER", "ORG", "LOC"];

/// A name, gold or predicted.
#[derive(Debug, Clone, Deserialize)]
pub struct Name {
    /// Its place.
    #[serde(flatten)]
    pub place: Place,
    /// PER, ORG, LOC or MISC.
    #[serde(default)]
    pub r#type: String,
}

/// The names of one document.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Joins gold and prediction.
    pub id: String,
    /// The text; predictions need none.
    #[serde(default)]
    pub text: String,
    /// The names.
    #[serde(default)]
    pub entities: Vec<Name>,
}

/// Reads documents, one a line.
pub fn read_documents(lines: &str, source: &str) -> Result<Vec<Document>> {
    read_lines(lines, source, "a record with \"entities\"")
}

/// Scores `predicted` against `gold`. The errors come in order of how often the same mistake is made: the kind given,
/// the kind in the gold annotation, and whether the two spans only overlap.
pub fn score(gold: &[Document], predicted: &[Document]) -> Report {
    let by_id: BTreeMap<&str, &Document> = predicted.iter().map(|d| (d.id.as_str(), d)).collect();
    let mut report = Report::default();
    let mut all = [0; 3];
    for kind in KINDS {
        let mut counts = [0; 3];
        for document in gold {
            let wanted = spans(Some(document), kind);
            let found = spans(by_id.get(document.id.as_str()).copied(), kind);
            for (count, more) in counts.iter_mut().zip([wanted.intersection(&found).count(), found.len(), wanted.len()])
            {
                *count += more;
            }
        }
        report.rows.push((format!("{kind} exact P/R/F"), prf_of(counts)));
        for (sum, count) in all.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    report.rows.push(("PER+ORG+LOC exact P/R/F".to_owned(), prf_of(all)));
    let missing = gold.iter().filter(|d| !by_id.contains_key(d.id.as_str())).count();
    report.rows.push(("documents missing from the output".to_owned(), missing.to_string()));
    report.errors = errors(gold, &by_id);
    report
}

fn prf_of([hits, found, gold]: [usize; 3]) -> String {
    prf(hits, found, gold)
}

fn spans(document: Option<&Document>, kind: &str) -> BTreeSet<(usize, usize)> {
    let names = document.map_or(&[][..], |document| &document.entities);
    names.iter().filter(|name| name.r#type == kind).map(|name| (name.place.start, name.place.end)).collect()
}

/// What was judged wrong, the most frequent kind of mistake first, in the order of the documents within it.
fn errors(gold: &[Document], by_id: &BTreeMap<&str, &Document>) -> Vec<String> {
    let mut by_mistake: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for document in gold {
        let found = by_id.get(document.id.as_str()).map_or(&[][..], |found| &found.entities);
        let text: Vec<char> = document.text.chars().collect();
        let mut add = |mistake: String, place: &Place| {
            let from = place.start.saturating_sub(50).min(text.len());
            let to = (place.end + 40).min(text.len());
            let words: String = text.get(from..to).unwrap_or(&[]).iter().collect();
            let name: String = text.get(place.start..place.end).unwrap_or(&[]).iter().collect();
            let line = format!("{mistake} {}: {name:?}  …{}…", document.id, words.replace('\n', " / "));
            by_mistake.entry(mistake).or_default().push(line);
        };
        for name in document.entities.iter().filter(|name| scored(name)) {
            if found.iter().any(|other| same(other, name)) {
                continue;
            }
            let other = found.iter().find(|other| meets(other, name));
            let edge = other.is_some_and(|other| bounds(other) != bounds(name));
            let given = other.map_or("nothing", |other| other.r#type.as_str());
            add(format!("{} given as {given}{}", name.r#type, if edge { ", other span" } else { "" }), &name.place);
        }
        for name in found.iter().filter(|name| scored(name)) {
            if !document.entities.iter().any(|other| scored(other) && meets(other, name)) {
                let other = document.entities.iter().find(|other| meets(other, name));
                let wanted = other.map_or("nothing", |other| other.r#type.as_str());
                add(format!("{wanted} given as {}", name.r#type), &name.place);
            }
        }
    }
    let mut groups: Vec<Vec<String>> = by_mistake.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups.concat()
}

fn scored(name: &Name) -> bool {
    KINDS.contains(&name.r#type.as_str())
}

fn bounds(name: &Name) -> (usize, usize) {
    (name.place.start, name.place.end)
}

fn meets(a: &Name, b: &Name) -> bool {
    a.place.start < b.place.end && b.place.start < a.place.end
}

fn same(a: &Name, b: &Name) -> bool {
    bounds(a) == bounds(b) && a.r#type == b.r#type
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures are those that `score.py entities` prints for the same two lines.
    #[test]
    fn exact_spans_and_kinds_count() {
        let gold = r#"{"id":"1","text":"Mara Okonjo of Lorne Steel flew to Velden.","entities":[{"start":0,"end":11,"text":"Mara Okonjo","type":"PER"},{"start":15,"end":26,"text":"Lorne Steel","type":"ORG"},{"start":35,"end":41,"text":"Velden","type":"LOC"}]}
{"id":"2","text":"Velden lost.","entities":[{"start":0,"end":6,"text":"Velden","type":"ORG"}]}"#;
        let found = r#"{"id":"1","entities":[{"start":0,"end":11,"text":"Mara Okonjo","type":"PER"},{"start":15,"end":20,"text":"Lorne","type":"ORG"},{"start":27,"end":31,"text":"flew","type":"LOC"}]}
{"id":"2","entities":[{"start":0,"end":6,"text":"Velden","type":"LOC"}]}"#;
        let report =
            score(&read_documents(gold, "gold").expect("gold"), &read_documents(found, "found").expect("found"));
        let values: Vec<&str> = report.rows.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["[100.0, 100.0, 100.0]", "[0.0, 0.0, 0.0]", "[0.0, 0.0, 0.0]", "[25.0, 25.0, 25.0]", "0"]);
        let starts = |start: &str| report.errors.iter().filter(|error| error.starts_with(start)).count();
        assert_eq!(starts("ORG given as ORG, other span 1: \"Lorne Steel\""), 1);
        assert_eq!(starts("LOC given as nothing 1: \"Velden\""), 1);
        assert_eq!(starts("nothing given as LOC 1: \"flew\""), 1);
        assert_eq!(starts("ORG given as LOC 2: \"Velden\""), 1);
        assert_eq!(report.errors.len(), 4);
    }
}
