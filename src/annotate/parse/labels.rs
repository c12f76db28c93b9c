//! What the parser looks at to name the relation of a word to its head, once all heads are known.

use super::features::{Look, Sentence};
use crate::annotate::linear::Feature;

/// A tree whose relations are being named, from the first word to the last.
#[derive(Debug, Clone, Default)]
pub struct Branches {
    heads: Vec<u16>,
    moves: Vec<u8>,
    /// The words that hang under each word, in the order of the text, one list after the other.
    children: Vec<u16>,
    /// Where each word's list starts; one more than there are words.
    starts: Vec<usize>,
}

impl Branches {
    /// The tree of these heads (a root is its own) and the moves that hung the words.
    pub fn new(heads: &[u16], moves: &[u8]) -> Self {
        let mut starts = vec![0usize; heads.len() + 1];
        let hangs = |(word, head): &(usize, &u16)| usize::from(**head) != *word;
        for (_, &head) in heads.iter().enumerate().filter(hangs) {
            if let Some(count) = starts.get_mut(usize::from(head) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut children = vec![0u16; sum];
        let mut ends = starts.clone();
        for (word, &head) in heads.iter().enumerate().filter(hangs) {
            if let Some(end) = ends.get_mut(usize::from(head)) {
                if let (Some(slot), Ok(word)) = (children.get_mut(*end), u16::try_from(word)) {
                    *slot = word;
                }
                *end += 1;
            }
        }
        Self { heads: heads.to_vec(), moves: moves.to_vec(), children, starts }
    }

    fn children(&self, word: u16) -> &[u16] {
        let at = usize::from(word);
        let range = self.starts.get(at).copied().unwrap_or(0)..self.starts.get(at + 1).copied().unwrap_or(0);
        self.children.get(range).unwrap_or(&[])
    }

    fn head(&self, word: u16) -> u16 {
        self.heads.get(usize::from(word)).copied().unwrap_or(word)
    }

    fn action(&self, word: u16) -> u32 {
        self.moves.get(usize::from(word)).copied().map_or(0, u32::from)
    }

    /// Pushes the features of `word`, which is no root; `relations` are those of the words before it.
    ///
    /// The move that hung the word itself is not looked at: it was chosen before the tree was known, and where it is
    /// wrong the relation would be too.
    #[expect(clippy::many_single_char_names, reason = "short names keep forty templates readable")]
    pub fn push(&self, sentence: &Sentence, word: u16, relations: &[u8], features: &mut Vec<u32>) {
        let head = self.head(word);
        let (d, h) = (sentence.look(word), sentence.look(head));
        let way = u32::from(head > word);
        let none = sentence.words() + 1;
        let above = if self.head(head) == head { none } else { self.head(head) };
        let g = sentence.look(above);
        let siblings = self.children(head);
        let own = self.children(word);
        let at = siblings.iter().position(|&sibling| sibling == word).unwrap_or(0);
        let sibling = |step: Option<usize>| step.and_then(|at| siblings.get(at)).copied();
        let named = |word: Option<u16>| {
            word.filter(|known| *known < none)
                .and_then(|known| relations.get(usize::from(known)))
                .map_or(99, |r| u32::from(*r))
        };
        let (before, after) = (sibling(at.checked_sub(1)), sibling(Some(at + 1)));
        let look = |word: Option<u16>| word.map_or_else(|| sentence.look(none), |word| sentence.look(word));
        let (b, a) = (look(before), look(after));
        let (first, last) = (look(own.first().copied()), look(own.last().copied()));
        let (p, n) =
            (look(word.checked_sub(1)), sentence.look(if word + 1 < sentence.words() { word + 1 } else { none }));
        let far = u32::from(head.abs_diff(word)).min(5);
        let mut template = 200;
        let mut put = |x: u32, y: u32, z: u32| {
            features.push(Feature::new(template).with(x).with(y).with(z).get());
            template += 1;
        };
        put(way, 0, 0);
        put(d.both, way, 0);
        put(d.tag, way, 0);
        put(d.word, way, 0);
        put(d.clusters[1], way, 0);
        put(d.clusters[2], way, 0);
        put(h.both, way, 0);
        put(h.tag, way, 0);
        put(h.clusters[1], way, 0);
        put(h.clusters[2], way, 0);
        put(d.tag, h.tag, way);
        put(d.tag, h.both, way);
        put(d.both, h.tag, way);
        put(d.word, h.word, way);
        put(d.clusters[1], h.clusters[1], way);
        put(d.clusters[2], h.word, way);
        put(d.clusters[0] * 64 + d.pos, h.clusters[0] * 64 + h.pos, way);
        put(d.tag, h.tag, far * 2 + way);
        put(p.both, d.tag, way);
        put(n.both, d.tag, way);
        put(p.tag, d.tag, n.tag);
        put(g.tag, h.tag, d.tag);
        put(g.word, h.tag, d.tag);
        put(b.tag, d.tag, h.tag);
        put(a.tag, d.tag, h.tag);
        put(named(before), d.tag, h.tag);
        put(named(before), d.word, way);
        put(named(before), way, 0);
        put(first.both, d.tag, way);
        put(first.word, h.tag, way);
        put(first.word, h.both, d.tag);
        put(first.word, d.both, way);
        put(last.tag, d.tag, way);
        put(last.both, d.tag, h.tag);
        put(u32::from(siblings.last() == Some(&word)), d.tag, h.tag);
        put(u32::try_from(own.len()).unwrap_or(9).min(9), d.tag, way);
        // Auxiliaries and markers tell passives from actives and clauses from phrases.
        let bag = |list: &[u16], own: u32, template: u32, features: &mut Vec<u32>| {
            for &child in list {
                let look: Look = sentence.look(child);
                let kind = self.action(child);
                features.push(Feature::new(template).with(look.both).with(own).with(way).get());
                features.push(Feature::new(template + 1).with(look.tag).with(kind).with(own * 31 + way).get());
            }
        };
        bag(own, d.tag, 260, features);
        bag(siblings, h.tag, 270, features);
        let mut before_all: u32 = 0;
        for &sibling in siblings.iter().take(at) {
            let relation = named(Some(sibling));
            before_all |= 1u32.checked_shl(relation % 32).unwrap_or(0);
            features.push(Feature::new(280).with(relation).with(d.tag).with(way).get());
        }
        features.push(Feature::new(281).with(before_all).with(d.tag).with(h.tag).get());
    }
}
