//! Finds who said what in a document, who holds which role, and what each saying is about; each fact with its ranges, rule and confidence.

mod rules;

mod sheet;

mod lexicon;

mod phrase;

mod office;

mod apposition;

mod cue;

mod source;

mod shared;

mod content;

mod spelling;

mod topics;

mod draft;
mod formed;

mod direct;

mod carrying;

mod manner;

mod indirect;

mod according;

mod closing;

mod noun_cue;

mod layouts;

mod joined;
mod labels;

mod rank;

mod attributions;

pub mod reading;

pub mod roles;

pub mod training;
mod unsaid;

pub use labels::{COLUMNS, CONTENTS, LABEL_BUCKETS, Labeler, PARTIES, label_bucket};
pub use rank::{BUCKETS, Ranker, Weights, bucket_of, probabilities};
pub use rules::{RULES, RuleInfo, rule_info};

use crate::annotate::Document;
use crate::text::Span;
use sheet::Sheet;
use std::sync::LazyLock;

/// Everything that one document states.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// What somebody said (or thought, or wants), in the order of the text.
    pub attributions: Vec<Attribution>,
    /// Who holds or held which role where, in the order of the text.
    pub roles: Vec<RoleMention>,
}

/// How the content is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuoteType {
    /// All of the content stands between quotation marks (or in a pull quote).
    Direct,
    /// None of it does.
    Indirect,
    /// Part of it does.
    Mixed,
}

/// What the cue reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CueClass {
    /// Something was said or written.
    Speech,
    /// Something is thought, known or planned.
    Thought,
    /// Somebody stands for or against something, wants or fears it.
    Attitude,
}

/// What the speaker does with the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stance {
    /// States it.
    Asserts,
    /// Says that it is not so, or that they did not do it.
    Denies,
    /// Asks it.
    Asks,
    /// Promises or undertakes it.
    Promises,
    /// Demands, urges or requests it.
    Demands,
    /// Warns of it.
    Warns,
    /// Accuses somebody of it.
    Accuses,
    /// Grants it, admits it or apologises for it.
    Admits,
    /// Suggests or proposes it.
    Proposes,
    /// Praises or welcomes it.
    Praises,
    /// Blames or criticises it.
    Criticizes,
    /// Predicts it.
    Predicts,
}

/// What kind of words name the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceForm {
    /// A name, with or without title.
    Name,
    /// A personal pronoun.
    Pronoun,
    /// A common noun phrase ("the minister", "residents").
    Description,
}

/// The words that name who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMention {
    /// The whole phrase: "UFCW Local 832 president Jeff Traeger", "he", "a spokesperson for the ministry".
    pub span: Span,
    /// Its head: the name "Jeff Traeger", the pronoun, or the head noun.
    pub head: Span,
    /// What kind of words these are.
    pub form: SourceForm,
}

/// The word that reports the saying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Its characters ("said", "according to").
    pub span: Span,
    /// Its lemma ("say", "according to").
    pub lemma: String,
    /// What it reports.
    pub class: CueClass,
}

/// One saying: a content, its source and its cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// The content's pieces in the order of the text; at least one. Marks and a leading "that" belong to it.
    pub content: Vec<Span>,
    /// How it is reported.
    pub quote_type: QuoteType,
    /// Who speaks; several when they speak together; none when the text names nobody ("it was said").
    pub sources: Vec<SourceMention>,
    /// What reports it; none for layouts such as "NAME: words".
    pub cue: Option<Cue>,
    /// Who is spoken to.
    pub addressee: Option<Span>,
    /// What the speaker does with it. The cue lemma decides; `negated` and `hypothetical` stand apart.
    pub stance: Stance,
    /// "did not say", "declined to say".
    pub negated: bool,
    /// "would say", "if she says".
    pub hypothetical: bool,
    /// The enclosing attribution, as an index into `Extraction::attributions`: A said that B said this.
    pub within: Option<usize>,
    /// Whether it stands in the headline; such a saying is often repeated in the prose.
    pub headline: bool,
    /// Whether the text says that the words were translated.
    pub translated: bool,
    /// The rule or model that found it ("quote-cue-source").
    pub rule: &'static str,
    /// The score of the content's span, 0 to 1. It only orders: `resolve::sureness` makes a probability of it.
    pub span_confidence: f32,
    /// The score of the source mention, 0 to 1, as the span's; 0 when there is none.
    pub source_confidence: f32,
    /// The noun phrases the content speaks of, most important first.
    pub topics: Vec<Topic>,
    /// How the content judges, what kind of statement it is, and which days it names.
    pub reading: reading::Reading,
}

