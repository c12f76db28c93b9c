//! The JSON Lines record of one article: entities, quotes, roles and pronouns with offsets in Unicode code points.

use super::Analysis;
use crate::annotate::EntityKind;
use crate::error::{Error, Result};
use crate::extract::reading::{Evaluation, Modality};
use crate::extract::{Attribution, CueClass, QuoteType, RoleStatus, SourceForm, SourceMention, Stance};
use crate::resolve::aboutness::{Basis, Subject};
use crate::resolve::{Entity, Kind, MentionForm};
use crate::text::{CodePoints, Span};
use serde::Serialize;

/// One article's facts as `extract --format jsonl` writes them.
#[derive(Debug, Serialize)]
pub struct Record {
    id: String,
    entities: Vec<EntityRecord>,
    quotes: Vec<QuoteRecord>,
    roles: Vec<RoleRecord>,
    pronouns: Vec<PronounRecord>,
}

#[derive(Debug, Serialize)]
struct Place {
    start: usize,
    end: usize,
    text: String,
}

#[derive(Debug, Serialize)]
struct Named {
    #[serde(flatten)]
    place: Place,
    name: String,
}

#[derive(Debug, Serialize)]
struct EntityRecord {
    #[serde(flatten)]
    place: Place,
    r#type: &'static str,
    entity: Option<String>,
    name: String,
}

#[derive(Debug, Serialize)]
struct About {
    name: String,
    entity: String,
    basis: &'static str,
}

#[derive(Debug, Serialize)]
struct Target {
    name: String,
    entity: String,
    basis: &'static str,
    confidence: f32,
}

/// A day, month or year that a content names.
#[derive(Debug, Serialize)]
struct DateRecord {
    #[serde(flatten)]
    place: Place,
    date: String,
}

#[derive(Debug, Serialize)]
struct QuoteRecord {
    #[serde(flatten)]
    place: Place,
    r#type: &'static str,
    claim: String,
    speaker: Option<Place>,
    speaker_name: Option<String>,
    speaker_kind: Option<&'static str>,
    cue: Option<Place>,
    cue_lemma: Option<String>,
    cue_class: &'static str,
    stance: &'static str,
    negated: bool,
    hypothetical: bool,
    within: Option<String>,
    headline: bool,
    about: Vec<About>,
    target: Option<Target>,
    evaluation: &'static str,
    modality: &'static str,
    content_negated: bool,
    dates: Vec<DateRecord>,
    topics: Vec<String>,
    rule: &'static str,
    confidence: f32,
    span_confidence: f32,
    speaker_confidence: Option<f32>,
}

#[derive(Debug, Serialize)]
struct RoleRecord {
    person: Named,
    role: Place,
    org: Option<Named>,
    status: &'static str,
    rule: &'static str,
    confidence: f32,
}

#[derive(Debug, Serialize)]
struct PronounRecord {
    #[serde(flatten)]
    place: Place,
    entity: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    antecedent: Option<Place>,
}

/// Builds the record of one analysis; thought and attitude are left out unless `thoughts`.
pub fn record(analysis: &Analysis, thoughts: bool) -> Record {
    let writer = Writer { analysis, text: analysis.document.text(), points: CodePoints::new(analysis.document.text()) };
    Record {
        id: analysis.document.article.id.clone(),
        entities: writer.entities(),
        quotes: writer.quotes(thoughts),
        roles: writer.roles(),
        pronouns: writer.pronouns(),
    }
}

/// The record as one line of JSON, without its end.
pub fn line(analysis: &Analysis, thoughts: bool) -> Result<String> {
    serde_json::to_string(&record(analysis, thoughts))
        .map_err(|error| Error::input(format!("cannot write the record: {error}")))
}

struct Writer<'a> {
    analysis: &'a Analysis,
    text: &'a str,
    points: CodePoints,
}

