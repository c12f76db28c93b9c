//! The table of export formats, and the one function that writes any of them.

use super::{GraphFormat, quotation_about, quotation_speakers, select, triples};
use crate::error::{Error, Result};
use crate::query::facts::Facts;
use crate::query::{Dialect, Filter};
use std::io::Write;
use std::path::Path;

/// What an export writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// CSV: one row for each quotation and speaker.
    Csv,
    /// CSV: one row for each quotation and what it is about.
    AboutCsv,
    /// N-Quads: the whole graph, one fact a line.
    #[value(alias = "nquads")]
    Nq,
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
}

/// The endings of file names that stand for a format.
const ENDINGS: &[(&str, Form)] = &[
    ("about.csv", Form::AboutCsv),
    (".csv", Form::Csv),
    (".nq", Form::Nq),
    (".nt", Form::Nt),
    (".ttl", Form::Ttl),
    (".rdf", Form::Rdfxml),
    (".xml", Form::Rdfxml),
    (".jsonld", Form::Jsonld),
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
            let endings: Vec<&str> = ENDINGS.iter().map(|(ending, _)| *ending).collect();
            let what =
                if name.is_empty() { "no format given".to_owned() } else { format!("{name} has no known ending") };
            Error::usage(what).hint(format!("--format csv, or a file that ends in {}", endings.join(", ")))
        })
    }

    /// What it counts.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Csv | Self::AboutCsv => "row",
            Self::Nq | Self::Nt | Self::Ttl | Self::Rdfxml | Self::Jsonld => "triple",
        }
    }

    fn graph_format(self) -> Option<GraphFormat> {
        match self {
            Self::Csv | Self::AboutCsv => None,
            Self::Nq => Some(GraphFormat::NQuads),
            Self::Nt => Some(GraphFormat::NTriples),
            Self::Ttl => Some(GraphFormat::Turtle),
            Self::Rdfxml => Some(GraphFormat::RdfXml),
            Self::Jsonld => Some(GraphFormat::JsonLd),
        }
    }
}

/// Writes the facts that the filter keeps and returns the number of rows or triples. The same facts give the same
/// bytes.
pub fn write(out: &mut dyn Write, form: Form, facts: &Facts<'_>, dialect: &Dialect, filter: &Filter) -> Result<u64> {
    match (form, form.graph_format()) {
        // N-Quads alone hold the named graphs too.
        (Form::Nq, _) if *filter == Filter::default() => {
            let lines = facts.graph().sorted_lines()?;
            let failed = |source| Error::io("write", Path::new("the graph"), source);
            lines.iter().try_for_each(|line| writeln!(out, "{line} .")).map_err(failed)?;
            Ok(lines.len() as u64)
        }
        (_, Some(format)) => triples(out, select::triples(facts, filter)?, format, dialect),
        (Form::AboutCsv, None) => quotation_about(out, facts, filter),
        (_, None) => quotation_speakers(out, facts, filter),
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
        assert_eq!(Form::choose(Some(Form::Nt), Some(Path::new("x.csv"))).unwrap(), Form::Nt);
        assert!(Form::choose(None, None).is_err());
    }
}
