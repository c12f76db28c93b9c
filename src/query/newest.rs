//! Lists by day, without reading everything: the newest sayings of somebody, or of everybody, come first.

use super::listed::{Seed, first, listed, seeds};
use super::run::{Limits, Row, rows};
use super::summed::select;
use crate::error::Result;
use crate::store::{Dated, Days, Graph, Listed};
use crate::vocab::dixit;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use std::ops::Range;
use std::time::Instant;

/// Quotations that are looked at together at most, and rows beyond those that are wanted.
const MOST_QUOTATIONS: usize = 5_000;

/// Rows that are looked at beyond those that are wanted where everybody is asked about.
const MOST_IN_VAIN: usize = 1_000;

/// The newest rows of a question that is listed by day, the last one the newest.
#[derive(Debug, Default)]
pub struct Newest {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows in the question's order.
    pub rows: Vec<Row>,
    /// The day that was looked back to; none where no row looked at has one.
    pub since: Option<String>,
    /// Whether there are no other rows.
    pub is_whole: bool,
    /// Whether some are left out that are less sure than those that are wanted.
    pub has_less_sure: bool,
}

/// Which of a question's rows are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Whom or what the question is asked about: the values in its query; empty for everything.
    pub about: &'a [Term],
    /// The first day, `YYYY-MM-DD`.
    pub since: Option<&'a str>,
    /// The last day, `YYYY-MM-DD`.
    pub until: Option<&'a str>,
    /// The least confidence, which the one who asks looks after himself: rows that are less sure may be among those that come.
    pub least: Option<f64>,
    /// The confidence below which facts are wanted, where the question asks for one.
    pub below: Option<f64>,
    /// The most rows; what is no list may give more.
    pub most: Option<usize>,
}

impl Wanted<'_> {
    pub(super) fn days(&self) -> Days<'_> {
        Days { since: self.since, until: self.until }
    }
}

/// Takes rows out of a table with these columns.
pub type Keep<'a> = &'a dyn Fn(&[String], &mut Vec<Row>) -> Result<()>;

/// The newest rows that `keep` leaves of a question that is listed by day, whose `query` has a `?quotation` with a `?date`.
///
/// It looks at the sayings that may have rows from the newest one back, so that it reads what it shows and not what the store
/// holds. Where `keep` leaves little, it stops after some thousands of rows. None where it would read all anyway or no number of
/// rows is wanted: then the query itself answers.
pub fn newest(
    graph: &Graph,
    query: &Query,
    wanted: Wanted<'_>,
    limits: &Limits,
    keep: Keep<'_>,
) -> Result<Option<Newest>> {
    let begun = Instant::now();
    let Some(most) = wanted.most else { return Ok(None) };
    let Some(mut steps) = Steps::new(graph, query, wanted, most)? else { return Ok(None) };
    let in_vain = if wanted.about.is_empty() { MOST_IN_VAIN } else { MOST_QUOTATIONS };
    let mut parts: Vec<Vec<Row>> = Vec::new();
    let (mut newest, mut found, mut seen, mut done) = (Newest::default(), 0, 0, 0_usize);
    newest.columns = columns(query);
    let mut size = most.saturating_add(most / 4 + 1);
    while found <= most && seen <= most.saturating_add(in_vain) {
        let Some(end) = steps.reach(graph, done.saturating_add(size), wanted)? else { return Ok(None) };
        if end == done {
            newest.is_whole = true;
            break;
        }
        let now = done..end;
        done = now.end;
        let mut query = query.clone();
        newest.since = steps.narrow(&mut query, now);
        // The time that is left of the whole.
        let time = limits.time.map(|time| time.saturating_sub(begun.elapsed()));
        let (columns, mut part) = rows(graph, query, &Limits { time, interrupt: limits.interrupt.clone() })?;
        seen += part.len();
        keep(&columns, &mut part)?;
        found += part.len();
        parts.push(part);
        // As many as hold what is missing, as far as those looked at tell.
        let missing = most.saturating_sub(found).saturating_add(1);
        let enough = missing.saturating_mul(done).checked_div(found).unwrap_or(usize::MAX);
        size = enough.clamp(1, (size * 2).min(MOST_QUOTATIONS));
    }
    newest.has_less_sure = steps.has_less_sure(graph, wanted)?;
    newest.rows = parts.into_iter().rev().flatten().skip(found.saturating_sub(most)).collect();
    Ok(Some(newest))
}

