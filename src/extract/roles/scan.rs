//! A document as role rules read it: words, tags, and the name that each token belongs to.

use super::no_body;
use crate::annotate::lexicon::{self, PersonClass, PersonNoun, titles};
use crate::annotate::tag::XPOS;
use crate::annotate::{Document, EntityKind, EntityMention, Pos};
use crate::text::Span;
use std::borrow::Cow;
use std::ops::Range;

/// The first two letters of some verbs. Rules ask of every token whether it is a form of dozens of verbs, and its
/// beginning answers nearly always.
pub struct Beginnings([bool; 256]);

impl Beginnings {
    /// The beginnings of `lemmas`, each of two bytes at least.
    pub const fn of(lemmas: &[&str]) -> Self {
        let mut table = [false; 256];
        let mut at = 0;
        while at < lemmas.len() {
            if let [first, second, ..] = lemmas[at].as_bytes() {
                table[slot(*first, *second)] = true;
            }
            at += 1;
        }
        Self(table)
    }

    /// Whether one of the verbs may begin like `word`; never false for one that does.
    fn may_begin(&self, word: &str) -> bool {
        match word.as_bytes() {
            [first, second, ..] => self.0.get(slot(*first, *second)).is_some_and(|known| *known),
            _ => false,
        }
    }
}

/// Where the table of beginnings keeps two bytes.
const fn slot(first: u8, second: u8) -> usize {
    (first.wrapping_mul(32) ^ second) as usize
}

/// A document with its names by token.
pub struct Scan<'a> {
    /// The document.
    pub document: &'a Document,
    /// For each token, the index of the name it belongs to plus one; 0 for none.
    names: Vec<u32>,
    /// For each token, its folded word and its folded lemma: rules ask for them again and again.
    forms: Vec<[Cow<'a, str>; 2]>,
}

/// A person as a rule finds them: a name or a pronoun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its characters.
    pub span: Span,
}

/// Words that describe the time of a role and are no part of it.
pub const STATUS_WORDS: &[&str] = &[
    "former",
    "ex",
    "late",
    "retired",
    "outgoing",
    "acting",
    "interim",
    "caretaker",
    "incoming",
    "then",
    "now",
    "current",
    "longtime",
    "long-time",
    "onetime",
    "one-time",
    "new",
    "newly",
    "fellow",
    "veteran",
];

impl<'a> Scan<'a> {
    /// Reads the document once.
    pub fn new(document: &'a Document) -> Self {
        let mut names = vec![0; document.tokens.len()];
        for (index, name) in document.entities.iter().enumerate() {
            // "President" or "CFO" taken for a name.
            let noun = lexicon::person_noun(&lexicon::folded(name.span.of(document.text())));
            if noun.is_some_and(|noun| noun.class == PersonClass::Role && noun.usual) {
                continue;
            }
            // "Deputy Harbour Affairs" of "Deputy Harbour Affairs Minister".
            let office = name.kind != EntityKind::Person && document.word(name.tokens.start) == "Deputy";
            if office || name.kind != EntityKind::Person && no_body::is_no_body(name.span.of(document.text())) {
                continue;
            }
            for slot in names.get_mut(name.tokens.clone()).unwrap_or_default() {
                *slot = u32::try_from(index + 1).unwrap_or(0);
            }
        }
        let forms = lexicon::forms(document);
        Self { document, names, forms }
    }

