//! The rows of a linear model: for each known feature the weights of the classes that it speaks for or against.

mod build;

use super::super::model_file::{Reader, Writer};
use super::{Cell, Scorer};
use crate::error::{Error, Result};
use build::{Builder, is_short};
use std::borrow::Cow;

/// Where a bucket begins, and a bit for each feature that it holds.
#[derive(Debug, Clone, Copy, Default)]
struct Head {
    start: u32,
    filter: u32,
}

/// A head as it stands in memory: the start and the filter, least byte first.
type HeadBytes = [u8; 8];

impl Head {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
    fn of(bytes: HeadBytes) -> Self {
        let both = u64::from_le_bytes(bytes);
        Self { start: both as u32, filter: (both >> 32) as u32 }
    }

    fn bytes(self) -> HeadBytes {
        (u64::from(self.start) | u64::from(self.filter) << 32).to_le_bytes()
    }

    /// 0 where the bucket surely does not hold the feature, else 1. A bucket without features begins where the next does,
    /// so that nothing may be looked up there.
    #[inline]
    fn knows(self, feature: u32) -> usize {
        (self.filter >> (feature & 31) & 1) as usize
    }
}

/// A trained model, ready for scoring.
///
/// A text has some seventy features a token, and a look-up in tables of many megabytes waits for the memory. So features
/// are looked up in batches ([`Scorer::add_all`]), in which no look-up waits for the one before, nor for a branch that a
/// processor could not foresee; a small table tells most of those that are unknown, and where the others must stand.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    classes: usize,
    /// One for each bucket, and one for the end. A feature's bucket grows with the feature.
    heads: Cow<'static, [HeadBytes]>,
    /// The buckets: how many rows there are, for each the low half of its feature, for each its size and form
    /// ([`Row`]), and the rows themselves. All of it in units of two bytes. The first bucket is empty; the last is followed
    /// by as many bytes as a look-up reads at once.
    buckets: Cow<'static, [u8]>,
}

/// A row of pairs of a class and its weight.
const SPARSE: u16 = 0;
/// A dense row, and behind it threes of a class and what its weight is more than that, in two bytes.
const WIDE: u16 = 1;
/// A row of the weights of all classes, which a processor adds many at a time.
const DENSE: u16 = 2;
/// Weights that are added at once: dense rows are padded to whole lanes.
const LANE: usize = 8;
/// Classes of a model that may have dense rows.
const MOST_DENSE: usize = 128;

/// How many features are looked up at once.
const BATCH: usize = 64;
/// The same where there are no more.
const HALF: usize = BATCH / 2;
/// Features in a bucket, more or less; about one unknown feature in ten passes a filter of 32 bits.
const BUCKET: usize = 3;
/// Buckets of a model at least: so many that the low half of a feature tells it from all others of its bucket.
const FEWEST_BUCKETS: usize = 1 << 16;
/// Bytes that a look-up reads at once.
const READ: usize = 16;

/// Where a row stands, and its size in units with its form in the two highest bits.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    at: u32,
    meta: u16,
}

impl Row {
    fn form(self) -> u16 {
        self.meta >> 14
    }

    fn units(self) -> usize {
        usize::from(self.meta & UNITS)
    }
}

/// The bits of the size.
const UNITS: u16 = 0x3FFF;
/// The same for four rows.
const FOUR_UNITS: u64 = 0x3FFF_3FFF_3FFF_3FFF;

impl Linear {
    /// A model from its rows; a feature that comes twice keeps its first row.
    pub fn new(classes: usize, rows: &[(u32, Vec<Cell>)]) -> Self {
        let mut sorted: Vec<&(u32, Vec<Cell>)> = rows.iter().collect();
        sorted.sort_by_key(|(feature, _)| *feature);
        sorted.dedup_by_key(|(feature, _)| *feature);
        let features: Vec<u32> = sorted.iter().map(|(feature, _)| *feature).collect();
        let mut builder = Builder::new(classes, rows.len(), rows.iter().map(|(_, row)| row.len()).sum());
        let buckets = builder.count();
        let mut sorted = sorted.into_iter();
        for bucket in features.chunk_by(|a, b| place(*a, buckets) == place(*b, buckets)) {
            builder.begin(bucket);
            sorted.by_ref().take(bucket.len()).for_each(|(_, row)| builder.push(row));
        }
        builder.finish()
    }

