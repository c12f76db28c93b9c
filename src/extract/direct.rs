//! Direct speech: quotations with an attribution clause after or before them.

use super::CueClass;
use super::content;
use super::cue::{CueForm, CueHit};
use super::draft::Draft;
use super::manner;
use super::phrase::phrase_right;
use super::sheet::{Quote, Sheet};
use super::source::{Found, How, inverted, source_of};
use crate::annotate::{ParagraphKind, Pos};
use std::ops::Range;

/// From this probability on a verb reports a quotation though nobody is its subject.
const SURE_CUE: f32 = 0.5;

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
    /// Notes that a draft holds the quotation.
    pub(super) fn take(&mut self, index: usize) {
        if let Some(taken) = self.taken.get_mut(index) {
            *taken = true;
        }
    }
}

/// Quotations in captions, credits, bylines and boilerplate are left alone.
pub(super) fn skipped(sheet: &Sheet, quote: &Quote) -> bool {
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
pub(super) struct Clause {
    hit: Option<CueHit>,
    pub(super) found: Found,
    rule: &'static str,
    /// Whether the cue reports nothing but quotations.
    spends: bool,
    pub(super) sure: f32,
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
    let last = sheet.last_inside(quote);
    // "once they are there[,]" is the writer's comma.
    let written = sheet.word(last) == "]" && sheet.word(last.wrapping_sub(1)) == ",";
    sheet.word(last) == "," || written || sheet.word(quote.tokens.end) == ","
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
        // `would “gladly” sign the budget`: the verb belongs to what stands before the quotation.
        let bare = quote.tokens.start.checked_sub(1).filter(|_| sheet.word(hit.verb) == hit.lemma);
        if first && bare.is_some_and(|i| sheet.pos(i) == Pos::Aux || sheet.is(i, "to")) {
            continue;
        }
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
            // "…," said on Monday: a cue without a subject, which must be one ("The trial, called "Together," began in May").
            let object = sheet.is_any(hit.verb + 1, &["him", "her", "it", "them", "us", "me"]);
            let sure = hit.entry.probability >= SURE_CUE && !object;
            return (open && sure && hit.verb == from).then(|| Clause {
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
    let tells = |c: &CueHit| match c.form {
        CueForm::Finite => c.entry.probability > 0.4,
        CueForm::Participle => c.entry.probability > 0.5 && c.entry.class == CueClass::Speech,
        _ => false,
    };
    let told = || cues.iter().any(|c| c.verb == last && tells(c));
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
        // "The book deals with the port, and it is long: “…”": what another verb does is no speech.
        if own && hit.is_doubtful() {
            continue;
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
        return colon_subject(sheet, floor..mark).or_else(|| fronted_subject(sheet, floor, mark));
    }
    None
}

/// The subject of a clause before a colon behind a phrase that opens the sentence: "On 6 July, 2015, Finn made this remark:",
/// "Courting voters, Finn has one message:".
pub(super) fn fronted_subject(sheet: &Sheet, start: usize, mark: usize) -> Option<Clause> {
    let opens = matches!(sheet.pos(start), Pos::Adp | Pos::Sconj)
        || sheet.pos(start) == Pos::Verb && sheet.word(start).ends_with("ing");
    let commas = (start..mark.min(start + FRONTED)).filter(|&i| sheet.word(i) == ",");
    commas.filter(|_| opens).find_map(|comma| colon_subject(sheet, comma + 1..mark))
}

/// The most tokens of such a phrase.
const FRONTED: usize = 14;

/// "was quoted as saying": the subject speaks.
fn passive_subject(sheet: &Sheet, hit: &CueHit, floor: usize) -> Option<Found> {
    let active = CueHit { form: CueForm::Finite, ..hit.clone() };
    source_of(sheet, &active, floor)
}

/// The subject of the clause before a colon when it has no reporting verb ("Finn had one wish: …", "Orla Finn: …").
pub(super) fn colon_subject(sheet: &Sheet, clause: Range<usize>) -> Option<Clause> {
    let phrase = phrase_right(sheet, clause.start, clause.end)?;
    let alone = phrase.tokens.end == clause.end;
    if !(phrase.is_person(sheet) || phrase.form == super::SourceForm::Pronoun) {
        return None;
    }
    let found = Found { phrases: vec![phrase], how: How::Subject };
    let (rule, sure) = if alone { ("name-colon-quote", 0.9) } else { ("clause-colon-quote", 0.6) };
    Some(Clause { hit: None, found, rule, spends: false, sure })
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
