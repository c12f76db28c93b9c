//! Facts as lines of N-Quads: written in one form, and read back in that form many times faster than any line may be.

use super::quads::DAMAGED;
use crate::error::{Error, Result};
use memchr::{memchr, memchr3};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use std::io::Write;

/// The triples as lines of N-Quads in the default graph.
pub fn lines(triples: &[Triple]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(triples.len() * 128);
    for triple in triples {
        // Most terms are IRIs, which stand there as they are; writing the others to memory cannot fail.
        match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => iri(&mut bytes, node),
            NamedOrBlankNode::BlankNode(node) => drop(write!(bytes, "{node}")),
        }
        bytes.push(b' ');
        iri(&mut bytes, &triple.predicate);
        bytes.push(b' ');
        match &triple.object {
            Term::NamedNode(node) => iri(&mut bytes, node),
            other => drop(write!(bytes, "{other}")),
        }
        bytes.extend_from_slice(b" .\n");
    }
    bytes
}

fn iri(bytes: &mut Vec<u8>, node: &NamedNode) {
    bytes.push(b'<');
    bytes.extend_from_slice(node.as_str().as_bytes());
    bytes.push(b'>');
}

/// The triples of lines, whatever graph they stand in.
pub(super) fn parse(lines: &[u8]) -> Result<Vec<Triple>> {
    quads(lines).map(|quad| quad.map(Triple::from)).collect()
}

/// The quads of lines.
pub(super) fn quads(lines: &[u8]) -> impl Iterator<Item = Result<Quad>> {
    lines.split_inclusive(|byte| *byte == b'\n').filter_map(|line| match fact(line) {
        Some(triple) => Some(Ok(triple.in_graph(GraphName::DefaultGraph))),
        // A comment or an empty line has none.
        None => RdfParser::from_format(RdfFormat::NQuads).for_slice(line).next().map(|quad| quad.map_err(syntax)),
    })
}

fn syntax(error: oxigraph::io::RdfSyntaxError) -> Error {
    Error::store(format!("a fact in the store cannot be read: {error}")).hint(DAMAGED).with_source(error)
}

/// The triple of a line in the form of [`lines`]; none for every other line, which may be right all the same. Its IRIs were
/// checked when they were minted: here only the characters are, by N-Triples' own rule for them.
fn fact(line: &[u8]) -> Option<Triple> {
    let line = std::str::from_utf8(line).ok()?;
    let (subject, rest) = node(line)?;
    let (predicate, rest) = node(rest.strip_prefix(' ')?)?;
    let (object, rest) = object(rest.strip_prefix(' ')?)?;
    (rest == " .\n").then(|| Triple { subject: subject.into(), predicate, object })
}

/// The characters that an IRI may have, by N-Triples' rule; what is behind ASCII may stand in any.
const OF_IRIS: [bool; 256] = {
    let mut of_iris = [true; 256];
    let mut byte = 0;
    while byte <= 0x20 {
        of_iris[byte] = false;
        byte += 1;
    }
    let others = b"<>\"{}|^`\\";
    let mut other = 0;
    while other < others.len() {
        of_iris[others[other] as usize] = false;
        other += 1;
    }
    of_iris
};

/// The IRI at the start of a text, and what follows it.
fn node(text: &str) -> Option<(NamedNode, &str)> {
    let text = text.strip_prefix('<')?;
    let end = text.bytes().position(|byte| !OF_IRIS[usize::from(byte)])?;
    let (iri, rest) = text.split_at_checked(end)?;
    let rest = rest.strip_prefix('>')?;
    let scheme = iri.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')))?;
    let has_scheme =
        iri.as_bytes().get(scheme) == Some(&b':') && iri.starts_with(|first: char| first.is_ascii_alphabetic());
    has_scheme.then(|| (NamedNodeRef::new_unchecked(iri).into_owned(), rest))
}

