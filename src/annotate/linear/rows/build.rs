//! Lays the rows of a linear model out as look-ups want them.

use super::{
    BUCKET, Cell, DENSE, FEWEST_BUCKETS, Head, HeadBytes, LANE, Linear, MOST_DENSE, READ, SPARSE, UNITS, WIDE,
};
use super::{lanes, place, small, tag};

/// Fills a model with buckets in the order of their features.
pub(super) struct Builder {
    classes: usize,
    heads: Vec<Head>,
    buckets: Vec<u8>,
    /// The buckets whose beginning is known.
    begun: usize,
    /// Where the size and form of the next row are to stand.
    meta: usize,
}

impl Builder {
    /// For a model of so many classes, rows and cells.
    pub fn new(classes: usize, rows: usize, cells: usize) -> Self {
        let count = (rows / BUCKET).max(FEWEST_BUCKETS);
        let mut buckets = Vec::with_capacity(2 * count + 4 * rows + 3 * cells);
        buckets.extend([0; 2]);
        Self { classes, heads: vec![Head::default(); count + 1], buckets, begun: 0, meta: 0 }
    }

    /// The number of buckets.
    pub fn count(&self) -> usize {
        self.heads.len().saturating_sub(1)
    }

    /// Begins the bucket of these features, all that it has, in ascending order. Their rows must be put in next.
    pub fn begin(&mut self, features: &[u32]) {
        let Some(first) = features.first() else { return };
        let bucket = place(*first, self.count());
        self.start(bucket);
        if let Some(head) = self.heads.get_mut(bucket) {
            head.filter = features.iter().fold(0, |filter, feature| filter | 1 << (feature & 31));
        }
        let buckets = &mut self.buckets;
        buckets.extend(u16::try_from(features.len()).unwrap_or(0).to_le_bytes());
        buckets.extend(features.iter().flat_map(|feature| tag(*feature).to_le_bytes()));
        self.meta = buckets.len();
        buckets.resize(self.meta + 2 * features.len(), 0);
    }

    /// Lets all buckets up to this one that have not begun begin here.
    fn start(&mut self, bucket: usize) {
        let start = u32::try_from(self.buckets.len()).unwrap_or(0);
        for head in self.heads.iter_mut().take(bucket + 1).skip(self.begun) {
            head.start = start;
        }
        self.begun = bucket + 1;
    }

    /// Ends the row that begins at `start`.
    fn close(&mut self, form: u16, start: usize) {
        let units = u16::try_from((self.buckets.len() - start) / 2).unwrap_or(UNITS).min(UNITS);
        if let Some(meta) = self.buckets.get_mut(self.meta..self.meta + 2) {
            meta.copy_from_slice(&(form << 14 | units).to_le_bytes());
        }
        self.meta += 2;
    }

    /// Puts in the next row, whatever its weights.
    pub fn push(&mut self, row: &[Cell]) {
        let row = row.get(..row.len().min(usize::from(u8::MAX))).unwrap_or_default();
        let byte = |weight: i16| small(weight).unwrap_or(0).cast_unsigned();
        let start = self.buckets.len();
        let dense = suits_dense(self.classes, row);
        let large = row.iter().any(|cell| small(cell.weight).is_none());
        let form = if large || dense {
            let mut weights = [0; MOST_DENSE];
            for cell in row.iter().filter(|_| dense) {
                if let Some(weight) = weights.get_mut(usize::from(cell.class)) {
                    *weight = nearest(cell.weight);
                }
            }
            let lanes = weights.get(..lanes(self.classes)).unwrap_or_default();
            self.buckets.extend(lanes.iter().map(|weight| weight.cast_unsigned()));
            for cell in row.iter().filter(|_| large) {
                let rest = cell.weight - if dense { i16::from(nearest(cell.weight)) } else { 0 };
                let [first, second] = rest.to_le_bytes();
                self.buckets.extend((!dense || rest != 0).then_some([cell.class, first, second]).into_iter().flatten());
            }
            if large { WIDE } else { DENSE }
        } else {
            self.buckets.extend(row.iter().flat_map(|cell| [cell.class, byte(cell.weight)]));
            SPARSE
        };
        if (self.buckets.len() - start) % 2 == 1 {
            self.buckets.push(0);
        }
        self.close(form, start);
    }

    /// The same for a row of small weights of few classes.
    pub fn push_sparse(&mut self, classes: &[u8], weights: &[u8]) {
        let last = u8::try_from(self.classes.saturating_sub(1)).unwrap_or(u8::MAX);
        let start = self.buckets.len();
        self.buckets.resize(start + 2 * classes.len(), 0);
        let (pairs, _) = self.buckets.get_mut(start..).unwrap_or_default().as_chunks_mut();
        for (pair, (&class, &weight)) in pairs.iter_mut().zip(classes.iter().zip(weights)) {
            *pair = [class.min(last), weight];
        }
        self.close(SPARSE, start);
    }

    /// The model.
    pub fn finish(mut self) -> Linear {
        self.start(self.heads.len());
        self.buckets.extend([0; READ]);
        let heads: Vec<HeadBytes> = self.heads.into_iter().map(Head::bytes).collect();
        Linear { classes: self.classes, heads: heads.into(), buckets: self.buckets.into() }
    }
}

/// Whether a row of so many cells takes less work than to add all classes; two lanes take the work of two cells.
pub(super) fn is_short(classes: usize, cells: usize) -> bool {
    classes > MOST_DENSE || cells <= 2 * classes.div_ceil(2 * LANE)
}

/// Whether a row fills so many classes that to add all is less work, and whether it can be read back from that.
fn suits_dense(classes: usize, row: &[Cell]) -> bool {
    let ascends = row.is_sorted_by(|one, next| one.class < next.class);
    let last = row.last().is_some_and(|cell| usize::from(cell.class) < classes);
    let large = row.iter().any(|cell| small(cell.weight).is_none());
    let fills = large && classes <= MOST_DENSE || !is_short(classes, row.len());
    fills && ascends && last && row.iter().all(|cell| cell.weight != 0)
}

/// The weight of one byte that comes nearest.
fn nearest(weight: i16) -> i8 {
    small(weight).unwrap_or(if weight < 0 { -i8::MAX } else { i8::MAX })
}
