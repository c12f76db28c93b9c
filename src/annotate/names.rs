//! What names look like: the gate that tells where a name may stand, and the features of its tokens.

use super::lexicon::{self, titles::title_of};
use super::linear::Feature;
use super::tag::{Tag, xpos_of};
use super::words::{BLANK, Word, Words, push_word_features};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Facts about a word from the tables of names and places, as bits.
pub type Facts = u32;

const GIVEN: Facts = 1;
const SURNAME: Facts = 1 << 1;
const CITY: Facts = 1 << 2;
const COUNTRY: Facts = 1 << 3;
const REGION: Facts = 1 << 4;
const DEMONYM: Facts = 1 << 5;
const COMPANY: Facts = 1 << 6;
const BODY: Facts = 1 << 7;
const ROLE: Facts = 1 << 8;
const TITLE: Facts = 1 << 9;

/// What the tables say about one word.
pub fn facts(text: &str, capital: bool) -> Facts {
    let folded = lexicon::folded(text);
    let mut facts = 0;
    let mut note = |holds: bool, fact: Facts| facts |= if holds { fact } else { 0 };
    if capital {
        note(lexicon::given_name(&folded).is_some(), GIVEN);
        note(lexicon::is_surname(&folded), SURNAME);
        note(lexicon::is_city(&folded), CITY);
        note(lexicon::is_country(&folded).is_some(), COUNTRY);
        note(lexicon::is_region(&folded), REGION);
        note(lexicon::demonym(&folded).is_some(), DEMONYM);
        note(lexicon::is_company_suffix(text), COMPANY);
        note(title_of(text).is_some(), TITLE);
    }
    let singular = folded.strip_suffix('s').filter(|stem| stem.len() > 3).unwrap_or(&folded);
    note([folded.as_ref(), singular].iter().any(|word| lexicon::group_noun(word) == Some(true)), BODY);
    note([folded.as_ref(), singular].iter().any(|word| lexicon::person_noun(word).is_some()), ROLE);
    facts
}

/// What a token can be in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Any part of a name, or none.
    Open,
    /// Only the inside of a name, or none.
    Inside,
    /// No part of a name.
    Shut,
}

/// Small words that stand inside names: "Ministry of Defence", "Van der Berg", "Trinidad and Tobago".
const INSIDE: &[&str] = &[
    "of", "the", "and", "for", "in", "on", "at", "to", "by", "with", "de", "la", "le", "les", "du", "des", "del",
    "della", "da", "das", "do", "dos", "di", "von", "van", "der", "den", "ter", "zu", "bin", "ibn", "bint", "al", "el",
    "ul", "ur", "y", "e", "et", "a", "as", "an", "und", "für", "ben", "abu", "-", "–", "'", "’", "'s", "’s", "&", "/",
    ".", "+", "!", "\"",
];

fn is_inside(word: &str) -> bool {
    static TABLE: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| INSIDE.iter().copied().collect());
    TABLE.contains(word)
}

/// Particles that begin names: "al-Rahman", "van Dam", "de Vries".
const BEGINNING: &[&str] = &[
    "al", "el", "de", "da", "di", "du", "van", "von", "der", "bin", "ibn", "ul", "ter", "del", "la", "le", "abu",
    "ben", "d", "dos", "den", "ash", "ad", "an", "as", "at", "az",
];

/// The gates of a sentence's words.
pub fn gates<'t>(words: impl Fn(usize) -> &'t str, sentence: Range<usize>) -> Vec<Gate> {
    let numbers = sentence.clone().filter(|at| words(*at).starts_with(|c: char| c.is_ascii_digit())).count();
    let mut gates: Vec<Gate> = sentence.clone().map(|at| gate(&words, at, &sentence, numbers)).collect();
    // A small word is inside only where a word that is open stands before it, over small words alone.
    let mut open = false;
    for gate in &mut gates {
        match *gate {
            Gate::Open => open = true,
            Gate::Inside if !open => *gate = Gate::Shut,
            Gate::Inside => {}
            Gate::Shut => open = false,
        }
    }
    // And only where one stands behind it.
    let mut open = false;
    for gate in gates.iter_mut().rev() {
        match *gate {
            Gate::Open => open = true,
            Gate::Inside if !open => *gate = Gate::Shut,
            Gate::Inside => {}
            Gate::Shut => open = false,
        }
    }
    gates
}

