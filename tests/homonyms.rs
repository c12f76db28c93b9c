//! Tests that people of one full name become several where nothing joins them, and that judgements about them hold.

mod newsroom;

use dixit::graph::judgement::{Judgement, Verdict};
use dixit::store::{Store, Writer};
use dixit::text::Article;
use dixit::vocab::{dixit as term, schema};
use newsroom::{assert_same, build, facts, homes};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NAME: &str = "person/john-smith";
const BISHOP: &str = "person/john-smith_church";
const STRIKER: &str = "person/john-smith_sport";

fn article(id: &str, day: &str, outlet: &str, body: &str) -> Article {
    Article {
        id: id.to_owned(),
        url: Some(format!("https://news.example/{id}")),
        published: Some(day.parse().expect("a day")),
        publisher: Some(outlet.to_owned()),
        body: body.to_owned(),
        ..Article::default()
    }
}

/// Two articles on a bishop, two on a striker, of which the second gives no role, and one on somebody of their name.
fn namesakes() -> Vec<Article> {
    vec![
        article(
            "bishop-1",
            "2031-03-04",
            "Ostby Courier",
            "John Smith, the bishop of Ostby, said that the roof of the cathedral must be mended. \
             Smith thanked Mara Okonjo, the dean, for her letters.",
        ),
        article(
            "bishop-2",
            "2031-03-11",
            "Ostby Courier",
            "Bishop John Smith warned that the parish of Velden would lose its school.",
        ),
        article(
            "striker-1",
            "2031-03-06",
            "Norrin Post",
            "The striker John Smith said that Norrin Rovers had earned the cup.",
        ),
        article(
            "striker-2",
            "2031-05-06",
            "Norrin Post",
            "John Smith said that Norrin Rovers would fight for every ball next year.",
        ),
        article("either", "2031-05-08", "Lake Herald", "John Smith said that the price of water was a scandal."),
    ]
}

/// One in which the bishop is the striker.
fn link() -> Article {
    article(
        "link",
        "2031-06-08",
        "Lake Herald",
        "John Smith, the bishop of Ostby, said that he had never left Norrin Rovers.",
    )
}

fn fresh() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("news.dixit");
    (folder, store)
}

fn node(path: &str) -> NamedNode {
    NamedNode::new(format!("https://dixit.example/{path}")).expect("an IRI")
}

/// What a node says under a predicate, IRIs without their base.
fn values(store: &Path, path: &str, predicate: NamedNodeRef<'_>) -> Vec<String> {
    let store = Store::open(store).expect("opens");
    let triples = store.graph().matching(Some(node(path).as_ref()), Some(predicate), None);
    let mut found: Vec<String> = triples
        .map(|triple| match triple.expect("a triple").object {
            Term::Literal(literal) => literal.value().to_owned(),
            Term::NamedNode(node) => node.as_str().trim_start_matches("https://dixit.example/").to_owned(),
            Term::BlankNode(_) => String::new(),
        })
        .collect();
    found.sort();
    found
}

/// How many sayings a person has.
fn said(store: &Path, path: &str) -> usize {
    let store = Store::open(store).expect("opens");
    let speaker = node(path);
    store.graph().matching(None, Some(schema::SPOKEN_BY_CHARACTER), Some(speaker.as_ref().into())).count()
}

fn judge(store: &Path, minute: u32, verdict: Verdict) {
    let when = format!("2031-07-01T10:{minute:02}:00.000Z");
    let mut writer = Writer::open(store).expect("opens for writing");
    writer.judge(&[Judgement::new(when, "Kim".to_owned(), verdict, String::new())]).expect("judges");
    writer.finish().expect("finishes");
}

#[test]
fn a_bishop_and_a_striker_of_one_name_are_two() {
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &namesakes());
        let label = |path| values(&store, path, dixit::vocab::rdfs::LABEL);
        assert_eq!(label(BISHOP), ["John Smith (bishop)"]);
        assert_eq!(label(STRIKER), ["John Smith (striker)"]);
        assert_eq!(values(&store, STRIKER, schema::NAME), ["John Smith"]);
        assert_eq!([BISHOP, STRIKER, NAME].map(|person| said(&store, person)), [2, 2, 1], "who speaks of water?");

        let (_folder, store) = fresh();
        build(&store, home, &namesakes()[..4]);
        assert_eq!(values(&store, NAME, term::REPLACED_BY), [BISHOP, STRIKER]);
        assert!(label(NAME).iter().all(|label| label == "John Smith"));
    }
}

#[test]
fn the_order_of_articles_and_batches_does_not_matter() {
    let mut articles = namesakes();
    for home in homes() {
        for with_link in [false, true] {
            if with_link {
                articles.push(link());
            }
            let (_folder, at_once) = fresh();
            build(&at_once, home, &articles);
            let wanted = facts(&at_once);
            for turn in 0..3 {
                let (_folder, store) = fresh();
                articles.rotate_left(2);
                for part in articles.chunks(1 + turn % 3) {
                    build(&store, home, part);
                }
                assert_same(&facts(&store), &wanted, "whatever came first");
            }
        }
        articles.retain(|article| article.id != "link");
    }
}

