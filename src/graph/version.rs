//! An article's ground facts in a store, and what stays of them when the article changes.

use super::{Facts, Settings, View, mint, mint::Space, row::Row, sorted};
use crate::vocab::{dixit, prov, rdf, rdfs, schema};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Triple};
use std::collections::BTreeSet;

/// The ground facts of one article as the view has them, earlier versions included; empty when it has none.
///
/// They are what a store takes away to replace or forget the article.
pub fn ground_of(article: &NamedNode, view: &dyn View, settings: &Settings) -> Vec<Triple> {
    let own = |node: &NamedNode| mint::is_ground(&settings.base, node);
    let mut nodes = BTreeSet::from([article.clone()]);
    for predicate in [schema::IS_PART_OF, prov::WAS_QUOTED_FROM] {
        nodes.extend(view.subjects(&predicate.into_owned(), article).into_iter().filter(own));
    }
    nodes.extend(Row::of(view, article).nodes(prov::WAS_REVISION_OF).filter(|node| own(node)).cloned());
    sorted(nodes.iter().flat_map(|node| view.of_subject(node)).collect())
}

/// What is kept of an article's old facts when new ones take their place: the versions that stood there already and,
/// if the text changed, the old one.
///
/// `old` are the article's old ground facts. The result, to be stored with the new facts, says
/// `new.article prov:wasRevisionOf` each version; a version has label, day, headline and the SHA-256 of its text.
pub fn superseded(old: &[Triple], new: &Facts, settings: &Settings) -> Vec<Triple> {
    let view = super::InMemory::new(old.iter().cloned());
    let before = Row::of(&view, &new.article);
    let mut kept = Vec::new();
    for version in before.nodes(prov::WAS_REVISION_OF) {
        kept.push(Triple::new(new.article.clone(), prov::WAS_REVISION_OF, version.clone()));
        kept.extend(view.of_subject(version));
    }
    let now = new.triples.iter().find(|triple| {
        triple.predicate.as_ref() == dixit::TEXT_SHA256
            && triple.subject == NamedOrBlankNode::NamedNode(new.article.clone())
    });
    let now = now.and_then(|triple| super::row::as_literal(&triple.object)).map(oxigraph::model::Literal::value);
    if let (Some(text), Some((_, article))) =
        (before.text(dixit::TEXT_SHA256), mint::parse(&settings.base, &new.article))
        && now != Some(text)
    {
        let local = format!("{article}-{}", text.get(..8).unwrap_or(text));
        let version = mint::node(&settings.base, Space::Article, &local);
        kept.push(Triple::new(new.article.clone(), prov::WAS_REVISION_OF, version.clone()));
        kept.push(Triple::new(version.clone(), rdf::TYPE, dixit::ARTICLE_VERSION.into_owned()));
        for predicate in [rdfs::LABEL, schema::HEADLINE, dixit::DATE, dixit::TEXT_SHA256] {
            let objects = before.objects(predicate);
            kept.extend(objects.map(|object| Triple::new(version.clone(), predicate, object.clone())));
        }
    }
    sorted(kept)
}
