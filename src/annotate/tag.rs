//! Part-of-speech tagging: an averaged perceptron from left to right over word looks, neighbours and the tags before.

use super::Pos;
use super::kept::{Pool, WordScores};
use super::linear::{Feature, Linear, Scorer, best};
use super::model_file::{Reader, Writer};
use super::words::{BLANK, Word, Words, push_word_features};
use crate::error::Result;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The Penn Treebank tags; [`super::Token::xpos`] is an index into this table.
pub const XPOS: [&str; 51] = [
    "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "GW", "HYPH", "IN", "JJ",
    "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP",
    "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "XX", "``", "_",
];

/// The universal parts of speech with their names in the treebanks.
pub const UPOS: [(&str, Pos); 17] = [
    ("ADJ", Pos::Adj),
    ("ADP", Pos::Adp),
    ("ADV", Pos::Adv),
    ("AUX", Pos::Aux),
    ("CCONJ", Pos::Cconj),
    ("DET", Pos::Det),
    ("INTJ", Pos::Intj),
    ("NOUN", Pos::Noun),
    ("NUM", Pos::Num),
    ("PART", Pos::Part),
    ("PRON", Pos::Pron),
    ("PROPN", Pos::Propn),
    ("PUNCT", Pos::Punct),
    ("SCONJ", Pos::Sconj),
    ("SYM", Pos::Sym),
    ("VERB", Pos::Verb),
    ("X", Pos::X),
];

/// The index of a Penn tag in [`XPOS`]; that of "_" when it is unknown.
pub fn xpos_of(name: &str) -> u8 {
    let at = XPOS.iter().position(|tag| *tag == name).unwrap_or(XPOS.len() - 1);
    u8::try_from(at).unwrap_or(0)
}

/// The part of speech with this treebank name; X when it is unknown.
pub fn pos_of(name: &str) -> Pos {
    UPOS.iter().find(|(known, _)| *known == name).map_or(Pos::X, |(_, pos)| *pos)
}

/// What a class of the model means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag {
    /// Universal part of speech.
    pub pos: Pos,
    /// Index into [`XPOS`].
    pub xpos: u8,
}

/// What the training texts say about a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// The class of a word that has hardly ever another.
    pub only: Option<u8>,
    /// A hash of the classes that it has, 0 for an unknown word.
    pub ambiguity: u32,
    /// The same for the word in lower case.
    pub lower: u32,
}

/// The tagger's tables and weights.
#[derive(Debug, Clone, Default)]
pub struct Tagger {
    /// The meaning of each class.
    pub tags: Vec<Tag>,
    /// What is known of frequent words, by the hash of their form.
    pub known: FxHashMap<u32, Known>,
    /// The weights.
    pub model: Linear,
    /// What single words score, alone and beside a token.
    pub kept: Pool<WordScores<PLACES>>,
}

/// The places that a single word's scores are kept for: the token itself, the word before it, the word after it.
const PLACES: usize = 3;
const ITSELF: usize = 0;
const LEFT: usize = 1;
const RIGHT: usize = 2;

/// A class that no token has: what stands before a sentence.
const OUTSIDE: u32 = 255;

/// The features of the context of one token.
pub struct Context<'w> {
    /// The document's words.
    pub words: &'w Words,
    /// What is known of each different word of the document.
    pub known: &'w [Known],
    /// The sentence's tokens.
    pub sentence: Range<usize>,
    /// Whether the sentence has hardly a small letter, as headlines do.
    pub shouted: bool,
}

impl<'w> Context<'w> {
    /// The context of a sentence's tokens.
    pub fn new(words: &'w Words, known: &'w [Known], sentence: Range<usize>) -> Self {
        let letters =
            sentence.clone().map(|index| words.word(index)).filter(|word| word.capital || word.clusters != [0; 3]);
        let (all, shouted) =
            letters.fold((0, 0), |(all, shouted), word| (all + 1, shouted + usize::from(word.all_capitals)));
        Self { words, known, sentence, shouted: all > 2 && shouted * 3 >= all * 2 }
    }

