//! Indirect and mixed speech: what a cue reports without being the clause of a quotation alone.

use super::according::according;
use super::closing::closing;
use super::content::{self, Opening};
use super::cue::{CueForm, CueHit};
use super::draft::Draft;
use super::formed::{FORMED, FORMED_ELSE, formed};
use super::phrase::is_acronym;
use super::rank::{
    Candidate, Ranker, Scores, Shape, SourceCandidate, candidates, probabilities, source_candidates, source_features,
};
use super::sheet::Sheet;
use super::source::{Found, How, inverted, source_of};
use super::unsaid::{asks_for_no_name, is_said_by_nobody, is_unsaid, tells_nothing, tells_of_itself};
use super::{CueClass, SourceForm};
use crate::annotate::lexicon::person_noun;
use crate::annotate::{EntityKind, ParagraphKind, Pos};
use std::ops::Range;

/// A content that is less likely than this is none.
const LEAST_SURE: f32 = 0.45;

/// What a rule thinks at least of a content that needs no second opinion.
const TRUSTED: f32 = 0.8;

/// How sure a content of "say" is at least that such a rule and the ranker both choose.
const AGREED_SURE: f32 = 0.8;

/// How sure a saying is at least whose form shows it.
const FORMED_SURE: f32 = 0.6;

/// What a candidate's own probability is worth beside that of all that it overlaps.
const OWN_WORTH: f32 = 0.5;

/// From this probability on a cue has no source though the rules see one.
const SURELY_NOBODY: f32 = 0.8;

/// From this probability on somebody whom the rules see right before the cue is its source, whoever else is likelier.
const LEAST_BESIDE: f32 = 0.1;

/// Finds what the cues that no quotation has spent report, in the order of the text.
pub(crate) fn indirect_speech(sheet: &Sheet, cues: &[CueHit], spent: &[usize], ranker: Option<&Ranker>) -> Vec<Draft> {
    let free = cues.iter().filter(|hit| !spent.contains(&hit.verb) && may_report(sheet, hit));
    let mut drafts: Vec<Draft> = match ranker {
        Some(ranker) => free.filter_map(|hit| ranked(sheet, cues, hit, ranker)).collect(),
        None => free.filter_map(|hit| report(sheet, cues, hit)).filter(|d| d.span_confidence >= LEAST_SURE).collect(),
    };
    drafts.retain(|draft| !tells_nothing(sheet, draft));
    // Under a picture nobody is reported whom the line itself does not name.
    drafts.retain(|d| !d.is_sourceless() || sheet.kind(sheet.paragraph_index(d.start())) != ParagraphKind::Caption);
    for draft in &mut drafts {
        end_condition(sheet, draft);
    }
    drafts
}

/// "If Finn says the boat is ready, we sail": what follows the comma is not Finn's.
fn end_condition(sheet: &Sheet, draft: &mut Draft) {
    let conditional = draft.is_conditional(sheet);
    let Some(piece) = draft.pieces.first_mut().filter(|_| conditional) else { return };
    let comma = piece.clone().skip(1).find(|&i| sheet.word(i) == "," && sheet.quote_at(i).is_none());
    piece.end = comma.unwrap_or(piece.end);
}

/// Whether the cue stands outside quotations, in a block that is read.
fn may_report(sheet: &Sheet, hit: &CueHit) -> bool {
    let kind = sheet.kind(sheet.paragraph_index(hit.verb));
    let unread = matches!(
        kind,
        ParagraphKind::Credit | ParagraphKind::Boilerplate | ParagraphKind::Byline | ParagraphKind::Dateline
    );
    sheet.quote_at(hit.verb).is_none() && !unread && !is_unsaid(sheet, hit)
}

