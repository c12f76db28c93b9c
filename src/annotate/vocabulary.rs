//! What was found of words before, kept from document to document: words come back, and so do their looks.

use super::names::{Facts, facts};
use super::tag::Tag;
use super::words::{Clusters, Word, Words};
use rustc_hash::FxHashMap;

/// When more words are kept than these, the next document begins with none: some megabytes for each thread.
const MOST: usize = 1 << 15;
/// Longer words are not kept, in bytes: hardly one comes back.
const LONGEST: usize = 40;
/// The entry of a word that is not kept.
const NONE: u32 = u32::MAX;

/// The looks, facts and lemmas of words.
///
/// All are functions of the word and the models, so that it makes no difference to any result whether they were kept.
#[derive(Debug, Default)]
pub struct Vocabulary {
    of: FxHashMap<Box<str>, u32>,
    looks: Vec<(Word, Facts)>,
    lemmas: Vec<Box<str>>,
    /// The lemma of an entry with a tag.
    lemma_of: FxHashMap<(u32, Tag), u32>,
    /// For each different word of the open document, its entry, and the tag that it had last with its lemma there.
    here: Vec<(u32, Option<(Tag, u32)>)>,
}

impl Vocabulary {
    /// Opens a document with these tokens: its words, and the facts of each different one.
    pub fn open<'t>(&mut self, tokens: impl Iterator<Item = &'t str>, clusters: &Clusters) -> (Words, Vec<Facts>) {
        if self.looks.len() > MOST {
            self.of.clear();
            self.looks.clear();
            self.lemmas.clear();
            self.lemma_of.clear();
        }
        self.here.clear();
        let mut all = Vec::new();
        let words = Words::looking(tokens, |text| {
            let (entry, (word, facts)) = self.look(text, clusters);
            self.here.push((entry, None));
            all.push(facts);
            word
        });
        (words, all)
    }

    /// The entry of a word, and what is known of it.
    fn look(&mut self, text: &str, clusters: &Clusters) -> (u32, (Word, Facts)) {
        if let Some((entry, look)) = self.of.get(text).and_then(|&entry| Some((entry, self.looks.get(entry as usize)?)))
        {
            return (entry, *look);
        }
        let word = Word::new(text, clusters);
        let look = (word, facts(text, word.capital));
        if text.len() > LONGEST {
            return (NONE, look);
        }
        let entry = u32::try_from(self.looks.len()).unwrap_or(NONE);
        self.of.insert(text.into(), entry);
        self.looks.push(look);
        (entry, look)
    }

    /// Puts the lemma of the document's different word `id` with this tag into `lemma`; `make` makes it where none is kept.
    pub fn set_lemma(&mut self, id: u32, tag: Tag, lemma: &mut String, make: impl FnOnce() -> String) {
        let Some((entry, last)) = self.here.get_mut(id as usize).filter(|(entry, _)| *entry != NONE) else {
            *lemma = make();
            return;
        };
        let known = last.filter(|(known, _)| *known == tag).map(|(_, known)| known);
        let known = known.unwrap_or_else(|| {
            *self.lemma_of.entry((*entry, tag)).or_insert_with(|| {
                self.lemmas.push(make().into());
                u32::try_from(self.lemmas.len() - 1).unwrap_or(NONE)
            })
        });
        *last = Some((tag, known));
        *lemma = self.lemmas.get(known as usize).map_or_else(String::new, |known| known.as_ref().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Pos;

    #[test]
    fn what_is_kept_is_what_was_found() {
        let clusters = Clusters::new([("boat", [1, 2, 3])].into_iter());
        let long = "x".repeat(LONGEST + 1);
        let mut kept = Vocabulary::default();
        for text in ["the boat left the quay", "Mary left the boat", long.as_str(), "the boat left the quay"] {
            let (words, facts) = kept.open(text.split(' '), &clusters);
            let plain = Words::new(text.split(' '), &clusters);
            assert_eq!((&words.ids, &words.distinct, &words.first), (&plain.ids, &plain.distinct, &plain.first));
            assert_eq!(facts.len(), words.distinct.len());
        }
        assert_eq!(kept.looks.len(), 5, "the long word is not kept");
    }

    #[test]
    fn a_lemma_is_made_once_for_each_word_and_tag() {
        let mut kept = Vocabulary::default();
        let mut made = 0;
        let mut lemma = |kept: &mut Vocabulary, id: u32, xpos: u8| {
            let mut lemma = String::new();
            kept.set_lemma(id, Tag { pos: Pos::Noun, xpos }, &mut lemma, || {
                made += 1;
                format!("{id}-{xpos}")
            });
            lemma
        };
        kept.open(["boats", "quay"].into_iter(), &Clusters::default());
        assert_eq!([lemma(&mut kept, 0, 1), lemma(&mut kept, 0, 1), lemma(&mut kept, 0, 2)], ["0-1", "0-1", "0-2"]);
        assert_eq!(lemma(&mut kept, 9, 1), "9-1", "a word of no document");
        assert_eq!(made, 3);
    }
}
