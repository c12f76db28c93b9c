//! Tells when a pronoun that speaks means whoever spoke last: nobody else whom it could mean was named since.

use super::antecedent::{Candidate, Scene};
use super::pronouns::{Pronoun, PronounKind};
use crate::annotate::EntityKind;
use crate::resolve::Kind;

/// The place in `found` of the person who spoke last before the pronoun, in its paragraph or the one before, when the pronoun
/// speaks itself and no other candidate was named after that: `Lenz said the pier was shut. ¶ "It is old," he said.`
pub fn speaker(scene: &Scene, pronoun: &Pronoun, found: &[Candidate]) -> Option<usize> {
    let own = scene.sayings.with_source(pronoun.token)?;
    if !matches!(pronoun.kind, PronounKind::Singular(_)) {
        return None;
    }
    let last = scene.sayings.last_outer(pronoun.token)?;
    let [speaker] = last.speakers[..] else { return None };
    let [head] = last.sources.as_slice() else { return None };
    let after = scene.seen.partition_point(|s| s.token < head.start);
    let since = || scene.seen.get(after..).unwrap_or_default().iter().take_while(|s| s.token < pronoun.token);
    let spoke = since().next().is_some_and(|s| s.entity == speaker && s.token < head.end);
    let paragraph = |token: usize| scene.context.paragraph(token);
    let near = paragraph(head.start) + 1 >= paragraph(pronoun.token);
    // What the saying itself quotes may name anybody.
    let quoted = |token: usize| own.direct && own.holds(token);
    let person = |entity: usize| {
        scene.entities.get(entity).is_some_and(|e| e.kind == Kind::Named(EntityKind::Person))
            && found.iter().any(|c| c.entity == entity)
    };
    let rival = since().any(|s| s.named && s.entity != speaker && !quoted(s.token) && person(s.entity));
    let index = found.iter().position(|c| c.entity == speaker);
    index.filter(|_| spoke && near && !rival)
}
