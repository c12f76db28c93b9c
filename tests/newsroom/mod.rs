//! Invents articles for tests of the store and the pipeline: the same number gives the same article.

#![allow(dead_code, reason = "each test file uses a part of it")]

use dixit::pipeline::{self, Engine, Options, Summary};
use dixit::store::{Among, DEFAULT_BASE, Graph, Home, Manifest, Name, Store, Writer};
use dixit::text::{Article, Origin, Problem};
use std::path::Path;

const PEOPLE: [(&str, &str); 6] = [
    ("Marta Oldenkamp", "mayor of Veldhaven"),
    ("Jonas Threlkeld", "director of the Harbour Board"),
    ("Priya Castellane", "chair of the Lakeside Union"),
    ("Tobias Wrenfield", "spokesman for Norrin Rail"),
    ("Ines Halloway", "president of Arkwell University"),
    ("Samuel Pettibone", "head of the Coastal Agency"),
];

const SAYINGS: [&str; 6] = [
    "The new bridge will open before the winter, whatever the Harbour Board decides",
    "Nobody in Veldhaven has been asked about the price of water",
    "We will not sell the old station to Norrin Rail",
    "The Coastal Agency has lost the trust of the fishermen",
    "Every student of Arkwell University deserves a room near the lake",
    "The report on the flood is late and it is wrong",
];

fn pick<T: Copy>(list: &[T], index: usize) -> T {
    list[index % list.len()]
}

/// Article `number`; another `edition` has another text under the same address.
pub fn article(number: usize, edition: usize) -> Article {
    let (first, first_role) = pick(&PEOPLE, number);
    let (second, second_role) = pick(&PEOPLE, number * 5 + 2 + edition);
    let (one, two) = (pick(&SAYINGS, number + edition), pick(&SAYINGS, number * 7 + 3 + edition));
    let body = format!(
        "Talks in Veldhaven, day {number}, edition {edition}\n\n\
         “{one},” said {first}, {first_role}, on Tuesday.\n\n\
         {second}, {second_role}, said that the plan number {number} was too dear.\n\n\
         “{two},” {second} added.\n\n\
         {first} denied that a decision had been made.\n"
    );
    Article {
        id: format!("a{number}"),
        url: Some(format!("https://news.example/veldhaven/{number}")),
        title: Some(format!("Talks in Veldhaven, day {number}, edition {edition}")),
        published: Some(
            format!("2031-{:02}-{:02}", 1 + number % 12, 1 + (number + edition) % 28).parse().expect("a date"),
        ),
        publisher: Some(pick(&["Veldhaven Courier", "The Norrin Post"], number / 2).to_owned()),
        body,
        ..Article::default()
    }
}

/// Articles `numbers` in their first edition.
pub fn articles(numbers: std::ops::Range<usize>) -> Vec<Article> {
    numbers.map(|number| article(number, 0)).collect()
}

/// The articles as the pipeline takes them.
pub fn inputs(articles: &[Article]) -> Vec<Result<(Origin, Article), Problem>> {
    let origin = |record: usize| Origin { path: "news.jsonl".to_owned(), record: Some(record as u64 + 1) };
    articles.iter().enumerate().map(|(i, article)| Ok((origin(i), article.clone()))).collect()
}

/// Both homes, as far as they were compiled in; the one that `DIXIT_HOME` names, where it names one.
pub fn homes() -> Vec<Home> {
    let homes = if cfg!(feature = "rocksdb") { vec![Home::GraphFile, Home::Rocksdb] } else { vec![Home::GraphFile] };
    let Ok(name) = std::env::var("DIXIT_HOME") else { return homes };
    let named: Vec<Home> = homes.into_iter().filter(|home| home.to_string() == name).collect();
    assert!(!named.is_empty(), "DIXIT_HOME={name} is no home that was compiled in");
    named
}

pub fn manifest(home: Home) -> Manifest {
    Manifest { home, ..Manifest::default() }
}

/// Opens or makes the store and builds the articles into it.
pub fn build(folder: &Path, home: Home, articles: &[Article]) -> Summary {
    build_with(folder, home, articles, 2)
}

pub fn build_with(folder: &Path, home: Home, articles: &[Article], threads: usize) -> Summary {
    let mut writer = Writer::open_or_create(folder, &manifest(home)).expect("opens for writing");
    let options = Options { threads, ..Options::default() };
    let inputs = inputs(articles).into_iter();
    pipeline::build(inputs, &mut writer, &Engine::built_in(), options, |_| {}).expect("builds")
}

/// Every fact of the store as sorted lines. Its names must be those of the facts.
pub fn facts(folder: &Path) -> Vec<String> {
    let store = Store::open(folder).expect("opens");
    let lines = store.graph().sorted_lines().expect("reads");
    if store.manifest().base == DEFAULT_BASE {
        let text: String = lines.iter().flat_map(|line| [line, " .\n"]).collect();
        let anew = Graph::in_memory(&text).expect("loads");
        assert!(names(store.graph()) == names(&anew), "the names are not kept in step with the facts");
    }
    lines
}

/// All that the tables of the names hold: the names, and what is offered for beginnings of names and nodes.
fn names(graph: &Graph) -> (Vec<Name>, Vec<String>) {
    let rated = graph.names_rated(&|_| Some(1.0), Among::All).expect("reads");
    let spelt = rated.iter().flat_map(|(_, name)| graph.names_spelt(name, Among::All).expect("reads"));
    let words = rated.iter().filter_map(|(_, name)| name.split(' ').next_back().filter(|word| !word.is_empty()));
    let mut offered: Vec<String> = words.flat_map(|word| graph.names_beginning(word, 60).expect("reads")).collect();
    for typed in ["person:", "body:", "topic:"] {
        let nodes = graph.nodes_beginning(typed, 1_000).expect("reads");
        offered.extend(nodes.into_iter().map(|node| node.as_str().to_owned()));
    }
    (spelt.collect(), offered)
}

/// What `zstdcat graph.nq.zst` prints, as sorted lines.
pub fn printed(folder: &Path) -> Vec<String> {
    let bytes = std::fs::read(folder.join("graph.nq.zst")).expect("a graph file");
    let text = String::from_utf8(zstd::decode_all(bytes.as_slice()).expect("zstd frames")).expect("UTF-8");
    let mut lines: Vec<String> =
        text.lines().map(|line| line.strip_suffix(" .").expect("a line of N-Quads").to_owned()).collect();
    lines.sort();
    lines
}

/// The facts of a store made from these articles alone.
pub fn facts_of(home: Home, articles: &[Article]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("s.dixit");
    build(&store, home, articles);
    facts(&store)
}

/// Shows the first difference only: two graphs are long.
pub fn assert_same(left: &[String], right: &[String], what: &str) {
    let missing: Vec<&String> = right.iter().filter(|line| left.binary_search(line).is_err()).take(5).collect();
    let more: Vec<&String> = left.iter().filter(|line| right.binary_search(line).is_err()).take(5).collect();
    assert!(missing.is_empty() && more.is_empty(), "{what}: missing {missing:#?}, too many {more:#?}");
    assert_eq!(left.len(), right.len(), "{what}: a fact stands twice");
}
