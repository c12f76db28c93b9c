//! Writes triples in the RDF formats: sorted, each once, with the store's prefixes where the format has any.

use crate::error::{Error, Result};
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

impl GraphFormat {
    fn of(self) -> RdfFormat {
        match self {
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::Turtle => RdfFormat::Turtle,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        }
    }
}

/// Writes `triples`, sorted by subject with the class first, each once, and returns how many there were.
pub fn triples(
    out: &mut dyn Write,
    mut triples: Vec<Triple>,
    format: GraphFormat,
    prefixes: &[(&'static str, String)],
) -> Result<u64> {
    let failed = |source| Error::io("write", Path::new("the graph"), source);
    triples.sort_by_cached_key(|triple| {
        let class_first = triple.predicate.as_ref() != rdf::TYPE;
        (triple.subject.to_string(), class_first, triple.predicate.to_string(), triple.object.to_string())
    });
    triples.dedup();
    let mut serializer = RdfSerializer::from_format(format.of());
    if matches!(format, GraphFormat::Turtle | GraphFormat::RdfXml) {
        for (prefix, iri) in prefixes {
            serializer = serializer
                .with_prefix(*prefix, iri)
                .map_err(|error| Error::store(format!("{iri} under the prefix {prefix}: is no IRI: {error}")))?;
        }
    }
    let mut serializer = serializer.for_writer(out);
    let mut count = 0;
    for triple in &triples {
        serializer.serialize_triple(triple).map_err(failed)?;
        count += 1;
    }
    serializer.finish().map_err(failed)?;
    Ok(count)
}
