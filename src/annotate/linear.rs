//! Linear models over hashed features: the scoring that taggers, rankers and the parser share.
//!
//! A feature is a 32-bit hash of a template's number and the values it looks at. A model keeps, for each feature it
//! knows, the classes that the feature speaks for or against, with 16-bit weights, of which hardly any needs more than
//! 8 bits. [`crate::learn::perceptron`] trains such models; whoever extracts features writes them once, over
//! [`Scorer`], for training and for use.

mod rows;

pub use rows::Linear;

/// Adds weights of features to the scores of classes.
pub trait Scorer {
    /// The number of classes.
    fn classes(&self) -> usize;

    /// Adds the weights of `feature` to `scores`, one for each class.
    fn add(&self, feature: u32, scores: &mut [i32]);

    /// Adds the weights of all `features` to `scores`.
    fn add_all(&self, features: &[u32], scores: &mut [i32]) {
        for &feature in features {
            self.add(feature, scores);
        }
    }

    /// The scores of all classes for `features`.
    fn score(&self, features: &[u32], scores: &mut [i32]) {
        scores.fill(0);
        self.add_all(features, scores);
    }
}

/// Mixes values into one feature; start from the template's number, so that no two templates share features.
#[derive(Debug, Clone, Copy)]
pub struct Feature(u64);

impl Feature {
    /// A feature of template `template`.
    #[inline]
    pub fn new(template: u32) -> Self {
        Self((u64::from(template) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// Adds a value that the template looks at.
    #[inline]
    #[must_use]
    pub fn with(self, value: u32) -> Self {
        Self((self.0.rotate_left(23) ^ u64::from(value)).wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }

    /// The hash; never 0.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a hash may lose bits")]
    pub fn get(self) -> u32 {
        let mixed = self.0 ^ (self.0 >> 29);
        ((mixed >> 32) as u32 ^ mixed as u32).max(1)
    }
}

/// The hash of a string, the same on every machine and in every version.
pub fn hash(text: &str) -> u32 {
    hash_bytes(text.bytes())
}

/// [`hash`] of the bytes that an iterator gives.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a hash may lose bits")]
pub(crate) fn hash_bytes(bytes: impl Iterator<Item = u8>) -> u32 {
    let mixed =
        bytes.fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
    (mixed ^ (mixed >> 32)) as u32
}

/// The class with the highest score, the first of equals; 0 when there is none.
pub fn best(scores: &[i32]) -> usize {
    let mut top = (0, i32::MIN);
    for (class, &score) in scores.iter().enumerate() {
        if score > top.1 {
            top = (class, score);
        }
    }
    top.0
}

/// One weight of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The class.
    pub class: u8,
    /// Its weight.
    pub weight: i16,
}
