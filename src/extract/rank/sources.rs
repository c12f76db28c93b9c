//! The phrases that may name the source of a cue, and what the ranker looks at in them.

use super::super::SourceForm;
use super::super::cue::{CueForm, CueHit};
use super::super::draft::Draft;
use super::super::joined::joined_right;
use super::super::phrase::{Phrase, phrase_right};
use super::super::sheet::Sheet;
use super::super::source::{Found, How};
use super::sink::{Sink, bucket, eighths, level, pos, word};
use crate::annotate::Pos;
use crate::annotate::lexicon::{group_noun, person_noun};
use crate::annotate::linear::hash;
use std::ops::Range;

/// What may be the source of a cue.
#[derive(Debug, Clone)]
pub(crate) struct SourceCandidate {
    /// The phrases, several when people speak together.
    pub found: Found,
    /// Whether the rules chose just these.
    pub chosen: bool,
    /// The phrases that stand between it and the cue.
    between: usize,
}

/// The source that the rules name, and every other phrase of the cue's sentence outside its content and quotations.
pub(crate) fn source_candidates(
    sheet: &Sheet,
    hit: &CueHit,
    draft: Option<&Draft>,
    pieces: &[Range<usize>],
) -> Vec<SourceCandidate> {
    let ruled = draft.map(|d| d.source.clone()).filter(|f| !f.phrases.is_empty());
    let sentence = sheet.sentence(hit.verb);
    let free = |at: usize| {
        !hit.group.contains(&at)
            && !pieces.iter().any(|p| p.contains(&at))
            && sheet.quote_at(at) == sheet.quote_at(hit.verb)
    };
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        let phrase = free(at).then(|| phrase_right(sheet, at, sentence.end)).flatten();
        match phrase.filter(|p| p.tokens.end > at && free(p.tokens.end - 1)) {
            Some(phrase) => {
                at = phrase.tokens.end;
                phrases.push(phrase);
            }
            None => at += 1,
        }
    }
    let middle = phrases.partition_point(|p| p.tokens.start < hit.verb);
    let mut out: Vec<SourceCandidate> = Vec::new();
    if let Some(found) = ruled {
        out.push(SourceCandidate { found, chosen: true, between: 0 });
    }
    for (index, phrase) in phrases.into_iter().enumerate() {
        if let Some(same) = out.first_mut().filter(|c| c.chosen && touches(&c.found, &phrase)) {
            same.between = if index < middle { middle - 1 - index } else { index - middle };
            continue;
        }
        let between = if index < middle { middle - 1 - index } else { index - middle };
        let joined = joined_right(sheet, phrase.tokens.start, sentence.end);
        let how = match () {
            () if phrase.tokens.start > hit.verb => How::Inverted,
            () if between == 0 => How::Subject,
            () => How::Shared,
        };
        if joined.len() > 1 && joined.iter().all(|p| free(p.tokens.start)) {
            out.push(SourceCandidate { found: Found { phrases: joined, how }, chosen: false, between });
        }
        out.push(SourceCandidate { found: Found { phrases: vec![phrase], how }, chosen: false, between });
    }
    out
}

/// Whether the phrase is one of those found, or has the same head.
fn touches(found: &Found, phrase: &Phrase) -> bool {
    found.phrases.iter().any(|p| p.head == phrase.head || p.tokens == phrase.tokens)
}

