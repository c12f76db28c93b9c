//! Puts what the store has counted in the place of the sub-SELECTs that count it.

use super::excerpt::Excerpt;
use super::facts::Facts;
use super::listed::first;
use super::newest::Wanted;
use super::opposed::{Opposed, opposed};
use super::question::Question;
use super::reports::reports;
use crate::error::Result;
use crate::graph::probabilities;
use crate::store::{Days, Graph, Neighbor, Tie, Voiced};
use crate::vocab::{dixit, rdfs, schema, xsd};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{GroundTerm, TriplePattern};
use std::collections::BTreeMap;

/// The people whom `leading` names.
const LEADING: usize = 10;

/// The lines of a table; a value may be missing.
type Lines = Vec<Vec<Option<GroundTerm>>>;

/// Puts what the store has counted over everything in the place of the sub-SELECT that counts it, for the questions that have one.
/// Of the claims that several outlets quote the most widely quoted are taken, with which there are `most` rows, where a number is
/// given. Returns whether there are more of them; none where the store has no such count at hand.
pub fn counted(graph: &Graph, question: &Question, query: &mut Query, most: Option<usize>) -> Result<Option<bool>> {
    let (columns, lines, more): (&[&str], Lines, bool) = match question.name {
        "leading" => {
            let people = graph.most_quoted(LEADING)?;
            let mut held = Some(Vec::new());
            for (person, _) in &people {
                let memberships = graph.memberships_of(person)?;
                held = held.zip(memberships).map(|(mut held, memberships)| {
                    let line = |node: NamedNode| vec![Some(person.clone().into()), Some(node.into())];
                    held.extend(memberships.into_iter().map(line));
                    held
                });
            }
            if let Some(held) = held {
                join_first(query, &["person", "membership"], held);
            }
            let line = |(person, count): (NamedNode, Literal)| vec![Some(person.into()), Some(count.into())];
            (&["person", "quotations"], people.into_iter().map(line).collect(), false)
        }
        "voices" => {
            let Some(voices) = graph.voices()? else { return Ok(None) };
            let lines = voices.into_iter().map(|voices| {
                let counts = [voices.speakers, voices.quotations, voices.words, voices.unnamed];
                std::iter::once(Some(voices.outlet.into())).chain(counts.map(integer).map(Some)).collect()
            });
            (&["outletNode", "speakers", "quotations", "words", "unnamed"], lines.collect(), false)
        }
        "outlets" => {
            let Some((claims, more)) = graph.wide_claims(most.unwrap_or(usize::MAX))? else { return Ok(None) };
            (&["claim"], one_each(claims), more)
        }
        _ => return Ok(None),
    };
    Ok(put_in(query, columns, lines).then_some(more))
}

