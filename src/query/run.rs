//! Runs a query on a thread of its own, so that Ctrl-C and the time limit end the waiting whatever the query does.

use super::statement::Dialect;
use crate::error::{Error, ErrorKind, Result};
use crate::store::Graph;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use oxigraph::model::{Term, Triple};
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults, SparqlEvaluator};
use spargebra::{Query, SparqlParser};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The values of one row, in the order of the columns; `None` where the query leaves one open.
pub type Row = Vec<Option<Term>>;

/// What a query gives: rows, triples or a truth value. Rows and triples arrive while the query still runs.
#[derive(Debug)]
pub enum Answer {
    /// SELECT.
    Table(Table),
    /// CONSTRUCT and DESCRIBE.
    Graph(Triples),
    /// ASK.
    Boolean(bool),
}

/// The rows of a SELECT.
#[derive(Debug)]
pub struct Table {
    /// The columns' names, without question mark.
    pub columns: Vec<String>,
    /// The rows in the query's order.
    pub rows: Rows,
}

/// What ends a query before it is done.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// The longest time until the last row; `None` for no limit.
    pub time: Option<Duration>,
    /// What Ctrl-C sets.
    pub interrupt: Interrupt,
}

/// A flag that another thread or a signal sets to end what is running.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Ends what is running.
    pub fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Forgets an earlier interruption; returns whether there was one.
    pub fn clear(&self) -> bool {
        self.0.swap(false, Ordering::SeqCst)
    }

    /// Whether somebody interrupted.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// The flag, for readers that live longer than this handle.
    pub fn shared(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }

    /// The flag itself, for work that looks at it from time to time.
    pub fn flag(&self) -> &AtomicBool {
        &self.0
    }
}

/// How long the waiting side sleeps between two looks at the interrupt.
const LOOK: Duration = Duration::from_millis(50);

/// Rows in one message: large enough to make the channel cheap, small enough to show the first rows soon.
const BATCH: usize = 256;

/// Messages in flight: bounds the memory of a query whose reader is slower.
const IN_FLIGHT: usize = 16;

enum Message {
    Columns(Vec<String>),
    Rows(Vec<Row>),
    Triples(Vec<Triple>),
    Boolean(bool),
    Graph,
    Failed(QueryEvaluationError),
    Done,
}

