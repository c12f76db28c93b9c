//! The kept texts: packs of zstd frames, found by the SHA-256 of the text.
//!
//! `texts/000001.pack` holds one zstd frame a text; `texts/000001.index` holds a record of [`RECORD`] bytes for each:
//! hash, offset (u64), compressed length (u32), CRC-32 of the record so far (u32), little-endian. A pack is written
//! before its index, and both before the batch that needs them is committed.

use super::disk;
use super::files::{self, Appender};
use super::frame;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of a record: 32 of hash, 8 of offset, 4 of length, 4 of checksum.
const RECORD: usize = 48;
/// A pack that is longer than this is left alone and another begun: `forget` rewrites whole packs.
const PACK_BYTES: u64 = 32 << 20;
/// Level 9 saves a tenth over level 3 and still compresses faster than articles are analyzed.
const LEVEL: i32 = 9;
/// No text is longer: offsets of 32 bits reach no further.
const LARGEST: u64 = 1 << 32;

/// The SHA-256 of a text.
pub type Hash = [u8; 32];

/// The SHA-256 of `text`.
pub fn hash(text: &str) -> Hash {
    Sha256::digest(text.as_bytes()).into()
}

/// A hash in hexadecimal.
pub fn hex(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter().fold(String::with_capacity(hash.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hash that [`hex`] wrote.
pub fn from_hex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

/// A text, compressed by [`compress`].
#[derive(Debug, Clone)]
pub struct Compressed {
    pub(super) hash: Hash,
    pub(super) frame: Vec<u8>,
}

/// Compresses a text for the store.
pub fn compress(text: &str) -> Result<Compressed> {
    // All at once, so that zstd takes tables no larger than the text needs.
    let frame = zstd::bulk::compress(text.as_bytes(), LEVEL)
        .map_err(|e| Error::store(format!("cannot compress a text of {} bytes: {e}", text.len())))?;
    Ok(Compressed { hash: hash(text), frame })
}

#[derive(Debug, Clone, Copy)]
struct Place {
    pack: u32,
    offset: u64,
    length: u32,
}

/// The index of all packs, for reading.
#[derive(Debug, Default)]
pub(super) struct Texts {
    folder: PathBuf,
    places: FxHashMap<Hash, Place>,
}

impl Texts {
    /// Reads the index files of `folder`; a torn last record is left out.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let mut texts = Self { folder: folder.to_owned(), places: FxHashMap::default() };
        for pack in packs(folder)? {
            for (hash, place) in read_index(folder, pack)? {
                texts.places.insert(hash, place);
            }
        }
        Ok(texts)
    }

    pub(super) fn contains(&self, hash: &Hash) -> bool {
        self.places.contains_key(hash)
    }

    /// The length of the compressed text with this hash; none when it is not kept.
    pub(super) fn length(&self, hash: &Hash) -> Option<u32> {
        self.places.get(hash).map(|place| place.length)
    }

    /// The text with this hash; none when it is not kept.
    pub(super) fn get(&self, hash: &Hash) -> Result<Option<String>> {
        Ok(self.frame(hash)?.map(|(_, text)| text))
    }

    /// The text with this hash, compressed and as it is; none when it is not kept.
    pub(super) fn frame(&self, hash: &Hash) -> Result<Option<(Vec<u8>, String)>> {
        let Some(place) = self.places.get(hash) else { return Ok(None) };
        let path = pack_path(&self.folder, place.pack);
        let damaged = |what: String| {
            Error::store(format!("{} is damaged at byte {}: {what}", path.display(), place.offset))
                .hint("dixit doctor says which article it is; --repair lets a build bring it back")
        };
        let mut frame = vec![0; place.length as usize];
        let mut file = match File::open(&path) {
            Ok(file) => file,
            // Forgotten since this store was opened.
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Error::io("open", &path, e)),
        };
        file.seek(SeekFrom::Start(place.offset))
            .and_then(|_| file.read_exact(&mut frame))
            .map_err(|e| Error::io("read", &path, e))?;
        match decoded(&frame) {
            Ok(text) if self::hash(&text) == *hash => Ok(Some((frame, text))),
            Ok(_) => Err(damaged("the text does not have its hash".to_owned())),
            Err(what) => Err(damaged(what)),
        }
    }
}

/// The text in a compressed frame, or why there is none.
fn decoded(packed: &[u8]) -> Result<String, String> {
    let bytes = frame::unpacked(packed, LARGEST).map_err(|e| e.to_string())?;
    String::from_utf8(bytes).map_err(|e| e.to_string())
}

/// A pack as a backup holds it: some of the texts, its length, and its index.
pub(super) struct Packed<'a> {
    pub(super) hashes: &'a [(Hash, u32)],
    pub(super) bytes: u64,
    pub(super) index: Vec<u8>,
}

