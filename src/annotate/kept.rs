//! Scores that depend on one word alone, kept from document to document: words come back, and so do their scores.

use super::words::{Word, Words};
use rustc_hash::FxHashMap;
use std::sync::Mutex;

/// When the rows hold more numbers than this, the next document begins with none: 8 MB for each thread.
const MOST: usize = 1 << 22;
/// Where no row is kept yet.
const NONE: u32 = u32::MAX;

/// The scores of all classes for words, one row for each word and each of `KINDS` places that it can stand in.
///
/// A row is a function of the word and the model, so that it makes no difference to any result whether it was kept.
#[derive(Debug)]
pub struct WordScores<const KINDS: usize> {
    /// Where the rows of a word begin.
    of: FxHashMap<Word, [u32; KINDS]>,
    /// Sums of a word's few weights, which hardly ever need more than 16 bits; those that do are not kept.
    rows: Vec<i16>,
    /// A row that is being made.
    fresh: Vec<i32>,
    /// The same for the different words of the open document, and last for the blank word outside of sentences.
    here: Vec<[u32; KINDS]>,
    /// What that was when the document was opened.
    opened: Vec<[u32; KINDS]>,
}

impl<const KINDS: usize> Default for WordScores<KINDS> {
    fn default() -> Self {
        Self { of: FxHashMap::default(), rows: Vec::new(), fresh: Vec::new(), here: Vec::new(), opened: Vec::new() }
    }
}

impl<const KINDS: usize> WordScores<KINDS> {
    /// Opens a document with these words.
    pub fn open(&mut self, words: &Words) {
        if self.rows.len() > MOST {
            self.of.clear();
            self.rows.clear();
        }
        let blank = Word::default();
        let all = words.distinct.iter().chain([&blank]);
        self.here.clear();
        self.here.extend(all.map(|word| self.of.get(word).copied().unwrap_or([NONE; KINDS])));
        self.opened.clone_from(&self.here);
    }

    /// Closes it, and keeps what was computed for its words.
    pub fn close(&mut self, words: &Words) {
        let blank = Word::default();
        let all = words.distinct.iter().chain([&blank]);
        for ((word, places), opened) in all.zip(self.here.drain(..)).zip(self.opened.drain(..)) {
            if places != opened {
                self.of.insert(*word, places);
            }
        }
    }

    /// Adds the row of the document's different word `id` in place `kind` to the scores; `compute` makes it from zeros
    /// where none is kept. Nothing is kept for a word of no open document.
    pub fn add(&mut self, id: usize, kind: usize, scores: &mut [i32], compute: impl FnOnce(&mut [i32])) {
        let Some(place) = self.here.get_mut(id).and_then(|places| places.get_mut(kind)) else {
            compute(scores);
            return;
        };
        if *place == NONE {
            self.fresh.clear();
            self.fresh.resize(scores.len(), 0);
            compute(&mut self.fresh);
            let start = self.rows.len();
            let small = self.fresh.iter().map_while(|&sum| i16::try_from(sum).ok());
            self.rows.extend(small);
            if self.rows.len() < start + scores.len() {
                self.rows.truncate(start);
                for (score, sum) in scores.iter_mut().zip(&self.fresh) {
                    *score += sum;
                }
                return;
            }
            *place = u32::try_from(start).unwrap_or(NONE);
        }
        let row = self.rows.get(*place as usize..).unwrap_or_default();
        for (score, kept) in scores.iter_mut().zip(row) {
            *score += i32::from(*kept);
        }
    }
}

/// Things for one thread at a time, which take them and put them back.
#[derive(Debug)]
pub struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

/// A copy has a pool of its own, since what was kept belongs to the model that it was computed with.
impl<T> Clone for Pool<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T: Default> Pool<T> {
    /// Takes one that was put back, or a new one.
    pub fn take(&self) -> T {
        self.0.lock().ok().and_then(|mut free| free.pop()).unwrap_or_default()
    }

    /// Puts one back.
    pub fn put(&self, used: T) {
        if let Ok(mut free) = self.0.lock() {
            free.push(used);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::words::Clusters;

    #[test]
    fn a_row_is_computed_once_for_each_word_and_place() {
        let words = |list: &[&'static str]| Words::new(list.iter().copied(), &Clusters::default());
        let mut kept = WordScores::<2>::default();
        let mut computed = 0;
        let mut add = |kept: &mut WordScores<2>, id: usize, kind: usize| {
            let mut scores = [1, 1];
            kept.add(id, kind, &mut scores, |row| {
                computed += 1;
                row[kind] += 5;
            });
            scores
        };
        let first = words(&["boat", "quay"]);
        kept.open(&first);
        assert_eq!([add(&mut kept, 0, 0), add(&mut kept, 0, 0), add(&mut kept, 0, 1)], [[6, 1], [6, 1], [1, 6]]);
        kept.close(&first);
        let second = words(&["pier", "boat"]);
        kept.open(&second);
        assert_eq!([add(&mut kept, 1, 0), add(&mut kept, 0, 0), add(&mut kept, 2, 0)], [[6, 1], [6, 1], [6, 1]]);
        assert_eq!(add(&mut kept, 99, 0), [6, 1], "a word of no document");
        let mut scores = [0, 1];
        for wanted in [[40_000, 1], [80_000, 1]] {
            kept.add(0, 1, &mut scores, |row| row[0] = 40_000);
            assert_eq!(scores, wanted, "a sum of more than 16 bits");
        }
        kept.close(&second);
        assert_eq!(computed, 5);
    }

    #[test]
    fn a_pool_gives_back_what_was_put_there() {
        let pool = Pool::<Vec<u8>>::default();
        pool.put(vec![7]);
        assert!(pool.clone().take().is_empty());
        assert_eq!([pool.take(), pool.take()], [vec![7], vec![]]);
    }
}
