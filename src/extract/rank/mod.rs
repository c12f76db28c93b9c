//! Chooses, for each cue, its content and its source among candidates by trained linear models, or decides that there is none.
//!
//! The rules and the labels propose; the models weigh: where the content begins and ends, what the cue is and how it stands, how
//! the labels see it. Scores become probabilities over the candidates and "nothing" by the logistic function, so that a
//! confidence means what it says.

mod sink;

mod candidates;

mod features;

mod sources;

mod model;

pub(crate) use candidates::{Candidate, Shape, candidates};
pub(crate) use features::{Scores, features};
pub use model::{BUCKETS, Ranker, Weights, bucket_of, probabilities};
pub(crate) use sources::{SourceCandidate, source_candidates, source_features};
