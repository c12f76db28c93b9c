//! The names that people may type, in tables beside the full-text index: who bears each, and who is quoted most.
//!
//! The forms of names in single articles stay out, which are ten times as many: nobody means them.

use super::quads::Graph;
use super::view::GraphView;
use super::words::failed;
use crate::error::Result;
use crate::graph::{self, Space, View};
use crate::vocab::{dixit, org, rdf, schema, skos};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A bearer's number begins with its rank, so that whatever comes in the order of the numbers has the most quoted first; a name's
/// begins with its bearer's. Sources come last, so that they can be left out.
const TABLES: &str = "
    CREATE TABLE bearer (id INTEGER PRIMARY KEY, node TEXT NOT NULL UNIQUE, typed TEXT);
    CREATE TABLE name (id INTEGER PRIMARY KEY, folded TEXT NOT NULL, written TEXT NOT NULL, main INTEGER NOT NULL);
    CREATE VIRTUAL TABLE named USING fts5(folded, content='', contentless_delete=1, prefix='1 2 3',
        tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\");";

/// What is made once the tables are full, which is quicker. A folded name's words are what stands between its blanks.
const INDEXES: &str = "
    CREATE INDEX name_folded ON name (folded);
    CREATE INDEX bearer_typed ON bearer (typed) WHERE typed IS NOT NULL;
    INSERT INTO named (rowid, folded) SELECT id, folded FROM name ORDER BY id;";

/// The bits of a name's number that count the names of its bearer.
const NAME_BITS: u32 = 10;

/// The bits of a bearer's number that count the bearers of its rank.
const BEARER_BITS: u32 = 32;

/// Quotations from which on nobody stands before others.
const MOST_QUOTED: i64 = (1 << 20) - 1;

/// The ranks of what is no person, body or thing.
const TOPICS: i64 = MOST_QUOTED + 1;
const ROLES: i64 = TOPICS + 1;
const OTHERS: i64 = ROLES + 1;
const SOURCES: i64 = OTHERS + 1;

/// Nodes from which on it is quicker to look at them in their order than to sort what fits.
const MANY: i64 = 5_000;

/// The predicates under which names stand, and whether it is the node's own name and not another form of it.
const NAMES: [(NamedNodeRef<'_>, bool); 4] =
    [(schema::NAME, true), (schema::ALTERNATE_NAME, false), (skos::PREF_LABEL, true), (dixit::DESCRIPTION, true)];

/// A name with the node that bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The form that is looked for (see [`folded`]).
    pub folded: String,
    /// The name as it is written.
    pub written: String,
    /// Whether it is the node's own name and not another form of it.
    pub main: bool,
    /// What bears it.
    pub node: NamedNode,
}

/// A name as it is looked up: in lower case, without accents, with single blanks for everything that is no letter or digit.
pub fn folded(name: &str) -> String {
    let plain = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let words: String = plain.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which names are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// All names.
    All,
    /// All but the descriptions of unnamed sources.
    Named,
}

impl Among {
    /// The number before which the numbers of these names stand.
    fn end(self) -> i64 {
        match self {
            Self::All => i64::MAX,
            Self::Named => SOURCES << (BEARER_BITS + NAME_BITS),
        }
    }
}

/// The node, when the triple has to do with a name that people may type, or with how often its bearer is quoted.
pub(super) fn named_by<'t>(triple: &'t Triple, base: &str) -> Option<&'t NamedNode> {
    let predicate = triple.predicate.as_ref();
    let counts = predicate == dixit::QUOTATION_COUNT || NAMES.iter().any(|(name, _)| *name == predicate);
    match &triple.subject {
        NamedOrBlankNode::NamedNode(node) if counts && !is_form(node, base) => Some(node),
        _ => None,
    }
}

/// Whether it is a form of a name in one article.
fn is_form(node: &NamedNode, base: &str) -> bool {
    matches!(graph::parse(base, node), Some((Space::Name, _)))
}

