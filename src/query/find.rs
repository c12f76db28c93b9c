//! Finds quotations by their words: blind to case and accents, whole words or beginnings of words, phrases in marks.

use super::facts::Facts;
use super::names::fold;
use crate::error::{Error, Result};
use crate::vocab::{rdf, schema};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};

/// What is looked for: every one of these stands in the words of a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Folded, each with a blank before it, and one behind it unless it is the beginning of a word.
    parts: Vec<String>,
}

impl Words {
    /// Reads words and phrases; one that ends in `*` is the beginning of a word.
    ///
    /// # Errors
    /// Nothing to look for is left when marks and punctuation are taken away.
    pub fn read<S: AsRef<str>>(words: &[S]) -> Result<Self> {
        let part = |word: &S| {
            let folded = fold(word.as_ref());
            let end = if word.as_ref().ends_with('*') { "" } else { " " };
            (!folded.is_empty()).then(|| format!(" {folded}{end}"))
        };
        let parts: Vec<String> = words.iter().filter_map(part).collect();
        if parts.is_empty() {
            return Err(Error::usage("there is no word to look for")
                .hint("words or a \"phrase in marks\"; toll* finds tolls too"));
        }
        Ok(Self { parts })
    }

    /// How often the words stand in a text; 0 when one of them is missing.
    pub fn count(&self, text: &str) -> usize {
        let text = format!(" {} ", fold(text));
        let mut all = 0;
        for part in &self.parts {
            // Neighbours share the blank between them, so each search starts at the blank behind the last find.
            let (mut from, mut count) = (0, 0);
            while let Some(at) = text.get(from..).and_then(|rest| rest.find(part.as_str())) {
                count += 1;
                from += at + 1;
            }
            if count == 0 {
                return 0;
            }
            all += count;
        }
        all
    }
}

/// The quotations whose words hold all that is looked for: those that hold it most often first, then in the order of
/// their nodes. Reads the words of every quotation.
pub fn find(facts: &Facts<'_>, words: &Words) -> Result<Vec<NamedNode>> {
    let mut found = Vec::new();
    for triple in facts.graph().matching(None, Some(schema::TEXT), None) {
        let triple = triple?;
        let (NamedOrBlankNode::NamedNode(node), Term::Literal(text)) = (triple.subject, triple.object) else {
            continue;
        };
        let count = words.count(text.value());
        if count > 0 && facts.of(node.as_ref())?.nodes(rdf::TYPE).any(|class| class.as_ref() == schema::QUOTATION) {
            found.push((count, node));
        }
    }
    found.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.as_str().cmp(y.as_str())));
    Ok(found.into_iter().map(|(_, node)| node).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Graph;

    fn count(words: &[&str], text: &str) -> usize {
        Words::read(words).unwrap().count(text)
    }

    #[test]
    fn words_phrases_and_beginnings_are_found_whatever_case_and_accents() {
        let text = "The harbour toll, a TOLL on Zoë’s ships, hurts the tollkeepers.";
        assert_eq!(count(&["toll"], text), 2);
        assert_eq!(count(&["toll*"], text), 3);
        assert_eq!(count(&["zoe"], text), 1);
        assert_eq!(count(&["Harbour toll"], text), 1);
        assert_eq!(count(&["toll harbour"], text), 0);
        assert_eq!(count(&["harbour", "ships"], text), 2);
        assert_eq!(count(&["harbour", "bridge"], text), 0);
        assert_eq!(count(&["no"], "no no no"), 3);
    }

    #[test]
    fn nothing_to_look_for_is_refused() {
        assert!(Words::read(&["", "…"]).unwrap_err().to_string().contains("no word"));
    }

    #[test]
    fn claims_and_other_texts_are_no_quotations() {
        let graph = Graph::in_memory(
            "<https://d.example/q> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Quotation> .
             <https://d.example/q> <http://schema.org/text> \"the toll\" .
             <https://d.example/c> <http://schema.org/text> \"the toll\" .",
        )
        .unwrap();
        let found = find(&Facts::new(&graph), &Words::read(&["toll"]).unwrap()).unwrap();
        assert_eq!(found.iter().map(NamedNode::as_str).collect::<Vec<_>>(), ["https://d.example/q"]);
    }
}
