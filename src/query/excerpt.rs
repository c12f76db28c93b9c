//! The part of an organisation's graph that people are shown: those who are quoted most, with the newest of what they said.

use super::facts::Facts;
use super::run::selected;
use crate::error::Result;
use crate::graph::is_of_stance;
use crate::store::{Days, Graph, Listed, Place, Sign};
use crate::vocab::{dixit, rdfs, schema};
use oxigraph::model::{Literal, NamedNode, Term, Triple};
use std::cmp::Reverse;

/// What is shown of an organisation.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// People with what they voice.
    people: Vec<(NamedNode, Vec<NamedNode>)>,
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
        let share = most.checked_div(counted.len()).unwrap_or(0);
        let mut people = Vec::new();
        for (_, person) in counted {
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
            let mut claims = Vec::new();
            for (_, saying) in sayings.into_iter().take(share) {
                if let Some(Term::NamedNode(claim)) = graph.value(saying.as_ref(), dixit::EXPRESSES)? {
                    claims.push(claim);
                }
            }
            people.push((person, claims));
        }
        Ok(Some(Self { people, more }))
    }

    /// Its facts: those of the question's graph that speak of these people and claims.
    pub(super) fn facts(&self, graph: &Graph, organization: &NamedNode) -> Result<Vec<Triple>> {
        let facts = Facts::new(graph);
        let label = |node: &NamedNode| -> Result<Option<Triple>> {
            let label = facts.known_label(node.as_ref())?;
            Ok(label.map(|label| Triple::new(node.clone(), rdfs::LABEL, Literal::from(label))))
        };
        let Some(own) = label(organization)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for (person, claims) in &self.people {
            let Some(name) = label(person)? else { continue };
            found.push(Triple::new(person.clone(), dixit::AFFILIATED_WITH, organization.clone()));
            found.push(name);
            for claim in claims {
                let Some(text) = label(claim)? else { continue };
                for fact in graph.matching(Some(person.as_ref()), None, Some(claim.as_ref().into())) {
                    found.extend(Some(fact?).filter(|fact| is_of_stance(fact.predicate.as_ref())));
                }
                found.push(text);
                for about in facts.of(claim.as_ref())?.nodes(schema::ABOUT) {
                    if let Some(name) = label(about)? {
                        found.push(Triple::new(claim.clone(), schema::ABOUT, about.clone()));
                        found.push(name);
                    }
                }
            }
        }
        found.push(own);
        Ok(found)
    }
}
