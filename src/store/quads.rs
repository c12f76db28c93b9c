//! The graph as it can be asked: SPARQL and patterns over Oxigraph, which no other module touches.

use super::words::{Place, Search};
use crate::error::{Error, ErrorKind, Result};
use crate::graph::{self, Settings, View};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, TermRef, Triple,
};
use oxigraph::sparql::{
    PreparedSparqlQuery, PreparedSparqlUpdate, QueryEvaluationError, QueryResults, UpdateEvaluationError,
};
use oxigraph::store::{QuadIter, StorageError, Store as Quads};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

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
    quads: Quads,
    /// What ends the reading of patterns.
    stop: Option<Arc<AtomicBool>>,
    /// The full-text index.
    words: Arc<Mutex<Search>>,
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Graph").finish_non_exhaustive()
    }
}

impl Graph {
    /// A graph that is in no store, from N-Quads text: for tests and for facts that are not to be kept.
    pub fn in_memory(n_quads: &str) -> Result<Self> {
        let graph = Self::empty()?;
        graph.load(n_quads.as_bytes())?;
        Ok(graph)
    }

    pub(super) fn empty() -> Result<Self> {
        Ok(Self { quads: Quads::new().map_err(storage)?, stop: None, words: Arc::default() })
    }

    #[cfg(feature = "rocksdb")]
    pub(super) fn over(quads: Quads) -> Self {
        Self { quads, stop: None, words: Arc::default() }
    }

    #[cfg(feature = "rocksdb")]
    pub(super) fn quads_store(&self) -> &Quads {
        &self.quads
    }

    /// The same graph, whose patterns end with an error once `stop` is set: for people who press Ctrl-C. SPARQL has a
    /// stop of its own.
    #[must_use]
    pub fn heeding(&self, stop: Option<Arc<AtomicBool>>) -> Self {
        Self { stop, ..self.clone() }
    }

    /// The same graph with its full-text index in a store's folder.
    pub(super) fn searched_at(self, place: Place) -> Self {
        Self { words: Arc::new(Mutex::new(Search::at(place))), ..self }
    }

    /// The quotations whose text fits an expression of SQLite's FTS5, the best first, each with its BM25 score (more is
    /// better). Blind to case and accents.
    pub fn search(&self, expression: &str) -> Result<Vec<(NamedNode, f64)>> {
        let Ok(mut words) = self.words.lock() else {
            return Err(Error::store("a thread that searched the full-text index broke off"));
        };
        words.run(self, expression)
    }

    /// Forgets the full-text index of a graph that changes.
    fn forget_words(&self) {
        if let Ok(mut words) = self.words.lock() {
            *words = Search::default();
        }
    }

    pub(super) fn stop(&self) -> Option<Arc<AtomicBool>> {
        self.stop.clone()
    }

