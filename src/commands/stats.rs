//! `dixit stats`: how much a store holds, of what, and who is quoted most.

use super::shared::StoreArg;
use crate::console::{self, Ui};
use crate::error::Result;
use crate::query::Dialect;

/// Show how much a store holds and who is quoted most.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit stats
  dixit stats --top 30")]
pub struct Args {
    #[command(flatten)]
    store: StoreArg,

    /// How many of the most quoted people to list.
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    top: usize,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    console::stats(ui, &store, &dialect, args.top)
}
