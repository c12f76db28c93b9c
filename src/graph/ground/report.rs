//! What will be written of each attribution: its words, speakers, claim and place among the others.

use super::{Writer, role::Role};
use crate::extract::{Attribution, CueClass};
use crate::graph::{mint, mint::Space, words};
use crate::text::Span;
use oxigraph::model::NamedNode;
use std::collections::BTreeMap;

/// How much of a headline's words must stand in a saying of the prose for the two to be one.
const REPEATS: f32 = 0.6;

/// An attribution with its node.
pub struct Report {
    /// The node of the quotation or report.
    pub node: NamedNode,
    /// The content's pieces as the text has them, without white space at their ends.
    pub pieces: Vec<Span>,
    /// The content as one line.
    pub text: String,
    /// Who speaks: indices into `Resolution::entities`, in the order of the sources, each once.
    pub speakers: Vec<usize>,
    /// What is reported.
    pub class: CueClass,
    /// The role mention that each speaker speaks under.
    pub roles: Vec<NamedNode>,
    /// The claim it expresses.
    pub claim: NamedNode,
    /// Set for a saying of the headline that the prose repeats: the prose's attribution, which stands for both.
    pub repeated_by: Option<usize>,
}

/// The role mentions of each person.
type RolesOf<'r> = BTreeMap<usize, Vec<&'r Role>>;

impl Writer<'_> {
    /// Looks at every attribution; none for one without words.
    pub(super) fn reports(&self, roles: &[Role]) -> Vec<Option<Report>> {
        let mut repeats = BTreeMap::new();
        let mut of_person = RolesOf::new();
        for role in roles {
            of_person.entry(role.person).or_default().push(role);
        }
        let attributions = &self.extraction.attributions;
        let mut reports: Vec<Option<Report>> =
            attributions.iter().map(|attribution| self.report(attribution, &of_person, &mut repeats)).collect();
        for index in 0..reports.len() {
            let repeated_by = self.repeated_by(index, &reports);
            if let Some(Some(report)) = reports.get_mut(index) {
                report.repeated_by = repeated_by;
            }
        }
        reports
    }

    fn report(
        &self,
        attribution: &Attribution,
        roles: &RolesOf,
        repeats: &mut BTreeMap<String, usize>,
    ) -> Option<Report> {
        let mut pieces: Vec<Span> = attribution.content.iter().filter_map(|piece| self.trimmed(*piece)).collect();
        pieces.sort_unstable();
        pieces.dedup();
        let kept = words::kept(self.text, &pieces);
        let text = words::line(self.text, &kept);
        if !text.contains(char::is_alphanumeric) {
            return None;
        }
        let speakers = self.speakers(attribution);
        let class = attribution.cue.as_ref().map_or(CueClass::Speech, |cue| cue.class);
        let names: Vec<String> =
            speakers.iter().filter_map(|&index| self.nodes.of(index)).map(NamedNode::into_string).collect();
        let names: Vec<&str> = names.iter().map(|iri| iri.strip_prefix(&self.settings.base).unwrap_or(iri)).collect();
        let content = mint::hash(&[&text, &names.join(" ")], 8);
        let repeat = repeats.entry(content.clone()).and_modify(|count| *count += 1).or_insert(1);
        let local = if *repeat == 1 { content } else { format!("{content}-{repeat}") };
        Some(Report {
            node: self.own(Space::Quotation, &local),
            claim: self.claim(&kept, &speakers, &local),
            roles: roles_of(attribution, &speakers, roles),
            pieces,
            text,
            speakers,
            class,
            repeated_by: None,
        })
    }

    /// The entities that the sources mean, each once.
    fn speakers(&self, attribution: &Attribution) -> Vec<usize> {
        let mut speakers = Vec::new();
        for source in &attribution.sources {
            let found = self.mentions.entity_at(self.resolution, source.head);
            let found = found.or_else(|| self.mentions.entity_at(self.resolution, source.span));
            if let Some(index) = found.filter(|index| self.nodes.of(*index).is_some())
                && !speakers.contains(&index)
            {
                speakers.push(index);
            }
        }
        speakers
    }

    /// For a saying of the headline: the first saying of the prose with the same speakers (or when the headline names
    /// none) and mostly the same words.
    fn repeated_by(&self, index: usize, reports: &[Option<Report>]) -> Option<usize> {
        let attributions = &self.extraction.attributions;
        if !attributions.get(index)?.headline {
            return None;
        }
        let headline = reports.get(index)?.as_ref()?;
        attributions.iter().zip(reports).enumerate().find_map(|(other, (attribution, report))| {
            let report = report.as_ref().filter(|_| !attribution.headline)?;
            let same = headline.class == report.class
                && (headline.speakers.is_empty() || headline.speakers == report.speakers)
                && words::overlap(&headline.text, &report.text) >= REPEATS;
            same.then_some(other)
        })
    }
}

/// The role mention of each speaker: the one in the words that name the source (rather one that is held now), else the
/// last one before them in which a role is held now, else the first one after.
fn roles_of(attribution: &Attribution, speakers: &[usize], roles: &RolesOf) -> Vec<NamedNode> {
    let source = attribution.sources.iter().map(|source| source.span).reduce(Span::union);
    let Some(source) = source else { return Vec::new() };
    let of_speaker = |speaker: &usize| {
        let own = roles.get(speaker)?;
        let held = || own.iter().filter(|role| role.held);
        let shared = |role: &&&Role| {
            let end = role.span.end().min(source.end());
            (role.held, end.saturating_sub(role.span.start().max(source.start())))
        };
        let named = own.iter().filter(|role| role.span.overlaps(source)).max_by_key(shared);
        named
            .or_else(|| held().filter(|role| role.span.start() < source.start()).max_by_key(|role| role.span))
            .or_else(|| held().min_by_key(|role| role.span))
    };
    speakers.iter().filter_map(of_speaker).map(|role| role.node.clone()).collect()
}
