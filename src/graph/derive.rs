//! The facts that the articles add up to, node by node: entities, memberships, claims, roles and topics.

use super::fields::sure_field;
use super::judgement::Verdict;
use super::row::{Row, as_literal, as_node, integer, plain, truth};
use super::shortcut::{alike, is_met, of_article, shortcuts};
use super::{Settings, View, copies, mint, mint::Space, names, parting, sorted, words};
use crate::vocab::{dixit, org, rdf, rdfs, schema, skos, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a claim's label.
const LABEL: usize = 120;

/// The derived nodes (entities, memberships, claims, roles, topics) that these ground triples bear on.
pub fn touched(ground: &[Triple], settings: &Settings) -> BTreeSet<NamedNode> {
    let base = settings.base.as_str();
    let objects = ground.iter().filter_map(|triple| as_node(&triple.object));
    let derived = objects.filter(|node| mint::parse(base, node).is_some() && !mint::is_ground(base, node));
    let mut nodes: BTreeSet<NamedNode> = derived.cloned().collect();
    nodes.extend(ground.iter().filter_map(|triple| copies::touched(triple, base)));
    nodes.extend(parting::touched(ground, base));
    if !ground.is_empty() {
        nodes.insert(mint::node(base, Space::Topic, ""));
    }
    nodes
}

/// Every derived triple whose subject is `node`, computed from the ground facts and the judgements, sorted; empty when none
/// supports it any more. Reprints alone are computed from the derived facts of passages too, which come first.
pub fn derive(node: &NamedNode, view: &dyn View, settings: &Settings) -> Vec<Triple> {
    let base = settings.base.as_str();
    if mint::is_ground(base, node) {
        return Vec::new();
    }
    let derivation = Derivation { node, view, base, settings };
    sorted(match mint::parse(base, node) {
        Some((Space::Person | Space::Body | Space::Thing, _)) => derivation.entity(),
        Some((Space::Membership, _)) => derivation.membership(),
        Some((Space::Claim, _)) => derivation.claim(),
        Some((Space::Role, local)) => derivation.role(local),
        Some((Space::Judgement, id)) => derivation.judgement(id),
        Some((Space::Passage, _)) => copies::of_passage(node, view, base),
        Some((Space::Reprint, local)) => copies::of_reprint(node, local, view, base),
        Some((Space::Topic, "")) => derivation.scheme(),
        Some((Space::Topic, local)) => derivation.topic(local),
        _ => Vec::new(),
    })
}

/// Whether [`derive()`] reads the rows of the articles that lead to a node under this predicate; of all others it reads at most
/// that they do.
pub fn reads_row(predicate: &str) -> bool {
    const READ: [NamedNodeRef<'static>; 9] = [
        dixit::NAMES,
        dixit::EXTRACTED_AS,
        dixit::ATTESTS,
        dixit::EXPRESSES,
        dixit::HOLDER,
        dixit::PASSAGE,
        org::MEMBER,
        org::ROLE,
        schema::SPOKEN_BY_CHARACTER,
    ];
    READ.iter().any(|read| read.as_str() == predicate)
}

struct Derivation<'a> {
    node: &'a NamedNode,
    view: &'a dyn View,
    base: &'a str,
    settings: &'a Settings,
}

