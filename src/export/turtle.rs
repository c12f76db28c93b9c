//! Writes Turtle to read: prefixes first, one block a subject, its class first, numbers and truth values bare.

use crate::query::Dialect;
use crate::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::io::{self, Write};

/// Writes the declarations of the prefixes that `triples` need; of all when none are given.
pub fn prefixes(out: &mut dyn Write, triples: &[Triple], dialect: &Dialect) -> io::Result<()> {
    for (prefix, iri) in dialect.prefixes() {
        if triples.is_empty() || triples.iter().any(|triple| uses(triple, iri)) {
            writeln!(out, "@prefix {prefix}: <{iri}> .")?;
        }
    }
    Ok(())
}

fn uses(triple: &Triple, iri: &str) -> bool {
    let subject = matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if node.as_str().starts_with(iri));
    let object = match &triple.object {
        Term::NamedNode(node) => node.as_str().starts_with(iri),
        Term::Literal(literal) => literal.datatype() != xsd::STRING && literal.datatype().as_str().starts_with(iri),
        Term::BlankNode(_) => false,
    };
    subject || object || (triple.predicate.as_ref() != rdf::TYPE && triple.predicate.as_str().starts_with(iri))
}

/// Writes the triples, which stand together by subject and predicate, as blocks with an empty line before each.
pub fn blocks(out: &mut dyn Write, triples: &[Triple], dialect: &Dialect) -> io::Result<()> {
    for block in triples.chunk_by(|a, b| a.subject == b.subject) {
        let Some(first) = block.first() else { continue };
        let subject = match &first.subject {
            NamedOrBlankNode::NamedNode(node) => name(node.as_ref(), dialect),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        write!(out, "\n{subject}")?;
        for (nth, line) in block.chunk_by(|a, b| a.predicate == b.predicate).enumerate() {
            let Some(first) = line.first() else { continue };
            let predicate = if first.predicate.as_ref() == rdf::TYPE {
                "a".to_owned()
            } else {
                name(first.predicate.as_ref(), dialect)
            };
            let objects: Vec<String> = line.iter().map(|triple| object(&triple.object, dialect)).collect();
            write!(out, "{}{predicate} {}", if nth == 0 { " " } else { " ;\n    " }, objects.join(", "))?;
        }
        writeln!(out, " .")?;
    }
    Ok(())
}

fn name(node: NamedNodeRef<'_>, dialect: &Dialect) -> String {
    dialect.shorten(node.as_str()).unwrap_or_else(|| node.to_string())
}

fn object(term: &Term, dialect: &Dialect) -> String {
    match term {
        Term::NamedNode(node) => name(node.as_ref(), dialect),
        Term::Literal(literal) => value(literal, dialect),
        Term::BlankNode(node) => node.to_string(),
    }
}

fn value(literal: &Literal, dialect: &Dialect) -> String {
    let (text, datatype) = (literal.value(), literal.datatype());
    if literal.language().is_some() || datatype == xsd::STRING {
        return literal.to_string();
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let bare = match text.strip_prefix('-').unwrap_or(text).split_once('.') {
        None if datatype == xsd::INTEGER => digits(text.trim_start_matches('-')),
        None => datatype == xsd::BOOLEAN && matches!(text, "true" | "false"),
        Some((whole, fraction)) => datatype == xsd::DECIMAL && digits(whole) && digits(fraction),
    };
    if bare {
        return text.to_owned();
    }
    format!("{}^^{}", Literal::new_simple_literal(text), name(datatype, dialect))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::DEFAULT_BASE;
    use oxigraph::io::{RdfFormat, RdfParser};

    const FACTS: &str = r#"
<https://dixit.example/person/ann-lee> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Person> .
<https://dixit.example/person/ann-lee> <http://schema.org/name> "Ann \"the voice\" Lee\n" .
<https://dixit.example/person/ann-lee> <http://schema.org/sameAs> <https://a.example/x(1)> .
<https://dixit.example/person/ann-lee> <http://schema.org/sameAs> <https://b.example/> .
<https://dixit.example/quotation/1-2> <https://w3id.org/dixit/ns#confidence> "0.9"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<https://dixit.example/quotation/1-2> <https://w3id.org/dixit/ns#date> "2024-05-03"^^<http://www.w3.org/2001/XMLSchema#date> .
<https://dixit.example/quotation/1-2> <https://w3id.org/dixit/ns#headline> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .
<https://dixit.example/quotation/1-2> <https://w3id.org/dixit/ns#words> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .
"#;

    fn read(text: &str, format: RdfFormat) -> Vec<Triple> {
        RdfParser::from_format(format).for_slice(text).map(|quad| Triple::from(quad.unwrap())).collect()
    }

    #[test]
    fn turtle_is_readable_and_reads_back() {
        let dialect = Dialect::new(DEFAULT_BASE);
        let triples = read(FACTS, RdfFormat::NTriples);
        let mut out = Vec::new();
        prefixes(&mut out, &triples, &dialect).unwrap();
        blocks(&mut out, &triples, &dialect).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(read(&text, RdfFormat::Turtle), triples, "{text}");
        insta::assert_snapshot!(text, @r#"
        @prefix dixit: <https://w3id.org/dixit/ns#> .
        @prefix person: <https://dixit.example/person/> .
        @prefix quote: <https://dixit.example/quotation/> .
        @prefix schema: <http://schema.org/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

        person:ann-lee a schema:Person ;
            schema:name "Ann \"the voice\" Lee\n" ;
            schema:sameAs <https://a.example/x(1)>, <https://b.example/> .

        quote:1-2 dixit:confidence 0.9 ;
            dixit:date "2024-05-03"^^xsd:date ;
            dixit:headline true ;
            dixit:words 007 .
        "#);
    }
}
