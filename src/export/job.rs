//! One export: what of which store in which format, and the one function that writes any of them.

use super::sheet::Style;
use super::sheets::{Reader, edge_rows, node_rows};
use super::{
    Form, GraphFormat, TableFormat, cytoscape, dossier, dot, follow_the_money, gexf, graphml, page, rdf, result, rows,
    select, sheet, turtle,
};
use crate::analyze::{Network, Scope, distances};
use crate::error::{Error, Result};
use crate::query::facts::Facts;
use crate::query::quotation::{self, Named, Quotation};
use crate::query::role::{self, RoleMention};
use crate::query::{Answer, Dialect, Filter, Rows, Table};
use crate::store::Store;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

/// What is exported.
pub struct Job<'a> {
    /// The store, for the texts around quotations.
    pub store: &'a Store,
    /// Its facts.
    pub facts: &'a Facts<'a>,
    /// Its prefixes.
    pub dialect: &'a Dialect,
    /// Which facts.
    pub filter: Filter,
    /// Whose network alone.
    pub ego: Option<Ego>,
    /// Whether cells that a spreadsheet would take for formulas are disarmed.
    pub spreadsheet_safe: bool,
}

/// The network around somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Ego {
    /// In the middle: one, who may have several nodes.
    pub centers: Vec<Named>,
    /// How many links away.
    pub depth: usize,
}

impl Ego {
    fn nodes(&self) -> Vec<NamedNode> {
        self.centers.iter().map(|named| named.node.clone()).collect()
    }

    /// Who is near enough.
    fn near(&self, network: &Network) -> BTreeSet<usize> {
        let found = distances(network, &network.places(&self.nodes()), self.depth);
        found.iter().enumerate().filter(|(_, distance)| distance.is_some()).map(|(node, _)| node).collect()
    }
}

/// Writes the export and returns how many rows, triples or statements it has. The same facts give the same bytes.
///
/// # Errors
/// What writing returns; a dossier of nobody; a format that needs a query.
pub fn write(out: &mut dyn Write, form: Form, job: &Job<'_>) -> Result<u64> {
    let (facts, dialect) = (job.facts, job.dialect);
    let filter = &job.narrowed()?;
    let style = |delimiter| Style::Separated { delimiter, spreadsheet_safe: job.spreadsheet_safe };
    let failed = |source: io::Error| Error::io("write", Path::new("the export"), source);
    let drawn = |out: &mut dyn Write, draw: fn(&mut dyn Write, &Network) -> io::Result<()>| -> Result<u64> {
        let network = job.network(filter)?;
        draw(out, &network).map_err(failed)?;
        Ok(network.links.len() as u64)
    };
    match form {
        Form::Csv => rows::quotation_speakers(out, style(b','), facts, filter),
        Form::Tsv => rows::quotation_speakers(out, style(b'\t'), facts, filter),
        Form::AboutCsv => rows::quotation_about(out, style(b','), facts, filter),
        Form::RolesCsv => rows::role_mentions(out, style(b','), facts, filter),
        Form::NodesCsv => node_rows(out, style(b','), &job.network(filter)?, Reader::Gephi),
        Form::EdgesCsv => edge_rows(out, style(b','), &job.network(filter)?, Reader::Gephi),
        Form::Neo4jNodes => node_rows(out, style(b','), &job.network(filter)?, Reader::Neo4j),
        Form::Neo4jEdges => edge_rows(out, style(b','), &job.network(filter)?, Reader::Neo4j),
        #[cfg(feature = "parquet")]
        Form::Parquet => rows::quotation_speakers(out, Style::Parquet, facts, filter),
        #[cfg(feature = "parquet")]
        Form::AboutParquet => rows::quotation_about(out, Style::Parquet, facts, filter),
        #[cfg(feature = "parquet")]
        Form::RolesParquet => rows::role_mentions(out, Style::Parquet, facts, filter),
        // N-Quads and TriG alone hold the named graphs too.
        Form::Nq if *filter == Filter::default() => {
            let lines = facts.graph().sorted_lines()?;
            lines.iter().try_for_each(|line| writeln!(out, "{line} .")).map_err(failed)?;
            Ok(lines.len() as u64)
        }
        Form::Trig => trig(out, job, filter),
        Form::Nq => rdf::triples(out, select::triples(facts, filter)?, GraphFormat::NQuads, dialect),
        Form::Nt => rdf::triples(out, select::triples(facts, filter)?, GraphFormat::NTriples, dialect),
        Form::Ttl => rdf::triples(out, select::triples(facts, filter)?, GraphFormat::Turtle, dialect),
        Form::Rdfxml => rdf::triples(out, select::triples(facts, filter)?, GraphFormat::RdfXml, dialect),
        Form::Jsonld => rdf::triples(out, select::triples(facts, filter)?, GraphFormat::JsonLd, dialect),
        Form::Graphml => drawn(out, graphml::write),
        Form::Gexf => drawn(out, gexf::write),
        Form::Dot => drawn(out, dot::write),
        Form::Cyjs => drawn(out, cytoscape::write),
        Form::Html => page::write(out, &job.network(filter)?, Some(job.store)),
        Form::Md => {
            let centers = job.ego.as_ref().map(|ego| ego.centers.as_slice()).unwrap_or_default();
            dossier::write(out, facts, filter, centers)
        }
        Form::Ftm => follow_the_money::write(out, facts, filter),
        Form::Srj | Form::Srx => Err(Error::usage("this format is for the answer of a query")
            .hint("dixit export --query 'SELECT …' -o answer.srj")),
    }
}