/// The saying that the ranker finds most likely for one cue.
fn ranked(sheet: &Sheet, cues: &[CueHit], hit: &CueHit, ranker: &Ranker) -> Option<Draft> {
    let (draft, found) = candidates(sheet, cues, hit);
    if draft.as_ref().is_some_and(|d| FORMED.contains(&d.rule) || content::is_cleft(sheet, hit)) {
        return draft;
    }
    let certain = draft.clone().filter(|draft| FORMED_ELSE.contains(&draft.rule));
    let likeliest = likeliest(sheet, hit, ranker, draft, &found);
    let Some(ruled) = certain else { return likeliest };
    let mut draft = likeliest.unwrap_or_else(|| {
        let mut draft = ruled.clone();
        set_source(sheet, hit, &mut draft, ranker);
        draft
    });
    // The form shows that somebody speaks.
    if draft.is_sourceless() {
        (draft.source, draft.source_confidence) = (ruled.source, ruled.source_confidence);
    }
    // Beyond its clause the likeliest end is none.
    let end = ruled.pieces.last().map_or(usize::MAX, |piece| piece.end);
    for piece in draft.pieces.iter_mut().filter(|piece| piece.start < end) {
        piece.end = piece.end.min(end);
    }
    draft.span_confidence = draft.span_confidence.max(FORMED_SURE);
    draft.rule = ruled.rule;
    Some(draft)
}

/// The saying with the content that the ranker finds most likely; none where it finds nothing more likely.
fn likeliest(sheet: &Sheet, hit: &CueHit, ranker: &Ranker, draft: Option<Draft>, found: &[Candidate]) -> Option<Draft> {
    let labelled = sheet.labels(hit.verb).contents(sheet.sentence(hit.verb));
    let mut scores = Scores::new(&ranker.contents, sheet, hit, draft.as_ref(), &labelled);
    let scores: Vec<f32> = found.iter().map(|candidate| scores.of(candidate)).collect();
    let shares = probabilities(&scores);
    let (best, sure) = most_supported(found, &shares)?;
    let chosen = found.get(best)?;
    if chosen.pieces.first().is_some_and(|piece| asks_for_no_name(sheet, hit, piece.start)) {
        return None;
    }
    // "which the minister said was late": the relative pronoun alone is no content that could stand by itself.
    let bare = chosen.pieces.iter().map(Range::len).sum::<usize>() < 2
        && chosen.pieces.iter().all(|p| sheet.quote_at(p.start).is_none());
    if bare {
        return None;
    }
    let nothing = shares.last().copied().unwrap_or(1.0);
    let ruled = draft.as_ref().map_or(0.0, |d| d.span_confidence);
    let least = least_sure(sheet, hit, &chosen.pieces, ruled);
    if 1.0 - nothing < least {
        return None;
    }
    let chosen = whole_clause(sheet, found, &shares, best, ruled).unwrap_or(chosen);
    let clause = chosen.pieces.first().is_some_and(|piece| !is_adjunct(sheet, piece));
    let agreed = clause && chosen.chosen && ruled >= TRUSTED && hit.lemma == "say";
    let made = draft.filter(|_| chosen.shape == Shape::Rule || chosen.chosen);
    let mut draft = match made {
        Some(draft) => draft,
        None => forward_draft(sheet, hit, chosen.pieces.first()?.clone()),
    };
    draft.pieces = chosen.pieces.iter().map(|piece| piece.start..past_quotation(sheet, piece.end)).collect();
    // "which Finn said was late": the pronoun alone says nothing.
    if draft.pieces.len() > 1 {
        let relative =
            |p: &Range<usize>| p.len() == 1 && sheet.is_any(p.start, &["which", "who", "whom", "that", "what"]);
        draft.pieces.retain(|piece| !relative(piece));
    }
    draft.span_confidence = if agreed { sure.max(AGREED_SURE) } else { sure };
    set_source(sheet, hit, &mut draft, ranker);
    (!is_said_by_nobody(sheet, hit, &draft)).then_some(draft)
}

