//! Prints rows as a table that fits the terminal.

use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Rows that are looked at before the first is printed, to choose the columns' widths; later rows are cut to fit.
const LOOKED_AT: usize = 1000;

/// The narrowest a column is made, in terminal columns.
const NARROWEST: usize = 6;

/// Prints the rows under a header and returns how many there were. `width` is the terminal's; without it nothing is
/// cut. Holds at most [`LOOKED_AT`] rows. Cells hold no control characters and no line ends.
///
/// # Errors
/// The first error among the rows (after those before it were printed), or the failure to write.
pub fn print<E: From<io::Error>>(
    out: &mut dyn Write,
    header: &[String],
    mut rows: impl Iterator<Item = Result<Vec<String>, E>>,
    width: Option<usize>,
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
    let widths = widths(header, &first, width);
    rule(out, &widths, ["┌", "┬", "┐"])?;
    line(out, header, &widths)?;
    rule(out, &widths, ["├", "┼", "┤"])?;
    let mut count = 0u64;
    for row in &first {
        line(out, row, &widths)?;
        count += 1;
    }
    if failure.is_none() {
        for row in rows {
            match row {
                Ok(row) => line(out, &row, &widths)?,
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
            count += 1;
        }
    }
    rule(out, &widths, ["└", "┴", "┘"])?;
    match failure {
        Some(error) => Err(error),
        None => Ok(count),
    }
}

/// The width of each column: what its cells need, and when that is too much in all, the widest give way first.
fn widths(header: &[String], rows: &[Vec<String>], width: Option<usize>) -> Vec<usize> {
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column)).map(|cell| cell.width());
    let mut widths: Vec<usize> =
        header.iter().enumerate().map(|(column, name)| cells(column).max().unwrap_or(0).max(name.width())).collect();
    let Some(width) = width else { return widths };
    // Each column costs two blanks and a border beside its cells, and there is one border more.
    let room = width.saturating_sub(3 * widths.len() + 1).max(widths.len() * NARROWEST);
    let mut left = room;
    let mut order: Vec<usize> = (0..widths.len()).collect();
    order.sort_by_key(|column| widths.get(*column).copied());
    for (done, column) in order.iter().enumerate() {
        let share = left / (order.len() - done).max(1);
        if let Some(wanted) = widths.get_mut(*column) {
            *wanted = (*wanted).min(share);
            left = left.saturating_sub(*wanted);
        }
    }
    widths
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

    fn printed(header: &[&str], rows: &[&[&str]], width: Option<usize>) -> String {
        let header: Vec<String> = header.iter().map(ToString::to_string).collect();
        let rows = rows.iter().map(|row| Ok::<_, io::Error>(row.iter().map(ToString::to_string).collect()));
        let mut out = Vec::new();
        print(&mut out, &header, rows, width).unwrap();
        String::from_utf8(out).unwrap()
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
        let result = print(&mut out, &["x".to_owned()], rows.into_iter(), None);
        assert!(result.is_err());
        assert!(String::from_utf8(out).unwrap().contains('a'));
    }
}
