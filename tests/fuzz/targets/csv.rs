//! Fuzzes the reader of tables, with commas and with tabs.
#![no_main]

mod reading;

use dixit::text::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    reading::read(Format::Csv, bytes);
    reading::read(Format::Tsv, bytes);
});
