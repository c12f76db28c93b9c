//! `dixit export`: the store's facts as tables, RDF and networks for other programs, and as a page to look at.

use super::shared::{StoreArg, TimeArg};
use crate::console::{SelectionArgs, Ui, counted, meant, seconds};
use crate::error::{Error, Result};
use crate::export::{self, Ego, Form, Job};
use crate::query::facts::Facts;
use crate::query::{self, Dialect, Statement};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Write the store's facts for other programs: tables, RDF, networks, a page, a dossier.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit export --format csv -o quotations.csv                  one row for each quotation and speaker
  dixit export -o about.csv                                    one row for each quotation and what it is about
  dixit export -o news.ttl                                     the whole graph, to read
  dixit export -o sure.csv --since 2024-01-01 --min-confidence 0.8 --spreadsheet-safe
  dixit export -o network.html                                 a page to search and click through
  dixit export -o news.gexf --ego \"Ann Lee\" --depth 2          for Gephi: who is within two steps of her
  dixit export -o ann-lee.md --ego \"Ann Lee\"                   her dossier in Markdown
  dixit export -o answer.csv --query 'SELECT ?p ?c { ?p dixit:said ?c }'

The output is sorted: the same store gives the same bytes. A file is written whole or not at all. In a network each
statement is an edge with its proof; hearsay and what was not said are no edges. The tables and RDF hold both, marked.")]
pub struct Args {
    #[command(flatten)]
    store: StoreArg,

    /// What to write; told by the ending of the output file when not given.
    #[arg(long, value_enum)]
    format: Option<Form>,

    /// The file to write; standard output when not given, or for -.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    selection: SelectionArgs,

    /// Only the network around this person, organisation or topic: what it says, what is said about it, and what links
    /// those near it.
    #[arg(long, value_name = "NAME")]
    ego: Option<String>,

    /// How many links from the middle of --ego.
    #[arg(long, value_name = "STEPS", default_value_t = 1, requires = "ego")]
    depth: usize,

    /// Put an apostrophe before cells that a spreadsheet would take for formulas.
    #[arg(long)]
    spreadsheet_safe: bool,

    /// Write the answer of this SPARQL query instead: SELECT as csv, tsv, srj or srx, CONSTRUCT and DESCRIBE as RDF.
    #[arg(long, value_name = "SPARQL", conflicts_with_all = ["ego", "by", "about", "since", "until", "outlet", "min_confidence"])]
    query: Option<String>,

    #[command(flatten)]
    time: TimeArg,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let begun = Instant::now();
    let form = Form::choose(args.format, file(args))?;
    let store = args.store.open(ui)?;
    let dialect = Dialect::new(&store.manifest().base);
    let count = if let Some(text) = &args.query {
        let parsed = query::parse(text, &dialect)?;
        parsed.notes.iter().for_each(|note| ui.note(&format!("note: {note}")));
        let Statement::Query(query) = parsed.statement else {
            return Err(
                Error::usage("an update has no answer to export").hint("dixit query --update changes the store")
            );
        };
        let answer = query::run(store.graph(), *query, &args.time.limits(ui)?)?;
        to(args, ui, |out| export::write_answer(out, form, answer, &dialect, args.spreadsheet_safe))?
    } else {
        let facts = Facts::new(store.graph());
        let filter = args.selection.resolve(&facts, &dialect, ui)?;
        let ego = match &args.ego {
            Some(name) => Some(Ego { centers: meant(&facts, &dialect, ui, name, &[])?, depth: args.depth }),
            None => None,
        };
        let job = Job {
            store: &store,
            facts: &facts,
            dialect: &dialect,
            filter,
            ego,
            spreadsheet_safe: args.spreadsheet_safe,
        };
        to(args, ui, |out| export::write(out, form, &job))?
    };
    ui.finish()?;
    let place = file(args).map_or("standard output".to_owned(), |path| path.display().to_string());
    ui.note(&format!("{} to {place} in {}", counted(count, form.unit()), seconds(begun.elapsed())));
    Ok(())
}

/// The file that is asked for; none where that is standard output.
fn file(args: &Args) -> Option<&Path> {
    args.output.as_deref().filter(|path| path.as_os_str() != "-")
}

/// Writes to the file that is asked for, or to standard output.
fn to(args: &Args, ui: &mut Ui, write: impl FnOnce(&mut dyn Write) -> Result<u64>) -> Result<u64> {
    match file(args) {
        Some(path) => export::to_file(path, write),
        None => write(ui.out()),
    }
}
