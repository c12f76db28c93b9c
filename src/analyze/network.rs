//! Reads the network of who speaks about whom and who holds a role where: one link for each statement, with its proof.

use crate::error::Result;
use crate::query::Filter;
use crate::query::facts::Facts;
use crate::query::quotation::{self, Named, Quotation};
use crate::query::role::{self, RoleMention};
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

/// People, bodies and what they speak about, sorted by node, and the links between them, in a fixed order.
///
/// Hearsay is left out, and so is what the article says was not said or only might be said: neither is the speaker's
/// own. A link from somebody to themself is left out too.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Who and what is linked.
    pub nodes: Vec<Named>,
    /// Who speaks about whom or holds a role where.
    pub links: Vec<Link>,
}

/// What a network holds beside people and bodies that speak about each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scope {
    /// Topics as nodes.
    pub topics: bool,
    /// Unnamed sources as nodes; each belongs to one article.
    pub unnamed: bool,
    /// Links from people to where they hold or held a role.
    pub roles: bool,
}

impl Scope {
    /// Everything.
    pub const ALL: Self = Self { topics: true, unnamed: true, roles: true };
}

/// What a link says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The first spoke about the second.
    SpokeAbout,
    /// The first holds or held a role at the second.
    HoldsRole,
}

impl Relation {
    /// The relation in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::SpokeAbout => "spoke about",
            Self::HoldsRole => "holds role at",
        }
    }
}

/// One statement that links two nodes.
#[derive(Debug, Clone)]
pub struct Link {
    /// The place in [`Network::nodes`] of who speaks or holds the role.
    pub from: usize,
    /// The place in [`Network::nodes`] of whom or what it is about.
    pub to: usize,
    /// What the link says.
    pub relation: Relation,
    /// The role that is held, or in which the speaker speaks as the article gives it; empty where it gives none.
    pub role: String,
    /// The quotation or role mention that says so.
    pub proof: Proof,
}

/// Where a link comes from and how far to trust it.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof {
    /// A quotation.
    Quotation(Box<Quotation>),
    /// A role mention.
    Role(Box<RoleMention>),
}

impl Proof {
    /// Whether a person found it right.
    pub fn reviewed(&self) -> bool {
        match self {
            Self::Quotation(quotation) => quotation.reviewed,
            Self::Role(role) => role.reviewed,
        }
    }

    /// Its node in the graph.
    pub fn node(&self) -> &NamedNode {
        match self {
            Self::Quotation(quotation) => &quotation.node,
            Self::Role(role) => &role.node,
        }
    }

    /// Its name in the graph, which `dixit quote` takes for quotations.
    pub fn id(&self) -> &str {
        match self {
            Self::Quotation(quotation) => quotation.id(),
            Self::Role(role) => role.id(),
        }
    }

    /// The words: of a quotation what was said, of a role mention what the article writes.
    pub fn text(&self) -> &str {
        match self {
            Self::Quotation(quotation) => &quotation.text,
            Self::Role(role) => role.words(),
        }
    }

    /// The stance of a quotation or the status of a role, in lower case.
    pub fn manner(&self) -> String {
        match self {
            Self::Quotation(quotation) => quotation.stance.to_lowercase(),
            Self::Role(role) => role.status.to_lowercase(),
        }
    }

    /// What kind of words name the speaker: `named`, `pronoun`, `described`; a role mention names its person.
    pub fn basis(&self) -> String {
        match self {
            Self::Quotation(quotation) => quotation.basis.join("; ").to_lowercase(),
            Self::Role(_) => "named".to_owned(),
        }
    }

    /// The day of its article.
    pub fn date(&self) -> Option<&str> {
        match self {
            Self::Quotation(quotation) => quotation.date.as_deref(),
            Self::Role(role) => role.date.as_deref(),
        }
    }

    /// Who published it.
    pub fn outlet(&self) -> Option<&str> {
        let outlet = match self {
            Self::Quotation(quotation) => &quotation.outlet,
            Self::Role(role) => &role.outlet,
        };
        outlet.as_ref().map(|outlet| outlet.name.as_str())
    }

    /// The headline of its article.
    pub fn article(&self) -> Option<&str> {
        let article = match self {
            Self::Quotation(quotation) => &quotation.article,
            Self::Role(role) => &role.article,
        };
        article.as_ref().map(|article| article.title.as_str())
    }

