//! `dixit analyze`: who matters, who belongs together, who connects whom in the network of who speaks about whom.

use super::shared::StoreArg;
use crate::analyze::{
    Measure, Network, Scope, Weights, betweenness, communities, distances, graph_of, pagerank, saving, tables,
};
use crate::console::{AskArgs, Asking, Mode, SelectionArgs, Showing, Ui, connection, counted, find_in, footer, show};
use crate::error::Result;
use crate::query::facts::Facts;
use crate::query::{Answer, Dialect, Limits, Rows, Table};
use crate::store::{Store, Writer};
use std::time::Instant;

/// Analyze who speaks about whom: who matters, who belongs together, who connects whom.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dixit analyze rank --limit 10                        whom those speak about who are spoken about themselves
  dixit analyze communities                            groups that speak about each other more than about others
  dixit analyze bridges --since 2024-01-01             who stands between the groups
  dixit analyze path \"Ann Lee\" \"Port Authority\"        how the two are connected, with the quotes
  dixit analyze ego \"Ann Lee\" --depth 2 --format csv   who is within two steps of her
  dixit analyze rank --save                            keep the ranks in a named graph of the store

A link is one statement in the speaker's own words: hearsay, what was not said and what only might be said are left out.
Unnamed sources and topics are no nodes unless --unnamed and --topics say so.")]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

/// What to find out.
#[derive(Debug, clap::Subcommand)]
enum What {
    /// Everybody by PageRank, with how many they speak about and are spoken about by.
    Rank(Measured),
    /// Groups that speak about each other more than about others (Louvain).
    Communities {
        #[command(flatten)]
        measured: Measured,
        /// One row for each member instead of each group.
        #[arg(long)]
        members: bool,
    },
    /// Who connects others: by betweenness, and whether the network falls apart without them.
    Bridges(Measured),
    /// How two are connected, with the statements on each link.
    Path {
        /// The two: names in quotation marks, or with "and" between them.
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Who is within some steps of a person, organisation or topic.
    Ego {
        /// Whose network.
        #[arg(value_name = "NAME", required = true)]
        name: Vec<String>,
        /// How many steps.
        #[arg(long, value_name = "STEPS", default_value_t = 1)]
        depth: usize,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, clap::Args)]
struct Measured {
    #[command(flatten)]
    common: Common,

    /// Keep what was found in a named graph of the store, in place of what was found before.
    #[arg(long)]
    save: bool,
}

#[derive(Debug, clap::Args)]
struct Common {
    #[command(flatten)]
    store: StoreArg,

    #[command(flatten)]
    selection: SelectionArgs,

    /// Topics are nodes too.
    #[arg(long)]
    topics: bool,

    /// Unnamed sources are nodes too.
    #[arg(long)]
    unnamed: bool,

    /// Roles link people to their organisations too; paths always take them.
    #[arg(long)]
    roles: bool,

    /// At most this many rows; for a path this many statements a step.
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,

    /// How to write the answer.
    #[arg(long, value_enum, default_value_t)]
    format: Mode,
}

/// A store that is open, with what reading it needs.
struct Opened<'a> {
    common: &'a Common,
    store: Store,
    dialect: Dialect,
    begun: Instant,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    match &args.what {
        What::Rank(measured) => {
            let (opened, network) = read(&measured.common, ui)?;
            opened.show(ui, tables::ranks(&network))?;
            let ranks = pagerank(&Weights::directed(&network));
            opened.save(ui, measured.save, &network, Measure::Rank(&ranks))
        }
        What::Communities { measured, members } => {
            let (opened, network) = read(&measured.common, ui)?;
            let found = communities(&Weights::undirected(&network));
            opened.show(
                ui,
                if *members { tables::members(&network, &found) } else { tables::groups(&network, &found) },
            )?;
            ui.note(&format!("modularity {:.3}", found.modularity));
            opened.save(ui, measured.save, &network, Measure::Communities(&found))
        }
        What::Bridges(measured) => {
            let (opened, network) = read(&measured.common, ui)?;
            opened.show(ui, tables::bridges(&network))?;
            if !measured.save {
                return Ok(());
            }
            let between = betweenness(&Weights::undirected(&network));
            opened.save(ui, measured.save, &network, Measure::Bridges(&between))
        }
        What::Path { names, common } => {
            let opened = Opened::new(common, ui)?;
            let (what, selection) = (names.clone(), common.selection.clone());
            let args = AskArgs { what, selection, limit: common.limit, ..AskArgs::default() };
            let limits = Limits::default();
            let facts = Facts::new(opened.store.graph());
            let what = connection(ui, opened.asking(&facts, &limits), &args, common.topics)?;
            opened.done(ui, &what)
        }
        What::Ego { name, depth, common } => {
            let (opened, network) = read(common, ui)?;
            let facts = Facts::new(opened.store.graph());
            let limits = Limits::default();
            let centers = find_in(ui, opened.asking(&facts, &limits), &network, &name.join(" "))?;
            opened.show(ui, tables::pairs(&network, &distances(&network, &centers, *depth)))
        }
    }
}

/// Opens the store and reads the network that is asked for.
fn read<'a>(common: &'a Common, ui: &mut Ui) -> Result<(Opened<'a>, Network)> {
    let opened = Opened::new(common, ui)?;
    let facts = Facts::new(opened.store.graph());
    let filter = common.selection.resolve(&facts, &opened.dialect, ui)?;
    let scope = Scope { topics: common.topics, unnamed: common.unnamed, roles: common.roles };
    let network = Network::read(&facts, &filter, scope)?;
    Ok((opened, network))
}

impl<'a> Opened<'a> {
    fn new(common: &'a Common, ui: &mut Ui) -> Result<Self> {
        let begun = Instant::now();
        let store = common.store.open(ui)?;
        let dialect = Dialect::new(&store.manifest().base);
        Ok(Self { common, store, dialect, begun })
    }

    fn asking<'b>(&'b self, facts: &'b Facts<'b>, limits: &'b Limits) -> Asking<'b> {
        Asking { facts, dialect: &self.dialect, limits, mode: self.common.format, rows: None }
    }

    fn show(&self, ui: &mut Ui, table: Table) -> Result<()> {
        let most = self.common.limit.unwrap_or(usize::MAX);
        let rows = table.rows.take(most).collect::<Result<Vec<_>>>()?;
        let table = Table { columns: table.columns, rows: Rows::of(rows) };
        let showing = Showing { mode: self.common.format, dialect: &self.dialect, limit: None };
        let what = show(ui, Answer::Table(table), showing)?;
        self.done(ui, &what)
    }

    fn done(&self, ui: &mut Ui, what: &str) -> Result<()> {
        footer(ui, self.common.format, what, self.begun.elapsed())
    }

    fn save(self, ui: &mut Ui, wanted: bool, network: &Network, measure: Measure<'_>) -> Result<()> {
        if !wanted {
            return Ok(());
        }
        let base = self.store.manifest().base.clone();
        let (update, graph) = (saving(network, measure, &base)?, graph_of(&base, measure)?);
        drop(self.store);
        let mut writer = Writer::open(&self.common.store.store)?;
        writer.update(update)?;
        ui.note(&format!("{} saved in the named graph {graph}", counted(network.nodes.len() as u64, "node")));
        Ok(())
    }
}
