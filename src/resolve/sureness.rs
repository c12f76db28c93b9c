//! Turns the scores of rules and models into probabilities: how often sayings with such a score were right in annotated news.
//!
//! A score is what a rule or a ranker gives by itself; it only orders. The table `data/calibration.tsv`, which
//! `dixit train calibration` fits, maps it by monotone curves to the share that was right. A saying's probability is a
//! product: its span is right; its source mention is the right one, given the span; the mention means the right person,
//! given the mention.

use super::{Kind, Mention, MentionForm, Resolution};
use crate::extract::{Attribution, CueClass, Extraction};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How likely the parts of a saying are right, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sureness {
    /// The content's span.
    pub span: f32,
    /// The speaker as a person or body, given that the span is right; none when the saying names no source.
    pub speaker: Option<f32>,
}

impl Sureness {
    /// The scores as they are, for sayings whose resolution holds no probabilities.
    pub fn unmapped(attribution: &Attribution) -> Self {
        let speaker = (!attribution.sources.is_empty()).then_some(attribution.source_confidence);
        Self { span: attribution.span_confidence, speaker }
    }

    /// How likely span and speaker are both right.
    pub fn both(self) -> f32 {
        self.span * self.speaker.unwrap_or(1.0)
    }
}

/// What a curve judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The content's span.
    Span,
    /// The source mention, given the span.
    Source,
    /// The entity, given the source mention.
    Name,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Span, Self::Source, Self::Name];

    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Span => "span",
            Self::Source => "source",
            Self::Name => "name",
        }
    }
}

/// The family of everything that has no curve of its own.
pub const REST: &str = "other";

/// The family of reports of thought and attitude, whatever their rule.
const THOUGHT: &str = "thought";

/// The family in which a saying's span and source are judged: its rule, thought and attitude apart.
pub fn family(attribution: &Attribution) -> &'static str {
    match attribution.cue.as_ref().map(|cue| cue.class) {
        Some(CueClass::Thought | CueClass::Attitude) => THOUGHT,
        _ => attribution.rule,
    }
}

/// The family in which the entity of a source's mention is judged.
pub fn name_family(resolution: &Resolution, mention: &Mention) -> &'static str {
    let entity = mention.entity.and_then(|index| resolution.entities.get(index));
    match (mention.form, entity.map(|entity| entity.kind)) {
        (_, Some(Kind::Unnamed)) => "unnamed",
        (MentionForm::Name, _) => "name",
        (MentionForm::Pronoun, _) => "pronoun",
        (MentionForm::Description, _) => "description",
    }
}

/// The mention of a saying's sources whose entity is the least sure, where words of their own name them.
pub fn least_sure<'r>(resolution: &'r Resolution, attribution: &Attribution) -> Option<&'r Mention> {
    let mentions = attribution.sources.iter().filter_map(|source| resolution.mention_at(source.head));
    mentions.filter(|_| !attribution.is_carried()).min_by(|a, b| a.confidence.total_cmp(&b.confidence))
}

/// Points (score, probability), both rising.
type Curve = Vec<(f32, f32)>;

/// The curves of every part and family.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    curves: BTreeMap<(Part, String), Curve>,
}

/// The table that comes with the program, as `dixit train calibration` writes it.
const TABLE: &str = include_str!("data/calibration.tsv");

impl Calibration {
    /// The built-in curves, read once.
    pub fn built_in() -> &'static Self {
        static READ: LazyLock<Calibration> = LazyLock::new(|| Calibration::read(TABLE));
        &READ
    }

    /// Reads a table: part, family, score, probability and count, tab-separated, `#` before comments. Lines that are none
    /// of this are left out; a test reads the built-in table whole.
    pub fn read(table: &str) -> Self {
        let mut curves: BTreeMap<(Part, String), Curve> = BTreeMap::new();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let (Some(part), Some(family)) = (cells.next(), cells.next()) else { continue };
            let Some(part) = Part::ALL.into_iter().find(|known| known.name() == part) else { continue };
            let mut number = || cells.next().and_then(|cell| cell.parse::<f32>().ok());
            if let (Some(score), Some(probability)) = (number(), number()) {
                curves.entry((part, family.to_owned())).or_default().push((score, probability));
            }
        }
        Self { curves }
    }

    /// The probability of a score: between two points on a straight line, beyond the last as there; the score itself while
    /// there is no curve.
    pub fn probability(&self, part: Part, family: &str, score: f32) -> f32 {
        let curve = |family: &str| self.curves.get(&(part, family.to_owned()));
        let Some(curve) = curve(family).or_else(|| curve(REST)) else { return score.clamp(0.0, 1.0) };
        let after = curve.partition_point(|point| point.0 < score);
        let (below, above) = (after.checked_sub(1).and_then(|index| curve.get(index)), curve.get(after));
        match (below, above) {
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (score - a.0) / (b.0 - a.0).max(f32::EPSILON),
            (Some(end), None) | (None, Some(end)) => end.1,
            (None, None) => score,
        }
        .clamp(0.0, 1.0)
    }

    /// How sure one saying is.
    pub fn sureness(&self, resolution: &Resolution, attribution: &Attribution) -> Sureness {
        let family = family(attribution);
        let span = self.probability(Part::Span, family, attribution.span_confidence);
        let speaker = (!attribution.sources.is_empty()).then(|| {
            let source = self.probability(Part::Source, family, attribution.source_confidence);
            let name = least_sure(resolution, attribution).map_or(1.0, |mention| {
                self.probability(Part::Name, name_family(resolution, mention), mention.confidence)
            });
            source * name
        });
        Sureness { span, speaker }
    }

    /// How sure each saying is, in their order.
    pub fn all(&self, resolution: &Resolution, extraction: &Extraction) -> Vec<Sureness> {
        extraction.attributions.iter().map(|attribution| self.sureness(resolution, attribution)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_lies_on_the_curve_of_its_family_or_of_the_rest() {
        let table =
            "# note\nspan\tother\t0.2\t0.1\t40\nspan\tother\t0.6\t0.5\t40\nspan\tas-noted\t0.5\t0.9\t30\nnonsense\n";
        let calibration = Calibration::read(table);
        let of = |family: &str, score| format!("{:.2}", calibration.probability(Part::Span, family, score));
        assert_eq!([of("new-rule", 0.0), of("new-rule", 0.4), of("new-rule", 1.0)], ["0.10", "0.30", "0.50"]);
        assert_eq!([of("as-noted", 0.1), of("as-noted", 0.9)], ["0.90", "0.90"]);
        let stands = calibration.probability(Part::Name, "name", 0.7);
        assert!((stands - 0.7).abs() < 1e-6, "without a curve the score stands");
    }

    #[test]
    fn the_built_in_curves_are_probabilities_that_never_fall() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        let curves = &Calibration::built_in().curves;
        assert_eq!(curves.values().map(Vec::len).sum::<usize>(), lines, "every line is read");
        for ((part, family), curve) in curves {
            assert!(
                curve.iter().all(|p| (0.0..=1.0).contains(&p.0) && (0.0..=1.0).contains(&p.1)),
                "{part:?} {family}"
            );
            assert!(curve.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{part:?} {family} falls");
        }
        for part in Part::ALL {
            assert!(curves.contains_key(&(part, REST.to_owned())), "{part:?} has no curve for the rest");
        }
    }
}
