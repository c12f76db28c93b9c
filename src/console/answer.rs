//! Shows the answer of a query: as a table that fits the terminal, or in one of the formats for other programs.

use super::table::{self, Look};
use super::{Ui, escape};
use crate::error::{Error, Result};
use crate::export::{self, GraphFormat, TableFormat};
use crate::query::{Answer, Dialect, Row, Table};
use oxigraph::model::{NamedNode, Term};
use std::time::Duration;

/// How answers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Mode {
    /// A table for people; graphs as Turtle, truth values as yes or no.
    #[default]
    Table,
    /// One value a line, with an empty line between two rows: for long texts.
    Line,
    /// A table to put into Markdown.
    #[value(alias = "md")]
    Markdown,
    /// Comma-separated values (SPARQL Results).
    Csv,
    /// Tab-separated values with full terms (SPARQL Results).
    Tsv,
    /// SPARQL Results JSON.
    Json,
    /// SPARQL Results XML.
    Xml,
    /// Turtle, for CONSTRUCT and DESCRIBE.
    #[value(alias = "ttl")]
    Turtle,
    /// N-Triples, for CONSTRUCT and DESCRIBE.
    #[value(alias = "ntriples")]
    Nt,
    /// RDF/XML, for CONSTRUCT and DESCRIBE.
    Rdfxml,
    /// JSON-LD, for CONSTRUCT and DESCRIBE.
    Jsonld,
}

impl Mode {
    /// Whether people read it: then a count stands under it, names are short and addresses are left out.
    pub fn is_for_people(self) -> bool {
        self.look(None).is_some()
    }

    /// How tables look that people read.
    fn look(self, width: Option<usize>) -> Option<Look> {
        match self {
            Self::Table => Some(Look::Columns(width)),
            Self::Line => Some(Look::Records),
            Self::Markdown => Some(Look::Markdown),
            _ => None,
        }
    }

    fn for_tables(self) -> Option<TableFormat> {
        match self {
            Self::Csv => Some(TableFormat::Csv),
            Self::Tsv => Some(TableFormat::Tsv),
            Self::Json => Some(TableFormat::Json),
            Self::Xml => Some(TableFormat::Xml),
            Self::Table | Self::Line | Self::Markdown | Self::Turtle | Self::Nt | Self::Rdfxml | Self::Jsonld => None,
        }
    }

    fn for_graphs(self) -> Option<GraphFormat> {
        match self {
            Self::Table | Self::Line | Self::Markdown | Self::Turtle => Some(GraphFormat::Turtle),
            Self::Nt => Some(GraphFormat::NTriples),
            Self::Rdfxml => Some(GraphFormat::RdfXml),
            Self::Jsonld => Some(GraphFormat::JsonLd),
            Self::Csv | Self::Tsv | Self::Json | Self::Xml => None,
        }
    }
}

/// How an answer is shown.
#[derive(Debug, Clone, Copy)]
pub struct Showing<'a> {
    /// The format.
    pub mode: Mode,
    /// The prefixes that make IRIs short.
    pub dialect: &'a Dialect,
    /// The most rows of a table; the rest is counted.
    pub limit: Option<usize>,
}

/// Prints the answer and returns what it was: "12 rows", "3 triples", "yes".
pub fn show(ui: &mut Ui, answer: Answer, showing: Showing<'_>) -> Result<String> {
    match answer {
        Answer::Boolean(value) => {
            let word = if value { "yes" } else { "no" };
            match (showing.mode, showing.mode.for_tables()) {
                (mode, _) if mode.is_for_people() => ui.line(word)?,
                (_, Some(format)) => export::boolean(ui.out(), value, format)?,
                (_, None) => return Err(no_such_form("a truth value", TABLE_FORMS)),
            }
            Ok(word.to_owned())
        }
        Answer::Table(rows) => match (showing.mode.look(ui.width), showing.mode.for_tables()) {
            (Some(look), _) => show_table(ui, rows, showing, look),
            (None, Some(format)) => Ok(counted(export::table(ui.out(), rows, format)?, "row")),
            (None, None) => Err(no_such_form("a table", TABLE_FORMS)),
        },
        Answer::Graph(triples) => match showing.mode.for_graphs() {
            Some(format) => {
                let triples = triples.collect::<Result<Vec<_>>>()?;
                Ok(counted(export::triples(ui.out(), triples, format, showing.dialect)?, "triple"))
            }
            None => Err(no_such_form("a graph", "turtle, nt, rdfxml or jsonld")),
        },
    }
}

