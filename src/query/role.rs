//! One role mention: a statement of one article that a person holds or held a role, with where it stands.

use super::facts::{Facts, local_name};
use super::link;
use super::quotation::{Evidence, Named, Source, evidence, named};
use crate::error::Result;
use crate::vocab::{dixit, org, rdf, schema};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// One role mention.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleMention {
    /// Its node.
    pub node: NamedNode,
    /// Who holds the role.
    pub person: Named,
    /// The role's words as they stand in the article; empty where it gives the organisation alone.
    pub role: String,
    /// Where it is held.
    pub organization: Option<Named>,
    /// `Current`, `Acting`, `Former` or `Future`.
    pub status: String,
    /// The day of its article.
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<Named>,
    /// Its article.
    pub article: Option<Source>,
    /// How likely it is right, 0 to 1.
    pub confidence: f64,
    /// Where its words stand, in the order of the text.
    pub evidence: Vec<Evidence>,
    /// Whether a person found it right.
    pub reviewed: bool,
}

impl RoleMention {
    /// Reads the role mention `node`; none when there is no such role mention or it names nobody.
    pub fn read(facts: &Facts<'_>, node: NamedNodeRef<'_>) -> Result<Option<Self>> {
        let own = facts.of(node)?;
        let is_role = own.nodes(rdf::TYPE).any(|class| class.as_ref() == dixit::ROLE_MENTION);
        let Some(person) = named(facts, &own, org::MEMBER)?.into_iter().next().filter(|_| is_role) else {
            return Ok(None);
        };
        let article = own.node(schema::IS_PART_OF);
        // A role mention names no outlet itself: its article does.
        let outlet = match article {
            Some(article) => named(facts, &facts.of(article.as_ref())?, dixit::OUTLET)?.into_iter().next(),
            None => None,
        };
        Ok(Some(Self {
            node: node.into_owned(),
            person,
            role: own.text(schema::ROLE_NAME).unwrap_or_default().to_owned(),
            organization: named(facts, &own, org::ORGANIZATION_OF)?.into_iter().next(),
            status: own.node(dixit::STATUS).map(|status| local_name(status.as_str()).to_owned()).unwrap_or_default(),
            date: own.text(dixit::DATE).map(str::to_owned),
            outlet,
            article: article.map(|article| Source::read(facts, article)).transpose()?,
            confidence: own.number(dixit::CONFIDENCE).unwrap_or_default(),
            evidence: evidence(facts, &own, dixit::EVIDENCE)?,
            reviewed: own.flag(dixit::REVIEWED),
        }))
    }

    /// The role mention's name in the graph.
    pub fn id(&self) -> &str {
        local_name(self.node.as_str())
    }

    /// The words that prove it.
    pub fn words(&self) -> &str {
        self.evidence.first().map(|evidence| evidence.exact.as_str()).unwrap_or_default()
    }

    /// The article's address with a text fragment that shows the words; none when the article has no address.
    pub fn link(&self) -> Option<String> {
        let url = self.article.as_ref()?.url.as_deref()?;
        Some(match self.evidence.first() {
            Some(first) => link::to_text(url, &first.exact),
            None => url.to_owned(),
        })
    }
}

/// Every role mention of the graph, sorted by node.
pub fn all(facts: &Facts<'_>) -> Result<Vec<NamedNode>> {
    facts.subjects(rdf::TYPE, dixit::ROLE_MENTION.into())
}
