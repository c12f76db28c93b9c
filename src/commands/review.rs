//! `dixit review`: looks through what is doubtful, one by one.

use super::shared::StoreArg;
use crate::console::{self, ReviewArgs, Ui};
use crate::error::Result;
use crate::query::Dialect;

/// Look through doubtful names and facts one by one, with their evidence: y, n, skip, undo, quit.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit review --who Kim                      people who may be one, then facts below 0.5
  dixit review --only facts --below 0.3 --who Kim
  printf 'y\\nn\\nq\\n' | dixit review --only people --who Kim")]
pub struct Args {
    #[command(flatten)]
    review: ReviewArgs,

    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    console::review(ui, &store, &dialect, &args.review, &mut std::io::stdin().lock()).map(drop)
}
