//! Fuzzes the reader of web archives.
#![no_main]

mod reading;

use dixit::text::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    reading::read(Format::Warc, bytes);
});
