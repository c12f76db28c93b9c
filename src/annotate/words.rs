//! What models look at in a word, computed once for each different word of a document.

use super::lexicon;
use super::linear::{Feature, hash_bytes};
use super::model_file::{Reader, Writer};
use crate::error::Result;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};

/// Longest ending that models look at, in characters.
const SUFFIXES: usize = 4;
/// Longest beginning that models look at, in characters.
const PREFIXES: usize = 3;

/// The looks of one word. Digits count as zeros everywhere but in the clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Word {
    /// Hash of the word as it stands.
    pub form: u32,
    /// Hash of the word in lower case.
    pub lower: u32,
    /// Hash of its last 1, 2, 3 and 4 characters in lower case; 0 where it is shorter.
    pub suffixes: [u32; SUFFIXES],
    /// Hash of its first 1, 2 and 3 characters in lower case; 0 where it is shorter.
    pub prefixes: [u32; PREFIXES],
    /// Its pattern of capitals, small letters, digits and marks ("Xx", "X.X", "0-0"), hashed.
    pub shape: u32,
    /// Its cluster of 64, 320 and 1,500; 0 where it has none.
    pub clusters: [u16; 3],
    /// Whether its first character is a capital.
    pub capital: bool,
    /// Whether it has several letters and none is small.
    pub all_capitals: bool,
}

/// The word that stands outside of sentences and documents.
pub static BLANK: Word = Word {
    form: 0,
    lower: 0,
    suffixes: [0; SUFFIXES],
    prefixes: [0; PREFIXES],
    shape: 0,
    clusters: [0; 3],
    capital: false,
    all_capitals: false,
};

/// Words that differ have hardly ever the same form and shape.
impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.form) << 32 | u64::from(self.shape));
    }
}

impl Word {
    /// Looks at `text`.
    pub fn new(text: &str, clusters: &Clusters) -> Self {
        let mut lower: Vec<char> = Vec::with_capacity(text.len());
        lower.extend(text.chars().map(folded));
        let lower_hash = hash_chars(lower.iter().copied());
        let mut word = Self {
            form: hash_chars(text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c })),
            lower: lower_hash,
            shape: shape(text),
            clusters: clusters.of(lower_hash),
            capital: text.starts_with(char::is_uppercase),
            all_capitals: lower.len() > 1
                && text.chars().any(char::is_alphabetic)
                && !text.chars().any(char::is_lowercase),
            ..Self::default()
        };
        for (length, suffix) in (1..).zip(&mut word.suffixes) {
            *suffix = lower
                .len()
                .checked_sub(length)
                .and_then(|from| lower.get(from..))
                .map_or(0, |end| hash_chars(end.iter().copied()));
        }
        for (length, prefix) in (1..).zip(&mut word.prefixes) {
            *prefix = lower.get(..length).map_or(0, |start| hash_chars(start.iter().copied()));
        }
        word
    }
}

