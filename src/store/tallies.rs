//! What is counted over a whole graph, in tables beside the names: days, who speaks where, claims that several outlets quote.
//!
//! Questions about everything are answered from here; their SPARQL reads all quotations for the same.

use super::quads::Graph;
use super::search::Touched;
use super::words::failed;
use crate::error::Result;
use crate::vocab::{dixit, rdf, schema};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;

/// A day stays when its last article goes: then it is looked up in vain.
const TABLES: &str = "
    CREATE TABLE day (day TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE voice (outlet TEXT NOT NULL, speaker TEXT NOT NULL, quotations INTEGER NOT NULL, words INTEGER NOT NULL,
        unnamed INTEGER NOT NULL, PRIMARY KEY (outlet, speaker)) WITHOUT ROWID;
    CREATE INDEX voice_speaker ON voice (speaker);
    CREATE TABLE claim (claim TEXT PRIMARY KEY, outlets INTEGER NOT NULL) WITHOUT ROWID;
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

/// What an outlet has of one speaker.
#[derive(Debug, Default, Clone, Copy)]
struct Voice {
    quotations: i64,
    words: i64,
}

/// Makes the tables and fills them.
pub(super) fn fill(connection: &Connection, graph: &Graph) -> Result<()> {
    connection.execute_batch(TABLES).map_err(|e| failed(&e))?;
    let mut last = String::new();
    for triple in graph.matching(None, Some(dixit::DATE), None) {
        if let Term::Literal(day) = triple?.object
            && day.value() != last
        {
            day.value().clone_into(&mut last);
            add_day(connection, &last).map_err(|e| failed(&e))?;
        }
    }
    // The quotations of one speaker mostly come together; where they do not, the parts are added up.
    let mut speaker: Option<NamedNode> = None;
    let mut voices = FxHashMap::default();
    for triple in graph.matching(None, Some(schema::SPOKEN_BY_CHARACTER), None) {
        let triple = triple?;
        if let (NamedOrBlankNode::NamedNode(quotation), Term::NamedNode(of)) = (triple.subject, triple.object) {
            if speaker.as_ref().is_some_and(|speaker| *speaker != of) {
                add_voices(connection, graph, speaker.as_ref(), &mut voices)?;
            }
            count(graph, &quotation, &mut voices)?;
            speaker = Some(of);
        }
    }
    add_voices(connection, graph, speaker.as_ref(), &mut voices)?;
    for triple in graph.matching(None, Some(dixit::OUTLET_COUNT), None) {
        add_claim(connection, &triple?)?;
    }
    Ok(())
}

/// Puts what the graph says of what was touched in the place of what the tables say.
pub(super) fn replace(connection: &Connection, graph: &Graph, touched: &Touched) -> Result<()> {
    for day in &touched.days {
        add_day(connection, day).map_err(|e| failed(&e))?;
    }
    let mut speakers: Vec<&NamedNode> = touched.speakers.iter().collect();
    speakers.sort_unstable();
    for speaker in speakers {
        remove(connection, "DELETE FROM voice WHERE speaker = ?1", speaker).map_err(|e| failed(&e))?;
        let mut voices = FxHashMap::default();
        for triple in graph.matching(None, Some(schema::SPOKEN_BY_CHARACTER), Some(speaker.as_ref().into())) {
            if let NamedOrBlankNode::NamedNode(quotation) = triple?.subject {
                count(graph, &quotation, &mut voices)?;
            }
        }
        add_voices(connection, graph, Some(speaker), &mut voices)?;
    }
    let mut claims: Vec<&NamedNode> = touched.claims.iter().collect();
    claims.sort_unstable();
    for claim in claims {
        remove(connection, "DELETE FROM claim WHERE claim = ?1", claim).map_err(|e| failed(&e))?;
        for triple in graph.matching(Some(claim.as_ref()), Some(dixit::OUTLET_COUNT), None) {
            add_claim(connection, &triple?)?;
        }
    }
    Ok(())
}

fn remove(connection: &Connection, statement: &str, node: &NamedNode) -> rusqlite::Result<usize> {
    connection.prepare_cached(statement)?.execute([node.as_str()])
}

fn add_day(connection: &Connection, day: &str) -> rusqlite::Result<usize> {
    connection.prepare_cached("INSERT OR IGNORE INTO day VALUES (?1)")?.execute([day])
}

fn add_claim(connection: &Connection, counted: &Triple) -> Result<()> {
    if let (NamedOrBlankNode::NamedNode(claim), Term::Literal(count)) = (&counted.subject, &counted.object) {
        let insert = connection.prepare_cached("INSERT OR REPLACE INTO claim VALUES (?1, ?2)");
        let count: i64 = count.value().parse().unwrap_or(0);
        insert.and_then(|mut insert| insert.execute(params![claim.as_str(), count])).map_err(|e| failed(&e))?;
    }
    Ok(())
}

/// Counts a quotation under its outlet: an outermost one, said, of which the words are counted.
fn count(graph: &Graph, quotation: &NamedNode, voices: &mut FxHashMap<NamedNode, Voice>) -> Result<()> {
    let Some(outlet) = graph.value(quotation.as_ref(), dixit::OUTLET)? else { return Ok(()) };
    let Some(words) = graph.value(quotation.as_ref(), dixit::WORDS)? else { return Ok(()) };
    for unsaid in [dixit::SAYING_NEGATED, dixit::SAYING_HYPOTHETICAL, dixit::WITHIN] {
        if graph.value(quotation.as_ref(), unsaid)?.is_some() {
            return Ok(());
        }
    }
    if let (Term::NamedNode(outlet), Term::Literal(words)) = (outlet, words) {
        let voice: &mut Voice = voices.entry(outlet).or_default();
        voice.quotations += 1;
        voice.words += words.value().parse::<i64>().unwrap_or(0);
    }
    Ok(())
}

/// Adds what was counted for a speaker to the table and begins anew.
fn add_voices(
    connection: &Connection,
    graph: &Graph,
    speaker: Option<&NamedNode>,
    voices: &mut FxHashMap<NamedNode, Voice>,
) -> Result<()> {
    let Some(speaker) = speaker.filter(|_| !voices.is_empty()) else { return Ok(()) };
    let class = Some(dixit::UNNAMED_SOURCE.into());
    let unnamed = graph.matching(Some(speaker.as_ref()), Some(rdf::TYPE), class).next().transpose()?.is_some();
    let mut insert = connection
        .prepare_cached(
            "INSERT INTO voice VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE
             SET quotations = quotations + excluded.quotations, words = words + excluded.words",
        )
        .map_err(|e| failed(&e))?;
    let mut counted: Vec<_> = voices.drain().collect();
    counted.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    for (outlet, voice) in counted {
        let row = params![outlet.as_str(), speaker.as_str(), voice.quotations, voice.words, unnamed];
        insert.execute(row).map_err(|e| failed(&e))?;
    }
    Ok(())
}

fn days(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut select = connection.prepare_cached("SELECT day FROM day ORDER BY day DESC")?;
    select.query_map([], |row| row.get(0))?.collect()
}

fn voices(connection: &Connection) -> rusqlite::Result<Vec<Voices>> {
    let mut select = connection.prepare_cached(
        "SELECT outlet, COUNT(*), SUM(quotations), SUM(words), SUM(iif(unnamed, quotations, 0)) FROM voice GROUP BY outlet",
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

fn claims(connection: &Connection, most: usize) -> rusqlite::Result<Vec<NamedNode>> {
    let mut select = connection.prepare_cached("SELECT claim FROM claim ORDER BY outlets DESC, claim LIMIT ?1")?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = select.query_map([most], |row| row.get::<_, String>(0))?;
    rows.filter_map(|row| row.map(|claim| NamedNode::new(claim).ok()).transpose()).collect()
}

/// Each is none where the store has no tables of the graph's state, as beside a running build.
impl Graph {
    /// The days of its articles, `YYYY-MM-DD`, the newest first; some may have no article any more.
    pub fn days(&self) -> Result<Option<Vec<String>>> {
        self.ask_tallies(&days)
    }

    /// Whom each outlet quotes, in the order of the outlets' nodes.
    pub fn voices(&self) -> Result<Option<Vec<Voices>>> {
        self.ask_tallies(&voices)
    }

    /// At most `most` claims that more than one outlet quotes, those of the most outlets first, then in the order of the nodes.
    pub fn wide_claims(&self, most: usize) -> Result<Option<Vec<NamedNode>>> {
        self.ask_tallies(&|connection| claims(connection, most))
    }
}