/// The same for questions about somebody or something: what the sheets of the store say takes the place of what reads every
/// quotation. Returns whether there is more than was put there; the query is the same where the store has nothing at hand.
pub fn summed(graph: &Graph, question: &Question, query: &mut Query, wanted: Wanted<'_>) -> Result<Option<bool>> {
    let mut new = query.clone();
    if let ("doubtful", Some(below)) = (question.name, wanted.below) {
        let all = cut(query);
        let most = wanted.most.map_or(all, |most| all.min(most));
        let nodes = least_sure(graph, below, most)?;
        let more = most < all && nodes.len() == most;
        let done = join_first(&mut new, &["node"], one_each(nodes));
        return Ok(done.then(|| *query = new).map(|()| more));
    }
    let [Term::NamedNode(of)] = wanted.about else { return Ok(None) };
    let mut more = false;
    let done = match question.name {
        "compare" => compare(graph, &mut new, of, wanted.days())?,
        "candidates" => {
            let Some((pairs, others)) = opposed(graph, of, wanted.most.unwrap_or(usize::MAX))? else {
                return Ok(None);
            };
            more = others;
            let line = |(yes, no, label): Opposed| vec![Some(yes.into()), Some(no.into()), label.map(Into::into)];
            put_in(&mut new, &["yesQuotation", "noQuotation", "label"], pairs.into_iter().map(line).collect())
        }
        "outlets" => {
            let most = wanted.most.unwrap_or(usize::MAX);
            let Some((claims, others)) = graph.wide_claims_about(of, most)? else { return Ok(None) };
            more = others;
            put_in(&mut new, &["claim"], one_each(claims))
        }
        "voiced-by" => {
            let Some((claims, others)) = graph.claims_voiced_about(of, wanted.most)? else { return Ok(None) };
            more = others;
            let line = |(claim, names): Voiced| {
                vec![
                    Some(claim.into()),
                    Some(integer(names.len() as u64)),
                    Some(Literal::from(names.join(", ")).into()),
                ]
            };
            put_in(&mut new, &["claim", "speakers", "names"], claims.into_iter().map(line).collect())
        }
        "roles" => {
            let Some(memberships) = graph.memberships_of(of)? else { return Ok(None) };
            join_first(&mut new, &["membership"], one_each(memberships))
        }
        "topic-trend" => {
            let Some(months) = graph.months_about(of)? else { return Ok(None) };
            let line = |month: crate::store::MonthSum| {
                let name = Literal::from(month.month.unwrap_or_else(|| "undated".to_owned()));
                let counts = [month.quotations, month.origins, month.speakers];
                std::iter::once(Some(name.into())).chain(counts.map(integer).map(Some)).collect()
            };
            let lines = months.into_iter().map(line).collect();
            put_in(&mut new, &["month", "quotations", "origins", "speakers"], lines)
        }
        "beside" => {
            let Some(mut others) = graph.speakers_beside(of)? else { return Ok(None) };
            others.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| (&one.1, &one.0).cmp(&(&other.1, &other.0))));
            let line = |((_, name), articles): ((NamedNode, Option<String>), u64)| {
                Some(vec![Some(Literal::from(name?).into()), Some(integer(articles))])
            };
            put_in(&mut new, &["other", "articles"], others.into_iter().filter_map(line).collect())
        }
        "neighbors" => {
            let Some((neighbors, others)) = graph.neighbors_of(of, wanted.days(), wanted.most)? else {
                return Ok(None);
            };
            more = others;
            neighbors_in(&mut new, neighbors)
        }
        "speaks-for" => {
            let Some((memberships, others)) = graph.memberships_at(of, wanted.most)? else { return Ok(None) };
            more = others;
            let line = |(membership, count): (NamedNode, u64)| vec![Some(membership.into()), Some(integer(count))];
            put_in(&mut new, &["membership", "quotations"], memberships.into_iter().map(line).collect())
        }
        "sources" => {
            let lines = reports(&Facts::new(graph), of)?.into_iter().map(|row| row.map(ground).to_vec()).collect();
            put_in(&mut new, &["quotation", "text", "article"], lines)
        }
        "subgraph" => {
            let Some(most) = wanted.most else { return Ok(None) };
            let Some(excerpt) = Excerpt::of(graph, of, most)? else { return Ok(None) };
            more = excerpt.more;
            !more || put_facts(&mut new, excerpt.facts(graph, of)?)
        }
        _ => false,
    };
    if !done {
        return Ok(None);
    }
    leave_out_empty(&mut new);
    *query = new;
    Ok(Some(more))
}

/// The facts that are less sure than `below`, or as sure, the least sure first and then in the order of their nodes: as many as
/// `most`.
fn least_sure(graph: &Graph, below: f64, most: usize) -> Result<Vec<NamedNode>> {
    let facts = Facts::new(graph);
    let mut found = Vec::new();
    // There are a hundred values, so that none but the facts that are shown and others as sure as the last are read.
    for value in probabilities() {
        if value.value().parse::<f64>().is_ok_and(|value| value > below) {
            break;
        }
        for node in facts.subjects(dixit::CONFIDENCE, (&value).into())? {
            if found.len() == most {
                return Ok(found);
            }
            let has = |predicate| graph.value(node.as_ref(), predicate).map(|value| value.is_some());
            if has(schema::IS_PART_OF)? && has(rdfs::LABEL)? {
                found.push(node);
            }
        }
    }
    Ok(found)
}

/// The most rows that a query gives.
fn cut(query: &Query) -> usize {
    match query {
        Query::Select { pattern: GraphPattern::Slice { length: Some(length), .. }, .. } => *length,
        _ => usize::MAX,
    }
}

fn ground(term: Term) -> Option<GroundTerm> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::Literal(literal) => Some(literal.into()),
        Term::BlankNode(_) => None,
    }
}

/// A line for each node.
fn one_each(nodes: Vec<NamedNode>) -> Lines {
    nodes.into_iter().map(|node| vec![Some(node.into())]).collect()
}

