//! Walks over a parse: children by relation, the words under a word, the subject of a verb.

use super::relations::relation_name;
use crate::annotate::Parse;
use std::ops::Range;

impl Parse {
    /// The head of a word; None for the root and where there is no such word.
    pub fn head(&self, word: usize) -> Option<usize> {
        self.heads.get(word).map(|head| usize::from(*head)).filter(|head| *head != word)
    }

    /// The name of a word's relation to its head; empty where there is no such word.
    pub fn relation(&self, word: usize) -> &'static str {
        self.relations.get(word).map_or("", |relation| relation_name(*relation))
    }

    /// The words that hang under `word`, in the order of the text.
    pub fn children(&self, word: usize) -> impl Iterator<Item = usize> {
        (0..self.heads.len()).filter(move |child| self.head(*child) == Some(word))
    }

    /// The first word that hangs under `word` by one of `relations`.
    pub fn child(&self, word: usize, relations: &[&str]) -> Option<usize> {
        self.children(word).find(|child| relations.contains(&self.relation(*child)))
    }

    /// Whether `word` is `ancestor` or stands somewhere under it.
    pub fn is_under(&self, word: usize, ancestor: usize) -> bool {
        let mut at = word;
        for _ in 0..=self.heads.len() {
            if at == ancestor {
                return true;
            }
            let Some(head) = self.head(at) else { return false };
            at = head;
        }
        false
    }

    /// From the first through the last word that `word` and all under it take.
    pub fn subtree(&self, word: usize) -> Range<usize> {
        let under = || (0..self.heads.len()).filter(|other| self.is_under(*other, word));
        let start = under().next().unwrap_or(word);
        start..under().next_back().map_or(start, |last| last + 1)
    }

    /// The head word of the subject of `verb`: its own, else the one it shares with the verb that it continues
    /// ("Finn came and said", "Finn had to admit"). None where neither has one.
    pub fn subject(&self, verb: usize) -> Option<usize> {
        let mut at = verb;
        for _ in 0..4 {
            if let Some(subject) = self.child(at, &["nsubj", "nsubj:pass", "nsubj:outer"]) {
                return Some(subject);
            }
            if !matches!(self.relation(at), "conj" | "xcomp" | "advcl") {
                return None;
            }
            at = self.head(at)?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::relations::relation_of;
    use super::*;

    fn parse(words: &[(u16, &str)]) -> Parse {
        Parse {
            heads: words.iter().map(|(head, _)| *head).collect(),
            relations: words.iter().map(|(_, relation)| relation_of(relation)).collect(),
        }
    }

    #[test]
    fn subjects_are_found_also_where_verbs_share_them() {
        // "Old Finn came and tried to sing songs"
        let tree = parse(&[
            (1, "amod"),
            (2, "nsubj"),
            (2, "root"),
            (4, "cc"),
            (2, "conj"),
            (6, "mark"),
            (4, "xcomp"),
            (6, "obj"),
        ]);
        assert_eq!(tree.subject(6), Some(1));
        assert_eq!(tree.subject(2), Some(1));
        assert_eq!(tree.subject(7), None);
        assert_eq!(tree.subtree(4), 3..8);
        assert_eq!(tree.subtree(1), 0..2);
        assert_eq!(tree.child(6, &["obj"]), Some(7));
        assert_eq!(tree.child(6, &["nsubj"]), None);
        assert_eq!((tree.head(2), tree.head(0), tree.head(99)), (None, Some(1), None));
        assert!(tree.is_under(7, 2) && !tree.is_under(1, 4));
        assert_eq!(tree.relation(99), "");
    }

    #[test]
    fn a_broken_tree_ends_every_walk() {
        let circle = parse(&[(1, "nsubj"), (0, "obj")]);
        assert!(!circle.is_under(0, 5));
        assert_eq!(circle.subject(7), None);
        assert_eq!((circle.subject(0), circle.subject(1)), (None, Some(0)));
    }
}
