//! Questions answered from what the store has counted, against their SPARQL over the whole graph.

mod newsroom;

use dixit::query::{self, Limits, Question, Row, Wanted};
use dixit::store::{Graph, Home, Store, Writer};
use dixit::text::Article;
use dixit::vocab::{schema, xsd};
use newsroom::{articles, build, homes};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use std::collections::BTreeSet;
use std::path::Path;

fn whole(graph: &Graph, name: &str) -> Vec<Row> {
    let query = Question::named(name).expect("a question").query(&[]).expect("a query");
    query::rows(graph, query, &Limits::default()).expect("an answer").1
}

/// Who or what a saying has under a predicate, each once.
fn met(graph: &Graph, predicates: &[NamedNodeRef<'_>]) -> BTreeSet<NamedNode> {
    let mut met = BTreeSet::new();
    for predicate in predicates {
        for triple in graph.matching(None, Some(*predicate), None) {
            if let Term::NamedNode(node) = triple.expect("a fact").object {
                met.insert(node);
            }
        }
    }
    met
}

/// Asks each question about everybody and every topic both ways. Gives the questions of which an answer had rows.
fn compare_each(graph: &Graph, what: &str) -> BTreeSet<&'static str> {
    let speakers = met(graph, &[schema::SPOKEN_BY_CHARACTER]);
    let topics = met(graph, &[schema::ABOUT, schema::MENTIONS]);
    let questions = [
        ("compare", "about", &topics),
        ("voiced-by", "about", &topics),
        ("candidates", "topic", &topics),
        ("topic-trend", "about", &topics),
        ("beside", "speaker", &speakers),
    ];
    let day = |day: &str| Term::from(Literal::new_typed_literal(day, xsd::DATE));
    let mut answered = BTreeSet::new();
    for (name, parameter, nodes) in questions {
        let question = Question::named(name).expect("a question");
        let spans: &[[Option<&str>; 2]] = if name == "compare" {
            &[
                [None, None],
                [Some("2031-03-10"), None],
                [None, Some("2031-06-20")],
                [Some("2031-03-10"), Some("2031-06-20")],
            ]
        } else {
            &[[None, None]]
        };
        for (node, [since, until]) in nodes.iter().flat_map(|node| spans.iter().map(move |span| (node, *span))) {
            let mut values: Vec<(&str, Term)> = vec![(parameter, node.clone().into())];
            values.extend(since.map(|since| ("since", day(since))));
            values.extend(until.map(|until| ("until", day(until))));
            let query = question.query(&values).expect("a query");
            let all = query::rows(graph, query.clone(), &Limits::default()).expect("an answer").1;
            let (mut summed, about) = (query, [node.clone().into()]);
            let wanted = Wanted { about: &about, since, until, most: 0 };
            assert!(query::summed(graph, question, &mut summed, wanted).expect("sums"), "{name} has a sum");
            let rows = query::rows(graph, summed, &Limits::default()).expect("an answer").1;
            answered.extend((!rows.is_empty()).then_some(name));
            assert_eq!(rows, all, "{what}: {name} {node} {since:?} {until:?}");
        }
    }
    answered
}

/// Asks each question both ways.
fn compare(store: &Path, what: &str) {
    let store = Store::open(store).expect("a store that opens");
    let (graph, limits) = (store.graph(), Limits::default());
    let answered = compare_each(graph, what);
    let questions = ["beside", "candidates", "compare", "topic-trend", "voiced-by"];
    assert_eq!(Vec::from_iter(answered), questions, "{what}: all have some answer");
    for name in ["leading", "voices", "outlets"] {
        let question = Question::named(name).expect("a question");
        let mut query = question.query(&[]).expect("a query");
        let put = query::counted(graph, question, &mut query, Some(usize::MAX)).expect("what is counted");
        assert!(put.is_some(), "{name} has a sub-SELECT that the tables stand for");
        assert_eq!(query::rows(graph, query, &limits).expect("an answer").1, whole(graph, name), "{what}: {name}");
    }
    for name in ["denied", "judged", "unanswered"] {
        let question = Question::named(name).expect("a question");
        assert!(question.is_listed_by_day());
        let all = whole(graph, name);
        let query = question.query(&[]).expect("a query");
        let date = question.columns().iter().position(|column| *column == "date").expect("a column");
        let dated: Vec<Row> = all.iter().filter(|row| row[date].is_some()).cloned().collect();
        for most in [0, 1, 3, dated.len(), dated.len() + 1] {
            let wanted = Wanted { most, ..Wanted::default() };
            let newest = query::newest(graph, &query, wanted, &limits, &|_, _| Ok(())).expect("rows");
            assert_eq!(newest.is_some(), dated.len() > most, "{what}: {name}");
            let newest = newest.map_or_else(|| dated.clone(), |newest| newest.rows);
            assert_eq!(newest, dated[dated.len().saturating_sub(most)..], "{what}: the newest {most} of {name}");
        }
    }
}