impl Derivation<'_> {
    fn triple(&self, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> Triple {
        Triple::new(self.node.clone(), predicate, object)
    }

    fn class(&self, class: NamedNodeRef<'_>) -> Triple {
        self.triple(rdf::TYPE, class.into_owned())
    }

    /// What the articles say of the node under a predicate that leads to it.
    fn rows(&self, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = Row> {
        of_article(self.view, predicate, self.node, self.base).map(|subject| Row::of(self.view, &subject))
    }

    /// The same, as far as the columns go: rows that are alike come once, with their number.
    fn alike(&self, predicate: NamedNodeRef<'static>, columns: &[NamedNodeRef<'static>]) -> Vec<(Row, usize)> {
        alike(self.view, predicate, self.node, self.base, columns)
    }

    fn entity(&self) -> Vec<Triple> {
        let uses = self.alike(dixit::NAMES, &[schema::NAME, dixit::FULLEST, dixit::NAMED_AS]);
        let mut fullest = Tally::default();
        let mut forms = BTreeSet::new();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for (row, number) in &uses {
            let Some(name) = row.text(schema::NAME) else { continue };
            forms.insert(name);
            if row.is_true(dixit::FULLEST) {
                fullest.add(name, *number);
                let kind = row.node(dixit::NAMED_AS).map_or(schema::THING.as_str(), NamedNode::as_str);
                *kinds.entry(kind).or_default() += number;
            }
        }
        let chosen = self.settings.key(self.node).and_then(|key| self.settings.judgements.name(key));
        let Some(name) = fullest.best().map(|best| chosen.unwrap_or(best).to_owned()) else { return self.replaced() };
        forms.remove(name.as_str());
        let told = self.told_apart(&name).filter(|_| chosen.is_none());
        let label = told.as_deref().unwrap_or(&name);
        let mut triples = vec![self.triple(rdfs::LABEL, plain(label)), self.triple(schema::NAME, plain(&name))];
        triples.extend(told.as_deref().map(|told| self.triple(schema::ALTERNATE_NAME, plain(told))));
        triples.extend(forms.iter().map(|form| self.triple(schema::ALTERNATE_NAME, plain(*form))));
        triples.extend(self.types(&kinds));
        triples.extend(shortcuts(self.node, self.view, self.base));
        triples.extend(self.affiliations());
        triples.extend(self.judged());
        triples
    }

    /// The name of one of several people who bear it, with a role that tells this one from the others: "Ann Lee (striker)".
    fn told_apart(&self, name: &str) -> Option<String> {
        let (_, field) = parting::base_of(self.node.as_str())?;
        let mut roles = Tally::default();
        for (row, number) in self.alike(org::MEMBER, &[org::ROLE]) {
            let role = row.node(org::ROLE).and_then(|role| mint::parse(self.base, role));
            if let Some((_, local)) = role.filter(|(_, local)| sure_field(local) == Some(field)) {
                roles.add(&local.replace('-', " "), number);
            }
        }
        Some(format!("{name} ({})", roles.best().unwrap_or(field.word())))
    }

    /// What is left of an entity that no article means any more: which ones took its place.
    fn replaced(&self) -> Vec<Triple> {
        let settings = self.settings;
        let to = settings.key(self.node).and_then(|key| settings.judgements.replacement(key));
        let mut by: BTreeSet<NamedNode> = to.map(|to| settings.node(to)).into_iter().collect();
        if by.is_empty() {
            by.extend(self.rows(dixit::EXTRACTED_AS).filter_map(|row| row.node(dixit::NAMES).cloned()));
            by.extend(parting::successor(self.node, self.view, self.base));
        }
        by.remove(self.node);
        by.into_iter().map(|by| self.triple(dixit::REPLACED_BY, by)).collect()
    }

    /// The judgements that bear on the entity, and what it is the same as elsewhere.
    fn judged(&self) -> Vec<Triple> {
        let Some(key) = self.settings.key(self.node) else { return Vec::new() };
        let mut triples = Vec::new();
        for judgement in self.settings.judgements.of_entity(key) {
            triples.push(self.triple(dixit::JUDGED_BY, self.settings.judgement(&judgement.id)));
            if let Verdict::Link { iri, .. } = &judgement.verdict
                && let Ok(same) = NamedNode::new(iri)
            {
                triples.push(self.triple(schema::SAME_AS, same));
            }
        }
        triples
    }

    /// A judgement that counts: what was decided, by whom, when and why.
    fn judgement(&self, id: &str) -> Vec<Triple> {
        let judgements = &self.settings.judgements;
        let Some(judgement) = judgements.get(id).filter(|judgement| judgements.counts(&judgement.id)) else {
            return Vec::new();
        };
        let verdict = judgement.verdict.name();
        let mut triples = vec![
            self.class(dixit::JUDGEMENT),
            self.triple(rdfs::LABEL, plain(format!("{verdict} by {}", words::one_line(&judgement.who)))),
            self.triple(dixit::VERDICT, plain(verdict)),
            self.triple(dixit::JUDGE, plain(judgement.who.as_str())),
            self.triple(dixit::JUDGED_AT, Literal::new_typed_literal(judgement.moment(), xsd::DATE_TIME)),
        ];
        if !judgement.note.is_empty() {
            triples.push(self.triple(dixit::REASON, plain(judgement.note.as_str())));
        }
        triples
    }

    /// The classes of an entity. A state is also an organisation, and so is a place that acts; else the majority of
    /// the articles decides between organisation and place.
    fn types(&self, kinds: &BTreeMap<&str, usize>) -> Vec<Triple> {
        let (space, local) = mint::parse(self.base, self.node).unwrap_or((Space::Thing, ""));
        let count = |class: NamedNodeRef<'static>| kinds.get(class.as_str()).copied().unwrap_or(0);
        let classes: &[NamedNodeRef<'static>] = match space {
            Space::Person => &[schema::PERSON],
            Space::Body if names::is_state(local) => {
                &[schema::COUNTRY, schema::GOVERNMENT_ORGANIZATION, org::ORGANIZATION]
            }
            Space::Body if count(schema::NEWS_MEDIA_ORGANIZATION) > 0 => {
                &[schema::NEWS_MEDIA_ORGANIZATION, org::ORGANIZATION]
            }
            Space::Body if count(schema::PLACE) > count(schema::ORGANIZATION) => {
                if self.acts() {
                    &[schema::PLACE, org::ORGANIZATION]
                } else {
                    &[schema::PLACE]
                }
            }
            Space::Body if names::is_of_state(local) => &[schema::GOVERNMENT_ORGANIZATION, org::ORGANIZATION],
            Space::Body => &[schema::ORGANIZATION, org::ORGANIZATION],
            _ => &[schema::THING],
        };
        classes.iter().map(|class| self.class(*class)).collect()
    }

    /// Whether the node speaks, is spoken for or addressed, or has people in roles.
    fn acts(&self) -> bool {
        let predicates =
            [org::ORGANIZATION_OF, schema::SPOKEN_BY_CHARACTER, dixit::SPEAKS_FOR, dixit::ADDRESSEE, dixit::HOLDER];
        predicates.into_iter().any(|predicate| is_met(self.view, predicate, self.node, self.base))
    }

    /// Where a person holds or held a role, by the latest article on each membership.
    fn affiliations(&self) -> Vec<Triple> {
        let mut memberships: BTreeMap<NamedNode, (Option<NamedNode>, Standing)> = BTreeMap::new();
        let columns = [dixit::ATTESTS, org::ORGANIZATION_OF, dixit::STATUS, dixit::DATE];
        for (row, _) in self.alike(org::MEMBER, &columns) {
            let (Some(membership), Some(standing)) = (row.node(dixit::ATTESTS), Standing::of(&row)) else { continue };
            let entry = memberships.entry(membership.clone());
            let (_, latest) = entry.or_insert_with(|| (row.node(org::ORGANIZATION_OF).cloned(), standing.clone()));
            if standing > *latest {
                *latest = standing;
            }
        }
        let triples = memberships.into_values().filter_map(|(body, standing)| {
            let predicate = match standing.status.as_ref() {
                dixit::CURRENT | dixit::ACTING => dixit::AFFILIATED_WITH,
                dixit::FORMER => dixit::FORMERLY_AFFILIATED_WITH,
                _ => return None,
            };
            Some(self.triple(predicate, body?))
        });
        triples.collect()
    }

    fn membership(&self) -> Vec<Triple> {
        let rows: Vec<Row> = self.rows(dixit::ATTESTS).collect();
        let Some(first) = rows.first() else { return Vec::new() };
        let mut triples = vec![self.class(org::MEMBERSHIP)];
        for predicate in [org::MEMBER, org::ROLE, org::ORGANIZATION_OF] {
            triples.extend(first.node(predicate).map(|object| self.triple(predicate, object.clone())));
        }
        let mut labels = Tally::default();
        rows.iter().filter_map(|row| row.text(rdfs::LABEL)).for_each(|label| labels.add(label, 1));
        triples.extend(labels.best().map(|label| self.triple(rdfs::LABEL, plain(label))));
        if let Some(latest) = rows.iter().filter_map(Standing::of).max() {
            triples.push(self.triple(dixit::STATUS, latest.status));
        }
        let held =
            |row: &&Row| row.node(dixit::STATUS).is_some_and(|s| matches!(s.as_ref(), dixit::CURRENT | dixit::ACTING));
        let dated = rows
            .iter()
            .filter(held)
            .filter_map(|row| row.text(dixit::DATE).map(|date| (date, row.node(dixit::EVIDENCE))));
        let dated: Vec<_> = dated.collect();
        let ends = [(dixit::SEEN_FROM, dated.iter().min()), (dixit::SEEN_TO, dated.iter().max())];
        for (predicate, (date, span)) in ends.into_iter().filter_map(|(predicate, end)| Some((predicate, *end?))) {
            triples.push(self.triple(predicate, super::row::day(date)));
            triples.extend(span.map(|span| self.triple(dixit::EVIDENCE, span.clone())));
        }
        if dated.is_empty() {
            let spans = rows.iter().filter_map(|row| row.node(dixit::EVIDENCE));
            triples.extend(spans.min().map(|span| self.triple(dixit::EVIDENCE, span.clone())));
        }
        triples
    }

    fn claim(&self) -> Vec<Triple> {
        let rows: Vec<Row> = self.rows(dixit::EXPRESSES).collect();
        let mut texts = Tally::default();
        rows.iter().filter_map(|row| row.text(schema::TEXT)).for_each(|text| texts.add(text, 1));
        let Some(text) = texts.best() else { return Vec::new() };
        let mut triples = vec![
            self.class(schema::CLAIM),
            self.triple(rdfs::LABEL, plain(words::shortened(text, LABEL))),
            self.triple(schema::TEXT, plain(text)),
        ];
        for predicate in [schema::ABOUT, schema::MENTIONS, dixit::TARGET] {
            let objects = rows.iter().flat_map(|row| row.nodes(predicate));
            triples.extend(objects.map(|object| self.triple(predicate, object.clone())));
        }
        let articles = rows.iter().filter_map(|row| row.node(schema::IS_PART_OF));
        triples.extend(articles.map(|article| self.triple(schema::APPEARANCE, article.clone())));
        let quotations = rows.iter().filter(|row| row.is_a(schema::QUOTATION));
        let outlets: BTreeSet<&NamedNode> = quotations.filter_map(|row| row.node(dixit::OUTLET)).collect();
        if outlets.len() > 1 {
            triples.push(self.triple(dixit::OUTLET_COUNT, integer(outlets.len())));
        }
        let negated = rows.iter().filter(|row| row.is_true(dixit::NEGATED)).count();
        if negated * 2 > rows.len() {
            triples.push(self.triple(dixit::NEGATED, truth()));
        }
        triples
    }

    /// The label of a role is how the articles mostly write it where they write it whole, else the words of its concept.
    fn role(&self, local: &str) -> Vec<Triple> {
        let mut names = Tally::default();
        let concept = local.replace('-', " ");
        for (row, number) in self.alike(org::ROLE, &[schema::ROLE_NAME]) {
            names.add(form(local, row.text(schema::ROLE_NAME).unwrap_or_default(), &concept), number);
        }
        let Some(name) = names.best() else { return Vec::new() };
        vec![
            self.class(org::ROLE_CLASS),
            self.class(skos::CONCEPT),
            self.triple(rdfs::LABEL, plain(name)),
            self.triple(skos::PREF_LABEL, plain(name)),
        ]
    }

    fn topic(&self, local: &str) -> Vec<Triple> {
        if !is_met(self.view, schema::ABOUT, self.node, self.base) {
            return Vec::new();
        }
        let concept: Literal = plain(mint::concept_of(local));
        vec![
            self.class(skos::CONCEPT),
            self.triple(rdfs::LABEL, concept.clone()),
            self.triple(skos::PREF_LABEL, concept),
            self.triple(skos::IN_SCHEME, mint::node(self.base, Space::Topic, "")),
        ]
    }

    /// The scheme of all topics is there as long as there is an article.
    fn scheme(&self) -> Vec<Triple> {
        if !self.view.any(&rdf::TYPE.into_owned(), &schema::NEWS_ARTICLE.into_owned()) {
            return Vec::new();
        }
        let label = plain("Topics of this collection");
        vec![self.class(skos::CONCEPT_SCHEME), self.triple(rdfs::LABEL, label)]
    }
}