    /// The article's address, with the words.
    pub fn link(&self) -> Option<String> {
        match self {
            Self::Quotation(quotation) => quotation.link(),
            Self::Role(role) => role.link(),
        }
    }

    /// How likely it is right, 0 to 1.
    pub fn confidence(&self) -> f64 {
        match self {
            Self::Quotation(quotation) => quotation.confidence,
            Self::Role(role) => role.confidence,
        }
    }

    /// The rule or model that found the words.
    pub fn rule(&self) -> &str {
        let evidence = match self {
            Self::Quotation(quotation) => &quotation.evidence,
            Self::Role(role) => &role.evidence,
        };
        evidence.first().map(|evidence| evidence.rule.as_str()).unwrap_or_default()
    }
}

/// A link whose ends have no places yet: from, to, what it says, the role, the proof.
type Statement = (Named, Named, Relation, String, Proof);

impl Network {
    /// Reads what the filter keeps.
    pub fn read(facts: &Facts<'_>, filter: &Filter, scope: Scope) -> Result<Self> {
        let mut found: Vec<Statement> = Vec::new();
        for node in quotation::all(facts)? {
            let Some(quotation) = Quotation::read(facts, node.as_ref())?.filter(|q| filter.keeps(q) && own_words(q))
            else {
                continue;
            };
            for speaker in quotation.speakers.iter().filter(|speaker| scope.holds(speaker.kind)) {
                for about in quotation.about.iter().filter(|about| scope.holds(about.kind)) {
                    let proof = Proof::Quotation(Box::new(quotation.clone()));
                    let role = quotation.role_of(speaker).map(|role| role.role.clone()).unwrap_or_default();
                    found.push((speaker.clone(), about.clone(), Relation::SpokeAbout, role, proof));
                }
            }
        }
        for node in if scope.roles { role::all(facts)? } else { Vec::new() } {
            let Some(role) = RoleMention::read(facts, node.as_ref())?.filter(|role| filter.keeps_role(role)) else {
                continue;
            };
            if let Some(organization) = role.organization.clone() {
                let name = role.role.clone();
                found.push((role.person.clone(), organization, Relation::HoldsRole, name, Proof::Role(Box::new(role))));
            }
        }
        found.retain(|(from, to, ..)| from.node != to.node);
        Ok(Self::of(found))
    }

    fn of(found: Vec<Statement>) -> Self {
        let mut places: BTreeMap<NamedNode, (usize, Named)> = BTreeMap::new();
        for (from, to, ..) in &found {
            for named in [from, to] {
                places.entry(named.node.clone()).or_insert_with(|| (0, named.clone()));
            }
        }
        for (place, (_, (number, _))) in places.iter_mut().enumerate() {
            *number = place;
        }
        let place = |named: &Named| places.get(&named.node).map_or(0, |(place, _)| *place);
        let mut links: Vec<Link> = found
            .into_iter()
            .map(|(from, to, relation, role, proof)| Link { from: place(&from), to: place(&to), relation, role, proof })
            .collect();
        links.sort_by(|a, b| a.key().cmp(&b.key()));
        Self { nodes: places.into_values().map(|(_, named)| named).collect(), links }
    }

    /// The places of these nodes; those that the network does not hold are left out.
    pub fn places(&self, nodes: &[NamedNode]) -> Vec<usize> {
        let at = |node: &NamedNode| self.nodes.binary_search_by(|named| named.node.cmp(node)).ok();
        nodes.iter().filter_map(at).collect()
    }

    /// The network of the `kept` nodes alone, with the links among them.
    #[must_use]
    pub fn among(&self, kept: &BTreeSet<usize>) -> Self {
        let number: BTreeMap<usize, usize> = kept.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let nodes = kept.iter().filter_map(|old| self.nodes.get(*old).cloned()).collect();
        let links = self.links.iter().filter_map(|link| {
            let (from, to) = (*number.get(&link.from)?, *number.get(&link.to)?);
            Some(Link { from, to, ..link.clone() })
        });
        Self { nodes, links: links.collect() }
    }

