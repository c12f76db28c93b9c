//! Runs a function over a stream on several threads and hands out the results in the order of the stream.

use crossbeam_channel::{Receiver, bounded};
use std::ops::ControlFlow;

/// How many items may be under way for each thread: enough to keep all busy while one item takes long.
pub const FEW: usize = 16;
/// The same where the sink stops for a while, as for a batch of a build, so that the threads go on meanwhile.
pub const MANY: usize = 128;

/// Applies `work` to every item on `threads` threads and shows the results to `sink` on this thread, in order. Where the machine
/// gives one processor, no thread is begun, since they would only take turns.
///
/// Holds at most `ahead` items a thread at once. Stops reading when the sink breaks; what is under way is dropped.
pub fn ordered<I, T, B>(
    items: impl Iterator<Item = I> + Send,
    threads: usize,
    ahead: usize,
    work: impl Fn(I) -> T + Sync,
    sink: impl FnMut(T) -> ControlFlow<B>,
) -> Option<B>
where
    I: Send,
    T: Send,
{
    if self::threads(0) == 1 {
        return in_turn(items, work, sink);
    }
    on_threads(items, threads.max(1), ahead, work, sink)
}

/// Does all of it on this thread.
fn in_turn<I, T, B>(
    items: impl Iterator<Item = I>,
    work: impl Fn(I) -> T,
    mut sink: impl FnMut(T) -> ControlFlow<B>,
) -> Option<B> {
    for item in items {
        if let ControlFlow::Break(reason) = sink(work(item)) {
            return Some(reason);
        }
    }
    None
}

fn on_threads<I, T, B>(
    items: impl Iterator<Item = I> + Send,
    threads: usize,
    ahead: usize,
    work: impl Fn(I) -> T + Sync,
    mut sink: impl FnMut(T) -> ControlFlow<B>,
) -> Option<B>
where
    I: Send,
    T: Send,
{
    // Every item gets a channel for its result; the channels stand in the order of the items.
    let (to_work, jobs) = bounded(threads * ahead);
    let (to_sink, results) = bounded::<Receiver<T>>(threads * ahead);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for item in items {
                let (answer, result) = bounded(1);
                if to_sink.send(result).is_err() || to_work.send((item, answer)).is_err() {
                    return;
                }
            }
        });
        for _ in 0..threads {
            let (jobs, work) = (jobs.clone(), &work);
            scope.spawn(move || {
                for (item, answer) in jobs {
                    // Nobody waits for it when the sink has broken off.
                    let _ = answer.send(work(item));
                }
            });
        }
        drop(jobs);
        for result in results {
            let Ok(value) = result.recv() else { break };
            if let ControlFlow::Break(reason) = sink(value) {
                return Some(reason);
            }
        }
        None
    })
}

/// The number of threads to use when `wanted` is 0: one for each processor.
pub fn threads(wanted: usize) -> usize {
    if wanted > 0 { wanted } else { std::thread::available_parallelism().map_or(1, usize::from) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        let work = |n: u64| {
            std::thread::sleep(std::time::Duration::from_micros((n * 7919) % 300));
            n * n
        };
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            let broken = on_threads(0..500, threads, FEW, work, |n| {
                seen.push(n);
                ControlFlow::<()>::Continue(())
            });
            assert_eq!(broken, None);
            assert_eq!(seen, (0..500).map(|n| n * n).collect::<Vec<_>>());
        }
        let mut seen = Vec::new();
        let broken = in_turn(0..500, work, |n| {
            seen.push(n);
            if seen.len() == 300 { ControlFlow::Break(n) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((broken, seen.len()), (Some(299 * 299), 300));
    }

    #[test]
    fn an_endless_stream_ends_when_the_sink_breaks() {
        let broken = on_threads(
            0..,
            3,
            MANY,
            |n: u64| n,
            |n| if n == 1000 { ControlFlow::Break(n) } else { ControlFlow::Continue(()) },
        );
        assert_eq!(broken, Some(1000));
    }
}
