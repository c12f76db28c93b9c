//! Writes a file as a whole or not at all: to a temporary file beside it, which is renamed when everything is written.

use crate::error::{Error, Result};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Calls `write` on a temporary file and puts it in the place of `path`.
///
/// # Errors
/// What `write` returns, or the system's refusal; `path` is untouched then.
pub fn to_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |source| Error::io("write", path, source);
    // Told first: the refusal of a temporary file would name that file.
    std::fs::metadata(folder).map_err(failed)?;
    let mut file = tempfile::Builder::new().prefix(".dixit-").tempfile_in(folder).map_err(failed)?;
    let mut out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
    let value = write(&mut out)?;
    out.flush().map_err(failed)?;
    drop(out);
    open_to_others(file.path()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(value)
}

/// Gives the file the usual permissions: temporary files are made for their owner alone.
#[cfg(unix)]
fn open_to_others(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_the_old_file_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        to_file(&path, |out| out.write_all(b"old").map_err(|e| Error::io("write", &path, e))).unwrap();
        let failed: Result<()> = to_file(&path, |out| {
            out.write_all(b"new").unwrap();
            Err(Error::input("no"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = to_file(Path::new("/no/such/folder/x.csv"), |_| Ok(())).unwrap_err();
        assert!(error.to_string().contains("/no/such/folder/x.csv"), "{error}");
    }
}
