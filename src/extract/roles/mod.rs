//! Finds who holds which role where: one rule a file, tried on every sentence.

mod affiliation;
mod appointment;
mod apposition;
mod complement;
mod copula;
mod employment;
mod no_body;
pub mod pairs;
mod phrase;
mod relative;
mod scan;
mod subject;
#[cfg(test)]
mod tests;
mod title;
mod words;

use super::{RoleMention, RoleStatus};
use crate::annotate::Document;
use crate::annotate::lexicon::PersonClass;
use crate::text::Span;
use scan::{Person, Scan};
use std::ops::Range;

/// A rule: what it reads, with an example, and the function that finds its facts in one sentence.
pub struct Rule {
    /// The name that facts carry.
    pub name: &'static str,
    /// What it reads.
    pub what: &'static str,
    /// A phrase that it reads.
    pub example: &'static str,
    find: fn(&Scan, Range<usize>, &mut Vec<RoleMention>),
}

/// Every rule; where two find one fact, the earlier one keeps it.
pub const RULES: &[Rule] = &[
    Rule {
        name: "title-before-name",
        what: "a role phrase right before a name, or before a comma and a name",
        example: "Harbour Council director Mara Okonjo",
        find: title::find,
    },
    Rule {
        name: "apposition",
        what: "a role phrase after a name and a comma",
        example: "Mara Okonjo, head of the Harbour Council,",
        find: apposition::find,
    },
    Rule {
        name: "copula",
        what: "a subject that is, was, became or serves as a role",
        example: "She is the director of the Harbour Council",
        find: copula::find,
    },
    Rule {
        name: "relative-clause",
        what: "a name and \"who\" with a verb that implies a role",
        example: "Mara Okonjo, who chairs the Harbour Council,",
        find: relative::find,
    },
    Rule {
        name: "appointment",
        what: "a verb of appointing with a person and a role",
        example: "The board named Mara Okonjo chief executive",
        find: appointment::find,
    },
    Rule {
        name: "employment",
        what: "a subject that works for, joined or founded an organisation",
        example: "Ivo Lenz joined Brightwater in May",
        find: employment::find,
    },
    Rule {
        name: "affiliation",
        what: "a name bound to an organisation by \"of\", a comma or brackets",
        example: "Ivo Lenz of Brightwater",
        find: affiliation::find,
    },
];

/// Every role that the document states, in the order of the text.
pub fn roles(document: &Document) -> Vec<RoleMention> {
    let scan = Scan::new(document);
    let model = pairs::built_in();
    let mut found: Vec<RoleMention> = Vec::new();
    for sentence in &document.sentences {
        let mut here = by_rules(&scan, sentence.tokens.clone());
        if let Some(model) = model {
            pairs::find(model, &scan, sentence.tokens.clone(), &mut here);
        }
        here.sort_by_key(|role| (role.span.start(), role.person.start(), role.role.start()));
        found.append(&mut here);
    }
    found
}

/// Every pair of a person and an organisation in one sentence, as the model of affiliations sees it.
pub fn training_pairs(document: &Document) -> Vec<pairs::Pair> {
    let scan = Scan::new(document);
    let sentences = document.sentences.iter().map(|sentence| sentence.tokens.clone());
    sentences.flat_map(|tokens| pairs::pairs(&scan, &tokens, &by_rules(&scan, tokens.clone()))).collect()
}

/// What the rules find in one sentence.
fn by_rules(scan: &Scan, sentence: Range<usize>) -> Vec<RoleMention> {
    let mut here: Vec<RoleMention> = Vec::new();
    for rule in RULES {
        let mut of_rule = Vec::new();
        (rule.find)(scan, sentence.clone(), &mut of_rule);
        for mut role in of_rule {
            role.rule = rule.name;
            if !here.iter().any(|known| same_fact(known, &role)) {
                here.push(role);
            }
        }
    }
    here
}

/// Whether `role` says no more than `known`.
fn same_fact(known: &RoleMention, role: &RoleMention) -> bool {
    let same_words = known.role == role.role || known.role.overlaps(role.role);
    let same_body = known.organization == role.organization || role.organization.is_none();
    let only_body = role.role.is_empty() && known.organization == role.organization;
    known.person == role.person && ((same_words && same_body) || only_body)
}

/// The role mentions that a phrase states about a person: one for each role and organisation.
fn state(scan: &Scan, person: &Person, phrase: &phrase::Phrase, confidence: f32, found: &mut Vec<RoleMention>) {
    let evidence = person.span.union(scan.span(&phrase.tokens));
    // "Politicians and the mayor, Mara Okonjo": of several roles the plural ones are other people's.
    let one = phrase.roles.iter().any(|role| !scan.is_plural(role.head));
    for role in phrase.roles.iter().filter(|role| !one || !scan.is_plural(role.head)) {
        let words = scan.span(&role.words);
        // Somebody's wife is that at no body, and "two sons" is what several are.
        let kin = role.class == PersonClass::Kin;
        if kin && scan.is_plural(role.head) {
            continue;
        }
        let mut mention = RoleMention {
            span: evidence,
            person: person.span,
            role: words,
            organization: None,
            status: role.status,
            rule: "",
            confidence,
        };
        if role.bodies.is_empty() || kin {
            found.push(mention);
            continue;
        }
        for body in &role.bodies {
            mention.organization = Some(*body);
            found.push(mention.clone());
        }
    }
}

/// A fact without role words or with a verb in their place.
fn bare(
    span: Span,
    person: &Person,
    words: Span,
    body: Option<Span>,
    status: RoleStatus,
    confidence: f32,
) -> RoleMention {
    RoleMention { span, person: person.span, role: words, organization: body, status, rule: "", confidence }
}
