//! `dixit doctor`: says what is damaged in a store, and repairs what can be.

use super::shared::StoreArg;
use crate::console::{Ui, counted, visible};
use crate::error::{Error, ErrorKind, Result};
use crate::store::{self, Diagnosis};

/// The most articles that are named; the rest is counted.
const NAMED: usize = 50;

/// Examine a store for damage, and repair it where asked to.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit doctor
  dixit doctor --store wire.dixit --repair

It reads every part of the log, every text, index and judgement, and compares the derived facts with the ground facts. Without
--repair nothing is changed. A repair first copies what it replaces into a folder beside the store, then leaves out what is
damaged and makes anew what the rest tells; the articles that lost something are named, to be built again. `dixit verify`
compares the facts with the texts.")]
pub struct Args {
    #[command(flatten)]
    store: StoreArg,

    /// Repair what can be repaired; the replaced files are kept beside the store.
    #[arg(long)]
    repair: bool,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let folder = &args.store.store;
    let found = if args.repair { store::repair(folder)? } else { store::examine(folder)? };
    for finding in &found.findings {
        ui.line(&visible(&format!("{}: {}", finding.file, finding.what)))?;
        ui.line(&format!("    {}: {}", if args.repair { "repaired" } else { "--repair would" }, finding.repair))?;
    }
    list(&found, ui)?;
    let whole =
        format!("{} and {} are whole", counted(found.articles as u64, "article"), counted(found.texts as u64, "text"));
    ui.line(&if found.findings.is_empty() { format!("nothing is damaged: {whole}") } else { whole })?;
    if let Some(copy) = &found.copy {
        ui.note(&format!("note: what was replaced is kept in {}", copy.display()));
    }
    if args.repair || found.findings.is_empty() {
        return Ok(());
    }
    let what = format!("{} in {}", counted(found.findings.len() as u64, "finding"), folder.display());
    Err(Error::new(ErrorKind::Store, what)
        .hint("dixit doctor --repair mends them, and keeps a copy of what it replaces"))
}

/// The articles to build again.
fn list(found: &Diagnosis, ui: &mut Ui) -> Result<()> {
    if found.rebuild.is_empty() {
        return Ok(());
    }
    ui.line("to build again:")?;
    for name in found.rebuild.iter().take(NAMED) {
        ui.line(&visible(&format!("    {name}")))?;
    }
    if found.rebuild.len() > NAMED {
        ui.line(&format!("    and {} more", found.rebuild.len() - NAMED))?;
    }
    Ok(())
}
