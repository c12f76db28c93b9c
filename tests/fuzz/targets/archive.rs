//! Fuzzes the readers of tar and ZIP archives, whose files are of any format.
#![no_main]

mod reading;

use dixit::text::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    reading::read(Format::Tar, bytes);
    reading::read(Format::Zip, bytes);
});
