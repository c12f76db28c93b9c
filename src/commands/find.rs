//! `dixit find`: quotations by their words.

use super::shared::StoreArg;
use crate::console::{self, FindArgs, Mode, Ui, footer};
use crate::error::Result;
use crate::query::Dialect;
use crate::query::facts::Facts;
use std::time::Instant;

/// Find quotations by their words.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit find toll                                quotations that hold the word
  dixit find '\"harbour toll\"' --since 2024-01-01 the phrase
  dixit find 'strik*' port --format csv          strike, striking, … and port")]
pub struct Args {
    #[command(flatten)]
    find: FindArgs,

    #[command(flatten)]
    store: StoreArg,

    /// How to write the answer.
    #[arg(long, value_enum, default_value_t)]
    format: Mode,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    let begun = Instant::now();
    let what = console::find(ui, &Facts::new(store.graph()), &dialect, args.format, &args.find)?;
    footer(ui, args.format, &what, begun.elapsed())
}