/// One past the last token of the quotation that goes on beyond the sentence in which a content ends (`said he was "glad to be
/// here. I like boats."`), else `end` itself.
fn past_quotation(sheet: &Sheet, end: usize) -> usize {
    let quote = end.checked_sub(1).and_then(|last| sheet.quote_at(last));
    let goes_on = quote.is_some() && sheet.quote_at(end) == quote && sheet.sentence(end).start == end;
    quote.filter(|_| goes_on).and_then(|q| sheet.quotes.get(q)).map_or(end, |q| q.tokens.end.max(end))
}

/// Gives the draft the source that the ranker finds most likely.
fn set_source(sheet: &Sheet, hit: &CueHit, draft: &mut Draft, ranker: &Ranker) {
    let mut found = source_candidates(sheet, hit, Some(draft), &draft.pieces);
    // Of whom something is announced does not announce it: "Finn was announced to have won".
    if hit.form == CueForm::Passive && is_told_of(hit) {
        found.retain(|c| c.found.start().is_some_and(|at| at > hit.verb));
    }
    let scores: Vec<f32> = found
        .iter()
        .map(|c| ranker.sources.score(&source_features(sheet, hit, Some(draft), &draft.pieces, c)))
        .collect();
    let mut shares = probabilities(&scores);
    // A subject that the rules see beside the cue is given up for nobody only when that is nearly certain.
    let nobody = shares.last_mut().filter(|share| **share < SURELY_NOBODY);
    if let (Some(share), true) = (nobody, found.first().is_some_and(|c| c.chosen && speaks(sheet, &c.found))) {
        *share = 0.0;
    }
    // Nor is it for another one: `and his supporters argue …`.
    let beside = |c: &SourceCandidate| {
        let adverbs = |end: usize| (end..hit.group.start).all(|i| sheet.pos(i) == Pos::Adv);
        c.chosen && c.found.how == How::Subject && c.found.end().is_some_and(adverbs) && speaks(sheet, &c.found)
    };
    if found.first().is_some_and(beside)
        && let Some(share) = shares.first_mut().filter(|share| **share > LEAST_BESIDE)
    {
        *share = share.max(0.5);
        let rest = 1.0 - *share;
        shares.iter_mut().skip(1).for_each(|other| *other = other.min(rest));
    }
    let Some((best, share)) = shares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0))) else {
        return;
    };
    draft.source_confidence = *share;
    let mut chosen = found.get(best).map_or_else(Found::default, |c| c.found.clone());
    // "An official who was present said": the noun that the rules found right before "who" says more than the pronoun.
    let who = chosen.start().filter(|&at| chosen.phrases.len() == 1 && sheet.is(at, "who"));
    if who.is_some() && draft.source.end() == who {
        chosen.clone_from(&draft.source);
    }
    draft.source = chosen;
}

/// Whether the subject of the verb's passive is whom others speak of.
fn is_told_of(hit: &CueHit) -> bool {
    matches!(hit.lemma, "announce" | "report" | "say" | "claim" | "allege" | "declare" | "confirm" | "reveal" | "state")
}

/// Whether all that was found are people, bodies of a name, or pronouns.
pub(super) fn speaks(sheet: &Sheet, found: &Found) -> bool {
    found.phrases.iter().all(|phrase| match phrase.form {
        SourceForm::Pronoun => true,
        SourceForm::Name => {
            found.how == How::Subject
                || phrase.is_person(sheet)
                || sheet.entity_kind(phrase.head.start) == Some(EntityKind::Organization)
        }
        // Behind the cue a description may as well be its object: "announced the end of his campaign".
        SourceForm::Description => found.how != How::Inverted && person_noun(sheet.lemma(phrase.head.start)).is_some(),
    })
}

