//! `dixit extract`: the facts of articles as records or triples, without a store.

use super::shared::InputArgs;
use crate::console::Ui;
use crate::error::{Error, ErrorKind, Result};
use crate::export::{self, GraphFormat, turtle};
use crate::graph::{self, Settings};
use crate::pipeline::{self, Analysis, record};
use crate::query::Dialect;
use std::cell::Cell;

/// Extract the facts of articles and print them, without a store.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit extract article.txt --format ttl        the graph of one article, to read
  dixit extract news.jsonl                      one JSON object an article, offsets in Unicode code points
  cat news.jsonl | dixit extract - --thoughts   also what people think and want
  dixit extract pages/ --format nt > news.nt    the ground facts of a folder of web pages")]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,

    /// How to write the facts.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,

    /// Also write what people think and want, not only what they say (JSON Lines only).
    #[arg(long)]
    thoughts: bool,
}

/// How the facts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One JSON object an article, with offsets in Unicode code points.
    Jsonl,
    /// N-Triples: the ground facts.
    Nt,
    /// Turtle: the ground facts, with prefixes, one block an article.
    #[value(alias = "turtle")]
    Ttl,
}

/// Runs the command. A bad article becomes a line on standard error and fails the run at its end.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let engine = args.input.engine();
    let reader = args.input.reader()?;
    let settings = Settings::default();
    let mut failed = 0u64;
    let begun = Cell::new(false);
    pipeline::extract(reader.into_raw(), &engine, args.input.threads, |outcome| match outcome {
        Ok((_, analysis)) => match args.format {
            Format::Jsonl => write_record(&analysis, args.thoughts, ui),
            Format::Nt => write_graph(&analysis, &settings, GraphFormat::NTriples, ui, &begun),
            Format::Ttl => write_graph(&analysis, &settings, GraphFormat::Turtle, ui, &begun),
        },
        Err(problem) => {
            // What is set aside is no failure: a collection may hold articles in other languages.
            failed += u64::from(problem.error.kind() != ErrorKind::SetAside);
            ui.note(&format!("skipped {problem}"));
            for hint in problem.error.hints() {
                ui.note(&format!("hint: {hint}"));
            }
            Ok(())
        }
    })?;
    match failed {
        0 => Ok(()),
        1 => Err(Error::input("one input could not be read")),
        _ => Err(Error::input(format!("{failed} inputs could not be read"))),
    }
}

fn write_record(analysis: &Analysis, thoughts: bool, ui: &mut Ui) -> Result<()> {
    ui.line(&record::line(analysis, thoughts)?)
}

/// Writes one article's ground facts; the prefixes of Turtle stand once, before the first article.
fn write_graph(
    analysis: &Analysis,
    settings: &Settings,
    format: GraphFormat,
    ui: &mut Ui,
    begun: &Cell<bool>,
) -> Result<()> {
    let facts = graph::ground(&analysis.document, &analysis.extraction, &analysis.resolution, settings);
    let dialect = Dialect::new(&settings.base);
    let mut triples = facts.triples;
    if format != GraphFormat::Turtle {
        return export::triples(ui.out(), triples, format, &dialect).map(|_| ());
    }
    if !begun.replace(true) {
        turtle::prefixes(ui.out(), &[], &dialect).map_err(Ui::write_error)?;
    }
    export::sort(&mut triples);
    turtle::blocks(ui.out(), &triples, &dialect).map_err(Ui::write_error)
}
