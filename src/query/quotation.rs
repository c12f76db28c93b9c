//! One quotation with everything that belongs to it: who, in which role, what, about whom, where, when, how sure.

use super::facts::{Facts, Properties, local_name};
use super::link;
use crate::error::Result;
use crate::text::CodePointSpan;
use crate::vocab::{dixit, oa, org, rdf, schema, skos};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// A node with the name to show for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The node.
    pub node: NamedNode,
    /// What it is: `person`, `organization`, `place`, `topic`, `unnamed` or `thing`.
    pub kind: &'static str,
}

/// A stretch of the kept text that proves something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its place in the kept text.
    pub place: CodePointSpan,
    /// Its characters.
    pub exact: String,
    /// What found it.
    pub rule: String,
}

/// The article of a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its node.
    pub node: NamedNode,
    /// Its headline, or its label.
    pub title: String,
    /// Where it stands on the web.
    pub url: Option<String>,
}

/// A role in which a speaker speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Whose role it is.
    pub member: Option<NamedNode>,
    /// The role's name.
    pub role: String,
    /// Where it is held.
    pub organization: Option<Named>,
    /// `Current`, `Former`, `Acting` or `Future`.
    pub status: String,
}

/// One quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// Its node.
    pub node: NamedNode,
    /// Its words, without the outer quotation marks.
    pub text: String,
    /// Who speaks; nobody when the article names nobody.
    pub speakers: Vec<Named>,
    /// What kind of words name the speakers: `Named`, `Pronoun`, `Described`.
    pub basis: Vec<String>,
    /// The words that name the speakers where they are no names.
    pub speaker_words: Vec<String>,
    /// The roles in which the speakers speak, as the article gives them.
    pub roles: Vec<Role>,
    /// `Asserts`, `Denies`, …
    pub stance: String,
    /// The lemma of the reporting word.
    pub cue: Option<String>,
    /// `Direct`, `Mixed` or `Indirect`.
    pub quote_type: String,
    /// What it is about: topics and entities.
    pub about: Vec<Named>,
    /// Whom it judges or acts on.
    pub targets: Vec<Named>,
    /// What it merely names.
    pub mentions: Vec<Named>,
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
    /// Where its speakers are named.
    pub speaker_evidence: Vec<Evidence>,
    /// The quotation inside which this one stands: then it is hearsay.
    pub within: Option<NamedNode>,
    /// `Positive` or `Negative`; none where it neither praises nor blames.
    pub evaluation: Option<String>,
    /// `Possibility`, `Obligation`, …; none where it tells a fact.
    pub modality: Option<String>,
    /// The days, months and years that it names: "2031-03-07", "2031-03", "2031".
    pub when: Vec<String>,
    /// Whether its main clause is negated.
    pub negated: bool,
    /// Whether the article says that this was not said.
    pub saying_negated: bool,
    /// Whether the article says that this would or might be said.
    pub saying_hypothetical: bool,
    /// Whether it stands in the headline.
    pub headline: bool,
    /// Whether the words were translated.
    pub translated: bool,
    /// Whether a person found it right.
    pub reviewed: bool,
    /// The judgements that bear on it.
    pub judged_by: Vec<NamedNode>,
}

impl Quotation {
    /// Reads the quotation `node`; none when there is no such quotation.
    pub fn read(facts: &Facts<'_>, node: NamedNodeRef<'_>) -> Result<Option<Self>> {
        let own = facts.of(node)?;
        if !own.nodes(rdf::TYPE).any(|class| class.as_ref() == schema::QUOTATION) {
            return Ok(None);
        }
        let name = |predicate| own.node(predicate).map(|node| local_name(node.as_str()).to_owned());
        let texts = |predicate| own.texts(predicate).map(str::to_owned).collect::<Vec<_>>();
        Ok(Some(Self {
            node: node.into_owned(),
            text: own.text(schema::TEXT).unwrap_or_default().to_owned(),
            speakers: named(facts, &own, schema::SPOKEN_BY_CHARACTER)?,
            basis: own.nodes(dixit::SPEAKER_BASIS).map(|node| local_name(node.as_str()).to_owned()).collect(),
            speaker_words: texts(dixit::SPEAKER_WORDS),
            roles: own.nodes(dixit::SPEAKER_AS).map(|role| Role::read(facts, role)).collect::<Result<_>>()?,
            stance: name(dixit::STANCE).unwrap_or_default(),
            cue: own.text(dixit::CUE_LEMMA).map(str::to_owned),
            quote_type: name(dixit::QUOTE_TYPE).unwrap_or_default(),
            about: named(facts, &own, schema::ABOUT)?,
            targets: named(facts, &own, dixit::TARGET)?,
            mentions: named(facts, &own, schema::MENTIONS)?,
            date: own.text(dixit::DATE).map(str::to_owned),
            outlet: named(facts, &own, dixit::OUTLET)?.into_iter().next(),
            article: own.node(schema::IS_PART_OF).map(|article| Source::read(facts, article)).transpose()?,
            confidence: own.number(dixit::CONFIDENCE).unwrap_or_default(),
            evidence: evidence(facts, &own, dixit::EVIDENCE)?,
            speaker_evidence: evidence(facts, &own, dixit::SPEAKER_EVIDENCE)?,
            within: own.node(dixit::WITHIN).cloned(),
            evaluation: name(dixit::EVALUATION),
            modality: name(dixit::MODALITY),
            when: texts(dixit::WHEN),
            negated: own.flag(dixit::NEGATED),
            saying_negated: own.flag(dixit::SAYING_NEGATED),
            saying_hypothetical: own.flag(dixit::SAYING_HYPOTHETICAL),
            headline: own.flag(dixit::HEADLINE),
            translated: own.flag(dixit::TRANSLATED),
            reviewed: own.flag(dixit::REVIEWED),
            judged_by: own.nodes(dixit::JUDGED_BY).cloned().collect(),
        }))
    }

