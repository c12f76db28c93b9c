//! Questions answered from what the store has counted, against their SPARQL over the whole graph.

mod newsroom;

use dixit::graph::judgement::{Judgement, Verdict};
use dixit::query::{self, Limits, Question, Row, Wanted};
use dixit::store::{Graph, Home, Store, Writer};
use dixit::text::Article;
use dixit::vocab::{dixit as own, org, schema, xsd};
use newsroom::{articles, build, homes};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use std::cell::Cell;
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

/// What expresses a claim.
fn expressing(graph: &Graph, claim: &NamedNode) -> Vec<NamedNode> {
    let facts = graph.matching(None, Some(own::EXPRESSES), Some(claim.as_ref().into()));
    let subjects = facts.map(|fact| match fact.expect("a fact").subject {
        NamedOrBlankNode::NamedNode(node) => node,
        NamedOrBlankNode::BlankNode(node) => panic!("{node} has a name"),
    });
    subjects.collect()
}

/// Asks each question about everybody and every topic both ways. Gives the questions of which an answer had rows.
fn compare_each(graph: &Graph, what: &str) -> BTreeSet<&'static str> {
    let speakers = met(graph, &[schema::SPOKEN_BY_CHARACTER]);
    let topics = met(graph, &[schema::ABOUT, schema::MENTIONS]);
    let bodies = met(graph, &[org::ORGANIZATION_OF, own::OUTLET]);
    let all: BTreeSet<NamedNode> = speakers.iter().chain(&topics).chain(&bodies).cloned().collect();
    // Each fifth claim, and what expresses it.
    let mut told: BTreeSet<NamedNode> = met(graph, &[own::EXPRESSES]).into_iter().step_by(5).collect();
    for claim in told.clone() {
        told.extend(expressing(graph, &claim));
    }
    let questions = [
        ("compare", "about", &topics),
        ("neighbors", "node", &all),
        ("outlets", "about", &topics),
        ("roles", "person", &speakers),
        ("voiced-by", "about", &topics),
        ("candidates", "topic", &topics),
        ("topic-trend", "about", &topics),
        ("beside", "speaker", &speakers),
        ("speaks-for", "organization", &bodies),
        ("sources", "fact", &told),
    ];
    let day = |day: &str| Term::from(Literal::new_typed_literal(day, xsd::DATE));
    let mut answered = BTreeSet::new();
    for (name, parameter, nodes) in questions {
        let question = Question::named(name).expect("a question");
        let spans: &[[Option<&str>; 2]] = if matches!(name, "compare" | "neighbors") {
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
            let wanted = Wanted { about: &about, since, until, ..Wanted::default() };
            let more = query::summed(graph, question, &mut summed, wanted).expect("sums");
            assert_eq!(more, Some(false), "{name} has a sum");
            let rows = query::rows(graph, summed, &Limits::default()).expect("an answer").1;
            answered.extend((!rows.is_empty()).then_some(name));
            assert_eq!(rows, all, "{what}: {name} {node} {since:?} {until:?}");
            if matches!(name, "neighbors" | "speaks-for" | "candidates" | "voiced-by") {
                let mut some = question.query(&values).expect("a query");
                let wanted = Wanted { most: Some(2), ..wanted };
                let more = query::summed(graph, question, &mut some, wanted).expect("sums");
                let rows = query::rows(graph, some, &Limits::default()).expect("an answer").1;
                assert_eq!(rows, all[..rows.len()], "{what}: {name} {node} begins so");
                assert!(rows.len() >= all.len().min(2), "{what}: {name} {node} has two");
                assert_eq!(more, Some(rows.len() < all.len()), "{what}: {name} {node} has more");
            }
        }
    }
    answered
}

/// Asks each question both ways.
fn compare(store: &Path, what: &str) {
    let store = Store::open(store).expect("a store that opens");
    let (graph, limits) = (store.graph(), Limits::default());
    let answered = compare_each(graph, what);
    let questions = [
        "beside",
        "candidates",
        "compare",
        "neighbors",
        "outlets",
        "roles",
        "sources",
        "speaks-for",
        "topic-trend",
        "voiced-by",
    ];
    assert_eq!(Vec::from_iter(answered), questions, "{what}: all have some answer");
    compare_doubts(graph, what);
    compare_excerpts(graph, what);
    for name in ["leading", "voices", "outlets"] {
        let question = Question::named(name).expect("a question");
        let mut query = question.query(&[]).expect("a query");
        let more = query::counted(graph, question, &mut query, Some(usize::MAX)).expect("what is counted");
        assert_eq!(more, Some(false), "{name} has a sub-SELECT that the tables stand for");
        assert_eq!(query::rows(graph, query, &limits).expect("an answer").1, whole(graph, name), "{what}: {name}");
    }
    compare_lists(graph, what);
}

