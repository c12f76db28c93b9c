//! Finds the words that an indirect cue reports: after it, before it, or on both sides of its clause.

use super::cue::CueHit;
use super::phrase::{Phrase, is_pronoun, phrase_right};
use super::sheet::{Quote, Sheet};
use crate::annotate::lexicon::names_actor;
use crate::annotate::{EntityKind, Pos};
use std::ops::Range;

/// Where a cue's content begins, and whom the cue addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The content's first token.
    pub start: usize,
    /// Who is spoken to.
    pub addressee: Option<Phrase>,
    /// Whether the content opens with "that", "whether" and the like.
    pub complementizer: bool,
}

/// Words that open a reported clause.
const COMPLEMENTIZERS: [&str; 9] = ["that", "whether", "if", "how", "why", "what", "where", "when", "who"];

/// Nouns of the occasions on which things are said.
const OCCASIONS: [&str; 35] = [
    "statement",
    "interview",
    "speech",
    "tweet",
    "letter",
    "email",
    "e-mail",
    "message",
    "post",
    "report",
    "memo",
    "briefing",
    "conference",
    "debate",
    "rally",
    "hearing",
    "address",
    "article",
    "column",
    "blog",
    "video",
    "release",
    "remarks",
    "twitter",
    "facebook",
    "phone",
    "telephone",
    "call",
    "event",
    "meeting",
    "testimony",
    "court",
    "conversation",
    "comment",
    "account",
];

/// Where the content after `hit` begins, or none when the cue ends its clause there.
pub(crate) fn opening(sheet: &Sheet, hit: &CueHit) -> Option<Opening> {
    let ceiling = end_of_clause(sheet, hit.verb);
    let mut at = hit.group.end;
    if is_cleft(sheet, hit) {
        let complementizer = sheet.is(at + 1, "that");
        return (at + 2 < ceiling).then_some(Opening { start: at + 1, addressee: None, complementizer });
    }
    let mut addressee = None;
    if let Some(that) = reachable_that(sheet, hit, ceiling) {
        if hit.takes_addressee() || sheet.is(at, "to") {
            addressee = addressed(sheet, at, that);
        }
        return Some(Opening { start: that, addressee, complementizer: true });
    }
    if hit.takes_addressee()
        && let Some(phrase) = addressed(sheet, at, ceiling)
        && takes_it(sheet, hit, &phrase)
    {
        at = phrase.tokens.end;
        addressee = Some(phrase);
    }
    at = skip_adjuncts(sheet, at, ceiling);
    if sheet.word(at) == ":" {
        at += 1;
    }
    if at >= ceiling
        || sheet.is_stop(at)
        || matches!(sheet.word(at), "," | ";" | ")" | "—" | "–" | "--")
        || sheet.is_dash(at)
    {
        return None;
    }
    let prepositional = matches!(sheet.pos(at), Pos::Adp)
        && sheet.is_any(at, &["of", "about", "for", "on", "against", "with", "to", "as", "at"]);
    if prepositional {
        at = after_preposition(sheet, hit, at).or_else(|| fronted(sheet, hit, at, ceiling).then_some(at))?;
    }
    let complementizer = sheet.is_any(at, &COMPLEMENTIZERS);
    if sheet.is(at, "when") && !tells_when(hit) {
        return None;
    }
    Some(Opening { start: at, addressee, complementizer })
}

/// "What she would say is that …", "All he said was …": the content stands behind the copula.
pub(crate) fn is_cleft(sheet: &Sheet, hit: &CueHit) -> bool {
    let first = sheet.sentence(hit.verb).start;
    let first = first + usize::from(sheet.is_any(first, &["but", "and", "so"]));
    matches!(hit.lemma, "say" | "tell" | "argue" | "suggest" | "stress" | "note" | "add")
        && sheet.is_any(hit.group.end, &["is", "was"])
        && sheet.is_any(first, &["what", "all"])
        && hit.group.start > first + 1
        && hit.verb - first <= 6
}

/// Whether a clause follows the phrase that begins at the preposition `at`: "said at noon, there were no boats".
fn fronted(sheet: &Sheet, hit: &CueHit, at: usize, ceiling: usize) -> bool {
    let comma = (at + 2..ceiling.min(at + 9)).find(|&i| sheet.word(i) == ",");
    let Some(comma) = comma.filter(|_| matches!(hit.lemma, "say" | "tell")) else { return false };
    let plain = (at..comma).all(|i| !matches!(sheet.pos(i), Pos::Verb | Pos::Aux) && sheet.quote_at(i).is_none());
    let subject = phrase_right(sheet, comma + 1, ceiling).map(|phrase| phrase.tokens.end);
    let subject = subject.or_else(|| sheet.is(comma + 1, "there").then_some(comma + 2));
    plain && subject.is_some_and(|end| matches!(sheet.pos(end), Pos::Verb | Pos::Aux))
}

