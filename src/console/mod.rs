//! The interactive console and everything that prints to a terminal.
//!
//! What its users know from elsewhere, and what they find here (oxigraph was run, the others stand here as we know
//! them):
//!
//! | | dixit | duckdb | psql | oxigraph | Jena |
//! |---|---|---|---|---|---|
//! | an interactive shell | SPARQL | SQL | SQL | no: one command a query | no: one command a query |
//! | statements over several lines, history, Ctrl-R | yes | yes | yes | – | – |
//! | colours in the line that is typed | yes | yes | no | – | – |
//! | completion of keywords and terms of the schema | yes | yes | yes | – | – |
//! | completion of values in the data (names, blind to case and accents) | yes | no | no | – | – |
//! | Ctrl-C stops the query and never leaves | yes | yes | yes | ends the process | ends the process |
//! | pager, `.once`/`\g` into a file, `$EDITOR` | yes | yes | yes | no | no |
//! | saved queries with typed values | `.save`, `.run` | prepared statements | `:'var'`, prepared statements | no | `ParameterizedSparqlString` of the library |
//! | asks again when data change | `.watch` | no | `\watch`, by time | no | no |
//! | how a query is carried out | `.plan` | `EXPLAIN ANALYZE` | `EXPLAIN ANALYZE` | `--explain` | `--explain` |
//! | several statements at once, transactions, users | no | yes | yes | no | transactions |
//! | questions in plain words, quotation in its paragraph | yes | – | – | – | – |

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
