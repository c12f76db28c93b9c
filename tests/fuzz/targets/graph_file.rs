//! Fuzzes a store's log: it opens or is explained, the doctor looks at it calmly, and what it repaired opens.
//!
//! The first byte says what the rest is: the log itself, or the table and the facts of one section, to which the checksum is
//! put that a fuzzer would not find.
#![no_main]

use dixit::store::{Manifest, Store, Writer, examine, repair};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// An empty store, which stays until the process ends: in memory where that is at hand, since a repair waits for the disk.
static STORE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a temporary folder");
    drop(Writer::open_or_create(folder.path().join("s"), &Manifest::default()).expect("a new store"));
    folder
});

/// The section of a log with this table and these facts, as `src/store/log.rs` describes it.
fn section(start: u64, table: &[u8], facts: &[u8]) -> Vec<u8> {
    let mut bytes = zstd::encode_all(facts, 1).expect("compresses");
    let table = zstd::encode_all(table, 1).expect("compresses");
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&bytes);
    checksum.update(&start.to_le_bytes());
    checksum.update(&table);
    bytes.extend(0x184D_2A5D_u32.to_le_bytes());
    bytes.extend(u32::try_from(20 + table.len()).expect("small").to_le_bytes());
    bytes.extend(b"DIXITSEC");
    bytes.extend(start.to_le_bytes());
    bytes.extend(checksum.finalize().to_le_bytes());
    bytes.extend(table);
    bytes
}

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let mut log = Vec::new();
    if kind % 2 == 0 {
        log.extend_from_slice(rest);
    } else {
        // Tables and facts of sections, one after the other, with zeros between.
        let parts: Vec<&[u8]> = rest.split(|byte| *byte == 0).collect();
        for part in parts.chunks(2) {
            let facts = part.get(1).copied().unwrap_or_default();
            log.extend(section(log.len() as u64, part[0], facts));
        }
    }
    let store = STORE.path().join("s");
    std::fs::write(store.join("graph.nq.zst"), &log).expect("writes");
    let _ = Store::open(&store);
    let _ = examine(&store);
    if let Ok(diagnosis) = repair(&store) {
        Store::open(&store).expect("a repaired store opens");
        // What the repair kept of the damaged files: thousands of such folders make every next one slower.
        if let Some(copy) = diagnosis.copy {
            std::fs::remove_dir_all(copy).expect("removes");
        }
    }
});
