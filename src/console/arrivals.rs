//! Builds new files into a store as they come: what `dixit build --watch` does.

use super::build::build_of;
use super::{InputArgs, Ui, counted, time};
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::Options;
use crate::store::Manifest;
use crate::text::Arrivals;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the watching sleeps between two looks at the interrupt.
const LOOK: Duration = Duration::from_millis(50);

/// Looks every `seconds` for files that came or changed under the inputs, and builds those that are whole, until the user
/// interrupts. Between two builds the store is free for others; while somebody else writes to it, the files wait.
pub fn watch(ui: &mut Ui, input: &InputArgs, folder: &Path, manifest: &Manifest, seconds: f64) -> Result<()> {
    let pause = time(seconds).map_err(|error| error.hint("--every 2"))?;
    if pause.is_zero() {
        return Err(Error::usage("--every needs a time above 0").hint("--every 2"));
    }
    let mut arrivals = Arrivals::new(&input.inputs)?;
    let engine = input.engine();
    ui.note(&format!("watching {}; Ctrl-C ends it", super::escape::visible(&input.inputs.join(" "))));
    let mut taken = 0u64;
    while !ui.interrupt().is_set() {
        let ready = arrivals.look()?;
        if !ready.is_empty() {
            let reader = input.reader()?.only(&ready);
            let options = Options { threads: input.threads, ..Options::default() };
            match build_of(ui, reader, &engine, options, folder, manifest) {
                Ok(()) => taken += ready.len() as u64,
                Err(error) if error.kind() == ErrorKind::Store => {
                    arrivals.put_back(&ready);
                    ui.note(&format!("note: {error}; the new files wait"));
                }
                // Nothing readable came, or the user interrupted: what was read is in the store.
                Err(error) if matches!(error.kind(), ErrorKind::Input | ErrorKind::Cancelled) => {
                    ui.note(&format!("note: {error}"));
                }
                Err(error) => return Err(error),
            }
            ui.finish()?;
        }
        let next = Instant::now() + pause;
        while Instant::now() < next && !ui.interrupt().is_set() {
            std::thread::sleep(LOOK);
        }
    }
    ui.note(&format!("stopped watching; {} taken", counted(taken, "file")));
    Ok(())
}
