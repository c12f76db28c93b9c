//! Weights of moves by feature: a row of sixteen weights each, which a processor adds at once.

use super::relations::MOVES;
use crate::annotate::model_file::{Reader, Writer};
use crate::error::Result;

/// The scores of all moves.
pub type Scores = [i32; MOVES];

/// Scores moves by features.
pub trait MoveScorer {
    /// The scores of all moves: the sums of the weights of `features`.
    fn score(&self, features: &[u32]) -> Scores;
}

/// How many features are looked up at once.
const BATCH: usize = 32;

/// Trained weights.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// Open addressing over a power of two of slots, at most half full: a feature (0 where free) and its row.
    slots: Vec<(u32, u32)>,
    /// The rows; the first is that of unknown features and holds nothing.
    rows: Vec<[i16; MOVES]>,
}

impl Rows {
    /// The weights from features in ascending order with their rows.
    pub fn new(features: &[u32], mut rows: Vec<[i16; MOVES]>) -> Self {
        rows.insert(0, [0; MOVES]);
        let mut slots = vec![(0, 0); (features.len() * 2).next_power_of_two().max(2)];
        let mask = slots.len() - 1;
        for (row, &feature) in (1u32..).zip(features) {
            let mut at = feature as usize & mask;
            while let Some(slot) = slots.get_mut(at) {
                if slot.0 == 0 {
                    *slot = (feature, row);
                    break;
                }
                at = (at + 1) & mask;
            }
        }
        Self { slots, rows }
    }

    /// The number of features.
    pub fn features(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// Reads what [`Rows::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let count = reader.number()?;
        let mut features = Vec::with_capacity(count.min(1 << 24));
        let mut feature = 0u32;
        for _ in 0..count {
            feature = feature.wrapping_add(u32::try_from(reader.number()?).unwrap_or(0));
            features.push(feature);
        }
        let [first, second] = [reader.bytes(count)?, reader.bytes(count)?];
        let masks = || first.iter().zip(second).map(|(&low, &high)| u16::from_le_bytes([low, high]));
        let cells: usize = masks().map(|mask| mask.count_ones() as usize).sum();
        let [low, high] = [reader.bytes(cells)?, reader.bytes(cells)?];
        let mut weights = low.iter().zip(high).map(|(&low, &high)| i16::from_le_bytes([low, high]));
        let row = |mask: u16| {
            let mut row = [0; MOVES];
            let mut left = mask;
            while left != 0 {
                if let (Some(slot), Some(weight)) = (row.get_mut(left.trailing_zeros() as usize), weights.next()) {
                    *slot = weight;
                }
                left &= left - 1;
            }
            row
        };
        let rows = masks().map(row).collect();
        Ok(Self::new(&features, rows))
    }

    /// Writes features in ascending order as differences, then which weights of each are not nothing, then these.
    pub fn write(&self, writer: &mut Writer) {
        let mut known: Vec<(u32, u32)> = self.slots.iter().copied().filter(|slot| slot.0 != 0).collect();
        known.sort_unstable();
        writer.number(known.len());
        let mut before = 0;
        for (feature, _) in &known {
            writer.number((feature - before) as usize);
            before = *feature;
        }
        let rows: Vec<&[i16; MOVES]> = known.iter().filter_map(|(_, row)| self.rows.get(*row as usize)).collect();
        let mask = |row: &[i16; MOVES]| {
            row.iter().rev().fold(0u16, |mask, weight| mask << 1 | u16::from(*weight != 0)).to_le_bytes()
        };
        for half in 0..2 {
            writer.bytes(rows.iter().map(|row| mask(row)[half]));
        }
        for half in 0..2 {
            let weights = rows.iter().flat_map(|row| row.iter()).filter(|weight| **weight != 0);
            writer.bytes(weights.map(|weight| weight.to_le_bytes()[half]));
        }
    }
}

impl Rows {
    /// The row of a feature, given what stands at its first place; 0 when the feature is unknown.
    #[inline]
    fn row_of(&self, feature: u32, (known, row): (u32, u32)) -> u32 {
        if known == feature {
            return row;
        }
        let mask = self.slots.len().wrapping_sub(1);
        let (mut at, mut known) = (feature as usize & mask, known);
        while known != 0 {
            at = (at + 1) & mask;
            let slot = self.slots.get(at).copied().unwrap_or_default();
            if slot.0 == feature {
                return slot.1;
            }
            known = slot.0;
        }
        0
    }
}

impl MoveScorer for Rows {
    fn score(&self, features: &[u32]) -> Scores {
        sums(features, &self.slots, &self.rows, |feature, slot| self.row_of(feature, slot))
    }
}

/// The sums of the rows of `features`; `row_of` gives a feature's row from what stands at its first place.
///
/// Looks up in three passes, so that the processor waits for many places of memory at the same time.
#[inline]
pub fn sums(
    features: &[u32],
    slots: &[(u32, u32)],
    rows: &[[i16; MOVES]],
    row_of: impl Fn(u32, (u32, u32)) -> u32,
) -> Scores {
    let mask = slots.len().wrapping_sub(1);
    let mut scores = [0; MOVES];
    for batch in features.chunks(BATCH) {
        let mut firsts = [(0u32, 0u32); BATCH];
        for (first, &feature) in firsts.iter_mut().zip(batch) {
            *first = slots.get(feature as usize & mask).copied().unwrap_or_default();
        }
        let mut places = [0u32; BATCH];
        for ((place, &first), &feature) in places.iter_mut().zip(&firsts).zip(batch) {
            *place = row_of(feature, first);
        }
        for row in places.iter().take(batch.len()).filter_map(|place| rows.get(*place as usize)) {
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += i32::from(*weight);
            }
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_score_the_same_after_writing_and_reading() {
        let row = |at: usize, weight: i16| {
            let mut row = [0; MOVES];
            row[at] = weight;
            row[15] = -1;
            row
        };
        let rows = Rows::new(&[7, 23, u32::MAX], vec![row(0, 300), row(3, -129), row(2, i16::MIN)]);
        let mut writer = Writer::default();
        rows.write(&mut writer);
        let again = Rows::read(&mut Reader::new(&writer.finish())).unwrap();
        for rows in [rows, again] {
            let scores = rows.score(&[7, 23, u32::MAX, 99]);
            assert_eq!((scores[0], scores[3], scores[2], scores[15]), (300, -129, i32::from(i16::MIN), -3));
            assert_eq!(rows.features(), 3);
        }
        assert_eq!(Rows::default().score(&[5]), [0; MOVES]);
    }
}
