//! Fuzzes model files: the frame with its checksum, and the payload behind it.
#![no_main]

use dixit::annotate::model_file::{Reader, unpack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = unpack("tagger", bytes);
    let mut reader = Reader::new(bytes);
    while reader.strings().is_ok_and(|found| !found.is_empty()) {}
});
