//! Reads articles from CSV and TSV with a header, one record at a time.

use super::draft::{Draft, too_long};
use super::fields::{Field, FieldMap};
use super::{Article, Format, Options, decode};
use crate::error::{Error, Result};
use std::io::{self, Read};
use std::sync::Arc;

/// Bytes that the CSV parser reads ahead.
const BUFFER: usize = 256 * 1024;

/// The names of the columns and which of them hold what.
#[derive(Debug)]
pub(super) struct Header {
    names: Vec<String>,
    /// The column of each field, in the order of [`Field::ALL`].
    columns: Vec<(Field, usize)>,
}

/// One record.
#[derive(Debug)]
pub(super) struct Row {
    header: Arc<Header>,
    values: csv::ByteRecord,
}

/// The records of a table, each numbered from one after the header.
pub(super) struct Table<R> {
    reader: csv::Reader<Budget<R>>,
    header: Arc<Header>,
    count: u64,
    limit: usize,
    ended: bool,
}

/// Lets through a limited number of bytes, so that a quotation mark that never closes cannot fill the memory.
struct Budget<R> {
    inner: R,
    left: usize,
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !out.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let room = out.len().min(self.left);
        let count = self.inner.read(out.get_mut(..room).unwrap_or(&mut []))?;
        self.left -= count;
        Ok(count)
    }
}

impl<R: Read> Table<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// A stream that cannot be read, that is empty, or whose header names no text column.
    pub fn open(inner: R, head: &[u8], format: Format, options: &Options) -> Result<Self> {
        let budget = Budget { inner, left: record_limit(options.limit) };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .delimiter(delimiter(head, format, &options.map))
            .from_reader(budget);
        let mut first = csv::ByteRecord::new();
        if !reader.read_byte_record(&mut first).map_err(|e| csv_error(e, options.limit))? {
            return Err(Error::input("the table is empty: it has no header"));
        }
        let names: Vec<String> =
            first.iter().map(|name| decode::decode(name.to_vec(), None, None).text.trim().to_owned()).collect();
        let wanted = |field: &Field| *field == Field::Text || options.map.given(*field).is_some();
        let mut columns = Vec::new();
        for field in Field::ALL {
            match options.map.find(&names, field) {
                Some(index) => columns.push((field, index)),
                None if wanted(&field) => return Err(options.map.missing("column", &names, field)),
                None => {}
            }
        }
        let header = Arc::new(Header { names, columns });
        Ok(Self { reader, header, count: 0, limit: options.limit, ended: false })
    }

    /// A row that fits the header, or why it does not; `line` is where it begins.
    fn check(&self, mut values: csv::ByteRecord, line: u64) -> Result<Row> {
        let (found, wanted) = (values.len(), self.header.names.len());
        // Some programs end every row with a separator.
        if found > wanted && values.iter().skip(wanted).all(<[u8]>::is_empty) {
            values.truncate(wanted);
        } else if found != wanted {
            return Err(Error::input(format!(
                "record {} (line {line}) has {found} field{} where the header has {wanted}",
                self.count,
                if found == 1 { "" } else { "s" }
            ))
            .hint("a text with commas or line breaks must stand in quotation marks, and marks inside it be doubled"));
        }
        Ok(Row { header: Arc::clone(&self.header), values })
    }
}

impl<R: Read> Iterator for Table<R> {
    type Item = (u64, Result<Row>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.reader.get_mut().left = record_limit(self.limit);
        let mut values = csv::ByteRecord::new();
        self.count += 1;
        match self.reader.read_byte_record(&mut values) {
            Ok(true) => {
                let line = values.position().map_or(0, csv::Position::line);
                Some((self.count, self.check(values, line)))
            }
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                Some((self.count, Err(csv_error(error, self.limit))))
            }
        }
    }
}

/// The longest record for texts of `limit` bytes, with what the parser reads ahead.
fn record_limit(limit: usize) -> usize {
    limit.saturating_mul(2).saturating_add(1 << 20).saturating_add(BUFFER)
}

fn csv_error(error: csv::Error, limit: usize) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) if cause.kind() == io::ErrorKind::FileTooLarge => {
            let error = too_long(limit);
            Error::input(format!("{error}, with the rest of the file"))
                .hint("most often a quotation mark is opened and never closed")
        }
        csv::ErrorKind::Io(cause) => super::stream_error(cause),
        other => Error::input(format!("malformed table: {other:?}")),
    }
}

/// The delimiter under which the first line names most columns that are known, then most columns.
fn delimiter(head: &[u8], format: Format, map: &FieldMap) -> u8 {
    if format == Format::Tsv {
        return b'\t';
    }
    let line = String::from_utf8_lossy(head.split(|b| *b == b'\n').next().unwrap_or(&[])).into_owned();
    let score = |delimiter: u8| {
        let names = line.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"'));
        let (known, all) =
            names.fold((0, 0), |(known, all), name| (known + usize::from(map.field_of(name).is_some()), all + 1));
        (known, all)
    };
    // The first of equals is the comma.
    b";\t|".iter().fold(b',', |best, other| if score(*other) > score(best) { *other } else { best })
}

