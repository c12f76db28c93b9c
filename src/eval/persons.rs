//! Scores person clusters: B³ over the gold mentions that are names or pronouns, in clusters that have a name.

use super::quotes::{Place, overlap, same_place};
use super::{Report, read_lines};
use crate::error::Result;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A gold mention.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldMention {
    /// Its place.
    #[serde(flatten)]
    pub place: Place,
    /// Whether it is a pronoun.
    #[serde(default)]
    pub pron: bool,
    /// Whether it holds a name.
    #[serde(default)]
    pub named: bool,
}

/// A gold cluster.
#[derive(Debug, Clone, Deserialize)]
pub struct Cluster {
    /// What it means: "person", "organization", …
    #[serde(default)]
    pub r#type: String,
    /// Its mentions.
    pub mentions: Vec<GoldMention>,
}

/// A gold document.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    /// Joins gold and prediction.
    pub id: String,
    /// The text.
    pub text: String,
    /// The clusters.
    pub clusters: Vec<Cluster>,
}

/// A predicted mention: an entity mention or a pronoun.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    /// Its place.
    #[serde(flatten)]
    pub place: Place,
    /// PER, ORG, LOC or MISC; absent for pronouns.
    #[serde(default)]
    pub r#type: Option<String>,
    /// The entity's id within the article.
    #[serde(default)]
    pub entity: Option<String>,
    /// The fullest name.
    #[serde(default)]
    pub name: Option<String>,
}

/// A predicted document.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Joins gold and prediction.
    pub id: String,
    /// The names.
    #[serde(default)]
    pub entities: Vec<Found>,
    /// The pronouns.
    #[serde(default)]
    pub pronouns: Vec<Found>,
}

/// Reads gold documents, one a line.
pub fn read_gold(lines: &str, source: &str) -> Result<Vec<Gold>> {
    read_lines(lines, source, "a document with \"clusters\"")
}

/// Reads predictions, one document a line.
pub fn read_predicted(lines: &str, source: &str) -> Result<Vec<Document>> {
    read_lines(lines, source, "a record with \"entities\" and \"pronouns\"")
}

/// The entity of a gold mention in the output; a mention that the output lacks is a cluster of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Entity(String),
    Alone(usize),
}

/// Scores `predicted` against `gold`.
pub fn score(gold: &[Gold], predicted: &[Document]) -> Report {
    let by_id: BTreeMap<&str, &Document> = predicted.iter().map(|d| (d.id.as_str(), d)).collect();
    let mut report = Report::default();
    let (mut precision, mut recall, mut mentions) = (0.0, 0.0, 0usize);
    for document in gold {
        let found = by_id.get(document.id.as_str()).map_or_else(Vec::new, |d| people(d));
        // (gold cluster, output cluster, mention) of every gold mention that counts.
        let mut rows: Vec<(usize, Key, &GoldMention)> = Vec::new();
        for (cluster, mention) in counted(document) {
            let key = entity_at(&mention.place, &found).map_or(Key::Alone(rows.len()), Key::Entity);
            rows.push((cluster, key, mention));
        }
        for (cluster, key, _) in &rows {
            let of_gold = rows.iter().filter(|r| r.0 == *cluster).count() as f64;
            let of_found = rows.iter().filter(|r| r.1 == *key).count() as f64;
            let common = rows.iter().filter(|r| r.0 == *cluster && r.1 == *key).count() as f64;
            precision += common / of_found;
            recall += common / of_gold;
        }
        mentions += rows.len();
        strays(document, &rows, &mut report.errors);
    }
    let share = |sum: f64| if mentions == 0 { 0.0 } else { sum / mentions as f64 };
    let (p, r) = (share(precision), share(recall));
    let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
    let missing = gold.iter().filter(|d| !by_id.contains_key(d.id.as_str())).count();
    report.rows = vec![
        ("mentions".to_owned(), mentions.to_string()),
        ("B3 P/R/F".to_owned(), format!("[{:.1}, {:.1}, {:.1}]", 100.0 * p, 100.0 * r, 100.0 * f)),
        ("documents missing from the output".to_owned(), missing.to_string()),
    ];
    report
}

