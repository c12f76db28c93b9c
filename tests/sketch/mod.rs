//! Builds documents with extraction and resolution by hand, for tests of the stages that come after.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod harbour;

use dixit::annotate::{Document, EntityKind, EntityMention, Paragraph, ParagraphKind, Pos, Sentence, Token};
use dixit::extract::{
    Attribution, Cue, CueClass, Extraction, QuoteType, RoleMention, RoleStatus, SourceForm, SourceMention, Stance,
};
use dixit::graph::{self, Facts, Settings};
use dixit::resolve::{Entity, Gender, Kind, Mention, MentionForm, Resolution};
use dixit::text::{Article, Span};

/// One article with what the language stages would find in it.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    pub document: Document,
    pub extraction: Extraction,
    pub resolution: Resolution,
}

/// Words that the tests' texts use as auxiliaries or verbs after which a "not" may stand.
const VERBS: [&str; 8] = ["will", "would", "is", "was", "had", "has", "can", "must"];

impl Sketch {
    /// A sketch of `text`, one paragraph a line; the first line is the headline when `headline`.
    pub fn new(text: &str, headline: bool) -> Self {
        let mut sketch = Self::default();
        sketch.document.article = Article { body: text.to_owned(), ..Article::default() };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let span = Span::new(at, at + line.len()).trimmed(text);
            at += line.len();
            let kind = if headline && span.start() == 0 { ParagraphKind::Headline } else { ParagraphKind::Prose };
            sketch.paragraph(text, span, kind);
        }
        sketch
    }

    fn paragraph(&mut self, text: &str, span: Span, kind: ParagraphKind) {
        let first = self.document.tokens.len();
        let paragraph = self.document.paragraphs.len();
        let mut start = None;
        for (at, c) in span.of(text).char_indices().chain([(span.len(), ' ')]) {
            let at = span.start() + at;
            let inside = c.is_alphanumeric();
            match (start, inside) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    self.token(text, Span::new(from, at));
                    start = None;
                }
                _ => {}
            }
            if !inside && !c.is_whitespace() {
                self.token(text, Span::new(at, at + c.len_utf8()));
            }
        }
        let tokens = first..self.document.tokens.len();
        let sentence = self.document.sentences.len();
        self.document.sentences.push(Sentence { span, tokens: tokens.clone(), paragraph, parse: None });
        self.document.paragraphs.push(Paragraph { span, kind, sentences: sentence..sentence + 1, tokens });
    }

    fn token(&mut self, text: &str, span: Span) {
        let form = span.of(text);
        let pos = match form.chars().next() {
            _ if VERBS.contains(&form) => Pos::Aux,
            _ if matches!(form, "for" | "of" | "by" | "in" | "on" | "to") => Pos::Adp,
            Some(c) if c.is_uppercase() => Pos::Propn,
            Some(c) if c.is_alphanumeric() => Pos::Noun,
            _ => Pos::Punct,
        };
        self.document.tokens.push(Token { span, pos, xpos: 0, lemma: form.to_lowercase() });
    }

    pub fn from(mut self, url: &str, date: Option<&str>, outlet: Option<&str>, title: Option<&str>) -> Self {
        let article = &mut self.document.article;
        article.url = Some(url.to_owned());
        article.published = date.map(|day| day.parse().expect("a date"));
        article.publisher = outlet.map(str::to_owned);
        article.title = title.map(str::to_owned);
        self
    }

    /// The place of `needle`; "2nd:needle" is its second occurrence.
    pub fn at(&self, needle: &str) -> Span {
        let (nth, needle) = match needle.split_once("nd:") {
            Some((nth, rest)) => (nth.parse::<usize>().expect("a number") - 1, rest),
            None => (0, needle),
        };
        let text = self.document.text();
        let (start, _) = text.match_indices(needle).nth(nth).unwrap_or_else(|| panic!("no {needle:?} in {text:?}"));
        Span::new(start, start + needle.len())
    }

    /// A named entity, mentioned wherever one of its forms stands as whole words; the first form is the fullest.
    pub fn named(&mut self, kind: EntityKind, forms: &[&str]) -> usize {
        let index = self.entity(Kind::Named(kind), forms[0]);
        let text = self.document.text().to_owned();
        let mut found = Vec::new();
        for form in forms {
            for (start, _) in text.match_indices(form) {
                let span = Span::new(start, start + form.len());
                let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let whole = !letter(text.get(..start).and_then(|t| t.chars().next_back()))
                    && !letter(text.get(span.end()..).and_then(|t| t.chars().next()));
                let free = |mention: &Mention| !mention.span.overlaps(span);
                if whole && self.resolution.mentions.iter().all(free) && !found.iter().any(|s: &Span| s.overlaps(span))
                {
                    found.push(span);
                }
            }
        }
        for span in found {
            self.document.entities.push(EntityMention { span, tokens: 0..0, kind });
            self.mention(span, MentionForm::Name, index);
        }
        index
    }

    pub fn person(&mut self, forms: &[&str]) -> usize {
        self.named(EntityKind::Person, forms)
    }

    pub fn body(&mut self, forms: &[&str]) -> usize {
        self.named(EntityKind::Organization, forms)
    }

    pub fn place(&mut self, forms: &[&str]) -> usize {
        self.named(EntityKind::Place, forms)
    }

    /// An unnamed source, described at `description`.
    pub fn unnamed(&mut self, description: &str, speaks_for: Option<usize>) -> usize {
        let index = self.entity(Kind::Unnamed, description);
        self.resolution.entities[index].speaks_for = speaks_for;
        self.mention(self.at(description), MentionForm::Description, index);
        index
    }

    fn entity(&mut self, kind: Kind, name: &str) -> usize {
        let entity =
            Entity { kind, name: name.to_owned(), other_names: vec![], gender: Gender::Unknown, speaks_for: None };
        self.resolution.entities.push(entity);
        self.resolution.entities.len() - 1
    }

    /// A pronoun or description that means an entity.
    pub fn refer(&mut self, words: &str, form: MentionForm, entity: usize) {
        self.mention(self.at(words), form, entity);
    }

    fn mention(&mut self, span: Span, form: MentionForm, entity: usize) {
        let mention = Mention { span, form, entity: Some(entity), confidence: 1.0, antecedent: None };
        self.resolution.mentions.push(mention);
        self.resolution.mentions.sort_by_key(|m| m.span);
    }

    /// A saying: its pieces, the words that name its source, its cue and stance. Returns it for what is special.
    pub fn say(&mut self, pieces: &[&str], source: &str, cue: &str, stance: Stance) -> &mut Attribution {
        let content: Vec<Span> = pieces.iter().map(|piece| self.at(piece)).collect();
        let text = self.document.text();
        let marked = content.iter().filter(|piece| piece.of(text).starts_with('"')).count();
        let lemma = cue.split_once('=').map_or(cue, |(_, lemma)| lemma).to_owned();
        let span = self.at(cue.split_once('=').map_or(cue, |(form, _)| form));
        let sources = (!source.is_empty()).then(|| {
            let span = self.at(source);
            let inside = |mention: &&Mention| span.contains(mention.span);
            let is_person = |mention: &&Mention| {
                let entity = mention.entity.map(|index| self.resolution.entities[index].kind);
                entity == Some(Kind::Named(EntityKind::Person))
            };
            let mut mentions = self.resolution.mentions.iter().filter(inside);
            let mention = mentions.clone().find(is_person).or_else(|| mentions.next());
            let form = match mention.map(|mention| mention.form) {
                Some(MentionForm::Pronoun) => SourceForm::Pronoun,
                Some(MentionForm::Description) | None => SourceForm::Description,
                Some(MentionForm::Name) => SourceForm::Name,
            };
            SourceMention { span, head: mention.map_or(span, |mention| mention.span), form }
        });
        let quote_type = if marked == content.len() { QuoteType::Direct } else { QuoteType::Indirect };
        let reading = dixit::extract::reading::read(&self.document, &content, stance, quote_type);
        self.extraction.attributions.push(Attribution {
            quote_type,
            content,
            sources: sources.into_iter().collect(),
            cue: Some(Cue { span, lemma, class: CueClass::Speech }),
            addressee: None,
            stance,
            negated: false,
            hypothetical: false,
            within: None,
            headline: false,
            translated: false,
            rule: "by-hand",
            span_confidence: 0.95,
            source_confidence: 0.98,
            topics: Vec::new(),
            reading,
        });
        self.extraction.attributions.last_mut().expect("just added")
    }

    /// Topics of the last saying: words of the text and their concept.
    pub fn topics(&mut self, topics: &[(&str, &str)]) {
        let topics = topics
            .iter()
            .map(|(words, concept)| dixit::extract::Topic { span: self.at(words), concept: (*concept).to_owned() });
        let topics = topics.collect();
        self.extraction.attributions.last_mut().expect("a saying").topics = topics;
    }

    pub fn role(&mut self, all: &str, person: &str, role: &str, organization: Option<&str>, status: RoleStatus) {
        let whole = self.at(all);
        let inside = |needle: &str| {
            let start = whole.of(self.document.text()).find(needle).expect("inside the mention") + whole.start();
            Span::new(start, start + needle.len())
        };
        let mention = RoleMention {
            span: whole,
            person: inside(person),
            role: inside(role),
            organization: organization.map(inside),
            status,
            rule: "by-hand",
            confidence: 0.97,
        };
        self.extraction.roles.push(mention);
    }

    pub fn ground(&self, settings: &Settings) -> Facts {
        graph::ground(&self.document, &self.extraction, &self.resolution, settings)
    }
}
