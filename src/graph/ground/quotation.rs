//! Quotations, and reports of thoughts and attitudes, which are no quotations.

use super::{Writer, report::Report};
use crate::annotate::EntityKind;
use crate::extract::reading::{Evaluation, Modality, When};
use crate::extract::{Attribution, CueClass, QuoteType, SourceForm};
use crate::graph::{mint, mint::Space, row, shortcut::stance_term, words};
use crate::resolve::Kind;
use crate::vocab::{dixit, rdfs, schema};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef};

/// Characters of the content in a label.
const LABEL: usize = 60;

/// Bytes beyond which a concept is cut to its last words.
const LONGEST_CONCEPT: usize = 80;

impl Writer<'_> {
    /// Writes every report but those of headlines that the prose repeats.
    pub(super) fn quotations(&mut self, reports: &[Option<Report>]) {
        let attributions = &self.extraction.attributions;
        for (index, (attribution, report)) in attributions.iter().zip(reports).enumerate() {
            if let Some(report) = report.as_ref().filter(|report| report.repeated_by.is_none()) {
                self.quotation(index, attribution, report);
                let outer = attribution.within.and_then(|outer| outer_of(reports, outer));
                let outer =
                    outer.filter(|(outer, _)| *outer != index && !encloses(attributions, reports, index, *outer));
                if let Some((_, node)) = outer {
                    self.add(&report.node, dixit::WITHIN, node);
                }
            }
        }
    }

    fn quotation(&mut self, index: usize, attribution: &Attribution, report: &Report) {
        let node = &report.node;
        let (class, speaks) = match report.class {
            CueClass::Speech => (schema::QUOTATION, schema::SPOKEN_BY_CHARACTER),
            CueClass::Thought => (dixit::THOUGHT_REPORT, dixit::HOLDER),
            CueClass::Attitude => (dixit::ATTITUDE_REPORT, dixit::HOLDER),
        };
        let article = self.article.clone();
        self.class(node, class);
        self.plain(node, rdfs::LABEL, &self.label(report));
        self.add(node, schema::IS_PART_OF, article);
        self.plain(node, schema::TEXT, &report.text);
        self.add(node, dixit::WORDS, row::integer(words::count(&report.text)));
        self.add(node, dixit::EXPRESSES, report.claim.clone());
        for &speaker in &report.speakers {
            if let Some(speaker) = self.entity(speaker) {
                self.add(node, speaks, speaker);
            }
        }
        for role in &report.roles {
            self.add(node, dixit::SPEAKER_AS, role.clone());
        }
        self.manner(attribution, node);
        self.aboutness(index, attribution, report);
        self.reading(attribution, node);
        self.provenance(index, attribution, report);
    }

    /// How it is said: cue, stance, type, addressee, flags.
    fn manner(&mut self, attribution: &Attribution, node: &NamedNode) {
        if let Some(lemma) = attribution.cue.as_ref().map(|cue| words::one_line(&cue.lemma)).filter(|l| !l.is_empty()) {
            self.plain(node, dixit::CUE_LEMMA, &lemma);
        }
        self.add(node, dixit::STANCE, stance_term(attribution.stance).into_owned());
        self.add(node, dixit::QUOTE_TYPE, quote_type(attribution.quote_type).into_owned());
        let addressee = attribution.addressee.and_then(|span| self.mentions.entity_at(self.resolution, span));
        if let Some(addressee) = addressee.filter(|&index| !self.nodes.is_unnamed(index)).and_then(|i| self.entity(i)) {
            self.add(node, dixit::ADDRESSEE, addressee);
        }
        self.flag(node, dixit::SAYING_NEGATED, attribution.negated);
        self.flag(node, dixit::SAYING_HYPOTHETICAL, attribution.hypothetical);
        self.flag(node, dixit::HEADLINE, attribution.headline);
        self.flag(node, dixit::TRANSLATED, attribution.translated);
    }

    /// What it is about: topics and named entities of the content, and its target.
    fn aboutness(&mut self, index: usize, attribution: &Attribution, report: &Report) {
        let node = &report.node;
        for topic in &attribution.topics {
            if let Some(concept) = concept(&topic.concept) {
                let topic = mint::node(&self.settings.base, Space::Topic, &mint::topic(&concept));
                self.add(node, schema::ABOUT, topic);
            }
        }
        let inside = report.pieces.iter().flat_map(|piece| self.mentions.inside(self.resolution, *piece));
        let mut entities: Vec<usize> = inside.filter_map(|mention| mention.entity).collect();
        entities.sort_unstable();
        entities.dedup();
        for index in entities {
            let predicate = match self.resolution.entities.get(index).map(|entity| entity.kind) {
                Some(Kind::Named(EntityKind::Misc)) => schema::MENTIONS,
                Some(Kind::Named(_)) => schema::ABOUT,
                Some(Kind::Unnamed) | None => continue,
            };
            if let Some(entity) = self.entity(index) {
                self.add(node, predicate, entity);
            }
        }
        let target = self.target(attribution, &report.speakers).or_else(|| self.judged(index, attribution, report));
        if let Some((target, sure)) = target.and_then(|(index, sure)| Some((self.entity(index)?, sure))) {
            self.add(node, schema::ABOUT, target.clone());
            self.add(node, dixit::TARGET, target);
            self.add(node, dixit::TARGET_CONFIDENCE, row::probability(sure));
        }
        self.flag(node, dixit::NEGATED, attribution.reading.negated);
    }

    /// How it judges, what kind of statement it is, and which days it names; the plain cases are not written.
    fn reading(&mut self, attribution: &Attribution, node: &NamedNode) {
        let reading = &attribution.reading;
        if let Some(evaluation) = evaluation_term(reading.evaluation) {
            self.add(node, dixit::EVALUATION, evaluation.into_owned());
        }
        if let Some(modality) = modality_term(reading.modality) {
            self.add(node, dixit::MODALITY, modality.into_owned());
        }
        for date in &reading.dates {
            let datatype = match date.when {
                When::Day(_) => xsd::DATE,
                When::Month(..) => xsd::G_YEAR_MONTH,
                When::Year(_) => xsd::G_YEAR,
            };
            self.add(node, dixit::WHEN, Literal::new_typed_literal(date.when.to_string(), datatype));
        }
    }

    /// When, where and how sure, and the spans that prove it.
    fn provenance(&mut self, index: usize, attribution: &Attribution, report: &Report) {
        let node = &report.node;
        if let Some(date) = self.date.clone() {
            self.add(node, dixit::DATE, date);
        }
        if let Some(outlet) = self.outlet.clone() {
            self.add(node, dixit::OUTLET, outlet);
        }
        let sureness = self.resolution.sureness_of(index, attribution);
        self.add(node, dixit::CONFIDENCE, row::probability(sureness.both()));
        let broken = report.pieces.len() > 1;
        for (nth, piece) in report.pieces.iter().enumerate() {
            if let Some(span) = self.span(*piece, attribution.rule) {
                if broken {
                    self.add(&span, dixit::PIECE, row::integer(nth + 1));
                }
                self.add(node, dixit::EVIDENCE, span);
            }
        }
        for source in &attribution.sources {
            self.add(node, dixit::SPEAKER_BASIS, basis(source.form).into_owned());
            if let Some(words) = self.trimmed(source.span).filter(|_| source.form != SourceForm::Name) {
                let words = words::one_line(words.of(self.text));
                self.plain(node, dixit::SPEAKER_WORDS, &words);
            }
            if let Some(span) = self.span(source.span, attribution.rule) {
                self.add(node, dixit::SPEAKER_EVIDENCE, span);
            }
        }
    }

    /// "Ann Lee and Bo Marsh: the bridge will open …".
    fn label(&self, report: &Report) -> String {
        let entities = report.speakers.iter().filter_map(|&index| self.resolution.entities.get(index));
        let names: Vec<String> = entities
            .map(|entity| match entity.kind {
                Kind::Unnamed => self.in_sentence(&words::one_line(&entity.name)),
                Kind::Named(_) => words::one_line(&entity.name),
            })
            .collect();
        let text = words::shortened(&report.text, LABEL);
        if names.is_empty() { text } else { format!("{}: {text}", names.join(" and ")) }
    }
}

