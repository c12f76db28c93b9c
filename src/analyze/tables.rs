//! The tables that the analyses give: ranks, communities, bridges, the links of a path and of an ego network.

use super::{Communities, Link, Network, Relation, Weights, betweenness, communities, cut_points, pagerank};
use crate::query::{Row, Rows, Table};
use crate::vocab::xsd;
use oxigraph::model::{Literal, Term};
use std::collections::{BTreeMap, BTreeSet};

/// The most names that a community's row lists.
const LEADING: usize = 8;

/// Everybody by PageRank: whom those speak about who are spoken about themselves.
pub fn ranks(network: &Network) -> Table {
    let (out, into) = (Weights::directed(network), received(network));
    let ranks = pagerank(&out);
    let rows = by_value(&ranks).into_iter().enumerate().filter_map(|(nth, node)| {
        let named = network.nodes.get(node)?;
        Some(vec![
            whole(nth + 1),
            text(&named.name),
            text(named.kind),
            decimal(ranks.get(node).copied().unwrap_or_default()),
            whole(out.row(node).len()),
            whole(into.row(node).len()),
            amount(out.strength(node)),
            amount(into.strength(node)),
            Some(named.node.clone().into()),
        ])
    });
    let columns = ["rank", "name", "kind", "pagerank", "speaksAbout", "spokenAboutBy", "links", "linksTo", "node"];
    table(&columns, rows.collect())
}

/// The communities, one a row with its leading members; those of a single node are left out.
pub fn groups(network: &Network, division: &Communities) -> Table {
    let ranks = pagerank(&Weights::directed(network));
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in by_value(&ranks) {
        members.entry(division.of.get(node).copied().unwrap_or_default()).or_default().push(node);
    }
    let mut inside: BTreeMap<usize, usize> = BTreeMap::new();
    for link in &network.links {
        if let (Some(one), true) = (division.of.get(link.from), division.of.get(link.from) == division.of.get(link.to))
        {
            *inside.entry(*one).or_default() += 1;
        }
    }
    let rows = members.into_iter().filter(|(_, members)| members.len() > 1).map(|(community, members)| {
        let mut names: Vec<&str> = Vec::new();
        for named in members.iter().filter_map(|node| network.nodes.get(*node)) {
            // A person and a body may bear one name.
            if names.len() < LEADING && !names.contains(&named.name.as_str()) {
                names.push(&named.name);
            }
        }
        vec![
            whole(community + 1),
            whole(members.len()),
            whole(inside.get(&community).copied().unwrap_or_default()),
            text(&names.join(", ")),
        ]
    });
    table(&["community", "members", "linksInside", "leading"], rows.collect())
}

/// Every member of every community, one a row.
pub fn members(network: &Network, division: &Communities) -> Table {
    let ranks = pagerank(&Weights::directed(network));
    let mut order = by_value(&ranks);
    let community = |node: usize| division.of.get(node).copied().unwrap_or_default();
    order.sort_by_key(|node| community(*node));
    let rows = order.into_iter().filter_map(|node| {
        let named = network.nodes.get(node)?;
        Some(vec![whole(community(node) + 1), text(&named.name), text(named.kind), Some(named.node.clone().into())])
    });
    table(&["community", "name", "kind", "node"], rows.collect())
}

/// Who connects others: by betweenness, and whether the network would fall apart without them; those who connect
/// nobody are left out.
pub fn bridges(network: &Network) -> Table {
    let graph = Weights::undirected(network);
    let (between, cuts) = (betweenness(&graph), cut_points(&graph));
    let division = communities(&graph);
    let rows = by_value(&between).into_iter().enumerate().filter_map(|(nth, node)| {
        let share = between.get(node).copied().filter(|share| *share > 0.0)?;
        let named = network.nodes.get(node)?;
        let touched: BTreeSet<_> = graph.neighbours(node).filter_map(|other| division.of.get(other)).collect();
        Some(vec![
            whole(nth + 1),
            text(&named.name),
            text(named.kind),
            decimal(share),
            text(if cuts.contains(&node) { "yes" } else { "" }),
            whole(graph.row(node).len()),
            whole(touched.len()),
            Some(named.node.clone().into()),
        ])
    });
    let columns = ["rank", "name", "kind", "betweenness", "cutPoint", "neighbours", "communities", "node"];
    table(&columns, rows.collect())
}

