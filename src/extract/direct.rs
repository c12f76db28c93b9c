//! Direct speech: quotations with an attribution clause after or before them, and those that continue earlier speech.

use super::CueClass;
use super::content;
use super::cue::{CueForm, CueHit};
use super::draft::{Draft, Link};
use super::manner;
use super::phrase::phrase_right;
use super::sheet::{Quote, Sheet};
use super::source::{Found, How, inverted, source_of};
use crate::annotate::{ParagraphKind, Pos};
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

/// Direct speech of the document, and for each cue whether it is spent on a quotation alone.
pub(crate) struct Direct {
    /// One draft for each attribution clause, its quotations as pieces.
    pub drafts: Vec<Draft>,
    /// The quotations that a draft holds, as indices into `Sheet::quotes`.
    pub taken: Vec<bool>,
    /// The verbs of the cues that report nothing but these.
    pub spent: Vec<usize>,
}

/// Finds the attribution clause of each quotation, in the order of the text.
pub(crate) fn direct_speech(sheet: &Sheet, cues: &[CueHit]) -> Direct {
    let mut direct = Direct { drafts: Vec::new(), taken: vec![false; sheet.quotes.len()], spent: Vec::new() };
    for (index, quote) in sheet.quotes.iter().enumerate() {
        if skipped(sheet, quote) {
            continue;
        }
        let cue_range = cues_near(cues, sheet, quote);
        let clause = clause_of(sheet, cue_range, index);
        let Some(mut clause) = clause else { continue };
        if let Some(hit) = clause.hit.as_mut().filter(|hit| manner::is_told(sheet, quote, hit)) {
            hit.entry.class = CueClass::Speech;
        }
        direct.take(index);
        let follows = clause.hit.as_ref().is_some_and(|hit| hit.verb >= quote.tokens.end);
        let piece = if follows { content::with_lead(sheet, quote) } else { quote.tokens.clone() };
        if clause.spends
            && let Some(hit) = &clause.hit
        {
            direct.spent.push(hit.verb);
        }
        // Two quotations around one clause are pieces of one content.
        let same = |draft: &&mut Draft| {
            draft.cue.as_ref().map(|c| c.verb) == clause.hit.as_ref().map(|c| c.verb)
                && draft.source == clause.found
                && clause.hit.is_some()
        };
        if let Some(draft) = direct.drafts.last_mut().filter(same) {
            draft.pieces.push(piece);
            continue;
        }
        let sure = clause.sure;
        direct.drafts.push(Draft::new(piece, clause.found, clause.hit, clause.rule).sure(0.95, sure));
    }
    direct
}

impl Direct {
    fn take(&mut self, index: usize) {
        if let Some(taken) = self.taken.get_mut(index) {
            *taken = true;
        }
    }
}

/// Quotations in captions, credits, bylines and boilerplate are left alone.
fn skipped(sheet: &Sheet, quote: &Quote) -> bool {
    matches!(
        sheet.kind(quote.paragraph),
        ParagraphKind::Caption
            | ParagraphKind::Credit
            | ParagraphKind::Boilerplate
            | ParagraphKind::Byline
            | ParagraphKind::Dateline
    )
}

/// An attribution clause.
struct Clause {
    hit: Option<CueHit>,
    found: Found,
    rule: &'static str,
    /// Whether the cue reports nothing but quotations.
    spends: bool,
    sure: f32,
}

/// The cues of the quotation's paragraph.
fn cues_near<'c>(cues: &'c [CueHit], sheet: &Sheet, quote: &Quote) -> &'c [CueHit] {
    let tokens = sheet.paragraph(quote.paragraph);
    let first = cues.partition_point(|c| c.verb < tokens.start);
    let last = cues.partition_point(|c| c.verb < tokens.end);
    cues.get(first..last).unwrap_or(&[])
}

/// The clause beside quotation `index`: after it when its end asks for one, else before it.
fn clause_of(sheet: &Sheet, cues: &[CueHit], index: usize) -> Option<Clause> {
    let quote = sheet.quotes.get(index)?;
    let after = || clause_after(sheet, cues, index);
    let before = || clause_before(sheet, cues, index);
    if ends_open(sheet, quote) { after().or_else(before) } else { before().or_else(after) }
}

/// Whether the quotation ends with a comma, inside or right after it: then its clause follows.
fn ends_open(sheet: &Sheet, quote: &Quote) -> bool {
    sheet.word(sheet.last_inside(quote)) == "," || sheet.word(quote.tokens.end) == ","
}

