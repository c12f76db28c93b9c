//! Prints rows as a table that fits the terminal, or as records where no table would.

use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Rows that are looked at before the first is printed, to choose the columns' widths; later rows are cut to fit.
const LOOKED_AT: usize = 1000;

/// The widest column that is never cut: days, names and the names of nodes, which people copy.
const SHORT: usize = 36;

/// The narrowest that a column of long cells is made; where that does not fit, rows are printed as records.
const NARROWEST: usize = 20;

/// How rows are written for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// In columns; cut to this width where there is one, and as records where columns would become too narrow.
    Columns(Option<usize>),
    /// One value a line.
    Records,
    /// A table of Markdown, with nothing cut.
    Markdown,
}

/// Prints the rows under a header and returns how many there were. Holds at most [`LOOKED_AT`] rows. Cells hold no
/// control characters and no line ends.
///
/// # Errors
/// The first error among the rows (after those before it were printed), or the failure to write.
pub fn print<E: From<io::Error>>(
    out: &mut dyn Write,
    header: &[String],
    mut rows: impl Iterator<Item = Result<Vec<String>, E>>,
    look: Look,
) -> Result<u64, E> {
    let mut first = Vec::new();
    let mut failure = None;
    for row in rows.by_ref().take(LOOKED_AT) {
        match row {
            Ok(row) => first.push(row),
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    if first.is_empty()
        && let Some(error) = failure
    {
        return Err(error);
    }
    let widths = match look {
        Look::Columns(width) => widths(header, &first, width),
        Look::Records | Look::Markdown => None,
    };
    let mut layout: Box<dyn Layout> = match (&widths, look) {
        (Some(widths), _) => Box::new(Grid { header, widths }),
        (None, Look::Markdown) => Box::new(Markdown { header }),
        (None, _) => Box::new(Records { header, printed: 0 }),
    };
    layout.begin(out)?;
    let mut count = 0u64;
    for row in &first {
        layout.row(out, row)?;
        count += 1;
    }
    if failure.is_none() {
        for row in rows {
            match row {
                Ok(row) => layout.row(out, &row)?,
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
            count += 1;
        }
    }
    layout.end(out)?;
    match failure {
        Some(error) => Err(error),
        None => Ok(count),
    }
}

/// The width of each column: what its cells need; when that is too much in all, columns with long cells give way. None
/// when they would become too narrow to be read.
fn widths(header: &[String], rows: &[Vec<String>], width: Option<usize>) -> Option<Vec<usize>> {
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column)).map(|cell| cell.width());
    let mut widths: Vec<usize> =
        header.iter().enumerate().map(|(column, name)| cells(column).max().unwrap_or(0).max(name.width())).collect();
    let Some(width) = width else { return Some(widths) };
    // Each column costs two blanks and a border beside its cells, and there is one border more.
    let mut room = width.saturating_sub(3 * widths.len() + 1);
    if widths.iter().sum::<usize>() <= room {
        return Some(widths);
    }
    let mut long: Vec<usize> = Vec::new();
    for (column, width) in widths.iter().enumerate() {
        if *width <= SHORT {
            room = room.checked_sub(*width)?;
        } else {
            long.push(column);
        }
    }
    long.sort_by_key(|column| widths.get(*column).copied());
    for (done, column) in long.iter().enumerate() {
        let share = room / (long.len() - done).max(1);
        if share < NARROWEST {
            return None;
        }
        if let Some(wanted) = widths.get_mut(*column) {
            *wanted = (*wanted).min(share);
            room -= *wanted;
        }
    }
    Some(widths)
}

/// How rows are laid out.
trait Layout {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;
    fn row(&mut self, out: &mut dyn Write, cells: &[String]) -> io::Result<()>;
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// Rows under a header, in columns.
struct Grid<'a> {
    header: &'a [String],
    widths: &'a [usize],
}

impl Layout for Grid<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        rule(out, self.widths, ["┌", "┬", "┐"])?;
        line(out, self.header, self.widths)?;
        rule(out, self.widths, ["├", "┼", "┤"])
    }

    fn row(&mut self, out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
        line(out, cells, self.widths)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        rule(out, self.widths, ["└", "┴", "┘"])
    }
}

/// One line for each value, an empty line between two rows; the terminal wraps what is long.
struct Records<'a> {
    header: &'a [String],
    printed: u64,
}

impl Layout for Records<'_> {
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
        if self.printed > 0 {
            writeln!(out)?;
        }
        self.printed += 1;
        let widest = self.header.iter().map(|name| name.width()).max().unwrap_or(0);
        for (name, cell) in self.header.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            writeln!(out, "{name}{} {cell}", " ".repeat(widest - name.width()))?;
        }
        Ok(())
    }

    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A table as Markdown has it.
struct Markdown<'a> {
    header: &'a [String],
}