impl Attribution {
    /// Whether the speaker is taken over from another paragraph: no words beside the content name him.
    pub fn is_carried(&self) -> bool {
        rule_info(self.rule).is_some_and(|rule| rule.carried)
    }
}

/// A noun phrase that the content speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its characters.
    pub span: Span,
    /// Its concept: lower-cased words, the last in the singular ("security guarantee").
    pub concept: String,
}

/// Whether a role is held at the article's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoleStatus {
    /// Held now.
    Current,
    /// Held before: "former", "ex-", "late".
    Former,
    /// Held for the time being: "acting", "interim".
    Acting,
    /// To be held: "president-elect", "incoming", "nominee".
    Future,
}

/// One statement that a person holds a role, with or without an organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleMention {
    /// Everything that states it, person and role included: the evidence.
    pub span: Span,
    /// The person's name (or the pronoun or description) as it stands there.
    pub person: Span,
    /// The role's words without determiner and organisation ("Director General"), or the verb that implies it ("chairs");
    /// empty when the text binds the person to the organisation without such words ("Ivo Lenz of Brightwater").
    pub role: Span,
    /// The organisation's name, when the text gives one.
    pub organization: Option<Span>,
    /// Whether it is held now.
    pub status: RoleStatus,
    /// The rule that found it ("title-before-name").
    pub rule: &'static str,
    /// How likely all of it is right, 0 to 1.
    pub confidence: f32,
}

/// Something that finds the facts of a document. The built-in one is [`BuiltIn`]; a heavier model can take its place.
pub trait Extractor: Send + Sync {
    /// Finds the facts. Does no I/O and never fails; the same document gives the same facts.
    fn extract(&self, document: &Document) -> Extraction;
}

/// A part of the built-in extractor that can be left out, to measure what it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The labels of sources, cues and contents that the tagger gives to tokens.
    Labels,
    /// The choice among candidates for each cue; the first guess of the rules stays.
    Ranker,
    /// Quotations without an attribution clause, which go on with an earlier speaker.
    Carrying,
}

/// The extractor that comes with dixit.
#[derive(Debug, Default)]
pub struct BuiltIn {
    without: Vec<Part>,
}

impl BuiltIn {
    /// The extractor without some of its parts.
    pub fn without(parts: Vec<Part>) -> Self {
        Self { without: parts }
    }

    fn has(&self, part: Part) -> bool {
        !self.without.contains(&part)
    }
}

/// The ranker that comes with the program, as `dixit train ranker` writes it.
const RANKER: &[u8] = include_bytes!("data/ranker.model");

/// The built-in ranker, read once; a test reads it, so that it is there.
fn ranker() -> Option<&'static Ranker> {
    static READ: LazyLock<Option<Ranker>> = LazyLock::new(|| Ranker::unpack(RANKER).ok());
    READ.as_ref()
}

/// The labeler that comes with the program, as the build script lays it out.
const LABELER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/attribution-tagger.image"));

/// The built-in labeler.
fn labeler() -> &'static Labeler {
    static BUILT_IN: LazyLock<Labeler> = LazyLock::new(|| Labeler::of_image(LABELER));
    &BUILT_IN
}

impl Extractor for BuiltIn {
    fn extract(&self, document: &Document) -> Extraction {
        let sheet = Sheet::new(document).labeled(self.has(Part::Labels).then(labeler));
        let ranker = ranker().filter(|_| self.has(Part::Ranker));
        let mut attributions = attributions::attributions(&sheet, ranker, self.has(Part::Carrying));
        reading::read_all(document, &mut attributions);
        Extraction { attributions, roles: roles::roles(document) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::model_file::{Writer, unpack};

    #[test]
    fn the_built_in_models_are_those_of_the_files() {
        assert!(ranker().is_some());
        assert!(Ranker::unpack(b"dxtm").is_err());
        let file = include_bytes!("data/attribution-tagger.model");
        let mut written = Writer::default();
        labeler().write(&mut written);
        assert!(written.finish() == unpack("attribution-tagger", file).unwrap());
    }
}