/// The report that stands for attribution `index`: itself, or the one of the prose that repeats a headline.
fn outer_of(reports: &[Option<Report>], index: usize) -> Option<(usize, NamedNode)> {
    let report = reports.get(index)?.as_ref()?;
    match report.repeated_by {
        Some(other) => Some((other, reports.get(other)?.as_ref()?.node.clone())),
        None => Some((index, report.node.clone())),
    }
}

/// Whether `inner` already encloses `outer`: a ring of attributions, each within the other, states nothing.
fn encloses(attributions: &[Attribution], reports: &[Option<Report>], inner: usize, outer: usize) -> bool {
    let mut at = outer;
    for _ in 0..attributions.len() {
        let next = attributions.get(at).and_then(|attribution| attribution.within);
        match next.and_then(|next| outer_of(reports, next)) {
            Some((next, _)) if next == inner => return true,
            Some((next, _)) => at = next,
            None => return false,
        }
    }
    true
}

/// The concept without control characters and doubled blanks, cut to its last words where it is very long.
fn concept(concept: &str) -> Option<String> {
    let line = words::one_line(concept);
    let mut rest = line.as_str();
    while rest.len() > LONGEST_CONCEPT {
        rest = rest.split_once(' ')?.1;
    }
    rest.contains(char::is_alphanumeric).then(|| rest.to_owned())
}

fn evaluation_term(evaluation: Evaluation) -> Option<NamedNodeRef<'static>> {
    match evaluation {
        Evaluation::Positive => Some(dixit::POSITIVE),
        Evaluation::Negative => Some(dixit::NEGATIVE),
        Evaluation::Neutral => None,
    }
}

fn modality_term(modality: Modality) -> Option<NamedNodeRef<'static>> {
    match modality {
        Modality::Fact => None,
        Modality::Possibility => Some(dixit::POSSIBILITY),
        Modality::Obligation => Some(dixit::OBLIGATION),
        Modality::Intention => Some(dixit::INTENTION),
        Modality::Question => Some(dixit::QUESTION),
        Modality::Conditional => Some(dixit::CONDITIONAL),
    }
}

fn quote_type(kind: QuoteType) -> NamedNodeRef<'static> {
    match kind {
        QuoteType::Direct => dixit::DIRECT,
        QuoteType::Mixed => dixit::MIXED,
        QuoteType::Indirect => dixit::INDIRECT,
    }
}

fn basis(form: SourceForm) -> NamedNodeRef<'static> {
    match form {
        SourceForm::Name => dixit::NAMED,
        SourceForm::Pronoun => dixit::PRONOUN,
        SourceForm::Description => dixit::DESCRIBED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_concept_keeps_its_head() {
        assert_eq!(concept(" harbour\u{7} toll ").as_deref(), Some("harbour toll"));
        let long = format!("{} toll", "very ".repeat(30));
        let cut = concept(&long).unwrap_or_default();
        assert!(cut.len() <= LONGEST_CONCEPT && cut.ends_with("very toll"));
        assert_eq!(concept("—"), None);
    }
}