/// Makes the tables and fills them with the names of the graph, whose nodes stand under `base`.
pub(super) fn fill(connection: &Connection, graph: &Graph, base: &str) -> Result<()> {
    connection.execute_batch(TABLES).map_err(|e| failed(&e))?;
    let view = GraphView::new(graph);
    let has_forms = view.any(&rdf::TYPE.into_owned(), &dixit::NAME_USE.into_owned());
    view.check()?;
    if has_forms {
        // Each has a class. Most triples with a name are forms of single articles, which are not read this way.
        let classes =
            [schema::PERSON, org::ORGANIZATION, schema::PLACE, schema::THING, skos::CONCEPT, dixit::UNNAMED_SOURCE];
        for class in classes {
            add_subjects(connection, graph, base, graph.matching(None, Some(rdf::TYPE), Some(class.into())))?;
        }
    } else {
        for (predicate, _) in NAMES {
            add_subjects(connection, graph, base, graph.matching(None, Some(predicate), None))?;
        }
    }
    connection.execute_batch(INDEXES).map_err(|e| failed(&e))
}

fn add_subjects(
    connection: &Connection,
    graph: &Graph,
    base: &str,
    triples: impl Iterator<Item = Result<Triple>>,
) -> Result<()> {
    for triple in triples {
        if let NamedOrBlankNode::NamedNode(node) = triple?.subject
            && number_of(connection, &node).map_err(|e| failed(&e))?.is_none()
            && let Some(bearer) = Bearer::read(graph, base, &node)?
        {
            bearer.add(connection, &node).map_err(|e| failed(&e))?;
        }
    }
    Ok(())
}

/// Puts what the graph says of these nodes in the place of what the tables say.
pub(super) fn replace(connection: &Connection, graph: &Graph, base: &str, nodes: &FxHashSet<NamedNode>) -> Result<()> {
    let mut nodes: Vec<&NamedNode> = nodes.iter().collect();
    nodes.sort_unstable();
    // The index of words takes rows in the order of their numbers far more quickly.
    let mut gone = Vec::new();
    for node in &nodes {
        gone.extend(remove(connection, node).map_err(|e| failed(&e))?);
    }
    gone.sort_unstable();
    for id in gone {
        let delete = connection.prepare_cached("DELETE FROM named WHERE rowid = ?1");
        delete.and_then(|mut delete| delete.execute([id])).map_err(|e| failed(&e))?;
    }
    let mut new = Vec::new();
    for node in nodes {
        if let Some(bearer) = Bearer::read(graph, base, node)? {
            let first = bearer.add(connection, node).map_err(|e| failed(&e))?;
            new.extend((first..).zip(bearer.names.into_iter().map(|(_, _, folded)| folded)));
        }
    }
    new.sort_unstable();
    for (id, folded) in new {
        let insert = connection.prepare_cached("INSERT INTO named (rowid, folded) VALUES (?1, ?2)");
        insert.and_then(|mut insert| insert.execute(params![id, folded])).map_err(|e| failed(&e))?;
    }
    Ok(())
}

fn number_of(connection: &Connection, node: &NamedNode) -> rusqlite::Result<Option<i64>> {
    let mut select = connection.prepare_cached("SELECT id FROM bearer WHERE node = ?1")?;
    select.query_row([node.as_str()], |row| row.get(0)).optional()
}

