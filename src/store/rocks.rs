//! The RocksDB home: one live database for the writer, and checkpoints of finished states for readers.
//!
//! Reading a database beside its writer is undefined, so readers never open `live`: they open the newest `read-N`, which
//! nobody changes. A checkpoint shares its files with the live database by hard links, and goes when a newer one is
//! there and no reader holds its lock. The table of articles stands beside it (`read-N.articles`): the log runs ahead of
//! the checkpoint while a build is going on, and facts and articles must be of one state.

use super::ledger::{Entry, Ledger};
use super::log::{self, Kind, Log, Table};
use super::quads::{Graph, storage};
use crate::error::{Error, Result};
use oxigraph::store::Store as Quads;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Articles in a section of the table, so that it is never in memory twice as a whole.
const SECTION: usize = 4_096;

fn database(folder: &Path) -> PathBuf {
    folder.join("graph.rocksdb")
}

/// Opens the database for its writer, who holds the store's lock.
pub(super) fn open_live(folder: &Path) -> Result<Graph> {
    let live = database(folder).join("live");
    std::fs::create_dir_all(&live).map_err(|e| Error::io("create", &live, e))?;
    // What an interrupted copy left.
    for rest in ["live-new", "live-old", "new"] {
        remove(&database(folder).join(rest))?;
    }
    Ok(Graph::over(Quads::open(&live).map_err(storage)?))
}

/// Whether the database has to be filled from the log: it was never made, or somebody removed it.
pub(super) fn is_missing(folder: &Path) -> bool {
    !database(folder).join("live").join("CURRENT").exists()
}

/// A reader's hold on a checkpoint.
#[derive(Debug)]
pub(super) struct Checkpoint {
    articles: PathBuf,
    _lock: File,
}

impl Checkpoint {
    /// The articles whose facts the checkpoint holds. None when an older dixit published it, which wrote no table.
    pub(super) fn ledger(&self) -> Result<Option<Ledger>> {
        if !self.articles.exists() {
            return Ok(None);
        }
        Ok(Some(super::load::index(&Log::new(self.articles.clone()))?.ledger))
    }
}

/// Opens the newest checkpoint; before the first finished build the graph is empty.
pub(super) fn open_checkpoint(folder: &Path) -> Result<(Graph, Option<Checkpoint>)> {
    let database = database(folder);
    // A writer may remove a checkpoint between the listing and the lock; then there is a newer one.
    for _ in 0..5 {
        let Some(number) = checkpoints(&database)?.last().copied() else {
            return Ok((Graph::empty()?, None));
        };
        let path = checkpoint(&database, number);
        let Some(lock) = open_lock(&database, number)? else { continue };
        lock.lock_shared().map_err(|e| Error::io("lock", &path, e))?;
        if path.exists() {
            let quads = Quads::open_read_only(&path).map_err(storage)?;
            return Ok((
                Graph::over(quads),
                Some(Checkpoint { articles: articles_path(&database, number), _lock: lock }),
            ));
        }
    }
    Err(Error::store(format!("the readable states in {} change too fast", database.display())).hint("try again"))
}

/// Copies the live database into a new one and puts that in its place: Oxigraph keeps the strings of removed quads for
/// good, and what is forgotten must not stay on the disk.
pub(super) fn rebuild(graph: Graph, folder: &Path) -> Result<Graph> {
    let database = database(folder);
    let (live, new, old) = (database.join("live"), database.join("live-new"), database.join("live-old"));
    remove(&new)?;
    remove(&old)?;
    let copy = Quads::open(&new).map_err(storage)?;
    let mut loader = super::loading::bounded(&copy);
    loader.load_ok_quads::<_, Error>(graph.quads())?;
    loader.commit().map_err(storage)?;
    copy.flush().map_err(storage)?;
    drop(copy);
    drop(graph);
    // Interrupted between the two, the database is missing and is made anew from the log.
    super::disk::rename(&live, &old).map_err(|e| Error::io("rename", &live, e))?;
    super::disk::rename(&new, &live).map_err(|e| Error::io("rename", &new, e))?;
    super::files::sync_folder(&database)?;
    remove(&old)?;
    open_live(folder)
}

