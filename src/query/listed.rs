//! What a query lists: whose sayings, in which place of his sheet, and what must be true of them.

use crate::store::{Listed, Place, Sign};
use crate::vocab::{dixit, rdf, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, Term, Variable};
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// How a query gets at what it lists: from a value that it was given.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seed {
    /// What is listed.
    pub(super) variable: Variable,
    /// The predicates, any of which leads from it to the object.
    pub(super) predicates: Vec<NamedNode>,
    /// The value.
    pub(super) object: Term,
}

/// Each variable from which the query leads to one of the objects, with the ways there.
pub(super) fn seeds(pattern: &GraphPattern, objects: &[Term]) -> Vec<Seed> {
    let mut found = Vec::new();
    add_seeds(pattern, objects, &mut found);
    found
}

fn add_seeds(pattern: &GraphPattern, objects: &[Term], found: &mut Vec<Seed>) {
    let mut add = |subject: &TermPattern, predicates: Option<Vec<NamedNode>>, object: &TermPattern| {
        let known = objects.iter().find(|known| match (object, known) {
            (TermPattern::NamedNode(object), Term::NamedNode(known)) => object == known,
            _ => false,
        });
        if let (TermPattern::Variable(variable), Some(predicates), Some(object)) = (subject, predicates, known) {
            let seed = Seed { variable: variable.clone(), predicates, object: object.clone() };
            if !found.contains(&seed) {
                found.push(seed);
            }
        }
    };
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                if let NamedNodePattern::NamedNode(predicate) = &triple.predicate {
                    add(&triple.subject, Some(vec![predicate.clone()]), &triple.object);
                }
            }
        }
        GraphPattern::Path { subject, path, object } => add(subject, alternatives(path), object),
        GraphPattern::Join { left, right } | GraphPattern::LeftJoin { left, right, .. } => {
            add_seeds(left, objects, found);
            add_seeds(right, objects, found);
        }
        GraphPattern::Filter { expr, inner } => {
            add_seeds(inner, objects, found);
            for condition in conditions(expr).into_iter().filter_map(needed) {
                add_seeds(condition, objects, found);
            }
        }
        GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Distinct { inner } => add_seeds(inner, objects, found),
        _ => {}
    }
}

/// The conditions that all have to hold for one to hold: what a group filters by is one.
fn conditions(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::And(one, other) => [conditions(one), conditions(other)].concat(),
        other => vec![other],
    }
}

