//! Tells which name mentions can be a person's, and what of their words is the name.

use super::context::Context;
use super::names::PersonName;
use crate::annotate::lexicon::{self, NameGender, PersonClass, titles};
use crate::annotate::{EntityKind, EntityMention, Pos};

/// The mention's words.
pub fn text_of<'a>(context: &Context<'a>, mention: &EntityMention) -> &'a str {
    mention.span.of(context.document.text())
}

/// The gender that the title before a mention shows, and whether there is a title.
pub fn title_before(context: &Context, mention: &EntityMention) -> Option<NameGender> {
    let word = context.before(mention.tokens.start, 1)?;
    let inside = context.document.word(mention.tokens.start);
    titles::title_of(word)
        .or_else(|| (mention.tokens.len() > 1).then(|| titles::title_of(inside)).flatten())
        .map(|title| title.gender)
}

/// Whether the words before a mention call the person a relative of somebody: "his wife", "Petrov's brother,".
pub fn kin_before(context: &Context, mention: &EntityMention) -> Option<NameGender> {
    let start = mention.tokens.start;
    let back = if context.before(start, 1) == Some(",") { 2 } else { 1 };
    let noun = lexicon::person_noun(&lexicon::folded(context.before(start, back)?))?;
    (noun.class == PersonClass::Kin).then_some(noun.gender)
}

/// Whether the name ends in a word of the map: "Jasper National Park".
fn is_land(context: &Context, mention: &EntityMention) -> bool {
    let mut words = mention.tokens.clone().rev().map(|token| context.document.word(token));
    let last = words.next().unwrap_or_default();
    lexicon::is_land(words.next().unwrap_or_default(), last)
}

/// Whether a name that the recogniser took for something else than a person reads as a person's: a given name before one
/// or two words that name no body, with a second sign (a surname, the last word alone as a person, a title, an age, "who").
pub fn reads_as_person(context: &Context, mention: &EntityMention, name: &PersonName) -> bool {
    let (Some(given), family) = (name.given(), name.family()) else { return false };
    let body = |word: &String| {
        lexicon::group_noun(word).is_some() || lexicon::is_company_suffix(word) || word == "of" || word == "and"
    };
    let whole = lexicon::fold(text_of(context, mention));
    if name.words.len() > 3
        || has_article(context, mention)
        || lexicon::given_name(given).is_none()
        || name.words.iter().any(body)
        || lexicon::is_place(&whole)
        || is_land(context, mention)
    {
        return false;
    }
    let document = context.document;
    let role_before = context.before(mention.tokens.start, 1).is_some_and(|word| {
        lexicon::person_noun(&lexicon::folded(word)).is_some_and(|noun| noun.usual) || titles::title_of(word).is_some()
    });
    let end = mention.tokens.end;
    let age_after = document.word(end) == ","
        && document.word(end + 1).len() <= 3
        && document.word(end + 1).chars().all(|c| c.is_ascii_digit());
    let who_after = document.word(end) == "who" || (document.word(end) == "," && document.word(end + 1) == "who");
    let place_like = lexicon::is_place(given) || lexicon::demonym(given).is_some();
    let signs = 2 * usize::from(lexicon::is_surname(family))
        + 2 * usize::from(context.name_words().people.contains(family))
        + 2 * usize::from(role_before)
        + 2 * usize::from(age_after || who_after);
    signs >= if place_like { 4 } else { 2 }
}

/// Whether a name that the recogniser took for a place or a thing is a speaking person's: two or three capitalised
/// words that name no place or body, with a role right before or after them.
pub fn speaks_as_person(context: &Context, mention: &EntityMention, name: &PersonName) -> bool {
    let text = text_of(context, mention);
    let odd = |word: &String| {
        lexicon::group_noun(word).is_some()
            || lexicon::is_company_suffix(word)
            || lexicon::demonym(word).is_some()
            || lexicon::is_place(word)
            || !word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let capital = text
        .split_whitespace()
        .all(|word| word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase));
    if mention.kind == EntityKind::Organization
        || !(2..=3).contains(&name.words.len())
        || !capital
        || name.words.iter().any(odd)
        || lexicon::is_place(&lexicon::folded(text))
    {
        return false;
    }
    let role = |word: &str| lexicon::person_noun(&lexicon::folded(word)).is_some_and(|noun| noun.usual);
    let document = context.document;
    let end = mention.tokens.end;
    let before =
        context.before(mention.tokens.start, 1).is_some_and(|word| role(word) || titles::title_of(word).is_some());
    let apposed =
        || (end + 1..end + 6).take_while(|&t| !matches!(document.word(t), "," | ".")).any(|t| role(document.word(t)));
    before || document.word(end) == "," && apposed()
}

