//! Groups that speak about each other more than about others: the Louvain method (Blondel and others 2008).

use super::Weights;
use std::collections::BTreeMap;

/// Moves and levels that gain less modularity than this are not made.
const LEAST_GAIN: f64 = 1e-9;

/// The most rounds over all nodes of one level.
const ROUNDS: usize = 100;

/// A division of a graph.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Communities {
    /// For each node the number of its community; communities are numbered from 0 by size, the largest first, those of
    /// one size by their first node.
    pub of: Vec<usize>,
    /// How much more weight lies inside the communities than chance would put there, −0.5 to 1.
    pub modularity: f64,
}

/// Divides an undirected graph. Nodes are visited in their order and the lowest number wins a tie, so that the same
/// graph is always divided in the same way.
pub fn communities(graph: &Weights) -> Communities {
    let mut of: Vec<usize> = (0..graph.len()).collect();
    let mut level = graph.clone();
    loop {
        let moved = one_level(&level);
        let (numbers, count) = renumbered(&moved);
        if count == level.len() {
            break;
        }
        of = of.iter().map(|node| numbers.get(*node).copied().unwrap_or_default()).collect();
        level = joined(&level, &numbers, count);
    }
    let of = by_size(&of);
    Communities { modularity: modularity(graph, &of), of }
}

/// Moves single nodes to the community of a neighbour as long as that gains modularity.
#[expect(clippy::indexing_slicing, reason = "communities bear the numbers of nodes")]
fn one_level(graph: &Weights) -> Vec<usize> {
    let size = graph.len();
    let strengths: Vec<f64> = (0..size).map(|node| graph.strength(node)).collect();
    let total: f64 = strengths.iter().sum();
    let mut of: Vec<usize> = (0..size).collect();
    let mut sums = strengths.clone();
    if total <= 0.0 {
        return of;
    }
    for _ in 0..ROUNDS {
        let mut moves = 0;
        for node in 0..size {
            let (own, strength) = (of[node], strengths[node]);
            let mut shared: BTreeMap<usize, f64> = BTreeMap::from([(own, 0.0)]);
            for (other, weight) in graph.row(node).iter().filter(|(other, _)| *other != node) {
                *shared.entry(of[*other]).or_default() += weight;
            }
            sums[own] -= strength;
            // What joining a community gains, times half the total weight.
            let gain = |community: usize, inside: f64| inside - sums[community] * strength / total;
            let stay = gain(own, shared.get(&own).copied().unwrap_or_default());
            let (mut best, mut most) = (own, stay + LEAST_GAIN);
            for (community, inside) in shared {
                let gained = gain(community, inside);
                if gained > most {
                    (best, most) = (community, gained);
                }
            }
            sums[best] += strength;
            if best != own {
                of[node] = best;
                moves += 1;
            }
        }
        if moves == 0 {
            break;
        }
    }
    of
}

/// The communities numbered from 0 in the order of their first nodes, and how many there are.
fn renumbered(of: &[usize]) -> (Vec<usize>, usize) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut renumbered = Vec::with_capacity(of.len());
    for community in of {
        let next = numbers.len();
        renumbered.push(*numbers.entry(*community).or_insert(next));
    }
    (renumbered, numbers.len())
}

/// The graph whose nodes are the communities; what lies inside one becomes a link to itself.
fn joined(graph: &Weights, of: &[usize], count: usize) -> Weights {
    let community = |node: usize| of.get(node).copied().unwrap_or_default();
    let links =
        graph.rows.iter().enumerate().flat_map(|(node, row)| {
            row.iter().map(move |(other, weight)| (community(node), community(*other), *weight))
        });
    Weights::of(count, links)
}

fn by_size(of: &[usize]) -> Vec<usize> {
    let mut sizes: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (node, community) in of.iter().enumerate() {
        sizes.entry(*community).or_insert((0, node)).0 += 1;
    }
    let mut order: Vec<(usize, (usize, usize))> = sizes.into_iter().collect();
    order.sort_by_key(|(_, (size, first))| (std::cmp::Reverse(*size), *first));
    let numbers: BTreeMap<usize, usize> =
        order.into_iter().enumerate().map(|(number, (community, _))| (community, number)).collect();
    of.iter().map(|community| numbers.get(community).copied().unwrap_or_default()).collect()
}

/// The modularity of a division (Newman 2004), weighted.
fn modularity(graph: &Weights, of: &[usize]) -> f64 {
    let total: f64 = (0..graph.len()).map(|node| graph.strength(node)).sum();
    if total <= 0.0 {
        return 0.0;
    }
    let mut inside = 0.0;
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    for (node, community) in of.iter().enumerate() {
        *sums.entry(*community).or_default() += graph.strength(node);
        let same = graph.row(node).iter().filter(|(other, _)| of.get(*other) == Some(community));
        inside += same.map(|(_, weight)| weight).sum::<f64>();
    }
    inside / total - sums.values().map(|sum| (sum / total).powi(2)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undirected(size: usize, links: &[(usize, usize, f64)]) -> Weights {
        Weights::of(size, links.iter().flat_map(|(a, b, weight)| [(*a, *b, *weight), (*b, *a, *weight)]))
    }

    #[test]
    fn two_groups_that_one_link_joins_are_told_apart() {
        let links = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)].map(|(a, b)| (a, b, 1.0));
        let found = communities(&undirected(6, &links));
        assert_eq!(found.of, [0, 0, 0, 1, 1, 1]);
        assert!((found.modularity - 5.0 / 14.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn weight_counts_and_the_largest_group_is_the_first() {
        let found = communities(&undirected(5, &[(0, 1, 9.0), (1, 2, 1.0), (2, 3, 9.0), (3, 4, 9.0), (2, 4, 9.0)]));
        assert_eq!(found.of, [1, 1, 0, 0, 0]);
    }

    #[test]
    fn nodes_without_links_stay_alone() {
        assert_eq!(communities(&Weights::of(2, [])).of, [0, 1]);
        assert_eq!(communities(&Weights::default()), Communities::default());
    }
}
