//! Asks the graph: SPARQL on a worker thread with a time limit, named questions, and names as people write them.

mod token;

mod problem;

mod star;

mod statement;

mod run;

mod plan;

mod question;

mod newest;

mod listed;

mod summed;

mod opposed;

mod reports;

mod excerpt;

pub mod facts;

pub mod link;

pub mod quotation;

pub mod role;

mod filter;

pub mod names;

pub mod alike;

pub mod homonyms;

pub mod complete;

pub mod find;

pub use filter::Filter;
pub use newest::{Newest, Wanted, newest};
pub use plan::plan;
pub use question::{Parameter, ParameterKind, QUESTIONS, Question, bind};
pub use run::{Answer, Interrupt, Limits, Row, Rows, Table, Triples, rows, rows_of, run};
pub use statement::{Dialect, Parsed, Statement, parse};
pub use summed::{counted, summed};
pub use token::{Token, TokenKind, tokens};
