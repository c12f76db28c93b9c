//! `dixit train`: makes a model of the language stages from data.

use crate::console::{Ui, counted};
use crate::error::Result;
use crate::learn::{self, MODELS};
use std::path::PathBuf;

/// Train a model of the language stages.
#[derive(Debug, clap::Args)]
#[command(after_help = help())]
pub struct Args {
    /// The model; --help lists all.
    #[arg(value_name = "MODEL")]
    model: String,

    /// The folder of training data.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,

    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn help() -> String {
    let lines = MODELS.iter().map(|model| format!("  {:<11} {}", model.name, model.about));
    format!(
        "Models:\n{}\n\nExamples:\n  dixit train tagger --data data/ --out tagger.model",
        lines.collect::<Vec<_>>().join("\n")
    )
}

/// Runs the command. The same data give the same bytes.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let report = learn::train(&args.model, &args.data, &args.out, &mut |line| ui.note(line))?;
    ui.line(&format!("{}: {}", report.file.display(), counted(report.bytes as u64, "byte")))
}