/// Writes the answer of a query: a table as CSV, TSV, SPARQL Results JSON or XML, a graph as RDF.
///
/// # Errors
/// What the query or writing returns; a format that does not fit the answer.
pub fn write_answer(out: &mut dyn Write, form: Form, answer: Answer, dialect: &Dialect, safe: bool) -> Result<u64> {
    match answer {
        Answer::Table(found) => {
            let format = match form {
                Form::Csv => TableFormat::Csv,
                Form::Tsv => TableFormat::Tsv,
                Form::Srj => TableFormat::Json,
                Form::Srx => TableFormat::Xml,
                _ => return Err(Error::usage("a table is written as csv, tsv, srj or srx")),
            };
            result::table(out, if safe && format == TableFormat::Csv { disarmed(found)? } else { found }, format)
        }
        Answer::Graph(found) => {
            let format = match form {
                Form::Nq => GraphFormat::NQuads,
                Form::Nt => GraphFormat::NTriples,
                Form::Ttl | Form::Trig => GraphFormat::Turtle,
                Form::Rdfxml => GraphFormat::RdfXml,
                Form::Jsonld => GraphFormat::JsonLd,
                _ => return Err(Error::usage("a graph is written as nq, trig, nt, ttl, rdfxml or jsonld")),
            };
            rdf::triples(out, found.collect::<Result<Vec<_>>>()?, format, dialect)
        }
        Answer::Boolean(_) => Err(Error::usage("an ASK has nothing to export").hint("dixit query shows its answer")),
    }
}

/// The table with formulas in its texts disarmed.
fn disarmed(table: Table) -> Result<Table> {
    let cell = |term: Option<Term>| match term {
        Some(Term::Literal(literal)) => Some(Literal::new_simple_literal(sheet::safe(literal.value())).into()),
        other => other,
    };
    let rows: Vec<_> = table.rows.map(|row| Ok(row?.into_iter().map(cell).collect())).collect::<Result<_>>()?;
    Ok(Table { columns: table.columns, rows: Rows::of(rows) })
}

impl Job<'_> {
    /// The filter; with an ego, narrowed to what its middle says, what is said about it, and what links those near it.
    fn narrowed(&self) -> Result<Filter> {
        let Some(ego) = &self.ego else { return Ok(self.filter.clone()) };
        let network = Network::read(self.facts, &self.filter, Scope::ALL)?;
        let network = network.among(&ego.near(&network));
        let mut only: BTreeSet<NamedNode> = network.links.iter().map(|link| link.proof.node().clone()).collect();
        let is_center = |named: &Named| ego.centers.iter().any(|center| center.node == named.node);
        for node in quotation::all(self.facts)? {
            let found = Quotation::read(self.facts, node.as_ref())?.filter(|q| self.filter.keeps(q));
            if found.is_some_and(|q| q.speakers.iter().any(is_center) || q.about.iter().any(is_center)) {
                only.insert(node);
            }
        }
        for node in role::all(self.facts)? {
            let found = RoleMention::read(self.facts, node.as_ref())?.filter(|role| self.filter.keeps_role(role));
            if found.is_some_and(|role| is_center(&role.person) || role.organization.as_ref().is_some_and(is_center)) {
                only.insert(node);
            }
        }
        Ok(Filter { only: Some(only), ..self.filter.clone() })
    }

    /// The network of what the narrowed filter keeps.
    fn network(&self, filter: &Filter) -> Result<Network> {
        let network = Network::read(self.facts, filter, Scope::ALL)?;
        Ok(match &self.ego {
            Some(ego) => network.among(&ego.near(&network)),
            None => network,
        })
    }
}

/// Writes the default graph as Turtle, then each named graph in a block; with a filter, the default graph alone.
fn trig(out: &mut dyn Write, job: &Job<'_>, filter: &Filter) -> Result<u64> {
    let failed = |source: io::Error| Error::io("write", Path::new("the graph"), source);
    let mut triples = select::triples(job.facts, filter)?;
    rdf::sort(&mut triples);
    let mut named: BTreeMap<String, Vec<Triple>> = BTreeMap::new();
    if *filter == Filter::default() {
        for quad in job.facts.graph().quads() {
            let quad: Quad = quad?;
            if quad.graph_name != GraphName::DefaultGraph {
                named.entry(quad.graph_name.to_string()).or_default().push(quad.into());
            }
        }
    }
    let all: Vec<Triple> = triples.iter().chain(named.values().flatten()).cloned().collect();
    turtle::prefixes(out, &all, job.dialect).map_err(failed)?;
    turtle::blocks(out, &triples, job.dialect).map_err(failed)?;
    let mut count = triples.len();
    for (graph, mut triples) in named {
        rdf::sort(&mut triples);
        count += triples.len();
        write!(out, "\n{graph} {{").map_err(failed)?;
        turtle::blocks(out, &triples, job.dialect).map_err(failed)?;
        writeln!(out, "}}").map_err(failed)?;
    }
    Ok(count as u64)
}
