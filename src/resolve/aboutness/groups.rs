//! Finds the groups of people ("Velden officials") and the matters ("harbour dues") that an article speaks of without a name.
//!
//! | kind | what | example |
//! |---|---|---|
//! | people | a noun for people in the plural, with the words before it; alone or without a name only where it comes twice | "Velden officials", "the **dockers**" |
//! | people | a noun for those around somebody, with a name before it | "the **Lund administration**" |
//! | matter | a noun with a word before it that comes three times | "**harbour dues**" |

use crate::annotate::lexicon::{self, person_noun};
use crate::annotate::tag::XPOS;
use crate::annotate::{Document, Pos};
use crate::text::Span;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Somebody or something without a name of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The words as they first stand.
    pub name: String,
    /// Whether it is people.
    pub people: bool,
    /// Where they stand, in the order of the text.
    pub mentions: Vec<Span>,
}

/// Nouns in the singular for those around somebody.
const AROUND: &[&str] = &["administration", "campaign", "caucus", "delegation", "leadership", "entourage", "camp"];

/// Words that say how many or which, and are no part of what a group is called.
const WHICH: &[&str] = &[
    "many",
    "several",
    "some",
    "few",
    "other",
    "most",
    "such",
    "top",
    "own",
    "new",
    "more",
    "fellow",
    "certain",
    "these",
    "those",
    "all",
    "first",
    "last",
    "young",
    "old",
    "senior",
    "leading",
    "various",
    "local",
    "different",
    "former",
];

/// Nouns that count or measure, which are no matter that anybody speaks of: "the highest number", "per cent".
const MEASURES: &[&str] = &[
    "number",
    "cent",
    "percent",
    "amount",
    "total",
    "sum",
    "million",
    "billion",
    "thousand",
    "kilometre",
    "kilometer",
    "metre",
    "meter",
    "mile",
    "day",
    "week",
    "month",
    "year",
    "hour",
    "minute",
    "time",
];

/// Words of a name at most.
const WORDS: usize = 3;

/// The times that words without a name must come: people, matters.
const OFTEN: [usize; 2] = [2, 3];

/// The groups and matters of a document, in the order of their words.
pub(super) fn groups(document: &Document) -> Vec<Group> {
    // What each is: people or not, and whether it holds a name.
    let mut kinds: BTreeMap<&[Cow<str>], (bool, bool)> = BTreeMap::new();
    let folded: Vec<Cow<str>> = (0..document.tokens.len()).map(|i| document.folded(i)).collect();
    for head in 0..document.tokens.len() {
        if let Some((tokens, people, named)) = group_at(document, head)
            && let Some(words) = folded.get(tokens)
        {
            kinds.insert(words, (people, named));
        }
    }
    // Few words begin the words of a group.
    let first: FxHashSet<&str> = kinds.keys().filter_map(|key| key.first()).map(|word| &**word).collect();
    let mut found: BTreeMap<&[Cow<str>], Vec<Range<usize>>> = BTreeMap::new();
    for start in 0..folded.len() {
        if folded.get(start).is_none_or(|word| !first.contains(word.as_ref())) {
            continue;
        }
        for length in (1..=WORDS).rev() {
            let Some(key) = folded.get(start..start + length) else { continue };
            if kinds.contains_key(key) {
                found.entry(key).or_default().push(start..start + length);
                break;
            }
        }
    }
    let kept = found.into_iter().filter_map(|(key, places)| {
        let &(people, named) = kinds.get(key)?;
        (people && named || places.len() >= OFTEN[usize::from(!people)]).then_some((people, places))
    });
    kept.filter_map(|(people, places)| {
        let span = |tokens: &Range<usize>| {
            let (first, last) = (document.tokens.get(tokens.start)?, document.tokens.get(tokens.end.checked_sub(1)?)?);
            Some(first.span.union(last.span))
        };
        let mentions: Vec<Span> = places.iter().filter_map(span).collect();
        let name = mentions.iter().map(|mention| mention.of(document.text()));
        // A headline's capitals say nothing of how the words are written.
        let name = name.max_by_key(|name| name.chars().filter(|c| c.is_lowercase()).count())?.to_owned();
        Some(Group { name, people, mentions })
    })
    .collect()
}

/// The group or matter whose head is a token, whether it is people, and whether it holds a name.
fn group_at(document: &Document, head: usize) -> Option<(Range<usize>, bool, bool)> {
    let noun = document.tokens.get(head).filter(|token| token.pos == Pos::Noun)?;
    let next = document.tokens.get(head + 1).map_or(Pos::X, |token| token.pos);
    if next == Pos::Noun || next == Pos::Propn {
        return None;
    }
    let lemma = lexicon::folded(&noun.lemma);
    let plural = XPOS.get(usize::from(noun.xpos)).is_some_and(|tag| *tag == "NNS");
    let people = plural && person_noun(&lemma).is_some_and(|noun| noun.usual);
    let around = AROUND.contains(&lemma.as_ref());
    let mut start = head;
    let mut named = false;
    while let Some(before) = start.checked_sub(1).filter(|before| head - before < WORDS) {
        let word = document.word(before);
        let pos = document.tokens.get(before).map_or(Pos::X, |token| token.pos);
        if !matches!(pos, Pos::Noun | Pos::Propn | Pos::Adj)
            || !word.chars().all(char::is_alphanumeric)
            || WHICH.contains(&document.folded(before).as_ref())
        {
            break;
        }
        named |= pos != Pos::Noun && word.starts_with(char::is_uppercase);
        start = before;
    }
    if people || around && named {
        return Some((start..head + 1, true, named));
    }
    let measures = MEASURES.contains(&lemma.as_ref());
    (start < head && !around && !measures).then_some((start..head + 1, false, named))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    fn names(body: &str) -> Vec<(String, bool)> {
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        groups(&document).into_iter().map(|group| (group.name, group.people)).collect()
    }

    #[test]
    fn people_with_a_name_before_them_are_a_group() {
        assert_eq!(names("She blamed Velden farmers for it."), [("Velden farmers".to_owned(), true)]);
        assert_eq!(names("She blamed the Lund administration for it."), [("Lund administration".to_owned(), true)]);
    }

    #[test]
    fn people_without_a_name_must_come_twice() {
        assert_eq!(names("She blamed the farmers for it."), []);
        assert_eq!(names("She blamed the farmers for it. He defended many farmers."), [("farmers".to_owned(), true)]);
    }

    #[test]
    fn matters_must_come_three_times() {
        let body = "They fear the harbour dues. The harbour dues rise. Who pays the harbour dues?";
        assert_eq!(names(body), [("harbour dues".to_owned(), false)]);
        assert_eq!(names("They fear the harbour dues. The harbour dues rise."), []);
    }
}