/// The time of the world, which no body bears as its name.
const WORLD_TIME: &[&str] = &["UTC", "GMT"];

/// Zones of time that are names of bodies too, unless a time of day stands before them.
const ZONES: &[&str] = &[
    "ET", "EST", "EDT", "CT", "CST", "CDT", "MT", "MST", "MDT", "PT", "PST", "PDT", "BST", "CET", "CEST", "EET",
    "EEST", "MSK", "IST", "JST", "AEST", "AEDT", "ACST", "AWST", "NZST", "NZDT",
];

/// Whether a word can end a time of day: "0645", "9:54", "a.m.".
fn ends_a_time(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || ["a.m.", "p.m.", "am", "pm", "a.m", "p.m"].contains(&word.to_lowercase().as_str())
}

/// A line with this many numbers is a row of a table, whose numbers belong to no name.
const TABLE_NUMBERS: usize = 4;

fn gate<'t>(words: &impl Fn(usize) -> &'t str, at: usize, sentence: &Range<usize>, numbers: usize) -> Gate {
    let word = words(at);
    // Most words: no sign of a name, and longer than any small word that joins names.
    if word.len() > 5 && word.bytes().all(|b| b.is_ascii_lowercase()) {
        return Gate::Shut;
    }
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return Gate::Shut };
    if first.is_ascii_digit() && !word.chars().any(char::is_alphabetic) {
        // "Channel 4", but no date, score, rank or price.
        let plain = word.chars().all(|c| c.is_ascii_digit());
        let inside = plain && at > sentence.start && numbers < TABLE_NUMBERS;
        return if inside { Gate::Open } else { Gate::Shut };
    }
    let after_time = || at > sentence.start && ends_a_time(words(at - 1));
    if WORLD_TIME.contains(&word) || ZONES.contains(&word) && after_time() {
        return Gate::Shut;
    }
    if word.chars().any(char::is_uppercase) || first.is_ascii_digit() || first.is_alphabetic() && !first.is_lowercase()
    {
        return Gate::Open;
    }
    let capital = |at: usize| sentence.contains(&at) && words(at).starts_with(char::is_uppercase);
    // A particle behind another goes on with the name that the first began: "van der Berg".
    let goes_on = || at > sentence.start && BEGINNING.contains(&words(at - 1));
    if word.len() <= 3
        && BEGINNING.contains(&word)
        && !goes_on()
        && (capital(at + 1) || matches!(words(at + 1), "-" | "'" | "’" | "der" | "la" | "den") && capital(at + 2))
    {
        return Gate::Open;
    }
    // No word of the table is longer.
    if word.len() <= 5 && is_inside(word) { Gate::Inside } else { Gate::Shut }
}

/// One sentence with what the features look at.
pub struct Context<'w> {
    /// The document's words.
    pub words: &'w Words,
    /// The facts of each different word.
    pub facts: &'w [Facts],
    /// The tags of all tokens.
    pub tags: &'w [Tag],
    /// The sentence's tokens.
    pub sentence: Range<usize>,
    /// Whether the sentence has hardly a small letter, as headlines do.
    pub shouted: bool,
    /// For each token of the sentence, the run of capitalised words (with "of" and the like inside) around it.
    runs: Vec<Range<usize>>,
}

impl<'w> Context<'w> {
    /// The context of a sentence's tokens.
    pub fn new(words: &'w Words, facts: &'w [Facts], tags: &'w [Tag], gates: &[Gate], sentence: Range<usize>) -> Self {
        let looks = sentence.clone().map(|at| words.word(at));
        let (all, shouted) = looks
            .filter(|word| word.capital)
            .fold((0, 0), |(all, shouted), word| (all + 1, shouted + usize::from(word.all_capitals)));
        let small = sentence.clone().filter(|at| gates.get(at - sentence.start) == Some(&Gate::Shut)).count();
        let shouted = all > 2 && shouted * 3 >= all * 2 && small * 2 < sentence.len();
        Self { words, facts, tags, runs: runs(gates, sentence.start), sentence, shouted }
    }

