//! For each entity a sheet in the file beside the graph: every saying in which it speaks, is spoken of or is judged, day by day.
//!
//! What a list or a sum needs of a saying stands in its rows, so that a topic of which much is said is read in one go, where the
//! graph would be asked a dozen times for each saying.

use super::posts;
use super::quads::Graph;
use super::saying::Saying;
use super::texts::hash;
use super::words::failed;
use crate::error::Result;
use crate::graph::{self, Space};
use crate::vocab::rdfs;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// `node` numbers entities and outlets and has their labels. In a sheet `place` says how the saying has to do with the entity, and
/// a saying of several speakers has a row for each; where it judges the entity, `confidence` is that of the judgement. Who or what
/// is missing is 0, and the number of an article, claim or role mention comes from its IRI. `spoken` has what was said by somebody
/// shown in a role, at the outermost level. `voice` has whom each outlet quotes, and `voices` their sums.
pub(super) const TABLES: &str = "
    CREATE TABLE node (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, unnamed INTEGER NOT NULL, label TEXT);
    CREATE TABLE sheet (node INTEGER, place INTEGER, day INTEGER, saying INTEGER, speaker INTEGER, outlet INTEGER, article INTEGER,
        claim INTEGER, signs INTEGER, words INTEGER, confidence INTEGER, PRIMARY KEY (node, place, day, saying, speaker)) WITHOUT ROWID;
    CREATE TABLE spoken (saying INTEGER, mention INTEGER, PRIMARY KEY (saying, mention)) WITHOUT ROWID;
    CREATE TABLE voiced (claim INTEGER PRIMARY KEY, speakers INTEGER NOT NULL);
    CREATE TABLE copy (article INTEGER PRIMARY KEY);
    CREATE TABLE voice (outlet INTEGER NOT NULL, speaker INTEGER NOT NULL, quotations INTEGER NOT NULL, words INTEGER NOT NULL,
        PRIMARY KEY (outlet, speaker)) WITHOUT ROWID;
    CREATE INDEX voice_speaker ON voice (speaker);
    CREATE TABLE voices (outlet INTEGER PRIMARY KEY, speakers INTEGER NOT NULL, quotations INTEGER NOT NULL,
        words INTEGER NOT NULL, unnamed INTEGER NOT NULL);";

/// The same rows before they are sorted, and the nodes before they have labels: `node` means these as long as they are there.
pub(super) const UNSORTED: &str = "CREATE TEMP TABLE unsorted AS SELECT * FROM sheet WHERE 0;
    CREATE TEMP TABLE node (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, unnamed INTEGER NOT NULL, label TEXT);";

/// What is made once all rows are there. What denies and what judges is listed of everybody, by day; what is said about something
/// by how sure it is, those whose content is negated apart.
const SETTLE: &str = "
    INSERT OR IGNORE INTO sheet SELECT * FROM unsorted ORDER BY node, place, day, saying, speaker;
    DROP TABLE unsorted;
    CREATE INDEX sheet_article ON sheet (article, node) WHERE place = 0;
    CREATE INDEX sheet_claim ON sheet (claim, node) WHERE place = 0;
    CREATE INDEX sheet_speaker ON sheet (speaker, node, day, signs) WHERE place = 1 AND speaker != 0;
    CREATE INDEX sheet_sure ON sheet (node, signs & 16, confidence, day, saying)
        WHERE place = 1 AND speaker != 0 AND confidence IS NOT NULL AND signs & 3 = 1;
    CREATE INDEX sheet_denies ON sheet (day, saying, signs, confidence) WHERE place = 0 AND signs & 32;
    CREATE INDEX sheet_judges ON sheet (day, saying, signs, confidence) WHERE place = 3;
    CREATE INDEX spoken_mention ON spoken (mention);";

