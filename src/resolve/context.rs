//! What resolution asks of a document again and again: sentence, quotation and neighbours of a token.

use crate::annotate::lexicon;
use crate::annotate::{Document, EntityKind};
use crate::text::Span;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;

/// A document with the tables that make its questions cheap.
pub struct Context<'a> {
    /// The document.
    pub document: &'a Document,
    /// For each token, its sentence.
    sentences: Vec<u32>,
    /// For each token, whether it stands between quotation marks.
    quoted: Vec<bool>,
    /// For each sentence, how many up to it have words outside quotations.
    plain: Vec<usize>,
    /// For each token, its folded word and its folded lemma.
    forms: Vec<[Cow<'a, str>; 2]>,
    name_words: NameWords<'a>,
}

/// The words of a document's names, by what they tell of the same word elsewhere.
#[derive(Debug, Default)]
pub struct NameWords<'a> {
    /// The first words of bodies whose names end in a noun for bodies: "Tide" of "Tide Party".
    pub opens_body: FxHashSet<&'a str>,
    /// The words of people's names of several tokens.
    pub of_people: FxHashSet<&'a str>,
    /// The folded names of people.
    pub people: FxHashSet<String>,
    /// Names of several words that are somewhere of something on the map or of a storm: "the Anak Selam volcano".
    pub of_land: FxHashSet<&'a str>,
}

/// Nouns for what is on the map, and for storms.
const LANDS: &[&str] = &[
    "volcano",
    "river",
    "lake",
    "island",
    "islands",
    "mountain",
    "mountains",
    "strait",
    "glacier",
    "canyon",
    "peninsula",
    "valley",
    "cyclone",
    "hurricane",
    "typhoon",
    "storm",
    "earthquake",
];

impl<'a> NameWords<'a> {
    fn new(document: &'a Document) -> Self {
        let mut words = Self::default();
        for mention in &document.entities {
            let text = mention.span.of(document.text());
            if text.contains(' ') && LANDS.contains(&document.word(mention.tokens.end)) {
                words.of_land.insert(text);
            }
            match mention.kind {
                EntityKind::Organization => {
                    if let (Some((first, _)), Some((_, last))) = (text.split_once(' '), text.rsplit_once(' '))
                        && lexicon::group_noun(&lexicon::folded(last)).is_some()
                    {
                        words.opens_body.insert(first);
                    }
                }
                EntityKind::Person => {
                    if mention.tokens.len() > 1 {
                        words.of_people.extend(text.split(' '));
                    }
                    words.people.insert(lexicon::fold(text));
                }
                EntityKind::Place | EntityKind::Misc => {}
            }
        }
        words
    }
}

impl<'a> Context<'a> {
    /// Reads the document once.
    pub fn new(document: &'a Document) -> Self {
        let mut sentences = vec![0; document.tokens.len()];
        for (index, sentence) in document.sentences.iter().enumerate() {
            for slot in sentences.get_mut(sentence.tokens.clone()).unwrap_or_default() {
                *slot = u32::try_from(index).unwrap_or(u32::MAX);
            }
        }
        let forms = lexicon::forms(document);
        let mut context = Self {
            document,
            sentences,
            quoted: vec![false; document.tokens.len()],
            plain: Vec::new(),
            forms,
            name_words: NameWords::new(document),
        };
        for quotation in document.quotations.iter().filter(|q| q.depth == 0) {
            let tokens = context.tokens_in(quotation.inner);
            // A word or two between marks is a scare quote, no speech.
            if tokens.len() > 2 {
                for slot in context.quoted.get_mut(tokens).unwrap_or_default() {
                    *slot = true;
                }
            }
        }
        let mut count = 0;
        for sentence in &document.sentences {
            let word = |token: usize| document.word(token).chars().any(char::is_alphanumeric);
            count += usize::from(sentence.tokens.clone().any(|token| !context.is_quoted(token) && word(token)));
            context.plain.push(count);
        }
        context
    }

    /// The words of the document's names.
    pub fn name_words(&self) -> &NameWords<'a> {
        &self.name_words
    }

    /// How many sentences with words outside quotations there are up to the token's own.
    pub fn plain(&self, token: usize) -> usize {
        self.plain.get(self.sentence(token)).copied().unwrap_or(0)
    }

    /// The sentence of a token.
    pub fn sentence(&self, token: usize) -> usize {
        self.sentences.get(token).copied().unwrap_or(0) as usize
    }

    /// The paragraph of a token.
    pub fn paragraph(&self, token: usize) -> usize {
        self.document.sentences.get(self.sentence(token)).map_or(0, |s| s.paragraph)
    }

    /// The tokens of the sentence that holds `token`.
    pub fn sentence_tokens(&self, token: usize) -> Range<usize> {
        self.document.sentences.get(self.sentence(token)).map_or(0..0, |s| s.tokens.clone())
    }

    /// Whether a token stands between quotation marks.
    pub fn is_quoted(&self, token: usize) -> bool {
        self.quoted.get(token).copied().unwrap_or(false)
    }

    /// The tokens that begin inside `span`.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let tokens = &self.document.tokens;
        let start = tokens.partition_point(|t| t.span.start() < span.start());
        let end = tokens.partition_point(|t| t.span.start() < span.end());
        start..end.max(start)
    }

    /// The token that holds byte `offset`, or the next one.
    pub fn token_at(&self, offset: usize) -> usize {
        self.document.tokens.partition_point(|t| t.span.end() <= offset)
    }

    /// The folded word of a token; empty beyond the ends.
    pub fn folded(&self, token: usize) -> &str {
        self.forms.get(token).map_or("", |[word, _]| word)
    }

    /// The lemma of a token in lower case; the folded word while there are no lemmas.
    pub fn lemma(&self, token: usize) -> &str {
        self.forms.get(token).map_or("", |[_, lemma]| lemma)
    }

    /// The word before a token of the same sentence.
    pub fn before(&self, token: usize, back: usize) -> Option<&'a str> {
        let index = token.checked_sub(back)?;
        (self.sentence(index) == self.sentence(token)).then(|| self.document.word(index))
    }
}
