//! What the labeler looks at in a token: the words around, the quotation it stands in, the reporting verbs near it.

use super::super::lexicon::cue_entry;
use super::super::sheet::Sheet;
use crate::annotate::Pos;
use crate::annotate::lexicon::{group_noun, person_noun};
use crate::annotate::linear::{Feature, hash};
use std::ops::Range;

/// What is known of a token before any window is laid over it.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// What its word looks like.
    lower: u32,
    suffix: u32,
    clusters: [u16; 3],
    lemma: u32,
    pos: u32,
    xpos: u32,
    /// How likely its lemma reports something, in eighths and one; 0 for what is no reporting verb.
    likely: u32,
    /// Where it stands in a quotation: 0 outside, 1 first mark, 2 inside, 3 last mark.
    quoted: u32,
    /// The quotation's size and whether it closes.
    quote: u32,
    /// Kind of the name it belongs to, and whether it begins it.
    name: u32,
    /// Whether the noun means people or bodies.
    human: u32,
}

/// A token nearest on one side.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    distance: u32,
    lemma: u32,
    likely: u32,
    /// Whether a "that", a finite verb, a comma stand between.
    between: u32,
}

/// Calls `each` with the features of every token of a paragraph in turn; `tokens` are all tokens of that paragraph.
pub(crate) fn paragraph_features(sheet: &Sheet, tokens: &Range<usize>, mut each: impl FnMut(&[u32])) {
    let looks: Vec<Look> = tokens.clone().map(|token| look(sheet, token)).collect();
    let mut sentence = 0..0;
    let mut frame = Frame::default();
    for (at, token) in tokens.clone().enumerate() {
        if !sentence.contains(&token) {
            sentence = sheet.sentence(token);
            if !sentence.contains(&token) {
                sentence = token..token + 1;
            }
            frame = Frame::new(&looks, sentence.start.saturating_sub(tokens.start)..sentence.end - tokens.start);
            frame.kind = sheet.kind(sheet.paragraph_index(token)) as u32;
        }
        each(&features(&looks, &frame, at));
    }
}

