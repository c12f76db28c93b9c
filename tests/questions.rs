//! The named questions over a graph of invented articles, where each gives the expected table, and over the real examples.

mod sketch;

use dixit::graph::Settings;
use dixit::pipeline::{self, Engine};
use dixit::query::{Dialect, QUESTIONS, Question};
use dixit::store::{Manifest, Writer};
use dixit::text::{Options, Reader};
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use sketch::harbour;

fn store() -> Store {
    let graph = harbour::graph_of(&harbour::articles(), &Settings::default());
    let store = Store::new().expect("a store in memory");
    for triple in graph {
        let quad = Quad::new(triple.subject, triple.predicate, triple.object, GraphName::DefaultGraph);
        store.insert(&quad).expect("memory does not fail");
    }
    store
}

/// `person:maren-oake` as a term; anything else as a plain literal or, with a type after `^`, a typed one.
fn term(value: &str) -> Term {
    let prefixes = dixit::vocab::prefixes(&Settings::default().base);
    if let Some((literal, datatype)) = value.split_once('^') {
        let datatype = NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{datatype}"));
        return Literal::new_typed_literal(literal, datatype).into();
    }
    let node = value.split_once(':').and_then(|(prefix, local)| {
        let (_, base) = prefixes.iter().find(|(known, _)| *known == prefix)?;
        NamedNode::new(format!("{base}{local}")).ok()
    });
    node.map_or_else(|| Literal::new_simple_literal(value).into(), Term::from)
}

fn readable(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(node) => {
            let prefixes = dixit::vocab::prefixes(&Settings::default().base);
            let best = prefixes.iter().filter(|(_, base)| node.as_str().starts_with(base.as_str()));
            best.max_by_key(|(_, base)| base.len()).map_or_else(
                || node.to_string(),
                |(prefix, base)| format!("{prefix}:{}", node.as_str().strip_prefix(base.as_str()).unwrap_or("")),
            )
        }
        Term::BlankNode(node) => node.to_string(),
    }
}

/// The answer as text: the columns, then one line a row, cells between ` | `.
fn answer(store: &Store, name: &str, values: &[(&str, &str)]) -> String {
    let question = Question::named(name).unwrap_or_else(|| panic!("no question {name}"));
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, term(value))).collect();
    let query = question.query(&values).unwrap_or_else(|e| panic!("{name}: {e}"));
    let results = SparqlEvaluator::new().for_query(query).on_store(store).execute().expect("a query that runs");
    match results {
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let mut lines = vec![variables.iter().map(|v| v.as_str().to_owned()).collect::<Vec<_>>().join(" | ")];
            for solution in solutions {
                let solution = solution.expect("a row");
                let cells = variables.iter().map(|v| solution.get(v).map(readable).unwrap_or_default());
                lines.push(cells.collect::<Vec<_>>().join(" | "));
            }
            lines.join("\n")
        }
        QueryResults::Graph(triples) => {
            let lines = triples.map(|triple| {
                let triple = triple.expect("a triple");
                let subject = Term::from(triple.subject);
                [readable(&subject), readable(&triple.predicate.into()), readable(&triple.object)].join(" ")
            });
            let mut lines: Vec<_> = lines.collect();
            lines.sort();
            lines.dedup();
            lines.join("\n")
        }
        QueryResults::Boolean(value) => value.to_string(),
    }
}

/// One way to ask each question.
const ASKED: &[(&str, &[(&str, &str)])] = &[
    ("about", &[("about", "topic:harbour_toll")]),
    ("affiliations", &[]),
    ("beside", &[("speaker", "person:maren-oake")]),
    ("candidates", &[("topic", "topic:harbour_toll")]),
    ("compare", &[("about", "topic:harbour_toll")]),
    ("denied", &[]),
    ("doubtful", &[("below", "0.7^decimal")]),
    ("hearsay", &[("speaker", "person:maren-oake")]),
    ("judged", &[]),
    ("leading", &[]),
    ("names", &[("entity", "person:maren-oake")]),
    ("neighbors", &[("node", "person:maren-oake")]),
    ("outlets", &[]),
    ("proof", &[]),
    ("roles", &[("person", "person:maren-oake")]),
    ("said", &[("speaker", "person:maren-oake")]),
    ("shares", &[("outlet", "body:brindle-post")]),
    ("sources", &[]),
    ("speaks-for", &[("organization", "body:harbour-guild")]),
    ("spoke-as", &[("speaker", "person:maren-oake")]),
    ("subgraph", &[("organization", "body:us")]),
    ("timeline", &[("speaker", "person:maren-oake")]),
    ("topic-trend", &[("about", "topic:harbour_toll")]),
    ("unanswered", &[]),
    ("unnamed", &[("organization", "body:harbour-guild")]),
    ("voiced-by", &[("about", "topic:harbour_toll")]),
    ("voices", &[]),
];

