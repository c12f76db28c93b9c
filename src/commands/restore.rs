//! `dixit restore`: a store from a backup.

use super::shared::StoreArg;
use crate::console::{Ui, counted, seconds};
use crate::error::Result;
use crate::store;
use std::path::PathBuf;
use std::time::Instant;

/// Make a store from a backup, or check that a backup is whole.
#[derive(Debug, clap::Args)]
#[command(
    visible_alias = "unpack",
    after_help = "\
Examples:
  dixit restore news-2026-05-04.tar --store restored.dixit
  dixit restore news-2026-05-04.tar --check

The store is there only when everything in the backup has its checksum. A store that is there already is left alone."
)]
pub struct Args {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    store: StoreArg,

    /// Check the backup and make no store.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let begun = Instant::now();
    let found =
        if args.check { store::check_backup(&args.file)? } else { store::restore(&args.file, &args.store.store)? };
    let what = if args.check {
        format!("{} is whole", args.file.display())
    } else {
        format!("{} made", args.store.store.display())
    };
    ui.line(&format!(
        "{what}: {} with {}; {}",
        counted(found.articles as u64, "article"),
        counted(found.texts as u64, "text"),
        seconds(begun.elapsed())
    ))?;
    if found.missing > 0 {
        ui.note(&format!("note: {} already missing when it was made", counted(found.missing as u64, "text")));
    }
    Ok(())
}
