//! What the question for independent sources adds to its table: how each outlet cut the words, and how many there are.

use super::answer::counted;
use crate::query::Row;
use crate::store::folded;
use oxigraph::model::{Literal, Term};
use std::collections::BTreeSet;

/// The question that this belongs to.
pub const QUESTION: &str = "sources";

/// Columns that a table for people leaves out.
pub const LEFT_OUT: [&str; 2] = ["article", "origin"];

/// "4 reports, 1 origin": the articles, and those of them that repeat no other's wording or are all that is known of
/// what they repeat.
pub fn summary(columns: &[String], rows: &[Row]) -> String {
    let count = |name: &str| -> u64 {
        let column = columns.iter().position(|column| column == name);
        let cells = rows.iter().filter_map(|row| row.get(column?)?.as_ref()).map(ToString::to_string);
        cells.collect::<BTreeSet<_>>().len() as u64
    };
    format!("{}, {}", counted(count("article"), "report"), counted(count("origin"), "origin"))
}

/// Puts a column `cut` after `text`: which words of the fullest report each has.
pub fn collate(columns: &mut Vec<String>, rows: &mut [Row]) {
    let Some(column) = columns.iter().position(|column| column == "text") else { return };
    let folded: Vec<String> = rows.iter().map(|row| text(row, column)).collect();
    let fullest = folded.iter().max_by_key(|text| text.split(' ').count()).cloned().unwrap_or_default();
    columns.insert(column + 1, "cut".to_owned());
    for (row, own) in rows.iter_mut().zip(folded) {
        let cut: Term = Literal::new_simple_literal(cut(&fullest, &own)).into();
        row.insert((column + 1).min(row.len()), Some(cut));
    }
}

fn text(row: &Row, column: usize) -> String {
    match row.get(column) {
        Some(Some(Term::Literal(text))) => folded(text.value()),
        _ => String::new(),
    }
}

/// "whole", "words 1 to 8 of 20", or "other words" where pronouns, names or days stand for one another.
fn cut(fullest: &str, own: &str) -> String {
    if fullest == own {
        return "whole".to_owned();
    }
    let (all, part): (Vec<&str>, Vec<&str>) = (fullest.split(' ').collect(), own.split(' ').collect());
    match all.windows(part.len().max(1)).position(|window| window == part) {
        Some(at) => format!("words {} to {} of {}", at + 1, at + part.len(), all.len()),
        None => "other words".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_told_by_its_place_in_the_fullest_report() {
        let fullest = "the bridge will open in may and not a day later";
        assert_eq!(cut(fullest, fullest), "whole");
        assert_eq!(cut(fullest, "the bridge will open in may"), "words 1 to 6 of 11");
        assert_eq!(cut(fullest, "not a day later"), "words 8 to 11 of 11");
        assert_eq!(cut(fullest, "it will open in may"), "other words");
    }

    #[test]
    fn reports_are_articles_and_origins_are_counted_once() {
        let literal = |text: &str| Some(Term::from(Literal::new_simple_literal(text)));
        let row = |article: &str, origin: &str, text: &str| vec![literal(text), literal(article), literal(origin)];
        let mut columns = ["text", "article", "origin"].map(str::to_owned).to_vec();
        let mut rows = vec![row("a", "a", "We will not pay."), row("b", "a", "will not pay"), row("b", "a", "we")];
        assert_eq!(summary(&columns, &rows), "2 reports, 1 origin");
        collate(&mut columns, &mut rows);
        assert_eq!(columns, ["text", "cut", "article", "origin"]);
        let cuts: Vec<_> = rows.iter().map(|row| row[1].clone()).collect();
        assert_eq!(cuts, [literal("whole"), literal("words 2 to 4 of 4"), literal("words 1 to 1 of 4")]);
    }
}
