//! Scores the extractor's output against gold annotations and shows its worst errors.

pub mod quotes;
pub mod ud;
