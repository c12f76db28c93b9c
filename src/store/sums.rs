//! What lists and sums read from the sheets: the newest sayings of somebody, who speaks where about something, how often and when.
//!
//! Each answer is none where the store has no tables of the graph's state, as beside a running build.

use super::quads::Graph;
use super::sheets::{DENIES, HYPOTHETICAL, NEGATED, Place, QUOTATION, SAYING_NEGATED, day_number, day_of, node_number};
use crate::error::Result;
use crate::vocab::dixit;
use oxigraph::model::{NamedNode, Term};
use rusqlite::types::Type;
use rusqlite::{Row, params};

/// A day later than all.
const NEVER: i64 = i64::MAX;

/// From a first to a last day, `YYYY-MM-DD`; what has no day is in it where neither is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Days<'a> {
    /// The first day.
    pub since: Option<&'a str>,
    /// The last day.
    pub until: Option<&'a str>,
}

impl Days<'_> {
    fn numbers(&self) -> [i64; 2] {
        let since = self.since.map_or_else(|| i64::from(self.until.is_some()), day_number);
        [since, self.until.map_or(NEVER, day_number)]
    }
}

/// What an outlet has about somebody or something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletSum {
    /// The outlet.
    pub outlet: NamedNode,
    /// Articles.
    pub articles: u64,
    /// Those among them that repeat no other article.
    pub origins: u64,
    /// Quotations.
    pub quotations: u64,
    /// Those of them that deny.
    pub denials: u64,
    /// The first and the last day, `YYYY-MM-DD`; none where no article is dated.
    pub days: Option<[String; 2]>,
}

/// What is said about somebody or something in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSum {
    /// `YYYY-MM`; none for what has no day.
    pub month: Option<String>,
    /// Quotations.
    pub quotations: u64,
    /// Those of articles that repeat no other.
    pub origins: u64,
    /// Speakers.
    pub speakers: u64,
}

/// A saying with its day, `YYYY-MM-DD`.
pub type Dated = (Option<String>, NamedNode);