/// Asks for what is less sure than some confidences.
fn compare_doubts(graph: &Graph, what: &str) {
    let question = Question::named("doubtful").expect("a question");
    let mut counts = BTreeSet::new();
    for below in ["0", "0.5", "0.8", "0.85", "0.900000000000000001", "1"] {
        let value = Term::from(Literal::new_typed_literal(below, xsd::DECIMAL));
        let mut query = question.query(&[("below", value)]).expect("a query");
        let all = query::rows(graph, query.clone(), &Limits::default()).expect("an answer").1;
        let wanted = Wanted { below: below.parse().ok(), ..Wanted::default() };
        assert_eq!(query::summed(graph, question, &mut query, wanted).expect("reads"), Some(false));
        let rows = query::rows(graph, query, &Limits::default()).expect("an answer").1;
        assert_eq!(rows, all, "{what}: below {below}");
        counts.insert(rows.len());
    }
    assert!(counts.len() > 3, "{what}: {counts:?} differ");
}

/// Asks for each body's graph, whole and in part.
fn compare_excerpts(graph: &Graph, what: &str) {
    let question = Question::named("subgraph").expect("a question");
    let mut parts = 0;
    for body in met(graph, &[own::AFFILIATED_WITH]) {
        let query = question.query(&[("organization", body.clone().into())]).expect("a query");
        let whole = triples(graph, query.clone());
        for most in [1, 4, 100_000] {
            let (mut part, about) = (query.clone(), [body.clone().into()]);
            let wanted = Wanted { about: &about, most: Some(most), ..Wanted::default() };
            let more = query::summed(graph, question, &mut part, wanted).expect("an excerpt");
            let part = triples(graph, part);
            assert!(part.is_subset(&whole), "{what}: {most} of {body} are some of all");
            let claims: BTreeSet<&String> = part.iter().filter(|line| line.contains("/claim/")).collect();
            assert!(
                !whole.iter().any(|line| line.contains("/claim/")) || !claims.is_empty(),
                "{what}: {body} says something"
            );
            assert!(more == Some(true) || part == whole, "{what}: {most} of {body} are all");
            parts += usize::from(part.len() < whole.len());
        }
    }
    assert!(parts > 0, "{what}: some have more than that");
}

fn triples(graph: &Graph, query: spargebra::Query) -> BTreeSet<String> {
    match query::run(graph, query, &Limits::default()).expect("an answer") {
        query::Answer::Graph(triples) => triples.map(|triple| triple.expect("a triple").to_string()).collect(),
        other => panic!("{other:?} is a graph"),
    }
}

/// Asks each list by day of everybody and of each of them, whole and its end.
fn compare_lists(graph: &Graph, what: &str) {
    let speakers = met(graph, &[schema::SPOKEN_BY_CHARACTER]);
    let subjects = met(graph, &[schema::ABOUT, schema::MENTIONS, own::TARGET]);
    let nobody = BTreeSet::new();
    let lists = [
        ("denied", "", &nobody),
        ("judged", "", &nobody),
        ("unanswered", "", &nobody),
        ("said", "speaker", &speakers),
        ("spoke-as", "speaker", &speakers),
        ("timeline", "speaker", &speakers),
        ("hearsay", "speaker", &speakers),
        ("judged", "by", &speakers),
        ("about", "about", &subjects),
        ("denied", "about", &subjects),
        ("judged", "target", &subjects),
        ("unanswered", "target", &subjects),
    ];
    let mut listed = BTreeSet::new();
    for (name, parameter, nodes) in lists {
        let question = Question::named(name).expect("a question");
        assert!(question.is_listed_by_day(), "{name}");
        let each = nodes.iter().map(|node| Some(node.clone()));
        for node in if parameter.is_empty() { vec![None] } else { each.collect() } {
            let about: Vec<Term> = node.into_iter().map(Term::from).collect();
            let values: Vec<(&str, Term)> = about.iter().map(|node| (parameter, node.clone())).collect();
            let counts = [0, 1, 3, usize::MAX];
            let has_rows = compare_list(graph, question, (&values, &about), &counts, what);
            listed.extend(has_rows.then_some((name, parameter)));
        }
    }
    for (name, parameter) in [("said", "speaker"), ("timeline", "speaker"), ("judged", "by")] {
        let question = Question::named(name).expect("a question");
        let other = if name == "judged" { "target" } else { "about" };
        let pairs = speakers.iter().take(6).flat_map(|speaker| subjects.iter().map(move |subject| (speaker, subject)));
        let mut rows = 0;
        for (speaker, subject) in pairs {
            let about = [Term::from(speaker.clone()), subject.clone().into()];
            let values = [(parameter, about[0].clone()), (other, about[1].clone())];
            rows += usize::from(compare_list(graph, question, (&values, &about), &[1], what));
        }
        assert!(rows > 0, "{what}: {name} of somebody about somebody");
    }
    let missing: Vec<_> = lists.iter().map(|(name, of, _)| (*name, *of)).filter(|of| !listed.contains(of)).collect();
    assert!(missing.is_empty(), "{what}: {missing:?} have no rows");
}

