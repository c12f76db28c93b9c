//! What all judgements add up to: who is who, what the entities are called, and which facts are rejected or reviewed.

use super::{Judgement, Verdict, in_order};
use std::collections::{BTreeMap, BTreeSet};

/// The judgements of a store and what they add up to. The same whatever the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgements {
    /// Each once, in the order in which they count; withdrawn ones too.
    all: Vec<Judgement>,
    /// Their places in `all`, by id.
    places: BTreeMap<String, usize>,
    /// The ids of those that count.
    active: BTreeSet<String>,
    /// Those that count and can do nothing, with the reason.
    void: BTreeMap<String, &'static str>,
    /// What moves entities, in order.
    steps: Vec<Step>,
    /// Where an entity that some judgement names is at the end, unless a split takes it elsewhere.
    ends: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    apart: Vec<(String, String)>,
    /// The places in `all` of what is said of an article's facts.
    of_articles: BTreeMap<String, Vec<usize>>,
    /// The same for entities, by where they are at the end.
    of_entities: BTreeMap<String, Vec<usize>>,
}

/// One move: whatever is at `from` goes to `to`, in the articles that fit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    from: String,
    to: String,
    only: Option<Only>,
}

/// The articles that a split is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Only {
    articles: BTreeSet<String>,
    role: Option<String>,
    body: Option<String>,
}

/// What an article says of one entity, as far as a split may ask.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The hash in the article's IRI.
    pub article: &'a str,
    /// The roles that it gives the entity, each with its body.
    pub roles: &'a [(String, Option<String>)],
}

impl Only {
    fn fits(&self, place: Place<'_>) -> bool {
        let given = self.role.is_some() || self.body.is_some();
        let fits = |(role, body): &(String, Option<String>)| {
            self.role.as_ref().is_none_or(|wanted| wanted == role)
                && (self.body.is_none() || self.body.as_ref() == body.as_ref())
        };
        self.articles.contains(place.article) || given && place.roles.iter().any(fits)
    }
}

/// What another set of judgements changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// The ids of the judgements that came, went or changed.
    pub judgements: BTreeSet<String>,
    /// The articles of whose facts something else is said.
    pub articles: BTreeSet<String>,
    /// The entities that may be somebody else, be called something else, or have other notes and links.
    pub entities: BTreeSet<String>,
}

impl Judgements {
    /// What these judgements add up to.
    pub fn new(all: Vec<Judgement>) -> Self {
        let all = in_order(all);
        let active = active(&all);
        let places = all.iter().enumerate().map(|(place, judgement)| (judgement.id.clone(), place)).collect();
        let mut state = Self { all, places, active, ..Self::default() };
        let mentioned = state.counting().flat_map(|(_, judgement)| judgement.verdict.entities());
        state.ends = mentioned.map(|key| (key.to_owned(), key.to_owned())).collect();
        state.apart = state.pairs_apart();
        let moves: Vec<Judgement> =
            state.counting().filter(|(_, j)| j.verdict.is_identity()).map(|(_, j)| j.clone()).collect();
        for judgement in &moves {
            if let Err(reason) = state.take(judgement) {
                state.void.insert(judgement.id.clone(), reason);
            }
        }
        state.index();
        state
    }

    /// These judgements and more.
    #[must_use]
    pub fn with(&self, more: &[Judgement]) -> Self {
        Self::new(self.all.iter().chain(more).cloned().collect())
    }

    /// A judgement that is given now, and so counts as later than all that are here, whatever its moment. One that is here and
    /// counts is the same again.
    pub fn next(&self, when: &str, who: &str, verdict: Verdict, note: &str) -> Judgement {
        let new = Judgement::new(when.to_owned(), who.to_owned(), verdict, note.to_owned());
        let same = |known: &&Judgement| self.counts(&known.id) && (*known).clone().in_turn(0) == new;
        if let Some(known) = self.all.iter().rfind(same) {
            return known.clone();
        }
        match self.all.last() {
            Some(last) if last.turn > 0 || last.when >= new.when => {
                // A crafted log may have used up all turns; then the moments decide.
                let turn = if last.when < new.when { last.turn } else { last.turn.saturating_add(1) };
                new.in_turn(turn)
            }
            _ => new,
        }
    }

    /// Every judgement, in the order in which they count.
    pub fn all(&self) -> &[Judgement] {
        &self.all
    }

    /// What is decided by those that count and can do something, in order.
    pub fn in_force(&self) -> impl Iterator<Item = &Verdict> {
        self.counting().filter(|(_, judgement)| !self.void.contains_key(&judgement.id)).map(|(_, j)| &j.verdict)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The judgement with this id.
    pub fn get(&self, id: &str) -> Option<&Judgement> {
        self.places.get(id).and_then(|place| self.all.get(*place))
    }

    /// Whether the judgement counts: nobody withdrew it.
    pub fn counts(&self, id: &str) -> bool {
        self.active.contains(id)
    }

    /// Why a judgement that counts can do nothing.
    pub fn void(&self, id: &str) -> Option<&'static str> {
        self.void.get(id).copied()
    }

