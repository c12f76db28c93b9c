//! Reads "Mara Okonjo is the director of the Harbour Council", "she served as its chair", "he became mayor".

use super::phrase;
use super::scan::{Person, Scan};
use super::state;
use super::subject::subject;
use crate::annotate::EntityKind;
use crate::annotate::lexicon::PersonClass;
use crate::extract::{RoleMention, RoleStatus};
use std::ops::Range;

/// Verbs that need "as" before the role.
const AS_VERBS: &[&str] = &[
    "serve",
    "work",
    "act",
    "retire",
    "resign",
    "continue",
    "return",
    "remain",
    "end",
    "start",
    "begin",
    "qualify",
    "train",
    "rise",
    "officiate",
    "know",
];
/// Verb phrases "step down as", "take over as".
const PARTICLES: &[&str] = &["down", "over", "out", "up", "back", "again", "off"];

/// Finds the facts of one sentence.
pub fn find(scan: &Scan, sentence: Range<usize>, found: &mut Vec<RoleMention>) {
    for verb in sentence.clone() {
        inverted(scan, &sentence, verb, found);
        let Some((start, past)) = complement_of(scan, verb, sentence.end) else { continue };
        // "was appointed chair" is an appointment, and nothing that is over.
        if scan.is_participle(start) && super::appointment::VERBS.iter().any(|lemma| scan.is_form_of(start, lemma)) {
            continue;
        }
        let Some(phrase) = phrase::read(scan, start, sentence.end) else { continue };
        let after = phrase.tokens.end;
        if scan.kind(after) == Some(EntityKind::Person) && after < sentence.end {
            continue;
        }
        let Some(person) = subject(scan, &sentence, verb) else { continue };
        if is_supposed(scan, &sentence, &person) {
            continue;
        }
        let mut phrase = phrase;
        // "He is a man": no role.
        phrase.roles.retain(|role| role.class == PersonClass::Role || !role.bodies.is_empty());
        if phrase.roles.is_empty() || phrase.roles.iter().any(|role| scan.is_plural(role.head)) {
            continue;
        }
        if past {
            for role in phrase.roles.iter_mut().filter(|role| role.status == RoleStatus::Current) {
                role.status = RoleStatus::Former;
            }
        }
        state(scan, &person, &phrase, 0.85, found);
    }
}

/// Whether what is said of a person is only supposed: "If I'm the mayor, …".
pub(super) fn is_supposed(scan: &Scan, sentence: &Range<usize>, person: &Person) -> bool {
    let before = person.tokens.start.checked_sub(1).filter(|before| *before >= sentence.start);
    before.is_some_and(|before| matches!(scan.folded(before), "if" | "unless" | "whether" | "wish"))
}

/// "The director of the Harbour Council is Mara Okonjo": a role phrase opens the clause, and a name follows the verb.
fn inverted(scan: &Scan, sentence: &Range<usize>, verb: usize, found: &mut Vec<RoleMention>) {
    let past = match scan.folded(verb) {
        "is" => false,
        "was" => true,
        _ => return,
    };
    let after = verb + 1;
    let Some(person) = scan.person(after).filter(|person| person.tokens.start == after && after < sentence.end) else {
        return;
    };
    let closed = matches!(scan.word(person.tokens.end), "" | "." | "," | ";" | "—" | "–" | "(")
        || person.tokens.end >= sentence.end;
    let opens = |t: &usize| *t == sentence.start || matches!(scan.word(*t - 1), "," | ";" | ":" | "—" | "–");
    let start = (sentence.start..verb).rev().filter(opens).find_map(|start| {
        let phrase = phrase::read(scan, start, verb)?;
        (phrase.tokens.end == verb).then_some(phrase)
    });
    let Some(mut phrase) = start.filter(|phrase| closed && phrase.roles.iter().all(|role| !role.bodies.is_empty()))
    else {
        return;
    };
    if phrase.roles.iter().any(|role| role.class != PersonClass::Role || scan.is_plural(role.head)) {
        return;
    }
    if past {
        for role in &mut phrase.roles {
            role.status = RoleStatus::Former;
        }
    }
    state(scan, &person, &phrase, 0.85, found);
}

/// Where the role begins after a verb that joins a subject to a role, and whether the verb says that it is over.
fn complement_of(scan: &Scan, verb: usize, end: usize) -> Option<(usize, bool)> {
    let word = scan.folded(verb);
    let lemma = scan.lemma(verb);
    let skip_adverbs = |from: usize| {
        (from..end.min(from + 3))
            .find(|t| {
                !matches!(
                    scan.folded(*t),
                    "also"
                        | "now"
                        | "currently"
                        | "still"
                        | "then"
                        | "once"
                        | "later"
                        | "previously"
                        | "formerly"
                        | "widely"
                        | "first"
                        | "soon"
                )
            })
            .unwrap_or(end)
    };
    match word {
        "is" | "are" | "am" | "'s" | "’s" | "'m" if !owns(scan, verb) => {
            return Some((skip_adverbs(verb + 1), false));
        }
        "was" | "were" => return Some((skip_adverbs(verb + 1), true)),
        "been" | "became" | "become" | "becomes" | "remains" | "remained" | "becoming" => {
            let past = word == "remained";
            return Some((skip_adverbs(verb + 1), past));
        }
        _ => {}
    }
    let mut at = verb + 1;
    let takes_as = AS_VERBS.contains(&lemma) || matches!(lemma, "step" | "take" | "stand" | "stay" | "go");
    if !takes_as {
        return None;
    }
    let over = matches!(lemma, "retire" | "resign" | "step" | "stand" | "end")
        || word == "served"
        || word == "worked"
        || word == "acted";
    while at < end
        && (PARTICLES.contains(&scan.word(at)) || at == skip_adverbs(at) && scan.pos(at) == crate::annotate::Pos::Adv)
    {
        at += 1;
    }
    // "served for ten years as chair".
    if matches!(scan.word(at), "for" | "from" | "in" | "since" | "until" | "there" | "with") {
        at = (at..end.min(at + 9)).find(|t| scan.word(*t) == "as")?;
    }
    (scan.word(at) == "as" && at < end).then_some((at + 1, over))
}

/// Whether "'s" is a possessive ending here and no verb.
fn owns(scan: &Scan, token: usize) -> bool {
    let word = scan.word(token);
    (word == "'s" || word == "’s") && !matches!(scan.pos(token), crate::annotate::Pos::Aux | crate::annotate::Pos::Verb)
}
