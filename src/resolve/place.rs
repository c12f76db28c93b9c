//! Where in its clause a mention stands: subject, object, after a preposition, owner.

use super::context::Context;
use crate::annotate::Pos;
use std::ops::Range;

/// The grammatical place of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The subject of a clause.
    Subject,
    /// The object of a verb.
    Object,
    /// After a preposition.
    Oblique,
    /// An owner: "Lenz's", "her".
    Possessive,
    /// Anything else.
    Other,
}

/// Reads the place of the mention that covers `tokens` from the words around it.
pub fn place(context: &Context, tokens: &Range<usize>) -> Place {
    let sentence = context.sentence_tokens(tokens.start);
    if sentence.contains(&tokens.end) && matches!(context.document.word(tokens.end), "'s" | "’s" | "'" | "’") {
        return Place::Possessive;
    }
    let before = before(context, tokens.start, sentence.start);
    match before {
        Some(Pos::Adp) => return Place::Oblique,
        Some(Pos::Verb) if !verb_follows(context, tokens.end, sentence.end) => return Place::Object,
        _ => {}
    }
    // "the harbour master, Orla Finn, doubted it": the name beside its description.
    let comma = |token: usize| context.document.word(token) == ",";
    let beside = tokens.start > sentence.start + 1 && comma(tokens.start - 1) && comma(tokens.end);
    let acts = || {
        let verb = tokens.end + 1;
        verb < sentence.end && pos(context, verb) == Pos::Verb && !context.document.word(verb).ends_with("ing")
    };
    let described = || matches!(pos(context, tokens.start - 2), Pos::Noun);
    if verb_follows(context, tokens.end, sentence.end) || beside && described() && acts() {
        Place::Subject
    } else {
        Place::Other
    }
}

fn pos(context: &Context, token: usize) -> Pos {
    context.document.tokens.get(token).map_or(Pos::X, |t| t.pos)
}

/// The part of speech before the noun phrase that ends at `start`: determiners, adjectives and nouns are skipped.
fn before(context: &Context, start: usize, first: usize) -> Option<Pos> {
    let modifiers = [Pos::Det, Pos::Adj, Pos::Noun, Pos::Propn, Pos::Num];
    (first..start).rev().map(|token| pos(context, token)).find(|pos| !modifiers.contains(pos))
}

/// Whether a finite verb follows, past an apposition between commas, a bracket, an adverb or a coordinated name.
fn verb_follows(context: &Context, end: usize, last: usize) -> bool {
    let mut token = end;
    let word = |token: usize| context.document.word(token);
    if token < last && word(token) == "(" {
        token = (token..last).find(|t| word(*t) == ")").map_or(last, |t| t + 1);
    }
    if token < last && matches!(word(token), "," | "—" | "–" | "--") {
        let close = (token + 1..last.min(token + 24)).find(|t| word(*t) == word(token));
        token = close.map_or(last, |t| t + 1);
    }
    while token < last && matches!(pos(context, token), Pos::Adv | Pos::Part) {
        token += 1;
    }
    if token < last && word(token) == "and" {
        token = (token + 1..last)
            .find(|t| !matches!(pos(context, *t), Pos::Propn | Pos::Det | Pos::Noun | Pos::Adj))
            .unwrap_or(last);
    }
    token < last && matches!(pos(context, token), Pos::Verb | Pos::Aux) && !word(token).ends_with("ing")
}
