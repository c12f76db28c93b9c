//! One writer at a time: a locked file that says who holds it.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// The writer's lock; given back when it is dropped or its process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// How often a lock that is held is tried again, and how long between.
const TRIES: u32 = 25;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

impl Lock {
    /// Takes the lock of the store in `folder` or says who holds it.
    pub(super) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join("lock");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|e| Error::io("open the lock", &path, e))?;
        let mut tries = TRIES;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // A process that was being started when the last writer closed holds its files for a moment more.
                Err(TryLockError::WouldBlock) if tries > 0 => {
                    tries -= 1;
                    std::thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => return Err(held(folder, &mut file)),
                Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path, error)),
            }
        }
        let command: Vec<String> = std::env::args().collect();
        let content = format!("{} {}\n", std::process::id(), command.join(" "));
        // Who holds it is for messages only: a full disk must not stop a `forget` that would free space.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(content.as_bytes()));
        Ok(Self { _file: file })
    }
}

fn held(folder: &Path, file: &mut File) -> Error {
    let mut content = String::new();
    // On some systems a locked file cannot be read: then the message does without the name.
    let _ = file.read_to_string(&mut content);
    let holder = match content.trim().split_once(' ') {
        Some((pid, command)) => format!("process {pid}, started as: {}", printable(command)),
        None => "another dixit".to_owned(),
    };
    Error::store(format!("the store {} is being written by {holder}", folder.display()))
        .hint("wait until it has finished; only one command can change a store at a time, and reading it is possible meanwhile")
}

/// The text without control characters, which an argument may hold and a terminal would obey.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).take(200).collect()
}