/// The rows that can be named by their number.
const NUMBERED: usize = 10_000;

/// The quotation that a cell names.
fn quotation(term: &Term, dialect: &Dialect) -> Option<NamedNode> {
    match term {
        Term::NamedNode(node) if dialect.shorten(node.as_str())?.starts_with("quote:") => Some(node.clone()),
        _ => None,
    }
}

const TABLE_FORMS: &str = "table, line, markdown, csv, tsv, json or xml";

fn no_such_form(what: &str, forms: &str) -> Error {
    Error::usage(format!("{what} cannot be written in this format")).hint(format!("{what} can be written as {forms}"))
}

fn show_table(ui: &mut Ui, found: Table, showing: Showing<'_>, look: Look) -> Result<String> {
    let (dialect, limit) = (showing.dialect, showing.limit.unwrap_or(usize::MAX));
    let header: Vec<String> = found.columns.iter().map(|column| escape::one_line(column)).collect();
    let mut rows = found.rows;
    let mut named = Vec::new();
    let cells = rows.by_ref().take(limit).map(|row| {
        let row = row?;
        if named.len() < NUMBERED {
            named.push(row.iter().flatten().find_map(|term| quotation(term, dialect)));
        }
        Ok(cells(&row, dialect))
    });
    let shown = table::print(ui.out(), &header, Cells(cells), look);
    ui.shown = named;
    let shown = shown?;
    let mut more = 0u64;
    for row in rows {
        row?;
        more += 1;
    }
    let shown = counted(shown, "row");
    Ok(if more > 0 { format!("{shown} and {} more (.rows shows more)", grouped(more)) } else { shown })
}

/// Lets errors of writing and errors of the query both end the table.
struct Cells<I>(I);

impl<I: Iterator<Item = Result<Vec<String>>>> Iterator for Cells<I> {
    type Item = Result<Vec<String>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|row| row.map_err(Failure))
    }
}

struct Failure(Error);

impl From<std::io::Error> for Failure {
    fn from(source: std::io::Error) -> Self {
        Self(Ui::write_error(source))
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

fn cells(row: &Row, dialect: &Dialect) -> Vec<String> {
    row.iter().map(|term| term.as_ref().map_or_else(String::new, |term| cell(term, dialect))).collect()
}

/// A term as people read it: an IRI as prefixed name where that is possible, a literal as its text. Safe to print.
pub fn cell(term: &Term, dialect: &Dialect) -> String {
    match term {
        Term::NamedNode(node) => dialect.shorten(node.as_str()).unwrap_or_else(|| escape::one_line(node.as_str())),
        Term::Literal(literal) => escape::one_line(literal.value()),
        Term::BlankNode(node) => escape::one_line(&node.to_string()),
    }
}

/// What stands under an answer that people read: what it was, and the time it took.
pub fn footer(ui: &mut Ui, mode: Mode, what: &str, time: Duration) -> Result<()> {
    ui.finish()?;
    if mode.is_for_people() {
        ui.note(&format!("{what} in {}", seconds(time)));
    }
    Ok(())
}

/// "1 row", "12 rows".
pub fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{} {what}s", grouped(count)) }
}

/// A number with a comma before every third digit.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut result = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            result.push(',');
        }
        result.push(digit);
    }
    result
}

/// "0.31 s".
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode};

    #[test]
    fn terms_are_short_and_safe() {
        let dialect = Dialect::new(crate::vocab::DEFAULT_BASE);
        let node = |iri: &str| cell(&NamedNode::new_unchecked(iri).into(), &dialect);
        assert_eq!(node("https://dixit.example/person/ann-lee"), "person:ann-lee");
        assert_eq!(node("https://news.example/a/b"), "https://news.example/a/b");
        assert_eq!(cell(&Literal::new_simple_literal("a\n\x1b[31mb").into(), &dialect), "a ␛[31mb");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(0, "row"), "0 rows");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
