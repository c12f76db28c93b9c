//! Analyzes a stream of articles without a store, in constant memory and in the order of the input.

use super::input::{Input, analyze};
use super::{Analysis, Engine, parallel};
use crate::error::Result;
use crate::text::{Origin, Problem};
use std::ops::ControlFlow;

/// Analyzes `inputs` on `threads` threads (0 for one each processor) and shows every analysis, or what is wrong with the
/// input, to `sink` in the order of the input. The first error of the sink ends the work.
pub fn extract<I: Input>(
    inputs: impl Iterator<Item = I> + Send,
    engine: &Engine,
    threads: usize,
    sink: impl FnMut(Result<(Origin, Analysis), Problem>) -> Result<()>,
) -> Result<()> {
    extract_as(inputs, engine, threads, |analysis| analysis, sink)
}

/// As [`extract`]; the threads that analyze also make of each analysis what `sink` needs of it, and drop the rest.
pub fn extract_as<I: Input, T: Send>(
    inputs: impl Iterator<Item = I> + Send,
    engine: &Engine,
    threads: usize,
    make: impl Fn(Analysis) -> T + Sync,
    mut sink: impl FnMut(Result<(Origin, T), Problem>) -> Result<()>,
) -> Result<()> {
    let work = |input: I| {
        let (origin, article) = input.read()?;
        analyze(engine, origin, article).map(|(origin, analysis)| (origin, make(analysis)))
    };
    let threads = parallel::threads(threads);
    let error = parallel::ordered(inputs, threads, parallel::FEW, work, |outcome| match sink(outcome) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => ControlFlow::Break(error),
    });
    error.map_or(Ok(()), Err)
}