    fn word(&self, index: usize) -> &'w Word {
        if self.sentence.contains(&index) { self.words.word(index) } else { &BLANK }
    }

    fn facts(&self, index: usize) -> Facts {
        let id = self.words.id(index).filter(|_| self.sentence.contains(&index));
        id.and_then(|id| self.facts.get(id)).copied().unwrap_or(0)
    }

    fn xpos(&self, index: usize) -> u32 {
        let tag = self.tags.get(index).filter(|_| self.sentence.contains(&index));
        tag.map_or(255, |tag| u32::from(tag.xpos))
    }

    /// Pushes the features of token `at`, apart from the label before it.
    pub fn push(&self, at: usize, features: &mut Vec<u32>) {
        self.push_own(at, features);
        self.push_around(at, features);
    }

    /// Those of them that look at the token's own word alone.
    pub fn push_own(&self, at: usize, features: &mut Vec<u32>) {
        push_word_features(self.word(at), 100, features);
    }

    /// Those of them that look around.
    pub fn push_around(&self, at: usize, features: &mut Vec<u32>) {
        self.push_neighbours(at, features);
        self.push_run(at, features);
    }

    fn push_neighbours(&self, at: usize, features: &mut Vec<u32>) {
        let (before, before2) = (at.wrapping_sub(1), at.wrapping_sub(2));
        let (word, left, left2) = (self.word(at), self.word(before), self.word(before2));
        let (right, right2) = (self.word(at + 1), self.word(at + 2));
        let (facts, facts_left, facts_right) = (self.facts(at), self.facts(before), self.facts(at + 1));
        let (xpos, xpos_left, xpos_right) = (self.xpos(at), self.xpos(before), self.xpos(at + 1));
        let start = u32::from(at == self.sentence.start) + 2 * u32::from(self.shouted);
        let mut push = |template: u32, a: u32, b: u32| features.push(Feature::new(template).with(a).with(b).get());
        push(130, left.lower, 0);
        push(131, right.lower, 0);
        push(132, left2.lower, 0);
        push(133, right2.lower, 0);
        push(134, left.lower, word.lower);
        push(135, word.lower, right.lower);
        push(136, left.shape, word.shape);
        push(137, word.shape, right.shape);
        push(138, u32::from(left.clusters[1]), 0);
        push(139, u32::from(right.clusters[1]), 0);
        push(140, u32::from(left.clusters[2]), 0);
        push(141, u32::from(right.clusters[2]), 0);
        push(142, u32::from(left2.clusters[1]), 0);
        push(143, u32::from(right2.clusters[1]), 0);
        push(144, u32::from(left.clusters[1]), u32::from(word.clusters[1]));
        push(145, u32::from(word.clusters[1]), u32::from(right.clusters[1]));
        push(146, xpos, word.shape);
        push(147, xpos_left, xpos);
        push(148, xpos, xpos_right);
        push(149, facts, start);
        push(150, facts_left, facts);
        push(151, facts, facts_right);
        push(152, start, word.shape);
        push(153, left.lower, right.lower);
        push(154, left.suffixes[2], right.suffixes[2]);
        push(155, facts, xpos_left);
        push(156, facts_right, 0);
        push(157, facts_left, left.lower);
        push(158, word.lower, start);
        push(159, left2.lower, left.lower);
        push(160, right.lower, right2.lower);
        push(161, facts, left.lower);
        push(162, facts, right.lower);
        push(163, xpos_left, u32::from(word.clusters[2]));
    }

    /// The features of the run of capitalised words around the token: its ends, its place there, what stands outside.
    fn push_run(&self, at: usize, features: &mut Vec<u32>) {
        let Some(run) = at.checked_sub(self.sentence.start).and_then(|at| self.runs.get(at)) else { return };
        let (first, last) = (self.word(run.start), self.word(run.end.wrapping_sub(1)));
        let (outer_left, outer_right) = (self.word(run.start.wrapping_sub(1)), self.word(run.end));
        let from_left = u32::try_from((at - run.start).min(3)).unwrap_or(3);
        let from_right = u32::try_from((run.end - 1 - at).min(3)).unwrap_or(3);
        let place = from_left * 4 + from_right;
        let mut push = |template: u32, a: u32, b: u32| features.push(Feature::new(template).with(a).with(b).get());
        push(170, place, u32::from(self.shouted));
        push(171, last.lower, place.min(1) + from_right * 2);
        push(172, first.lower, from_left);
        push(173, outer_left.lower, place);
        push(174, outer_right.lower, place);
        push(175, u32::from(last.clusters[1]), from_right);
        push(176, u32::from(first.clusters[1]), from_left);
        push(177, self.facts(run.end.wrapping_sub(1)), place);
        push(178, self.facts(run.start), place);
        push(179, self.facts(run.start.wrapping_sub(1)), place);
        push(180, u32::from(outer_left.clusters[1]), place);
        push(181, u32::from(outer_right.clusters[1]), place);
        push(182, outer_left.lower, outer_right.lower);
        push(183, self.xpos(run.end), self.xpos(run.start.wrapping_sub(1)));
        push(184, u32::from(last.clusters[2]), from_right);
        push(185, u32::from(outer_left.clusters[2]), from_left);
        push(186, last.suffixes[3], from_right);
        push(187, self.word(run.start.wrapping_sub(2)).lower, outer_left.lower);
        push(188, self.word(run.end + 1).lower, outer_right.lower);
    }
}

