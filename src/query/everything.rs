//! Questions about everything, without reading everything: from what the store has counted, and by the newest days.

use super::question::Question;
use super::run::{Limits, Row, rows};
use crate::error::Result;
use crate::store::Graph;
use crate::vocab::{dixit, xsd};
use oxigraph::model::{Literal, NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::time::Instant;

/// The people whom `leading` names.
const LEADING: usize = 10;

/// Days that are looked at first; then twice as many each time.
const FIRST_DAYS: usize = 8;

/// Days that are looked at together at most.
const MOST_DAYS: usize = 512;

/// Rows that are looked at beyond those that are wanted, where few are kept.
const MOST_IN_VAIN: usize = 1_000;

/// Puts what the store has counted in the place of the sub-SELECT that counts it, for the questions that have one. Of the claims
/// that several outlets quote the `most` widely quoted are taken, where a number is given. Returns how many lines it put there.
pub fn counted(graph: &Graph, question: &Question, query: &mut Query, most: Option<usize>) -> Result<Option<usize>> {
    let (columns, lines): (&[&str], Vec<Vec<GroundTerm>>) = match (question.name, most) {
        ("leading", _) => {
            let people = graph.most_quoted(LEADING)?;
            let line = |(person, count): (NamedNode, Literal)| vec![person.into(), count.into()];
            (&["person", "quotations"], people.into_iter().map(line).collect())
        }
        ("voices", _) => {
            let integer = |count: u64| Literal::new_typed_literal(count.to_string(), xsd::INTEGER).into();
            let lines = graph.voices()?.into_iter().map(|voices| {
                let counts = [voices.speakers, voices.quotations, voices.words, voices.unnamed];
                std::iter::once(voices.outlet.into()).chain(counts.map(integer)).collect()
            });
            (&["outletNode", "speakers", "quotations", "words", "unnamed"], lines.collect())
        }
        ("outlets", Some(most)) => {
            (&["claim"], graph.wide_claims(most)?.into_iter().map(|claim| vec![claim.into()]).collect())
        }
        _ => return Ok(None),
    };
    let variables: Vec<Variable> = columns.iter().filter_map(|name| Variable::new(*name).ok()).collect();
    let put = lines.len();
    let bindings = lines.into_iter().map(|line| line.into_iter().map(Some).collect()).collect();
    let values = GraphPattern::Values { variables: variables.clone(), bindings };
    let found = select(query).is_some_and(|pattern| replace(pattern, &variables, values));
    Ok(found.then_some(put))
}

/// The newest rows of a question that is listed by day, the last one the newest.
#[derive(Debug, Default)]
pub struct Newest {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows in the question's order.
    pub rows: Vec<Row>,
    /// The day that was looked back to, where older ones may have more; none when these are all rows that have a day.
    pub since: Option<String>,
}

/// The days between which rows are wanted, `YYYY-MM-DD`, both included.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span<'a> {
    /// The first day.
    pub since: Option<&'a str>,
    /// The last day.
    pub until: Option<&'a str>,
}

/// Takes rows out of a table with these columns.
pub type Keep<'a> = &'a dyn Fn(&[String], &mut Vec<Row>) -> Result<()>;

/// The newest `most` rows that `keep` leaves of a question about everything. Looks at the days of the store from the newest one
/// back, so that it reads what it shows and not what the store holds; where `keep` leaves little, it stops after some thousands of
/// rows. `query` has a `?quotation` with a `?date`.
pub fn newest(
    graph: &Graph,
    query: &Query,
    span: Span<'_>,
    (most, limits): (usize, &Limits),
    keep: Keep<'_>,
) -> Result<Newest> {
    let begun = Instant::now();
    let mut days = graph.days()?;
    days.retain(|day| span.since.is_none_or(|since| **day >= *since) && span.until.is_none_or(|until| **day <= *until));
    let mut left = days.as_slice();
    let mut parts: Vec<Vec<Row>> = Vec::new();
    let (mut newest, mut found, mut seen, mut size) = (Newest::default(), 0, 0, FIRST_DAYS);
    while found <= most && seen <= most.saturating_add(MOST_IN_VAIN) && !left.is_empty() {
        let (now, later) = left.split_at(size.min(left.len()));
        let mut query = query.clone();
        on_days(&mut query, now);
        // The time that is left of the whole.
        let time = limits.time.map(|time| time.saturating_sub(begun.elapsed()));
        let (columns, mut part) = rows(graph, query, &Limits { time, interrupt: limits.interrupt.clone() })?;
        seen += part.len();
        keep(&columns, &mut part)?;
        found += part.len();
        newest.columns = columns;
        parts.push(part);
        newest.since = now.last().cloned();
        left = later;
        // As many days as the missing rows will take if they are like those so far, but no leap into the unknown.
        let looked_at = days.len() - left.len();
        let missing = most.saturating_sub(found) + 1;
        let enough = missing.saturating_mul(looked_at).checked_div(found).unwrap_or(usize::MAX);
        size = enough.clamp(1, (size * 2).min(MOST_DAYS));
    }
    if found <= most && left.is_empty() {
        newest.since = None;
    }
    newest.rows = parts.into_iter().rev().flatten().skip(found.saturating_sub(most)).collect();
    Ok(newest)
}

/// Narrows the query to quotations of these days, which it looks up first.
fn on_days(query: &mut Query, days: &[String]) {
    let (Ok(quotation), Ok(date)) = (Variable::new("quotation"), Variable::new("date")) else { return };
    let day = |day: &String| vec![Some(Literal::new_typed_literal(day, xsd::DATE).into())];
    let values = GraphPattern::Values { variables: vec![date.clone()], bindings: days.iter().map(day).collect() };
    let dated = TriplePattern {
        subject: quotation.clone().into(),
        predicate: NamedNodePattern::NamedNode(dixit::DATE.into_owned()),
        object: TermPattern::Variable(date),
    };
    if let Some(pattern) = select(query).and_then(|pattern| first(pattern, &quotation)) {
        if let GraphPattern::Bgp { patterns } = pattern {
            patterns.insert(0, dated);
        }
        let rest = std::mem::take(pattern);
        *pattern = GraphPattern::Join { left: Box::new(values), right: Box::new(rest) };
    }
}

fn select(query: &mut Query) -> Option<&mut GraphPattern> {
    match query {
        Query::Select { pattern, .. } => Some(pattern),
        _ => None,
    }
}

/// The first triples that speak of the subject.
fn first<'p>(pattern: &'p mut GraphPattern, subject: &Variable) -> Option<&'p mut GraphPattern> {
    let speaks = |triple: &TriplePattern| matches!(&triple.subject, TermPattern::Variable(found) if found == subject);
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().any(speaks).then_some(pattern),
        GraphPattern::Join { left, .. } | GraphPattern::LeftJoin { left, .. } => first(left, subject),
        GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Distinct { inner } => first(inner, subject),
        _ => None,
    }
}

/// Puts `values` in the place of the sub-SELECT that gives these variables; false when there is none.
fn replace(pattern: &mut GraphPattern, of: &[Variable], values: GraphPattern) -> bool {
    match pattern {
        GraphPattern::Project { variables, .. } if variables == of => {
            *pattern = values;
            true
        }
        GraphPattern::Join { left, .. } | GraphPattern::LeftJoin { left, .. } => replace(left, of, values),
        GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. } => replace(inner, of, values),
        _ => false,
    }
}
