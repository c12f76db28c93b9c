//! Finds quotations by their words: blind to case and accents, whole words or beginnings of words, phrases in marks.

use super::facts::Facts;
use crate::error::{Error, Result};
use crate::store::{Graph, folded};
use crate::vocab::{dixit, xsd};
use oxigraph::model::Literal;
use oxigraph::model::{NamedNode, Term};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};

/// What is looked for: every one of these stands in the words of a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    parts: Vec<Part>,
}

/// A word, the beginning of a word, or a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    /// Whether its last word may go on.
    open: bool,
}

impl Words {
    /// Reads words and phrases; one that ends in `*` is the beginning of a word.
    ///
    /// # Errors
    /// Nothing to look for is left when marks and punctuation are taken away.
    pub fn read<S: AsRef<str>>(words: &[S]) -> Result<Self> {
        let part = |word: &S| {
            let word = word.as_ref();
            let text = word.trim_end_matches('*');
            (!folded(text).is_empty()).then(|| Part { text: text.to_owned(), open: text.len() < word.len() })
        };
        let parts: Vec<Part> = words.iter().filter_map(part).collect();
        if parts.is_empty() {
            return Err(Error::usage("there is no word to look for")
                .hint("words or a \"phrase in marks\"; toll* finds tolls too"));
        }
        Ok(Self { parts })
    }

    /// Reads one text with words and "phrases in marks".
    ///
    /// # Errors
    /// As [`Words::read`].
    pub fn parse(text: &str) -> Result<Self> {
        let mut words = Vec::new();
        for (place, piece) in text.split('"').enumerate() {
            if place % 2 == 1 {
                words.push(piece.to_owned());
                continue;
            }
            let piece = match (words.last_mut(), piece.strip_prefix('*')) {
                // The star behind a phrase belongs to it.
                (Some(phrase), Some(rest)) => {
                    phrase.push('*');
                    rest
                }
                _ => piece,
            };
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
        Self::read(&words)
    }

    /// The words in the language of the full-text index: each is a string, so that nothing in it is an operator.
    fn expression(&self) -> String {
        let part = |part: &Part| format!("\"{}\"{}", part.text.replace('"', " "), if part.open { "*" } else { "" });
        self.parts.iter().map(part).collect::<Vec<_>>().join(" ")
    }
}

/// The quotations whose words hold all that is looked for, the best first (BM25), then in the order of their nodes; with
/// their scores, of which more is better.
pub fn find(facts: &Facts<'_>, words: &Words) -> Result<Vec<(NamedNode, f64)>> {
    facts.graph().search(&words.expression())
}

/// The functions of SPARQL that ask the full-text index, with what they say: the last part of their IRI under `dixit:`.
pub const FUNCTIONS: [(&str, &str); 2] = [
    (
        "finds",
        "whether the words of a quotation hold all that is looked for: dixit:finds(?quotation, \"toll* \\\"small boat\\\"\")",
    ),
    ("score", "how well they do, more is better; unbound where they do not: dixit:score(?quotation, \"toll\")"),
];

/// Whether `dixit:` and this name are one of the functions.
pub(super) fn is_function(local: &str) -> bool {
    FUNCTIONS.iter().any(|(name, _)| *name == local)
}

/// What the functions have found, by what they looked for.
#[derive(Debug)]
struct Searches {
    graph: Graph,
    found: Mutex<FxHashMap<String, Option<Arc<Scores>>>>,
}

type Scores = FxHashMap<NamedNode, f64>;

impl Searches {
    /// The scores of all quotations that fit; none when that cannot be told.
    fn scores(&self, text: &str) -> Option<Arc<Scores>> {
        let mut found = self.found.lock().ok()?;
        if let Some(scores) = found.get(text) {
            return scores.clone();
        }
        let searched = Words::parse(text).and_then(|words| self.graph.search(&words.expression()));
        let scores = searched.ok().map(|hits| Arc::new(hits.into_iter().collect::<Scores>()));
        found.insert(text.to_owned(), scores.clone());
        scores
    }

    /// The quotation that is asked about, and the scores of all that fit; none when that is no question.
    fn of<'a>(&self, arguments: &'a [Term]) -> Option<(&'a NamedNode, Arc<Scores>)> {
        let [Term::NamedNode(node), Term::Literal(words)] = arguments else { return None };
        Some((node, self.scores(words.value())?))
    }
}

/// A function of SPARQL as the evaluator takes it.
pub(super) type Function = Box<dyn Fn(&[Term]) -> Option<Term> + Send + Sync>;