#[test]
fn each_question_gives_its_table() {
    let store = store();
    for (name, values) in ASKED {
        let mut values = values.to_vec();
        let fact = broken_quotation(&store);
        let shared = shared_quotation(&store);
        match *name {
            "proof" => values.push(("fact", &fact)),
            "sources" => values.push(("fact", &shared)),
            _ => {}
        }
        let answer = answer(&store, name, &values);
        assert!(answer.lines().count() > 1, "{name} has no answer");
        insta::assert_snapshot!(*name, answer);
    }
    let asked: Vec<_> = ASKED.iter().map(|(name, _)| *name).collect();
    let all: Vec<_> = QUESTIONS.iter().map(|question| question.name).collect();
    assert_eq!(asked, all);
}

/// The quotation that stands in two pieces.
fn broken_quotation(store: &Store) -> String {
    let said = answer(store, "said", &[("speaker", "person:maren-oake"), ("about", "topic:gate")]);
    said.lines().nth(1).and_then(|line| line.rsplit(" | ").next()).expect("the quotation").to_owned()
}

/// A quotation whose words another outlet has too.
fn shared_quotation(store: &Store) -> String {
    let said = answer(store, "said", &[("speaker", "person:maren-oake"), ("about", "topic:small_boat_owner")]);
    said.lines().nth(1).and_then(|line| line.rsplit(" | ").next()).expect("the quotation").to_owned()
}

#[test]
fn optional_parameters_narrow_the_answer() {
    let store = store();
    let about = |values: &[(&str, &str)]| answer(&store, "about", values).lines().count() - 1;
    let toll = ("about", "topic:harbour_toll");
    assert_eq!(about(&[toll]), 5);
    assert_eq!(about(&[toll, ("since", "2031-03-05^date")]), 3);
    assert_eq!(about(&[toll, ("since", "2031-03-05^date"), ("until", "2031-12-31^date")]), 2);
    assert_eq!(answer(&store, "denied", &[("speaker", "person:maren-oake")]).lines().count(), 1);
    assert_eq!(answer(&store, "denied", &[("about", "topic:plan")]).lines().count(), 2);
}

#[test]
fn an_undated_article_answers_too() {
    let answer = answer(&store(), "about", &[("about", "person:tobin-reyes")]);
    assert!(
        answer.contains("Tamsin | asserts | the Veldish harbour toll was a gift to Tobin Reyes |  |  |"),
        "{answer}"
    );
}

/// The graph of `examples/articles`.
fn examples() -> Store {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
    let reader = Reader::new(&[path.to_string_lossy()], Options::default()).expect("the examples");
    let mut writer = Writer::open_or_create(folder.path().join("s.dixit"), &Manifest::default()).expect("a new store");
    pipeline::build(reader, &mut writer, &Engine::built_in(), pipeline::Options::default(), |_| {}).expect("a build");
    let store = Store::new().expect("a store in memory");
    for quad in writer.graph().quads() {
        store.insert(&quad.expect("a quad")).expect("memory does not fail");
    }
    store
}

