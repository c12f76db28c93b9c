//! One self-contained web page that shows the network: search, filters, and the quotations of a link in their context.
//!
//! It needs no network and its policy allows none. All data stands as JSON in a script element that is never run; the
//! page's own script puts it in as text.

mod layout;

use super::attributes::reviewed;
use crate::analyze::{Network, Proof, Relation};
use crate::error::{Error, Result};
use crate::query::quotation::{Evidence, Named, Source};
use crate::store::Store;
use crate::text::CodePoints;
use oxigraph::model::NamedNode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

const STYLE: &str = include_str!("page.css");
const BODY: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");

/// Characters of the article that are shown before and after the words.
const AROUND: usize = 240;

/// Writes the page and returns how many statements it shows; without `store` quotations stand without their context.
pub(super) fn write(out: &mut dyn Write, network: &Network, store: Option<&Store>) -> Result<u64> {
    let data = data(network, store)?;
    let failed = |source: std::io::Error| Error::io("write", Path::new("the page"), source);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE)),
        base64(&Sha256::digest(SCRIPT)),
    );
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>dixit: who spoke about whom</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{BODY}<script type=\"application/json\" id=\"data\">{}</script>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n",
        inert(&data.to_string()),
    )
    .map_err(failed)?;
    Ok(network.links.len() as u64)
}

/// JSON in which nothing can end the script element or begin a comment.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn data(network: &Network, store: Option<&Store>) -> Result<Value> {
    let mut texts = Texts { store, last: None };
    let mut places: BTreeMap<&NamedNode, usize> = BTreeMap::new();
    let mut proofs = Vec::new();
    let mut links = Vec::new();
    for link in &network.links {
        let next = proofs.len();
        let place = *places.entry(link.proof.node()).or_insert(next);
        if place == next {
            proofs.push(proof(&link.proof, &mut texts)?);
        }
        let relation = usize::from(link.relation == Relation::HoldsRole);
        links.push(json!([link.from, link.to, relation, place, link.role]));
    }
    let node = |(named, (x, y)): (&Named, (i32, i32))| json!({ "id": named.node.as_str(), "label": named.name, "kind": named.kind, "x": x, "y": y });
    let nodes: Vec<Value> = network.nodes.iter().zip(laid_out(network)).map(node).collect();
    Ok(json!({ "nodes": nodes, "links": links, "proofs": proofs }))
}

/// The place of each node: first of people and bodies, which topics do not move, as the page begins without topics.
fn laid_out(network: &Network) -> Vec<(i32, i32)> {
    let is_topic = |node: usize| network.nodes.get(node).is_some_and(|named| named.kind == "topic");
    let pairs: BTreeSet<(usize, usize)> =
        network.links.iter().map(|link| (link.from.min(link.to), link.from.max(link.to))).collect();
    let (light, pairs): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(a, b)| is_topic(*a) || is_topic(*b));
    layout::places(network.nodes.len(), &pairs, &light)
}

fn proof(proof: &Proof, texts: &mut Texts<'_>) -> Result<Value> {
    let (evidence, article, topics) = match proof {
        Proof::Quotation(quotation) => {
            let topics = quotation.about.iter().filter(|about| about.kind == "topic");
            (&quotation.evidence, &quotation.article, topics.map(|topic| topic.name.clone()).collect())
        }
        Proof::Role(role) => (&role.evidence, &role.article, Vec::new()),
    };
    let context = texts.around(article.as_ref(), evidence)?;
    let (before, exact, after) = context.unwrap_or_else(|| (String::new(), proof.text().to_owned(), String::new()));
    Ok(json!({
        "id": proof.id(),
        "text": proof.text(),
        "stance": proof.manner(),
        "date": proof.date().unwrap_or_default(),
        "outlet": proof.outlet().unwrap_or_default(),
        "article": proof.article().unwrap_or_default(),
        "link": proof.link().unwrap_or_default(),
        "confidence": proof.confidence(),
        "basis": proof.basis(),
        "rule": proof.rule(),
        "reviewed": reviewed(proof.reviewed()),
        "topics": topics,
        "before": before,
        "exact": exact,
        "after": after,
    }))
}

/// The kept texts, of which the last one read is remembered.
struct Texts<'a> {
    store: Option<&'a Store>,
    last: Option<(NamedNode, Option<String>)>,
}

impl Texts<'_> {
    /// The words from the first to the last evidence, with what stands around them; none where the text is not kept.
    fn around(&mut self, article: Option<&Source>, evidence: &[Evidence]) -> Result<Option<(String, String, String)>> {
        let (Some(store), Some(article)) = (self.store, article) else { return Ok(None) };
        let (Some(first), Some(last)) = (evidence.first(), evidence.last()) else { return Ok(None) };
        if self.last.as_ref().is_none_or(|(node, _)| *node != article.node) {
            let text = store.text_of(article.node.as_str())?.map(|(_, text)| text);
            self.last = Some((article.node.clone(), text));
        }
        let Some((_, Some(text))) = &self.last else { return Ok(None) };
        let points = CodePoints::new(text);
        let start = points.byte_span(text, first.place).start();
        let end = points.byte_span(text, last.place).end();
        let (Some(before), Some(exact), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..))
        else {
            return Ok(None);
        };
        let from = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
        let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
        // A cut leaves no half word.
        let before = before.get(from..).unwrap_or_default();
        let before = if from == 0 {
            before.to_owned()
        } else {
            format!("… {}", before.split_once(' ').map_or("", |(_, b)| b))
        };
        let cut = after.get(..to).unwrap_or_default();
        let cut = if to == after.len() {
            cut.to_owned()
        } else {
            format!("{} …", cut.rsplit_once(' ').map_or("", |(a, _)| a))
        };
        Ok(Some((before, exact.to_owned(), cut)))
    }
}

/// Base 64 (RFC 4648), as content security policies want it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default()));
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let digit = DIGITS.get(digit as usize).copied().map_or('=', char::from);
            encoded.push(if place <= chunk.len() { digit } else { '=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (plain, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn data_cannot_end_its_script() {
        let hostile = json!({ "label": "</script><img src=x onerror=alert(1)><!-- \u{2028}" }).to_string();
        let inert = inert(&hostile);
        assert!(!inert.contains('<') && !inert.contains('\u{2028}'), "{inert}");
        assert_eq!(serde_json::from_str::<Value>(&inert).unwrap(), serde_json::from_str::<Value>(&hostile).unwrap());
    }

    #[test]
    fn the_script_puts_nothing_in_as_markup() {
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "import("] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
        assert!(!SCRIPT.contains("</") && !STYLE.contains("</"));
    }
}
