//! Who connects groups: betweenness (Brandes 2001) and the nodes without which the network falls apart.

use super::Weights;
use petgraph::algo::articulation_points::articulation_points;
use petgraph::graph::{NodeIndex, UnGraph};
use std::collections::{BTreeSet, VecDeque};

/// For each node of an undirected graph the share of shortest paths between other nodes that pass through it, 0 to 1.
///
/// Every link is one step, whatever its weight. Takes time in the number of nodes times the number of links.
pub fn betweenness(graph: &Weights) -> Vec<f64> {
    let size = graph.len();
    let mut between = vec![0.0; size];
    let mut walk = Walk::new(size);
    for source in 0..size {
        walk.from(graph, source);
        walk.add_to(&mut between, source);
    }
    // Each pair was counted from both ends.
    let pairs = size.saturating_sub(1) as f64 * size.saturating_sub(2) as f64;
    between.iter().map(|sum| if pairs > 0.0 { sum / pairs } else { 0.0 }).collect()
}

/// One search from one node; kept from search to search to save its memory.
struct Walk {
    distance: Vec<usize>,
    paths: Vec<f64>,
    before: Vec<Vec<usize>>,
    order: Vec<usize>,
}

impl Walk {
    fn new(size: usize) -> Self {
        Self {
            distance: vec![usize::MAX; size],
            paths: vec![0.0; size],
            before: vec![Vec::new(); size],
            order: Vec::new(),
        }
    }

    #[expect(clippy::indexing_slicing, reason = "all places are below the graph's size")]
    fn from(&mut self, graph: &Weights, source: usize) {
        self.distance.fill(usize::MAX);
        self.paths.fill(0.0);
        self.before.iter_mut().for_each(Vec::clear);
        self.order.clear();
        self.distance[source] = 0;
        self.paths[source] = 1.0;
        let mut open = VecDeque::from([source]);
        while let Some(node) = open.pop_front() {
            self.order.push(node);
            for next in graph.neighbours(node) {
                if self.distance[next] == usize::MAX {
                    self.distance[next] = self.distance[node] + 1;
                    open.push_back(next);
                }
                if self.distance[next] == self.distance[node] + 1 {
                    self.paths[next] += self.paths[node];
                    self.before[next].push(node);
                }
            }
        }
    }

    #[expect(clippy::indexing_slicing, reason = "all places are below the graph's size")]
    fn add_to(&self, between: &mut [f64], source: usize) {
        let mut depending = vec![0.0; between.len()];
        for node in self.order.iter().rev().copied() {
            for before in self.before[node].iter().copied() {
                depending[before] += self.paths[before] / self.paths[node] * (1.0 + depending[node]);
            }
            if node != source {
                between[node] += depending[node];
            }
        }
    }
}

/// The nodes of an undirected graph without which their part of it would fall into pieces.
pub fn cut_points(graph: &Weights) -> BTreeSet<usize> {
    let mut same: UnGraph<(), ()> = UnGraph::with_capacity(graph.len(), 0);
    for _ in 0..graph.len() {
        same.add_node(());
    }
    for node in 0..graph.len() {
        for other in graph.neighbours(node).filter(|other| *other > node) {
            same.add_edge(NodeIndex::new(node), NodeIndex::new(other), ());
        }
    }
    let found: BTreeSet<NodeIndex> = articulation_points(&same).into_iter().collect();
    found.into_iter().map(NodeIndex::index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undirected(size: usize, links: &[(usize, usize)]) -> Weights {
        Weights::of(size, links.iter().flat_map(|(a, b)| [(*a, *b, 1.0), (*b, *a, 1.0)]))
    }

    #[test]
    fn the_one_between_two_groups_is_found() {
        let two_triangles = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)];
        let graph = undirected(6, &two_triangles);
        let found = betweenness(&graph);
        assert!((found[2] - 0.6).abs() < 1e-12 && (found[3] - 0.6).abs() < 1e-12 && found[0] == 0.0, "{found:?}");
        assert_eq!(cut_points(&graph), BTreeSet::from([2, 3]));
    }

    #[test]
    fn a_ring_has_no_cut_point_and_paths_are_shared() {
        let graph = undirected(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]);
        assert!(betweenness(&graph).iter().all(|share| (share - 1.0 / 6.0).abs() < 1e-12));
        assert!(cut_points(&graph).is_empty());
        assert!(betweenness(&undirected(1, &[])) == [0.0]);
    }
}
