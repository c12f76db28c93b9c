//! The console without a terminal: statements and dot commands from a pipe or a file.

use super::Ui;
use super::session::{Flow, Session};
use super::split::Input;
use crate::error::{Error, Result};
use std::io::BufRead;
use std::path::Path;

/// Runs everything in `lines`; a last statement needs no `;`. Stops at the first error, whose message names the line at
/// which the statement begins, unless `keep_going`: then every error is reported and the run fails at its end.
pub fn script(session: &mut Session, ui: &mut Ui, lines: impl BufRead, name: &str, keep_going: bool) -> Result<()> {
    let mut script = Script { session, ui, name, keep_going, failed: 0 };
    let mut so_far = String::new();
    let mut begun = 1;
    for (number, line) in (1u64..).zip(lines.lines()) {
        let line = line.map_err(|source| Error::io("read", Path::new(name), source))?;
        if so_far.trim().is_empty() {
            so_far.clear();
            begun = number;
        }
        so_far.push_str(&line);
        so_far.push('\n');
        let input = script.session.input(&so_far);
        if matches!(input, Input::Incomplete) {
            continue;
        }
        so_far.clear();
        if script.run(&input, begun)? == Flow::Leave {
            return script.end();
        }
    }
    if !so_far.trim().is_empty() {
        script.run(&Input::Statement(so_far), begun)?;
    }
    script.end()
}

struct Script<'a> {
    session: &'a mut Session,
    ui: &'a mut Ui,
    name: &'a str,
    keep_going: bool,
    failed: u64,
}

impl Script<'_> {
    fn run(&mut self, input: &Input, line: u64) -> Result<Flow> {
        match self.session.run(self.ui, input) {
            Ok(flow) => Ok(flow),
            Err(error) => {
                let placed = error
                    .hints()
                    .iter()
                    .fold(Error::new(error.kind(), format!("{}:{line}: {error}", self.name)), |placed, hint| {
                        placed.hint(hint.clone())
                    });
                // A reader that went away ends everything; its error is told by its source.
                if std::error::Error::source(&error).is_some() {
                    return Err(error);
                }
                if !self.keep_going {
                    return Err(placed);
                }
                self.ui.report(&placed);
                self.failed += 1;
                Ok(Flow::Stay)
            }
        }
    }

    fn end(&self) -> Result<()> {
        match self.failed {
            0 => Ok(()),
            failed => Err(Error::input(format!("{failed} of the statements in {} failed", self.name))),
        }
    }
}
