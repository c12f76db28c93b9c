//! Where a command's answers, notes and errors go, and what the terminal at the other end can show.

use super::escape;
use super::pager::Paged;
use crate::error::{Error, Result};
use crate::query::Interrupt;
use indicatif::{ProgressBar, ProgressStyle};
use oxigraph::model::NamedNode;
use std::cell::Cell;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

/// The program's two streams and what may be sent to them.
pub struct Ui {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    /// Whether answers may carry colours: a terminal, and no `NO_COLOR`.
    pub color: bool,
    /// The columns of the terminal that shows the answers; none for pipes and files.
    pub width: Option<usize>,
    /// Whether a person watches the notes: progress bars are shown then.
    pub watched: bool,
    /// Whether somebody sits at a prompt, and can be asked.
    pub at_prompt: bool,
    /// Whether answers that are longer than the screen go through a pager, where [`Ui::page_answers`] was called.
    pub paging: Rc<Cell<bool>>,
    /// The quotation in each of the first rows of the last table that was shown to people.
    pub shown: Vec<Option<NamedNode>>,
    interrupt: Interrupt,
}

/// How a piece of an answer is set off, where colours are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Headings and names.
    Strong,
    /// What was looked for: a quote in its paragraph.
    Marked,
    /// What matters less: places, rules, addresses.
    Faint,
    /// An error's prefix.
    Alarm,
}

impl Style {
    fn codes(self) -> &'static str {
        match self {
            Self::Strong => "\x1b[1m",
            Self::Marked => "\x1b[1;33m",
            Self::Faint => "\x1b[2m",
            Self::Alarm => "\x1b[1;31m",
        }
    }
}

impl Ui {
    /// The process's standard output (buffered) and standard error.
    pub fn of_process() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let terminal = std::io::stdout().is_terminal();
        Self {
            out: Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())),
            err: Box::new(std::io::stderr()),
            color: terminal && !plain,
            width: terminal.then(terminal_width),
            watched: std::io::stderr().is_terminal(),
            at_prompt: false,
            paging: Rc::new(Cell::new(true)),
            shown: Vec::new(),
            interrupt: Interrupt::default(),
        }
    }

    /// Streams of the caller's own, without colours: for what is no terminal.
    pub fn new(out: impl Write + 'static, err: impl Write + 'static) -> Self {
        Self {
            out: Box::new(out),
            err: Box::new(err),
            color: false,
            width: None,
            watched: false,
            at_prompt: false,
            paging: Rc::new(Cell::new(false)),
            shown: Vec::new(),
            interrupt: Interrupt::default(),
        }
    }

    /// What Ctrl-C sets after [`Ui::heed_interrupts`].
    pub fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// From now on Ctrl-C sets the interrupt instead of ending the process; pressed again before anybody has heeded it,
    /// it ends the process.
    pub fn heed_interrupts(&self) {
        let interrupt = self.interrupt.clone();
        // A second handler is refused; the first one is as good.
        let _ = ctrlc::set_handler(move || {
            if interrupt.is_set() {
                std::process::exit(130);
            }
            interrupt.set();
        });
    }

    /// From now on Ctrl-C sets the interrupt and never ends the process.
    pub fn survive_interrupts(&self) {
        let interrupt = self.interrupt.clone();
        let _ = ctrlc::set_handler(move || interrupt.set());
    }

    /// Refuses what only somebody at a prompt can do.
    pub fn need_prompt(&self, what: &str) -> Result<()> {
        if self.at_prompt {
            return Ok(());
        }
        Err(Error::usage(format!("{what} needs a terminal")).hint("start dixit console without -c, --file and pipes"))
    }

    /// From now on an answer that is longer than the screen goes through a pager; nothing changes for pipes and files.
    pub fn page_answers(&mut self) {
        if self.width.is_some() {
            let out = std::mem::replace(&mut self.out, Box::new(std::io::sink()));
            self.out = Box::new(Paged::new(out, Rc::clone(&self.paging)));
        }
    }

    /// Where answers go.
    pub fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// One line of an answer.
    pub fn line(&mut self, line: &str) -> Result<()> {
        writeln!(self.out, "{line}").map_err(Self::write_error)
    }

    /// Sends the answers elsewhere until the returned writer is put back.
    pub fn redirect(&mut self, out: Box<dyn Write>) -> Box<dyn Write> {
        std::mem::replace(&mut self.out, out)
    }

    /// The text in a style, where answers may carry colours.
    pub fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{}{text}\x1b[0m", style.codes()) } else { text.to_owned() }
    }

    /// One line beside the answer: summaries, row counts, warnings.
    pub fn note(&mut self, line: &str) {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(self.err, "{}", escape::lines(line));
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
        let prefix = if self.watched && self.color { self.paint(Style::Alarm, "error:") } else { "error:".to_owned() };
        let _ = writeln!(self.err, "{prefix} {}", escape::lines(&error.to_string()));
        for hint in error.hints() {
            self.note(&format!("hint: {hint}"));
        }
        error.exit_code()
    }

    /// A bar over `total` steps on a watched terminal; a hidden one elsewhere.
    pub fn progress(&self, total: u64, what: &'static str) -> ProgressBar {
        if !self.watched {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(total);
        if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:24}] {pos}/{len} {elapsed} {msg}") {
            bar.set_style(style.progress_chars("━━─"));
        }
        bar.set_prefix(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

/// The columns of the terminal behind standard output: as it says itself, else as `COLUMNS` says, else 80.
fn terminal_width() -> usize {
    let told = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|width| *width > 0);
    let set = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    told.or_else(set).unwrap_or(80)
}

fn is_broken_pipe(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<std::io::Error>());
    source.is_some_and(|source| source.kind() == std::io::ErrorKind::BrokenPipe)
}
