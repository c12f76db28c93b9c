//! Makes the folder of a new store.

use super::disk;
use super::files::Appender;
use super::lock::Lock;
use super::manifest::{FORMAT, Manifest};
use crate::error::{Error, Result};
use std::path::Path;

/// Makes a store without articles. An empty folder may be there already.
pub(super) fn empty(folder: &Path, manifest: &Manifest) -> Result<()> {
    if !manifest.base.ends_with('/') || oxigraph::model::NamedNode::new(&manifest.base).is_err() {
        return Err(Error::usage(format!(
            "{:?} cannot be the base IRI: it must be an IRI that ends in /",
            manifest.base
        )));
    }
    disk::create_folder(folder).map_err(|e| Error::io("make the store", folder, e))?;
    let _lock = Lock::take(folder)?;
    for file in std::fs::read_dir(folder).map_err(|e| Error::io("read", folder, e))? {
        let name = file.map_err(|e| Error::io("read", folder, e))?.file_name();
        let name = name.to_string_lossy();
        // Another writer was faster, or a crash came before the manifest.
        if name == "manifest" {
            return Ok(());
        }
        if name != "lock" && name != "judgements.jsonl" && !name.starts_with(disk::NEW) {
            return Err(Error::store(format!(
                "{} is no dixit store and not empty: it holds {name} and no manifest",
                folder.display()
            ))
            .hint("name a folder that does not exist yet"));
        }
    }
    let judgements = folder.join("judgements.jsonl");
    // Judgements that somebody put there beforehand hold for the new store.
    if !judgements.exists() {
        Appender::open(&judgements, 0)?;
    }
    Manifest { format: FORMAT, ..manifest.clone() }.write(folder)
}
