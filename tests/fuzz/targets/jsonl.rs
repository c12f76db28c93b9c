//! Fuzzes the reader of JSON Lines, and of JSON.
#![no_main]

mod reading;

use dixit::text::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    reading::read(Format::JsonLines, bytes);
    reading::read(Format::Json, bytes);
});
