//! How many facts came to a database, or went, since they were counted: of a large one it is known without counting again.

use oxigraph::model::{GraphNameRef, Triple};
use oxigraph::store::{StorageError, Store as Quads};
use std::sync::{Arc, Mutex, PoisonError};

/// Facts up to which each is looked for in the database.
const FEW: usize = 50_000;

/// The change; none where it is not known.
#[derive(Debug, Clone)]
pub(super) struct Change(Arc<Mutex<Option<i64>>>);

impl Change {
    /// Of a database that was just counted.
    pub(super) fn none() -> Self {
        Self(Arc::new(Mutex::new(Some(0))))
    }

    /// The change so far; it is none again from now on.
    pub(super) fn take(&self) -> Option<i64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(0)
    }

    /// Adds a change, which may be unknown.
    pub(super) fn add(&self, by: Option<i64>) {
        let mut change = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *change = change.zip(by).map(|(change, by)| change + by);
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