/// Puts neighbours in the place of what counts them, in the same order.
fn neighbors_in(query: &mut Query, mut neighbors: Vec<Neighbor>) -> bool {
    let relation = |tie: Tie| match tie {
        Tie::HasRoleAt => "has a role at",
        Tie::HasRolesOf => "is where a role is held by",
        Tie::SpokenAboutBy => "is spoken about by",
        Tie::SpeaksAbout => "speaks about",
    };
    neighbors.sort_by(|a, b| {
        let key = |of: &Neighbor| relation(of.tie);
        b.count.cmp(&a.count).then_with(|| (key(a), &a.name, &a.node).cmp(&(key(b), &b.name, &b.node)))
    });
    let line = |neighbor: Neighbor| {
        let [first, last] = dates(neighbor.days.as_ref());
        let name = Literal::from(neighbor.name).into();
        let relation = Literal::from(relation(neighbor.tie)).into();
        vec![Some(relation), Some(name), Some(integer(neighbor.count)), first, last, Some(neighbor.node.into())]
    };
    let lines = neighbors.into_iter().map(line).collect();
    put_in(query, &["relation", "name", "count", "first", "last", "neighbor"], lines)
}

/// A first and a last day as terms.
fn dates(days: Option<&[String; 2]>) -> [Option<GroundTerm>; 2] {
    let term = |day: &String| Some(Literal::new_typed_literal(day, xsd::DATE).into());
    days.map_or([None, None], |[first, last]| [term(first), term(last)])
}

/// Sums by outlet, who speaks in each, and who speaks in one alone.
fn compare(graph: &Graph, query: &mut Query, about: &NamedNode, days: Days<'_>) -> Result<bool> {
    let (Some(outlets), Some(pairs)) = (graph.outlets_about(about, days)?, graph.speakers_about(about, days)?) else {
        return Ok(false);
    };
    let mut sums = Vec::new();
    for outlet in &outlets {
        let Some(name) = &outlet.name else { continue };
        let counts = [outlet.articles, outlet.origins, outlet.quotations, outlet.denials];
        let line = [Some(outlet.outlet.clone().into()), Some(Literal::from(name.as_str()).into())];
        sums.push(line.into_iter().chain(counts.map(integer).map(Some)).chain(dates(outlet.days.as_ref())).collect());
    }
    let mut places: BTreeMap<&NamedNode, (&String, Vec<&NamedNode>)> = BTreeMap::new();
    for (outlet, (speaker, name)) in &pairs {
        if let Some(name) = name {
            places.entry(speaker).or_insert_with(|| (name, Vec::new())).1.push(outlet);
        }
    }
    let (mut all, mut alone) = (BTreeMap::new(), BTreeMap::new());
    for (name, outlets) in places.into_values() {
        for outlet in &outlets {
            all.entry(*outlet).or_insert_with(Vec::new).push(name);
        }
        if let [outlet] = outlets.as_slice() {
            alone.entry(*outlet).or_insert_with(Vec::new).push(name);
        }
    }
    let list = |mut names: Vec<&String>| {
        names.sort_unstable();
        let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
        Some(GroundTerm::from(Literal::from(names.join(", "))))
    };
    let speakers = all
        .into_iter()
        .map(|(outlet, names)| vec![Some(outlet.clone().into()), Some(integer(names.len() as u64)), list(names)]);
    let speakers = speakers.collect();
    let alone = alone.into_iter().map(|(outlet, names)| vec![Some(outlet.clone().into()), list(names)]).collect();
    let columns = ["outletNode", "outlet", "articles", "origins", "quotations", "denials", "first", "last"];
    Ok(put_in(query, &columns, sums)
        && put_in(query, &["outletNode", "speakers", "names"], speakers)
        && put_in(query, &["outletNode", "onlyHere"], alone))
}

fn integer(count: u64) -> GroundTerm {
    Literal::new_typed_literal(count.to_string(), xsd::INTEGER).into()
}

/// Puts lines in the place of the sub-SELECT that gives these columns, or of the whole pattern; false when there is none.
fn put_in(query: &mut Query, columns: &[&str], lines: Lines) -> bool {
    let of: Vec<Variable> = columns.iter().filter_map(|name| Variable::new(*name).ok()).collect();
    let mut values = Some(GraphPattern::Values { variables: of.clone(), bindings: lines });
    change_first(query, &mut |pattern| {
        let fits = matches!(pattern, GraphPattern::Project { variables, .. } if *variables == of);
        if let Some(values) = values.take_if(|_| fits) {
            *pattern = values;
        }
        fits
    })
}

