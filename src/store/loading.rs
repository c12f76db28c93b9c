//! Loads facts into a database on the disk as one piece, however many they are.
//!
//! RocksDB puts what is loaded into its first level and merges that with the next one: each piece costs a merge, and the merges
//! of many small pieces cost several times the writing. What waits to be merged takes files, not memory, so that a whole
//! first build is one piece.

use oxigraph::model::{GraphName, GraphNameRef, Triple};
use oxigraph::store::{BulkLoader, StorageError, Store as Quads};
use rustc_hash::FxHashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Facts that the loader holds at once on each of its threads, about a kilobyte each. Its tables grow by powers of two, and this
/// many just fill one.
const HELD: usize = 229_000;

/// Threads of the loader.
const THREADS: usize = 2;

/// Groups of facts that wait for the loader.
const WAITING: usize = 2;

/// Facts that wait to be taken out at the most, some three hundred bytes each.
const GONE: usize = 200_000;

/// Open files that RocksDB asks for, where it may have them.
#[cfg(all(unix, feature = "rocksdb"))]
const FILES: u64 = 16_384;

/// Open files where nobody says how many there may be.
#[cfg(any(feature = "rocksdb", test))]
const FEW_FILES: u64 = 512;

/// Facts on their way into a database. They are there after [`Loading::settle`], or not at all.
pub(super) struct Loading {
    quads: Quads,
    running: Option<Running>,
    /// Facts of the piece.
    count: usize,
    /// Facts of a piece at the most: what the loader holds is a file of each index, and RocksDB merges two indexes at once, all
    /// of whose files are open then.
    most: usize,
    /// Facts to take out again once the piece is there.
    gone: FxHashSet<Triple>,
}

/// The thread that loads a piece.
struct Running {
    sender: SyncSender<Vec<Triple>>,
    /// Whether the piece is whole, once there is no sender any more.
    whole: Arc<AtomicBool>,
    loader: JoinHandle<Result<(), StorageError>>,
}

impl Loading {
    #[cfg(any(feature = "rocksdb", test))]
    pub(super) fn into_database(quads: &Quads) -> Self {
        let files = usize::try_from(open_files() / 4).unwrap_or(usize::MAX);
        let most = files.saturating_mul(HELD);
        Self { quads: quads.clone(), running: None, count: 0, most, gone: FxHashSet::default() }
    }

    /// Takes facts out, be they there already or on their way, and puts others in.
    pub(super) fn put(&mut self, out: &[Triple], new: Vec<Triple>) -> Result<(), StorageError> {
        self.gone.extend(out.iter().cloned());
        if !self.gone.is_empty() {
            for fact in &new {
                self.gone.remove(fact);
            }
        }
        if self.count >= self.most || self.gone.len() >= GONE {
            self.settle()?;
        }
        if new.is_empty() {
            return Ok(());
        }
        self.count += new.len();
        let running = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        let sent = running.sender.send(new);
        self.running = Some(running);
        if sent.is_err() {
            // It broke off, and what it met is the cause.
            self.settle()?;
            return Err(broke_off());
        }
        Ok(())
    }

    /// Brings the database to the state that was asked for: what was put in comes all or not at all.
    pub(super) fn settle(&mut self) -> Result<(), StorageError> {
        self.count = 0;
        if let Some(Running { sender, whole, loader }) = self.running.take() {
            whole.store(true, Ordering::Release);
            drop(sender);
            loader.join().map_err(|_| broke_off())??;
        }
        take_out(&self.quads, std::mem::take(&mut self.gone).iter())
    }

    fn start(&self) -> Result<Running, StorageError> {
        let (sender, receiver) = sync_channel::<Vec<Triple>>(WAITING);
        let whole = Arc::new(AtomicBool::new(false));
        let (quads, is_whole) = (self.quads.clone(), Arc::clone(&whole));
        let load = move || {
            let mut loader = bounded(&quads);
            loader.load_quads(receiver.into_iter().flatten().map(|fact| fact.in_graph(GraphName::DefaultGraph)))?;
            // What nobody ended goes: its files with the loader.
            if is_whole.load(Ordering::Acquire) { loader.commit() } else { Ok(()) }
        };
        let thread = std::thread::Builder::new().name("load".to_owned());
        let loader = thread.spawn(load).map_err(StorageError::Io)?;
        Ok(Running { sender, whole, loader })
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        if let Some(Running { sender, loader, .. }) = self.running.take() {
            drop(sender);
            let _ = loader.join();
        }
    }
}

