//! The fingerprint of an article's wording, by which its reprints are found.

use super::Writer;
use crate::annotate::{Document, ParagraphKind};
use crate::graph::copies::Sketch;
use crate::graph::row;
use crate::text::Span;
use crate::vocab::dixit;

/// With fewer words of its own a text is told by its quotations too: a statement that is one long quotation.
const FEWEST_OWN: usize = 30;

impl Writer<'_> {
    /// The fingerprint, and the passages by which other articles with the same ones are found. A text that is too short
    /// to tell a copy from a coincidence has none.
    pub(super) fn sketch(&mut self) {
        let Some(sketch) = sketch_of(self.document) else { return };
        let article = self.article.clone();
        self.add(&article, dixit::SKETCH, row::plain(sketch.to_text()));
        for passage in sketch.passages(&self.settings.base) {
            self.add(&article, dixit::PASSAGE, passage);
        }
    }
}

/// The fingerprint of the prose outside quotation marks and of what stands inside: two reports of one speech share the
/// quotations and not the words around them, a reprint shares both. Headlines, datelines and captions do not count, since
/// every outlet has its own.
fn sketch_of(document: &Document) -> Option<Sketch> {
    let text = document.text();
    let kinds = [ParagraphKind::Prose, ParagraphKind::PullQuote, ParagraphKind::PullQuoteSource];
    let prose = document.paragraphs.iter().filter(|paragraph| kinds.contains(&paragraph.kind)).map(|p| p.span);
    let prose: Vec<Span> = prose.collect();
    let (mut outside, mut inside) = (Vec::new(), Vec::new());
    for span in &prose {
        part(document, *span, &mut outside, &mut inside);
    }
    let words = |spans: &[Span]| Sketch::words(spans.iter().map(|span| span.of(text)));
    let (own, quoted) = (words(&outside), words(&inside));
    if own.len() >= FEWEST_OWN { Sketch::of(&own, &quoted) } else { Sketch::of(&words(&prose), &quoted) }
}

/// Parts `span` into what stands outside and inside quotation marks.
fn part(document: &Document, span: Span, outside: &mut Vec<Span>, inside: &mut Vec<Span>) {
    let mut at = span.start();
    for marks in document.quotations.iter().filter(|marks| marks.depth == 0 && span.contains(marks.span)) {
        if marks.span.start() > at {
            outside.push(Span::new(at, marks.span.start()));
        }
        inside.push(marks.inner);
        at = at.max(marks.span.end());
    }
    if at < span.end() {
        outside.push(Span::new(at, span.end()));
    }
}
