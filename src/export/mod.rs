//! Writes tables and subgraphs in the formats that other tools open.

mod form;

mod file;

mod select;

mod rows;

mod rdf;

pub mod turtle;

mod result;

pub use file::to_file;
pub use form::{Form, write};
pub use rdf::{GraphFormat, sort, triples};
pub use result::{TableFormat, boolean, table};
pub use rows::{quotation_about, quotation_speakers};
