//! Finds the articles that are reprints of an earlier one, by fingerprints of their wording.
//!
//! A fingerprint (a bottom-k sketch after Broder, "On the resemblance and containment of documents", 1997) keeps the
//! smallest hashes of all runs of five words of a text. From two of them follows how much of the shorter text stands in
//! the longer. So that not every article has to be compared with every other, each names the passages with its very
//! smallest hashes: two texts that share much share one of those with near certainty. A passage compares the articles that
//! name it with the earliest ones only, and an article itself with those: the cost grows with the number of articles, and
//! nothing depends on the order in which they came.

use super::row::{Row, plain, probability};
use super::shortcut::of_article;
use super::{View, mint, mint::Space};
use crate::vocab::{dixit, rdf, rdfs};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Triple};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Words in a run. An edit spoils as many runs, and a form with other names and numbers filled in shares few this long.
const RUN: usize = 5;
/// Hashes of an article's own words that its fingerprint keeps.
const KEPT: usize = 64;
/// Hashes of the words that it quotes.
const KEPT_QUOTED: usize = 32;
/// Passages that an article names. Texts of which a share `s` of all runs is common to both share one with a
/// probability of about `1 - (1 - s)^8`.
const PASSAGES: usize = 8;
/// Runs without which a text has no fingerprint.
const FEWEST_RUNS: usize = 24;
/// Hashes of the shorter text that must be comparable: on fewer no verdict can stand.
const FEWEST_COMPARED: usize = 10;
/// Hashes of what the shorter text quotes without which its quotations do not count.
const FEWEST_QUOTED: usize = 3;
/// The share of the shorter text's runs that stand in the longer one too, from which on it is a reprint. Two reports of
/// one event share few runs, follow-ups their background; one word in ten may be edited.
const COPIED: f32 = 0.55;
/// Articles that may name a passage: a passage in more of them is a form of words ("Sign up for our newsletter …").
const MOST: usize = 4096;
/// Earliest articles with which a passage compares the later ones.
const LEADERS: usize = 32;

/// The fingerprint of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Of its own words.
    own: Hashes,
    /// Of the words that it quotes.
    quoted: Hashes,
}

impl Sketch {
    /// The fingerprint of the words of a text and of what it quotes, each in order; none when there are too few.
    pub fn of(own: &[u64], quoted: &[u64]) -> Option<Self> {
        let sketch = Self { own: Hashes::of(own, KEPT), quoted: Hashes::of(quoted, KEPT_QUOTED) };
        (sketch.own.list.len() >= FEWEST_RUNS).then_some(sketch)
    }

    /// The hashes of the words of some pieces of text, in order: blind to case, apostrophes and punctuation.
    pub fn words<'a>(pieces: impl Iterator<Item = &'a str>) -> Vec<u64> {
        let mut words = Vec::new();
        for piece in pieces {
            let mut word: Option<u64> = None;
            for c in piece.chars().chain([' ']) {
                if c.is_alphanumeric() {
                    let mut hash = word.unwrap_or(0xcbf2_9ce4_8422_2325);
                    for lower in c.to_lowercase() {
                        hash = (hash ^ u64::from(u32::from(lower))).wrapping_mul(0x0100_0000_01b3);
                    }
                    word = Some(hash);
                } else if !matches!(c, '\'' | '’' | '‘' | 'ʼ' | '\u{AD}' | '\u{200B}') {
                    words.extend(word.take());
                }
            }
        }
        words
    }

    /// The nodes of the passages that the article names.
    pub fn passages(&self, base: &str) -> Vec<NamedNode> {
        self.own.list.iter().take(PASSAGES).map(|hash| passage(base, hash >> 16)).collect()
    }

    /// As text: four characters for each hash, and a full stop before those of the quoted words.
    pub fn to_text(&self) -> String {
        let (own, quoted) = (self.own.to_text(), self.quoted.to_text());
        if quoted.is_empty() { own } else { format!("{own}.{quoted}") }
    }

    /// Reads what [`Sketch::to_text`] wrote; whatever else gives a fingerprint that resembles none.
    pub fn from_text(text: &str) -> Self {
        let (own, quoted) = text.split_once('.').unwrap_or((text, ""));
        Self { own: Hashes::from_text(own, KEPT), quoted: Hashes::from_text(quoted, KEPT_QUOTED) }
    }

    /// The share of the shorter text's own words that stand in the other one too, when it is a reprint: when enough of
    /// them do, and of the words that the shorter one quotes as well. Two interviews by one list of questions share the
    /// questions alone.
    pub fn resembles(&self, other: &Self) -> Option<f32> {
        let share = self.own.share(&other.own).filter(|share| *share >= COPIED)?;
        let (shorter, longer) = if self.size() <= other.size() { (self, other) } else { (other, self) };
        longer.has_quoted(&shorter.quoted).then_some(share)
    }

    /// About how many runs the text has.
    fn size(&self) -> u64 {
        self.own.size() + self.quoted.size()
    }

    /// Whether the text has most of what another one quotes; true where too little of that can be compared. Where it
    /// quotes nothing itself, as a text that lost its marks, the words may be its own.
    fn has_quoted(&self, quoted: &Hashes) -> bool {
        let quotes = self.quoted.list.len() >= FEWEST_QUOTED;
        let end = if quotes { self.quoted.end() } else { self.quoted.end().min(self.own.end()) };
        let has = |hash: u64| self.quoted.has(hash) || self.own.has(hash);
        let compared: Vec<bool> = quoted.list.iter().filter(|hash| *hash >> 40 <= end).map(|hash| has(*hash)).collect();
        let found = compared.iter().filter(|has| **has).count();
        compared.len() < FEWEST_QUOTED || found as f32 >= COPIED * compared.len() as f32
    }
}

