//! Joins the names of bodies that the recogniser cut: "Council for the Rivers of Velden", "Museum of Comparative Rowing".
//!
//! A capitalised noun for a body, "of" or "for" and further capitalised words are one name. Nothing is joined across
//! a person's name, punctuation or a word in lower case, and "and" is passed only inside the complement of such a noun.

use super::lexicon::{self, is_company_suffix};
use super::{Document, EntityKind, EntityMention, Pos};
use crate::text::{MONTHS, Span, WEEKDAYS};
use std::ops::Range;

/// Nouns that name a kind of body and take a complement: "Institute of …", "Alliance for …".
const HEADS: &[&str] = &[
    "academy",
    "administration",
    "agency",
    "alliance",
    "assembly",
    "association",
    "authority",
    "bank",
    "bureau",
    "center",
    "centre",
    "chamber",
    "church",
    "college",
    "commission",
    "committee",
    "confederation",
    "congregation",
    "corporation",
    "council",
    "court",
    "department",
    "faculty",
    "federation",
    "foundation",
    "fund",
    "guild",
    "hospital",
    "institute",
    "institution",
    "league",
    "legion",
    "ministry",
    "movement",
    "museum",
    "network",
    "observatory",
    "office",
    "organisation",
    "organization",
    "parliament",
    "partnership",
    "party",
    "school",
    "service",
    "society",
    "trust",
    "university",
];

/// Words that join the parts of a name.
const JOINTS: &[&str] = &["of", "for", "the", "and", "&", "on", "in", "de"];

/// A name takes at most this many tokens.
const LONGEST: usize = 12;

/// Joins the parts of every name that the recogniser cut.
pub fn join(document: &mut Document) {
    name_bodies(document);
    let mut named: Vec<Option<usize>> = vec![None; document.tokens.len()];
    for (index, mention) in document.entities.iter().enumerate() {
        named.get_mut(mention.tokens.clone()).unwrap_or_default().fill(Some(index));
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for sentence in &document.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let name = whole(document, &named, at, sentence.tokens.clone())
                .or_else(|| of_fields(document, &named, at, sentence.tokens.clone()))
                .or_else(|| numbered(document, &named, at, sentence.tokens.clone()))
                .or_else(|| spelt_out(document, &named, at));
            at = name.as_ref().map_or(at, |name| name.end - 1) + 1;
            found.extend(name);
        }
    }
    if found.is_empty() {
        return;
    }
    // A later name takes the place of an earlier one that it overlaps; both are in the order of the text.
    let mut names: Vec<Range<usize>> = Vec::with_capacity(found.len());
    let mut taken = vec![false; document.tokens.len()];
    for tokens in found {
        taken.get_mut(tokens.clone()).unwrap_or_default().fill(true);
        while names.last().is_some_and(|last| tokens.start < last.end) {
            names.pop();
        }
        names.push(tokens);
    }
    document.entities.retain(|mention| !taken.get(mention.tokens.clone()).unwrap_or_default().contains(&true));
    let span_of = |index: usize| document.tokens.get(index).map_or_else(Span::default, |token| token.span);
    let joined: Vec<EntityMention> = names
        .into_iter()
        .map(|tokens| {
            let span = span_of(tokens.start).union(span_of(tokens.end - 1));
            EntityMention { span, tokens, kind: EntityKind::Organization }
        })
        .collect();
    document.entities.extend(joined);
    document.entities.sort_by_key(|mention| mention.tokens.start);
}

/// Takes a name of several words that ends in a noun for a body for one: "Velden Fire Department".
fn name_bodies(document: &mut Document) {
    let is_body = |mention: &EntityMention| {
        let last = document.word(mention.tokens.end.saturating_sub(1));
        mention.kind == EntityKind::Misc
            && mention.tokens.len() > 1
            && last.chars().filter(|c| c.is_uppercase()).count() == 1
            && is_one_of(HEADS, last)
    };
    let found: Vec<bool> = document.entities.iter().map(is_body).collect();
    for (mention, _) in document.entities.iter_mut().zip(found).filter(|(_, found)| *found) {
        mention.kind = EntityKind::Organization;
    }
}