/// The waiting side of a running query. Dropping it ends the query.
struct Running {
    messages: Receiver<Message>,
    token: CancellationToken,
    limits: Limits,
    deadline: Option<Instant>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.token.cancel();
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// Starts `query` and returns when its first row, triple or value is there, or when it found none.
///
/// # Errors
/// The query fails, takes longer than the limit or is interrupted: later ones come from the iterators of the answer.
pub fn run(graph: &Graph, query: Query, limits: &Limits) -> Result<Answer> {
    let token = CancellationToken::new();
    let (sender, messages) = bounded(IN_FLIGHT);
    let (graph, worker_token) = (graph.clone(), token.clone());
    // Some operators (sorting, unbounded paths, joins with VALUES) do not heed the token. Then this thread goes on
    // for a while after the answer was given up; nobody waits for it, and it ends at its first attempt to send.
    std::thread::Builder::new()
        .name("query".to_owned())
        .spawn(move || work(&graph, query, worker_token, &sender))
        .map_err(|e| Error::new(ErrorKind::Io, format!("cannot start a thread for the query: {e}")).with_source(e))?;
    let deadline = limits.time.and_then(|time| Instant::now().checked_add(time));
    let running = Running { messages, token, limits: limits.clone(), deadline };
    match running.next()? {
        Message::Boolean(value) => Ok(Answer::Boolean(value)),
        Message::Columns(columns) => {
            Ok(Answer::Table(Table { columns, rows: Rows { running: Some(running), batch: Vec::new().into_iter() } }))
        }
        Message::Graph => Ok(Answer::Graph(Triples { running: Some(running), batch: Vec::new().into_iter() })),
        Message::Rows(_) | Message::Triples(_) | Message::Failed(_) | Message::Done => Err(broken_off()),
    }
}

/// The rows of a query that must give a table, all at once: for questions that dixit asks itself.
pub fn rows(graph: &Graph, query: Query, limits: &Limits) -> Result<(Vec<String>, Vec<Row>)> {
    match run(graph, query, limits)? {
        Answer::Table(table) => {
            let rows = table.rows.collect::<Result<_>>()?;
            Ok((table.columns, rows))
        }
        Answer::Graph(_) | Answer::Boolean(_) => Err(Error::usage("only a SELECT query gives a table")),
    }
}

/// The rows of a SELECT without prefixes: of many nodes it names what is asked for alone, where a pattern names whole facts.
pub(super) fn selected(graph: &Graph, text: &str) -> Result<Vec<Row>> {
    let query = SparqlParser::new().parse_query(text);
    let query = query.map_err(|error| Error::usage("a query of dixit itself is broken").with_source(error))?;
    Ok(rows(graph, query, &Limits::default())?.1)
}

/// Parses `text` as a query (never an update) and returns its rows.
pub fn rows_of(graph: &Graph, text: &str, dialect: &Dialect, limits: &Limits) -> Result<(Vec<String>, Vec<Row>)> {
    match super::parse(text, dialect)?.statement {
        super::Statement::Query(query) => rows(graph, *query, limits),
        super::Statement::Update(_) => Err(Error::usage("an update gives no table")),
    }
}

impl Running {
    /// The next message, as soon as there is one.
    fn next(&self) -> Result<Message> {
        loop {
            if self.limits.interrupt.is_set() {
                return Err(Error::new(ErrorKind::Cancelled, "the query was cancelled"));
            }
            let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Err(self.too_slow());
            }
            match self.messages.recv_timeout(left.map_or(LOOK, |left| left.min(LOOK))) {
                Ok(Message::Failed(QueryEvaluationError::Cancelled)) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(broken_off());
                }
                Ok(Message::Failed(failure)) => return Err(failed(&failure)),
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn too_slow(&self) -> Error {
        let seconds = self.limits.time.unwrap_or_default().as_secs_f64();
        Error::new(ErrorKind::Cancelled, format!("the query was stopped after {seconds} s"))
            .hint("LIMIT gives the first rows soon; ORDER BY, paths with * and OPTIONAL cost most")
            .hint("--timeout SECONDS (.timeout in the console) allows more; 0 is no limit")
    }
}

fn broken_off() -> Error {
    Error::new(ErrorKind::Cancelled, "the query ended before its result was complete")
}

fn failed(failure: &QueryEvaluationError) -> Error {
    match failure {
        QueryEvaluationError::UnsupportedService(name) => {
            Error::usage(format!("SERVICE {name} cannot be asked: dixit answers from its own store alone"))
                .hint("export the graph and load it where both are at hand")
        }
        QueryEvaluationError::UnsupportedCustomFunction(name) => Error::usage(format!("there is no function {name}"))
            .hint("SPARQL's own functions are written without prefix; dixit:finds and dixit:score ask the full-text index"),
        other => Error::new(ErrorKind::Store, format!("the query failed: {other}")),
    }
}

/// The worker: evaluates and sends, until it is done or nobody listens any more.
fn work(graph: &Graph, query: Query, token: CancellationToken, sender: &Sender<Message>) {
    let mut evaluator = SparqlEvaluator::new().with_cancellation_token(token);
    for (name, function) in super::find::functions(graph) {
        evaluator = evaluator.with_custom_function(name, function);
    }
    let prepared = evaluator.for_query(query);
    let results = match graph.query(prepared) {
        Ok(results) => results,
        Err(failure) => {
            let _ = sender.send(Message::Failed(failure));
            return;
        }
    };
    match results {
        QueryResults::Boolean(value) => {
            let _ = sender.send(Message::Boolean(value));
        }
        QueryResults::Solutions(solutions) => {
            let columns = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
            if sender.send(Message::Columns(columns)).is_ok() {
                send_all(sender, solutions.map(|row| row.map(|row| row.values().to_vec())), Message::Rows);
            }
        }
        QueryResults::Graph(triples) => {
            if sender.send(Message::Graph).is_ok() {
                send_all(sender, triples, Message::Triples);
            }
        }
    }
}

/// Sends the items in batches; the first goes alone, so that something is seen early.
fn send_all<T>(
    sender: &Sender<Message>,
    items: impl Iterator<Item = Result<T, QueryEvaluationError>>,
    message: impl Fn(Vec<T>) -> Message,
) {
    let mut batch = Vec::new();
    let mut size = 1;
    for item in items {
        match item {
            Ok(item) => batch.push(item),
            Err(failure) => {
                let _ = sender.send(message(batch)).and_then(|()| sender.send(Message::Failed(failure)));
                return;
            }
        }
        if batch.len() >= size {
            if sender.send(message(std::mem::take(&mut batch))).is_err() {
                return;
            }
            size = BATCH;
        }
    }
    let _ = sender.send(message(batch)).and_then(|()| sender.send(Message::Done));
}

/// The rows of a running query.
#[derive(Debug)]
pub struct Rows {
    running: Option<Running>,
    batch: std::vec::IntoIter<Row>,
}

impl Rows {
    /// Rows that are known already.
    pub fn of(rows: Vec<Row>) -> Self {
        Self { running: None, batch: rows.into_iter() }
    }
}

/// The triples of a running query; the same triple may come twice.
#[derive(Debug)]
pub struct Triples {
    running: Option<Running>,
    batch: std::vec::IntoIter<Triple>,
}

impl Iterator for Rows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        next_item(&mut self.running, &mut self.batch, |message| match message {
            Message::Rows(rows) => Some(rows),
            _ => None,
        })
    }
}