    /// The word of a token; empty beyond the end.
    pub fn word(&self, token: usize) -> &'a str {
        self.document.word(token)
    }

    /// The folded word of a token; empty beyond the end.
    pub fn folded(&self, token: usize) -> &str {
        self.forms.get(token).map_or("", |[word, _]| word)
    }

    /// The part of speech of a token.
    pub fn pos(&self, token: usize) -> Pos {
        self.document.tokens.get(token).map_or(Pos::X, |t| t.pos)
    }

    /// The lemma of a token in lower case; the folded word while there are no lemmas.
    pub fn lemma(&self, token: usize) -> &str {
        self.forms.get(token).map_or("", |[_, lemma]| lemma)
    }

    /// Whether a token can be a form of one of the verbs with these beginnings.
    pub fn may_be_form(&self, token: usize, beginnings: &Beginnings) -> bool {
        beginnings.may_begin(self.folded(token)) || beginnings.may_begin(self.lemma(token))
    }

    /// Whether a token is a form of the verb `lemma`, whatever the lemmatizer made of it.
    pub fn is_form_of(&self, token: usize, lemma: &str) -> bool {
        let (word, own) = (self.folded(token), self.lemma(token));
        // Rules ask this of every word for dozens of verbs, and the first letter answers nearly always.
        let first = lemma.as_bytes().first();
        if word.as_bytes().first() != first && own.as_bytes().first() != first {
            return false;
        }
        if own == lemma {
            return true;
        }
        let stem = lemma.strip_suffix('e').unwrap_or(lemma);
        word.strip_prefix(stem).is_some_and(|ending| matches!(ending, "s" | "es" | "ed" | "ing" | "e"))
    }

    /// Whether a token is tagged as a participle.
    pub fn is_participle(&self, token: usize) -> bool {
        let tag = self.document.tokens.get(token).and_then(|t| XPOS.get(usize::from(t.xpos)));
        tag.is_some_and(|tag| matches!(*tag, "VBN" | "VBG"))
    }

    /// Whether a word begins with a capital letter.
    pub fn is_capitalised(&self, token: usize) -> bool {
        self.word(token).chars().next().is_some_and(char::is_uppercase)
    }

    /// The name that a token belongs to.
    pub fn name(&self, token: usize) -> Option<&'a EntityMention> {
        let index = self.names.get(token).copied()?.checked_sub(1)?;
        self.document.entities.get(index as usize)
    }

    /// Whether a word that belongs to no name is the last name of somebody whom the document names in full.
    pub fn is_somebodys_last_name(&self, token: usize) -> bool {
        let word = self.word(token);
        self.is_capitalised(token)
            && self.name(token).is_none()
            && self.document.entities.iter().any(|name| {
                name.kind == EntityKind::Person
                    && name.tokens.len() > 1
                    && self.word(name.tokens.end.saturating_sub(1)) == word
            })
    }

    /// The kind of the name that a token belongs to.
    pub fn kind(&self, token: usize) -> Option<EntityKind> {
        self.name(token).map(|name| name.kind)
    }

    /// The characters from the first token of a range to its last.
    pub fn span(&self, tokens: &Range<usize>) -> Span {
        let at = |token: usize| self.document.tokens.get(token).map_or(Span::default(), |t| t.span);
        if tokens.is_empty() { Span::default() } else { at(tokens.start).union(at(tokens.end - 1)) }
    }

    /// The person noun that ends at `token`, with its first token: "chief executive officer", "minister", "Sen.".
    pub fn person_noun(&self, token: usize, first: usize) -> Option<(usize, PersonNoun)> {
        let longest = token.saturating_sub(3).max(first);
        let word = self.folded(token);
        let single = lexicon::singular(word);
        let forms: [&str; 3] = [word, self.lemma(token), &single];
        for start in (longest..token).filter(|start| lexicon::opens_person_noun(self.folded(*start))) {
            let before = (start..token).fold(String::new(), |words, t| words + self.folded(t) + " ");
            for last in forms {
                let joined = format!("{before}{last}").replace(" - ", "-");
                if let Some(noun) = lexicon::person_noun(&joined) {
                    return Some((start, noun));
                }
            }
        }
        // "a grading company" is nobody's role, though the noun may be a person's in a rare sense.
        let of_people =
            |form: &str| lexicon::person_noun(form).filter(|_| !matches!(form, "company" | "party" | "family"));
        if let Some(noun) = forms.into_iter().find_map(of_people) {
            return Some((token, noun));
        }
        let title = titles::title_of(self.word(token)).filter(|t| t.role && self.is_capitalised(token))?;
        Some((token, PersonNoun { class: PersonClass::Role, gender: title.gender, usual: true }))
    }

    /// The organisation named before `token`, in its sentence or the one before, that "the agency" (`noun`) or "its" (none)
    /// points back to: one with that noun in its name, else the only one there.
    pub fn body_before(&self, token: usize, noun: Option<&str>) -> Option<Span> {
        let sentence = self.document.sentences.partition_point(|s| s.tokens.end <= token);
        let first = self.document.sentences.get(sentence.saturating_sub(1)).map_or(token, |s| s.tokens.start);
        let end = self.document.entities.partition_point(|name| name.tokens.end <= token);
        let start = self.document.entities.partition_point(|name| name.tokens.start < first);
        let near = self.document.entities.get(start..end).unwrap_or_default();
        let bodies = near.iter().filter(|name| name.kind == EntityKind::Organization);
        let words = |name: &&EntityMention| {
            let folded = lexicon::folded(name.span.of(self.document.text()));
            noun.is_some_and(|noun| folded.split(' ').any(|word| word == noun))
        };
        if let Some(named) = bodies.clone().rev().find(words) {
            return Some(named.span);
        }
        let general = noun.is_none_or(|n| {
            matches!(n, "company" | "firm" | "group" | "agency" | "organization" | "organisation" | "department")
        });
        let mut all = bodies.rev();
        let last = all.next().filter(|_| general)?;
        all.all(|other| other.span.of(self.document.text()) == last.span.of(self.document.text())).then_some(last.span)
    }

    /// Whether the noun of a token is in the plural.
    pub fn is_plural(&self, token: usize) -> bool {
        let word = self.folded(token);
        word.ends_with('s')
            && lexicon::person_noun(word).is_none()
            && lexicon::person_noun(&lexicon::singular(word)).is_some()
    }

    /// The person named at `token`, when a person's name begins or goes on there.
    pub fn person(&self, token: usize) -> Option<Person> {
        let name = self.name(token).filter(|name| name.kind == EntityKind::Person)?;
        Some(Person { tokens: name.tokens.clone(), span: name.span })
    }

    /// The people named in a stretch of tokens, in their order.
    pub fn people(&self, tokens: Range<usize>) -> impl Iterator<Item = Person> {
        let mut next = tokens.start;
        std::iter::from_fn(move || {
            let person = (next..tokens.end).find_map(|token| self.person(token))?;
            next = person.tokens.end.max(next + 1);
            Some(person)
        })
    }
}
