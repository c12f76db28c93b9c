//! Scores the extractor's output against gold annotations and shows its worst errors.

pub mod persons;
pub mod pronouns;
pub mod quotes;
pub mod roles;
pub mod ud;
