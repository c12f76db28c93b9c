//! Keeps texts, judgements and the graph in one folder, and gives them back after any interruption.
