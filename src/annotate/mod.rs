//! Turns an article's text into a document: paragraphs, sentences, tokens, quotations, tags, entity mentions and parses.

mod agency;
pub mod dateline;
pub mod language;
pub mod layout;
pub mod lexicon;
pub mod quotation;

mod abbreviations;
mod sentences;
pub(crate) mod tokenize;

pub mod kept;
pub mod linear;
mod lone;
pub mod model_file;
pub mod words;

pub mod vocabulary;

pub mod lemma;
pub mod tag;

pub mod entities;
pub mod names;

pub mod parse;

mod apposed;
mod bodies;
mod consistency;
mod headlines;
mod models;
mod repeats;
mod suffixes;
mod teams;

pub use models::Models;

use crate::text::{Article, Span};
use std::borrow::Cow;
use std::ops::Range;
use tag::Tag;
use vocabulary::Vocabulary;
use words::Words;

/// An article with everything that can be said about its words without knowing who the people are.
///
/// The document owns the text; everything else holds byte ranges into it or indices into its tables. Tables are in
/// the order of the text.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The article; its `body` is what all spans refer to.
    pub article: Article,
    /// Every block of text that stands on lines of its own.
    pub paragraphs: Vec<Paragraph>,
    /// Every sentence; none crosses a paragraph.
    pub sentences: Vec<Sentence>,
    /// Every token.
    pub tokens: Vec<Token>,
    /// Every stretch between quotation marks, also inner ones and those that never close.
    pub quotations: Vec<QuotationMarks>,
    /// The named-entity mentions, which do not overlap.
    pub entities: Vec<EntityMention>,
    /// What models look at in the tokens' words.
    pub words: Words,
}

/// What a paragraph is in the article's layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParagraphKind {
    /// Running text.
    Prose,
    /// The article's headline or a standfirst under it, when it stands in the kept text.
    Headline,
    /// A heading between paragraphs.
    Subheading,
    /// "By Ann Lee", "― Ann Lee, Reuters".
    Byline,
    /// "LONDON, 3 May", a date on its own line.
    Dateline,
    /// The text under a picture.
    Caption,
    /// "Photo: …", "(AP Photo/…)".
    Credit,
    /// A pull quote or statement set off from the prose without quotation marks.
    PullQuote,
    /// The line under a pull quote that names its speaker: "Ann Lee, head of …".
    PullQuoteSource,
    /// "Read also: …", "Follow us on …", lists of links, legal lines.
    Boilerplate,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text without surrounding white space.
    pub span: Span,
    /// Its place in the layout.
    pub kind: ParagraphKind,
    /// Its sentences, as indices into `Document::sentences`.
    pub sentences: Range<usize>,
    /// Its tokens, as indices into `Document::tokens`.
    pub tokens: Range<usize>,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// Its text without surrounding white space; a closing quotation mark after the stop belongs to it.
    pub span: Span,
    /// Its tokens, as indices into `Document::tokens`.
    pub tokens: Range<usize>,
    /// The paragraph that holds it, as an index into `Document::paragraphs`.
    pub paragraph: usize,
    /// The dependency parse, when [`parse::parse`] was asked for one.
    pub parse: Option<Parse>,
}

/// A word, number or punctuation mark, split as in the Universal Dependencies English treebanks ("do" + "n't",
/// "Smith" + "'s").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its characters.
    pub span: Span,
    /// Universal part of speech.
    pub pos: Pos,
    /// Penn Treebank tag, as an index into `annotate::tag::XPOS`.
    pub xpos: u8,
    /// The lemma, lower-cased except for proper nouns.
    pub lemma: String,
}

/// The universal parts of speech (Universal Dependencies 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are those of the standard")]
pub enum Pos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    #[default]
    X,
}

/// A dependency tree over one sentence (Universal Dependencies 2 relations).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parse {
    /// For each token of the sentence, the sentence-relative index of its head; the root's is itself.
    pub heads: Vec<u16>,
    /// For each token of the sentence, its relation, as an index into `annotate::parse::RELATIONS`.
    pub relations: Vec<u8>,
}

/// A stretch of text between quotation marks, in one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotationMarks {
    /// From the opening mark through the closing one; to the paragraph's end when it never closes.
    pub span: Span,
    /// The text between the marks.
    pub inner: Span,
    /// Whether a closing mark was found.
    pub closed: bool,
    /// Whether this stretch continues the speech of the paragraph before, which did not close.
    pub continues: bool,
    /// The paragraph, as an index into `Document::paragraphs`.
    pub paragraph: usize,
    /// 0 for outer quotations, 1 for a quotation inside a quotation.
    pub depth: u8,
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityKind {
    /// A person.
    Person,
    /// An organisation.
    Organization,
    /// A place, also a state or a city that acts.
    Place,
    /// Any other name: a work, an event, a nationality.
    Misc,
}

/// A name in the text, without title or possessive ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityMention {
    /// Its characters.
    pub span: Span,
    /// Its tokens, as indices into `Document::tokens`.
    pub tokens: Range<usize>,
    /// What it names.
    pub kind: EntityKind,
}

impl Document {
    /// The kept text.
    pub fn text(&self) -> &str {
        &self.article.body
    }