/// The candidate that most of the probability stands behind, its own and that of those it overlaps for the most part, and how much.
///
/// A content that ends at one of several likely places is better guessed in the middle than at the single likeliest place.
fn most_supported(found: &[Candidate], shares: &[f32]) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32, f32)> = None;
    for (index, (candidate, own)) in found.iter().zip(shares).enumerate() {
        if *own < 0.02 && best.is_some() {
            continue;
        }
        let near = found.iter().zip(shares).filter(|(other, _)| meets(&other.pieces, &candidate.pieces));
        let sure: f32 = near.map(|(_, share)| share).sum();
        let value = sure + own * OWN_WORTH;
        if best.is_none_or(|b| value > b.1) {
            best = Some((index, value, sure));
        }
    }
    best.map(|(index, _, sure)| (index, sure))
}

/// What the share of the whole clause must be beside that of the content with the most support for it to be taken instead.
const WHOLE_WORTH: f32 = 0.5;

/// The clause behind a trusted cue from the likeliest beginning up to the end that the rules see, where it is nearly as likely
/// as a part of it: annotators who differ over ", which …" and "— …" at its end agree on all else, and who reads the whole
/// misses nothing.
fn whole_clause<'c>(
    sheet: &Sheet,
    found: &'c [Candidate],
    shares: &[f32],
    best: usize,
    ruled: f32,
) -> Option<&'c Candidate> {
    let share = |index: usize| shares.get(index).copied().unwrap_or(0.0);
    let part = found.get(best).filter(|part| part.shape == Shape::Forward)?.pieces.first()?;
    let rule = found.first().filter(|first| first.chosen && first.shape == Shape::Forward && ruled >= 0.6)?;
    let end = rule.pieces.first()?.end;
    let is_whole = |candidate: &Candidate| {
        candidate.shape == Shape::Forward
            && matches!(candidate.pieces.as_slice(), [piece] if piece.start == part.start && piece.end == end)
    };
    let whole = found.iter().position(is_whole)?;
    // "announced his resignation" is whole without "in a broadcast that …".
    let clause = content::has_verb(sheet, part) || part.end >= end;
    found.get(whole).filter(|_| clause && share(whole) >= WHOLE_WORTH * share(best))
}

/// Whether a deed is reported there, which is as good as a clause: "many fishers reported losing nets".
fn is_deed(sheet: &Sheet, hit: &CueHit, at: usize) -> bool {
    matches!(hit.lemma, "report" | "admit" | "recall" | "remember" | "suggest" | "recommend" | "propose" | "describe")
        && sheet.pos(at) == Pos::Verb
        && sheet.word(at).ends_with("ing")
}

/// Whether the piece is only a clause of time, condition or reason, without a main clause: "When it comes to the cold, …".
fn is_adjunct(sheet: &Sheet, piece: &Range<usize>) -> bool {
    sheet.is_any(piece.start, &["when", "while", "although", "though", "since", "because", "once", "after", "before"])
        && piece.clone().all(|i| sheet.word(i) != "," && sheet.quote_at(i).is_none())
}

/// How sure the ranker must be that the cue reports something, given what the rules think of it and what the content is.
///
/// The training texts mark many phrases as contents ("announced a review") that other annotators leave out; so a content
/// without a verb or a quotation needs near certainty, and a cue that the rules doubt more than one that they trust.
fn least_sure(sheet: &Sheet, hit: &CueHit, pieces: &[Range<usize>], ruled: f32) -> f32 {
    let verb = pieces.iter().any(|p| content::has_verb(sheet, p) || is_deed(sheet, hit, p.start));
    let quoted = pieces.iter().any(|p| p.clone().any(|i| sheet.quote_at(i).is_some()));
    match () {
        () if verb && ruled >= 0.6 => 0.2,
        () if verb && ruled >= LEAST_SURE => 0.75,
        () if verb => 0.92,
        () if quoted => 0.7,
        // What looks like a phrase after "said" may be a clause whose verb the tagger takes for a noun.
        () if matches!(hit.lemma, "say" | "tell") => 0.9,
        () => 0.98,
    }
}

