//! Puts what the store has counted in the place of the sub-SELECTs that count it.

use super::newest::{Wanted, select};
use super::question::Question;
use crate::error::Result;
use crate::store::{Days, Graph};
use crate::vocab::{rdfs, xsd};
use oxigraph::model::{Literal, NamedNode, Term, Variable};
use rustc_hash::FxHashMap;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, TermPattern};
use std::collections::BTreeMap;

/// The people whom `leading` names.
const LEADING: usize = 10;

/// The claims that `candidates` compares: the surest negated ones and the surest others.
const SUREST: [(&str, bool, u32); 2] = [("noQuotation", true, 50), ("yesQuotation", false, 100)];

/// The lines of a table; a value may be missing.
type Lines = Vec<Vec<Option<GroundTerm>>>;

/// Puts what the store has counted over everything in the place of the sub-SELECT that counts it, for the questions that have one.
/// Of the claims that several outlets quote the `most` widely quoted are taken, where a number is given. Returns how many lines it
/// put there; none where the store has no such count at hand.
pub fn counted(graph: &Graph, question: &Question, query: &mut Query, most: Option<usize>) -> Result<Option<usize>> {
    let (columns, lines): (&[&str], Lines) = match (question.name, most) {
        ("leading", _) => {
            let people = graph.most_quoted(LEADING)?;
            let line = |(person, count): (NamedNode, Literal)| vec![Some(person.into()), Some(count.into())];
            (&["person", "quotations"], people.into_iter().map(line).collect())
        }
        ("voices", _) => {
            let Some(voices) = graph.voices()? else { return Ok(None) };
            let lines = voices.into_iter().map(|voices| {
                let counts = [voices.speakers, voices.quotations, voices.words, voices.unnamed];
                std::iter::once(Some(voices.outlet.into())).chain(counts.map(integer).map(Some)).collect()
            });
            (&["outletNode", "speakers", "quotations", "words", "unnamed"], lines.collect())
        }
        ("outlets", Some(most)) => {
            let Some(claims) = graph.wide_claims(most)? else { return Ok(None) };
            (&["claim"], claims.into_iter().map(|claim| vec![Some(claim.into())]).collect())
        }
        _ => return Ok(None),
    };
    let put = lines.len();
    Ok(put_in(query, columns, lines).then_some(put))
}

/// The same for questions about somebody or something: what the sheets of the store say takes the place of what reads every
/// quotation. Returns whether it did; the query is the same otherwise.
pub fn summed(graph: &Graph, question: &Question, query: &mut Query, wanted: Wanted<'_>) -> Result<bool> {
    let [Term::NamedNode(of)] = wanted.about else { return Ok(false) };
    let mut new = query.clone();
    let done = match question.name {
        "compare" => compare(graph, &mut new, of, wanted.days())?,
        "candidates" => {
            let mut done = true;
            for (column, negated, most) in SUREST {
                let Some(surest) = graph.surest_about(of, negated, most)? else { return Ok(false) };
                let lines = surest.into_iter().map(|quotation| vec![Some(quotation.into())]).collect();
                done &= put_in(&mut new, &[column], lines);
            }
            done
        }
        "voiced-by" => {
            let Some(claims) = graph.shared_claims(of)? else { return Ok(false) };
            narrow(&mut new, "claim", &claims)
        }
        "topic-trend" => {
            let Some(months) = graph.months_about(of)? else { return Ok(false) };
            let line = |month: crate::store::MonthSum| {
                let name = Literal::from(month.month.unwrap_or_else(|| "undated".to_owned()));
                let counts = [month.quotations, month.origins, month.speakers];
                std::iter::once(Some(name.into())).chain(counts.map(integer).map(Some)).collect()
            };
            let lines = months.into_iter().map(line).collect();
            put_in(&mut new, &["month", "quotations", "origins", "speakers"], lines)
        }
        "beside" => {
            let Some(others) = graph.speakers_beside(of)? else { return Ok(false) };
            let lines =
                others.into_iter().map(|(other, articles)| vec![Some(other.into()), Some(integer(articles))]).collect();
            put_in(&mut new, &["otherNode", "articles"], lines)
        }
        _ => false,
    };
    if done {
        leave_out_empty(&mut new);
        *query = new;
    }
    Ok(done)
}

