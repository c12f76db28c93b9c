//! Fuzzes the reader of news feeds, and of Markdown.
#![no_main]

mod reading;

use dixit::text::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    reading::read(Format::Feed, bytes);
    reading::read(Format::Markdown, bytes);
});