    /// The links between two nodes, whichever way they go.
    pub fn between(&self, one: usize, other: usize) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |l| (l.from, l.to) == (one, other) || (l.from, l.to) == (other, one))
    }
}

impl Link {
    fn key(&self) -> (usize, usize, Relation, &str, &NamedNode) {
        (self.from, self.to, self.relation, self.proof.date().unwrap_or_default(), self.proof.node())
    }
}

impl Scope {
    fn holds(self, kind: &str) -> bool {
        match kind {
            "topic" => self.topics,
            "unnamed" => self.unnamed,
            _ => true,
        }
    }
}

/// Whether the article has the speaker say it: no hearsay, nothing that was not said or only might be.
fn own_words(quotation: &Quotation) -> bool {
    quotation.within.is_none() && !quotation.saying_negated && !quotation.saying_hypothetical
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Graph;

    /// Ann speaks about Bo twice and about a topic once; that Bo spoke about Ann is hearsay, and Ann does not speak of
    /// herself as a link. Bo chairs the Guild.
    const GRAPH: &str = r#"
<x:ann> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Person> .
<x:ann> <http://www.w3.org/2000/01/rdf-schema#label> "Ann Lee" .
<x:bo> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Person> .
<x:bo> <http://www.w3.org/2000/01/rdf-schema#label> "Bo Quay" .
<x:guild> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/org#Organization> .
<x:toll> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .
<x:q1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Quotation> .
<x:q1> <http://schema.org/spokenByCharacter> <x:ann> .
<x:q1> <http://schema.org/about> <x:bo> .
<x:q1> <http://schema.org/about> <x:ann> .
<x:q1> <https://w3id.org/dixit/ns#confidence> "0.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<x:q2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Quotation> .
<x:q2> <http://schema.org/spokenByCharacter> <x:ann> .
<x:q2> <http://schema.org/about> <x:bo> .
<x:q2> <http://schema.org/about> <x:toll> .
<x:q2> <https://w3id.org/dixit/ns#confidence> "0.9"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<x:q3> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Quotation> .
<x:q3> <http://schema.org/spokenByCharacter> <x:bo> .
<x:q3> <http://schema.org/about> <x:ann> .
<x:q3> <https://w3id.org/dixit/ns#within> <x:q2> .
<x:r1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/dixit/ns#RoleMention> .
<x:r1> <http://www.w3.org/ns/org#member> <x:bo> .
<x:r1> <http://www.w3.org/ns/org#organization> <x:guild> .
"#;

    fn links(filter: &Filter, scope: Scope) -> Vec<String> {
        let graph = Graph::in_memory(GRAPH).unwrap();
        let network = Network::read(&Facts::new(&graph), filter, scope).unwrap();
        let name = |node: usize| network.nodes[node].node.as_str();
        network
            .links
            .iter()
            .map(|l| format!("{} {} {} by {}", name(l.from), l.relation.words(), name(l.to), l.proof.node().as_str()))
            .collect()
    }

    #[test]
    fn a_statement_is_a_link_and_hearsay_is_none() {
        let plain = links(&Filter::default(), Scope::default());
        assert_eq!(plain, ["x:ann spoke about x:bo by x:q1", "x:ann spoke about x:bo by x:q2"]);
        let all = links(&Filter::default(), Scope::ALL);
        assert_eq!(all[2..], ["x:ann spoke about x:toll by x:q2", "x:bo holds role at x:guild by x:r1"]);
    }

    #[test]
    fn filters_keep_whole_statements() {
        let node = |iri: &str| NamedNode::new(iri).unwrap();
        let sure = Filter { min_confidence: Some(0.8), ..Filter::default() };
        assert_eq!(links(&sure, Scope::default()), ["x:ann spoke about x:bo by x:q2"]);
        let on_toll = Filter { about: vec![node("x:toll")], ..Filter::default() };
        assert_eq!(links(&on_toll, Scope::default()), ["x:ann spoke about x:bo by x:q2"]);
        let by_bo = Filter { by: vec![node("x:bo")], ..Filter::default() };
        assert!(links(&by_bo, Scope::default()).is_empty());
        let one = Filter { only: Some(BTreeSet::from([node("x:q1")])), ..Filter::default() };
        assert_eq!(links(&one, Scope::ALL), ["x:ann spoke about x:bo by x:q1"]);
    }
}
