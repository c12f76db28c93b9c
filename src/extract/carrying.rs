//! Quotations that no clause attributes: they go on with the speech of their sentence, their paragraph or the one before.

use super::CueClass;
use super::cue::{CueForm, CueHit};
use super::direct::{Direct, colon_subject, fronted_subject, skipped};
use super::draft::{Draft, Link};
use super::sheet::{Quote, Sheet};
use super::source::{How, is_finite, source_of};
use crate::annotate::{ParagraphKind, Pos};
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

/// Gives the quotations that no clause attributes to the speech they continue.
///
/// A quotation that is a whole sentence continues the speech of its paragraph; alone in its paragraph it continues the
/// paragraph before, surely when that did not close, and otherwise with little confidence.
pub(crate) fn continue_speech(sheet: &Sheet, direct: &mut Direct, indirect: &[Draft]) {
    let (mut quoted, reported) = (Places::new(sheet, &direct.drafts), Places::new(sheet, indirect));
    for (index, quote) in sheet.quotes.iter().enumerate() {
        if direct.taken.get(index).copied().unwrap_or(true) || skipped(sheet, quote) {
            continue;
        }
        if let Some((at, piece)) = resumed(sheet, &direct.drafts, &quoted, quote) {
            direct.take(index);
            if let Some(draft) = direct.drafts.get_mut(at) {
                draft.pieces.push(piece);
            }
            continue;
        }
        if !is_sentence(sheet, quote) || is_heading(sheet, quote) {
            continue;
        }
        let spoken = Spoken { direct: &direct.drafts, quoted: &quoted, indirect, reported: &reported };
        let Some(draft) = continuation(sheet, &spoken, quote) else { continue };
        direct.take(index);
        match draft {
            Continuation::Piece(at) => {
                if let Some(draft) = direct.drafts.get_mut(at) {
                    draft.pieces.push(quote.tokens.clone());
                    draft.pieces.sort_by_key(|p| p.start);
                    quoted.add(quote.paragraph, at);
                }
            }
            Continuation::New(draft) => {
                quoted.add(quote.paragraph, direct.drafts.len());
                direct.drafts.push(draft);
            }
        }
    }
    direct.drafts.sort_by_key(Draft::start);
}

/// Words with which somebody goes on after the attribution clause.
const GOING_ON: [&str; 8] = ["but", "and", "so", "because", "yet", "or", "although", "though"];

/// The draft that goes on in the quotation, and its piece with the words that lead to it: `"I love boats," Finn said, but "they
/// are never dry."`
fn resumed(sheet: &Sheet, drafts: &[Draft], quoted: &Places, quote: &Quote) -> Option<(usize, Range<usize>)> {
    let (first, end) = (quote.tokens.start, quote.tokens.end);
    let sentence = sheet.sentence(first);
    let ends = end >= sentence.end || sheet.is_stop(end);
    if quote.words < 3 || !quote.closed || !ends {
        return None;
    }
    let comma = (sentence.start..first).rev().take(6).find(|&i| sheet.word(i) == ",")?;
    let lead = comma + 1..first;
    let verbless = |mut tokens: Range<usize>| tokens.all(|i| !matches!(sheet.pos(i), Pos::Verb | Pos::Aux));
    if !sheet.is_any(lead.start, &GOING_ON) || !verbless(lead.clone()) {
        return None;
    }
    let clause = |draft: &Draft| {
        let hit = draft.cue.as_ref()?;
        let last = draft.source.end().map_or(hit.group.end, |end| end.max(hit.group.end));
        let follows = draft.pieces.last().is_some_and(|p| p.end <= hit.group.start && sentence.start < p.end);
        (follows && last <= comma && comma < last + 8 && verbless(last..comma)).then_some(())
    };
    let near = quoted.of(drafts, quote.paragraph..=quote.paragraph);
    let (at, _) = near.filter(|(_, draft)| clause(draft).is_some()).last()?;
    Some((at, lead.start..end))
}

/// Which drafts have a piece that was once their last in which paragraph: a long text has thousands.
#[derive(Default)]
struct Places(BTreeMap<usize, Vec<usize>>);

impl Places {
    fn new(sheet: &Sheet, drafts: &[Draft]) -> Self {
        let mut places = Self::default();
        for (index, draft) in drafts.iter().enumerate() {
            places.add(sheet.paragraph_index(place(draft)), index);
        }
        places
    }

    fn add(&mut self, paragraph: usize, index: usize) {
        self.0.entry(paragraph).or_default().push(index);
    }

    /// The drafts of these paragraphs.
    fn of<'d>(
        &self,
        drafts: &'d [Draft],
        paragraphs: RangeInclusive<usize>,
    ) -> impl Iterator<Item = (usize, &'d Draft)> {
        self.0.range(paragraphs).flat_map(|(_, list)| list).filter_map(|&index| Some((index, drafts.get(index)?)))
    }
}

/// Where a draft's last piece begins.
fn place(draft: &Draft) -> usize {
    draft.pieces.last().map_or(0, |p| p.start)
}