impl Iterator for Triples {
    type Item = Result<Triple>;

    fn next(&mut self) -> Option<Self::Item> {
        next_item(&mut self.running, &mut self.batch, |message| match message {
            Message::Triples(triples) => Some(triples),
            _ => None,
        })
    }
}

/// The next item of the batch, or of the next batch; after an error or the end there are none.
fn next_item<T>(
    running: &mut Option<Running>,
    batch: &mut std::vec::IntoIter<T>,
    items: impl Fn(Message) -> Option<Vec<T>>,
) -> Option<Result<T>> {
    loop {
        if let Some(item) = batch.next() {
            return Some(Ok(item));
        }
        match running.as_ref()?.next() {
            Ok(message) => match items(message) {
                Some(items) => *batch = items.into_iter(),
                None => *running = None,
            },
            Err(error) => {
                *running = None;
                return Some(Err(error));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Statement, parse};
    use crate::vocab::DEFAULT_BASE;
    use std::fmt::Write;

    fn query(text: &str) -> Query {
        match parse(text, &Dialect::new(DEFAULT_BASE)).unwrap().statement {
            Statement::Query(query) => *query,
            Statement::Update(_) => panic!("{text} is an update"),
        }
    }

    /// `count` nodes in a row, each the next one's predecessor.
    fn chain(count: usize) -> Graph {
        let mut lines = String::new();
        for n in 0..count {
            writeln!(lines, "<http://a.example/{n}> <http://a.example/next> <http://a.example/{}> .", n + 1).unwrap();
        }
        Graph::in_memory(&lines).unwrap()
    }

    #[test]
    fn every_form_of_query_is_answered() {
        let graph = chain(3);
        let limits = Limits::default();
        let ask = run(&graph, query("ASK { ?s ?p <http://a.example/1> }"), &limits).unwrap();
        assert!(matches!(ask, Answer::Boolean(true)));
        let (columns, all) = rows(&graph, query("SELECT ?s ?x { ?s ?p ?o } ORDER BY ?s"), &limits).unwrap();
        assert_eq!(columns, ["s", "x"]);
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|row| row.len() == 2 && row.get(1) == Some(&None)));
        let Answer::Graph(triples) = run(&graph, query("DESCRIBE <http://a.example/1>"), &limits).unwrap() else {
            panic!("DESCRIBE gives a graph")
        };
        assert_eq!(triples.collect::<Result<Vec<_>>>().unwrap().len(), 1);
    }

    #[test]
    fn many_rows_arrive_whole_and_in_order() {
        let graph = chain(5000);
        let (_, all) = rows(&graph, query("SELECT ?s { ?s ?p ?o } ORDER BY ?s"), &Limits::default()).unwrap();
        assert_eq!(all.len(), 5000);
        assert!(all.is_sorted_by_key(|row| row.first().map(|t| t.as_ref().map(|t| t.to_string().replace('>', "")))));
    }

    /// Queries that do not heed the token while they prepare their first row.
    const STUBBORN: [&str; 3] = [
        "SELECT ?a ?c { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } ORDER BY ?b ?d ?f",
        "SELECT (COUNT(*) AS ?n) { ?a <http://a.example/next>* ?b . ?c <http://a.example/next>* ?d }",
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . FILTER(?a != ?c) }",
    ];

    #[test]
    fn an_interrupt_ends_the_waiting_whatever_the_query_is() {
        let graph = chain(2000);
        for text in STUBBORN {
            let limits = Limits::default();
            let flag = limits.interrupt.clone();
            let setter = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(200));
                flag.set();
                Instant::now()
            });
            let error = rows(&graph, query(text), &limits).unwrap_err();
            let waited = setter.join().unwrap().elapsed();
            assert_eq!(error.kind(), ErrorKind::Cancelled, "{text}: {error}");
            assert!(waited < Duration::from_secs(2), "{text}: {waited:?}");
        }
    }

    #[test]
    fn the_time_limit_ends_a_query_and_says_so() {
        let limits = Limits { time: Some(Duration::from_millis(100)), ..Limits::default() };
        let error = rows(&chain(2000), query(STUBBORN[1]), &limits).unwrap_err();
        assert_eq!(error.to_string(), "the query was stopped after 0.1 s");
    }

    #[test]
    fn a_service_is_refused_in_plain_words() {
        let error =
            rows(&chain(1), query("SELECT ?s { SERVICE <http://x.example/> { ?s ?p ?o } }"), &Limits::default());
        assert!(error.unwrap_err().to_string().contains("cannot be asked"));
    }
}