/// A draft for a content after the cue that the rules did not propose.
fn forward_draft(sheet: &Sheet, hit: &CueHit, piece: Range<usize>) -> Draft {
    let floor = clause_floor(sheet, hit, &sheet.sentence(hit.verb));
    let found = source_of(sheet, hit, floor).unwrap_or_default();
    let mut draft = Draft::new(piece, found, Some(hit.clone()), "ranked-content").sure(0.5, 0.9);
    draft.addressee = content::opening(sheet, hit).and_then(|o| o.addressee);
    draft
}

/// Whether two contents share more than half of their tokens.
fn meets(a: &[Range<usize>], b: &[Range<usize>]) -> bool {
    let size = |pieces: &[Range<usize>]| pieces.iter().map(Range::len).sum::<usize>();
    let common: usize =
        a.iter().flat_map(|x| b.iter().map(move |y| x.end.min(y.end).saturating_sub(x.start.max(y.start)))).sum();
    2 * common >= size(a) + size(b) - common
}

/// The saying that one cue reports.
pub(crate) fn report(sheet: &Sheet, cues: &[CueHit], hit: &CueHit) -> Option<Draft> {
    let sentence = sheet.sentence(hit.verb);
    let floor = clause_floor(sheet, hit, &sentence);
    match hit.form {
        CueForm::According => according(sheet, hit, floor),
        CueForm::Passive => passive(sheet, cues, hit, floor),
        _ => {
            let found = source_of(sheet, hit, floor);
            as_noted(sheet, hit, found.as_ref(), floor)
                .or_else(|| parenthetical(sheet, hit, found.as_ref(), floor))
                .or_else(|| forward(sheet, cues, hit, found))
        }
    }
}

/// Where the cue's own clause can begin: after the dateline, or after an earlier sentence that a quotation hides.
fn clause_floor(sheet: &Sheet, hit: &CueHit, sentence: &Range<usize>) -> usize {
    let paragraph = sheet.doc.paragraphs.get(sheet.paragraph_index(hit.verb));
    let Some(paragraph) = paragraph.filter(|p| p.tokens.start == sentence.start) else { return sentence.start };
    let dateline = crate::annotate::dateline::dateline(paragraph.span.of(sheet.text())).map_or(0, |r| r.end);
    let start = paragraph.span.start() + dateline;
    (sentence.start..sentence.end).find(|&i| sheet.span(i).start() >= start).unwrap_or(sentence.start)
}

/// "As Finn noted, the boat was late."
fn as_noted(sheet: &Sheet, hit: &CueHit, found: Option<&Found>, floor: usize) -> Option<Draft> {
    let found = found?;
    let at = found.start()?;
    let first = floor + usize::from(sheet.is_any(floor, &["but", "and"]));
    let leads =
        at == first + 1 && sheet.is(first, "as") && hit.form == CueForm::Finite && hit.entry.class == CueClass::Speech;
    let ceiling = content::end_of_clause(sheet, hit.verb);
    let hearer = hit.takes_addressee().then(|| content::addressed(sheet, hit.group.end, ceiling)).flatten();
    let after = hearer.as_ref().map_or(hit.group.end, |hearer| hearer.tokens.end);
    let comma =
        content::skip_adjuncts(sheet, after, ceiling).max(after + usize::from(sheet.is_any(after, &["out", "it"])));
    if !leads || sheet.word(comma) != "," || comma + 2 >= ceiling {
        return None;
    }
    let piece = comma + 1..content::trim_right(sheet, comma + 1, ceiling);
    let mut draft = Draft::new(piece, found.clone(), Some(hit.clone()), "as-source-cue").sure(0.8, 0.9);
    draft.addressee = hearer;
    Some(draft)
}

