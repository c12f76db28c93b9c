//! Noun phrases around a position, as sources, addressees and contents need them, read from tags and names.

use super::office::{is_sent_to, titled_person};
use super::sheet::Sheet;
use super::{SourceForm, SourceMention};
use crate::annotate::{EntityKind, Pos, lexicon};
use std::ops::Range;

/// A noun phrase without trailing apposition or relative clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// All its tokens, attached "of …" and "for …" included.
    pub tokens: Range<usize>,
    /// Its name, pronoun or head noun.
    pub head: Range<usize>,
    /// What kind of words these are.
    pub form: SourceForm,
}

impl Phrase {
    /// The phrase as a source mention.
    pub fn mention(&self, sheet: &Sheet) -> SourceMention {
        SourceMention { span: sheet.span_of(&self.tokens), head: sheet.span_of(&self.head), form: self.form }
    }

    /// Whether it is a person's name, with or without title.
    pub fn is_person(&self, sheet: &Sheet) -> bool {
        self.form == SourceForm::Name && sheet.entity_kind(self.head.start) == Some(EntityKind::Person)
    }
}

/// Pronouns that can speak.
const SPEAKING: [&str; 18] = [
    "i",
    "you",
    "he",
    "she",
    "it",
    "we",
    "they",
    "one",
    "who",
    "this",
    "that",
    "these",
    "those",
    "which",
    "everyone",
    "nobody",
    "someone",
    "everybody",
];

/// Whether a personal, relative or demonstrative pronoun stands there.
pub(crate) fn is_pronoun(sheet: &Sheet, index: usize) -> bool {
    sheet.pos(index) == Pos::Pron
        && !is_acronym(sheet, index)
        && SPEAKING.iter().any(|w| w.eq_ignore_ascii_case(sheet.word(index)))
        || sheet.is_any(index, &["he", "she", "they", "we"])
}

