//! PageRank by power iteration (Page, Brin, Motwani and Winograd 1999), weighted, in a fixed order.

use super::Weights;

/// The probability that the walk follows a link rather than begin anew.
const DAMPING: f64 = 0.85;

/// The walk is over when the ranks change by less than this in all.
const TOLERANCE: f64 = 1e-12;

/// The most rounds; with the damping above about 170 reach the tolerance.
const ROUNDS: usize = 1000;

/// The rank of each node of a directed graph; all ranks together are 1. Nodes without links out pass their rank to all.
pub fn pagerank(graph: &Weights) -> Vec<f64> {
    let size = graph.len();
    if size == 0 {
        return Vec::new();
    }
    let even = 1.0 / size as f64;
    let strengths: Vec<f64> = (0..size).map(|node| graph.strength(node)).collect();
    let mut ranks = vec![even; size];
    for _ in 0..ROUNDS {
        let lost: f64 = ranks.iter().zip(&strengths).filter(|(_, out)| **out <= 0.0).map(|(rank, _)| rank).sum();
        let mut next = vec![(1.0 - DAMPING) * even + DAMPING * lost * even; size];
        for ((row, rank), out) in graph.rows.iter().zip(&ranks).zip(&strengths).filter(|(_, out)| **out > 0.0) {
            for (to, weight) in row {
                if let Some(sum) = next.get_mut(*to) {
                    *sum += DAMPING * rank * weight / out;
                }
            }
        }
        let change: f64 = ranks.iter().zip(&next).map(|(old, new)| (old - new).abs()).sum();
        ranks = next;
        if change < TOLERANCE {
            break;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_many_speak_about_ranks_first() {
        // The values are networkx's for the same graph: pagerank(G, weight="weight", tol=1e-14).
        let graph = Weights::of(4, [(0, 2, 1.0), (1, 2, 2.0), (1, 0, 1.0), (2, 3, 1.0)]);
        let expected = [0.156_509_632, 0.121_955_557, 0.324_096_894, 0.397_437_917];
        let found = pagerank(&graph);
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        for (one, other) in found.iter().zip(expected) {
            assert!((one - other).abs() < 1e-8, "{found:?}");
        }
        assert!(pagerank(&Weights::default()).is_empty());
    }
}
