//! Lays the rows of a linear model out as look-ups want them.

use super::{BUCKET, Cell, DENSE, FEWEST_BUCKETS, Head, LANE, Linear, MOST_DENSE, READ, SPARSE, UNITS, WIDE};
use super::{lanes, place, small, tag};

/// Fills a model with rows in the order of their features.
pub(super) struct Builder {
    model: Linear,
    /// The buckets whose beginning is known.
    begun: usize,
    last: Option<u32>,
    /// The bucket that is being filled: low halves, sizes with forms, and rows.
    tags: Vec<u8>,
    metas: Vec<u8>,
    rows: Vec<u8>,
}

impl Builder {
    /// For a model of so many classes, rows and cells.
    pub fn new(classes: usize, rows: usize, cells: usize) -> Self {
        let count = (rows / BUCKET).max(FEWEST_BUCKETS);
        let mut buckets = Vec::with_capacity(2 * count + 4 * rows + 3 * cells);
        buckets.extend([0; 2]);
        let model = Linear { classes, heads: vec![Head::default(); count + 1], buckets };
        Self { model, begun: 0, last: None, tags: Vec::new(), metas: Vec::new(), rows: Vec::new() }
    }

    /// Opens the row of a feature; false, and then nothing may be put in, when it does not come after the one before.
    pub fn open(&mut self, feature: u32) -> bool {
        if self.last.is_some_and(|last| last >= feature) {
            return false;
        }
        self.last = Some(feature);
        let bucket = place(feature, self.model.heads.len().saturating_sub(1));
        if bucket >= self.begun {
            self.begin(bucket);
        }
        if let Some(head) = self.model.heads.get_mut(bucket) {
            head.filter |= 1 << (feature & 31);
        }
        self.tags.extend(tag(feature).to_le_bytes());
        true
    }

    /// Closes the bucket that is being filled, and lets all up to this one begin behind it.
    fn begin(&mut self, bucket: usize) {
        // No bucket of a sound model is too large to be counted.
        let count = u16::try_from(self.tags.len() / 2).unwrap_or(0);
        if count > 0 {
            self.model.buckets.extend(count.to_le_bytes());
        }
        for part in [&mut self.tags, &mut self.metas, &mut self.rows] {
            part.truncate(if count > 0 { part.len() } else { 0 });
            self.model.buckets.append(part);
        }
        let start = u32::try_from(self.model.buckets.len()).unwrap_or(0);
        for head in self.model.heads.iter_mut().take(bucket + 1).skip(self.begun) {
            head.start = start;
        }
        self.begun = bucket + 1;
    }

    /// Closes the row that was opened, whose weights have so many bytes in the bucket.
    fn close(&mut self, form: u16, bytes: usize) {
        let units = u16::try_from(bytes / 2).unwrap_or(UNITS).min(UNITS);
        self.metas.extend((form << 14 | units).to_le_bytes());
    }

    /// Puts in the row that was opened, whatever its weights.
    pub fn push(&mut self, row: &[Cell]) {
        let row = row.get(..row.len().min(usize::from(u8::MAX))).unwrap_or_default();
        let byte = |weight: i16| small(weight).unwrap_or(0).cast_unsigned();
        let before = self.rows.len();
        let dense = suits_dense(self.model.classes, row);
        let large = row.iter().any(|cell| small(cell.weight).is_none());
        let form = if large || dense {
            let mut weights = [0; MOST_DENSE];
            for cell in row.iter().filter(|_| dense) {
                if let Some(weight) = weights.get_mut(usize::from(cell.class)) {
                    *weight = nearest(cell.weight);
                }
            }
            let lanes = weights.get(..lanes(self.model.classes)).unwrap_or_default();
            self.rows.extend(lanes.iter().map(|weight| weight.cast_unsigned()));
            for cell in row.iter().filter(|_| large) {
                let rest = cell.weight - if dense { i16::from(nearest(cell.weight)) } else { 0 };
                let [first, second] = rest.to_le_bytes();
                self.rows.extend((!dense || rest != 0).then_some([cell.class, first, second]).into_iter().flatten());
            }
            if large { WIDE } else { DENSE }
        } else {
            self.rows.extend(row.iter().flat_map(|cell| [cell.class, byte(cell.weight)]));
            SPARSE
        };
        if (self.rows.len() - before) % 2 == 1 {
            self.rows.push(0);
        }
        self.close(form, self.rows.len() - before);
    }

    /// The same for a row of small weights of few classes.
    pub fn push_sparse(&mut self, classes: &[u8], weights: &[u8]) {
        let last = u8::try_from(self.model.classes.saturating_sub(1)).unwrap_or(u8::MAX);
        for (&class, &weight) in classes.iter().zip(weights) {
            self.rows.extend([class.min(last), weight]);
        }
        self.close(SPARSE, 2 * classes.len());
    }

    /// The model.
    pub fn finish(mut self) -> Linear {
        self.begin(self.model.heads.len());
        self.model.buckets.extend([0; READ]);
        self.model
    }
}

/// Whether a row of so many cells takes less work than to add all classes; a lane takes the work of two cells.
pub(super) fn is_short(classes: usize, cells: usize) -> bool {
    classes > MOST_DENSE || cells <= 2 * classes.div_ceil(LANE)
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
