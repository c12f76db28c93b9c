//! Cytoscape JSON (`.cyjs`): what Cytoscape and cytoscape.js open.

use super::attributes::{Attribute, LINK, NODE, Type, nodes};
use crate::analyze::Network;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes the network: one edge for each statement.
pub(super) fn write(out: &mut dyn Write, network: &Network) -> io::Result<()> {
    let nodes = nodes(network);
    let nodes = nodes.iter().map(|node| {
        let mut data = values(&NODE, node);
        data.insert("id".to_owned(), node.named.node.as_str().into());
        data.insert("name".to_owned(), node.named.name.as_str().into());
        data.insert("label".to_owned(), node.named.name.as_str().into());
        json!({ "data": data })
    });
    let id = |node: usize| network.nodes.get(node).map_or("", |named| named.node.as_str());
    let edges = network.links.iter().enumerate().map(|(nth, link)| {
        let mut data = values(&LINK, link);
        data.insert("id".to_owned(), format!("e{nth}").into());
        data.insert("source".to_owned(), id(link.from).into());
        data.insert("target".to_owned(), id(link.to).into());
        data.insert("interaction".to_owned(), link.relation.words().into());
        json!({ "data": data })
    });
    let all = json!({
        "format_version": "1.0",
        "generated_by": "dixit",
        "target_cytoscapejs_version": "~3",
        "data": { "name": "Who spoke about whom", "description": "found by machine, reviewed by a person where a statement says so" },
        "elements": { "nodes": nodes.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>() },
    });
    serde_json::to_writer(&mut *out, &all)?;
    writeln!(out)
}

fn values<T>(attributes: &[Attribute<T>], item: &T) -> Map<String, Value> {
    let mut values = Map::new();
    for Attribute { name, kind, value } in attributes {
        let value = value(item);
        let typed = match kind {
            Type::Whole => value.parse::<u64>().ok().map(Value::from),
            Type::Number => value.parse::<f64>().ok().map(Value::from),
            Type::Text | Type::Date => Some(value.as_str()).filter(|value| !value.is_empty()).map(Value::from),
        };
        if let Some(typed) = typed {
            values.insert((*name).to_owned(), typed);
        }
    }
    values
}
