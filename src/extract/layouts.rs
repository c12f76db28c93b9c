//! Sayings that the layout shows: transcripts ("NAME: words"), pull quotes with the line that names their speaker, headlines.

use super::cue::{CueForm, CueHit};
use super::draft::Draft;
use super::phrase::{Phrase, phrase_right};
use super::sheet::Sheet;
use super::source::{Found, How, source_of};
use super::{CueClass, SourceForm, content};
use crate::annotate::{EntityKind, EntityMention, ParagraphKind, Pos};
use std::ops::Range;

/// Finds what transcripts and pull quotes say, in the order of the text.
pub(crate) fn laid_out(sheet: &Sheet) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let transcript = is_transcript(sheet);
    for index in 0..sheet.doc.paragraphs.len() {
        let found = match sheet.kind(index) {
            ParagraphKind::PullQuote => pull_quote(sheet, index),
            ParagraphKind::Prose if transcript => turn(sheet, index),
            ParagraphKind::Prose => block_after_colon(sheet, index).or_else(|| signed(sheet, index)),
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
    let label = tokens.start..colon;
    let study = label.len() == 1 && sheet.is_any(label.start, &["poll", "report", "study", "survey"]);
    let person = is_person(sheet, &label);
    let phrase = if person || study {
        let form = if person { SourceForm::Name } else { SourceForm::Description };
        Phrase { tokens: label.clone(), head: label, form }
    } else {
        phrase_right(sheet, tokens.start, colon)?
    };
    let thing = sheet.entity_kind(tokens.start) == Some(EntityKind::Misc);
    let whole = phrase.tokens.end == colon && (study || phrase.form == SourceForm::Name && !thing);
    let rest = colon + 1..content::trim_right(sheet, colon + 1, content_end(sheet, &tokens));
    let clause = rest.clone().any(|i| matches!(sheet.pos(i), Pos::Verb | Pos::Aux));
    let quoted = rest.clone().all(|i| sheet.quote_at(i).is_some());
    // In a title written in capitals the tagger takes verbs for names; "how", "what" and the like open a feature's title.
    let told = clause || person && rest.len() >= 5 && !matches!(sheet.pos(rest.start), Pos::Det | Pos::Adv | Pos::Pron);
    (whole && told && !quoted && rest.len() >= 3 && colon - tokens.start <= 4).then(|| {
        Draft::new(rest, Found { phrases: vec![phrase], how: How::Subject }, None, "headline-colon").sure(0.6, 0.8)
    })
}

/// Whether the tokens are a person's name, or the last name of somebody whom the text names.
fn is_person(sheet: &Sheet, label: &Range<usize>) -> bool {
    let people = || sheet.doc.entities.iter().filter(|e| e.kind == EntityKind::Person);
    let whole = people().any(|e| e.tokens == *label);
    let last = label.end.saturating_sub(1);
    let named = |e: &EntityMention| e.tokens.len() > 1 && sheet.word(e.tokens.end - 1) == sheet.word(last);
    whole || label.len() == 1 && sheet.word(last).starts_with(char::is_uppercase) && people().any(named)
}

/// A paragraph without marks after one that ends "Finn added:".
fn block_after_colon(sheet: &Sheet, index: usize) -> Option<Draft> {
    let tokens = sheet.paragraph(index);
    let colon = sheet.paragraph(index.checked_sub(1)?).end.checked_sub(1)?;
    let letters = sheet.word(tokens.start).starts_with(char::is_alphabetic);
    let stopped = (tokens.end.saturating_sub(2)..tokens.end).any(|i| sheet.is_stop(i));
    let quoted = tokens.clone().any(|i| sheet.quote_at(i).is_some());
    if sheet.word(colon) != ":" || !letters || !stopped || quoted || tokens.len() < 8 {
        return None;
    }
    let sentence = sheet.sentence(colon);
    let hits = super::cue::cues_in(sheet, sentence.clone());
    let hit = hits.iter().rev().find(|hit| sheet.quote_at(hit.verb).is_none())?;
    let speech = hit.form == CueForm::Finite && hit.entry.class == CueClass::Speech && hit.entry.probability > 0.5;
    let plain = !hit.negated && !hit.hypothetical && ends_there(sheet, hit, colon);
    let found = source_of(sheet, hit, sentence.start).filter(|_| speech && plain)?;
    Some(Draft::new(tokens, found, Some(hit.clone()), "colon-block").sure(0.8, 0.9))
}

/// Whether nothing but a hearer, a day or an occasion stands between the cue and the colon.
fn ends_there(sheet: &Sheet, hit: &CueHit, colon: usize) -> bool {
    let hearer = hit.takes_addressee().then(|| content::addressed(sheet, hit.group.end, colon)).flatten();
    let from = hearer.map_or(hit.group.end, |phrase| phrase.tokens.end);
    content::skip_adjuncts(sheet, from, colon) >= colon
}

/// A paragraph without marks that ends with the name of somebody whom the article speaks of: "Nobody asked us. Orla Finn".
fn signed(sheet: &Sheet, index: usize) -> Option<Draft> {
    let tokens = sheet.paragraph(index);
    let line = sheet.sentence(tokens.end.checked_sub(1)?);
    let name = sheet.entity_at(line.start).filter(|e| e.kind == EntityKind::Person && e.tokens.start == line.start)?;
    let rest = name.tokens.end..line.end;
    let role = sheet.word(rest.start) == "," && rest.len() <= 6 && !rest.clone().any(|i| sheet.is_stop(i));
    let verbless = line.clone().all(|i| !matches!(sheet.pos(i), Pos::Verb | Pos::Aux));
    let quoted = tokens.clone().any(|i| sheet.quote_at(i).is_some());
    let after = line.start > tokens.start && sheet.is_stop(line.start - 1) && line.start - tokens.start >= 6;
    let known = sheet
        .doc
        .entities
        .iter()
        .filter(|e| e.tokens != name.tokens)
        .any(|e| e.kind == EntityKind::Person && sheet.word(e.tokens.end - 1) == sheet.word(name.tokens.end - 1));
    if name.tokens.len() < 2 || !(rest.is_empty() || role) || !verbless || quoted || !after || !known {
        return None;
    }
    let phrase = Phrase { tokens: name.tokens.clone(), head: name.tokens.clone(), form: SourceForm::Name };
    let found = Found { phrases: vec![phrase], how: How::Inverted };
    Some(Draft::new(tokens.start..line.start, found, None, "signed-paragraph").sure(0.8, 0.9))
}

fn content_end(sheet: &Sheet, tokens: &Range<usize>) -> usize {
    let mut end = tokens.end;
    while end > tokens.start && sheet.is_stop(end - 1) && sheet.quote_at(end - 1).is_none() {
        end -= 1;
    }
    end
}
