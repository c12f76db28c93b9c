//! Finds where the sentences of a tokenised block end.

use super::abbreviations::{Abbreviation, abbreviation, starts_sentences};
use crate::text::Span;
use std::ops::Range;

/// Cuts `tokens`, those of one block, into sentences: ranges of indices into `tokens`, in order, none empty.
pub(super) fn sentences(text: &str, tokens: &[Span]) -> Vec<Range<usize>> {
    let block = Block { text, tokens };
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        at = match block
            .ends_at(at)
            .filter(|_| !block.in_embedded_quotation(start, at))
            .or_else(|| block.breaks_after(start, at))
        {
            Some(end) if end < tokens.len() => {
                found.push(start..end);
                start = end;
                end
            }
            _ => at + 1,
        };
    }
    if start < tokens.len() {
        found.push(start..tokens.len());
    }
    found
}

/// The tokens of one block.
struct Block<'t> {
    text: &'t str,
    tokens: &'t [Span],
}

/// The verbs that may follow a quotation that ends with "?" or "!" and still belong to its sentence.
const REPORTING: &[&str] = &[
    "added",
    "announced",
    "argued",
    "asked",
    "asks",
    "begins",
    "called",
    "concluded",
    "cried",
    "cries",
    "declared",
    "demanded",
    "demands",
    "exclaimed",
    "explained",
    "joked",
    "laughed",
    "noted",
    "pleaded",
    "queried",
    "remarked",
    "replied",
    "replies",
    "responded",
    "said",
    "says",
    "screamed",
    "shouted",
    "shouts",
    "tells",
    "told",
    "tweeted",
    "wondered",
    "wonders",
    "writes",
    "wrote",
    "yelled",
];