/// Takes a node out of the tables but for the index of words; gives the numbers of its names there.
fn remove(connection: &Connection, node: &NamedNode) -> rusqlite::Result<Vec<i64>> {
    let Some(id) = number_of(connection, node)? else { return Ok(Vec::new()) };
    let range = [id << NAME_BITS, (id + 1) << NAME_BITS];
    let mut select = connection.prepare_cached("SELECT id FROM name WHERE id >= ?1 AND id < ?2")?;
    let ids = select.query_map(range, |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    connection.prepare_cached("DELETE FROM name WHERE id >= ?1 AND id < ?2")?.execute(range)?;
    connection.prepare_cached("DELETE FROM bearer WHERE id = ?1")?.execute([id])?;
    Ok(ids)
}

/// What the tables hold of a node.
struct Bearer {
    rank: i64,
    /// Its prefixed name in lower case, for those that people type.
    typed: Option<String>,
    /// Its names: whether it is its own, as it is written, and folded. Its own come first.
    names: Vec<(bool, String, String)>,
}

impl Bearer {
    /// Reads a node that has names which people may type.
    fn read(graph: &Graph, base: &str, node: &NamedNode) -> Result<Option<Self>> {
        let minted = graph::parse(base, node);
        let space = minted.map(|(space, _)| space);
        let predicates = match space {
            Some(Space::Name) => return Ok(None),
            Some(Space::Person | Space::Body | Space::Thing) => NAMES.get(..2),
            Some(Space::Topic | Space::Role) => NAMES.get(2..3),
            Some(Space::Source) => NAMES.get(3..),
            _ => Some(NAMES.as_slice()),
        };
        let mut names = Vec::new();
        for (predicate, main) in predicates.unwrap_or_default() {
            for triple in graph.matching(Some(node.as_ref()), Some(*predicate), None) {
                if let Term::Literal(name) = triple?.object {
                    names.push((*main, name.value().to_owned()));
                }
            }
        }
        names.sort_unstable_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
        names.dedup();
        // More names than there are numbers for have never been seen.
        names.truncate(1 << NAME_BITS);
        if names.is_empty() {
            return Ok(None);
        }
        let rank = match space {
            Some(Space::Person | Space::Body | Space::Thing) => MOST_QUOTED - quotations(graph, node)?,
            Some(Space::Topic) => TOPICS,
            Some(Space::Role) => ROLES,
            Some(Space::Source) => SOURCES,
            _ => OTHERS,
        };
        let typed = minted.filter(|_| rank < OTHERS);
        let typed = typed.map(|(space, local)| format!("{}:{local}", space.prefix()).to_lowercase());
        let names = names.into_iter().map(|(main, name)| {
            let folded = folded(&name);
            (main, name, folded)
        });
        Ok(Some(Self { rank, typed, names: names.collect() }))
    }

    /// Adds the node to the tables but for the index of words; gives the number of its first name.
    fn add(&self, connection: &Connection, node: &NamedNode) -> rusqlite::Result<i64> {
        let ranks = [self.rank << BEARER_BITS, (self.rank + 1) << BEARER_BITS];
        let mut last = connection.prepare_cached("SELECT max(id) FROM bearer WHERE id >= ?1 AND id < ?2")?;
        let last: Option<i64> = last.query_row(ranks, |row| row.get(0))?;
        let id = last.map_or(self.rank << BEARER_BITS, |last| last + 1);
        let mut insert = connection.prepare_cached("INSERT INTO bearer VALUES (?1, ?2, ?3)")?;
        insert.execute(params![id, node.as_str(), self.typed])?;
        let mut insert = connection.prepare_cached("INSERT INTO name VALUES (?1, ?2, ?3, ?4)")?;
        for (number, (main, written, folded)) in (id << NAME_BITS..).zip(&self.names) {
            insert.execute(params![number, folded, written, main])?;
        }
        Ok(id << NAME_BITS)
    }
}

/// How often the node is quoted, as far as that tells it from others.
fn quotations(graph: &Graph, node: &NamedNode) -> Result<i64> {
    Ok(match graph.value(node.as_ref(), dixit::QUOTATION_COUNT)? {
        Some(Term::Literal(count)) => count.value().parse().unwrap_or(0).clamp(0, MOST_QUOTED),
        _ => 0,
    })
}

/// The names that are spelt so when folded: own names first, then in the order of the nodes.
fn spelt(connection: &Connection, folded: &str, among: Among) -> rusqlite::Result<Vec<Name>> {
    let mut select = connection.prepare_cached(
        "SELECT folded, written, main, node FROM name CROSS JOIN bearer ON bearer.id = name.id >> 10
         WHERE folded = ?1 AND name.id < ?2 ORDER BY NOT main, node",
    )?;
    let rows = select.query_map(params![folded, among.end()], name)?;
    rows.filter_map(Result::transpose).collect()
}

/// The names that hold all these words, in the order of their folded forms.
fn holding(connection: &Connection, words: &str, among: Among) -> rusqlite::Result<Vec<Name>> {
    let mut select = connection.prepare_cached(
        "SELECT name.folded, written, main, node FROM named CROSS JOIN name ON name.id = named.rowid
         CROSS JOIN bearer ON bearer.id = name.id >> 10
         WHERE named MATCH ?1 AND named.rowid < ?2 ORDER BY name.folded, NOT main, node",
    )?;
    let expression: Vec<String> = words.split(' ').map(|word| format!("\"{word}\"")).collect();
    let rows = select.query_map(params![expression.join(" "), among.end()], name)?;
    rows.filter_map(Result::transpose).collect()
}

/// A name of a row; none where its node is no IRI.
fn name(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Name>> {
    let node: String = row.get(3)?;
    let (folded, written, main) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(NamedNode::new(node).ok().map(|node| Name { folded, written, main, node }))
}

/// The folded names for which `rate` has a value, each once with it.
fn rated(
    connection: &Connection,
    rate: &dyn Fn(&str) -> Option<f64>,
    among: Among,
) -> rusqlite::Result<Vec<(f64, String)>> {
    // The index on the folded names has all that is read.
    let mut select = connection.prepare_cached("SELECT folded FROM name WHERE +id < ?1 ORDER BY folded")?;
    let mut rows = select.query([among.end()])?;
    let mut last = String::new();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let folded = row.get_ref(0)?.as_str().unwrap_or_default();
        if folded == last {
            continue;
        }
        last.clear();
        last.push_str(folded);
        found.extend(rate(folded).map(|value| (value, last.clone())));
    }
    Ok(found)
}

/// The own names of people, bodies, things, topics and roles one of whose names begins with what is typed, then of those with a
/// later word that does; the most quoted first.
fn beginning(connection: &Connection, typed: &str, most: u32) -> rusqlite::Result<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    let mut select = connection.prepare_cached(
        "SELECT bearer.id >> 32, own.folded, node, own.written FROM named
         CROSS JOIN bearer ON bearer.id = named.rowid >> 10 CROSS JOIN name AS own ON own.id = bearer.id << 10
         WHERE named MATCH ?1 AND named.rowid < ?2 AND typed IS NOT NULL AND own.main
         ORDER BY named.rowid LIMIT ?3",
    )?;
    for mark in ["^", ""] {
        // Of several names of one node, and of several nodes of one name, one is offered.
        let rows = select.query_map(
            params![format!("{mark}\"{typed}\" *"), OTHERS << (BEARER_BITS + NAME_BITS), most.saturating_mul(4)],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        let mut rows = rows.collect::<rusqlite::Result<Vec<(i64, String, String, String)>>>()?;
        rows.sort_unstable();
        for (.., name) in rows {
            if found.len() < most as usize && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    Ok(found)
}

/// The nodes whose prefixed names, in lower case, begin so, the most quoted first.
fn typed(connection: &Connection, typed: &str, most: u32) -> rusqlite::Result<Vec<NamedNode>> {
    let end = format!("{typed}{}", char::MAX);
    let mut select = connection.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM bearer INDEXED BY bearer_typed WHERE typed >= ?1 AND typed < ?2 LIMIT ?3)",
    )?;
    let fitting: i64 = select.query_row(params![typed, end, MANY], |row| row.get(0))?;
    let mut select = connection.prepare_cached(if fitting < MANY {
        "SELECT node FROM bearer INDEXED BY bearer_typed WHERE typed >= ?1 AND typed < ?2 ORDER BY id >> 32, node LIMIT ?3"
    } else {
        "SELECT node FROM bearer NOT INDEXED WHERE typed >= ?1 AND typed < ?2 ORDER BY id LIMIT ?3"
    })?;
    let rows = select.query_map(params![typed, end, most], |row| row.get::<_, String>(0))?;
    rows.filter_map(|row| row.map(|node| NamedNode::new(node).ok()).transpose()).collect()
}

/// The first `most` people in the order of the ranks, and all that have the last one's rank.
fn most_quoted(connection: &Connection, most: usize) -> rusqlite::Result<Vec<NamedNode>> {
    let mut select =
        connection.prepare_cached("SELECT id >> 32, node FROM bearer WHERE id < ?1 AND typed GLOB ?2 ORDER BY id")?;
    let mut rows = select.query(params![MOST_QUOTED << BEARER_BITS, format!("{}:*", Space::Person.prefix())])?;
    let (mut found, mut last) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let rank: i64 = row.get(0)?;
        if found.len() >= most && rank > last {
            break;
        }
        found.extend(NamedNode::new(row.get::<_, String>(1)?).ok());
        last = rank;
    }
    Ok(found)
}

