//! How two are connected: the shortest chain of links, the strongest of those, and how far all others are.

use super::{Network, Weights};
use std::collections::VecDeque;

/// How many links lie between the nearest of the `centers` and each node; none beyond `depth`.
///
/// Topics are reached but not passed, unless a topic is a center: most things are connected through some topic.
pub fn distances(network: &Network, centers: &[usize], depth: usize) -> Vec<Option<usize>> {
    let graph = Weights::undirected(network);
    let passes =
        |node: usize| centers.contains(&node) || network.nodes.get(node).is_some_and(|named| named.kind != "topic");
    search(&graph, centers, depth, passes)
}

fn search(graph: &Weights, centers: &[usize], depth: usize, passes: impl Fn(usize) -> bool) -> Vec<Option<usize>> {
    let mut found = vec![None; graph.len()];
    let mut open = VecDeque::new();
    for center in centers {
        if let Some(place) = found.get_mut(*center).filter(|place| place.is_none()) {
            *place = Some(0);
            open.push_back((*center, 0));
        }
    }
    while let Some((node, distance)) = open.pop_front() {
        if distance >= depth || !passes(node) {
            continue;
        }
        for next in graph.neighbours(node) {
            if let Some(place) = found.get_mut(next).filter(|place| place.is_none()) {
                *place = Some(distance + 1);
                open.push_back((next, distance + 1));
            }
        }
    }
    found
}

/// The shortest path from one of the first nodes to one of the others, both ends included; of several the one with the
/// most statements on its links. None when nothing connects them.
pub fn path(graph: &Weights, from: &[usize], to: &[usize]) -> Option<Vec<usize>> {
    let far = search(graph, from, usize::MAX, |_| true);
    let distance = |node: usize| far.get(node).copied().flatten();
    let nearest = to.iter().filter_map(|node| distance(*node)).min()?;
    let mut order: Vec<usize> = (0..graph.len()).filter(|node| distance(*node).is_some_and(|d| d <= nearest)).collect();
    order.sort_by_key(|node| (distance(*node), *node));
    // The most statements on a shortest path to each node, and the node before it on that path.
    let mut best: Vec<(f64, Option<usize>)> = vec![(0.0, None); graph.len()];
    for node in order {
        let reached = best.get(node).map_or(0.0, |(sum, _)| *sum);
        for (next, weight) in graph.row(node) {
            let is_next = distance(node).map(|d| d + 1) == distance(*next);
            if let Some(known) =
                best.get_mut(*next).filter(|known| is_next && (known.1.is_none() || reached + weight > known.0))
            {
                *known = (reached + weight, Some(node));
            }
        }
    }
    let sum = |node: usize| best.get(node).map_or(0.0, |(sum, _)| *sum);
    let mut ends: Vec<usize> = to.iter().copied().filter(|node| distance(*node) == Some(nearest)).collect();
    ends.sort_by(|a, b| sum(*b).total_cmp(&sum(*a)).then(a.cmp(b)));
    let mut found = vec![*ends.first()?];
    while let Some(before) = found.last().and_then(|node| best.get(*node)).and_then(|(_, before)| *before) {
        found.push(before);
    }
    found.reverse();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undirected(size: usize, links: &[(usize, usize, f64)]) -> Weights {
        Weights::of(size, links.iter().flat_map(|(a, b, weight)| [(*a, *b, *weight), (*b, *a, *weight)]))
    }

    #[test]
    fn of_two_short_paths_the_stronger_is_taken() {
        let graph = undirected(6, &[(0, 1, 1.0), (1, 3, 1.0), (0, 2, 4.0), (2, 3, 1.0), (3, 4, 1.0)]);
        assert_eq!(path(&graph, &[0], &[4]), Some(vec![0, 2, 3, 4]));
        assert_eq!(path(&graph, &[0], &[5]), None);
        assert_eq!(path(&graph, &[4], &[4]), Some(vec![4]));
        assert_eq!(path(&graph, &[0, 1], &[3]), Some(vec![1, 3]), "one link is shorter than two");
        assert_eq!(path(&graph, &[], &[3]), None);
    }
}
