//! Writes files so that a crash leaves either the old content or the new, never a mixture.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

/// Replaces `path` by what `write` writes: temporary file in the same folder, flush to disk, rename, flush of the folder.
pub(super) fn replace<T>(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<T>) -> Result<T> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let temporary = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(folder)
        .map_err(|e| Error::io("create a temporary file in", folder, e))?;
    let mut out = BufWriter::with_capacity(1 << 20, temporary.as_file().try_clone().map_err(|e| fail(path, e))?);
    let value = write(&mut out)?;
    out.flush().map_err(|e| fail(path, e))?;
    temporary.as_file().sync_all().map_err(|e| fail(path, e))?;
    temporary.persist(path).map_err(|e| fail(path, e.error))?;
    sync_folder(folder)?;
    Ok(value)
}

/// Makes the names in `folder` survive a power failure.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        let folder_file = File::open(folder).map_err(|e| Error::io("open", folder, e))?;
        folder_file.sync_all().map_err(|e| Error::io("flush", folder, e))?;
    }
    Ok(())
}

/// A file that only grows; a failed append is taken back.
#[derive(Debug)]
pub(super) struct Appender {
    file: File,
    path: std::path::PathBuf,
    length: u64,
}

impl Appender {
    /// Opens `path` for appending after its first `length` bytes and cuts off what follows them.
    pub(super) fn open(path: &Path, length: u64) -> Result<Self> {
        let open = |e| Error::io("open for writing", path, e);
        let existed = path.exists();
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(open)?;
        if file.metadata().map_err(open)?.len() != length {
            file.set_len(length).map_err(|e| Error::io("shorten", path, e))?;
            file.sync_all().map_err(|e| fail(path, e))?;
        }
        if !existed {
            sync_folder(path.parent().unwrap_or(Path::new(".")))?;
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
                let _ = self.file.set_len(self.length);
                Err(fail(&self.path, error))
            }
        }
    }
}

fn fail(path: &Path, error: std::io::Error) -> Error {
    let too_large =
        error.kind() == std::io::ErrorKind::FileTooLarge || error.kind() == std::io::ErrorKind::QuotaExceeded;
    let error = Error::io("write", path, error);
    if too_large {
        error.hint("a limit on file size or disk use was reached; raise it and run the same command again")
    } else {
        error
    }
}
