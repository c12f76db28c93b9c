//! What the parser looks at in a state to choose a move.
//!
//! Words, tags and clusters around stack and buffer (Zhang and Nivre 2011), the words that hang there already, and what
//! stands between.

use super::moves::{Arena, Item, State};
use crate::annotate::linear::Feature;
use crate::annotate::tag::Tag;
use crate::annotate::words::Word;

/// What is looked at in one word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Its hash in lower case.
    pub word: u32,
    /// Its tags.
    pub tag: u32,
    /// Word and tags together.
    pub both: u32,
    /// Its clusters of 64, 320 and 1,500.
    pub clusters: [u32; 3],
    /// Its universal part of speech alone.
    pub pos: u32,
    /// Its ending of three letters.
    pub ending: u32,
}

/// A sentence as the parser sees it.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    /// The words, then the root, then the look of nothing.
    looks: Vec<Look>,
    /// How many commas, verbs, conjunctions and quotation marks stand before each word.
    before: Vec<[u16; 4]>,
}

impl Sentence {
    /// The sentence of these words and tags.
    pub fn new(words: impl Iterator<Item = (Word, Tag)>) -> Self {
        let mut sentence = Self::default();
        let mut before = [0u16; 4];
        for (word, tag) in words {
            let tags = 64 * (tag.pos as u32 + 1) + u32::from(tag.xpos);
            sentence.before.push(before);
            let kinds =
                [tag.xpos == COMMA, tags / 64 == VERB, tags / 64 == CCONJ, tag.xpos == OPENING || tag.xpos == CLOSING];
            for (count, is) in before.iter_mut().zip(kinds) {
                *count = count.saturating_add(u16::from(is));
            }
            sentence.looks.push(Look {
                word: word.lower,
                tag: tags,
                both: Feature::new(tags).with(word.lower).get(),
                clusters: word.clusters.map(u32::from),
                pos: tags / 64,
                ending: word.suffixes[2],
            });
        }
        sentence.before.push(before);
        sentence.looks.push(Look { word: 1, tag: 1, both: 1, clusters: [2000; 3], pos: 30, ending: 1 });
        sentence.looks.push(Look { word: 2, tag: 2, both: 2, clusters: [2001; 3], pos: 31, ending: 2 });
        sentence
    }

    /// The number of words; at most 60,000.
    pub fn words(&self) -> u16 {
        u16::try_from(self.looks.len().saturating_sub(2)).unwrap_or(u16::MAX).min(LONGEST)
    }

    /// The look of a word, of the root after the last, of nothing beyond.
    pub fn look(&self, token: u16) -> Look {
        self.looks.get(usize::from(token)).or_else(|| self.looks.last()).copied().unwrap_or_default()
    }

    /// Which of commas, verbs, conjunctions and quotation marks stand after `from` and before `to`, as bits; commas
    /// and verbs also whether there are several.
    fn between(&self, from: u16, to: u16) -> u32 {
        let count = |at: u16| self.before.get(usize::from(at)).copied().unwrap_or_default();
        let (low, high) = (count(from.saturating_add(1)), count(to));
        let number = |kind: usize| {
            let [low, high] = [low, high].map(|counts| counts.get(kind).copied().unwrap_or(0));
            u32::from(high.saturating_sub(low))
        };
        number(0).min(2) + 3 * number(1).min(2) + 9 * number(2).min(1) + 18 * (number(3) % 2)
    }
}

/// The words of a sentence after this many are left out.
const LONGEST: u16 = 60_000;
/// The tag "," in [`crate::annotate::tag::XPOS`].
const COMMA: u8 = 2;
/// The tag "''".
const CLOSING: u8 = 1;
/// The tag "``".
const OPENING: u8 = 49;
/// One more than the numbers of `Pos::Verb` and `Pos::Cconj`.
const VERB: u32 = crate::annotate::Pos::Verb as u32 + 1;
const CCONJ: u32 = crate::annotate::Pos::Cconj as u32 + 1;

