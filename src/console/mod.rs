//! The interactive console and everything that prints to a terminal.