/// Whether what a cue reports can be a time: "announced when the boats would sail", not "cried when the boats sailed".
fn tells_when(hit: &CueHit) -> bool {
    matches!(
        hit.lemma,
        "ask"
            | "say"
            | "tell"
            | "explain"
            | "reveal"
            | "disclose"
            | "announce"
            | "specify"
            | "know"
            | "decide"
            | "recall"
            | "remember"
            | "wonder"
            | "question"
            | "describe"
            | "predict"
            | "indicate"
            | "mention"
    )
}

/// A cue that governs a preposition has its content after it ("spoke of", "called for").
fn after_preposition(sheet: &Sheet, hit: &CueHit, at: usize) -> Option<usize> {
    let governs = match hit.lemma {
        "call" => sheet.is_any(at, &["for", "on"]),
        "speak" | "talk" | "complain" | "boast" | "brag" | "joke" | "warn" | "comment" | "testify" | "write"
        | "tweet" => sheet.is_any(at, &["of", "about", "on", "against"]),
        "refer" | "respond" | "point" | "allude" | "object" | "admit" | "confess" => sheet.is(at, "to"),
        "rail" | "argue" | "caution" => sheet.is_any(at, &["against", "for"]),
        "apologize" | "apologise" => sheet.is(at, "for"),
        "insist" | "elaborate" => sheet.is(at, "on"),
        _ => false,
    };
    governs.then_some(at + 1)
}

/// Nouns for hearers that stand without article: what follows them is the content ("told reporters most boats were late").
const HEARERS: [&str; 12] = [
    "reporters",
    "journalists",
    "lawmakers",
    "supporters",
    "followers",
    "senators",
    "voters",
    "investigators",
    "police",
    "investors",
    "fans",
    "viewers",
];

/// Words for hearers that stand right before a "that" or behind "to" without being what the content speaks of.
pub(crate) const TOLD: [&str; 7] = ["reporters", "journalists", "supporters", "voters", "him", "her", "them"];

/// The phrase spoken to, right after the cue or after "to".
pub(crate) fn addressed(sheet: &Sheet, at: usize, ceiling: usize) -> Option<Phrase> {
    let from = at + usize::from(sheet.is(at, "to"));
    if from < ceiling
        && sheet.is_any(from, &HEARERS)
        && !sheet.is_any(from + 1, &["in", "of", "from", "at", "with", "and"])
    {
        let only = from..from + 1;
        return Some(Phrase { tokens: only.clone(), head: only, form: super::SourceForm::Description });
    }
    if sheet.is_any(from, &["him", "her", "them", "me", "us", "you"]) {
        return Some(Phrase { tokens: from..from + 1, head: from..from + 1, form: super::SourceForm::Pronoun });
    }
    phrase_right(sheet, from, ceiling)
}

/// Whether the phrase after the cue is the addressee and not the content.
fn takes_it(sheet: &Sheet, hit: &CueHit, phrase: &Phrase) -> bool {
    let mut next = phrase.tokens.end;
    // "warned the crews on Monday not to sail"
    next += usize::from(sheet.is(next, "on") && sheet.is_date_word(next + 1));
    next += usize::from(sheet.is_date_word(next));
    match hit.lemma {
        "tell" | "inform" | "assure" | "remind" | "convince" | "persuade" | "notify" => true,
        "ask" => {
            sheet.is_any(next, &["to", "if", "whether", "about", "for", "how", "what", "why", "when", "where", "who"])
        }
        "warn" | "advise" => sheet.is_any(next, &["to", "not", "against", "about", "of"]),
        _ => sheet.is_any(next, &["to", "a", "an", "the"]) && is_pronoun(sheet, phrase.head.start),
    }
}

