//! What makes two quotations express one claim.

use super::Writer;
use crate::annotate::{Pos, Token};
use crate::graph::{mint, mint::Space, words};
use crate::resolve::MentionForm;
use crate::text::Span;
use oxigraph::model::NamedNode;

/// A content with fewer words belongs to its article.
const LEAST_WORDS: usize = 6;

/// Pronouns that mean the speaker.
const SPEAKER: &[&str] = &["i", "me", "my", "mine", "myself"];

/// Words that mean something else in each text: unresolved, they bind a claim to its article.
const POINTING: &[&str] = &[
    "he",
    "him",
    "his",
    "himself",
    "she",
    "her",
    "hers",
    "herself",
    "it",
    "its",
    "itself",
    "they",
    "them",
    "their",
    "theirs",
    "themselves",
    "we",
    "us",
    "our",
    "ours",
    "ourselves",
    "you",
    "your",
    "yours",
    "yourself",
    "yourselves",
    "this",
    "these",
    "those",
    "here",
];

/// Days that depend on when the words were said: with a date they mean one day, without they bind as well.
const DAYS: &[&str] = &["today", "tonight", "tomorrow", "yesterday"];

impl Writer<'_> {
    /// The claim that a content expresses.
    ///
    /// Two contents express one claim when their words are the same but for case, accents and punctuation and their
    /// pronouns mean the same. A content with a pronoun of unknown meaning, or of fewer than six words, has a claim of
    /// its own, named after the quotation (`own`).
    pub(super) fn claim(&self, kept: &[Span], speakers: &[usize], own: &str) -> NamedNode {
        let mut key = Vec::new();
        let mut shared = true;
        for word in kept.iter().flat_map(|span| words::words(self.text, *span)) {
            let normal = words::normal(word.form);
            let stem = normal.split('\'').next().unwrap_or(&normal);
            let first = key.is_empty();
            match self.referent(word, stem, first, speakers) {
                Referent::None => key.push(normal),
                Referent::Shared(name) => key.push(name),
                Referent::Unknown => {
                    shared = false;
                    break;
                }
            }
        }
        if !shared || key.len() < LEAST_WORDS {
            return self.own(Space::Claim, own);
        }
        for span in kept {
            for mention in self.mentions.inside(self.resolution, *span) {
                let described = mention.form == MentionForm::Description;
                let Some(index) = mention.entity.filter(|_| described) else { continue };
                if self.nodes.is_own(index) {
                    return self.own(Space::Claim, own);
                }
                key.extend(self.local(index));
            }
        }
        mint::node(&self.settings.base, Space::Claim, &mint::hash(&[&key.join(" ")], 16))
    }

    /// What a word of the content refers to.
    fn referent(&self, word: words::Word<'_>, stem: &str, first: bool, speakers: &[usize]) -> Referent {
        if DAYS.contains(&stem) {
            let day = self.date.as_ref().map(|date| Referent::Shared(format!("{stem} {}", date.value())));
            return day.unwrap_or(Referent::Unknown);
        }
        let speaks = SPEAKER.contains(&stem) && !(stem == "i" && word.form.starts_with('i'));
        let points = POINTING.contains(&stem) || stem == "that" && self.that_points(word.start, first);
        if !(speaks || points) || matches!(word.form, "US" | "IT") {
            return Referent::None;
        }
        let place = Span::new(word.start, word.start + word.form.len());
        let mut mentions = self.mentions.inside(self.resolution, place);
        let pronoun =
            mentions.find(|mention| mention.span.start() == word.start && mention.form == MentionForm::Pronoun);
        let entity = pronoun.and_then(|mention| mention.entity);
        let speaker = speakers.first().filter(|_| speaks && speakers.len() == 1).copied();
        match entity.or(speaker).filter(|&index| !self.nodes.is_own(index)).and_then(|index| self.local(index)) {
            Some(name) => Referent::Shared(name),
            None => Referent::Unknown,
        }
    }

    /// Whether a "that" points ("that is wrong", "that decision") rather than joins clauses.
    fn that_points(&self, start: usize, first: bool) -> bool {
        self.token_at(start).map_or(first, |token| match token.pos {
            Pos::Det => true,
            Pos::Pron => first,
            _ => false,
        })
    }

    /// The token that starts at a byte.
    pub(super) fn token_at(&self, start: usize) -> Option<&Token> {
        let tokens = &self.document.tokens;
        tokens.get(tokens.partition_point(|token| token.span.start() < start)).filter(|t| t.span.start() == start)
    }

    /// An entity's name below the base: the same in every store.
    fn local(&self, index: usize) -> Option<String> {
        let iri = self.nodes.of(index)?;
        Some(iri.as_str().strip_prefix(&self.settings.base).unwrap_or(iri.as_str()).to_owned())
    }
}

/// What a word refers to.
enum Referent {
    /// Nothing: it is a word like any other.
    None,
    /// The same thing in every text: an entity or a day.
    Shared(String),
    /// Something that only this article could tell.
    Unknown,
}
