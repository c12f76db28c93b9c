//! Scores roles against gold relations: person and role words, or person and organisation, as the public scorer does.

use super::quotes::{Place, is_pronoun, prf, same_name, same_name_lenient, same_place};
use super::{Report, read_lines};
use crate::error::Result;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A span with the fullest name of what it means, in predictions.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    /// The span.
    #[serde(flatten)]
    pub place: Place,
    /// The fullest name.
    #[serde(default)]
    pub name: Option<String>,
}

/// One fact: a gold relation or a predicted role.
#[derive(Debug, Clone, Deserialize)]
pub struct Fact {
    /// The person.
    pub person: Option<Named>,
    /// The role's words.
    pub role: Option<Named>,
    /// The organisation.
    pub org: Option<Named>,
    /// The gold relation's name.
    #[serde(default)]
    pub rel: Option<String>,
    /// The rule that found a predicted role.
    #[serde(default)]
    pub rule: Option<String>,
}

/// A document with its facts.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Joins gold and prediction.
    pub id: String,
    /// The text, in gold documents.
    #[serde(default)]
    pub text: String,
    /// Gold facts.
    #[serde(default)]
    pub relations: Vec<Fact>,
    /// Predicted facts.
    #[serde(default)]
    pub roles: Vec<Fact>,
    /// The relations that the annotators looked for in this document; absent when all of them.
    #[serde(default)]
    pub annotated_properties: Option<BTreeSet<String>>,
}

/// Which facts are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Person and role words; the organisation of those found is judged besides.
    Role,
    /// Person and organisation.
    WorksFor,
}

/// Relations that say that a person works for an organisation.
const WORKING: [&str; 5] = ["Work_For", "EMPLOYEE_OR_MEMBER_OF", "CEO", "FOUNDED_BY", "POLITICAL_AFFILIATION"];

/// Reads one document a line; `source` names the input in messages.
pub fn read_documents(lines: &str, source: &str) -> Result<Vec<Document>> {
    read_lines(lines, source, "a document with roles").map_err(|error| {
        error.hint("gold lines hold \"id\", \"text\" and \"relations\", predicted ones \"id\" and \"roles\"")
    })
}

#[derive(Default)]
struct Counts {
    gold: usize,
    predicted: usize,
    hits: usize,
    bodies: usize,
    body_hits: usize,
}

/// Scores `predicted` against `gold`.
pub fn score(gold: &[Document], predicted: &[Document], kind: Kind) -> Report {
    let by_id: BTreeMap<&str, &Document> = predicted.iter().map(|d| (d.id.as_str(), d)).collect();
    let mut counts = Counts::default();
    let mut report = Report::default();
    for document in gold {
        let none = Vec::new();
        let roles = by_id.get(document.id.as_str()).map_or(&none, |d| &d.roles);
        counts.add(document, roles, kind, &mut report.errors);
    }
    let name = if kind == Kind::Role { "role P/R/F" } else { "works_for P/R/F" };
    let mut row = |name: &str, value: String| report.rows.push((name.to_owned(), value));
    row("gold", counts.gold.to_string());
    row("predicted", counts.predicted.to_string());
    row(name, prf(counts.hits, counts.predicted, counts.gold));
    if counts.bodies > 0 {
        let share = 100.0 * counts.body_hits as f64 / counts.bodies as f64;
        row("organisation right, of the roles found that have one, %", format!("{share:.1}"));
    }
    let missing = gold.iter().filter(|d| !by_id.contains_key(d.id.as_str())).count();
    row("documents missing from the output", missing.to_string());
    report
}

