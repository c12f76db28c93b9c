//! The graph as it can be asked: SPARQL and patterns over Oxigraph, which no other module touches.

use super::bulk::Bulk;
use super::count::{Count, present};
use super::lines;
use super::loading::{Loading, bounded, take_out};
use super::search::Search;
use super::view::GraphView;
use crate::error::{Error, ErrorKind, Result};
use crate::graph::{self, Settings};
use oxigraph::model::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple,
};
use oxigraph::sparql::{
    PreparedSparqlQuery, PreparedSparqlUpdate, QueryEvaluationError, QueryResults, UpdateEvaluationError,
};
use oxigraph::store::{StorageError, Store as Quads};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// A handle on the graph: cheap to clone, usable on any thread, and alive for as long as somebody holds it.
///
/// ```
/// use dixit::store::Graph;
/// use oxigraph::sparql::{QueryResults, SparqlEvaluator};
///
/// let graph = Graph::in_memory("<http://a.example/s> <http://a.example/p> \"o\" .")?;
/// let query = SparqlEvaluator::new().parse_query("SELECT ?o { ?s ?p ?o }")?;
/// let QueryResults::Solutions(rows) = graph.query(query)? else { panic!("a SELECT gives rows") };
/// assert_eq!(rows.count(), 1);
/// # Result::<_, Box<dyn std::error::Error>>::Ok(())
/// ```
#[derive(Clone)]
pub struct Graph {
    /// The database; [`Graph::database`] alone gives it.
    quads: Quads,
    /// The facts that are not in the database yet: all of a first build, or those that a [buffered](Graph::buffered) graph got
    /// last. None of them is in the database too.
    bulk: Arc<RwLock<Option<Arc<Bulk>>>>,
    /// How many facts may wait beside a database that has others; none where facts wait only as long as it is empty.
    waiting: Option<usize>,
    /// What loads the facts of a first build into a database on the disk.
    loading: Option<Arc<Mutex<Loading>>>,
    /// How many quads the database has, where that is known.
    pub(super) count: Count,
    /// What ends the reading of patterns.
    stop: Option<Arc<AtomicBool>>,
    /// The full-text index and the names.
    pub(super) words: Arc<Mutex<Search>>,
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Graph").finish_non_exhaustive()
    }
}

/// Triples from which on they are loaded where nothing is taken out.
const MANY: usize = 10_000;

impl Graph {
    /// A graph that is in no store, from N-Quads text: for tests and for facts that are not to be kept.
    pub fn in_memory(n_quads: &str) -> Result<Self> {
        let graph = Self::empty()?;
        graph.load(n_quads.as_bytes())?;
        Ok(graph)
    }

    pub(super) fn empty() -> Result<Self> {
        Ok(Self::over(Quads::new().map_err(storage)?))
    }

    pub(super) fn over(quads: Quads) -> Self {
        let (bulk, count, words) = (Arc::default(), Count::default(), Arc::default());
        Self { quads, bulk, waiting: None, loading: None, count, stop: None, words }
    }

    /// The same graph, which from now on keeps up to about `waiting` new facts beside its database and loads them together: a
    /// database on the disk writes few large pieces far more cheaply than many small ones, and what was just put in is read
    /// from memory. They are lost with the process. Nothing may be put in that is there already.
    #[cfg(any(feature = "rocksdb", test))]
    pub(super) fn buffered(self, waiting: usize) -> Self {
        // Who got a handle before goes on without what waits.
        let bulk = Arc::new(RwLock::new(Some(Arc::default())));
        Self { bulk, waiting: Some(waiting), loading: None, ..self }
    }

    /// The same graph, an empty one on the disk, which from now on takes facts for one large piece and loads it when something is
    /// asked.
    #[cfg(any(feature = "rocksdb", test))]
    pub(super) fn loading(self) -> Self {
        Self { loading: Some(Arc::new(Mutex::new(self.loader()))), ..self }
    }

    /// What loads facts into the database as one piece.
    #[cfg(any(feature = "rocksdb", test))]
    pub(super) fn loader(&self) -> Loading {
        Loading::into_database(&self.quads)
    }

    /// Whether it takes facts for one large piece.
    #[cfg(feature = "rocksdb")]
    pub(super) fn is_loading(&self) -> bool {
        self.loading.is_some()
    }

