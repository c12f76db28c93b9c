//! The command line: one command a file, each from its arguments to what it prints.

use crate::pipeline::{Engine, record};
use crate::text::Article;
use std::io::{BufRead, Write};
use std::process::ExitCode;

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let thoughts = std::env::args().any(|a| a == "--thoughts");
    let engine = Engine::built_in();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
        let field = |name: &str| value.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let analysis = engine.analyze(Article { id: field("id"), body: field("text"), ..Article::default() });
        if serde_json::to_writer(&mut out, &record::record(&analysis, thoughts)).is_err()
            || out.write_all(b"\n").is_err()
        {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
