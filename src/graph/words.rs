//! The words of a content: what is kept of its pieces, how it reads as text, and what makes two of them the same.

use super::mint;
use crate::text::Span;

/// What stands between the pieces of a broken content.
const GAP: &str = " … ";

/// The pieces without what is not their words: outer quotation marks, a leading "that", a comma or full stop at the
/// end. Pieces that hold nothing else are left out.
pub fn kept(text: &str, pieces: &[Span]) -> Vec<Span> {
    let mut kept: Vec<Span> = pieces.iter().filter_map(|piece| trimmed(text, *piece)).collect();
    if let Some(first) = kept.first_mut() {
        *first = without_that(text, *first);
    }
    kept
}

/// One piece without marks and closing punctuation.
fn trimmed(text: &str, piece: Span) -> Option<Span> {
    let whole = piece.of(text);
    let mut inner = whole.trim_matches(is_edge);
    while let Some(shorter) = inner.strip_suffix([',', '.', ';', ':']) {
        let shorter = shorter.trim_end_matches(is_edge);
        if ends_in_initialism(inner) || inner.ends_with("...") {
            break;
        }
        inner = shorter;
    }
    let start = whole.len() - whole.trim_start_matches(is_edge).len();
    (!inner.is_empty()).then(|| Span::new(piece.start() + start, piece.start() + start + inner.len()))
}

/// Quotation marks and white space.
fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‟' | '″' | '`' | '\'' | '‘' | '’')
}

/// Whether the text ends in "U.S." or the like, whose last stop belongs to the word.
fn ends_in_initialism(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or("");
    let word = last.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.ends_with('.') && word.matches('.').count() > 1 && word.split('.').all(|part| part.chars().count() <= 1)
}

/// The span without a leading "that", unless nothing else is left.
fn without_that(text: &str, span: Span) -> Span {
    let whole = span.of(text);
    match whole.get(..4) {
        Some(word) if word.eq_ignore_ascii_case("that") => {
            let rest = whole.get(4..).unwrap_or("");
            let inner = rest.trim_start();
            if inner.len() < rest.len() && !inner.is_empty() {
                Span::new(span.start() + whole.len() - inner.len(), span.end())
            } else {
                span
            }
        }
        _ => span,
    }
}

/// The kept pieces as one line, with an ellipsis where something stood between them.
pub fn line(text: &str, kept: &[Span]) -> String {
    let pieces: Vec<String> = kept.iter().map(|piece| one_line(piece.of(text))).filter(|p| !p.is_empty()).collect();
    pieces.join(GAP)
}

/// `text` with each run of white space and control characters as one blank, and none at its ends.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// `line`, cut after a word within `longest` characters, with an ellipsis where it was cut.
pub fn shortened(line: &str, longest: usize) -> String {
    let Some((cut, _)) = line.char_indices().nth(longest) else { return line.to_owned() };
    let head = line.get(..cut).unwrap_or(line);
    let at_word = head.rfind(' ').filter(|&at| at > cut / 2).and_then(|at| head.get(..at)).unwrap_or(head);
    format!("{} …", at_word.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '…')))
}

/// A word of the text: letters and digits, with apostrophes, hyphens and dots inside.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// Its first byte in the text.
    pub start: usize,
    /// Its characters.
    pub form: &'a str,
}

/// The words under a span, in order.
pub fn words(text: &str, span: Span) -> impl Iterator<Item = Word<'_>> {
    let whole = span.of(text);
    whole
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.' | '%')))
        .map(|word| word.trim_matches(['\'', '’', '-', '.']))
        .filter(|word| !word.is_empty())
        .map(move |form| Word { start: span.start() + (form.as_ptr() as usize - whole.as_ptr() as usize), form })
}

/// The number of words in `text`.
pub fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// The word as two spellings of one text share it: lower case, no accents, straight apostrophes.
pub fn normal(form: &str) -> String {
    mint::fold(form).replace('’', "'")
}

/// How much of the shorter text's words the longer has too, from 0 to 1; words of up to three letters do not count.
pub fn overlap(one: &str, other: &str) -> f32 {
    let bag = |text: &str| {
        let all = words(text, Span::new(0, text.len())).map(|word| normal(word.form));
        all.filter(|word| word.chars().count() > 3).collect::<std::collections::BTreeSet<_>>()
    };
    let (one, other) = (bag(one), bag(other));
    let least = one.len().min(other.len());
    if least == 0 {
        return 0.0;
    }
    one.intersection(&other).count() as f32 / least as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(pieces: &[&str]) -> String {
        let text = pieces.concat();
        let mut at = 0;
        let spans: Vec<Span> = pieces
            .iter()
            .map(|piece| {
                at += piece.len();
                Span::new(at - piece.len(), at)
            })
            .collect();
        line(&text, &kept(&text, &spans))
    }

    #[test]
    fn marks_and_closing_stops_go() {
        assert_eq!(
            line_of(&["\"The other way,\"", " \"is to shut the gate.\""]),
            "The other way … is to shut the gate"
        );
        assert_eq!(line_of(&["that the bridge\nwill  open"]), "the bridge will open");
        assert_eq!(line_of(&["“Will it open?”"]), "Will it open?");
        assert_eq!(line_of(&["they moved to the U.S."]), "they moved to the U.S.");
        assert_eq!(line_of(&["that"]), "that");
        assert_eq!(line_of(&["\"\"", "…"]), "…");
    }

    #[test]
    fn long_lines_are_cut_after_a_word() {
        assert_eq!(shortened("one two three", 20), "one two three");
        assert_eq!(shortened("one two three", 9), "one two …");
        assert_eq!(shortened("onetwothree", 4), "onet …");
    }

    #[test]
    fn words_know_their_place() {
        let text = "“He’s at St. Ives,” Lee-Ann’s mother said.";
        let found: Vec<_> = words(text, Span::new(0, text.len())).map(|w| (w.start, w.form)).collect();
        assert_eq!(found.first(), Some(&(3, "He’s")));
        assert!(found.iter().all(|(start, form)| text.get(*start..).is_some_and(|rest| rest.starts_with(form))));
        assert_eq!(
            found.iter().map(|(_, form)| *form).collect::<Vec<_>>(),
            ["He’s", "at", "St", "Ives", "Lee-Ann’s", "mother", "said"]
        );
    }

    #[test]
    fn overlap_looks_at_the_shorter_text() {
        assert!(overlap("Mayor to quit in spring", "the mayor will quit office in spring, she said") > 0.6);
        assert!(overlap("Bridge shut for repairs", "the mayor will quit") < 0.1);
        assert!(overlap("", "the mayor") < 0.1);
    }
}