impl Counts {
    fn add(&mut self, document: &Document, roles: &[Fact], kind: Kind, errors: &mut Vec<String>) {
        let text: Vec<char> = document.text.chars().collect();
        let sound = |named: &Option<Named>, words| named.as_ref().is_some_and(|n| is_sound(&text, &n.place, words));
        let mut found: Vec<&Fact> = roles.iter().filter(|fact| sound(&fact.person, 8)).collect();
        let gold = match kind {
            Kind::Role => {
                found.retain(|fact| sound(&fact.role, 14));
                document.relations.iter().filter(|fact| fact.role.is_some()).collect()
            }
            Kind::WorksFor => {
                let annotated = document.annotated_properties.as_ref();
                if annotated.is_some_and(|a| !WORKING.iter().any(|name| a.contains(*name))) {
                    return;
                }
                found.retain(|fact| sound(&fact.org, 14));
                found = once(&found);
                working_facts(document)
            }
        };
        self.gold += gold.len();
        self.predicted += found.len();
        let mut used = BTreeSet::new();
        for fact in gold {
            let hit = (0..found.len())
                .filter(|j| !used.contains(j))
                .find(|j| found.get(*j).is_some_and(|p| matches(fact, p, kind)));
            let Some(j) = hit else {
                errors.push(format!("missed   {}  {}", line_of(fact), context(&text, fact, &document.id)));
                continue;
            };
            used.insert(j);
            self.hits += 1;
            if let (Kind::Role, Some(body)) = (kind, &fact.org) {
                let given = found.get(j).and_then(|p| p.org.as_ref()).filter(|b| is_sound(&text, &b.place, 14));
                let right = given.is_some_and(|b| same_place(&body.place, &b.place));
                self.bodies += 1;
                self.body_hits += usize::from(right);
                if !right {
                    let given = given.map_or("-", |b| b.place.text.as_str());
                    errors.push(format!(
                        "body     {} not {given}  {}",
                        line_of(fact),
                        context(&text, fact, &document.id)
                    ));
                }
            }
        }
        for (_, fact) in found.iter().enumerate().filter(|(j, _)| !used.contains(j)) {
            errors.push(format!("invented {}  {}", line_of(fact), context(&text, fact, &document.id)));
        }
    }
}

/// The gold facts of working for an organisation; one that is repeated for several mentions or pronouns counts once.
fn working_facts(document: &Document) -> Vec<&Fact> {
    let working = |fact: &&Fact| fact.rel.as_deref().is_some_and(|rel| WORKING.contains(&rel));
    let of = |named: &Option<Named>| named.as_ref().map(|n| n.place.text.clone()).unwrap_or_default();
    let facts: Vec<&Fact> = document.relations.iter().filter(working).filter(|f| f.org.is_some()).collect();
    let by_name = facts.iter().filter(|f| !is_pronoun(&of(&f.person)));
    let named: BTreeSet<String> = by_name.map(|f| of(&f.org).to_lowercase()).collect();
    let mut known = BTreeSet::new();
    facts
        .into_iter()
        .filter(|f| !(is_pronoun(&of(&f.person)) && named.contains(&of(&f.org).to_lowercase())))
        .filter(|f| known.insert((of(&f.person).to_lowercase(), of(&f.org).to_lowercase())))
        .collect()
}

/// The predicted facts, each pair of names once.
fn once<'f>(facts: &[&'f Fact]) -> Vec<&'f Fact> {
    let name = |named: &Option<Named>| {
        named.as_ref().map(|n| n.name.as_ref().unwrap_or(&n.place.text).to_lowercase()).unwrap_or_default()
    };
    let mut known = BTreeSet::new();
    facts.iter().copied().filter(|f| known.insert((name(&f.person), name(&f.org)))).collect()
}

/// Whether a span is the text it points to and no longer than `words` words.
fn is_sound(text: &[char], place: &Place, words: usize) -> bool {
    let there: Option<String> = text.get(place.start..place.end.max(place.start)).map(|c| c.iter().collect());
    place.end > place.start
        && there.as_deref() == Some(place.text.as_str())
        && place.text.split_whitespace().count() <= words
}

fn matches(gold: &Fact, found: &Fact, kind: Kind) -> bool {
    let (Some(g), Some(p)) = (&gold.person, &found.person) else { return false };
    let given = p.name.as_deref().unwrap_or(&p.place.text);
    if !(same_place(&g.place, &p.place) || same_name_lenient(&g.place.text, given)) {
        return false;
    }
    match kind {
        Kind::WorksFor => match (&gold.org, &found.org) {
            (Some(g), Some(p)) => {
                same_place(&g.place, &p.place) || same_name(&g.place.text, p.name.as_deref().unwrap_or(&p.place.text))
            }
            _ => false,
        },
        Kind::Role => match (&gold.role, &found.role) {
            (Some(g), Some(p)) => {
                let (a, b) = (head(&g.place.text), head(&p.place.text));
                same_place(&g.place, &p.place)
                    && !b.is_empty()
                    && (a == b || g.place.text.to_lowercase().contains(&p.place.text.to_lowercase()))
            }
            _ => false,
        },
    }
}

