//! Scores later quotations of a paragraph as annotators do who give them no mention of their own.

use super::Document;
use std::collections::BTreeMap;

/// Takes the mention from every predicted quotation whose speaker and cue stand in a sentence of the same paragraph before it.
pub fn let_float(gold: &[Document], predicted: &mut [Document]) {
    let texts: BTreeMap<&str, Vec<char>> = gold.iter().map(|d| (d.id.as_str(), d.text.chars().collect())).collect();
    for document in predicted {
        let Some(text) = texts.get(document.id.as_str()) else { continue };
        for quote in document.quotes.iter_mut().filter(|quote| quote.r#type != "indirect") {
            let (Some(speaker), Some(cue)) = (&quote.speaker, &quote.cue) else { continue };
            let between = text.get(speaker.end.max(cue.end)..quote.start).unwrap_or_default();
            let last = between.iter().rfind(|c| !c.is_whitespace() && !matches!(c, '"' | '\u{201c}'));
            if matches!(last, Some('.' | '!' | '?')) && !between.contains(&'\n') {
                quote.speaker = None;
            }
        }
    }
}