/// Whether the word is written in capitals, as the WHO is and "who" is not.
pub(crate) fn is_acronym(sheet: &Sheet, index: usize) -> bool {
    let word = sheet.word(index);
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// Whether a word that makes pronouns possessive stands there.
pub(crate) fn is_possessive(sheet: &Sheet, index: usize) -> bool {
    sheet.is_any(index, &["my", "your", "his", "her", "its", "our", "their", "whose"])
}

/// Whether the ending that makes a possessor of the phrase before it stands there.
pub(crate) fn is_genitive(sheet: &Sheet, index: usize) -> bool {
    let word = sheet.word(index);
    (sheet.is_any(index, &["'s", "’s"]) || (word == "'" || word == "’") && sheet.pos(index) != Pos::Punct)
        && matches!(sheet.pos(index), Pos::Part | Pos::X | Pos::Punct)
}

/// Whether a phrase can end in the token. A name can, whatever its last word looks like to the tagger ("Hua").
fn is_nominal(sheet: &Sheet, index: usize) -> bool {
    let pos = sheet.pos(index);
    let numeral = pos == Pos::Num && !sheet.is_date_word(index);
    let ends_name = sheet.entity_at(index).is_some_and(|e| e.tokens.end == index + 1 && e.kind == EntityKind::Person);
    let acronym = pos == Pos::Pron && is_acronym(sheet, index);
    // A noun that looks like an adverb behind a name.
    let ally = pos == Pos::Adv && sheet.is(index, "ally");
    let word = ally
        || is_person_adjective(sheet, index)
        || matches!(pos, Pos::Noun | Pos::Propn)
        || numeral
        || acronym
        || is_pronoun(sheet, index);
    ends_name
        || is_age(sheet, index)
        || pos == Pos::X && is_handle(sheet.word(index))
        || (word || sheet.is(index, "%")) && !sheet.is_mark(index)
        || pos == Pos::Sym && sheet.word(index) != "$" && sheet.word(index) != "-"
        || pos == Pos::Pron
            && sheet.is_any(index, &["many", "most", "some", "others", "all", "both", "several", "few", "anyone"])
        || pos == Pos::Adj && sheet.is_any(index, &["many", "several", "most", "others", "few", "some"])
        || pos == Pos::Det && sheet.is_any(index, &["some", "many", "both", "all", "that", "this"])
}

/// Whether the token can stand inside a phrase before its last word.
fn is_modifier(sheet: &Sheet, index: usize) -> bool {
    let inside_name =
        |e: &crate::annotate::EntityMention| e.tokens.contains(&(index + 1)) && e.kind != EntityKind::Misc;
    match sheet.pos(index) {
        _ if sheet.entity_at(index).is_some_and(inside_name) => true,
        Pos::Det => !sheet.is_any(index, &["that"]) || sheet.pos(index + 1) == Pos::Noun,
        Pos::Adj | Pos::Num | Pos::Noun | Pos::Propn | Pos::Sym => true,
        Pos::Pron => is_possessive(sheet, index) || sheet.entity_at(index).is_some() || is_acronym(sheet, index),
        Pos::Part | Pos::X | Pos::Punct if is_genitive(sheet, index) => true,
        Pos::Punct => joins_words(sheet, index) || lists_adjectives(sheet, index),
        Pos::Adv => {
            !sheet.is_any(index, &["when", "where", "how", "why"])
                && (matches!(sheet.pos(index + 1), Pos::Adj | Pos::Num)
                    || sheet.pos(index + 1) == Pos::Verb && looks_participle(sheet, index + 1))
        }
        // "lead singer" and "study author" look like a verb and its object.
        Pos::Verb if sheet.is_any(index, &["lead", "study"]) => names_person(sheet, index + 1),
        // "the media tracking firm AdImpact"
        Pos::Verb if sheet.word(index).ends_with("ing") && sheet.pos(index.wrapping_sub(1)) == Pos::Noun => {
            sheet.is_any(index + 1, &["firm", "company", "agency", "group", "service", "organization", "organisation"])
        }
        Pos::Verb => {
            looks_participle(sheet, index)
                && matches!(sheet.pos(index + 1), Pos::Noun | Pos::Propn | Pos::Adj)
                && (matches!(sheet.pos(index.wrapping_sub(1)), Pos::Det | Pos::Adj | Pos::Adv | Pos::Num)
                    || joins_words(sheet, index.wrapping_sub(1))
                    || lists_adjectives(sheet, index.wrapping_sub(1))
                    || is_possessive(sheet, index.wrapping_sub(1))
                    || is_genitive(sheet, index.wrapping_sub(1)))
        }
        _ => sheet.entity_at(index).is_some() && sheet.entity_at(index + 1).is_some_and(|e| e.tokens.contains(&index)),
    }
}

/// Whether the token is the comma between two adjectives before one noun: "the tall, bearded captain".
fn lists_adjectives(sheet: &Sheet, index: usize) -> bool {
    let Some(first) = index.checked_sub(2) else { return false };
    sheet.word(index) == ","
        && sheet.pos(index - 1) == Pos::Adj
        && sheet.pos(first) == Pos::Det
        && (sheet.pos(index + 1) == Pos::Adj || looks_participle(sheet, index + 1))
        && sheet.pos(index + 2) == Pos::Noun
}

/// A hyphen, slash or ampersand glued or set between two words of one phrase, or the dot of an abbreviation.
pub(super) fn joins_words(sheet: &Sheet, index: usize) -> bool {
    if index >= sheet.len() {
        return false;
    }
    let glued = index > 0
        && sheet.span(index.saturating_sub(1)).end() == sheet.span(index).start()
        && sheet.span(index).end() == sheet.span(index + 1).start();
    matches!(sheet.word(index), "-" | "‑" | "‐" | "/" | "–") && glued || sheet.word(index) == "&"
}

fn looks_participle(sheet: &Sheet, index: usize) -> bool {
    let word = sheet.word(index);
    word.ends_with("ed") || word.ends_with("ing") || word.ends_with("en") || word.ends_with("wn")
}

/// Prepositions that tie a following noun phrase to the one before.
pub(super) const ATTACHING: [&str; 16] = [
    "of",
    "for",
    "from",
    "at",
    "with",
    "in",
    "on",
    "to",
    "about",
    "against",
    "near",
    "behind",
    "between",
    "by",
    "among",
    "including",
];

/// Conjunctions that the tagger may take for prepositions: a subject can follow them.
pub(super) const SUBORDINATING: [&str; 16] = [
    "after", "before", "since", "until", "as", "than", "though", "although", "because", "while", "if", "when", "that",
    "whether", "but", "like",
];

/// The base phrase that ends with token `last`, not reaching below `floor`.
fn base_left(sheet: &Sheet, last: usize, floor: usize) -> Option<Range<usize>> {
    if !is_nominal(sheet, last) || last < floor {
        return None;
    }
    if is_pronoun(sheet, last) && sheet.entity_at(last).is_none() {
        return Some(last..last + 1);
    }
    let mut start = last;
    // "then-minister": the word before a hyphen belongs to it, whatever it is.
    while start > floor && (joins_words(sheet, start) || is_modifier(sheet, start - 1) && continues_left(sheet, start))
    {
        start -= 1;
    }
    // "Monday's attack": the day is left out, and its ending with it.
    while start < last && is_genitive(sheet, start) {
        start += 1;
    }
    Some(start..last + 1)
}

/// Whether the phrase that starts at `start` may grow by the token before.
fn continues_left(sheet: &Sheet, start: usize) -> bool {
    let before = start - 1;
    if sheet.is_date_word(before) && sheet.entity_at(before).is_none()
        || sheet.quote_at(before) != sheet.quote_at(start)
    {
        return false;
    }
    if matches!(sheet.pos(start), Pos::Det) || is_possessive(sheet, start) {
        return sheet.is_any(before, &["all", "both", "half"]) || is_genitive(sheet, before);
    }
    // Two names side by side are two phrases ("in Geneva Orla Finn said"), unless the first is a title's organisation.
    match (sheet.entity_at(before), sheet.entity_at(start)) {
        (Some(a), Some(b)) if a != b => {
            b.kind != EntityKind::Person || a.kind == EntityKind::Misc && a.tokens.len() == 1
        }
        _ => true,
    }
}

/// The noun phrase that ends with token `last`, "of …" and the like attached, not reaching below `floor`.
pub(crate) fn phrase_left(sheet: &Sheet, last: usize, floor: usize) -> Option<Phrase> {
    let base = base_left(sheet, before_time(sheet, last, floor), floor)?;
    let (mut start, mut head_base) = (base.start, base.clone());
    while start >= floor + 2 && attaches(sheet, start - 1) {
        let Some(left) = base_left(sheet, start - 2, floor) else { break };
        if is_pronoun(sheet, start - 2) && !sheet.is(start - 1, "of") {
            break;
        }
        start = left.start;
        head_base = left;
    }
    let tokens = start..base.end;
    Some(with_head(sheet, tokens, &head_base, &base))
}

/// The last token before the time or the paper of what ends at `last`: "a letter | last week", "the board | in a statement".
fn before_time(sheet: &Sheet, last: usize, floor: usize) -> usize {
    let papers = ["statement", "email", "e-mail", "letter", "post", "tweet", "interview", "release", "message", "memo"];
    let opens = |&i: &usize| sheet.is_any(i, &["a", "an"]) && sheet.is_any(i - 1, &["in", "through", "via"]);
    let nominal = |i: usize| matches!(sheet.pos(i), Pos::Noun | Pos::Propn);
    if sheet.is_any(last, &papers)
        && let Some(article) = (last.saturating_sub(3).max(floor + 2)..last).rev().find(opens)
        && nominal(article - 2)
    {
        return article - 2;
    }
    let times = ["week", "month", "year", "weekend", "night", "spring", "summer", "fall", "winter"];
    let time = last >= floor + 2 && sheet.is_any(last, &times) && sheet.is_any(last - 1, &["last", "this", "next"]);
    if time && matches!(sheet.pos(last - 2), Pos::Noun | Pos::Propn) { last - 2 } else { last }
}

fn attaches(sheet: &Sheet, index: usize) -> bool {
    matches!(sheet.pos(index), Pos::Adp | Pos::Sconj | Pos::Part | Pos::Verb)
        && sheet.is_any(index, &ATTACHING)
        && !sheet.is_any(index, &SUBORDINATING)
}

/// The noun phrase that starts with token `first`, ending before `ceiling`.
pub(crate) fn phrase_right(sheet: &Sheet, first: usize, ceiling: usize) -> Option<Phrase> {
    if first >= ceiling {
        return None;
    }
    if is_pronoun(sheet, first) && sheet.entity_at(first).is_none() {
        return Some(Phrase { tokens: first..first + 1, head: first..first + 1, form: SourceForm::Pronoun });
    }
    let base = base_right(sheet, first, ceiling)?;
    let mut end = base.end;
    while end + 1 < ceiling
        && (sheet.is_any(end, &["of", "for", "from", "at", "with"]) || is_sent_to(sheet, end))
        && sheet.quote_at(end) == sheet.quote_at(first)
    {
        match base_right(sheet, end + 1, ceiling) {
            Some(next) if !sheet.is_date_word(end + 1) => end = next.end,
            _ => break,
        }
    }
    Some(with_head(sheet, base.start..end, &base, &base))
}

fn base_right(sheet: &Sheet, first: usize, ceiling: usize) -> Option<Range<usize>> {
    let mut end = first;
    let mut last_nominal = None;
    while end < ceiling && sheet.quote_at(end) == sheet.quote_at(first) {
        let starts_another =
            end > first && (sheet.pos(end) == Pos::Det || is_possessive(sheet, end)) && !is_genitive(sheet, end - 1);
        let date = sheet.is_date_word(end)
            && sheet.entity_at(end).is_none_or(|e| e.kind != EntityKind::Organization)
            && end > first;
        let predeterminer = end == first + 1 && sheet.is_any(first, &["all", "both", "half"]);
        let pronoun = end > first && is_pronoun(sheet, end) && sheet.entity_at(end).is_none();
        if date || pronoun || starts_another && !predeterminer {
            break;
        }
        let nominal = is_nominal(sheet, end);
        // "network host Orla Finn": a role that the tagger takes for a verb, between a name and a person.
        let role = end > first
            && sheet.pos(end) == Pos::Verb
            && matches!(sheet.pos(end - 1), Pos::Propn | Pos::Noun)
            && sheet.entity_kind(end + 1) == Some(EntityKind::Person)
            && lexicon::person_noun(sheet.word(end)).is_some();
        if !(nominal || role || is_modifier(sheet, end)) {
            break;
        }
        if nominal {
            last_nominal = Some(end);
        }
        end += 1;
        // A person's name ends its phrase, unless a genitive follows, a role with another name ("Ravens head coach Orla
        // Finn": what a team is called may look like a person's name), or those who stand by the person ("Finn aides").
        let person_ends = sheet.entity_at(end - 1).is_some_and(|e| e.kind == EntityKind::Person && e.tokens.end == end);
        if person_ends && !is_genitive(sheet, end) && !role_with_name(sheet, end) && !people_of(sheet, end) {
            break;
        }
    }
    last_nominal.map(|last| first..last + 1)
}

/// Whether a role in small letters and right after it a person's full name stand there ("head coach Orla Finn").
fn role_with_name(sheet: &Sheet, first: usize) -> bool {
    let small = |i: &usize| {
        matches!(sheet.pos(*i), Pos::Noun | Pos::Adj) && sheet.word(*i).chars().all(|c| c.is_lowercase() || c == '-')
    };
    let end = (first..first + 4).take_while(small).last().map_or(first, |last| last + 1);
    end > first
        && names_person(sheet, end - 1)
        && sheet
            .entity_at(end)
            .is_some_and(|e| e.kind == EntityKind::Person && e.tokens.start == end && e.tokens.len() > 1)
}

/// Whether the words from `first` on, which follow a person's name, make others of the phrase: "Finn allies", "a Finn
/// spokesman", "Finn campaign officials".
fn people_of(sheet: &Sheet, first: usize) -> bool {
    let small = |i: &usize| {
        (matches!(sheet.pos(*i), Pos::Noun | Pos::Adj) || sheet.is(*i, "ally"))
            && sheet.quote_at(*i) == sheet.quote_at(first)
            && sheet.word(*i).chars().all(|c| c.is_lowercase() || c == '-')
    };
    let last = (first..first + 4).take_while(small).last();
    last.is_some_and(|last| {
        sheet.pos(last) != Pos::Adj
            && (person_noun_at(sheet, last).is_some_and(|noun| noun.usual)
                || lexicon::group_noun(sheet.lemma(last)).is_some())
    })
}

/// Whether the word is a noun for people ("manager", "aunt"), with a capital too ("Minister").
pub(crate) fn names_person(sheet: &Sheet, index: usize) -> bool {
    person_noun_at(sheet, index).is_some()
}

pub(super) fn person_noun_at(sheet: &Sheet, index: usize) -> Option<lexicon::PersonNoun> {
    let word = lexicon::folded(sheet.word(index));
    // The learned endings do not know every plural ("aides").
    let single = || word.strip_suffix('s').and_then(lexicon::person_noun);
    lexicon::person_noun(sheet.lemma(index)).or_else(|| lexicon::person_noun(&word)).or_else(single)
}

/// Chooses the head: the last name of the base phrase when that phrase ends in it, else its last noun.
fn with_head(sheet: &Sheet, tokens: Range<usize>, head_base: &Range<usize>, base: &Range<usize>) -> Phrase {
    let last = head_base.end - 1;
    if head_base.len() == 1 && is_pronoun(sheet, last) && sheet.entity_at(last).is_none() {
        return Phrase { tokens, head: last..last + 1, form: SourceForm::Pronoun };
    }
    if let Some(head) = titled_person(sheet, &tokens) {
        return Phrase { tokens, head, form: SourceForm::Name };
    }
    if let Some(entity) = sheet.entity_at(last)
        && (head_base == base || entity.kind != EntityKind::Place)
    {
        let head = entity.tokens.start.max(tokens.start)..entity.tokens.end.min(tokens.end);
        return Phrase { tokens, head, form: SourceForm::Name };
    }
    if sheet.pos(last) == Pos::Propn && !sheet.word(last).starts_with(char::is_lowercase) {
        let mut start = last;
        while start > head_base.start && sheet.pos(start - 1) == Pos::Propn {
            start -= 1;
        }
        return Phrase { tokens, head: start..last + 1, form: SourceForm::Name };
    }
    let mut head = head_base.clone().rev().find(|&i| is_head(sheet, i)).unwrap_or(last);
    // "sergeant-at-arms", "editor-in-chief": the first part is what the person is.
    if head >= head_base.start + 4
        && joins_words(sheet, head - 1)
        && joins_words(sheet, head - 3)
        && !is_age(sheet, head)
    {
        head -= 4;
    }
    Phrase { tokens, head: head..head + 1, form: SourceForm::Description }
}

/// Whether the token can be the head of a description.
fn is_head(sheet: &Sheet, index: usize) -> bool {
    matches!(sheet.pos(index), Pos::Noun | Pos::Propn | Pos::Pron)
        || sheet.is(index, "ally")
        || is_person_adjective(sheet, index)
        || is_age(sheet, index)
}

/// Whether the word is the name of somebody on a network: "tidebush1".
fn is_handle(word: &str) -> bool {
    word.starts_with(char::is_alphabetic) && word.contains(|c: char| c.is_ascii_digit())
}

/// Whether the last word of "36-year-old" stands there.
fn is_age(sheet: &Sheet, index: usize) -> bool {
    let hyphens = index >= 3 && joins_words(sheet, index - 1) && joins_words(sheet, index - 3);
    hyphens && sheet.is_any(index, &["old", "olds"]) && sheet.is_any(index - 2, &["year", "month", "week"])
}

/// Whether the tagger takes for an adjective what is a person here: "an official from the port", "one local said".
fn is_person_adjective(sheet: &Sheet, index: usize) -> bool {
    let open = index.checked_sub(1).is_some_and(|before| {
        matches!(sheet.pos(before), Pos::Det | Pos::Adj | Pos::Noun | Pos::Num) || is_possessive(sheet, before)
    });
    let alone = matches!(sheet.pos(index + 1), Pos::Adp | Pos::Verb | Pos::Aux | Pos::Punct)
        || sheet.is_any(index + 1, &["who", "whose"]);
    sheet.pos(index) == Pos::Adj
        && open
        && alone
        && !sheet.is_mark(index + 1)
        && sheet
            .is_any(index, &["official", "executive", "representative", "professional", "veteran", "local", "native"])
}
