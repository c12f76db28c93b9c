//! Fuzzes a store's log: it opens or is explained, the doctor looks at it calmly, and what it repaired opens.
#![no_main]

use dixit::store::{Manifest, Store, Writer, examine, repair};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("s");
    drop(Writer::open_or_create(&store, &Manifest::default()).expect("a new store"));
    std::fs::write(store.join("graph.nq.zst"), bytes).expect("writes");
    let _ = Store::open(&store);
    let _ = examine(&store);
    if repair(&store).is_ok() {
        Store::open(&store).expect("a repaired store opens");
    }
});
