//! Finds the name that stands beside a description and says whom it means: "the harbour's manager, Orla Finn".

use super::SourceForm;
use super::phrase::{Phrase, names_person, phrase_left, phrase_right};
use super::sheet::Sheet;
use super::source::{Found, How};
use crate::annotate::{EntityKind, Pos};

/// The name between the commas of "the harbour's manager, Orla Finn, said": it says who the description before it means.
pub(super) fn inserted_name(sheet: &Sheet, closing: usize, floor: usize) -> Option<Found> {
    let name = phrase_left(sheet, closing.checked_sub(1)?, floor)?;
    let opening = name.tokens.start.checked_sub(1).filter(|&i| i > floor && name.is_person(sheet))?;
    if sheet.word(opening) != sheet.word(closing) || sheet.quote_at(opening).is_some() {
        return None;
    }
    let described = phrase_left(sheet, opening - 1, floor)?;
    let noun = described.form == SourceForm::Description && names_person(sheet, described.head.start)
        || sheet.word(described.tokens.end.saturating_sub(1)).starts_with(char::is_uppercase)
            && described.tokens.clone().any(|i| names_person(sheet, i));
    noun.then(|| Found { phrases: vec![name], how: How::Subject })
}

/// The name after the description of an inverted cue: "said the harbour's manager, Orla Finn", also behind a body in two
/// parts ("said University of Ellery, Lorne's chancellor, Orla Finn").
pub(super) fn name_after(sheet: &Sheet, found: &Found, ceiling: usize) -> Option<Phrase> {
    let [phrase] = found.phrases.as_slice() else { return None };
    if phrase.is_person(sheet) || phrase.form == SourceForm::Pronoun {
        return None;
    }
    let end = phrase.tokens.end;
    if phrase.form == SourceForm::Description {
        return names_person(sheet, phrase.head.start).then(|| name_behind_comma(sheet, end, ceiling)).flatten();
    }
    let second = (sheet.word(end) == ",").then(|| phrase_right(sheet, end + 1, ceiling)).flatten()?;
    let owned = second.tokens.clone().any(|i| sheet.is_any(i, &["'s", "’s"]));
    if owned && second.is_person(sheet) {
        return Some(second);
    }
    let role = owned && second.tokens.clone().any(|i| names_person(sheet, i));
    role.then(|| name_behind_comma(sheet, second.tokens.end, ceiling)).flatten()
}

/// The person whose name stands between the comma at `comma` and the end of the insertion.
fn name_behind_comma(sheet: &Sheet, comma: usize, ceiling: usize) -> Option<Phrase> {
    let name = sheet.entity_at(comma + 1).filter(|e| e.kind == EntityKind::Person && e.tokens.start == comma + 1)?;
    let end = name.tokens.end;
    // "said the manager, Orla Finn and Marek Dahl" lists people; "…, Finn added" is another clause.
    let ends = end >= ceiling
        || matches!(sheet.pos(end), Pos::Punct | Pos::Adp)
        || sheet.is_date_word(end)
        || sheet.is_any(end, &["who", "during", "while", "after", "when"]);
    (sheet.word(comma) == "," && ends && end <= ceiling).then(|| Phrase {
        tokens: name.tokens.clone(),
        head: name.tokens.clone(),
        form: SourceForm::Name,
    })
}

/// "Orla Finn of the port and contributor to the Courier said": the noun without an article is one more role of the name.
pub(super) fn name_of_two_roles(sheet: &Sheet, phrases: &[Phrase], floor: usize) -> Option<Phrase> {
    let [role] = phrases else { return None };
    let first = role.tokens.start;
    let bare = sheet.pos(first) == Pos::Noun && first == role.head.start && sheet.word(first) == sheet.lemma(first);
    if role.form != SourceForm::Description || !bare || !names_person(sheet, first) || first < floor + 2 {
        return None;
    }
    phrase_left(sheet, first - 2, floor).filter(|p| sheet.is(first - 1, "and") && p.is_person(sheet))
}
