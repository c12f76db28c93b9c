//! `dixit train`: makes a model of the language stages from data.

use crate::console::{Ui, counted};
use crate::error::{Error, Result};
use crate::eval::calibration;
use crate::learn::{self, MODELS, TABLES};
use std::path::PathBuf;

/// The table of confidences: it judges the whole extractor, so that it is made after all models.
const CALIBRATION: &str = "calibration";

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

    /// The file to write; for the word tables, the folder.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn help() -> String {
    let line = |name: &str, about: &str| format!("  {name:<11} {about}\n");
    let models: String = MODELS.iter().map(|model| line(model.name, model.about)).collect();
    let tables: String = TABLES.iter().map(|table| line(table.name, table.about)).collect();
    let last = line(CALIBRATION, "how often scores are right; made last, from the built-in models");
    format!(
        "Models:\n{models}{tables}{last}\nExamples:\n  dixit train tagger --data data/ --out tagger.model\n  \
         dixit train calibration --data data/ --out src/resolve/data/calibration.tsv"
    )
}

/// Runs the command. The same data give the same bytes.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    if args.model == CALIBRATION {
        let table = calibration::fit(&args.data, &mut |line| ui.note(line))?;
        std::fs::write(&args.out, &table).map_err(|error| Error::io("write the table", &args.out, error))?;
        return ui.line(&format!("{}: {}", args.out.display(), counted(table.len() as u64, "byte")));
    }
    let report = learn::train(&args.model, &args.data, &args.out, &mut |line| ui.note(line))?;
    ui.line(&format!("{}: {}", report.file.display(), counted(report.bytes as u64, "byte")))
}