/// The smallest hashes of the runs of some words, in order; all of them where there are fewer than are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hashes {
    list: Vec<u64>,
    kept: usize,
}

impl Hashes {
    fn of(words: &[u64], kept: usize) -> Self {
        let runs: BTreeSet<u64> = words.windows(RUN).map(run).collect();
        Self { list: runs.into_iter().take(kept).collect(), kept }
    }

    /// The first 24 bits of each.
    fn to_text(&self) -> String {
        let sixes = |hash: &u64| [58, 52, 46, 40].map(|shift| (hash >> shift & 63) as usize);
        self.list.iter().flat_map(sixes).filter_map(|six| ALPHABET.get(six).copied().map(char::from)).collect()
    }

    fn from_text(text: &str, kept: usize) -> Self {
        let six = |byte: &u8| ALPHABET.iter().position(|known| known == byte).unwrap_or(0) as u64;
        let (fours, _) = text.as_bytes().as_chunks::<4>();
        let hash = |four: &[u8; 4]| four.iter().fold(0, |hash, byte| hash << 6 | six(byte)) << 40;
        Self { list: fours.iter().map(hash).collect(), kept }
    }

    /// The share of the fewer runs that the others have too, from 0 to 1, where enough can be compared.
    fn share(&self, other: &Self) -> Option<f32> {
        let end = self.end().min(other.end());
        let below = |of: &Self| of.list.iter().map(|hash| hash >> 40).take_while(|hash| *hash <= end).collect();
        let (one, two): (Vec<u64>, Vec<u64>) = (below(self), below(other));
        let least = one.len().min(two.len());
        if least < FEWEST_COMPARED {
            return None;
        }
        let common = one.iter().filter(|hash| two.binary_search(hash).is_ok()).count();
        Some(common as f32 / least as f32)
    }

    fn has(&self, hash: u64) -> bool {
        self.list.binary_search_by_key(&(hash >> 40), |known| known >> 40).is_ok()
    }

    /// About how many runs there are, from how close the smallest stand.
    fn size(&self) -> u64 {
        let count = self.list.len() as u64;
        if self.list.len() < self.kept { count } else { (count << 24) / self.end().max(1) }
    }

