//! Word tables about names, people, bodies and places, shared by annotation, extraction and resolution.
//!
//! The tables in `data/` are made by `learn::lexicons` from public sources (listed there with their licences):
//!
//! | table | holds | look up with |
//! |---|---|---|
//! | `given_names.txt` | 17,900 given names with gender, all languages | [`given_name`] |
//! | `name_endings.txt` | endings of given names that tell the gender | [`gender_of_given`] |
//! | `surnames.txt` | the 20,000 most frequent U.S. surnames | [`is_surname`] |
//! | `rather_given.txt` | given names that are far seldomer surnames | [`is_rather_given`] |
//! | `nicknames.txt` | given name and nickname | [`same_given_name`] |
//! | `person_nouns.txt` | 5,100 common nouns for people: roles, kin, others | [`person_noun`] |
//! | `group_nouns.txt` | 1,150 common nouns for bodies that act | [`group_noun`] |
//! | `demonyms.txt`, `countries.txt`, `regions.txt`, `cities.txt` | places | [`demonym`], [`country_of_capital`], [`is_country`], [`is_place`] |
//! | `company_suffixes.txt` | "inc", "gmbh", "plc" | [`is_company_suffix`] |
//! | `valence.txt`, `judging_words.txt` (our own) | 5,800 words that praise or blame | [`valence::valence`] |
//! | `event_words.txt` (our own) | words of these that tell events | [`valence::is_event`] |
//!
//! All lookups take folded words (see [`fold`]); titles and honorifics stand in [`titles`].

mod nouns;
mod places;
pub mod titles;
pub mod valence;

pub use nouns::{
    PersonClass, PersonNoun, group_noun, is_bare_role, names_actor, opens_person_noun, person_noun, singular,
};
pub use places::{
    country_of_capital, demonym, is_city, is_company_suffix, is_country, is_land, is_place, is_region, region_code,
};

use crate::annotate::{Document, Token};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a given name or title tells about its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameGender {
    /// A woman's.
    Feminine,
    /// A man's.
    Masculine,
    /// Borne by both.
    Either,
}

impl NameGender {
    fn of(code: &str) -> Self {
        match code {
            "f" => Self::Feminine,
            "m" => Self::Masculine,
            _ => Self::Either,
        }
    }
}

/// Lower case without accents: "Zoë" and "zoe" are one word here.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let plain = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    plain.map(|c| if c == '’' { '\'' } else { c }).collect()
}

/// [`fold`] without a copy where the word is folded already, as most words are.
pub fn folded(word: &str) -> Cow<'_, str> {
    let is_folded = word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if is_folded { Cow::Borrowed(word) } else { Cow::Owned(fold(word)) }
}

/// For each token of a document, its folded word and its folded lemma, which is the word while there are no lemmas.
pub fn forms(document: &Document) -> Vec<[Cow<'_, str>; 2]> {
    let form = |(index, token)| {
        let token: &Token = token;
        let word = document.folded(index);
        // The lemma of a name is the name as it stands.
        let is_word = token.lemma.is_empty() || token.lemma == document.word(index);
        let lemma = if is_word { word.clone() } else { folded(&token.lemma) };
        [word, lemma]
    };
    document.tokens.iter().enumerate().map(form).collect()
}

/// A table of `key TAB value` lines.
fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter_map(|line| line.split_once('\t'))
}

/// The gender that a given name shows, when it is in the table.
pub fn given_name(folded: &str) -> Option<NameGender> {
    static TABLE: OnceLock<FxHashMap<&'static str, NameGender>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let names = include_str!("data/given_names.txt");
        let mut table = FxHashMap::with_capacity_and_hasher(names.len() / 8, FxBuildHasher);
        table.extend(pairs(names).map(|(name, code)| (name, NameGender::of(code))));
        table
    });
    table.get(folded).copied()
}

/// The gender of a given name: from the table, else from its ending; hyphenated names by their first part.
pub fn gender_of_given(folded: &str) -> Option<NameGender> {
    if let Some(gender) = given_name(folded) {
        return Some(gender);
    }
    if let Some((first, _)) = folded.split_once('-') {
        return given_name(first);
    }
    static ENDINGS: OnceLock<FxHashMap<&'static str, NameGender>> = OnceLock::new();
    let endings = ENDINGS.get_or_init(|| {
        pairs(include_str!("data/name_endings.txt")).map(|(name, code)| (name, NameGender::of(code))).collect()
    });
    if folded.chars().count() < 4 {
        return None;
    }
    (2..=5).rev().find_map(|length| {
        let ending = folded.get(folded.len().checked_sub(length)?..)?;
        endings.get(ending).copied()
    })
}

/// Whether a word is among the most frequent U.S. surnames.
pub fn is_surname(folded: &str) -> bool {
    static TABLE: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let names = include_str!("data/surnames.txt");
        let mut table = FxHashSet::with_capacity_and_hasher(names.len() / 7, FxBuildHasher);
        table.extend(names.lines());
        table
    });
    table.contains(folded)
}

/// Whether a word is a given name and at most a tenth as often a surname ("rachel", not "kelly").
pub fn is_rather_given(folded: &str) -> bool {
    static TABLE: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    TABLE.get_or_init(|| include_str!("data/rather_given.txt").lines().collect()).contains(folded)
}

/// Whether two given names may be one person's: equal, or one a nickname of the other ("bill", "william").
pub fn same_given_name(a: &str, b: &str) -> bool {
    a == b || related_given_names(a).contains(&b)
}

/// The nicknames of a given name and the names that it is a nickname of.
pub fn related_given_names(folded: &str) -> &'static [&'static str] {
    static TABLE: OnceLock<FxHashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (name, nickname) in pairs(include_str!("data/nicknames.txt")) {
            table.entry(name).or_default().push(nickname);
            table.entry(nickname).or_default().push(name);
        }
        table
    });
    table.get(folded).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_tell_gender_in_many_languages() {
        assert_eq!(given_name("andrei"), Some(NameGender::Masculine));
        assert_eq!(given_name("grace"), Some(NameGender::Feminine));
        assert_eq!(given_name("parliament"), None);
        assert_eq!(gender_of_given("marie-claire"), Some(NameGender::Feminine));
        assert_eq!(gender_of_given("xq"), None);
    }

    #[test]
    fn nicknames_hold_both_ways_and_strangers_do_not() {
        assert!(same_given_name("bill", "william") && same_given_name("william", "bill"));
        assert!(!same_given_name("ann", "peter"));
    }

    #[test]
    fn folding_drops_case_and_accents() {
        assert_eq!(fold("Gruevski"), "gruevski");
        assert_eq!(fold("Zoë"), "zoe");
        for word in ["zoe", "Zoe", "Zoë", "U.S.", "’s", ""] {
            assert_eq!(folded(word), fold(word));
        }
        assert!(is_surname("smith") && !is_surname("of"));
        assert!(is_rather_given("rachel") && !is_rather_given("kelly") && !is_rather_given("smith"));
    }

    #[test]
    fn every_table_has_distinct_keys() {
        for text in [
            include_str!("data/given_names.txt"),
            include_str!("data/surnames.txt"),
            include_str!("data/person_nouns.txt"),
            include_str!("data/group_nouns.txt"),
        ] {
            let keys: FxHashSet<&str> = text.lines().map(|l| l.split('\t').next().unwrap_or_default()).collect();
            assert!(keys.len() > 1000);
            assert_eq!(keys.len(), text.lines().count(), "a key is repeated");
        }
    }
}
