//! What lists and sums read from the sheets: the newest sayings of somebody, who speaks where about something, how often and when.
//!
//! Each answer is none where the store has no tables of the graph's state, as beside a running build.

use super::quads::Graph;
use super::sheets::{
    DENIES, HYPOTHETICAL, NEGATED, Place, QUOTATION, SAYING_NEGATED, Sign, UNSAID, confidence, day_number, day_of,
    node_number,
};
use crate::error::Result;
use crate::vocab::dixit;
use oxigraph::model::{NamedNode, Term};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::cmp::Reverse;
use std::collections::BTreeSet;

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
    pub(super) fn numbers(&self) -> [i64; 2] {
        let since = self.since.map_or_else(|| i64::from(self.until.is_some()), day_number);
        [since, self.until.map_or(NEVER, day_number)]
    }
}

/// What an outlet has about somebody or something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletSum {
    /// The outlet.
    pub outlet: NamedNode,
    /// Its label.
    pub name: Option<String>,
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

/// An entity with its label.
pub type Named = (NamedNode, Option<String>);

/// A claim with the labels of those who voice it.
pub type Voiced = (NamedNode, Vec<String>);

/// Which sayings are listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Whose sheet has them; none for everybody's.
    pub entity: Option<NamedNode>,
    /// Where in the sheet they stand.
    pub places: Vec<Place>,
    /// In whose sheet they must stand besides, and where.
    pub also: Option<(NamedNode, Vec<Place>)>,
    /// What is true of them.
    pub with: Vec<Sign>,
    /// What is not.
    pub without: Vec<Sign>,
    /// The least confidence: of those in which somebody is judged, that of the judgement.
    pub least: Option<f64>,
}

impl Listed {
    /// Whether it can be read without reading everything.
    fn is_short(&self) -> bool {
        let of_everybody =
            |place: &Place| *place == Place::Judged || *place == Place::Speaks && self.with.contains(&Sign::Denies);
        self.entity.is_some() || self.places.iter().all(of_everybody)
    }

    /// For each place the table with the condition on its rows; the number of the entity, or of nobody, is their first parameter.
    /// None where there can be no rows.
    fn tables(&self, connection: &Connection) -> rusqlite::Result<Option<(i64, Vec<String>)>> {
        let number = |entity: &NamedNode| node_number(connection, entity);
        let Some(node) = self.entity.as_ref().map_or(Ok(Some(0)), number)? else { return Ok(None) };
        let mut also = String::new();
        if let Some((entity, places)) = &self.also {
            let Some(other) = number(entity)? else { return Ok(None) };
            let places: Vec<String> = places.iter().map(|place| place.number().to_string()).collect();
            also = format!(
                " AND EXISTS (SELECT 1 FROM sheet AS other WHERE other.node = {other} AND other.place IN ({})
                 AND other.day = sheet.day AND other.saying = sheet.saying)",
                places.join(", ")
            );
        }
        let bits = |signs: &[Sign]| signs.iter().fold(0, |bits, sign| bits | sign.bit());
        let (with, without) = (bits(&self.with), bits(&self.without));
        let table = |place: &Place| {
            let of = match (&self.entity, place) {
                (Some(_), place) => format!("sheet WHERE node = ?1 AND place = {}", place.number()),
                (None, Place::Judged) => "sheet INDEXED BY sheet_judges WHERE place = 3".to_owned(),
                (None, _) => format!("sheet INDEXED BY sheet_denies WHERE place = 0 AND signs & {DENIES}"),
            };
            format!("{of} AND day BETWEEN ?2 AND ?3 AND signs & {} = {with}{also}", with | without)
        };
        Ok(Some((node, self.places.iter().map(table).collect())))
    }
}

impl Graph {
    /// At least the newest `least` sayings of a list, as far as there are so many: all of each day, the newest first. With those of
    /// some days known, `before` is the earliest of these: only earlier ones come then.
    pub fn newest_sayings(
        &self,
        listed: &Listed,
        days: Days<'_>,
        before: Option<&Option<String>>,
        least: usize,
    ) -> Result<Option<Vec<Dated>>> {
        if !listed.is_short() {
            return Ok(None);
        }
        // A confidence may have been rounded.
        let sure =
            listed.least.map_or_else(String::new, |least| format!("AND confidence >= {}", confidence(least) - 1));
        self.ask_tallies(&|connection| {
            let Some((node, tables)) = listed.tables(connection)? else { return Ok(Vec::new()) };
            let [since, until] = days.numbers();
            let until = match before {
                Some(day) => until.min(day.as_deref().map_or(0, day_number) - 1),
                None => until,
            };
            let skipped = i64::try_from(least).unwrap_or(i64::MAX).saturating_sub(1).max(0);
            let mut first = since;
            for table in &tables {
                let mut select = connection.prepare_cached(&format!(
                    "SELECT DISTINCT day, saying FROM {table} {sure} ORDER BY day DESC, saying DESC LIMIT 1 OFFSET ?4"
                ))?;
                let day: Option<i64> = select.query_row([node, since, until, skipped], |row| row.get(0)).optional()?;
                first = first.max(day.unwrap_or(since));
            }
            let mut sayings = BTreeSet::new();
            for table in &tables {
                let mut select =
                    connection.prepare_cached(&format!("SELECT DISTINCT day, saying FROM {table} {sure}"))?;
                for row in select.query_map([node, first, until], |row| Ok((row.get(0)?, row.get(1)?)))? {
                    sayings.insert(row?);
                }
            }
            let mut select = connection.prepare_cached("SELECT node FROM quotation WHERE id = ?1")?;
            let mut dated: Vec<(i64, NamedNode)> = sayings
                .into_iter()
                .map(|(day, saying): (i64, i64)| Ok((day, select.query_row([saying], |row| node_in(row, 0))?)))
                .collect::<rusqlite::Result<_>>()?;
            dated.sort_unstable_by(|a, b| b.cmp(a));
            Ok(dated.into_iter().map(|(day, saying)| (day_of(day), saying)).collect())
        })
    }