/// The speech so far, to be found by paragraph.
struct Spoken<'d> {
    direct: &'d [Draft],
    quoted: &'d Places,
    indirect: &'d [Draft],
    reported: &'d Places,
}

enum Continuation {
    /// Another piece of an existing draft.
    Piece(usize),
    /// A saying of its own with an earlier speaker.
    New(Draft),
}

fn continuation(sheet: &Sheet, spoken: &Spoken, quote: &Quote) -> Option<Continuation> {
    let here =
        |draft: &Draft| sheet.paragraph_index(place(draft)) == quote.paragraph && draft.start() < quote.tokens.start;
    let paragraph = quote.paragraph..=quote.paragraph;
    let earlier = spoken.quoted.of(spoken.direct, paragraph.clone()).filter(|(_, d)| here(d));
    let earlier = earlier.max_by_key(|(index, d)| (d.start(), *index));
    let said = spoken.reported.of(spoken.indirect, paragraph);
    let said = said.filter(|(_, d)| here(d) && may_go_on(d)).max_by_key(|(index, _)| *index);
    // An indirect saying between the two takes over.
    let newer = |d: &Draft| earlier.is_none_or(|(_, e)| place(e) < place(d));
    if let Some((_, draft)) = said.filter(|(_, d)| newer(d) && !d.is_sourceless()) {
        return Some(Continuation::New(carried(draft, quote, Link::SameParagraph, "quote-after-indirect", 0.8)));
    }
    if let Some((at, _)) = earlier {
        return Some(Continuation::Piece(at));
    }
    before_paragraph(sheet, spoken, quote)
}

/// Whether a quotation without an attribution may go on with this saying's speaker: a speaker of the main clause, not one
/// named in passing ("despite officials saying", "according to the data").
fn may_go_on(draft: &Draft) -> bool {
    let passing = draft.cue.as_ref().is_some_and(|hit| match hit.form {
        CueForm::According => true,
        CueForm::Participle => draft.source.how == How::Subject,
        _ => false,
    });
    draft.class() == CueClass::Speech && !passing
}

/// The most paragraphs between a speaker and a quotation that is still taken for theirs.
const MOST_PARAGRAPHS: usize = 3;

/// The speaker of a quotation whose paragraph names none before it.
fn before_paragraph(sheet: &Sheet, spoken: &Spoken, quote: &Quote) -> Option<Continuation> {
    let tokens = sheet.paragraph(quote.paragraph);
    if let Some(draft) = introduced(sheet, quote) {
        return Some(Continuation::New(draft));
    }
    // "Bottom line: “Simply pour.”", "July 15, 1960: “In honour of …”": a label, and whose words follow it is not told.
    if quote.tokens.start > tokens.start && is_label(sheet, quote.tokens.start - 1) {
        return None;
    }
    if let Some(draft) = told_before(sheet, quote) {
        return Some(Continuation::New(draft));
    }
    let near = quote.paragraph.saturating_sub(MOST_PARAGRAPHS)..=quote.paragraph;
    let all = spoken.quoted.of(spoken.direct, near.clone()).chain(spoken.reported.of(spoken.indirect, near));
    let (_, last) = all
        .filter(|(_, d)| d.start() < tokens.start && !d.is_sourceless() && may_go_on(d))
        .max_by_key(|(_, d)| place(d))?;
    let gap = quote.paragraph - sheet.paragraph_index(place(last)).min(quote.paragraph);
    let (rule, sure) = match () {
        () if quote.continues => ("quote-continues", 0.95),
        () if gap <= 1 => ("last-speaker", 0.6),
        () => ("last-speaker-far", 0.4),
    };
    Some(Continuation::New(carried(last, quote, Link::Carried, rule, sure)))
}

/// `Dahl left the port early. "It was no place for me."`: the person of whom the sentence before tells, in the same paragraph.
fn told_before(sheet: &Sheet, quote: &Quote) -> Option<Draft> {
    let last = quote.tokens.start.checked_sub(1)?;
    let sentence = sheet.sentence(last);
    let told = sentence.start >= sheet.paragraph(quote.paragraph).start
        && sheet.is_stop(last)
        && sentence.clone().all(|i| sheet.quote_at(i).is_none());
    if !told {
        return None;
    }
    let clause = colon_subject(sheet, sentence.start..last).or_else(|| fronted_subject(sheet, sentence.start, last))?;
    let phrase = clause.found.phrases.first()?;
    let person = phrase.is_person(sheet) || sheet.is_any(phrase.head.start, &["he", "she"]);
    let acts = (phrase.tokens.end..last).any(|i| is_finite(sheet, i));
    let mut draft = Draft::new(quote.tokens.clone(), clause.found, None, "told-before-quote").sure(0.85, 0.6);
    draft.link = Link::Carried;
    (person && acts).then_some(draft)
}

