//! What the targets of the readers share: every record of a stream is an article with a text, or a problem with a message.

use dixit::text::{Format, Options, Reader};
use std::io::Cursor;

/// Reads `bytes` as a stream of `format`. An article's text may have a mebibyte, so that the fuzzer finds the limit too.
pub fn read(format: Format, bytes: &[u8]) {
    let options = Options { format: Some(format), limit: 1 << 20, ..Options::default() };
    let Ok(reader) = Reader::new(&["-"], options) else { return };
    for outcome in reader.with_stdin(Cursor::new(bytes.to_vec())) {
        match outcome {
            Ok((_, article)) => assert!(!article.body.trim().is_empty()),
            Err(problem) => assert!(!problem.to_string().is_empty()),
        }
    }
}
