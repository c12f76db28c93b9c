//! Linear models over hashed features: the scoring that taggers, rankers and the parser share.
//!
//! A feature is a 32-bit hash of a template's number and the values it looks at. A model keeps, for each feature it
//! knows, the classes that the feature speaks for or against, with 16-bit weights, of which hardly any needs more than
//! 8 bits. [`crate::learn::perceptron`] trains such models; whoever extracts features writes them once, over
//! [`Scorer`], for training and for use.

use super::model_file::{Reader, Writer};
use crate::error::Result;

/// Adds weights of features to the scores of classes.
pub trait Scorer {
    /// The number of classes.
    fn classes(&self) -> usize;

    /// Adds the weights of `feature` to `scores`, one for each class.
    fn add(&self, feature: u32, scores: &mut [i32]);

    /// The scores of all classes for `features`.
    fn score(&self, features: &[u32], scores: &mut [i32]) {
        scores.fill(0);
        for &feature in features {
            self.add(feature, scores);
        }
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

/// A place in the hash table: the feature (0 where free), where its row starts, and how long it is.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    feature: u32,
    start: u32,
    length: u8,
}

/// A trained model, ready for scoring.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    classes: usize,
    /// Open addressing, at most half full. A feature's place grows with the feature, so that a file, which has its
    /// features in ascending order, fills the table from front to back.
    slots: Vec<Slot>,
    cells: Vec<Cell>,
}

impl Linear {
    /// A model from its rows; a feature that comes twice keeps its first row.
    pub fn new(classes: usize, rows: &[(u32, Vec<Cell>)]) -> Self {
        let mut slots = vec![Slot::default(); slots_for(rows.len())];
        let mut cells = Vec::with_capacity(rows.iter().map(|(_, row)| row.len()).sum());
        for (feature, row) in rows {
            insert(&mut slots, *feature, cells.len(), row.len());
            cells.extend_from_slice(row);
        }
        Self { classes, slots, cells }
    }

    /// Reads a model that [`Linear::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let classes = reader.number()?;
        let rows = reader.number()?;
        let mut features = Vec::with_capacity(rows.min(1 << 24));
        let mut feature = 0u32;
        for _ in 0..rows {
            feature = feature.wrapping_add(u32::try_from(reader.number()?).unwrap_or(0));
            features.push(feature);
        }
        let lengths = reader.bytes(rows)?;
        let count: usize = lengths.iter().map(|&length| usize::from(length)).sum();
        let names = reader.bytes(count)?;
        let weights = reader.bytes(count)?;
        let mut slots = vec![Slot::default(); slots_for(rows)];
        let mut start = 0;
        for (feature, &length) in features.into_iter().zip(lengths) {
            insert(&mut slots, feature, start, usize::from(length));
            start += usize::from(length);
        }
        let last_class = u8::try_from(classes.saturating_sub(1)).unwrap_or(u8::MAX);
        let cell = |(&class, &weight): (&u8, &u8)| Cell {
            class: class.min(last_class),
            weight: i16::from(weight.cast_signed()),
        };
        let mut cells: Vec<Cell> = names.iter().zip(weights).map(cell).collect();
        for cell in cells.iter_mut().filter(|cell| cell.weight == LARGE) {
            let bits = u16::try_from(reader.number()?).unwrap_or(0);
            cell.weight = bits.cast_signed();
        }
        Ok(Self { classes, slots, cells })
    }

    /// Writes the model: classes, then features in ascending order as differences, row lengths, classes, weights.
    ///
    /// A weight takes one byte; those outside of ±127 stand as −128 there, and their 16 bits as numbers behind the last.
    pub fn write(&self, writer: &mut Writer) {
        let mut rows: Vec<Slot> = self.slots.iter().copied().filter(|slot| slot.feature != 0).collect();
        rows.sort_unstable_by_key(|slot| slot.feature);
        writer.number(self.classes);
        writer.number(rows.len());
        let mut before = 0;
        for slot in &rows {
            writer.number((slot.feature - before) as usize);
            before = slot.feature;
        }
        let cells = || rows.iter().flat_map(|slot| self.row(*slot));
        writer.bytes(rows.iter().map(|slot| slot.length));
        writer.bytes(cells().map(|cell| cell.class));
        writer.bytes(cells().map(|cell| small(cell.weight).unwrap_or(i8::MIN).cast_unsigned()));
        for cell in cells().filter(|cell| small(cell.weight).is_none()) {
            writer.number(usize::from(cell.weight.cast_unsigned()));
        }
    }

    /// The number of features that the model knows.
    pub fn features(&self) -> usize {
        self.slots.iter().filter(|slot| slot.feature != 0).count()
    }

    fn row(&self, slot: Slot) -> &[Cell] {
        let start = slot.start as usize;
        self.cells.get(start..start + usize::from(slot.length)).unwrap_or(&[])
    }
}