/// `c` in lower case (its first character where that is several), digits as zero, typographic apostrophes as plain.
fn folded(c: char) -> char {
    match c {
        '0'..='9' => '0',
        '’' => '\'',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The hash of `text` as [`Word::lower`] has it.
pub fn lower_hash(text: &str) -> u32 {
    hash_chars(text.chars().map(folded))
}

fn hash_chars(chars: impl Iterator<Item = char>) -> u32 {
    hash_bytes(chars.flat_map(|c| {
        let mut buffer = [0; 4];
        let length = c.encode_utf8(&mut buffer).len();
        buffer.into_iter().take(length)
    }))
}

/// Runs of capitals, small letters, digits and each mark as one character each, hashed.
fn shape(text: &str) -> u32 {
    let mut last = '\0';
    hash_chars(text.chars().filter_map(|c| {
        let kind = match c {
            _ if c.is_lowercase() => 'x',
            _ if c.is_uppercase() => 'X',
            _ if c.is_numeric() => '0',
            _ if c.is_alphabetic() => 'x',
            _ => c,
        };
        let new = kind != last;
        last = kind;
        new.then_some(kind)
    }))
}

/// The words of one document: what each token is among the different words.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// For each token, the index of its word.
    pub ids: Vec<u32>,
    /// The different words in the order of their first use.
    pub distinct: Vec<Word>,
    /// For each different word, the first token that holds it.
    pub first: Vec<u32>,
    /// For each different word, its folded form where that is another ([`super::lexicon::fold`]).
    pub folded: Vec<Option<Box<str>>>,
}

impl Words {
    /// Looks at every token.
    pub fn new<'t>(tokens: impl Iterator<Item = &'t str>, clusters: &Clusters) -> Self {
        Self::looking(tokens, |text| Word::new(text, clusters))
    }

    /// Looks at every token; `look` gives the looks of a word, and is asked once for each different one.
    pub fn looking<'t>(tokens: impl Iterator<Item = &'t str>, mut look: impl FnMut(&'t str) -> Word) -> Self {
        let count = tokens.size_hint().0;
        let mut seen: FxHashMap<&str, u32> = FxHashMap::with_capacity_and_hasher(count / 2, FxBuildHasher);
        let mut words = Self { ids: Vec::with_capacity(count), ..Self::default() };
        for (index, token) in (0u32..).zip(tokens) {
            let next = u32::try_from(words.distinct.len()).unwrap_or(u32::MAX);
            let id = *seen.entry(token).or_insert(next);
            if id == next {
                words.distinct.push(look(token));
                words.first.push(index);
                words.folded.push(match lexicon::folded(token) {
                    Cow::Owned(form) => Some(form.into()),
                    Cow::Borrowed(_) => None,
                });
            }
            words.ids.push(id);
        }
        words
    }

    /// The word of token `index`; a blank one outside the document.
    pub fn word(&self, index: usize) -> &Word {
        self.id(index).and_then(|id| self.distinct.get(id)).unwrap_or(&BLANK)
    }

    /// The index of token `index` among the different words.
    pub fn id(&self, index: usize) -> Option<usize> {
        self.ids.get(index).map(|id| *id as usize)
    }
}

/// The clusters of words by the company they keep, at three grains.
#[derive(Debug, Clone, Default)]
pub struct Clusters {
    /// The words' lower-case hashes in ascending order, the least byte of each first.
    words: Cow<'static, [[u8; 4]]>,
    /// The cluster ids of each, one more than in the source so that 0 means none; least bytes first.
    ids: Cow<'static, [[u8; 6]]>,
    /// For each value of a hash's highest bits, how many words have less there; one more entry at the end.
    starts: Vec<u32>,
}

/// Three ids as bytes.
fn bytes(ids: [u16; 3]) -> [u8; 6] {
    let mut bytes = [0; 6];
    for (pair, id) in bytes.as_chunks_mut().0.iter_mut().zip(ids) {
        *pair = id.to_le_bytes();
    }
    bytes
}

/// The ids that these bytes mean.
fn ids(bytes: [u8; 6]) -> [u16; 3] {
    let (pairs, _) = bytes.as_chunks();
    std::array::from_fn(|place| pairs.get(place).map_or(0, |pair| u16::from_le_bytes(*pair)))
}

/// How far to shift a hash for its highest bits: a dozen words share them.
const LOW_BITS: u32 = 20;