/// A loader that keeps to its memory, however much there is to load.
pub(super) fn bounded(quads: &Quads) -> BulkLoader<'_> {
    let megabytes = HELD * THREADS / 1_000;
    quads.bulk_loader().with_num_threads(THREADS).with_max_memory_size_in_megabytes(megabytes)
}

/// Takes facts of the default graph out of a database, all or none.
pub(super) fn take_out<'f>(
    quads: &Quads,
    facts: impl ExactSizeIterator<Item = &'f Triple>,
) -> Result<(), StorageError> {
    if facts.len() == 0 {
        return Ok(());
    }
    let mut transaction = quads.start_transaction()?;
    facts.for_each(|fact| transaction.remove(fact.as_ref().in_graph(GraphNameRef::DefaultGraph)));
    transaction.commit()
}

/// Open files that this process may have.
#[cfg(any(feature = "rocksdb", test))]
fn open_files() -> u64 {
    #[cfg(all(unix, feature = "rocksdb"))]
    return rlimit::increase_nofile_limit(FILES).unwrap_or(FEW_FILES);
    #[cfg(not(all(unix, feature = "rocksdb")))]
    FEW_FILES
}

fn broke_off() -> StorageError {
    StorageError::Other("the loading of facts broke off".into())
}

#[cfg(test)]
mod tests {
    use super::super::bulk::tests::triple;
    use super::*;

    fn facts(quads: &Quads) -> Vec<String> {
        let mut facts: Vec<String> = quads.iter().map(|quad| quad.expect("memory").to_string()).collect();
        facts.sort_unstable();
        facts
    }

    #[test]
    fn what_is_put_in_and_taken_out_is_there_once_it_is_settled() {
        let quads = Quads::new().expect("memory");
        let (a, b, c) = (triple("a", "p", "x"), triple("b", "p", "x"), triple("c", "p", "x"));
        let mut loading = Loading::into_database(&quads);
        loading.put(&[], vec![a.clone(), b.clone(), b.clone()]).expect("memory");
        loading.settle().expect("memory");
        assert_eq!(facts(&quads), [a.to_string(), b.to_string()]);
        // One comes again, one goes that is there, and one that was on its way.
        loading.put(&[a.clone(), b.clone()], vec![a.clone(), c.clone()]).expect("memory");
        loading.put(std::slice::from_ref(&c), Vec::new()).expect("memory");
        loading.settle().expect("memory");
        assert_eq!(facts(&quads), [a.to_string()]);
        loading.put(std::slice::from_ref(&a), Vec::new()).expect("memory");
        loading.settle().expect("memory");
        loading.settle().expect("nothing is left to do");
        assert!(facts(&quads).is_empty());
    }

    #[test]
    fn a_large_load_is_several_pieces_and_whole() {
        let quads = Quads::new().expect("memory");
        let mut loading = Loading::into_database(&quads);
        loading.most = 5;
        for number in 0..9 {
            let new = (0..3).map(|own| triple(&format!("s{number}"), "p", &format!("o{own}"))).collect();
            loading.put(&[triple("s0", "p", "o0")], new).expect("memory");
        }
        loading.settle().expect("memory");
        assert_eq!(facts(&quads).len(), 26);
    }

    #[test]
    #[cfg(feature = "rocksdb")]
    fn what_nobody_settles_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let quads = Quads::open(folder.path()).expect("a database");
        let mut loading = Loading::into_database(&quads);
        loading.put(&[], vec![triple("a", "p", "x")]).expect("a database");
        drop(loading);
        assert!(facts(&quads).is_empty());
        let left = std::fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file").file_name());
        let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with("bulk-")).collect();
        assert!(left.is_empty(), "{left:?}");
        assert!(open_files() >= FEW_FILES);
    }
}
