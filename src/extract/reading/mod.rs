//! Reads a content for what it is besides its words: how it judges, whether it is fact or wish, and of what days it speaks.

mod evaluation;
mod modality;
mod when;

pub use evaluation::Evaluation;
pub use modality::Modality;
pub use when::{DateMention, When};

use super::{Attribution, QuoteType, Stance};
use crate::annotate::Document;
use crate::text::Span;

/// What a content is besides its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// How it judges.
    pub evaluation: Evaluation,
    /// Whether it tells a fact, a possibility, a duty, an intention, a question or a condition.
    pub modality: Modality,
    /// Whether its main clause is negated.
    pub negated: bool,
    /// The days, months and years that it names, in the order of the text.
    pub dates: Vec<DateMention>,
}

/// Reads the pieces of a content that somebody reports with `stance`; where they stand in no quotation marks, their tenses
/// are the article's.
pub fn read(document: &Document, content: &[Span], stance: Stance, quote_type: QuoteType) -> Reading {
    Reading {
        evaluation: evaluation::evaluation(document, content, stance, quote_type == QuoteType::Indirect),
        modality: modality::modality(document, content, stance, quote_type != QuoteType::Direct),
        negated: modality::is_negated(document, content),
        dates: when::dates(document, content, document.article.published),
    }
}

/// Fills the reading of every attribution.
pub fn read_all(document: &Document, attributions: &mut [Attribution]) {
    for attribution in attributions {
        attribution.reading = read(document, &attribution.content, attribution.stance, attribution.quote_type);
    }
}
