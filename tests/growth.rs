//! Builds that derive facts in between, so that their memory does not grow with their articles, and builds one after another.

mod newsroom;

use dixit::pipeline::{self, Engine, Options};
use dixit::store::Writer;
use dixit::text::Article;
use newsroom::{article, articles, assert_same, facts, facts_of, homes, inputs, manifest};

#[test]
fn facts_derived_before_the_end_of_a_build_are_the_same() {
    let first = articles(0..12);
    // New versions of articles of the same build take back what the old ones said, and reprints refer to both.
    let later = articles(4..16).into_iter().map(|article| Article {
        body: article.body.replacen("said", "told reporters", 1) + "\n\nA spokesman for the port would not comment.",
        ..article
    });
    let all: Vec<Article> = first.into_iter().chain(later).collect();
    for home in homes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = folder.path().join("s.dixit");
        let mut writer = Writer::open_or_create(&store, &manifest(home)).expect("opens for writing");
        let options = Options { threads: 2, waiting: 1, ..Options::default() };
        pipeline::build(inputs(&all).into_iter(), &mut writer, &Engine::built_in(), options, |_| {}).expect("builds");
        drop(writer);
        assert_same(&facts(&store), &facts_of(home, &all), "derived batch by batch");
    }
}

#[test]
fn a_writer_that_builds_again_and_again_knows_how_many_facts_there_are() {
    for home in homes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = folder.path().join("s.dixit");
        let mut writer = Writer::open_or_create(&store, &manifest(home)).expect("makes");
        for batch in [articles(0..20), articles(20..30), vec![article(7, 1)], articles(30..31)] {
            let inputs = inputs(&batch).into_iter();
            pipeline::build(inputs, &mut writer, &Engine::built_in(), Options::default(), |_| {}).expect("builds");
            assert_eq!(writer.facts().expect("knows"), writer.graph().len().expect("counts"));
        }
    }
}
