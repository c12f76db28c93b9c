//! Whether confidences mean what they say: of the quotes given 0.9, nine in ten should be right.

use super::quotes::{Document, Quote, pairs, same_name, same_place};
use std::collections::BTreeMap;

/// A predicted quote with what the gold annotations say of it.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'p> {
    /// The document, as an index into the predicted ones.
    pub document: usize,
    /// The prediction.
    pub quote: &'p Quote,
    /// Whether a gold quote has the span (intersection over union of one half or more).
    pub span: bool,
    /// Whether the source mention is the gold one, or another of the same person; none where it cannot be told.
    pub source: Option<bool>,
    /// Whether the speaker is right: by full name where the gold has names, else by mention; none where it cannot be told,
    /// and where the prediction names nobody.
    pub speaker: Option<bool>,
    /// Whether the speaker was judged by the full name.
    pub by_name: bool,
}

/// Whether `train calibration` fits on the document; the other half shows how reliable the fit is.
pub fn is_fitted_on(id: &str) -> bool {
    crc32fast::hash(id.as_bytes()).is_multiple_of(2)
}

/// Judges every predicted quote of the gold documents. Reports of thought count only in documents whose gold has such.
pub fn judge<'p>(gold: &[Document], predicted: &'p [Document]) -> Vec<Judged<'p>> {
    let by_id: BTreeMap<&str, usize> = predicted.iter().enumerate().map(|(n, d)| (d.id.as_str(), n)).collect();
    let thoughts = gold.iter().flat_map(|d| &d.quotes).any(|quote| quote.speech_cue == Some(false));
    let mut out = Vec::new();
    for document in gold {
        let Some(&number) = by_id.get(document.id.as_str()) else { continue };
        let found = predicted.get(number).map_or(&[][..], |d| d.quotes.as_slice());
        let gold: Vec<&Quote> = document.quotes.iter().collect();
        let is_speech = |quote: &Quote| quote.cue_class.as_deref().is_none_or(|class| class == "speech");
        let found: Vec<&'p Quote> = found.iter().filter(|q| q.end > q.start && (thoughts || is_speech(q))).collect();
        let met: BTreeMap<usize, usize> = pairs(&gold, &found).into_iter().map(|(g, p)| (p, g)).collect();
        for (index, quote) in found.iter().enumerate() {
            let gold = met.get(&index).and_then(|g| gold.get(*g)).copied();
            out.push(judged(number, quote, gold));
        }
    }
    out
}

fn judged<'p>(document: usize, quote: &'p Quote, gold: Option<&Quote>) -> Judged<'p> {
    let none = Judged { document, quote, span: gold.is_some(), source: None, speaker: None, by_name: false };
    let (Some(gold), Some(given)) = (gold, quote.speaker_name.as_deref().filter(|name| !name.is_empty())) else {
        return none;
    };
    let mention = match (&gold.speaker, &quote.speaker) {
        (Some(gold), Some(found)) => Some(same_place(gold, found)),
        // Somebody speaks, says the prediction; the gold knows of nobody.
        (None, Some(_)) => Some(false),
        // The speaker is taken over from another paragraph: only a name can tell.
        (_, None) => None,
    };
    match gold.speaker_name.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => {
            let right = same_name(name, given);
            let source = Some(right || mention == Some(true));
            Judged { source, speaker: Some(right), by_name: true, ..none }
        }
        None => Judged { source: mention, speaker: mention, ..none },
    }
}

/// Where the bins between 0 and 1 begin.
const BINS: [f32; 10] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// The quotes whose confidence lies in one tenth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// How many.
    pub count: usize,
    /// The sum of their confidences.
    pub said: f64,
    /// How many were right.
    pub right: usize,
}

/// The tenths of a confidence, lowest first.
pub fn bins(points: impl Iterator<Item = (f32, bool)>) -> Vec<Bin> {
    let mut bins = vec![Bin::default(); BINS.len()];
    for (confidence, right) in points {
        let tenth = BINS.partition_point(|begin| *begin <= confidence).saturating_sub(1);
        if let Some(bin) = bins.get_mut(tenth) {
            bin.count += 1;
            bin.said += f64::from(confidence);
            bin.right += usize::from(right);
        }
    }
    bins
}

