//! A document laid out for the rules: per token its sentence, quotation and name, with accessors that never fail.

use super::labels::{Label, Labeler, Labels, label};
use crate::annotate::linear::hash_bytes;
use crate::annotate::{Document, EntityKind, EntityMention, ParagraphKind, Pos, QuotationMarks, Token};
use crate::text::{MONTHS, Span, WEEKDAYS};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::ops::Range;

/// What a table entry holds for a token that is in no quotation, name or sentence.
const NONE: u32 = u32::MAX;

/// A document with the look-ups that rules need; built once for each document.
pub(crate) struct Sheet<'a> {
    /// The document itself.
    pub doc: &'a Document,
    /// Per token: the outermost quotation that holds it, its marks included.
    quotation: Vec<u32>,
    /// Per token: the name it belongs to.
    entity: Vec<u32>,
    /// Per token: its sentence.
    sentence: Vec<u32>,
    /// The outermost quotations with their tokens, marks included, in the order of the text.
    pub quotes: Vec<Quote>,
    /// What labels the tokens, and for each paragraph the labels, made when first asked for.
    labeler: Option<&'a Labeler>,
    labels: Vec<OnceCell<Vec<Label>>>,
    /// How often each lemma of a noun stands in the document, counted when first asked for.
    uses: OnceCell<FxHashMap<&'a str, u32>>,
    /// The hash of each different word in lower case, made when first asked for.
    hashes: OnceCell<Vec<u32>>,
}

/// An outermost quotation as tokens.
#[derive(Debug, Clone)]
pub(crate) struct Quote {
    /// Its tokens, marks included.
    pub tokens: Range<usize>,
    /// Whether it continues the speech of the paragraph before.
    pub continues: bool,
    /// Whether a closing mark was found.
    pub closed: bool,
    /// Its paragraph.
    pub paragraph: usize,
    /// The words in it, marks and punctuation left out.
    pub words: usize,
}

impl<'a> Sheet<'a> {
    /// Lays out `doc`.
    pub fn new(doc: &'a Document) -> Self {
        let count = doc.tokens.len();
        let mut sheet = Self {
            doc,
            quotation: vec![NONE; count],
            entity: vec![NONE; count],
            sentence: vec![NONE; count],
            quotes: Vec::new(),
            labeler: None,
            labels: vec![OnceCell::new(); doc.paragraphs.len()],
            uses: OnceCell::new(),
            hashes: OnceCell::new(),
        };
        for (index, sentence) in doc.sentences.iter().enumerate() {
            fill(&mut sheet.sentence, sentence.tokens.clone(), index);
        }
        for (index, entity) in doc.entities.iter().enumerate() {
            fill(&mut sheet.entity, entity.tokens.clone(), index);
        }
        for marks in doc.quotations.iter().filter(|q| q.depth == 0) {
            sheet.add_quote(marks);
        }
        sheet
    }

    /// The sheet with the labels that `labeler` gives its tokens.
    pub fn labeled(mut self, labeler: Option<&'a Labeler>) -> Self {
        self.labeler = labeler;
        self
    }

    /// How likely the tokens belong to a source, a cue, a content; quickest for those of the paragraph around `token`.
    pub fn labels(&self, token: usize) -> Labels<'_, 'a> {
        Labels::around(self, token)
    }

    /// The first token of the paragraph around `token`, and the labels of its tokens.
    pub fn labels_of_paragraph(&self, token: usize) -> (usize, &[Label]) {
        let at = self.doc.paragraphs.partition_point(|p| p.tokens.end <= token);
        let (Some(paragraph), Some(labels)) = (self.doc.paragraphs.get(at), self.labels.get(at)) else {
            return (0, &[]);
        };
        (paragraph.tokens.start, labels.get_or_init(|| label(self, self.labeler, &paragraph.tokens)))
    }

    /// The hash of the token's word in lower case.
    pub fn lower_hash(&self, index: usize) -> u32 {
        let words = &self.doc.words;
        let hashes =
            self.hashes.get_or_init(|| words.first.iter().map(|&t| hash_lower(self.word(t as usize))).collect());
        let known = words.id(index).and_then(|id| hashes.get(id)).copied();
        known.unwrap_or_else(|| hash_lower(self.word(index)))
    }