    /// Whether the last judgement about the very fact says the same already.
    pub fn says(&self, verdict: &Verdict) -> bool {
        let Some(fact) = verdict.fact() else { return false };
        let rules =
            |judgement: &&Judgement| matches!(judgement.verdict, Verdict::Accept { .. } | Verdict::Reject { .. });
        let about =
            self.of_article(&fact.article).filter(rules).filter(|judgement| judgement.verdict.fact() == Some(fact));
        about.last().is_some_and(|judgement| judgement.verdict == *verdict)
    }

    /// Whether any judgement moves this entity.
    pub fn moves(&self, key: &str) -> bool {
        !self.steps.is_empty() && self.ends.contains_key(key)
    }

    /// Who `key` is in an article, after all judgements.
    pub fn resolve<'a>(&'a self, key: &'a str, place: Place<'_>) -> &'a str {
        self.steps.iter().fold(key, |at, step| {
            let goes = step.from == at && step.only.as_ref().is_none_or(|only| only.fits(place));
            if goes { &step.to } else { at }
        })
    }

    /// Where the entity is after all judgements, but for the articles that splits are about.
    pub fn end<'a>(&'a self, key: &'a str) -> &'a str {
        self.ends.get(key).map_or(key, String::as_str)
    }

    /// The entity in whose place another is, when there is one.
    pub fn replacement(&self, key: &str) -> Option<&str> {
        self.ends.get(key).map(String::as_str).filter(|end| *end != key)
    }

    /// The main name that was chosen for an entity.
    pub fn name(&self, key: &str) -> Option<&str> {
        self.names.get(key).map(String::as_str)
    }

    /// Whether somebody said that the two are not one.
    pub fn are_apart(&self, one: &str, other: &str) -> bool {
        self.apart.iter().any(|(a, b)| {
            let (a, b) = (self.end(a), self.end(b));
            a != b && (a == one && b == other || a == other && b == one)
        })
    }

    /// The judgements that count about the facts of an article, in order.
    pub fn of_article(&self, article: &str) -> impl Iterator<Item = &Judgement> {
        self.of_articles.get(article).into_iter().flatten().filter_map(|index| self.all.get(*index))
    }

    /// The judgements that count about an entity, in order.
    pub fn of_entity(&self, key: &str) -> impl Iterator<Item = &Judgement> {
        self.of_entities.get(key).into_iter().flatten().filter_map(|index| self.all.get(*index))
    }

    /// What is different from `old`.
    pub fn changed(&self, old: &Self) -> Changed {
        let mut changed = Changed::default();
        let mut seeds = BTreeSet::new();
        for (one, other) in [(self, old), (old, self)] {
            for (_, judgement) in one.counting() {
                let id = &judgement.id;
                let same = other.counts(id) && other.get(id) == Some(judgement) && other.void(id) == one.void(id);
                if same {
                    continue;
                }
                changed.judgements.insert(id.clone());
                changed.articles.extend(judgement.verdict.fact().map(|fact| fact.article.clone()));
                seeds.extend(judgement.verdict.entities().into_iter().map(str::to_owned));
            }
        }
        changed.entities = self.connected(old, seeds);
        changed
    }

    /// The entities that judgements of either state connect with the `seeds`, and where they are at the end.
    fn connected(&self, old: &Self, seeds: BTreeSet<String>) -> BTreeSet<String> {
        let groups: Vec<Vec<&str>> = [self, old]
            .into_iter()
            .flat_map(Self::counting)
            .filter(|(_, judgement)| judgement.verdict.is_identity())
            .map(|(_, judgement)| judgement.verdict.entities())
            .collect();
        let mut found = seeds;
        loop {
            let before = found.len();
            for group in &groups {
                if group.iter().any(|key| found.contains(*key)) {
                    found.extend(group.iter().map(|key| (*key).to_owned()));
                }
            }
            let ends: Vec<String> =
                found.iter().flat_map(|key| [self.end(key).to_owned(), old.end(key).to_owned()]).collect();
            found.extend(ends);
            if found.len() == before {
                return found;
            }
        }
    }

    /// Those that count, with their places in `all`.
    fn counting(&self) -> impl Iterator<Item = (usize, &Judgement)> {
        self.all.iter().enumerate().filter(|(_, judgement)| self.active.contains(&judgement.id))
    }

    /// The pairs that somebody keeps apart, unless a later merge names the very two.
    fn pairs_apart(&self) -> Vec<(String, String)> {
        let merges = |index: usize, one: &str, other: &str| {
            self.counting().any(|(at, judgement)| match &judgement.verdict {
                Verdict::Merge { entity, into, .. } => {
                    at > index && (entity == one && into == other || entity == other && into == one)
                }
                _ => false,
            })
        };
        let pairs = self.counting().filter_map(|(index, judgement)| match &judgement.verdict {
            Verdict::NotSame { entity, other } | Verdict::Split { entity, into: other, .. } => {
                (!merges(index, entity, other)).then(|| (entity.clone(), other.clone()))
            }
            _ => None,
        });
        pairs.collect()
    }

    /// Takes one judgement about who is who into account.
    fn take(&mut self, judgement: &Judgement) -> Result<(), &'static str> {
        match &judgement.verdict {
            Verdict::Merge { entity, into, name } => {
                let (from, to) = (self.end(entity).to_owned(), self.end(into).to_owned());
                self.join(&from, &to)?;
                self.names.remove(&from);
                self.names.insert(to, name.clone());
            }
            Verdict::Rename { entity, into, name } => {
                let from = self.end(entity).to_owned();
                let free = self.end(into) == into.as_str() || self.end(into) == from;
                // Somebody else was called so and is now called otherwise: the two must not share a node.
                let to = if free { into.clone() } else { format!("{into}-{}", suffix(&judgement.id)) };
                self.ends.entry(to.clone()).or_insert_with(|| to.clone());
                self.join(&from, &to)?;
                self.names.remove(&from);
                self.names.insert(to, name.clone());
            }
            Verdict::Split { entity, into, name, articles, role, body } => {
                let (from, to) = (self.end(entity).to_owned(), self.end(into).to_owned());
                if from == to {
                    return Err("the two are one by another judgement");
                }
                let only =
                    Only { articles: articles.iter().cloned().collect(), role: role.clone(), body: body.clone() };
                self.steps.push(Step { from, to: to.clone(), only: Some(only) });
                self.names.insert(to, name.clone());
            }
            _ => {}
        }
        Ok(())
    }

    /// Whatever is at `from` goes to `to`, unless two that are kept apart would meet.
    fn join(&mut self, from: &str, to: &str) -> Result<(), &'static str> {
        if from == to {
            return Ok(());
        }
        let meet = |(one, other): &(String, String)| {
            let (one, other) = (self.end(one), self.end(other));
            one == from && other == to || one == to && other == from
        };
        if self.apart.iter().any(meet) {
            return Err("another judgement keeps the two apart");
        }
        for end in self.ends.values_mut().filter(|end| *end == from) {
            to.clone_into(end);
        }
        // A node that is gone may come back: it is renamed to what it was called before.
        self.ends.insert(to.to_owned(), to.to_owned());
        self.steps.push(Step { from: from.to_owned(), to: to.to_owned(), only: None });
        Ok(())
    }

    fn index(&mut self) {
        let (mut of_articles, mut of_entities) = (BTreeMap::new(), BTreeMap::new());
        for (index, judgement) in self.counting().filter(|(_, judgement)| !self.void.contains_key(&judgement.id)) {
            if let Some(fact) = judgement.verdict.fact() {
                of_articles.entry(fact.article.clone()).or_insert_with(Vec::new).push(index);
            }
            let ends: BTreeSet<&str> = judgement.verdict.entities().into_iter().map(|key| self.end(key)).collect();
            for end in ends {
                of_entities.entry(end.to_owned()).or_insert_with(Vec::new).push(index);
            }
        }
        (self.of_articles, self.of_entities) = (of_articles, of_entities);
    }
}

/// The first digits of an id.
fn suffix(id: &str) -> &str {
    id.get(..6).unwrap_or(id)
}

/// The ids of those that no other one that counts withdraws.
fn active(all: &[Judgement]) -> BTreeSet<String> {
    let mut withdrawn_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for judgement in all {
        if let Verdict::Withdraw { judgement: target } = &judgement.verdict {
            withdrawn_by.entry(target).or_default().push(&judgement.id);
        }
    }
    // An id is the hash of what it withdraws, so that no ring can arise; a log written by hand may hold one all the same.
    fn counts<'a>(id: &'a str, by: &BTreeMap<&'a str, Vec<&'a str>>, depth: usize) -> bool {
        depth == 0 || !by.get(id).is_some_and(|others| others.iter().any(|other| counts(other, by, depth - 1)))
    }
    const DEEPEST: usize = 64;
    let ids = all.iter().map(|judgement| judgement.id.as_str());
    ids.filter(|id| counts(id, &withdrawn_by, DEEPEST)).map(str::to_owned).collect()
}
