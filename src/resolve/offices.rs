//! Tells offices with the same noun apart: a prime minister is no deputy prime minister, and a foreign minister none of finance.

use super::context::Context;
use crate::extract::RoleMention;
use std::collections::BTreeSet;
use std::ops::Range;

/// Words before an office's noun that make it another office.
const GRADES: &[&str] = &[
    "prime",
    "vice",
    "deputy",
    "assistant",
    "associate",
    "under",
    "junior",
    "co",
    "lieutenant",
    "sub",
    "shadow",
    "first",
    "second",
    "attorney",
    "solicitor",
    "surgeon",
    "opposition",
];

/// The beginnings of words for an office's field of work.
const PORTFOLIOS: &[&str] = &[
    "foreign",
    "external",
    "interior",
    "home",
    "financ",
    "econom",
    "defen",
    "health",
    "justice",
    "educat",
    "environment",
    "climate",
    "trade",
    "commerce",
    "labor",
    "labour",
    "agricultur",
    "transport",
    "energy",
    "housing",
    "immigration",
    "treasury",
    "culture",
    "sport",
    "science",
    "security",
    "infrastructure",
    "fisher",
    "tourism",
    "police",
    "fire",
];

/// A role that the article gives to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRole {
    /// The person, as an index into the document's entities.
    pub entity: usize,
    /// Its noun, a folded lemma.
    pub noun: String,
    grades: BTreeSet<&'static str>,
    portfolios: BTreeSet<&'static str>,
}

impl KnownRole {
    /// The role of `entity` whose noun stands at `noun`, in the words of its mention.
    pub fn new(context: &Context, entity: usize, role: &RoleMention, noun: usize) -> Self {
        let words = context.tokens_in(role.role);
        let body = role.organization.map_or(0..0, |span| context.tokens_in(span));
        Self {
            entity,
            noun: context.lemma(noun).to_owned(),
            grades: grades(context, words.start..noun),
            portfolios: words.chain(body).filter_map(|token| portfolio(context, token)).collect(),
        }
    }

    /// Whether a description with its noun at `head` and these words may mean this role: the same noun and grade, and
    /// no other field of work.
    pub fn fits(&self, context: &Context, words: &Range<usize>, head: usize, noun: &str) -> bool {
        let fields: BTreeSet<&str> = words.clone().filter_map(|token| portfolio(context, token)).collect();
        self.noun == noun
            && grades(context, words.start..head) == self.grades
            && (fields.is_empty() || self.portfolios.is_empty() || !fields.is_disjoint(&self.portfolios))
    }
}

/// The grades among the words right before a noun; a preposition or "and" ends them.
fn grades(context: &Context, before: Range<usize>) -> BTreeSet<&'static str> {
    let ends = |token: &usize| !matches!(context.folded(*token), "of" | "for" | "and" | "to" | "," | "with" | "in");
    let near = before.rev().take_while(ends);
    near.filter_map(|token| GRADES.iter().find(|grade| **grade == context.folded(token)).copied()).collect()
}

fn portfolio(context: &Context, token: usize) -> Option<&'static str> {
    let word = context.folded(token);
    PORTFOLIOS.iter().find(|stem| word.starts_with(**stem)).copied()
}
