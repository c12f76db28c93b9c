//! DOT: what Graphviz draws.

use super::attributes::{LINK, nodes};
use crate::analyze::{Network, Relation};
use std::io::{self, Write};

/// Writes the network: one edge for each statement, with the words as tooltip.
pub(super) fn write(out: &mut dyn Write, network: &Network) -> io::Result<()> {
    writeln!(out, "digraph dixit {{")?;
    writeln!(
        out,
        "  label=\"Who spoke about whom; found by machine, reviewed by a person where a statement says so\";"
    )?;
    writeln!(out, "  overlap=false; node [shape=box, style=rounded, fontname=\"sans-serif\"];")?;
    for node in nodes(network) {
        let shape = match node.named.kind {
            "topic" => ", shape=plaintext",
            "person" => "",
            _ => ", shape=ellipse",
        };
        let (id, label) = (quoted(node.named.node.as_str()), quoted(&node.named.name));
        writeln!(out, "  {id} [label={label}, kind={}{shape}];", quoted(node.named.kind))?;
    }
    let id = |node: usize| network.nodes.get(node).map(|named| quoted(named.node.as_str())).unwrap_or_default();
    for link in &network.links {
        let style = if link.relation == Relation::HoldsRole { ", style=dashed" } else { "" };
        write!(out, "  {} -> {} [label={}", id(link.from), id(link.to), quoted(&link.proof.manner()))?;
        write!(out, ", tooltip={}{style}", quoted(link.proof.text()))?;
        if let Some(address) = link.proof.link() {
            write!(out, ", URL={}", quoted(&address))?;
        }
        for attribute in LINK.iter().filter(|attribute| !["text", "link"].contains(&attribute.name)) {
            let value = (attribute.value)(link);
            if !value.is_empty() {
                write!(out, ", {}={}", attribute.name, quoted(&value))?;
            }
        }
        writeln!(out, "];")?;
    }
    writeln!(out, "}}")
}

/// A quoted string; `&` too is escaped, as Graphviz reads entities in labels.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '&' => quoted.push_str("&amp;"),
            '\n' | '\r' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_end_their_string() {
        assert_eq!(quoted("a\\\" ]; x -> y [\n&lt;"), r#""a\\\" ]; x -> y [\n&amp;lt;""#);
    }
}
