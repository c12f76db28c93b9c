//! The interactive console and everything that prints to a terminal.

mod ui;

pub use ui::Ui;
