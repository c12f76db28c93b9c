//! For each entity a sheet in the file beside the graph: every saying in which it speaks, is spoken of or is judged, day by day.
//!
//! What a list or a sum needs of a saying stands in its rows, so that a topic of which much is said is read in one go, where the
//! graph would be asked a dozen times for each saying.

use super::saying::Saying;
use super::texts::hash;
use crate::graph::{self, Space};
use oxigraph::model::NamedNode;
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// `node` numbers entities and outlets. In a sheet `place` says how the saying has to do with the entity, and a saying of several
/// speakers has a row for each. Who or what is missing is 0, and the number of an article or claim comes from its IRI.
pub(super) const TABLES: &str = "
    CREATE TABLE node (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, unnamed INTEGER NOT NULL);
    CREATE TABLE sheet (node INTEGER, place INTEGER, day INTEGER, saying INTEGER, speaker INTEGER, outlet INTEGER, article INTEGER,
        claim INTEGER, signs INTEGER, words INTEGER, confidence INTEGER, PRIMARY KEY (node, place, day, saying, speaker)) WITHOUT ROWID;
    CREATE TABLE voiced (claim INTEGER PRIMARY KEY);
    CREATE TABLE copy (article INTEGER PRIMARY KEY);
    CREATE TABLE voice (outlet INTEGER NOT NULL, speaker INTEGER NOT NULL, quotations INTEGER NOT NULL, words INTEGER NOT NULL,
        PRIMARY KEY (outlet, speaker)) WITHOUT ROWID;
    CREATE INDEX voice_speaker ON voice (speaker);";

/// The same rows before they are sorted.
pub(super) const UNSORTED: &str = "CREATE TEMP TABLE unsorted AS SELECT * FROM sheet WHERE 0;";

/// What is made once all rows are there.
const SETTLE: &str = "
    INSERT OR IGNORE INTO sheet SELECT * FROM unsorted ORDER BY node, place, day, saying, speaker;
    DROP TABLE unsorted;
    CREATE INDEX sheet_article ON sheet (article, node) WHERE place = 0;
    CREATE INDEX sheet_claim ON sheet (claim, node) WHERE place = 0;";

/// How a saying has to do with an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// It speaks.
    Speaks,
    /// It is spoken about.
    About,
    /// It is merely named.
    Named,
    /// It is judged.
    Judged,
}

impl Place {
    pub(super) const ALL: [Self; 4] = [Self::Speaks, Self::About, Self::Named, Self::Judged];

    pub(super) fn number(self) -> i64 {
        self as i64
    }
}

/// What is true of a saying, as bits of a number.
pub(super) const QUOTATION: i64 = 1;
pub(super) const SAYING_NEGATED: i64 = 2;
pub(super) const HYPOTHETICAL: i64 = 4;
pub(super) const WITHIN: i64 = 8;
pub(super) const NEGATED: i64 = 16;
pub(super) const DENIES: i64 = 32;

/// What keeps a saying from being one that was said, at the outermost level.
pub(super) const UNSAID: i64 = SAYING_NEGATED | HYPOTHETICAL | WITHIN;

/// What a confidence of 1 is in the tables.
const WHOLE: f64 = 1_000_000.0;

/// Numbers of nodes that are kept at hand while rows are written.
const KNOWN: usize = 200_000;

/// Writes the rows of sayings.
pub(super) struct Rows<'c> {
    connection: &'c Connection,
    base: &'c str,
    insert: String,
    known: FxHashMap<NamedNode, i64>,
}

impl<'c> Rows<'c> {
    /// For a file that is made anew: [`settle`] sorts the rows.
    pub(super) fn unsorted(connection: &'c Connection, base: &'c str) -> Self {
        Self::of("unsorted", connection, base)
    }

    /// For a file that has others.
    pub(super) fn sorted(connection: &'c Connection, base: &'c str) -> Self {
        Self::of("sheet", connection, base)
    }