    /// Merges all that the database has, so that a look into it reads few files.
    #[cfg(feature = "rocksdb")]
    pub(super) fn merge(&self) -> Result<()> {
        self.database().and_then(Quads::optimize).map_err(storage)
    }

    /// Whether facts may wait beside a database that has others.
    pub(super) fn is_buffered(&self) -> bool {
        self.waiting.is_some()
    }

    /// Whether so many facts wait that they should be loaded.
    pub(super) fn is_full(&self) -> bool {
        self.waiting.is_some_and(|most| self.bulk().is_some_and(|bulk| bulk.len() >= most))
    }

    /// Loads what waits into the database.
    pub(super) fn settle(&self) -> Result<()> {
        self.database().map(drop).map_err(storage)
    }

    /// An empty graph that puts facts into its database only when something is asked or taken out that needs it.
    pub(super) fn empty_for_a_first_build() -> Result<Self> {
        let graph = Self::empty()?;
        *graph.bulk.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::default());
        Ok(graph)
    }

    /// The facts that are not in the database yet.
    pub(super) fn bulk(&self) -> Option<Arc<Bulk>> {
        self.bulk.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The database with all facts in it.
    fn database(&self) -> Result<&Quads, StorageError> {
        if let Some(loading) = &self.loading {
            loading.lock().unwrap_or_else(PoisonError::into_inner).settle()?;
            return Ok(&self.quads);
        }
        if self.bulk.read().unwrap_or_else(PoisonError::into_inner).is_some() {
            let mut bulk = self.bulk.write().unwrap_or_else(PoisonError::into_inner);
            if let Some(facts) = bulk.as_ref().filter(|facts| facts.len() > 0) {
                let there = present(&self.quads, facts.len(), facts.triples())?;
                self.load_triples(facts.triples())?;
                self.count.change(there.map(|there| facts.len() - there), u64::saturating_add);
                *bulk = self.is_buffered().then(Arc::default);
            } else if !self.is_buffered() {
                *bulk = None;
            }
        }
        Ok(&self.quads)
    }

    #[cfg(feature = "rocksdb")]
    pub(super) fn quads_store(&self) -> Result<&Quads> {
        self.database().map_err(storage)
    }

    /// The same graph, whose patterns end with an error once `stop` is set: for people who press Ctrl-C. SPARQL has a
    /// stop of its own.
    #[must_use]
    pub fn heeding(&self, stop: Option<Arc<AtomicBool>>) -> Self {
        Self { stop, ..self.clone() }
    }

    pub(super) fn stop(&self) -> Option<Arc<AtomicBool>> {
        self.stop.clone()
    }

    /// Runs a prepared query on the state of now. The results hold that state and outlive `self`.
    pub fn query(&self, query: PreparedSparqlQuery) -> Result<QueryResults<'static>, QueryEvaluationError> {
        let quads = self.database().map_err(|error| QueryEvaluationError::Dataset(Box::new(error)))?;
        query.on_store(quads).execute()
    }

    /// The same without what waits beside the database.
    pub(super) fn query_beside(
        &self,
        query: PreparedSparqlQuery,
    ) -> Result<QueryResults<'static>, QueryEvaluationError> {
        query.on_store(&self.quads).execute()
    }

    /// How a prepared query is carried out, as JSON. Where the evaluation of a first row takes long, so does this.
    pub fn explain(&self, query: PreparedSparqlQuery) -> std::io::Result<Vec<u8>> {
        let quads = self.database().map_err(std::io::Error::other)?;
        let (_, explanation) = query.on_store(quads).explain();
        let mut json = Vec::new();
        explanation.write_in_json(&mut json)?;
        Ok(json)
    }

    /// Runs an update on this handle; [`super::Writer::update`] keeps what it did.
    pub(super) fn update(&self, update: PreparedSparqlUpdate) -> Result<(), UpdateEvaluationError> {
        self.count.set(None);
        update.on_store(self.database()?).execute()
    }

    /// Every quad of the named graphs.
    pub(super) fn named_quads(&self) -> impl Iterator<Item = Result<Quad>> + use<> {
        // The facts of a first build stand in the default graph.
        let quads = self.quads.clone();
        let graphs: Vec<_> = quads.named_graphs().collect();
        graphs.into_iter().flat_map(move |graph| {
            let (found, failure) = match graph {
                Ok(graph) => {
                    let graph = GraphName::from(graph);
                    (Some(quads.quads_for_pattern(None, None, None, Some(graph.as_ref()))), None)
                }
                Err(error) => (None, Some(Err(error))),
            };
            found.into_iter().flatten().chain(failure).map(|quad| quad.map_err(storage))
        })
    }

    /// Every quad, in no particular order.
    pub fn quads(&self) -> impl Iterator<Item = Result<Quad>> + use<> {
        self.pattern(None, None, None, None).map(|quad| quad.map_err(storage))
    }

    /// Every quad as a line of N-Quads, sorted: the same facts give the same bytes. Holds all lines in memory.
    pub fn sorted_lines(&self) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        for quad in self.quads() {
            lines.push(quad?.to_string());
        }
        lines.sort_unstable();
        Ok(lines)
    }

    /// The triples of the default graph that fit the pattern; `None` fits everything.
    pub fn matching<'a>(
        &self,
        subject: Option<NamedNodeRef<'a>>,
        predicate: Option<NamedNodeRef<'a>>,
        object: Option<TermRef<'a>>,
    ) -> impl Iterator<Item = Result<Triple>> + use<> {
        let stop = self.stop.clone();
        let found = self.bulk().and_then(|bulk| bulk.matching(subject, predicate, object));
        let beside = (found.is_some() && self.is_buffered()).then(|| self.beside(subject, predicate, object));
        let pattern = match found {
            Some(_) => None,
            None => Some(self.pattern(subject, predicate, object, Some(GraphNameRef::DefaultGraph))),
        };
        let pattern = beside.into_iter().flatten().chain(pattern.into_iter().flatten());
        let pattern = pattern.map(|quad| quad.map(Triple::from).map_err(storage));
        found.into_iter().flatten().map(Ok).chain(pattern).map(move |triple| {
            if stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return Err(Error::new(ErrorKind::Cancelled, "the reading was cancelled"));
            }
            triple
        })
    }

    /// The quads of the default graph that fit the pattern and are in the database by now.
    pub(super) fn beside(
        &self,
        subject: Option<NamedNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>> + use<> {
        let subject = subject.map(NamedOrBlankNodeRef::from);
        // What is on its way has to be there.
        let loaded = if self.loading.is_some() { self.database().map(drop) } else { Ok(()) };
        let graph = Some(GraphNameRef::DefaultGraph);
        let found = loaded.is_ok().then(|| self.quads.quads_for_pattern(subject, predicate, object, graph));
        found.into_iter().flatten().chain(loaded.err().map(Err))
    }

    /// The quads that fit the pattern, or why they cannot be read.
    fn pattern(
        &self,
        subject: Option<NamedNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>> + use<> {
        let subject = subject.map(NamedOrBlankNodeRef::from);
        let (found, failure) = match self.database() {
            Ok(quads) => (Some(quads.quads_for_pattern(subject, predicate, object, graph)), None),
            Err(error) => (None, Some(Err(error))),
        };
        found.into_iter().flatten().chain(failure)
    }

    /// The first value of a node's property.
    pub fn value(&self, node: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>) -> Result<Option<Term>> {
        let first = self.matching(Some(node), Some(predicate), None).next().transpose()?;
        Ok(first.map(|triple| triple.object))
    }

    /// The ground facts of one article, by its node.
    pub fn ground_of(&self, article: &NamedNode, settings: &Settings) -> Result<Vec<Triple>> {
        let view = GraphView::new(self);
        let triples = graph::ground_of(article, &view, settings);
        view.check()?;
        Ok(triples)
    }

    /// The number of quads. Counts them one by one.
    pub fn len(&self) -> Result<usize> {
        match self.bulk().filter(|_| !self.is_buffered()) {
            Some(bulk) => Ok(bulk.len()),
            None => self.database().and_then(Quads::len).map_err(storage),
        }
    }

    /// The same, known without counting where little changed since it was last asked for, or since somebody set it.
    pub(super) fn counted(&self) -> Result<u64> {
        // Elsewhere what waits was never counted.
        if self.is_buffered() {
            self.settle()?;
            if let Some(count) = self.count.get() {
                debug_assert_eq!(Some(count), self.len().ok().map(|count| count as u64), "what changed is counted");
                return Ok(count);
            }
        }
        let count = self.len()? as u64;
        self.count.set(Some(count));
        Ok(count)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> Result<bool> {
        match self.bulk().filter(|_| !self.is_buffered()) {
            Some(bulk) => Ok(bulk.len() == 0),
            None => self.database().and_then(Quads::is_empty).map_err(storage),
        }
    }

    /// Adds the quads of an N-Quads text by the bulk loader.
    pub(super) fn load(&self, lines: &[u8]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut loader = self.database().map_err(storage)?.bulk_loader();
        self.count.set(None);
        loader.load_ok_quads::<_, Error>(lines::quads(lines))?;
        loader.commit().map_err(storage)
    }

    /// Takes out and puts in, all or nothing; what belongs to one subject stands together and sorted in `new`.
    pub(super) fn apply(&self, out: &[Triple], mut new: Vec<Triple>) -> Result<()> {
        self.note_words(out, &new);
        if out.is_empty() && new.is_empty() {
            return Ok(());
        }
        if let Some(loading) = &self.loading {
            return loading.lock().unwrap_or_else(PoisonError::into_inner).put(out, new).map_err(storage);
        }
        let others = self.put_aside(out, &mut new);
        if let Some(others) = others {
            let gone = present(&self.quads, others.len(), others.iter().cloned()).map_err(storage)?;
            self.take_out(&others)?;
            self.count.change(gone, u64::saturating_sub);
            // Only those who never ask whether it is full get here.
            let far = self.waiting.is_some_and(|most| self.bulk().is_some_and(|bulk| bulk.len() > 2 * most));
            return if far { self.settle() } else { Ok(()) };
        }
        self.count.set(None);
        if out.is_empty() && new.len() >= MANY {
            // A transaction keeps an index of its own, which costs several times the writing.
            self.settle()?;
            return self.load_triples(new.into_iter()).map_err(storage);
        }
        let mut transaction = self.database().and_then(Quads::start_transaction).map_err(storage)?;
        for triple in out {
            transaction.remove(triple.as_ref().in_graph(GraphNameRef::DefaultGraph));
        }
        for triple in &new {
            transaction.insert(triple.as_ref().in_graph(GraphNameRef::DefaultGraph));
        }
        transaction.commit().map_err(storage)
    }

    /// Puts triples into the database by its loader.
    fn load_triples(&self, triples: impl Iterator<Item = Triple>) -> Result<(), StorageError> {
        let mut loader = if self.is_buffered() { bounded(&self.quads) } else { self.quads.bulk_loader() };
        loader.load_quads(triples.map(|triple| triple.in_graph(GraphName::DefaultGraph)))?;
        loader.commit()
    }

    /// Takes facts out of the database.
    fn take_out(&self, out: &[Triple]) -> Result<()> {
        take_out(&self.quads, out.iter()).map_err(storage)
    }

    /// Changes the facts beside the database, and gives those to take out that are not there; none when no facts are beside it, or
    /// too many: then what goes there is gone, and nothing is put in.
    fn put_aside(&self, out: &[Triple], new: &mut Vec<Triple>) -> Option<Vec<Triple>> {
        let mut waiting = self.bulk.write().unwrap_or_else(PoisonError::into_inner);
        let bulk = waiting.as_mut().and_then(Arc::get_mut)?;
        let others = bulk.remove(out);
        // Outside a buffered graph they are nowhere.
        bulk.add(new).then(|| if self.is_buffered() { others } else { Vec::new() })
    }

    /// The same for quads of any graph.
    pub(super) fn apply_quads(&self, out: &[Quad], new: &[Quad]) -> Result<()> {
        self.count.set(None);
        let mut transaction = self.database().and_then(Quads::start_transaction).map_err(storage)?;
        for quad in out {
            transaction.remove(quad);
        }
        for quad in new {
            transaction.insert(quad);
        }
        transaction.commit().map_err(storage)
    }
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        storage(error)
    }
}

/// What helps where facts cannot be read.
pub(super) const DAMAGED: &str =
    "dixit doctor says what is damaged, and repairs what can be; dixit restore brings back a backup";

/// What a failure of the database means.
pub(super) fn storage(error: StorageError) -> Error {
    match error {
        StorageError::Io(error) => {
            let full = error.kind() == std::io::ErrorKind::StorageFull;
            let error = Error::new(crate::error::ErrorKind::Io, format!("cannot read or write the graph: {error}"))
                .with_source(error);
            if full { error.hint("the disk is full; free some space and run the same command again") } else { error }
        }
        other => Error::store(format!("the graph cannot be used: {other}")).hint(DAMAGED).with_source(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::bulk::tests::{node, triple};
    use super::*;
    use crate::graph::View;

    #[test]
    fn a_first_build_is_asked_alike_before_and_after_its_facts_are_in_the_database() {
        let graph = Graph::empty_for_a_first_build().expect("memory");
        graph.apply(&[], vec![triple("a", "p", "x"), triple("b", "p", "x")]).expect("memory");
        let look = || {
            let of_a = graph.matching(Some(node("a").as_ref()), None, None).collect::<Result<Vec<_>>>();
            let view = GraphView::new(&graph);
            let mut subjects = view.subjects(&node("p"), &node("x"));
            subjects.sort();
            let any = [view.any(&node("p"), &node("x")), view.any(&node("q"), &node("x"))];
            (graph.len().expect("memory"), of_a.expect("memory"), view.of_subject(&node("b")), subjects, any)
        };
        let before = look();
        assert!(graph.bulk().is_some());
        assert_eq!(graph.sorted_lines().expect("memory").len(), 2);
        assert!(graph.bulk().is_none());
        assert_eq!(look(), before);
        graph.apply(&[triple("a", "p", "x")], vec![triple("c", "p", "x")]).expect("memory");
        assert_eq!(look().3, [node("b"), node("c")]);
    }

    #[test]
    fn what_a_first_build_takes_out_never_comes_into_the_database() {
        let graph = Graph::empty_for_a_first_build().expect("memory");
        graph.apply(&[], vec![triple("a", "p", "x"), triple("b", "p", "x")]).expect("memory");
        graph.apply(&[triple("a", "p", "x")], Vec::new()).expect("memory");
        assert!(graph.bulk().is_some());
        assert_eq!(graph.len().expect("memory"), 1);
        assert_eq!(graph.sorted_lines().expect("memory"), [triple("b", "p", "x").to_string()]);
    }

    #[test]
    fn what_is_being_loaded_is_there_when_it_is_asked_for() {
        let (a, b, c) = (triple("a", "p", "x"), triple("b", "p", "x"), triple("c", "p", "x"));
        let graph = Graph::empty().expect("memory").loading();
        graph.apply(&[], vec![a.clone(), b.clone()]).expect("memory");
        assert_eq!(graph.matching(Some(node("a").as_ref()), None, None).count(), 1);
        graph.apply(&[a, b.clone()], vec![b, c]).expect("memory");
        let mut subjects = GraphView::new(&graph).subjects(&node("p"), &node("x"));
        subjects.sort();
        assert_eq!((subjects, graph.len().expect("memory")), (vec![node("b"), node("c")], 2));
    }

    #[test]
    fn what_waits_beside_a_database_is_read_with_it_and_goes_in_when_it_is_full() {
        let (a, b, c) = (triple("a", "p", "x"), triple("b", "p", "x"), triple("c", "p", "x"));
        let graph = Graph::empty().expect("memory");
        graph.apply(&[], vec![a.clone()]).expect("memory");
        let graph = graph.buffered(2);
        graph.apply(&[], vec![b.clone()]).expect("memory");
        let seen = || {
            let view = GraphView::new(&graph);
            let mut subjects = view.subjects(&node("p"), &node("x"));
            subjects.sort();
            let of = |name| graph.matching(Some(node(name).as_ref()), None, None).count();
            (subjects, ["a", "b", "c"].map(of), view.any(&node("p"), &node("x")))
        };
        assert_eq!(seen(), (vec![node("a"), node("b")], [1, 1, 0], true));
        assert!(!graph.is_full());
        // What stays is taken out of the database and waits anew.
        graph.apply(&[a.clone(), b], vec![a, c]).expect("memory");
        assert_eq!(seen(), (vec![node("a"), node("c")], [1, 0, 1], true));
        assert!(graph.is_full());
        graph.settle().expect("memory");
        assert!(!graph.is_full());
        assert_eq!((graph.len().expect("memory"), seen().1), (2, [1, 0, 1]));
    }
}
