//! The store's manifest: what its folder holds and in which format.

use super::files;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::Write;
use std::path::Path;

/// The store format that this version writes; a store with a higher number is refused.
pub const FORMAT: u32 = 1;

/// The oldest format that this version reads. There has been one so far; a later version that changes the format reads the old
/// one, or says here that it does not.
const OLDEST: u32 = 1;

/// The base IRI of stores that set none. Nobody can take it for a real address.
pub const DEFAULT_BASE: &str = "https://dixit.example/";

/// Where the graph lives inside the store's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Home {
    /// `graph.nq.zst`, loaded into memory on opening.
    #[default]
    GraphFile,
    /// A RocksDB database, opened at once at any size; needs a dixit built with the feature `rocksdb`.
    Rocksdb,
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GraphFile => "graph file",
            Self::Rocksdb => "RocksDB",
        })
    }
}

/// The settings a store keeps for its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The store format.
    pub format: u32,
    /// The IRI under which every node is minted; ends in `/`.
    pub base: String,
    /// Where the graph lives.
    pub home: Home,
    /// Whether the articles' texts are kept (`--no-text` leaves them out, and with them `verify` and `quote`).
    pub texts: bool,
    /// The version of dixit that made the store.
    pub dixit: String,
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            format: FORMAT,
            base: DEFAULT_BASE.to_owned(),
            home: Home::default(),
            texts: true,
            dixit: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct Versioned {
    format: u32,
    #[serde(default)]
    dixit: String,
}

impl Manifest {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("manifest");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => return Err(no_store(folder, error)),
        };
        let damaged = |error: serde_json::Error| {
            Error::store(format!("the manifest {} is damaged: {error}", path.display()))
                .hint("dixit doctor --repair writes it anew; dixit restore brings back a backup")
        };
        let version: Versioned = serde_json::from_str(&text).map_err(damaged)?;
        if version.format > FORMAT {
            return Err(Error::store(format!(
                "the store {} has format {}, and this dixit ({}) knows formats up to {FORMAT}",
                folder.display(),
                version.format,
                env!("CARGO_PKG_VERSION"),
            ))
            .hint(format!(
                "use dixit {} or newer, which made it, or build the articles into a new store",
                version.dixit
            )));
        }
        if version.format < OLDEST {
            return Err(Error::store(format!(
                "the store {} has format {}, which is older than any that this dixit ({}) reads",
                folder.display(),
                version.format,
                env!("CARGO_PKG_VERSION"),
            ))
            .hint("build the articles into a new store; judgements.jsonl can be copied into it"));
        }
        serde_json::from_str(&text).map_err(damaged)
    }

    /// Whether the manifest in `folder` is whole and of a format that this dixit does not read.
    pub(super) fn is_of_another_format(folder: &Path) -> bool {
        let text = std::fs::read_to_string(folder.join("manifest")).unwrap_or_default();
        serde_json::from_str::<Versioned>(&text).is_ok_and(|version| !(OLDEST..=FORMAT).contains(&version.format))
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join("manifest");
        files::replace(&path, |out| {
            let text = serde_json::to_string_pretty(self)
                .map_err(|e| Error::store(format!("cannot write the manifest {}: {e}", path.display())))?;
            writeln!(out, "{text}").map_err(|e| Error::io("write", &path, e))
        })
    }
}

/// The message for a folder without a readable manifest.
fn no_store(folder: &Path, error: std::io::Error) -> Error {
    if error.kind() != std::io::ErrorKind::NotFound && folder.is_dir() {
        return Error::io("read", &folder.join("manifest"), error);
    }
    let what = if folder.is_dir() {
        format!("{} is no dixit store: it holds no manifest", folder.display())
    } else if folder.exists() {
        format!("{} is no dixit store: it is a file, and a store is a folder", folder.display())
    } else {
        format!("there is no store {}", folder.display())
    };
    Error::store(what).hint(format!("make one with: dixit build ARTICLES --store {}", folder.display()))
}
