//! The interactive console and everything that prints to a terminal.

mod escape;

pub mod table;

mod ui;

pub use escape::{lines, one_line, visible};
pub use ui::Ui;
