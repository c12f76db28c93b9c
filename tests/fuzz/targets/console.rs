//! Fuzzes the console with lines as they may be typed or piped: every one is answered or explained.
#![no_main]

use dixit::console::{Session, Ui, script};
use dixit::store::{Manifest, Store, Writer};
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};

/// An empty store; it stays until the process ends.
static STORE: LazyLock<Arc<Store>> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("dixit-fuzz-{}", std::process::id()));
    Arc::new(Writer::open_or_create(&folder, &Manifest::default()).expect("a new store").into_store())
});

fuzz_target!(|lines: &str| {
    // A script may write files by name, which a fuzzer must not.
    if [".export", ".build", ".output", ".once", ".save"].iter().any(|command| lines.contains(command)) {
        return;
    }
    let mut session = Session::new(Arc::clone(&STORE));
    let mut ui = Ui::new(std::io::sink(), std::io::sink());
    let _ = script(&mut session, &mut ui, lines.as_bytes(), "fuzz", true);
});
