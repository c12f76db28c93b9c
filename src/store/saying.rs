//! A quotation or report as the tables beside the graph need it; they and role mentions are read from the graph or the log's lines.

use super::ledger::Ledger;
use super::lines;
use super::load;
use super::log::Log;
use super::posts::Post;
use super::quads::Graph;
use crate::error::Result;
use crate::graph::{self, Space};
use crate::vocab::{dixit, org, rdf, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashSet;

/// What is read of a row.
const READ: [NamedNodeRef<'_>; 23] = [
    rdf::TYPE,
    schema::TEXT,
    schema::SPOKEN_BY_CHARACTER,
    dixit::SPEAKER_AS,
    schema::ABOUT,
    schema::MENTIONS,
    dixit::TARGET,
    schema::IS_PART_OF,
    dixit::EXPRESSES,
    dixit::OUTLET,
    dixit::DATE,
    dixit::WORDS,
    dixit::CONFIDENCE,
    dixit::STANCE,
    dixit::NEGATED,
    dixit::SAYING_NEGATED,
    dixit::SAYING_HYPOTHETICAL,
    dixit::WITHIN,
    dixit::EVALUATION,
    dixit::TARGET_CONFIDENCE,
    org::MEMBER,
    org::ORGANIZATION_OF,
    dixit::ATTESTS,
];

/// The classes of sayings.
const CLASSES: [NamedNodeRef<'_>; 4] =
    [schema::QUOTATION, dixit::THOUGHT_REPORT, dixit::ATTITUDE_REPORT, dixit::REJECTED_FACT];

/// A quotation, a report of a thought or attitude, or one that was rejected.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Saying {
    pub(super) node: NamedNode,
    /// Whether it is a quotation: no report, and not rejected.
    pub(super) is_quotation: bool,
    pub(super) text: Option<String>,
    pub(super) speakers: Vec<NamedNode>,
    /// The role mentions that say as what they speak.
    pub(super) roles: Vec<NamedNode>,
    pub(super) about: Vec<NamedNode>,
    pub(super) mentions: Vec<NamedNode>,
    pub(super) targets: Vec<NamedNode>,
    pub(super) article: Option<NamedNode>,
    pub(super) claim: Option<NamedNode>,
    pub(super) outlet: Option<NamedNode>,
    /// `YYYY-MM-DD`.
    pub(super) day: Option<String>,
    pub(super) words: Option<i64>,
    /// From 0 to 1.
    pub(super) confidence: Option<f64>,
    /// How sure it is whom it judges and how, from 0 to 1.
    pub(super) target_confidence: Option<f64>,
    /// Whether it praises or blames.
    pub(super) judges: bool,
    /// Whether its stance is that it denies.
    pub(super) denies: bool,
    /// Whether the content is negated.
    pub(super) negated: bool,
    /// Whether the saying itself is negated: "did not say".
    pub(super) not_said: bool,
    pub(super) hypothetical: bool,
    /// Whether it stands inside another.
    pub(super) within: bool,
}

impl Saying {
    /// The row of a node.
    fn of(node: NamedNode, row: impl IntoIterator<Item = Triple>) -> Self {
        let mut saying = Self {
            node,
            is_quotation: false,
            text: None,
            speakers: Vec::new(),
            roles: Vec::new(),
            about: Vec::new(),
            mentions: Vec::new(),
            targets: Vec::new(),
            article: None,
            claim: None,
            outlet: None,
            day: None,
            words: None,
            confidence: None,
            target_confidence: None,
            judges: false,
            denies: false,
            negated: false,
            not_said: false,
            hypothetical: false,
            within: false,
        };
        for triple in row {
            saying.take(triple.predicate.as_ref(), triple.object);
        }
        saying
    }

    fn take(&mut self, predicate: NamedNodeRef<'_>, object: Term) {
        match object {
            Term::NamedNode(node) => match predicate {
                rdf::TYPE => self.is_quotation |= node == schema::QUOTATION,
                schema::SPOKEN_BY_CHARACTER => self.speakers.push(node),
                dixit::SPEAKER_AS => self.roles.push(node),
                schema::ABOUT => self.about.push(node),
                schema::MENTIONS => self.mentions.push(node),
                dixit::TARGET => self.targets.push(node),
                schema::IS_PART_OF => self.article = Some(node),
                dixit::EXPRESSES => self.claim = Some(node),
                dixit::OUTLET => self.outlet = Some(node),
                dixit::STANCE => self.denies |= node == dixit::DENIES,
                dixit::WITHIN => self.within = true,
                dixit::EVALUATION => self.judges = true,
                _ => {}
            },
            Term::Literal(literal) => {
                let value = literal.value();
                match predicate {
                    schema::TEXT => self.text = Some(value.to_owned()),
                    dixit::DATE => self.day = Some(value.to_owned()),
                    dixit::WORDS => self.words = value.parse().ok(),
                    dixit::CONFIDENCE => self.confidence = value.parse().ok(),
                    dixit::TARGET_CONFIDENCE => self.target_confidence = value.parse().ok(),
                    dixit::NEGATED => self.negated |= value == "true",
                    dixit::SAYING_NEGATED => self.not_said |= value == "true",
                    dixit::SAYING_HYPOTHETICAL => self.hypothetical |= value == "true",
                    _ => {}
                }
            }
            Term::BlankNode(_) => {}
        }
    }

    /// What the graph says of a node; none where it is no saying.
    pub(super) fn read(graph: &Graph, node: &NamedNode) -> Result<Option<Self>> {
        let row: Vec<Triple> = graph.matching(Some(node.as_ref()), None, None).collect::<Result<_>>()?;
        let is_one = row.iter().any(|triple| {
            triple.predicate == rdf::TYPE && CLASSES.iter().any(|class| triple.object == class.into_owned().into())
        });
        Ok(is_one.then(|| Self::of(node.clone(), row)))
    }
}

/// Where all sayings of a store are read from.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// The graph, row by row.
    Graph(&'a Graph),
    /// The log, whose ground facts are the graph's and stand under a base: it is read through, and nothing is looked up.
    Log(&'a Log, &'a Ledger, &'a str),
}

/// What the tables are made of.
#[derive(Debug, Clone)]
pub(super) enum Found {
    Saying(Box<Saying>),
    Post(Post),
}

/// Shows every saying and role mention.
pub(super) fn each(source: Source<'_>, visit: &mut dyn FnMut(Found) -> Result<()>) -> Result<()> {
    match source {
        Source::Graph(graph) => {
            for class in CLASSES {
                for triple in graph.matching(None, Some(rdf::TYPE), Some(class.into())) {
                    if let NamedOrBlankNode::NamedNode(node) = triple?.subject
                        && let Some(saying) = Saying::read(graph, &node)?
                    {
                        visit(Found::Saying(Box::new(saying)))?;
                    }
                }
            }
            for triple in graph.matching(None, Some(rdf::TYPE), Some(dixit::ROLE_MENTION.into())) {
                if let NamedOrBlankNode::NamedNode(node) = triple?.subject
                    && let Some(post) = Post::read(graph, &node)?
                {
                    visit(Found::Post(post))?;
                }
            }
            Ok(())
        }
        Source::Log(log, ledger, base) => {
            let subjects = [Space::Quotation, Space::Membership]
                .map(|space| format!("<{}", graph::node(base, space, "").as_str()));
            let predicates: Vec<String> = READ.iter().map(ToString::to_string).collect();
            let predicates: FxHashSet<&[u8]> = predicates.iter().map(String::as_bytes).collect();
            log.scan(0, |section, lines| {
                for block in load::live_blocks(ledger, &section, lines) {
                    in_block(block, &subjects, &predicates, visit)?;
                }
                Ok(())
            })?;
            Ok(())
        }
    }
}

/// Shows the sayings and role mentions of one article's lines, in which those of one subject stand together.
fn in_block(
    block: &[u8],
    [sayings, posts]: &[String; 2],
    predicates: &FxHashSet<&[u8]>,
    visit: &mut dyn FnMut(Found) -> Result<()>,
) -> Result<()> {
    let mut rows = Vec::new();
    let wanted = |line: &&[u8]| line.starts_with(sayings.as_bytes()) || line.starts_with(posts.as_bytes());
    for line in block.split_inclusive(|byte| *byte == b'\n').filter(wanted) {
        let predicate = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        if predicates.contains(predicate) {
            rows.extend_from_slice(line);
        }
    }
    let mut triples = lines::parse(&rows)?.into_iter().peekable();
    while let Some(first) = triples.next() {
        let NamedOrBlankNode::NamedNode(node) = first.subject.clone() else { continue };
        let mut row = vec![first];
        while let Some(next) = triples.next_if(|next| next.subject == row[0].subject) {
            row.push(next);
        }
        if posts.get(1..).is_some_and(|posts| node.as_str().starts_with(posts)) {
            if let Some(post) = Post::of(node, row) {
                visit(Found::Post(post))?;
            }
        } else {
            visit(Found::Saying(Box::new(Saying::of(node, row))))?;
        }
    }
    Ok(())
}
