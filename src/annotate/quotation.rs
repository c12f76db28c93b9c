//! Finds the stretches between quotation marks: a small state machine over the characters of each paragraph.
//!
//! Newspapers and wire copies mix glyphs, use one glyph on both sides, forget to close, and write apostrophes, feet,
//! inches and elisions with the same characters. So each mark is judged by its neighbours first and by its glyph second.

use super::{Paragraph, ParagraphKind, QuotationMarks};
use crate::text::Span;

/// Finds every stretch between quotation marks, in the order of the text, inner ones after the one that holds them.
pub fn quotations(text: &str, paragraphs: &[Paragraph]) -> Vec<QuotationMarks> {
    let mut found = Vec::new();
    let mut carried = false;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let marks = marks_of(paragraph.span.of(text), paragraph.span.start());
        let mut here = pair(&marks, paragraph.span, index);
        // Some do not repeat the opening mark: then the first mark closes what the paragraph before left open.
        let unopened = marks.first().filter(|m| carried && m.side == Side::Closes && m.family != Family::Single);
        here.extend(unopened.map(|mark| QuotationMarks {
            span: Span::new(paragraph.span.start(), mark.span.end()),
            inner: Span::new(paragraph.span.start(), mark.span.start()),
            closed: true,
            continues: true,
            paragraph: index,
            depth: 0,
        }));
        for q in here.iter_mut().filter(|q| !q.closed) {
            q.span = q.span.trimmed(text);
            q.inner = Span::new(q.inner.start(), q.span.end());
        }
        here.retain(|q| !q.inner.trimmed(text).is_empty());
        here.sort_by_key(|q| (q.span.start(), usize::MAX - q.span.end()));
        nest(&mut here);
        let opens_first = here.first().is_some_and(|q| q.span.start() == paragraph.span.start());
        if let (true, true, Some(first)) = (carried, opens_first, here.first_mut()) {
            first.continues = true;
        }
        if !matches!(paragraph.kind, ParagraphKind::Boilerplate | ParagraphKind::Credit | ParagraphKind::Caption) {
            carried = here.iter().any(|q| q.depth == 0 && !q.closed);
        }
        found.append(&mut here);
    }
    found
}

/// The family of a mark: a mark closes only one of its own family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// The typewriter's double mark.
    Straight,
    /// “ ” „ and the doubled ‘‘ ’’.
    Curly,
    /// « ».
    Angled,
    /// `` and ''.
    Doubled,
    /// ‘ ’ ' as outer or inner marks.
    Single,
}

/// What a mark can be, judged by glyph and neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    Either,
}

/// One quotation mark.
#[derive(Debug, Clone, Copy)]
struct Mark {
    span: Span,
    family: Family,
    side: Side,
}

/// The characters around a position, for judging a mark.
struct Around {
    before: Option<char>,
    after: Option<char>,
}

impl Around {
    /// A mark can open after white space, a bracket, a dash, another mark, or nothing, when a word follows.
    fn can_open(&self) -> bool {
        let left = self.before.is_none_or(|c| c.is_whitespace() || "([{—–-―/\"“‘'`«„:…".contains(c));
        left && self.after.is_some_and(|c| !c.is_whitespace())
    }

    /// A mark can close after anything but white space and opening brackets.
    fn can_close(&self) -> bool {
        self.before.is_some_and(|c| !c.is_whitespace() && !"([{".contains(c))
    }

    /// Whether what follows is no word: white space, punctuation or nothing.
    fn word_ends(&self) -> bool {
        self.after.is_none_or(|c| !c.is_alphanumeric())
    }

    fn side(&self, glyph: Side) -> Side {
        match (self.can_open(), self.can_close(), glyph) {
            (true, false, _) => Side::Opens,
            // Nothing can close at a paragraph's start, whatever the glyph (”… and so on).
            _ if self.before.is_none() => Side::Opens,
            (false, true, Side::Opens) if !self.word_ends() => Side::Opens,
            (false, true, _) => Side::Closes,
            (_, _, glyph) => glyph,
        }
    }
}