/// A "that" after the cue with nothing but an addressee and adjuncts between.
fn reachable_that(sheet: &Sheet, hit: &CueHit, ceiling: usize) -> Option<usize> {
    let from = hit.group.end;
    let mut at = from;
    let mut object = hit.takes_addressee();
    for _ in 0..6 {
        let that = sheet.is(at, "that") && sheet.quote_at(at) == sheet.quote_at(from);
        if that && at < ceiling {
            return (at == from || !relative_that(sheet, at, from)).then_some(at);
        }
        if sheet.is(at, "out") && sheet.is(at + 1, "that") {
            at += 1;
            continue;
        }
        let skipped = skip_one(sheet, at, ceiling);
        if skipped > at {
            at = skipped;
        } else if sheet.word(at) == "," && at + 1 < ceiling {
            at = whole_place(sheet, at).unwrap_or(at + 1);
        } else if sheet.pos(at) == Pos::Adp {
            at = phrase_right(sheet, at + 1, ceiling)?.tokens.end;
        } else if sheet.pos(at) == Pos::Adv {
            at += 1;
        } else if object {
            object = false;
            let phrase = addressed(sheet, at, ceiling)?;
            at = phrase.tokens.end;
            if sheet.is(at, "that") && !hears(sheet, &phrase) && matches!(sheet.pos(at + 1), Pos::Verb | Pos::Aux) {
                return None;
            }
        } else {
            return None;
        }
    }
    None
}

/// One past the comma that ends what a place lies in: "in Ellery, Lorne, that …".
fn whole_place(sheet: &Sheet, comma: usize) -> Option<usize> {
    let kind = Some(EntityKind::Place);
    let last = (comma + 1..comma + 4).find(|&i| sheet.entity_kind(i) != kind)?;
    (last > comma + 1 && sheet.word(last) == "," && sheet.entity_kind(comma.checked_sub(1)?) == kind)
        .then_some(last + 1)
}

/// Whether somebody can be told something: no "story that's fit for all".
fn hears(sheet: &Sheet, phrase: &Phrase) -> bool {
    let noun = sheet.lemma(phrase.head.start);
    phrase.form != super::SourceForm::Description
        || names_actor(noun)
        || HEARERS.iter().any(|hearer| sheet.is(phrase.head.start, hearer))
}

/// "a plan that would": "that" right before a verb is a relative pronoun.
fn relative_that(sheet: &Sheet, at: usize, from: usize) -> bool {
    let verb = matches!(sheet.pos(at + 1), Pos::Verb | Pos::Aux);
    if verb && sheet.word(at.wrapping_sub(1)) == "," {
        return true;
    }
    // Right after the addressee ("told reporters that would be wrong") it opens the content.
    let preposition = (from..at).any(|i| sheet.pos(i) == Pos::Adp);
    verb && preposition && sheet.pos(at.wrapping_sub(1)) == Pos::Noun
}

/// Skips what stands between a cue and its content: dates, adverbs, the occasion ("in a statement on Monday").
pub(crate) fn skip_adjuncts(sheet: &Sheet, from: usize, ceiling: usize) -> usize {
    let mut at = from;
    while at < ceiling {
        let next = skip_one(sheet, at, ceiling);
        if next == at {
            break;
        }
        at = next;
    }
    at
}

fn skip_one(sheet: &Sheet, at: usize, ceiling: usize) -> usize {
    // "praised Thursday's protests"
    let possessive = sheet.is_any(at + 1, &["'s", "’s"]);
    if sheet.is_date_word(at) && !possessive
        || sheet.is_any(
            at,
            &[
                "earlier",
                "recently",
                "previously",
                "again",
                "afterward",
                "afterwards",
                "later",
                "publicly",
                "aloud",
                "yesterday",
                "repeatedly",
            ],
        )
    {
        let noun = sheet.is_any(at + 1, &["morning", "afternoon", "evening", "night"]);
        return at + 1 + usize::from(noun);
    }
    if sheet.is_any(at, &["last", "this", "earlier", "late", "early"])
        && (sheet.is_date_word(at + 1)
            || sheet
                .is_any(at + 1, &["week", "month", "year", "weekend", "morning", "night", "spring", "summer", "fall"]))
    {
        return at + 2;
    }
    if sheet.word(at) == "," {
        // "said, in a statement, that": only when the insertion is skipped whole.
        let inner = skip_one(sheet, at + 1, ceiling);
        return if inner > at + 1 && sheet.word(inner) == "," { inner + 1 } else { at };
    }
    let preposition =
        sheet.is_any(at, &["in", "on", "at", "during", "after", "to", "via", "through", "before", "by", "from"]);
    if !preposition {
        return at;
    }
    let Some(phrase) = phrase_right(sheet, at + 1, ceiling) else {
        let date = sheet.is_date_word(at + 1);
        return if date { at + 2 } else { at };
    };
    let date = sheet.is_date_word(phrase.tokens.start) || sheet.is_date_word(phrase.tokens.end - 1);
    let occasion = phrase.tokens.clone().any(|i| OCCASIONS.iter().any(|o| sheet.is(i, o)));
    let hearer = sheet.is(at, "to") && sheet.is_any(phrase.head.start, &TOLD);
    if date || occasion || hearer || phrase.tokens.end >= ceiling {
        let mut end = phrase.tokens.end;
        // A day number or a year may follow the month.
        while end < ceiling
            && date
            && (sheet.pos(end) == Pos::Num || sheet.word(end) == "," && sheet.pos(end + 1) == Pos::Num)
        {
            end += 1;
        }
        return end;
    }
    at
}

