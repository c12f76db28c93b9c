//! Holds `ontology/` to the program: the same terms both ways, and no shape, example or question with a term unknown.

mod sketch;

use dixit::graph::Settings;
use dixit::vocab::{self, Kind};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{NamedOrBlankNode, Quad, Term, Triple};
use sketch::harbour;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const DIXIT: &str = vocab::dixit::BASE;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology")
}

fn turtle(path: &Path) -> Vec<Quad> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(&text).collect::<Result<_, _>>();
    quads.unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The files of a folder with this ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut found: Vec<_> = paths.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    found.sort();
    found
}

/// What `dixit.ttl` says of each of dixit's terms: predicate and object.
fn described() -> BTreeMap<String, Vec<(String, Term)>> {
    let mut terms = BTreeMap::<String, Vec<_>>::new();
    for quad in turtle(&folder().join("dixit.ttl")) {
        if let NamedOrBlankNode::NamedNode(subject) = &quad.subject
            && let Some(local) = subject.as_str().strip_prefix(DIXIT)
        {
            terms.entry(local.to_owned()).or_default().push((quad.predicate.into_string(), quad.object));
        }
    }
    terms
}

fn one<'a>(facts: &'a [(String, Term)], predicate: &str) -> Option<&'a str> {
    let mut found = facts.iter().filter(|(of, _)| of == predicate).map(|(_, object)| match object {
        Term::Literal(literal) if literal.language().is_none() => literal.value(),
        Term::NamedNode(node) => node.as_str(),
        _ => "",
    });
    let first = found.next();
    assert!(found.next().is_none(), "{predicate} stands twice");
    first
}

#[test]
fn the_ontology_and_the_program_have_the_same_terms() {
    let described = described();
    let in_program: BTreeSet<&str> = vocab::dixit::TERMS.iter().map(|term| term.local).collect();
    let in_ontology: BTreeSet<&str> = described.keys().map(String::as_str).collect();
    assert_eq!(in_program, in_ontology);
    for term in vocab::dixit::TERMS {
        let facts = &described[term.local];
        assert_eq!(one(facts, vocab::rdfs::COMMENT.as_str()), Some(term.doc), "dixit:{}", term.local);
        assert!(one(facts, vocab::rdfs::LABEL.as_str()).is_some_and(|label| !label.is_empty()), "dixit:{}", term.local);
        let class = one(facts, vocab::rdf::TYPE.as_str()).expect("a type");
        let kind = match class.rsplit(['#', '/']).next() {
            Some("Class") => Kind::Class,
            Some("Property") => Kind::Property,
            Some(class) if described.contains_key(class) => Kind::Individual,
            _ => panic!("dixit:{} is a {class}", term.local),
        };
        assert_eq!(kind, term.kind, "dixit:{}", term.local);
        if kind == Kind::Property {
            for side in ["domainIncludes", "rangeIncludes"] {
                let predicate = format!("{}{side}", vocab::schema::BASE);
                assert!(facts.iter().any(|(of, _)| *of == predicate), "dixit:{} has no {side}", term.local);
            }
        }
    }
}

#[test]
fn every_shortcut_of_a_stance_stands_under_voiced() {
    let described = described();
    let voiced = format!("{DIXIT}voiced");
    let under: BTreeSet<&str> = described
        .iter()
        .filter(|(_, facts)| one(facts, vocab::rdfs::SUB_PROPERTY_OF.as_str()) == Some(&voiced))
        .map(|(local, _)| local.as_str())
        .collect();
    let stances = described
        .iter()
        .filter(|(_, facts)| one(facts, vocab::rdf::TYPE.as_str()) == Some(vocab::dixit::STANCE_CLASS.as_str()));
    assert_eq!(under.len(), stances.count());
    assert!(under.contains("said") && under.contains("denied"));
    assert_eq!(
        one(&described["reportedlySaid"], vocab::rdfs::SUB_PROPERTY_OF.as_str()),
        Some("https://w3id.org/dixit/ns#reportedlyVoiced")
    );
}