/// The features of a source candidate of `hit` with this content.
pub(crate) fn source_features(
    sheet: &Sheet,
    hit: &CueHit,
    draft: Option<&Draft>,
    pieces: &[Range<usize>],
    candidate: &SourceCandidate,
) -> Vec<u32> {
    let mut sink = Sink::new(7);
    let (Some(first), Some(last)) = (candidate.found.start(), candidate.found.end()) else { return sink.out };
    let Some(phrase) = candidate.found.phrases.first() else { return sink.out };
    let after = u32::from(first > hit.verb);
    let form = hit.form as u32;
    let kind = sheet.entity_kind(phrase.head.start).map_or(9, |k| k as u32);
    let shape = phrase.form as u32 * 16 + kind;
    let gap = if after == 1 { first.saturating_sub(hit.group.end) } else { hit.group.start.saturating_sub(last) };
    let inner = if after == 1 { hit.group.end..first } else { last..hit.group.start };
    let verbs = inner.clone().filter(|&i| matches!(sheet.pos(i), Pos::Verb | Pos::Aux)).count();
    let commas = inner.clone().filter(|&i| sheet.word(i) == ",").count();
    let chosen = u32::from(candidate.chosen);
    let how = candidate.found.how as u32 * u32::from(candidate.chosen);
    let ruled = draft.is_some_and(|d| !d.source.phrases.is_empty());
    let ruled = u32::from(ruled);
    let rule = draft.map_or(0, |d| hash(d.rule));
    let heads = || candidate.found.phrases.iter().flat_map(|p| p.head.clone());
    let labels = sheet.labels(hit.verb);
    let mean = level(heads().map(|i| labels.of(i).source).sum::<f32>() / heads().count().max(1) as f32);
    let best = level(heads().map(|i| labels.of(i).source).fold(0.0, f32::max));
    let human = human(sheet, phrase);
    let quoted = pieces.first().is_some_and(|p| p.start < hit.verb);
    let side = u32::from(quoted) * 2 + after;
    let (before, next) = (word(sheet, first.wrapping_sub(1)), word(sheet, last));
    sink.add(1, &[]);
    sink.add(2, &[chosen, how, form]);
    sink.add(3, &[chosen, rule]);
    sink.add(4, &[ruled, chosen, mean]);
    sink.add(5, &[mean]);
    sink.add(6, &[best, chosen, form]);
    sink.add(7, &[mean, shape]);
    sink.add(8, &[shape, human, chosen]);
    sink.add(9, &[form, side, bucket(gap)]);
    sink.add(10, &[form, side, bucket(candidate.between)]);
    sink.add(11, &[form, side, bucket(verbs), bucket(commas)]);
    sink.add(12, &[before, side]);
    sink.add(13, &[next, side]);
    sink.add(14, &[pos(sheet, first.wrapping_sub(1)), pos(sheet, last), side, form]);
    sink.add(15, &[hash(sheet.lemma(phrase.head.start)), u32::from(phrase.form != SourceForm::Name)]);
    sink.add(16, &[hash(hit.lemma), side, bucket(gap)]);
    sink.add(17, &[hash(hit.lemma), shape]);
    sink.add(18, &[eighths(hit.entry.probability), shape, mean]);
    sink.add(19, &[u32::from(first == sheet.sentence(hit.verb).start), side, form]);
    sink.add(20, &[agreement(sheet, hit, &candidate.found, phrase), chosen, after]);
    sink.add(21, &[mean, bucket(candidate.between), side, form]);
    sink.add(22, &[mean, chosen, how, u32::from(verbs > 0)]);
    sink.add(23, &[u32::from(candidate.found.phrases.len() > 1), chosen]);
    sink.add(24, &[u32::from(sheet.is(first.wrapping_sub(1), "by")), u32::from(hit.form == CueForm::Passive), side]);
    sink.add(25, &[word(sheet, phrase.head.start), u32::from(phrase.form == SourceForm::Pronoun), side]);
    sink.add(26, &[level(labels.of(hit.verb).cue), mean]);
    sink.out
}

/// Whether the head noun means people or a body.
fn human(sheet: &Sheet, phrase: &Phrase) -> u32 {
    let lemma = sheet.lemma(phrase.head.start);
    match phrase.form {
        SourceForm::Description if person_noun(lemma).is_some() => 1,
        SourceForm::Description if group_noun(lemma).is_some() => 2,
        SourceForm::Description => 3,
        _ => 0,
    }
}

/// Whether the verb's ending fits the number of the subject.
fn agreement(sheet: &Sheet, hit: &CueHit, found: &Found, phrase: &Phrase) -> u32 {
    let xpos = |i: usize| sheet.doc.tokens.get(i).map_or(0, |t| u32::from(t.xpos));
    let several = found.phrases.len() > 1;
    xpos(hit.group.start) * 256 + xpos(phrase.head.end.saturating_sub(1)) * 2 + u32::from(several)
}

#[cfg(test)]
mod tests {
    use super::super::super::cue::find_cues;
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    #[test]
    fn phrases_outside_the_content_are_candidates_and_those_inside_are_not() {
        let body = "The farmer met Orla Finn and said the harvest was late.".to_owned();
        let document = annotate(&Models::built_in(), Article { body, ..Article::default() });
        let sheet = Sheet::new(&document);
        let hit = find_cues(&sheet).into_iter().find(|hit| hit.lemma == "say").unwrap();
        let content = hit.verb + 1..sheet.len() - 1;
        let found = source_candidates(&sheet, &hit, None, &[content]);
        let words = |c: &SourceCandidate| {
            c.found.phrases.iter().map(|p| sheet.span_of(&p.tokens).of(sheet.text()).to_owned()).collect::<Vec<_>>()
        };
        let all: Vec<String> = found.iter().flat_map(words).collect();
        assert!(all.contains(&"The farmer".to_owned()), "{all:?}");
        assert!(all.contains(&"Orla Finn".to_owned()), "{all:?}");
        assert!(!all.iter().any(|w| w.contains("harvest")), "{all:?}");
    }
}
