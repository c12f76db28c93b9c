//! A console's state, and the running of one statement or dot command: the same for terminal, pipe and file.

use super::standing::{Aside, after_answer};
use super::{FilterArgs, Mode, Showing, Ui, footer, obey, saved, show, split};
use crate::error::{Error, Result};
use crate::query::facts::Facts;
use crate::query::{self, Dialect, Limits, Statement};
use crate::store::Store;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What the console remembers between two inputs.
pub struct Session {
    /// The store that is asked.
    pub store: Arc<Store>,
    /// Its prefixes.
    pub dialect: Dialect,
    /// How answers are shown.
    pub mode: Mode,
    /// The most rows of a table.
    pub rows: Option<usize>,
    /// The longest time of a query.
    pub timeout: Option<Duration>,
    /// What all named questions are narrowed by.
    pub filter: FilterArgs,
    /// Where answers go when they do not go to a file.
    pub aside: Option<Aside>,
    /// The last query that ran, as it was typed: what .save keeps.
    pub last: Option<String>,
    /// The last input that .watch can repeat.
    pub again: Option<split::Input>,
    /// How often the store was opened again, for what is kept of its names.
    pub openings: u64,
    /// How many files are being read, one from the other.
    pub depth: usize,
}

/// What to do after an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Stay,
    /// End the console.
    Leave,
}

impl Session {
    /// A session over `store` with the usual settings.
    pub fn new(store: impl Into<Arc<Store>>) -> Self {
        let store = store.into();
        let dialect = Dialect::new(&store.manifest().base);
        Self {
            store,
            dialect,
            mode: Mode::Table,
            rows: None,
            timeout: Some(Duration::from_secs(60)),
            filter: FilterArgs::default(),
            aside: None,
            last: None,
            again: None,
            openings: 0,
            depth: 0,
        }
    }

    /// What the lines so far are.
    pub fn input(&self, lines: &str) -> split::Input {
        split::input(lines, |text| query::parse(text, &self.dialect).is_ok())
    }

    /// Runs one statement or dot command.
    pub fn run(&mut self, ui: &mut Ui, input: &split::Input) -> Result<Flow> {
        ui.interrupt().clear();
        match input {
            split::Input::Empty | split::Input::Incomplete => Ok(Flow::Stay),
            split::Input::Dot(line) => obey::run(self, ui, line),
            split::Input::Statement(text) => {
                self.again = Some(input.clone());
                let done = self.statement(ui, text, &[]);
                after_answer(self, ui)?;
                done.map(|()| Flow::Stay)
            }
        }
    }

    /// Runs a query with `variable=value` pairs put into it.
    pub fn statement(&mut self, ui: &mut Ui, text: &str, values: &[String]) -> Result<()> {
        let begun = Instant::now();
        let parsed = query::parse(text, &self.dialect)?;
        for note in &parsed.notes {
            ui.note(&format!("note: {note}"));
        }
        let Statement::Query(mut query) = parsed.statement else {
            return Err(Error::usage("this would change the store")
                .hint("the console only reads; dixit query --update 'INSERT …' changes a store"));
        };
        saved::fill(&mut query, values, &self.facts(), &self.dialect)?;
        self.last = Some(text.to_owned());
        let answer = query::run(self.store.graph(), *query, &self.limits(ui))?;
        let what = show(ui, answer, Showing { mode: self.mode, dialect: &self.dialect, limit: self.rows })?;
        self.footer(ui, &what, begun.elapsed())
    }

    /// A reader of the store's facts.
    pub fn facts(&self) -> Facts<'_> {
        Facts::new(self.store.graph())
    }

    /// Goes on with the newest state of the store.
    pub fn reopen(&mut self) -> Result<()> {
        let mut store = Store::open(self.store.folder())?;
        store.take_over(&self.store);
        self.store = Arc::new(store);
        self.openings += 1;
        Ok(())
    }

    /// What ends a query.
    pub fn limits(&self, ui: &Ui) -> Limits {
        Limits { time: self.timeout, interrupt: ui.interrupt().clone() }
    }

    /// The count and the time after an answer that people read.
    pub fn footer(&self, ui: &mut Ui, what: &str, time: Duration) -> Result<()> {
        footer(ui, self.mode, what, time)
    }
}
