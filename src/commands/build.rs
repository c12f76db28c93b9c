//! `dixit build`: articles in, a store that can be asked out.

use super::shared::InputArgs;
use crate::console::{Ui, counted, grouped, seconds};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::{self, Engine, Summary};
use crate::store::{DEFAULT_BASE, Home, Manifest, Writer};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The most skipped articles that are named; the rest is counted.
const NAMED: usize = 20;

/// Build articles into a store, or bring a store up to date with them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit build articles/                                  a folder of text files and web pages into news.dixit
  dixit build news.csv --map text=Content --map date=Day a table with its own column names
  dixit build story.txt --date 2024-05-03 --publisher \"Harbour Gazette\"
  zcat news.jsonl.gz | dixit build - --store wire.dixit  JSON Lines from a pipe

A second run over the same articles changes nothing; a changed article becomes a new version.")]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,

    /// The store's folder; made when there is none.
    #[arg(long, value_name = "FOLDER", default_value = "news.dixit")]
    store: PathBuf,

    /// Do not keep the articles' texts (of a new store): quotes cannot be shown in their paragraph or verified then.
    #[arg(long)]
    no_text: bool,

    /// The IRI under which the nodes of a new store are minted.
    #[arg(long, value_name = "IRI", default_value = DEFAULT_BASE)]
    base: String,

    /// Keep the graph of a new store in RocksDB, for millions of facts (in builds with that feature).
    #[arg(long)]
    rocksdb: bool,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let begun = Instant::now();
    let reader = args.input.reader()?;
    for (extension, count) in reader.left_out() {
        ui.note(&format!("note: left out {} with the extension {extension}", counted(*count, "file")));
    }
    let raw = reader.into_raw();
    let manifest = Manifest {
        base: checked_base(&args.base)?,
        home: if args.rocksdb { Home::Rocksdb } else { Home::GraphFile },
        texts: !args.no_text,
        ..Manifest::default()
    };
    let mut writer = Writer::open_or_create(&args.store, &manifest)?;
    writer.notes().to_vec().iter().for_each(|note| ui.note(&format!("note: {note}")));
    ui.heed_interrupts();
    let engine = Engine::built_in();
    let interrupt = ui.interrupt().clone();
    let options = pipeline::Options { threads: args.input.threads, stop: Some(interrupt.flag()) };
    let bar = ui.progress(0, "articles");
    let summary = pipeline::build(raw, &mut writer, &engine, options, |summary| {
        bar.set_length(summary.handled());
        bar.set_position(summary.handled());
        bar.set_message(format!("{} sayings", grouped(summary.attributions)));
    });
    bar.finish_and_clear();
    let summary = summary?;
    report(&summary, args, begun.elapsed(), ui)
}

/// What the build did, on standard output; what it left out and doubted, on standard error.
fn report(summary: &Summary, args: &Args, time: Duration, ui: &mut Ui) -> Result<()> {
    for (origin, note) in summary.notes.iter().take(NAMED) {
        ui.note(&format!("note: {origin}: {note}"));
    }
    for problem in summary.skipped.iter().take(NAMED) {
        ui.note(&format!("skipped {problem}"));
        problem.error.hints().iter().for_each(|hint| ui.note(&format!("hint: {hint}")));
    }
    let more = summary.skipped.len().saturating_sub(NAMED);
    if more > 0 {
        ui.note(&format!("and {more} more"));
    }
    let (before, after) = summary.triples;
    ui.line(&format!(
        "{}: {} new, {} changed, {} read anew, {} unchanged, {} skipped",
        counted(summary.handled(), "article"),
        grouped(summary.new),
        grouped(summary.changed),
        grouped(summary.renewed),
        grouped(summary.unchanged),
        grouped(summary.skipped.len() as u64),
    ))?;
    ui.line(&format!(
        "{} and {} found in them",
        counted(summary.attributions, "saying"),
        counted(summary.roles, "role mention")
    ))?;
    let change = if after >= before {
        format!("{} more than before", grouped((after - before) as u64))
    } else {
        format!("{} fewer than before", grouped((before - after) as u64))
    };
    ui.line(&format!(
        "{}: {}, {change}; {}",
        crate::console::visible(&args.store.display().to_string()),
        counted(after as u64, "fact"),
        seconds(time)
    ))?;
    if summary.stopped {
        return Err(Error::new(ErrorKind::Cancelled, "stopped before the end of the input")
            .hint("what was read is in the store; the same command goes on from there"));
    }
    if summary.handled() > 0 && summary.handled() == summary.skipped.len() as u64 {
        return Err(Error::input("none of the articles could be read"));
    }
    Ok(())
}

fn checked_base(base: &str) -> Result<String> {
    let ends_well = base.ends_with(['/', '#']);
    match oxigraph::model::NamedNode::new(base) {
        Ok(_) if ends_well => Ok(base.to_owned()),
        Ok(_) => Err(Error::usage(format!("the base {base} does not end in /")).hint(format!("--base {base}/"))),
        Err(error) => Err(Error::usage(format!("the base {base} is no IRI: {error}"))),
    }
}