/// `"…," said Finn`, `"…," Finn said`, `"…," according to Finn`, `"…" — Orla Finn`.
fn clause_after(sheet: &Sheet, cues: &[CueHit], index: usize) -> Option<Clause> {
    let quote = sheet.quotes.get(index)?;
    let last = sheet.last_inside(quote);
    let outside = sheet.word(quote.tokens.end) == ",";
    let from = quote.tokens.end + usize::from(outside);
    let next_quote = sheet.quotes.get(index + 1).map_or(usize::MAX, |q| q.tokens.start);
    let limit = sheet.paragraph(quote.paragraph).end.min(next_quote).min(sheet.sentence(from).end);
    if from >= limit {
        return None;
    }
    if sheet.is_dash(from) {
        return signature(sheet, from + 1, limit);
    }
    let open = ends_open(sheet, quote);
    let asks = sheet.word(last).starts_with(['?', '!', '—', '…', '-']) || sheet.word(last).starts_with("..");
    let stopped = sheet.word(last).starts_with('.') && !sheet.word(last).starts_with("..");
    for hit in cues.iter().filter(|c| c.verb >= from && c.verb < limit && sheet.quote_at(c.verb).is_none()) {
        if hit.form == CueForm::According {
            return (hit.verb == from && (open || asks)).then(|| source_of(sheet, hit, from)).flatten().map(|found| {
                Clause { hit: Some(hit.clone()), found, rule: "quote-according-to", spends: true, sure: 0.9 }
            });
        }
        let adverb = usize::from(sheet.pos(from) == Pos::Adv);
        let first = hit.group.start == from || hit.verb == from + adverb;
        if first && hit.form == CueForm::Finite {
            if let Some(found) = inverted(sheet, hit).filter(|_| open || asks || hit.verb == from) {
                return Some(Clause {
                    hit: Some(hit.clone()),
                    found,
                    rule: "quote-cue-source",
                    spends: true,
                    sure: 0.93,
                });
            }
            // "…," said on Monday: a cue without a subject.
            return (open && hit.verb == from).then(|| Clause {
                hit: Some(hit.clone()),
                found: Found::default(),
                rule: "quote-cue",
                spends: true,
                sure: 0.0,
            });
        }
        if hit.form != CueForm::Finite || stopped && !outside {
            break;
        }
        let Some(found) = source_of(sheet, hit, from) else { continue };
        let at_start = found
            .start()
            .is_some_and(|s| s == from || s == from + 1 && sheet.pos(from) == Pos::Adv || describes(sheet, from, s));
        // `"…," when Finn blamed him` tells when it was said, not who said it.
        if !at_start || !(open || asks) || sheet.is_any(from, &SUBORDINATE) {
            continue;
        }
        if !open && takes_own_content(sheet, hit, limit) || ends_a_fronted_phrase(sheet, quote, hit) {
            continue;
        }
        return Some(Clause { hit: Some(hit.clone()), found, rule: "quote-source-cue", spends: true, sure: 0.95 });
    }
    let (hit, found) = manner::clause(sheet, from, limit).filter(|_| open)?;
    let rule = if found.how == How::Inverted { "quote-cue-source" } else { "quote-source-cue" };
    Some(Clause { hit: Some(hit), found, rule, spends: true, sure: 0.9 })
}

/// Words that open a clause which says when or why something was said.
const SUBORDINATE: [&str; 11] =
    ["when", "after", "before", "while", "because", "since", "until", "though", "although", "if", "where"];

/// Whether from `from` to the name at `name` goes a description of it: `the harbour master, Orla Finn, said`.
fn describes(sheet: &Sheet, from: usize, name: usize) -> bool {
    let description = phrase_right(sheet, from, name).filter(|p| p.form == super::SourceForm::Description);
    description.is_some_and(|p| p.tokens.end + 1 == name && sheet.word(p.tokens.end) == ",")
}

/// `"…" — Orla Finn`: the name after a dash.
fn signature(sheet: &Sheet, from: usize, limit: usize) -> Option<Clause> {
    let phrase = phrase_right(sheet, from, limit)?;
    let name = phrase.form == super::SourceForm::Name;
    let clean = (phrase.tokens.end..limit).all(|i| !matches!(sheet.pos(i), Pos::Verb | Pos::Aux));
    // `"Boats lie idle" — Ellery Star, May 3`: the title of an article with its paper and day.
    let end = phrase.tokens.end;
    let listed = sheet.word(end) == "," && sheet.is_date_word(end + 1);
    let dated = listed || !phrase.is_person(sheet) && (end..limit).any(|i| sheet.is_date_word(i));
    (name && clean && !dated).then(|| Clause {
        hit: None,
        found: Found { phrases: vec![phrase], how: How::Inverted },
        rule: "quote-dash-name",
        spends: false,
        sure: 0.9,
    })
}