/// Turns one record into an article. The text is kept unchanged.
pub(super) fn article(
    row: &Row,
    detected: Option<&'static encoding_rs::Encoding>,
    options: &Options,
) -> Result<Article> {
    let mut draft = Draft::default();
    for (field, column) in &row.header.columns {
        let value = row.values.get(*column).unwrap_or(&[]);
        let decoded = decode::decode_field(value, detected);
        draft.set(*field, decoded.text);
        if let Some(note) = decoded.note {
            draft.note(note);
        }
    }
    draft.finish(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: &str, format: Format, map: &[&str]) -> Vec<String> {
        let options = Options { map: FieldMap::parse(map).unwrap(), ..Options::default() };
        let told = |error: &Error| {
            std::iter::once(error.to_string()).chain(error.hints().iter().cloned()).collect::<Vec<_>>().join(" | ")
        };
        match Table::open(data.as_bytes(), data.as_bytes(), format, &options) {
            Ok(table) => table
                .map(|(n, row)| match row.and_then(|row| article(&row, None, &options)) {
                    Ok(a) => format!("{n} {} {} {:?} {:?}", a.id, a.title.unwrap_or_default(), a.published, a.body),
                    Err(error) => format!("{n} {}", told(&error)),
                })
                .collect(),
            Err(error) => vec![told(&error)],
        }
    }

    #[test]
    fn records_are_read_whatever_the_delimiter() {
        for (delimiter, format) in [(",", Format::Csv), (";", Format::Csv), ("|", Format::Csv), ("\t", Format::Tsv)] {
            let data = "ID,Headline,Published,Body\r\n1,Rain,2021-05-03,\"\"\"Wet,\"\" said Ann.\r\n\r\nEnd.\"\r\n";
            let data = data.replace(',', delimiter);
            let body = "\"\"Wet,\"\" said Ann.\r\n\r\nEnd.".replace(',', delimiter).replace("\"\"", "\"");
            assert_eq!(read(&data, format, &[]), [format!("1 1 Rain Some(2021-05-03) {body:?}")]);
        }
    }

    #[test]
    fn bad_records_are_told_by_number_and_the_rest_is_read() {
        let data = "id,text\n1,Rain.\n2\n3,\"Two\nlines\",,\n4,a,b\n5,  \n6,End.\n";
        insta::assert_snapshot!(read(data, Format::Csv, &[]).join("\n"), @r#"
        1 1  None "Rain."
        2 record 2 (line 3) has 1 field where the header has 2 | a text with commas or line breaks must stand in quotation marks, and marks inside it be doubled
        3 3  None "Two\nlines"
        4 record 4 (line 6) has 3 fields where the header has 2 | a text with commas or line breaks must stand in quotation marks, and marks inside it be doubled
        5 the article is empty: it has no text
        6 6  None "End."
        "#);
    }

    #[test]
    fn headers_without_text_name_what_they_hold() {
        insta::assert_snapshot!(read("Nr,Titel,Inhalt\n1,A,B\n", Format::Csv, &[]).join("\n"), @r#"no column with the article's text; seen: "Nr", "Titel", "Inhalt" | name the one that holds it: --map text=NAME"#);
        insta::assert_snapshot!(read("Nr,Titel,Inhalt\n1,A,B\n", Format::Csv, &["text=inhalte"]).join("\n"), @r#"no column "inhalte", which --map names; seen: "Nr", "Titel", "Inhalt" | did you mean --map text=Inhalt?"#);
        insta::assert_snapshot!(read("Nr,Titel,Inhalt\n1,A,B\n", Format::Csv, &["text=inhalt", "date=Tag"]).join("\n"), @r#"no column "Tag", which --map names; seen: "Nr", "Titel", "Inhalt""#);
        insta::assert_snapshot!(read("", Format::Csv, &[]).join("\n"), @"the table is empty: it has no header");
        insta::assert_snapshot!(read("Nr,Titel,Inhalt\n1,A,B\n", Format::Csv, &["text=INHALT", "id=Nr"]).join("\n"), @r#"1 1  None "B""#);
    }

    #[test]
    fn a_quotation_mark_that_never_closes_cannot_fill_the_memory() {
        let data = format!("id,text\n1,Rain.\n2,\"{}", "endless ".repeat(600_000));
        let options = Options { limit: 1000, ..Options::default() };
        let table = Table::open(data.as_bytes(), data.as_bytes(), Format::Csv, &options).unwrap();
        let rows: Vec<Result<Row>> = table.map(|(_, row)| row).collect();
        assert_eq!(rows.len(), 2);
        let error = rows[1].as_ref().unwrap_err();
        insta::assert_snapshot!(format!("{error}\n{}", error.hints().join("\n")), @r#"
        the article is longer than 1000 bytes and was left out, with the rest of the file
        most often a quotation mark is opened and never closed
        "#);
    }

    #[test]
    fn ambiguous_dates_and_old_encodings_leave_notes() {
        let data = b"text,date\n\x93Ren\xe9e left\x94 the caf\xe9.,03/04/2021\n";
        let options = Options::default();
        let mut table = Table::open(&data[..], data, Format::Csv, &options).unwrap();
        let article = article(&table.next().unwrap().1.unwrap(), decode::detect(data), &options).unwrap();
        assert_eq!((article.body.as_str(), article.published), ("“Renée left” the café.", None));
        insta::assert_snapshot!(article.notes.join("\n"), @r#"
        decoded from windows-1252, which was guessed
        date "03/04/2021" can be read in two ways, so it is left out
        "#);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_survive(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            let data = [b"id,text,date\n".as_slice(), &bytes].concat();
            let options = Options { limit: 64, ..Options::default() };
            for (_, row) in Table::open(&data[..], &data, Format::Csv, &options).unwrap() {
                let _ = row.and_then(|row| article(&row, None, &options));
            }
        }
    }
}