impl Graph {
    /// At most `most` people who are quoted, with the number of their quotations: the most quoted first, then in the order of the
    /// nodes.
    pub fn most_quoted(&self, most: usize) -> Result<Vec<(NamedNode, Literal)>> {
        let mut counted = Vec::new();
        for person in self.ask_names(&|connection| most_quoted(connection, most))? {
            if let Some(Term::Literal(count)) = self.value(person.as_ref(), dixit::QUOTATION_COUNT)? {
                counted.push((person, count));
            }
        }
        let number = |count: &Literal| count.value().parse::<u64>().unwrap_or(0);
        counted.sort_by(|(a, x), (b, y)| number(y).cmp(&number(x)).then_with(|| a.cmp(b)));
        counted.truncate(most);
        Ok(counted)
    }

    /// The names that are spelt so when [folded]: own names first, then in the order of the nodes.
    pub fn names_spelt(&self, folded: &str, among: Among) -> Result<Vec<Name>> {
        self.ask_names(&|connection| spelt(connection, folded, among))
    }

    /// The names that hold all words of a [folded] text, in the order of their folded forms.
    pub fn names_holding(&self, words: &str, among: Among) -> Result<Vec<Name>> {
        self.ask_names(&|connection| holding(connection, words, among))
    }

    /// The [folded] names for which `rate` has a value, each once with it. Looks at every name.
    pub fn names_rated(&self, rate: &dyn Fn(&str) -> Option<f64>, among: Among) -> Result<Vec<(f64, String)>> {
        self.ask_names(&|connection| rated(connection, rate, among))
    }

