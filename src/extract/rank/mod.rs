//! Chooses, for each cue, its content among candidates by a trained linear model, or decides that it reports nothing.
//!
//! The rules propose; the model weighs: where the content begins and ends, what the cue is and how it stands. Scores
//! become probabilities over the candidates and "nothing" by the logistic function, so that a confidence means what it says.

mod candidates;

mod features;

mod model;

pub(crate) use candidates::{Shape, candidates};
pub(crate) use features::features;
pub use model::{BUCKETS, Ranker, probabilities};