    /// The characters of token `index`; empty when there is none.
    pub fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.span.of(self.text()))
    }

    /// The folded word of token `index` ([`lexicon::fold`]); empty when there is none.
    pub fn folded(&self, index: usize) -> Cow<'_, str> {
        let word = self.word(index);
        match self.words.id(index).and_then(|id| self.words.folded.get(id)) {
            Some(Some(form)) => Cow::Borrowed(form),
            Some(None) => Cow::Borrowed(word),
            None => lexicon::folded(word),
        }
    }

    /// The name that holds token `index`; names stand in the order of the text and do not overlap.
    pub fn name_at(&self, index: usize) -> Option<&EntityMention> {
        let at = self.entities.partition_point(|name| name.tokens.end <= index);
        self.entities.get(at).filter(|name| name.tokens.contains(&index))
    }

    /// The tokens that lie wholly in `span`.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let first = self.tokens.partition_point(|token| token.span.start() < span.start());
        let last = self.tokens.partition_point(|token| token.span.end() <= span.end());
        first..last.max(first)
    }
}

/// Annotates one article. Never fails: text that fits no rule becomes prose of plain tokens.
pub fn annotate(models: &Models, article: Article) -> Document {
    let mut document = Document { article, ..Document::default() };
    document.paragraphs = layout::paragraphs(&document.article.body, document.article.title.as_deref());
    document.quotations = quotation::quotations(&document.article.body, &document.paragraphs);
    segment(&mut document);
    let text = &document.article.body;
    let mut vocabulary = models.vocabularies.take();
    let (words, facts) = vocabulary.open(document.tokens.iter().map(|token| token.span.of(text)), &models.clusters);
    let tags = set_tags(models, &words, &mut vocabulary, &mut document);
    models.vocabularies.put(vocabulary);
    set_entities(models, &words, &facts, &tags, &mut document);
    suffixes::join(&mut document);
    bodies::join(&mut document);
    headlines::cut(&mut document);
    consistency::settle(&mut document);
    teams::name_teams(&mut document);
    document.words = words;
    document
}

/// Finds the names.
fn set_entities(models: &Models, words: &Words, facts: &[names::Facts], tags: &[Tag], document: &mut Document) {
    let transitions = entities::transitions(&models.recognizer.model);
    let mut work = models.recognizer.works.take();
    work.open(words);
    let mut found = Vec::new();
    for sentence in &document.sentences {
        let gates = names::gates(|index| joined(document, index), sentence.tokens.clone());
        let context = names::Context::new(words, facts, tags, &gates, sentence.tokens.clone());
        found.extend(models.recognizer.find(&context, &gates, &transitions, &mut work));
    }
    work.close(words);
    models.recognizer.works.put(work);
    let span_of = |index: usize| document.tokens.get(index).map_or_else(Span::default, |token| token.span);
    document.entities = found.into_iter().map(|(kind, tokens)| entities::mention(kind, tokens, span_of)).collect();
}

/// The characters of a token; nothing for a dash between blanks, which joins no names ("Soccer - Okonjo retires").
fn joined(document: &Document, index: usize) -> &str {
    let word = document.word(index);
    let blank_at = |from: usize, to: usize| {
        let [from, to] = [from, to].map(|index| document.tokens.get(index).map_or_else(Span::default, |t| t.span));
        from.end() < to.start()
    };
    let dash = matches!(word, "-" | "–" | "—");
    if dash && index > 0 && blank_at(index - 1, index) && blank_at(index, index + 1) { "" } else { word }
}

/// Sets the tags and lemmas of all tokens.
fn set_tags(models: &Models, words: &Words, vocabulary: &mut Vocabulary, document: &mut Document) -> Vec<Tag> {
    let tags = models.tagger.tag(words, document.sentences.iter().map(|sentence| sentence.tokens.clone()));
    let text = &document.article.body;
    for ((token, tag), id) in document.tokens.iter_mut().zip(&tags).zip(&words.ids) {
        (token.pos, token.xpos) = (tag.pos, tag.xpos);
        let make = || models.lemmatizer.lemma(token.span.of(text), *tag);
        vocabulary.set_lemma(*id, *tag, &mut token.lemma, make);
    }
    tags
}

/// The most tokens of a sentence. What is longer is no sentence but a list or a text without stops; it is cut, so that the
/// work of later stages grows with the text and not with its square.
const MOST_TOKENS: usize = 500;

/// The range in pieces of at most [`MOST_TOKENS`].
fn cut(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(MOST_TOKENS).map(move |start| start..end.min(start + MOST_TOKENS))
}

/// Fills the sentences and the bare tokens of each paragraph.
fn segment(document: &mut Document) {
    let text = &document.article.body;
    let mut spans = Vec::new();
    for (index, paragraph) in document.paragraphs.iter_mut().enumerate() {
        spans.clear();
        tokenize::tokenize(text, paragraph.span, &mut spans);
        let (first_token, first_sentence) = (document.tokens.len(), document.sentences.len());
        for range in sentences::sentences(text, &spans).into_iter().flat_map(cut) {
            let (Some(first), Some(last)) = (spans.get(range.start), spans.get(range.end.saturating_sub(1))) else {
                continue;
            };
            let tokens = first_token + range.start..first_token + range.end;
            document.sentences.push(Sentence { span: first.union(*last), tokens, paragraph: index, parse: None });
        }
        let bare = |&span: &Span| Token { span, pos: Pos::X, xpos: 0, lemma: String::new() };
        document.tokens.extend(spans.iter().map(bare));
        paragraph.sentences = first_sentence..document.sentences.len();
        paragraph.tokens = first_token..document.tokens.len();
    }
}
