//! Graph algorithms over who speaks about whom.
