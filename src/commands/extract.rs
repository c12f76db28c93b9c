//! `dixit extract`: the facts of articles as records or triples, without a store.

use crate::console::Ui;
use crate::error::{Error, Result};
use crate::pipeline::{Engine, record};
use crate::text::Article;
use std::io::BufRead;
use std::path::Path;

/// Extract the facts of articles and print them, without a store.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit extract news.jsonl                      one JSON object an article
  cat news.jsonl | dixit extract - --thoughts   also what people think and want")]
pub struct Args {
    /// Files with articles, or - for JSON Lines with `id` and `text` on standard input.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<String>,

    /// How to write the facts.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,

    /// Also write what people think and want, not only what they say (JSON Lines only).
    #[arg(long)]
    thoughts: bool,
}

/// How the facts are written.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// One JSON object an article, with offsets in Unicode code points.
    Jsonl,
}

impl Args {
    /// The command as it runs when the program is started without arguments in a pipe.
    pub fn of_standard_input() -> Self {
        Self {
            inputs: vec!["-".into()],
            format: Format::Jsonl,
            thoughts: std::env::args().any(|argument| argument == "--thoughts"),
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let engine = Engine::built_in();
    for input in &args.inputs {
        let reader: Box<dyn BufRead> = if input == "-" {
            Box::new(std::io::stdin().lock())
        } else {
            let file = std::fs::File::open(input).map_err(|e| Error::io("open", Path::new(input), e))?;
            Box::new(std::io::BufReader::new(file))
        };
        for (number, line) in (1u64..).zip(reader.lines()) {
            let line = line.map_err(|e| Error::io("read", Path::new(input), e))?;
            if line.trim().is_empty() {
                continue;
            }
            let value: serde_json::Value = serde_json::from_str(&line)
                .map_err(|e| Error::input(format!("{input}:{number}: no JSON object: {e}")))?;
            let field = |name: &str| value.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
            let analysis = engine.analyze(Article { id: field("id"), body: field("text"), ..Article::default() });
            match args.format {
                Format::Jsonl => {
                    let line = serde_json::to_string(&record::record(&analysis, args.thoughts))
                        .map_err(|e| Error::input(format!("{input}:{number}: cannot write the record: {e}")))?;
                    writeln!(ui.out(), "{line}").map_err(Ui::write_error)?;
                }
            }
        }
    }
    Ok(())
}