/// The IRI or literal at the start of a text, and what follows it.
fn object(text: &str) -> Option<(Term, &str)> {
    let Some(text) = text.strip_prefix('"') else {
        return node(text).map(|(node, rest)| (node.into(), rest));
    };
    let (value, rest) = quoted(text)?;
    if let Some(datatype) = rest.strip_prefix("^^") {
        let (datatype, rest) = node(datatype)?;
        return Some((Literal::new_typed_literal(value, datatype).into(), rest));
    }
    if let Some(rest) = rest.strip_prefix('@') {
        let (language, rest) = rest.split_at_checked(memchr(b' ', rest.as_bytes())?)?;
        return Some((Literal::new_language_tagged_literal(value, language).ok()?.into(), rest));
    }
    Some((Literal::new_simple_literal(value).into(), rest))
}

/// The characters up to the closing quotation mark, and what follows that.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_at_checked(memchr3(b'"', b'\\', b'\r', rest.as_bytes())?)?;
        value.push_str(before);
        if let Some(after) = after.strip_prefix('"') {
            return Some((value, after));
        }
        // A carriage return has to be escaped.
        let mut characters = after.strip_prefix('\\')?.chars();
        value.push(match characters.next()? {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            mark @ ('"' | '\\') => mark,
            _ => return None,
        });
        rest = characters.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::super::bulk::tests::{node, triple};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_n_quads() {
        let text = Triple::new(node("a"), node("p"), Literal::new_simple_literal("\"Ö\"\n"));
        let lines = String::from_utf8(lines(&[text.clone(), triple("a", "p", "x")])).expect("UTF-8");
        assert_eq!(lines, format!("{text} .\n{} .\n", triple("a", "p", "x")));
    }

    #[test]
    fn lines_in_another_form_are_read_too_and_wrong_ones_are_told() {
        let others = "# a comment\n\n<x:a>  <x:b>\t\"\\u0041\" .\n_:b <x:p> \"t\"@en <x:g> .\n<x:a> <x:b> <x:c> .";
        let read: Vec<String> = quads(others.as_bytes()).map(|quad| quad.expect("a quad").to_string()).collect();
        assert_eq!(read[0], "<x:a> <x:b> \"A\"");
        assert!(
            read[1].ends_with("<x:p> \"t\"@en <x:g>") && read[2] == "<x:a> <x:b> <x:c>" && read.len() == 3,
            "{read:?}"
        );
        for wrong in [
            "<x:a> <x:b> .\n",
            "<a> <x:b> <x:c> .\n",
            "<x:a> <x:b> \"c .\n",
            "<x:a b> <x:b> <x:c> .\n",
            "<x:a> <x:b> \"\r\" .\n",
            "\u{0}\n",
        ] {
            assert!(parse(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
        assert!(parse(b"<x:a> <x:b> \"\xff\" .\n").is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in "\\PC*|[\\x00-\\x7f]*", kind in 0..4usize) {
            let literal = match kind {
                0 => Literal::new_simple_literal(&value),
                1 => Literal::new_typed_literal(&value, node("type")),
                2 => Literal::new_language_tagged_literal_unchecked(&value, "en-gb"),
                _ => Literal::from(7),
            };
            let triples = [Triple::new(node("a"), node("p"), literal), triple("a", "p", "x")];
            let lines = lines(&triples);
            prop_assert_eq!(parse(&lines).expect("what was written"), &triples);
            let plain = RdfParser::from_format(RdfFormat::NQuads).for_slice(&lines);
            let plain: Vec<Triple> = plain.map(|quad| Triple::from(quad.expect("N-Quads"))).collect();
            prop_assert_eq!(plain, triples);
        }

        /// Whatever stands in a line, it is read as Oxigraph's own parser does.
        #[test]
        fn a_line_is_read_as_by_the_parser(line in "<x:[a-c\"<>\\\\ ]{0,3}> <x:p>[ \\t]{1,2}(<x:[a ]>|\"[a\"\\\\nt\\r]{0,4}\"(@en|\\^\\^<x:d>)?) ?\\.?") {
            let line = format!("{line}\n");
            let own = parse(line.as_bytes());
            let plain: std::result::Result<Vec<Quad>, _> =
                RdfParser::from_format(RdfFormat::NQuads).for_slice(line.as_bytes()).collect();
            prop_assert_eq!(own.ok(), plain.ok().map(|quads| quads.into_iter().map(Triple::from).collect::<Vec<_>>()));
        }
    }
}
