//! Builds articles into a store: what `dixit build` and .build do.

use super::{InputArgs, Ui, counted, escape, grouped, seconds};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::{self, Engine, Summary};
use crate::store::{Home, Manifest, Writer};
use crate::text::{Problem, Reader};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// About how many bytes a node takes that waits for its derived facts.
const NODE_BYTES: usize = 100;

/// The most skipped articles that are named; the rest is counted.
const NAMED: usize = 20;

/// Builds what `input` names into the store in `folder`; `manifest` holds the settings of a store that is not there
/// yet; `memory`, in bytes, is what may wait for its derived facts, 0 for the usual. The interrupt ends it after the articles that
/// were read.
pub fn build(ui: &mut Ui, input: &InputArgs, folder: &Path, manifest: &Manifest, memory: usize) -> Result<()> {
    let engine = input.engine();
    let options =
        pipeline::Options { threads: input.threads, waiting: memory / NODE_BYTES, ..pipeline::Options::default() };
    build_of(ui, input.reader()?, &engine, options, folder, manifest)
}

/// The same for what a reader reads; the interrupt of `ui` is put into the options.
pub fn build_of(
    ui: &mut Ui,
    reader: Reader,
    engine: &Engine,
    options: pipeline::Options<'_>,
    folder: &Path,
    manifest: &Manifest,
) -> Result<()> {
    let begun = Instant::now();
    for (extension, count) in reader.left_out() {
        ui.note(&format!("note: left out {} with the extension {extension}", counted(*count, "file")));
    }
    let raw = reader.into_raw();
    let mut writer = Writer::open_or_create(folder, manifest)?;
    writer.notes().to_vec().iter().for_each(|note| ui.note(&format!("note: {note}")));
    let interrupt = ui.interrupt().clone();
    let options = pipeline::Options { stop: Some(interrupt.flag()), ..options };
    let bar = ui.progress(0, "articles");
    let summary = pipeline::build(raw, &mut writer, engine, options, |summary| {
        bar.set_length(summary.handled());
        bar.set_position(summary.handled());
        bar.set_message(format!("{} sayings", grouped(summary.attributions)));
    });
    bar.finish_and_clear();
    let summary = summary?;
    report(&summary, writer.manifest().home, folder, begun.elapsed(), ui)
}

/// "set aside 3 articles (2: it is not English (German); 1: it is not English (Cyrillic)), such as news/7.txt".
fn aside(foreign: &[&Problem]) -> String {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for problem in foreign {
        *reasons.entry(problem.error.to_string()).or_default() += 1;
    }
    let reasons: Vec<String> =
        reasons.into_iter().map(|(reason, count)| format!("{}: {reason}", grouped(count))).collect();
    let first = foreign.first().map(|problem| problem.origin.to_string()).unwrap_or_default();
    let count = counted(foreign.len() as u64, "article");
    format!("set aside {count} ({}), such as {}", reasons.join("; "), escape::one_line(&first))
}

/// What the build did, on standard output; what it left out and doubted, on standard error.
fn report(summary: &Summary, home: Home, folder: &Path, time: Duration, ui: &mut Ui) -> Result<()> {
    for (origin, note) in summary.notes.iter().take(NAMED) {
        ui.note(&format!("note: {origin}: {note}"));
    }
    let set_aside = |problem: &&Problem| problem.error.kind() == ErrorKind::SetAside;
    let (foreign, bad): (Vec<_>, Vec<_>) = summary.skipped.iter().partition(set_aside);
    for problem in bad.iter().take(NAMED) {
        ui.note(&format!("skipped {problem}"));
        problem.error.hints().iter().for_each(|hint| ui.note(&format!("hint: {hint}")));
    }
    let more = bad.len().saturating_sub(NAMED);
    if more > 0 {
        ui.note(&format!("and {more} more"));
    }
    if !foreign.is_empty() {
        ui.note(&aside(&foreign));
        ui.note("hint: --any-language reads them all the same");
    }
    let (before, after) = summary.triples;
    ui.line(&format!(
        "{}: {} new, {} changed, {} read anew, {} unchanged, {} skipped",
        counted(summary.handled(), "article"),
        grouped(summary.new),
        grouped(summary.changed),
        grouped(summary.renewed),
        grouped(summary.unchanged),
        grouped(summary.skipped.len() as u64),
    ))?;
    ui.line(&format!(
        "{} and {} found in them",
        counted(summary.attributions, "saying"),
        counted(summary.roles, "role mention")
    ))?;
    let change = if after >= before {
        format!("{} more than before", grouped((after - before) as u64))
    } else {
        format!("{} fewer than before", grouped((before - after) as u64))
    };
    ui.line(&format!(
        "{}: {}, {change}; {}",
        escape::visible(&folder.display().to_string()),
        counted(after as u64, "fact"),
        seconds(time)
    ))?;
    if summary.stopped {
        let kept = match home {
            Home::GraphFile => "what was read is in the store; the same command goes on from there",
            Home::Rocksdb => {
                "what was read is kept, and the same command goes on from there; until it ends, the store shows what it showed before"
            }
        };
        return Err(Error::new(ErrorKind::Cancelled, "stopped before the end of the input").hint(kept));
    }
    if summary.handled() > 0 && summary.handled() == summary.skipped.len() as u64 {
        return Err(Error::input("none of the articles could be read"));
    }
    Ok(())
}
