//! Sayings that the layout shows: transcripts ("NAME: words"), pull quotes with the line that names their speaker, headlines.

use super::SourceForm;
use super::draft::Draft;
use super::phrase::{Phrase, phrase_right};
use super::sheet::Sheet;
use super::source::{Found, How};
use crate::annotate::{ParagraphKind, Pos};
use std::ops::Range;

/// Finds what transcripts and pull quotes say, in the order of the text.
pub(crate) fn laid_out(sheet: &Sheet) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let transcript = is_transcript(sheet);
    for index in 0..sheet.doc.paragraphs.len() {
        let found = match sheet.kind(index) {
            ParagraphKind::PullQuote => pull_quote(sheet, index),
            ParagraphKind::Prose if transcript => turn(sheet, index),
            ParagraphKind::Headline => headline_colon(sheet, index),
            _ => None,
        };
        drafts.extend(found);
    }
    drafts
}

/// A pull quote with the name in the line below it.
fn pull_quote(sheet: &Sheet, index: usize) -> Option<Draft> {
    if sheet.kind(index + 1) != ParagraphKind::PullQuoteSource {
        return None;
    }
    let line = sheet.paragraph(index + 1);
    let first = line.clone().find(|&i| !sheet.is_dash(i) && sheet.word(i) != "-")?;
    let phrase = named(sheet, first, line.end)?;
    let found = Found { phrases: vec![phrase], how: How::Inverted };
    Some(Draft::new(sheet.paragraph(index), found, None, "pull-quote").sure(0.9, 0.95))
}

/// The name at `first`: the recognised one, else the capitalised words.
fn named(sheet: &Sheet, first: usize, ceiling: usize) -> Option<Phrase> {
    if let Some(entity) = sheet.entity_at(first) {
        let tokens = first..entity.tokens.end.min(ceiling);
        return Some(Phrase { head: tokens.clone(), tokens, form: SourceForm::Name });
    }
    let capital = |i: &usize| sheet.word(*i).starts_with(char::is_uppercase);
    let end = (first..ceiling).take_while(capital).last()? + 1;
    Some(Phrase { tokens: first..end, head: first..end, form: SourceForm::Name })
}

/// The label of a transcript turn: "TODD:", "Q:", "Orla Finn:" at a paragraph's start, as the tokens before the colon.
fn label(sheet: &Sheet, index: usize) -> Option<Range<usize>> {
    let mut tokens = sheet.paragraph(index);
    if sheet.is_mark(tokens.start) {
        tokens.start += 1;
    }
    let colon = tokens.clone().take(7).find(|&i| sheet.word(i) == ":")?;
    let name = tokens.start..colon;
    let shouted = name.clone().all(|i| !sheet.word(i).chars().any(char::is_lowercase));
    let capital =
        name.clone().all(|i| sheet.word(i).starts_with(|c: char| c.is_uppercase() || c == '.') || sheet.word(i) == "-");
    let named = sheet.entity_at(tokens.start).is_some_and(|e| e.tokens.end == colon);
    let letters = name.clone().all(|i| sheet.word(i).chars().all(|c| c.is_alphanumeric() || ".'’-".contains(c)))
        && name.clone().any(|i| sheet.word(i).chars().any(char::is_alphabetic));
    let follows = colon + 1 < tokens.end && sheet.quote_at(colon + 1) == sheet.quote_at(colon);
    (letters && follows && !name.is_empty() && (shouted || named && capital) && name.len() <= 5).then_some(name)
}

/// Whether at least three paragraphs are turns, of at least two speakers, one of whom speaks twice, and most of them speak sentences.
fn is_transcript(sheet: &Sheet) -> bool {
    let turns: Vec<(usize, Range<usize>)> =
        (0..sheet.doc.paragraphs.len()).filter_map(|i| label(sheet, i).map(|name| (i, name))).collect();
    let stopped = |(index, _): &&(usize, Range<usize>)| {
        let tokens = sheet.paragraph(*index);
        (tokens.end.saturating_sub(2)..tokens.end).any(|i| sheet.is_stop(i))
    };
    let sentences = turns.iter().filter(stopped).count();
    let mut labels: Vec<&str> = turns.iter().map(|(_, name)| sheet.span_of(name).of(sheet.text())).collect();
    labels.sort_unstable();
    labels.dedup();
    turns.len() >= 3 && labels.len() >= 2 && labels.len() < turns.len() && sentences * 3 >= turns.len() * 2
}

/// One turn of a transcript.
fn turn(sheet: &Sheet, index: usize) -> Option<Draft> {
    let name = label(sheet, index)?;
    let tokens = sheet.paragraph(index);
    let phrase = Phrase { tokens: name.clone(), head: name.clone(), form: SourceForm::Name };
    let found = Found { phrases: vec![phrase], how: How::Subject };
    Some(Draft::new(name.end + 1..tokens.end, found, None, "transcript-turn").sure(0.9, 0.95))
}

/// "Finn: Harbour plan is dead" in a headline.
fn headline_colon(sheet: &Sheet, index: usize) -> Option<Draft> {
    let tokens = sheet.paragraph(index);
    let colon = tokens.clone().find(|&i| sheet.word(i) == ":")?;
    let phrase = phrase_right(sheet, tokens.start, colon)?;
    let whole = phrase.tokens.end == colon && phrase.form == SourceForm::Name;
    let rest = colon + 1..super::content::trim_right(sheet, colon + 1, content_end(sheet, &tokens));
    let clause = rest.clone().any(|i| matches!(sheet.pos(i), Pos::Verb | Pos::Aux));
    let quoted = rest.clone().all(|i| sheet.quote_at(i).is_some());
    (whole && clause && !quoted && rest.len() >= 3 && colon - tokens.start <= 4).then(|| {
        Draft::new(rest, Found { phrases: vec![phrase], how: How::Subject }, None, "headline-colon").sure(0.6, 0.8)
    })
}

fn content_end(sheet: &Sheet, tokens: &Range<usize>) -> usize {
    let mut end = tokens.end;
    while end > tokens.start && sheet.is_stop(end - 1) && sheet.quote_at(end - 1).is_none() {
        end -= 1;
    }
    end
}
