//! Finds the person that is the subject of a verb.

use super::scan::{Person, Scan};
use crate::annotate::{EntityKind, Pos};
use crate::text::{MONTHS, WEEKDAYS};
use std::ops::Range;

/// Pronouns that stand for one person.
const PRONOUNS: &[&str] = &["he", "she", "i", "who"];

/// The person whose deed or state the verb at `verb` tells: the nearest name or pronoun before it that is not inside
/// a phrase of its own.
pub fn subject(scan: &Scan, sentence: &Range<usize>, verb: usize) -> Option<Person> {
    let mut at = verb;
    let mut passed_comma = false;
    while at > sentence.start {
        at -= 1;
        let word = scan.folded(at);
        if PRONOUNS.contains(&word) {
            if word == "who" {
                return antecedent_of_who(scan, sentence, at);
            }
            let token = at..at + 1;
            return Some(Person { span: scan.span(&token), tokens: token });
        }
        if let Some(person) = scan.person(at) {
            let start = person.tokens.start;
            let owner = matches!(scan.word(person.tokens.end), "'s" | "’s" | "'" | "’");
            let oblique = start > sentence.start
                && scan.pos(before_phrase(scan, sentence.start, start)) == Pos::Adp
                && before_phrase(scan, sentence.start, start) < start;
            if !owner && !oblique {
                return Some(person);
            }
            at = start;
            continue;
        }
        if let Some(name) = scan.name(at) {
            // An organisation right before the verb is its subject.
            if !passed_comma && name.tokens.end == verb && name.kind != EntityKind::Misc {
                return None;
            }
            at = name.tokens.start;
            continue;
        }
        match scan.pos(at) {
            Pos::Punct => {
                if matches!(word, ";" | ":" | "\"" | "“" | "”") {
                    return None;
                }
                passed_comma = true;
            }
            // A noun right before the verb is its subject: "his brother is the mayor".
            Pos::Noun if !passed_comma && at + 1 == verb => return None,
            Pos::Sconj => return None,
            _ => {}
        }
    }
    None
}

/// The last token before the noun phrase that ends at `start`.
fn before_phrase(scan: &Scan, first: usize, start: usize) -> usize {
    let mut at = start;
    while at > first {
        at -= 1;
        // "On Monday Ivo Lenz was elected": the day closes the phrase before the name.
        if WEEKDAYS.contains(&scan.folded(at))
            || MONTHS.contains(&scan.folded(at))
            || scan.folded(at).chars().all(|c| c.is_ascii_digit())
        {
            return start;
        }
        if !matches!(scan.pos(at), Pos::Det | Pos::Adj | Pos::Noun | Pos::Propn | Pos::Num) {
            return at;
        }
    }
    start
}

/// The person whom "who" at `at` speaks of: the name right before it, past a comma.
pub fn antecedent_of_who(scan: &Scan, sentence: &Range<usize>, at: usize) -> Option<Person> {
    let last = at.checked_sub(1).filter(|last| *last >= sentence.start)?;
    let mut last = if scan.word(last) == "," { last.checked_sub(1)? } else { last };
    // "Mara Okonjo, 37, who …"
    let age = scan.word(last).len() < 4 && scan.word(last).chars().all(|c| c.is_ascii_digit());
    if age && last >= sentence.start + 2 && scan.word(last - 1) == "," {
        last -= 2;
    }
    scan.person(last)
}
