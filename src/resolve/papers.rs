//! Finds who stands behind a paper that speaks: its owner, its maker, or who spoke in it just before.

use super::Kind;
use super::antecedent::{Scene, Seen};
use super::descriptions::{Description, latest};
use super::place::Place;
use crate::annotate::{EntityKind, Pos};
use crate::text::Span;

/// Who stands behind a document: its owner in "her statement", "Lenz's report", "the union's letter".
pub fn author(scene: &Scene, description: &Description) -> Option<(usize, f32, Span)> {
    let before_head = description.tokens.start..description.head;
    let inside = scene.seen.iter().filter(|s| before_head.contains(&s.token));
    // In "her campaign's memo" the campaign is the owner.
    let nearer =
        |s: &Seen| (s.end + 1..description.head).any(|token| matches!(scene.context.document.word(token), "'s" | "’s"));
    if let Some(owner) = inside.rev().find(|s| s.place == Place::Possessive && !nearer(s)) {
        return Some((owner.entity, 0.75, owner.span));
    }
    if let Some(found) = told_in(scene, description) {
        return Some(found);
    }
    // "a study by the Harbour Board", "a statement sent to reporters by the Harbour Board": the one who made it.
    let after = scene.context.document.tokens.get(description.head + 1).map_or(Pos::X, |token| token.pos);
    let last = scene.context.sentence_tokens(description.head).end;
    let end = if after == Pos::Verb { last.min(description.head + 9) } else { description.tokens.end };
    let by = (description.head + 1..end)
        .take_while(|token| scene.context.document.word(*token) != ",")
        .find(|token| matches!(scene.context.folded(*token), "by" | "from"))?;
    // "a letter seen by the Courier": a reader made nothing.
    if matches!(scene.context.folded(by - 1), "seen" | "obtained" | "reviewed" | "viewed" | "read" | "received") {
        return None;
    }
    let maker = scene.seen.iter().find(|s| s.token > by && s.token < last.min(by + 4))?;
    let named = scene
        .entities
        .get(maker.entity)
        .is_some_and(|e| matches!(e.kind, Kind::Named(EntityKind::Person | EntityKind::Organization)));
    named.then_some((maker.entity, 0.7, maker.span))
}

/// Who spoke in the paper just before: "Finn said in a statement that … ¶ “…,” the statement read.", or who made the paper that
/// spoke.
fn told_in(scene: &Scene, description: &Description) -> Option<(usize, f32, Span)> {
    const SENTENCES: usize = 3;
    let context = scene.context;
    if !description.definite || description.plural || description.tokens.len() > 2 {
        return None;
    }
    let start = description.tokens.start;
    let from = context.sentence(start).saturating_sub(SENTENCES);
    let paper = |token: &usize| {
        let before = |back: usize| token.checked_sub(back).map_or("", |token| context.folded(token));
        let opens =
            |back: usize| matches!(before(back), "a" | "an") && matches!(before(back + 1), "in" | "through" | "via");
        let speaks = || scene.sayings.with_source(*token).is_some();
        context.lemma(*token) == description.noun && ((1..4).any(opens) || speaks())
    };
    let nearest = (0..start).rev().take_while(|token| context.sentence(*token) >= from).find(paper)?;
    let sentence = context.sentence_tokens(nearest);
    let saying = sentence.filter_map(|token| scene.sayings.with_source(token)).find(|s| s.speakers.len() == 1)?;
    let entity = *saying.speakers.first()?;
    if scene.sayings.with_source(nearest).is_some() && scene.entities.get(entity)?.kind == Kind::Unnamed {
        return None;
    }
    let seen = latest(scene, start, usize::MAX / 2, move |s| s.entity == entity).next()?;
    Some((entity, 0.7, seen.span))
}