#[test]
fn an_article_that_joins_the_two_makes_them_one_and_old_names_lead_there() {
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &namesakes());
        let before = facts(&store);
        build(&store, home, &[link()]);
        assert_eq!(said(&store, NAME), 6);
        for old in [BISHOP, STRIKER] {
            assert_eq!(values(&store, old, term::REPLACED_BY), [NAME]);
        }
        let mut writer = Writer::open(&store).expect("opens for writing");
        let gone =
            writer.ledger().entries().find(|entry| entry.source.ends_with("/link")).expect("is there").key.clone();
        writer.forget(&gone).expect("forgets");
        drop(writer);
        assert_same(&facts(&store), &before, "without the article they are two again");
    }
}

#[test]
fn a_merge_makes_one_of_them_for_good_and_a_withdrawal_two() {
    let (entity, into) = (STRIKER.to_owned(), BISHOP.to_owned());
    let merge = Verdict::Merge { entity, into, name: "John Smith".to_owned() };
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &namesakes());
        let before = facts(&store);
        judge(&store, 1, merge.clone());
        assert_eq!((said(&store, BISHOP), said(&store, STRIKER)), (4, 0));
        assert_eq!(values(&store, STRIKER, term::REPLACED_BY), [BISHOP]);
        build(
            &store,
            home,
            &[article("striker-3", "2031-05-09", "Norrin Post", "Striker John Smith said that his knee was well.")],
        );
        assert_eq!(said(&store, BISHOP), 5, "articles that come later belong to him too");
        let judgement = Store::open(&store).expect("opens").judgements().all()[0].id.clone();
        judge(&store, 2, Verdict::Withdraw { judgement });
        assert_eq!((said(&store, BISHOP), said(&store, STRIKER)), (2, 3));
        let mut writer = Writer::open(&store).expect("opens for writing");
        let gone = writer.ledger().entries().find(|entry| entry.source.ends_with("/striker-3")).expect("is there");
        let gone = gone.key.clone();
        writer.forget(&gone).expect("forgets");
        drop(writer);
        let mut after = facts(&store);
        after.retain(|line| !line.starts_with("<https://dixit.example/judgement/"));
        assert_same(&after, &before, "all is as it was");
    }
}

#[test]
fn what_people_say_of_the_name_comes_before_the_parting() {
    for home in homes() {
        // Somebody knows of one article who is meant; the rest is theirs to part as well.
        let (_folder, store) = fresh();
        build(&store, home, &namesakes());
        let local = |id: &str| {
            let store = Store::open(&store).expect("opens");
            let ledger = store.ledger().expect("reads");
            let entry = ledger.entries().find(|entry| entry.source.ends_with(id)).expect("is there");
            entry.key.rsplit('/').next().expect("a last part").to_owned()
        };
        let split = Verdict::Split {
            entity: NAME.to_owned(),
            into: "person/john-smith-of-ostby".to_owned(),
            name: "John Smith of Ostby".to_owned(),
            articles: vec![local("/bishop-1"), local("/bishop-2")],
            role: None,
            body: None,
        };
        judge(&store, 1, split);
        assert_eq!((said(&store, "person/john-smith-of-ostby"), said(&store, NAME)), (2, 3));
        assert_eq!((said(&store, BISHOP), said(&store, STRIKER)), (0, 0));

        // Somebody knows that the two are not one: no article joins them.
        let (_folder, store) = fresh();
        build(&store, home, &namesakes());
        judge(&store, 1, Verdict::NotSame { entity: BISHOP.to_owned(), other: STRIKER.to_owned() });
        build(
            &store,
            home,
            &[article(
                "supper",
                "2031-06-09",
                "Lake Herald",
                "John Smith said that Norrin Rovers had paid for the parish of Velden and its school.",
            )],
        );
        assert_eq!((said(&store, BISHOP), said(&store, STRIKER), said(&store, NAME)), (2, 2, 2));
    }
}

#[test]
fn a_minister_who_was_a_footballer_is_one() {
    let minister = "Sports Minister Ivo Lenz said that the stadium in Hamburg would be sold.";
    let cases: [(&str, &str, &str); 3] = [
        // What he once was.
        ("2031-03-01", "Ivo Lenz, a former striker, said that the club in Hamburg was poor.", "2031-03-04"),
        // The same place in the same month.
        ("2031-03-01", "The striker Ivo Lenz said that Hamburg deserved a stadium.", "2031-03-04"),
        // A career later.
        ("2015-03-01", "The striker Ivo Lenz said that the match had been hard.", "2031-03-04"),
    ];
    for home in homes() {
        for (day, text, later) in cases {
            let (_folder, store) = fresh();
            build(
                &store,
                home,
                &[article("1", day, "Norrin Post", text), article("2", later, "Ostby Courier", minister)],
            );
            assert_eq!(said(&store, "person/ivo-lenz"), 2, "{text}");
        }
    }
}
