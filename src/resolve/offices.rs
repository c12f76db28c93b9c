//! Tells offices with the same noun apart: a prime minister is no deputy prime minister, and a foreign minister none of finance.

use super::context::Context;
use crate::annotate::lexicon;
use crate::extract::{RoleMention, RoleStatus};
use crate::text::Span;
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

/// Words that raise somebody among those of the same noun; an article that calls a person by the noun alone may leave them out.
const RANKS: &[&str] = &["chief", "senior", "principal", "lead", "leading", "head", "top"];

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
    "militar",
    "army",
    "navy",
];

/// A role that the article gives to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRole {
    /// The person, as an index into the document's entities.
    pub entity: usize,
    /// Its noun, a folded lemma.
    pub noun: String,
    former: bool,
    grades: BTreeSet<&'static str>,
    ranks: BTreeSet<&'static str>,
    portfolios: BTreeSet<&'static str>,
}

/// The roles whose person is a name; `named` gives the entity of the name at a place.
pub fn known(context: &Context, roles: &[RoleMention], named: impl Fn(Span) -> Option<usize>) -> Vec<KnownRole> {
    let mut found: Vec<KnownRole> = Vec::new();
    for role in roles {
        let Some(entity) = named(role.person) else { continue };
        for token in context.tokens_in(role.role) {
            if lexicon::person_noun(context.lemma(token)).is_none() {
                continue;
            }
            let known = KnownRole::new(context, entity, role, token);
            if !found.contains(&known) {
                found.push(known);
            }
        }
    }
    found
}

impl KnownRole {
    /// The role of `entity` whose noun stands at `noun`, in the words of its mention.
    fn new(context: &Context, entity: usize, role: &RoleMention, noun: usize) -> Self {
        let words = context.tokens_in(role.role);
        let body = role.organization.map_or(0..0, |span| context.tokens_in(span));
        Self {
            entity,
            noun: context.lemma(noun).to_owned(),
            former: role.status == RoleStatus::Former,
            grades: before(context, words.start..noun, GRADES),
            ranks: before(context, words.start..noun, RANKS),
            portfolios: words.chain(body).filter_map(|token| portfolio(context, token)).collect(),
        }
    }

    /// Whether a description with its noun at `head` and these words may mean this role: the same noun and grade, no
    /// higher rank, no other field of work, and nobody in office for a former one.
    pub fn fits(&self, context: &Context, words: &Range<usize>, head: usize, noun: &str) -> bool {
        let former = words.clone().any(|token| matches!(context.folded(token), "former" | "ex" | "onetime" | "late"));
        let fields: BTreeSet<&str> = words.clone().filter_map(|token| portfolio(context, token)).collect();
        self.noun == noun
            && (self.former || !former)
            && before(context, words.start..head, GRADES) == self.grades
            && before(context, words.start..head, RANKS).is_subset(&self.ranks)
            && (fields.is_empty() || self.portfolios.is_empty() || !fields.is_disjoint(&self.portfolios))
    }
}

/// Those of `words` that stand right before a noun; a preposition or "and" ends them.
fn before(context: &Context, tokens: Range<usize>, words: &[&'static str]) -> BTreeSet<&'static str> {
    let ends = |token: &usize| !matches!(context.folded(*token), "of" | "for" | "and" | "to" | "," | "with" | "in");
    let near = tokens.rev().take_while(ends);
    near.filter_map(|token| words.iter().find(|word| **word == context.folded(token)).copied()).collect()
}

fn portfolio(context: &Context, token: usize) -> Option<&'static str> {
    let word = context.folded(token);
    PORTFOLIOS.iter().find(|stem| word.starts_with(**stem)).copied()
}
