//! Names what a content speaks of: its noun phrases as concepts ("security guarantee"), the most important first.

use super::Topic;
use super::sheet::Sheet;
use crate::annotate::Pos;
use std::ops::Range;

/// A content keeps at most this many topics.
const MOST: usize = 5;

/// Nouns that name no subject: measures, times, and words that stand for what was said.
const EMPTY: [&str; 46] = [
    "thing",
    "way",
    "time",
    "day",
    "week",
    "month",
    "year",
    "hour",
    "minute",
    "today",
    "lot",
    "kind",
    "sort",
    "bit",
    "number",
    "part",
    "one",
    "something",
    "anything",
    "nothing",
    "everything",
    "everyone",
    "fact",
    "case",
    "point",
    "reason",
    "place",
    "end",
    "side",
    "moment",
    "morning",
    "night",
    "afternoon",
    "evening",
    "weekend",
    "person",
    "people",
    "man",
    "woman",
    "guy",
    "percent",
    "%",
    "mr.",
    "mrs.",
    "ms.",
    "example",
];

/// The topics of a content: concepts of head noun and modifiers, those that come often, early and with a modifier first.
pub(crate) fn topics(sheet: &Sheet, pieces: &[Range<usize>]) -> Vec<Topic> {
    let mut found: Vec<(usize, usize, Topic)> = Vec::new();
    for tokens in pieces.iter().flat_map(|piece| concepts(sheet, piece)) {
        let concept = concept(sheet, &tokens);
        if let Some((count, _, _)) = found.iter_mut().find(|(_, _, t)| t.concept == concept) {
            *count += 1;
        } else {
            found.push((1, tokens.len(), Topic { span: sheet.span_of(&tokens), concept }));
        }
    }
    // The sort is stable: of equals the earlier comes first.
    found.sort_by_key(|(count, words, _)| std::cmp::Reverse(count * 2 + usize::from(*words > 1)));
    found.into_iter().take(MOST).map(|(_, _, topic)| topic).collect()
}

/// The runs of adjectives and nouns that end in a noun, names and numbers left out.
fn concepts(sheet: &Sheet, piece: &Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = piece.start;
    while start < piece.end {
        let end = (start..piece.end).take_while(|&i| is_part(sheet, i)).last().map_or(start, |last| last + 1);
        let noun = (start..end).rev().find(|&i| sheet.pos(i) == Pos::Noun);
        if let Some(head) = noun.filter(|&head| !EMPTY.contains(&sheet.lemma(head)) && sheet.word(head).len() > 2) {
            out.push(start.max((head + 1).saturating_sub(3))..head + 1);
        }
        start = end.max(start + 1);
    }
    out
}

fn is_part(sheet: &Sheet, index: usize) -> bool {
    let plain = sheet.entity_at(index).is_none() && !sheet.is_date_word(index);
    let general = sheet.is_any(
        index,
        &[
            "other", "many", "such", "same", "own", "few", "more", "most", "several", "last", "next", "first", "good",
            "bad", "great", "new", "old", "big",
        ],
    );
    plain && (sheet.pos(index) == Pos::Noun || sheet.pos(index) == Pos::Adj && !general)
}

/// The words in lower case, the last in the singular.
fn concept(sheet: &Sheet, tokens: &Range<usize>) -> String {
    let last = tokens.end.saturating_sub(1);
    let words = tokens.clone().map(|i| if i == last { sheet.lemma(i) } else { sheet.word(i) });
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    fn check(body: &str, expected: &[&str]) {
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let sheet = Sheet::new(&document);
        let all = 0..document.tokens.len();
        let found: Vec<String> = topics(&sheet, std::slice::from_ref(&all)).into_iter().map(|t| t.concept).collect();
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn heads_with_modifiers_come_first_and_in_the_singular() {
        check("the harbour fees of the ferries", &["harbour fee", "ferry"]);
    }

    #[test]
    fn pronouns_days_and_empty_nouns_are_no_topics() {
        check("they will do it on Monday in the same way", &[]);
    }
}
