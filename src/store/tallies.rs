//! What is counted over a whole graph, in tables beside the names: who speaks where, claims that several outlets quote, reprints.
//!
//! Questions about everything are answered from here; their SPARQL reads all quotations for the same.

use super::quads::Graph;
use super::search::Touched;
use super::sheets::number_of;
use super::sums::{count, enough, node_in};
use super::words::failed;
use crate::error::Result;
use crate::vocab::dixit;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use rusqlite::{Connection, params};

/// The number of a claim is that which the sheets have for it.
const TABLES: &str = "
    CREATE TABLE claim (number INTEGER PRIMARY KEY, claim TEXT NOT NULL, outlets INTEGER NOT NULL);
    CREATE INDEX claim_outlets ON claim (outlets DESC, claim);";

/// Whom an outlet quotes: outermost quotations that were said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voices {
    /// The outlet.
    pub outlet: NamedNode,
    /// Its speakers.
    pub speakers: u64,
    /// Their quotations, one of two speakers counted twice.
    pub quotations: u64,
    /// The words of these.
    pub words: u64,
    /// How many of the quotations are of unnamed sources.
    pub unnamed: u64,
}

/// Makes the tables and fills them.
pub(super) fn fill(connection: &Connection, graph: &Graph, base: &str) -> Result<()> {
    connection.execute_batch(TABLES).map_err(|e| failed(&e))?;
    for triple in graph.matching(None, Some(dixit::OUTLET_COUNT), None) {
        add_claim(connection, &triple?, base)?;
    }
    for triple in graph.matching(None, Some(dixit::COPY), None) {
        if let Term::NamedNode(article) = triple?.object {
            add_copy(connection, &article, base).map_err(|e| failed(&e))?;
        }
    }
    Ok(())
}

/// Puts what the graph says of what was touched in the place of what the tables say.
pub(super) fn replace(connection: &Connection, graph: &Graph, base: &str, touched: &Touched) -> Result<()> {
    let mut claims: Vec<&NamedNode> = touched.claims.iter().collect();
    claims.sort_unstable();
    for claim in claims {
        let delete = connection.prepare_cached("DELETE FROM claim WHERE number = ?1");
        delete.and_then(|mut delete| delete.execute([number_of(claim, base)])).map_err(|e| failed(&e))?;
        for triple in graph.matching(Some(claim.as_ref()), Some(dixit::OUTLET_COUNT), None) {
            add_claim(connection, &triple?, base)?;
        }
    }
    let mut copies: Vec<&NamedNode> = touched.copies.iter().collect();
    copies.sort_unstable();
    for article in copies {
        let delete = connection.prepare_cached("DELETE FROM copy WHERE article = ?1");
        delete.and_then(|mut delete| delete.execute([number_of(article, base)])).map_err(|e| failed(&e))?;
        if graph.matching(None, Some(dixit::COPY), Some(article.as_ref().into())).next().transpose()?.is_some() {
            add_copy(connection, article, base).map_err(|e| failed(&e))?;
        }
    }
    Ok(())
}

fn add_claim(connection: &Connection, counted: &Triple, base: &str) -> Result<()> {
    if let (NamedOrBlankNode::NamedNode(claim), Term::Literal(count)) = (&counted.subject, &counted.object) {
        let insert = connection.prepare_cached("INSERT OR REPLACE INTO claim VALUES (?1, ?2, ?3)");
        let count: i64 = count.value().parse().unwrap_or(0);
        let values = params![number_of(claim, base), claim.as_str(), count];
        insert.and_then(|mut insert| insert.execute(values)).map_err(|e| failed(&e))?;
    }
    Ok(())
}

fn add_copy(connection: &Connection, article: &NamedNode, base: &str) -> rusqlite::Result<usize> {
    connection.prepare_cached("INSERT OR IGNORE INTO copy VALUES (?1)")?.execute([number_of(article, base)])
}

fn voices(connection: &Connection) -> rusqlite::Result<Vec<Voices>> {
    let mut select = connection.prepare_cached(
        "SELECT iri, speakers, quotations, words, voices.unnamed FROM voices JOIN node ON node.id = outlet ORDER BY iri",
    )?;
    let rows = select.query_map([], |row| {
        let outlet: String = row.get(0)?;
        let count = |at: usize| row.get::<_, i64>(at).map(|count| u64::try_from(count).unwrap_or(0));
        Ok(NamedNode::new(outlet).ok().zip(Some([count(1)?, count(2)?, count(3)?, count(4)?])))
    })?;
    let rows = rows.filter_map(Result::transpose);
    rows.map(|row| {
        row.map(|(outlet, [speakers, quotations, words, unnamed])| Voices {
            outlet,
            speakers,
            quotations,
            words,
            unnamed,
        })
    })
    .collect()
}

fn claims(connection: &Connection, most: usize) -> rusqlite::Result<(Vec<NamedNode>, bool)> {
    // Each outlet has one quotation at least, though it may be of nobody.
    let mut select = connection.prepare_cached(
        "SELECT claim, max(outlets, (SELECT COUNT(DISTINCT saying) FROM sheet WHERE sheet.claim = claim.number AND place = 0))
         FROM claim ORDER BY outlets DESC, claim",
    )?;
    let rows = select.query_map([], |row| Ok((node_in(row, 0)?, count(row, 1)?)))?;
    enough(rows, most)
}

/// Each is none where the store has no tables of the graph's state, as beside a running build.
impl Graph {
    /// Whom each outlet quotes, in the order of the outlets' nodes.
    pub fn voices(&self) -> Result<Option<Vec<Voices>>> {
        self.ask_tallies(&voices)
    }

    /// Claims that more than one outlet quotes, those of the most outlets first, then in the order of the nodes: as many as have
    /// `most` quotations together. Also whether there are more.
    pub fn wide_claims(&self, most: usize) -> Result<Option<(Vec<NamedNode>, bool)>> {
        self.ask_tallies(&|connection| claims(connection, most))
    }
}
