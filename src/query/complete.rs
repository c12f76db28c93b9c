//! What can stand where the cursor is: keywords, prefixes, terms, variables of the query, and the names a graph holds.

use super::facts::Facts;
use super::find::FUNCTIONS;
use super::names::fold;
use super::statement::Dialect;
use super::token::{TokenKind, tokens};
use crate::error::Result;
use crate::vocab::{self, schema, skos};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The most candidates that are offered.
const OFFERED: usize = 60;

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

/// The prefixes whose nodes people type; quotations, claims and spans have names that nobody remembers.
const TYPED: [&str; 5] = ["person", "body", "topic", "thing", "role"];

/// The names and nodes of a graph, the most quoted and most spoken of first.
#[derive(Debug, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// Where each word of each entry begins, in the order of the text from there on: what is typed is looked up.
    starts: Vec<(u32, u32)>,
    /// Prefixed names of nodes, in the order of their weight.
    nodes: Vec<String>,
}

#[derive(Debug)]
struct Entry {
    /// The folded form that is looked for.
    folded: String,
    /// The name that is offered.
    name: String,
    /// Whether it is a person, organisation or thing and no topic.
    entity: bool,
}

impl Lexicon {
    /// Reads every name of the graph and counts how often its bearer speaks or is spoken of.
    pub fn read(facts: &Facts<'_>, dialect: &Dialect) -> Result<Self> {
        let mut weights: FxHashMap<NamedNode, usize> = FxHashMap::default();
        for predicate in [schema::SPOKEN_BY_CHARACTER, schema::ABOUT] {
            for triple in facts.graph().matching(None, Some(predicate), None) {
                if let Term::NamedNode(node) = triple?.object {
                    *weights.entry(node).or_default() += 1;
                }
            }
        }
        let mut own: FxHashMap<NamedNode, String> = FxHashMap::default();
        let mut found = Vec::new();
        for (predicate, entity, main) in
            [(schema::NAME, true, true), (skos::PREF_LABEL, false, true), (schema::ALTERNATE_NAME, true, false)]
        {
            for triple in facts.graph().matching(None, Some(predicate), None) {
                let triple = triple?;
                let (NamedOrBlankNode::NamedNode(node), Term::Literal(form)) = (triple.subject, triple.object) else {
                    continue;
                };
                let Some(short) = dialect.shorten(node.as_str()) else { continue };
                if !TYPED.iter().any(|prefix| short.split_once(':').is_some_and(|(space, _)| space == *prefix)) {
                    continue;
                }
                if main {
                    own.insert(node.clone(), form.value().to_owned());
                }
                let Some(name) = own.get(&node) else { continue };
                let weight = weights.get(&node).copied().unwrap_or(0);
                let entry = Entry { folded: fold(form.value()), name: name.clone(), entity };
                found.push((weight, entry, short));
            }
        }
        found.sort_by(|(a, x, s), (b, y, t)| b.cmp(a).then_with(|| (&x.folded, s).cmp(&(&y.folded, t))));
        let mut seen = BTreeSet::new();
        let mut lexicon = Self::default();
        for (_, entry, short) in found {
            if seen.insert(short.clone()) {
                lexicon.nodes.push(short);
            }
            lexicon.entries.push(entry);
        }
        lexicon.index();
        Ok(lexicon)
    }

    fn index(&mut self) {
        let mut starts = Vec::new();
        for (place, entry) in (0u32..).zip(&self.entries) {
            let later = entry.folded.match_indices(' ').map(|(blank, _)| blank + 1);
            starts.extend(std::iter::once(0).chain(later).filter_map(|at| Some((place, u32::try_from(at).ok()?))));
        }
        starts.sort_by(|a, b| self.from(*a).cmp(self.from(*b)));
        self.starts = starts;
    }

    /// A folded name from one of its words on.
    fn from(&self, (place, at): (u32, u32)) -> &str {
        self.entries.get(place as usize).and_then(|entry| entry.folded.get(at as usize..)).unwrap_or_default()
    }

    /// The names that fit what was typed of one, whatever its case and accents: those that begin so, then those with a
    /// later word that does. `topics` tells whether topics count.
    pub fn names(&self, typed: &str, topics: bool) -> Vec<&str> {
        let wanted = fold(typed);
        let begin = self.starts.partition_point(|start| self.from(*start) < wanted.as_str());
        let rest = self.starts.get(begin..).unwrap_or_default();
        let fitting = rest.get(..rest.partition_point(|start| self.from(*start).starts_with(&wanted)));
        let mut fitting: Vec<(bool, u32)> =
            fitting.unwrap_or_default().iter().map(|(place, at)| (*at > 0, *place)).collect();
        // Entries stand in the order of their weight.
        fitting.sort_unstable();
        let mut names = Vec::new();
        for entry in fitting.iter().filter_map(|(_, place)| self.entries.get(*place as usize)) {
            if (topics || entry.entity) && !names.contains(&entry.name.as_str()) {
                names.push(entry.name.as_str());
            }
            if names.len() == OFFERED {
                break;
            }
        }
        names
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
                    let names = self.names(inner, true);
                    names.into_iter().map(|name| format!("{mark}{}{mark}", escaped(name, mark))).collect()
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
        offered.extend(self.nodes.iter().filter(|node| begins(node)).take(OFFERED).cloned());
        offered.truncate(OFFERED);
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
<https://dixit.example/quotation/1> <http://schema.org/spokenByCharacter> <https://dixit.example/person/zoe-brandt> .
<https://dixit.example/quotation/1> <http://schema.org/name> "no name to type" .
"#;

    fn offered(before: &str, typed: &str) -> Vec<String> {
        let graph = Graph::in_memory(GRAPH).unwrap();
        let dialect = Dialect::new(DEFAULT_BASE);
        let lexicon = Lexicon::read(&Facts::new(&graph), &dialect).unwrap();
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
        let lexicon = Lexicon::read(&Facts::new(&graph), &dialect).unwrap();
        for line in ["", "é", "\"é", "person:é", "?", "?é ", "'", "\"\"\"a"] {
            for cursor in 0..=line.len() + 1 {
                let (start, _) = lexicon.sparql("", line, cursor, &dialect);
                assert!(start <= line.len() + 1);
            }
        }
    }
}
