//! Reads a name of several words one way wherever the article has it, also where the recogniser missed it or took it for another.

use super::{Document, EntityKind, EntityMention};
use std::collections::BTreeMap;

/// Marks every repetition of a person's or a body's name of several words; shorter names inside it give way.
pub fn name(document: &mut Document) {
    agree_on_people(document);
    let mut known: BTreeMap<&str, Vec<(Vec<&str>, EntityKind)>> = BTreeMap::new();
    for mention in &document.entities {
        let kept = matches!(mention.kind, EntityKind::Person | EntityKind::Organization) && mention.tokens.len() > 1;
        let words: Vec<&str> = mention.tokens.clone().map(|index| document.word(index)).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let capitals = first.starts_with(char::is_uppercase) && last.starts_with(char::is_uppercase);
        if !kept || !capitals {
            continue;
        }
        let same = known.entry(*first).or_default();
        if !same.iter().any(|(other, _)| *other == words) {
            same.push((words, mention.kind));
        }
    }
    if known.is_empty() {
        return;
    }
    // The longest first: "Velden Dock Workers" before "Velden Dock".
    for names in known.values_mut() {
        names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    let mut named: Vec<Option<usize>> = vec![None; document.tokens.len()];
    for (index, mention) in document.entities.iter().enumerate() {
        named.get_mut(mention.tokens.clone()).unwrap_or_default().fill(Some(index));
    }
    let mut found: Vec<EntityMention> = Vec::new();
    let mut at = 0;
    while at < document.tokens.len() {
        let word = document.word(at);
        // All of them begin with a capital, and most words do not.
        let capital = word.starts_with(char::is_uppercase);
        let names = capital.then(|| known.get(word)).flatten().map_or(&[][..], Vec::as_slice);
        let fits = |(words, _): &&(Vec<&str>, EntityKind)| {
            let tokens = at..at + words.len();
            words.iter().zip(tokens.clone()).all(|(word, index)| document.word(index) == *word)
                && gives_way(document, &named, &tokens)
        };
        let Some((words, kind)) = names.iter().find(fits) else {
            at += 1;
            continue;
        };
        let tokens = at..at + words.len();
        at = tokens.end;
        let ends = (document.tokens.get(tokens.start), document.tokens.get(tokens.end - 1));
        if let (Some(first), Some(last)) = ends {
            found.push(EntityMention { span: first.span.union(last.span), tokens, kind: *kind });
        }
    }
    if found.is_empty() {
        return;
    }
    let mut taken = vec![false; document.tokens.len()];
    for mention in &found {
        taken.get_mut(mention.tokens.clone()).unwrap_or_default().fill(true);
    }
    document.entities.retain(|mention| !taken.get(mention.tokens.clone()).unwrap_or_default().contains(&true));
    document.entities.extend(found);
    document.entities.sort_by_key(|mention| mention.tokens.start);
}

/// Takes a name of several words for a person's everywhere when it is one somewhere and no fewer mentions say so than not,
/// those by its last words alone included: "Fatma Al Sarif" and later "Al Sarif".
fn agree_on_people(document: &mut Document) {
    let text = document.text();
    let mut votes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for mention in document.entities.iter().filter(|m| m.tokens.len() > 1) {
        let vote = votes.entry(mention.span.of(text)).or_default();
        *if mention.kind == EntityKind::Person { &mut vote.0 } else { &mut vote.1 } += 1;
    }
    votes.retain(|_, (people, others)| *people > 0 && *others > 0);
    if votes.is_empty() {
        return;
    }
    for mention in document.entities.iter().filter(|m| m.kind == EntityKind::Person) {
        let short = mention.span.of(text);
        for (name, (people, _)) in &mut votes {
            let rest = name.strip_suffix(short);
            *people += usize::from(rest.is_some_and(|rest| rest.ends_with(' ')));
        }
    }
    votes.retain(|_, (people, others)| people >= others);
    let people: Vec<bool> = document.entities.iter().map(|m| votes.contains_key(m.span.of(text))).collect();
    for (mention, _) in document.entities.iter_mut().zip(people).filter(|(_, person)| *person) {
        mention.kind = EntityKind::Person;
    }
}

/// Whether all names that stand in `tokens` are shorter and lie wholly inside; the same name found already does not give way.
fn gives_way(document: &Document, named: &[Option<usize>], tokens: &std::ops::Range<usize>) -> bool {
    let inside = tokens.clone().filter_map(|token| named.get(token).copied().flatten());
    inside.filter_map(|index| document.entities.get(index)).all(|mention| {
        mention.tokens != *tokens && tokens.start <= mention.tokens.start && mention.tokens.end <= tokens.end
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::{Article, Span};

    #[test]
    fn a_name_is_a_person_s_everywhere() {
        let text = "For Fatma Sarif it ends. Fatma Sarif came. Sarif left.";
        let mut document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
        let mention = |start: usize, end: usize, first: usize, last: usize, kind| EntityMention {
            span: Span::new(start, end),
            tokens: first..last,
            kind,
        };
        document.entities = vec![
            mention(4, 15, 1, 3, EntityKind::Place),
            mention(25, 36, 6, 8, EntityKind::Person),
            mention(43, 48, 10, 11, EntityKind::Person),
        ];
        name(&mut document);
        assert!(document.entities.iter().all(|m| m.kind == EntityKind::Person), "{:?}", document.entities);
    }

    #[test]
    fn a_repeated_name_is_found_again() {
        let text = "Rally Lorne met. On Monday Rally Lorne said no to Lorne and Rally Lorne House.";
        let mut document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
        let place = EntityMention { span: Span::new(33, 38), tokens: 7..8, kind: EntityKind::Place };
        let body = EntityMention { span: Span::new(0, 11), tokens: 0..2, kind: EntityKind::Organization };
        let house = EntityMention { span: Span::new(66, 77), tokens: 14..16, kind: EntityKind::Place };
        document.entities = vec![body, place, house];
        name(&mut document);
        let names: Vec<&str> = document.entities.iter().map(|m| m.span.of(text)).collect();
        assert_eq!(names, ["Rally Lorne", "Rally Lorne", "Lorne House"]);
    }
}
