//! The error type of dixit's edges: what happened, where, what was found and what may help.

use std::fmt;
use std::path::Path;

/// What a failure means for the caller: it decides the message's prefix and the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request itself is wrong (an unknown option value, a query that does not parse): exit code 2.
    Usage,
    /// Something in the input is wrong (a malformed line, a file that is no article): exit code 1.
    Input,
    /// The input is sound and of a kind that is set aside (another language). It fails no run that reads other inputs;
    /// as the outcome of a run, exit code 1.
    SetAside,
    /// The store cannot be used (locked, newer format, damaged): exit code 1.
    Store,
    /// The operating system refused (missing file, full disk, permissions): exit code 1.
    Io,
    /// The user or a time limit stopped the work: exit code 1.
    Cancelled,
}

/// A failure at an edge of dixit, with a message that stands alone and hints that may help.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    hints: Vec<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of `kind`; the message says what happened, where, and what was found.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new(), source: None }
    }

    /// Wrong usage (exit code 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// Wrong input (exit code 1).
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, message)
    }

    /// An unusable store (exit code 1).
    pub fn store(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Store, message)
    }

    /// An operating system failure while doing `what` to `path`, with a hint where the cause is a common one.
    pub fn io(what: &str, path: &Path, source: std::io::Error) -> Self {
        let hint = match source.kind() {
            std::io::ErrorKind::NotFound => Some("check the path; relative paths start at the current folder"),
            std::io::ErrorKind::PermissionDenied => Some("check the permissions of the file and its folder"),
            std::io::ErrorKind::StorageFull => Some("the disk is full; free some space and run the same command again"),
            _ => None,
        };
        let error = Self::new(ErrorKind::Io, format!("cannot {what} {}: {source}", path.display())).with_source(source);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    /// Adds one line of advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Keeps the cause for `std::error::Error::source`.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The kind, for the exit code.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The hints, one line each.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// 2 for wrong usage, else 1.
    pub fn exit_code(&self) -> u8 {
        if self.kind == ErrorKind::Usage { 2 } else { 1 }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|e| &**e as &(dyn std::error::Error + 'static))
    }
}
