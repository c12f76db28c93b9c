//! The part of an organisation's graph that people are shown: those who are quoted most, with the newest of what they said.

use super::listed::first;
use super::run::selected;
use crate::error::Result;
use crate::store::{Days, Graph, Listed, Place, Sign};
use crate::vocab::dixit;
use oxigraph::model::{NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use std::cmp::Reverse;

/// What is shown of an organisation.
#[derive(Debug)]
pub(super) struct Excerpt {
    people: Vec<NamedNode>,
    /// Who voices what.
    claims: Vec<(NamedNode, NamedNode)>,
    /// Whether there are others.
    pub(super) more: bool,
}

impl Excerpt {
    /// At most `most` claims of as many people as each has claims then; none where the store has no lists at hand.
    pub(super) fn of(graph: &Graph, organization: &NamedNode, most: usize) -> Result<Option<Self>> {
        let (held, count) = (dixit::AFFILIATED_WITH, dixit::QUOTATION_COUNT);
        let people =
            format!("SELECT ?person ?count {{ ?person {held} {organization} OPTIONAL {{ ?person {count} ?count }} }}");
        let mut counted = Vec::new();
        for row in selected(graph, &people)? {
            let [Some(Term::NamedNode(person)), count] = row.as_slice() else { continue };
            let count = match count {
                Some(Term::Literal(count)) => count.value().parse::<u64>().unwrap_or(0),
                _ => 0,
            };
            counted.push((Reverse(count), person.clone()));
        }
        counted.sort_unstable();
        let shown = most.isqrt().max(1);
        let mut more = counted.len() > shown;
        counted.truncate(shown);
        let people: Vec<NamedNode> = counted.into_iter().map(|(_, person)| person).collect();
        let share = most.checked_div(people.len()).unwrap_or(0);
        let mut claims = Vec::new();
        for person in &people {
            let listed = Listed {
                entity: Some(person.clone()),
                places: vec![Place::Speaks],
                also: None,
                with: Vec::new(),
                without: vec![Sign::SayingNegated, Sign::Hypothetical, Sign::Within],
                least: None,
            };
            let Some(sayings) = graph.newest_sayings(&listed, Days::default(), None, share + 1)? else {
                return Ok(None);
            };
            more |= sayings.len() > share;
            for (_, saying) in sayings.into_iter().take(share) {
                if let Some(Term::NamedNode(claim)) = graph.value(saying.as_ref(), dixit::EXPRESSES)? {
                    claims.push((person.clone(), claim));
                }
            }
        }
        Ok(Some(Self { people, claims, more }))
    }

    /// Keeps the question to it; false where the query has another form.
    pub(super) fn narrow(self, query: &mut Query) -> bool {
        let (Query::Construct { pattern, .. }, Ok(person), Ok(claim)) =
            (query, Variable::new("person"), Variable::new("claim"))
        else {
            return false;
        };
        let pattern = match pattern {
            GraphPattern::Project { inner, .. } => &mut **inner,
            other => other,
        };
        let GraphPattern::LeftJoin { left, right, .. } = pattern else { return false };
        let (Some(people), Some(said)) = (first(left, &person), first(right, &person)) else { return false };
        let line = |nodes: Vec<NamedNode>| nodes.into_iter().map(|node| Some(GroundTerm::from(node))).collect();
        let these = GraphPattern::Values {
            variables: vec![person.clone()],
            bindings: self.people.into_iter().map(|person| line(vec![person])).collect(),
        };
        let voiced = GraphPattern::Values {
            variables: vec![person, claim],
            bindings: self.claims.into_iter().map(|(person, claim)| line(vec![person, claim])).collect(),
        };
        for (part, values) in [(people, these), (said, voiced)] {
            let rest = std::mem::take(part);
            *part = GraphPattern::Join { left: Box::new(values), right: Box::new(rest) };
        }
        true
    }
}