impl Graph {
    /// How many sayings there are in these places of an entity's sheet.
    pub fn sayings_of(&self, entity: &NamedNode, places: &[Place], days: Days<'_>) -> Result<Option<usize>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, entity)? else { return Ok(0) };
            let mut select = connection.prepare_cached(&format!(
                "SELECT COUNT(DISTINCT saying) FROM sheet WHERE node = ?1 AND place IN ({}) AND day BETWEEN ?2 AND ?3",
                listed(places)
            ))?;
            let [since, until] = days.numbers();
            select
                .query_row([node, since, until], |row| count(row, 0))
                .map(|count| usize::try_from(count).unwrap_or(usize::MAX))
        })
    }

    /// At least the newest `least` sayings in these places of an entity's sheet, as far as there are so many: all of each day, the
    /// newest first. With the sayings of some days known, `before` is the earliest of these: only earlier ones come then.
    pub fn newest_sayings(
        &self,
        entity: &NamedNode,
        places: &[Place],
        days: Days<'_>,
        before: Option<&Option<String>>,
        least: usize,
    ) -> Result<Option<Vec<Dated>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, entity)? else { return Ok(Vec::new()) };
            let [since, until] = days.numbers();
            let until = match before {
                Some(day) => until.min(day.as_deref().map_or(0, day_number) - 1),
                None => until,
            };
            let places = listed(places);
            let sayings = format!("FROM sheet WHERE node = ?1 AND place IN ({places}) AND day BETWEEN ?2 AND ?3");
            let mut select = connection.prepare_cached(&format!(
                "SELECT MIN(day) FROM (SELECT DISTINCT day, saying {sayings} ORDER BY day DESC LIMIT ?4)"
            ))?;
            let least = i64::try_from(least).unwrap_or(i64::MAX);
            let first: Option<i64> = select.query_row([node, since, until, least], |row| row.get(0))?;
            let Some(first) = first else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(&format!(
                "SELECT all_of.day, quotation.node FROM (SELECT DISTINCT day, saying {sayings}) AS all_of
                 JOIN quotation ON quotation.id = all_of.saying ORDER BY all_of.day DESC, quotation.node DESC"
            ))?;
            let rows = select.query_map([node, first, until], |row| Ok((day_of(row.get(0)?), node_in(row, 1)?)))?;
            rows.collect()
        })
    }

    /// What each outlet has about an entity or topic, in the order of the outlets' nodes: what is said, hearsay too.
    pub fn outlets_about(&self, about: &NamedNode, days: Days<'_>) -> Result<Option<Vec<OutletSum>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(&format!(
                "SELECT outlet.iri, COUNT(DISTINCT sheet.article), COUNT(DISTINCT iif(copy.article IS NULL, sheet.article, NULL)),
                     COUNT(DISTINCT saying), COUNT(DISTINCT iif(signs & {DENIES}, saying, NULL)), MIN(nullif(day, 0)), MAX(nullif(day, 0))
                 FROM sheet JOIN node AS outlet ON outlet.id = sheet.outlet LEFT JOIN copy ON copy.article = sheet.article
                 WHERE sheet.node = ?1 AND place IN (1, 2) AND day BETWEEN ?2 AND ?3 AND signs & {QUOTATION}
                     AND NOT signs & {}
                 GROUP BY outlet.iri ORDER BY outlet.iri",
                SAYING_NEGATED | HYPOTHETICAL
            ))?;
            let [since, until] = days.numbers();
            let rows = select.query_map([node, since, until], |row| {
                let day = |at: usize| row.get::<_, Option<i64>>(at).map(|day| day.and_then(day_of));
                Ok(OutletSum {
                    outlet: node_in(row, 0)?,
                    articles: count(row, 1)?,
                    origins: count(row, 2)?,
                    quotations: count(row, 3)?,
                    denials: count(row, 4)?,
                    days: day(5)?.zip(day(6)?).map(|(first, last)| [first, last]),
                })
            })?;
            rows.collect()
        })
    }

    /// The outlets with those who speak in each about an entity or topic, hearsay too.
    pub fn speakers_about(&self, about: &NamedNode, days: Days<'_>) -> Result<Option<Vec<(NamedNode, NamedNode)>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(&format!(
                "SELECT outlet.iri, speaker.iri FROM
                     (SELECT DISTINCT outlet, speaker FROM sheet WHERE node = ?1 AND place IN (1, 2) AND day BETWEEN ?2 AND ?3
                      AND outlet != 0 AND speaker != 0 AND NOT signs & {}) AS pair
                 JOIN node AS outlet ON outlet.id = pair.outlet JOIN node AS speaker ON speaker.id = pair.speaker
                 ORDER BY outlet.iri, speaker.iri",
                SAYING_NEGATED | HYPOTHETICAL
            ))?;
            let [since, until] = days.numbers();
            let rows = select.query_map([node, since, until], |row| Ok((node_in(row, 0)?, node_in(row, 1)?)))?;
            rows.collect()
        })
    }

    /// The `most` surest quotations about a topic that have a speaker and were said: those whose content is negated, or is not.
    pub fn surest_about(&self, about: &NamedNode, negated: bool, most: u32) -> Result<Option<Vec<NamedNode>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok(Vec::new()) };
            let sayings = format!(
                "FROM sheet WHERE sheet.node = ?1 AND place = 1 AND speaker != 0 AND confidence IS NOT NULL
                 AND signs & {} = {}",
                QUOTATION | SAYING_NEGATED | NEGATED,
                QUOTATION | if negated { NEGATED } else { 0 }
            );
            // The least confidence first, so that only those that have it are put into the order of their nodes.
            let mut select = connection.prepare_cached(&format!(
                "SELECT quotation.node FROM (SELECT DISTINCT saying, confidence {sayings} AND confidence >= ifnull(
                     (SELECT MIN(confidence) FROM (SELECT DISTINCT saying, confidence {sayings} ORDER BY confidence DESC LIMIT ?2)), 0)) AS sure
                 JOIN quotation ON quotation.id = sure.saying ORDER BY sure.confidence DESC, quotation.node LIMIT ?2"
            ))?;
            let rows = select.query_map([node, i64::from(most)], |row| node_in(row, 0))?;
            rows.collect()
        })
    }

    /// The claims about an entity or topic that more than one speaker voices, in the order of their nodes.
    pub fn shared_claims(&self, about: &NamedNode) -> Result<Option<Vec<NamedNode>>> {
        let sayings: Option<Vec<NamedNode>> = self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(
                "SELECT quotation.node FROM (SELECT MIN(saying) AS saying FROM sheet CROSS JOIN voiced ON voiced.claim = sheet.claim
                     WHERE sheet.node = ?1 AND place IN (1, 2) GROUP BY sheet.claim) AS one
                 JOIN quotation ON quotation.id = one.saying",
            )?;
            let rows = select.query_map([node], |row| node_in(row, 0))?;
            rows.collect()
        })?;
        let Some(sayings) = sayings else { return Ok(None) };
        let mut claims = Vec::new();
        for saying in sayings {
            if let Some(Term::NamedNode(claim)) = self.value(saying.as_ref(), dixit::EXPRESSES)? {
                claims.push(claim);
            }
        }
        claims.sort_unstable();
        claims.dedup();
        Ok(Some(claims))
    }

    /// How much is said about an entity or topic in each month, those without a day last.
    pub fn months_about(&self, about: &NamedNode) -> Result<Option<Vec<MonthSum>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(&format!(
                "SELECT day / 100 AS month, COUNT(DISTINCT saying), COUNT(DISTINCT iif(copy.article IS NULL, saying, NULL)),
                     COUNT(DISTINCT nullif(speaker, 0))
                 FROM sheet LEFT JOIN copy ON copy.article = sheet.article
                 WHERE sheet.node = ?1 AND place = 1 AND signs & {QUOTATION} AND sheet.article != 0
                 GROUP BY month ORDER BY month = 0, month"
            ))?;
            let rows = select.query_map([node], |row| {
                let month: i64 = row.get(0)?;
                let month = (month != 0).then(|| format!("{:04}-{:02}", month / 100, month % 100));
                Ok(MonthSum { month, quotations: count(row, 1)?, origins: count(row, 2)?, speakers: count(row, 3)? })
            })?;
            rows.collect()
        })
    }

    /// Who else speaks in the articles in which somebody does, and in how many of them.
    pub fn speakers_beside(&self, speaker: &NamedNode) -> Result<Option<Vec<(NamedNode, u64)>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, speaker)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(
                "SELECT other.iri, COUNT(*) FROM
                     (SELECT DISTINCT beside.article, beside.node
                      FROM (SELECT DISTINCT article FROM sheet WHERE node = ?1 AND place = 0 AND article != 0) AS own
                      CROSS JOIN sheet AS beside INDEXED BY sheet_article
                      ON beside.article = own.article AND beside.place = 0 AND beside.node != ?1) AS pair
                 JOIN node AS other ON other.id = pair.node GROUP BY pair.node ORDER BY other.iri",
            )?;
            let rows = select.query_map(params![node], |row| Ok((node_in(row, 0)?, count(row, 1)?)))?;
            rows.collect()
        })
    }
}

fn listed(places: &[Place]) -> String {
    places.iter().map(|place| place.number().to_string()).collect::<Vec<_>>().join(", ")
}

fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(at).map(|count| u64::try_from(count).unwrap_or(0))
}

/// An IRI that came from the graph.
fn node_in(row: &Row<'_>, at: usize) -> rusqlite::Result<NamedNode> {
    NamedNode::new(row.get::<_, String>(at)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error)))
}