/// How an article writes a role, where it writes it whole; else the words of its concept.
fn form<'a>(local: &str, written: &'a str, concept: &'a str) -> &'a str {
    if mint::slug(written) == local { written } else { concept }
}

/// The roles of these ground triples, which stand together by subject, each with how it is written: what is most frequent of that
/// is its label.
pub fn written_roles(ground: &[Triple], base: &str) -> Vec<(NamedNode, String)> {
    let mut found = Vec::new();
    for row in ground.chunk_by(|one, other| one.subject == other.subject) {
        let role = row.iter().find(|triple| triple.predicate == org::ROLE).and_then(|triple| as_node(&triple.object));
        let Some((role, (Space::Role, local))) = role.and_then(|role| Some((role, mint::parse(base, role)?))) else {
            continue;
        };
        let written = row.iter().find(|triple| triple.predicate == schema::ROLE_NAME);
        let written = written.and_then(|triple| as_literal(&triple.object)).map_or("", Literal::value);
        found.push((role.clone(), form(local, written, &local.replace('-', " ")).to_owned()));
    }
    found
}

/// What an article says of a role, ordered so that the greatest is the one to believe: the latest day, undated ones
/// before all; on one day current before acting before former before future.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    date: Option<String>,
    rank: Reverse<usize>,
    status: NamedNode,
}

