//! Writes tables and subgraphs in the formats that other tools open.

mod file;

mod rdf;

mod result;

mod rows;

pub use file::to_file;
pub use rdf::{GraphFormat, triples};
pub use result::{TableFormat, boolean, table};
pub use rows::{Filter, quotation_about, quotation_speakers};