/// The marks of one paragraph in the order of the text; `offset` is where the paragraph starts.
fn marks_of(paragraph: &str, offset: usize) -> Vec<Mark> {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '\'' | '`' | '‘' | '’' | '‟');
    if !paragraph.contains(is_mark) {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = paragraph.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let byte = |i: usize| offset + chars.get(i).map_or(paragraph.len(), |&(b, _)| b);
    let mut marks = Vec::new();
    let mut singles = Vec::new();
    let mut i = 0;
    while let Some(c) = at(i) {
        if !is_mark(c) {
            i += 1;
            continue;
        }
        let doubled = matches!(c, '\'' | '`' | '‘' | '’') && at(i + 1) == Some(c);
        let width = if doubled { 2 } else { 1 };
        let around = Around { before: i.checked_sub(1).and_then(at), after: at(i + width) };
        let judged = match c {
            '\'' | '`' if doubled => Some((Family::Doubled, if c == '`' { Side::Opens } else { Side::Either })),
            '‘' | '’' if doubled => Some((Family::Curly, if c == '‘' { Side::Opens } else { Side::Closes })),
            '"' => Some((Family::Straight, Side::Either)),
            '“' | '„' | '‟' => Some((Family::Curly, Side::Opens)),
            '”' => Some((Family::Curly, Side::Closes)),
            '«' => Some((Family::Angled, Side::Opens)),
            '»' => Some((Family::Angled, Side::Closes)),
            _ => None,
        };
        let span = Span::new(byte(i), byte(i + width));
        if let Some((family, glyph)) = judged {
            if !is_inches(&chars, i, &around, &marks) {
                marks.push(Mark { span, family, side: around.side(glyph) });
            }
        } else if matches!(c, '\'' | '‘' | '’') {
            singles.push((i, span, around));
        }
        i += width;
    }
    marks.extend(single_marks(&chars, &singles));
    marks.sort_by_key(|m| m.span.start());
    marks
}

/// `6"` and `5'11"` are measures, unless a quotation that this mark can close is open before them.
fn is_inches(chars: &[(usize, char)], i: usize, around: &Around, marks: &[Mark]) -> bool {
    if chars.get(i).is_none_or(|&(_, c)| c != '"') || around.before.is_none_or(|c| !c.is_ascii_digit()) {
        return false;
    }
    let feet = (i.saturating_sub(3)..i).any(|k| chars.get(k).is_some_and(|&(_, c)| "'’′".contains(c)));
    let straight = marks.iter().filter(|m| m.family == Family::Straight).count();
    feet || straight.is_multiple_of(2)
}

/// The single marks that quote: an opening one at a word's start with a later closing one at a word's end.
fn single_marks(chars: &[(usize, char)], singles: &[(usize, Span, Around)]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut next = 0;
    while let Some((i, span, around)) = singles.get(next) {
        next += 1;
        if !opens_single(chars, *i, around) {
            continue;
        }
        let Some(close) = closing_single(chars, singles, next) else { continue };
        marks.push(Mark { span: *span, family: Family::Single, side: Side::Opens });
        if let Some((_, span, _)) = singles.get(close) {
            marks.push(Mark { span: *span, family: Family::Single, side: Side::Closes });
        }
        next = close + 1;
    }
    marks
}

/// Words that drop their beginning: an apostrophe stands before them.
const ELISIONS: [&str; 14] =
    ["tis", "twas", "em", "til", "till", "cause", "bout", "n", "round", "cuz", "neath", "cos", "kay", "er"];