/// Whether the quotation is a title or a word in the phrase that opens its sentence, and the cue has a content of its own:
/// `On "Harbour News," Finn said the boat was late`.
fn ends_a_fronted_phrase(sheet: &Sheet, quote: &Quote, hit: &CueHit) -> bool {
    let start = sheet.sentence(quote.tokens.start).start;
    let opens = start < quote.tokens.start && sheet.pos(start) == Pos::Adp;
    let gerund = sheet.pos(start + 1) == Pos::Verb && sheet.word(start + 1).ends_with("ing");
    let verbless = !content::has_verb(sheet, &(start..quote.tokens.start));
    opens && (gerund || verbless) && content::opening(sheet, hit).is_some()
}

/// Whether words follow the cue that it may report itself ("he said he was tired").
fn takes_own_content(sheet: &Sheet, hit: &CueHit, limit: usize) -> bool {
    let next = hit.verb + 1;
    next < limit
        && !sheet.is_stop(next)
        && !matches!(sheet.pos(next), Pos::Punct | Pos::Adp | Pos::Adv | Pos::Cconj | Pos::Sconj)
        && !sheet.is_date_word(next)
        && !hit.takes_addressee()
        && !sheet.word(next).ends_with("ing")
        || sheet.is(next, "that")
}

/// `Finn said, "…"`, `Finn told reporters on Monday: "…"`, `Finn put it this way: "…"`.
fn clause_before(sheet: &Sheet, cues: &[CueHit], index: usize) -> Option<Clause> {
    let quote = sheet.quotes.get(index)?;
    let last = quote.tokens.start.checked_sub(1)?;
    let paragraph = sheet.paragraph(quote.paragraph);
    if last < paragraph.start || sheet.quote_at(last).is_some() {
        return None;
    }
    let colon = sheet.word(last) == ":";
    let comma = sheet.word(last) == ",";
    // `Finn wrote "The boat is lost."`
    let told = || cues.iter().any(|c| c.verb == last && c.form == CueForm::Finite && c.entry.probability > 0.4);
    let bare = !colon && !comma;
    if bare && !(told() && is_told_whole(sheet, quote)) {
        return None;
    }
    let mark = if bare { quote.tokens.start } else { last };
    let previous = index.checked_sub(1).and_then(|i| sheet.quotes.get(i)).map_or(0, |q| q.tokens.end);
    let sentence = sheet.sentence(last);
    let floor = sentence.start.max(paragraph.start);
    let near = cues
        .iter()
        .rev()
        .filter(|c| c.verb >= floor && c.verb < mark && c.verb >= previous && sheet.quote_at(c.verb).is_none());
    for hit in near {
        let between = hit.group.end..mark;
        let own =
            between.clone().any(|i| matches!(sheet.pos(i), Pos::Verb | Pos::Aux) && !sheet.word(i).ends_with("ing"));
        if own && !colon {
            return None;
        }
        // Between two halves of a quotation the source may stand after the cue: `"…," said Finn, "…"`.
        // So it does where the verb opens the sentence: `Said Finn: "…"`.
        let turned = || {
            let opens = hit.group.start == sheet.sentence(hit.verb).start;
            (opens || previous > floor && hit.group.start <= previous + 1).then(|| inverted(sheet, hit)).flatten()
        };
        let found = match hit.form {
            CueForm::Passive if hit.lemma == "quote" => passive_subject(sheet, hit, floor),
            CueForm::According => source_of(sheet, hit, floor).filter(|f| f.end() == Some(mark)),
            // `…, asks the editor Orla Finn, "…"`: the name that ends at the mark.
            CueForm::Finite if sheet.word(hit.group.start.wrapping_sub(1)) == "," && hit.group.start > floor => {
                let named = |f: &Found| f.end() == Some(mark) && f.phrases.iter().all(|p| p.is_person(sheet));
                inverted(sheet, hit)
                    .filter(named)
                    .or_else(|| source_of(sheet, hit, floor.max(previous)))
                    .or_else(turned)
            }
            _ => source_of(sheet, hit, floor.max(previous)).or_else(turned).or_else(|| source_of(sheet, hit, floor)),
        };
        if let Some(found) = found {
            let sure = if found.how == How::Shared { 0.8 } else { 0.93 };
            let spends = !own;
            return Some(Clause {
                hit: Some(hit.clone()),
                found,
                rule: match (hit.form, colon) {
                    (CueForm::According, _) => "according-to",
                    (_, true) => "source-cue-colon-quote",
                    (_, false) => "source-cue-quote",
                },
                spends,
                sure,
            });
        }
        if hit.entry.probability > 0.5 && !own && !bare {
            return Some(Clause {
                hit: Some(hit.clone()),
                found: Found::default(),
                rule: "cue-quote",
                spends: true,
                sure: 0.0,
            });
        }
    }
    if colon && quote.words >= 3 {
        return colon_subject(sheet, floor..mark);
    }
    None
}

