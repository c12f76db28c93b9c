//! `dixit quote`: one quotation in its paragraph.

use super::shared::StoreArg;
use crate::console::{self, Ui};
use crate::error::Result;
use crate::query::Dialect;

/// Show a quotation in its paragraph, with who says it, where and when.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit quote quote:8f3c21d0-5d07
  dixit ask said \"Ann Lee\"      lists quotations with these names")]
pub struct Args {
    /// The quotation's name in the graph, as `ask` and `query` show it.
    #[arg(value_name = "ID")]
    id: String,

    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    console::quote(ui, &store, &dialect, &args.id)
}
