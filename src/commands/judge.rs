//! `dixit judge`: corrects for good who is who and what is right.

use super::shared::StoreArg;
use crate::console::{self, JudgeArgs, Ui};
use crate::error::Result;
use crate::query::Dialect;

/// Correct for good: who is one and who is two, what is wrong, what was checked; every judgement can be withdrawn.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit judge merge \"A. Lee\" \"Ann Lee\" --who Kim --note \"same office\"
  dixit judge split \"Ann Lee\" --as \"Ann Lee (bishop)\" --role bishop --who Kim
  dixit judge reject quote:8f3c21d0-5d07 --who Kim --note \"Bo Marsh says it\" --dry-run
  dixit judge link \"Ann Lee\" Q42 --who Kim
  dixit judge table quotations.csv --who Kim      accept or reject in the column reviewed
  dixit judge list                                all judgements
  dixit judge withdraw judgement:5d07c1a2b3c4d5e6 --who Kim")]
pub struct Args {
    #[command(flatten)]
    judge: JudgeArgs,

    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    console::judge(ui, &store, &dialect, &args.judge).map(drop)
}