impl Block<'_> {
    fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.of(self.text))
    }

    /// Whether white space stands before token `index`; also at the block's end.
    fn spaced(&self, index: usize) -> bool {
        let end = index.checked_sub(1).and_then(|before| self.tokens.get(before)).map(|token| token.end());
        self.tokens.get(index).is_none_or(|token| end.is_none_or(|end| end < token.start()))
    }

    /// Where the sentence ends that token `at` may be the last word of: one past its closing marks.
    fn ends_at(&self, at: usize) -> Option<usize> {
        let word = self.word(at);
        let kind = stop_of(word)?;
        let mut end = at + 1;
        let mut quoted = false;
        while end < self.tokens.len() && self.closes_here(end) {
            quoted |= !matches!(self.word(end), ")" | "]");
            end += 1;
        }
        if !self.spaced(end) {
            return None;
        }
        end = self.after_reference(end);
        let next = self.first_word(end);
        let ends = match kind {
            Stop::Plain => !begins_low(next) && !is_middle_mark(self.word(end)),
            Stop::Marked => !(begins_low(next) || is_middle_mark(self.word(end)) || quoted && self.reports(end)),
            Stop::Abbreviated(Abbreviation::Trailing) => self.ends_after_abbreviation(word, next, end),
            Stop::Abbreviated(_) => false,
        };
        ends.then_some(end)
    }

    /// One past a footnote mark "[12]" at `end`, which belongs to the sentence before it.
    fn after_reference(&self, end: usize) -> usize {
        let number = self.word(end + 1);
        let note = self.word(end) == "["
            && self.word(end + 2) == "]"
            && number.len() < 4
            && number.bytes().all(|b| b.is_ascii_digit());
        if note { end + 3 } else { end }
    }

    /// Whether token `at` stands in a quotation that is the object of the clause around it (`she said that "We left.
    /// We are back."`): it opened right behind a reporting verb or "that", and closes soon.
    fn in_embedded_quotation(&self, start: usize, at: usize) -> bool {
        let opens = |index: &usize| matches!(self.word(*index), "“" | "\"") && !self.spaced(index + 1);
        let Some(opened) = (start + 2..at).find(opens) else { return false };
        let before = self.word(opened - 1);
        let Some(close) = (opened + 1..at + 60).find(|index| matches!(self.word(*index), "\"" | "”")) else {
            return false;
        };
        (before == "that" || REPORTING.contains(&before)) && close > at + 1
    }

    /// Where a line of its own that lost its line break ends at token `at`: a date line before the first sentence, a
    /// caption before "Image:".
    fn breaks_after(&self, start: usize, at: usize) -> Option<usize> {
        let next = self.word(at + 1);
        let credit = CREDITS.contains(&next) && self.word(at + 2) == ":" && self.spaced(at + 1);
        let dated = at == start + 5
            && is_year(self.word(at))
            && self.word(start + 1) == ","
            && self.word(start + 4) == ","
            && [start, start + 2]
                .iter()
                .all(|day| DAYS_AND_MONTHS.iter().any(|name| self.word(*day).starts_with(name)))
            && next.starts_with(char::is_uppercase);
        // "… for a gift of $500. https://boats.example/ Ivo Finn is a writer."
        let address = at == start && is_address(self.word(at)) && next.starts_with(char::is_uppercase);
        (credit || dated || address || self.begins_anew(at + 1)).then_some(at + 1)
    }

    /// Whether a preposition that only a sentence's first word can be stands at `index`, with a sentence behind it:
    /// "The new bridge In the capital, the mayor opened …".
    fn begins_anew(&self, index: usize) -> bool {
        if !matches!(self.word(index), "In" | "On" | "At" | "After" | "During")
            || !self.word(index - 1).ends_with(char::is_alphabetic)
        {
            return false;
        }
        let follows =
            matches!(self.word(index + 1), "the" | "a" | "an" | "his" | "her" | "their" | "its" | "this" | "that");
        let behind = self.tokens.get(index + 1..).unwrap_or(&[]).iter().take(60).map(|token| token.of(self.text));
        let low = behind.clone().take(16).filter(|word| begins_low(word)).count();
        follows && low >= 6 && behind.clone().any(|word| word == ".")
    }

    /// Whether the mark at `index` closes what stands before it: it touches the token before and not the one behind.
    fn closes_here(&self, index: usize) -> bool {
        match self.word(index) {
            ")" | "]" | "”" | "»" | "’’" => !self.spaced(index),
            "\"" | "''" | "'" | "’" | "“" => {
                !self.spaced(index) || self.spaced(index + 1) && self.opened_before(index)
            }
            _ => false,
        }
    }

    /// Whether an odd number of the same mark stands before `index` in the block, so that this one closes.
    fn opened_before(&self, index: usize) -> bool {
        let mark = self.word(index);
        matches!(mark, "\"" | "''")
            && self.tokens.iter().take(index).rev().take(400).filter(|token| token.of(self.text) == mark).count() % 2
                == 1
    }

    /// The first word from `index` on, over opening marks.
    fn first_word(&self, index: usize) -> &str {
        let mut at = index;
        while matches!(self.word(at), "\"" | "“" | "‘" | "'" | "''" | "``" | "(" | "[" | "«" | "„" | "…" | "...")
        {
            at += 1;
        }
        self.word(at)
    }

    fn ends_after_abbreviation(&self, word: &str, next: &str, end: usize) -> bool {
        if is_middle_mark(self.word(end)) || !next.starts_with(char::is_uppercase) {
            return false;
        }
        let hour = word.eq_ignore_ascii_case("p.m.") || word.eq_ignore_ascii_case("a.m.");
        if hour {
            let zone = next.len() <= 4 && next.chars().all(char::is_uppercase) && next.len() > 1;
            return !zone && !DAYS_AND_MONTHS.iter().any(|name| next.starts_with(name));
        }
        word.eq_ignore_ascii_case("etc.")
            || starts_sentences(next) && !self.in_brackets(end)
            || self.word(end) != next && !matches!(self.word(end), "(" | "[")
    }

    /// Whether a bracket that opened in the last words is still open.
    fn in_brackets(&self, end: usize) -> bool {
        let from = end.saturating_sub(12);
        let depth =
            self.tokens.get(from..end).unwrap_or(&[]).iter().fold(0i32, |depth, token| match token.of(self.text) {
                "(" => depth + 1,
                ")" => (depth - 1).max(0),
                _ => depth,
            });
        depth > 0
    }

    /// Whether the words from `index` on report the quotation before them: "Ann Lee said", "the mayor asked".
    fn reports(&self, index: usize) -> bool {
        (index..index + 6)
            .map(|at| self.word(at))
            .take_while(|word| !matches!(*word, "." | "," | "\"" | "“" | ""))
            .any(|word| REPORTING.contains(&word))
    }
}