    /// Whether a list would have sayings less sure than it may have.
    pub fn has_less_sure(&self, listed: &Listed, days: Days<'_>) -> Result<bool> {
        let Some(least) = listed.least.filter(|_| listed.is_short()) else { return Ok(false) };
        let found = self.ask_tallies(&|connection| {
            let Some((node, tables)) = listed.tables(connection)? else { return Ok(false) };
            let [since, until] = days.numbers();
            for table in &tables {
                let mut select =
                    connection.prepare_cached(&format!("SELECT 1 FROM {table} AND confidence < ?4 LIMIT 1"))?;
                if select.exists([node, since, until, confidence(least)])? {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        Ok(found.unwrap_or(false))
    }

    /// What each outlet has about an entity or topic, in the order of the outlets' nodes: what is said, hearsay too.
    pub fn outlets_about(&self, about: &NamedNode, days: Days<'_>) -> Result<Option<Vec<OutletSum>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(&format!(
                "SELECT outlet.iri, outlet.label, COUNT(DISTINCT sheet.article), COUNT(DISTINCT iif(copy.article IS NULL, sheet.article, NULL)),
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
                    name: row.get(1)?,
                    articles: count(row, 2)?,
                    origins: count(row, 3)?,
                    quotations: count(row, 4)?,
                    denials: count(row, 5)?,
                    days: day(6)?.zip(day(7)?).map(|(first, last)| [first, last]),
                })
            })?;
            rows.collect()
        })
    }

    /// The outlets with those who speak in each about an entity or topic and with their labels, hearsay too.
    pub fn speakers_about(&self, about: &NamedNode, days: Days<'_>) -> Result<Option<Vec<(NamedNode, Named)>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(&format!(
                "SELECT outlet.iri, speaker.iri, speaker.label FROM
                     (SELECT DISTINCT outlet, speaker FROM sheet WHERE node = ?1 AND place IN (1, 2) AND day BETWEEN ?2 AND ?3
                      AND outlet != 0 AND speaker != 0 AND NOT signs & {}) AS pair
                 JOIN node AS outlet ON outlet.id = pair.outlet JOIN node AS speaker ON speaker.id = pair.speaker
                 ORDER BY outlet.iri, speaker.iri",
                SAYING_NEGATED | HYPOTHETICAL
            ))?;
            let [since, until] = days.numbers();
            let rows = select.query_map([node, since, until], |row| {
                Ok((node_in(row, 0)?, (node_in(row, 1)?, row.get(2)?)))
            })?;
            rows.collect()
        })
    }

    /// The `most` surest quotations about a topic that have a speaker and were said, of those that are equally sure the newest: those
    /// whose content is negated, or is not.
    pub fn surest_about(&self, about: &NamedNode, negated: bool, most: u32) -> Result<Option<Vec<NamedNode>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok(Vec::new()) };
            let sayings = format!(
                "SELECT DISTINCT confidence, day, saying FROM sheet INDEXED BY sheet_sure
                 WHERE node = ?1 AND place = 1 AND speaker != 0 AND confidence IS NOT NULL
                     AND signs & {} = {QUOTATION} AND signs & {NEGATED} = {}",
                QUOTATION | SAYING_NEGATED,
                if negated { NEGATED } else { 0 }
            );
            // Those of the last day that is reached are put into the order of their nodes.
            let mut last = connection.prepare_cached(&format!(
                "{sayings} ORDER BY confidence DESC, day DESC, saying DESC LIMIT 1 OFFSET max(?2 - 1, 0)"
            ))?;
            let last = last.query_row([node, i64::from(most)], |row| Ok([row.get(0)?, row.get(1)?])).optional()?;
            let [least, since] = last.unwrap_or([i64::MIN; 2]);
            let mut select = connection.prepare_cached(&format!(
                "SELECT quotation.node FROM ({sayings} AND (confidence, day) >= (?2, ?3)) AS sure
                 JOIN quotation ON quotation.id = sure.saying
                 ORDER BY sure.confidence DESC, sure.day DESC, quotation.node LIMIT ?4"
            ))?;
            let rows = select.query_map([node, least, since, i64::from(most)], |row| node_in(row, 0))?;
            rows.collect()
        })
    }

    /// The claims about an entity or topic that more than one speaker voices, each with the labels of its speakers in their order:
    /// the `most` claims of the most speakers, where a number is given. Also whether there are more.
    pub fn claims_voiced_about(&self, about: &NamedNode, most: Option<usize>) -> Result<Option<(Vec<Voiced>, bool)>> {
        let found = self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok((Vec::new(), false)) };
            let mut select = connection.prepare_cached(
                "SELECT voiced.speakers, voiced.claim, MIN(saying) FROM sheet CROSS JOIN voiced ON voiced.claim = sheet.claim
                 WHERE sheet.node = ?1 AND place IN (1, 2) GROUP BY sheet.claim",
            )?;
            let rows = select.query_map([node], |row| Ok((Reverse(row.get(0)?), row.get(1)?, row.get(2)?)))?;
            let mut claims = rows.collect::<rusqlite::Result<Vec<(Reverse<i64>, i64, i64)>>>()?;
            // The IRIs of claims end with their numbers.
            claims.sort_unstable_by_key(|(speakers, claim, _)| (*speakers, claim.cast_unsigned()));
            let all = claims.len();
            claims.truncate(most.unwrap_or(all));
            let mut told = connection.prepare_cached("SELECT node FROM quotation WHERE id = ?1")?;
            let mut names = connection.prepare_cached(&format!(
                "SELECT label FROM (SELECT DISTINCT node FROM sheet INDEXED BY sheet_claim
                     WHERE claim = ?1 AND place = 0 AND NOT signs & {UNSAID}) AS one
                 JOIN node ON node.id = one.node WHERE label IS NOT NULL ORDER BY label"
            ))?;
            let mut found = Vec::new();
            for (_, claim, saying) in &claims {
                let names = names.query_map([claim], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
                found.push((told.query_row([saying], |row| node_in(row, 0))?, names));
            }
            Ok((found, claims.len() < all))
        })?;
        let Some((found, more)) = found else { return Ok(None) };
        let mut claims = Vec::new();
        for (saying, names) in found.into_iter().filter(|(_, names)| names.len() > 1) {
            if let Some(Term::NamedNode(claim)) = self.value(saying.as_ref(), dixit::EXPRESSES)? {
                claims.push((claim, names));
            }
        }
        Ok(Some((claims, more)))
    }

    /// Claims about an entity or topic that several outlets quote in what they have about it, those of the most outlets first: as
    /// many as have `most` quotations together. Also whether there are more.
    pub fn wide_claims_about(&self, about: &NamedNode, most: usize) -> Result<Option<(Vec<NamedNode>, bool)>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, about)? else { return Ok((Vec::new(), false)) };
            let mut select = connection.prepare_cached(&format!(
                "SELECT claim.claim, COUNT(DISTINCT outlet) AS of, COUNT(DISTINCT saying)
                 FROM sheet CROSS JOIN claim ON claim.number = sheet.claim
                 WHERE node = ?1 AND place = 1 AND outlet != 0 AND signs & {QUOTATION}
                 GROUP BY claim.number HAVING of > 1 ORDER BY of DESC, claim.claim"
            ))?;
            let rows = select.query_map([node], |row| Ok((node_in(row, 0)?, count(row, 2)?)))?;
            enough(rows, most)
        })
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

    /// Who else speaks in the articles in which somebody does, with his label, and in how many of them.
    pub fn speakers_beside(&self, speaker: &NamedNode) -> Result<Option<Vec<(Named, u64)>>> {
        self.ask_tallies(&|connection| {
            let Some(node) = node_number(connection, speaker)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(
                "SELECT other.iri, other.label, COUNT(*) FROM
                     (SELECT DISTINCT beside.article, beside.node
                      FROM (SELECT DISTINCT article FROM sheet WHERE node = ?1 AND place = 0 AND article != 0) AS own
                      CROSS JOIN sheet AS beside INDEXED BY sheet_article
                      ON beside.article = own.article AND beside.place = 0 AND beside.node != ?1) AS pair
                 JOIN node AS other ON other.id = pair.node GROUP BY pair.node ORDER BY other.iri",
            )?;
            let rows = select.query_map(params![node], |row| Ok(((node_in(row, 0)?, row.get(1)?), count(row, 2)?)))?;
            rows.collect()
        })
    }
}

pub(super) fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(at).map(|count| u64::try_from(count).unwrap_or(0))
}

/// An IRI that came from the graph.
pub(super) fn node_in(row: &Row<'_>, at: usize) -> rusqlite::Result<NamedNode> {
    NamedNode::new(row.get::<_, String>(at)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error)))
}

/// The first rows, as many as count `most` together, and whether there are more.
pub(super) fn enough(
    rows: impl Iterator<Item = rusqlite::Result<(NamedNode, u64)>>,
    most: usize,
) -> rusqlite::Result<(Vec<NamedNode>, bool)> {
    let (mut found, mut all) = (Vec::new(), 0);
    for row in rows {
        let (node, count) = row?;
        if all >= most as u64 {
            return Ok((found, true));
        }
        all += count;
        found.push(node);
    }
    Ok((found, false))
}
