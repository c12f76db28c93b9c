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

/// A place in the hash table: the feature (0 where free), and where its row stands.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    feature: u32,
    row: u32,
}

/// A trained model, ready for scoring.
///
/// A text has some seventy features a token, and a look-up in tables of many megabytes waits for the memory. So features
/// are looked up in batches ([`Scorer::add_all`]), in which no look-up waits for the one before, and a small table tells
/// most of those that are unknown without a look at the large ones.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    classes: usize,
    /// A bit for each known feature, at a place that grows with the feature; the table fits into a processor's cache.
    filter: Vec<u64>,
    /// Open addressing, at most half full. A feature's place grows with the feature, so that a file, which has its
    /// features in ascending order, fills the table from front to back.
    slots: Vec<Slot>,
    /// The rows, one behind the other: a head with the number of pairs that follow and their form ([`SPARSE`], [`WIDE`] or
    /// [`DENSE`]), then the pairs. The first row is empty, and that of unknown features.
    cells: Vec<[u8; 2]>,
}

/// A row of pairs of a class and its weight.
const SPARSE: u8 = 0;
/// A row of two pairs for each cell: the class and nothing, the weight in two bytes.
const WIDE: u8 = 1;
/// A row of the weights of all classes, which a processor adds many at a time.
const DENSE: u8 = 2;
/// Weights that are added at once: dense rows are padded to whole lanes.
const LANE: usize = 16;
/// Classes of a model that may have dense rows.
const MOST_DENSE: usize = 128;

/// How many features are looked up at once.
const BATCH: usize = 64;
/// Bits of the filter for each feature: about one unknown feature in ten passes it.
const FILTER_BITS: usize = 8;

impl Linear {
    /// A model from its rows; a feature that comes twice keeps its first row.
    pub fn new(classes: usize, rows: &[(u32, Vec<Cell>)]) -> Self {
        let mut model = Self::with_room(classes, rows.len(), rows.iter().map(|(_, row)| row.len()).sum());
        for (feature, row) in rows {
            if model.place(*feature) {
                model.push_row(row);
            }
        }
        model
    }

    /// A model without rows, with room for as many rows and cells.
    fn with_room(classes: usize, rows: usize, cells: usize) -> Self {
        let mut room = Vec::with_capacity(1 + rows + cells + cells / 64);
        room.push([0, 0]);
        Self {
            classes,
            filter: vec![0; rows * FILTER_BITS / 64 + 1],
            slots: vec![Slot::default(); (rows * 2).max(2)],
            cells: room,
        }
    }

