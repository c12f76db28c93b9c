//! What can stand where the cursor is: keywords, prefixes, terms, variables of the query, and the names a graph holds.

use super::find::FUNCTIONS;
use super::statement::Dialect;
use super::token::{TokenKind, tokens};
use crate::store::{Graph, folded};
use crate::vocab;
use std::collections::BTreeSet;

/// The most candidates that are offered.
const OFFERED: u32 = 60;

/// Keywords and functions of SPARQL 1.1 that queries of readers use, as they are written here.
const KEYWORDS: &[&str] = &[
    "ABS",
    "ASC",
    "ASK",
    "AVG",
    "BIND",
    "BOUND",
    "BY",
    "COALESCE",
    "CONCAT",
    "CONSTRUCT",
    "CONTAINS",
    "COUNT",
    "DATATYPE",
    "DAY",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "EXISTS",
    "FILTER",
    "GRAPH",
    "GROUP",
    "GROUP_CONCAT",
    "HAVING",
    "IF",
    "IN",
    "ISIRI",
    "ISLITERAL",
    "LANG",
    "LCASE",
    "LIMIT",
    "MAX",
    "MIN",
    "MINUS",
    "MONTH",
    "NOT",
    "OFFSET",
    "OPTIONAL",
    "ORDER",
    "PREFIX",
    "REGEX",
    "REPLACE",
    "ROUND",
    "SAMPLE",
    "SELECT",
    "SEPARATOR",
    "STR",
    "STRAFTER",
    "STRBEFORE",
    "STRENDS",
    "STRLEN",
    "STRSTARTS",
    "SUBSTR",
    "SUM",
    "UCASE",
    "UNDEF",
    "UNION",
    "VALUES",
    "WHERE",
    "YEAR",
];

/// The names and nodes of a graph, the most quoted first.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// None where no name is offered.
    graph: Option<Graph>,
}

impl Lexicon {
    /// The names of `graph`.
    pub fn of(graph: &Graph) -> Self {
        Self { graph: Some(graph.clone()) }
    }

    /// The names that fit what was typed of one, whatever its case and accents: those that begin so, then those with a
    /// later word that does; of people, organisations and things before those of topics.
    pub fn names(&self, typed: &str) -> Vec<String> {
        let wanted = folded(typed);
        // Where the graph cannot be read, the question that is typed says so.
        let names =
            self.graph.as_ref().filter(|_| !wanted.is_empty()).map(|graph| graph.names_beginning(&wanted, OFFERED));
        names.and_then(Result::ok).unwrap_or_default()
    }

    /// What may replace the SPARQL text from the returned byte to the cursor. `before` holds the statement's earlier
    /// lines, `line` the current one, `cursor` is a byte of it.
    pub fn sparql(&self, before: &str, line: &str, cursor: usize, dialect: &Dialect) -> (usize, Vec<String>) {
        let typed = line.get(..cursor).unwrap_or(line);
        let found = tokens(typed);
        let Some(last) = found.last().filter(|token| token.range.end == typed.len()) else {
            return (cursor, Vec::new());
        };
        let (start, word) = (last.range.start, last.of(typed));
        let offered = match last.kind {
            TokenKind::Variable => variables(before, line, start, word),
            TokenKind::PrefixedName => self.prefixed(word, dialect),
            TokenKind::Word => words(word, dialect),
            TokenKind::OpenString => {
                let mark = word.chars().next().unwrap_or('"');
                let inner = word.trim_start_matches(mark);
                if inner.is_empty() {
                    Vec::new()
                } else {
                    let names = self.names(inner);
                    names.into_iter().map(|name| format!("{mark}{}{mark}", escaped(&name, mark))).collect()
                }
            }
            TokenKind::Punctuation if word == "?" || word == "$" => variables(before, line, start, word),
            _ => Vec::new(),
        };
        (start, offered)
    }

    /// The terms and nodes that begin with a prefixed name, whatever its case.
    fn prefixed(&self, word: &str, dialect: &Dialect) -> Vec<String> {
        let wanted = word.to_lowercase();
        let begins = |name: &str| {
            name.get(..wanted.len()).is_some_and(|head| {
                // Nearly all nodes have plain names, which need no copy.
                if head.is_ascii() { head.eq_ignore_ascii_case(&wanted) } else { head.to_lowercase() == wanted }
            })
        };
        let mut offered: Vec<String> =
            vocab::terms().filter_map(|term| dialect.shorten(term.iri.as_str())).filter(|name| begins(name)).collect();
        let functions = FUNCTIONS.iter().map(|(name, _)| format!("dixit:{name}("));
        offered.extend(functions.filter(|name| begins(name)));
        offered.sort();
        let nodes = self.graph.as_ref().map(|graph| graph.nodes_beginning(&wanted, OFFERED));
        let nodes = nodes.and_then(Result::ok).unwrap_or_default();
        offered.extend(nodes.iter().filter_map(|node| dialect.shorten(node.as_str())));
        offered.truncate(OFFERED as usize);
        offered
    }
}