    /// The word at `index`; a blank one outside the sentence.
    fn word(&self, index: Option<usize>) -> &'w Word {
        index.filter(|index| self.sentence.contains(index)).map_or(&BLANK, |index| self.words.word(index))
    }

    fn ambiguity(&self, index: usize) -> u32 {
        let inside = self.sentence.contains(&index);
        let known = self.words.id(index).filter(|_| inside).and_then(|id| self.known.get(id));
        known.map_or(0, |known| known.ambiguity)
    }

    /// The index of token `index` among the different words, one more than the last for what is outside the sentence.
    fn id(&self, index: Option<usize>) -> usize {
        let inside = index.filter(|index| self.sentence.contains(index));
        inside.and_then(|index| self.words.id(index)).unwrap_or(self.words.distinct.len())
    }

    /// Pushes the features of the words around token `at` and of the classes of the two tokens before it.
    pub fn push(&self, at: usize, before: u32, before2: u32, features: &mut Vec<u32>) {
        push_left(self.word(at.checked_sub(1)), features);
        push_right(self.word(Some(at + 1)), self.ambiguity(at + 1), features);
        self.push_joint(at, before, before2, features);
    }

    /// Those of [`Context::push`] that look at more than the word before or the word after.
    fn push_joint(&self, at: usize, before: u32, before2: u32, features: &mut Vec<u32>) {
        let word = self.word(Some(at));
        let (left, left2) = (self.word(at.checked_sub(1)), self.word(at.checked_sub(2)));
        let (right, right2) = (self.word(Some(at + 1)), self.word(Some(at + 2)));
        let ambiguity = self.ambiguity(at + 1);
        let mut push = |template: u32, a: u32, b: u32| features.push(Feature::new(template).with(a).with(b).get());
        push(30, before, 0);
        push(31, before2, before);
        push(32, before, word.lower);
        push(33, before, word.suffixes[2]);
        push(35, left2.lower, 0);
        push(37, right2.lower, 0);
        push(38, left.lower, word.lower);
        push(39, word.lower, right.lower);
        push(46, u32::from(left2.clusters[0]), u32::from(left.clusters[0]));
        push(47, u32::from(right.clusters[0]), u32::from(right2.clusters[0]));
        push(49, ambiguity, before);
        push(50, self.ambiguity(at + 2), ambiguity);
        push(51, u32::from(at == self.sentence.start) * 2 + u32::from(self.shouted), word.shape);
        push(52, left.shape, right.shape);
        push(53, before, u32::from(word.clusters[1]));
        push(54, before, u32::from(right.clusters[1]));
        push(55, u32::from(word.clusters[1]), u32::from(right.clusters[1]));
        push(56, before2, word.lower);
        push(57, ambiguity, word.lower);
        push(58, word.suffixes[1], right.suffixes[1]);
        let capitals =
            [left2, left, word, right, right2].iter().fold(1, |bits, word| bits * 2 + u32::from(word.capital));
        push(59, capitals * 2 + u32::from(at == self.sentence.start), u32::from(self.shouted));
        push(60, capitals, u32::from(word.clusters[1]));
        push(61, before, ambiguity.wrapping_mul(31).wrapping_add(word.suffixes[2]));
        push(62, u32::from(word.clusters[2]), u32::from(left.clusters[1]));
        push(63, before, u32::from(word.clusters[2]));
    }
}

/// Pushes the features of the word before a token.
fn push_left(left: &Word, features: &mut Vec<u32>) {
    let mut push = |template: u32, value: u32| features.push(Feature::new(template).with(value).with(0).get());
    push(34, left.lower);
    push(40, left.suffixes[2]);
    push(42, u32::from(left.clusters[1]));
    push(44, u32::from(left.clusters[2]));
}

/// Pushes the features of the word after a token; `ambiguity` is what is known of that word's classes.
fn push_right(right: &Word, ambiguity: u32, features: &mut Vec<u32>) {
    let mut push = |template: u32, value: u32| features.push(Feature::new(template).with(value).with(0).get());
    push(36, right.lower);
    push(41, right.suffixes[2]);
    push(43, u32::from(right.clusters[1]));
    push(45, u32::from(right.clusters[2]));
    push(48, ambiguity);
}

/// Pushes the features of a word alone.
pub fn push_own_features(word: &Word, known: Known, features: &mut Vec<u32>) {
    push_word_features(word, 0, features);
    features.push(Feature::new(20).with(known.ambiguity).get());
    features.push(Feature::new(21).with(u32::from(word.capital)).with(word.suffixes[2]).get());
    features.push(Feature::new(22).get());
    features.push(Feature::new(23).with(u32::from(word.capital)).with(known.lower).get());
    features.push(Feature::new(24).with(u32::from(word.capital)).with(u32::from(word.clusters[2])).get());
}

impl Tagger {
    /// What is known of each different word.
    pub fn known(&self, words: &Words) -> Vec<Known> {
        let known = |hash: u32| self.known.get(&hash).copied().unwrap_or_default();
        words.distinct.iter().map(|word| Known { lower: known(word.lower).ambiguity, ..known(word.form) }).collect()
    }

