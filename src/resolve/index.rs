//! Finds what a name may fit without trying everything: a long text has thousands of people and bodies.
//!
//! An index never decides. It gives all that could fit, and a few more, and the rules then judge these alone.

use super::bodies::BodyName;
use super::names::PersonName;
use crate::annotate::lexicon;
use rustc_hash::FxHashMap;

/// The people by the words and the looks of their names.
#[derive(Debug, Default)]
pub struct PersonIndex {
    by_word: FxHashMap<String, Vec<usize>>,
    /// By the first letter and the length of the last name, as a variant in spelling keeps the one and hardly changes the
    /// other.
    by_look: FxHashMap<(char, usize), Vec<usize>>,
}

/// The first letter of a word and its length in characters.
fn look(word: &str) -> Option<(char, usize)> {
    Some((word.chars().next()?, word.chars().count()))
}

/// The words by which a name is found: its own, and the parts of a last name with hyphens.
fn words_of(name: &PersonName) -> impl Iterator<Item = &str> {
    let parts = name.family().split('-').filter(|part| *part != name.family());
    name.words.iter().map(String::as_str).chain(parts)
}

impl PersonIndex {
    /// Notes a name of a person.
    pub fn add(&mut self, person: usize, name: &PersonName) {
        for word in words_of(name) {
            self.by_word.entry(word.to_owned()).or_default().push(person);
        }
        if let Some(look) = look(name.family()) {
            self.by_look.entry(look).or_default().push(person);
        }
    }

    /// The people whom [`PersonName::fit`] may find to fit, in their order.
    pub fn near(&self, name: &PersonName) -> Vec<usize> {
        let nicknames = name.words.first().map_or(&[][..], |first| lexicon::related_given_names(first));
        let words = words_of(name).chain(nicknames.iter().copied());
        let mut found: Vec<usize> = words.filter_map(|word| self.by_word.get(word)).flatten().copied().collect();
        if let Some((first, length)) = look(name.family()) {
            let alike = (length.saturating_sub(1)..=length + 1).filter_map(|length| self.by_look.get(&(first, length)));
            found.extend(alike.flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Bodies by the beginnings, the ends and the initials of their names.
#[derive(Debug, Default)]
pub struct BodyIndex<'n> {
    by_edge: FxHashMap<&'n str, Vec<usize>>,
    by_initials: FxHashMap<&'n str, Vec<usize>>,
}

impl<'n> BodyIndex<'n> {
    /// Notes the name of a body; call it in the order of the bodies.
    pub fn add(&mut self, body: usize, name: &'n BodyName) {
        for word in name.words.first().into_iter().chain(name.words.last()) {
            self.by_edge.entry(word).or_default().push(body);
        }
        for initials in name.initials() {
            self.by_initials.entry(initials).or_default().push(body);
        }
    }

    /// The bodies that the name may abbreviate, in their order.
    pub fn expansions(&self, name: &BodyName) -> Vec<usize> {
        let found = name.acronym.as_ref().and_then(|acronym| self.by_initials.get(acronym.as_str()));
        in_order(found.into_iter().flatten().copied().collect())
    }

    /// The bodies that the name may be a short form of, in their order.
    pub fn longer(&self, name: &BodyName) -> Vec<usize> {
        let edges = name.words.first().into_iter().chain(name.words.last());
        in_order(edges.filter_map(|word| self.by_edge.get(word.as_str())).flatten().copied().collect())
    }
}

/// Each once, in ascending order.
fn in_order(mut found: Vec<usize>) -> Vec<usize> {
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_who_fits_is_near() {
        let names = ["Orla Finn", "William Brandt", "Mara Wilson-Okonjo", "Andrei Gruevskiy", "Jan Tarrow", "Bill"];
        let names = names.map(PersonName::parse);
        let mut index = PersonIndex::default();
        for (person, name) in names.iter().enumerate() {
            index.add(person, name);
        }
        for text in ["Finn", "Bill", "Okonjo", "Gruevski", "Bill Brandt", "Jan", "Orla Finn", "Mara Okonjo", "Xu", ""] {
            let name = PersonName::parse(text);
            let near = index.near(&name);
            assert!(near.windows(2).all(|pair| pair[0] < pair[1]));
            for (person, known) in names.iter().enumerate() {
                assert!(known.fit(&name).is_none() || near.contains(&person), "{text} fits {known:?}");
            }
        }
        assert!(index.near(&PersonName::parse("Xu")).is_empty());
    }

    #[test]
    fn acronyms_and_short_forms_find_their_long_forms() {
        let names =
            ["Northern Harbour Council", "Brightwater Holdings", "Velden Foreign Ministry"].map(BodyName::parse);
        let mut index = BodyIndex::default();
        for (body, name) in names.iter().enumerate() {
            index.add(body, name);
        }
        assert_eq!(index.expansions(&BodyName::parse("NHC")), [0]);
        assert_eq!(index.longer(&BodyName::parse("Brightwater")), [1]);
        assert_eq!(index.longer(&BodyName::parse("Foreign Ministry")), [2]);
        assert!(index.longer(&BodyName::parse("Harbour")).is_empty());
    }
}