/// "The plan failed, the minister said", "The plan, the minister said, failed", "The plan failed, said the minister".
fn parenthetical(sheet: &Sheet, hit: &CueHit, found: Option<&Found>, floor: usize) -> Option<Draft> {
    let unfit = hit.entry.class != CueClass::Speech && hit.entry.probability < 0.1 || hit.lemma == "name";
    if hit.form != CueForm::Finite || unfit {
        return None;
    }
    let ceiling = content::end_of_clause(sheet, hit.verb);
    let turned = comma_before(sheet, hit.group.start, floor).then(|| inverted(sheet, hit)).flatten();
    let (source, clause, after, rule) = match (turned, found) {
        (Some(source), _) => {
            let end = source.end()?;
            (source, hit.group.start, end, "content-cue-source")
        }
        (None, Some(found)) => {
            let start = found.start()?;
            (found.clone(), start, hit.group.end, "content-source-cue")
        }
        (None, None) => return None,
    };
    let mut piece = content::before(sheet, clause, floor)?;
    if is_deed(sheet, hit, after) || is_adjunct(sheet, &piece) {
        return None;
    }
    if says_that(sheet, after, ceiling) && !sheet.is_mark(piece.end - 1) {
        return None;
    }
    let hearer = hit.takes_addressee().then(|| content::addressed(sheet, after, ceiling)).flatten();
    let end = content::skip_adjuncts(sheet, hearer.as_ref().map_or(after, |h| h.tokens.end), ceiling);
    let ends = end >= ceiling
        || sheet.is_stop(end)
        || matches!(sheet.word(end), "," | ";" | "—" | "–" | "--" | ")")
        || sheet.is_dash(end)
        || trailing(sheet, end);
    if !ends || !content::has_verb(sheet, &piece) && !splits(sheet, end, ceiling) {
        return None;
    }
    // "The park, which, Finn said, is full" and "the pier was old and, Finn said, is shut": what stands before is no report.
    if sheet.is_any(piece.end - 1, &["which", "who", "whom", "and", "but", "or"]) && !is_acronym(sheet, piece.end - 1) {
        if !splits(sheet, end, ceiling) {
            return None;
        }
        piece = end + 1..content::trim_right(sheet, end + 1, ceiling);
        let mut draft = Draft::new(piece, source, Some(hit.clone()), "content-around-clause").sure(0.85, 0.9);
        draft.addressee = hearer;
        return Some(draft);
    }
    let mut draft = Draft::new(piece, source, Some(hit.clone()), rule).sure(0.85, 0.9);
    draft.addressee = hearer;
    if splits(sheet, end, ceiling) && !draft_is_whole(sheet, &draft, end) {
        // "…, Finn told me, would cost a million; Lenz estimated …": what follows the semicolon is a sentence of its own.
        let ends = |&i: &usize| sheet.word(i) == ";" && sheet.quote_at(i).is_none();
        let ceiling = (end + 1..ceiling).find(ends).unwrap_or(ceiling);
        let rest = end + 1..content::trim_right(sheet, end + 1, ceiling);
        draft.pieces.push(rest);
        draft.rule = "content-around-clause";
    }
    Some(draft)
}

/// Whether the clause says its content itself, behind a phrase: "During talks, Finn said at an event in Ellery that …".
fn says_that(sheet: &Sheet, after: usize, ceiling: usize) -> bool {
    let plain = |&i: &usize| !matches!(sheet.pos(i), Pos::Verb | Pos::Aux | Pos::Punct) && sheet.quote_at(i).is_none();
    let that = (after..ceiling.min(after + 10)).take_while(plain).find(|&i| sheet.is(i, "that"));
    that.is_some_and(|at| matches!(sheet.pos(at), Pos::Sconj))
}

fn comma_before(sheet: &Sheet, start: usize, floor: usize) -> bool {
    start > floor && (sheet.word(start - 1) == "," || sheet.is_dash(start - 1) || sheet.quote_at(start - 1).is_some())
}

