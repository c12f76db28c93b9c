//! The command line: one command a file, each from its arguments to what it prints.

mod shared;

mod build;

mod extract;

mod query;

mod ask;

mod find;

mod quote;

mod analyze;

mod export;

mod console;

mod verify;

mod stats;

mod forget;

mod backup;

mod restore;

mod doctor;

mod judge;

mod review;

mod trace;

mod eval;

mod train;

use crate::console::Ui;
use crate::error::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Turns news articles into a knowledge graph of who said what about whom, with the proof of every fact.
#[derive(Debug, Parser)]
#[command(
    name = "dixit",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "\
Examples:
  dixit build articles/             articles into the store news.dixit
  dixit ask said \"Ann Lee\"        what she said, by date
  dixit console                     questions and SPARQL, one after the other"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Every command, in the order in which help lists them.
#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Args),
    Extract(extract::Args),
    Query(query::Args),
    Ask(ask::Args),
    Find(find::Args),
    Quote(quote::Args),
    Analyze(analyze::Args),
    Export(export::Args),
    Console(console::Args),
    Verify(verify::Args),
    Stats(stats::Args),
    Judge(judge::Args),
    Review(review::Args),
    Forget(forget::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Doctor(doctor::Args),
    Trace(trace::Args),
    Eval(eval::Args),
    Train(train::Args),
}

impl Command {
    fn run(self, ui: &mut Ui) -> Result<()> {
        match self {
            Self::Build(args) => build::run(&args, ui),
            Self::Extract(args) => extract::run(&args, ui),
            Self::Query(args) => query::run(&args, ui),
            Self::Ask(args) => ask::run(&args, ui),
            Self::Find(args) => find::run(&args, ui),
            Self::Quote(args) => quote::run(&args, ui),
            Self::Analyze(args) => analyze::run(&args, ui),
            Self::Export(args) => export::run(&args, ui),
            Self::Console(args) => console::run(&args, ui),
            Self::Verify(args) => verify::run(&args, ui),
            Self::Stats(args) => stats::run(&args, ui),
            Self::Judge(args) => judge::run(&args, ui),
            Self::Review(args) => review::run(&args, ui),
            Self::Forget(args) => forget::run(&args, ui),
            Self::Backup(args) => backup::run(&args, ui),
            Self::Restore(args) => restore::run(&args, ui),
            Self::Doctor(args) => doctor::run(&args, ui),
            Self::Trace(args) => trace::run(&args, ui),
            Self::Eval(args) => eval::run(&args, ui),
            Self::Train(args) => train::run(&args, ui),
        }
    }
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let mut ui = Ui::of_process();
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(refusal) => {
            // Nothing can be done when the stream for help is closed.
            let _ = refusal.print();
            return ExitCode::from(u8::try_from(refusal.exit_code()).unwrap_or(2));
        }
    };
    let outcome = command.run(&mut ui).and_then(|()| ui.finish());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(ui.report(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_explains_itself_and_every_argument_and_gives_an_example() {
        let cli = Cli::command();
        cli.clone().debug_assert();
        for command in cli.get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name} has no doc line");
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.contains(&format!("dixit {name}")), "{name} has no example");
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{name} {} has no doc line", argument.get_id());
            }
        }
    }
}
