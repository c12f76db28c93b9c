//! Scores the extractor's output against gold annotations and shows its worst errors.

pub mod calibration;
pub mod entities;
pub mod persons;
pub mod pronouns;
pub mod quotes;
pub mod reliability;
pub mod roles;
pub mod targets;
pub mod ud;

pub mod parses;

use crate::error::{Error, Result};
use serde::de::DeserializeOwned;

/// The scores of one kind as named lines, and the errors.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Name and value of each measure, as the public scorer prints them.
    pub rows: Vec<(String, String)>,
    /// What was judged wrong, each with its words, in the order of the documents.
    pub errors: Vec<String>,
}

/// Reads one JSON object a line. A line that is not `what` is an error with its place in `source`; blank lines are
/// passed over.
fn read_lines<T: DeserializeOwned>(lines: &str, source: &str, what: &str) -> Result<Vec<T>> {
    let numbered = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|e| Error::input(format!("{source}:{}: not {what}: {e}", index + 1)))
        })
        .collect()
}