/// Sums by outlet, who speaks in each, and who speaks in one alone.
fn compare(graph: &Graph, query: &mut Query, about: &NamedNode, days: Days<'_>) -> Result<bool> {
    let (Some(outlets), Some(pairs)) = (graph.outlets_about(about, days)?, graph.speakers_about(about, days)?) else {
        return Ok(false);
    };
    let mut sums = Vec::new();
    for outlet in outlets {
        for name in labels(graph, &outlet.outlet)? {
            let counts = [outlet.articles, outlet.origins, outlet.quotations, outlet.denials];
            let days =
                outlet.days.clone().map(|days| days.map(|day| Literal::new_typed_literal(day, xsd::DATE).into()));
            let [first, last] = days.map_or([None, None], |days| days.map(Some));
            let line = [Some(outlet.outlet.clone().into()), Some(Literal::from(name).into())];
            sums.push(line.into_iter().chain(counts.map(integer).map(Some)).chain([first, last]).collect());
        }
    }
    let mut names: FxHashMap<NamedNode, Vec<String>> = FxHashMap::default();
    let mut places: BTreeMap<&NamedNode, Vec<&NamedNode>> = BTreeMap::new();
    for (outlet, speaker) in &pairs {
        if !names.contains_key(speaker) {
            names.insert(speaker.clone(), labels(graph, speaker)?);
        }
        places.entry(speaker).or_default().push(outlet);
    }
    let (mut all, mut alone) = (BTreeMap::new(), BTreeMap::new());
    for (speaker, outlets) in places {
        let names = names.get(speaker).map(Vec::as_slice).unwrap_or_default();
        for outlet in &outlets {
            all.entry(*outlet).or_insert_with(Vec::new).extend(names);
        }
        if let ([outlet], Some(name)) = (outlets.as_slice(), names.first()) {
            alone.entry(*outlet).or_insert_with(Vec::new).push(name);
        }
    }
    let list = |mut names: Vec<&String>| {
        names.sort_unstable();
        let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
        Some(GroundTerm::from(Literal::from(names.join(", "))))
    };
    let speakers = all.into_iter().filter(|(_, names)| !names.is_empty());
    let speakers = speakers
        .map(|(outlet, names)| vec![Some(outlet.clone().into()), Some(integer(names.len() as u64)), list(names)]);
    let speakers = speakers.collect();
    let alone = alone.into_iter().map(|(outlet, names)| vec![Some(outlet.clone().into()), list(names)]).collect();
    let columns = ["outletNode", "outlet", "articles", "origins", "quotations", "denials", "first", "last"];
    Ok(put_in(query, &columns, sums)
        && put_in(query, &["outletNode", "speakers", "names"], speakers)
        && put_in(query, &["outletNode", "onlyHere"], alone))
}

/// The labels of a node.
fn labels(graph: &Graph, node: &NamedNode) -> Result<Vec<String>> {
    let mut labels = Vec::new();
    for triple in graph.matching(Some(node.as_ref()), Some(rdfs::LABEL), None) {
        if let Term::Literal(label) = triple?.object {
            labels.push(label.value().to_owned());
        }
    }
    Ok(labels)
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

/// Looks only at `nodes` where the query finds a variable by a path; the path stays as a condition. False when there is none.
fn narrow(query: &mut Query, variable: &str, nodes: &[NamedNode]) -> bool {
    change_first(query, &mut |pattern| {
        let GraphPattern::Path { subject: TermPattern::Variable(subject), .. } = pattern else { return false };
        if subject.as_str() != variable {
            return false;
        }
        let bindings = nodes.iter().map(|node| vec![Some(node.clone().into())]).collect();
        let values = GraphPattern::Values { variables: vec![subject.clone()], bindings };
        let path = std::mem::take(pattern);
        *pattern = GraphPattern::Filter { expr: Expression::Exists(Box::new(path)), inner: Box::new(values) };
        true
    })
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
