//! What the walk through a document starts from: which names speak, and what a name hints of its bearer's gender.

use super::super::antecedent::Seen;
use super::super::context::Context;
use super::super::names::PersonName;
use super::super::place::Place;
use super::super::pronouns::{Pronoun, PronounKind};
use super::super::{Entity, Gender, Kind};
use crate::annotate::EntityKind;
use crate::annotate::lexicon;
use crate::extract::{CueClass, Extraction, SourceForm};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The name mentions, by index, that speak.
pub(super) fn speaking(context: &Context, extraction: &Extraction) -> BTreeSet<usize> {
    let speech = extraction.attributions.iter().filter(|a| a.cue.as_ref().is_none_or(|c| c.class == CueClass::Speech));
    let heads: Vec<Span> =
        speech.flat_map(|a| &a.sources).filter(|s| s.form == SourceForm::Name).map(|s| s.head).collect();
    let names = &context.document.entities;
    let meeting = |head: Span| {
        let first = names.partition_point(|name| name.span.end() <= head.start());
        let upto = names.partition_point(|name| name.span.start() < head.end()).max(first);
        (first..upto).filter(move |index| names.get(*index).is_some_and(|name| head.overlaps(name.span)))
    };
    heads.into_iter().flat_map(meeting).collect()
}

/// What a person's name hints of their gender.
pub(super) fn hint(entity: &Entity) -> Gender {
    if entity.kind != Kind::Named(EntityKind::Person) {
        return Gender::Unknown;
    }
    match PersonName::parse(&entity.name).gender() {
        Some(lexicon::NameGender::Feminine) => Gender::Feminine,
        Some(lexicon::NameGender::Masculine) => Gender::Masculine,
        _ => Gender::Unknown,
    }
}

/// How many pronouns of the other gender it takes to believe the article rather than the table of given names.
const ENOUGH: u32 = 2;

/// The people whose gender the article shows otherwise than their given name: those who alone are named in the sentences of
/// several "he" and of no "she", or the other way round ("Lindsey Graham … he").
pub(super) fn shown_genders(
    context: &Context,
    entities: &[Entity],
    seen: &[Seen],
    pronouns: &[Pronoun],
) -> Vec<(usize, Gender)> {
    let is_person =
        |s: &&Seen| entities.get(s.entity).is_some_and(|e| e.kind == Kind::Named(EntityKind::Person)) && s.named;
    let mut votes: FxHashMap<usize, [u32; 2]> = FxHashMap::default();
    for pronoun in pronouns.iter().filter(|p| !context.is_quoted(p.token)) {
        let PronounKind::Singular(gender) = pronoun.kind else { continue };
        let here = context.sentence(pronoun.token);
        let upto = seen.partition_point(|s| s.token < pronoun.token);
        let near = seen.get(..upto).unwrap_or_default().iter().rev();
        let mut near = near.take_while(|s| context.sentence(s.token) + 1 >= here).filter(is_person);
        let Some(last) = near.next() else { continue };
        let mut subject = last.place == Place::Subject;
        let only = near.all(|s| {
            subject |= s.place == Place::Subject;
            s.entity == last.entity
        });
        // "In an interview with Dawn, she said" tells nothing of Dawn.
        if only && subject {
            let [women, men] = votes.entry(last.entity).or_default();
            *(if gender == Gender::Feminine { women } else { men }) += 1;
        }
    }
    let shown = |(entity, votes): (usize, [u32; 2])| match votes {
        [women, 0] if women >= ENOUGH => Some((entity, Gender::Feminine)),
        [0, men] if men >= ENOUGH => Some((entity, Gender::Masculine)),
        _ => None,
    };
    let mut found: Vec<(usize, Gender)> = votes.into_iter().filter_map(shown).collect();
    found.sort_unstable_by_key(|(entity, _)| *entity);
    found
}
