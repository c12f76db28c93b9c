//! `dixit forget`: erases an article with everything that came from it.

use super::shared::StoreArg;
use crate::console::{Ui, counted};
use crate::error::{Error, Result};
use crate::query::Dialect;
use crate::store::{Ledger, Writer};

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
    let key = key(writer.ledger(), &dialect, &writer, &args.article)?;
    let versions = writer.forget(&key)?;
    writer.finish()?;
    ui.line(&format!("erased {} with {}", crate::console::visible(&args.article), counted(versions as u64, "version")))
}

/// The key under which the store knows the article.
fn key(ledger: &Ledger, dialect: &Dialect, writer: &Writer, article: &str) -> Result<String> {
    let iri = dialect.expand(article).unwrap_or_else(|| article.to_owned());
    let by_node = ledger.find(&iri).or_else(|| {
        let node = crate::query::quotation::article_named(writer.graph(), article).ok().flatten()?;
        ledger.find(node.as_str())
    });
    match by_node {
        Some(entry) => Ok(entry.key.clone()),
        None if !ledger.versions(article).is_empty() => Ok(article.to_owned()),
        None => Err(Error::usage(format!("no article {article} is in the store"))
            .hint("dixit query 'SELECT ?article ?headline ?url { ?article schema:headline ?headline OPTIONAL { ?article schema:url ?url } }' lists them")),
    }
}
