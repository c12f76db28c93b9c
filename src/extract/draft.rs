//! A saying while the rules work on it: token ranges instead of characters, and what the confidence depends on.

use super::cue::CueHit;
use super::phrase::Phrase;
use super::sheet::Sheet;
use super::source::{Found, How};
use super::{Attribution, CueClass, QuoteType, SourceMention, Stance, lexicon};
use crate::annotate::ParagraphKind;
use crate::text::Span;
use std::ops::Range;

/// How the speaker of a piece is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Link {
    /// The attribution clause stands beside it.
    Beside,
    /// It follows speech of its own paragraph that has an attribution clause.
    SameParagraph,
    /// It is taken over from another paragraph.
    Carried,
}

/// A saying in the making.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The pieces of the content as tokens, marks included, in the order of the text.
    pub pieces: Vec<Range<usize>>,
    /// The source as phrases.
    pub source: Found,
    /// The cue as an index into the document's cues, and its hit.
    pub cue: Option<CueHit>,
    /// Who is spoken to.
    pub addressee: Option<Phrase>,
    /// The rule that made it.
    pub rule: &'static str,
    /// How the speaker is known.
    pub link: Link,
    /// How likely the span is right.
    pub span_confidence: f32,
    /// How likely the source mention is right.
    pub source_confidence: f32,
}

impl Draft {
    /// A draft with one piece, found beside its attribution clause.
    pub fn new(piece: Range<usize>, source: Found, cue: Option<CueHit>, rule: &'static str) -> Self {
        Self {
            pieces: vec![piece],
            source,
            cue,
            addressee: None,
            rule,
            link: Link::Beside,
            span_confidence: 0.8,
            source_confidence: 0.8,
        }
    }

    /// The first token of the content.
    pub fn start(&self) -> usize {
        self.pieces.first().map_or(0, |p| p.start)
    }

    /// One past the last token of the content.
    pub fn end(&self) -> usize {
        self.pieces.last().map_or(0, |p| p.end)
    }

    /// Whether all, some or none of the content stands between quotation marks.
    pub fn quote_type(&self, sheet: &Sheet) -> QuoteType {
        let pull =
            |piece: &Range<usize>| matches!(sheet.kind(sheet.paragraph_index(piece.start)), ParagraphKind::PullQuote);
        let (mut inside, mut outside) = (0, 0);
        for index in self.pieces.iter().flat_map(Clone::clone) {
            let word = sheet.word(index).chars().any(char::is_alphanumeric);
            if word && sheet.quote_at(index).is_some() {
                inside += 1;
            } else if word {
                outside += 1;
            }
        }
        match (inside, outside) {
            (0, _) if self.pieces.iter().any(pull) => QuoteType::Direct,
            (0, _) => QuoteType::Indirect,
            (_, 0) => QuoteType::Direct,
            _ => QuoteType::Mixed,
        }
    }

    /// The finished attribution, without its enclosing attribution.
    pub fn finish(&self, sheet: &Sheet) -> Attribution {
        // "No officials said …": nobody is a source.
        let phrases = if self.is_nobody(sheet) { &[][..] } else { &self.source.phrases };
        let sources: Vec<SourceMention> = phrases.iter().map(|p| p.mention(sheet)).collect();
        let cue = self.cue.as_ref().map(|hit| hit.cue(sheet));
        let stance = match &cue {
            // "called for a vote", not "called it a mistake".
            Some(_) if self.rule == super::formed::CALLED_FOR => Stance::Demands,
            Some(cue) => lexicon::stance(&cue.lemma),
            None => Stance::Asserts,
        };
        let headline = sheet.kind(sheet.paragraph_index(self.start())) == ParagraphKind::Headline;
        Attribution {
            content: self.pieces.iter().map(|p| sheet.span_of(p)).collect(),
            quote_type: self.quote_type(sheet),
            source_confidence: if sources.is_empty() { 0.0 } else { self.source_confidence },
            sources,
            addressee: self.addressee.as_ref().map(|p| sheet.span_of(&p.tokens)),
            stance,
            negated: self.cue.as_ref().is_some_and(|hit| hit.negated) || self.has_no_speaker(sheet),
            hypothetical: self.cue.as_ref().is_some_and(|hit| hit.hypothetical) || self.is_conditional(sheet),
            within: None,
            headline,
            translated: self.is_translated(sheet),
            rule: self.rule,
            span_confidence: self.span_confidence,
            topics: super::topics::topics(sheet, &self.pieces),
            reading: super::reading::Reading::default(),
            cue,
        }
    }

    /// What the cue reports; layouts without a cue report speech.
    pub fn class(&self) -> CueClass {
        self.cue.as_ref().map_or(CueClass::Speech, |hit| hit.entry.class)
    }

    /// Whether the saying is only supposed: "if Finn says that".
    pub fn is_conditional(&self, sheet: &Sheet) -> bool {
        let Some(first) = self.source.start().filter(|first| *first > 0) else { return false };
        self.cue.as_ref().is_some_and(|hit| hit.verb > first) && sheet.is_any(first - 1, &["if", "unless"])
    }

    /// Whether the subject says that nobody, or not everybody, speaks: "no group claimed", "not everyone agreed", "neither
    /// Finn nor Dahl said".
    fn has_no_speaker(&self, sheet: &Sheet) -> bool {
        let Some(first) = self.source.start() else { return false };
        sheet.is_any(first, &["no", "nobody", "none", "neither", "not"])
            || first > sheet.sentence(first).start && sheet.is_any(first - 1, &["not", "neither", "nor"])
    }

    /// Whether the subject is the lack of somebody: "no officials", "nobody", "none of the clerks".
    fn is_nobody(&self, sheet: &Sheet) -> bool {
        let first = self.source.start().filter(|first| sheet.entity_at(*first).is_none());
        first.is_some_and(|first| sheet.is_any(first, &["no", "nobody", "none"]))
    }

    /// Whether the attribution clause says that somebody translated.
    fn is_translated(&self, sheet: &Sheet) -> bool {
        let Some(hit) = &self.cue else { return false };
        let sentence = sheet.sentence(hit.verb);
        let says = |i: usize| {
            sheet.quote_at(i).is_none()
                && (sheet.is_any(i, &["translator", "interpreter"])
                    || sheet.is(i, "translated") && sheet.is_any(i + 1, &["from", "into"]))
        };
        sentence.clone().any(|i| {
            says(i) && sheet.is_any(i.saturating_sub(2), &["through", "via", "by"])
                || sheet.is(i, "translated") && says(i)
        })
    }

    /// The span from the first piece through the last.
    pub fn extent(&self, sheet: &Sheet) -> Span {
        self.pieces.iter().map(|p| sheet.span_of(p)).reduce(Span::union).unwrap_or_default()
    }

    /// Sets the confidences.
    #[must_use]
    pub fn sure(mut self, span: f32, source: f32) -> Self {
        self.span_confidence = span;
        self.source_confidence = source;
        self
    }

    /// Whether no source was found.
    pub fn is_sourceless(&self) -> bool {
        self.source.how == How::Nothing || self.source.phrases.is_empty()
    }
}
