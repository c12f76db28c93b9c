//! Writes tables and subgraphs in the formats that other tools open.
