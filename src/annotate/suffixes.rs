//! Joins what belongs to a name across a mark: "Brightwater, Inc.", "Ivo Lenz, Jr." and "Ivo “Ice” Lenz" are one name each.

use super::{Document, EntityKind, EntityMention, Pos};

/// Endings of companies' names.
const COMPANIES: &[&str] = &["inc", "ltd", "llc", "llp", "corp", "plc", "lp", "incorporated", "limited", "gmbh"];
/// Endings of people's names.
const PEOPLE: &[&str] = &["jr", "sr"];

/// Lengthens every name by the ending after its comma; the ending is no name of its own.
pub fn join(document: &mut Document) {
    let ending = |token: usize, any: &[&str]| {
        let word = document.word(token);
        let plain: String = word.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
        word.starts_with(char::is_uppercase) && any.contains(&plain.as_str())
    };
    let longer = |mention: &EntityMention| {
        let (comma, last) = (mention.tokens.end, mention.tokens.end + 1);
        if document.word(comma) != "," {
            return None;
        }
        let kind = match mention.kind {
            EntityKind::Person if ending(last, PEOPLE) => EntityKind::Person,
            _ if ending(last, COMPANIES) => EntityKind::Organization,
            _ => return None,
        };
        let span = mention.span.union(document.tokens.get(last)?.span);
        Some(EntityMention { span, tokens: mention.tokens.start..last + 1, kind })
    };
    let mut joined: Vec<EntityMention> = document.entities.iter().filter_map(longer).collect();
    joined.extend((0..document.tokens.len()).filter_map(|open| nicknamed(document, open)));
    joined.sort_by_key(|mention| mention.tokens.start);
    joined.dedup_by(|next, kept| next.tokens.start < kept.tokens.end);
    if joined.is_empty() {
        return;
    }
    let meets = |mention: &EntityMention| joined.iter().any(|name| name.span.overlaps(mention.span));
    let kept: Vec<EntityMention> = document.entities.iter().filter(|m| !meets(m)).cloned().collect();
    document.entities = kept;
    document.entities.extend(joined);
    document.entities.sort_by_key(|mention| mention.tokens.start);
}

/// The person with a nickname in marks between given and last name, the first mark at token `open`: "Ivo “Ice” Lenz". One part
/// at least must be a person's already.
fn nicknamed(document: &Document, open: usize) -> Option<EntityMention> {
    let mark = |token: usize| matches!(document.word(token), "\"" | "“" | "”" | "‘" | "’" | "'" | "``" | "''");
    let capital = |token: usize| document.word(token).starts_with(char::is_uppercase);
    if !mark(open) || open == 0 {
        return None;
    }
    let close = (open + 2..open + 4).find(|&token| mark(token))?;
    let nickname = (open + 1..close).all(capital);
    let person = |token: usize| document.name_at(token).filter(|m| m.kind == EntityKind::Person);
    let proper = |token: usize| capital(token) && document.tokens.get(token).is_some_and(|t| t.pos == Pos::Propn);
    let (given, family) = (open - 1, close + 1);
    let (before, after) = (person(given), person(family));
    let parts = (before.is_some()
        || proper(given) && super::lexicon::given_name(&super::lexicon::folded(document.word(given))).is_some())
        && (after.is_some() || proper(family));
    if !nickname || !parts || before.is_none() && after.is_none() {
        return None;
    }
    let tokens = before.map_or(given, |m| m.tokens.start)..after.map_or(family + 1, |m| m.tokens.end);
    let last = tokens.end.checked_sub(1)?;
    let span = document.tokens.get(tokens.start)?.span.union(document.tokens.get(last)?.span);
    Some(EntityMention { span, tokens, kind: EntityKind::Person })
}

#[cfg(test)]
mod tests {
    use super::join;
    use crate::annotate::{EntityKind, EntityMention, Models, annotate};
    use crate::text::Article;

    fn names(body: &str, tokens: std::ops::Range<usize>, kind: EntityKind) -> Vec<String> {
        let mut document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let span = document.tokens[tokens.start].span.union(document.tokens[tokens.end - 1].span);
        document.entities = vec![EntityMention { span, tokens, kind }];
        join(&mut document);
        document.entities.iter().map(|m| m.span.of(&document.article.body).to_owned()).collect()
    }

    #[test]
    fn an_ending_after_a_comma_belongs_to_the_name() {
        assert_eq!(names("Tern Kites, Inc. rose.", 0..2, EntityKind::Misc), ["Tern Kites, Inc."]);
        assert_eq!(names("Ivo Lenz, Jr. left.", 0..2, EntityKind::Person), ["Ivo Lenz, Jr."]);
        assert_eq!(names("Ivo “Ice” Lenz left.", 0..1, EntityKind::Person), ["Ivo “Ice” Lenz"]);
        assert_eq!(names("Lenz “Ice” cream melts.", 0..1, EntityKind::Person), ["Lenz"]);
    }

    #[test]
    fn anything_else_after_a_comma_does_not() {
        assert_eq!(names("Tern Kites, Velden, rose.", 0..2, EntityKind::Organization), ["Tern Kites"]);
    }
}
