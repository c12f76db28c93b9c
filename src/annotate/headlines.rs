//! Cuts names in headlines to what the article's text calls them.
//!
//! Every word of a headline may bear a capital, so that the recogniser takes "Greta Lund Vows" for a name.

use super::lexicon;
use super::{Document, EntityKind, EntityMention, ParagraphKind};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Cuts each headline's name of several words that the text below never has to the names in it that the text has.
pub fn cut(document: &mut Document) {
    let Some(headline) = headline(document) else { return };
    let below = document.text().get(headline.end()..).unwrap_or_default();
    let mut known: FxHashMap<String, EntityKind> = FxHashMap::default();
    let mut last_names: Vec<String> = Vec::new();
    for mention in document.entities.iter().filter(|m| m.span.start() >= headline.end()) {
        known.entry(lexicon::fold(mention.span.of(document.text()))).or_insert(mention.kind);
        if mention.kind == EntityKind::Person && mention.tokens.len() > 1 {
            last_names.push(lexicon::fold(document.word(mention.tokens.end - 1)));
        }
    }
    let name_of = |tokens: Range<usize>| {
        let first = document.tokens.get(tokens.start)?.span;
        let span = first.union(document.tokens.get(tokens.end.checked_sub(1)?)?.span);
        let name = lexicon::fold(span.of(document.text()));
        let kind = *known.get(&name)?;
        // "Greta" of "Greta Lund" is no name to cut to.
        let whole = kind != EntityKind::Person || tokens.len() > 1 || last_names.contains(&name);
        whole.then_some(EntityMention { span, tokens, kind })
    };
    let parts = |mention: &EntityMention| {
        let Range { start, end } = mention.tokens;
        let names_it = below.contains(mention.span.of(document.text()));
        if !headline.contains(mention.span)
            || end - start < 2
            || names_it
            || known.contains_key(&lexicon::fold(mention.span.of(document.text())))
        {
            return None;
        }
        let first = (start + 1..end).rev().find_map(|cut| name_of(start..cut))?;
        let second = (first.tokens.end..end).find_map(|cut| name_of(cut..end));
        Some([Some(first), second])
    };
    let cuts: Vec<Option<[Option<EntityMention>; 2]>> = document.entities.iter().map(parts).collect();
    if cuts.iter().all(Option::is_none) {
        return;
    }
    let old = std::mem::take(&mut document.entities);
    for (mention, cut) in old.into_iter().zip(cuts) {
        match cut {
            Some(parts) => document.entities.extend(parts.into_iter().flatten()),
            None => document.entities.push(mention),
        }
    }
}

/// The headline: the first paragraph, where it is marked as one or ends like none of running text.
fn headline(document: &Document) -> Option<Span> {
    let first = document.paragraphs.first()?;
    let text = first.span.of(document.text()).trim_end();
    let open = !text.ends_with(['.', '!', '?', '"', '”', '’']);
    (document.paragraphs.len() > 1 && (first.kind == ParagraphKind::Headline || open)).then_some(first.span)
}

#[cfg(test)]
mod tests {
    use super::cut;
    use crate::annotate::{EntityKind, EntityMention, Models, annotate};
    use crate::text::Article;

    /// The names after cutting, where the first tokens are one name and the text names `body`.
    fn names(text: &str, first: usize, body: &[(&str, EntityKind)]) -> Vec<String> {
        let mut document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
        let span = document.tokens[0].span.union(document.tokens[first - 1].span);
        let mut entities = vec![EntityMention { span, tokens: 0..first, kind: EntityKind::Person }];
        for (name, kind) in body {
            let start = text.rfind(name).expect("the name stands in the text");
            let tokens = document.tokens_in(crate::text::Span::new(start, start + name.len()));
            let span = crate::text::Span::new(start, start + name.len());
            entities.push(EntityMention { span, tokens, kind: *kind });
        }
        document.entities = entities;
        cut(&mut document);
        document.entities.iter().map(|m| m.span.of(&document.article.body).to_owned()).collect()
    }

    #[test]
    fn a_headline_is_cut_to_the_names_of_the_text() {
        let text = "Greta Lund Vows Tide Party Reform\n\nGreta Lund spoke to the Tide Party.";
        let body = [("Greta Lund", EntityKind::Person), ("Tide Party", EntityKind::Organization)];
        assert_eq!(names(text, 5, &body), ["Greta Lund", "Tide Party", "Greta Lund", "Tide Party"]);
    }

    #[test]
    fn a_name_that_only_the_headline_has_in_full_stays() {
        let text = "Greta Lund Resigns\n\nMayor Lund said it to Greta.";
        let body = [("Lund", EntityKind::Person), ("Greta", EntityKind::Person)];
        assert_eq!(names(text, 2, &body), ["Greta Lund", "Lund", "Greta"]);
    }
}