/// One way to ask each question of the examples, and the words that one row of the answer holds.
type Example = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const EXAMPLES: &[Example] = &[
    ("about", &[("about", "topic:east_quay")], &["Nadia Keller", "safe for heavy lorries"]),
    ("affiliations", &[], &["Greta Lund"]),
    ("beside", &[("speaker", "person:ines-calder")], &["Radu Venn"]),
    ("candidates", &[("topic", "topic:east_quay")], &["Nadia Keller", "Emil Strand", "is not safe"]),
    ("compare", &[("about", "body:tarsk")], &["Alden Courier", "Lena Storm"]),
    ("denied", &[], &["Ines Calder", "hidden the cost of the repairs"]),
    ("doubtful", &[("below", "0.9^decimal")], &["quote:"]),
    ("hearsay", &[("speaker", "person:bastian-roake")], &["Selma Diaz", "another hundred years"]),
    ("judged", &[], &["negative"]),
    ("leading", &[], &["Ines Calder", "Port Alden"]),
    ("names", &[("entity", "person:bastian-roake")], &["Bastian Roake", "2026-03-11"]),
    ("neighbors", &[("node", "person:ines-calder")], &["has a role at", "Port Alden"]),
    ("outlets", &[], &["Norvale Wire", "Every ventilator kept running"]),
    ("roles", &[("person", "person:ines-calder")], &["Mayor", "Port Alden"]),
    ("said", &[("speaker", "person:ines-calder")], &["The toll is the only honest option"]),
    ("shares", &[("outlet", "body:alden-courier")], &["Bastian Roake"]),
    ("speaks-for", &[("organization", "body:harbour-workers-union")], &["Silas Okoro", "general secretary"]),
    ("spoke-as", &[("speaker", "person:bastian-roake")], &["minister", "Former"]),
    ("subgraph", &[("organization", "body:harbour-workers-union")], &["person:silas-okoro", "dixit:said"]),
    ("timeline", &[("speaker", "person:ines-calder")], &["The toll is the only honest option"]),
    ("topic-trend", &[("about", "body:tarsk")], &["2026-03"]),
    ("unanswered", &[], &["Lew Tarrant", "Emil Strand"]),
    ("unnamed", &[("organization", "body:port-authority")], &["spokeswoman for the Port Authority"]),
    ("voiced-by", &[("about", "topic:east_quay")], &["Emil Strand, Radu Venn", "nine million crowns"]),
    ("voices", &[], &["Norvale Wire"]),
];

#[test]
fn each_question_has_an_answer_in_the_examples() {
    let store = examples();
    for (name, values, words) in EXAMPLES {
        let answer = answer(&store, name, values);
        let holds = |row: &str| words.iter().all(|word| row.to_lowercase().contains(&word.to_lowercase()));
        assert!(answer.lines().any(holds), "{name}: no row of {answer} has {words:?}");
    }
    // The fact whose proof is asked for has a name that only the graph knows.
    let said = answer(&store, "said", &[("speaker", "person:ines-calder")]);
    let fact = said.lines().nth(1).and_then(|line| line.rsplit(" | ").next()).expect("a quotation").to_owned();
    assert!(answer(&store, "proof", &[("fact", &fact)]).lines().count() > 1, "{fact} has no proof");
    // Both dispatches of the inquiry have the judge's words, and the short one is cut from the long one.
    let said = answer(&store, "said", &[("speaker", "person:oona-pell")]);
    let letters = said.lines().find(|line| line.contains("not one of them was read")).expect("her words");
    let sources = answer(&store, "sources", &[("fact", letters.rsplit(" | ").next().expect("a quotation"))]);
    let rows: Vec<Vec<&str>> = sources.lines().skip(1).map(|row| row.split(" | ").collect()).collect();
    let [first, second] = rows.as_slice() else { panic!("{sources}") };
    assert_eq!((first[0], second[0]), ("2026-03-11", "2026-03-12"));
    assert!(first[3].is_empty() && second[3].starts_with("Inquiry hears"), "{sources}");
    assert_eq!(first[6], second[6], "one origin");
    let mut asked: Vec<_> = EXAMPLES.iter().map(|(name, _, _)| *name).chain(["proof", "sources"]).collect();
    asked.sort_unstable();
    assert_eq!(asked, QUESTIONS.iter().map(|question| question.name).collect::<Vec<_>>());
}

#[test]
fn each_query_of_the_examples_answers() {
    let store = examples();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/queries");
    let dialect = Dialect::new(&Settings::default().base);
    let prefixes = dialect.prefixes().iter().fold(String::new(), |all, (p, iri)| format!("{all}PREFIX {p}: <{iri}>\n"));
    let mut seen = 0;
    for file in std::fs::read_dir(folder).expect("the queries") {
        let path = file.expect("an entry").path();
        let query = std::fs::read_to_string(&path).expect("a query");
        assert!(query.starts_with("# "), "{} does not say what it asks", path.display());
        let results = SparqlEvaluator::new().parse_query(&format!("{prefixes}{query}"));
        let results = results.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let rows = match results.on_store(&store).execute().expect("a query that runs") {
            QueryResults::Solutions(rows) => rows.count(),
            QueryResults::Graph(triples) => triples.count(),
            QueryResults::Boolean(value) => usize::from(value),
        };
        assert!(rows > 0, "{} has no answer", path.display());
        seen += 1;
    }
    assert!(seen >= 5, "only {seen} queries");
}