/// The sums of the outlets, and what keeps them in step with whom they quote.
const SUMS: &str = "
    INSERT INTO voices SELECT outlet, COUNT(*), SUM(quotations), SUM(words), SUM(iif(unnamed, quotations, 0))
        FROM voice JOIN node ON node.id = voice.speaker GROUP BY outlet;
    CREATE TRIGGER voice_came AFTER INSERT ON voice BEGIN
        INSERT INTO voices SELECT NEW.outlet, 1, NEW.quotations, NEW.words, iif(unnamed, NEW.quotations, 0)
            FROM node WHERE id = NEW.speaker
            ON CONFLICT (outlet) DO UPDATE SET speakers = speakers + 1, quotations = quotations + excluded.quotations,
                words = words + excluded.words, unnamed = unnamed + excluded.unnamed;
    END;
    CREATE TRIGGER voice_went AFTER DELETE ON voice BEGIN
        UPDATE voices SET speakers = speakers - 1, quotations = quotations - OLD.quotations, words = words - OLD.words,
            unnamed = unnamed - iif((SELECT unnamed FROM node WHERE id = OLD.speaker), OLD.quotations, 0)
            WHERE outlet = OLD.outlet;
        DELETE FROM voices WHERE outlet = OLD.outlet AND speakers = 0;
    END;";

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It is a quotation: no report, and not rejected.
    Quotation = 1,
    /// It was not said: "did not say".
    SayingNegated = 2,
    /// It would or might be said.
    Hypothetical = 4,
    /// It stands inside another: hearsay.
    Within = 8,
    /// Its content is negated.
    Negated = 16,
    /// It denies something.
    Denies = 32,
    /// It praises or blames somebody.
    Judges = 64,
}

impl Sign {
    pub(super) fn bit(self) -> i64 {
        self as i64
    }
}

pub(super) const QUOTATION: i64 = Sign::Quotation as i64;
pub(super) const SAYING_NEGATED: i64 = Sign::SayingNegated as i64;
pub(super) const HYPOTHETICAL: i64 = Sign::Hypothetical as i64;
pub(super) const NEGATED: i64 = Sign::Negated as i64;
pub(super) const DENIES: i64 = Sign::Denies as i64;

/// What keeps a saying from being one that was said, at the outermost level.
pub(super) const UNSAID: i64 = SAYING_NEGATED | HYPOTHETICAL | Sign::Within as i64;

/// What a confidence of 1 is in the tables.
const WHOLE: f64 = 1_000_000.0;

/// A confidence as the tables have it.
#[allow(clippy::cast_possible_truncation, reason = "a confidence is at most 1")]
pub(super) fn confidence(of: f64) -> i64 {
    (of * WHOLE).round() as i64
}

/// Numbers of nodes that are kept at hand while rows are written.
const KNOWN: usize = 200_000;

/// Writes the rows of sayings and role mentions.
pub(super) struct Rows<'c> {
    pub(super) connection: &'c Connection,
    pub(super) base: &'c str,
    /// What has the labels; none where they come later, and the rows are sorted later, too.
    graph: Option<&'c Graph>,
    known: FxHashMap<NamedNode, i64>,
}

impl<'c> Rows<'c> {
    /// For a file that is made anew: [`settle`] sorts the rows, and [`label_all`] adds the labels.
    pub(super) fn unsorted(connection: &'c Connection, base: &'c str) -> Self {
        Self { connection, base, graph: None, known: FxHashMap::default() }
    }

    /// For a file that has others.
    pub(super) fn sorted(connection: &'c Connection, graph: &'c Graph, base: &'c str) -> Self {
        Self { graph: Some(graph), ..Self::unsorted(connection, base) }
    }

    /// Whether the rows are sorted later.
    pub(super) fn is_unsorted(&self) -> bool {
        self.graph.is_none()
    }

