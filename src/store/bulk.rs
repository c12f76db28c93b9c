//! The facts of a first build in plain tables, so that nobody waits for the database's many indexes before a question is asked.

use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// Where there is no earlier run or link.
const NONE: u32 = u32::MAX;

/// Triples found by subject, and by predicate and object.
///
/// The tables are keyed by hashes; whoever follows them compares the terms themselves.
#[derive(Debug, Default)]
pub(super) struct Bulk {
    triples: Vec<Triple>,
    runs: Vec<Run>,
    /// The last run of each subject.
    by_subject: FxHashMap<u64, u32>,
    links: Vec<Link>,
    /// The last link of each predicate with each node that is its object.
    by_object: FxHashMap<u64, u32>,
    /// The places of triples that were taken out again: few.
    gone: FxHashSet<u32>,
}

/// Triples of one subject that came one behind the other.
#[derive(Debug, Clone, Copy)]
struct Run {
    start: u32,
    end: u32,
    /// The run before it whose subject has the same hash.
    before: u32,
}

/// A triple whose object is a node.
#[derive(Debug, Clone, Copy)]
struct Link {
    triple: u32,
    /// The link before it whose predicate and object have the same hash.
    before: u32,
}

impl Bulk {
    /// The number of triples.
    pub(super) fn len(&self) -> usize {
        self.triples.len() - self.gone.len()
    }

    /// All triples, in the order in which they came.
    pub(super) fn triples(&self) -> impl Iterator<Item = &Triple> {
        let there = (0..).zip(&self.triples).filter(|(place, _)| !self.gone.contains(place));
        there.map(|(_, triple)| triple)
    }

    /// Takes triples out; those that are not there are passed over.
    pub(super) fn remove(&mut self, out: &[Triple]) {
        for triple in out {
            let found = self.places(triple.subject.as_ref()).find(|place| self.at(*place) == Some(triple));
            self.gone.extend(found);
        }
    }

    /// The triples that fit a pattern of a subject, or of a predicate and a node; none where that is no such pattern.
    pub(super) fn matching(
        &self,
        subject: Option<NamedNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> Option<Vec<Triple>> {
        match (subject, predicate, object) {
            (Some(subject), ..) => {
                let fits = |triple: &&Triple| {
                    predicate.is_none_or(|predicate| triple.predicate.as_ref() == predicate)
                        && object.is_none_or(|object| triple.object.as_ref() == object)
                };
                Some(self.of_subject(subject).filter(fits).cloned().collect())
            }
            (None, Some(predicate), Some(TermRef::NamedNode(object))) => {
                Some(self.of_object(predicate, object).cloned().collect())
            }
            _ => None,
        }
    }

    /// Puts triples in; those of one subject that come together are sorted, as all that `graph` makes are. What is there
    /// already is left out. False, and nothing is done, when there are more than the tables can count.
    pub(super) fn add(&mut self, new: &mut Vec<Triple>) -> bool {
        if u32::try_from(self.triples.len() + new.len()).is_err() {
            return false;
        }
        self.triples.reserve(new.len());
        let mut rest = std::mem::take(new).into_iter().peekable();
        while let Some(first) = rest.next() {
            let key = subject_key(first.subject.as_ref());
            let before = self.by_subject.get(&key).copied().unwrap_or(NONE);
            let known: Vec<Triple> =
                if before == NONE { Vec::new() } else { self.of(first.subject.as_ref()).cloned().collect() };
            let start = self.triples.len();
            let mut next = Some(first);
            while let Some(triple) = next {
                next = rest.next_if(|other| other.subject == triple.subject);
                let again = self.triples.get(start..).and_then(<[Triple]>::last) == Some(&triple);
                if !again && !known.contains(&triple) {
                    self.push(triple);
                }
            }
            if self.triples.len() > start {
                let index = count(self.runs.len());
                self.runs.push(Run { start: count(start), end: count(self.triples.len()), before });
                self.by_subject.insert(key, index);
            }
        }
        true
    }

    fn push(&mut self, triple: Triple) {
        if let Term::NamedNode(object) = &triple.object {
            let link = count(self.links.len());
            let before =
                self.by_object.insert(object_key(triple.predicate.as_ref(), object.as_ref()), link).unwrap_or(NONE);
            self.links.push(Link { triple: count(self.triples.len()), before });
        }
        self.triples.push(triple);
    }

    /// The triple at a place, unless it was taken out.
    fn at(&self, place: u32) -> Option<&Triple> {
        // Nothing is looked up where nothing is gone, as is nearly always so.
        let is_gone = !self.gone.is_empty() && self.gone.contains(&place);
        self.triples.get(place as usize).filter(|_| !is_gone)
    }

    /// The places of the triples of a subject, the last first; of those that were taken out too.
    fn places<'a>(&'a self, subject: NamedOrBlankNodeRef<'a>) -> impl Iterator<Item = u32> + use<'a> {
        let mut at = self.by_subject.get(&subject_key(subject)).copied().unwrap_or(NONE);
        let runs = std::iter::from_fn(move || {
            let run = self.runs.get(at as usize)?;
            at = run.before;
            Some(*run)
        });
        let is_of = move |run: &Run| {
            self.triples.get(run.start as usize).is_some_and(|triple| triple.subject.as_ref() == subject)
        };
        runs.filter(is_of).flat_map(|run| (run.start..run.end).rev())
    }

    /// The triples of a subject, the last first.
    fn of<'a>(&'a self, subject: NamedOrBlankNodeRef<'a>) -> impl Iterator<Item = &'a Triple> {
        self.places(subject).filter_map(|place| self.at(place))
    }

    /// The triples of a node, the last first.
    pub(super) fn of_subject<'a>(&'a self, subject: NamedNodeRef<'a>) -> impl Iterator<Item = &'a Triple> {
        self.of(subject.into())
    }

    /// The triples that have this object under this predicate, the last first.
    pub(super) fn of_object<'a>(
        &'a self,
        predicate: NamedNodeRef<'a>,
        object: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = &'a Triple> {
        let mut at = self.by_object.get(&object_key(predicate, object)).copied().unwrap_or(NONE);
        let all = std::iter::from_fn(move || {
            let link = self.links.get(at as usize)?;
            at = link.before;
            Some(link.triple)
        });
        all.filter_map(|place| self.at(place))
            .filter(move |triple| triple.predicate.as_ref() == predicate && triple.object.as_ref() == object.into())
    }

