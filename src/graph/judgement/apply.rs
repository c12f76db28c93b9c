//! What judgements and the parting of names make of one article's ground facts: other entities, rejected and reviewed facts.

use super::fact::{Fact, FactKind, facts, meant};
use super::state::Place;
use super::{Judgement, Judgements, Verdict};
use crate::graph::ground::membership;
use crate::graph::parting::Parted;
use crate::graph::row::{self, Row, as_node};
use crate::graph::shortcut::{is_shortcut, shortcuts};
use crate::graph::{InMemory, Settings, View, mint, mint::Space, sorted};
use crate::vocab::{dixit, org, rdf, rdfs, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};

/// What is left of a rejected fact: enough to show it and the place where it stood.
const KEPT: &[NamedNodeRef<'static>] = &[
    rdfs::LABEL,
    schema::IS_PART_OF,
    schema::TEXT,
    schema::ROLE_NAME,
    dixit::DATE,
    dixit::OUTLET,
    dixit::CUE_LEMMA,
    dixit::EVIDENCE,
    dixit::SPEAKER_EVIDENCE,
];

/// The ground facts of the article `article` as the store's judgements and the parting of names leave them, sorted; none when
/// they change nothing.
///
/// `extracted` are the facts as they were extracted, `parted` those of its people who share their names with others. The
/// result depends on nothing but these and the judgements, so that it is the same whenever and in whatever order articles and
/// judgements came.
pub fn judged(article: &NamedNode, extracted: &[Triple], parted: &Parted, settings: &Settings) -> Option<Vec<Triple>> {
    let judgements = settings.judgements.as_ref();
    let Some((Space::Article, local)) = mint::parse(&settings.base, article) else { return None };
    if judgements.is_empty() && parted.is_empty() {
        return None;
    }
    let ruling = Ruling { judgements, settings, article: local, extracted, view: OnceView::new(extracted) };
    let moved = ruling.moved(parted);
    let marks = ruling.marks();
    if moved.is_empty() && marks.is_empty() {
        return None;
    }
    let triples = ruling.with_entities(&moved);
    let triples = Ruling::with_marks(triples, &marks);
    Some(with_sources(triples, &settings.base))
}

/// The facts of an article, as they were extracted, that judgements reject.
pub fn rejected(article: &NamedNode, extracted: &[Triple], settings: &Settings) -> BTreeSet<NamedNode> {
    let judgements = settings.judgements.as_ref();
    let Some((Space::Article, local)) = mint::parse(&settings.base, article) else { return BTreeSet::new() };
    let ruling = Ruling { judgements, settings, article: local, extracted, view: OnceView::new(extracted) };
    let marks = ruling.marks().into_iter();
    marks.filter(|(_, mark)| mark.rejected).map(|(node, _)| node).collect()
}

/// The view over the facts, made when first needed.
struct OnceView<'a> {
    triples: &'a [Triple],
    view: std::cell::OnceCell<InMemory>,
}

impl<'a> OnceView<'a> {
    fn new(triples: &'a [Triple]) -> Self {
        Self { triples, view: std::cell::OnceCell::new() }
    }

    fn get(&self) -> &InMemory {
        self.view.get_or_init(|| InMemory::new(self.triples.iter().cloned()))
    }
}

/// What is decided about a fact.
#[derive(Debug, Default)]
struct Mark {
    rejected: bool,
    reviewed: bool,
    by: BTreeSet<NamedNode>,
}

struct Ruling<'a> {
    judgements: &'a Judgements,
    settings: &'a Settings,
    article: &'a str,
    extracted: &'a [Triple],
    view: OnceView<'a>,
}