    fn of(table: &str, connection: &'c Connection, base: &'c str) -> Self {
        let insert = format!("INSERT OR IGNORE INTO {table} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        Self { connection, base, insert, known: FxHashMap::default() }
    }

    /// Adds a saying; gives its number. What its rows bear on has to be summed up anew.
    pub(super) fn add(&mut self, saying: &Saying, bearing: Option<&mut Bearing>) -> rusqlite::Result<i64> {
        let mut numbers = |nodes: &[NamedNode]| -> rusqlite::Result<Vec<i64>> {
            nodes.iter().map(|node| self.number(node)).collect()
        };
        let speakers = numbers(&saying.speakers)?;
        let others = [
            (Place::About, numbers(&saying.about)?),
            (Place::Named, numbers(&saying.mentions)?),
            (Place::Judged, numbers(&saying.targets)?),
        ];
        let outlet = numbers(saying.outlet.as_slice())?.first().copied().unwrap_or(0);
        let day = saying.day.as_deref().map_or(0, day_number);
        let linked: BTreeSet<i64> =
            speakers.iter().chain(others.iter().flat_map(|(_, nodes)| nodes)).copied().collect();
        let links: Vec<String> = linked.iter().map(i64::to_string).collect();
        let mut insert =
            self.connection.prepare_cached("INSERT INTO quotation (node, day, links) VALUES (?1, ?2, ?3)")?;
        insert.execute(params![saying.node.as_str(), day, links.join(" ")])?;
        let id = self.connection.last_insert_rowid();
        let number = |node: &Option<NamedNode>| node.as_ref().map_or(0, |node| number_of(node, self.base));
        let (article, claim) = (number(&saying.article), number(&saying.claim));
        let signs = signs(saying);
        #[allow(clippy::cast_possible_truncation, reason = "a confidence is at most 1")]
        let confidence = saying.confidence.map(|confidence| (confidence * WHOLE).round() as i64);
        let mut insert = self.connection.prepare_cached(&self.insert)?;
        let mut put = |node: i64, place: Place, speaker: i64| {
            insert.execute(params![
                node,
                place.number(),
                day,
                id,
                speaker,
                outlet,
                article,
                claim,
                signs,
                saying.words,
                confidence
            ])
        };
        for speaker in &speakers {
            put(*speaker, Place::Speaks, *speaker)?;
        }
        if let Some(bearing) = bearing.filter(|_| !speakers.is_empty()) {
            bearing.speakers.extend(&speakers);
            bearing.claims.insert(claim);
        }
        let unspoken = [0];
        let speakers = if speakers.is_empty() { &unspoken[..] } else { &speakers };
        for (place, nodes) in &others {
            for node in nodes {
                for speaker in speakers {
                    put(*node, *place, *speaker)?;
                }
            }
        }
        Ok(id)
    }

    fn number(&mut self, node: &NamedNode) -> rusqlite::Result<i64> {
        if let Some(known) = self.known.get(node) {
            return Ok(*known);
        }
        let number = if let Some(number) = node_number(self.connection, node)? {
            number
        } else {
            let unnamed = matches!(graph::parse(self.base, node), Some((Space::Source, _)));
            let mut insert = self.connection.prepare_cached("INSERT INTO node (iri, unnamed) VALUES (?1, ?2)")?;
            insert.execute(params![node.as_str(), unnamed])?;
            self.connection.last_insert_rowid()
        };
        if self.known.len() >= KNOWN {
            self.known.clear();
        }
        self.known.insert(node.clone(), number);
        Ok(number)
    }
}

/// Sorts the rows of a new file and sums them up.
pub(super) fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SETTLE)?;
    connection.execute_batch(&format!("{}; {}", voiced(""), voice("")))
}

/// Puts the claims into their table that more than one speaker voices, as far as the `condition` goes.
fn voiced(condition: &str) -> String {
    format!(
        "INSERT INTO voiced SELECT claim FROM sheet WHERE place = 0 AND claim != 0 AND signs & {UNSAID} = 0 {condition}
         GROUP BY claim HAVING COUNT(DISTINCT node) > 1"
    )
}

