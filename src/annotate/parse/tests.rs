//! Tests of whole parses with the parser that is built in.

use super::*;
use crate::annotate::annotate;
use crate::text::Article;
use proptest::prelude::*;

fn parsed(models: &Models, text: &str) -> Document {
    let mut document = annotate(models, Article { body: text.to_owned(), ..Article::default() });
    parse(models, &mut document, |_, _| true);
    document
}

/// The parse of a text of one sentence, as word, relation and head.
fn shown(models: &Models, text: &str) -> Vec<String> {
    let document = parsed(models, text);
    let tree = document.sentences[0].parse.as_ref().unwrap();
    let word = |at: usize| document.word(at);
    let line = |at| format!("{} {} {}", word(at), tree.relation(at), tree.head(at).map_or("-", word));
    (0..tree.heads.len()).map(line).collect()
}

/// Whether every word has a head, every way up ends at the one root, and only the root is named so.
fn is_tree(tree: &Parse, words: usize) -> bool {
    let roots: Vec<usize> = (0..words).filter(|word| tree.head(*word).is_none()).collect();
    let [root] = roots.as_slice() else { return words == 0 };
    tree.heads.len() == words
        && tree.relations.len() == words
        && (0..words).all(|word| tree.is_under(word, *root) && (tree.relation(word) == "root") == (word == *root))
}

#[test]
fn a_plain_report_is_parsed() {
    let models = Models::built_in();
    let expected = [
        "Mara nsubj said",
        "Okonjo flat Mara",
        "said root -",
        "that mark closed",
        "the det port",
        "port nsubj:pass closed",
        "was aux:pass closed",
        "closed ccomp said",
        ". punct said",
    ];
    assert_eq!(shown(&models, "Mara Okonjo said that the port was closed."), expected);
    assert!(shown(&models, "The mayor sold boats.").contains(&"boats obj sold".to_owned()));
}

#[test]
fn only_sentences_that_are_asked_for_are_parsed() {
    let models = Models::built_in();
    let mut document =
        annotate(&models, Article { body: "It rained. She left. He stayed.".to_owned(), ..Article::default() });
    parse(&models, &mut document, |document, sentence| sentence.span.of(document.text()).starts_with("She"));
    let parsed: Vec<bool> = document.sentences.iter().map(|sentence| sentence.parse.is_some()).collect();
    assert_eq!(parsed, [false, true, false]);
}

#[test]
fn no_words_have_no_parse_and_one_word_is_the_root() {
    let mut bench = Bench::default();
    let parser = Parser::built_in();
    assert_eq!(parser.parse(std::iter::empty(), &mut bench), Parse::default());
    let one = parser.parse([(Word::default(), Tag { pos: super::super::Pos::X, xpos: 0 })].into_iter(), &mut bench);
    assert_eq!((one.heads, one.relations), (vec![0], vec![relation_of("root")]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_becomes_trees_and_the_same_each_time(text in "(\\PC{0,12}|said|the|[A-Z][a-z]{1,6}|,|\"|\\.| ){0,60}") {
        let models = Models::built_in();
        let (one, other) = (parsed(&models, &text), parsed(&models, &text));
        for (sentence, again) in one.sentences.iter().zip(&other.sentences) {
            let tree = sentence.parse.as_ref().expect("every sentence was asked for");
            prop_assert!(is_tree(tree, sentence.tokens.len()), "{:?}", sentence.span.of(one.text()));
            prop_assert_eq!(&sentence.parse, &again.parse);
        }
    }
}
