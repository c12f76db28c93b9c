//! All reports of a quotation or claim: what expresses the same claim, and the same words, whole or cut, by the same speaker.

use super::facts::Facts;
use super::run::selected;
use crate::error::Result;
use crate::vocab::{dixit, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
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
    for claim in objects(facts, fact, dixit::EXPRESSES)? {
        found.extend(facts.subjects(dixit::EXPRESSES, claim.as_ref().into())?);
    }
    // Of a claim the words are those of what expresses it.
    let expressing = facts.subjects(dixit::EXPRESSES, fact.into())?;
    let mut words: BTreeMap<NamedNode, BTreeSet<String>> = BTreeMap::new();
    for told in expressing.iter().chain([fact]) {
        if let Some(told_words) = text(facts, told)?.as_ref().and_then(comparable) {
            for speaker in objects(facts, told, schema::SPOKEN_BY_CHARACTER)? {
                words.entry(speaker).or_default().insert(told_words.clone());
            }
        }
    }
    found.extend(expressing);
    for (speaker, words) in &words {
        let (spoken, says) = (schema::SPOKEN_BY_CHARACTER, schema::TEXT);
        let theirs = format!("SELECT ?quotation ?text {{ ?quotation {spoken} {speaker} ; {says} ?text }}");
        for row in selected(facts.graph(), &theirs)? {
            let [Some(Term::NamedNode(quotation)), Some(text)] = row.as_slice() else { continue };
            let Some(other) = comparable(text) else { continue };
            if words.iter().any(|one| one.contains(&other) || other.contains(one)) {
                found.insert(quotation.clone());
            }
        }
    }
    let mut rows = Vec::new();
    for quotation in found {
        let article = facts.graph().value(quotation.as_ref(), schema::IS_PART_OF)?;
        if let (Some(text), Some(article)) = (text(facts, &quotation)?, article) {
            rows.push([quotation.into(), text, article]);
        }
    }
    Ok(rows)
}

/// The words of a text as they are compared; none where there are few.
fn comparable(text: &Term) -> Option<String> {
    let Term::Literal(text) = text else { return None };
    let words = format!(" {} ", BETWEEN.as_ref()?.replace_all(&text.value().to_lowercase(), " "));
    (words.split_whitespace().count() >= COMPARED).then_some(words)
}

fn text(facts: &Facts<'_>, quotation: &NamedNode) -> Result<Option<Term>> {
    facts.graph().value(quotation.as_ref(), schema::TEXT)
}

/// The nodes that a node has under a predicate.
fn objects(facts: &Facts<'_>, node: &NamedNode, predicate: NamedNodeRef<'_>) -> Result<Vec<NamedNode>> {
    let mut found = Vec::new();
    for triple in facts.graph().matching(Some(node.as_ref()), Some(predicate), None) {
        if let Term::NamedNode(object) = triple?.object {
            found.push(object);
        }
    }
    Ok(found)
}
