//! Work on several threads: what they make is taken on one.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// Does two things at once, the second on a thread of its own.
#[cfg(feature = "rocksdb")]
pub(super) fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> Result<B> + Send) -> (A, Result<B>) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|_| Err(Error::store("work beside other work broke off"))))
    })
}

/// Does `work` for each number below `count` on several threads, and gives what it hands over to `take`, on this one.
pub(super) fn each<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(usize, &mut dyn FnMut(T) -> Result<()>) -> Result<()> + Sync,
    take: &mut dyn FnMut(T) -> Result<()>,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = sync_channel::<T>(2 * threads.max(1));
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.clamp(1, count.max(1)))
            .map(|_| {
                let (sender, next, work) = (sender.clone(), &next, &work);
                scope.spawn(move || -> Result<()> {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= count {
                            return Ok(());
                        }
                        work(number, &mut |made| {
                            sender.send(made).map_err(|_| Error::store("the loading of derived facts broke off"))
                        })?;
                    }
                })
            })
            .collect();
        drop(sender);
        let mut taken = Ok(());
        for made in receiver {
            taken = take(made);
            if taken.is_err() {
                // The receiver goes here, so that nobody waits to hand anything over.
                break;
            }
        }
        let mut ended = Ok(());
        for worker in workers {
            let end = worker.join().map_err(|_| Error::store("computing the derived facts broke off"));
            ended = ended.and(end.and_then(|end| end));
        }
        // Workers fail, too, when nobody takes what they hand over: what made that so is the cause.
        taken.and(ended)
    })
}
