//! Makes the table of `resolve::sureness`: runs the extractor on one half of the development quotes and fits its scores.

use super::quotes::{Document, read_documents};
use super::reliability::{Judged, is_fitted_on, judge};
use crate::error::{Error, Result};
use crate::learn::calibration::{Sample, Samples, table};
use crate::pipeline::{self, Analysis, Engine, record};
use crate::resolve::sureness::{Part, family, least_sure, name_family};
use crate::text::{Format, Options, Reader};
use std::fs;
use std::path::Path;

/// The annotated articles; a document counts when [`is_fitted_on`] says so.
pub const DATA: [&str; 3] =
    ["dev/quotes_canadian_news.jsonl", "dev/quotes_us_politics.jsonl", "dev/quotes_wikinews.jsonl"];

/// The scores of one saying, by family.
#[derive(Debug, Clone, Copy)]
struct Scores {
    family: &'static str,
    span: f32,
    source: f32,
    /// Of the mention's entity; none where no mention of the paragraph names the speaker.
    name: Option<(&'static str, f32)>,
}

/// Fits the table on the folder `data` and gives it as text; the same data and extractor give the same bytes.
///
/// `progress` gets a line for each file. Fails when data are missing or malformed.
pub fn fit(data: &Path, progress: &mut dyn FnMut(&str)) -> Result<String> {
    let engine = Engine::built_in().keeping_doubtful(true);
    let mut samples = Samples::new();
    for file in DATA {
        let path = data.join(file);
        let lines = fs::read_to_string(&path).map_err(|error| Error::io("read", &path, error))?;
        let mut gold = read_documents(&lines, &path.display().to_string())?;
        gold.retain(|document| is_fitted_on(&document.id));
        let (predicted, scores) = predicted(&engine, &path)?;
        let judged = judge(&gold, &predicted);
        for one in &judged {
            let claim = one.quote.claim.as_deref().and_then(|claim| claim.strip_prefix('c')?.parse::<usize>().ok());
            let own = scores.get(one.document).zip(claim).and_then(|(all, index)| all.get(index));
            if let Some(own) = own {
                add(&mut samples, *own, one);
            }
        }
        progress(&format!("{file}: {} documents, {} predicted quotes", gold.len(), judged.len()));
    }
    Ok(table(&samples))
}

fn add(samples: &mut Samples, scores: Scores, one: &Judged<'_>) {
    let mut sample = |part, family, score, right| {
        samples.entry((part, family)).or_default().push(Sample { score, right });
    };
    sample(Part::Span, scores.family, scores.span, one.span);
    if let Some(right) = one.source {
        sample(Part::Source, scores.family, scores.source, right);
    }
    // Only a right mention shows whether it was taken for the right person.
    if let (Some((family, score)), Some(right), Some(true), true) = (scores.name, one.speaker, one.source, one.by_name)
    {
        sample(Part::Name, family, score, right);
    }
}

/// The records of every document with the scores of its sayings, thought and attitude among them.
fn predicted(engine: &Engine, path: &Path) -> Result<(Vec<Document>, Vec<Vec<Scores>>)> {
    let options = Options { format: Some(Format::JsonLines), ..Options::default() };
    let reader = Reader::new(&[path.to_string_lossy()], options)?;
    let (mut lines, mut scores) = (String::new(), Vec::new());
    pipeline::extract(reader.into_raw(), engine, 0, |outcome| {
        let (_, analysis) = outcome?;
        lines.push_str(&record::line(&analysis, true)?);
        lines.push('\n');
        scores.push(scores_of(&analysis));
        Ok(())
    })?;
    Ok((read_documents(&lines, "this extractor")?, scores))
}

fn scores_of(analysis: &Analysis) -> Vec<Scores> {
    let resolution = &analysis.resolution;
    let attributions = analysis.extraction.attributions.iter();
    attributions
        .map(|attribution| Scores {
            family: family(attribution),
            span: attribution.span_confidence,
            source: attribution.source_confidence,
            name: least_sure(resolution, attribution).map(|m| (name_family(resolution, m), m.confidence)),
        })
        .collect()
}
