//! Writes the tables as Parquet: the columns of the CSV, confidence as a number, days as days, what is empty as nothing.

use crate::error::{Error, Result};
use ::parquet::basic::Compression;
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::sync::Arc;

/// Rows that stand together in the file, and in memory until they are written.
const GROUP: usize = 1 << 16;

/// A table that is written a group of rows at a time.
pub(super) struct Columns<'a> {
    out: &'a mut dyn Write,
    // The crate writes only to what may go from thread to thread, which `out` may not.
    file: SerializedFileWriter<File>,
    cells: Vec<Vec<String>>,
}

impl<'a> Columns<'a> {
    /// Begins a table with these columns, whose names are letters and `_`.
    pub fn new(out: &'a mut dyn Write, header: &[&str]) -> Result<Self> {
        let column = |name: &&str| match *name {
            "confidence" => format!("OPTIONAL DOUBLE {name};"),
            "date" => format!("OPTIONAL INT32 {name} (DATE);"),
            _ => format!("OPTIONAL BYTE_ARRAY {name} (UTF8);"),
        };
        let columns: Vec<String> = header.iter().map(column).collect();
        let schema = parse_message_type(&format!("message dixit {{ {} }}", columns.join(" "))).map_err(failed)?;
        let properties =
            WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("dixit".into());
        let file = SerializedFileWriter::new(
            tempfile::tempfile().map_err(not_kept)?,
            Arc::new(schema),
            Arc::new(properties.build()),
        );
        Ok(Self { out, file: file.map_err(failed)?, cells: vec![Vec::new(); header.len()] })
    }

    /// Adds a row; cells beyond the header are left out.
    pub fn row(&mut self, cells: impl Iterator<Item = String>) -> Result<()> {
        self.cells.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
        if self.cells.first().is_some_and(|column| column.len() >= GROUP) { self.group() } else { Ok(()) }
    }

    /// Writes the file.
    pub fn finish(mut self) -> Result<()> {
        self.group()?;
        let mut file = self.file.into_inner().map_err(failed)?;
        file.rewind().map_err(not_kept)?;
        io::copy(&mut file, self.out).map_err(not_kept).map(drop)
    }

    fn group(&mut self) -> Result<()> {
        if self.cells.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        for cells in &mut self.cells {
            let Some(mut column) = group.next_column().map_err(failed)? else { break };
            written(column.untyped(), cells).map_err(failed)?;
            cells.clear();
            column.close().map_err(failed)?;
        }
        group.close().map_err(failed).map(drop)
    }
}

fn written(column: &mut ColumnWriter<'_>, cells: &[String]) -> std::result::Result<usize, ParquetError> {
    match column {
        ColumnWriter::DoubleColumnWriter(column) => {
            let (values, present) = parsed(cells, |cell| cell.parse::<f64>().ok());
            column.write_batch(&values, Some(&present), None)
        }
        ColumnWriter::Int32ColumnWriter(column) => {
            let (values, present) = parsed(cells, days);
            column.write_batch(&values, Some(&present), None)
        }
        ColumnWriter::ByteArrayColumnWriter(column) => {
            let text = |cell: &str| (!cell.is_empty()).then(|| ByteArray::from(cell.as_bytes().to_vec()));
            let (values, present) = parsed(cells, text);
            column.write_batch(&values, Some(&present), None)
        }
        _ => Err(ParquetError::General("a column of an unforeseen type".to_owned())),
    }
}

/// The values that are there, and for each cell 1 where it has one.
fn parsed<T>(cells: &[String], value: impl Fn(&str) -> Option<T>) -> (Vec<T>, Vec<i16>) {
    let all: Vec<Option<T>> = cells.iter().map(|cell| value(cell)).collect();
    let present = all.iter().map(|value| i16::from(value.is_some())).collect();
    (all.into_iter().flatten().collect(), present)
}

/// Days since 1970-01-01.
fn days(day: &str) -> Option<i32> {
    let day: jiff::civil::Date = day.parse().ok()?;
    let hours = day.duration_since(jiff::civil::date(1970, 1, 1)).as_hours();
    i32::try_from(hours / 24).ok()
}

#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
fn failed(error: ParquetError) -> Error {
    Error::input(format!("cannot write the table: {error}"))
}

fn not_kept(source: io::Error) -> Error {
    Error::io("write", Path::new("the table"), source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn what_is_written_reads_back_with_its_types() {
        let mut out = Vec::new();
        let mut table = Columns::new(&mut out, &["quotation", "date", "text", "confidence"]).unwrap();
        for cells in
            [["q1", "2024-03-01", "“Näh”, he said\n=1+1", "0.85"], ["q2", "", "", "1"], ["q3", "1969-12-31", "x", ""]]
        {
            table.row(cells.into_iter().map(str::to_owned)).unwrap();
        }
        table.finish().unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&out).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        let expected = [
            "{quotation: \"q1\", date: 2024-03-01, text: \"“Näh”, he said\n=1+1\", confidence: 0.85}",
            "{quotation: \"q2\", date: null, text: null, confidence: 1.0}",
            "{quotation: \"q3\", date: 1969-12-31, text: \"x\", confidence: null}",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn an_empty_table_is_a_file_too() {
        let mut out = Vec::new();
        Columns::new(&mut out, &["quotation"]).unwrap().finish().unwrap();
        assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"));
    }
}
