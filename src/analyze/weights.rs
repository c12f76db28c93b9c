//! The network as numbers: who is linked to whom and how strongly, for the algorithms.

use super::Network;
use std::collections::BTreeMap;

/// A weighted graph without links from a node to itself (communities of communities excepted); neighbours are sorted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// For each node its neighbours, each once, with the weight of the link.
    pub rows: Vec<Vec<(usize, f64)>>,
}

impl Weights {
    /// The graph with these links; the weights of parallel ones are added up. Links beyond `size` are left out.
    pub fn of(size: usize, links: impl IntoIterator<Item = (usize, usize, f64)>) -> Self {
        let mut rows = vec![BTreeMap::new(); size];
        for (from, to, weight) in links.into_iter().filter(|(_, to, _)| *to < size) {
            if let Some(row) = rows.get_mut(from) {
                *row.entry(to).or_insert(0.0) += weight;
            }
        }
        Self { rows: rows.into_iter().map(|row| row.into_iter().collect()).collect() }
    }

    /// From speaker to whom they speak about; the weight is the number of statements.
    pub fn directed(network: &Network) -> Self {
        Self::of(network.nodes.len(), network.links.iter().map(|link| (link.from, link.to, 1.0)))
    }

    /// The same whichever way a link goes; the weights of both ways are added up.
    pub fn undirected(network: &Network) -> Self {
        let both = network.links.iter().flat_map(|link| [(link.from, link.to, 1.0), (link.to, link.from, 1.0)]);
        Self::of(network.nodes.len(), both)
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The neighbours of a node with the weights of the links.
    pub fn row(&self, node: usize) -> &[(usize, f64)] {
        self.rows.get(node).map(Vec::as_slice).unwrap_or_default()
    }

    /// The neighbours of a node.
    pub fn neighbours(&self, node: usize) -> impl Iterator<Item = usize> {
        self.row(node).iter().map(|(other, _)| *other)
    }

    /// The weights of a node's links, added up.
    pub fn strength(&self, node: usize) -> f64 {
        // An empty `sum` would be -0.
        self.row(node).iter().fold(0.0, |sum, (_, weight)| sum + weight)
    }
}
