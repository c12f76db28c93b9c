//! Writes files so that a crash leaves either the old content or the new, never a mixture.

use super::disk::{self, Output};
use crate::error::{Error, Result};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

/// The content of a file; a missing one holds nothing.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(|error| Error::io("read", path, error)),
    }
}

/// Replaces `path` by what `write` writes: temporary file in the same folder, flush to disk, rename, flush of the folder.
pub(super) fn replace<T>(path: &Path, write: impl FnOnce(&mut BufWriter<Output>) -> Result<T>) -> Result<T> {
    let folder = parent(path);
    let temporary = disk::temporary(folder).map_err(|e| Error::io("create a temporary file in", folder, e))?;
    let written = Output::of(temporary.as_file()).map_err(|e| fail(path, e)).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let value = write(&mut out)?;
        let flushed = out.flush();
        // A buffer that is dropped writes what it holds, which would be one more try after a failure.
        let (file, _) = out.into_parts();
        flushed.and_then(|()| file.sync()).map_err(|e| fail(path, e))?;
        Ok(value)
    });
    match written {
        Ok(value) => {
            disk::persist(temporary, path).map_err(|e| fail(path, e))?;
            sync_folder(folder)?;
            Ok(value)
        }
        Err(error) => {
            disk::abandon(temporary);
            Err(error)
        }
    }
}

/// The folder that a file stands in, also where its name is all that was given.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the names in `folder` survive a power failure.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    disk::sync_folder(folder).map_err(|e| Error::io("flush", folder, e))
}

/// Removes the files that interrupted replacements left in `folder`: nobody knows them any more, and they may hold what has to
/// be forgotten. Only the one writer may call it.
pub(super) fn sweep(folder: &Path) {
    let Ok(read) = std::fs::read_dir(folder) else { return };
    for file in read.filter_map(Result::<_, std::io::Error>::ok) {
        if file.file_name().to_string_lossy().starts_with(disk::NEW) {
            // One that cannot be removed now does no harm, and the next writer tries again.
            let _ = disk::remove_file(&file.path());
        }
    }
}

/// A file that only grows; a failed append is taken back.
#[derive(Debug)]
pub(super) struct Appender {
    file: Output,
    path: std::path::PathBuf,
    length: u64,
}

impl Appender {
    /// Opens `path` for appending after its first `length` bytes and cuts off what follows them.
    pub(super) fn open(path: &Path, length: u64) -> Result<Self> {
        let open = |e| Error::io("open for writing", path, e);
        let existed = path.exists();
        let file = disk::open(path).map_err(open)?;
        if file.length().map_err(open)? != length {
            file.cut(length).map_err(|e| Error::io("shorten", path, e))?;
            file.sync().map_err(|e| fail(path, e))?;
        }
        if !existed {
            sync_folder(parent(path))?;
        }
        Ok(Self { file, path: path.to_owned(), length })
    }

    /// Bytes written so far.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Appends `bytes` and flushes them to the disk. After an error the file has its old length again.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self
            .file
            .seek(SeekFrom::Start(self.length))
            .and_then(|_| self.file.write_all(bytes))
            .and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => {
                self.length += bytes.len() as u64;
                Ok(())
            }
            Err(error) => {
                // The reader drops a torn tail anyway; shortening only saves it the note.
                let _ = self.file.cut(self.length);
                Err(fail(&self.path, error))
            }
        }
    }
}

pub(super) fn fail(path: &Path, error: std::io::Error) -> Error {
    let too_large =
        error.kind() == std::io::ErrorKind::FileTooLarge || error.kind() == std::io::ErrorKind::QuotaExceeded;
    let error = Error::io("write", path, error);
    if too_large {
        error.hint("a limit on file size or disk use was reached; raise it and run the same command again")
    } else {
        error
    }
}