impl Ruling<'_> {
    /// The entities of the article that are somebody else, each with who it is.
    fn moved(&self, parted: &Parted) -> BTreeMap<NamedNode, NamedNode> {
        let mut moved = BTreeMap::new();
        for node in self.extracted.iter().filter_map(|triple| as_node(&triple.object)) {
            let Some(key) = self.settings.key(node) else { continue };
            let alone = parted.get(key).map_or(key, String::as_str);
            let moves = self.judgements.moves(alone);
            if !moves && alone == key || moved.contains_key(node) {
                continue;
            }
            let roles = if moves { self.roles(node) } else { Vec::new() };
            let to = self.judgements.resolve(alone, Place { article: self.article, roles: &roles });
            if to != key {
                moved.insert(node.clone(), self.settings.node(to));
            }
        }
        moved
    }

    /// The roles that the article gives the person, each with its body.
    fn roles(&self, person: &NamedNode) -> Vec<(String, Option<String>)> {
        let view = self.view.get();
        let mentions = view.subjects(&org::MEMBER.into_owned(), person);
        let path = |node: &NamedNode| {
            node.as_str().strip_prefix(self.settings.base.as_str()).unwrap_or(node.as_str()).to_owned()
        };
        let of_mention = |mention: NamedNode| {
            let row = Row::of(view, &mention);
            Some((path(row.node(org::ROLE)?), row.node(org::ORGANIZATION_OF).map(path)))
        };
        mentions.into_iter().filter_map(of_mention).collect()
    }

    /// The facts with the entities that they mean now. A form of a name remembers whom the article alone means.
    fn with_entities(&self, moved: &BTreeMap<NamedNode, NamedNode>) -> Vec<Triple> {
        if moved.is_empty() {
            return self.extracted.to_vec();
        }
        let mut attested = BTreeSet::new();
        let mut triples = Vec::with_capacity(self.extracted.len() + moved.len());
        for triple in self.extracted {
            let Some(to) = as_node(&triple.object).and_then(|node| moved.get(node)) else {
                triples.push(triple.clone());
                continue;
            };
            if triple.predicate.as_ref() == dixit::NAMES {
                triples.push(Triple::new(triple.subject.clone(), dixit::EXTRACTED_AS, triple.object.clone()));
            }
            if matches!(triple.predicate.as_ref(), org::MEMBER | org::ORGANIZATION_OF)
                && let NamedOrBlankNode::NamedNode(mention) = &triple.subject
            {
                attested.insert(mention.clone());
            }
            triples.push(Triple::new(triple.subject.clone(), triple.predicate.clone(), to.clone()));
        }
        self.with_memberships(triples, &attested)
    }

    /// Lets the role mentions whose person or body is another one attest the membership of these.
    fn with_memberships(&self, mut triples: Vec<Triple>, mentions: &BTreeSet<NamedNode>) -> Vec<Triple> {
        if mentions.is_empty() {
            return triples;
        }
        let view = InMemory::new(triples.iter().cloned());
        for triple in &mut triples {
            let NamedOrBlankNode::NamedNode(mention) = &triple.subject else { continue };
            if triple.predicate.as_ref() == dixit::ATTESTS && mentions.contains(mention) {
                let row = Row::of(&view, mention);
                if let (Some(person), Some(role)) = (row.node(org::MEMBER), row.node(org::ROLE)) {
                    let node = membership(&self.settings.base, person, role, row.node(org::ORGANIZATION_OF));
                    triple.object = Term::NamedNode(node);
                }
            }
        }
        triples
    }

    /// What is decided about the article's facts: of contradicting verdicts the later one holds.
    fn marks(&self) -> BTreeMap<NamedNode, Mark> {
        let mut marks: BTreeMap<NamedNode, Mark> = BTreeMap::new();
        let mut about = self.judgements.of_article(self.article).peekable();
        if about.peek().is_none() {
            return marks;
        }
        let of_article = facts(self.extracted, self.view.get(), self.settings);
        for judgement in about {
            let Some(wanted) = judgement.verdict.fact() else { continue };
            for (node, fact) in meant(wanted, &of_article) {
                if self.is_about(judgement, wanted, fact) {
                    let mark = marks.entry(node.clone()).or_default();
                    match judgement.verdict {
                        Verdict::Reject { .. } => (mark.rejected, mark.reviewed) = (true, false),
                        Verdict::Accept { .. } => (mark.rejected, mark.reviewed) = (false, true),
                        _ => {}
                    }
                    mark.by.insert(self.settings.judgement(&judgement.id));
                }
            }
        }
        marks
    }

    /// Whether the judgement is about what the article says here: another speaker makes another fact.
    fn is_about(&self, judgement: &Judgement, wanted: &Fact, fact: &Fact) -> bool {
        if matches!(judgement.verdict, Verdict::Reject { whoever: true, .. }) {
            return true;
        }
        let same = |one: &str, other: &str| one == other || self.judgements.end(one) == self.judgements.end(other);
        let both = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => same(one, other),
            (one, other) => one == other,
        };
        match wanted.kind {
            FactKind::Quotation => {
                wanted.speakers.len() == fact.speakers.len()
                    && wanted.speakers.iter().zip(&fact.speakers).all(|(one, other)| same(one, other))
            }
            FactKind::Role => {
                both(&wanted.holder, &fact.holder) && wanted.role == fact.role && both(&wanted.body, &fact.body)
            }
        }
    }

    fn with_marks(triples: Vec<Triple>, marks: &BTreeMap<NamedNode, Mark>) -> Vec<Triple> {
        if marks.is_empty() {
            return triples;
        }
        let rejected = |node: &NamedNode| marks.get(node).is_some_and(|mark| mark.rejected);
        let mut kept = Vec::with_capacity(triples.len());
        for triple in triples {
            let of_rejected = matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if rejected(node));
            let leads_to_role =
                triple.predicate.as_ref() == dixit::SPEAKER_AS && as_node(&triple.object).is_some_and(rejected);
            if !(leads_to_role || of_rejected && !KEPT.contains(&triple.predicate.as_ref())) {
                kept.push(triple);
            }
        }
        for (node, mark) in marks {
            if mark.rejected {
                kept.push(Triple::new(node.clone(), rdf::TYPE, dixit::REJECTED_FACT.into_owned()));
            }
            if mark.reviewed {
                kept.push(Triple::new(node.clone(), dixit::REVIEWED, row::truth()));
            }
            kept.extend(mark.by.iter().map(|by| Triple::new(node.clone(), dixit::JUDGED_BY, by.clone())));
        }
        kept
    }
}

/// The facts, sorted, with the one-hop shortcuts of the article's unnamed sources as the facts have them now.
fn with_sources(mut triples: Vec<Triple>, base: &str) -> Vec<Triple> {
    let source = |triple: &Triple| match &triple.subject {
        NamedOrBlankNode::NamedNode(node) if matches!(mint::parse(base, node), Some((Space::Source, _))) => {
            Some(node.clone())
        }
        _ => None,
    };
    triples.retain(|triple| !(is_shortcut(triple.predicate.as_ref()) && source(triple).is_some()));
    let sources: BTreeSet<NamedNode> = triples.iter().filter_map(source).collect();
    if !sources.is_empty() {
        let view = InMemory::new(triples.iter().cloned());
        triples.extend(sources.iter().flat_map(|source| shortcuts(source, &view, base)));
    }
    sorted(triples)
}