/// The columns of a query's answer.
fn columns(query: &Query) -> Vec<String> {
    match query {
        Query::Select { pattern: GraphPattern::Project { variables, .. }, .. } => {
            variables.iter().map(|variable| variable.as_str().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

/// The sayings that are looked at one after the other, the newest first.
struct Steps {
    /// What the query calls them. With several names each is one of all that somebody said on a day.
    variables: Vec<Variable>,
    /// Those that were read.
    read: Vec<Dated>,
    /// Where the others are read as they are needed; none where all were read.
    listed: Option<Listed>,
}

impl Steps {
    /// None where the query reads no more than they would.
    fn new(graph: &Graph, query: &Query, wanted: Wanted<'_>, most: usize) -> Result<Option<Self>> {
        let (Query::Select { pattern, .. }, Ok(quotation)) = (query, Variable::new("quotation")) else {
            return Ok(None);
        };
        let all = seeds(pattern, wanted.about);
        if all.is_empty() != wanted.about.is_empty() {
            return Ok(None);
        }
        let own: Vec<Seed> = all.iter().filter(|seed| seed.variable == quotation).cloned().collect();
        let of_one = !own.is_empty() || all.is_empty();
        let seeds = if of_one { own } else { all };
        let mut variables = if of_one { vec![quotation] } else { Vec::new() };
        for seed in &seeds {
            if !variables.contains(&seed.variable) {
                variables.push(seed.variable.clone());
            }
        }
        let listed = listed(pattern, &variables, &seeds, wanted.least);
        if let Some(listed) = listed
            && let Some(read) = graph.newest_sayings(&listed, wanted.days(), None, most.saturating_add(most / 4 + 1))?
        {
            return Ok(Some(Self { variables, read, listed: Some(listed) }));
        }
        let Some(seed) = seeds.first().filter(|_| of_one) else { return Ok(None) };
        let read = dated(graph, seed, wanted)?;
        Ok((read.len() > most.saturating_mul(2)).then_some(Self { variables, read, listed: None }))
    }

    /// Has as many as `end` of them at hand, or all; gives how many are to be looked at then. None where the store's tables have
    /// gone meanwhile.
    fn reach(&mut self, graph: &Graph, end: usize, wanted: Wanted<'_>) -> Result<Option<usize>> {
        while let (Some(listed), true) = (&self.listed, self.read.len() < end) {
            let before = self.read.last().map(|(day, _)| day.clone());
            let missing = end - self.read.len();
            match graph.newest_sayings(listed, wanted.days(), before.as_ref(), missing)? {
                Some(more) if more.is_empty() => break,
                Some(more) => self.read.extend(more),
                None => return Ok(None),
            }
        }
        // What several names call is put together for each day, of which all is read.
        Ok(Some(if self.variables.len() > 1 { self.read.len() } else { end.min(self.read.len()) }))
    }

    /// Narrows the query to some of them, which it looks up first; gives the oldest day among these.
    fn narrow(&self, query: &mut Query, which: Range<usize>) -> Option<String> {
        let some = self.read.get(which).unwrap_or_default();
        let values: Vec<Vec<Option<GroundTerm>>> =
            some.iter().map(|(_, node)| vec![Some(node.clone().into())]).collect();
        for variable in &self.variables {
            let pattern = select(query).and_then(|pattern| first(pattern, variable))?;
            let values = GraphPattern::Values { variables: vec![variable.clone()], bindings: values.clone() };
            *pattern = match std::mem::take(pattern) {
                // The quotations were found by the path, which would be followed from its other end once more.
                GraphPattern::Path { .. } => values,
                rest => GraphPattern::Join { left: Box::new(values), right: Box::new(rest) },
            };
        }
        some.iter().rev().find_map(|(day, _)| day.clone())
    }

    fn has_less_sure(&self, graph: &Graph, wanted: Wanted<'_>) -> Result<bool> {
        self.listed.as_ref().map_or(Ok(false), |listed| graph.has_less_sure(listed, wanted.days()))
    }
}

/// The sayings with their days, the newest first, as the graph has them.
fn dated(graph: &Graph, seed: &Seed, wanted: Wanted<'_>) -> Result<Vec<Dated>> {
    let fits =
        |day: &str| wanted.since.is_none_or(|since| day >= since) && wanted.until.is_none_or(|until| day <= until);
    let always = wanted.since.is_none() && wanted.until.is_none();
    let mut found: Vec<NamedNode> = Vec::new();
    for predicate in &seed.predicates {
        for triple in graph.matching(None, Some(predicate.as_ref()), Some(seed.object.as_ref())) {
            if let NamedOrBlankNode::NamedNode(node) = triple?.subject {
                found.push(node);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    let mut dated = Vec::with_capacity(found.len());
    for node in found {
        let day = graph.value(node.as_ref(), dixit::DATE)?.and_then(|day| match day {
            Term::Literal(day) => Some(day.value().to_owned()),
            _ => None,
        });
        if day.as_deref().map_or(always, fits) {
            dated.push((day, node));
        }
    }
    dated.sort_unstable_by(|a, b| b.cmp(a));
    Ok(dated)
}
