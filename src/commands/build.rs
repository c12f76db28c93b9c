//! `dixit build`: articles in, a store that can be asked out.

use super::shared::InputArgs;
use crate::console::{self, Ui};
use crate::error::{Error, Result};
use crate::store::{DEFAULT_BASE, Home, Manifest};
use std::path::PathBuf;

/// Build articles into a store, or bring a store up to date with them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit build articles/                                  a folder of text files and web pages into news.dixit
  dixit build news.csv --map text=Content --map date=Day a table with its own column names
  dixit build story.txt --date 2024-05-03 --publisher \"Harbour Gazette\"
  dixit build crawl.warc.gz feed.rss old-issues.zip      a web archive, a news feed, an archive of files
  dixit build incoming/ --watch                          new files as they come, until Ctrl-C
  zcat news.jsonl.gz | dixit build - --store wire.dixit  JSON Lines from a pipe

A second run over the same articles changes nothing; a changed article becomes a new version.")]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,

    /// The store's folder; made when there is none.
    #[arg(long, value_name = "FOLDER", default_value = "news.dixit")]
    store: PathBuf,

    /// Do not keep the articles' texts (of a new store): quotes cannot be shown in their paragraph or verified then.
    #[arg(long)]
    no_text: bool,

    /// The IRI under which the nodes of a new store are minted.
    #[arg(long, value_name = "IRI", default_value = DEFAULT_BASE)]
    base: String,

    /// Go on looking for new and changed files under the inputs, and build each when it is whole; Ctrl-C ends it.
    #[arg(long)]
    watch: bool,

    /// How often --watch looks, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, requires = "watch")]
    every: f64,

    /// Keep the graph of a new store in RocksDB, for millions of facts (in builds with that feature).
    #[arg(long)]
    rocksdb: bool,

    /// About how much memory a build into RocksDB may use for what it has still to derive, in MiB: less takes longer.
    #[arg(long, value_name = "MIB", default_value_t = 200)]
    memory: usize,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let manifest = Manifest {
        base: checked_base(&args.base)?,
        home: if args.rocksdb { Home::Rocksdb } else { Home::GraphFile },
        texts: !args.no_text,
        ..Manifest::default()
    };
    ui.heed_interrupts();
    if args.watch {
        return console::build_as_they_come(ui, &args.input, &args.store, &manifest, args.every);
    }
    console::build(ui, &args.input, &args.store, &manifest, args.memory.saturating_mul(1 << 20))
}

fn checked_base(base: &str) -> Result<String> {
    let ends_well = base.ends_with(['/', '#']);
    match oxigraph::model::NamedNode::new(base) {
        Ok(_) if ends_well => Ok(base.to_owned()),
        Ok(_) => Err(Error::usage(format!("the base {base} does not end in /")).hint(format!("--base {base}/"))),
        Err(error) => Err(Error::usage(format!("the base {base} is no IRI: {error}"))),
    }
}
