//! Fuzzes the parser of queries: every text parses or gives an error with a message.
#![no_main]

use dixit::graph::Settings;
use dixit::query::{Dialect, parse, tokens};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for token in tokens(text) {
        assert!(text.get(token.range.clone()).is_some());
    }
    if let Err(error) = parse(text, &Dialect::new(&Settings::default().base)) {
        assert!(!error.to_string().is_empty());
    }
});
