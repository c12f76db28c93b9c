//! Collects the features of candidates, and puts numbers into grades.

use super::super::sheet::Sheet;
use super::model::Weights;
use crate::annotate::linear::Feature;

/// What becomes of features: training wants them all, use only the sum of their weights.
pub(super) trait Take {
    /// Takes the next feature.
    fn take(&mut self, feature: u32);
}

impl Take for Vec<u32> {
    fn take(&mut self, feature: u32) {
        self.push(feature);
    }
}

/// The sum of the features' weights.
pub(super) struct Sum<'w> {
    weights: &'w Weights,
    /// The sum so far.
    pub sum: i32,
}

impl Take for Sum<'_> {
    #[inline]
    fn take(&mut self, feature: u32) {
        self.sum += self.weights.weight(feature);
    }
}

/// Makes features, each a hash of its template's number and values.
pub(super) struct Sink<T> {
    shape: u32,
    /// What took the features so far.
    pub out: T,
}

impl Sink<Vec<u32>> {
    /// Collects the features of one shape of candidate; shapes share none.
    pub fn new(shape: u32) -> Self {
        Self { shape, out: Vec::with_capacity(80) }
    }
}

impl<'w> Sink<Sum<'w>> {
    /// Sums the weights of the features of one shape of candidate.
    pub fn summing(weights: &'w Weights, shape: u32) -> Self {
        Self { shape, out: Sum { weights, sum: 0 } }
    }
}

impl<T: Take> Sink<T> {
    #[inline]
    pub fn add<const N: usize>(&mut self, template: u32, values: &[u32; N]) {
        self.out.take(values.iter().fold(Feature::new(template).with(self.shape), |f, v| f.with(*v)).get());
    }
}

/// The hash of the token's word in lower case; beyond the sentence a constant.
pub(super) fn word(sheet: &Sheet, index: usize) -> u32 {
    sheet.lower_hash(index)
}

pub(super) fn pos(sheet: &Sheet, index: usize) -> u32 {
    sheet.pos(index) as u32
}

/// A count, finer where it is small.
pub(super) fn bucket(value: usize) -> u32 {
    match value {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 3,
        4..=5 => 4,
        6..=8 => 5,
        9..=13 => 6,
        14..=22 => 7,
        23..=40 => 8,
        _ => 9,
    }
}

/// A likelihood in eighths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a likelihood lies between 0 and 1")]
pub(super) fn eighths(likelihood: f32) -> u32 {
    (likelihood * 8.0) as u32
}

/// A likelihood in grades that are finer near 0 and 1.
pub(super) fn level(likelihood: f32) -> u32 {
    const EDGES: [f32; 9] = [0.01, 0.04, 0.12, 0.3, 0.5, 0.7, 0.88, 0.96, 0.99];
    EDGES.iter().map(|edge| u32::from(likelihood >= *edge)).sum()
}