fn look(sheet: &Sheet, token: usize) -> Look {
    let pos = sheet.pos(token);
    let lemma = sheet.lemma(token);
    let quote = sheet.quote_at(token).and_then(|q| sheet.quotes.get(q));
    let entity = sheet.entity_at(token);
    let word = sheet.doc.words.word(token);
    let [_, _, suffix, _] = word.suffixes;
    Look {
        lower: word.lower,
        suffix,
        clusters: word.clusters,
        lemma: hash(lemma),
        pos: pos as u32,
        xpos: sheet.doc.tokens.get(token).map_or(0, |t| u32::from(t.xpos)),
        likely: likely(sheet, token, pos, lemma),
        quoted: quote.map_or(0, |q| match token {
            _ if token == q.tokens.start => 1,
            _ if token + 1 == q.tokens.end && q.closed => 3,
            _ => 2,
        }),
        quote: quote.map_or(0, |q| bucket(q.words) * 2 + u32::from(q.closed)),
        name: entity.map_or(0, |e| 1 + e.kind as u32 * 2 + u32::from(e.tokens.start == token)),
        human: if pos != Pos::Noun {
            0
        } else if person_noun(lemma).is_some() {
            2
        } else {
            1 + 2 * u32::from(group_noun(lemma).is_some())
        },
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a likelihood lies between 0 and 1")]
fn likely(sheet: &Sheet, token: usize, pos: Pos, lemma: &str) -> u32 {
    if sheet.is(token, "according") && sheet.is(token + 1, "to") {
        return 9;
    }
    if pos != Pos::Verb {
        return 0;
    }
    cue_entry(lemma).map_or(0, |(_, entry)| 1 + (entry.probability * 8.0) as u32)
}

fn bucket(value: usize) -> u32 {
    match value {
        0..=4 => u32::try_from(value).unwrap_or(0),
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        25..=45 => 9,
        _ => 10,
    }
}

/// What is the same for all tokens of a sentence, or runs along it.
#[derive(Debug, Clone, Default)]
struct Frame {
    /// The sentence's tokens among the paragraph's.
    tokens: Range<usize>,
    /// For each token the nearest reporting verb to the left and to the right.
    left: Vec<Near>,
    right: Vec<Near>,
    /// For each token the nearest punctuation to the left and to the right.
    opens: Vec<(u32, u32)>,
    closes: Vec<(u32, u32)>,
    kind: u32,
}

impl Frame {
    fn new(looks: &[Look], tokens: Range<usize>) -> Self {
        let mut frame = Self { tokens: tokens.clone(), kind: 0, ..Self::default() };
        frame.left = nearest(looks, tokens.clone());
        frame.right = nearest(looks, tokens.clone().rev());
        frame.right.reverse();
        frame.opens = marks(looks, tokens.clone());
        frame.closes = marks(looks, tokens.rev());
        frame.closes.reverse();
        frame
    }
}

/// For each token the nearest reporting verb among those before it in the order given.
fn nearest(looks: &[Look], order: impl ExactSizeIterator<Item = usize>) -> Vec<Near> {
    let mut near = Near::default();
    let mut steps = 0;
    let mut out = Vec::with_capacity(order.len());
    for look in order.filter_map(|at| looks.get(at)) {
        near.distance = if near.likely == 0 { 0 } else { bucket(steps) };
        out.push(near);
        steps += 1;
        if look.likely > 1 {
            near = Near { distance: 0, lemma: look.lemma, likely: look.likely, between: 0 };
            steps = 1;
        } else if look.pos == Pos::Sconj as u32 {
            near.between |= 1;
        } else if look.pos == Pos::Verb as u32 || look.pos == Pos::Aux as u32 {
            near.between |= 2;
        } else if look.pos == Pos::Punct as u32 {
            near.between |= 4;
        }
    }
    out
}

/// For each token the nearest punctuation or conjunction before it in the order given, and how far it stands.
fn marks(looks: &[Look], order: impl ExactSizeIterator<Item = usize>) -> Vec<(u32, u32)> {
    let mut mark = 0;
    let mut steps = 0;
    let mut out = Vec::with_capacity(order.len());
    for look in order.filter_map(|at| looks.get(at)) {
        out.push((mark, bucket(steps)));
        steps += 1;
        if look.pos == Pos::Punct as u32 || look.pos == Pos::Cconj as u32 {
            mark = look.lower;
            steps = 0;
        }
    }
    out
}

/// The feature of a template with its values; for arrays the compiler unrolls the mixing.
#[inline]
fn feature<const N: usize>(template: u32, values: [u32; N]) -> u32 {
    values.into_iter().fold(Feature::new(200 + template), Feature::with).get()
}

/// Features of a token.
const COUNT: usize = 51;

fn features(looks: &[Look], frame: &Frame, at: usize) -> [u32; COUNT] {
    let blank = Look::default();
    let window = |offset: isize| at.checked_add_signed(offset).and_then(|i| looks.get(i)).unwrap_or(&blank);
    let (left3, left2, left, here, right, right2) =
        (window(-3), window(-2), window(-1), window(0), window(1), window(2));
    let place = at.saturating_sub(frame.tokens.start);
    let before = frame.left.get(place).copied().unwrap_or_default();
    let after = frame.right.get(place).copied().unwrap_or_default();
    let opens = frame.opens.get(place).copied().unwrap_or_default();
    let closes = frame.closes.get(place).copied().unwrap_or_default();
    let first = looks.get(frame.tokens.start).unwrap_or(&blank);
    let cluster = |look: &Look, grain: usize| u32::from(look.clusters.get(grain).copied().unwrap_or(0));
    // A sentence before the token's own that reports something keeps its speaker going.
    let earlier = frame.tokens.start.checked_sub(1).and_then(|i| looks.get(i)).map_or(9, |l| l.quoted);
    [
        feature(0, []),
        feature(1, [here.lower]),
        feature(2, [left.lower]),
        feature(3, [right.lower]),
        feature(4, [left2.lower]),
        feature(5, [right2.lower]),
        feature(6, [left.lower, here.lower]),
        feature(7, [here.lower, right.lower]),
        feature(8, [here.lemma]),
        feature(9, [left.pos, here.pos, right.pos]),
        feature(10, [here.pos, right.pos, right2.pos]),
        feature(11, [left3.pos, left2.pos, left.pos, here.pos]),
        feature(12, [cluster(here, 2)]),
        feature(13, [cluster(left, 1), here.pos]),
        feature(14, [cluster(right, 1), here.pos]),
        feature(15, [here.likely, here.xpos]),
        feature(16, [left.likely, left.quoted, here.pos]),
        feature(17, [right.likely, right.quoted, here.pos]),
        feature(18, [here.likely, left.pos, right.pos]),
        feature(19, [here.likely, right.lower]),
        feature(20, [before.distance, before.likely, here.pos]),
        feature(21, [after.distance, after.likely, here.pos]),
        feature(22, [before.lemma, before.distance]),
        feature(23, [after.lemma, after.distance]),
        feature(24, [before.likely, before.between, here.pos]),
        feature(25, [after.likely, after.between, here.pos]),
        feature(26, [before.lemma, before.between]),
        feature(27, [before.likely, after.likely, before.between, after.between]),
        feature(28, [here.quoted, here.quote]),
        feature(29, [here.quoted, before.distance, before.likely]),
        feature(30, [here.quoted, after.distance, after.likely]),
        feature(31, [left.quoted, here.quoted, left.lower]),
        feature(32, [right.quoted, here.quoted, here.lower]),
        feature(33, [here.name, right.pos, after.distance]),
        feature(34, [here.name, left.pos, before.distance]),
        feature(35, [here.human, here.pos, after.distance, after.likely]),
        feature(36, [here.human, here.name, here.pos, before.likely]),
        feature(37, [bucket(place), bucket(frame.tokens.len().saturating_sub(place))]),
        feature(38, [opens.0, opens.1, here.pos]),
        feature(39, [closes.0, closes.1, here.pos]),
        feature(40, [opens.0, before.likely, before.distance]),
        feature(41, [closes.0, after.likely, after.distance]),
        feature(42, [first.lower, bucket(place)]),
        feature(43, [first.lemma, before.likely, u32::from(first.quoted > 0)]),
        feature(44, [frame.kind, here.pos]),
        feature(45, [here.suffix, left.pos]),
        feature(46, [before.lemma, here.lower]),
        feature(47, [after.lemma, here.lower]),
        feature(48, [left.lemma, here.lemma, right.lemma]),
        feature(49, [left2.lemma, left.lemma, here.pos]),
        feature(50, [earlier, first.quoted, here.quoted]),
    ]
}
