//! Judgements in bulk: a table that export wrote, with a column that a person filled in.

use super::Ui;
use super::judge::{Bench, Ruling, What};
use crate::error::{Error, Result};
use crate::graph::judgement::Verdict;
use std::collections::BTreeMap;
use std::path::Path;

/// Columns that name a fact.
const FACTS: [&str; 2] = ["quotation", "role_mention"];

/// Columns that name a person, body or thing; the first one that the table has counts.
const ENTITIES: [&str; 4] = ["id", "entity", "speaker_id", "person_id"];

/// Columns that may hold a judgement; the first one that the table has counts.
const VERDICTS: [&str; 2] = ["judgement", "reviewed"];

/// Words for the two verdicts.
const ACCEPTS: [&str; 6] = ["accept", "accepted", "yes", "y", "right", "ok"];
const REJECTS: [&str; 4] = ["reject", "rejected", "wrong", "n"];

/// Words that leave a fact unjudged: what export writes.
const LEFT: [&str; 2] = ["", "no"];

/// The verdicts of the table's rows: `accept` and `reject` on the row's fact, and on the row's person or body what
/// `dixit judge` says of one, without its name: `merge Ann Lee`, `not-same Ann Lee`, `rename Ann Lee`, `link Q42`, `note`, and
/// `split Ann Lee (bishop)` for the row's article. Rows that name no fact or entity of the graph are passed over with a note.
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
    let verdict = place(&VERDICTS).ok_or_else(|| missing(&VERDICTS))?;
    let (fact, entity) = (place(&FACTS), place(&ENTITIES));
    if entity.is_none() {
        fact.ok_or_else(|| missing(&FACTS))?;
    }
    let (note, article) = (place(&["note"]), place(&["article"]));

    // A table of quotations and what they are about has several rows for one quotation.
    let mut rows: BTreeMap<String, (bool, Option<String>, u64)> = BTreeMap::new();
    let mut of_entities: Vec<OfEntity> = Vec::new();
    for record in table.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |index: usize| record.get(index).unwrap_or_default().trim_start_matches('\'').trim();
        let own_note = note.map(cell).filter(|note| !note.is_empty()).map(str::to_owned);
        if let Some(what) = entity.and_then(|entity| of_entity(cell(entity), cell(verdict), article.map(cell))) {
            if !joined(&mut of_entities, &what) {
                of_entities.push(OfEntity { what, note: own_note, line });
            }
            continue;
        }
        let word = cell(verdict).to_lowercase();
        let accepts = match word.as_str() {
            word if LEFT.contains(&word) => continue,
            word if ACCEPTS.contains(&word) => true,
            word if REJECTS.contains(&word) => false,
            word => {
                return Err(Error::input(format!("{}:{line}: {word:?} is no judgement", file.display()))
                    .hint("accept or reject; of a person or body merge NAME, split NAME, not-same NAME, rename NAME, link IRI or note")
                    .hint("leave the cell as it is for none"));
            }
        };
        let fact = fact.ok_or_else(|| missing(&FACTS))?;
        let known = rows.entry(cell(fact).to_owned()).or_insert((accepts, own_note, line));
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
    for OfEntity { what, note, line } in of_entities {
        match bench.rulings(ui, &what) {
            Ok(of_row) => rulings.extend(of_row.into_iter().map(|(verdict, _)| (verdict, note.clone()))),
            // What was judged before is one already, has the name already, or is gone.
            Err(error) => ui.note(&format!("note: {}:{line}: {error}", file.display())),
        }
    }
    Ok(rulings)
}

/// What a row says of its person, body or thing.
struct OfEntity {
    what: What,
    note: Option<String>,
    line: u64,
}

/// What the words of a cell say of the entity of its row; none where they are no such judgement.
fn of_entity(entity: &str, words: &str, article: Option<&str>) -> Option<What> {
    let (verb, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let (entity, rest) = (entity.to_owned(), rest.trim().to_owned());
    if entity.is_empty() || rest.is_empty() && !verb.eq_ignore_ascii_case("note") {
        return None;
    }
    match verb.to_lowercase().as_str() {
        "merge" => Some(What::Merge { entity, into: rest, name: None }),
        "not-same" => Some(What::NotSame { entity, other: rest }),
        "rename" => Some(What::Rename { entity, name: rest }),
        "link" => Some(What::Link { entity, iri: rest }),
        "note" => Some(What::Note { what: entity }),
        "split" => {
            let article = article.filter(|article| !article.is_empty()).map(str::to_owned).into_iter().collect();
            Some(What::Split { entity, name: rest, article, role: None, body: None })
        }
        _ => None,
    }
}

/// Whether a row says the same as an earlier one; of a split its article is added there.
fn joined(before: &mut [OfEntity], what: &What) -> bool {
    let same = |known: &&mut OfEntity| match (&known.what, what) {
        (What::Split { entity: a, name: x, .. }, What::Split { entity: b, name: y, .. })
        | (What::Merge { entity: a, into: x, .. }, What::Merge { entity: b, into: y, .. })
        | (What::NotSame { entity: a, other: x }, What::NotSame { entity: b, other: y })
        | (What::Rename { entity: a, name: x }, What::Rename { entity: b, name: y })
        | (What::Link { entity: a, iri: x }, What::Link { entity: b, iri: y }) => a == b && x == y,
        (What::Note { what: a }, What::Note { what: b }) => a == b,
        _ => false,
    };
    let Some(known) = before.iter_mut().find(same) else { return false };
    if let (What::Split { article, .. }, What::Split { article: more, .. }) = (&mut known.what, what) {
        let new: Vec<String> = more.iter().filter(|one| !article.contains(one)).cloned().collect();
        article.extend(new);
    }
    true
}
