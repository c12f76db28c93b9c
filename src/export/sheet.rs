//! Writes rows of comma- or tab-separated values, on request so that no spreadsheet takes a cell for a formula; or Parquet.

use crate::error::{Error, Result};
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

/// How cells are separated and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Text, a row a line.
    Separated {
        /// The byte between cells.
        delimiter: u8,
        /// Whether cells that a spreadsheet would take for formulas get an apostrophe before them.
        spreadsheet_safe: bool,
    },
    /// Parquet, whose texts nothing takes for formulas.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Writes rows and counts them.
pub(super) struct Sheet<'a> {
    form: Form<'a>,
    rows: u64,
}

enum Form<'a> {
    Separated {
        csv: Box<csv::Writer<&'a mut dyn Write>>,
        safe: bool,
    },
    #[cfg(feature = "parquet")]
    Parquet(Box<super::columns::Columns<'a>>),
}

impl<'a> Sheet<'a> {
    /// Writes the header.
    pub fn new<'h>(out: &'a mut dyn Write, style: Style, header: impl Iterator<Item = &'h str>) -> Result<Self> {
        let form = match style {
            Style::Separated { delimiter, spreadsheet_safe: safe } => {
                let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
                csv.write_record(header).map_err(failed)?;
                Form::Separated { csv: Box::new(csv), safe }
            }
            #[cfg(feature = "parquet")]
            Style::Parquet => {
                let header: Vec<&str> = header.collect();
                Form::Parquet(Box::new(super::columns::Columns::new(out, &header)?))
            }
        };
        Ok(Self { form, rows: 0 })
    }

    /// Writes one row.
    pub fn row(&mut self, cells: impl Iterator<Item = String>) -> Result<()> {
        match &mut self.form {
            Form::Separated { csv, safe: disarm } => {
                for cell in cells {
                    let cell = if *disarm { safe(&cell) } else { Cow::from(cell.as_str()) };
                    csv.write_field(cell.as_bytes()).map_err(failed)?;
                }
                csv.write_record(None::<&[u8]>).map_err(failed)?;
            }
            #[cfg(feature = "parquet")]
            Form::Parquet(columns) => columns.row(cells)?,
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends the table and returns how many rows it has.
    pub fn finish(self) -> Result<u64> {
        match self.form {
            Form::Separated { mut csv, .. } => {
                csv.flush().map_err(|source| Error::io("write", Path::new("the table"), source))?;
            }
            #[cfg(feature = "parquet")]
            Form::Parquet(columns) => columns.finish()?,
        }
        Ok(self.rows)
    }
}

/// The cell with an apostrophe before it where a spreadsheet might run it (OWASP, CSV injection): after `=`, `+`, `-`,
/// `@` and control characters. Numbers stay as they are.
pub(super) fn safe(cell: &str) -> Cow<'_, str> {
    if !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        return cell.into();
    }
    let digits = cell.trim_start_matches(['+', '-']);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && cell.parse::<f64>().is_ok();
    if is_number { cell.into() } else { format!("'{cell}").into() }
}

/// What the failure means; a reader who has gone is told from other causes by its kind.
pub(super) fn failed(error: csv::Error) -> Error {
    let message = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::io("write", Path::new("the table"), source),
        _ => Error::input(format!("cannot write the table: {message}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        for hostile in ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "-inf", "--1", "＝1"] {
            assert_eq!(safe(hostile), format!("'{hostile}"), "{hostile}");
        }
        for plain in ["", "-12.5", "+3", "-1e5", "0.9", "a=b", "2024-01-01", "'quoted'", "– a dash"] {
            assert_eq!(safe(plain), plain);
        }
    }

    #[test]
    fn tabs_and_line_ends_inside_cells_are_quoted() {
        let mut out = Vec::new();
        let style = Style::Separated { delimiter: b'\t', spreadsheet_safe: true };
        let mut sheet = Sheet::new(&mut out, style, ["a", "b"].into_iter()).unwrap();
        sheet.row(["=x".to_owned(), "one\ttwo\n\"three\"".to_owned()].into_iter()).unwrap();
        assert_eq!(sheet.finish().unwrap(), 1);
        assert_eq!(String::from_utf8(out).unwrap(), "a\tb\n'=x\t\"one\ttwo\n\"\"three\"\"\"\n");
    }
}