    /// The tags of all tokens of a document.
    pub fn tag(&self, words: &Words, sentences: impl Iterator<Item = Range<usize>>) -> Vec<Tag> {
        let known = self.known(words);
        let classes = self.model.classes();
        let mut kept = self.kept.take();
        kept.open(words);
        let mut tags = vec![Tag { pos: Pos::X, xpos: 0 }; words.ids.len()];
        let (mut features, mut scores) = (Vec::with_capacity(64), vec![0; classes]);
        for sentence in sentences {
            let context = Context::new(words, &known, sentence.clone());
            let (mut before, mut before2) = (OUTSIDE, OUTSIDE);
            for at in sentence {
                let id = words.id(at).unwrap_or(0);
                let fact = known.get(id).copied().unwrap_or_default();
                let only = fact.only.filter(|_| !context.shouted).map(usize::from);
                let class = only.unwrap_or_else(|| {
                    scores.fill(0);
                    let mut add = |id: usize, place: usize, push: &dyn Fn(&mut Vec<u32>)| {
                        kept.add(id, place, &mut scores, |row| {
                            features.clear();
                            push(&mut features);
                            self.model.add_all(&features, row);
                        });
                    };
                    let (left, right) = (at.checked_sub(1), Some(at + 1));
                    add(id, ITSELF, &|features| push_own_features(words.word(at), fact, features));
                    add(context.id(left), LEFT, &|features| push_left(context.word(left), features));
                    add(context.id(right), RIGHT, &|features| {
                        push_right(context.word(right), context.ambiguity(at + 1), features);
                    });
                    features.clear();
                    context.push_joint(at, before, before2, &mut features);
                    self.model.add_all(&features, &mut scores);
                    best(&scores)
                });
                before2 = before;
                before = u32::try_from(class).unwrap_or(OUTSIDE);
                if let (Some(slot), Some(tag)) = (tags.get_mut(at), self.tags.get(class)) {
                    *slot = *tag;
                }
            }
        }
        kept.close(words);
        self.kept.put(kept);
        tags
    }

    /// Reads what [`Tagger::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let tables = Self::read_tables(reader)?;
        Ok(Self { model: Linear::read(reader)?, ..tables })
    }

    /// A tagger of these tables, which are what [`Tagger::write`] wrote before the weights, and of the weights' [`Linear::image`].
    pub fn of_image(tables: &[u8], image: &'static [u8]) -> Result<Self> {
        let tables = Self::read_tables(&mut Reader::new(tables))?;
        Ok(Self { model: Linear::of_image(image), ..tables })
    }

    /// The tables, without weights.
    fn read_tables(reader: &mut Reader<'_>) -> Result<Self> {
        let count = reader.number()?;
        let mut tags = Vec::new();
        for _ in 0..count {
            let pos = UPOS.get(reader.number()?).map_or(Pos::X, |(_, pos)| *pos);
            tags.push(Tag { pos, xpos: u8::try_from(reader.number()?).unwrap_or(0) });
        }
        let mut known = FxHashMap::default();
        let mut word = 0u32;
        for _ in 0..reader.number()? {
            word = word.wrapping_add(u32::try_from(reader.number()?).unwrap_or(0));
            let only = u8::try_from(reader.number()?).ok().filter(|class| usize::from(*class) < tags.len());
            known.insert(word, Known { only, ambiguity: u32::try_from(reader.number()?).unwrap_or(0), lower: 0 });
        }
        Ok(Self { tags, known, ..Self::default() })
    }

    /// Writes the tables and the weights.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(self.tags.len());
        for tag in &self.tags {
            writer.number(tag.pos as usize);
            writer.number(usize::from(tag.xpos));
        }
        let mut known: Vec<(u32, Known)> = self.known.iter().map(|(word, known)| (*word, *known)).collect();
        known.sort_unstable_by_key(|(word, _)| *word);
        writer.number(known.len());
        let mut before = 0;
        for (word, known) in known {
            writer.number((word - before) as usize);
            before = word;
            writer.number(known.only.map_or(255, usize::from));
            writer.number(known.ambiguity as usize);
        }
        self.model.write(writer);
    }
}

/// The class before the first token of a sentence.
pub fn outside() -> u32 {
    OUTSIDE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tag_tables_are_consistent() {
        for (index, (name, pos)) in UPOS.iter().enumerate() {
            assert_eq!(*pos as usize, index);
            assert_eq!(pos_of(name), *pos);
        }
        assert_eq!(XPOS.get(usize::from(xpos_of("VBZ"))), Some(&"VBZ"));
        assert_eq!(XPOS.get(usize::from(xpos_of("?"))), Some(&"_"));
    }
}
