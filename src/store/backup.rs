//! A whole store in one file, to keep or to send, and a store from such a file.

use super::archive::{self, Packer};
use super::disk::{self, Output};
use super::ledger::Ledger;
use super::log::Log;
use super::manifest::{Home, Manifest};
use super::texts::{self, Hash, Texts, from_hex};
use super::{Store, Writer, files, load, log_name, log_path};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backup {
    /// Articles, old versions not counted.
    pub articles: usize,
    /// Texts of articles and of their old versions.
    pub texts: usize,
    /// Versions whose text the store should keep and does not have.
    pub missing: usize,
    /// The length of the file in bytes.
    pub bytes: u64,
}

/// Writes the store in `folder`, as it is after its last commit, into the file `to`. Needs no lock: a writer may be at work.
///
/// Every section of the log and every text is compared with its checksum on the way, so that no damage is copied. What can be
/// made from the rest is left out: the index of words, and the database of a store in RocksDB. The same facts of a finished build
/// and the same texts give the same bytes.
pub fn backup(folder: &Path, to: &Path) -> Result<Backup> {
    let manifest = Manifest::read(folder)?;
    let log = Log::new(log_path(folder, manifest.home));
    // The handle keeps its file, whatever a writer puts in its place.
    let file = log.open()?;
    let index = match &file {
        Some(file) => load::index_in(&log, file)?,
        None => load::Index::default(),
    };
    let texts = Texts::open(&folder.join("texts"))?;
    let (kept, missing) = if manifest.texts { sorted(&index.ledger, &texts) } else { (Vec::new(), 0) };
    let settings = files::read(&folder.join("manifest"))?;
    let judgements = files::read(&folder.join("judgements.jsonl"))?;
    files::replace(to, |out| {
        let mut out = Packer::new(out);
        let write = |e| files::fail(to, e);
        out.file("manifest", settings.len() as u64, &mut settings.as_slice()).map_err(write)?;
        out.file("judgements.jsonl", judgements.len() as u64, &mut judgements.as_slice()).map_err(write)?;
        if let Some(mut file) = file {
            file.rewind().map_err(|e| Error::io("read", log.path(), e))?;
            out.file(log_name(manifest.home), index.extent.whole, &mut BufReader::new(file)).map_err(write)?;
        }
        for (number, pack) in (1..).zip(texts::packed(&kept)) {
            let name = format!("texts/{number:06}");
            let mut frames = Frames { texts: &texts, left: pack.hashes, now: io::Cursor::default(), failure: None };
            let packed = out.file(&format!("{name}.pack"), pack.bytes, &mut frames);
            frames.failure.take().map_or(Ok(()), Err)?;
            packed.map_err(write)?;
            out.file(&format!("{name}.index"), pack.index.len() as u64, &mut pack.index.as_slice()).map_err(write)?;
        }
        out.finish().map_err(write)
    })?;
    let bytes = std::fs::metadata(to).map_err(|e| Error::io("read", to, e))?.len();
    Ok(Backup { articles: index.ledger.len(), texts: kept.len(), missing, bytes })
}

/// The texts that the articles need, in the order of their hashes, with their compressed lengths; and how many are not there.
fn sorted(ledger: &Ledger, texts: &Texts) -> (Vec<(Hash, u32)>, usize) {
    let mut wanted: Vec<Hash> = ledger.entries().filter_map(|entry| from_hex(&entry.text)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let kept: Vec<(Hash, u32)> = wanted.iter().filter_map(|hash| Some((*hash, texts.length(hash)?))).collect();
    let missing = wanted.len() - kept.len();
    (kept, missing)
}

/// Gives the compressed texts one after the other, each compared with its hash.
struct Frames<'a> {
    texts: &'a Texts,
    left: &'a [(Hash, u32)],
    now: io::Cursor<Vec<u8>>,
    failure: Option<Error>,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.now.read(buffer)?;
            let Some(((hash, _), rest)) = self.left.split_first().filter(|_| count == 0) else { return Ok(count) };
            self.left = rest;
            match self.texts.frame(hash) {
                Ok(Some((frame, _))) => self.now = io::Cursor::new(frame),
                Ok(None) => {
                    let gone = Error::store("an article was forgotten while the backup was made");
                    self.failure = Some(gone.hint("make the backup again"));
                    return Ok(0);
                }
                Err(error) => {
                    self.failure = Some(error.hint("dixit doctor says what is damaged and repairs what can be"));
                    return Ok(0);
                }
            }
        }
    }
}