fn opens_single(chars: &[(usize, char)], i: usize, around: &Around) -> bool {
    let starts_word = around.after.is_some_and(|c| c.is_alphanumeric() || "\"“$£€[(…@#¿¡".contains(c));
    if !around.can_open() || !starts_word || around.before == Some('\'') {
        return false;
    }
    let word: String = chars.iter().skip(i + 1).map(|&(_, c)| c).take_while(|c| c.is_alphanumeric()).take(12).collect();
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let decade = digits == 2 && matches!(word.get(digits..), Some("s" | ""));
    let glyph = chars.get(i).map(|&(_, c)| c);
    let elided = glyph != Some('‘') && ELISIONS.contains(&word.to_lowercase().as_str());
    !(decade || elided)
}

/// The index in `singles` of the mark that closes, looking from `from` on.
///
/// A mark after "s" and before a lower-case word may be a possessive ("the workers' union"): it closes only when no
/// clearer mark follows.
fn closing_single(chars: &[(usize, char)], singles: &[(usize, Span, Around)], from: usize) -> Option<usize> {
    let mut doubtful = None;
    for (index, (i, _, around)) in singles.iter().enumerate().skip(from) {
        if opens_single(chars, *i, around) && !around.can_close() {
            // Another opening: the first one was not closed before it.
            return doubtful;
        }
        if !around.can_close() || !around.word_ends() {
            continue;
        }
        let next_word = chars.get(i + 2).map(|&(_, c)| c);
        let possessive = around.before.is_some_and(|c| "sxz".contains(c))
            && around.after == Some(' ')
            && next_word.is_some_and(char::is_lowercase);
        if possessive {
            doubtful = doubtful.or(Some(index));
        } else {
            return Some(index);
        }
    }
    doubtful
}

/// Pairs the marks of one paragraph.
fn pair(marks: &[Mark], paragraph: Span, index: usize) -> Vec<QuotationMarks> {
    let mut open: Vec<Mark> = Vec::new();
    let mut found: Vec<QuotationMarks> = Vec::new();
    let closed = |first: Mark, last: Mark| QuotationMarks {
        span: first.span.union(last.span),
        inner: Span::new(first.span.end(), last.span.start()),
        closed: true,
        continues: false,
        paragraph: index,
        depth: 0,
    };
    for &mark in marks {
        let partner = open.iter().rposition(|m| closes(*m, mark));
        match (mark.side, partner) {
            (Side::Closes | Side::Either, Some(at)) => {
                if let Some(&first) = open.get(at) {
                    found.push(closed(first, mark));
                }
                open.truncate(at);
            }
            (Side::Opens | Side::Either, _) => open.push(mark),
            (Side::Closes, None) => {}
        }
    }
    for (nth, mark) in open.iter().enumerate() {
        if mark.family == Family::Single || nth > 0 {
            continue;
        }
        // A closed quotation of the same kind after an open one shows that the first lost its closing mark.
        let lost_at = found.iter().map(|q| q.span.start()).filter(|&start| start > mark.span.start()).min();
        let same = marks.iter().find(|m| Some(m.span.start()) == lost_at).is_some_and(|m| m.family == mark.family);
        let end = lost_at.filter(|_| same).unwrap_or(paragraph.end());
        found.push(QuotationMarks {
            span: Span::new(mark.span.start(), end),
            inner: Span::new(mark.span.end(), end),
            closed: false,
            continues: false,
            paragraph: index,
            depth: 0,
        });
    }
    found
}

/// Whether `last` can close `first`: the same family, or a straight mark beside a curly one where glyphs are mixed.
fn closes(first: Mark, last: Mark) -> bool {
    let mixed = |a, b| {
        matches!(
            (a, b),
            (Family::Curly, Family::Doubled | Family::Straight) | (Family::Straight | Family::Doubled, Family::Curly)
        )
    };
    first.family == last.family || (last.side == Side::Closes && mixed(first.family, last.family))
}

