//! Questions about everything, answered from what the store has counted, against their SPARQL over the whole graph.

mod newsroom;

use dixit::query::{self, Limits, Question, Row, Wanted};
use dixit::store::{Graph, Home, Store, Writer};
use dixit::text::Article;
use newsroom::{articles, build, homes};
use std::path::Path;

fn whole(graph: &Graph, name: &str) -> Vec<Row> {
    let query = Question::named(name).expect("a question").query(&[]).expect("a query");
    query::rows(graph, query, &Limits::default()).expect("an answer").1
}

/// Asks each question both ways.
fn compare(store: &Path, what: &str) {
    let store = Store::open(store).expect("a store that opens");
    let (graph, limits) = (store.graph(), Limits::default());
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
    let first = articles(0..10);
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