    /// The nodes that have this object under this predicate.
    pub(super) fn subjects<'a>(
        &'a self,
        predicate: NamedNodeRef<'a>,
        object: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = &'a NamedNode> {
        self.of_object(predicate, object).filter_map(|triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        })
    }
}

fn subject_key(subject: NamedOrBlankNodeRef<'_>) -> u64 {
    match subject {
        NamedOrBlankNodeRef::NamedNode(node) => hash_of(node.as_str()),
        NamedOrBlankNodeRef::BlankNode(node) => hash_of(node.as_str()),
    }
}

fn object_key(predicate: NamedNodeRef<'_>, object: NamedNodeRef<'_>) -> u64 {
    hash_of((predicate.as_str(), object.as_str()))
}

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// An index that [`Bulk::add`] has checked.
fn count(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::store) fn node(name: &str) -> NamedNode {
        NamedNode::new(format!("https://graph.example/{name}")).expect("an IRI")
    }

    pub(in crate::store) fn triple(subject: &str, predicate: &str, object: &str) -> Triple {
        Triple::new(node(subject), node(predicate), node(object))
    }

    #[test]
    fn triples_are_found_by_subject_and_by_object_and_each_is_kept_once() {
        let mut bulk = Bulk::default();
        let mut first = vec![triple("a", "p", "x"), triple("a", "q", "x"), triple("b", "p", "x")];
        assert!(bulk.add(&mut first) && first.is_empty());
        assert!(bulk.add(&mut vec![triple("a", "p", "x"), triple("a", "p", "y"), triple("a", "p", "y")]));
        assert_eq!(bulk.len(), 4);
        let of_a = [triple("a", "p", "y"), triple("a", "q", "x"), triple("a", "p", "x")];
        let of_subject = |name| bulk.of_subject(node(name).as_ref()).cloned().collect::<Vec<_>>();
        assert_eq!(of_subject("a"), of_a, "the last comes first");
        assert!(of_subject("x").is_empty());
        let subjects = |predicate, object| {
            let (predicate, object) = (node(predicate), node(object));
            bulk.subjects(predicate.as_ref(), object.as_ref()).cloned().collect::<Vec<_>>()
        };
        assert_eq!(subjects("p", "x"), [node("b"), node("a")]);
        assert_eq!(subjects("q", "x"), [node("a")]);
        assert!(subjects("q", "y").is_empty());
        let (a, p, y) = (node("a"), node("p"), node("y"));
        let found = |subject, predicate, object| {
            bulk.matching(subject, predicate, object).map(|found: Vec<Triple>| found.len())
        };
        assert_eq!(found(Some(a.as_ref()), Some(p.as_ref()), None), Some(2));
        assert_eq!(found(Some(a.as_ref()), None, Some(y.as_ref().into())), Some(1));
        assert_eq!(found(None, Some(p.as_ref()), Some(y.as_ref().into())), Some(1));
        assert_eq!(found(None, Some(p.as_ref()), None), None, "the database answers that");
        assert_eq!(bulk.triples().count(), 4);
    }

    #[test]
    fn what_is_taken_out_is_gone_until_it_comes_back() {
        let mut bulk = Bulk::default();
        let (x, y) = (triple("a", "p", "x"), triple("a", "p", "y"));
        assert!(bulk.add(&mut vec![x.clone(), y.clone(), triple("b", "p", "x")]));
        bulk.remove(&[x.clone(), x.clone(), triple("c", "p", "x")]);
        let of_a = |bulk: &Bulk| bulk.of_subject(node("a").as_ref()).cloned().collect::<Vec<_>>();
        let with_x = |bulk: &Bulk| bulk.subjects(node("p").as_ref(), node("x").as_ref()).count();
        assert_eq!((bulk.len(), of_a(&bulk), with_x(&bulk)), (2, vec![y.clone()], 1));
        assert!(bulk.add(&mut vec![x.clone()]));
        assert_eq!((bulk.len(), of_a(&bulk), with_x(&bulk)), (3, vec![x, y], 2));
        assert_eq!(bulk.triples().count(), 3);
    }
}