    /// Reads a model that [`Linear::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let classes = reader.number()?;
        let count = reader.number()?;
        let features = reader.ascending(count)?;
        if !features.is_sorted_by(|one, next| one < next) {
            return Err(
                Error::input("a model's features are not in order").hint("train the model again with `dixit train`")
            );
        }
        let lengths = reader.bytes(count)?;
        let cells = lengths.iter().map(|&length| usize::from(length)).sum();
        let (mut names, mut weights) = (reader.bytes(cells)?, reader.bytes(cells)?);
        let last_class = u8::try_from(classes.saturating_sub(1)).unwrap_or(u8::MAX);
        let mut builder = Builder::new(classes, count, cells);
        let buckets = builder.count();
        let (mut row, mut lengths) = (Vec::new(), lengths.iter());
        for bucket in features.chunk_by(|a, b| place(*a, buckets) == place(*b, buckets)) {
            builder.begin(bucket);
            for &length in lengths.by_ref().take(bucket.len()) {
                let (own_names, own_weights);
                (own_names, names) = names.split_at_checked(usize::from(length)).unwrap_or_default();
                (own_weights, weights) = weights.split_at_checked(usize::from(length)).unwrap_or_default();
                let large = own_weights.iter().fold(0, |large, weight| large | u8::from(*weight == LARGE_BYTE)) > 0;
                if !large && is_short(classes, own_names.len()) {
                    builder.push_sparse(own_names, own_weights);
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
                builder.push(&row);
            }
        }
        Ok(builder.finish())
    }

    /// A model whose [`Linear::image`] is part of the program: it is used where it stands, and nothing is read.
    pub fn of_image(image: &'static [u8]) -> Self {
        let (numbers, rest) = image.split_first_chunk().unwrap_or((&[0; size_of::<HeadBytes>()], &[]));
        let Head { start: classes, filter: heads } = Head::of(*numbers);
        let (heads, buckets) = rest.split_at_checked(heads as usize * size_of::<HeadBytes>()).unwrap_or_default();
        Self { classes: classes as usize, heads: heads.as_chunks().0.into(), buckets: buckets.into() }
    }

    /// The model as it stands in memory: the numbers of classes and of heads, the heads, the buckets.
    pub fn image(&self) -> Vec<u8> {
        let number = |count: usize| u32::try_from(count).unwrap_or(0);
        let numbers = Head { start: number(self.classes), filter: number(self.heads.len()) };
        [numbers.bytes().as_slice(), self.heads.as_flattened(), &self.buckets].concat()
    }

    /// Writes the model: classes, then features in ascending order as differences, row lengths, classes, weights.
    ///
    /// A weight takes one byte; those outside of ±127 stand as −128 there, and their 16 bits as numbers behind the last.
    pub fn write(&self, writer: &mut Writer) {
        let known = self.known();
        writer.number(self.classes);
        writer.number(known.len());
        let mut before = 0;
        for (feature, _) in &known {
            writer.number((feature - before) as usize);
            before = *feature;
        }
        let rows: Vec<Vec<Cell>> = known.iter().map(|(_, row)| self.cells(*row)).collect();
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
        self.known().len()
    }

    /// All features in ascending order with their rows.
    #[expect(clippy::cast_possible_truncation, reason = "a bucket begins below 2^32")]
    fn known(&self) -> Vec<(u32, Row)> {
        let buckets = self.heads.len().saturating_sub(1);
        let mut known = Vec::new();
        let heads = self.heads.iter().map(|head| Head::of(*head));
        for (bucket, head) in heads.take(buckets).enumerate().filter(|(_, head)| head.filter != 0) {
            // The least feature of the bucket: others have the same upper half, or the next one.
            let least = ((bucket as u64) << 32).div_ceil(buckets as u64) as u32;
            for (tag, row) in self.rows_at(head.start) {
                known.push((least.wrapping_add(u32::from(tag.wrapping_sub(least as u16))), row));
            }
        }
        known
    }

