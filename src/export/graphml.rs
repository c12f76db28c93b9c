//! GraphML (graphml.graphdrawing.org): what yEd, Gephi, igraph, NetworkX and Cytoscape read.

use super::attributes::{Attribute, LINK, NODE, Type, nodes};
use super::xml::escaped;
use crate::analyze::Network;
use std::io::{self, Write};

/// Writes the network: one edge for each statement.
pub(super) fn write(out: &mut dyn Write, network: &Network) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    writeln!(out, "  <key id=\"n-label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>")?;
    keys(out, "n", "node", &NODE)?;
    keys(out, "e", "edge", &LINK)?;
    writeln!(out, "  <key id=\"e-weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>")?;
    writeln!(out, "  <graph id=\"dixit\" edgedefault=\"directed\">")?;
    for node in nodes(network) {
        writeln!(out, "    <node id=\"{}\">", escaped(node.named.node.as_str()))?;
        writeln!(out, "      <data key=\"n-label\">{}</data>", escaped(&node.named.name))?;
        data(out, "n", &NODE, &node)?;
        writeln!(out, "    </node>")?;
    }
    let id = |node: usize| network.nodes.get(node).map(|named| escaped(named.node.as_str())).unwrap_or_default();
    for (nth, link) in network.links.iter().enumerate() {
        writeln!(out, "    <edge id=\"e{nth}\" source=\"{}\" target=\"{}\">", id(link.from), id(link.to))?;
        data(out, "e", &LINK, link)?;
        writeln!(out, "      <data key=\"e-weight\">1</data>")?;
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}

fn keys<T>(out: &mut dyn Write, letter: &str, of: &str, attributes: &[Attribute<T>]) -> io::Result<()> {
    for Attribute { name, kind, .. } in attributes {
        let kind = match kind {
            Type::Text | Type::Date => "string",
            Type::Whole => "int",
            Type::Number => "double",
        };
        writeln!(out, "  <key id=\"{letter}-{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    Ok(())
}

fn data<T>(out: &mut dyn Write, letter: &str, attributes: &[Attribute<T>], item: &T) -> io::Result<()> {
    for Attribute { name, value, .. } in attributes {
        let value = value(item);
        if !value.is_empty() {
            writeln!(out, "      <data key=\"{letter}-{name}\">{}</data>", escaped(&value))?;
        }
    }
    Ok(())
}
