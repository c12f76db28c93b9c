//! `dixit export`: the store's facts as tables and RDF for other programs.

use super::shared::StoreArg;
use crate::console::{FilterArgs, Ui, counted, seconds};
use crate::error::Result;
use crate::export::{self, Form};
use crate::query::Dialect;
use crate::query::facts::Facts;
use std::path::PathBuf;
use std::time::Instant;

/// Write the store's facts as a table or as RDF.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit export --format csv -o quotations.csv                  one row for each quotation and speaker
  dixit export --format about-csv -o about.csv                 one row for each quotation and what it is about
  dixit export --format ttl -o news.ttl                        the whole graph, to read
  dixit export --format csv --since 2024-01-01 --min-confidence 0.8 -o sure.csv

The output is sorted: the same store gives the same bytes. A file is written whole or not at all.")]
pub struct Args {
    #[command(flatten)]
    store: StoreArg,

    /// What to write; told by the ending of the output file when not given.
    #[arg(long, value_enum)]
    format: Option<Form>,

    /// The file to write; standard output when not given.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    filter: FilterArgs,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let begun = Instant::now();
    let form = Form::choose(args.format, args.output.as_deref())?;
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    let facts = Facts::new(store.graph());
    let filter = args.filter.resolve(&facts, &dialect, ui)?;
    let count = match &args.output {
        Some(path) => export::to_file(path, |out| export::write(out, form, &facts, &dialect, &filter))?,
        None => export::write(ui.out(), form, &facts, &dialect, &filter)?,
    };
    ui.finish()?;
    let place = args.output.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
    ui.note(&format!("{} to {place} in {}", counted(count, form.unit()), seconds(begun.elapsed())));
    Ok(())
}