/// Whether an article stands before a name of one word that no noun follows, as none stands before a person's: "the Lantern
/// reported", but "the Lenz campaign".
fn has_article(context: &Context, mention: &EntityMention) -> bool {
    let text = text_of(context, mention);
    let inside = text.strip_prefix("The ").is_some_and(|rest| !rest.contains(' '));
    let given = lexicon::given_name(&lexicon::folded(text.trim_start_matches("The "))).is_some();
    let before =
        !text.contains(' ') && context.before(mention.tokens.start, 1).is_some_and(|w| w == "the" || w == "The");
    let next = context.document.tokens.get(mention.tokens.end).map_or(Pos::X, |token| token.pos);
    (inside || before) && !given && !matches!(next, Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num)
}

/// Whether what the recogniser took for a person is none: a name with digits, letters set before a hyphen
/// ("QRS-Halden"), a month, or the first word of a body that the article names in full ("Tide" beside "Tide Party").
pub fn is_no_person(context: &Context, mention: &EntityMention) -> bool {
    let text = text_of(context, mention);
    if text.chars().any(|c| c.is_ascii_digit()) {
        return true;
    }
    if text.ends_with(" Images") || has_article(context, mention) || context.name_words().of_land.contains(text) {
        return true;
    }
    if let Some((letters, rest)) = text.split_once('-')
        && letters.len() > 1
        && letters.chars().all(char::is_uppercase)
        && rest.chars().any(char::is_lowercase)
    {
        return true;
    }
    if text.contains(' ') || title_before(context, mention).is_some() {
        return false;
    }
    let words = context.name_words();
    (words.opens_body.contains(text) || is_month(text)) && !words.of_people.contains(text)
}

/// The months that people are named after: "now May's report" names nobody in an article that knows no "Orla May".
fn is_month(text: &str) -> bool {
    matches!(text, "March" | "April" | "May" | "June" | "August")
}

/// Whether the words are a description and no name: a role, or a common noun for people at the end ("Salish woman").
pub fn is_description(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    let common = last.starts_with(char::is_lowercase) && lexicon::person_noun(&lexicon::folded(last)).is_some();
    common || lexicon::is_bare_role(text)
}

/// A name without possessive ending, titles ("Maj. Gen. Ivo Lenz") and office ("Minister of Ports Ivo Lenz").
pub fn clean(text: &str) -> &str {
    let mut text = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text).trim();
    while let Some((first, rest)) = text.split_once(' ') {
        let rest = rest.trim();
        if titles::title_of(first).is_none() || rest.is_empty() || rest.starts_with(char::is_lowercase) {
            break;
        }
        text = rest;
    }
    without_office(text).unwrap_or(text)
}

/// The given and last name at the end of an office with its complement.
fn without_office(text: &str) -> Option<&str> {
    let first = text.split(' ').next()?;
    let office =
        || titles::title_of(first).is_some() || lexicon::person_noun(&lexicon::folded(first)).is_some_and(|n| n.usual);
    let (before, _) = text.rsplit_once(' ')?;
    let (office_words, given) = before.rsplit_once(' ')?;
    let complement = office_words.split(' ').any(|word| matches!(word, "of" | "for" | "to"));
    let ends_open = matches!(office_words.rsplit(' ').next(), Some("of" | "for" | "to" | "the" | "and"));
    (complement && !ends_open && office() && lexicon::given_name(&lexicon::folded(given)).is_some())
        .then(|| text.get(office_words.len() + 1..))
        .flatten()
}
