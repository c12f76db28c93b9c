//! Takes a name for a person's where an apposition says so: "Yula, a resident of Tarsk, …".

use super::lexicon;
use super::{Document, EntityKind, EntityMention, Pos};

/// Nouns that people alone are called by. Bodies and states are members, leaders and neighbours too.
const PEOPLE: &[&str] = &[
    "accountant",
    "activist",
    "actor",
    "actress",
    "analyst",
    "artist",
    "attorney",
    "author",
    "boy",
    "brother",
    "businessman",
    "businesswoman",
    "carpenter",
    "civilian",
    "coach",
    "consultant",
    "daughter",
    "diplomat",
    "doctor",
    "driver",
    "economist",
    "electrician",
    "engineer",
    "farmer",
    "father",
    "firefighter",
    "fisherman",
    "girl",
    "grandfather",
    "grandmother",
    "historian",
    "homeowner",
    "husband",
    "imam",
    "journalist",
    "judge",
    "labourer",
    "laborer",
    "lawmaker",
    "lawyer",
    "man",
    "mechanic",
    "migrant",
    "mother",
    "musician",
    "nurse",
    "officer",
    "official",
    "passenger",
    "pastor",
    "pensioner",
    "photographer",
    "physician",
    "pilot",
    "plumber",
    "poet",
    "politician",
    "priest",
    "professor",
    "programmer",
    "refugee",
    "reporter",
    "researcher",
    "resident",
    "retiree",
    "sailor",
    "scientist",
    "senator",
    "shopkeeper",
    "singer",
    "sister",
    "soldier",
    "son",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "student",
    "surgeon",
    "survivor",
    "teacher",
    "teenager",
    "trader",
    "villager",
    "volunteer",
    "waiter",
    "waitress",
    "widow",
    "wife",
    "witness",
    "woman",
    "writer",
];

/// The most words between the article and the noun.
const MODIFIERS: usize = 4;

/// Makes people of such names of one to three words, wherever they stand in the article.
pub fn name(document: &mut Document) {
    let apposed = |mention: &EntityMention| mention.kind != EntityKind::Person && is_apposed(document, mention);
    let names: Vec<String> =
        document.entities.iter().filter(|m| apposed(m)).map(|m| m.span.of(document.text()).to_owned()).collect();
    if names.is_empty() {
        return;
    }
    let body = document.article.body.clone();
    for mention in document.entities.iter_mut().filter(|m| m.kind != EntityKind::Person) {
        if names.iter().any(|name| name == mention.span.of(&body)) {
            mention.kind = EntityKind::Person;
        }
    }
}

/// Whether ", a resident of …" or the like stands behind the name.
pub(super) fn is_apposed(document: &Document, mention: &EntityMention) -> bool {
    let name = mention.span.of(document.text());
    let plain = mention.tokens.len() <= 3
        && name.split(' ').all(|word| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase))
        && !name.split(' ').any(|word| lexicon::group_noun(&lexicon::folded(word)).is_some());
    let comma = mention.tokens.end;
    let article = matches!(document.word(comma + 1), "a" | "an");
    if !plain || document.word(comma) != "," || !article || lexicon::is_country(&lexicon::folded(name)).is_some() {
        return false;
    }
    let pos = |at: usize| document.tokens.get(at).map_or(Pos::X, |token| token.pos);
    let joins = |at: usize| matches!(pos(at), Pos::Adj | Pos::Noun | Pos::Propn | Pos::Num) || document.word(at) == "-";
    // The noun that ends the phrase is its head.
    let end = (comma + 2..comma + 3 + MODIFIERS).take_while(|at| joins(*at)).last();
    let Some(head) = end.filter(|head| !joins(head + 1)) else { return false };
    PEOPLE.contains(&lexicon::folded(document.word(head)).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::{Article, Span};

    fn kind(text: &str, end: usize) -> EntityKind {
        let mut document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
        let last = document.tokens.iter().position(|token| token.span.end() == end).unwrap();
        document.entities =
            vec![EntityMention { span: Span::new(0, end), tokens: 0..last + 1, kind: EntityKind::Misc }];
        name(&mut document);
        document.entities[0].kind
    }

    #[test]
    fn who_is_called_a_resident_is_a_person() {
        assert_eq!(kind("Yula, a resident of Tarsk, heard the water.", 4), EntityKind::Person);
        assert_eq!(kind("Yula Marn, a retired school teacher, heard the water.", 9), EntityKind::Person);
        assert_eq!(kind("Velkor, a member of the league, closed its gates.", 6), EntityKind::Misc);
        assert_eq!(kind("Velkor, a student union, closed its gates.", 6), EntityKind::Misc);
    }
}