impl Markdown<'_> {
    fn line<'a>(out: &mut dyn Write, cells: impl Iterator<Item = &'a String>) -> io::Result<()> {
        write!(out, "|")?;
        for cell in cells {
            write!(out, " {} |", cell.replace('\\', "\\\\").replace('|', "\\|"))?;
        }
        writeln!(out)
    }
}

impl Layout for Markdown<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        Self::line(out, self.header.iter())?;
        writeln!(out, "|{}", " --- |".repeat(self.header.len()))
    }

    fn row(&mut self, out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
        Self::line(out, cells.iter())
    }

    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn rule(out: &mut dyn Write, widths: &[usize], [left, middle, right]: [&str; 3]) -> io::Result<()> {
    let parts: Vec<String> = widths.iter().map(|width| "─".repeat(width + 2)).collect();
    writeln!(out, "{left}{}{right}", parts.join(middle))
}

fn line(out: &mut dyn Write, cells: &[String], widths: &[usize]) -> io::Result<()> {
    write!(out, "│")?;
    for (column, width) in widths.iter().enumerate() {
        let cell = cut(cells.get(column).map_or("", String::as_str), *width);
        let pad = " ".repeat(width.saturating_sub(cell.width()));
        if is_number(&cell) {
            write!(out, " {pad}{cell} │")?;
        } else {
            write!(out, " {cell}{pad} │")?;
        }
    }
    writeln!(out)
}

/// The text, cut with "…" when it is wider than `width` terminal columns.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut result = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        result.push(c);
    }
    result.push('…');
    result
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looking(header: &[&str], rows: &[&[&str]], look: Look) -> String {
        let header: Vec<String> = header.iter().map(ToString::to_string).collect();
        let rows = rows.iter().map(|row| Ok::<_, io::Error>(row.iter().map(ToString::to_string).collect()));
        let mut out = Vec::new();
        print(&mut out, &header, rows, look).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn printed(header: &[&str], rows: &[&[&str]], width: Option<usize>) -> String {
        looking(header, rows, Look::Columns(width))
    }

    #[test]
    fn records_and_markdown_cut_nothing() {
        let rows: &[&[&str]] = &[&["Ann | Lee", ""], &["Bo", "a\\b"]];
        assert_eq!(looking(&["who", "text"], rows, Look::Records), "who  Ann | Lee\n\nwho  Bo\ntext a\\b\n");
        assert_eq!(
            looking(&["who", "text"], rows, Look::Markdown),
            "| who | text |\n| --- | --- |\n| Ann \\| Lee |  |\n| Bo | a\\\\b |\n"
        );
    }

    #[test]
    fn a_table_is_as_wide_as_its_cells() {
        insta::assert_snapshot!(printed(&["who", "n"], &[&["Ann Lee", "3"], &["王芳", "12"]], None), @r"
        ┌─────────┬────┐
        │ who     │ n  │
        ├─────────┼────┤
        │ Ann Lee │  3 │
        │ 王芳    │ 12 │
        └─────────┴────┘
        ");
    }

    #[test]
    fn long_cells_give_way_and_short_ones_do_not() {
        let long = "The bridge will open in spring, whatever the weather does until then.";
        let text = printed(&["date", "quote"], &[&["2024-05-03", long]], Some(40));
        insta::assert_snapshot!(text, @r"
        ┌────────────┬─────────────────────────┐
        │ date       │ quote                   │
        ├────────────┼─────────────────────────┤
        │ 2024-05-03 │ The bridge will open i… │
        └────────────┴─────────────────────────┘
        ");
        assert!(text.lines().all(|line| line.width() == 40));
    }

    #[test]
    fn where_no_table_fits_rows_are_records() {
        let long = "The bridge will open in spring, whatever the weather does until then.";
        let rows: &[&[&str]] = &[&["2024-05-03", long, "quote:8f3c21d0-5d07"], &["", long, "quote:8f3c21d0-77aa"]];
        insta::assert_snapshot!(printed(&["date", "text", "quotation"], rows, Some(50)), @r"
        date      2024-05-03
        text      The bridge will open in spring, whatever the weather does until then.
        quotation quote:8f3c21d0-5d07

        text      The bridge will open in spring, whatever the weather does until then.
        quotation quote:8f3c21d0-77aa
        ");
    }

    #[test]
    fn no_rows_still_show_the_header() {
        insta::assert_snapshot!(printed(&["who"], &[], Some(80)), @r"
        ┌─────┐
        │ who │
        ├─────┤
        └─────┘
        ");
    }

    #[test]
    fn rows_before_an_error_are_shown() {
        let rows = [Ok(vec!["a".to_owned()]), Err(io::Error::other("broken"))];
        let mut out = Vec::new();
        let result = print(&mut out, &["x".to_owned()], rows.into_iter(), Look::Columns(None));
        assert!(result.is_err());
        assert!(String::from_utf8(out).unwrap().contains('a'));
    }
}
