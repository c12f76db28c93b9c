//! What every network format says of nodes and links: one table of attributes for all of them.

use crate::analyze::{Link, Network, Relation};
use crate::query::quotation::Named;

/// The type of an attribute's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// Text.
    Text,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A whole number.
    Whole,
    /// A number.
    Number,
}

/// One attribute of `T`: its name, the type of its values, and the value; an empty one is not known.
pub(super) struct Attribute<T> {
    pub name: &'static str,
    pub kind: Type,
    pub value: fn(&T) -> String,
}

const fn attribute<T>(name: &'static str, kind: Type, value: fn(&T) -> String) -> Attribute<T> {
    Attribute { name, kind, value }
}

/// A node with how many quotations it speaks and how many are about it, in this export.
pub(super) struct Node {
    pub named: Named,
    pub said: usize,
    pub about: usize,
}

/// The nodes of a network with their numbers.
pub(super) fn nodes(network: &Network) -> Vec<Node> {
    let mut nodes: Vec<Node> =
        network.nodes.iter().map(|named| Node { named: named.clone(), said: 0, about: 0 }).collect();
    // Links are sorted by speaker: one quotation about two counts once for its speaker.
    let mut said = std::collections::BTreeSet::new();
    for link in network.links.iter().filter(|link| link.relation == Relation::SpokeAbout) {
        if said.insert((link.from, link.proof.node()))
            && let Some(speaker) = nodes.get_mut(link.from)
        {
            speaker.said += 1;
        }
        if let Some(about) = nodes.get_mut(link.to) {
            about.about += 1;
        }
    }
    nodes
}

/// What is said of a node beside its identifier and its name.
pub(super) const NODE: [Attribute<Node>; 3] = [
    attribute("kind", Type::Text, |node| node.named.kind.to_owned()),
    attribute("quotations", Type::Whole, |node| node.said.to_string()),
    attribute("quotations_about", Type::Whole, |node| node.about.to_string()),
];

/// Whether a person found the statement right, in the word that all formats have.
pub(super) fn reviewed(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// What is said of a link beside its ends: what it says, and the proof.
pub(super) const LINK: [Attribute<Link>; 13] = [
    attribute("relation", Type::Text, |link| link.relation.words().to_owned()),
    attribute("quotation", Type::Text, |link| link.proof.id().to_owned()),
    attribute("stance", Type::Text, |link| link.proof.manner()),
    attribute("text", Type::Text, |link| link.proof.text().to_owned()),
    attribute("role", Type::Text, |link| link.role.clone()),
    attribute("date", Type::Date, |link| link.proof.date().unwrap_or_default().to_owned()),
    attribute("outlet", Type::Text, |link| link.proof.outlet().unwrap_or_default().to_owned()),
    attribute("article", Type::Text, |link| link.proof.article().unwrap_or_default().to_owned()),
    attribute("link", Type::Text, |link| link.proof.link().unwrap_or_default()),
    attribute("confidence", Type::Number, |link| link.proof.confidence().to_string()),
    attribute("speaker_basis", Type::Text, |link| link.proof.basis()),
    attribute("rule", Type::Text, |link| link.proof.rule().to_owned()),
    attribute("reviewed", Type::Text, |link| reviewed(link.proof.reviewed())),
];
