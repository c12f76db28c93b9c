//! The console at a terminal: line editing, history, continuation lines; Ctrl-C clears or cancels, Ctrl-D leaves.

use super::Ui;
use super::complete::{Offer, offer};
use super::highlight::highlight;
use super::session::{Flow, Session};
use super::split::Input;
use crate::error::{Error, ErrorKind, Result};
use crate::query::Dialect;
use crate::query::complete::Lexicon;
use crate::store::Among;
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Context, Editor};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

/// Before the first line of an input.
const PROMPT: &str = "dixit> ";

/// Before every further line.
const CONTINUED: &str = "  ...> ";

/// Entries that the history keeps.
const HISTORY: usize = 10_000;

/// Reads and runs inputs until the user leaves.
pub fn terminal(session: &mut Session, ui: &mut Ui, keep_history: bool) -> Result<()> {
    let history = if keep_history { history_file() } else { None };
    let mut editor = editor(Helper::new(session, ui.color)).map_err(|error| broken(&error))?;
    if let Some(file) = &history {
        // No history yet is no fault, and a broken one must not keep anybody from asking.
        let _ = editor.load_history(file);
    }
    ui.page_answers();
    ui.at_prompt = true;
    let mut so_far = String::new();
    loop {
        let prompt = if so_far.trim().is_empty() { PROMPT } else { CONTINUED };
        if let Some(helper) = editor.helper_mut() {
            if helper.openings != session.openings {
                helper.renew(session);
            }
            helper.before.clone_from(&so_far);
        }
        match editor.readline(prompt) {
            Ok(line) => {
                so_far.push_str(&line);
                so_far.push('\n');
            }
            Err(ReadlineError::Interrupted) => {
                so_far.clear();
                continue;
            }
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(broken(&error)),
        }
        let input = session.input(&so_far);
        if matches!(input, Input::Incomplete) {
            continue;
        }
        remember(&mut editor, history.as_deref(), &so_far);
        so_far.clear();
        match session.run(ui, &input) {
            Ok(Flow::Stay) => {}
            Ok(Flow::Leave) => break,
            Err(error) => {
                ui.report(&error);
            }
        }
        ui.finish()?;
    }
    Ok(())
}

type Line = Editor<Helper, FileHistory>;

fn editor(helper: Helper) -> rustyline::Result<Line> {
    let config = Config::builder()
        .max_history_size(HISTORY)?
        .history_ignore_dups(true)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List);
    let mut editor = Editor::with_config(config.build())?;
    editor.set_helper(Some(helper));
    Ok(editor)
}

/// What the line editor asks while a line is typed.
#[derive(rustyline::Helper, rustyline::Hinter, rustyline::Validator)]
struct Helper {
    lexicon: Lexicon,
    /// What makes the names ready where the store has none, so that the first prompt need not wait for them.
    opening: JoinHandle<()>,
    dialect: Dialect,
    files: FilenameCompleter,
    /// How often the store had been opened again when its names were read.
    openings: u64,
    /// The earlier lines of the input.
    before: String,
    color: bool,
}

impl Helper {
    fn new(session: &Session, color: bool) -> Self {
        let (lexicon, opening) = names(session);
        Self {
            lexicon,
            opening,
            dialect: session.dialect.clone(),
            files: FilenameCompleter::new(),
            openings: session.openings,
            before: String::new(),
            color,
        }
    }

    /// Goes on with the names of the store that was opened again.
    fn renew(&mut self, session: &Session) {
        (self.lexicon, self.opening) = names(session);
        self.openings = session.openings;
    }
}

/// The names of the graph, and the thread at whose end they are ready.
fn names(session: &Session) -> (Lexicon, JoinHandle<()>) {
    let graph = session.store.graph().heeding(None);
    let lexicon = Lexicon::of(&graph);
    let opening = std::thread::spawn(move || {
        // A graph that cannot be read says so at the first question.
        let _ = graph.names_spelt("", Among::Named);
    });
    (lexicon, opening)
}

impl Completer for Helper {
    type Candidate = Pair;

    fn complete(&self, line: &str, cursor: usize, context: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let empty = Lexicon::default();
        let lexicon = if self.opening.is_finished() { &self.lexicon } else { &empty };
        match offer(lexicon, &self.dialect, &self.before, line, cursor) {
            Offer::Words(start, words) => Ok((start, words)),
            Offer::File => self.files.complete(line, cursor, context),
        }
    }
}

impl Highlighter for Helper {
    fn highlight<'l>(&self, line: &'l str, cursor: usize) -> Cow<'l, str> {
        if self.color { Cow::Owned(highlight(line, cursor)) } else { Cow::Borrowed(line) }
    }

    fn highlight_char(&self, _line: &str, _cursor: usize, kind: CmdKind) -> bool {
        self.color && kind != CmdKind::ForcedRefresh
    }
}

/// Keeps what was typed, at once: a closed window loses nothing.
fn remember(editor: &mut Line, file: Option<&Path>, input: &str) {
    let entry = input.trim_end();
    if entry.trim().is_empty() {
        return;
    }
    let _ = editor.add_history_entry(entry);
    if let Some(file) = file {
        let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        // A read-only home must not keep anybody from asking.
        let _ = folder.map(|()| editor.append_history(file));
    }
}

/// `dixit/history` under the user's state folder.
fn history_file() -> Option<PathBuf> {
    Some(state_folder()?.join("history"))
}

/// `dixit` under the user's state folder.
pub fn state_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")));
    state.map(|state| state.join("dixit"))
}

fn broken(error: &ReadlineError) -> Error {
    Error::new(ErrorKind::Io, format!("cannot read from the terminal: {error}"))
        .hint("dixit console < FILE and dixit query need no terminal")
}
