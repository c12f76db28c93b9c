//! Answers how two are connected, with the statements on each link.

use super::answer::{Showing, show};
use super::ask::{AskArgs, Asking};
use super::filter::meant;
use super::{Mode, Ui, escape};
use crate::analyze::{Network, Scope, Weights, path, tables};
use crate::error::{Error, Result};
use crate::query::{Answer, Rows, Table};

/// The statements that a table shows of each step when nothing else is asked for.
const SHOWN: usize = 3;

/// The question in words, for the list of questions.
pub const PATH: (&str, &str) = ("path", "How are two connected, by who speaks about whom and who holds which role?");

/// Answers how the two named in `args` are connected; `--limit` is the most statements of each step.
pub fn connection(ui: &mut Ui, asking: Asking<'_>, args: &AskArgs, topics: bool) -> Result<String> {
    let (one, other) = two(&args.what)?;
    let filter = args.selection.resolve(asking.facts, asking.dialect, ui)?;
    let network = Network::read(asking.facts, &filter, Scope { topics, unnamed: false, roles: true })?;
    let mut ends = Vec::new();
    for name in [&one, &other] {
        ends.push(find_in(ui, asking, &network, name)?);
    }
    let (Some(from), Some(to)) = (ends.first(), ends.get(1)) else { return Ok(String::new()) };
    let found = path(&Weights::undirected(&network), from, to).unwrap_or_default();
    if found.is_empty() {
        let more = if topics { "" } else { "; --topics connects through topics too" };
        ui.note(&format!("note: nothing connects {one} and {other} in what was kept{more}"));
    }
    let names = found.iter().filter_map(|node| network.nodes.get(*node)).map(|named| escape::one_line(&named.name));
    let chain = names.collect::<Vec<_>>().join(" – ");
    if matches!(asking.mode, Mode::Table | Mode::Line) && !found.is_empty() {
        ui.line(&chain)?;
    }
    let mut table = tables::steps(&network, &found, args.limit.unwrap_or(SHOWN));
    if asking.mode.is_for_people() {
        table = without(table, &["link", "basis"])?;
    }
    show(ui, Answer::Table(table), Showing { mode: asking.mode, dialect: asking.dialect, limit: None })
}

/// The places in the network of whom the name means.
pub fn find_in(ui: &mut Ui, asking: Asking<'_>, network: &Network, name: &str) -> Result<Vec<usize>> {
    let nodes: Vec<_> =
        meant(asking.facts, asking.dialect, ui, name, &[])?.into_iter().map(|named| named.node).collect();
    let places = network.places(&nodes);
    if places.is_empty() {
        return Err(Error::usage(format!(
            "{name} is not in the network: speaks about nobody in it and nobody about {name}"
        ))
        .hint("dixit ask said NAME and dixit ask about NAME list what there is; --topics adds topics"));
    }
    Ok(places)
}

/// The two names: two arguments, or words with "and" or "to" between them.
fn two(words: &[String]) -> Result<(String, String)> {
    if let [one, other] = words {
        return Ok((one.clone(), other.clone()));
    }
    let mut at = words.iter().enumerate().filter(|(_, word)| ["and", "to"].contains(&word.as_str()));
    if let (Some((at, _)), None) = (at.next(), at.next())
        && let (Some(one @ [_, ..]), Some(other @ [_, ..])) = (words.get(..at), words.get(at + 1..))
    {
        return Ok((one.join(" "), other.join(" ")));
    }
    Err(Error::usage("a path needs two names").hint("dixit ask path \"Ann Lee\" \"Port Authority\""))
}

/// The table without some columns.
fn without(table: Table, left_out: &[&str]) -> Result<Table> {
    let shown: Vec<bool> = table.columns.iter().map(|column| !left_out.contains(&column.as_str())).collect();
    let rows = table.rows.collect::<Result<Vec<_>>>()?;
    let rows = rows.into_iter().map(|row| {
        let kept = row.into_iter().zip(&shown).filter(|(_, shown)| **shown);
        kept.map(|(cell, _)| cell).collect()
    });
    let rows = Rows::of(rows.collect());
    let columns = table.columns.into_iter().zip(&shown).filter(|(_, shown)| **shown);
    Ok(Table { columns: columns.map(|(column, _)| column).collect(), rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(words: &[&str]) -> Option<(String, String)> {
        two(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn two_names_are_told_apart() {
        let pair = |one: &str, other: &str| Some((one.to_owned(), other.to_owned()));
        assert_eq!(parted(&["Ann Lee", "Bo Quay"]), pair("Ann Lee", "Bo Quay"));
        assert_eq!(parted(&["Ann", "Lee", "and", "Bo", "Quay"]), pair("Ann Lee", "Bo Quay"));
        assert_eq!(parted(&["Ann", "Lee", "Bo", "Quay"]), None);
        assert_eq!(parted(&["Ann", "to", "Bo", "and", "Co"]), None);
        assert_eq!(parted(&["Ann Lee"]), None);
        assert_eq!(parted(&["and", "Bo", "Quay"]), None);
    }
}
