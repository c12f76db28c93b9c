//! Fuzzes the reader of web pages.
#![no_main]

mod reading;

use dixit::text::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    reading::read(Format::Html, bytes);
});
