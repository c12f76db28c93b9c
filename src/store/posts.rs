//! Role mentions in the file beside the graph: who is shown in a role where, and which memberships these mentions attest.

use super::quads::Graph;
use super::sheets::{Rows, UNSAID, day_number, day_of, node_number, number_of};
use super::sums::{Days, count, node_in};
use super::words::failed;
use crate::error::Result;
use crate::graph::{self, Space};
use crate::vocab::{dixit, org, rdf};
use oxigraph::model::{NamedNode, Term, Triple};
use rusqlite::{Connection, OptionalExtension, params};

/// The numbers of mentions and memberships come from their IRIs; what is missing is 0.
pub(super) const TABLES: &str = "
    CREATE TABLE post (mention INTEGER PRIMARY KEY, member INTEGER NOT NULL, organization INTEGER NOT NULL,
        membership INTEGER NOT NULL, day INTEGER NOT NULL);";

/// The same rows before they are sorted.
pub(super) const UNSORTED: &str = "CREATE TEMP TABLE unsorted_post AS SELECT * FROM post WHERE 0;";

/// What is made once all rows are there.
pub(super) const SETTLE: &str = "
    INSERT OR IGNORE INTO post SELECT * FROM unsorted_post ORDER BY mention;
    DROP TABLE unsorted_post;
    CREATE INDEX post_member ON post (member, membership, organization, day);
    CREATE INDEX post_organization ON post (organization, member, day, membership);";

/// Somebody shown in a role by an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Post {
    node: NamedNode,
    member: Option<NamedNode>,
    organization: Option<NamedNode>,
    membership: Option<NamedNode>,
    /// `YYYY-MM-DD`.
    day: Option<String>,
}

impl Post {
    /// The row of a node; none where it is no role mention, or was rejected.
    pub(super) fn of(node: NamedNode, row: impl IntoIterator<Item = Triple>) -> Option<Self> {
        let mut post = Self { node, member: None, organization: None, membership: None, day: None };
        let mut is_one = false;
        for triple in row {
            match (triple.predicate.as_ref(), triple.object) {
                (rdf::TYPE, Term::NamedNode(class)) => is_one |= class == dixit::ROLE_MENTION,
                (org::MEMBER, Term::NamedNode(node)) => post.member = Some(node),
                (org::ORGANIZATION_OF, Term::NamedNode(node)) => post.organization = Some(node),
                (dixit::ATTESTS, Term::NamedNode(node)) => post.membership = Some(node),
                (dixit::DATE, Term::Literal(day)) => post.day = Some(day.value().to_owned()),
                _ => {}
            }
        }
        is_one.then_some(post)
    }

    /// What the graph says of a node.
    pub(super) fn read(graph: &Graph, node: &NamedNode) -> Result<Option<Self>> {
        let row: Vec<Triple> = graph.matching(Some(node.as_ref()), None, None).collect::<Result<_>>()?;
        Ok(Self::of(node.clone(), row))
    }

    /// Adds its row to a table.
    pub(super) fn add(&self, rows: &mut Rows<'_>) -> Result<()> {
        let mut number = |node: Option<&NamedNode>| node.map_or(Ok(0), |node| rows.number(node));
        let (member, organization) = (number(self.member.as_ref())?, number(self.organization.as_ref())?);
        let membership = self.membership.as_ref().map_or(0, |node| number_of(node, rows.base));
        let day = self.day.as_deref().map_or(0, day_number);
        let insert = rows.connection.prepare_cached(&format!(
            "INSERT OR IGNORE INTO {} VALUES (?1, ?2, ?3, ?4, ?5)",
            if rows.is_unsorted() { "unsorted_post" } else { "post" }
        ));
        let values = params![number_of(&self.node, rows.base), member, organization, membership, day];
        insert.and_then(|mut insert| insert.execute(values)).map_err(|e| failed(&e))?;
        Ok(())
    }
}

/// Takes a role mention out.
pub(super) fn remove(connection: &Connection, node: &NamedNode, base: &str) -> rusqlite::Result<usize> {
    connection.prepare_cached("DELETE FROM post WHERE mention = ?1")?.execute([number_of(node, base)])
}

/// How a node stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// It is shown in a role there.
    HasRoleAt,
    /// It is where the other is shown in a role.
    HasRolesOf,
    /// The other speaks about it.
    SpokenAboutBy,
    /// It speaks about the other.
    SpeaksAbout,
}

/// What stands one step from a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbor {
    /// How the node stands to it.
    pub tie: Tie,
    /// Its label.
    pub name: String,
    /// The neighbour.
    pub node: NamedNode,
    /// Sayings or role mentions that tie the two.
    pub count: u64,
    /// The first and the last day of these, `YYYY-MM-DD`; none where none is dated.
    pub days: Option<[String; 2]>,
}

/// A node with how often it is met.
pub type Counted = (NamedNode, u64);

/// Each tie with the column that has the other node, the table, and the condition on its rows.
const TIES: [(Tie, &str, &str, &str); 4] = [
    (Tie::HasRoleAt, "organization", "post", "member = ?1 AND organization != 0"),
    (Tie::HasRolesOf, "member", "post", "organization = ?1 AND member != 0"),
    (Tie::SpokenAboutBy, "speaker", "sheet", "node = ?1 AND place = 1 AND speaker != 0"),
    (Tie::SpeaksAbout, "node", "sheet INDEXED BY sheet_speaker", "speaker = ?1 AND place = 1 AND speaker != 0"),
];

