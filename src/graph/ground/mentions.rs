//! Finds the mentions at or inside a span without walking through all of them.

use crate::resolve::{Mention, Resolution};
use crate::text::Span;

/// The mentions of a resolution in the order of their spans.
pub struct Mentions {
    /// The span and index of each mention.
    sorted: Vec<(Span, usize)>,
}

impl Mentions {
    /// Sorts the mentions; those that hold no words of the text are left out, since nothing could prove them.
    pub fn new(resolution: &Resolution, text: &str) -> Self {
        let places = resolution.mentions.iter().enumerate().map(|(index, mention)| (mention.span, index));
        let mut sorted: Vec<_> = places.filter(|(span, _)| !span.of(text).trim().is_empty()).collect();
        sorted.sort_unstable();
        Self { sorted }
    }

    /// The mentions that lie inside `span`, in the order of the text.
    pub fn inside<'r>(&self, resolution: &'r Resolution, span: Span) -> impl Iterator<Item = &'r Mention> {
        let first = self.sorted.partition_point(|(found, _)| found.start() < span.start());
        let rest =
            self.sorted.get(first..).unwrap_or(&[]).iter().take_while(move |(found, _)| found.start() < span.end());
        let found: Vec<usize> = rest.filter(|(found, _)| span.contains(*found)).map(|(_, index)| *index).collect();
        found.into_iter().filter_map(|index| resolution.mentions.get(index))
    }

    /// The entity of the mention at `span`: the one with this very span, else the first inside it that has an entity,
    /// else one that holds it.
    pub fn entity_at(&self, resolution: &Resolution, span: Span) -> Option<usize> {
        let exact = self.sorted.binary_search_by_key(&span, |(found, _)| *found).ok();
        let exact = exact.and_then(|at| resolution.mentions.get(self.sorted.get(at)?.1));
        if let Some(mention) = exact {
            return mention.entity;
        }
        if let Some(entity) = self.inside(resolution, span).find_map(|mention| mention.entity) {
            return Some(entity);
        }
        let until = self.sorted.partition_point(|(found, _)| found.start() <= span.start());
        let before = self.sorted.get(..until).unwrap_or(&[]).iter().rev().take(LOOK_BACK);
        let holder =
            before.filter(|(found, _)| found.contains(span)).find_map(|(_, index)| resolution.mentions.get(*index));
        holder.and_then(|mention| mention.entity)
    }
}

/// How many mentions before a span may hold it; names do not nest deeper.
const LOOK_BACK: usize = 8;
