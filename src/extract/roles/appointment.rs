//! Reads "the board named Mara Okonjo chief executive", "Okonjo was appointed as head of the council".

use super::phrase;
use super::scan::{Beginnings, Scan};
use super::state;
use super::subject::subject;
use crate::annotate::{EntityKind, Pos};
use crate::extract::{RoleMention, RoleStatus};
use std::ops::Range;

/// Verbs of appointing and electing.
pub(super) const VERBS: &[&str] = &[
    "appoint",
    "name",
    "elect",
    "reelect",
    "re-elect",
    "hire",
    "choose",
    "promote",
    "nominate",
    "recruit",
    "install",
    "select",
    "confirm",
    "make",
    "crown",
    "designate",
    "ordain",
    "reappoint",
    "inaugurate",
];
/// Verbs that end a role.
const ENDING: &[&str] = &["dismiss", "fire", "remove", "sack", "replace", "oust"];
/// How the verbs begin.
static APPOINTING: Beginnings = Beginnings::of(VERBS);
static DISMISSING: Beginnings = Beginnings::of(ENDING);

/// Finds the facts of one sentence.
pub fn find(scan: &Scan, sentence: Range<usize>, found: &mut Vec<RoleMention>) {
    for verb in sentence.clone() {
        let swears = scan.lemma(verb) == "swear" && scan.word(verb + 1) == "in";
        let ends = scan.may_be_form(verb, &DISMISSING) && ENDING.iter().any(|lemma| scan.is_form_of(verb, lemma));
        let appoints = scan.pos(verb) != Pos::Noun
            && scan.may_be_form(verb, &APPOINTING)
            && VERBS.iter().any(|lemma| scan.is_form_of(verb, lemma));
        if !(appoints || ends || swears) {
            continue;
        }
        let passive = (verb.saturating_sub(3).max(sentence.start)..verb)
            .any(|t| matches!(scan.folded(t), "was" | "were" | "been" | "is" | "being" | "be" | "got"));
        let after = verb + 1 + usize::from(swears);
        let (person, role_at) = if passive {
            (subject(scan, &sentence, verb), after)
        } else {
            let object = scan.person(after).filter(|p| p.tokens.start == after);
            let role_at = object.as_ref().map_or(after, |p| p.tokens.end);
            (object, role_at)
        };
        let marked = matches!(scan.folded(role_at), "as" | "to" | "to be");
        let start = role_at + usize::from(marked) + usize::from(scan.folded(role_at + 1) == "be");
        // "made Ivo Lenz chair" is a role, "fired Ivo Lenz, chair" is read as an apposition.
        let Some(person) = person.filter(|_| start < sentence.end) else { continue };
        let Some(mut phrase) = phrase::read(scan, start, sentence.end) else { continue };
        if phrase.tokens.end < sentence.end && scan.kind(phrase.tokens.end) == Some(EntityKind::Person) {
            continue;
        }
        let nominated = ["nominate", "designate"].iter().any(|lemma| scan.is_form_of(verb, lemma));
        for role in &mut phrase.roles {
            role.status = match role.status {
                RoleStatus::Current if ends => RoleStatus::Former,
                RoleStatus::Current if nominated => RoleStatus::Future,
                status => status,
            };
        }
        state(scan, &person, &phrase, 0.85, found);
    }
}