/// Whether the colon at `mark` ends words without a clause, or that tell the reader to do something.
fn is_label(sheet: &Sheet, mark: usize) -> bool {
    let first = sheet.sentence(mark).start;
    let clause = (first..mark).any(|i| is_finite(sheet, i));
    let told = sheet.pos(first) == Pos::Verb && sheet.word(first).eq_ignore_ascii_case(sheet.lemma(first));
    sheet.word(mark) == ":" && (!clause || told)
}

/// `Finn continued:` or a sentence about somebody right before the quotation, in its paragraph or the one before.
fn introduced(sheet: &Sheet, quote: &Quote) -> Option<Draft> {
    let mark = quote.tokens.start.checked_sub(1)?;
    let sentence = sheet.sentence(mark);
    let before = sheet.paragraph_index(mark) + 1 == quote.paragraph;
    let colon = sheet.word(mark) == ":" && (before || sheet.paragraph_index(mark) == quote.paragraph);
    // "Finn stated," at the end of a paragraph.
    let comma = sheet.word(mark) == "," && before;
    if !colon && !comma {
        return None;
    }
    let hits: Vec<CueHit> = super::cue::cues_in(sheet, sentence.clone());
    // "The book deals with the port, and it is long: “…”": what another verb does is no speech.
    let apart = |h: &CueHit| h.is_doubtful() && (h.group.end..mark).any(|i| is_finite(sheet, i));
    let near = |h: &&CueHit| sheet.quote_at(h.verb).is_none() && (colon || h.group.end == mark) && !apart(h);
    for hit in hits.iter().rev().filter(near) {
        if let Some(found) = source_of(sheet, hit, sentence.start) {
            let mut hit = hit.clone();
            // "Finn made the following remark:" tells of speech, whatever else its verb does.
            if colon && !matches!(hit.lemma, "think" | "wonder" | "believe" | "feel" | "hope") {
                hit.entry.class = CueClass::Speech;
            }
            let mut draft = Draft::new(quote.tokens.clone(), found, Some(hit), "colon-paragraph").sure(0.95, 0.9);
            draft.link = Link::Carried;
            return Some(draft);
        }
    }
    if comma {
        return None;
    }
    let clause = fronted_subject(sheet, sentence.start, mark).or_else(|| colon_subject(sheet, sentence.start..mark))?;
    let mut draft = Draft::new(quote.tokens.clone(), clause.found, None, "colon-paragraph").sure(0.9, clause.sure);
    draft.link = Link::Carried;
    Some(draft)
}

fn carried(from: &Draft, quote: &Quote, link: Link, rule: &'static str, sure: f32) -> Draft {
    let mut draft =
        Draft::new(quote.tokens.clone(), from.source.clone(), None, rule).sure(0.85, sure * from.source_confidence);
    draft.link = link;
    draft
}

/// Whether the quotation alone in its paragraph is the heading of what follows: few words, nearly all with a capital
/// ('Legend in the Coal Fields.').
fn is_heading(sheet: &Sheet, quote: &Quote) -> bool {
    let alone = sheet.paragraph(quote.paragraph) == quote.tokens;
    alone && quote.words <= 8 && title_words(sheet, quote.tokens.clone()).is_some_and(|words| words > 1)
}

/// How many long words the tokens have, where each begins with a capital as in a title.
pub(super) fn title_words(sheet: &Sheet, tokens: impl Iterator<Item = usize>) -> Option<usize> {
    let long = |i: &usize| sheet.word(*i).chars().filter(|c| c.is_alphabetic()).count() > 3;
    let mut words = 0;
    let titled = tokens.filter(long).all(|i| {
        words += 1;
        sheet.word(i).starts_with(char::is_uppercase)
    });
    titled.then_some(words)
}

/// Whether the quotation is a sentence or more of its own: it begins where one may, ends with a stop, and is no title.
fn is_sentence(sheet: &Sheet, quote: &Quote) -> bool {
    let paragraph = sheet.paragraph(quote.paragraph);
    let begins = quote.tokens.start <= paragraph.start
        || sheet.is_stop(quote.tokens.start - 1)
        || sheet.word(quote.tokens.start - 1) == ":"
        || sheet.is_mark(quote.tokens.start - 1);
    let last = sheet.last_inside(quote);
    let stopped = sheet.is_stop(last) || sheet.word(last).ends_with(['.', '!', '?', '—', '…']) || !quote.closed;
    let ends = stopped
        && (quote.tokens.end >= paragraph.end
            || sheet.sentence(quote.tokens.end).start == quote.tokens.end
            || sheet.quote_at(quote.tokens.end).is_some());
    let whole = quote.tokens.start <= paragraph.start && quote.tokens.end >= paragraph.end;
    // `"It is no reform. It is just a tax" for a few.`: of several sentences the last one goes on outside.
    let several = quote.words >= 8 && (quote.tokens.start + 2..last).any(|i| sheet.sentence(i).start == i);
    begins && (ends || several || whole && sheet.kind(quote.paragraph) == ParagraphKind::Prose) && quote.words >= 2
}
