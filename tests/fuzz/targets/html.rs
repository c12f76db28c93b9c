//! Fuzzes the reader with a web page: it gives an article or says what is wrong.
#![no_main]

use dixit::text::{Format, Options, Reader};
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|bytes: &[u8]| {
    let options = Options { format: Some(Format::Html), ..Options::default() };
    let Ok(reader) = Reader::new(&["-"], options) else { return };
    for outcome in reader.with_stdin(Cursor::new(bytes.to_vec())) {
        match outcome {
            Ok((_, article)) => assert!(!article.body.trim().is_empty()),
            Err(problem) => assert!(!problem.to_string().is_empty()),
        }
    }
});
