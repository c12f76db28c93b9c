//! Re-reads every kept text and proves each fact of the graph against it: the verbatim lock.

use super::parallel;
use crate::error::{Error, Result};
use crate::graph::{self, Failure, Settings};
use crate::store::{Entry, Store};
use crate::vocab::oa;
use oxigraph::model::NamedNode;
use std::ops::ControlFlow;

/// What the verification found.
#[derive(Debug, Default)]
pub struct Verification {
    /// Articles whose facts were compared with their text.
    pub articles: u64,
    /// Spans that were compared.
    pub spans: u64,
    /// Articles without a kept text, which nothing can be proved of.
    pub without_text: u64,
    /// Every node that its text does not prove, with the article's entry.
    pub failures: Vec<(Entry, Failure)>,
}

/// Proves every article of the store on `threads` threads (0 for one each processor), in the order of their nodes.
///
/// It proves that the words stand where the graph says; it does not prove who said them.
pub fn verify(store: &Store, threads: usize, mut progress: impl FnMut(&Verification)) -> Result<Verification> {
    let settings = store.settings();
    let mut found = Verification::default();
    let entries = store.ledger()?.entries().filter(|entry| !entry.superseded);
    let check = |entry: &Entry| check(store, entry, &settings).map(|checked| (entry.clone(), checked));
    let error = parallel::ordered(entries, parallel::threads(threads), parallel::FEW, check, |result| match result {
        Ok((entry, checked)) => {
            match checked {
                Some((spans, failures)) => {
                    found.articles += 1;
                    found.spans += spans;
                    found.failures.extend(failures.into_iter().map(|failure| (entry.clone(), failure)));
                }
                None => found.without_text += 1,
            }
            progress(&found);
            ControlFlow::Continue(())
        }
        Err(error) => ControlFlow::Break(error),
    });
    error.map_or(Ok(found), Err)
}

/// The number of an article's spans and what is wrong with them; none without its text.
fn check(store: &Store, entry: &Entry, settings: &Settings) -> Result<Option<(u64, Vec<Failure>)>> {
    let Some(text) = store.text(entry)? else { return Ok(None) };
    let article = NamedNode::new(&*entry.article)
        .map_err(|e| Error::store(format!("{:?} in the table of articles is no IRI: {e}", entry.article)))?;
    let ground = store.graph().ground_of(&article, settings)?;
    let spans = ground.iter().filter(|triple| triple.predicate.as_ref() == oa::EXACT).count();
    Ok(Some((spans as u64, graph::verify(&ground, &text))))
}
