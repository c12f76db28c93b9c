//! What somebody is said to say by a noun: "Finn's claim that the boat was late", "their warning that …".

use super::content;
use super::cue::{CueForm, CueHit};
use super::draft::Draft;
use super::lexicon::CueEntry;
use super::phrase::{Phrase, is_genitive, is_possessive, phrase_left};
use super::sheet::Sheet;
use super::source::{Found, How};
use super::{CueClass, SourceForm};
use crate::annotate::{EntityKind, ParagraphKind, Pos};

/// Nouns in the singular for what somebody says, with the verb of each.
const NOUNS: [(&str, &str); 35] = [
    ("claim", "claim"),
    ("assertion", "assert"),
    ("argument", "argue"),
    ("statement", "state"),
    ("comment", "comment"),
    ("remark", "remark"),
    ("promise", "promise"),
    ("pledge", "pledge"),
    ("vow", "vow"),
    ("suggestion", "suggest"),
    ("contention", "contend"),
    ("insistence", "insist"),
    ("accusation", "accuse"),
    ("allegation", "allege"),
    ("charge", "charge"),
    ("warning", "warn"),
    ("complaint", "complain"),
    ("prediction", "predict"),
    ("announcement", "announce"),
    ("admission", "admit"),
    ("acknowledgment", "acknowledge"),
    ("acknowledgement", "acknowledge"),
    ("declaration", "declare"),
    ("denial", "deny"),
    ("revelation", "reveal"),
    ("observation", "observe"),
    ("testimony", "testify"),
    ("confession", "confess"),
    ("boast", "boast"),
    ("threat", "threaten"),
    ("demand", "demand"),
    ("assurance", "assure"),
    ("emphasis", "emphasize"),
    ("reminder", "remind"),
    ("proposal", "propose"),
];

/// Finds them outside quotations, in the order of the text; where the content ends the labels tell.
pub(crate) fn noun_reports(sheet: &Sheet) -> Vec<Draft> {
    (1..sheet.len()).filter(|&that| sheet.is(that, "that")).filter_map(|that| noun_report(sheet, that)).collect()
}

fn noun_report(sheet: &Sheet, that: usize) -> Option<Draft> {
    let noun = that - 1;
    if sheet.pos(noun) != Pos::Noun {
        return None;
    }
    let (_, lemma) = NOUNS.iter().find(|(word, _)| *word == sheet.lemma(noun))?;
    let read = matches!(sheet.kind(sheet.paragraph_index(noun)), ParagraphKind::Prose);
    // "the claim that surprised the board" says nothing of what was claimed.
    let relative = matches!(sheet.pos(that + 1), Pos::Verb | Pos::Aux);
    if !read || relative || sheet.quote_at(noun).is_some() {
        return None;
    }
    let owner = owner(sheet, noun)?;
    let sentence = sheet.sentence(noun);
    let piece = sheet.labels(noun).contents(sentence).into_iter().find(|span| span.start == that)?;
    let piece = that..content::trim_right(sheet, that, piece.end);
    if !content::has_verb(sheet, &piece) {
        return None;
    }
    let hit = CueHit {
        verb: noun,
        group: noun..that,
        lemma,
        entry: CueEntry { probability: 0.5, class: CueClass::Speech },
        form: CueForm::Finite,
        negated: false,
        hypothetical: false,
    };
    let found = Found { phrases: vec![owner], how: How::Subject };
    Some(Draft::new(piece, found, Some(hit), "noun-that-content").sure(0.6, 0.8))
}

/// Whose word it is: the name or the phrase before "'s", or the possessive pronoun, with at most three words between.
fn owner(sheet: &Sheet, noun: usize) -> Option<Phrase> {
    let floor = sheet.sentence(noun).start;
    for at in (floor..noun).rev().take(4) {
        if is_genitive(sheet, at) {
            let last = at.checked_sub(1)?;
            // "a check on Finn's claim": the claim is Finn's.
            let name = sheet.entity_at(last).filter(|name| name.tokens.end == at && name.kind != EntityKind::Misc);
            return match name.map(|name| name.tokens.clone()) {
                Some(tokens) => Some(Phrase { tokens: tokens.clone(), head: tokens, form: SourceForm::Name }),
                None => phrase_left(sheet, last, floor),
            };
        }
        if is_possessive(sheet, at) {
            let word = at..at + 1;
            let third = sheet.is_any(at, &["his", "her", "their", "its"]);
            return third.then_some(Phrase { tokens: word.clone(), head: word, form: SourceForm::Pronoun });
        }
        if !matches!(sheet.pos(at), Pos::Adj | Pos::Noun | Pos::Verb | Pos::Adv) {
            return None;
        }
    }
    None
}