/// A rough head of a role: the last word before a preposition, comma or relative.
fn head(role: &str) -> String {
    let padded = format!(" {} ", role.to_lowercase());
    let cuts = [",", " of ", " for ", " to ", " in ", " at ", " on ", " from ", " with ", " who ", " which ", " and "];
    let end = cuts.iter().filter_map(|cut| padded.find(cut)).min().unwrap_or(padded.len());
    let part = padded.get(..end).unwrap_or_default();
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '-');
    part.split(|c: char| !word(c)).rfind(|w| !w.is_empty()).unwrap_or_default().to_owned()
}

fn line_of(fact: &Fact) -> String {
    let part = |named: &Option<Named>| named.as_ref().map_or("-", |n| n.place.text.as_str()).to_owned();
    let by = fact.rule.as_ref().or(fact.rel.as_ref()).map_or_else(String::new, |by| format!(" ({by})"));
    format!("{} | {} | {}{by}", part(&fact.person), part(&fact.role), part(&fact.org))
}

/// The words around a fact.
fn context(text: &[char], fact: &Fact, id: &str) -> String {
    let places = [&fact.person, &fact.role, &fact.org];
    let places: Vec<&Place> = places.into_iter().flatten().map(|n| &n.place).collect();
    let start = places.iter().map(|p| p.start).min().unwrap_or(0).saturating_sub(50);
    let end = (places.iter().map(|p| p.end).max().unwrap_or(0) + 50).min(text.len()).min(start + 400);
    let words: String = text.get(start..end).unwrap_or(&[]).iter().collect();
    format!("[{id}] …{}…", words.replace('\n', " / "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = r#"{"id":"a","text":"Mayor Mara Okonjo met Ivo Lenz of Brightwater.","relations":[
        {"person":{"start":6,"end":17,"text":"Mara Okonjo"},"role":{"start":0,"end":5,"text":"Mayor"},"org":null},
        {"person":{"start":22,"end":30,"text":"Ivo Lenz"},"role":null,"org":{"start":34,"end":45,"text":"Brightwater"},"rel":"Work_For"},
        {"person":{"start":22,"end":30,"text":"Ivo Lenz"},"role":null,"org":{"start":34,"end":45,"text":"Brightwater"},"rel":"CEO"}]}"#;
    const FOUND: &str = r#"{"id":"a","roles":[
        {"person":{"start":6,"end":17,"text":"Mara Okonjo","name":"Mara Okonjo"},"role":{"start":0,"end":5,"text":"Mayor"},"org":null},
        {"person":{"start":22,"end":30,"text":"Ivo Lenz","name":"Ivo Lenz"},"role":{"start":31,"end":33,"text":"of"},
         "org":{"start":34,"end":45,"text":"Brightwater","name":"Brightwater"}}]}"#;

    fn report(kind: Kind) -> Report {
        let read = |lines: &str| read_documents(&lines.replace('\n', " "), "test").expect("documents");
        score(&read(GOLD), &read(FOUND), kind)
    }

    #[test]
    fn roles_are_counted_by_hand() {
        let report = report(Kind::Role);
        assert_eq!(report.rows[2], ("role P/R/F".to_owned(), "[50.0, 100.0, 66.7]".to_owned()));
        assert_eq!(report.errors.len(), 1);
        assert!(report.errors[0].starts_with("invented Ivo Lenz | of | Brightwater"));
    }

    #[test]
    fn one_fact_in_two_relations_counts_once() {
        let report = report(Kind::WorksFor);
        assert_eq!(report.rows[0].1, "1");
        assert_eq!(report.rows[2].1, "[100.0, 100.0, 100.0]");
    }

    #[test]
    fn the_head_stands_before_complements() {
        assert_eq!(head("chairman of the board"), "chairman");
        assert_eq!(head("Prime Minister"), "minister");
        assert_eq!(head(""), "");
    }
}