/// The whole name whose head noun stands at `head`, when it is longer than what the recogniser saw.
fn whole(document: &Document, named: &[Option<usize>], head: usize, sentence: Range<usize>) -> Option<Range<usize>> {
    let kind = |token: usize| {
        let index = named.get(token).copied().flatten()?;
        document.entities.get(index).map(|mention| mention.kind)
    };
    let capital = |token: usize| {
        token < sentence.end
            && document.word(token).starts_with(char::is_uppercase)
            && document.tokens.get(token).is_some_and(|t| matches!(t.pos, Pos::Propn | Pos::Noun | Pos::Adj))
            && kind(token) != Some(EntityKind::Person)
    };
    if !capital(head) || !is_one_of(HEADS, document.word(head)) {
        return None;
    }
    // An all-capital line says nothing of names.
    if document.word(head).chars().filter(|c| c.is_uppercase()).count() > 1 {
        return None;
    }
    let joint = document.word(head + 1);
    if !matches!(joint, "of" | "for" | "on") {
        return None;
    }
    let mut end = head + 1;
    let mut at = head + 1;
    while at < sentence.end.min(head + LONGEST) {
        if capital(at) && !(at > head + 1 && is_role(document, at)) {
            at += 1;
            end = at;
        } else if JOINTS.contains(&document.word(at)) && at >= end && at < end + 2 {
            let article = usize::from(document.word(at + 1).eq_ignore_ascii_case("the"));
            let next = at + 1 + article;
            let and = matches!(document.word(at), "and" | "&" | "in") && at > head + 1;
            let other = kind(next).is_some() && !same_name(named, head, next);
            // What the recogniser saw as a body of its own stays one, and "and" joins no two names.
            if other && (kind(next) == Some(EntityKind::Organization) || and)
                || and && article > 0
                || is_day(document, next)
            {
                break;
            }
            at += 1;
        } else {
            break;
        }
    }
    if end <= head + 2 {
        return None;
    }
    let mut start = head;
    let own = |token: usize| same_name(named, head, token) || kind(head).is_none() && kind(token).is_none();
    while start > sentence.start && capital(start - 1) && own(start - 1) && head - start < 5 {
        start -= 1;
    }
    let first = named.get(start).copied().flatten();
    let one_already = first.is_some()
        && first == named.get(end - 1).copied().flatten()
        && document.entities.get(first?).is_some_and(|m| m.kind == EntityKind::Organization);
    let suffix = is_company_suffix(document.word(end - 1)) && end - start < 3;
    (!one_already && !suffix).then_some(start..end)
}

/// Nouns for bodies that are called by a list of their fields.
const MANAGING: &[&str] =
    &["agency", "bureau", "commission", "committee", "council", "department", "ministry", "office"];

/// "Meteorology, Climatology and Geophysics Agency": a list of fields before the head noun at `head`, behind an article or
/// an owner. A list of places or people before it is no name ("Velden, Tarsk and Lorne Council").
fn of_fields(
    document: &Document,
    named: &[Option<usize>],
    head: usize,
    sentence: Range<usize>,
) -> Option<Range<usize>> {
    if !is_one_of(MANAGING, document.word(head)) {
        return None;
    }
    let kind = |token: usize| {
        let index = named.get(token).copied().flatten()?;
        document.entities.get(index).map(|mention| mention.kind)
    };
    let field = |token: usize| {
        let word = document.word(token);
        word.chars().filter(|c| c.is_uppercase()).count() == 1
            && word.starts_with(char::is_uppercase)
            && kind(token) != Some(EntityKind::Person)
            && !lexicon::is_place(&lexicon::folded(word))
            && lexicon::demonym(&lexicon::folded(word)).is_none()
    };
    let last = head.checked_sub(1).filter(|&at| at >= sentence.start + 4)?;
    let and = (sentence.start..last).rev().take(3).find(|&at| matches!(document.word(at), "and" | "&"))?;
    if !(and + 1..=last).all(field) {
        return None;
    }
    let (mut start, mut commas) = (and, 0);
    while start > sentence.start {
        let before = start - 1;
        if document.word(before) == "," && field(start) {
            commas += 1;
        } else if !field(before) {
            break;
        }
        start = before;
    }
    let opens = start.checked_sub(1).map_or("", |at| document.word(at));
    let introduced = matches!(opens, "the" | "The" | "'s" | "’s" | "its" | "their");
    (commas > 0 && document.word(start) != "," && introduced).then_some(start..head + 1)
}

/// "Dockers Local 832": the number of a union's local or of a lodge belongs to its name.
fn numbered(document: &Document, named: &[Option<usize>], at: usize, sentence: Range<usize>) -> Option<Range<usize>> {
    if !matches!(document.word(at), "Local" | "Lodge") || at + 1 >= sentence.end {
        return None;
    }
    let number = document.word(at + 1);
    let counted = (1..=4).contains(&number.len()) && number.chars().all(|c| c.is_ascii_digit());
    let index = at.checked_sub(1).and_then(|before| named.get(before).copied().flatten())?;
    let mention = document.entities.get(index).filter(|m| m.kind != EntityKind::Person)?;
    (counted && mention.tokens.start >= sentence.start).then(|| mention.tokens.start..at + 2)
}