    /// At most `most` names that a [folded] text may begin: those of which it is the beginning, then those with a later word that
    /// begins so; each time people, bodies and things before topics and roles, and the most quoted first.
    pub fn names_beginning(&self, folded: &str, most: u32) -> Result<Vec<String>> {
        self.ask_names(&|connection| beginning(connection, folded, most))
    }

    /// At most `most` nodes that people type whose prefixed names, in lower case, begin with `typed`; in the same order.
    pub fn nodes_beginning(&self, typed_so_far: &str, most: u32) -> Result<Vec<NamedNode>> {
        self.ask_names(&|connection| typed(connection, typed_so_far, most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    const NAME: &str = "<http://schema.org/name>";

    /// A graph of people with their names and how often they are quoted, of a topic and an unnamed source.
    fn graph() -> Graph {
        let mut lines = String::new();
        let people =
            [("ann-lee", "Ann Lee", 1), ("leah-ann", "Leah Ann", 9), ("bo-lee", "Bo Lee", 4), ("lee", "Lee", 0)];
        for (local, name, count) in people {
            let node = format!("<https://dixit.example/person/{local}>");
            let _ = write!(lines, "{node} {NAME} \"{name}\" .\n{node} {} \"{count}\" .\n", dixit::QUOTATION_COUNT);
        }
        let _ = write!(
            lines,
            "<https://dixit.example/topic/leek> {} \"leek\" .
            <https://dixit.example/source/0123-ab> {} \"Lee's friend\" .
            <https://dixit.example/name/0123-ab> {NAME} \"Lee\" .",
            skos::PREF_LABEL,
            dixit::DESCRIPTION
        );
        Graph::in_memory(&lines).unwrap()
    }

    fn locals(nodes: impl IntoIterator<Item = NamedNode>) -> Vec<String> {
        nodes.into_iter().filter_map(|node| node.as_str().rsplit('/').next().map(str::to_owned)).collect()
    }

    #[test]
    fn names_are_found_by_their_words_and_forms_of_single_articles_are_not() {
        let graph = graph();
        let nodes = |names: Vec<Name>| locals(names.into_iter().map(|name| name.node));
        assert_eq!(nodes(graph.names_spelt("lee", Among::All).unwrap()), ["lee"]);
        assert_eq!(nodes(graph.names_holding("lee", Among::All).unwrap()), ["ann-lee", "bo-lee", "lee", "0123-ab"]);
        assert_eq!(nodes(graph.names_holding("lee ann", Among::Named).unwrap()), ["ann-lee"]);
        assert_eq!(nodes(graph.names_holding("lee", Among::Named).unwrap()), ["ann-lee", "bo-lee", "lee"]);
        let rated = graph.names_rated(&|name| name.starts_with("lee").then_some(1.0), Among::Named).unwrap();
        assert_eq!(rated, [(1.0, "lee".to_owned()), (1.0, "leek".to_owned())]);
    }

    #[test]
    fn what_begins_so_comes_first_then_the_most_quoted() {
        let graph = graph();
        assert_eq!(graph.names_beginning("lee", 60).unwrap(), ["Lee", "leek", "Bo Lee", "Ann Lee"]);
        assert_eq!(graph.names_beginning("le", 60).unwrap(), ["Leah Ann", "Lee", "leek", "Bo Lee", "Ann Lee"]);
        assert_eq!(graph.names_beginning("ann l", 60).unwrap(), ["Ann Lee"]);
        assert_eq!(graph.names_beginning("le", 1).unwrap(), ["Leah Ann"]);
        let nodes = |typed| locals(graph.nodes_beginning(typed, 3).unwrap());
        assert_eq!(nodes("person:"), ["leah-ann", "bo-lee", "ann-lee"]);
        assert_eq!(nodes("person:l"), ["leah-ann", "lee"]);
        assert!(nodes("source:").is_empty());
    }

    #[test]
    fn replaced_rows_are_those_that_are_made_anew() {
        let (graph, base) = (graph(), crate::vocab::DEFAULT_BASE);
        let node = |local| NamedNode::new(format!("{base}person/{local}")).unwrap();
        let name = |local, name: &str| Triple::new(node(local), schema::NAME, oxigraph::model::Literal::from(name));
        let connection = Connection::open_in_memory().unwrap();
        fill(&connection, &graph, base).unwrap();
        graph.apply(&[name("lee", "Lee"), name("ann-lee", "Ann Lee")], vec![name("ann-lee", "Anne Lee")]).unwrap();
        let changed = ["lee", "ann-lee", "nobody"].map(node).into_iter().collect();
        replace(&connection, &graph, base, &changed).unwrap();
        let anew = Connection::open_in_memory().unwrap();
        fill(&anew, &graph, base).unwrap();
        for word in ["lee", "ann", "anne", "bo"] {
            let found = |connection: &Connection| {
                (holding(connection, word, Among::All).unwrap(), beginning(connection, word, 60).unwrap())
            };
            assert_eq!(found(&connection), found(&anew), "{word}");
        }
        assert_eq!(beginning(&connection, "ann", 60).unwrap(), ["Anne Lee", "Leah Ann"]);
        assert_eq!(locals(typed(&connection, "person:", 60).unwrap()), ["leah-ann", "bo-lee", "ann-lee"]);
    }
}
