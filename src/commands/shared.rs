//! Arguments that several commands have, and what they stand for.

pub use crate::console::InputArgs;
use crate::console::{Ui, time};
use crate::error::Result;
use crate::query::Limits;
use crate::store::Store;
use std::path::PathBuf;
use std::time::Duration;

/// Which store.
#[derive(Debug, Clone, clap::Args)]
pub struct StoreArg {
    /// The store's folder.
    #[arg(long, global = true, value_name = "FOLDER", default_value = "news.dixit")]
    pub store: PathBuf,
}

impl StoreArg {
    /// Opens the store for reading and says what is to be known about it.
    pub fn open(&self, ui: &mut Ui) -> Result<Store> {
        let mut store = Store::open(&self.store)?;
        store.heed(ui.interrupt().shared());
        for note in store.notes() {
            ui.note(&format!("note: {note}"));
        }
        Ok(store)
    }
}

/// How long a query may take.
#[derive(Debug, Clone, clap::Args)]
pub struct TimeArg {
    /// Stop the query after this many seconds; 0 for no limit.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    pub timeout: f64,
}

impl TimeArg {
    /// The limits with Ctrl-C as interrupt.
    pub fn limits(&self, ui: &Ui) -> Result<Limits> {
        ui.heed_interrupts();
        Ok(Limits { time: seconds(self.timeout)?, interrupt: ui.interrupt().clone() })
    }
}

/// A time limit; none for 0.
pub fn seconds(number: f64) -> Result<Option<Duration>> {
    if number == 0.0 {
        return Ok(None);
    }
    time(number).map(Some).map_err(|error| error.hint("--timeout 2.5, or 0 for no limit"))
}