/// The statements on each link of a path, the surest first, at most `most` a step.
pub fn steps(network: &Network, path: &[usize], most: usize) -> Table {
    let mut rows = Vec::new();
    for (nth, pair) in path.windows(2).enumerate() {
        let &[one, other] = pair else { continue };
        let mut links: Vec<&Link> = network.between(one, other).collect();
        links.sort_by(|a, b| b.proof.confidence().total_cmp(&a.proof.confidence()));
        rows.extend(links.into_iter().take(most).map(|link| step(network, nth + 1, link)));
    }
    let columns =
        ["step", "from", "relation", "to", "stance", "text", "date", "outlet", "confidence", "basis", "link", "proof"];
    table(&columns, rows)
}

fn step(network: &Network, nth: usize, link: &Link) -> Row {
    let name = |node: usize| network.nodes.get(node).map_or("", |named| named.name.as_str());
    let proof = &link.proof;
    vec![
        whole(nth),
        text(name(link.from)),
        text(link.relation.words()),
        text(name(link.to)),
        text(&proof.manner()),
        text(proof.text()),
        proof.date().map(|day| Literal::new_typed_literal(day, xsd::DATE).into()),
        proof.outlet().and_then(text),
        Some(Literal::new_typed_literal(proof.confidence().to_string(), xsd::DECIMAL).into()),
        text(&proof.basis()),
        proof.link().as_deref().and_then(text),
        Some(proof.node().clone().into()),
    ]
}

/// The pairs of an ego network, with how far the farther of the two is, how many statements link them, and when.
pub fn pairs(network: &Network, distances: &[Option<usize>]) -> Table {
    let mut found: BTreeMap<(usize, usize, usize, Relation), Vec<&Link>> = BTreeMap::new();
    for link in &network.links {
        let far = |node: usize| distances.get(node).copied().flatten();
        if let (Some(one), Some(other)) = (far(link.from), far(link.to)) {
            found.entry((one.max(other), link.from, link.to, link.relation)).or_default().push(link);
        }
    }
    let name = |node: usize| network.nodes.get(node).map_or("", |named| named.name.as_str());
    let mut rows: Vec<((usize, std::cmp::Reverse<usize>), Row)> = Vec::new();
    for ((distance, from, to, relation), links) in found {
        let days: BTreeSet<&str> = links.iter().filter_map(|link| link.proof.date()).collect();
        let day = |day: Option<&&str>| day.map(|day| Literal::new_typed_literal(*day, xsd::DATE).into());
        let surest = links.iter().map(|link| link.proof.confidence()).fold(0.0, f64::max);
        let row = vec![
            whole(distance),
            text(name(from)),
            text(relation.words()),
            text(name(to)),
            whole(links.len()),
            day(days.first()),
            day(days.last()),
            Some(Literal::new_typed_literal(surest.to_string(), xsd::DECIMAL).into()),
        ];
        rows.push(((distance, std::cmp::Reverse(links.len())), row));
    }
    rows.sort_by_key(|(key, _)| *key);
    let columns = ["distance", "from", "relation", "to", "statements", "first", "last", "confidence"];
    table(&columns, rows.into_iter().map(|(_, row)| row).collect())
}

/// From speaker to whom they speak about, the other way round.
fn received(network: &Network) -> Weights {
    Weights::of(network.nodes.len(), network.links.iter().map(|link| (link.to, link.from, 1.0)))
}

/// The nodes by value, the greatest first; those of the same value in their own order.
fn by_value(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    // Rounded, so that the last digits of sums do not decide between equals.
    let value = |node: &usize| values.get(*node).map_or(0.0, |value| (value * 1e9).round());
    order.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.cmp(b)));
    order
}

fn table(columns: &[&str], rows: Vec<Row>) -> Table {
    Table { columns: columns.iter().map(|&column| column.to_owned()).collect(), rows: Rows::of(rows) }
}

fn text(text: &str) -> Option<Term> {
    (!text.is_empty()).then(|| Literal::new_simple_literal(text).into())
}

#[expect(clippy::unnecessary_wraps, reason = "a cell of a row")]
fn whole(number: usize) -> Option<Term> {
    Some(Literal::new_typed_literal(number.to_string(), xsd::INTEGER).into())
}

/// A sum of ones.
#[expect(clippy::unnecessary_wraps, reason = "a cell of a row")]
fn amount(sum: f64) -> Option<Term> {
    Some(Literal::new_typed_literal(format!("{sum:.0}"), xsd::INTEGER).into())
}

#[expect(clippy::unnecessary_wraps, reason = "a cell of a row")]
fn decimal(number: f64) -> Option<Term> {
    Some(Literal::new_typed_literal(format!("{number:.6}"), xsd::DECIMAL).into())
}
