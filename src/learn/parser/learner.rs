//! The averaged perceptron over the parser's moves: rows of sixteen weights.

use crate::annotate::parse::relations::MOVES;
use crate::annotate::parse::rows::{MoveScorer, Rows, Scores, sums};

/// Marks a row that has too few updates to count yet.
const SILENT: u32 = 1 << 31;

/// Weights in training. Its scores are those of the current weights, its model those of the averaged ones.
#[derive(Debug, Clone)]
pub struct Learner {
    /// Open addressing over a power of two of slots, at most half full: a feature (0 where free) and its row.
    slots: Vec<(u32, u32)>,
    /// The rows; the first is that of unknown features and holds nothing.
    rows: Vec<[i16; MOVES]>,
    /// For each weight, the sum over its changes of the change times the step it was made at (Daumé 2006).
    late: Vec<[i64; MOVES]>,
    updates: Vec<u32>,
    /// Features with fewer updates than this neither score nor stay in the model (Goldberg and Elhadad 2011).
    fewest_updates: u32,
    now: i64,
}

impl Learner {
    /// A learner that knows nothing.
    pub fn new(fewest_updates: u32) -> Self {
        Self {
            slots: vec![(0, 0); 1 << 16],
            rows: vec![[0; MOVES]],
            late: vec![[0; MOVES]],
            updates: vec![0],
            fewest_updates,
            now: 1,
        }
    }

    /// Counts one sentence, right or wrong, so that averages weigh all alike.
    pub fn step(&mut self) {
        self.now += 1;
    }

    /// The place of a feature's slot, or of the free one where it belongs.
    fn place(slots: &[(u32, u32)], feature: u32) -> usize {
        let mask = slots.len().wrapping_sub(1);
        let mut at = feature as usize & mask;
        while slots.get(at).is_some_and(|slot| slot.0 != 0 && slot.0 != feature) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let mut slots = vec![(0, 0); self.slots.len() * 2];
        for slot in self.slots.iter().filter(|slot| slot.0 != 0) {
            let at = Self::place(&slots, slot.0);
            if let Some(free) = slots.get_mut(at) {
                *free = *slot;
            }
        }
        self.slots = slots;
    }

    /// Adds `amount` to the weights of `features` for one move.
    pub fn reward(&mut self, features: &[u32], action: u8, amount: i16) {
        for &feature in features {
            if self.rows.len() * 2 > self.slots.len() {
                self.grow();
            }
            let place = Self::place(&self.slots, feature);
            let Some(slot) = self.slots.get_mut(place) else { continue };
            if slot.0 == 0 {
                *slot = (feature, u32::try_from(self.rows.len()).unwrap_or(0) | SILENT);
                self.rows.push([0; MOVES]);
                self.late.push([0; MOVES]);
                self.updates.push(0);
            }
            let at = (slot.1 & !SILENT) as usize;
            if let Some(updates) = self.updates.get_mut(at) {
                *updates += 1;
                if *updates >= self.fewest_updates {
                    slot.1 &= !SILENT;
                }
            }
            let action = usize::from(action);
            if let Some(weight) = self.rows.get_mut(at).and_then(|row| row.get_mut(action)) {
                *weight = weight.saturating_add(amount);
            }
            if let Some(late) = self.late.get_mut(at).and_then(|row| row.get_mut(action)) {
                *late += i64::from(amount) * self.now;
            }
        }
    }

    /// The averaged weights, by ascending feature.
    pub fn averages(&self) -> Vec<(u32, [f32; MOVES])> {
        let mut known: Vec<(u32, usize)> = self
            .slots
            .iter()
            .filter(|slot| slot.0 != 0)
            .map(|(feature, row)| (*feature, (*row & !SILENT) as usize))
            .filter(|(_, row)| self.updates.get(*row).is_some_and(|updates| *updates >= self.fewest_updates))
            .collect();
        known.sort_unstable();
        let average = |at: usize| {
            let mut averages = [0.0; MOVES];
            let (row, late) = (self.rows.get(at)?, self.late.get(at)?);
            for ((average, weight), late) in averages.iter_mut().zip(row).zip(late) {
                #[expect(clippy::cast_possible_truncation, reason = "weights are small and rounded later")]
                let exact = (f64::from(*weight) - *late as f64 / self.now as f64) as f32;
                *average = exact;
            }
            Some(averages)
        };
        known.into_iter().filter_map(|(feature, at)| Some((feature, average(at)?))).collect()
    }
}

/// The sum of the averages of several learners, `scale` to one; sums below `least` are left out.
///
/// Sums of weights score as the learners' votes together would.
pub fn together(learners: &[Vec<(u32, [f32; MOVES])>], scale: f32, least: f32) -> Rows {
    let mut all: Vec<(u32, [f32; MOVES])> = learners.concat();
    all.sort_by_key(|(feature, _)| *feature);
    let (mut features, mut rows) = (Vec::new(), Vec::new());
    for group in all.chunk_by(|(a, _), (b, _)| a == b) {
        let mut row = [0i16; MOVES];
        for (at, weight) in row.iter_mut().enumerate() {
            let sum: f32 = group.iter().filter_map(|(_, row)| row.get(at)).sum();
            #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i16")]
            let rounded = (sum * scale).round().clamp(-32000.0, 32000.0) as i16;
            *weight = if sum.abs() < least { 0 } else { rounded };
        }
        if let Some((feature, _)) = group.first().filter(|_| row != [0; MOVES]) {
            features.push(*feature);
            rows.push(row);
        }
    }
    Rows::new(&features, rows)
}

impl MoveScorer for Learner {
    fn score(&self, features: &[u32]) -> Scores {
        sums(features, &self.slots, &self.rows, |feature, (known, first)| {
            let found = if known == feature || known == 0 {
                first
            } else {
                self.slots.get(Self::place(&self.slots, feature)).map_or(0, |slot| slot.1)
            };
            if found & SILENT == 0 { found } else { 0 }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_weigh_early_changes_more_and_rare_features_stay_silent() {
        let mut learner = Learner::new(2);
        learner.reward(&[5, 6], 3, 1);
        assert_eq!(learner.score(&[5, 6]), [0; MOVES]);
        learner.step();
        learner.reward(&[5], 3, 1);
        assert_eq!(learner.score(&[5, 6])[3], 2);
        learner.step();
        learner.step();
        let rows = together(&[learner.averages()], 12.0, 0.5);
        assert_eq!((rows.features(), rows.score(&[5])[3]), (1, 15));
    }

    #[test]
    fn a_table_that_grows_keeps_its_rows() {
        let mut learner = Learner::new(1);
        for feature in 1..200_000 {
            learner.reward(&[feature], 1, 1);
        }
        assert!((1..200_000).all(|feature| learner.score(&[feature])[1] == 1));
    }
}
