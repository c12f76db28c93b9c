//! The ranker's weights: one for each bucket of hashed features, and the probabilities they give.

use crate::annotate::model_file::{Reader, Writer, unpack};
use crate::error::Result;

/// The number of buckets; features are hashed into them.
pub const BUCKETS: usize = 1 << 17;

/// Weights are stored in this many parts of one.
const SCALE: f32 = 32.0;

/// A trained ranker.
#[derive(Debug, Clone)]
pub struct Ranker {
    weights: Vec<i8>,
}

/// The bucket of a feature.
pub fn bucket_of(feature: u32) -> usize {
    feature as usize & (BUCKETS - 1)
}

impl Ranker {
    /// A ranker from trained weights.
    #[expect(clippy::cast_possible_truncation, reason = "the weights are clamped to the range first")]
    pub fn new(weights: &[f32]) -> Self {
        Self { weights: weights.iter().map(|w| (w * SCALE).round().clamp(-127.0, 127.0) as i8).collect() }
    }

    /// The score of a candidate with these features.
    pub fn score(&self, features: &[u32]) -> f32 {
        let sum: i32 = features.iter().map(|f| i32::from(self.weights.get(bucket_of(*f)).copied().unwrap_or(0))).sum();
        sum as f32 / SCALE
    }

    /// Reads a model file; fails when it is damaged, of another version or of another model.
    pub fn unpack(file: &[u8]) -> Result<Self> {
        Self::read(&mut Reader::new(&unpack("ranker", file)?))
    }

    /// Reads what [`Ranker::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let weights = reader.bytes(BUCKETS)?;
        Ok(Self { weights: weights.iter().map(|w| w.cast_signed()).collect() })
    }

    /// Writes the weights.
    pub fn write(&self, writer: &mut Writer) {
        writer.bytes(self.weights.iter().map(|w| w.cast_unsigned()));
    }
}

/// The probability of each score and, last, of none of them (whose score is 0).
pub fn probabilities(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(0.0f32, f32::max);
    let mut out: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
    out.push((-top).exp());
    let sum: f32 = out.iter().sum();
    for share in &mut out {
        *share /= sum;
    }
    out
}
