//! Whom a pronoun that speaks goes on with: who spoke last, the only person of its paragraph, the subject before, a body or group.

use super::antecedent::{self, Candidate, Scene, Seen, is_person};
use super::place::Place;
use super::pronouns::{Pronoun, PronounKind};
use crate::annotate::EntityKind;
use crate::resolve::Kind;
use crate::text::Span;

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
    let person = |entity: usize| is_person(scene, entity) && found.iter().any(|c| c.entity == entity);
    let rival = since().any(|s| s.named && s.entity != speaker && !quoted(s.token) && person(s.entity));
    // "Lenz said the pier was Finn's, but he said it was open": whom the first clause names is spoken of.
    let sentence = |token: usize| scene.context.sentence(token);
    let joined = pronoun.token.checked_sub(1).is_some_and(|at| matches!(scene.context.folded(at), "but" | "and"));
    let goes_on = joined && sentence(head.start) == sentence(pronoun.token);
    let index = found.iter().position(|c| c.entity == speaker);
    index.filter(|_| spoke && near && (!rival || goes_on))
}

/// The place in `found` of the only person whom the pronoun's paragraph names before it, when the pronoun speaks itself and the
/// likelier candidate `best` stands in no part of that paragraph: `Orla met the owner, Ivo Lenz. "It is old," he said.`
pub fn only_named(scene: &Scene, pronoun: &Pronoun, found: &[Candidate], best: usize) -> Option<usize> {
    let own = scene.sayings.with_source(pronoun.token)?;
    let paragraph = scene.context.paragraph(pronoun.token);
    let upto = scene.seen.partition_point(|s| s.token < pronoun.token);
    let before = scene.seen.get(..upto)?.iter().rev();
    let here = before.take_while(|s| scene.context.paragraph(s.token) == paragraph).filter(|s| !own.holds(s.token));
    let mut people: Vec<usize> = Vec::new();
    for seen in here {
        let place = found.iter().position(|c| c.entity == seen.entity);
        people.extend(place.filter(|place| !people.contains(place)));
    }
    // "In his race against Ivo Lenz he said" names whom the speaker stands against.
    let acts = |index: usize| found.get(index).is_some_and(|c| c.mention.place != Place::Oblique);
    match people[..] {
        [only] if only != best && people_both(scene, found, [only, best]) && acts(only) => Some(only),
        _ => None,
    }
}

/// The place in `found` of the only person who is the subject of the sentence right before a quotation in its paragraph, when the
/// likelier candidate `best` is no subject there: `Orla Finn doubted Lena Berg's words. "They are odd," she said.`
pub fn subject_before(scene: &Scene, pronoun: &Pronoun, found: &[Candidate], best: usize) -> Option<usize> {
    let own = scene.sayings.with_source(pronoun.token).filter(|saying| saying.direct)?;
    let first = own.content.first().map_or(pronoun.token, |piece| piece.start.min(pronoun.token));
    let sentence = scene.context.sentence(first).checked_sub(1)?;
    let paragraph = scene.context.paragraph(first);
    let upto = scene.seen.partition_point(|s| s.token < first);
    let before = scene.seen.get(..upto)?.iter().rev().take_while(|s| scene.context.sentence(s.token) >= sentence);
    let here = |s: &&Seen| scene.context.sentence(s.token) == sentence && scene.context.paragraph(s.token) == paragraph;
    let mut subjects = before.filter(here).filter(|s| s.place == Place::Subject && !scene.context.is_quoted(s.token));
    let only = subjects.next().filter(|s| s.named)?.entity;
    let alone = subjects.all(|s| s.entity == only);
    let index = found.iter().position(|c| c.entity == only)?;
    (alone && index != best && people_both(scene, found, [index, best])).then_some(index)
}

/// Whether both candidates are people with names.
fn people_both(scene: &Scene, found: &[Candidate], both: [usize; 2]) -> bool {
    both.into_iter().all(|index| found.get(index).is_some_and(|c| is_person(scene, c.entity)))
}

/// How many sentences back a body or a group is that goes on to speak.
const NEAR: usize = 3;

/// Whether a mention is near enough for a pronoun that goes on with it.
fn is_close(scene: &Scene, pronoun: &Pronoun, mention: usize) -> bool {
    scene.context.sentence(mention) + NEAR >= scene.context.sentence(pronoun.token)
}

/// What "they" and "it" that speak mean, with how sure that is and the mention it is found through: the body or the group whose
/// saying came last, else the likeliest of those that are the subject of something or spoke before.
pub fn body(scene: &Scene, pronoun: &Pronoun) -> Option<(usize, f32, Span)> {
    if let Some(found) = last_body(scene, pronoun) {
        return Some(found);
    }
    // No single entity stands for several people who spoke.
    let several = scene.sayings.last_outer(pronoun.token).is_some_and(|saying| saying.sources.len() > 1);
    if several && pronoun.kind == PronounKind::Plural {
        return None;
    }
    // Only a subject goes on: no "they" means the publisher in "wrote in a journal of the Harbour Union". Nor is one person, or
    // who is only cited, "they" of the next sentence.
    let (found, belief) = antecedent::best(scene, pronoun)?;
    let cited = scene.sayings.last_spoken(pronoun.token).is_some_and(|s| s.cited && s.speakers == [found.entity]);
    let single = scene.entities.get(found.entity)?.kind == Kind::Unnamed && !scene.several.contains(&found.entity);
    let subject = found.mention.place == Place::Subject;
    let goes_on = match pronoun.kind {
        PronounKind::Plural => subject && !cited && !single,
        _ => subject || scene.sayings.has_spoken(found.entity, pronoun.token),
    };
    (goes_on && is_close(scene, pronoun, found.mention.token)).then_some((
        found.entity,
        belief * 0.8,
        found.mention.span,
    ))
}

/// The body or the group whose saying came last, when nobody else spoke since.
fn last_body(scene: &Scene, pronoun: &Pronoun) -> Option<(usize, f32, Span)> {
    let last = scene.sayings.last_spoken(pronoun.token)?;
    let entity = *last.speakers.first().filter(|_| last.speakers.len() == 1)?;
    let several = match scene.entities.get(entity)?.kind {
        // Whom the article only cites is not "they" of the next sentence.
        Kind::Named(EntityKind::Organization) => pronoun.kind == PronounKind::Thing || !last.cited,
        Kind::Unnamed if pronoun.kind == PronounKind::Plural => scene.several.contains(&entity),
        Kind::Unnamed => scene.no_person.contains(&entity),
        Kind::Named(_) => false,
    };
    let before = scene.seen.get(..scene.seen.partition_point(|s| s.token < pronoun.token))?;
    let near = before.iter().rfind(|s| s.entity == entity)?;
    (several && is_close(scene, pronoun, near.token)).then_some((entity, 0.75, near.span))
}
