//! What the walk through a document starts from: which names speak, and what a name hints of its bearer's gender.

use super::super::context::Context;
use super::super::names::PersonName;
use super::super::{Entity, Gender, Kind};
use crate::annotate::EntityKind;
use crate::annotate::lexicon;
use crate::extract::{CueClass, Extraction, SourceForm};
use crate::text::Span;
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
