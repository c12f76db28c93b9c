//! Labels each token with how likely it belongs to a source, a cue or a content, by a trained linear chain.
//!
//! The labels decide nothing by themselves: the rankers weigh them beside what the rules found. Sources and cues are one
//! chain, contents another, because a content often holds the sources and cues of sayings inside it.

mod chain;

mod features;

pub(crate) use chain::Lattice;
pub use chain::{CONTENTS, PARTIES};
pub(crate) use features::paragraph_features;

use super::sheet::Sheet;
use crate::annotate::model_file::{Reader, Writer, rows_of, unpack};
use crate::error::Result;
use std::array;
use std::borrow::Cow;
use std::ops::Range;

/// The number of buckets; features are hashed into them.
pub const LABEL_BUCKETS: usize = 1 << 18;

/// The classes of both chains: for parties none, source begins, source goes on, cue begins, cue goes on; for contents none, begins,
/// goes on.
pub const COLUMNS: usize = PARTIES + CONTENTS;

/// Weights are stored in this many parts of one.
const SCALE: f32 = 32.0;

/// A trained labeler.
#[derive(Debug, Clone)]
pub struct Labeler {
    /// For each bucket the weights of all classes, signed bytes.
    weights: Cow<'static, [[u8; COLUMNS]]>,
    moves: Moves,
}

/// The weights of one class after another, for parties and for contents.
type Moves = ([[f32; PARTIES]; PARTIES], [[f32; CONTENTS]; CONTENTS]);

/// The bytes of [`Moves`] in a file.
const MOVES: usize = PARTIES * PARTIES + CONTENTS * CONTENTS;

/// The bucket of a feature.
pub fn label_bucket(feature: u32) -> usize {
    feature as usize & (LABEL_BUCKETS - 1)
}

/// A weight in parts of one.
#[expect(clippy::cast_possible_truncation, reason = "the weight is clamped to the range first")]
fn parts(weight: f32) -> i8 {
    (weight * SCALE).round().clamp(-127.0, 127.0) as i8
}

impl Labeler {
    /// A labeler from trained weights; each bucket has a row of [`COLUMNS`] weights.
    pub fn new(
        weights: &[[f32; COLUMNS]],
        parties: &[[f32; PARTIES]; PARTIES],
        contents: &[[f32; CONTENTS]; CONTENTS],
    ) -> Self {
        let moves = |weight: f32| f32::from(parts(weight)) / SCALE;
        Self {
            weights: weights.iter().map(|row| row.map(|weight| parts(weight).cast_unsigned())).collect(),
            moves: (parties.map(|row| row.map(moves)), contents.map(|row| row.map(moves))),
        }
    }

    /// Reads a model file; fails when it is damaged, of another version or of another model.
    pub fn unpack(file: &[u8]) -> Result<Self> {
        let payload = unpack("attribution-tagger", file)?;
        let mut reader = Reader::new(&payload);
        let moves = moves_of(reader.bytes(MOVES)?);
        Ok(Self { weights: rows_of(reader.bytes(COLUMNS * LABEL_BUCKETS)?).into(), moves })
    }

    /// A labeler whose weights are part of the program, row by row and behind them those of one class after another: they are
    /// used where they stand.
    pub fn of_image(image: &'static [u8]) -> Self {
        let (weights, moves) = image.split_at_checked(COLUMNS * LABEL_BUCKETS).unwrap_or_default();
        Self { weights: weights.as_chunks().0.into(), moves: moves_of(moves) }
    }

    /// Writes what [`Labeler::unpack`] reads from a file's payload.
    pub fn write(&self, writer: &mut Writer) {
        writer.bytes(self.moves.0.iter().flatten().map(|w| parts(*w).cast_unsigned()));
        writer.bytes(self.moves.1.iter().flatten().map(|w| parts(*w).cast_unsigned()));
        for column in 0..COLUMNS {
            writer.bytes(self.weights.iter().map(|row| row.get(column).copied().unwrap_or(0)));
        }
    }

    /// The summed weights of a token's features for all classes.
    fn emission(&self, features: &[u32]) -> [f32; COLUMNS] {
        let mut sums = [0i32; COLUMNS];
        // Sums of that few weights fit into 16 bits, of which a processor adds twice as many at once.
        for part in features.chunks(128) {
            let mut small = [0i16; COLUMNS];
            for row in part.iter().filter_map(|f| self.weights.get(label_bucket(*f))) {
                for (sum, weight) in small.iter_mut().zip(row) {
                    *sum += i16::from(weight.cast_signed());
                }
            }
            for (sum, small) in sums.iter_mut().zip(small) {
                *sum += i32::from(small);
            }
        }
        sums.map(|sum| sum as f32 / SCALE)
    }
}

/// The weights of one class after another from their bytes; 0 for those that are missing.
fn moves_of(bytes: &[u8]) -> Moves {
    let mut weights = bytes.iter().map(|byte| f32::from(byte.cast_signed()) / SCALE);
    let mut next = || weights.next().unwrap_or(0.0);
    (array::from_fn(|_| array::from_fn(|_| next())), array::from_fn(|_| array::from_fn(|_| next())))
}