/// Whether the list has rows.
fn compare_list(
    graph: &Graph,
    question: &Question,
    (values, about): (&[(&str, Term)], &[Term]),
    counts: &[usize],
    what: &str,
) -> bool {
    let (name, limits) = (question.name, Limits::default());
    let query = question.query(values).expect("a query");
    let (columns, all) = query::rows(graph, query.clone(), &limits).expect("an answer");
    let confidence = columns.iter().position(|column| column == "confidence");
    let sure = |row: &Row| match confidence.and_then(|column| row[column].as_ref()) {
        Some(Term::Literal(sure)) => sure.value().parse().expect("a number"),
        _ => 1.0,
    };
    let counts = counts.iter().map(|most| *most.min(&(all.len() + 1)));
    for (most, least) in counts.flat_map(|most| [(most, None), (most, Some(0.8))]) {
        let wanted = Wanted { about, most: Some(most), least, ..Wanted::default() };
        let hidden = Cell::new(false);
        let keep = |_: &[String], rows: &mut Vec<Row>| {
            let before = rows.len();
            rows.retain(|row| least.is_none_or(|least| sure(row) >= least));
            hidden.set(hidden.get() || rows.len() < before);
            Ok(())
        };
        let newest = query::newest(graph, &query, wanted, &limits, &keep).expect("rows");
        let newest = newest.unwrap_or_else(|| panic!("{what}: {name} {about:?} is a list"));
        let is_hidden = hidden.replace(false) || newest.has_less_sure;
        let mut kept = all.clone();
        keep(&columns, &mut kept).expect("no failure");
        assert_eq!(newest.columns, columns);
        assert_eq!(
            newest.rows,
            kept[kept.len().saturating_sub(most)..],
            "{what}: the newest {most} of {name} {about:?}"
        );
        assert!(!newest.is_whole || newest.rows.len() == kept.len(), "{what}: {name} {about:?} is whole");
        assert!(!newest.is_whole || is_hidden == hidden.get(), "{what}: {name} {about:?} says what it leaves out");
    }
    !all.is_empty()
}

/// Makes one of two people under a new name, gives another a new one, takes an article from a third, and rejects a saying and a role.
fn judge(store: &Path) {
    let reader = Store::open(store).expect("opens");
    let of = |predicate: NamedNodeRef<'_>, who: &str| {
        let node = NamedNode::new(format!("https://dixit.example/{who}")).expect("an IRI");
        let mut facts = reader.graph().matching(None, Some(predicate), Some(node.as_ref().into()));
        let mention = facts.find_map(|fact| match fact.expect("a fact").subject {
            NamedOrBlankNode::NamedNode(node) if node.as_str().contains('-') => Some(node),
            _ => None,
        });
        reader.fact(&mention.expect("a mention")).expect("reads").expect("a fact")
    };
    let person = |who: &str| format!("person/{who}");
    let (marta, jonas, priya, samuel) =
        (person("marta-oldenkamp"), person("jonas-threlkeld"), person("priya-castellane"), person("samuel-pettibone"));
    let (said, held) = (schema::SPOKEN_BY_CHARACTER, org::MEMBER);
    let verdicts = [
        Verdict::Merge { entity: jonas, into: marta.clone(), name: "Marta Threlkeld".to_owned() },
        Verdict::Rename { entity: samuel.clone(), into: person("sam-pettibone"), name: "Sam Pettibone".to_owned() },
        Verdict::Split {
            entity: priya.clone(),
            into: format!("{priya}-poet"),
            name: "Priya Castellane (poet)".to_owned(),
            articles: vec![of(said, &priya).article],
            role: None,
            body: None,
        },
        Verdict::Reject { fact: of(said, &person("tobias-wrenfield")), whoever: false },
        Verdict::Reject { fact: of(held, &person("ines-halloway")), whoever: false },
    ];
    let at = |minute: usize| format!("2031-03-01T10:{minute:02}:00.000Z");
    let judgements: Vec<Judgement> = verdicts
        .into_iter()
        .enumerate()
        .map(|(minute, verdict)| Judgement::new(at(minute), "Ann Lee".to_owned(), verdict, "as is known".to_owned()))
        .collect();
    let mut writer = Writer::open(store).expect("opens for writing");
    writer.judge(&judgements).expect("judges");
    writer.finish().expect("finishes");
}

#[test]
fn what_is_counted_stays_what_the_whole_graph_says() {
    let mut first = articles(0..10);
    // Somebody says the contrary, somebody denies something about another, and something is hearsay.
    for (number, body) in [
        "“The new bridge will not open before the winter, whatever the Harbour Board decides,” said Ines Halloway.",
        "Tobias Wrenfield denied that the Harbour Board had lost the report on the flood.",
        "According to Jonas Threlkeld, Priya Castellane said that the ferry would not run in the winter.",
    ]
    .into_iter()
    .enumerate()
    {
        first.push(Article { body: body.to_owned(), ..newsroom::article(20 + number, 0) });
    }
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
        judge(&store);
        compare(&store, "other names and rejected facts");
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
