//! How many facts a database has: of a large one it is known from what came and went, without counting again.

use oxigraph::model::{GraphNameRef, Triple};
use oxigraph::store::{StorageError, Store as Quads};
use std::sync::{Arc, Mutex, PoisonError};

/// Facts up to which each is looked for in the database.
const FEW: usize = 50_000;

/// The number of facts; none where it is not known.
#[derive(Debug, Clone, Default)]
pub(super) struct Count(Arc<Mutex<Option<u64>>>);

impl Count {
    pub(super) fn get(&self) -> Option<u64> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, count: Option<u64>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = count;
    }

    /// Changes it with a number of facts, which may be unknown.
    pub(super) fn change(&self, facts: Option<usize>, by: impl Fn(u64, u64) -> u64) {
        let mut count = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *count = count.zip(facts).map(|(count, facts)| by(count, facts as u64));
    }
}

/// How many of some facts, of which there are `count`, are in the default graph; none where there are many.
pub(super) fn present(
    quads: &Quads,
    count: usize,
    facts: impl Iterator<Item = Triple>,
) -> Result<Option<usize>, StorageError> {
    if count > FEW {
        return Ok(None);
    }
    let mut found = 0;
    for fact in facts {
        found += usize::from(quads.contains(fact.as_ref().in_graph(GraphNameRef::DefaultGraph))?);
    }
    Ok(Some(found))
}
