//! Every change that the store makes to its files, in one place, so that tests can let any of them fail.
//!
//! A fault belongs to the thread that asked for it with [`faulty`]: nothing else in the program meets one.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// What goes wrong with one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is refused and does nothing; what comes after it works: a disk that was full for a moment.
    Refused,
    /// A write stops half way and is refused; what comes after it works.
    Short,
    /// A write stops half way, and nothing after it is done: the process was killed.
    Killed,
    /// A write has its length on the disk but zeros for its second half, and nothing after it is done: the power failed.
    Power,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 4] = [Self::Refused, Self::Short, Self::Killed, Self::Power];

    /// Whether nothing works any more after it.
    fn is_final(self) -> bool {
        matches!(self, Self::Killed | Self::Power)
    }
}

/// The fault that this thread waits for.
#[derive(Debug, Clone, Copy, Default)]
struct Plan {
    fault: Option<(u64, Fault)>,
    /// Operations so far.
    count: u64,
}

thread_local! {
    static PLAN: Cell<Plan> = const { Cell::new(Plan { fault: None, count: 0 }) };
}

/// Does `work`; its operation number `at` on the store's files, counted from 0, meets the fault. Gives what the work gave and how
/// many operations it tried.
///
/// ```
/// use dixit::store::{Fault, Manifest, Writer, faulty};
///
/// let folder = tempfile::tempdir()?;
/// let make = || Writer::open_or_create(folder.path().join("s"), &Manifest::default()).map(drop);
/// let (made, _) = faulty(Some((2, Fault::Killed)), make);
/// assert!(made.is_err());
/// assert!(faulty(None, make).0.is_ok());
/// # Ok::<_, std::io::Error>(())
/// ```
pub fn faulty<T>(fault: Option<(u64, Fault)>, work: impl FnOnce() -> T) -> (T, u64) {
    /// Takes the fault back, also where the work panics.
    struct End;
    impl Drop for End {
        fn drop(&mut self) {
            PLAN.set(Plan::default());
        }
    }
    let _end = End;
    PLAN.set(Plan { fault, count: 0 });
    let value = work();
    (value, PLAN.get().count)
}

/// Counts one operation and gives the fault that it meets.
fn next() -> Option<Fault> {
    let mut plan = PLAN.get();
    let now = plan.count;
    plan.count += 1;
    PLAN.set(plan);
    match plan.fault {
        Some((at, fault)) if at == now => Some(fault),
        // Nothing is done after the end, not even half of a write.
        Some((at, fault)) if at < now && fault.is_final() => Some(Fault::Refused),
        _ => None,
    }
}

/// Whether a fault has ended everything: then not even what a failure leaves behind is tidied up.
pub(super) fn is_dead() -> bool {
    let plan = PLAN.get();
    plan.fault.is_some_and(|(at, fault)| at < plan.count && fault.is_final())
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::StorageFull, "no space is left on the device (a fault that a test made)")
}

/// Does `work` unless a fault is met.
fn operation<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    match next() {
        None => work(),
        Some(_) => Err(refused()),
    }
}

/// Opens a file for writing, and makes it where there is none.
pub(super) fn open(path: &Path) -> io::Result<Output> {
    operation(|| OpenOptions::new().create(true).truncate(false).write(true).open(path).map(Output))
}

/// Makes a file in `folder` under a name that nobody has, which begins with `.new-`.
pub(super) fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    operation(|| tempfile::Builder::new().prefix(NEW).tempfile_in(folder))
}

/// How the names of files begin that are not yet in their place.
pub(super) const NEW: &str = ".new-";

/// Puts a file that [`temporary`] made in the place of `path`.
pub(super) fn persist(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    if next().is_some() {
        abandon(file);
        return Err(refused());
    }
    file.persist(path).map(drop).map_err(|failure| failure.error)
}

/// Removes a file that did not get to its place; a killed process leaves it.
pub(super) fn abandon(file: tempfile::NamedTempFile) {
    if is_dead() {
        // Where it cannot be kept it is gone, which is as good.
        let _ = file.keep();
    }
}

/// Renames a file or folder.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    operation(|| std::fs::rename(from, to))
}

/// Removes a file.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    operation(|| std::fs::remove_file(path))
}

/// Makes a folder and those above it.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    operation(|| std::fs::create_dir_all(path))
}

/// Makes the names in a folder survive a power failure.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere folders cannot be opened as files.
    if cfg!(unix) { operation(|| File::open(folder)?.sync_all()) } else { Ok(()) }
}

/// A file that the store writes to.
#[derive(Debug)]
pub(super) struct Output(File);

impl Output {
    /// The same file as another handle, for writing.
    pub(super) fn of(file: &File) -> io::Result<Self> {
        file.try_clone().map(Self)
    }

    /// Its length in bytes.
    pub(super) fn length(&self) -> io::Result<u64> {
        self.0.metadata().map(|data| data.len())
    }

    /// Cuts it to `length` bytes.
    pub(super) fn cut(&self, length: u64) -> io::Result<()> {
        operation(|| self.0.set_len(length))
    }

    /// Brings what was written and the length to the disk.
    pub(super) fn sync_data(&self) -> io::Result<()> {
        operation(|| self.0.sync_data())
    }

    /// Brings everything about the file to the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        operation(|| self.0.sync_all())
    }
}

impl io::Seek for Output {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(fault) = next() else { return self.0.write_all(bytes) };
        let (half, rest) = bytes.split_at(bytes.len() / 2);
        match fault {
            Fault::Refused => {}
            Fault::Short | Fault::Killed => self.0.write_all(half)?,
            Fault::Power => {
                self.0.write_all(half)?;
                self.0.write_all(&vec![0; rest.len()])?;
            }
        }
        Err(refused())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
