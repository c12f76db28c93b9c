//! Arguments that several commands have, and what they stand for.

use crate::console::{Ui, day};
use crate::error::{Error, Result};
use crate::query::Limits;
use crate::store::Store;
use crate::text::{Date, FieldMap, Format, Options, Reader};
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
        let store = Store::open(&self.store)?;
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
    Duration::try_from_secs_f64(number)
        .map(Some)
        .map_err(|_| Error::usage(format!("{number} is no time in seconds")).hint("--timeout 2.5, or 0 for no limit"))
}

/// Where articles come from and how to read them.
#[derive(Debug, Clone, clap::Args)]
pub struct InputArgs {
    /// Files, folders or patterns with articles, or - for standard input.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<String>,

    /// The format of all inputs: text, html, jsonl, json, csv or tsv; told by each file's content when not given.
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<String>,

    /// The column or JSON field that holds a part of the article, as PART=COLUMN; parts are id, url, title, date,
    /// author, publisher and text.
    #[arg(long, value_name = "PART=COLUMN")]
    pub map: Vec<String>,

    /// The day of publication of articles that name none (YYYY-MM-DD).
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub date: Option<Date>,

    /// The outlet of articles that name none.
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,

    /// Threads that analyze; 0 for one each processor.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub threads: usize,
}

impl InputArgs {
    /// A reader over the inputs.
    pub fn reader(&self) -> Result<Reader> {
        let format: Option<Format> = self.input_format.as_deref().map(str::parse).transpose()?;
        let options = Options {
            format,
            map: FieldMap::parse(&self.map)?,
            date: self.date,
            publisher: self.publisher.clone(),
            ..Options::default()
        };
        Reader::new(&self.inputs, options)
    }
}
