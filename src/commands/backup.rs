//! `dixit backup`: a whole store in one file.

use super::shared::StoreArg;
use crate::console::{Ui, counted, grouped, seconds};
use crate::error::Result;
use crate::store;
use std::path::PathBuf;
use std::time::Instant;

/// Write the whole store into one file, to keep or to send.
#[derive(Debug, clap::Args)]
#[command(
    visible_alias = "pack",
    after_help = "\
Examples:
  dixit backup news-2026-05-04.tar
  dixit backup /mnt/copies/wire.tar --store wire.dixit

The file is a tar archive with the SHA-256 of each part, checked on the way; the same store gives the same bytes. It holds the
texts, the facts and the judgements. A build may go on meanwhile: the backup has what was finished when it began."
)]
pub struct Args {
    /// The file to write; an older one in its place is replaced when the new one is whole.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let begun = Instant::now();
    let made = store::backup(&args.store.store, &args.file)?;
    ui.line(&format!(
        "{} with {} in {} ({} bytes); {}",
        counted(made.articles as u64, "article"),
        counted(made.texts as u64, "text"),
        args.file.display(),
        grouped(made.bytes),
        seconds(begun.elapsed())
    ))?;
    if made.missing > 0 {
        ui.note(&format!("note: {} not in the store any more: see dixit doctor", counted(made.missing as u64, "text")));
    }
    Ok(())
}
