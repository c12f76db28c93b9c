//! Where a command's answers, notes and errors go, and what the terminal at the other end can show.

use crate::error::{Error, Result};
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;

/// The program's two streams and what may be sent to them.
pub struct Ui {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    /// Whether answers may carry colours: a terminal, and no `NO_COLOR`.
    pub color: bool,
    /// Whether a person watches the notes: progress bars are shown then.
    pub watched: bool,
}

impl Ui {
    /// The process's standard output (buffered) and standard error.
    pub fn of_process() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            out: Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())),
            err: Box::new(std::io::stderr()),
            color: std::io::stdout().is_terminal() && !plain,
            watched: std::io::stderr().is_terminal(),
        }
    }

    /// Where answers go.
    pub fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// One line beside the answer: summaries, row counts, warnings.
    pub fn note(&mut self, line: &str) {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(self.err, "{line}");
    }

    /// Sends what is still buffered.
    pub fn finish(&mut self) -> Result<()> {
        self.out.flush().map_err(Self::write_error)
    }

    /// The failure to write an answer.
    pub fn write_error(source: std::io::Error) -> Error {
        Error::io("write to", Path::new("standard output"), source)
    }

    /// Prints the error with its hints and returns the exit code; a reader that went away is no error.
    pub fn report(&mut self, error: &Error) -> u8 {
        if is_broken_pipe(error) {
            return 0;
        }
        let _ = self.out.flush();
        self.note(&format!("error: {error}"));
        for hint in error.hints() {
            self.note(&format!("hint: {hint}"));
        }
        error.exit_code()
    }
}

fn is_broken_pipe(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<std::io::Error>());
    source.is_some_and(|source| source.kind() == std::io::ErrorKind::BrokenPipe)
}
