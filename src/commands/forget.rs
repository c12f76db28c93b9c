//! `dixit forget`: erases an article with everything that came from it.

use super::shared::StoreArg;
use crate::console::{Ui, counted, visible};
use crate::error::{Error, Result};
use crate::query::Dialect;
use crate::store::{Ledger, Writer};

/// The most articles that a message lists.
const LISTED: usize = 5;

/// Erase an article: its text, its facts and every trace of them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit forget article:8f3c21d0a4b5c6d7
  dixit forget https://news.example/harbour-bridge")]
pub struct Args {
    /// The article: its name in the graph, its IRI, or the address or id that it came with.
    #[arg(value_name = "ARTICLE")]
    article: String,

    #[command(flatten)]
    store: StoreArg,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let mut writer = Writer::open(&args.store.store)?;
    writer.notes().to_vec().iter().for_each(|note| ui.note(&format!("note: {note}")));
    let dialect = Dialect::new(&writer.manifest().base);
    let key = key(writer.ledger(), &dialect, &args.article)?;
    let versions = writer.forget(&key)?;
    writer.finish()?;
    ui.line(&format!("erased {} with {}", visible(&args.article), counted(versions as u64, "version")))
}

/// The key of the one article that the words name.
fn key(ledger: &Ledger, dialect: &Dialect, article: &str) -> Result<String> {
    let node = dialect.expand(article).filter(|iri| ledger.find(iri).is_some());
    let found = ledger.named(node.as_deref().unwrap_or(article));
    match found.as_slice() {
        [] => Err(Error::usage(format!("no article {article} is in the store")).hint(
            "dixit query 'SELECT ?article ?headline { ?article a schema:NewsArticle ; rdfs:label ?headline }' lists them",
        )),
        [one] => Ok(one.key.to_string()),
        several => {
            let error = Error::usage(format!("{article} names {} articles", several.len()));
            Err(several.iter().take(LISTED).fold(error, |error, entry| error.hint(entry.key.to_string())))
        }
    }
}