    /// Runs a prepared query on the state of now. The results hold that state and outlive `self`.
    pub fn query(&self, query: PreparedSparqlQuery) -> Result<QueryResults<'static>, QueryEvaluationError> {
        query.on_store(&self.quads).execute()
    }

    /// How a prepared query is carried out, as JSON. Where the evaluation of a first row takes long, so does this.
    pub fn explain(&self, query: PreparedSparqlQuery) -> std::io::Result<Vec<u8>> {
        let (_, explanation) = query.on_store(&self.quads).explain();
        let mut json = Vec::new();
        explanation.write_in_json(&mut json)?;
        Ok(json)
    }

    /// Runs an update on this handle; [`super::Writer::update`] keeps what it did.
    pub(super) fn update(&self, update: PreparedSparqlUpdate) -> Result<(), UpdateEvaluationError> {
        update.on_store(&self.quads).execute()
    }

    /// Every quad of the named graphs.
    pub(super) fn named_quads(&self) -> impl Iterator<Item = Result<Quad>> + use<> {
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
        self.quads.iter().map(|quad| quad.map_err(storage))
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
        self.pattern(subject, predicate, object).map(move |quad| {
            if stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                return Err(Error::new(ErrorKind::Cancelled, "the reading was cancelled"));
            }
            quad.map(Triple::from).map_err(storage)
        })
    }

    fn pattern(
        &self,
        subject: Option<NamedNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> QuadIter<'static> {
        let subject = subject.map(NamedOrBlankNodeRef::from);
        self.quads.quads_for_pattern(subject, predicate, object, Some(GraphNameRef::DefaultGraph))
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
        self.quads.len().map_err(storage)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> Result<bool> {
        self.quads.is_empty().map_err(storage)
    }

    /// Adds the quads of an N-Quads text by the bulk loader.
    pub(super) fn load(&self, lines: &[u8]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut loader = self.quads.bulk_loader();
        let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(lines);
        loader.load_ok_quads::<_, Error>(quads.map(|quad| quad.map_err(syntax)))?;
        loader.commit().map_err(storage)
    }

    /// Takes out and puts in, in one transaction.
    pub(super) fn apply(&self, out: &[Triple], new: &[Triple]) -> Result<()> {
        self.forget_words();
        let mut transaction = self.quads.start_transaction().map_err(storage)?;
        for triple in out {
            transaction.remove(triple.as_ref().in_graph(GraphNameRef::DefaultGraph));
        }
        for triple in new {
            transaction.insert(triple.as_ref().in_graph(GraphNameRef::DefaultGraph));
        }
        transaction.commit().map_err(storage)
    }

    /// The same for quads of any graph.
    pub(super) fn apply_quads(&self, out: &[Quad], new: &[Quad]) -> Result<()> {
        let mut transaction = self.quads.start_transaction().map_err(storage)?;
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
const DAMAGED: &str = "dixit doctor says what is damaged, and repairs what can be; dixit restore brings back a backup";

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

fn syntax(error: oxigraph::io::RdfSyntaxError) -> Error {
    Error::store(format!("a fact in the store cannot be read: {error}")).hint(DAMAGED).with_source(error)
}

/// The triples of N-Quads lines.
pub(super) fn parse(lines: &[u8]) -> Result<Vec<Triple>> {
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(lines);
    quads.map(|quad| quad.map(Triple::from).map_err(syntax)).collect()
}

/// The triples as lines of N-Quads in the default graph.
pub fn lines(triples: &[Triple]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(triples.len() * 128);
    for triple in triples {
        // Writing to memory cannot fail.
        let _ = writeln!(bytes, "{triple} .");
    }
    bytes
}

/// The graph as `graph::derive` sees it. It keeps the first failure, because the view itself cannot report one.
pub(super) struct GraphView<'a> {
    graph: &'a Graph,
    failure: Mutex<Option<Error>>,
}

impl<'a> GraphView<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        Self { graph, failure: Mutex::new(None) }
    }

    /// The failure that made an answer incomplete, if there was one.
    pub(super) fn check(self) -> Result<()> {
        match self.failure.into_inner() {
            Ok(None) => Ok(()),
            Ok(Some(error)) => Err(error),
            Err(_) => Err(Error::store("a thread that read the graph broke off")),
        }
    }

    fn keep<T>(&self, result: Result<T, StorageError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                if let Ok(mut failure) = self.failure.lock() {
                    failure.get_or_insert_with(|| storage(error));
                }
                None
            }
        }
    }
}

impl View for GraphView<'_> {
    fn any(&self, predicate: &NamedNode, object: &NamedNode) -> bool {
        let mut quads = self.graph.pattern(None, Some(predicate.as_ref()), Some(object.as_ref().into()));
        quads.next().is_some_and(|quad| self.keep(quad).is_some())
    }

    fn of_subject(&self, subject: &NamedNode) -> Vec<Triple> {
        let quads = self.graph.pattern(Some(subject.as_ref()), None, None);
        quads.filter_map(|quad| self.keep(quad).map(Triple::from)).collect()
    }

    fn subjects(&self, predicate: &NamedNode, object: &NamedNode) -> Vec<NamedNode> {
        let quads = self.graph.pattern(None, Some(predicate.as_ref()), Some(object.as_ref().into()));
        let subjects = quads.filter_map(|quad| match self.keep(quad)?.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        });
        subjects.collect()
    }
}