/// Splits a row of all classes into parties and contents.
pub(crate) fn split(row: [f32; COLUMNS]) -> ([f32; PARTIES], [f32; CONTENTS]) {
    let [party, source, sources, cue, cues, outside, opening, inside] = row;
    ([party, source, sources, cue, cues], [outside, opening, inside])
}

/// How likely a token belongs to a source, a cue, a content.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Label {
    /// Belongs to a source.
    pub source: f32,
    /// Belongs to a cue.
    pub cue: f32,
    /// Belongs to a content.
    pub content: f32,
    /// Begins a content.
    pub opening: f32,
}

/// The labels of the tokens of one paragraph; none where nothing labels.
pub(super) fn label(sheet: &Sheet, labeler: Option<&Labeler>, tokens: &Range<usize>) -> Vec<Label> {
    let Some(labeler) = labeler else { return Vec::new() };
    let mut parties = Vec::with_capacity(tokens.len());
    let mut contents = Vec::with_capacity(tokens.len());
    paragraph_features(sheet, tokens, |features| {
        let (party, content) = split(labeler.emission(features));
        parties.push(party);
        contents.push(content);
    });
    let parties = Lattice::shares(&parties, &labeler.moves.0);
    let contents = Lattice::shares(&contents, &labeler.moves.1);
    let both = parties.iter().zip(&contents);
    both.map(|(party, content)| {
        let [_, source, sources, cue, cues] = party;
        let [_, opening, inside] = content;
        Label { source: source + sources, cue: cue + cues, content: opening + inside, opening: *opening }
    })
    .collect()
}

/// The labels of a document, seen from one of its paragraphs.
///
/// A paragraph is labelled when its labels are first asked for: most paragraphs report nothing, and nobody asks.
#[derive(Clone, Copy)]
pub(crate) struct Labels<'s, 'd> {
    sheet: &'s Sheet<'d>,
    /// The first token of the paragraph.
    start: usize,
    /// The labels of its tokens.
    near: &'s [Label],
}

impl<'s, 'd> Labels<'s, 'd> {
    /// The labels around a token.
    pub fn around(sheet: &'s Sheet<'d>, token: usize) -> Self {
        let (start, near) = sheet.labels_of_paragraph(token);
        Self { sheet, start, near }
    }

    /// The labels of a token.
    #[inline]
    pub fn of(&self, token: usize) -> Label {
        let near = token.checked_sub(self.start).and_then(|at| self.near.get(at));
        near.copied().unwrap_or_else(|| {
            let (start, labels) = self.sheet.labels_of_paragraph(token);
            token.checked_sub(start).and_then(|at| labels.get(at)).copied().unwrap_or_default()
        })
    }

    /// The stretches among `tokens` that more likely than not are contents.
    pub fn contents(&self, tokens: Range<usize>) -> Vec<Range<usize>> {
        contents(tokens.map(|token| (token, self.of(token))))
    }
}

/// The stretches of tokens that more likely than not are contents.
fn contents(tokens: impl Iterator<Item = (usize, Label)>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (token, label) in tokens.filter(|(_, label)| label.content > 0.5) {
        match found.last_mut() {
            Some(last) if last.end == token && label.opening < 0.5 => last.end = token + 1,
            _ => found.push(token..token + 1),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    #[test]
    fn a_labeler_written_and_read_labels_alike() {
        let body = "The mayor of Ellery said the bridge would open in May. It rained.".to_owned();
        let document = annotate(&Models::built_in(), Article { body, ..Article::default() });
        let sheet = Sheet::new(&document);
        let mut weights = vec![[0.0; COLUMNS]; LABEL_BUCKETS];
        let mut token = 0;
        paragraph_features(&sheet, &sheet.paragraph(0), |features| {
            token += 1;
            for feature in features.iter().filter(|_| token == 4) {
                weights[label_bucket(*feature)][3] = 0.5;
            }
        });
        let labeler = Labeler::new(&weights, &[[0.0; PARTIES]; PARTIES], &[[0.25; CONTENTS]; CONTENTS]);
        let mut writer = Writer::default();
        labeler.write(&mut writer);
        let file = crate::annotate::model_file::pack("attribution-tagger", &writer.finish()).unwrap();
        let again = Labeler::unpack(&file).unwrap();
        let tokens = sheet.paragraph(0);
        let (a, b) = (label(&sheet, Some(&labeler), &tokens), label(&sheet, Some(&again), &tokens));
        assert!(a.len() == tokens.len() && a == b);
        let labeled = Sheet::new(&document).labeled(Some(&again));
        let labels = Labels::around(&labeled, 2);
        assert_eq!([labels.of(2), labels.of(9999)], [a[2], Label::default()]);
        assert_eq!(Labels::around(&sheet, 2).of(2), Label::default());
        assert!(Labeler::unpack(b"dxtm").is_err());
    }

    #[test]
    fn contents_are_stretches_that_are_likely_and_begin_anew() {
        let likely = [(0.1, 0.0), (0.9, 0.9), (0.8, 0.1), (0.9, 0.8), (0.2, 0.0), (0.6, 0.6)];
        let labels = likely.map(|(content, opening)| Label { content, opening, ..Label::default() });
        assert_eq!(contents(labels.into_iter().enumerate()), [1..3, 3..4, 5..6]);
        assert!(contents(std::iter::empty()).is_empty());
    }
}
