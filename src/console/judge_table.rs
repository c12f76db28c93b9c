//! Judgements in bulk: a table that export wrote, with a column that a person filled in.

use super::Ui;
use super::judge::{Bench, Ruling};
use crate::error::{Error, Result};
use crate::graph::judgement::Verdict;
use std::collections::BTreeMap;
use std::path::Path;

/// Columns that name a fact.
const FACTS: [&str; 2] = ["quotation", "role_mention"];

/// Columns that may hold a judgement; the first one that the table has counts.
const VERDICTS: [&str; 2] = ["judgement", "reviewed"];

/// Words for the two verdicts.
const ACCEPTS: [&str; 6] = ["accept", "accepted", "yes", "y", "right", "ok"];
const REJECTS: [&str; 4] = ["reject", "rejected", "wrong", "n"];

/// Words that leave a fact unjudged: what export writes.
const LEFT: [&str; 2] = ["", "no"];

/// The verdicts of the table's rows. Rows that name no fact of the graph are passed over with a note.
///
/// # Errors
/// The table lacks a column, a cell holds no known word, or one fact is accepted in one row and rejected in another.
pub fn rulings(ui: &mut Ui, bench: &Bench<'_>, file: &Path) -> Result<Vec<Ruling>> {
    let text = std::fs::read_to_string(file).map_err(|e| Error::io("read", file, e))?;
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains('\t') {
        b'\t'
    } else if head.contains(';') && !head.contains(',') {
        b';'
    } else {
        b','
    };
    let mut table = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let unreadable = |error: csv::Error| Error::input(format!("{} cannot be read: {error}", file.display()));
    let header: Vec<String> =
        table.headers().map_err(unreadable)?.iter().map(|name| name.trim().to_lowercase()).collect();
    let place = |names: &[&str]| names.iter().find_map(|name| header.iter().position(|found| found == name));
    let missing = |names: &[&str]| Error::input(format!("{} has no column {}", file.display(), names.join(" or ")));
    let fact = place(&FACTS).ok_or_else(|| missing(&FACTS))?;
    let verdict = place(&VERDICTS).ok_or_else(|| missing(&VERDICTS))?;
    let note = place(&["note"]);

    // A table of quotations and what they are about has several rows for one quotation.
    let mut rows: BTreeMap<String, (bool, Option<String>, u64)> = BTreeMap::new();
    for record in table.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |index: usize| record.get(index).unwrap_or_default().trim_start_matches('\'').trim();
        let word = cell(verdict).to_lowercase();
        let accepts = match word.as_str() {
            word if LEFT.contains(&word) => continue,
            word if ACCEPTS.contains(&word) => true,
            word if REJECTS.contains(&word) => false,
            word => {
                return Err(Error::input(format!("{}:{line}: {word:?} is no judgement", file.display()))
                    .hint("accept or reject; leave the cell as it is for neither"));
            }
        };
        let note = note.map(cell).filter(|note| !note.is_empty()).map(str::to_owned);
        let known = rows.entry(cell(fact).to_owned()).or_insert((accepts, note, line));
        if known.0 != accepts {
            let (file, id, other) = (file.display(), cell(fact), known.2);
            return Err(Error::input(format!("{file}:{line}: {id} is judged otherwise in line {other}")));
        }
    }
    let mut rulings = Vec::new();
    for (id, (accepts, note, line)) in rows {
        let Some(fact) = bench.known_fact(&id)? else {
            ui.note(&format!("note: {}:{line}: no fact {id} is in the graph", file.display()));
            continue;
        };
        let verdict = if accepts { Verdict::Accept { fact } } else { Verdict::Reject { fact, whoever: false } };
        if !bench.store.judgements().says(&verdict) {
            rulings.push((verdict, note));
        }
    }
    Ok(rulings)
}