/// Whether what readers open cannot be read to its end.
pub(super) fn is_damaged(folder: &Path) -> bool {
    let read = || -> Result<()> {
        let (graph, checkpoint) = open_checkpoint(folder)?;
        if let Some(checkpoint) = &checkpoint {
            checkpoint.ledger()?;
        }
        graph.quads().try_for_each(|quad| quad.map(drop))
    };
    read().is_err()
}

/// Removes the database and what readers open: the next writer makes both anew from the log.
pub(super) fn erase(folder: &Path) -> Result<()> {
    remove(&database(folder))
}

/// Removes the writer's database; what readers open stays.
pub(super) fn begin_anew(folder: &Path) -> Result<()> {
    remove(&database(folder).join("live"))
}

/// Makes the state of now, whose articles are those of `ledger`, the one that readers open, and flushes it to the disk.
pub(super) fn publish(graph: &Graph, ledger: &Ledger, folder: &Path) -> Result<()> {
    let database = database(folder);
    let quads = graph.quads_store()?;
    quads.flush().map_err(storage)?;
    let old = checkpoints(&database)?;
    let number = old.last().map_or(1, |last| last + 1);
    let unfinished = database.join("new");
    remove(&unfinished)?;
    quads.backup(&unfinished).map_err(storage)?;
    open_lock(&database, number)?;
    write_articles(&articles_path(&database, number), ledger)?;
    let path = checkpoint(&database, number);
    super::disk::rename(&unfinished, &path).map_err(|e| Error::io("rename", &unfinished, e))?;
    super::files::sync_folder(&database)?;
    for number in old {
        let free = open_lock(&database, number)?.is_none_or(|lock| lock.try_lock().is_ok());
        if free {
            remove(&checkpoint(&database, number))?;
            let _ = std::fs::remove_file(articles_path(&database, number));
            let _ = std::fs::remove_file(lock_path(&database, number));
        }
    }
    Ok(())
}

/// Writes the table of articles in the form of a log without facts.
fn write_articles(path: &Path, ledger: &Ledger) -> Result<()> {
    let fail = |e| Error::io("write", path, e);
    let entries: Vec<&Entry> = ledger.entries().collect();
    super::files::replace(path, |out| {
        let mut start = 0;
        for articles in entries.chunks(SECTION) {
            let table = Table::new(Kind::Ground, articles.iter().copied().cloned().collect());
            let section = log::encode(start, &table, &[]).map_err(fail)?;
            out.write_all(&section).map_err(fail)?;
            start += section.len() as u64;
        }
        Ok(())
    })
}

fn articles_path(database: &Path, number: u64) -> PathBuf {
    database.join(format!("read-{number}.articles"))
}

fn checkpoint(database: &Path, number: u64) -> PathBuf {
    database.join(format!("read-{number}"))
}

fn lock_path(database: &Path, number: u64) -> PathBuf {
    database.join(format!("read-{number}.lock"))
}

/// The lock file of a checkpoint; none when the store cannot be written to, where nobody can remove it either.
fn open_lock(database: &Path, number: u64) -> Result<Option<File>> {
    let path = lock_path(database, number);
    match OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied || e.kind() == io::ErrorKind::ReadOnlyFilesystem => {
            File::open(&path).map(Some).or(Ok(None))
        }
        Err(e) => Err(Error::io("open the lock", &path, e)),
    }
}

/// The numbers of the checkpoints, in order.
fn checkpoints(database: &Path) -> Result<Vec<u64>> {
    let read = match std::fs::read_dir(database) {
        Ok(read) => read,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io("read", database, e)),
    };
    let mut numbers = Vec::new();
    for entry in read {
        let name = entry.map_err(|e| Error::io("read", database, e))?.file_name();
        numbers.extend(name.to_str().and_then(|name| name.strip_prefix("read-")?.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn remove(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", folder, e)),
        _ => Ok(()),
    }
}
