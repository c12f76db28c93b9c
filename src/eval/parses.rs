//! Scores parses on the gold tokens of a treebank, with the program's own tags.

use super::ud::Counts;
use crate::annotate::Models;
use crate::annotate::parse::{Bench, Parser};
use crate::learn::tagger::words_of;
use crate::learn::treebank::Tree;
use std::collections::BTreeMap;

/// Hits over all words, punctuation included.
#[derive(Debug, Clone, Default)]
pub struct Attachment {
    /// Words with the right head (UAS).
    pub heads: Counts,
    /// Words with the right head and relation, its subtype included (LAS).
    pub relations: Counts,
    /// Subjects of verbs of saying, by verb and subject.
    pub subjects: Counts,
    /// Wrong relations and heads, the most frequent kinds first.
    pub mistakes: Vec<String>,
}

/// Verbs of saying, by their lemmas.
const SAYING: [&str; 10] = ["say", "tell", "claim", "announce", "add", "argue", "explain", "report", "state", "warn"];

/// Measures the parses of `trees`.
pub fn attachment(models: &Models, trees: &[Tree]) -> Attachment {
    let (words, sentences) = words_of(&trees.iter().collect::<Vec<_>>(), &models.clusters);
    let tags = models.tagger.tag(&words, sentences.iter().cloned());
    let mut bench = Bench::default();
    let mut result = Attachment::default();
    let mut mistakes: BTreeMap<String, usize> = BTreeMap::new();
    for (tree, range) in trees.iter().zip(sentences) {
        let looks = range.clone().zip(tags.get(range).unwrap_or(&[])).map(|(at, tag)| (*words.word(at), *tag));
        let parse = Parser::built_in().parse(looks, &mut bench);
        for (at, gold) in tree.words.iter().enumerate() {
            let head = parse.head(at).unwrap_or(at) == gold.head;
            let relation = parse.relation(at) == gold.relation;
            result.heads.decide(head);
            result.relations.decide(head && relation);
            if !(head && relation) {
                let place = if head { "" } else { ", under the wrong word" };
                *mistakes.entry(format!("{} given as {}{place}", gold.relation, parse.relation(at))).or_default() += 1;
            }
        }
        let subject = |relation: &str| relation.starts_with("nsubj");
        for (at, word) in tree.words.iter().enumerate() {
            let saying = |head: usize| tree.words.get(head).is_some_and(|verb| SAYING.contains(&verb.lemma.as_str()));
            let gold = subject(&word.relation) && saying(word.head);
            let given = subject(parse.relation(at)) && parse.head(at).is_some_and(saying);
            result.subjects.gold += usize::from(gold);
            result.subjects.given += usize::from(given);
            result.subjects.right += usize::from(gold && given && parse.head(at) == Some(word.head));
        }
    }
    let mut mistakes: Vec<(String, usize)> = mistakes.into_iter().collect();
    mistakes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    result.mistakes = mistakes.into_iter().map(|(mistake, count)| format!("{count} × {mistake}")).collect();
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::treebank::Word;

    #[test]
    fn heads_relations_and_subjects_are_counted() {
        let word = |form: &str, lemma: &str, head: usize, relation: &str| {
            let [form, lemma, relation] = [form, lemma, relation].map(str::to_owned);
            Word { form, lemma, head, relation, ..Word::default() }
        };
        let words = vec![
            word("She", "she", 1, "nsubj"),
            word("said", "say", 1, "root"),
            // Wrong on purpose: the object's relation, and the mark's head.
            word("nothing", "nothing", 1, "obl"),
            word(".", ".", 2, "punct"),
        ];
        let found = attachment(&Models::built_in(), &[Tree { words, ..Tree::default() }]);
        assert_eq!(found.heads, Counts { right: 3, given: 4, gold: 4 });
        assert_eq!(found.relations, Counts { right: 2, given: 4, gold: 4 });
        assert_eq!(found.subjects, Counts { right: 1, given: 1, gold: 1 });
        assert_eq!(found.mistakes, ["1 × obl given as obj", "1 × punct given as punct, under the wrong word"]);
    }
}
