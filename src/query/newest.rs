//! Lists by day, without reading everything: the newest days of the store, or the newest sayings of somebody, come first.

use super::run::{Limits, Row, rows};
use crate::error::Result;
use crate::store::{Dated, Days, Graph, Place};
use crate::vocab::{dixit, schema, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::ops::Range;
use std::time::Instant;

/// Days that are looked at first; then twice as many each time.
const FIRST_DAYS: usize = 8;

/// Days that are looked at together at most.
const MOST_DAYS: usize = 512;

/// Quotations of somebody that are looked at together at most, and rows of them beyond those that are wanted.
const MOST_QUOTATIONS: usize = 5_000;

/// Rows that are looked at beyond those that are wanted, where few are kept.
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
    /// The most rows.
    pub most: usize,
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
/// About everything it looks at the days of the store from the newest one back, so that it reads what it shows and not what the
/// store holds; about somebody at his quotations in the same order. Where `keep` leaves little, it stops after some thousands of
/// rows. None where it would read all anyway or the store's days are not at hand: then the query itself answers.
pub fn newest(
    graph: &Graph,
    query: &Query,
    wanted: Wanted<'_>,
    limits: &Limits,
    keep: Keep<'_>,
) -> Result<Option<Newest>> {
    let begun = Instant::now();
    let Some(mut steps) = Steps::new(graph, query, wanted)? else { return Ok(None) };
    let (most, all) = (wanted.most, steps.len());
    let mut parts: Vec<Vec<Row>> = Vec::new();
    let (mut newest, mut found, mut seen, mut done) = (Newest::default(), 0, 0, 0);
    let mut size = steps.first(most);
    while found <= most && seen <= most.saturating_add(steps.most_in_vain()) && done < all {
        let now = done..(done + size).min(all);
        if !steps.reach(graph, now.end, wanted)? {
            return Ok(None);
        }
        done = now.end;
        let mut query = query.clone();
        newest.since = steps.narrow(&mut query, now);
        // The time that is left of the whole.
        let time = limits.time.map(|time| time.saturating_sub(begun.elapsed()));
        let (columns, mut part) = rows(graph, query, &Limits { time, interrupt: limits.interrupt.clone() })?;
        seen += part.len();
        keep(&columns, &mut part)?;
        found += part.len();
        newest.columns = columns;
        parts.push(part);
        // As many as the missing rows will take if they are like those so far, but no leap into the unknown.
        let missing = most.saturating_sub(found) + 1;
        let enough = missing.saturating_mul(done).checked_div(found).unwrap_or(usize::MAX);
        size = enough.clamp(1, (size * 2).min(steps.most_at_once()));
    }
    if found <= most && done == all {
        return Ok(None);
    }
    newest.rows = parts.into_iter().rev().flatten().skip(found.saturating_sub(most)).collect();
    Ok(Some(newest))
}

/// What is looked at one after the other, the newest first.
enum Steps {
    Days(Vec<String>),
    /// Quotations with their days.
    Quotations(Vec<Dated>),
    /// The same, read from somebody's sheet as they are needed.
    Sheet {
        entity: NamedNode,
        places: Vec<Place>,
        read: Vec<Dated>,
        all: usize,
    },
}

impl Steps {
    /// None where the query reads no more than they would.
    fn new(graph: &Graph, query: &Query, wanted: Wanted<'_>) -> Result<Option<Self>> {
        let fits =
            |day: &str| wanted.since.is_none_or(|since| day >= since) && wanted.until.is_none_or(|until| day <= until);
        let always = wanted.since.is_none() && wanted.until.is_none();
        let (Query::Select { pattern, .. }, Ok(quotation)) = (query, Variable::new("quotation")) else {
            return Ok(None);
        };
        let Some((predicates, object)) = seed(pattern, &quotation, wanted.about) else {
            let days = if wanted.about.is_empty() { graph.days()? } else { None };
            return Ok(days.map(|days| Self::Days(days.into_iter().filter(|day| fits(day)).collect())));
        };
        let places: Option<Vec<Place>> = predicates.iter().map(|predicate| place(predicate.as_ref())).collect();
        if let (Some(places), Term::NamedNode(entity)) = (places, &object)
            && let Some(all) = graph.sayings_of(entity, &places, wanted.days())?
        {
            let many = all > wanted.most.saturating_mul(2);
            return Ok(many.then(|| Self::Sheet { entity: entity.clone(), places, read: Vec::new(), all }));
        }
        let mut found = Vec::new();
        for predicate in &predicates {
            for triple in graph.matching(None, Some(predicate.as_ref()), Some(object.as_ref())) {
                if let NamedOrBlankNode::NamedNode(node) = triple?.subject {
                    found.push(node);
                }
            }
        }
        if found.len() <= wanted.most.saturating_mul(2) {
            return Ok(None);
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
        Ok(Some(Self::Quotations(dated)))
    }

    fn len(&self) -> usize {
        match self {
            Self::Days(days) => days.len(),
            Self::Quotations(quotations) => quotations.len(),
            Self::Sheet { all, .. } => *all,
        }
    }

    /// How many are looked at first.
    fn first(&self, most: usize) -> usize {
        match self {
            Self::Days(_) => FIRST_DAYS,
            Self::Quotations(_) | Self::Sheet { .. } => most.saturating_add(most / 4 + 1),
        }
    }

    fn most_at_once(&self) -> usize {
        match self {
            Self::Days(_) => MOST_DAYS,
            Self::Quotations(_) | Self::Sheet { .. } => MOST_QUOTATIONS,
        }
    }

    fn most_in_vain(&self) -> usize {
        match self {
            Self::Days(_) => MOST_IN_VAIN,
            Self::Quotations(_) | Self::Sheet { .. } => MOST_QUOTATIONS,
        }
    }

    /// Has the first `end` of them at hand; false where the store's tables have gone meanwhile.
    fn reach(&mut self, graph: &Graph, end: usize, wanted: Wanted<'_>) -> Result<bool> {
        let Self::Sheet { entity, places, read, .. } = self else { return Ok(true) };
        while read.len() < end {
            let before = read.last().map(|(day, _)| day.clone());
            let more = graph.newest_sayings(entity, places, wanted.days(), before.as_ref(), end - read.len())?;
            let Some(more) = more.filter(|more| !more.is_empty()) else { return Ok(false) };
            read.extend(more);
        }
        Ok(true)
    }

    /// Narrows the query to some of them, which it looks up first; gives the oldest day among these.
    fn narrow(&self, query: &mut Query, which: Range<usize>) -> Option<String> {
        let (quotation, date) = (Variable::new("quotation").ok()?, Variable::new("date").ok()?);
        let pattern = select(query).and_then(|pattern| first(pattern, &quotation))?;
        let (variable, values, since): (_, Vec<GroundTerm>, _) = match self {
            Self::Days(days) => {
                let days = days.get(which).unwrap_or_default();
                let predicate = NamedNodePattern::NamedNode(dixit::DATE.into_owned());
                let object = TermPattern::Variable(date.clone());
                let dated = TriplePattern { subject: quotation.into(), predicate, object };
                if let GraphPattern::Bgp { patterns } = pattern {
                    patterns.insert(0, dated);
                } else {
                    let rest = Box::new(std::mem::take(pattern));
                    *pattern =
                        GraphPattern::Join { left: Box::new(GraphPattern::Bgp { patterns: vec![dated] }), right: rest };
                }
                let literals = days.iter().map(|day| Literal::new_typed_literal(day, xsd::DATE).into());
                (date, literals.collect(), days.last().cloned())
            }
            Self::Quotations(all) | Self::Sheet { read: all, .. } => {
                let some = all.get(which).unwrap_or_default();
                let since = some.iter().rev().find_map(|(day, _)| day.clone());
                (quotation, some.iter().map(|(_, node)| node.clone().into()).collect(), since)
            }
        };
        let bindings = values.into_iter().map(|value| vec![Some(value)]).collect();
        let values = GraphPattern::Values { variables: vec![variable], bindings };
        let rest = std::mem::take(pattern);
        *pattern = match rest {
            // The quotations were found by the path, which would be followed from its other end once more.
            GraphPattern::Path { .. } if !matches!(self, Self::Days(_)) => values,
            rest => GraphPattern::Join { left: Box::new(values), right: Box::new(rest) },
        };
        since
    }
}

/// Where a sheet has the sayings that have an entity under a predicate.
fn place(predicate: NamedNodeRef<'_>) -> Option<Place> {
    match predicate {
        schema::SPOKEN_BY_CHARACTER => Some(Place::Speaks),
        schema::ABOUT => Some(Place::About),
        schema::MENTIONS => Some(Place::Named),
        dixit::TARGET => Some(Place::Judged),
        _ => None,
    }
}

/// The predicates, any of which leads from the subject to one of the objects, and that object.
fn seed(pattern: &GraphPattern, subject: &Variable, objects: &[Term]) -> Option<(Vec<NamedNode>, Term)> {
    let of_subject = |found: &TermPattern| matches!(found, TermPattern::Variable(found) if found == subject);
    let known = |found: &TermPattern| {
        objects.iter().find(|object| match (found, object) {
            (TermPattern::NamedNode(found), Term::NamedNode(object)) => found == object,
            _ => false,
        })
    };
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().find_map(|triple| match &triple.predicate {
            NamedNodePattern::NamedNode(predicate) if of_subject(&triple.subject) => {
                Some((vec![predicate.clone()], known(&triple.object)?.clone()))
            }
            _ => None,
        }),
        GraphPattern::Path { subject, path, object } if of_subject(subject) => {
            Some((alternatives(path)?, known(object)?.clone()))
        }
        GraphPattern::Join { left, right } => seed(left, subject, objects).or_else(|| seed(right, subject, objects)),
        GraphPattern::LeftJoin { left, .. } => seed(left, subject, objects),
        GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Distinct { inner } => seed(inner, subject, objects),
        _ => None,
    }
}

/// The predicates of a path that is one step by any of them.
fn alternatives(path: &PropertyPathExpression) -> Option<Vec<NamedNode>> {
    match path {
        PropertyPathExpression::NamedNode(predicate) => Some(vec![predicate.clone()]),
        PropertyPathExpression::Alternative(one, other) => Some([alternatives(one)?, alternatives(other)?].concat()),
        _ => None,
    }
}

pub(super) fn select(query: &mut Query) -> Option<&mut GraphPattern> {
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
        GraphPattern::Path { subject: TermPattern::Variable(found), .. } if found == subject => Some(pattern),
        GraphPattern::Join { left, right } => first(left, subject).or_else(|| first(right, subject)),
        GraphPattern::LeftJoin { left, .. } => first(left, subject),
        GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Distinct { inner } => first(inner, subject),
        _ => None,
    }
}