    /// Adds a saying; gives its number. What its rows bear on has to be summed up anew.
    pub(super) fn add(&mut self, saying: &Saying, bearing: Option<&mut Bearing>) -> Result<i64> {
        let mut numbers =
            |nodes: &[NamedNode]| -> Result<Vec<i64>> { nodes.iter().map(|node| self.number(node)).collect() };
        let speakers = numbers(&saying.speakers)?;
        let others = [
            (Place::About, numbers(&saying.about)?),
            (Place::Named, numbers(&saying.mentions)?),
            (Place::Judged, numbers(&saying.targets)?),
        ];
        let outlet = numbers(saying.outlet.as_slice())?.first().copied().unwrap_or(0);
        let links: BTreeSet<i64> = speakers.iter().chain(others.iter().flat_map(|(_, nodes)| nodes)).copied().collect();
        let id = self.put(saying, &speakers, &others, outlet, &links).map_err(|e| failed(&e))?;
        if let Some(bearing) = bearing.filter(|_| !speakers.is_empty()) {
            bearing.speakers.extend(&speakers);
            bearing.claims.insert(self.number_of(saying.claim.as_ref()));
        }
        Ok(id)
    }

    fn number_of(&self, node: Option<&NamedNode>) -> i64 {
        node.map_or(0, |node| number_of(node, self.base))
    }

    /// Puts the rows of a saying into their tables; gives its number.
    fn put(
        &self,
        saying: &Saying,
        speakers: &[i64],
        others: &[(Place, Vec<i64>)],
        outlet: i64,
        links: &BTreeSet<i64>,
    ) -> rusqlite::Result<i64> {
        let day = saying.day.as_deref().map_or(0, day_number);
        let links: Vec<String> = links.iter().map(i64::to_string).collect();
        let mut insert =
            self.connection.prepare_cached("INSERT INTO quotation (node, day, links) VALUES (?1, ?2, ?3)")?;
        insert.execute(params![saying.node.as_str(), day, links.join(" ")])?;
        let id = self.connection.last_insert_rowid();
        let (article, claim) = (self.number_of(saying.article.as_ref()), self.number_of(saying.claim.as_ref()));
        let signs = signs(saying);
        let mut insert = self.connection.prepare_cached(if self.is_unsorted() {
            "INSERT INTO unsorted VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
        } else {
            "INSERT OR IGNORE INTO sheet VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
        })?;
        let mut put = |node: i64, place: Place, speaker: i64| {
            let sure = if place == Place::Judged { saying.target_confidence } else { saying.confidence };
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
                sure.map(confidence)
            ])
        };
        for speaker in speakers {
            put(*speaker, Place::Speaks, *speaker)?;
        }
        if signs & UNSAID == 0 {
            let mut insert = self.connection.prepare_cached("INSERT OR IGNORE INTO spoken VALUES (?1, ?2)")?;
            for role in &saying.roles {
                insert.execute([id, number_of(role, self.base)])?;
            }
        }
        let unspoken = [0];
        let speakers = if speakers.is_empty() { &unspoken[..] } else { speakers };
        for (place, nodes) in others {
            for node in nodes {
                for speaker in speakers {
                    put(*node, *place, *speaker)?;
                }
            }
        }
        Ok(id)
    }

    /// The number of an entity or outlet, which gets one and its label into the file where it has none.
    pub(super) fn number(&mut self, node: &NamedNode) -> Result<i64> {
        if let Some(known) = self.known.get(node) {
            return Ok(*known);
        }
        let number = match node_number(self.connection, node).map_err(|e| failed(&e))? {
            Some(number) => number,
            None => self.add_node(node)?,
        };
        if self.known.len() >= KNOWN {
            self.known.clear();
        }
        self.known.insert(node.clone(), number);
        Ok(number)
    }

    fn add_node(&self, node: &NamedNode) -> Result<i64> {
        let unnamed = matches!(graph::parse(self.base, node), Some((Space::Source, _)));
        let label = self.graph.map_or(Ok(None), |graph| label(graph, node))?;
        let insert = self.connection.prepare_cached("INSERT INTO node (iri, unnamed, label) VALUES (?1, ?2, ?3)");
        let inserted = insert.and_then(|mut insert| insert.execute(params![node.as_str(), unnamed, label]));
        inserted.map_err(|e| failed(&e))?;
        Ok(self.connection.last_insert_rowid())
    }
}

