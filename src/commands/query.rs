//! `dixit query`: SPARQL over a store.

use super::shared::{StoreArg, TimeArg};
use crate::console::{Mode, Showing, Ui, counted, footer, show};
use crate::error::{Error, Result};
use crate::query::{self, Dialect, Statement};
use crate::store::Writer;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Ask the store in SPARQL.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit query 'SELECT ?who ?what { ?p dixit:said ?c . ?p rdfs:label ?who . ?c rdfs:label ?what } LIMIT 10'
  dixit query --file question.rq --format csv > answer.csv
  echo 'DESCRIBE person:ann-lee' | dixit query -
  dixit query 'CONSTRUCT WHERE { ?p dixit:affiliatedWith ?o }' --format nt

The prefixes of the vocabulary and of the store's nodes need no declaration.")]
pub struct Args {
    /// The query, or - to read it from standard input.
    #[arg(value_name = "SPARQL")]
    text: Option<String>,

    /// Read the query from a file.
    #[arg(long, short, value_name = "FILE", conflicts_with = "text")]
    file: Option<PathBuf>,

    #[command(flatten)]
    store: StoreArg,

    /// How to write the answer.
    #[arg(long, value_enum, default_value_t)]
    format: Mode,

    #[command(flatten)]
    time: TimeArg,

    /// Allow the text to change the store.
    #[arg(long)]
    update: bool,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let text = text(args)?;
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    let parsed = query::parse(&text, &dialect)?;
    for note in &parsed.notes {
        ui.note(&format!("note: {note}"));
    }
    let query = match parsed.statement {
        Statement::Query(query) => query,
        Statement::Update(update) => return change(args, *update, ui),
    };
    let limits = args.time.limits(ui)?;
    let begun = Instant::now();
    let answer = query::run(store.graph(), *query, &limits)?;
    let what = show(ui, answer, Showing { mode: args.format, dialect: &dialect, limit: None })?;
    footer(ui, args.format, &what, begun.elapsed())
}

/// The query as it was given: as an argument, in a file or on standard input.
fn text(args: &Args) -> Result<String> {
    let failed = |what: &Path| {
        let what = what.to_owned();
        move |error| Error::io("read", &what, error)
    };
    match (&args.file, args.text.as_deref()) {
        (Some(file), _) if file.as_os_str() != "-" => std::fs::read_to_string(file).map_err(failed(file)),
        (None, Some(text)) if text != "-" => Ok(text.to_owned()),
        (None, None) if std::io::stdin().is_terminal() => Err(Error::usage("no query given")
            .hint("dixit query 'SELECT …', dixit query --file FILE, or dixit console to type one")),
        _ => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(failed(Path::new("standard input")))?;
            Ok(text)
        }
    }
}

/// Runs an update and keeps what it changed; only named graphs can be changed.
fn change(args: &Args, update: spargebra::Update, ui: &mut Ui) -> Result<()> {
    if !args.update {
        return Err(Error::usage("this would change the store").hint("--update allows it"));
    }
    let mut writer = Writer::open(&args.store.store)?;
    let change = writer.update(update)?;
    ui.line(&format!(
        "{} added, {} removed",
        counted(change.added as u64, "quad"),
        counted(change.removed as u64, "quad")
    ))
}