    /// The greatest hash up to which every run is known.
    fn end(&self) -> u64 {
        let last = self.list.last().filter(|_| self.list.len() >= self.kept);
        last.map_or(u64::MAX, |last| last >> 40)
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The hash of a run of words (the finish of SplitMix64, so that every bit counts).
fn run(words: &[u64]) -> u64 {
    words.iter().fold(0x9e37_79b9_7f4a_7c15, |hash, word| {
        let hash = (hash ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ hash >> 31
    })
}

/// The node of the passage with this number of 48 bits.
pub fn passage(base: &str, number: u64) -> NamedNode {
    mint::node(base, Space::Passage, &format!("{number:012x}"))
}

/// The number of a passage's node; none for other nodes.
pub fn passage_number(base: &str, node: &NamedNode) -> Option<u64> {
    match mint::parse(base, node)? {
        (Space::Passage, local) if local.len() == 12 => u64::from_str_radix(local, 16).ok(),
        _ => None,
    }
}

/// The node that says of an article that it is a reprint, by the article's node.
pub fn reprint_of(base: &str, article: &NamedNode) -> Option<NamedNode> {
    match mint::parse(base, article)? {
        (Space::Article, local) => Some(mint::node(base, Space::Reprint, local)),
        _ => None,
    }
}

/// The nodes that say of articles that they are reprints and that a change of a passage bears on: all articles that name it,
/// when its leaders are others than before or one of them `changed`.
pub fn bears_on(
    passage: &NamedNode,
    before: &[Triple],
    after: &[Triple],
    changed: impl Fn(&NamedNode) -> bool,
    view: &dyn View,
    base: &str,
) -> Vec<NamedNode> {
    let (old, new) = (leaders(before), leaders(after));
    let of_changed = |leader: &&NamedNode| reprint_of(base, leader).is_some_and(|node| changed(&node));
    if old == new && !new.iter().any(of_changed) {
        return Vec::new();
    }
    of_article(view, dixit::PASSAGE, passage, base).filter_map(|article| reprint_of(base, &article)).collect()
}

fn leaders(triples: &[Triple]) -> BTreeSet<&NamedNode> {
    let of_leader = triples.iter().filter(|triple| triple.predicate.as_ref() == dixit::LEADER);
    of_leader.filter_map(|triple| super::row::as_node(&triple.object)).collect()
}

/// Whether it is by this property of theirs that articles are compared.
pub fn is_compared(predicate: &str) -> bool {
    [dixit::SKETCH, dixit::DATE, dixit::WORDS, rdfs::LABEL].iter().any(|compared| compared.as_str() == predicate)
}

/// An article as far as copies go.
struct Text {
    article: NamedNode,
    row: Row,
    sketch: Sketch,
}

impl Text {
    fn read(view: &dyn View, article: NamedNode) -> Option<Self> {
        let row = Row::of(view, &article);
        let sketch = Sketch::from_text(row.text(dixit::SKETCH)?);
        Some(Self { article, row, sketch })
    }

    /// The first publisher comes first: by day, undated ones last; of one day the longest, since cuts come after; then by
    /// node.
    fn order(&self) -> (bool, Option<&str>, Reverse<u64>, &NamedNode) {
        let day = self.row.text(dixit::DATE);
        (day.is_none(), day, Reverse(self.row.number(dixit::WORDS).unwrap_or(0)), &self.article)
    }

    fn resembles(&self, other: &Self) -> Option<f32> {
        self.sketch.resembles(&other.sketch)
    }
}

/// The facts of a passage: the earliest articles that name it and of which a later one is a reprint.
pub fn of_passage(node: &NamedNode, view: &dyn View, base: &str) -> Vec<Triple> {
    let mut named: BTreeSet<NamedNode> = BTreeSet::new();
    // Of a form of words no more are looked at than show that it is one.
    view.each_subject(&dixit::PASSAGE.into_owned(), node, &mut |article| {
        named.extend(mint::is_ground(base, &article).then_some(article));
        named.len() <= MOST
    });
    if named.len() < 2 || named.len() > MOST {
        return Vec::new();
    }
    let mut texts: Vec<Text> = named.into_iter().filter_map(|article| Text::read(view, article)).collect();
    texts.sort_by(|one, other| one.order().cmp(&other.order()));
    let mut leaders: Vec<(&Text, bool)> = Vec::new();
    for text in &texts {
        if let Some((_, has_reprint)) = leaders.iter_mut().find(|(leader, _)| leader.resembles(text).is_some()) {
            *has_reprint = true;
        } else if leaders.len() < LEADERS {
            leaders.push((text, false));
        }
    }
    let leaders = leaders.into_iter().filter(|(_, has_reprint)| *has_reprint);
    let mut triples: Vec<Triple> =
        leaders.map(|(text, _)| Triple::new(node.clone(), dixit::LEADER, text.article.clone())).collect();
    if !triples.is_empty() {
        let (_, local) = mint::parse(base, node).unwrap_or((Space::Passage, ""));
        triples.push(Triple::new(node.clone(), rdf::TYPE, dixit::PASSAGE_CLASS));
        triples.push(Triple::new(node.clone(), rdfs::LABEL, plain(format!("passage {local}"))));
    }
    triples
}

/// The facts of a reprint: which article it is, and the earliest one that it repeats.
pub fn of_reprint(node: &NamedNode, local: &str, view: &dyn View, base: &str) -> Vec<Triple> {
    let Some(text) = Text::read(view, mint::node(base, Space::Article, local)) else { return Vec::new() };
    let mut leaders: BTreeSet<NamedNode> = BTreeSet::new();
    for passage in text.row.nodes(dixit::PASSAGE) {
        leaders.extend(Row::of(view, passage).nodes(dixit::LEADER).cloned());
    }
    leaders.remove(&text.article);
    let leaders = leaders.into_iter().filter_map(|article| Text::read(view, article));
    let earlier = leaders.filter(|leader| leader.order() < text.order());
    let alike = earlier.filter_map(|leader| leader.resembles(&text).map(|share| (leader, share)));
    let Some((first, share)) = alike.min_by(|(one, _), (other, _)| one.order().cmp(&other.order())) else {
        return Vec::new();
    };
    let label = first.row.text(rdfs::LABEL).unwrap_or_default();
    vec![
        Triple::new(node.clone(), rdf::TYPE, dixit::REPRINT),
        Triple::new(node.clone(), rdfs::LABEL, plain(format!("reprint of {label}"))),
        Triple::new(node.clone(), dixit::COPY, text.article.clone()),
        Triple::new(node.clone(), dixit::ORIGINAL, first.article.clone()),
        Triple::new(node.clone(), dixit::SHARE, probability(share)),
    ]
}

/// The node that says of the article whether it is a reprint, where the triple gives the article's fingerprint.
pub fn touched(triple: &Triple, base: &str) -> Option<NamedNode> {
    match &triple.subject {
        NamedOrBlankNode::NamedNode(article) if triple.predicate.as_ref() == dixit::SKETCH => reprint_of(base, article),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
