//! Turns news articles into a knowledge graph of who said what about whom, and answers questions about it.
#![doc = include_str!("ARCHITECTURE.md")]

pub mod error;

pub mod text;

pub mod annotate;

pub mod extract;

pub mod resolve;

pub mod vocab;

pub mod graph;

pub mod store;

pub mod pipeline;

pub mod learn;

pub mod eval;

pub mod query;

pub mod analyze;

pub mod export;

pub mod console;

pub mod commands;
