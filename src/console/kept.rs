//! The table of an answer, with the conditions that its rows must keep and the columns that people need not see.

use super::ask::{AskArgs, parameter};
use super::sources;
use crate::error::{Error, Result};
use crate::query::{Question, Row};
use oxigraph::model::{NamedNode, Term};
use std::cell::Cell;

/// Columns that hold a speaker's name.
const SPEAKERS: [&str; 3] = ["speaker", "speakerName", "by"];

/// Columns that a table for people leaves out: `dixit quote` shows them.
const LEFT_OUT: [&str; 4] = ["link", "reviewed", "judges", "modality"];

/// A cell's test.
type Passes = Box<dyn Fn(&str) -> bool>;

/// What the rows of an answer must keep to, where the question has no parameter for it.
pub struct Conditions {
    question: &'static str,
    /// The option, the columns it may be about, and the test.
    all: Vec<(&'static str, &'static [&'static str], Passes)>,
    /// The confidence that is asked for without anybody having said so.
    least: Option<f64>,
    /// The confidence that is asked for, whoever said so.
    asked: Option<f64>,
    hidden: Cell<usize>,
    /// Whether rows were left out before they were counted.
    hides_others: Cell<bool>,
}

impl Conditions {
    /// The conditions of `args`; `speakers` are the names of those whom `--by` means and `outlet` that of the one meant.
    pub fn new(question: &Question, args: &AskArgs, speakers: Option<Vec<String>>, outlet: Option<String>) -> Self {
        let mut all: Vec<(&'static str, &'static [&'static str], Passes)> = Vec::new();
        let has = |name: &str| parameter(question, &[name]).is_some();
        if let Some(speakers) = speakers {
            all.push(("--by", &SPEAKERS, Box::new(move |cell| speakers.iter().any(|name| name == cell))));
        }
        if let Some(day) = args.selection.filter.since.filter(|_| !has("since")) {
            let day = day.to_string();
            all.push(("--since", &["date"], Box::new(move |cell| *cell >= *day)));
        }
        if let Some(day) = args.selection.filter.until.filter(|_| !has("until")) {
            let day = day.to_string();
            all.push(("--until", &["date"], Box::new(move |cell| !cell.is_empty() && *cell <= *day)));
        }
        if let Some(stance) = args.stance.clone() {
            all.push(("--stance", &["stance"], Box::new(move |cell| cell == stance)));
        }
        // The plain case has an empty cell.
        let is = |wanted: String, plain: &'static str| -> Passes {
            Box::new(move |cell| cell == wanted || cell.is_empty() && wanted == plain)
        };
        if let Some(modality) = args.modality.clone() {
            all.push(("--modality", &["modality"], is(modality, "fact")));
        }
        if let Some(evaluation) = args.evaluation.clone() {
            all.push(("--evaluation", &["evaluation", "judges"], is(evaluation, "neutral")));
        }
        if let Some(least) = args.selection.filter.min_confidence {
            all.push(("--min-confidence", &["confidence"], Box::new(move |cell| at_least(cell, least))));
        }
        if let Some(outlet) = outlet {
            all.push(("--outlet", &["outlet"], Box::new(move |cell| cell == outlet)));
        }
        let given = args.selection.filter.min_confidence;
        let least = question.least_confidence().filter(|_| given.is_none());
        let (hidden, hides_others) = (Cell::new(0), Cell::new(false));
        Self { question: question.name, all, least, asked: given.or(least), hidden, hides_others }
    }

    /// The confidence below which rows are taken out.
    pub fn least_confidence(&self) -> Option<f64> {
        self.asked
    }

    /// Takes out the rows that do not keep to them.
    ///
    /// # Errors
    /// The table has no column that a condition is about.
    pub fn keep(&self, columns: &[String], rows: &mut Vec<Row>) -> Result<()> {
        for (option, of, passes) in &self.all {
            let Some(column) = columns.iter().position(|column| of.contains(&column.as_str())) else {
                return Err(Error::usage(format!("the question {} cannot be narrowed by {option}", self.question)));
            };
            rows.retain(|row| passes(&text(row, column)));
        }
        if let (Some(least), Some(column)) = (self.least, columns.iter().position(|column| column == "confidence")) {
            let before = rows.len();
            rows.retain(|row| at_least(&text(row, column), least));
            self.hidden.set(self.hidden.get() + before - rows.len());
        }
        Ok(())
    }

    /// Forgets how many rows were taken out.
    pub fn begin_anew(&self) {
        self.hidden.set(0);
    }

    /// Takes note that there are rows less sure than those that were asked for, which never came.
    pub fn hide_some(&self) {
        self.hides_others.set(true);
    }

    /// What is to be said of rows that were taken out though nobody asked for it.
    pub fn note(&self) -> Option<String> {
        let (least, hidden) = (self.least?, self.hidden.get());
        if self.hides_others.get() {
            return Some(format!("note: what is less sure than {least} is left out; --min-confidence 0 shows it"));
        }
        (hidden > 0)
            .then(|| format!("note: {hidden} less sure than {least} are left out; --min-confidence 0 shows them"))
    }
}

fn at_least(cell: &str, least: f64) -> bool {
    cell.parse::<f64>().is_ok_and(|found| found >= least)
}

/// A cell as it is compared.
pub fn text(row: &Row, column: usize) -> String {
    match row.get(column) {
        Some(Some(Term::Literal(literal))) => literal.value().to_owned(),
        Some(Some(Term::NamedNode(node))) => NamedNode::as_str(node).to_owned(),
        _ => String::new(),
    }
}

/// Leaves out what a table for people need not show, and columns without any value.
pub fn leave_out(question: &Question, columns: &mut Vec<String>, rows: &mut [Row]) {
    let filled = |column: usize| rows.is_empty() || rows.iter().any(|row| !text(row, column).is_empty());
    let unwanted: &[&str] = if question.name == sources::QUESTION { &sources::LEFT_OUT } else { &LEFT_OUT };
    let shown: Vec<bool> = (0..columns.len())
        .map(|column| {
            let left_out = columns.get(column).is_some_and(|name| unwanted.contains(&name.as_str()));
            filled(column) && !left_out
        })
        .collect();
    let mut column = shown.iter();
    columns.retain(|_| column.next().copied().unwrap_or(true));
    for row in rows {
        let mut column = shown.iter();
        row.retain(|_| column.next().copied().unwrap_or(true));
    }
}
