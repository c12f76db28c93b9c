//! What stays set in a console: the filters of the named questions, and where answers go.

use super::session::Session;
use super::{FilterArgs, Ui};
use crate::error::{Error, Result};
use crate::query::Question;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What takes a setting back.
const OFF: &str = "off";

/// Shows a standing filter, sets it, or takes it back with "off".
pub fn set<T: Clone>(
    ui: &mut Ui,
    value: Option<&str>,
    slot: &mut Option<T>,
    read: impl Fn(&str) -> Result<T, String>,
    shown: impl Fn(&T) -> String,
) -> Result<()> {
    match value {
        None => ui.line(&slot.as_ref().map_or_else(|| OFF.to_owned(), shown)),
        Some(OFF) => {
            *slot = None;
            Ok(())
        }
        Some(text) => {
            *slot = Some(read(text).map_err(|refusal| Error::usage(refusal).hint("off takes it back"))?);
            Ok(())
        }
    }
}

/// The filter of one question: its own conditions, and the standing ones where it has none.
pub fn merged(own: &FilterArgs, standing: &FilterArgs) -> FilterArgs {
    FilterArgs {
        since: own.since.or(standing.since),
        until: own.until.or(standing.until),
        outlet: own.outlet.clone().or_else(|| standing.outlet.clone()),
        min_confidence: own.min_confidence.or(standing.min_confidence),
    }
}

/// [`merged`], without the standing conditions that the question cannot be narrowed by; a note tells them.
pub fn applicable(ui: &mut Ui, question: &Question, own: &FilterArgs, standing: &FilterArgs) -> FilterArgs {
    let columns = question.columns();
    let parameters = question.parameters();
    let narrows = |name: &str| columns.contains(&name) || parameters.iter().any(|parameter| parameter.name == name);
    let mut standing = standing.clone();
    let mut left_out = Vec::new();
    if standing.since.is_some() && !narrows("date") && !narrows("since") {
        standing.since = None;
        left_out.push(".since");
    }
    if standing.until.is_some() && !narrows("date") && !narrows("until") {
        standing.until = None;
        left_out.push(".until");
    }
    if standing.outlet.is_some() && !narrows("outlet") {
        standing.outlet = None;
        left_out.push(".outlet");
    }
    if standing.min_confidence.is_some() && !narrows("confidence") {
        standing.min_confidence = None;
        left_out.push(".min-confidence");
    }
    if !left_out.is_empty() {
        ui.note(&format!("note: {} does not narrow the question {}", left_out.join(", "), question.name));
    }
    merged(own, &standing)
}

/// Where answers went before they were sent to a file, and how they looked there.
pub struct Aside {
    out: Box<dyn Write>,
    color: bool,
    width: Option<usize>,
    /// Whether only the next answer goes to the file.
    once: bool,
}

/// Sends answers to `file`, the next one only or all until [`output_back`].
pub fn output(session: &mut Session, ui: &mut Ui, file: &Path, once: bool) -> Result<()> {
    output_back(session, ui)?;
    let out = File::create(file).map_err(|e| Error::io("write", file, e))?;
    // What was shown so far is an answer of its own, and a pager would hold it back.
    ui.finish()?;
    let (color, width) = (ui.color, ui.width);
    let out = ui.redirect(Box::new(BufWriter::new(out)));
    (ui.color, ui.width) = (false, None);
    session.aside = Some(Aside { out, color, width, once });
    Ok(())
}

/// Sends answers where they went first; does nothing when they go there.
pub fn output_back(session: &mut Session, ui: &mut Ui) -> Result<()> {
    let Some(aside) = session.aside.take() else { return Ok(()) };
    let flushed = ui.finish();
    ui.redirect(aside.out);
    (ui.color, ui.width) = (aside.color, aside.width);
    flushed
}

/// Ends an output that was for one answer.
pub fn after_answer(session: &mut Session, ui: &mut Ui) -> Result<()> {
    if session.aside.as_ref().is_some_and(|aside| aside.once) { output_back(session, ui) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_conditions_stand_before_standing_ones() {
        let day = |text: &str| text.parse().ok();
        let standing = FilterArgs { since: day("2024-01-01"), min_confidence: Some(0.5), ..FilterArgs::default() };
        let own = FilterArgs { since: day("2025-01-01"), ..FilterArgs::default() };
        let merged = merged(&own, &standing);
        assert_eq!((merged.since, merged.min_confidence), (day("2025-01-01"), Some(0.5)));
    }
}