/// The node, when the triple is the label of what can be an entity in the file.
pub(super) fn labelled(triple: &Triple, space: Option<Space>) -> Option<&NamedNode> {
    match (&triple.subject, space) {
        (
            NamedOrBlankNode::NamedNode(node),
            None | Some(Space::Person | Space::Body | Space::Thing | Space::Topic | Space::Source),
        ) if triple.predicate == rdfs::LABEL => Some(node),
        _ => None,
    }
}

/// The label of a node, of which there is one.
fn label(graph: &Graph, node: &NamedNode) -> Result<Option<String>> {
    Ok(match graph.value(node.as_ref(), rdfs::LABEL)? {
        Some(Term::Literal(label)) => Some(label.value().to_owned()),
        _ => None,
    })
}

/// Puts what the graph calls these nodes in the place of what the file calls them.
pub(super) fn relabel(connection: &Connection, graph: &Graph, nodes: &FxHashSet<NamedNode>) -> Result<()> {
    let mut nodes: Vec<&NamedNode> = nodes.iter().collect();
    nodes.sort_unstable();
    for node in nodes {
        let label = label(graph, node)?;
        let update = connection.prepare_cached("UPDATE node SET label = ?2 WHERE iri = ?1");
        update.and_then(|mut update| update.execute(params![node.as_str(), label])).map_err(|e| failed(&e))?;
    }
    Ok(())
}

/// Sorts the rows of a new file and sums them up.
pub(super) fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SETTLE)?;
    connection.execute_batch(posts::SETTLE)?;
    connection.execute_batch(&format!("{}; {}", voiced(""), voice("")))
}

/// Gives the nodes of a new file their labels and the outlets their sums.
pub(super) fn label_all(connection: &Connection, graph: &Graph) -> Result<()> {
    let mut select =
        connection.prepare("SELECT id, iri, unnamed FROM temp.node ORDER BY id").map_err(|e| failed(&e))?;
    let mut insert = connection.prepare("INSERT INTO main.node VALUES (?1, ?2, ?3, ?4)").map_err(|e| failed(&e))?;
    let mut rows = select.query([]).map_err(|e| failed(&e))?;
    while let Some(row) = rows.next().map_err(|e| failed(&e))? {
        let values = || Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?));
        let (id, iri, unnamed) = values().map_err(|e| failed(&e))?;
        let label = match NamedNode::new(&iri) {
            Ok(node) => label(graph, &node)?,
            Err(_) => None,
        };
        insert.execute(params![id, iri, unnamed, label]).map_err(|e| failed(&e))?;
    }
    drop(rows);
    let sum_up = format!("DROP TABLE temp.node; {SUMS}");
    connection.execute_batch(&sum_up).map_err(|e| failed(&e))
}

/// Puts the claims into their table that more than one speaker voices, with their number, as far as the `condition` goes.
fn voiced(condition: &str) -> String {
    format!(
        "INSERT INTO voiced SELECT claim, COUNT(DISTINCT node) AS speakers FROM sheet
         WHERE place = 0 AND claim != 0 AND signs & {UNSAID} = 0 {condition} GROUP BY claim HAVING speakers > 1"
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
    connection.prepare_cached("DELETE FROM spoken WHERE saying = ?1")?.execute([id])?;
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
        (Sign::Quotation, saying.is_quotation),
        (Sign::SayingNegated, saying.not_said),
        (Sign::Hypothetical, saying.hypothetical),
        (Sign::Within, saying.within),
        (Sign::Negated, saying.negated),
        (Sign::Denies, saying.denies),
        (Sign::Judges, saying.judges),
    ];
    signs.iter().filter(|(_, is)| *is).map(|(sign, _)| sign.bit()).sum()
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