/// Makes the store `folder` from the backup `from`. The folder must not exist, or be empty; it is there only when everything is.
pub fn restore(from: &Path, folder: &Path) -> Result<Backup> {
    let empty = std::fs::read_dir(folder).is_ok_and(|mut read| read.next().is_none());
    if folder.symlink_metadata().is_ok() && !empty {
        return Err(Error::usage(format!("{} is there already", folder.display()))
            .hint("restore into another folder: --store FOLDER, or move that one away first"));
    }
    let parent = files::parent(folder);
    let building = tempfile::Builder::new()
        .prefix(disk::NEW)
        .tempdir_in(parent)
        .map_err(|e| Error::io("make a folder in", parent, e))?;
    let place = building.path().join("store");
    unpack(from, &place)?;
    let found = held(&place, from)?;
    for inside in [place.join("texts"), place.clone()] {
        files::sync_folder(&inside)?;
    }
    if empty {
        std::fs::remove_dir(folder).map_err(|e| Error::io("replace", folder, e))?;
    }
    disk::rename(&place, folder).map_err(|e| Error::io("write", folder, e))?;
    files::sync_folder(parent)?;
    if Manifest::read(folder)?.home == Home::Rocksdb {
        // Its database and what readers open are made from the log.
        Writer::open(folder)?.finish()?;
    }
    Ok(found)
}

/// Reads the backup `from` to its end and says whether it is whole, and what it holds.
pub fn check_backup(from: &Path) -> Result<Backup> {
    let folder = tempfile::tempdir().map_err(|e| Error::io("make a folder in", &std::env::temp_dir(), e))?;
    let place = folder.path().join("store");
    unpack(from, &place)?;
    held(&place, from)
}

/// Unpacks a backup into the folder `place`, which it makes.
fn unpack(from: &Path, place: &Path) -> Result<()> {
    disk::create_folder(&place.join("texts")).map_err(|e| Error::io("make", place, e))?;
    archive::unpack(from, opened(from)?, |name, _, content| {
        let path = known(from, name, place)?;
        let mut file = disk::open(&path).map_err(|e| Error::io("write", &path, e))?;
        copy(content, &mut file).map_err(|e| files::fail(&path, e))?;
        file.sync().map_err(|e| files::fail(&path, e))
    })
}

fn opened(from: &Path) -> Result<impl Read> {
    let file = File::open(from).map_err(|e| Error::io("read", from, e))?;
    Ok(BufReader::with_capacity(1 << 18, file))
}

/// Copies in large pieces: each is one operation.
fn copy(content: &mut dyn Read, file: &mut Output) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = content.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        file.write_all(buffer.get(..count).unwrap_or(&[]))?;
    }
}

/// Where a file of a backup belongs; no other name is unpacked.
fn known(from: &Path, name: &str, place: &Path) -> Result<PathBuf> {
    let pack = |name: &str| {
        let number = name.strip_suffix(".pack").or_else(|| name.strip_suffix(".index"));
        number.is_some_and(|number| number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let ours = ["manifest", "judgements.jsonl", log_name(Home::GraphFile), log_name(Home::Rocksdb)].contains(&name)
        || name.strip_prefix("texts/").is_some_and(pack);
    if ours {
        return Ok(place.join(name));
    }
    let name = name.escape_debug();
    Err(Error::input(format!("{} is no backup of dixit: it holds the file {name}", from.display())))
}

/// What an unpacked store holds; an error where that is not a store that this dixit can read.
fn held(place: &Path, from: &Path) -> Result<Backup> {
    let manifest = Manifest::read(place)?;
    let log = Log::new(log_path(place, manifest.home));
    let index = load::index(&log)?;
    if manifest.home == Home::GraphFile {
        Store::open(place)?;
    }
    let texts = Texts::open(&place.join("texts"))?;
    let (kept, missing) = if manifest.texts { sorted(&index.ledger, &texts) } else { (Vec::new(), 0) };
    let bytes = std::fs::metadata(from).map_or(0, |data| data.len());
    Ok(Backup { articles: index.ledger.len(), texts: kept.len(), missing, bytes })
}