/// The packs of these texts with their compressed lengths.
pub(super) fn packed(kept: &[(Hash, u32)]) -> Vec<Packed<'_>> {
    let (mut packs, mut rest) = (Vec::new(), kept);
    while !rest.is_empty() {
        let mut bytes = 0;
        let fitting = rest.iter().take_while(|(_, length)| {
            bytes += u64::from(*length);
            bytes <= PACK_BYTES
        });
        let (now, later) = rest.split_at(fitting.count().max(1));
        let mut offset = 0;
        let mut records = Vec::with_capacity(now.len() * RECORD);
        for (hash, length) in now {
            records.extend(record(hash, Place { pack: 0, offset, length: *length }));
            offset += u64::from(*length);
        }
        packs.push(Packed { hashes: now, bytes: offset, index: records });
        rest = later;
    }
    packs
}

/// The packs of a store that is being written.
#[derive(Debug)]
pub(super) struct TextWriter {
    texts: Texts,
    number: u32,
    pack: Option<(Appender, Appender)>,
}

impl TextWriter {
    /// Opens the packs and removes every text that `wanted` does not know: what an interrupted build or `forget` left.
    pub(super) fn open(folder: &Path, wanted: impl Fn(&Hash) -> bool) -> Result<Self> {
        disk::create_folder(folder).map_err(|e| Error::io("create", folder, e))?;
        files::sweep(folder);
        let mut last = 0;
        for pack in packs(folder)? {
            last = pack;
            let Index { records, is_damaged } = survey_index(folder, pack)?;
            if is_damaged {
                // Shortening it here would lose the texts behind the damage.
                return Err(Error::store(format!("{} is damaged", index_path(folder, pack).display()))
                    .hint("dixit doctor --repair makes it anew from the texts"));
            }
            let kept = records.iter().take_while(|(hash, _)| wanted(hash)).count();
            if records.iter().skip(kept).any(|(hash, _)| wanted(hash)) {
                rewrite(folder, pack, last_pack(folder)? + 1, |hash| wanted(hash))?;
                last = last_pack(folder)?;
            } else {
                // Only the tail is unknown, if anything: shortening both files is enough.
                shorten(folder, pack, records.get(..kept).unwrap_or(&[]))?;
            }
        }
        let texts = Texts::open(folder)?;
        let number = last.max(last_pack(folder)?).max(1);
        Ok(Self { texts, number, pack: None })
    }