/// "was quoted as saying": the subject speaks.
fn passive_subject(sheet: &Sheet, hit: &CueHit, floor: usize) -> Option<Found> {
    let active = CueHit { form: CueForm::Finite, ..hit.clone() };
    source_of(sheet, &active, floor)
}

/// The subject of the clause before a colon when it has no reporting verb ("Finn had one wish: …", "Orla Finn: …").
fn colon_subject(sheet: &Sheet, clause: Range<usize>) -> Option<Clause> {
    let phrase = phrase_right(sheet, clause.start, clause.end)?;
    let alone = phrase.tokens.end == clause.end;
    if !(phrase.is_person(sheet) || phrase.form == super::SourceForm::Pronoun) {
        return None;
    }
    let found = Found { phrases: vec![phrase], how: How::Subject };
    let (rule, sure) = if alone { ("name-colon-quote", 0.9) } else { ("clause-colon-quote", 0.6) };
    Some(Clause { hit: None, found, rule, spends: false, sure })
}

/// Gives the quotations that no clause attributes to the speech they continue.
///
/// A quotation that is a whole sentence continues the speech of its paragraph; alone in its paragraph it continues the
/// paragraph before, surely when that did not close, and otherwise with little confidence.
pub(crate) fn continue_speech(sheet: &Sheet, direct: &mut Direct, indirect: &[Draft]) {
    let (mut quoted, reported) = (Places::new(sheet, &direct.drafts), Places::new(sheet, indirect));
    for (index, quote) in sheet.quotes.iter().enumerate() {
        if direct.taken.get(index).copied().unwrap_or(true) || skipped(sheet, quote) || !is_sentence(sheet, quote) {
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
    for hit in hits.iter().rev().filter(|h| sheet.quote_at(h.verb).is_none() && (colon || h.group.end == mark)) {
        if let Some(found) = source_of(sheet, hit, sentence.start) {
            let mut draft =
                Draft::new(quote.tokens.clone(), found, Some(hit.clone()), "colon-paragraph").sure(0.95, 0.9);
            draft.link = Link::Carried;
            return Some(draft);
        }
    }
    if comma {
        return None;
    }
    // "On Monday, Finn made the following remark:"
    let fronted = || {
        let comma = (sentence.start..mark.min(sentence.start + 8)).find(|&i| sheet.word(i) == ",")?;
        (sheet.pos(sentence.start) == Pos::Adp).then(|| colon_subject(sheet, comma + 1..mark)).flatten()
    };
    let clause = fronted().or_else(|| colon_subject(sheet, sentence.start..mark))?;
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
    begins && (ends || whole && sheet.kind(quote.paragraph) == ParagraphKind::Prose) && quote.words >= 2
}

/// Whether the quotation is one clause or more, and neither words picked out nor a title: a verb, small letters and a stop.
fn is_told_whole(sheet: &Sheet, quote: &Quote) -> bool {
    let capital = |i: usize| sheet.word(i).starts_with(char::is_uppercase);
    let last = sheet.last_inside(quote);
    let stopped = sheet.is_stop(last) || sheet.word(last).ends_with(['.', '!', '?', ',']);
    let inner = quote.tokens.start + 1..last;
    let small = inner.clone().filter(|&i| sheet.word(i).starts_with(char::is_lowercase)).count();
    let large = inner.clone().filter(|&i| capital(i)).count();
    capital(inner.start) && stopped && small >= 3 && small > large && content::has_verb(sheet, &inner)
}