/// One past the last token of the clause that holds the token: the sentence without its stop, a closing mark kept.
pub(crate) fn end_of_clause(sheet: &Sheet, index: usize) -> usize {
    let sentence = sheet.sentence(index);
    let mut end = sentence.end;
    while end > sentence.start && sheet.is_stop(end - 1) && sheet.quote_at(end - 1).is_none() {
        end -= 1;
    }
    end
}

/// Leaves out commas, dashes and conjunctions at the end, and a full stop.
pub(crate) fn trim_right(sheet: &Sheet, start: usize, mut end: usize) -> usize {
    while end > start + 1
        && (matches!(sheet.word(end - 1), "," | ";" | ":" | "—" | "–" | "--")
            || sheet.is_dash(end - 1)
            || sheet.is_any(end - 1, &["and", "but"]))
        && sheet.quote_at(end - 1).is_none()
    {
        end -= 1;
    }
    end
}

/// The content before an attribution clause that starts at `clause` ("The plan failed, the minister said").
///
/// None when no comma or quotation stands before the clause, or when what stands before it is no clause.
pub(crate) fn before(sheet: &Sheet, clause: usize, floor: usize) -> Option<Range<usize>> {
    let mark = clause.checked_sub(1).filter(|&m| m > floor)?;
    let comma = sheet.word(mark) == "," || sheet.is_dash(mark);
    let quoted = sheet.quote_at(mark).is_some();
    if !(comma || quoted) {
        return None;
    }
    let end = if quoted { mark + 1 } else { mark };
    let mut start = floor;
    while start < end
        && (sheet.is_any(start, &["and", "but", "still", "however"])
            || matches!(sheet.word(start), "," | "—" | "–" | "-"))
        && sheet.quote_at(start).is_none()
    {
        start += 1;
    }
    // "It hides his face (and beards are in, says Finn)": the sentence around the bracket is not his.
    let depth = |range: Range<usize>, word: &str| range.filter(|&i| sheet.word(i) == word).count();
    if depth(start..end, "(") > depth(start..end, ")") {
        start = (start..end).rfind(|&i| sheet.word(i) == "(" && sheet.quote_at(i).is_none())? + 1;
        start += usize::from(sheet.is_any(start, &["and", "but"]));
    }
    (end > start).then_some(start..end)
}

/// Whether a finite verb stands in the range, outside relative clauses as far as can be told.
pub(crate) fn has_verb(sheet: &Sheet, range: &Range<usize>) -> bool {
    range.clone().any(|i| {
        matches!(sheet.pos(i), Pos::Verb | Pos::Aux)
            && !sheet.word(i).ends_with("ing")
            && !sheet.is_any(i.wrapping_sub(1), &["to"])
    })
}

/// The quotation with the words before it that a clause behind it reports too (`The result is "a mess," said Finn`).
pub(crate) fn with_lead(sheet: &Sheet, quote: &Quote) -> Range<usize> {
    let start = sheet.sentence(quote.tokens.start).start;
    let before = quote.tokens.start.wrapping_sub(1);
    let free = before < start
        || before >= quote.tokens.start
        || matches!(sheet.word(before), "," | ":" | ";" | "—" | "–" | "--" | ")")
        || sheet.is_stop(before)
        || sheet.is_mark(before);
    let crossed = (start..quote.tokens.start).any(|i| sheet.quote_at(i).is_some());
    if free || crossed || quote.tokens.start - start > 60 {
        return quote.tokens.clone();
    }
    // A conjunction that begins the sentence is left out.
    let joint = start + 1 < quote.tokens.start && sheet.is_any(start, &["and", "but"]);
    start + usize::from(joint)..quote.tokens.end
}
