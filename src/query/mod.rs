//! Runs SPARQL under a time limit and answers the named questions.
