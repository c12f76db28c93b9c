//! The graph as `graph::derive` reads it: what waits beside the database, and what is in it.

use super::bulk::Bulk;
use super::quads::{Graph, storage};
use crate::error::{Error, Result};
use crate::graph::{Row, View};
use crate::vocab::schema;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::StorageError;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

/// Nodes that lead to another from which on their rows are counted and not read one by one.
const MANY: usize = 64;

/// Rows that are remembered while reprints are looked for: leaders come again and again.
const REMEMBERED: usize = 20_000;

/// The graph as `graph::derive` sees it. It keeps the first failure, because the view itself cannot report one.
pub(super) struct GraphView<'a> {
    graph: &'a Graph,
    bulk: Option<Arc<Bulk>>,
    failure: Mutex<Option<Error>>,
    /// The rows that were read, where they are remembered.
    rows: Option<RefCell<FxHashMap<NamedNode, Vec<Triple>>>>,
}

impl<'a> GraphView<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        Self { graph, bulk: graph.bulk(), failure: Mutex::new(None), rows: None }
    }

    /// The same, which remembers the rows that it has read: an article is compared with many others.
    pub(super) fn remembering(graph: &'a Graph) -> Self {
        Self { rows: Some(RefCell::default()), ..Self::new(graph) }
    }

    /// The failure that made an answer incomplete, if there was one.
    pub(super) fn check(self) -> Result<()> {
        match self.failure.into_inner() {
            Ok(None) => Ok(()),
            Ok(Some(error)) => Err(error),
            Err(_) => Err(Error::store("a thread that read the graph broke off")),
        }
    }

    /// The quads of the default graph that fit the pattern and are in the database.
    fn fitting(
        &self,
        subject: Option<&NamedNode>,
        predicate: Option<&NamedNode>,
        object: Option<&NamedNode>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>> + use<> {
        let object = object.map(|node| node.as_ref().into());
        let (subject, predicate) = (subject.map(NamedNode::as_ref), predicate.map(NamedNode::as_ref));
        let reads = self.bulk.is_none() || self.graph.is_buffered();
        reads.then(|| self.graph.beside(subject, predicate, object)).into_iter().flatten()
    }

    fn subject(&self, quad: Result<Quad, StorageError>) -> Option<NamedNode> {
        match self.keep(quad)?.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        }
    }

    /// The rows of the database, counted by SPARQL, which looks up the values of the columns alone and names each once. None where
    /// it fails.
    fn counted(
        &self,
        predicate: NamedNodeRef<'_>,
        object: &NamedNode,
        columns: &[NamedNodeRef<'_>],
    ) -> Option<Vec<(Row, usize)>> {
        let (mut variables, mut optional) = (String::new(), String::new());
        for (at, column) in columns.iter().enumerate() {
            // Writing to memory cannot fail.
            let _infallible = write!(variables, " ?v{at}");
            let _infallible = write!(optional, " OPTIONAL {{ ?s {column} ?v{at} }}");
        }
        let part = schema::IS_PART_OF;
        let text = format!(
            "SELECT{variables} (COUNT(*) AS ?n) {{ ?s {predicate} {object} ; {part} ?article .{optional} }} GROUP BY{variables}"
        );
        let query = SparqlEvaluator::new().parse_query(&text).ok()?;
        let QueryResults::Solutions(solutions) = self.graph.query_beside(query).ok()? else { return None };
        let mut rows = Vec::new();
        for solution in solutions {
            let values = solution.ok()?.values().to_vec();
            let Some(Some(Term::Literal(count))) = values.last() else { return None };
            let count = count.value().parse().ok()?;
            let row = columns.iter().zip(values).filter_map(|(column, value)| Some((column.into_owned(), value?)));
            rows.push((Row::with(row.collect()), count));
        }
        Some(rows)
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
        let aside = |bulk: &Arc<Bulk>| bulk.subjects(predicate.as_ref(), object.as_ref()).next().is_some();
        self.bulk.as_ref().is_some_and(aside)
            || self.fitting(None, Some(predicate), Some(object)).next().is_some_and(|quad| self.keep(quad).is_some())
    }

    fn each_subject(&self, predicate: &NamedNode, object: &NamedNode, visit: &mut dyn FnMut(NamedNode) -> bool) {
        let aside = self.bulk.iter().flat_map(|bulk| bulk.subjects(predicate.as_ref(), object.as_ref()));
        let mut others = self.fitting(None, Some(predicate), Some(object)).filter_map(|quad| self.subject(quad));
        let _all = aside.collect::<Vec<_>>().into_iter().all(&mut *visit) && others.all(visit);
    }

    fn alike(
        &self,
        predicate: NamedNodeRef<'static>,
        object: &NamedNode,
        columns: &[NamedNodeRef<'static>],
    ) -> Option<Vec<(Row, usize)>> {
        if self.bulk.is_some() && !self.graph.is_buffered() {
            return None;
        }
        let lead = predicate.into_owned();
        if self.fitting(None, Some(&lead), Some(object)).take(MANY).count() < MANY {
            return None;
        }
        // What waits has its whole row there, since articles come and go as a whole.
        let mut rows = self.counted(predicate, object, columns)?;
        if let Some(bulk) = &self.bulk {
            let subjects = bulk.subjects(predicate, object.as_ref());
            let own =
                subjects.map(|subject| Row::of(self, &subject)).filter(|row| row.node(schema::IS_PART_OF).is_some());
            rows.extend(own.map(|row| (row, 1)));
        }
        Some(rows)
    }

    fn of_subject(&self, subject: &NamedNode) -> Vec<Triple> {
        if let Some(row) = self.rows.as_ref().and_then(|rows| rows.borrow().get(subject).cloned()) {
            return row;
        }
        let aside = self.bulk.iter().flat_map(|bulk| bulk.of_subject(subject.as_ref()));
        let others = self.fitting(Some(subject), None, None).filter_map(|quad| self.keep(quad).map(Triple::from));
        let row: Vec<Triple> = aside.chain(others).collect();
        if let Some(rows) = &self.rows {
            let mut rows = rows.borrow_mut();
            if rows.len() >= REMEMBERED {
                rows.clear();
            }
            rows.insert(subject.clone(), row.clone());
        }
        row
    }

    fn subjects(&self, predicate: &NamedNode, object: &NamedNode) -> Vec<NamedNode> {
        let aside = self.bulk.iter().flat_map(|bulk| bulk.subjects(predicate.as_ref(), object.as_ref()));
        let others = self.fitting(None, Some(predicate), Some(object)).filter_map(|quad| self.subject(quad));
        aside.chain(others).collect()
    }
}