/// "Institute of Boats and Nets (IBN)": two bodies round an "and" are one where the initials in brackets behind them, three at least,
/// end those of their words with a capital; what stands before these is where the body is.
fn spelt_out(document: &Document, named: &[Option<usize>], at: usize) -> Option<Range<usize>> {
    let body = |token: usize| {
        let mention = document.entities.get(named.get(token).copied().flatten()?)?;
        let begins = mention.kind == EntityKind::Organization && mention.tokens.start == token;
        begins.then_some(mention.tokens.end)
    };
    let and = body(at)?;
    let end = body(and + 1).filter(|_| matches!(document.word(and), "and" | "&"))?;
    let short = document.word(end + 1);
    let bracketed = document.word(end) == "(" && document.word(end + 2) == ")" && short.chars().count() >= 3;
    let initial = |index: usize| document.word(index).chars().next().filter(|c| c.is_uppercase());
    let initials: String = (at..end).filter_map(initial).collect();
    (bracketed && initials.ends_with(short)).then_some(at..end)
}

/// Whether the word is one of these, whatever its case.
fn is_one_of(nouns: &[&str], word: &str) -> bool {
    nouns.iter().any(|noun| noun.len() == word.len() && noun.eq_ignore_ascii_case(word))
}

/// Whether a token is a day or month: "Treasury Department on Wednesday".
fn is_day(document: &Document, token: usize) -> bool {
    let word = document.word(token).to_lowercase();
    WEEKDAYS.contains(&word.as_str()) || MONTHS.contains(&word.as_str())
}

/// Whether a token names somebody's role, who is no part of the body: "Velden Party of Labour Member of Parliament".
fn is_role(document: &Document, token: usize) -> bool {
    let noun = lexicon::person_noun(&lexicon::folded(document.word(token)));
    noun.is_some_and(|noun| noun.usual && noun.class == lexicon::PersonClass::Role)
}

/// Whether two tokens belong to one name.
fn same_name(named: &[Option<usize>], one: usize, other: usize) -> bool {
    let of = |token: usize| named.get(token).copied().flatten();
    of(one).is_some() && of(one) == of(other)
}

#[cfg(test)]
mod tests {
    use crate::annotate::{EntityKind, EntityMention, Models, annotate};
    use crate::text::Article;

    fn bodies(body: &str) -> Vec<String> {
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let bodies = document.entities.iter().filter(|mention| mention.kind == EntityKind::Organization);
        bodies.map(|mention| mention.span.of(document.text()).to_owned()).collect()
    }

    #[test]
    fn initials_join_what_an_and_parts() {
        let text = "Anton Fausi of the Velden National Institute of Allergy and Infectious Diseases (NIAID) spoke.";
        assert_eq!(bodies(text), ["Velden National Institute of Allergy and Infectious Diseases", "NIAID"]);
        let two = bodies("Anton Fausi spoke to Brightwater Ltd and Norrin Rail Inc (WHO) in May.");
        assert!(two.iter().all(|body| !body.contains(" and ")), "{two:?}");
    }

    #[test]
    fn a_complement_belongs_to_the_name() {
        assert_eq!(
            bodies("She leads the Joint Council for the Welfare of Rowers in the town."),
            ["Joint Council for the Welfare of Rowers"]
        );
        assert_eq!(bodies("He works at the Museum of Comparative Rowing."), ["Museum of Comparative Rowing"]);
    }

    #[test]
    fn a_name_that_ends_in_a_noun_for_a_body_is_one() {
        let mut document =
            annotate(&Models::built_in(), Article { body: "Velden Fire Department".to_owned(), ..Article::default() });
        let span = crate::text::Span::new(0, 22);
        document.entities = vec![EntityMention { span, tokens: 0..3, kind: EntityKind::Misc }];
        super::name_bodies(&mut document);
        assert_eq!(document.entities[0].kind, EntityKind::Organization);
    }

    #[test]
    fn a_list_of_fields_and_a_number_belong_to_the_name() {
        let found = bodies("Waves hit the shore, the Hydrology, Seismology and Geology Agency said on Monday.");
        assert!(found.contains(&"Hydrology, Seismology and Geology Agency".to_owned()), "{found:?}");
        let found = bodies("The towns of Velden, Paris and London Council met.");
        assert!(!found.iter().any(|body| body.contains(',')), "{found:?}");
        let found = bodies("Workers joined the DRWU Local 832 in Ellery.");
        assert!(found.contains(&"DRWU Local 832".to_owned()), "{found:?}");
    }

    #[test]
    fn a_plain_noun_takes_no_name_with_it() {
        assert!(bodies("The office of Mara Okonjo was shut.").is_empty());
        assert!(!bodies("The council of Velden met.").contains(&"council of Velden".to_owned()));
        let two = bodies("She left the Institute of Tides and the Harbour Council on Friday.");
        assert!(two.iter().all(|body| !body.contains(" and ") && !body.contains("Friday")), "{two:?}");
    }
}
