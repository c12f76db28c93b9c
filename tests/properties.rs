//! Properties of the whole pipeline: order, threads and repetition do not matter, and forgetting undoes building.

mod newsroom;

use dixit::console::{Session, Ui, script};
use dixit::pipeline::{self, Engine};
use dixit::query::{Dialect, parse, tokens};
use dixit::store::{Home, Writer};
use dixit::text::{Article, Format, Options, Reader};
use newsroom::{article, assert_same, build, build_with, facts, facts_of, homes, inputs};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// A pool of articles in which addresses, texts and titles repeat.
fn pool() -> impl Strategy<Value = Vec<Article>> {
    let one = (0..8usize, 0..3usize, any::<bool>(), any::<bool>()).prop_map(|(number, edition, titled, wire)| {
        let mut article = article(number, edition);
        if titled {
            article.title = None;
        }
        if wire {
            article.url = Some(format!("https://wire.example/{number}"));
        }
        article
    });
    vec(one, 1..14)
}

/// The pool and a permutation of it.
fn shuffled() -> impl Strategy<Value = (Vec<Article>, Vec<Article>)> {
    pool().prop_flat_map(|articles| (Just(articles.clone()), Just(articles).prop_shuffle()))
}

fn few() -> Config {
    Config { cases: 12, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn the_order_of_articles_does_not_matter((articles, other) in shuffled()) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (one, two) = (folder.path().join("1"), folder.path().join("2"));
        build(&one, Home::GraphFile, &articles);
        build(&two, Home::GraphFile, &other);
        let bytes = |store: &std::path::Path| std::fs::read(store.join("graph.nq.zst")).expect("reads");
        assert_same(&facts(&two), &facts(&one), "shuffled");
        prop_assert!(bytes(&one) == bytes(&two));
    }

    #[test]
    fn twice_the_same_articles_give_the_same_facts(articles in pool()) {
        for home in homes() {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = folder.path().join("s");
            build(&store, home, &articles);
            let once = facts(&store);
            let again = build(&store, home, &articles);
            prop_assert_eq!((again.new, again.changed, again.renewed), (0, 0, 0));
            assert_same(&facts(&store), &once, "built again");
        }
    }

    #[test]
    fn building_step_by_step_gives_the_facts_of_one_build(numbers in vec(0..30usize, 1..20), cut in 0..20usize) {
        let articles: Vec<Article> = numbers.iter().map(|&number| article(number, 0)).collect();
        let (first, second) = articles.split_at(cut.min(articles.len()));
        for home in homes() {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = folder.path().join("s");
            build(&store, home, first);
            build(&store, home, second);
            assert_same(&facts(&store), &facts_of(home, &articles), "in two steps");
        }
    }

    #[test]
    fn forgetting_returns_to_the_state_without_the_article(articles in pool(), which in any::<prop::sample::Index>()) {
        let settings = dixit::graph::Settings::default();
        let key = dixit::graph::article_iri(which.get(&articles), &settings);
        let rest: Vec<Article> =
            articles.iter().filter(|a| dixit::graph::article_iri(a, &settings) != key).cloned().collect();
        for home in homes() {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = folder.path().join("s");
            build(&store, home, &articles);
            let mut writer = dixit::store::Writer::open(&store).expect("opens");
            prop_assert!(writer.forget(key.as_str()).expect("forgets") > 0);
            drop(writer);
            let without = if rest.is_empty() { Vec::new() } else { facts_of(home, &rest) };
            assert_same(&facts(&store), &without, "after forgetting");
        }
    }
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let articles = newsroom::articles(0..90);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bytes: Vec<Vec<u8>> = [1, 2, 8]
        .into_iter()
        .map(|threads| {
            let store = folder.path().join(threads.to_string());
            build_with(&store, Home::GraphFile, &articles, threads);
            std::fs::read(store.join("graph.nq.zst")).expect("reads")
        })
        .collect();
    assert!(bytes.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn extraction_keeps_the_order_whatever_the_threads() {
    let articles = newsroom::articles(0..120);
    let ids = |threads: usize| {
        let mut ids = Vec::new();
        pipeline::extract(inputs(&articles).into_iter(), &Engine::built_in(), threads, |outcome| {
            let (_, analysis) = outcome.expect("an article");
            ids.push((analysis.document.article.id.clone(), analysis.extraction.attributions.len()));
            Ok(())
        })
        .expect("extracts");
        ids
    };
    let alone = ids(1);
    assert_eq!(
        alone.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(),
        articles.iter().map(|a| a.id.clone()).collect::<Vec<_>>()
    );
    assert_eq!(ids(8), alone);
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    /// Any text goes through every stage up to the proof of its own facts.
    #[test]
    fn any_text_survives_and_its_facts_are_proved(text in "(\\PC|[\n\t\"“”‘’.,:] ?){0,400}") {
        let engine = Engine::built_in();
        let article = Article { id: "x".to_owned(), body: text.clone(), ..Article::default() };
        let analysis = engine.analyze(article);
        let settings = dixit::graph::Settings::default();
        let facts = dixit::graph::ground(&analysis.document, &analysis.extraction, &analysis.resolution, &settings);
        let failures = dixit::graph::verify(&facts.triples, &text);
        prop_assert!(failures.is_empty(), "{:?}", failures.first());
    }
}

/// Pieces of which hostile pages, queries and console lines are made.
fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![3 => prop::sample::select(of).prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

const HTML: &[&str] = &[
    "<p>",
    "</p>",
    "<html><body>",
    "<article>",
    "</article>",
    "<div>",
    "</div",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "&quot;",
    "&#0;",
    "&#x110000;",
    "<meta property=\"og:title\" content=\"",
    "\">",
    "<title>",
    "<br/>",
    "\u{0}",
    "<",
    "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",",
    "}",
    "\"We sail,\" said Orla Finn. ",
    "<td>",
];

const SPARQL: &[&str] = &[
    "SELECT ",
    "?x ",
    "* ",
    "{ ",
    "} ",
    "WHERE ",
    "a ",
    "dixit:said ",
    "scehma:about ",
    "<http://schema.org/",
    "> ",
    "\"",
    "'''",
    "\\",
    "# note\n",
    ";",
    ". ",
    "FILTER(",
    ")",
    "OPTIONAL ",
    "PREFIX ",
    "ex: ",
    "INSERT DATA ",
    "CONSTRUCT ",
    "LIMIT 1 ",
    "_:b ",
    "^^xsd:date ",
    "@en ",
    "\n",
    "\u{feff}",
    "VALUES ",
    "(COUNT(*) AS ?n) ",
];

const CONSOLE: &[&str] = &[
    ".said ",
    ".about ",
    ".denied",
    ".speaks-for ",
    ".ask ",
    ".quote ",
    ".mode ",
    ".rows ",
    ".timeout ",
    ".help ",
    ".stats",
    "\n",
    ";",
    "\"",
    "'",
    "--about ",
    "--since 2031-13-45 ",
    "--limit -1 ",
    "Maren",
    "99999999999999999999 ",
    "SELECT * { ?s ?p ?o } ",
    "ASK {}",
    "\u{1b}[31m",
    "\t",
    ".quit\n",
];

proptest! {
    #![proptest_config(Config { cases: 150, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_page_is_an_article_or_a_problem(page in pieces(HTML)) {
        let options = Options { format: Some(Format::Html), ..Options::default() };
        let reader = Reader::new(&["-"], options).expect("standard input");
        for outcome in reader.with_stdin(std::io::Cursor::new(page.into_bytes())) {
            match outcome {
                Ok((_, article)) => prop_assert!(!article.body.trim().is_empty()),
                Err(problem) => prop_assert!(!problem.to_string().is_empty()),
            }
        }
    }

    #[test]
    fn any_query_parses_or_is_explained(text in pieces(SPARQL)) {
        for token in tokens(&text) {
            prop_assert!(text.get(token.range.clone()).is_some());
        }
        if let Err(error) = parse(&text, &Dialect::new(&dixit::graph::Settings::default().base)) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 60, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_console_line_is_answered_or_explained(lines in pieces(CONSOLE)) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let writer = Writer::open_or_create(folder.path().join("s"), &newsroom::manifest(Home::GraphFile));
        let store = writer.expect("a new store").into_store();
        let mut session = Session::new(store);
        let mut ui = Ui::new(std::io::sink(), std::io::sink());
        // Whether it fails is the line's affair; that it ends without a panic is ours.
        let _ = script(&mut session, &mut ui, lines.as_bytes(), "lines", true);
    }
}

#[test]
fn endless_sentences_and_unbalanced_marks_pass() {
    let engine = Engine::built_in();
    let one_sentence = format!("Orla Finn said that {}the boat sails.", "the crew knew every rock, and ".repeat(4_000));
    let never_closed = "\"He said the boat was late and ".repeat(3_000);
    let one_paragraph = "\"We sail,\" said Orla Finn. ".repeat(3_000);
    let names = format!("{}said so.", "Orla Finn and Marek Dahl and ".repeat(3_000));
    let controls: String = (0..60_000u32).filter_map(|n| char::from_u32(n % 40)).collect();
    for body in [one_sentence, never_closed, one_paragraph, names, controls] {
        let found = engine.analyze(Article { id: "x".to_owned(), body, ..Article::default() });
        let longest = found.document.sentences.iter().map(|sentence| sentence.tokens.len()).max();
        assert!(longest.is_none_or(|tokens| tokens <= 500), "a sentence of {longest:?} tokens");
    }
}