impl Graph {
    /// The neighbours of a node in the order of its ties, with what was said or shown between these days: those of the largest
    /// counts, as many as `most` and what counts as much as the last of these. Also whether there are more.
    pub fn neighbors_of(
        &self,
        node: &NamedNode,
        days: Days<'_>,
        most: Option<usize>,
    ) -> Result<Option<(Vec<Neighbor>, bool)>> {
        self.ask_tallies(&|connection| {
            let Some(number) = node_number(connection, node)? else { return Ok((Vec::new(), false)) };
            let [since, until] = days.numbers();
            let mut ties: Vec<(Tie, i64, u64, Option<[String; 2]>)> = Vec::new();
            for (tie, other, table, condition) in TIES {
                let is_said = matches!(tie, Tie::SpokenAboutBy | Tie::SpeaksAbout);
                let said = if is_said { format!("AND signs & {UNSAID} = 0") } else { String::new() };
                let mut select = connection.prepare_cached(&format!(
                    "SELECT {other}, COUNT(*), MIN(nullif(day, 0)), MAX(nullif(day, 0))
                     FROM {table} WHERE {condition} {said} AND day BETWEEN ?2 AND ?3 GROUP BY {other}"
                ))?;
                let rows = select.query_map([number, since, until], |row| {
                    let day = |at: usize| row.get::<_, Option<i64>>(at).map(|day| day.and_then(day_of));
                    Ok((tie, row.get(0)?, count(row, 1)?, day(2)?.zip(day(3)?).map(|(first, last)| [first, last])))
                })?;
                for row in rows {
                    ties.push(row?);
                }
            }
            let more = keep_largest(&mut ties, most, |(_, _, count, _)| *count);
            let mut select =
                connection.prepare_cached("SELECT iri, label FROM node WHERE id = ?1 AND label IS NOT NULL")?;
            let mut found = Vec::with_capacity(ties.len());
            for (tie, other, count, days) in ties {
                let named = select.query_row([other], |row| Ok((node_in(row, 0)?, row.get(1)?))).optional()?;
                found.extend(named.map(|(node, name)| Neighbor { tie, name, node, count, days }));
            }
            Ok((found, more))
        })
    }

    /// The memberships of an organisation or state that role mentions attest, in the order of their nodes, and how many
    /// quotations were said in each: those with the most of these, as many as `most` and what has as many as the last of these.
    /// Also whether there are more.
    pub fn memberships_at(
        &self,
        organization: &NamedNode,
        most: Option<usize>,
    ) -> Result<Option<(Vec<Counted>, bool)>> {
        let found: Option<Vec<(i64, u64)>> = self.ask_tallies(&|connection| {
            let Some(number) = node_number(connection, organization)? else { return Ok(Vec::new()) };
            let mut select = connection.prepare_cached(
                "SELECT membership, COUNT(DISTINCT saying) FROM post LEFT JOIN spoken ON spoken.mention = post.mention
                 WHERE organization = ?1 AND membership != 0 GROUP BY membership",
            )?;
            select.query_map([number], |row| Ok((row.get(0)?, count(row, 1)?)))?.collect()
        })?;
        let Some(mut found) = found else { return Ok(None) };
        let more = keep_largest(&mut found, most, |(_, count)| *count);
        let base = self.base()?;
        let mut memberships: Vec<Counted> =
            found.into_iter().map(|(number, count)| (membership(&base, number), count)).collect();
        memberships.sort_unstable();
        Ok(Some((memberships, more)))
    }

    /// The memberships of somebody, in the order of their nodes.
    pub fn memberships_of(&self, member: &NamedNode) -> Result<Option<Vec<NamedNode>>> {
        let numbers: Option<Vec<i64>> = self.ask_tallies(&|connection| {
            let Some(number) = node_number(connection, member)? else { return Ok(Vec::new()) };
            let mut select = connection
                .prepare_cached("SELECT DISTINCT membership FROM post WHERE member = ?1 AND membership != 0")?;
            select.query_map([number], |row| row.get(0))?.collect()
        })?;
        let Some(numbers) = numbers else { return Ok(None) };
        let base = self.base()?;
        let mut memberships: Vec<NamedNode> = numbers.into_iter().map(|number| membership(&base, number)).collect();
        memberships.sort_unstable();
        Ok(Some(memberships))
    }
}

/// The membership of a number.
fn membership(base: &str, number: i64) -> NamedNode {
    graph::node(base, Space::Membership, &format!("{:016x}", number.cast_unsigned()))
}

/// Leaves as many as `most` of the largest counts, and what counts as much as the last of these; gives whether others were left out.
fn keep_largest<T>(of: &mut Vec<T>, most: Option<usize>, count: impl Fn(&T) -> u64) -> bool {
    let Some(most) = most.filter(|most| *most < of.len()) else { return false };
    let mut counts: Vec<u64> = of.iter().map(&count).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let least = most.checked_sub(1).and_then(|last| counts.get(last)).copied().unwrap_or(u64::MAX);
    let before = of.len();
    of.retain(|one| count(one) >= least);
    of.len() < before
}
