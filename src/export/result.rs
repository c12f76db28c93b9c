//! Writes the results of SELECT and ASK in the W3C formats: CSV, TSV, JSON and XML.

use crate::error::{Error, Result};
use crate::query::Table;
use oxigraph::sparql::Variable;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use std::io::Write;
use std::path::Path;

/// A format for tables and truth values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values: the terms' plain text.
    Csv,
    /// Tab-separated values: the terms as SPARQL writes them.
    Tsv,
    /// SPARQL Results JSON.
    Json,
    /// SPARQL Results XML.
    Xml,
}

impl TableFormat {
    fn of(self) -> QueryResultsFormat {
        match self {
            Self::Csv => QueryResultsFormat::Csv,
            Self::Tsv => QueryResultsFormat::Tsv,
            Self::Json => QueryResultsFormat::Json,
            Self::Xml => QueryResultsFormat::Xml,
        }
    }
}

/// Writes the rows as they come and returns how many there were.
pub fn table(out: &mut dyn Write, table: Table, format: TableFormat) -> Result<u64> {
    let variables: Vec<Variable> = table.columns.iter().map(Variable::new_unchecked).collect();
    let mut serializer = QueryResultsSerializer::from_format(format.of())
        .serialize_solutions_to_writer(&mut *out, variables.clone())
        .map_err(failed)?;
    let mut count = 0;
    for row in table.rows {
        let row = row?;
        let bound = variables.iter().zip(&row).filter_map(|(variable, term)| Some((variable, term.as_ref()?)));
        serializer.serialize(bound).map_err(failed)?;
        count += 1;
    }
    let out = serializer.finish().map_err(failed)?;
    if matches!(format, TableFormat::Json | TableFormat::Xml) {
        writeln!(out).map_err(failed)?;
    }
    Ok(count)
}

/// Writes the answer of an ASK.
pub fn boolean(out: &mut dyn Write, value: bool, format: TableFormat) -> Result<()> {
    let out =
        QueryResultsSerializer::from_format(format.of()).serialize_boolean_to_writer(out, value).map_err(failed)?;
    writeln!(out).map_err(failed)
}

fn failed(source: std::io::Error) -> Error {
    Error::io("write", Path::new("the result"), source)
}