    /// The two bytes at `at` as a number.
    fn pair(&self, at: u32) -> u16 {
        let bytes = self.buckets.get(at as usize..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or(0, |bytes| u16::from_le_bytes(*bytes))
    }

    /// The rows of the bucket at `start`, each with the low half of its feature.
    fn rows_at(&self, start: u32) -> impl Iterator<Item = (u16, Row)> {
        let count = u32::from(self.pair(start));
        let mut at = start + 2 + 4 * count;
        (0..count).map(move |index| {
            let row = Row { at, meta: self.pair(start + 2 + 2 * count + 2 * index) };
            at += 2 * u32::from(row.meta & UNITS);
            (self.pair(start + 2 + 2 * index), row)
        })
    }

    /// The row of a feature in the bucket at `start`, which begins with these bytes; an empty row when it is not there.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "parts of numbers are meant")]
    fn row_of(&self, start: u32, [first, second]: [u64; 2], tag: u16) -> Row {
        let count = u32::from(first as u16);
        if count > 7 {
            return self.rows_at(start).find(|(known, _)| *known == tag).map_or_else(Row::default, |(_, row)| row);
        }
        // Of the eight numbers of 16 bits the first is the count, the others are low halves of features or what follows
        // them.
        let (near, far) = (equal_lanes(first, tag) & !0xFFFF, equal_lanes(second, tag));
        let lane = if near == 0 { 4 + (far.trailing_zeros() >> 4) } else { near.trailing_zeros() >> 4 };
        let index = lane - 1;
        let [first, second] = self.words(start + 2 + 2 * count);
        let (inner, outer) = (index.min(4) * 16, index.saturating_sub(4) * 16);
        let units = sum_lanes(first & below(inner) & FOUR_UNITS) + sum_lanes(second & below(outer) & FOUR_UNITS);
        let meta = if index < 4 { first >> (index * 16) } else { second >> (outer & 63) } as u16;
        let at = start + 2 + 4 * count + 2 * units;
        if lane <= count { Row { at, meta } } else { Row::default() }
    }

    /// The sixteen bytes at `at`, as two numbers.
    #[inline]
    fn words(&self, at: u32) -> [u64; 2] {
        let bytes: Option<&[u8; READ]> = self.buckets.get(at as usize..).and_then(|bytes| bytes.first_chunk());
        bytes.map_or([0; 2], |bytes| {
            let all = u128::from_le_bytes(*bytes);
            #[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
            [all as u64, (all >> 64) as u64]
        })
    }

    /// The bytes of a row.
    #[inline]
    fn weights(&self, row: Row) -> &[u8] {
        let start = row.at as usize;
        self.buckets.get(start..start + 2 * row.units()).unwrap_or_default()
    }

    /// The row as it was put in.
    fn cells(&self, row: Row) -> Vec<Cell> {
        let mut cells = Vec::new();
        self.each_cell(row, |class, weight| cells.push(Cell { class, weight }));
        cells
    }

    /// Shows the cells of a row.
    fn each_cell(&self, row: Row, mut show: impl FnMut(u8, i16)) {
        let weights = self.weights(row);
        match row.form() {
            WIDE => {
                let (lanes, rest) = weights.split_at_checked(lanes(self.classes)).unwrap_or_default();
                let rest = || rest.as_chunks().0.iter().map(|&[class, a, b]| (class, i16::from_le_bytes([a, b])));
                for (class, &weight) in (0u8..).zip(lanes).filter(|(_, weight)| **weight != 0) {
                    let more: i16 = rest().filter(|(own, _)| *own == class).map(|(_, more)| more).sum();
                    show(class, i16::from(weight.cast_signed()) + more);
                }
                // Without lanes, or where they could not give the row back, all stands here.
                let alone = |class: u8| lanes.get(usize::from(class)).is_none_or(|weight| *weight == 0);
                rest().filter(|(class, _)| alone(*class)).for_each(|(class, weight)| show(class, weight));
            }
            DENSE => {
                for (class, weight) in (0..).zip(weights).filter(|(_, weight)| **weight != 0) {
                    show(class, i16::from(weight.cast_signed()));
                }
            }
            _ => {
                for &[class, weight] in weights.as_chunks().0 {
                    show(class, i16::from(weight.cast_signed()));
                }
            }
        }
    }

    /// Adds a row to the scores.
    fn add_row(&self, row: Row, scores: &mut [i32]) {
        self.each_cell(row, |class, weight| {
            if let Some(score) = scores.get_mut(usize::from(class)) {
                *score += i32::from(weight);
            }
        });
    }

    /// Adds rows, at most [`BATCH`] of them, to the scores.
    fn add_rows(&self, rows: &[Row], scores: &mut [i32]) {
        // Sums of that few small weights fit into 16 bits, of which a processor adds twice as many at once.
        let mut sums = [0i16; MOST_DENSE];
        let (lanes, fits) = (lanes(self.classes), self.classes <= MOST_DENSE);
        for &row in rows {
            if row.form() != SPARSE {
                let weights = self.weights(row);
                let (dense, rest) = weights.split_at_checked(lanes).unwrap_or_default();
                let (sums, _) = sums.as_chunks_mut::<LANE>();
                let (dense, _) = dense.as_chunks::<LANE>();
                for (lane, weights) in sums.iter_mut().zip(dense) {
                    for (sum, weight) in lane.iter_mut().zip(weights) {
                        *sum += i16::from(weight.cast_signed());
                    }
                }
                for &[class, first, second] in rest.as_chunks().0 {
                    if let Some(score) = scores.get_mut(usize::from(class)) {
                        *score += i32::from(i16::from_le_bytes([first, second]));
                    }
                }
            } else if fits {
                for &[class, weight] in self.weights(row).as_chunks().0 {
                    if let Some(sum) = sums.get_mut(usize::from(class) % MOST_DENSE) {
                        *sum += i16::from(weight.cast_signed());
                    }
                }
            } else {
                self.add_row(row, scores);
            }
        }
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score += i32::from(sum);
        }
    }

