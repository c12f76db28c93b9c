//! Facts in plain tables beside the database, so that nobody waits for its many indexes before a question is asked.

use super::terms::Terms;
use oxigraph::model::{NamedNode, NamedNodeRef, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

/// Where there is no earlier run or link.
const NONE: u32 = u32::MAX;

/// Triples found by subject, and by predicate and object.
#[derive(Debug, Default)]
pub(super) struct Bulk {
    terms: Terms,
    triples: Vec<Fact>,
    runs: Vec<Run>,
    /// The last run of each term as a subject.
    by_subject: Vec<u32>,
    links: Vec<Link>,
    /// The last link of each predicate with each node that is its object.
    by_object: FxHashMap<(u32, u32), u32>,
    /// The places of triples that were taken out again: few.
    gone: FxHashSet<u32>,
}

/// A triple by the numbers of its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fact {
    subject: u32,
    predicate: u32,
    object: u32,
}

/// Triples of one subject that came one behind the other.
#[derive(Debug, Clone, Copy)]
struct Run {
    start: u32,
    end: u32,
    /// The run of the same subject before it.
    before: u32,
}

/// A triple whose object is a node.
#[derive(Debug, Clone, Copy)]
struct Link {
    triple: u32,
    /// The link with the same predicate and object before it.
    before: u32,
}

impl Bulk {
    /// The number of triples.
    pub(super) fn len(&self) -> usize {
        self.triples.len() - self.gone.len()
    }

    /// All triples, in the order in which they came.
    pub(super) fn triples(&self) -> impl Iterator<Item = Triple> {
        (0..count(self.triples.len())).filter_map(|place| self.triple(self.at(place)?))
    }

    /// Takes triples out, and gives those that are not there.
    pub(super) fn remove(&mut self, out: &[Triple]) -> Vec<Triple> {
        let mut others = Vec::new();
        for triple in out {
            let number = |term: TermRef<'_>| self.terms.number(term);
            let numbers = (
                number(triple.subject.as_ref().into()),
                number(triple.predicate.as_ref().into()),
                number(triple.object.as_ref()),
            );
            let found = match numbers {
                (Some(subject), Some(predicate), Some(object)) => {
                    let fact = Fact { subject, predicate, object };
                    self.places(subject).find(|place| self.at(*place) == Some(fact))
                }
                _ => None,
            };
            match found {
                Some(place) => drop(self.gone.insert(place)),
                None => others.push(triple.clone()),
            }
        }
        others
    }

    /// The triples that fit a pattern; none where it has neither subject nor predicate. Of a predicate alone, or with a literal, all
    /// are looked through.
    pub(super) fn matching(
        &self,
        subject: Option<NamedNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> Option<Vec<Triple>> {
        // A term that is not there is in no triple.
        let number = |term: TermRef<'_>| self.terms.number(term).unwrap_or(NONE);
        let (of, to) = (predicate.map(|predicate| number(predicate.into())), object.map(number));
        let fits = |fact: &Fact| of.is_none_or(|of| fact.predicate == of) && to.is_none_or(|to| fact.object == to);
        match (subject, predicate, object) {
            (Some(subject), ..) => {
                let facts = self.number(subject).into_iter().flat_map(|subject| self.of(subject));
                Some(facts.filter(fits).filter_map(|fact| self.triple(fact)).collect())
            }
            (None, Some(predicate), Some(TermRef::NamedNode(object))) => {
                Some(self.of_object(predicate, object).filter_map(|fact| self.triple(fact)).collect())
            }
            (None, Some(_), _) => {
                let facts = (0..count(self.triples.len())).filter_map(|place| self.at(place));
                Some(facts.filter(fits).filter_map(|fact| self.triple(fact)).collect())
            }
            (None, None, _) => None,
        }
    }

    /// Puts triples in; those of one subject that come together are sorted, as all that `graph` makes are. What is there
    /// already is left out. False, and nothing is done, when there are more than the tables can count.
    pub(super) fn add(&mut self, new: &mut Vec<Triple>) -> bool {
        if u32::try_from(self.terms.len().max(self.triples.len()) + 4 * new.len()).is_err() {
            return false;
        }
        self.triples.reserve(new.len());
        let mut rest = std::mem::take(new).into_iter().peekable();
        while let Some(first) = rest.next() {
            let subject = self.terms.put(first.subject.as_ref().into());
            let before = self.by_subject.get(subject as usize).copied().unwrap_or(NONE);
            let known: Vec<Fact> = if before == NONE { Vec::new() } else { self.of(subject).collect() };
            let start = self.triples.len();
            let mut next = Some(first);
            while let Some(triple) = next {
                next = rest.next_if(|other| other.subject == triple.subject);
                let fact = Fact {
                    subject,
                    predicate: self.terms.put(triple.predicate.as_ref().into()),
                    object: self.terms.put(triple.object.as_ref()),
                };
                let again = self.triples.get(start..).and_then(<[Fact]>::last) == Some(&fact);
                if !again && !known.contains(&fact) {
                    self.push(fact);
                }
            }
            if self.triples.len() > start {
                let run = count(self.runs.len());
                self.runs.push(Run { start: count(start), end: count(self.triples.len()), before });
                self.by_subject.resize(self.terms.len().max(self.by_subject.len()), NONE);
                if let Some(last) = self.by_subject.get_mut(subject as usize) {
                    *last = run;
                }
            }
        }
        true
    }

    fn push(&mut self, fact: Fact) {
        if self.terms.is_node(fact.object) {
            let link = count(self.links.len());
            let before = self.by_object.insert((fact.predicate, fact.object), link).unwrap_or(NONE);
            self.links.push(Link { triple: count(self.triples.len()), before });
        }
        self.triples.push(fact);
    }

    /// The triple at a place, unless it was taken out.
    fn at(&self, place: u32) -> Option<Fact> {
        // Nothing is looked up where nothing is gone, as is nearly always so.
        let is_gone = !self.gone.is_empty() && self.gone.contains(&place);
        self.triples.get(place as usize).copied().filter(|_| !is_gone)
    }

    /// The places of the triples of a subject, the last first; of those that were taken out too.
    fn places(&self, subject: u32) -> impl Iterator<Item = u32> + use<'_> {
        let mut at = self.by_subject.get(subject as usize).copied().unwrap_or(NONE);
        let runs = std::iter::from_fn(move || {
            let run = self.runs.get(at as usize)?;
            at = run.before;
            Some(*run)
        });
        runs.flat_map(|run| (run.start..run.end).rev())
    }

