//! The sayings of a document, to be found by token: an article of many megabytes has thousands of them.

use super::antecedent::Saying;
use std::collections::BTreeMap;
use std::ops::Deref;

/// Tokens in a block of the index.
const BLOCK: usize = 64;

/// The sayings in the order of the text, with an index of their tokens.
#[derive(Debug, Clone, Default)]
pub struct Sayings {
    all: Vec<Saying>,
    /// The sayings whose content reaches into each block of tokens.
    blocks: Vec<Vec<usize>>,
    /// The sayings that have a token in the head of a source.
    sources: BTreeMap<usize, Vec<usize>>,
    /// The end of every source's head with its saying, sorted.
    ends: Vec<(usize, usize)>,
}

impl Deref for Sayings {
    type Target = [Saying];

    fn deref(&self) -> &[Saying] {
        &self.all
    }
}

impl Sayings {
    /// Indexes the sayings.
    pub fn new(all: Vec<Saying>) -> Self {
        let mut sayings = Self::default();
        for (index, saying) in all.iter().enumerate() {
            for piece in saying.content.iter().filter(|piece| !piece.is_empty()) {
                for block in piece.start / BLOCK..=(piece.end - 1) / BLOCK {
                    if sayings.blocks.len() <= block {
                        sayings.blocks.resize(block + 1, Vec::new());
                    }
                    if let Some(list) = sayings.blocks.get_mut(block).filter(|list| list.last() != Some(&index)) {
                        list.push(index);
                    }
                }
            }
            for head in &saying.sources {
                sayings.ends.push((head.end, index));
                for token in head.clone() {
                    sayings.sources.entry(token).or_default().push(index);
                }
            }
        }
        sayings.ends.sort_unstable();
        sayings.all = all;
        sayings
    }

    /// The sayings whose content holds the token, in the order of the text.
    pub fn holding(&self, token: usize) -> impl Iterator<Item = &Saying> {
        let block = self.blocks.get(token / BLOCK).into_iter().flatten();
        block.filter_map(|index| self.all.get(*index)).filter(move |saying| saying.holds(token))
    }

    /// The first saying that has the token in the head of a source.
    pub fn with_source(&self, token: usize) -> Option<&Saying> {
        self.sources.get(&token)?.first().and_then(|index| self.all.get(*index))
    }

    /// The saying with a known speaker whose source ends last at or before the token.
    pub fn last_spoken(&self, token: usize) -> Option<&Saying> {
        let upto = self.ends.partition_point(|(end, _)| *end <= token);
        let before = self.ends.get(..upto).unwrap_or_default().iter().rev();
        before.filter_map(|(_, index)| self.all.get(*index)).find(|saying| !saying.speakers.is_empty())
    }

    /// The saying with a known speaker whose source ends last at or before the token and is named inside no other's content: "he"
    /// in "Finn said he thought so" is not who spoke last.
    pub fn last_outer(&self, token: usize) -> Option<&Saying> {
        let upto = self.ends.partition_point(|(end, _)| *end <= token);
        let before = self.ends.get(..upto).unwrap_or_default().iter().rev().take(40);
        let outer = |saying: &&Saying| {
            let inside = |head: &std::ops::Range<usize>| self.holding(head.start).next().is_some();
            !saying.speakers.is_empty() && !saying.sources.iter().any(inside)
        };
        before.filter_map(|(_, index)| self.all.get(*index)).find(outer)
    }

    /// Whether a saying whose source ends at or before the token is known to be the entity's.
    pub fn has_spoken(&self, entity: usize, token: usize) -> bool {
        let upto = self.ends.partition_point(|(end, _)| *end <= token);
        let before = self.ends.get(..upto).unwrap_or_default().iter().rev().take(40);
        before.filter_map(|(_, index)| self.all.get(*index)).any(|saying| saying.speakers.contains(&entity))
    }

    /// Makes the entity a speaker of every saying that has the token in the head of a source.
    pub fn hear(&mut self, token: usize, entity: usize) {
        for index in self.sources.get(&token).into_iter().flatten() {
            if let Some(saying) = self.all.get_mut(*index).filter(|saying| !saying.speakers.contains(&entity)) {
                saying.speakers.push(entity);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(content: std::ops::Range<usize>, source: std::ops::Range<usize>) -> Saying {
        Saying { content: vec![content], direct: false, cited: false, sources: vec![source], speakers: Vec::new() }
    }

    #[test]
    fn sayings_are_found_by_the_tokens_of_content_and_source() {
        let mut sayings = Sayings::new(vec![saying(5..200, 0..2), saying(70..80, 68..69), saying(300..310, 320..321)]);
        let held = |token| sayings.holding(token).map(|s| s.content[0].start).collect::<Vec<_>>();
        assert_eq!(
            [held(75), held(4), held(199), held(200), held(9_999)],
            [vec![5, 70], vec![], vec![5], vec![], vec![]]
        );
        assert_eq!(sayings.with_source(1).map(|s| s.content[0].start), Some(5));
        assert!(sayings.with_source(2).is_none() && sayings.last_spoken(500).is_none());
        sayings.hear(68, 7);
        sayings.hear(68, 7);
        sayings.hear(0, 3);
        assert_eq!(sayings.last_spoken(500).map(|s| s.speakers.clone()), Some(vec![7]));
        assert_eq!(sayings.last_spoken(68).map(|s| s.speakers.clone()), Some(vec![3]));
        assert!(sayings.last_spoken(1).is_none());
    }
}