impl Writer<'_> {
    fn place(&self, span: Span) -> Place {
        let points = self.points.span(self.text, span);
        Place { start: points.start, end: points.end, text: span.of(self.text).to_owned() }
    }

    fn entity(&self, index: usize) -> Option<&Entity> {
        self.analysis.resolution.entities.get(index)
    }

    fn entity_at(&self, span: Span) -> Option<&Entity> {
        self.analysis.resolution.entity_at(span)
    }

    fn entities(&self) -> Vec<EntityRecord> {
        let resolution = &self.analysis.resolution;
        self.analysis
            .document
            .entities
            .iter()
            .map(|found| {
                let entity = resolution.exactly_at(found.span).and_then(|m| m.entity);
                let kind = match entity.and_then(|e| self.entity(e)).map(|e| e.kind) {
                    Some(Kind::Named(kind)) => kind,
                    _ => found.kind,
                };
                EntityRecord {
                    place: self.place(found.span),
                    r#type: entity_type(kind),
                    entity: entity.map(entity_id),
                    name: entity
                        .and_then(|e| self.entity(e))
                        .map_or_else(|| found.span.of(self.text).to_owned(), |e| e.name.clone()),
                }
            })
            .collect()
    }

    fn quotes(&self, thoughts: bool) -> Vec<QuoteRecord> {
        let mut quotes = Vec::new();
        for (index, attribution) in self.analysis.extraction.attributions.iter().enumerate() {
            let class = attribution.cue.as_ref().map_or(CueClass::Speech, |cue| cue.class);
            if class == CueClass::Speech || thoughts {
                quotes.extend(attribution.content.iter().map(|piece| self.quote(index, attribution, *piece)));
            }
        }
        quotes.sort_by_key(|quote| (quote.place.start, quote.place.end));
        quotes
    }

    fn quote(&self, index: usize, attribution: &Attribution, piece: Span) -> QuoteRecord {
        let speakers: Vec<&Entity> = attribution.sources.iter().filter_map(|s| self.entity_at(s.head)).collect();
        let sureness = self.analysis.resolution.sureness_of(index, attribution);
        let names: Vec<&str> = speakers.iter().map(|e| e.name.as_str()).collect();
        // Where no words of the quotation's own paragraph name the speaker, the name stands without a mention.
        // The name alone is the mention: its role stands with the roles.
        let words = |s: &SourceMention| if s.form == SourceForm::Name { s.head } else { s.span };
        let mention = attribution.sources.iter().map(words).reduce(Span::union);
        let speaker = mention.filter(|_| !attribution.is_carried());
        let dates = attribution.reading.dates.iter().filter(|d| piece.contains(d.span));
        QuoteRecord {
            place: self.place(piece),
            r#type: match attribution.quote_type {
                QuoteType::Direct => "direct",
                QuoteType::Indirect => "indirect",
                QuoteType::Mixed => "mixed",
            },
            claim: claim_id(index),
            speaker: speaker.map(|span| self.place(span)),
            speaker_name: (!names.is_empty()).then(|| names.join(" and ")),
            speaker_kind: speakers.first().map(|e| speaker_kind(e.kind)),
            cue: attribution.cue.as_ref().map(|cue| self.place(cue.span)),
            cue_lemma: attribution.cue.as_ref().map(|cue| cue.lemma.clone()),
            cue_class: match attribution.cue.as_ref().map_or(CueClass::Speech, |cue| cue.class) {
                CueClass::Speech => "speech",
                CueClass::Thought => "thought",
                CueClass::Attitude => "attitude",
            },
            stance: stance_name(attribution.stance),
            negated: attribution.negated,
            hypothetical: attribution.hypothetical,
            within: attribution.within.map(claim_id),
            headline: attribution.headline,
            about: self.about(index),
            target: self.target(index),
            evaluation: match attribution.reading.evaluation {
                Evaluation::Positive => "pos",
                Evaluation::Negative => "neg",
                Evaluation::Neutral => "neutral",
            },
            modality: modality_name(attribution.reading.modality),
            content_negated: attribution.reading.negated,
            dates: dates.map(|d| DateRecord { place: self.place(d.span), date: d.when.to_string() }).collect(),
            topics: attribution.topics.iter().map(|t| t.concept.clone()).collect(),
            rule: attribution.rule,
            confidence: sureness.both(),
            span_confidence: sureness.span,
            speaker_confidence: sureness.speaker,
        }
    }

    /// What the saying is about, the likeliest first.
    fn about(&self, index: usize) -> Vec<About> {
        let about = self.analysis.resolution.aboutness.get(index).map(|a| a.about.as_slice()).unwrap_or_default();
        let about = about.iter().filter_map(|about| {
            let name = about.subject.name(&self.analysis.resolution)?.to_owned();
            Some(About { name, entity: subject_id(about.subject), basis: basis_name(about.basis) })
        });
        about.collect()
    }

    /// Whom the saying judges or acts on, where that is likely enough.
    fn target(&self, index: usize) -> Option<Target> {
        let target = self.analysis.resolution.aboutness.get(index)?.target?;
        Some(Target {
            name: target.subject.name(&self.analysis.resolution)?.to_owned(),
            entity: subject_id(target.subject),
            basis: basis_name(target.basis),
            confidence: target.confidence(),
        })
    }

    fn named(&self, span: Span) -> Named {
        let name = self.entity_at(span).map_or_else(|| span.of(self.text).to_owned(), |e| e.name.clone());
        Named { place: self.place(span), name }
    }

    fn roles(&self) -> Vec<RoleRecord> {
        let roles = self.analysis.extraction.roles.iter();
        roles
            .map(|role| RoleRecord {
                person: self.named(role.person),
                role: self.place(role.role),
                org: role.organization.map(|span| self.named(span)),
                status: status_name(role.status),
                rule: role.rule,
                confidence: role.confidence,
            })
            .collect()
    }

    fn pronouns(&self) -> Vec<PronounRecord> {
        let mentions = self.analysis.resolution.mentions.iter().filter(|m| m.form == MentionForm::Pronoun);
        mentions
            .filter_map(|mention| {
                let index = mention.entity?;
                Some(PronounRecord {
                    place: self.place(mention.span),
                    entity: entity_id(index),
                    name: self.entity(index)?.name.clone(),
                    antecedent: mention.antecedent.map(|span| self.place(span)),
                })
            })
            .collect()
    }
}

fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Named => "named",
        Basis::Pronoun => "pronoun",
        Basis::Described => "described",
        Basis::Context => "context",
    }
}

/// The modality's name in records and, capitalised, in the vocabulary.
fn modality_name(modality: Modality) -> &'static str {
    match modality {
        Modality::Fact => "fact",
        Modality::Possibility => "possibility",
        Modality::Obligation => "obligation",
        Modality::Intention => "intention",
        Modality::Question => "question",
        Modality::Conditional => "conditional",
    }
}

fn subject_id(subject: Subject) -> String {
    match subject {
        Subject::Entity(index) => entity_id(index),
        Subject::Group(index) => format!("g{index}"),
    }
}

fn entity_id(index: usize) -> String {
    format!("e{index}")
}

fn claim_id(index: usize) -> String {
    format!("c{index}")
}

fn entity_type(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "PER",
        EntityKind::Organization => "ORG",
        EntityKind::Place => "LOC",
        EntityKind::Misc => "MISC",
    }
}

fn speaker_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Named(EntityKind::Person) => "person",
        Kind::Named(_) => "organization",
        Kind::Unnamed => "unnamed",
    }
}

/// The stance's name in records and, capitalised, in the vocabulary.
pub fn stance_name(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserts => "asserts",
        Stance::Denies => "denies",
        Stance::Asks => "asks",
        Stance::Promises => "promises",
        Stance::Demands => "demands",
        Stance::Warns => "warns",
        Stance::Accuses => "accuses",
        Stance::Admits => "admits",
        Stance::Proposes => "proposes",
        Stance::Praises => "praises",
        Stance::Criticizes => "criticizes",
        Stance::Predicts => "predicts",
    }
}

fn status_name(status: RoleStatus) -> &'static str {
    match status {
        RoleStatus::Current => "current",
        RoleStatus::Former => "former",
        RoleStatus::Acting => "acting",
        RoleStatus::Future => "future",
    }
}
