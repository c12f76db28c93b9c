//! Writes the results of SELECT and ASK in the W3C formats: CSV, TSV, JSON and XML.

use super::sheet;
use crate::error::{Error, Result};
use crate::query::Table;
use oxigraph::model::Term;
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
    if format == TableFormat::Csv {
        return comma_separated(out, table);
    }
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

/// Writes comma-separated values (W3C SPARQL 1.1 Query Results CSV, RFC 4180).
///
/// The serializer that the other formats use writes IRIs without quotation marks, and web addresses hold commas: these would
/// shift the columns behind them.
fn comma_separated(out: &mut dyn Write, table: Table) -> Result<u64> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    csv.write_record(&table.columns).map_err(sheet::failed)?;
    let mut count = 0;
    for row in table.rows {
        for term in &row? {
            let field = match term {
                None => String::new(),
                Some(Term::NamedNode(node)) => node.as_str().to_owned(),
                Some(Term::Literal(literal)) => literal.value().to_owned(),
                Some(other) => other.to_string(),
            };
            csv.write_field(field).map_err(sheet::failed)?;
        }
        csv.write_record(None::<&[u8]>).map_err(sheet::failed)?;
        count += 1;
    }
    csv.flush().map_err(failed)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Rows;
    use oxigraph::model::{BlankNode, Literal, NamedNode};

    #[test]
    fn a_comma_in_an_address_moves_no_column() {
        let address = NamedNode::new("https://courier.example/storm,_ten_rescued").unwrap();
        let rows: Vec<Vec<Option<Term>>> = vec![
            vec![Some(address.into()), Some(Literal::from("so \"calm\"").into()), Some(Literal::from(0.5).into())],
            vec![None, Some(BlankNode::new("b1").unwrap().into()), None],
        ];
        let columns = ["link", "text", "confidence"].map(str::to_owned).to_vec();
        let mut out = Vec::new();
        let count = table(&mut out, Table { columns, rows: Rows::of(rows) }, TableFormat::Csv).unwrap();
        assert_eq!(count, 2);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "link,text,confidence\r\n\"https://courier.example/storm,_ten_rescued\",\"so \"\"calm\"\"\",0.5\r\n,_:b1,\r\n"
        );
    }
}
