//! Runs the binary in a folder of its own, over a store of invented articles, and writes down what it printed.

#![allow(dead_code, reason = "every test file uses a part of it")]

use crate::sketch::{Sketch, harbour};
use dixit::graph::Settings;
use dixit::store::{Entry, Manifest, Put, Writer, compress, hash, hex};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder to run the binary in.
pub struct Shell {
    folder: tempfile::TempDir,
}

impl Shell {
    /// The name of the quotation that holds `words`.
    pub fn quotation(&self, words: &str) -> String {
        let query = format!("SELECT ?q {{ ?q a schema:Quotation ; schema:text ?t . FILTER(CONTAINS(?t, '{words}')) }}");
        let answer = self.output(&["query", &query, "--format", "csv"], "");
        let text = String::from_utf8(answer.stdout).expect("UTF-8");
        let iri = text.lines().nth(1).expect("a quotation").trim();
        format!("quote:{}", iri.rsplit('/').next().unwrap_or_default())
    }

    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A folder with the store `news.dixit` of the articles about the harbour toll.
    pub fn harbour() -> Self {
        let shell = Self::empty();
        shell.store("news.dixit", &harbour::articles());
        shell
    }

    /// Makes a store of these articles.
    pub fn store(&self, name: &str, articles: &[Sketch]) {
        let settings = Settings::default();
        let mut writer = Writer::open_or_create(self.path(name), &Manifest::default()).expect("a new store");
        let puts = articles.iter().map(|sketch| {
            let article = &sketch.document.article;
            let facts = sketch.ground(&settings);
            let iri = facts.article.as_str().to_owned();
            let text = hex(&hash(&article.body));
            let mut entry = Entry::new(&iri, text);
            entry.source = article.url.clone().unwrap_or_default();
            entry.published = article.published.map(|day| day.to_string());
            Put { entry, triples: facts.triples, text: Some(compress(&article.body).expect("memory does not fail")) }
        });
        writer.commit(puts.collect()).expect("a commit");
        writer.finish().expect("a finished store");
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("a written file");
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }

    /// The binary with these arguments, ready to run in the folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dixit"));
        command.args(arguments).current_dir(self.folder.path());
        command.env("XDG_STATE_HOME", self.path("state")).env_remove("NO_COLOR").env("TERM", "xterm");
        command
    }

    /// Runs the binary with something on standard input.
    pub fn output(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_owned();
        let feeder = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().expect("the binary ends");
        // A binary that ends without reading closes the pipe; that is its right.
        let _ = feeder.join();
        output
    }

    /// Runs the binary and writes down its answer, what it said beside it, and its exit code where it is not 0.
    pub fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, "")
    }

    /// As [`Shell::run`], with something on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> String {
        let output = self.output(arguments, input);
        let mut result = String::from_utf8(output.stdout).expect("UTF-8 on standard output");
        let notes = String::from_utf8(output.stderr).expect("UTF-8 on standard error");
        if !notes.is_empty() {
            result.push_str("--- beside it\n");
            result.push_str(&notes);
        }
        match output.status.code() {
            Some(0) => {}
            code => result = format!("{result}--- exit {code:?}\n"),
        }
        normal(&result, self.folder.path())
    }
}

/// The text without what differs from run to run: the folder, times, process numbers.
fn normal(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.display().to_string(), "FOLDER");
    let text = without_times(&text);
    let Some((before, after)) = text.split_once("process ") else { return text };
    let (_, rest) = after.split_once(", started as: ").unwrap_or_default();
    let (_, rest) = rest.split_once('\n').unwrap_or_default();
    format!("{before}process N, started as: COMMAND\n{rest}")
}

/// "0.31 s" becomes "T s".
fn without_times(text: &str) -> String {
    let mut result = String::new();
    for part in text.split_inclusive(" s") {
        let time = part.strip_suffix(" s").and_then(|part| {
            let number = part.rsplit(|c: char| !(c.is_ascii_digit() || c == '.')).next()?;
            let (_, cents) = number.split_once('.')?;
            (cents.len() == 2).then(|| part.strip_suffix(number)).flatten()
        });
        match time {
            Some(before) => {
                result.push_str(before);
                result.push_str("T s");
            }
            None => result.push_str(part),
        }
    }
    result
}
