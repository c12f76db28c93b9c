//! Spans of the kept text as evidence, in Unicode code points.

use super::Writer;
use crate::graph::{mint::Space, row};
use crate::text::Span;
use crate::vocab::{dixit, oa, prov};
use oxigraph::model::NamedNode;

/// Characters of context before and after a span.
pub const CONTEXT: usize = 32;

impl Writer<'_> {
    /// Writes the span's node, with the rule that found what it proves. None for a span without words or off the text.
    pub(super) fn span(&mut self, span: Span, rule: &str) -> Option<NamedNode> {
        let span = self.trimmed(span)?;
        let text = self.text;
        let points = self.points.span(text, span);
        let node = self.own(Space::Span, &format!("{}-{}", points.start, points.end));
        self.class(&node, oa::TEXT_POSITION_SELECTOR);
        self.add(&node, oa::START, row::integer(points.start));
        self.add(&node, oa::END, row::integer(points.end));
        self.plain(&node, oa::EXACT, span.of(text));
        self.plain(&node, oa::PREFIX, prefix(text.get(..span.start()).unwrap_or("")));
        self.plain(&node, oa::SUFFIX, suffix(text.get(span.end()..).unwrap_or("")));
        let article = self.article.clone();
        self.add(&node, prov::WAS_QUOTED_FROM, article);
        if !rule.is_empty() {
            self.plain(&node, dixit::RULE, rule);
        }
        Some(node)
    }

    /// The span without white space at its ends; none when nothing is left or it is no span of the text.
    pub(super) fn trimmed(&self, span: Span) -> Option<Span> {
        self.text.get(span.start()..span.end())?;
        Some(span.trimmed(self.text)).filter(|span| !span.is_empty())
    }
}

/// The last characters of `before`.
pub fn prefix(before: &str) -> &str {
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    before.get(from..).unwrap_or("")
}

/// The first characters of `after`.
pub fn suffix(after: &str) -> &str {
    let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
    after.get(..to).unwrap_or("")
}
