//! Learns lemma rules from treebanks and lists of irregular forms.

use super::treebank::Tree;
use crate::annotate::lemma::{LONGEST_ENDING, Lemmatizer, Rule, ending_key, inflects, normalised, word_key};
use crate::annotate::tag::{pos_of, xpos_of};
use std::collections::BTreeMap;

/// Uses of a word beyond this count no more towards a rule.
const MOST_USES: u32 = 3;
/// A rule for an ending needs this many different words.
const FEWEST_WORDS: u32 = 2;

/// An irregular form: the Penn tags it can have, the form, its lemma.
pub type Irregular<'t> = (&'t [&'t str], &'t str, &'t str);

/// For each tag and word, how often each rule makes its lemma.
type Uses = BTreeMap<(u8, String), BTreeMap<Rule, u32>>;

/// Learns from `trees`; `irregular` forms count like words seen once.
pub fn train(trees: &[&Tree], irregular: &[Irregular<'_>]) -> Lemmatizer {
    let mut uses = Uses::new();
    for word in trees
        .iter()
        .flat_map(|tree| &tree.words)
        .filter(|word| word.lemma != "_" && word.xpos != "GW" && word.upos != "X")
    {
        let form = normalised(&word.form, pos_of(&word.upos));
        if !inflects(&form, xpos_of(&word.xpos)) {
            continue;
        }
        let rule = Rule::between(&form, &word.lemma);
        *uses.entry((xpos_of(&word.xpos), form)).or_default().entry(rule).or_default() += 1;
    }
    for (tags, form, lemma) in irregular {
        for tag in *tags {
            let rules = uses.entry((xpos_of(tag), (*form).to_owned())).or_default();
            if rules.is_empty() {
                rules.insert(Rule::between(form, lemma), 1);
            }
        }
    }
    let mut lemmatizer = Lemmatizer { rules: vec![Rule::default()], ..Lemmatizer::default() };
    for length in 0..=LONGEST_ENDING {
        add_endings(&mut lemmatizer, &uses, length);
    }
    for ((xpos, form), rules) in &uses {
        let rule = most_used(rules);
        if lemmatizer.by_ending(form, *xpos, LONGEST_ENDING).and_then(|index| lemmatizer.rules.get(usize::from(*index)))
            != rule
        {
            insert(&mut lemmatizer, word_key(*xpos, form), rule);
        }
    }
    lemmatizer
}

/// For each tag and ending, how often each rule is right and wrong.
type Endings<'a> = BTreeMap<(u8, &'a str), BTreeMap<&'a Rule, (u32, u32)>>;

/// Adds the rules of endings of `length` characters that differ from those of their shorter endings.
fn add_endings(lemmatizer: &mut Lemmatizer, uses: &Uses, length: usize) {
    let mut endings: Endings<'_> = BTreeMap::new();
    for ((xpos, form), rules) in uses {
        let Some(at) =
            (length == 0).then_some(form.len()).or_else(|| form.char_indices().rev().nth(length - 1).map(|(at, _)| at))
        else {
            continue;
        };
        let Some(rule) = most_used(rules) else { continue };
        let weight = rules.get(rule).copied().unwrap_or(0).min(MOST_USES);
        let counts = endings.entry((*xpos, form.get(at..).unwrap_or(""))).or_default().entry(rule).or_default();
        counts.0 += weight;
        counts.1 += 1;
    }
    for ((xpos, ending), rules) in endings {
        // Among rules that are used alike, the one that cuts least, as for a form of its own.
        let top = rules.iter().max_by_key(|(rule, counts)| (**counts, std::cmp::Reverse(rule.cut)));
        let Some((rule, (_, words))) = top else { continue };
        let shorter =
            lemmatizer.by_ending(ending, xpos, length).and_then(|index| lemmatizer.rules.get(usize::from(*index)));
        if shorter != Some(*rule) && (*words >= FEWEST_WORDS || length == 0) {
            let rule = (*rule).clone();
            insert(lemmatizer, ending_key(xpos, ending), Some(&rule));
        }
    }
}

fn most_used(rules: &BTreeMap<Rule, u32>) -> Option<&Rule> {
    rules.iter().max_by_key(|(rule, count)| (**count, std::cmp::Reverse(rule.cut))).map(|(rule, _)| rule)
}

fn insert(lemmatizer: &mut Lemmatizer, key: u32, rule: Option<&Rule>) {
    let Some(rule) = rule else { return };
    let index = lemmatizer.rules.iter().position(|known| known == rule).unwrap_or_else(|| {
        lemmatizer.rules.push(rule.clone());
        lemmatizer.rules.len() - 1
    });
    if let Ok(index) = u16::try_from(index) {
        lemmatizer.of.insert(key, index);
    }
}

/// The irregular forms of WordNet's exception lists: lines of a form and its lemmas.
pub fn irregular_forms<'t>(verbs: &'t str, nouns: &'t str, adjectives: &'t str) -> Vec<Irregular<'t>> {
    const VERBS: &[&str] = &["VBD", "VBN"];
    const GERUNDS: &[&str] = &["VBG"];
    const NOUNS: &[&str] = &["NNS"];
    const COMPARATIVES: &[&str] = &["JJR"];
    const SUPERLATIVES: &[&str] = &["JJS"];
    let lines =
        |text: &'t str| text.lines().filter_map(|line| line.split_once(' ')).filter(|(form, _)| !form.contains('_'));
    let first = |lemmas: &'t str| lemmas.split(' ').next().unwrap_or(lemmas);
    let mut forms: Vec<Irregular<'t>> = Vec::new();
    forms.extend(
        lines(verbs).map(|(form, lemmas)| (if form.ends_with("ing") { GERUNDS } else { VERBS }, form, first(lemmas))),
    );
    forms.extend(lines(nouns).map(|(form, lemmas)| (NOUNS, form, first(lemmas))));
    forms.extend(
        lines(adjectives).map(|(form, lemmas)| {
            (if form.ends_with("est") { SUPERLATIVES } else { COMPARATIVES }, form, first(lemmas))
        }),
    );
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Pos;
    use crate::annotate::tag::Tag;
    use crate::learn::treebank::Word;

    #[test]
    fn rules_generalise_and_exceptions_are_kept() {
        let word = |form: &str, lemma: &str| Word {
            form: form.into(),
            lemma: lemma.into(),
            upos: "NOUN".into(),
            xpos: "NNS".into(),
            ..Word::default()
        };
        let tree = Tree {
            words: vec![
                word("laws", "law"),
                word("bills", "bill"),
                word("cities", "city"),
                word("duties", "duty"),
                word("series", "series"),
            ],
            ..Tree::default()
        };
        let forms = irregular_forms("", "men man\nsea_men sea_man\n", "");
        let lemmatizer = train(&[&tree], &forms);
        let lemma = |form| lemmatizer.lemma(form, Tag { pos: Pos::Noun, xpos: xpos_of("NNS") });
        assert_eq!(
            [lemma("Towns"), lemma("parties"), lemma("series"), lemma("men")],
            ["town", "party", "series", "man"]
        );
    }
}