impl Clusters {
    /// The clusters of words given in lower case; the first entry of a word counts.
    pub fn new<'w>(entries: impl Iterator<Item = (&'w str, [u16; 3])>) -> Self {
        let mut all: Vec<(u32, [u16; 3])> =
            entries.map(|(word, ids)| (lower_hash(word), ids.map(|id| id.saturating_add(1)))).collect();
        all.sort_by_key(|(word, _)| *word);
        all.dedup_by_key(|(word, _)| *word);
        let (words, ids): (Vec<_>, Vec<_>) =
            all.into_iter().map(|(word, ids)| (word.to_le_bytes(), bytes(ids))).unzip();
        Self::sorted(words.into(), ids.into())
    }

    /// The clusters that the build script laid out: the hashes of all words, then their ids.
    pub fn of_image(image: &'static [u8]) -> Self {
        let (words, ids) = image.split_at_checked(image.len() / 10 * 4).unwrap_or_default();
        Self::sorted(words.as_chunks().0.into(), ids.as_chunks().0.into())
    }

    /// The clusters of ascending hashes.
    fn sorted(words: Cow<'static, [[u8; 4]]>, ids: Cow<'static, [[u8; 6]]>) -> Self {
        let mut starts = vec![0; (1 << (u32::BITS - LOW_BITS)) + 1];
        for word in words.iter().map(|word| u32::from_le_bytes(*word)) {
            if let Some(count) = starts.get_mut((word >> LOW_BITS) as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { words, ids, starts }
    }

    /// The cluster ids of a word by its [`Word::lower`] hash.
    pub fn of(&self, lower: u32) -> [u16; 3] {
        let part = (lower >> LOW_BITS) as usize;
        let bound = |part: usize| self.starts.get(part).map_or(0, |start| *start as usize);
        let first = bound(part);
        let among = self.words.get(first..bound(part + 1)).unwrap_or_default();
        let at = among.iter().position(|word| *word == lower.to_le_bytes());
        at.and_then(|at| self.ids.get(first + at)).copied().map(ids).unwrap_or_default()
    }

    /// Reads what [`Clusters::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let count = reader.number()?;
        let (mut words, mut all) = (Vec::with_capacity(count.min(1 << 22)), Vec::with_capacity(count.min(1 << 22)));
        let mut word = 0u32;
        for _ in 0..count {
            word = word.wrapping_add(u32::try_from(reader.number()?).unwrap_or(0));
            words.push(word.to_le_bytes());
            let mut own = [0; 3];
            for id in &mut own {
                *id = u16::try_from(reader.number()?).unwrap_or(0);
            }
            all.push(bytes(own));
        }
        Ok(Self::sorted(words.into(), all.into()))
    }

    /// Writes hashes in ascending order as differences, each with its ids.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(self.words.len());
        let mut before = 0;
        for (word, own) in self.words.iter().zip(self.ids.iter()) {
            let word = u32::from_le_bytes(*word);
            writer.number((word - before) as usize);
            before = word;
            for id in ids(*own) {
                writer.number(usize::from(id));
            }
        }
    }
}

/// Pushes the features of a word alone: form, endings, beginnings, shape and clusters, from template `base` on (it
/// takes 20 template numbers).
pub fn push_word_features(word: &Word, base: u32, features: &mut Vec<u32>) {
    let mut push = |template: u32, value: u32| features.push(Feature::new(base + template).with(value).get());
    push(0, word.form);
    push(1, word.lower);
    push(2, word.shape);
    for (template, &suffix) in (3..).zip(&word.suffixes) {
        if suffix != 0 {
            push(template, suffix);
        }
    }
    for (template, &prefix) in (8..).zip(&word.prefixes) {
        if prefix != 0 {
            push(template, prefix);
        }
    }
    for (template, &cluster) in (12..).zip(&word.clusters) {
        push(template, u32::from(cluster));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_look_alike_whatever_their_digits_and_case() {
        let clusters = Clusters::new([("lorne", [3, 4, 5])].into_iter());
        let look = |text| Word::new(text, &clusters);
        assert_eq!(look("LORNE").lower, look("Lorne").lower);
        assert_ne!(look("LORNE").form, look("Lorne").form);
        assert_eq!(look("Lorne").clusters, [4, 5, 6]);
        assert_eq!(look("1998").form, look("2026").form);
        assert_eq!(look("Ann").shape, look("Mara").shape);
        assert!(look("LORNE").all_capitals && !look("A").all_capitals && look("A").capital);
        assert_eq!(look("of").suffixes.iter().filter(|suffix| **suffix != 0).count(), 2);
    }

    #[test]
    fn clusters_survive_their_file() {
        let clusters = Clusters::new([("a", [0, 1, 2]), ("b", [63, 319, 1499])].into_iter());
        let mut writer = Writer::default();
        clusters.write(&mut writer);
        let again = Clusters::read(&mut Reader::new(&writer.finish())).unwrap();
        assert_eq!(again.of(lower_hash("B")), [64, 320, 1500]);
        assert_eq!(again.of(lower_hash("c")), [0; 3]);
    }

    #[test]
    fn tokens_share_their_word() {
        let words = Words::new(["a", "b", "a"].into_iter(), &Clusters::default());
        assert_eq!(words.ids, [0, 1, 0]);
        assert_eq!(words.word(2).form, words.word(0).form);
        assert_eq!(words.word(9).form, 0);
    }
}
