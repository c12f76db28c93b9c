//! `dixit ask`: the named questions, without SPARQL.

use super::shared::{StoreArg, TimeArg};
use crate::console::{self, AskArgs, Asking, Mode, Ui, footer};
use crate::error::Result;
use crate::query::facts::Facts;
use crate::query::{Dialect, QUESTIONS, Question};
use clap::builder::PossibleValuesParser;
use std::time::Instant;

const EXAMPLES: &str = "\
Examples:
  dixit ask said \"Ann Lee\"                             what she said, by date
  dixit ask said Ann Lee --about \"Harbour Bridge\"      names need no quotation marks
  dixit ask about NATO --since 2024-01-01 --limit 20   who said what about it
  dixit ask about NATO --by \"Ann Lee\" --stance denies  what she denied about it
  dixit ask denied --outlet \"Harbour Gazette\"          who denied what there
  dixit ask speaks-for \"Port Authority\" --format csv   who speaks for it, in which role
  dixit ask sources quote:8f3c21d0-5d07                who reports it, how cut, from how many origins
  dixit ask path \"Ann Lee\" NATO                        how the two are connected, with the quotes";

/// Ask one of the named questions: who said what, about whom, who denied, who speaks for whom.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = help())]
pub struct Args {
    /// The question; --help lists all.
    #[arg(value_name = "QUESTION", value_parser = PossibleValuesParser::new(QUESTIONS.iter().map(|q| q.name).chain([console::PATH.0])), hide_possible_values = true)]
    question: String,

    #[command(flatten)]
    ask: AskArgs,

    #[command(flatten)]
    store: StoreArg,

    /// How to write the answer.
    #[arg(long, value_enum, default_value_t)]
    format: Mode,

    #[command(flatten)]
    time: TimeArg,
}

fn help() -> String {
    format!("Questions:\n{}\n\n{EXAMPLES}", console::questions())
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    let limits = args.time.limits(ui)?;
    let begun = Instant::now();
    let facts = Facts::new(store.graph());
    let asking = Asking { facts: &facts, dialect: &dialect, limits: &limits, mode: args.format, rows: None };
    let what = match Question::named(&args.question) {
        Some(question) => console::ask(ui, asking, question, &args.ask)?,
        // The one question that needs a graph search; the parser above knows no other name.
        None => console::connection(ui, asking, &args.ask, false)?,
    };
    footer(ui, args.format, &what, begun.elapsed())
}