    fn add_quote(&mut self, marks: &QuotationMarks) {
        let tokens = self.doc.tokens_in(marks.span);
        // A nickname belongs to its name: `Ivo "Ice" Lenz`.
        let inside = |e: &EntityMention| e.tokens.start < tokens.start && tokens.end < e.tokens.end;
        if self.entity_at(tokens.start).is_some_and(inside) {
            return;
        }
        let words = tokens.clone().filter(|&i| self.word(i).chars().any(char::is_alphanumeric)).count();
        if tokens.is_empty() || words == 0 {
            return;
        }
        fill(&mut self.quotation, tokens.clone(), self.quotes.len());
        self.quotes.push(Quote {
            tokens,
            continues: marks.continues,
            closed: marks.closed,
            paragraph: marks.paragraph,
            words,
        });
    }

    /// How often a noun stands in the document, by its lemma.
    pub fn uses(&self, lemma: &str) -> u32 {
        let count = || {
            let mut uses: FxHashMap<&'a str, u32> = FxHashMap::default();
            for token in self.doc.tokens.iter().filter(|token| token.pos == Pos::Noun) {
                *uses.entry(token.lemma.as_str()).or_default() += 1;
            }
            uses
        };
        self.uses.get_or_init(count).get(lemma).copied().unwrap_or(0)
    }

