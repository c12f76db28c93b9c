//! Tests of the vocabulary's tables.

use super::*;
use std::collections::BTreeSet;

#[test]
fn terms_are_unique_and_valid() {
    let mut seen = BTreeSet::new();
    for term in terms() {
        assert!(seen.insert(term.iri.as_str()), "{} stands twice", term.iri);
        assert!(oxigraph::model::NamedNode::new(term.iri.as_str()).is_ok(), "{}", term.iri);
        assert!(term.iri.as_str().ends_with(term.local));
        assert!(term.doc.ends_with('.'), "{} needs a sentence", term.iri);
        assert!(VOCABULARIES.iter().any(|(prefix, _)| *prefix == term.prefix));
    }
}

#[test]
fn prefixes_are_sorted_and_unique() {
    let all = prefixes(DEFAULT_BASE);
    let names: BTreeSet<_> = all.iter().map(|(prefix, _)| prefix).collect();
    assert_eq!(names.len(), all.len());
    assert!(all.contains(&("quote", "https://dixit.example/quotation/".to_owned())));
}

#[test]
fn both_forms_of_schema_org_are_known() {
    assert_eq!(canonical("https://schema.org/about").as_deref(), Some("http://schema.org/about"));
    assert_eq!(canonical("http://schema.org/about"), None);
    assert_eq!(canonical("http://www.w3.org/ns/org#role"), None);
}