/// The newest rows about somebody are the last ones of all that have a day.
#[test]
fn the_newest_of_somebody_are_the_last_of_all() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("s.dixit");
    build(&store, Home::GraphFile, &articles(0..40));
    let store = Store::open(&store).expect("a store that opens");
    let (graph, limits) = (store.graph(), Limits::default());
    let somebody = graph.most_quoted(1).expect("people").remove(0).0;
    let mut shown = 0;
    for name in ["said", "about", "spoke-as", "denied", "hearsay"] {
        let question = Question::named(name).expect("a question");
        assert!(question.is_listed_by_day(), "{name}");
        let parameter = if name == "about" { "about" } else { "speaker" };
        let query = question.query(&[(parameter, somebody.clone().into())]).expect("a query");
        let all = query::rows(graph, query.clone(), &limits).expect("an answer").1;
        for most in [1, 2, 5] {
            let about = [somebody.clone().into()];
            let wanted = Wanted { about: &about, most, ..Wanted::default() };
            let newest = query::newest(graph, &query, wanted, &limits, &|_, _| Ok(())).expect("rows");
            if let Some(newest) = newest {
                assert_eq!(newest.rows, all[all.len() - most..], "the newest {most} of {name}");
                shown += 1;
            }
        }
    }
    assert!(shown >= 5, "{shown} long lists");
}

#[test]
fn what_is_counted_stays_what_the_whole_graph_says() {
    let mut first = articles(0..10);
    // Somebody says the contrary.
    let body =
        "“The new bridge will not open before the winter, whatever the Harbour Board decides,” said Ines Halloway.";
    first.push(Article { body: body.to_owned(), ..newsroom::article(20, 0) });
    // New versions, some by another outlet on another day, and new articles.
    let later: Vec<Article> = articles(5..14)
        .into_iter()
        .enumerate()
        .map(|(number, article)| {
            let body = article.body.replacen("said", "denied", 1) + "\n\nA spokesman for the port would not comment.";
            let publisher = if number % 2 == 0 { Some("Norvale Wire".to_owned()) } else { article.publisher.clone() };
            Article { body, publisher, ..article }
        })
        .collect();
    for home in homes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = folder.path().join("s.dixit");
        build(&store, home, &first);
        compare(&store, "a first build");
        for name in ["voices", "leading", "outlets", "denied"] {
            assert!(!whole(Store::open(&store).expect("opens").graph(), name).is_empty(), "{name} has an answer");
        }
        build(&store, home, &later);
        compare(&store, "a build that replaces articles");
        let mut writer = Writer::open(&store).expect("opens for writing");
        let forgotten = writer.ledger().entries().next().expect("an article").article.clone();
        writer.forget(&forgotten).expect("forgets");
        drop(writer);
        compare(&store, "an article less");
        std::fs::remove_file(store.join("words.sqlite")).expect("there are tables");
        let reader = Store::open(&store).expect("opens");
        assert_eq!(
            reader.graph().voices().expect("no failure").is_some(),
            home == Home::GraphFile,
            "RocksDB's readers write none"
        );
        build(&store, home, &later);
        compare(&store, "tables made anew");
    }
}