/// A name as it stands between quotation marks.
fn escaped(name: &str, mark: char) -> String {
    name.replace('\\', "\\\\").replace(mark, &format!("\\{mark}"))
}

/// The query's other variables that begin so.
fn variables(before: &str, line: &str, start: usize, word: &str) -> Vec<String> {
    let mut names = BTreeSet::new();
    for (text, own) in [(before, None), (line, Some(start))] {
        for token in tokens(text).into_iter().filter(|token| token.kind == TokenKind::Variable) {
            if own != Some(token.range.start) && token.of(text).starts_with(word) {
                names.insert(token.of(text).to_owned());
            }
        }
    }
    names.into_iter().collect()
}

/// Keywords and prefixes that begin so, whatever the case.
fn words(word: &str, dialect: &Dialect) -> Vec<String> {
    let upper = word.to_uppercase();
    let keywords = KEYWORDS.iter().filter(|keyword| keyword.starts_with(&upper)).map(ToString::to_string);
    let lower = word.to_lowercase();
    let prefixes = dialect.prefixes().iter().filter(|(prefix, _)| prefix.starts_with(&lower));
    keywords.chain(prefixes.map(|(prefix, _)| format!("{prefix}:"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Graph;
    use crate::vocab::DEFAULT_BASE;

    const GRAPH: &str = r#"
<https://dixit.example/person/zoe-brandt> <http://schema.org/name> "Zoë Brandt" .
<https://dixit.example/person/zoe-brandt> <http://schema.org/alternateName> "Z. Brandt" .
<https://dixit.example/person/otto-brandt> <http://schema.org/name> "Otto \"Ott\" Brandt" .
<https://dixit.example/topic/brass> <http://www.w3.org/2004/02/skos/core#prefLabel> "brass" .
<https://dixit.example/person/zoe-brandt> <https://w3id.org/dixit/ns#quotationCount> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
<https://dixit.example/quotation/1> <http://schema.org/name> "no name to type" .
"#;

    fn offered(before: &str, typed: &str) -> Vec<String> {
        let graph = Graph::in_memory(GRAPH).unwrap();
        let dialect = Dialect::new(DEFAULT_BASE);
        let lexicon = Lexicon::of(&graph);
        let (start, found) = lexicon.sparql(before, typed, typed.len(), &dialect);
        found.into_iter().map(|word| format!("{}{word}", typed.get(..start).unwrap())).collect()
    }

    #[test]
    fn keywords_prefixes_terms_and_variables_are_offered_where_they_may_stand() {
        assert_eq!(offered("", "sel"), ["SELECT"]);
        assert_eq!(offered("", "SELECT ?x { ?x dix"), ["SELECT ?x { ?x dixit:"]);
        assert_eq!(offered("", "?x dixit:spok"), ["?x dixit:spokeAbout"]);
        assert!(offered("", "?x dixit:").len() > 20);
        assert_eq!(offered("SELECT ?person ?n {\n", "?p"), ["?person"]);
        assert_eq!(offered("", "?pen ?p"), ["?pen ?pen"]);
        assert_eq!(offered("SELECT ?person {\n", "?"), ["?person"]);
        assert_eq!(offered("", "SELECT "), Vec::<String>::new());
        assert_eq!(offered("", "# sel"), Vec::<String>::new());
    }

    #[test]
    fn nodes_and_names_of_the_data_are_offered_the_most_quoted_first() {
        assert_eq!(
            offered("", "VALUES ?p { person:"),
            ["VALUES ?p { person:zoe-brandt", "VALUES ?p { person:otto-brandt"]
        );
        assert_eq!(offered("", "?p schema:name \"zoe"), ["?p schema:name \"Zoë Brandt\""]);
        assert_eq!(
            offered("", "\"bra"),
            ["\"brass\"", "\"Zoë Brandt\"", "\"Otto \\\"Ott\\\" Brandt\""],
            "what begins so stands before what has a later word that does"
        );
    }

    #[test]
    fn nothing_breaks_in_odd_places() {
        let graph = Graph::in_memory(GRAPH).unwrap();
        let dialect = Dialect::new(DEFAULT_BASE);
        let lexicon = Lexicon::of(&graph);
        for line in ["", "é", "\"é", "person:é", "?", "?é ", "'", "\"\"\"a"] {
            for cursor in 0..=line.len() + 1 {
                let (start, _) = lexicon.sparql("", line, cursor, &dialect);
                assert!(start <= line.len() + 1);
            }
        }
    }
}
