//! The ranker's weights: one for each bucket of hashed features, and the probabilities they give.

use crate::annotate::model_file::{Reader, Writer, unpack};
use crate::error::Result;

/// The number of buckets; features are hashed into them.
pub const BUCKETS: usize = 1 << 17;

/// Weights are stored in this many parts of one.
const SCALE: f32 = 32.0;

/// The weights of one kind of choice.
#[derive(Debug, Clone)]
pub struct Weights(Vec<i8>);

/// A trained ranker.
#[derive(Debug, Clone)]
pub struct Ranker {
    /// Chooses contents.
    pub contents: Weights,
    /// Chooses sources.
    pub sources: Weights,
}

/// The bucket of a feature.
pub fn bucket_of(feature: u32) -> usize {
    feature as usize & (BUCKETS - 1)
}

impl Weights {
    /// The weights as training leaves them, in the form that is stored.
    #[expect(clippy::cast_possible_truncation, reason = "the weights are clamped to the range first")]
    pub fn new(weights: &[f32]) -> Self {
        Self(weights.iter().map(|w| (w * SCALE).round().clamp(-127.0, 127.0) as i8).collect())
    }

    /// The score of a candidate with these features.
    pub fn score(&self, features: &[u32]) -> f32 {
        self.total(features.iter().map(|f| self.weight(*f)).sum())
    }

    /// The weight of a feature, in the parts that [`Weights::total`] takes.
    #[inline]
    pub(super) fn weight(&self, feature: u32) -> i32 {
        i32::from(self.0.get(bucket_of(feature)).copied().unwrap_or(0))
    }

    /// The score of a candidate whose features have these weights together.
    #[expect(clippy::unused_self, reason = "what the parts are worth belongs to the weights")]
    pub(super) fn total(&self, sum: i32) -> f32 {
        sum as f32 / SCALE
    }

    /// Reads what [`Weights::write`] wrote.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        Ok(Self(reader.bytes(BUCKETS)?.iter().map(|w| w.cast_signed()).collect()))
    }

    /// Writes the weights.
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.bytes(self.0.iter().map(|w| w.cast_unsigned()));
    }
}

impl Ranker {
    /// Reads a model file; fails when it is damaged, of another version or of another model.
    pub fn unpack(file: &[u8]) -> Result<Self> {
        let payload = unpack("ranker", file)?;
        let mut reader = Reader::new(&payload);
        Ok(Self { contents: Weights::read(&mut reader)?, sources: Weights::read(&mut reader)? })
    }

    /// Writes what [`Ranker::unpack`] reads from a file's payload.
    pub fn write(&self, writer: &mut Writer) {
        self.contents.write(writer);
        self.sources.write(writer);
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
