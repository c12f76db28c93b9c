//! Joins the halves of a body's name that an "and" parted, where the initials in brackets behind it show that it is one name.

use super::{Document, EntityKind};
use crate::text::Span;

/// "the Institute of Boats" and "Nets" before "(IBN)" are one name: "the Institute of Boats and Nets (IBN)".
pub fn join(document: &mut Document) {
    let mut joined = Vec::new();
    for (index, pair) in document.entities.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        let bodies = one.kind == EntityKind::Organization && other.kind == EntityKind::Organization;
        let and = other.tokens.start == one.tokens.end + 1 && matches!(document.word(one.tokens.end), "and" | "&");
        let end = other.tokens.end;
        let bracketed = document.word(end) == "(" && document.word(end + 2) == ")";
        if bodies && and && bracketed && is_short_for(document, one.tokens.start..end, document.word(end + 1)) {
            joined.push(index);
        }
    }
    for index in joined.into_iter().rev() {
        let other = document.entities.remove(index + 1);
        if let Some(one) = document.entities.get_mut(index) {
            one.tokens.end = other.tokens.end;
            one.span = Span::new(one.span.start(), other.span.end());
        }
    }
}

/// Whether the short form, of three letters at least, is made of the initials of the last words with a capital; what stands
/// before them is where the body is: "the Velden Institute of Boats and Nets (IBN)".
fn is_short_for(document: &Document, tokens: std::ops::Range<usize>, short: &str) -> bool {
    let first = |index: usize| document.word(index).chars().next().filter(|c| c.is_uppercase());
    let initials: String = tokens.filter_map(first).collect();
    short.chars().count() >= 3 && initials.ends_with(short)
}

#[cfg(test)]
mod tests {
    use crate::annotate::{EntityKind, Models, annotate};
    use crate::text::Article;

    fn bodies(text: &str) -> Vec<String> {
        let document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
        let bodies = document.entities.iter().filter(|entity| entity.kind == EntityKind::Organization);
        bodies.map(|entity| entity.span.of(document.text()).to_owned()).collect()
    }

    #[test]
    fn initials_join_what_an_and_parts() {
        let text = "Anton Fausi of the Velden National Institute of Allergy and Infectious Diseases (NIAID) spoke.";
        assert_eq!(bodies(text), ["Velden National Institute of Allergy and Infectious Diseases", "NIAID"]);
        let two = bodies("Anton Fausi spoke to Brightwater Ltd and Norrin Rail Inc (WHO) in May.");
        assert!(two.iter().all(|body| !body.contains(" and ")), "{two:?}");
    }
}
