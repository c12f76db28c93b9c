//! A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001): shares of each class at each token.

/// Classes of the chain of sources and cues.
pub const PARTIES: usize = 5;
/// Classes of the chain of contents.
pub const CONTENTS: usize = 3;

/// What the forward-backward algorithm gives for one sequence.
#[derive(Debug, Clone)]
pub(crate) struct Lattice<const N: usize> {
    /// For each token the probability of each class.
    pub shares: Vec<[f32; N]>,
    /// The expected number of times that one class follows another.
    pub moves: [[f32; N]; N],
}

/// Whether class `to` may follow `from`; class 0 is none, odd classes begin a span, the even class after it goes on with it.
pub(crate) fn may_follow(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

impl<const N: usize> Lattice<N> {
    /// Weighs all sequences; `emissions` are the scores of the classes at each token, `moves` those of one class after another.
    pub fn new(emissions: &[[f32; N]], moves: &[[f32; N]; N]) -> Self {
        let mut expected = [[0.0; N]; N];
        let shares = Self::weigh(emissions, moves, Some(&mut expected));
        Self { shares, moves: expected }
    }

    /// The shares alone, for those who do not learn.
    pub fn shares(emissions: &[[f32; N]], moves: &[[f32; N]; N]) -> Vec<[f32; N]> {
        Self::weigh(emissions, moves, None)
    }

    /// The shares; adds the expected moves to `expected`.
    fn weigh(emissions: &[[f32; N]], moves: &[[f32; N]; N], expected: Option<&mut [[f32; N]; N]>) -> Vec<[f32; N]> {
        let mut factors = [[0.0f32; N]; N];
        for (from, (row, weights)) in factors.iter_mut().zip(moves).enumerate() {
            for (to, (factor, weight)) in row.iter_mut().zip(weights).enumerate() {
                *factor = if may_follow(from, to) { weight.exp() } else { 0.0 };
            }
        }
        let potentials: Vec<[f32; N]> = emissions
            .iter()
            .map(|row| {
                let top = row.iter().copied().fold(f32::MIN, f32::max);
                row.map(|score| (score - top).exp())
            })
            .collect();
        let forward = forward(&potentials, &factors);
        backward(&potentials, &factors, forward, expected)
    }
}

/// The forward shares, each token's summing to one. A sequence begins as if no span stood before it.
fn forward<const N: usize>(potentials: &[[f32; N]], factors: &[[f32; N]; N]) -> Vec<[f32; N]> {
    let mut before = [0.0f32; N];
    if let Some(none) = before.first_mut() {
        *none = 1.0;
    }
    let mut out = Vec::with_capacity(potentials.len());
    for potential in potentials {
        let mut now = [0.0f32; N];
        for (share, row) in before.iter().zip(factors) {
            for (cell, factor) in now.iter_mut().zip(row) {
                *cell += share * factor;
            }
        }
        for (cell, value) in now.iter_mut().zip(potential) {
            *cell *= value;
        }
        normalize(&mut now);
        out.push(now);
        before = now;
    }
    out
}

fn backward<const N: usize>(
    potentials: &[[f32; N]],
    factors: &[[f32; N]; N],
    forward: Vec<[f32; N]>,
    mut expected: Option<&mut [[f32; N]; N]>,
) -> Vec<[f32; N]> {
    let mut shares = forward;
    let mut after = [1.0f32; N];
    for at in (0..shares.len()).rev() {
        let Some(alpha) = shares.get(at).copied() else { continue };
        if let Some(next) = potentials.get(at + 1) {
            // What stands at the next token, weighted by what follows it.
            let mut ahead = [0.0f32; N];
            for (cell, (value, beta)) in ahead.iter_mut().zip(next.iter().zip(&after)) {
                *cell = value * beta;
            }
            if let Some(expected) = &mut expected {
                add_moves(&alpha, factors, &ahead, expected);
            }
            let mut beta = [0.0f32; N];
            for (sum, row) in beta.iter_mut().zip(factors) {
                for (factor, weight) in row.iter().zip(&ahead) {
                    *sum += factor * weight;
                }
            }
            normalize(&mut beta);
            after = beta;
        }
        let mut now = alpha;
        for (cell, beta) in now.iter_mut().zip(&after) {
            *cell *= beta;
        }
        normalize(&mut now);
        if let Some(cell) = shares.get_mut(at) {
            *cell = now;
        }
    }
    shares
}

/// Adds the probability of each move from a token with the forward shares `alpha` to the next, which weighs its classes so.
fn add_moves<const N: usize>(alpha: &[f32; N], factors: &[[f32; N]; N], ahead: &[f32; N], moves: &mut [[f32; N]; N]) {
    let mut joint = [[0.0f32; N]; N];
    let mut total = 0.0;
    for ((share, row), cells) in alpha.iter().zip(factors).zip(&mut joint) {
        for ((factor, cell), weight) in row.iter().zip(cells).zip(ahead) {
            *cell = share * (factor * weight);
            total += *cell;
        }
    }
    for (sum, cell) in moves.iter_mut().flatten().zip(joint.iter().flatten()) {
        *sum += cell / total.max(f32::MIN_POSITIVE);
    }
}

fn normalize<const N: usize>(row: &mut [f32; N]) {
    let sum: f32 = row.iter().sum();
    if sum > 0.0 {
        for cell in row {
            *cell /= sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_all_sequences_counted_one_by_one() {
        let emissions = [[0.1, 0.4, -0.3], [0.0, -0.2, 0.9], [0.5, 0.1, 0.2]];
        let moves = [[0.3, 0.1, 0.0], [-0.2, 0.0, 0.6], [0.1, -0.5, 0.2]];
        let mut shares = [[0.0f32; 3]; 3];
        let mut total = 0.0;
        for code in 0..27usize {
            let classes = [code / 9, code / 3 % 3, code % 3];
            let mut before = 0;
            let mut score = 0.0f32;
            let mut allowed = true;
            for (at, &class) in classes.iter().enumerate() {
                allowed &= may_follow(before, class);
                score += emissions[at][class] + moves[before][class];
                before = class;
            }
            if allowed {
                total += score.exp();
                for (at, &class) in classes.iter().enumerate() {
                    shares[at][class] += score.exp();
                }
            }
        }
        let lattice = Lattice::new(&emissions, &moves);
        for (row, wanted) in lattice.shares.iter().zip(shares) {
            for (share, wanted) in row.iter().zip(wanted) {
                assert!((share - wanted / total).abs() < 1e-4, "{share} is not {}", wanted / total);
            }
        }
        assert!((lattice.moves.iter().flatten().sum::<f32>() - 2.0).abs() < 1e-4);
        assert!(lattice.moves[0][2] < 1e-6, "nothing goes on that has not begun");
        assert!(Lattice::<3>::new(&[], &moves).shares.is_empty());
    }
}
