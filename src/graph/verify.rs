//! The verbatim lock: proves every span and quotation of an article against its kept text.

use super::ground::span as context;
use super::row::Row;
use super::{InMemory, mint, words};
use crate::text::{CodePointSpan, CodePoints, Span};
use crate::vocab::{dixit, oa, schema};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Triple};
use std::collections::BTreeSet;
use std::fmt;

/// A node that the kept text does not prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The span, or the fact whose evidence is wanting.
    pub node: NamedNode,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The text's SHA-256 is not the one that the article was read with.
    OtherText,
    /// The span has no start, no end or no text, or its end lies before its start or beyond the text.
    NoPlace,
    /// The text at the span's place is not the span's text.
    Exact {
        /// What the span says.
        recorded: String,
        /// What the kept text has there.
        found: String,
    },
    /// The text before or after the span is not the one recorded.
    Context,
    /// The fact has no span of this article as evidence.
    NoEvidence,
    /// A quotation's text is not what its spans hold.
    Content {
        /// What the quotation says.
        recorded: String,
        /// What its spans hold.
        found: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherText => f.write_str("the kept text is not the one that the article was read with"),
            Self::NoPlace => f.write_str("the span has no place in the kept text"),
            Self::Exact { recorded, found } => {
                write!(f, "the span says {recorded:?}, the kept text has {found:?} there")
            }
            Self::Context => f.write_str("the text before or after the span is not the one recorded"),
            Self::NoEvidence => f.write_str("no span of the article proves this"),
            Self::Content { recorded, found } => {
                write!(f, "the quotation says {recorded:?}, its spans hold {found:?}")
            }
        }
    }
}

/// Checks every span, quotation and other fact of one article against its kept text; the failures, sorted by node.
///
/// `ground` are the article's ground facts. An empty result proves that every span holds the characters it says and
/// stands where it says, that every quotation's text is that of its spans, and that every fact has a span. It does not
/// prove who said it.
pub fn verify(ground: &[Triple], text: &str) -> Vec<Failure> {
    let view = InMemory::new(ground.iter().cloned());
    let points = CodePoints::new(text);
    let subjects: BTreeSet<&NamedNode> = ground
        .iter()
        .filter_map(|triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect();
    let mut failures = Vec::new();
    for node in subjects {
        let row = Row::of(&view, node);
        let fault = if row.is_a(oa::TEXT_POSITION_SELECTOR) {
            span_fault(&row, text, &points)
        } else if row.is_a(schema::NEWS_ARTICLE) {
            let same = row.text(dixit::TEXT_SHA256) == Some(mint::sha256(text).as_str());
            (!same).then_some(Fault::OtherText)
        } else {
            fact_fault(&row, &view, text, &points)
        };
        failures.extend(fault.map(|fault| Failure { node: node.clone(), fault }));
    }
    failures
}

/// The byte span that a selector means; none when it has no place in the text.
fn place(row: &Row, text: &str, points: &CodePoints) -> Option<Span> {
    let start = usize::try_from(row.number(oa::START)?).ok()?;
    let end = usize::try_from(row.number(oa::END)?).ok()?;
    let total = points.at(text, text.len());
    (start < end && end <= total).then(|| points.byte_span(text, CodePointSpan { start, end }))
}

fn span_fault(row: &Row, text: &str, points: &CodePoints) -> Option<Fault> {
    let (Some(span), Some(recorded)) = (place(row, text, points), row.text(oa::EXACT)) else {
        return Some(Fault::NoPlace);
    };
    let found = span.of(text);
    if recorded != found {
        return Some(Fault::Exact { recorded: recorded.to_owned(), found: found.to_owned() });
    }
    let before = context::prefix(text.get(..span.start()).unwrap_or(""));
    let after = context::suffix(text.get(span.end()..).unwrap_or(""));
    let same = row.text(oa::PREFIX) == Some(before) && row.text(oa::SUFFIX) == Some(after);
    (!same).then_some(Fault::Context)
}

/// Facts that need evidence; the name uses of an outlet have none, since the outlet need not stand in the text.
fn fact_fault(row: &Row, view: &InMemory, text: &str, points: &CodePoints) -> Option<Fault> {
    let classes = [schema::QUOTATION, dixit::THOUGHT_REPORT, dixit::ATTITUDE_REPORT];
    let is_report = classes.into_iter().any(|class| row.is_a(class));
    if !is_report && !row.is_a(dixit::ROLE_MENTION) && !row.is_a(dixit::UNNAMED_SOURCE) {
        return None;
    }
    let evidence: Vec<Row> = row.nodes(dixit::EVIDENCE).map(|span| Row::of(view, span)).collect();
    let mut pieces: Vec<Span> = evidence.iter().filter_map(|span| place(span, text, points)).collect();
    if pieces.is_empty() || pieces.len() < evidence.len() {
        return Some(Fault::NoEvidence);
    }
    if !is_report {
        return None;
    }
    pieces.sort_unstable();
    let found = words::line(text, &words::kept(text, &pieces));
    let recorded = row.text(schema::TEXT).unwrap_or("");
    (recorded != found).then(|| Fault::Content { recorded: recorded.to_owned(), found })
}
