//! The console at a terminal: line editing, history, continuation lines; Ctrl-C clears or cancels, Ctrl-D leaves.

use super::Ui;
use super::session::{Flow, Session};
use super::split::Input;
use crate::error::{Error, ErrorKind, Result};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};
use std::path::{Path, PathBuf};

/// Before the first line of an input.
const PROMPT: &str = "dixit> ";

/// Before every further line.
const CONTINUED: &str = "  ...> ";

/// Entries that the history keeps.
const HISTORY: usize = 10_000;

/// Reads and runs inputs until the user leaves.
pub fn terminal(session: &mut Session<'_>, ui: &mut Ui, keep_history: bool) -> Result<()> {
    let history = if keep_history { history_file() } else { None };
    let mut editor = editor().map_err(|error| broken(&error))?;
    if let Some(file) = &history {
        // No history yet is no fault, and a broken one must not keep anybody from asking.
        let _ = editor.load_history(file);
    }
    let mut so_far = String::new();
    loop {
        let prompt = if so_far.trim().is_empty() { PROMPT } else { CONTINUED };
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

fn editor() -> rustyline::Result<Editor<(), FileHistory>> {
    let config = Config::builder().max_history_size(HISTORY)?.history_ignore_dups(true)?.history_ignore_space(true);
    Editor::with_config(config.build())
}

/// Keeps what was typed, at once: a closed window loses nothing.
fn remember(editor: &mut Editor<(), FileHistory>, file: Option<&Path>, input: &str) {
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
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")));
    state.map(|state| state.join("dixit").join("history"))
}

fn broken(error: &ReadlineError) -> Error {
    Error::new(ErrorKind::Io, format!("cannot read from the terminal: {error}"))
        .hint("dixit console < FILE and dixit query need no terminal")
}
