//! GEXF 1.3 (gexf.net): Gephi's own format, with the days of the statements for its timeline.

use super::attributes::{Attribute, LINK, NODE, Type, nodes};
use super::xml::escaped;
use crate::analyze::Network;
use std::io::{self, Write};

/// Writes the network: one edge for each statement, on its day; a node lasts from its first to its last day. What has
/// no date is there at all times.
pub(super) fn write(out: &mut dyn Write, network: &Network) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">"
    )?;
    writeln!(out, "  <meta>\n    <creator>dixit</creator>")?;
    writeln!(
        out,
        "    <description>Who spoke about whom; found by machine, reviewed by a person where a statement says so</description>\n  </meta>"
    )?;
    writeln!(
        out,
        "  <graph mode=\"dynamic\" defaultedgetype=\"directed\" timeformat=\"date\" timerepresentation=\"interval\">"
    )?;
    declared(out, "node", &NODE)?;
    declared(out, "edge", &LINK)?;
    writeln!(out, "    <nodes>")?;
    for (node, days) in nodes(network).iter().zip(days(network)) {
        let days = days.map(|(first, last)| lasting(first, last)).unwrap_or_default();
        let (id, label) = (escaped(node.named.node.as_str()), escaped(&node.named.name));
        writeln!(out, "      <node id=\"{id}\" label=\"{label}\"{days}>")?;
        values(out, &NODE, node)?;
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    let id = |node: usize| network.nodes.get(node).map(|named| escaped(named.node.as_str())).unwrap_or_default();
    for (nth, link) in network.links.iter().enumerate() {
        let days = link.proof.date().map(|day| lasting(day, day)).unwrap_or_default();
        let (source, target) = (id(link.from), id(link.to));
        let label = escaped(&link.proof.manner());
        writeln!(
            out,
            "      <edge id=\"{nth}\" source=\"{source}\" target=\"{target}\" weight=\"1.0\" label=\"{label}\"{days}>"
        )?;
        values(out, &LINK, link)?;
        writeln!(out, "      </edge>")?;
    }
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")
}

fn lasting(first: &str, last: &str) -> String {
    format!(" start=\"{}\" end=\"{}\"", escaped(first), escaped(last))
}

/// The first and the last day of each node; none where one of its statements has no date.
fn days(network: &Network) -> Vec<Option<(&str, &str)>> {
    let mut days: Vec<(Option<(&str, &str)>, bool)> = vec![(None, false); network.nodes.len()];
    for link in &network.links {
        for node in [link.from, link.to] {
            let Some((known, undated)) = days.get_mut(node) else { continue };
            match link.proof.date() {
                Some(day) => *known = Some(known.map_or((day, day), |(first, last)| (first.min(day), last.max(day)))),
                None => *undated = true,
            }
        }
    }
    days.into_iter().map(|(known, undated)| known.filter(|_| !undated)).collect()
}

fn declared<T>(out: &mut dyn Write, of: &str, attributes: &[Attribute<T>]) -> io::Result<()> {
    writeln!(out, "    <attributes class=\"{of}\" mode=\"static\">")?;
    for Attribute { name, kind, .. } in attributes {
        let kind = match kind {
            Type::Text | Type::Date => "string",
            Type::Whole => "integer",
            Type::Number => "double",
        };
        writeln!(out, "      <attribute id=\"{of}-{name}\" title=\"{name}\" type=\"{kind}\"/>")?;
    }
    writeln!(out, "    </attributes>")
}

fn values<T: Described>(out: &mut dyn Write, attributes: &[Attribute<T>], item: &T) -> io::Result<()> {
    writeln!(out, "        <attvalues>")?;
    for Attribute { name, value, .. } in attributes {
        let value = value(item);
        if !value.is_empty() {
            writeln!(out, "          <attvalue for=\"{}-{name}\" value=\"{}\"/>", T::CLASS, escaped(&value))?;
        }
    }
    writeln!(out, "        </attvalues>")
}

/// What GEXF calls it.
trait Described {
    const CLASS: &'static str;
}

impl Described for super::attributes::Node {
    const CLASS: &'static str = "node";
}

impl Described for crate::analyze::Link {
    const CLASS: &'static str = "edge";
}