/// The local names of dixit's terms that a text uses, with prefix or in full.
fn terms_in(text: &str) -> BTreeSet<String> {
    let parts = text.match_indices("dixit:").map(|(at, prefix)| at + prefix.len());
    let full = text.match_indices(DIXIT).map(|(at, base)| at + base.len());
    let local = |at: usize| -> String {
        text.get(at..).unwrap_or("").chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    parts.chain(full).map(local).filter(|local| !local.is_empty()).collect()
}

#[test]
fn shapes_examples_and_questions_use_known_terms_only() {
    let known: BTreeSet<&str> = vocab::terms().map(|term| term.iri.as_str()).collect();
    let ontology = folder();
    let mut looked_at = 0;
    for (path, ending) in [("", "ttl"), ("bad", "ttl"), ("questions", "rq")] {
        for file in files(&ontology.join(path), ending) {
            let text = fs::read_to_string(&file).expect("a text");
            for local in terms_in(&text) {
                assert!(known.contains(format!("{DIXIT}{local}").as_str()), "{}: dixit:{local}", file.display());
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 30, "{looked_at} files");
    assert_eq!(
        terms_in("dixit:saidd <https://w3id.org/dixit/ns#xx>"),
        BTreeSet::from(["saidd".to_owned(), "xx".to_owned()])
    );
}

#[test]
fn the_questions_use_known_terms_of_other_vocabularies_too() {
    let known: BTreeSet<&str> = vocab::terms().map(|term| term.iri.as_str()).collect();
    for question in dixit::query::QUESTIONS {
        let query = spargebra::SparqlParser::new().parse_query(question.text).expect("a query").to_string();
        for iri in query.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(iri, _)| iri) {
            let function = iri.starts_with("http://www.w3.org/2005/xpath-functions");
            assert!(known.contains(iri) || function, "{}: <{iri}>", question.name);
        }
    }
}

#[test]
fn every_question_is_in_the_table_and_every_file_is_a_question() {
    let names: BTreeSet<String> = files(&folder().join("questions"), "rq")
        .iter()
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    let table: BTreeSet<String> = dixit::query::QUESTIONS.iter().map(|question| question.name.to_owned()).collect();
    assert_eq!(names, table);
}

#[test]
fn the_shapes_know_every_term_that_the_graph_writes() {
    let shapes = fs::read_to_string(folder().join("shapes.ttl")).expect("the shapes");
    let in_shapes = terms_in(&shapes);
    let graph = harbour::graph_of(&harbour::articles(), &Settings::default());
    let written: BTreeSet<&str> =
        graph.iter().filter_map(|triple| triple.predicate.as_str().strip_prefix(DIXIT)).collect();
    let missing: Vec<_> = written.iter().filter(|local| !in_shapes.contains(**local)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // The class shapes name every class of ours.
    for term in vocab::dixit::TERMS.iter().filter(|term| term.kind == Kind::Class) {
        assert!(in_shapes.contains(term.local), "dixit:{}", term.local);
    }
}

/// The graph of the tests' articles as Turtle: what `example.ttl` shows.
fn example() -> String {
    let graph = harbour::graph_of(&harbour::articles(), &Settings::default());
    let mut serializer = RdfSerializer::from_format(RdfFormat::Turtle);
    for (prefix, iri) in vocab::prefixes(&Settings::default().base) {
        serializer = serializer.with_prefix(prefix, iri).expect("a valid prefix");
    }
    let mut writer = serializer.for_writer(Vec::new());
    for triple in &graph {
        writer.serialize_triple(triple).expect("memory does not fail");
    }
    let turtle = String::from_utf8(writer.finish().expect("memory does not fail")).expect("UTF-8");
    format!(
        "# The whole graph of a few invented articles about a harbour toll, as dixit writes it; a test keeps it so.\n{turtle}"
    )
}

#[test]
fn the_example_is_what_the_program_writes() {
    let path = folder().join("example.ttl");
    let expected = example();
    if std::env::var_os("DIXIT_WRITE_EXAMPLE").is_some() {
        fs::write(&path, &expected).expect("the example can be written");
    }
    let found = fs::read_to_string(&path).expect("the example");
    let lines = expected.lines().zip(found.lines()).position(|(expected, found)| expected != found);
    assert_eq!(lines, None, "differs; look at it, then run this test with DIXIT_WRITE_EXAMPLE=1");
    assert_eq!(expected.len(), found.len());
    let triples: BTreeSet<String> = turtle(&path).into_iter().map(|quad| Triple::from(quad).to_string()).collect();
    let graph = harbour::graph_of(&harbour::articles(), &Settings::default());
    assert_eq!(triples, graph.iter().map(Triple::to_string).collect());
}
