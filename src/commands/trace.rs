//! `dixit trace`: what each stage makes of an article, to read.

use super::shared::InputArgs;
use crate::console::{self, Stage, Ui};
use crate::error::{Error, Result};
use crate::pipeline::{self, Engine};

/// Show what each stage makes of an article, to find out why a fact is there or missing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit trace article.txt                      layout, sayings, roles and entities
  dixit trace article.html --stage annotate    sentences, tokens with tags and lemmas, quotation marks, names
  dixit trace article.txt --stage graph        the ground facts as Turtle

Places are byte offsets into the kept text.")]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,

    /// Which stage.
    #[arg(long, value_enum, default_value_t)]
    stage: Stage,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let engine = Engine::built_in();
    let reader = args.input.reader()?;
    let mut failed = 0u64;
    pipeline::extract(reader.into_raw(), &engine, args.input.threads, |outcome| match outcome {
        Ok((_, analysis)) => console::trace(ui, &analysis, args.stage),
        Err(problem) => {
            failed += 1;
            ui.report(&problem.into());
            Ok(())
        }
    })?;
    if failed == 0 { Ok(()) } else { Err(Error::input("not every input could be read")) }
}