    /// Adds the texts that are not there yet; they are on the disk when this returns.
    pub(super) fn add(&mut self, new: &[&Compressed]) -> Result<()> {
        let folder = self.texts.folder.clone();
        if self.pack.is_none() {
            let index = index_path(&folder, self.number);
            let records = std::fs::metadata(&index).map_or(0, |m| m.len());
            let length = std::fs::metadata(pack_path(&folder, self.number)).map_or(0, |m| m.len());
            let pack = Appender::open(&pack_path(&folder, self.number), length)?;
            self.pack = Some((pack, Appender::open(&index, records)?));
        }
        let Some((pack, index)) = &mut self.pack else { return Ok(()) };
        let (mut frames, mut records, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for text in new {
            if self.texts.contains(&text.hash) || places.iter().any(|(hash, _)| *hash == text.hash) {
                continue;
            }
            let length = u32::try_from(text.frame.len()).map_err(|_| Error::input("a text is longer than 4 GiB"))?;
            let place = Place { pack: self.number, offset: pack.length() + frames.len() as u64, length };
            records.extend(record(&text.hash, place));
            frames.extend_from_slice(&text.frame);
            places.push((text.hash, place));
        }
        if !places.is_empty() {
            pack.append(&frames)?;
            index.append(&records)?;
        }
        if pack.length() > PACK_BYTES {
            self.number += 1;
            self.pack = None;
        }
        self.texts.places.extend(places);
        Ok(())
    }

    /// Erases a text from the disk, by writing its pack anew without it.
    pub(super) fn erase(&mut self, gone: &Hash) -> Result<()> {
        let Some(place) = self.texts.places.get(gone).copied() else { return Ok(()) };
        self.pack = None;
        let folder = self.texts.folder.clone();
        rewrite(&folder, place.pack, last_pack(&folder)? + 1, |hash| hash != gone)?;
        self.texts = Texts::open(&folder)?;
        self.number = last_pack(&folder)?.max(1);
        Ok(())
    }
}

/// Writes the wanted texts of pack `old` as pack `new`, then removes `old`. Interrupted, it leaves both, which is
/// harmless, and the next writer finds the unwanted text again and removes it.
fn rewrite(folder: &Path, old: u32, new: u32, wanted: impl Fn(&Hash) -> bool) -> Result<()> {
    let old_path = pack_path(folder, old);
    let mut input = File::open(&old_path).map_err(|e| Error::io("open", &old_path, e))?;
    let new_path = pack_path(folder, new);
    let mut records = Vec::new();
    files::replace(&new_path, |out| {
        let mut offset = 0;
        for (hash, place) in read_index(folder, old)?.into_iter().filter(|(hash, _)| wanted(hash)) {
            let mut frame = vec![0; place.length as usize];
            input
                .seek(SeekFrom::Start(place.offset))
                .and_then(|_| input.read_exact(&mut frame))
                .map_err(|e| Error::io("read", &old_path, e))?;
            out.write_all(&frame).map_err(|e| Error::io("write", &new_path, e))?;
            records.extend(record(&hash, Place { pack: new, offset, length: place.length }));
            offset += frame.len() as u64;
        }
        Ok(())
    })?;
    let index = index_path(folder, new);
    files::replace(&index, |out| out.write_all(&records).map_err(|e| Error::io("write", &index, e)))?;
    for path in [index_path(folder, old), old_path] {
        disk::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
    }
    files::sync_folder(folder)
}

/// What is wrong with a pack.
#[derive(Debug, Default)]
pub(super) struct Ills {
    /// Texts that are no longer what their hash says.
    pub(super) damaged: Vec<Hash>,
    /// Whether the index has records that cannot be read before others that can.
    pub(super) index: bool,
}

/// Reads every text of every pack, and gives what is wrong with which, with the name of its file.
pub(super) fn examine(texts: &Texts) -> Result<Vec<(u32, Ills)>> {
    let mut found = Vec::new();
    for pack in packs(&texts.folder)? {
        let index = survey_index(&texts.folder, pack)?;
        let mut ills = Ills { damaged: Vec::new(), index: index.is_damaged };
        for (hash, _) in &index.records {
            match texts.frame(hash) {
                Ok(_) => {}
                Err(error) if error.kind() == crate::error::ErrorKind::Io => return Err(error),
                Err(_) => ills.damaged.push(*hash),
            }
        }
        if ills.index || !ills.damaged.is_empty() {
            found.push((pack, ills));
        }
    }
    Ok(found)
}

/// Writes a pack anew from what can be read of it: every frame whose text is wanted, whether or not the index knows it.
pub(super) fn salvage(folder: &Path, pack: u32, wanted: impl Fn(&Hash) -> bool) -> Result<()> {
    let path = pack_path(folder, pack);
    let bytes = std::fs::read(&path).map_err(|e| Error::io("read", &path, e))?;
    let magic = zstd::zstd_safe::MAGICNUMBER.to_le_bytes();
    let (mut at, mut records, mut frames) = (0, Vec::new(), Vec::new());
    while let Some(start) = bytes.get(at..).and_then(|rest| memchr::memmem::find(rest, &magic)).map(|found| at + found)
    {
        let rest = bytes.get(start..).unwrap_or(&[]);
        let frame = zstd::zstd_safe::find_frame_compressed_size(rest).ok().and_then(|length| rest.get(..length));
        let text = frame.and_then(|frame| Some((frame, hash(&decoded(frame).ok()?))));
        let Some((frame, hash)) = text else {
            at = start + 1;
            continue;
        };
        if wanted(&hash) {
            let length = u32::try_from(frame.len()).map_err(|_| Error::input("a text is longer than 4 GiB"))?;
            records.extend(record(&hash, Place { pack, offset: frames.len() as u64, length }));
            frames.extend_from_slice(frame);
        }
        at = start + frame.len();
    }
    // The new pack has a number of its own, so that no index ever meets a pack that it was not made for.
    let new = last_pack(folder)? + 1;
    let write = |path: PathBuf, bytes: &[u8]| {
        files::replace(&path, |out| out.write_all(bytes).map_err(|e| Error::io("write", &path, e)))
    };
    write(pack_path(folder, new), &frames)?;
    write(index_path(folder, new), &records)?;
    for path in [index_path(folder, pack), path] {
        if path.exists() {
            disk::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
        }
    }
    files::sync_folder(folder)
}

/// Cuts pack and index to these records.
fn shorten(folder: &Path, pack: u32, records: &[(Hash, Place)]) -> Result<()> {
    let end = records.last().map_or(0, |(_, place)| place.offset + u64::from(place.length));
    Appender::open(&index_path(folder, pack), (records.len() * RECORD) as u64)?;
    Appender::open(&pack_path(folder, pack), end)?;
    Ok(())
}

fn pack_path(folder: &Path, pack: u32) -> PathBuf {
    folder.join(format!("{pack:06}.pack"))
}

fn index_path(folder: &Path, pack: u32) -> PathBuf {
    folder.join(format!("{pack:06}.index"))
}

/// The numbers of the packs in `folder`, in order.
fn packs(folder: &Path) -> Result<Vec<u32>> {
    let read = match std::fs::read_dir(folder) {
        Ok(read) => read,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io("read", folder, e)),
    };
    let mut numbers = Vec::new();
    for file in read {
        let path = file.map_err(|e| Error::io("read", folder, e))?.path();
        let number: Option<u32> = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
        let known = path.extension().is_some_and(|extension| extension == "pack" || extension == "index");
        numbers.extend(number.filter(|_| known));
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

fn last_pack(folder: &Path) -> Result<u32> {
    Ok(packs(folder)?.last().copied().unwrap_or(0))
}

fn record(hash: &Hash, place: Place) -> [u8; RECORD] {
    let mut bytes = [0; RECORD];
    let (content, checksum) = bytes.split_at_mut(RECORD - 4);
    let parts = hash.iter().copied().chain(place.offset.to_le_bytes()).chain(place.length.to_le_bytes());
    for (to, from) in content.iter_mut().zip(parts) {
        *to = from;
    }
    checksum.copy_from_slice(&crc32fast::hash(content).to_le_bytes());
    bytes
}

/// The records of a pack's index that are whole and do not point behind the pack's end.
fn read_index(folder: &Path, pack: u32) -> Result<Vec<(Hash, Place)>> {
    Ok(survey_index(folder, pack)?.records)
}

/// What a pack's index says.
struct Index {
    records: Vec<(Hash, Place)>,
    /// Whether a record that cannot be read stands before one that can: no interrupted write leaves that.
    is_damaged: bool,
}

fn survey_index(folder: &Path, pack: u32) -> Result<Index> {
    let bytes = files::read(&index_path(folder, pack))?;
    let pack_length = std::fs::metadata(pack_path(folder, pack)).map_or(0, |m| m.len());
    let whole = |bytes| {
        let record = parse_record(bytes, pack);
        record.filter(|(_, place)| place.offset.saturating_add(u64::from(place.length)) <= pack_length)
    };
    let all: Vec<Option<(Hash, Place)>> = bytes.chunks_exact(RECORD).map(whole).collect();
    let is_damaged = all.iter().skip_while(|record| record.is_some()).any(Option::is_some);
    Ok(Index { records: all.into_iter().flatten().collect(), is_damaged })
}

fn parse_record(bytes: &[u8], pack: u32) -> Option<(Hash, Place)> {
    let (content, checksum) = bytes.split_at_checked(RECORD - 4)?;
    let (hash, rest) = content.split_at_checked(32)?;
    let (offset, length) = rest.split_at_checked(8)?;
    if checksum != crc32fast::hash(content).to_le_bytes() {
        return None;
    }
    let place = Place {
        pack,
        offset: u64::from_le_bytes(offset.try_into().ok()?),
        length: u32::from_le_bytes(length.try_into().ok()?),
    };
    Some((hash.try_into().ok()?, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_survive_a_torn_index_and_are_erased_from_the_disk() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let texts = ["The mayor of Ostrava Bay spoke.", "Nobody spoke.", "A third text."];
        let compressed: Vec<Compressed> = texts.iter().map(|t| compress(t).expect("compresses")).collect();
        let mut writer = TextWriter::open(folder.path(), |_| true).expect("opens");
        writer.add(&compressed.iter().collect::<Vec<_>>()).expect("adds");
        for text in texts {
            assert_eq!(writer.texts.get(&hash(text)).expect("reads").as_deref(), Some(text));
        }
        drop(writer);

        let index = index_path(folder.path(), 1);
        let bytes = std::fs::read(&index).expect("reads");
        std::fs::write(&index, &bytes[..bytes.len() - 5]).expect("writes");
        let mut writer = TextWriter::open(folder.path(), |_| true).expect("opens");
        assert_eq!(writer.texts.get(&hash(texts[2])).expect("reads"), None);
        writer.add(&[&compressed[2]]).expect("adds");
        writer.erase(&hash(texts[1])).expect("erases");
        assert_eq!(writer.texts.get(&hash(texts[1])).expect("reads"), None);
        assert_eq!(writer.texts.get(&hash(texts[2])).expect("reads").as_deref(), Some(texts[2]));
        for file in std::fs::read_dir(folder.path()).expect("reads") {
            let bytes = std::fs::read(file.expect("reads").path()).expect("reads");
            assert!(memchr::memmem::find(&bytes, b"Nobody").is_none());
            assert!(memchr::memmem::find(&bytes, &hash(texts[1])).is_none());
        }
    }
}
