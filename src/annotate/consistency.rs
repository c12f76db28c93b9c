//! Makes the names of one article agree: a last name follows the full name, an abbreviation what it abbreviates.

use super::lexicon::{self, titles::title_of};
use super::{Document, EntityKind, EntityMention, Pos, Token};
use crate::text::MONTHS;
use rustc_hash::{FxHashMap, FxHashSet};

/// Settles the kinds of short names by what the article says of the long ones.
pub fn settle(document: &mut Document) {
    leave_out_other_scripts(document);
    mend_kinds(document);
    mend_lists(document);
    super::repeats::name(document);
    super::apposed::name(document);
    follow_full_names(document);
    follow_expansions(document);
    super::lone::doubt(document);
    leave_out_words_and_months(document);
}

/// Takes out what is written in another script: in an English text it is a phrase of another language, or a second form of a
/// name that stands beside it.
fn leave_out_other_scripts(document: &mut Document) {
    let is_latin = |name: &str| {
        let letters = || name.chars().filter(|c| c.is_alphabetic());
        // The Latin letters with all their accents end at U+024F; U+1E00 to U+1EFF hold those of Vietnamese.
        let latin = letters().filter(|c| matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')).count();
        name.is_ascii() || latin * 2 >= letters().count()
    };
    let mut entities = std::mem::take(&mut document.entities);
    entities.retain(|mention| is_latin(mention.span.of(document.text())));
    document.entities = entities;
}

/// "Hurricane Lorne" and "Storm Lorne" are no people, nor is "Sella Strait"; "Okonjo & Finn" is a house; "the Queen's Bench" is
/// a court; a "Native American" is nobody's name.
fn mend_kinds(document: &mut Document) {
    const STORMS: &[&str] = &["Hurricane", "Typhoon", "Cyclone", "Storm"];
    let mut entities = std::mem::take(&mut document.entities);
    entities.retain(|mention| {
        let before = mention.tokens.start.checked_sub(2).map_or("", |index| document.word(index));
        !(mention.span.of(document.text()) == "Bench" && matches!(before, "Queen" | "King"))
    });
    for mention in entities.iter_mut().filter(|m| m.tokens.len() > 1) {
        let (first, last) = (document.word(mention.tokens.start), document.word(mention.tokens.end - 1));
        let before_last = mention.tokens.clone().nth_back(1).map_or("", |index| document.word(index));
        let people = mention.tokens.len() == 2
            && matches!(first, "Native" | "African" | "Asian" | "Arab")
            && matches!(last, "American" | "Americans");
        mention.kind = match mention.kind {
            _ if people => EntityKind::Misc,
            EntityKind::Person if mention.tokens.clone().any(|index| document.word(index) == "&") => {
                EntityKind::Organization
            }
            EntityKind::Person if STORMS.contains(&first) => EntityKind::Misc,
            EntityKind::Person if lexicon::is_land(before_last, last) => EntityKind::Place,
            kind => kind,
        };
    }
    document.entities = entities;
}

/// In a list of places a person without a given name is a place: "in Lorne, Sella, Red Finn and Tarn".
fn mend_lists(document: &mut Document) {
    let is_given = |index: usize| lexicon::given_name(&lexicon::folded(document.word(index))).is_some();
    let lone = |m: &EntityMention| m.kind == EntityKind::Person && m.tokens.len() <= 2 && !is_given(m.tokens.start);
    let is_listed = |one: &EntityMention, next: &EntityMention| {
        let mut between = one.tokens.end..next.tokens.start;
        (1..=2).contains(&between.len()) && between.all(|index| matches!(document.word(index), "," | "and" | "or"))
    };
    let entities = &document.entities;
    let place =
        |index: Option<usize>| index.and_then(|index| entities.get(index)).filter(|m| m.kind == EntityKind::Place);
    let mut places = Vec::new();
    for (index, mention) in entities.iter().enumerate().filter(|(_, mention)| lone(mention)) {
        let Some(before) = place(index.checked_sub(1)).filter(|before| is_listed(before, mention)) else { continue };
        let earlier = place(index.checked_sub(2)).is_some_and(|earlier| is_listed(earlier, before));
        let later = place(Some(index + 1)).is_some_and(|later| is_listed(mention, later));
        if earlier || later {
            places.push(index);
        }
    }
    for index in places {
        if let Some(mention) = document.entities.get_mut(index) {
            mention.kind = EntityKind::Place;
        }
    }
}

/// Words before a month.
const WHEN: &[&str] = &[
    "by", "in", "on", "of", "since", "until", "from", "before", "after", "through", "early", "late", "last", "next",
    "this", "mid",
];

/// Takes out single words that are no names: a common noun whose capital comes from its place at the start of a sentence
/// or quotation, and a month after a preposition.
fn leave_out_words_and_months(document: &mut Document) {
    let opens = |index: usize| {
        let sentence = document.sentences.partition_point(|s| s.tokens.start < index);
        document.sentences.get(sentence).is_some_and(|s| s.tokens.start == index)
            || index > 0 && matches!(document.word(index - 1), "\"" | "“" | "‘" | "«" | "(" | "—" | ":")
    };
    let doubtful = |mention: &EntityMention| {
        let index = mention.tokens.start;
        let pos = document.tokens.get(index).map_or(Pos::X, |token| token.pos);
        mention.tokens.len() == 1
            && matches!(pos, Pos::Noun | Pos::Verb)
            && document.word(index).contains(char::is_lowercase)
            && opens(index)
    };
    // What the article writes with a capital where nothing asks for one, it means as a name.
    let sure = document.entities.iter().filter(|mention| !doubtful(mention));
    let names: FxHashSet<&str> = sure.flat_map(|m| m.tokens.clone()).map(|index| document.word(index)).collect();
    let long = document.entities.iter().filter(|mention| mention.tokens.len() > 1);
    let parts: FxHashSet<&str> = long.flat_map(|m| m.tokens.clone()).map(|index| document.word(index)).collect();
    let is_month = |mention: &EntityMention| {
        let word = document.word(mention.tokens.start);
        let before = mention.tokens.start.checked_sub(1).map_or("", |index| document.word(index));
        mention.tokens.len() == 1
            && MONTHS.contains(&word.to_lowercase().as_str())
            && WHEN.contains(&before.to_lowercase().as_str())
            && !parts.contains(word)
    };
    // Surnames are often taken for nouns, so people stay.
    let is_word = |mention: &EntityMention| {
        mention.kind != EntityKind::Person && doubtful(mention) && !names.contains(document.word(mention.tokens.start))
    };
    let kept: Vec<bool> = document.entities.iter().map(|m| !is_month(m) && !is_word(m)).collect();
    let mut kept = kept.into_iter();
    document.entities.retain(|_| kept.next().unwrap_or(true));
}

/// Words before a place.
const WHERE: &[&str] = &["in", "at", "near", "from", "to", "into", "across", "outside", "toward", "towards", "("];

/// Gives the last name of a person, where it stands alone, that person's kind; where the model saw no name, too.
fn follow_full_names(document: &mut Document) {
    let mut last_names: FxHashMap<String, usize> = FxHashMap::default();
    for mention in &document.entities {
        let last = document.word(mention.tokens.end.saturating_sub(1));
        let known = mention.kind == EntityKind::Person
            && mention.tokens.len() > 1
            && last.chars().filter(|c| c.is_alphabetic()).count() > 2
            && last.starts_with(char::is_uppercase)
            && title_of(last).is_none()
            && lexicon::person_noun(&lexicon::folded(last)).is_none();
        if known {
            *last_names.entry(last.to_lowercase()).or_default() += 1;
        }
    }
    cut_speakers(document, &last_names);
    // A word that is as often a part of some other name ("Okonjo Steel") tells nothing; "Okonjo-Finn" names the two.
    for mention in document.entities.iter().filter(|m| m.kind == EntityKind::Person && m.tokens.len() == 1) {
        if let Some(people) = last_names.get_mut(&document.word(mention.tokens.start).to_lowercase()) {
            *people += 1;
        }
    }
    let is_pair =
        |mention: &EntityMention| mention.tokens.clone().any(|index| matches!(document.word(index), "-" | "–"));
    for mention in &document.entities {
        if mention.kind != EntityKind::Person && mention.tokens.len() > 1 && !is_pair(mention) {
            for index in mention.tokens.clone() {
                if let Some(people) = last_names.get_mut(&document.word(index).to_lowercase()) {
                    *people = people.saturating_sub(1);
                }
            }
        }
    }
    last_names.retain(|_, people| *people > 0);
    if last_names.is_empty() {
        return;
    }
    let mut found = Vec::new();
    let mut named = vec![false; document.tokens.len()];
    for (index, mention) in document.entities.iter().enumerate() {
        if let Some(tokens) = named.get_mut(mention.tokens.clone()) {
            tokens.fill(true);
        }
        if mention.tokens.len() == 1
            && mention.kind != EntityKind::Person
            && last_names.contains_key(&document.word(mention.tokens.start).to_lowercase())
            && !is_place_here(document, mention)
        {
            found.push(index);
        }
    }
    for index in found {
        if let Some(mention) = document.entities.get_mut(index) {
            mention.kind = EntityKind::Person;
        }
    }
    let fresh: Vec<EntityMention> = document
        .tokens
        .iter()
        .enumerate()
        .filter(|(index, token)| token.pos == Pos::Propn && named.get(*index) == Some(&false))
        .filter(|(index, _)| {
            let word = document.word(*index);
            word.starts_with(char::is_uppercase) && last_names.contains_key(&word.to_lowercase())
        })
        .map(|(index, token)| EntityMention { span: token.span, tokens: index..index + 1, kind: EntityKind::Person })
        .collect();
    if !fresh.is_empty() {
        document.entities.extend(fresh);
        document.entities.sort_by_key(|mention| mention.tokens.start);
    }
}

/// Cuts a person's last name off a body's name that ends in it and right behind which somebody speaks: "In a meeting with the
/// Ellery Courier Okonjo said".
fn cut_speakers(document: &mut Document, last_names: &FxHashMap<String, usize>) {
    let speaks = |index: usize| {
        let token = document.tokens.get(index);
        token.is_some_and(|t| t.pos == Pos::Verb && super::lone::DEEDS.contains(&t.lemma.as_str()))
    };
    let joined = |index: usize| matches!(document.word(index), "of" | "and" | "&" | "for" | "the" | "de" | "-");
    let ends_in_speaker = |mention: &EntityMention| {
        let last = mention.tokens.end.saturating_sub(1);
        mention.kind != EntityKind::Person
            && mention.tokens.len() > 2
            && speaks(mention.tokens.end)
            && !joined(last - 1)
            && last_names.contains_key(&document.word(last).to_lowercase())
    };
    let cut: Vec<usize> =
        document.entities.iter().enumerate().filter(|(_, m)| ends_in_speaker(m)).map(|(index, _)| index).collect();
    for index in cut {
        let Some(mention) = document.entities.get_mut(index) else { continue };
        let last = mention.tokens.end - 1;
        let span_of = |token: usize| document.tokens.get(token).map(|t| t.span);
        let (Some(first), Some(end), Some(own)) = (span_of(mention.tokens.start), span_of(last - 1), span_of(last))
        else {
            continue;
        };
        mention.tokens.end = last;
        mention.span = first.union(end);
        document.entities.push(EntityMention { span: own, tokens: last..last + 1, kind: EntityKind::Person });
    }
    document.entities.sort_by_key(|mention| mention.tokens.start);
}

/// Whether a name stands where a place does, or is a country's.
fn is_place_here(document: &Document, mention: &EntityMention) -> bool {
    let before = mention.tokens.start.checked_sub(1).map_or("", |index| document.word(index));
    WHERE.contains(&before.to_lowercase().as_str())
        || mention.kind == EntityKind::Place
            && lexicon::is_country(&lexicon::folded(document.word(mention.tokens.start))).is_some()
}

/// Gives an abbreviation the kind of the organisation that it stands behind in brackets, wherever it stands.
fn follow_expansions(document: &mut Document) {
    let mut short: FxHashMap<String, EntityKind> = FxHashMap::default();
    for pair in document.entities.windows(2) {
        let [long, abbreviation] = pair else { continue };
        let bracketed = long.tokens.end + 1 == abbreviation.tokens.start
            && document.word(long.tokens.end) == "("
            && document.word(abbreviation.tokens.end) == ")";
        if !bracketed || long.kind != EntityKind::Organization || abbreviation.tokens.len() != 1 {
            continue;
        }
        let letters = document.word(abbreviation.tokens.start);
        if letters.chars().count() > 1 && letters.chars().all(|c| c.is_uppercase() || c == '.' || c == '&') {
            short.insert(letters.to_owned(), long.kind);
        }
    }
    if short.is_empty() {
        return;
    }
    let kinds: Vec<Option<EntityKind>> = document
        .entities
        .iter()
        .map(|mention| short.get(document.word(mention.tokens.start)).copied().filter(|_| mention.tokens.len() == 1))
        .collect();
    for (mention, kind) in document.entities.iter_mut().zip(kinds) {
        if let Some(kind) = kind {
            mention.kind = kind;
        }
    }
    // Where the model saw no name, too: "WHO" at the start of a sentence may be taken for the pronoun.
    let missed = |(index, token): (usize, &Token)| {
        let kind = *short.get(document.word(index)).filter(|_| document.name_at(index).is_none())?;
        Some(EntityMention { span: token.span, tokens: index..index + 1, kind })
    };
    let more: Vec<EntityMention> = document.tokens.iter().enumerate().filter_map(missed).collect();
    document.entities.extend(more);
    document.entities.sort_by_key(|mention| mention.tokens.start);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::{Article, Span};

    /// The kinds of the names in `text`, after the names in `given` (with their kinds) have settled; `tags` follow the
    /// capitals.
    fn settled(text: &str, given: &[(&str, EntityKind)]) -> Vec<(String, EntityKind)> {
        let mut document =
            Document { article: Article { body: text.to_owned(), ..Article::default() }, ..Document::default() };
        let mut start = 0;
        for word in text.split(' ') {
            let span = Span::new(start, start + word.len());
            start = span.end() + 1;
            let pos = if word.starts_with(char::is_uppercase) { Pos::Propn } else { Pos::X };
            document.tokens.push(crate::annotate::Token { span, pos, xpos: 0, lemma: word.to_lowercase() });
        }
        let mut from = 0;
        for (name, kind) in given {
            let length = name.split(' ').count();
            let first = (from..document.tokens.len()).find(|at| {
                let words: Vec<&str> = (*at..at + length).map(|index| document.word(index)).collect();
                words.join(" ") == **name
            });
            let first = first.expect("the name stands in the text");
            from = first + length;
            let span = document.tokens[first].span.union(document.tokens[from - 1].span);
            document.entities.push(EntityMention { span, tokens: first..from, kind: *kind });
        }
        settle(&mut document);
        document.entities.iter().map(|m| (m.span.of(text).to_owned(), m.kind)).collect()
    }

    use EntityKind::{Misc, Organization, Person, Place};

    #[test]
    fn other_scripts_are_left_out_and_storms_are_no_people() {
        let text = "Мара Оконьо means Mara Okonjo . Łucja Żuk met Storm Lorne";
        let given = [("Мара Оконьо", Person), ("Mara Okonjo", Person), ("Łucja Żuk", Person), ("Storm Lorne", Person)];
        let expected = [("Mara Okonjo", Person), ("Łucja Żuk", Person), ("Storm Lorne", Misc)];
        assert_eq!(settled(text, &given), expected.map(|(name, kind)| (name.to_owned(), kind)));
    }

    #[test]
    fn who_stands_among_places_is_one() {
        let kinds = |text: &str, given: &[(&str, EntityKind)]| {
            settled(text, given).into_iter().map(|name| name.1).collect::<Vec<_>>()
        };
        let given = [("Lorne", Place), ("Sella", Place), ("Red Finn", Person)];
        assert_eq!(kinds("in Lorne , Sella , Red Finn and Tarn", &given), [Place, Place, Place]);
        let given = [("Lorne", Place), ("Okonjo", Person), ("Brandt", Person)];
        assert_eq!(kinds("in Lorne , Okonjo and Brandt met", &given), [Place, Person, Person]);
        let given = [("Rocky Mountain", Person), ("Sella National Park", Person), ("Ann Park", Person)];
        assert_eq!(kinds("Rocky Mountain , Sella National Park . Ann Park", &given), [Place, Place, Person]);
    }

    #[test]
    fn a_last_name_is_the_person_whose_it_is() {
        let text = "Mara Okonjo left . Okonjo said so . He met Okonjo again";
        let names = settled(text, &[("Mara Okonjo", Person), ("Okonjo", Place)]);
        assert_eq!(names.iter().map(|name| name.1).collect::<Vec<_>>(), [Person, Person, Person]);
        assert_eq!(names[2].0, "Okonjo");
    }

    #[test]
    fn a_place_of_that_name_and_a_body_of_that_name_stay() {
        let text = "Mara Lorne spoke in Lorne today";
        assert_eq!(settled(text, &[("Mara Lorne", Person), ("Lorne", Place)])[1].1, Place);
        let text = "Mara Lorne runs Lorne Steel . Lorne grew";
        let names = settled(text, &[("Mara Lorne", Person), ("Lorne Steel", Organization), ("Lorne", Organization)]);
        assert_eq!(names[2].1, Organization);
        // A debate of two, and a body of the name in a text that is about the person.
        let text = "Mara Lorne met Ivo Finn at the Lorne - Finn debate . Lorne left";
        let names = settled(text, &[("Mara Lorne", Person), ("Ivo Finn", Person), ("Lorne - Finn", Organization)]);
        assert_eq!(names.last().map(|name| name.1), Some(Person));
        let text = "Mara Lorne spoke . Lorne left Lorne Steel . President Lorne stays";
        let names = settled(text, &[("Mara Lorne", Person), ("Lorne", Person), ("Lorne Steel", Organization)]);
        assert_eq!(names.last().map(|name| name.1), Some(Person));
        assert_eq!(settled("By Mara Justice . Justice Brandt sat", &[("Mara Justice", Person)]).len(), 1);
    }

    #[test]
    fn a_month_and_a_word_at_the_start_are_no_names() {
        assert_eq!(settled("the money comes by June", &[("June", Person)]), []);
        assert_eq!(settled("Mara June left . He met June", &[("Mara June", Person), ("June", Person)]).len(), 2);
        assert_eq!(settled("they praised June", &[("June", Person)]).len(), 1);
        let names = |text: &str| {
            let document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
            document.entities.iter().map(|m| m.span.of(text).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("\"Onions do not wait for letters,\" said Tomas Hale."), ["Tomas Hale"]);
        assert_eq!(names("\"Reading is not a weekday job,\" said Tomas Hale."), ["Tomas Hale"]);
    }

    #[test]
    fn an_abbreviation_follows_its_expansion() {
        let text = "the Harbour Board ( HB ) met . The HB said";
        let names = settled(text, &[("Harbour Board", Organization), ("HB", Misc), ("HB", Place)]);
        assert_eq!(names.iter().map(|name| name.1).collect::<Vec<_>>(), [Organization, Organization, Organization]);
        let text = "in Lorne ( VE ) today";
        assert_eq!(settled(text, &[("Lorne", Place), ("VE", Misc)])[1].1, Misc);
    }
}