/// What must be found for a condition to hold: of `!BOUND(?about) || EXISTS { … }` the pattern, once `?about` has a value.
fn needed(expression: &Expression) -> Option<&GraphPattern> {
    match expression {
        Expression::Exists(pattern) => Some(pattern),
        Expression::Or(one, other) if matches!(&**one, Expression::Not(bound) if matches!(**bound, Expression::Literal(_))) => {
            needed(other)
        }
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

/// The list in the sheets of the store that has all that the query calls by these names; none where there is no such list.
pub(super) fn listed(
    pattern: &GraphPattern,
    variables: &[Variable],
    seeds: &[Seed],
    least: Option<f64>,
) -> Option<Listed> {
    let mut known = Known::default();
    // Of what has several names, each name has conditions of its own.
    if let [variable] = variables {
        known.learn(pattern, variable);
    }
    let mut sheets = seeds.iter().map(|seed| {
        let Term::NamedNode(entity) = &seed.object else { return None };
        let places: Option<Vec<Place>> = seed.predicates.iter().map(|predicate| place(predicate.as_ref())).collect();
        Some((entity.clone(), places?))
    });
    let (entity, places) = match sheets.next() {
        Some(sheet) => sheet.map(|(entity, places)| (Some(entity), places))?,
        None => (None, vec![if known.judges { Place::Judged } else { Place::Speaks }]),
    };
    let also = if variables.len() == 1 { sheets.flatten().next() } else { None };
    // Where somebody is judged, the sheets have the judgement's confidence.
    let is_judgement = places.contains(&Place::Judged);
    let own = if is_judgement { known.target_confidence } else { known.confidence };
    Some(Listed { entity, places, also, with: known.with, without: known.without, least: least.filter(|_| own) })
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

/// What a query demands of what it lists.
#[derive(Default)]
struct Known {
    with: Vec<Sign>,
    without: Vec<Sign>,
    judges: bool,
    confidence: bool,
    target_confidence: bool,
}

impl Known {
    fn learn(&mut self, pattern: &GraphPattern, of: &Variable) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns.iter().filter(|triple| speaks_of(triple, of)) {
                    self.with.extend(sign(triple));
                    if let NamedNodePattern::NamedNode(predicate) = &triple.predicate {
                        self.judges |= *predicate == dixit::TARGET;
                        self.confidence |= *predicate == dixit::CONFIDENCE;
                        self.target_confidence |= *predicate == dixit::TARGET_CONFIDENCE;
                    }
                }
            }
            GraphPattern::Join { left, right } => {
                self.learn(left, of);
                self.learn(right, of);
            }
            GraphPattern::Filter { expr, inner } => {
                self.learn(inner, of);
                for condition in conditions(expr) {
                    match condition {
                        Expression::Exists(found) => self.learn(found, of),
                        Expression::Not(not) => {
                            self.without.extend(only(not).filter(|t| speaks_of(t, of)).and_then(sign));
                        }
                        _ => {}
                    }
                }
            }
            GraphPattern::LeftJoin { left: inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::Group { inner, .. }
            | GraphPattern::Distinct { inner } => self.learn(inner, of),
            _ => {}
        }
    }
}

/// The triple, where that there is one is all that is asked.
fn only(expression: &Expression) -> Option<&TriplePattern> {
    match expression {
        Expression::Exists(pattern) => match &**pattern {
            GraphPattern::Bgp { patterns } if patterns.len() == 1 => patterns.first(),
            _ => None,
        },
        _ => None,
    }
}

fn speaks_of(triple: &TriplePattern, of: &Variable) -> bool {
    matches!(&triple.subject, TermPattern::Variable(found) if found == of)
}

/// What is true of a saying that has such a triple, where the sheets know it.
fn sign(triple: &TriplePattern) -> Option<Sign> {
    let NamedNodePattern::NamedNode(predicate) = &triple.predicate else { return None };
    let is = |node: NamedNodeRef<'_>| matches!(&triple.object, TermPattern::NamedNode(object) if *object == node);
    let is_true = matches!(&triple.object, TermPattern::Literal(object) if object.value() == "true");
    match predicate.as_ref() {
        rdf::TYPE if is(schema::QUOTATION) => Some(Sign::Quotation),
        dixit::STANCE if is(dixit::DENIES) => Some(Sign::Denies),
        dixit::SAYING_NEGATED if is_true => Some(Sign::SayingNegated),
        dixit::SAYING_HYPOTHETICAL if is_true => Some(Sign::Hypothetical),
        dixit::NEGATED if is_true => Some(Sign::Negated),
        dixit::WITHIN if matches!(triple.object, TermPattern::Variable(_)) => Some(Sign::Within),
        dixit::EVALUATION if matches!(triple.object, TermPattern::Variable(_)) => Some(Sign::Judges),
        _ => None,
    }
}

/// The first triples or path that speak of the subject.
pub(super) fn first<'p>(pattern: &'p mut GraphPattern, subject: &Variable) -> Option<&'p mut GraphPattern> {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().any(|triple| speaks_of(triple, subject)).then_some(pattern),
        GraphPattern::Path { subject: TermPattern::Variable(found), .. } if found == subject => Some(pattern),
        GraphPattern::Join { left, right } | GraphPattern::LeftJoin { left, right, .. } => {
            first(left, subject).or_else(|| first(right, subject))
        }
        GraphPattern::Project { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner } => first(inner, subject),
        _ => None,
    }
}