/// Sets each stretch's depth and drops those that cross another.
fn nest(found: &mut Vec<QuotationMarks>) {
    let mut open: Vec<Span> = Vec::new();
    found.retain_mut(|q| {
        while open.last().is_some_and(|outer| outer.end() <= q.span.start()) {
            open.pop();
        }
        if open.last().is_some_and(|outer| !outer.contains(q.span)) {
            return false;
        }
        q.depth = u8::try_from(open.len()).unwrap_or(u8::MAX);
        open.push(q.span);
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn prose(text: &str) -> Vec<Paragraph> {
        let mut start = 0;
        text.split_inclusive('\n')
            .filter_map(|line| {
                let span = Span::new(start, start + line.len()).trimmed(text);
                start += line.len();
                (!span.is_empty()).then_some(Paragraph {
                    span,
                    kind: ParagraphKind::Prose,
                    sentences: 0..0,
                    tokens: 0..0,
                })
            })
            .collect()
    }

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = quotations(text, &prose(text)).iter().map(|q| q.span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn every_glyph_opens_and_closes() {
        check(r#"She said "go now" twice."#, &[r#""go now""#]);
        check("She said “go now” twice.", &["“go now”"]);
        check("She said ”go now” twice.", &["”go now”"]);
        check("She said “go now“ twice.", &["“go now“"]);
        check("She said „go now“ twice.", &["„go now“"]);
        check("She said «go now» twice.", &["«go now»"]);
        check("She said ``go now'' twice.", &["``go now''"]);
        check("She said ''go now'' twice.", &["''go now''"]);
        check("She said ‘go now’ twice.", &["‘go now’"]);
        check("She said 'go now' twice.", &["'go now'"]);
        check("She said “go now\" twice.", &["“go now\""]);
        check("” … go now,” she said.", &["” … go now,”"]);
    }

    #[test]
    fn apostrophes_measures_and_elisions_are_no_marks() {
        check("The workers' union can't meet in the '90s, 'tis said.", &[]);
        check("He is 5'11\" and the board 6\" wide.", &[]);
        check("Rock 'n' roll is Anna's love.", &[]);
        check("She grew up in ’68 and the voters’ list is long.", &[]);
        check("\"It was 2019\" was all she said.", &["\"It was 2019\""]);
    }

    #[test]
    fn british_outer_marks_hold_apostrophes_and_possessives() {
        check("‘I don’t trust the voters’ list,’ he said.", &["‘I don’t trust the voters’ list,’"]);
        check("'The players' bus broke down,' she said.", &["'The players' bus broke down,'"]);
    }

    #[test]
    fn a_quotation_in_a_quotation_is_deeper() {
        let text = r#""He told me 'leave it' and I did," she said."#;
        let depths: Vec<u8> = quotations(text, &prose(text)).iter().map(|q| q.depth).collect();
        assert_eq!(depths, [0, 1]);
    }

    #[test]
    fn an_open_paragraph_is_continued_by_one_that_opens() {
        let text = "“We came late.\n“And we left early,” said Orla Finn.\n“No,” said Per Dahl.";
        let found = quotations(text, &prose(text));
        let flags: Vec<(bool, bool)> = found.iter().map(|q| (q.closed, q.continues)).collect();
        assert_eq!(flags, [(false, false), (true, true), (true, false)]);
    }

    #[test]
    fn one_that_never_closes_ends_with_its_paragraph() {
        check("He said: \"We came late.\nNobody came.", &["\"We came late."]);
        check("\"We came late, he said. \"Nobody came,\" he added.", &["\"We came late, he said.", "\"Nobody came,\""]);
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_nested(text in "([a-s ,.?]|[\"“”„«»'`‘’]|[0-9]|\n|é){0,120}") {
            let paragraphs = prose(&text);
            let found = quotations(&text, &paragraphs);
            for (i, a) in found.iter().enumerate() {
                prop_assert!(a.span.contains(a.inner) && text.get(a.span.start()..a.span.end()).is_some());
                prop_assert!(paragraphs[a.paragraph].span.contains(a.span));
                for b in &found[i + 1..] {
                    prop_assert!(a.span.start() <= b.span.start());
                    prop_assert!(!a.span.overlaps(b.span) || a.span.contains(b.span));
                }
            }
        }
    }
}
