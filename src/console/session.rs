//! A console's state, and the running of one statement or dot command: the same for terminal, pipe and file.

use super::standing::{Aside, after_answer};
use super::{FilterArgs, Mode, Showing, Ui, dot, footer, saved, show, split};
use crate::error::{Error, Result};
use crate::query::facts::Facts;
use crate::query::{self, Dialect, Limits, Statement};
use crate::store::Store;
use std::time::{Duration, Instant};

/// What the console remembers between two inputs.
pub struct Session<'a> {
    /// The store that is asked.
    pub store: Held<'a>,
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
    /// How many files are being read, one from the other.
    pub depth: usize,
}

/// The store that was opened first, or the state of it that a judgement left.
pub enum Held<'a> {
    /// As it was opened.
    Lent(&'a Store),
    /// After a judgement.
    Own(Box<Store>),
}

impl std::ops::Deref for Held<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        match self {
            Self::Lent(store) => store,
            Self::Own(store) => store,
        }
    }
}

/// What to do after an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Stay,
    /// End the console.
    Leave,
}

impl<'a> Session<'a> {
    /// A session over `store` with the usual settings.
    pub fn new(store: &'a Store) -> Self {
        let dialect = Dialect::new(&store.manifest().base);
        Self {
            store: Held::Lent(store),
            dialect,
            mode: Mode::Table,
            rows: None,
            timeout: Some(Duration::from_secs(60)),
            filter: FilterArgs::default(),
            aside: None,
            last: None,
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
            split::Input::Dot(line) => dot::run(self, ui, line),
            split::Input::Statement(text) => {
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
        saved::fill(&mut query, values, &Facts::new(self.store.graph()), &self.dialect)?;
        self.last = Some(text.to_owned());
        let answer = query::run(self.store.graph(), *query, &self.limits(ui))?;
        let what = show(ui, answer, Showing { mode: self.mode, dialect: &self.dialect, limit: self.rows })?;
        self.footer(ui, &what, begun.elapsed())
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