/// For each token, the run of tokens around it that are not shut.
fn runs(gates: &[Gate], offset: usize) -> Vec<Range<usize>> {
    let mut runs = Vec::with_capacity(gates.len());
    let mut start = 0;
    for (at, gate) in gates.iter().enumerate() {
        if *gate == Gate::Shut {
            runs.resize(at, offset + start..offset + at);
            runs.push(offset + at..offset + at + 1);
            start = at + 1;
        }
    }
    runs.resize(gates.len(), offset + start..offset + gates.len());
    runs
}

/// Whether a token can end a title that is no part of the name behind it ("President", "Mr.").
pub fn is_title(facts: Facts, tag: Tag) -> bool {
    facts & TITLE != 0 && (tag.xpos == xpos_of("NNP") || tag.xpos == xpos_of("NN"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let word = |at: usize| words.get(at).copied().unwrap_or("");
        let letter = |gate: &Gate| match gate {
            Gate::Open => 'O',
            Gate::Inside => 'i',
            Gate::Shut => '.',
        };
        gates(word, 0..words.len()).iter().map(letter).collect()
    }

    #[test]
    fn names_may_stand_at_capitals_and_what_joins_them() {
        assert_eq!(shown("the Ministry of Defence of Lorne said"), ".OiOiO.");
        assert_eq!(shown("Abdul al - Rahman and van der Berg left of it"), "OOiOiOiO...");
        assert_eq!(shown("of the bridge"), "...");
        assert_eq!(shown("the Lorne 4 station in 2026"), ".OO..O");
        assert_eq!(shown("5 . Mara Okonjo 10.22"), "..OO.");
        assert_eq!(shown("Velden 59 2 49 .545 5"), "O.....");
    }

    #[test]
    fn zones_of_time_are_no_names() {
        assert_eq!(shown("at 0645 UTC and 9:54 a.m. ET in Lorne"), ".O......O");
        assert_eq!(shown("the EST met PT"), ".O.O");
    }

    #[test]
    fn tables_tell_names_from_places() {
        assert!(facts("Mary", true) & GIVEN != 0 && facts("Mary", false) & GIVEN == 0);
        assert!(facts("ministry", false) & BODY != 0);
        assert!(facts("chairmen", false) | facts("chairman", false) & ROLE != 0);
        assert!(facts("Inc.", true) & COMPANY != 0);
    }
}