/// The functions over a graph, each with its IRI. What is looked for is looked up once in a query.
pub(super) fn functions(graph: &Graph) -> Vec<(NamedNode, Function)> {
    let searches = Arc::new(Searches { graph: graph.clone(), found: Mutex::default() });
    let (finds, score) = (Arc::clone(&searches), searches);
    let finds: Function = Box::new(move |arguments| {
        let (node, scores) = finds.of(arguments)?;
        Some(Literal::from(scores.contains_key(node)).into())
    });
    let score: Function = Box::new(move |arguments| {
        let (node, scores) = score.of(arguments)?;
        let score = scores.get(node)?;
        Some(Literal::new_typed_literal(format!("{score:.6}"), xsd::DECIMAL).into())
    });
    let named = FUNCTIONS.iter().filter_map(|(name, _)| NamedNode::new(format!("{}{name}", dixit::BASE)).ok());
    named.zip([finds, score]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Dialect, Limits, rows_of};
    use crate::vocab::DEFAULT_BASE;
    use std::fmt::Write;

    /// A graph of quotations with these texts, numbered from 0, and a claim with the first text.
    fn graph(texts: &[&str]) -> Graph {
        let mut lines = String::new();
        for (number, text) in texts.iter().enumerate() {
            writeln!(
                lines,
                "<https://d.example/{number}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Quotation> .
                 <https://d.example/{number}> <http://schema.org/text> \"{text}\" .
                 <https://d.example/claim> <http://schema.org/text> \"{text}\" ."
            )
            .unwrap();
        }
        Graph::in_memory(&lines).unwrap()
    }

    /// The numbers of the texts that hold the words, the best first.
    fn found(words: &str, texts: &[&str]) -> String {
        let graph = graph(texts);
        let hits = find(&Facts::new(&graph), &Words::parse(words).unwrap()).unwrap();
        hits.iter().filter_map(|(node, _)| node.as_str().rsplit('/').next()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_phrases_and_beginnings_are_found_whatever_case_and_accents() {
        let text = "The harbour toll, a TOLL on Zoë’s ships, hurts the tollkeepers.";
        let holds = |words: &str| found(words, &[text]) == "0";
        for words in [
            "toll",
            "TOLL*",
            "zoe",
            "Zoë",
            "ZOE\u{308}",
            "\"Harbour toll\"",
            "harbour ships",
            "\"on zoe s sh\"*",
            "zoë’s",
        ] {
            assert!(holds(words), "{words}");
        }
        for words in ["\"toll harbour\"", "harbour bridge", "tol", "keepers", "\"harbour toll\" OR bridge", "NOT toll"]
        {
            assert!(!holds(words), "{words}");
        }
    }

    #[test]
    fn the_best_come_first_and_claims_are_no_quotations() {
        let texts =
            ["a long text in which the toll stands once among many others", "toll, toll, toll", "the toll", "ships"];
        assert_eq!(found("toll", &texts), "1 2 0");
        assert_eq!(found("ships toll", &texts), "");
    }

    #[test]
    fn nothing_to_look_for_is_refused() {
        assert!(Words::read(&["", "…"]).unwrap_err().to_string().contains("no word"));
        assert!(Words::parse("\"\" *").is_err());
        assert_eq!(Words::parse("open \"phrase that never ends").unwrap().parts.len(), 2);
    }

    #[test]
    fn sparql_finds_and_scores() {
        let graph = graph(&["the toll", "the toll, the toll", "ships"]);
        let dialect = Dialect::new(DEFAULT_BASE);
        let ask = |text: &str| {
            assert_eq!(crate::query::parse(text, &dialect).unwrap().notes, Vec::<String>::new());
            let (_, rows) = rows_of(&graph, text, &dialect, &Limits::default()).unwrap();
            rows.iter().flatten().flatten().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            ask(
                "SELECT ?q { ?q a schema:Quotation . FILTER(dixit:finds(?q, \"tol*\")) } ORDER BY DESC(dixit:score(?q, \"tol*\"))"
            ),
            "<https://d.example/1> <https://d.example/0>"
        );
        assert_eq!(
            ask("SELECT ?q { ?q a schema:Quotation . FILTER(!dixit:finds(?q, \"toll\")) }"),
            "<https://d.example/2>"
        );
        assert_eq!(ask("SELECT ?q { ?q a schema:Quotation . FILTER(dixit:finds(?q, \"…\")) }"), "");
    }
}
