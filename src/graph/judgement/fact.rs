//! Facts of one article as judgements name them: by article, characters and whom they are about.

use crate::graph::row::Row;
use crate::graph::{Settings, View, mint, mint::Space};
use crate::vocab::{dixit, oa, org, rdf, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Triple};
use serde::{Deserialize, Serialize};

/// Between the pieces of a broken content.
const GAP: &str = " … ";

/// How much of the longer of two contents the shorter one must be for the two to be one, where one holds the other:
/// another extractor may leave out a "that" or a closing clause.
const NEARLY: f64 = 0.8;

/// What kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// That somebody says, thinks or wants something.
    Quotation,
    /// That somebody holds or held a role.
    Role,
}

/// What an article says at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The hash in the IRI of the article's node.
    pub article: String,
    /// What kind of fact.
    pub kind: FactKind,
    /// Its first code point in the kept text.
    pub start: u64,
    /// One past its last.
    pub end: u64,
    /// Its characters; pieces are joined by " … ".
    pub exact: String,
    /// Who speaks, as the article alone has it: paths under the base IRI, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// Who holds the role, as the article alone has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where it is held, as the article alone has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl Fact {
    /// Whether the other is of the same kind and has the same characters.
    fn has_text_of(&self, other: &Self) -> bool {
        self.kind == other.kind && self.exact == other.exact
    }

    /// Whether the other stands at about the same place with nearly the same characters.
    fn is_near(&self, other: &Self) -> bool {
        let (long, short) = if self.exact.len() >= other.exact.len() {
            (&self.exact, &other.exact)
        } else {
            (&other.exact, &self.exact)
        };
        let overlaps = self.start < other.end && other.start < self.end;
        self.kind == other.kind
            && overlaps
            && long.contains(short.as_str())
            && short.chars().count() as f64 >= NEARLY * long.chars().count() as f64
    }
}

/// Every quotation, report and role mention among the ground facts of one article, in the order of the nodes.
///
/// `view` holds the facts as they were extracted.
pub fn facts(ground: &[Triple], view: &dyn View, settings: &Settings) -> Vec<(NamedNode, Fact)> {
    let mut found = Vec::new();
    for triple in ground.iter().filter(|triple| triple.predicate.as_ref() == rdf::TYPE) {
        let NamedOrBlankNode::NamedNode(node) = &triple.subject else { continue };
        if let Some(kind) = kind(&triple.object)
            && let Some(fact) = fact(node, kind, view, &settings.base)
        {
            found.push((node.clone(), fact));
        }
    }
    found.sort_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
    found
}

/// The facts among `of_article` that `wanted` means: those with its characters, nearest to its place; where there is
/// none, those that stand there with nearly its characters.
pub fn meant<'f>(wanted: &Fact, of_article: &'f [(NamedNode, Fact)]) -> Vec<&'f (NamedNode, Fact)> {
    let same = || of_article.iter().filter(|(_, fact)| wanted.has_text_of(fact));
    if let Some(nearest) = same().map(|(_, fact)| fact.start.abs_diff(wanted.start)).min() {
        return same().filter(|(_, fact)| fact.start.abs_diff(wanted.start) == nearest).collect();
    }
    of_article.iter().filter(|(_, fact)| wanted.is_near(fact)).collect()
}

fn kind(class: &oxigraph::model::Term) -> Option<FactKind> {
    let class = crate::graph::row::as_node(class)?.as_ref();
    match class {
        schema::QUOTATION | dixit::THOUGHT_REPORT | dixit::ATTITUDE_REPORT => Some(FactKind::Quotation),
        dixit::ROLE_MENTION => Some(FactKind::Role),
        _ => None,
    }
}

fn fact(node: &NamedNode, kind: FactKind, view: &dyn View, base: &str) -> Option<Fact> {
    let row = Row::of(view, node);
    let article = match mint::parse(base, row.node(schema::IS_PART_OF)?)? {
        (Space::Article, local) => local.to_owned(),
        _ => return None,
    };
    let mut spans: Vec<(u64, u64, String)> = Vec::new();
    for span in row.nodes(dixit::EVIDENCE) {
        let span = Row::of(view, span);
        spans.push((span.number(oa::START)?, span.number(oa::END)?, span.text(oa::EXACT)?.to_owned()));
    }
    spans.sort();
    let (start, end) = (spans.first()?.0, spans.last()?.1);
    let exact = spans.into_iter().map(|(_, _, exact)| exact).collect::<Vec<_>>().join(GAP);
    let path = |node: &NamedNode| node.as_str().strip_prefix(base).unwrap_or(node.as_str()).to_owned();
    let one = |predicate: NamedNodeRef<'static>| row.node(predicate).map(path);
    let (mut speakers, mut holder, mut role, mut body) = (Vec::new(), None, None, None);
    match kind {
        FactKind::Quotation => {
            speakers = row.nodes(schema::SPOKEN_BY_CHARACTER).chain(row.nodes(dixit::HOLDER)).map(path).collect();
            speakers.sort();
        }
        FactKind::Role => {
            (holder, role, body) = (one(org::MEMBER), one(org::ROLE), one(org::ORGANIZATION_OF));
        }
    }
    Some(Fact { article, kind, start, end, exact, speakers, holder, role, body })
}