/// The mean distance between what was said and what was right, in points, weighted by the number of quotes.
pub fn distance(bins: &[Bin]) -> f64 {
    let count: usize = bins.iter().map(|bin| bin.count).sum();
    let off: f64 = bins.iter().map(|bin| (bin.said - bin.right as f64).abs()).sum();
    100.0 * off / count.max(1) as f64
}

/// The tables of all confidences as named lines: of span and speaker together, the span alone, and the speaker given the
/// span.
pub fn rows(judged: &[Judged<'_>]) -> Vec<(String, String)> {
    let both = judged.iter().filter_map(|one| {
        // A right span with a speaker who cannot be judged says nothing of both.
        let unjudged = one.span && one.speaker.is_none() && one.quote.speaker_name.is_some();
        let right = one.span && one.speaker.unwrap_or(true);
        one.quote.confidence.filter(|_| !unjudged).map(|confidence| (confidence, right))
    });
    let spans = judged.iter().filter_map(|one| Some((one.quote.span_confidence?, one.span)));
    let speakers = judged.iter().filter_map(|one| Some((one.quote.speaker_confidence?, one.speaker?)));
    [("span and speaker", bins(both)), ("span", bins(spans)), ("speaker", bins(speakers))]
        .iter()
        .flat_map(|(name, bins)| table(name, bins))
        .collect()
}

fn table(name: &str, bins: &[Bin]) -> Vec<(String, String)> {
    let shown = BINS.iter().zip(bins).filter(|(_, bin)| bin.count > 0);
    let mut rows: Vec<(String, String)> = shown
        .map(|(low, bin)| {
            let share = |sum: f64| 100.0 * sum / bin.count as f64;
            (
                format!("{name} {low:.1}–{:.1}", low + 0.1),
                format!(
                    "{:>5} quotes, said {:>5.1}%, right {:>5.1}%",
                    bin.count,
                    share(bin.said),
                    share(bin.right as f64)
                ),
            )
        })
        .collect();
    rows.push((format!("{name}, mean distance"), format!("{:.1} points", distance(bins))));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::quotes::read_documents;

    fn documents(lines: &str) -> Vec<Document> {
        read_documents(lines, "test").unwrap()
    }

    #[test]
    fn a_speaker_is_judged_by_name_where_the_gold_has_one() {
        let gold = documents(
            r#"{"id":"1","quotes":[{"start":0,"end":10,"speaker":{"start":20,"end":22},"speaker_name":"Orla Finn"},
               {"start":30,"end":40,"speaker":{"start":50,"end":54}},
               {"start":60,"end":70,"speaker":null}]}"#
                .replace('\n', " ")
                .as_str(),
        );
        let found = documents(
            r#"{"id":"1","quotes":[{"start":0,"end":9,"speaker":{"start":90,"end":99},"speaker_name":"Orla Finn"},
               {"start":30,"end":40,"speaker":{"start":50,"end":54},"speaker_name":"she"},
               {"start":60,"end":70,"speaker":null,"speaker_name":"Orla Finn"},
               {"start":80,"end":85,"speaker":null}]}"#
                .replace('\n', " ")
                .as_str(),
        );
        let judged = judge(&gold, &found);
        let seen: Vec<_> = judged.iter().map(|one| (one.span, one.source, one.speaker)).collect();
        assert_eq!(
            seen,
            [(true, Some(true), Some(true)), (true, Some(true), Some(true)), (true, None, None), (false, None, None)]
        );
        assert!(judged[0].by_name && !judged[1].by_name);
    }

    #[test]
    fn bins_count_what_was_said_and_what_was_right() {
        let found = bins([(0.95, true), (1.0, true), (0.91, false), (0.0, false)].into_iter());
        assert_eq!((found[9].count, found[9].right, found[0].count), (3, 2, 1));
        assert!((distance(&found) - 100.0 * (2.86 - 2.0) / 4.0).abs() < 0.01);
    }

    #[test]
    fn about_half_of_the_documents_is_fitted_on() {
        let fitted = (0..200).filter(|n| is_fitted_on(&format!("document-{n}"))).count();
        assert!((80..=120).contains(&fitted), "{fitted}");
    }
}
