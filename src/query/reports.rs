//! All reports of a quotation or claim: what expresses the same claim, and the same words, whole or cut, by the same speaker.

use super::facts::Facts;
use super::run::selected;
use crate::error::Result;
use crate::vocab::{dixit, schema};
use oxigraph::model::{NamedNode, Term};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Words from which on two texts of one speaker are compared.
const COMPARED: usize = 5;

/// What parts two words, as the question `sources` has it.
static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[^\p{L}\p{N}]+").ok());

/// The reports that the question `sources` finds for a quotation or claim, each with its text and its article, in the order of
/// the quotations. Its SPARQL gives the same, but compares the texts of a speaker by functions of strings, which takes long of
/// one who says much.
pub(super) fn reports(facts: &Facts<'_>, fact: &NamedNode) -> Result<Vec<[Term; 3]>> {
    let mut found: BTreeSet<NamedNode> = BTreeSet::new();
    for claim in facts.of(fact.as_ref())?.nodes(dixit::EXPRESSES) {
        found.extend(facts.subjects(dixit::EXPRESSES, claim.into())?);
    }
    // Of a claim the words are those of what expresses it.
    let expressing = facts.subjects(dixit::EXPRESSES, fact.into())?;
    let mut words: BTreeMap<NamedNode, BTreeSet<String>> = BTreeMap::new();
    for told in expressing.iter().chain([fact]) {
        let told = facts.of(told.as_ref())?;
        if let Some(own) = told.text(schema::TEXT).and_then(comparable) {
            for speaker in told.nodes(schema::SPOKEN_BY_CHARACTER) {
                words.entry(speaker.clone()).or_default().insert(own.clone());
            }
        }
    }
    found.extend(expressing);
    for (speaker, words) in &words {
        let (spoken, says) = (schema::SPOKEN_BY_CHARACTER, schema::TEXT);
        let theirs = format!("SELECT ?quotation ?text {{ ?quotation {spoken} {speaker} ; {says} ?text }}");
        for row in selected(facts.graph(), &theirs)? {
            let [Some(Term::NamedNode(quotation)), Some(Term::Literal(text))] = row.as_slice() else { continue };
            let Some(other) = comparable(text.value()) else { continue };
            if words.iter().any(|one| one.contains(&other) || other.contains(one)) {
                found.insert(quotation.clone());
            }
        }
    }
    let mut rows = Vec::new();
    for quotation in found {
        let own = facts.of(quotation.as_ref())?;
        if let (Some(text), Some(article)) = (own.values(schema::TEXT).next(), own.values(schema::IS_PART_OF).next()) {
            rows.push([quotation.into(), text.clone(), article.clone()]);
        }
    }
    Ok(rows)
}

/// The words of a text as they are compared; none where there are few.
fn comparable(text: &str) -> Option<String> {
    let words = format!(" {} ", BETWEEN.as_ref()?.replace_all(&text.to_lowercase(), " "));
    (words.split_whitespace().count() >= COMPARED).then_some(words)
}
