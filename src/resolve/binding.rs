//! What a pronoun cannot mean where it stands, and the clause and phrase that bind it.

use super::antecedent::{Scene, Seen};
use super::context::Context;
use super::pronouns::{Pronoun, PronounForm, PronounKind};
use crate::annotate::{ParagraphKind, Pos};

/// The most tokens of a phrase in front of its clause, before and behind the pronoun.
const FRONTED: usize = 12;

/// Whether the pronoun cannot mean what stands there, whatever its kind and gender.
pub fn barred(scene: &Scene, pronoun: &Pronoun, mention: &Seen) -> bool {
    matches!(pronoun.kind, PronounKind::Singular(_)) && scene.no_person.contains(&mention.entity)
        || aside(scene.context, mention.token) && !aside(scene.context, pronoun.token)
        || interviews(scene.context, mention, pronoun)
        || owns(scene.context, mention, pronoun)
}

/// Whether the sentence opens with a phrase of a preposition or participle that holds the pronoun and ends at a comma.
pub fn is_fronted(context: &Context, pronoun: &Pronoun) -> bool {
    let sentence = context.sentence_tokens(pronoun.token);
    let opens = sentence.clone().find(|token| context.document.word(*token).chars().any(char::is_alphanumeric));
    let Some(first) = opens.filter(|first| *first < pronoun.token && pronoun.token < first + FRONTED) else {
        return false;
    };
    let pos = |token: usize| context.document.tokens.get(token).map(|token| token.pos);
    let opens = matches!(pos(first), Some(Pos::Adp | Pos::Sconj)) || context.folded(first).ends_with("ing");
    opens
        && !(first..pronoun.token).any(|token| context.document.word(token) == ",")
        && (pronoun.token..sentence.end.min(pronoun.token + FRONTED)).any(|token| context.document.word(token) == ",")
}

/// Whether the name is that of the very thing or person that the pronoun owns: "her aunt Mary Paine".
fn owns(context: &Context, mention: &Seen, pronoun: &Pronoun) -> bool {
    let tokens = context.document.tokens.get(pronoun.token + 1..mention.token).unwrap_or_default();
    pronoun.form == PronounForm::Possessive
        && tokens.len() <= 4
        && tokens.iter().all(|token| matches!(token.pos, Pos::Noun | Pos::Adj | Pos::Propn))
        && tokens.last().is_some_and(|token| token.pos == Pos::Noun)
}

/// Whether the mention is who asked and not who spoke: "In an interview with Dawn, she said …".
fn interviews(context: &Context, mention: &Seen, pronoun: &Pronoun) -> bool {
    let before = |back: usize| mention.token.checked_sub(back).map_or("", |token| context.folded(token));
    mention.token < pronoun.token
        && context.sentence(mention.token) == context.sentence(pronoun.token)
        && before(1) == "with"
        && matches!(before(2), "interview" | "conversation" | "chat" | "interviews")
}

/// Whether the token stands under a picture or in a credit, which running text does not refer to.
fn aside(context: &Context, token: usize) -> bool {
    let kind = context.document.paragraphs.get(context.paragraph(token)).map(|p| p.kind);
    matches!(kind, Some(ParagraphKind::Caption | ParagraphKind::Credit | ParagraphKind::Boilerplate))
}

/// Whether both tokens stand in one clause: no comma, conjunction, relative or quotation mark between them.
pub fn same_clause(context: &Context, a: usize, b: usize) -> bool {
    let (from, to) = (a.min(b), a.max(b));
    context.sentence(a) == context.sentence(b)
        && to - from < 12
        && !(from..to).any(|token| {
            matches!(
                context.document.word(token),
                "," | ";"
                    | ":"
                    | "and"
                    | "but"
                    | "or"
                    | "that"
                    | "who"
                    | "which"
                    | "when"
                    | "while"
                    | "because"
                    | "if"
                    | "as"
                    | "after"
                    | "before"
                    | "where"
                    | "“"
                    | "”"
                    | "\""
                    | "--"
                    | "—"
            )
        })
}
