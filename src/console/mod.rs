//! The interactive console and everything that prints to a terminal.

mod escape;

mod table;

mod ui;

mod answer;

mod quote;

mod stats;

pub use answer::{Mode, Showing, cell, counted, grouped, seconds, show};
pub use escape::{lines, one_line, visible};
pub use quote::quote;
pub use stats::stats;
pub use table::cut;
pub use ui::{Style, Ui};
