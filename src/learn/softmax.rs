//! What softmax regression over candidates, of which several may be right, asks of each candidate's score.

/// For each candidate, how far its score is to be pushed up (down where negative): the share that it should have among the
/// right ones less the share that it has among all. `right` goes with `scores`; at least one is right.
pub(super) fn pushes(scores: &[f64], right: &[bool]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shares: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
    let all: f64 = shares.iter().sum();
    let good: f64 = shares.iter().zip(right).filter(|(_, right)| **right).map(|(share, _)| share).sum();
    let push = |(share, right): (&f64, &bool)| {
        let wanted = if *right { share / good.max(1e-12) } else { 0.0 };
        wanted - share / all
    };
    shares.iter().zip(right).map(push).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_one_is_pushed_up_and_pushes_add_up_to_nothing() {
        let pushes = pushes(&[0.0, 1.0, 2.0], &[false, true, false]);
        assert!(pushes[1] > 0.0 && pushes[0] < 0.0 && pushes[2] < pushes[0]);
        assert!(pushes.iter().sum::<f64>().abs() < 1e-12);
    }
}