    /// The triples of a subject, the last first.
    fn of(&self, subject: u32) -> impl Iterator<Item = Fact> {
        self.places(subject).filter_map(|place| self.at(place))
    }

    /// The triples of a node, the last first.
    pub(super) fn of_subject(&self, subject: NamedNodeRef<'_>) -> impl Iterator<Item = Triple> {
        let facts = self.number(subject).into_iter().flat_map(|subject| self.of(subject));
        facts.filter_map(|fact| self.triple(fact))
    }

    /// The triples that have this object under this predicate, the last first.
    fn of_object(&self, predicate: NamedNodeRef<'_>, object: NamedNodeRef<'_>) -> impl Iterator<Item = Fact> {
        let key = self.number(predicate).zip(self.number(object));
        let mut at = key.and_then(|key| self.by_object.get(&key).copied()).unwrap_or(NONE);
        let all = std::iter::from_fn(move || {
            let link = self.links.get(at as usize)?;
            at = link.before;
            Some(link.triple)
        });
        all.filter_map(|place| self.at(place))
    }

    /// The nodes that have this object under this predicate.
    pub(super) fn subjects(
        &self,
        predicate: NamedNodeRef<'_>,
        object: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = NamedNode> {
        self.of_object(predicate, object).filter_map(|fact| self.terms.node(fact.subject))
    }

    fn number(&self, node: NamedNodeRef<'_>) -> Option<u32> {
        self.terms.number(node.into())
    }

    fn triple(&self, fact: Fact) -> Option<Triple> {
        let (predicate, object) = (self.terms.node(fact.predicate)?, self.terms.get(fact.object)?);
        Some(Triple { subject: self.terms.subject(fact.subject)?, predicate, object })
    }
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
        let of_subject = |name| bulk.of_subject(node(name).as_ref()).collect::<Vec<_>>();
        assert_eq!(of_subject("a"), of_a, "the last comes first");
        assert!(of_subject("x").is_empty());
        let subjects = |predicate, object| {
            let (predicate, object) = (node(predicate), node(object));
            bulk.subjects(predicate.as_ref(), object.as_ref()).collect::<Vec<_>>()
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
        assert_eq!(found(None, Some(p.as_ref()), None), Some(3));
        assert_eq!(found(None, Some(y.as_ref()), None), Some(0), "no predicate");
        assert_eq!(found(None, None, Some(y.as_ref().into())), None, "the database answers that");
        assert_eq!(bulk.triples().count(), 4);
    }

    #[test]
    fn what_is_taken_out_is_gone_until_it_comes_back() {
        let mut bulk = Bulk::default();
        let (x, y) = (triple("a", "p", "x"), triple("a", "p", "y"));
        assert!(bulk.add(&mut vec![x.clone(), y.clone(), triple("b", "p", "x")]));
        let others = bulk.remove(&[x.clone(), x.clone(), triple("c", "p", "x")]);
        assert_eq!(others, [x.clone(), triple("c", "p", "x")]);
        let of_a = |bulk: &Bulk| bulk.of_subject(node("a").as_ref()).collect::<Vec<_>>();
        let with_x = |bulk: &Bulk| bulk.subjects(node("p").as_ref(), node("x").as_ref()).count();
        assert_eq!((bulk.len(), of_a(&bulk), with_x(&bulk)), (2, vec![y.clone()], 1));
        assert!(bulk.add(&mut vec![x.clone()]));
        assert_eq!((bulk.len(), of_a(&bulk), with_x(&bulk)), (3, vec![x, y], 2));
        assert_eq!(bulk.triples().count(), 3);
    }
}