/// The gold mentions that count, with their cluster.
fn counted(document: &Gold) -> impl Iterator<Item = (usize, &GoldMention)> {
    let people = document.clusters.iter().filter(|c| c.r#type == "person" && c.mentions.iter().any(|m| m.named));
    people.enumerate().flat_map(|(index, cluster)| {
        cluster.mentions.iter().filter(|m| m.named || m.pron).map(move |mention| (index, mention))
    })
}

/// The output's mentions of people with their entity.
fn people(document: &Document) -> Vec<(&Place, String)> {
    let names = document.entities.iter().filter(|e| e.r#type.as_deref() == Some("PER"));
    let all = names.chain(&document.pronouns);
    all.filter_map(|m| Some((&m.place, m.entity.clone().or_else(|| m.name.clone())?))).collect()
}

/// The entity of the output's mention that overlaps a gold mention most.
fn entity_at(gold: &Place, found: &[(&Place, String)]) -> Option<String> {
    let mut best: Option<(usize, &String)> = None;
    for (place, entity) in found.iter().filter(|(place, _)| same_place(gold, place)) {
        let common = overlap((gold.start, gold.end), (place.start, place.end));
        if best.is_none_or(|(most, _)| common > most) {
            best = Some((common, entity));
        }
    }
    best.map(|(_, entity)| entity.clone())
}

/// Describes the gold mentions that are outside the output cluster that holds most of their gold cluster.
fn strays(document: &Gold, rows: &[(usize, Key, &GoldMention)], errors: &mut Vec<String>) {
    let clusters: std::collections::BTreeSet<usize> = rows.iter().map(|r| r.0).collect();
    for cluster in clusters {
        let mine: Vec<&(usize, Key, &GoldMention)> = rows.iter().filter(|r| r.0 == cluster).collect();
        let mut counts: BTreeMap<&Key, usize> = BTreeMap::new();
        for row in &mine {
            *counts.entry(&row.1).or_default() += 1;
        }
        let most = counts.iter().max_by_key(|(_, n)| **n).map(|(key, _)| *key);
        let name = mine.iter().find(|r| r.2.named).map_or("", |r| r.2.place.text.as_str());
        for (_, key, mention) in mine.iter().filter(|r| Some(&r.1) != most) {
            let text: Vec<char> = document.text.chars().collect();
            let from = mention.place.start.saturating_sub(60);
            let to = (mention.place.end + 40).min(text.len());
            let words: String = text.get(from..to).unwrap_or(&[]).iter().collect();
            let given = match key {
                Key::Entity(id) => id.as_str(),
                Key::Alone(_) => "nothing",
            };
            errors.push(format!(
                "{}: {:?} of {name:?} is {given}  …{}…",
                document.id,
                mention.place.text,
                words.replace('\n', " / ")
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b_cubed_is_counted_by_hand() {
        let gold = r#"{"id":"1","text":"Mara Okonjo left. She sang. Ivo Lenz stayed.","clusters":[
            {"type":"person","mentions":[{"start":0,"end":11,"text":"Mara Okonjo","named":true},{"start":18,"end":21,"text":"She","pron":true}]},
            {"type":"person","mentions":[{"start":28,"end":36,"text":"Ivo Lenz","named":true}]}]}"#
            .replace('\n', " ");
        // "She" is put with Ivo Lenz.
        let found = r#"{"id":"1","entities":[{"start":0,"end":11,"text":"Mara Okonjo","type":"PER","entity":"e0"},{"start":28,"end":36,"text":"Ivo Lenz","type":"PER","entity":"e1"}],
            "pronouns":[{"start":18,"end":21,"text":"She","entity":"e1","name":"Ivo Lenz"}]}"#
            .replace('\n', " ");
        let report = score(&read_gold(&gold, "gold").expect("gold"), &read_predicted(&found, "found").expect("found"));
        // Precision: 1, 1/2, 1/2; recall: 1/2, 1/2, 1.
        assert_eq!(report.rows[1].1, "[66.7, 66.7, 66.7]");
        assert_eq!(report.errors.len(), 1);
    }
}
