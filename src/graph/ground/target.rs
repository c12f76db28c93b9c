//! Whom an accusation, a criticism or praise is aimed at.

use super::{Writer, report::Report};
use crate::annotate::{EntityKind, Pos, lexicon};
use crate::extract::reading::Evaluation;
use crate::extract::{Attribution, Stance};
use crate::resolve::aboutness::Basis;
use crate::resolve::{Kind, MentionForm};
use crate::text::Span;

/// How likely the object of an accusing, criticising or praising verb is whom it judges, and judged so: of the 13 in two
/// years of one outlet's news, 12 were.
const ACCUSED: f32 = 0.93;
/// Tokens that may stand between "criticised" and the name: "the country's foreign minister".
const MOST_BETWEEN: usize = 6;

impl Writer<'_> {
    /// Whom a content that praises or blames is about: a person or body whom its own words name, point to or describe.
    /// What only the words around lead to is no fact of the graph. With the probability that it judges that one so.
    pub(super) fn judged(&self, index: usize, attribution: &Attribution, report: &Report) -> Option<(usize, f32)> {
        let target = self.resolution.aboutness.get(index)?.target?;
        let entity = target.subject.entity()?;
        let acts =
            self.resolution.entities.get(entity).is_some_and(|entity| {
                matches!(entity.kind, Kind::Named(EntityKind::Person | EntityKind::Organization))
            });
        let judges = attribution.reading.evaluation != Evaluation::Neutral && target.basis != Basis::Context;
        let known = self.nodes.of(entity).is_some() && !report.speakers.contains(&entity);
        (acts && judges && known).then_some((entity, target.judged))
    }

    /// The object of "accused", "criticised", "praised" and the like: the name or pronoun that follows the cue with
    /// nothing between but its own determiner, adjectives and title. None where the object is not that plain: where it
    /// only owns the object ("criticised her plan", "praised Lee's speech"), or seems to be the speaker.
    pub(super) fn target(&self, attribution: &Attribution, speakers: &[usize]) -> Option<(usize, f32)> {
        if !matches!(attribution.stance, Stance::Accuses | Stance::Criticizes | Stance::Praises) {
            return None;
        }
        let cue = attribution.cue.as_ref()?;
        let sentences = &self.document.sentences;
        let next = sentences.partition_point(|sentence| sentence.span.start() <= cue.span.start());
        let sentence = sentences.get(next.checked_sub(1)?).filter(|sentence| sentence.span.contains(cue.span))?;
        let rest = Span::new(cue.span.end(), sentence.span.end());
        let mut mentions = self.mentions.inside(self.resolution, rest);
        let object = mentions.find(|mention| mention.form != MentionForm::Description)?;
        let tokens = &self.document.tokens;
        let from = tokens.partition_point(|token| token.span.start() < cue.span.end());
        let to = tokens.partition_point(|token| token.span.start() < object.span.start());
        let between = tokens.get(from..to)?;
        let plain = |pos| matches!(pos, Pos::Det | Pos::Adj | Pos::Noun | Pos::Propn);
        if between.len() > MOST_BETWEEN || !between.iter().all(|token| plain(token.pos)) {
            return None;
        }
        let after = tokens.get(tokens.partition_point(|token| token.span.start() < object.span.end()));
        let owns = after.is_some_and(|token| {
            let pronoun = object.form == MentionForm::Pronoun && plain(token.pos);
            pronoun || matches!(token.span.of(self.text), "'s" | "’s" | "'" | "’")
        });
        // "alleged that he was poisoned", "alleged Lee was poisoned": the subject of a clause is no object.
        let subject = after.is_some_and(|token| matches!(token.pos, Pos::Verb | Pos::Aux));
        let word = lexicon::fold(object.span.of(self.text));
        let nominative = matches!(word.as_str(), "he" | "she" | "i" | "we" | "they");
        // Only a person is "him" or "her".
        let kind = object.entity.and_then(|index| self.resolution.entities.get(index)).map(|entity| entity.kind);
        let person = kind == Some(Kind::Named(EntityKind::Person));
        if subject || nominative || matches!(word.as_str(), "him" | "her" | "me") && !person {
            return None;
        }
        let named = |&index: &usize| self.nodes.of(index).is_some() && !self.nodes.is_unnamed(index);
        let object = object.entity.filter(|index| !owns && named(index) && !speakers.contains(index))?;
        Some((object, ACCUSED))
    }
}
