//! The averaged perceptron (Collins 2002) over hashed features, with lazy averaging and a threshold on updates.

use crate::annotate::linear::{Cell, Linear, Scorer};
use rustc_hash::FxHashMap;

/// One weight in training.
#[derive(Debug, Clone, Copy)]
struct Weight {
    class: u8,
    value: i32,
    /// The sum of the values over all steps up to `since`.
    total: i64,
    since: u32,
}

/// The weights of one feature.
#[derive(Debug, Clone, Default)]
struct Row {
    /// How often the feature was part of an update.
    updates: u32,
    weights: Vec<Weight>,
}

/// A perceptron in training. Its scores are those of the current weights, its model those of the averaged ones.
///
/// ```
/// use dixit::annotate::linear::{Scorer, best};
/// use dixit::learn::perceptron::Perceptron;
/// let mut perceptron = Perceptron::new(2, 1);
/// let examples = [([10, 11], 0), ([10, 12], 1)];
/// for (features, gold) in examples.iter().cycle().take(20) {
///     let mut scores = [0; 2];
///     perceptron.score(features, &mut scores);
///     perceptron.step();
///     if best(&scores) != *gold {
///         perceptron.update(features, *gold, best(&scores));
///     }
/// }
/// let model = perceptron.averaged();
/// let mut scores = [0; 2];
/// model.score(&[12], &mut scores);
/// assert_eq!(best(&scores), 1);
/// ```
#[derive(Debug, Clone)]
pub struct Perceptron {
    classes: usize,
    /// Features with fewer updates than this neither score nor stay in the model (Goldberg and Elhadad 2011).
    fewest_updates: u32,
    rows: FxHashMap<u32, Row>,
    now: u32,
}

impl Perceptron {
    /// A perceptron that knows nothing, for `classes` classes (at most 256).
    pub fn new(classes: usize, fewest_updates: u32) -> Self {
        Self { classes, fewest_updates, rows: FxHashMap::default(), now: 0 }
    }

    /// Counts one decision; call it once for each, right or wrong, so that averages weigh all alike.
    pub fn step(&mut self) {
        self.now += 1;
    }

    /// Moves the weights of `features` towards `gold` and away from `guess`.
    pub fn update(&mut self, features: &[u32], gold: usize, guess: usize) {
        if gold != guess {
            self.reward(features, gold, 1);
            self.reward(features, guess, -1);
        }
    }

    /// Adds `amount` to the weights of `features` for one class; for rankers and structured updates.
    pub fn reward(&mut self, features: &[u32], class: usize, amount: i32) {
        let class = u8::try_from(class).unwrap_or(u8::MAX);
        for feature in features {
            let row = self.rows.entry(*feature).or_default();
            row.updates += 1;
            let found = row.weights.iter_mut().find(|weight| weight.class == class);
            if let Some(weight) = found {
                weight.total += i64::from(weight.value) * i64::from(self.now - weight.since);
                weight.since = self.now;
                weight.value += amount;
            } else {
                row.weights.push(Weight { class, value: amount, total: 0, since: self.now });
            }
        }
    }

    /// The model of the averaged weights, in 16 bits; weights that round to nothing are left out.
    pub fn averaged(&self) -> Linear {
        let steps = f64::from(self.now.max(1));
        let average = |weight: &Weight| {
            let total = weight.total + i64::from(weight.value) * i64::from(self.now - weight.since);
            total as f64 / steps
        };
        let mut features: Vec<u32> = self
            .rows
            .iter()
            .filter(|(_, row)| row.updates >= self.fewest_updates)
            .map(|(feature, _)| *feature)
            .collect();
        features.sort_unstable();
        let averages: Vec<(u32, Vec<(u8, f64)>)> = features
            .into_iter()
            .filter_map(|feature| Some((feature, self.rows.get(&feature)?)))
            .map(|(feature, row)| (feature, row.weights.iter().map(|weight| (weight.class, average(weight))).collect()))
            .collect();
        let scale = scale_of(&averages);
        let quantised = |&(class, average): &(u8, f64)| {
            #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i16")]
            let weight = (average * scale).round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16;
            (weight != 0).then_some(Cell { class, weight })
        };
        let mut rows: Vec<(u32, Vec<Cell>)> = Vec::with_capacity(averages.len());
        for (feature, averages) in &averages {
            let mut row: Vec<Cell> = averages.iter().filter_map(quantised).collect();
            row.sort_unstable_by_key(|cell| cell.class);
            if !row.is_empty() {
                rows.push((*feature, row));
            }
        }
        Linear::new(self.classes, &rows)
    }
}

/// What maps averages to whole numbers: the 99.95th percentile becomes the largest weight that takes one byte. Larger
/// weights are few, but clipping them would cost what decides most often (half a point of tagging accuracy).
fn scale_of(averages: &[(u32, Vec<(u8, f64)>)]) -> f64 {
    let mut sizes: Vec<f64> =
        averages.iter().flat_map(|(_, row)| row.iter().map(|(_, average)| average.abs())).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let at = (sizes.len().saturating_sub(1)) * 9995 / 10000;
    let large = sizes.get(at).copied().unwrap_or(0.0);
    if large > 0.0 { 127.0 / large } else { 1.0 }
}

impl Scorer for Perceptron {
    fn classes(&self) -> usize {
        self.classes
    }

    fn add(&self, feature: u32, scores: &mut [i32]) {
        let Some(row) = self.rows.get(&feature).filter(|row| row.updates >= self.fewest_updates) else { return };
        for weight in &row.weights {
            if let Some(score) = scores.get_mut(usize::from(weight.class)) {
                *score += weight.value;
            }
        }
    }
}

/// A small pseudo-random generator (SplitMix64), so that training gives the same model everywhere.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator with a fixed sequence for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 when the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() % (limit.max(1) as u64)).unwrap_or(0)
    }

    /// Puts `items` into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::linear::best;

    #[test]
    fn it_learns_what_can_be_separated_and_the_same_each_time() {
        let train = || {
            let mut perceptron = Perceptron::new(3, 1);
            let mut random = Random::new(7);
            let mut order: Vec<u32> = (0..30).collect();
            for _ in 0..5 {
                random.shuffle(&mut order);
                for &example in &order {
                    let features = [1, 100 + example % 3, 200 + example];
                    let mut scores = [0; 3];
                    perceptron.score(&features, &mut scores);
                    perceptron.step();
                    perceptron.update(&features, example as usize % 3, best(&scores));
                }
            }
            perceptron.averaged()
        };
        let model = train();
        let mut again = crate::annotate::model_file::Writer::default();
        let mut first = crate::annotate::model_file::Writer::default();
        model.write(&mut first);
        train().write(&mut again);
        assert_eq!(first.finish(), again.finish());
        for class in 0..3 {
            let mut scores = [0; 3];
            model.score(&[1, 100 + class, 999], &mut scores);
            assert_eq!(best(&scores), class as usize);
        }
    }

    #[test]
    fn rare_features_stay_silent() {
        let mut perceptron = Perceptron::new(2, 2);
        perceptron.step();
        perceptron.reward(&[5], 1, 1);
        let mut scores = [0; 2];
        perceptron.score(&[5], &mut scores);
        assert_eq!(scores, [0, 0]);
        assert_eq!(perceptron.averaged().features(), 0);
    }
}
