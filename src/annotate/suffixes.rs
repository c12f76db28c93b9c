//! Joins what follows a name after a comma and belongs to it: "Brightwater, Inc." and "Ivo Lenz, Jr." are one name each.

use super::{Document, EntityKind, EntityMention};

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
    let joined: Vec<EntityMention> = document.entities.iter().filter_map(longer).collect();
    if joined.is_empty() {
        return;
    }
    let meets = |mention: &EntityMention| joined.iter().any(|name| name.span.overlaps(mention.span));
    let kept: Vec<EntityMention> = document.entities.iter().filter(|m| !meets(m)).cloned().collect();
    document.entities = kept;
    document.entities.extend(joined);
    document.entities.sort_by_key(|mention| mention.tokens.start);
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
    }

    #[test]
    fn anything_else_after_a_comma_does_not() {
        assert_eq!(names("Tern Kites, Velden, rose.", 0..2, EntityKind::Organization), ["Tern Kites"]);
    }
}