impl Scorer for Linear {
    fn classes(&self) -> usize {
        self.classes
    }

    #[inline]
    fn add(&self, feature: u32, scores: &mut [i32]) {
        let mut at = place(feature, self.slots.len());
        while let Some(slot) = self.slots.get(at) {
            if slot.feature == feature {
                for cell in self.row(*slot) {
                    if let Some(score) = scores.get_mut(usize::from(cell.class)) {
                        *score += i32::from(cell.weight);
                    }
                }
                return;
            }
            if slot.feature == 0 {
                return;
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }
}

/// The byte of a weight whose value stands behind all weights.
const LARGE: i16 = i8::MIN as i16;

/// A weight in one byte, where it fits.
fn small(weight: i16) -> Option<i8> {
    i8::try_from(weight).ok().filter(|small| *small != i8::MIN)
}

/// The number of slots for `rows` rows.
fn slots_for(rows: usize) -> usize {
    (rows * 2).max(2)
}

/// Where the search for a feature begins.
#[inline]
fn place(feature: u32, slots: usize) -> usize {
    ((u64::from(feature) * slots as u64) >> 32) as usize
}

/// Puts a row into the first free slot from its feature's place on.
fn insert(slots: &mut [Slot], feature: u32, start: usize, length: usize) {
    let count = slots.len();
    let mut at = place(feature, count);
    while let Some(slot) = slots.get_mut(at) {
        if slot.feature == feature {
            return;
        }
        if slot.feature == 0 {
            let start = u32::try_from(start).unwrap_or(u32::MAX);
            *slot = Slot { feature, start, length: u8::try_from(length).unwrap_or(u8::MAX) };
            return;
        }
        at = if at + 1 == count { 0 } else { at + 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_scores_the_same_after_writing_and_reading() {
        let cell = |class, weight| Cell { class, weight };
        let rows = [
            (7, vec![cell(0, 3), cell(2, -4)]),
            (7 + 16, vec![cell(1, 5)]),
            (u32::MAX, vec![cell(2, 127)]),
            (3, vec![cell(1, -128), cell(2, 900)]),
        ];
        let model = Linear::new(3, &rows);
        let mut writer = Writer::default();
        model.write(&mut writer);
        let payload = writer.finish();
        let again = Linear::read(&mut Reader::new(&payload)).unwrap();
        for model in [model, again] {
            let mut scores = [0; 3];
            model.score(&[7, 23, u32::MAX, 99], &mut scores);
            assert_eq!(scores, [3, 5, 123]);
            assert_eq!(best(&scores), 2);
            assert_eq!(model.features(), 4);
            model.score(&[3], &mut scores);
            assert_eq!(scores, [0, -128, 900]);
        }
    }

    #[test]
    fn features_of_different_templates_differ() {
        let one = Feature::new(1).with(5).with(6).get();
        assert_ne!(one, Feature::new(2).with(5).with(6).get());
        assert_ne!(one, Feature::new(1).with(6).with(5).get());
        assert_eq!(hash("Ode"), hash_bytes("Ode".bytes()));
    }
}
