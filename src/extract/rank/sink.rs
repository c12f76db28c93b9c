//! Collects the features of candidates, and puts numbers into grades.

use super::super::sheet::Sheet;
use crate::annotate::linear::{Feature, hash};

/// Collects features, each a hash of its template's number and values.
pub(super) struct Sink {
    shape: u32,
    /// The features so far.
    pub out: Vec<u32>,
}

impl Sink {
    /// Features of one shape of candidate; shapes share none.
    pub fn new(shape: u32) -> Self {
        Self { shape, out: Vec::with_capacity(80) }
    }

    pub fn add(&mut self, template: u32, values: &[u32]) {
        let mut feature = Feature::new(template).with(self.shape);
        for &value in values {
            feature = feature.with(value);
        }
        self.out.push(feature.get());
    }
}

/// The hash of the token's word in lower case; beyond the sentence a constant.
pub(super) fn word(sheet: &Sheet, index: usize) -> u32 {
    let word = sheet.word(index);
    if word.bytes().any(|b| b.is_ascii_uppercase()) { hash(&word.to_ascii_lowercase()) } else { hash(word) }
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
