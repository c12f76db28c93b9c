//! The table of export formats: their names, the endings of their files, and what they count.

use crate::error::{Error, Result};
use std::path::Path;

/// What an export writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// CSV: one row for each quotation and speaker.
    Csv,
    /// The same as tab-separated values.
    Tsv,
    /// CSV: one row for each quotation and what it is about.
    AboutCsv,
    /// CSV: one row for each role mention.
    RolesCsv,
    /// Parquet: the same rows as csv.
    #[cfg(feature = "parquet")]
    Parquet,
    /// Parquet: the same rows as about-csv.
    #[cfg(feature = "parquet")]
    AboutParquet,
    /// Parquet: the same rows as roles-csv.
    #[cfg(feature = "parquet")]
    RolesParquet,
    /// CSV: the nodes of the network, with Gephi's headers.
    NodesCsv,
    /// CSV: the edges of the network, one for each statement, with Gephi's headers.
    EdgesCsv,
    /// CSV: the nodes for neo4j-admin database import.
    Neo4jNodes,
    /// CSV: the relationships for neo4j-admin database import.
    Neo4jEdges,
    /// N-Quads: the whole graph, one fact a line.
    #[value(alias = "nquads")]
    Nq,
    /// TriG: the whole graph with its named graphs, to read.
    Trig,
    /// N-Triples: the same without graph names.
    #[value(alias = "ntriples")]
    Nt,
    /// Turtle: with prefixes, grouped by subject, to read.
    #[value(alias = "turtle")]
    Ttl,
    /// RDF/XML.
    #[value(alias = "xml")]
    Rdfxml,
    /// JSON-LD.
    #[value(alias = "json-ld")]
    Jsonld,
    /// GraphML: the network for yEd, Gephi, igraph, NetworkX and others.
    Graphml,
    /// GEXF 1.3: the network with its days, for Gephi's timeline.
    Gexf,
    /// DOT: the network for Graphviz.
    Dot,
    /// Cytoscape JSON: the network for Cytoscape.
    Cyjs,
    /// HTML: the network as one page to search and to click through; needs no network connection.
    Html,
    /// Markdown: a dossier of the person, body or topic that --ego names.
    Md,
    /// FollowTheMoney entities, one JSON object a line.
    Ftm,
    /// SPARQL Results JSON, for a SELECT given as --query.
    Srj,
    /// SPARQL Results XML, for a SELECT given as --query.
    Srx,
}

/// The endings of file names that stand for a format; of two that fit the first counts.
const ENDINGS: &[(&str, Form)] = &[
    ("about.csv", Form::AboutCsv),
    ("roles.csv", Form::RolesCsv),
    ("neo4j-nodes.csv", Form::Neo4jNodes),
    ("neo4j-edges.csv", Form::Neo4jEdges),
    ("nodes.csv", Form::NodesCsv),
    ("edges.csv", Form::EdgesCsv),
    (".csv", Form::Csv),
    #[cfg(feature = "parquet")]
    ("about.parquet", Form::AboutParquet),
    #[cfg(feature = "parquet")]
    ("roles.parquet", Form::RolesParquet),
    #[cfg(feature = "parquet")]
    (".parquet", Form::Parquet),
    (".tsv", Form::Tsv),
    (".nq", Form::Nq),
    (".trig", Form::Trig),
    (".nt", Form::Nt),
    (".ttl", Form::Ttl),
    (".graphml", Form::Graphml),
    (".gexf", Form::Gexf),
    (".dot", Form::Dot),
    (".gv", Form::Dot),
    (".cyjs", Form::Cyjs),
    (".html", Form::Html),
    (".md", Form::Md),
    (".ftm.json", Form::Ftm),
    (".rdf", Form::Rdfxml),
    (".xml", Form::Rdfxml),
    (".jsonld", Form::Jsonld),
    (".srj", Form::Srj),
    (".srx", Form::Srx),
];

impl Form {
    /// The format that was asked for, else the one of the file's ending.
    pub fn choose(asked: Option<Self>, path: Option<&Path>) -> Result<Self> {
        if let Some(form) = asked {
            return Ok(form);
        }
        let name = path.and_then(Path::file_name).map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let by_ending = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, form)| *form);
        by_ending.ok_or_else(|| {
            if !cfg!(feature = "parquet") && name.ends_with(".parquet") {
                return Error::usage("this dixit was built without Parquet")
                    .hint("build it with --features parquet, or write .csv");
            }
            let endings: Vec<&str> = ENDINGS.iter().map(|(ending, _)| *ending).collect();
            let what =
                if name.is_empty() { "no format given".to_owned() } else { format!("{name} has no known ending") };
            Error::usage(what).hint(format!("--format csv, or a file that ends in {}", endings.join(", ")))
        })
    }

    /// What it counts.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Csv | Self::Tsv | Self::AboutCsv | Self::RolesCsv | Self::Srj | Self::Srx => "row",
            #[cfg(feature = "parquet")]
            Self::Parquet | Self::AboutParquet | Self::RolesParquet => "row",
            Self::NodesCsv | Self::Neo4jNodes => "node",
            Self::Nq | Self::Trig | Self::Nt | Self::Ttl | Self::Rdfxml | Self::Jsonld => "triple",
            Self::EdgesCsv | Self::Neo4jEdges | Self::Graphml | Self::Gexf | Self::Dot | Self::Cyjs | Self::Html => {
                "statement"
            }
            Self::Md => "quotation",
            Self::Ftm => "line",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_format_is_explained_and_has_an_ending() {
        for form in Form::value_variants() {
            let value = form.to_possible_value().unwrap();
            assert!(value.get_help().is_some(), "{form:?}");
            assert!(ENDINGS.iter().any(|(_, known)| known == form), "{form:?}");
        }
        assert_eq!(Form::choose(None, Some(Path::new("x/News-About.CSV"))).unwrap(), Form::AboutCsv);
        assert_eq!(Form::choose(None, Some(Path::new("neo4j-nodes.csv"))).unwrap(), Form::Neo4jNodes);
        assert_eq!(Form::choose(Some(Form::Nt), Some(Path::new("x.csv"))).unwrap(), Form::Nt);
        assert!(Form::choose(None, None).is_err());
    }
}
