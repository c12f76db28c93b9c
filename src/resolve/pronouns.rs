//! Finds the pronouns of a document and what each asks of its antecedent.

use super::Gender;
use super::context::Context;
use super::place::{Place, place};
use crate::annotate::lexicon;
use crate::text::Span;

/// What a pronoun can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PronounKind {
    /// "he", "she": one person of that gender.
    Singular(Gender),
    /// "they": several people, a body, or one person.
    Plural,
    /// "it": a body.
    Thing,
    /// "who": the words just before.
    Relative,
    /// "I": the speaker of the quotation.
    Speaker,
    /// "we": the speaker's side; seldom one entity.
    Group,
}

/// The form of a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PronounForm {
    /// "he", "him".
    Plain,
    /// "his", "hers".
    Possessive,
    /// "himself".
    Reflexive,
}

/// One pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pronoun {
    /// Its token.
    pub token: usize,
    /// Its characters.
    pub span: Span,
    /// What it can mean.
    pub kind: PronounKind,
    /// Its form.
    pub form: PronounForm,
    /// Its place in the sentence.
    pub place: Place,
}

/// Every pronoun form with its kind; "it" and "us" in capitals are names.
const PRONOUNS: &[(&str, PronounKind, PronounForm)] = &[
    ("he", PronounKind::Singular(Gender::Masculine), PronounForm::Plain),
    ("him", PronounKind::Singular(Gender::Masculine), PronounForm::Plain),
    ("his", PronounKind::Singular(Gender::Masculine), PronounForm::Possessive),
    ("himself", PronounKind::Singular(Gender::Masculine), PronounForm::Reflexive),
    ("she", PronounKind::Singular(Gender::Feminine), PronounForm::Plain),
    ("her", PronounKind::Singular(Gender::Feminine), PronounForm::Plain),
    ("hers", PronounKind::Singular(Gender::Feminine), PronounForm::Possessive),
    ("herself", PronounKind::Singular(Gender::Feminine), PronounForm::Reflexive),
    ("they", PronounKind::Plural, PronounForm::Plain),
    ("them", PronounKind::Plural, PronounForm::Plain),
    ("their", PronounKind::Plural, PronounForm::Possessive),
    ("theirs", PronounKind::Plural, PronounForm::Possessive),
    ("themselves", PronounKind::Plural, PronounForm::Reflexive),
    ("it", PronounKind::Thing, PronounForm::Plain),
    ("its", PronounKind::Thing, PronounForm::Possessive),
    ("itself", PronounKind::Thing, PronounForm::Reflexive),
    ("who", PronounKind::Relative, PronounForm::Plain),
    ("whom", PronounKind::Relative, PronounForm::Plain),
    ("whose", PronounKind::Relative, PronounForm::Possessive),
    ("i", PronounKind::Speaker, PronounForm::Plain),
    ("me", PronounKind::Speaker, PronounForm::Plain),
    ("my", PronounKind::Speaker, PronounForm::Possessive),
    ("mine", PronounKind::Speaker, PronounForm::Possessive),
    ("myself", PronounKind::Speaker, PronounForm::Reflexive),
    ("we", PronounKind::Group, PronounForm::Plain),
    ("us", PronounKind::Group, PronounForm::Plain),
    ("our", PronounKind::Group, PronounForm::Possessive),
    ("ours", PronounKind::Group, PronounForm::Possessive),
    ("ourselves", PronounKind::Group, PronounForm::Reflexive),
];

/// The kind and form of a word that is a pronoun.
pub fn pronoun(word: &str) -> Option<(PronounKind, PronounForm)> {
    // The longest is "themselves".
    let first = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
    if word.is_ascii() && (word.len() > 10 || !b"histwmuo".contains(&first)) {
        return None;
    }
    let all_capitals = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
    if all_capitals && !matches!(word, "HE" | "SHE" | "HIS" | "HER" | "HIM" | "THEY") {
        return None;
    }
    let folded = lexicon::folded(word);
    PRONOUNS.iter().find(|(form, ..)| *form == folded.as_ref()).map(|(_, kind, form)| (*kind, *form))
}

/// Every pronoun, in the order of the text.
pub fn find(context: &Context) -> Vec<Pronoun> {
    let document = context.document;
    let mut names = document.entities.iter().peekable();
    let mut found = Vec::new();
    for (token, item) in document.tokens.iter().enumerate() {
        while names.next_if(|name| name.span.end() <= item.span.start()).is_some() {}
        if names.peek().is_some_and(|name| name.span.overlaps(item.span)) {
            continue;
        }
        let Some((kind, mut form)) = pronoun(document.word(token)) else { continue };
        if context.folded(token) == "her" && is_possessive_her(context, token) {
            form = PronounForm::Possessive;
        }
        let place = match form {
            PronounForm::Possessive => Place::Possessive,
            _ => place(context, &(token..token + 1)),
        };
        found.push(Pronoun { token, span: item.span, kind, form, place });
    }
    found
}

/// "her" before a noun, adjective, number or name of the same sentence owns it.
fn is_possessive_her(context: &Context, token: usize) -> bool {
    use crate::annotate::Pos;
    let Some(next) = context.document.tokens.get(token + 1) else { return false };
    context.sentence(token + 1) == context.sentence(token)
        && matches!(next.pos, Pos::Noun | Pos::Adj | Pos::Propn | Pos::Num)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_are_no_pronouns() {
        assert_eq!(pronoun("US"), None);
        assert_eq!(pronoun("WHO"), None);
        assert!(pronoun("us").is_some() && pronoun("She").is_some() && pronoun("I").is_some());
    }
}
