//! Derives the table of reporting verbs: how often each verb is a cue, what it reports, and what WordNet says of it.

use crate::annotate::{Document, Pos};
use crate::extract::training::GoldSaying;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The lexicographer files of WordNet 3.0 that matter here, by their number.
const COGNITION: u32 = 31;
const COMMUNICATION: u32 = 32;
const PERCEPTION: u32 = 39;

/// The field of the first sense of each verb, from WordNet's `index.verb` and `data.verb`.
pub fn verb_fields(index: &str, data: &str) -> BTreeMap<String, u32> {
    let field_of: BTreeMap<&str, u32> = entries(data)
        .filter_map(|line| {
            let mut fields = line.split(' ');
            Some((fields.next()?, fields.next()?.parse().ok()?))
        })
        .collect();
    entries(index)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let senses: usize = fields.get(2)?.parse().ok()?;
            let first = fields.get(fields.len().checked_sub(senses)?)?;
            Some(((*fields.first()?).to_owned(), *field_of.get(first)?))
        })
        .collect()
}

/// The lines of a WordNet file that hold entries; the licence at its head is indented.
fn entries(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with(' '))
}

#[derive(Debug, Default)]
struct Count {
    uses: u32,
    cues: u32,
    speech: u32,
}

/// The table, one lemma a line in alphabetical order: lemma, uses as a verb, uses as a cue, of these speech, class, and 1 where
/// WordNet's first sense is one of communication.
///
/// Verbs of communication that the texts do not show are listed with zeros.
pub fn table(articles: &[super::attribution::Annotated], fields: &BTreeMap<String, u32>) -> String {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for (document, gold) in articles {
        count(document, gold, &mut counts);
    }
    for (verb, field) in fields {
        if *field == COMMUNICATION && verb.chars().all(|c| c.is_ascii_lowercase()) {
            counts.entry(verb.clone()).or_default();
        }
    }
    let mut out = String::new();
    for (lemma, count) in counts {
        let field = fields.get(&lemma).copied();
        let communicates = field == Some(COMMUNICATION);
        if !(communicates || count.cues >= 2 && count.cues * 12 >= count.uses) {
            continue;
        }
        let class = match field {
            _ if count.cues > 0 && count.speech * 2 >= count.cues => "speech",
            Some(COMMUNICATION) => "speech",
            Some(COGNITION | PERCEPTION) => "thought",
            _ => "attitude",
        };
        let Count { uses, cues, speech } = count;
        let _ = writeln!(out, "{lemma}\t{uses}\t{cues}\t{speech}\t{class}\t{}", u8::from(communicates));
    }
    out
}

fn count(document: &Document, gold: &[GoldSaying], counts: &mut BTreeMap<String, Count>) {
    for token in document.tokens.iter().filter(|token| token.pos == Pos::Verb) {
        let count = counts.entry(token.lemma.to_lowercase()).or_default();
        count.uses += 1;
        let saying = gold.iter().find(|g| g.cue.iter().any(|c| c.overlaps(token.span)));
        if let Some(saying) = saying {
            count.cues += 1;
            count.speech += u32::from(saying.speech);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::{Article, Span};

    #[test]
    fn a_table_counts_uses_and_cues_and_adds_verbs_of_communication() {
        let index = "  licence\nmutter v 1 0 1 0 00000002  \nrow v 2 0 2 0 00000005 00000002  \n";
        let data = "  licence\n00000002 32 v 01 mutter 0\n00000005 38 v 01 row 0\n";
        let fields = verb_fields(index, data);
        assert_eq!(fields.get("row"), Some(&38));
        let body = "She said it rained. He said it did not. They rowed away.".to_owned();
        let document = annotate(&Models::built_in(), Article { body, ..Article::default() });
        let gold = GoldSaying { cue: vec![Span::new(4, 8)], speech: true, ..GoldSaying::default() };
        let other = GoldSaying { cue: vec![Span::new(23, 27)], speech: true, ..GoldSaying::default() };
        let table = table(&[(document, vec![gold, other])], &fields);
        assert_eq!(table, "mutter\t0\t0\t0\tspeech\t1\nsay\t2\t2\t2\tspeech\t0\n");
    }
}
