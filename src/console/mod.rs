//! The interactive console and everything that prints to a terminal.
//!
//! What its users know from elsewhere, and what they find here. `.ci/shells.py` types this into each at a pseudo-terminal
//! (duckdb 1.5.6, psql 15.18, sqlite3 3.40.1 on 2026-11-25); "yes" is where the expected answer came back:
//!
//! | | dixit | duckdb | psql | sqlite3 |
//! |---|---|---|---|---|
//! | a statement over several lines | yes | yes | yes | yes |
//! | the last line back (arrow up); an older one by some of it (Ctrl-R) | yes | yes | yes | yes |
//! | colours in the line while it is typed | yes | yes | no | no |
//! | the tab key completes a keyword; a term of the schema (a table) | yes | yes | yes | yes |
//! | … a value of the data, whatever its case | yes | no | no | no |
//! | suggests the name that was meant | yes | yes | yes | no |
//! | Ctrl-C stops a query within 2 s and never leaves | yes | yes | yes | yes |
//! | a long answer goes through `$PAGER` | yes | yes | yes | no |
//! | one answer into a file | yes | yes | yes | yes |
//! | the last query in `$EDITOR` | yes | yes | yes | no |
//! | a query with values put in | yes | yes | yes | yes |
//! | … kept for the next session | yes | no | no | no |
//! | asks again by itself | when data change | no | by time | no |
//! | how a query is carried out | yes | yes | yes | yes |
//! | answers as Markdown | yes | yes | no | yes |
//! | changes the data in transactions | no | yes | yes | yes |
//!
//! `oxigraph` 0.5.13 has no shell: it runs one query a command, ends at Ctrl-C, and shows a plan by `--explain`.

mod escape;

mod table;

mod pager;

mod ui;

mod answer;

mod filter;

mod kept;

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
