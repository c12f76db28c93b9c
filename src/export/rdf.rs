//! Writes triples in the RDF formats: sorted, each once, with the store's prefixes where the format has any.

use super::turtle;
use crate::error::{Error, Result};
use crate::query::Dialect;
use crate::vocab::rdf;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::Triple;
use std::io::Write;
use std::path::Path;

/// An RDF format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// One triple a line.
    NTriples,
    /// One quad a line; dixit's facts stand in the default graph.
    NQuads,
    /// With prefixes, grouped by subject: the one to read.
    Turtle,
    /// XML.
    RdfXml,
    /// JSON-LD, expanded.
    JsonLd,
}

/// Writes `triples`, sorted by subject with the class first, each once, and returns how many there were.
pub fn triples(out: &mut dyn Write, mut triples: Vec<Triple>, format: GraphFormat, dialect: &Dialect) -> Result<u64> {
    let failed = |source| Error::io("write", Path::new("the graph"), source);
    sort(&mut triples);
    let count = triples.len() as u64;
    let serialized = match format {
        GraphFormat::Turtle => {
            return turtle::prefixes(out, &triples, dialect)
                .and_then(|()| turtle::blocks(out, &triples, dialect))
                .map(|()| count)
                .map_err(failed);
        }
        GraphFormat::NTriples => RdfFormat::NTriples,
        GraphFormat::NQuads => RdfFormat::NQuads,
        GraphFormat::RdfXml => RdfFormat::RdfXml,
        GraphFormat::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
    };
    let mut serializer = RdfSerializer::from_format(serialized);
    if format == GraphFormat::RdfXml {
        for (prefix, iri) in dialect.prefixes() {
            serializer = serializer
                .with_prefix(*prefix, iri)
                .map_err(|error| Error::store(format!("{iri} under the prefix {prefix}: is no IRI: {error}")))?;
        }
    }
    let mut serializer = serializer.for_writer(&mut *out);
    for triple in &triples {
        serializer.serialize_triple(triple).map_err(failed)?;
    }
    serializer.finish().map_err(failed)?;
    if matches!(format, GraphFormat::RdfXml | GraphFormat::JsonLd) {
        writeln!(out).map_err(failed)?;
    }
    Ok(count)
}

/// Sorts by subject, the class first, and leaves each triple once.
pub fn sort(triples: &mut Vec<Triple>) {
    triples.sort_by_cached_key(|triple| {
        let class_first = triple.predicate.as_ref() != rdf::TYPE;
        (triple.subject.to_string(), class_first, triple.predicate.to_string(), triple.object.to_string())
    });
    triples.dedup();
}
