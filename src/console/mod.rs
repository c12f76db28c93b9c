//! The interactive console and everything that prints to a terminal.

mod escape;

mod table;

mod pager;

mod ui;

mod answer;

mod filter;

mod selection;

mod ask;

mod path;

mod quote;

mod stats;

mod trace;

mod schema;

mod find;

mod input;

mod build;

mod arrivals;

mod cite;

mod judge;

mod judge_table;

mod judge_words;

mod review;

mod saved;

mod standing;

mod split;

mod session;
mod sources;

mod dot;

mod edit;

mod watch;

mod obey;

mod script;

mod complete;

mod highlight;

mod terminal;

pub use answer::{Mode, Showing, cell, counted, footer, grouped, seconds, show};
pub use arrivals::watch as build_as_they_come;
pub use ask::{AskArgs, Asking, ask, questions};
pub use build::build;
pub use cite::cite;
pub use escape::{lines, one_line, visible};
pub use filter::{FilterArgs, day, meant, time};
pub use find::{FindArgs, find};
pub use input::InputArgs;
pub use judge::{JudgeArgs, judge};
pub use path::{PATH, connection, find_in};
pub use quote::quote;
pub use review::{ReviewArgs, review};
pub use script::script;
pub use selection::SelectionArgs;
pub use session::Session;
pub use stats::stats;
pub use table::cut;
pub use terminal::terminal;
pub use trace::{Stage, trace};
pub use ui::{Style, Ui};