/// How far two words stand apart, in steps that grow.
fn distance(from: u16, to: u16) -> u32 {
    match to.saturating_sub(from) {
        near @ 0..=4 => u32::from(near),
        5..=6 => 5,
        7..=10 => 6,
        11..=20 => 7,
        _ => 8,
    }
}

/// Pushes the features of `state`.
pub fn push(sentence: &Sentence, arena: &Arena, state: &State, features: &mut Vec<u32>) {
    let (s0, n0) = (arena.item(state.top), arena.item(state.front));
    let s1 = arena.item(s0.below);
    let s2 = arena.item(s1.below);
    let look = |token: u16| sentence.look(token);
    let (s, t, r, n) = (look(s0.token), look(s1.token), look(s2.token), look(n0.token));
    let none = arena.words() + 1;
    let ahead = |by: u16| if n0.token + by < arena.words() { n0.token + by } else { none };
    let [n1, n2, n3] = [1, 2, 3].map(|by| look(ahead(by)));
    let mut template = 0;
    let mut put = |a: u32, b: u32, c: u32| {
        features.push(Feature::new(template).with(a).with(b).with(c).get());
        template += 1;
    };
    put(0, 0, 0);
    for l in [s, t, n] {
        put(l.both, 0, 0);
        put(l.tag, 0, 0);
        put(l.word, 0, 0);
        put(l.clusters[2], l.pos, 0);
        put(l.clusters[1], l.tag, 0);
    }
    for l in [n1, n2, r] {
        put(l.both, 0, 0);
        put(l.tag, 0, 0);
        put(l.word, 0, 0);
        put(l.clusters[1], 0, 0);
    }
    put(n3.tag, n2.tag, n1.tag);
    for (a, b) in [(s, n), (t, s)] {
        put(a.both, b.both, 0);
        put(a.both, b.word, 0);
        put(a.word, b.both, 0);
        put(a.both, b.tag, 0);
        put(a.tag, b.both, 0);
        put(a.word, b.word, 0);
        put(a.tag, b.tag, 0);
        put(a.clusters[1], b.clusters[1], 0);
        put(a.clusters[2], b.clusters[2], 0);
        put(a.word, b.clusters[1], 0);
        put(a.clusters[1], b.word, 0);
        put(a.clusters[2], b.tag, 0);
        put(a.tag, b.clusters[2], 0);
    }
    put(t.both, n.both, 0);
    put(t.both, n.tag, 0);
    put(t.tag, n.both, 0);
    put(t.tag, n.tag, 0);
    put(t.clusters[1], n.clusters[1], s.tag);
    put(n.tag, n1.tag, 0);
    put(n.both, n1.tag, 0);
    put(n.tag, n1.both, 0);
    put(n.word, n1.word, 0);
    put(s.both, n1.tag, n.tag);
    put(s.tag, n1.both, n.tag);
    put(n.tag, n1.tag, n2.tag);
    put(s.tag, n.tag, n1.tag);
    put(s.both, n.tag, n1.tag);
    put(s.tag, n.both, n1.tag);
    put(t.tag, s.tag, n.tag);
    put(t.both, s.tag, n.tag);
    put(t.tag, s.both, n.tag);
    put(t.tag, s.tag, n.both);
    put(t.clusters[0] * 64 + t.pos, s.clusters[0] * 64 + s.pos, n.clusters[0] * 64 + n.pos);
    put(r.tag, t.tag, s.tag);
    put(r.word, t.tag, s.tag);
    put(Feature::new(s.pos).with(t.pos).get(), Feature::new(n.pos).with(n1.pos).get(), r.pos);
    put(Feature::new(s.pos).with(t.pos).get(), Feature::new(n.pos).with(n1.pos).get(), n2.pos);
    children(sentence, [s0, s1, n0], [s, t, n], &mut put);
    let (near, far) = (distance(s0.token, n0.token), distance(s1.token, s0.token));
    put(near, s.both, 0);
    put(near, n.both, 0);
    put(near, s.tag, n.tag);
    put(far, t.both, 0);
    put(far, s.both, 0);
    put(far, t.tag, s.tag);
    let (inner, outer) = (sentence.between(s0.token, n0.token), sentence.between(s1.token, s0.token));
    put(inner, s.tag, n.tag);
    put(outer, t.tag, s.tag);
    put(inner, outer, 0);
    put(outer, inner, Feature::new(t.pos).with(s.pos).with(n.pos).get());
    put(u32::from(state.depth.min(4)), s.tag, n.tag);
    for (a, b) in [(s, n), (t, s)] {
        put(a.ending, b.tag, 0);
        put(a.tag, b.ending, 0);
        put(a.clusters[0] * 64 + a.pos, b.clusters[0] * 64 + b.pos, 0);
        put(a.clusters[1], b.tag, a.pos);
        put(a.tag, b.clusters[1], b.pos);
    }
    put(n.clusters[1], n1.clusters[1], s.tag);
    put(r.clusters[1], s.clusters[1], t.tag);
    put(r.tag, s.both, t.tag);
    put(r.tag, s.tag, n.tag);
}