    /// The head of a feature's bucket.
    #[inline]
    fn head(&self, feature: u32) -> Head {
        let bucket = place(feature, self.heads.len().saturating_sub(1));
        self.heads.get(bucket).map_or_else(Head::default, |head| Head::of(*head))
    }

    /// Adds the rows of at most `N` features. Each step goes over the whole batch before the next, so that a
    /// processor fetches what the features need all at once.
    fn add_batch<const N: usize>(&self, features: &[u32], scores: &mut [i32]) {
        let mut known = [(0, 0); N];
        let mut count = 0;
        for &feature in features {
            let head = self.head(feature);
            if let Some(place) = known.get_mut(count) {
                *place = (head.start, tag(feature));
            }
            // No branch, which a processor could not foresee, so that it goes on while it waits for the table.
            count += head.knows(feature);
        }
        let known = known.get(..count).unwrap_or_default();
        let mut words = [[0; 2]; N];
        for (words, (start, _)) in words.iter_mut().zip(known) {
            *words = self.words(*start);
        }
        let mut rows = [Row::default(); N];
        let mut found = 0;
        for (words, &(start, tag)) in words.iter().zip(known) {
            let row = self.row_of(start, *words, tag);
            if let Some(place) = rows.get_mut(found) {
                *place = row;
            }
            found += usize::from(row.at > 0);
        }
        if found > 0 {
            self.add_rows(rows.get(..found).unwrap_or_default(), scores);
        }
    }
}

/// The bytes of a dense row.
fn lanes(classes: usize) -> usize {
    if classes <= MOST_DENSE { classes.next_multiple_of(LANE) } else { 0 }
}

/// The highest bit of each of four numbers of 16 bits that equals `tag`.
#[inline]
fn equal_lanes(lanes: u64, tag: u16) -> u64 {
    const LOW: u64 = 0x7FFF_7FFF_7FFF_7FFF;
    let other = lanes ^ u64::from(tag).wrapping_mul(0x0001_0001_0001_0001);
    !(((other & LOW) + LOW) | other | LOW)
}

/// The sum of four numbers of 16 bits, which has no more bits itself.
#[inline]
fn sum_lanes(lanes: u64) -> u32 {
    (lanes.wrapping_mul(0x0001_0001_0001_0001) >> 48) as u32
}

/// So many low bits.
#[inline]
fn below(bits: u32) -> u64 {
    1u64.checked_shl(bits).unwrap_or(0).wrapping_sub(1)
}

/// What tells a feature from the others of its bucket: its low half.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is meant")]
fn tag(feature: u32) -> u16 {
    feature as u16
}

impl Scorer for Linear {
    fn classes(&self) -> usize {
        self.classes
    }

    fn add(&self, feature: u32, scores: &mut [i32]) {
        let head = self.head(feature);
        if head.knows(feature) > 0 {
            self.add_row(self.row_of(head.start, self.words(head.start), tag(feature)), scores);
        }
    }

    fn add_all(&self, features: &[u32], scores: &mut [i32]) {
        if features.len() <= HALF {
            return self.add_batch::<HALF>(features, scores);
        }
        for batch in features.chunks(BATCH) {
            self.add_batch::<BATCH>(batch, scores);
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

/// The bucket of a feature.
#[inline]
fn place(feature: u32, buckets: usize) -> usize {
    ((u64::from(feature) * buckets as u64) >> 32) as usize
}

#[cfg(test)]
mod tests;