impl Standing {
    fn of(row: &Row) -> Option<Self> {
        const RANKS: [NamedNodeRef<'_>; 4] = [dixit::CURRENT, dixit::ACTING, dixit::FORMER, dixit::FUTURE];
        let status = row.node(dixit::STATUS)?;
        let rank = RANKS.iter().position(|term| *term == status.as_ref())?;
        let date = row.text(dixit::DATE).map(str::to_owned);
        Some(Self { date, rank: Reverse(rank), status: status.clone() })
    }
}

/// Counts texts; the best is the most frequent, then the longest, then the first in the order of code points.
#[derive(Debug, Default)]
struct Tally(BTreeMap<String, usize>);

impl Tally {
    fn add(&mut self, text: &str, number: usize) {
        match self.0.get_mut(text) {
            Some(count) => *count += number,
            None => {
                self.0.insert(text.to_owned(), number);
            }
        }
    }

    fn best(&self) -> Option<&str> {
        let best = self.0.iter().max_by_key(|(text, count)| (**count, text.chars().count(), Reverse(*text)));
        best.map(|(text, _)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_text_does_not_depend_on_order() {
        let mut tally = Tally::default();
        for text in ["Bo", "Bo Lee", "Al Lee", "Bo"] {
            tally.add(text, 1);
        }
        assert_eq!(tally.best(), Some("Bo"));
        tally.add("Al Lee", 1);
        assert_eq!(tally.best(), Some("Al Lee"));
        tally.add("Bo Lee", 1);
        assert_eq!(tally.best(), Some("Al Lee"));
    }
}
