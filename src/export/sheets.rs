//! Nodes and edges as two tables, with the headers of Gephi's spreadsheet import or of `neo4j-admin database import`.

use super::attributes::{Attribute, LINK, NODE, Type, nodes};
use super::sheet::{Sheet, Style};
use crate::analyze::{Network, Relation};
use crate::error::Result;
use std::io::Write;

/// Whose headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// `Id,Label,…` and `Source,Target,Type,Weight,…`.
    Gephi,
    /// `:ID,name,…,:LABEL` and `:START_ID,:END_ID,:TYPE,…`, with types.
    Neo4j,
}

/// Writes the nodes and returns how many there are.
pub(super) fn node_rows(out: &mut dyn Write, style: Style, network: &Network, reader: Reader) -> Result<u64> {
    let mut header = match reader {
        Reader::Gephi => vec!["Id".to_owned(), "Label".to_owned()],
        Reader::Neo4j => vec!["iri:ID".to_owned(), "name".to_owned()],
    };
    header.extend(NODE.iter().map(|attribute| titled(attribute, reader)));
    if reader == Reader::Neo4j {
        header.push(":LABEL".to_owned());
    }
    let mut sheet = Sheet::new(out, style, header.iter().map(String::as_str))?;
    for node in nodes(network) {
        let mut cells = vec![node.named.node.as_str().to_owned(), one_line(&node.named.name, reader)];
        cells.extend(NODE.iter().map(|attribute| one_line(&(attribute.value)(&node), reader)));
        if reader == Reader::Neo4j {
            cells.push(label(node.named.kind).to_owned());
        }
        sheet.row(cells.into_iter())?;
    }
    sheet.finish()
}

/// Writes the edges, one for each statement, and returns how many there are.
pub(super) fn edge_rows(out: &mut dyn Write, style: Style, network: &Network, reader: Reader) -> Result<u64> {
    let mut header: Vec<String> = match reader {
        Reader::Gephi => ["Source", "Target", "Type", "Weight", "Label"].map(str::to_owned).to_vec(),
        Reader::Neo4j => [":START_ID", ":END_ID", ":TYPE"].map(str::to_owned).to_vec(),
    };
    header.extend(LINK.iter().map(|attribute| titled(attribute, reader)));
    let mut sheet = Sheet::new(out, style, header.iter().map(String::as_str))?;
    let id = |node: usize| network.nodes.get(node).map(|named| named.node.as_str().to_owned()).unwrap_or_default();
    for link in &network.links {
        let mut cells = vec![id(link.from), id(link.to)];
        match (reader, link.relation) {
            (Reader::Gephi, _) => cells.extend(["Directed".to_owned(), "1".to_owned(), link.proof.manner()]),
            (Reader::Neo4j, Relation::SpokeAbout) => cells.push("SPOKE_ABOUT".to_owned()),
            (Reader::Neo4j, Relation::HoldsRole) => cells.push("HOLDS_ROLE".to_owned()),
        }
        cells.extend(LINK.iter().map(|attribute| one_line(&(attribute.value)(link), reader)));
        sheet.row(cells.into_iter())?;
    }
    sheet.finish()
}

fn titled<T>(attribute: &Attribute<T>, reader: Reader) -> String {
    let kind = match (reader, attribute.kind) {
        (Reader::Gephi, _) | (_, Type::Text) => "",
        (_, Type::Date) => ":date",
        (_, Type::Whole) => ":int",
        (_, Type::Number) => ":double",
    };
    format!("{}{kind}", attribute.name)
}

/// neo4j-admin refuses line ends inside cells unless told otherwise.
fn one_line(cell: &str, reader: Reader) -> String {
    match reader {
        Reader::Gephi => cell.to_owned(),
        Reader::Neo4j => cell.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn label(kind: &str) -> &'static str {
    match kind {
        "person" => "Person",
        "organization" => "Organization",
        "place" => "Place",
        "topic" => "Topic",
        "unnamed" => "UnnamedSource",
        _ => "Thing",
    }
}
