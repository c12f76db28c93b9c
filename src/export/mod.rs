//! Writes tables and subgraphs in the formats that other tools open.

mod form;

mod job;

mod file;

mod select;

mod sheet;

#[cfg(feature = "parquet")]
mod columns;

mod rows;

mod rdf;

pub mod turtle;

mod result;

mod attributes;

mod sheets;

mod xml;

mod graphml;

mod gexf;

mod dot;

mod cytoscape;

mod follow_the_money;

mod dossier;

mod page;

pub use file::to_file;
pub use form::Form;
pub use job::{Ego, Job, write, write_answer};
pub use rdf::{GraphFormat, sort, triples};
pub use result::{TableFormat, boolean, table};
