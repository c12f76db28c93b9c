//! Chooses between the ways to find an article in its page.

use super::blocks::blocks;
use super::furniture::{Known, letters, prose};
use dom_query::Document;
use std::collections::BTreeSet;

/// The prose of the smallest element that is marked as the article and holds nearly all prose of such elements.
pub(super) fn marked(page: &Document, known: Known<'_>) -> Vec<String> {
    let selectors = ["[itemprop='articleBody']", "article", "main", "[role='main']"];
    let mut candidates: Vec<Vec<String>> = Vec::new();
    for selector in selectors {
        let selection = page.select(selector);
        // Pages of teasers have hundreds of articles; the long ones are of interest.
        let mut nodes: Vec<_> = selection.nodes().iter().map(|node| (node.text().len(), *node)).collect();
        nodes.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        candidates.extend(nodes.into_iter().take(3).map(|(_, node)| prose(blocks(&node), known)));
    }
    let most = candidates.iter().map(|text| weight(text)).max().unwrap_or(0);
    let nearly_all = |text: &Vec<String>| weight(text) * 10 >= most * 9;
    candidates
        .into_iter()
        .filter(nearly_all)
        .min_by_key(|text| text.iter().map(String::len).sum::<usize>())
        .unwrap_or_default()
}

/// All prose of the page, when it is worth reading: for pages that name everything like furniture.
pub(super) fn anything(page: &Document, known: Known<'_>) -> Option<String> {
    let body = page.body()?;
    let text = prose(blocks(&body), known);
    (weight(&text) >= 140).then(|| text.join("\n\n"))
}

/// The characters of sentences.
fn weight(text: &[String]) -> usize {
    let running = |block: &&String| block.len() >= 40 && block.trim_end().ends_with(['.', '!', '?', '”', '"', '’']);
    text.iter().filter(running).map(String::len).sum()
}

/// The better of what Readability `found` and what is `marked` as the article: the one nearer to the text that the page
/// `declared` in JSON-LD, else the one with clearly more sentences. The declared text itself, when the page holds far
/// less of it.
pub(super) fn best(found: Vec<String>, marked: Vec<String>, declared: &str) -> Option<String> {
    let agreement = Agreement::with(declared);
    let better = if agreement.is_known() {
        if agreement.of(&marked) > agreement.of(&found) + 0.02 { marked } else { found }
    } else if weight(&marked) * 100 > weight(&found) * 115 {
        marked
    } else {
        found
    };
    let text = better.join("\n\n");
    let poor = agreement.is_known() && agreement.of(&better) < 0.5 && declared.len() > text.len();
    let text = if poor || text.is_empty() { declared.to_owned() } else { text };
    (!text.is_empty()).then_some(text)
}

/// How much of a text stands in the declared one and the other way round, by runs of letters.
struct Agreement {
    runs: BTreeSet<String>,
}

/// Words in a run.
const RUN: usize = 5;

fn runs(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = text.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect();
    words.windows(RUN).map(<[String]>::concat).collect()
}

impl Agreement {
    fn with(declared: &str) -> Self {
        Self { runs: runs(declared) }
    }

    /// Whether enough is declared to compare with.
    fn is_known(&self) -> bool {
        self.runs.len() > 80
    }

    /// The harmonic mean of precision and recall of the runs of words.
    fn of(&self, text: &[String]) -> f64 {
        let own = runs(&text.join(" "));
        let shared = own.intersection(&self.runs).count() as f64;
        2.0 * shared / (own.len() + self.runs.len()).max(1) as f64
    }
}