/// Names behind an hour that do not begin a sentence.
const DAYS_AND_MONTHS: &[&str] = &[
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
    "Oct", "Nov", "Dec", "Eastern", "Pacific", "Central",
];

/// Words before a colon that begin the credit of a picture.
const CREDITS: &[&str] = &["Image", "Images", "Photo", "Photograph", "Picture", "Credit", "Credits"];

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())
}

/// How a token may end a sentence.
enum Stop {
    /// A full stop or dots.
    Plain,
    /// A question or exclamation mark.
    Marked,
    /// The full stop of an abbreviation.
    Abbreviated(Abbreviation),
}

fn stop_of(word: &str) -> Option<Stop> {
    if word == "[...]" {
        return Some(Stop::Plain);
    }
    let last = word.chars().next_back()?;
    match last {
        '!' | '?' | '‽' => Some(Stop::Marked),
        '…' | '。' => Some(Stop::Plain),
        '.' => {
            let head = word.trim_end_matches('.');
            if head.is_empty() {
                return Some(Stop::Plain);
            }
            let kind = abbreviation(head).unwrap_or(Abbreviation::Leading);
            Some(Stop::Abbreviated(kind))
        }
        _ => None,
    }
}

fn begins_low(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && !is_address(word)
}

/// Whether the token is the address of a page.
fn is_address(word: &str) -> bool {
    word.starts_with("http://") || word.starts_with("https://") || word.starts_with("www.")
}

/// Marks that go on with a sentence.
fn is_middle_mark(word: &str) -> bool {
    matches!(word, "," | ";" | ":" | "-" | "–" | "—" | "--" | ")" | "]" | "%" | "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::tokenize::tokenize;

    fn split(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let span = |range: &Range<usize>| {
            tokens
                .get(range.start)
                .copied()
                .unwrap_or_default()
                .union(tokens.get(range.end - 1).copied().unwrap_or_default())
        };
        sentences(text, &tokens).iter().map(|range| span(range).of(text)).collect()
    }

    #[test]
    fn stops_end_sentences_and_abbreviations_do_not() {
        assert_eq!(
            split("Mr. Ode of Lorne Inc. left. He met Sen. Abel (D-Mo.) at 5 p.m. on Friday."),
            ["Mr. Ode of Lorne Inc. left.", "He met Sen. Abel (D-Mo.) at 5 p.m. on Friday."]
        );
        assert_eq!(split("She moved to the U.S. The firm followed."), ["She moved to the U.S.", "The firm followed."]);
        assert_eq!(
            split("She met U.S. President J. R. Ode. It rained!"),
            ["She met U.S. President J. R. Ode.", "It rained!"]
        );
    }

    #[test]
    fn a_closing_mark_belongs_to_the_sentence_before() {
        assert_eq!(
            split("\"I left. I came back,\" she said. \"Why?\" Ann Ode asked."),
            ["\"I left.", "I came back,\" she said.", "\"Why?\" Ann Ode asked."]
        );
        assert_eq!(
            split("“It rained.” The mayor left. (She was late.) Nobody spoke."),
            ["“It rained.”", "The mayor left.", "(She was late.)", "Nobody spoke."]
        );
        assert_eq!(split("\"Go!\" he cried."), ["\"Go!\" he cried."]);
    }

    #[test]
    fn a_block_without_a_stop_is_one_sentence() {
        assert_eq!(split("Flood hits Lorne"), ["Flood hits Lorne"]);
        assert_eq!(split(""), [""; 0]);
    }
}
