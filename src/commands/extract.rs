//! `dixit extract`: the facts of articles as records or triples, without a store.

use super::shared::InputArgs;
use crate::console::Ui;
use crate::error::{Error, ErrorKind, Result};
use crate::export::{self, GraphFormat, turtle};
use crate::graph::{self, Settings};
use crate::pipeline::{self, Analysis, record};
use crate::query::Dialect;

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
    let dialect = Dialect::new(&settings.base);
    let mut failed = 0u64;
    let mut begun = false;
    // What is printed is made where the article was analyzed, so that all threads share that work too.
    let make = |analysis: Analysis| match args.format {
        Format::Jsonl => record::line(&analysis, args.thoughts).map(|line| (line + "\n").into_bytes()),
        Format::Nt => graph(&analysis, &settings, GraphFormat::NTriples, &dialect),
        Format::Ttl => graph(&analysis, &settings, GraphFormat::Turtle, &dialect),
    };
    pipeline::extract_as(reader.into_raw(), &engine, args.input.threads, make, |outcome| match outcome {
        Ok((_, made)) => {
            let made = made?;
            // The prefixes of Turtle stand once, before the first article.
            if args.format == Format::Ttl && !std::mem::replace(&mut begun, true) {
                turtle::prefixes(ui.out(), &[], &dialect).map_err(Ui::write_error)?;
            }
            ui.out().write_all(&made).map_err(Ui::write_error)
        }
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

/// One article's ground facts, without the prefixes of Turtle.
fn graph(analysis: &Analysis, settings: &Settings, format: GraphFormat, dialect: &Dialect) -> Result<Vec<u8>> {
    let facts = graph::ground(&analysis.document, &analysis.extraction, &analysis.resolution, settings);
    let (mut triples, mut out) = (facts.triples, Vec::new());
    if format == GraphFormat::Turtle {
        export::sort(&mut triples);
        turtle::blocks(&mut out, &triples, dialect).map_err(Ui::write_error)?;
    } else {
        export::triples(&mut out, triples, format, dialect)?;
    }
    Ok(out)
}