    /// The kept text.
    pub fn text(&self) -> &'a str {
        self.doc.text()
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.doc.tokens.len()
    }

    fn token(&self, index: usize) -> Option<&'a Token> {
        self.doc.tokens.get(index)
    }

    /// The characters of a token; empty beyond the ends.
    pub fn word(&self, index: usize) -> &'a str {
        self.token(index).map_or("", |t| t.span.of(self.text()))
    }

    /// The token's part of speech; `X` beyond the ends.
    pub fn pos(&self, index: usize) -> Pos {
        self.token(index).map_or(Pos::X, |t| t.pos)
    }

    /// Whether the token is a verb in the past tense, and no participle.
    pub fn is_past(&self, index: usize) -> bool {
        let tag = self.token(index).and_then(|t| crate::annotate::tag::XPOS.get(usize::from(t.xpos)));
        tag == Some(&"VBD")
    }

    /// Whether the token is a verb in the present tense.
    pub fn is_present(&self, index: usize) -> bool {
        let tag = self.token(index).and_then(|t| crate::annotate::tag::XPOS.get(usize::from(t.xpos)));
        tag.is_some_and(|tag| matches!(*tag, "VBP" | "VBZ"))
    }

    /// The token's lemma; empty beyond the ends.
    pub fn lemma(&self, index: usize) -> &'a str {
        self.token(index).map_or("", |t| t.lemma.as_str())
    }

    /// Where the token stands; the text's end beyond it.
    pub fn span(&self, index: usize) -> Span {
        self.token(index).map_or_else(|| Span::new(self.text().len(), self.text().len()), |t| t.span)
    }

    /// The characters from the first token of `tokens` through the last.
    pub fn span_of(&self, tokens: &Range<usize>) -> Span {
        if tokens.is_empty() {
            return Span::new(self.span(tokens.start).start(), self.span(tokens.start).start());
        }
        self.span(tokens.start).union(self.span(tokens.end - 1))
    }

    /// Whether the token is `word`, whatever its case.
    pub fn is(&self, index: usize, word: &str) -> bool {
        let own = self.word(index);
        own.len() == word.len() && own.eq_ignore_ascii_case(word)
    }

    /// Whether the token is one of `words`, whatever its case.
    pub fn is_any(&self, index: usize, words: &[&str]) -> bool {
        let word = self.word(index);
        // Nearly every word is told apart by its length and its first letter; the bit is that of small letters.
        let first = |word: &str| word.as_bytes().first().map(|byte| byte | 0x20);
        let own = first(word);
        words.iter().any(|w| w.len() == word.len() && first(w) == own && w.eq_ignore_ascii_case(word))
    }

    /// The outermost quotation that holds the token, marks included.
    pub fn quote_at(&self, index: usize) -> Option<usize> {
        self.quotation.get(index).filter(|&&q| q != NONE).map(|&q| q as usize)
    }

    /// The name that the token belongs to.
    pub fn entity_at(&self, index: usize) -> Option<&'a EntityMention> {
        self.entity.get(index).filter(|&&e| e != NONE).and_then(|&e| self.doc.entities.get(e as usize))
    }

    /// What the name at the token names.
    pub fn entity_kind(&self, index: usize) -> Option<EntityKind> {
        self.entity_at(index).map(|e| e.kind)
    }

    /// The index of the token's sentence.
    pub fn sentence_index(&self, index: usize) -> Option<usize> {
        self.sentence.get(index).filter(|&&s| s != NONE).map(|&s| s as usize)
    }

    /// The tokens of the sentence that holds the token.
    pub fn sentence(&self, index: usize) -> Range<usize> {
        let sentence = self.sentence_index(index).and_then(|s| self.doc.sentences.get(s));
        sentence.map_or(index..index, |s| s.tokens.clone())
    }

    /// The index of the paragraph that holds the token.
    pub fn paragraph_index(&self, index: usize) -> usize {
        let sentence = self.sentence_index(index).and_then(|s| self.doc.sentences.get(s));
        sentence.map_or(0, |s| s.paragraph)
    }

    /// The tokens of a paragraph.
    pub fn paragraph(&self, paragraph: usize) -> Range<usize> {
        self.doc.paragraphs.get(paragraph).map_or(0..0, |p| p.tokens.clone())
    }

    /// What kind of block a paragraph is.
    pub fn kind(&self, paragraph: usize) -> ParagraphKind {
        self.doc.paragraphs.get(paragraph).map_or(ParagraphKind::Prose, |p| p.kind)
    }

    /// Whether the token is punctuation that ends a sentence.
    pub fn is_stop(&self, index: usize) -> bool {
        let word = self.word(index);
        word.starts_with(['.', '!', '?', '…'])
            && self.pos(index) != Pos::Num
            && !word.chars().any(char::is_alphanumeric)
    }

    /// Whether the token is a quotation mark.
    pub fn is_mark(&self, index: usize) -> bool {
        let word = self.word(index);
        !word.is_empty() && word.chars().all(|c| "\"“”„‟«»'‘’`".contains(c))
    }

    /// The last word or punctuation inside the quotation; marks that close quotations in it are passed over (`… 'I do,'"`).
    pub fn last_inside(&self, quote: &Quote) -> usize {
        let mut last = quote.tokens.end.saturating_sub(1 + usize::from(quote.closed));
        while quote.closed && last > quote.tokens.start && self.is_mark(last) {
            last -= 1;
        }
        last
    }

    /// Whether the token is a dash that sets off words.
    pub fn is_dash(&self, index: usize) -> bool {
        let loose = |at: usize| self.span(at).end() < self.span(at + 1).start();
        match self.word(index) {
            "—" | "–" | "--" | "―" => true,
            "-" => index > 0 && loose(index - 1) && loose(index),
            _ => false,
        }
    }

    /// Whether a word of the calendar stands there.
    pub fn is_date_word(&self, index: usize) -> bool {
        const OTHERS: [&str; 9] =
            ["today", "yesterday", "tonight", "tomorrow", "jan.", "feb.", "sept.", "oct.", "nov."];
        let word = self.word(index);
        // Nearly every word is told apart by its first letter and its length.
        let first = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        if !matches!(word.len(), 3..=9) || !b"adfjmnostwy".contains(&first) {
            return false;
        }
        // "may" and "march" are words of their own.
        let mut words = WEEKDAYS.iter().chain(&MONTHS).chain(&OTHERS).filter(|known| **known != "may");
        word == "May" || word == "Dec." || words.any(|known| known.eq_ignore_ascii_case(word)) && word != "march"
    }
}

/// The hash of a word with its ASCII letters in lower case.
fn hash_lower(word: &str) -> u32 {
    hash_bytes(word.bytes().map(|byte| byte.to_ascii_lowercase()))
}

fn fill(table: &mut [u32], range: Range<usize>, value: usize) {
    let value = u32::try_from(value).unwrap_or(NONE);
    if let Some(cells) = table.get_mut(range) {
        cells.fill(value);
    }
}