    /// The quotation's name in the graph: what `dixit quote` takes.
    pub fn id(&self) -> &str {
        local_name(self.node.as_str())
    }

    /// The article's address with a text fragment that shows the words; none when the article has no address.
    pub fn link(&self) -> Option<String> {
        let url = self.article.as_ref()?.url.as_deref()?;
        Some(match self.evidence.first() {
            Some(first) => link::to_text(url, &first.exact),
            None => url.to_owned(),
        })
    }

    /// The speakers' full names, joined.
    pub fn who(&self) -> String {
        let names: Vec<&str> = self.speakers.iter().map(|speaker| speaker.name.as_str()).collect();
        if names.is_empty() { "nobody named".to_owned() } else { names.join(" and ") }
    }

    /// The role in which `speaker` speaks, when the article gives one.
    pub fn role_of(&self, speaker: &Named) -> Option<&Role> {
        self.roles.iter().find(|role| role.member.as_ref() == Some(&speaker.node))
    }
}

impl Role {
    fn read(facts: &Facts<'_>, node: &NamedNode) -> Result<Self> {
        let own = facts.of(node.as_ref())?;
        let role = match own.text(schema::ROLE_NAME) {
            Some(name) => name.to_owned(),
            None => own.node(org::ROLE).map(|role| facts.label(role.as_ref())).transpose()?.unwrap_or_default(),
        };
        let status = own.node(dixit::STATUS).map(|status| local_name(status.as_str()).to_owned());
        Ok(Self {
            member: own.node(org::MEMBER).cloned(),
            role,
            organization: named(facts, &own, org::ORGANIZATION_OF)?.into_iter().next(),
            status: status.unwrap_or_default(),
        })
    }
}

impl Source {
    pub(super) fn read(facts: &Facts<'_>, node: &NamedNode) -> Result<Self> {
        let own = facts.of(node.as_ref())?;
        let title = match own.text(schema::HEADLINE) {
            Some(headline) => headline.to_owned(),
            None => facts.label(node.as_ref())?,
        };
        let url = own.node(schema::URL).map(|url| url.as_str().to_owned());
        Ok(Self { node: node.clone(), title, url })
    }
}

/// The nodes under `predicate` with their names and kinds, sorted by name.
pub(super) fn named(facts: &Facts<'_>, own: &Properties, predicate: NamedNodeRef<'_>) -> Result<Vec<Named>> {
    let mut found = Vec::new();
    for node in own.nodes(predicate) {
        found.push(Named { name: facts.label(node.as_ref())?, kind: kind(facts, node)?, node: node.clone() });
    }
    found.sort();
    Ok(found)
}

/// What a node is, in the words that tables use; `name` is a form of a name in one article and no entity.
pub fn kind(facts: &Facts<'_>, node: &NamedNode) -> Result<&'static str> {
    const KINDS: &[(NamedNodeRef<'static>, &str)] = &[
        (schema::PERSON, "person"),
        (dixit::UNNAMED_SOURCE, "unnamed"),
        (dixit::NAME_USE, "name"),
        (org::ORGANIZATION, "organization"),
        (schema::ORGANIZATION, "organization"),
        (schema::PLACE, "place"),
        (skos::CONCEPT, "topic"),
    ];
    let mut classes = Vec::new();
    for triple in facts.graph().matching(Some(node.as_ref()), Some(rdf::TYPE), None) {
        classes.push(triple?.object);
    }
    let is = |class: NamedNodeRef<'_>| classes.iter().any(|found| *found == class.into_owned().into());
    Ok(KINDS.iter().find(|(class, _)| is(*class)).map_or("thing", |(_, kind)| kind))
}

pub(super) fn evidence(facts: &Facts<'_>, own: &Properties, predicate: NamedNodeRef<'_>) -> Result<Vec<Evidence>> {
    let mut found = Vec::new();
    for span in own.nodes(predicate) {
        let span = facts.of(span.as_ref())?;
        if let (Some(start), Some(end)) = (span.number(oa::START), span.number(oa::END)) {
            found.push(Evidence {
                place: CodePointSpan { start, end },
                exact: span.text(oa::EXACT).unwrap_or_default().to_owned(),
                rule: span.text(dixit::RULE).unwrap_or_default().to_owned(),
            });
        }
    }
    found.sort_by_key(|evidence| evidence.place);
    Ok(found)
}

/// Every quotation of the graph, sorted by node.
pub fn all(facts: &Facts<'_>) -> Result<Vec<NamedNode>> {
    facts.subjects(rdf::TYPE, schema::QUOTATION.into())
}