/// Joins lines with the first triples of the query that speak of a variable, which is the last of the columns; false when there
/// are no such triples.
fn join_first(query: &mut Query, columns: &[&str], lines: Lines) -> bool {
    let variables: Vec<Variable> = columns.iter().filter_map(|name| Variable::new(*name).ok()).collect();
    let Some(pattern) = variables.last().and_then(|of| first(select(query)?, of)) else { return false };
    let rest = std::mem::take(pattern);
    let values = GraphPattern::Values { variables, bindings: lines };
    *pattern = GraphPattern::Join { left: Box::new(values), right: Box::new(rest) };
    true
}

/// Puts facts in the place of what a query of a graph looks for; false where it is no such query.
fn put_facts(query: &mut Query, facts: Vec<Triple>) -> bool {
    let Query::Construct { template, pattern, .. } = query else { return false };
    let [Ok(subject), Ok(predicate), Ok(object)] = ["subject", "predicate", "object"].map(Variable::new) else {
        return false;
    };
    let line = |fact: Triple| {
        let subject = match fact.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.into()),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        vec![subject, Some(fact.predicate.into()), ground(fact.object)]
    };
    *template = vec![TriplePattern {
        subject: subject.clone().into(),
        predicate: predicate.clone().into(),
        object: object.clone().into(),
    }];
    *pattern = GraphPattern::Values {
        variables: vec![subject, predicate, object],
        bindings: facts.into_iter().map(line).collect(),
    };
    true
}

/// Leaves out what is joined with nothing, which would be asked of everything before the nothing is looked at.
fn leave_out_empty(query: &mut Query) {
    change_first(query, &mut |pattern| {
        if matches!(pattern, GraphPattern::Join { .. } | GraphPattern::LeftJoin { .. }) && is_nothing(pattern) {
            *pattern = GraphPattern::Values { variables: Vec::new(), bindings: Vec::new() };
        }
        false
    });
}

/// Whether a pattern has no answer whatever the graph holds.
fn is_nothing(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Values { bindings, .. } => bindings.is_empty(),
        GraphPattern::Join { left, right } => is_nothing(left) || is_nothing(right),
        // Without a key there is one group, of nothing.
        GraphPattern::Group { inner, variables, .. } => !variables.is_empty() && is_nothing(inner),
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner } => is_nothing(inner),
        _ => false,
    }
}

/// Changes the first part of a query, from the outside in, that `change` takes; false when it takes none.
fn change_first(query: &mut Query, change: &mut dyn FnMut(&mut GraphPattern) -> bool) -> bool {
    select(query).is_some_and(|pattern| change_in(pattern, change))
}

fn change_in(pattern: &mut GraphPattern, change: &mut dyn FnMut(&mut GraphPattern) -> bool) -> bool {
    if change(pattern) {
        return true;
    }
    match pattern {
        GraphPattern::Join { left, right } | GraphPattern::LeftJoin { left, right, .. } => {
            change_in(left, change) || change_in(right, change)
        }
        GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Group { inner, .. } => change_in(inner, change),
        _ => false,
    }
}

pub(super) fn select(query: &mut Query) -> Option<&mut GraphPattern> {
    match query {
        Query::Select { pattern, .. } => Some(pattern),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    #[test]
    fn groups_of_nothing_are_nothing_where_they_have_a_key() {
        let is_nothing = |text: &str| {
            let mut query = SparqlParser::new().parse_query(text).expect("SPARQL");
            super::is_nothing(select(&mut query).expect("a SELECT"))
        };
        assert!(is_nothing("SELECT ?a (COUNT(?b) AS ?n) { VALUES (?a ?b) { } } GROUP BY ?a HAVING (COUNT(?b) > 1)"));
        assert!(!is_nothing("SELECT (COUNT(?b) AS ?n) { VALUES ?b { } }"), "a sum of nothing is 0");
        assert!(!is_nothing("SELECT ?a (COUNT(?b) AS ?n) { VALUES (?a ?b) { (1 2) } } GROUP BY ?a"));
    }
}
