//! `dixit verify`: proves every fact against the kept texts.

use super::shared::StoreArg;
use crate::console::{Ui, counted, seconds, visible};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline;
use std::time::Instant;

/// The most failures that are named; the rest is counted.
const NAMED: usize = 20;

/// Re-read the kept texts and prove that every quoted word stands where the graph says.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit verify
  dixit verify --store wire.dixit

It proves the place of the words, not who said them: see `dixit quote` for the latter.")]
pub struct Args {
    #[command(flatten)]
    store: StoreArg,

    /// Threads that compare; 0 for one each processor.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    threads: usize,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let begun = Instant::now();
    let store = args.store.open(ui)?;
    let bar = ui.progress(store.ledger()?.len() as u64, "articles");
    let found = pipeline::verify(&store, args.threads, |found| bar.set_position(found.articles + found.without_text));
    bar.finish_and_clear();
    let found = found?;
    for (entry, failure) in found.failures.iter().take(NAMED) {
        let line = format!("{}: {}: {}", entry.article, failure.node, failure.fault);
        ui.line(&visible(&line))?;
    }
    ui.line(&format!(
        "{} in {} compared, {} wrong; {}",
        counted(found.spans, "span"),
        counted(found.articles, "article"),
        found.failures.len(),
        seconds(begun.elapsed())
    ))?;
    if found.without_text > 0 {
        ui.note(&format!(
            "note: {} without a kept text: nothing can be proved of them",
            counted(found.without_text, "article")
        ));
    }
    if found.failures.is_empty() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Store,
        format!("{} of the graph are not what the texts say", counted(found.failures.len() as u64, "node")),
    )
    .hint("the store was changed by another program, or a file of it is damaged: build it anew from the articles"))
}
