//! Lemmas by learned rules: what to cut from a word's end and what to put there, by tag and longest known ending.

use super::Pos;
use super::linear::Feature;
use super::model_file::{Reader, Writer};
use super::tag::{Tag, xpos_of};
use super::words::lower_hash;
use crate::error::Result;
use rustc_hash::FxHashMap;

/// Longest ending that a rule can depend on, in characters.
pub const LONGEST_ENDING: usize = 5;

/// How a lemma comes from a word.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    /// Characters to cut from the end.
    pub cut: usize,
    /// What to put there.
    pub add: String,
}

impl Rule {
    /// The rule that makes `lemma` from `word`.
    pub fn between(word: &str, lemma: &str) -> Self {
        let same = word.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
        Self { cut: word.chars().count() - same, add: lemma.chars().skip(same).collect() }
    }

    /// The lemma that the rule makes from `word`.
    pub fn apply(&self, word: &str) -> String {
        let keep = word.char_indices().rev().nth(self.cut.wrapping_sub(1)).map_or(word.len(), |(at, _)| at);
        let keep = if self.cut == 0 { word.len() } else { keep };
        let mut lemma = String::with_capacity(keep + self.add.len());
        lemma.push_str(word.get(..keep).unwrap_or(word));
        lemma.push_str(&self.add);
        lemma
    }
}

/// The rules, by whole words and by endings.
#[derive(Debug, Clone, Default)]
pub struct Lemmatizer {
    /// Every rule; the first leaves words as they are.
    pub rules: Vec<Rule>,
    /// The rule, as an index into `rules`, for a tag and an ending or whole word ([`ending_key`], [`word_key`]).
    pub of: FxHashMap<u32, u16>,
}

/// The key of words with tag `xpos` that end like this.
pub fn ending_key(xpos: u8, ending: &str) -> u32 {
    Feature::new(1).with(u32::from(xpos)).with(lower_hash(ending)).get()
}

/// The key of one word with tag `xpos`.
pub fn word_key(xpos: u8, word: &str) -> u32 {
    Feature::new(2).with(u32::from(xpos)).with(lower_hash(word)).get()
}

/// The word as rules see it: in lower case but for proper nouns, with plain apostrophes.
pub fn normalised(word: &str, pos: Pos) -> String {
    let keeps =
        pos == Pos::Propn || word.chars().nth(1).is_none() && pos == Pos::Noun && word.starts_with(char::is_uppercase);
    if word.is_ascii() {
        return if keeps { word.to_owned() } else { word.to_ascii_lowercase() };
    }
    let plain = word.chars().map(|c| if c == '’' { '\'' } else { c });
    if keeps { plain.collect() } else { plain.flat_map(char::to_lowercase).collect() }
}

/// Whether a word with this tag can have another lemma than itself: no number and no proper noun in the singular.
pub fn inflects(word: &str, xpos: u8) -> bool {
    xpos != xpos_of("NNP") && !word.bytes().any(|byte| byte.is_ascii_digit())
}

impl Lemmatizer {
    /// The lemma of `word`.
    pub fn lemma(&self, word: &str, tag: Tag) -> String {
        let word = normalised(word, tag.pos);
        if !inflects(&word, tag.xpos) {
            return word;
        }
        match self.rule(&word, tag.xpos) {
            Some(rule) if rule.cut > 0 || !rule.add.is_empty() => rule.apply(&word),
            _ => word,
        }
    }

    /// The rule for a normalised word.
    pub fn rule(&self, word: &str, xpos: u8) -> Option<&Rule> {
        let index = self.of.get(&word_key(xpos, word)).or_else(|| self.by_ending(word, xpos, LONGEST_ENDING));
        index.and_then(|index| self.rules.get(usize::from(*index)))
    }

    /// The rule for the longest known ending of at most `longest` characters.
    pub fn by_ending(&self, word: &str, xpos: u8, longest: usize) -> Option<&u16> {
        let ends = word.char_indices().rev().map(|(at, _)| at).take(longest);
        let mut found = self.of.get(&ending_key(xpos, ""));
        for at in ends {
            found = word.get(at..).and_then(|ending| self.of.get(&ending_key(xpos, ending))).or(found);
        }
        found
    }

    /// Reads what [`Lemmatizer::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mut rules = Vec::new();
        for _ in 0..reader.number()? {
            let cut = reader.number()?;
            rules.push(Rule { cut, add: reader.string()?.to_owned() });
        }
        let mut of = FxHashMap::default();
        let mut key = 0u32;
        for _ in 0..reader.number()? {
            key = key.wrapping_add(u32::try_from(reader.number()?).unwrap_or(0));
            of.insert(key, u16::try_from(reader.number()?).unwrap_or(0));
        }
        Ok(Self { rules, of })
    }

    /// Writes the rules and their keys.
    pub fn write(&self, writer: &mut Writer) {
        writer.number(self.rules.len());
        for rule in &self.rules {
            writer.number(rule.cut);
            writer.string(&rule.add);
        }
        let mut keys: Vec<(u32, u16)> = self.of.iter().map(|(key, rule)| (*key, *rule)).collect();
        keys.sort_unstable();
        writer.number(keys.len());
        let mut before = 0;
        for (key, rule) in keys {
            writer.number((key - before) as usize);
            before = key;
            writer.number(usize::from(rule));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_cut_and_add() {
        for (word, lemma) in
            [("ran", "run"), ("said", "say"), ("cities", "city"), ("it", "it"), ("n't", "not"), ("Würde", "würdig")]
        {
            assert_eq!(Rule::between(word, lemma).apply(word), lemma);
        }
        assert_eq!(Rule { cut: 9, add: "x".into() }.apply("abc"), "abcx");
    }

    #[test]
    fn the_longest_ending_decides_and_whole_words_come_first() {
        let mut lemmatizer = Lemmatizer::default();
        let rules = [("", 0, ""), ("s", 1, ""), ("ies", 3, "y")];
        for (ending, cut, add) in rules {
            let index = u16::try_from(lemmatizer.rules.len()).unwrap();
            lemmatizer.rules.push(Rule { cut, add: add.to_owned() });
            lemmatizer.of.insert(ending_key(3, ending), index);
        }
        lemmatizer.of.insert(word_key(3, "series"), 0);
        let lemma = |word| lemmatizer.lemma(word, Tag { pos: Pos::Noun, xpos: 3 });
        assert_eq!([lemma("Cities"), lemma("laws"), lemma("series"), lemma("men")], ["city", "law", "series", "men"]);
    }
}
