//! Reads "Mara Okonjo, who chairs the Harbour Council,": a verb that implies a role.

use super::bare;
use super::scan::Scan;
use super::subject::antecedent_of_who;
use crate::annotate::lexicon;
use crate::annotate::{EntityKind, Pos};
use crate::extract::{RoleMention, RoleStatus};
use crate::text::Span;
use std::ops::Range;

/// Verbs that imply a role at their object.
pub const VERBS: &[&str] = &[
    "chair",
    "head",
    "lead",
    "direct",
    "run",
    "manage",
    "edit",
    "represent",
    "own",
    "coach",
    "captain",
    "oversee",
    "preside",
    "command",
    "govern",
];

/// Finds the facts of one sentence.
pub fn find(scan: &Scan, sentence: Range<usize>, found: &mut Vec<RoleMention>) {
    for who in sentence.clone().filter(|t| scan.folded(*t) == "who") {
        let Some(person) = antecedent_of_who(scan, &sentence, who) else { continue };
        let mut verb = who + 1;
        while verb < sentence.end && matches!(scan.pos(verb), Pos::Adv | Pos::Aux) {
            verb += 1;
        }
        if verb >= sentence.end || !VERBS.iter().any(|lemma| scan.is_form_of(verb, lemma)) {
            continue;
        }
        let past = scan.folded(verb).ends_with("ed") || matches!(scan.folded(verb), "led" | "ran" | "oversaw");
        let status = if past { RoleStatus::Former } else { RoleStatus::Current };
        if let Some((body, last)) = object_body(scan, verb + 1, sentence.end) {
            let evidence = person.span.union(scan.span(&(verb..last)));
            found.push(bare(evidence, &person, scan.span(&(verb..verb + 1)), Some(body), status, 0.85));
        }
    }
}

/// The organisation that follows a verb, and where it ends: a name, else a noun phrase with a noun for a body.
pub fn object_body(scan: &Scan, start: usize, end: usize) -> Option<(Span, usize)> {
    let mut at = start;
    if matches!(scan.word(at), "over" | "for" | "at" | "on" | "with") {
        at += 1;
    }
    let mut from = at;
    while at < end && at < start + 10 {
        match scan.kind(at) {
            Some(EntityKind::Organization) => {
                let name = scan.name(at)?;
                return Some((name.span, name.tokens.end));
            }
            Some(EntityKind::Person) => return None,
            Some(_) => at += 1,
            None => match scan.pos(at) {
                Pos::Det | Pos::Pron if at == from => {
                    at += 1;
                    from = at;
                }
                Pos::Noun => {
                    let noun_goes_on = at + 1 < end && matches!(scan.pos(at + 1), Pos::Noun);
                    if lexicon::group_noun(scan.lemma(at)) == Some(true) && !noun_goes_on && at > from {
                        return Some((scan.span(&(from..at + 1)), at + 1));
                    }
                    at += 1;
                }
                Pos::Adj | Pos::Propn | Pos::Num => at += 1,
                _ => return None,
            },
        }
    }
    None
}