    /// Reads a model that [`Linear::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let classes = reader.number()?;
        let count = reader.number()?;
        let features = reader.ascending(count)?;
        let lengths = reader.bytes(count)?;
        let cells = lengths.iter().map(|&length| usize::from(length)).sum();
        let (mut names, mut weights) = (reader.bytes(cells)?, reader.bytes(cells)?);
        let last_class = u8::try_from(classes.saturating_sub(1)).unwrap_or(u8::MAX);
        let mut model = Self::with_room(classes, count, cells);
        let mut row = Vec::new();
        for (feature, &length) in features.into_iter().zip(lengths) {
            let (own_names, own_weights);
            (own_names, names) = names.split_at_checked(usize::from(length)).unwrap_or_default();
            (own_weights, weights) = weights.split_at_checked(usize::from(length)).unwrap_or_default();
            if !own_weights.contains(&LARGE_BYTE) && own_names.len() * 3 < classes {
                if model.place(feature) {
                    let cells = own_names.iter().zip(own_weights);
                    model.cells.push([length, SPARSE]);
                    model.cells.extend(cells.map(|(&class, &weight)| [class.min(last_class), weight]));
                }
                continue;
            }
            let cell = |(&class, &weight): (&u8, &u8)| Cell {
                class: class.min(last_class),
                weight: i16::from(weight.cast_signed()),
            };
            row.clear();
            row.extend(own_names.iter().zip(own_weights).map(cell));
            for cell in row.iter_mut().filter(|cell| cell.weight == LARGE) {
                cell.weight = u16::try_from(reader.number()?).unwrap_or(0).cast_signed();
            }
            if model.place(feature) {
                model.push_row(&row);
            }
        }
        Ok(model)
    }

    /// Writes the model: classes, then features in ascending order as differences, row lengths, classes, weights.
    ///
    /// A weight takes one byte; those outside of ±127 stand as −128 there, and their 16 bits as numbers behind the last.
    pub fn write(&self, writer: &mut Writer) {
        let mut known: Vec<Slot> = self.slots.iter().copied().filter(|slot| slot.feature != 0).collect();
        known.sort_unstable_by_key(|slot| slot.feature);
        writer.number(self.classes);
        writer.number(known.len());
        let mut before = 0;
        for slot in &known {
            writer.number((slot.feature - before) as usize);
            before = slot.feature;
        }
        let rows: Vec<Vec<Cell>> = known.iter().map(|slot| self.row(slot.row)).collect();
        let cells = || rows.iter().flatten();
        writer.bytes(rows.iter().map(|row| u8::try_from(row.len()).unwrap_or(u8::MAX)));
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

    /// Puts a feature, whose row is to be the next one, into the first free slot from the feature's place on; false when it
    /// is there already.
    fn place(&mut self, feature: u32) -> bool {
        let count = self.slots.len();
        let mut at = place(feature, count);
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.feature == feature {
                return false;
            }
            if slot.feature == 0 {
                *slot = Slot { feature, row: u32::try_from(self.cells.len()).unwrap_or(0) };
                break;
            }
            at = if at + 1 == count { 0 } else { at + 1 };
        }
        let (word, bit) = self.filter_place(feature);
        if let Some(word) = self.filter.get_mut(word) {
            *word |= 1 << bit;
        }
        true
    }

    /// Puts a row behind the others.
    fn push_row(&mut self, row: &[Cell]) {
        let length = u8::try_from(row.len()).unwrap_or(u8::MAX);
        let row = row.get(..usize::from(length)).unwrap_or_default();
        let byte = |weight: i16| small(weight).unwrap_or(0).cast_unsigned();
        if row.iter().any(|cell| small(cell.weight).is_none()) {
            // Each cell takes two pairs, so that the head counts cells here.
            self.cells.push([length, WIDE]);
            self.cells.extend(row.iter().flat_map(|cell| [[cell.class, 0], cell.weight.to_le_bytes()]));
        } else if self.suits_dense(row) {
            let lanes = self.classes.div_ceil(LANE);
            let mut weights = [0; MOST_DENSE];
            for cell in row {
                if let Some(weight) = weights.get_mut(usize::from(cell.class)) {
                    *weight = byte(cell.weight);
                }
            }
            let (pairs, _) = weights.as_chunks::<2>();
            let count = lanes * LANE / 2;
            self.cells.push([u8::try_from(count).unwrap_or(0), DENSE]);
            self.cells.extend(pairs.iter().take(count));
        } else {
            self.cells.push([length, SPARSE]);
            self.cells.extend(row.iter().map(|cell| [cell.class, byte(cell.weight)]));
        }
    }

    /// Whether a row fills so many classes that to add all is less work, and whether it can be read back from that.
    fn suits_dense(&self, row: &[Cell]) -> bool {
        let ascends = row.is_sorted_by(|one, next| one.class < next.class);
        let last = row.last().is_some_and(|cell| usize::from(cell.class) < self.classes);
        self.classes <= MOST_DENSE
            && row.len() * 3 >= self.classes
            && ascends
            && last
            && row.iter().all(|cell| cell.weight != 0)
    }

    /// The row at `start` as it was put in.
    fn row(&self, start: u32) -> Vec<Cell> {
        let mut cells = Vec::new();
        self.each_cell(start, |class, weight| cells.push(Cell { class, weight }));
        cells
    }

    /// The form of the row at `start` and its pairs.
    #[inline]
    fn pairs(&self, start: u32) -> (u8, &[[u8; 2]]) {
        let start = start as usize;
        let Some(&[length, form]) = self.cells.get(start) else { return (SPARSE, &[]) };
        let count = usize::from(length) * if form == WIDE { 2 } else { 1 };
        (form, self.cells.get(start + 1..start + 1 + count).unwrap_or_default())
    }

    /// Shows the cells of the row at `start`.
    fn each_cell(&self, start: u32, mut show: impl FnMut(u8, i16)) {
        match self.pairs(start) {
            (WIDE, pairs) => {
                for pair in pairs.chunks_exact(2) {
                    if let &[[class, _], weight] = pair {
                        show(class, i16::from_le_bytes(weight));
                    }
                }
            }
            (DENSE, pairs) => {
                for (class, weight) in (0..).zip(pairs.as_flattened()).filter(|(_, weight)| **weight != 0) {
                    show(class, i16::from(weight.cast_signed()));
                }
            }
            (_, pairs) => {
                for &[class, weight] in pairs {
                    show(class, i16::from(weight.cast_signed()));
                }
            }
        }
    }

    /// Adds the row at `start` to the scores.
    #[inline]
    fn add_row(&self, start: u32, scores: &mut [i32]) {
        self.each_cell(start, |class, weight| {
            if let Some(score) = scores.get_mut(usize::from(class)) {
                *score += i32::from(weight);
            }
        });
    }

    /// Adds the rows at `starts`, at most [`BATCH`] of them, to the scores.
    fn add_rows(&self, starts: &[u32], scores: &mut [i32]) {
        // Sums of that few small weights fit into 16 bits, of which a processor adds twice as many at once.
        let mut sums = [0i16; MOST_DENSE];
        let mut any = false;
        for &start in starts {
            let (form, pairs) = self.pairs(start);
            if form == DENSE {
                any = true;
                let (lanes, _) = sums.as_chunks_mut::<LANE>();
                let (weights, _) = pairs.as_flattened().as_chunks::<LANE>();
                for (lane, weights) in lanes.iter_mut().zip(weights) {
                    for (sum, weight) in lane.iter_mut().zip(weights) {
                        *sum += i16::from(weight.cast_signed());
                    }
                }
            } else if form == SPARSE {
                for &[class, weight] in pairs {
                    if let Some(score) = scores.get_mut(usize::from(class)) {
                        *score += i32::from(weight.cast_signed());
                    }
                }
            } else {
                self.add_row(start, scores);
            }
        }
        if any {
            for (score, sum) in scores.iter_mut().zip(sums) {
                *score += i32::from(sum);
            }
        }
    }

    /// The word and the bit of the filter that belong to a feature.
    #[inline]
    fn filter_place(&self, feature: u32) -> (usize, usize) {
        let bit = place(feature, self.filter.len() * 64);
        (bit / 64, bit % 64)
    }

    /// Whether the filter lets a feature pass: true of all that are known.
    #[inline]
    fn may_know(&self, feature: u32) -> bool {
        let (word, bit) = self.filter_place(feature);
        self.filter.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    /// Where the row of a feature stands; 0, that of the empty row, where the feature is unknown.
    fn find(&self, feature: u32) -> u32 {
        let mut at = place(feature, self.slots.len());
        while let Some(slot) = self.slots.get(at) {
            if slot.feature == feature {
                return slot.row;
            }
            if slot.feature == 0 {
                return 0;
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
        0
    }

    /// Adds the rows of at most [`BATCH`] features. Each step goes over the whole batch before the next, so that a
    /// processor fetches what the features need all at once.
    fn add_batch(&self, features: &[u32], scores: &mut [i32]) {
        let mut known = [0; BATCH];
        let mut count = 0;
        for &feature in features {
            if let Some(next) = known.get_mut(count) {
                *next = feature;
            }
            count += usize::from(self.may_know(feature));
        }
        let known = known.get(..count).unwrap_or_default();
        let mut slots = [Slot::default(); BATCH];
        for (slot, &feature) in slots.iter_mut().zip(known) {
            *slot = self.slots.get(place(feature, self.slots.len())).copied().unwrap_or_default();
        }
        let mut rows = [0; BATCH];
        for ((row, slot), &feature) in rows.iter_mut().zip(&slots).zip(known) {
            *row = if slot.feature == feature { slot.row } else { self.find(feature) };
        }
        let rows = rows.get(..count).unwrap_or_default();
        let lengths: u32 =
            rows.iter().map(|&row| self.cells.get(row as usize).map_or(0, |head| u32::from(head[0]))).sum();
        if lengths > 0 {
            self.add_rows(rows, scores);
        }
    }
}

impl Scorer for Linear {
    fn classes(&self) -> usize {
        self.classes
    }

    fn add(&self, feature: u32, scores: &mut [i32]) {
        self.add_row(self.find(feature), scores);
    }

    fn add_all(&self, features: &[u32], scores: &mut [i32]) {
        for batch in features.chunks(BATCH) {
            self.add_batch(batch, scores);
        }
    }
}

/// The byte of a weight whose value stands behind all weights.
const LARGE: i16 = i8::MIN as i16;
const LARGE_BYTE: u8 = i8::MIN.cast_unsigned();

/// A weight in one byte, where it fits.
fn small(weight: i16) -> Option<i8> {
    i8::try_from(weight).ok().filter(|small| *small != i8::MIN)
}

/// Where the search for a feature begins.
#[inline]
fn place(feature: u32, slots: usize) -> usize {
    ((u64::from(feature) * slots as u64) >> 32) as usize
}

#[cfg(test)]
mod tests;
