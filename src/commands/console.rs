//! `dixit console`: questions and SPARQL, one after the other.

use super::shared::{StoreArg, TimeArg, seconds};
use crate::console::{self, Mode, Session, Ui};
use crate::error::{Error, Result};
use std::io::{BufReader, IsTerminal};
use std::path::PathBuf;

/// Ask one question after the other: SPARQL, or dot commands such as .said and .about.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit console                              at a terminal; .help lists the commands
  dixit console -c '.said Ann Lee' -c '.stats'
  dixit console < questions.txt              stops at the first error; --keep-going does not
  dixit console --file questions.txt --format csv > answers.csv")]
pub struct Args {
    #[command(flatten)]
    store: StoreArg,

    /// Run this and leave; may be given several times.
    #[arg(long, short, value_name = "TEXT")]
    command: Vec<String>,

    /// Run the statements of this file and leave.
    #[arg(long, short, value_name = "FILE", conflicts_with = "command")]
    file: Option<PathBuf>,

    /// Go on after an error in a pipe or file; the run fails at its end.
    #[arg(long)]
    keep_going: bool,

    /// How to write answers.
    #[arg(long, value_enum, default_value_t)]
    format: Mode,

    /// Keep no history of what is typed.
    #[arg(long)]
    no_history: bool,

    #[command(flatten)]
    time: TimeArg,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let store = args.store.open(ui)?;
    let mut session = Session::new(store);
    session.mode = args.format;
    session.timeout = seconds(args.time.timeout)?;
    if !args.command.is_empty() {
        ui.heed_interrupts();
        for command in &args.command {
            console::script(&mut session, ui, command.as_bytes(), "-c", args.keep_going)?;
        }
        return Ok(());
    }
    if let Some(path) = &args.file {
        ui.heed_interrupts();
        let file = std::fs::File::open(path).map_err(|source| Error::io("open", path, source))?;
        let name = path.display().to_string();
        return console::script(&mut session, ui, BufReader::new(file), &name, args.keep_going);
    }
    if !std::io::stdin().is_terminal() {
        ui.heed_interrupts();
        return console::script(&mut session, ui, std::io::stdin().lock(), "standard input", args.keep_going);
    }
    ui.survive_interrupts();
    // Counting what a large store holds takes seconds, and nobody may wait for the first prompt.
    let folder = session.store.folder().display().to_string();
    ui.note(&format!("{folder}: .stats counts what it holds, .help lists the commands, Ctrl-D leaves."));
    console::terminal(&mut session, ui, !args.no_history)
}
