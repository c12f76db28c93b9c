//! Fuzzes the log of judgements: it is read, and what is written of it is read again, or it is explained.
#![no_main]

use dixit::graph::judgement::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match read(text) {
        Ok(found) => {
            let lines: String = found.iter().map(|judgement| judgement.line() + "\n").collect();
            assert_eq!(read(&lines).expect("what was written is read").len(), found.len());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