/// Puts into its table whom each outlet quotes, as far as the `condition` goes.
fn voice(condition: &str) -> String {
    format!(
        "INSERT INTO voice SELECT outlet, speaker, COUNT(*), SUM(words) FROM sheet
         WHERE place = 0 AND outlet != 0 AND words IS NOT NULL AND signs & {UNSAID} = 0 {condition}
         GROUP BY outlet, speaker ORDER BY outlet, speaker"
    )
}

/// What the rows of a saying bore on that were taken out or put in.
#[derive(Debug, Default)]
pub(super) struct Bearing {
    speakers: BTreeSet<i64>,
    claims: BTreeSet<i64>,
}

/// Takes the rows of a saying out.
pub(super) fn remove(
    connection: &Connection,
    id: i64,
    day: i64,
    links: &str,
    bearing: &mut Bearing,
) -> rusqlite::Result<()> {
    let mut select = connection
        .prepare_cached("SELECT claim FROM sheet WHERE node = ?1 AND place = 0 AND day = ?2 AND saying = ?3")?;
    let mut delete =
        connection.prepare_cached("DELETE FROM sheet WHERE node = ?1 AND place = ?2 AND day = ?3 AND saying = ?4")?;
    for node in links.split(' ').filter_map(|node| node.parse::<i64>().ok()) {
        if let Some(claim) = select.query_row([node, day, id], |row| row.get(0)).optional()? {
            bearing.speakers.insert(node);
            bearing.claims.insert(claim);
        }
        for place in Place::ALL {
            delete.execute([node, place.number(), day, id])?;
        }
    }
    Ok(())
}

/// Sums up anew what the changed rows bear on.
pub(super) fn sum_up(connection: &Connection, bearing: &Bearing) -> rusqlite::Result<()> {
    let mut delete = connection.prepare_cached("DELETE FROM voiced WHERE claim = ?1")?;
    let mut insert = connection.prepare_cached(&voiced("AND claim = ?1"))?;
    for claim in &bearing.claims {
        delete.execute([claim])?;
        insert.execute([claim])?;
    }
    let mut delete = connection.prepare_cached("DELETE FROM voice WHERE speaker = ?1")?;
    let mut insert = connection.prepare_cached(&voice("AND node = ?1"))?;
    for speaker in &bearing.speakers {
        delete.execute([speaker])?;
        insert.execute([speaker])?;
    }
    Ok(())
}

fn signs(saying: &Saying) -> i64 {
    let signs = [
        (QUOTATION, saying.is_quotation),
        (SAYING_NEGATED, saying.not_said),
        (HYPOTHETICAL, saying.hypothetical),
        (WITHIN, saying.within),
        (NEGATED, saying.negated),
        (DENIES, saying.denies),
    ];
    signs.iter().filter(|(_, is)| *is).map(|(sign, _)| sign).sum()
}

/// The number of a day: 20310507.
pub(super) fn day_number(day: &str) -> i64 {
    day.replace('-', "").parse().unwrap_or(0)
}

/// The day of a number, `YYYY-MM-DD`; none for 0.
pub(super) fn day_of(number: i64) -> Option<String> {
    (number != 0).then(|| format!("{:04}-{:02}-{:02}", number / 10_000, number / 100 % 100, number % 100))
}

/// The number of an entity or outlet; none where no saying has it.
pub(super) fn node_number(connection: &Connection, node: &NamedNode) -> rusqlite::Result<Option<i64>> {
    let mut select = connection.prepare_cached("SELECT id FROM node WHERE iri = ?1")?;
    select.query_row([node.as_str()], |row| row.get(0)).optional()
}

/// A number for an article or claim: the one in its IRI, or of the IRI. Never 0.
pub(super) fn number_of(node: &NamedNode, base: &str) -> i64 {
    let local = graph::parse(base, node).map(|(_, local)| local).filter(|local| local.len() == 16);
    let number = local.and_then(|local| u64::from_str_radix(local, 16).ok()).unwrap_or_else(|| {
        let hash = hash(node.as_str());
        hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    });
    number.max(1).cast_signed()
}