/// The features of words that hang on the two topmost trees and on the front.
fn children(sentence: &Sentence, [s0, s1, n0]: [Item; 3], [s, t, n]: [Look; 3], put: &mut impl FnMut(u32, u32, u32)) {
    let look = |token: u16| sentence.look(token);
    for (item, l) in [(s0, s), (s1, t), (n0, n)] {
        let [counts, moves] = [item.counts.map(|count| u32::from(count.min(4))), [u32::from(item.moves); 2]];
        put(l.both, counts[0], 0);
        put(l.tag, counts[0], 0);
        put(l.both, moves[0], 0);
        put(l.tag, moves[0], 0);
        let outer = look(item.left[0]);
        let action = u32::from(item.left_moves[0]);
        put(outer.word, action, 0);
        put(outer.tag, action, 0);
        put(outer.word, l.tag, action);
        put(l.tag, outer.tag, look(item.left[1]).tag);
        put(l.both, outer.both, 0);
    }
    for (item, l) in [(s0, s), (s1, t)] {
        let count = u32::from(item.counts[1].min(4));
        put(l.both, count, 1);
        put(l.tag, count, 1);
        let outer = look(item.right[0]);
        let action = u32::from(item.right_moves[0]);
        put(outer.word, action, 1);
        put(outer.tag, action, 1);
        put(outer.both, l.tag, action);
        put(l.tag, outer.tag, look(item.right[1]).tag);
        put(l.both, outer.tag, action);
        put(l.clusters[1], outer.clusters[1], action);
    }
    let [s0l, s0r, s1r, s1l, n0l] = [s0.left[0], s0.right[0], s1.right[0], s1.left[0], n0.left[0]].map(look);
    put(s.tag, s0l.tag, n.tag);
    put(s.tag, s0r.tag, n.tag);
    put(s.tag, n.tag, n0l.tag);
    put(t.tag, s.tag, s0l.tag);
    put(t.tag, s.tag, s0r.tag);
    put(t.tag, s.tag, s1r.tag);
    put(t.tag, s.tag, s1l.tag);
    put(t.tag, s1r.tag, n.tag);
    // Where a phrase hangs that a preposition or a marker opens.
    put(t.word, s0l.word, 0);
    put(t.word, s0l.word, s.word);
    put(t.word, s0l.word, s.clusters[1]);
    put(t.clusters[1], s0l.word, s.clusters[1]);
    put(t.clusters[2], s0l.word, 0);
    put(t.tag, s0l.word, s.tag);
    put(t.both, s0l.word, u32::from(s1.moves));
    put(t.tag, s0l.word, u32::from(s1.moves));
    put(t.word, s1r.word, s.tag);
    put(t.tag, u32::from(s1.moves), s.tag);
    put(n.tag, u32::from(n0.moves), s.tag);
    put(n.both, u32::from(n0.moves), s.tag);
    put(s.tag, u32::from(s0.moves), n.tag);
    put(s.tag, n0l.word, n.tag);
}