/// Whether what follows the clause cannot be its content: a participle, a preposition, "when …".
fn trailing(sheet: &Sheet, at: usize) -> bool {
    matches!(sheet.pos(at), Pos::Adp | Pos::Sconj)
        && !sheet.is_any(at, &["that", "whether", "if", "about", "of", "for", "on"])
        || sheet.is_any(at, &["when", "while"])
        || sheet.pos(at) == Pos::Verb && sheet.word(at).ends_with("ing")
}

/// Whether a comma and more words follow the clause.
pub(super) fn splits(sheet: &Sheet, at: usize, ceiling: usize) -> bool {
    at + 2 < ceiling && sheet.word(at) == ","
}

/// Whether the first piece is a sentence and what follows the clause belongs to the clause ("…, he said, adding that").
fn draft_is_whole(sheet: &Sheet, draft: &Draft, at: usize) -> bool {
    let after = at + 1;
    sheet.word(after).ends_with("ing") && sheet.pos(after) == Pos::Verb
        || sheet.is_any(after, &["who", "which", "a", "an", "according", "after", "during", "when", "as"])
            && draft.rule == "content-cue-source"
        || sheet.is_any(after, &["according", "who", "though", "although"])
}

/// "said that …", "told reporters on Monday he would …", "criticized the plan".
fn forward(sheet: &Sheet, cues: &[CueHit], hit: &CueHit, found: Option<Found>) -> Option<Draft> {
    let Opening { start, addressee, complementizer } = content::opening(sheet, hit)?;
    let end = closing(sheet, cues, hit, start);
    let empty = end - start <= 1
        && sheet.is_any(
            start,
            &["so", "it", "this", "that", "nothing", "something", "him", "them", "her", "more", "much", "otherwise"],
        );
    if end <= start || empty || tells_of_itself(sheet, hit, start) {
        return None;
    }
    let clause = content::has_verb(sheet, &(start..end));
    let formed = found.as_ref().and_then(|found| formed(sheet, hit, found, start..end));
    let sure = if formed.is_some() { 0.85 } else { likelihood(hit, complementizer, clause, found.is_some()) };
    let rule = match (complementizer, hit.form) {
        _ if formed.is_some() => formed.unwrap_or_default(),
        (_, CueForm::Participle) => "participle-content",
        (true, _) => "source-cue-that-content",
        (false, _) if clause => "source-cue-content",
        _ => "source-cue-phrase",
    };
    let mut hit = hit.clone();
    if content::is_cleft(sheet, &hit) {
        // "What she would say is that …" says it.
        hit.hypothetical = false;
    }
    let mut draft = Draft::new(start..end, found.unwrap_or_default(), Some(hit), rule).sure(sure, 0.9);
    draft.addressee = addressee;
    Some(draft)
}

/// A first guess how likely a cue with this content reports something.
fn likelihood(hit: &CueHit, complementizer: bool, clause: bool, sourced: bool) -> f32 {
    let base = hit.entry.probability;
    let shape = match (complementizer, clause) {
        (true, _) => 0.35,
        (false, true) => 0.0,
        (false, false) => -0.15,
    };
    let source = if sourced { 0.0 } else { -0.25 };
    let form = if hit.form == CueForm::Infinitive { -0.15 } else { 0.0 };
    (base + shape + source + form).clamp(0.02, 0.95)
}

/// "It was reported that …" has no source; "… was told by X that …" has one.
fn passive(sheet: &Sheet, cues: &[CueHit], hit: &CueHit, floor: usize) -> Option<Draft> {
    let opening = content::opening(sheet, hit)?;
    let found = source_of(sheet, hit, floor);
    let quoted = hit.lemma == "quote" && sheet.is(hit.group.end, "as");
    if !opening.complementizer || quoted {
        return None;
    }
    let end = closing(sheet, cues, hit, opening.start);
    let sure = likelihood(hit, true, true, found.is_some()) - 0.2;
    let draft = Draft::new(opening.start..end, found.unwrap_or_default(), Some(hit.clone()), "source-cue-that-content")
        .sure(sure.max(0.02), 0.8);
    (end > opening.start).then_some(draft)
}
