//! Fuzzes the reader with JSON Lines, JSON, CSV and TSV: every record is an article or a problem.
#![no_main]

use dixit::text::{Format, Options, Reader};
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::JsonLines, Format::Json, Format::Csv, Format::Tsv] {
        let options = Options { format: Some(format), limit: 1 << 20, ..Options::default() };
        let Ok(reader) = Reader::new(&["-"], options) else { return };
        for outcome in reader.with_stdin(Cursor::new(bytes.to_vec())) {
            match outcome {
                Ok((_, article)) => assert!(!article.body.trim().is_empty()),
                Err(problem) => assert!(!problem.to_string().is_empty()),
            }
        }
    }
});
