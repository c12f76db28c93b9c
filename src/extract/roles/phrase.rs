//! Reads a noun phrase that names a role: "the former deputy head of the Harbour Council and chair of its board".

use super::complement::complements;
use super::scan::{STATUS_WORDS, Scan};
use super::words::{ADJECTIVES, ADVERBS, DETERMINERS, OFFICES, STATES, TIMES};
use crate::annotate::lexicon::{self, PersonClass};
use crate::annotate::{EntityKind, EntityMention, Pos};
use crate::extract::RoleStatus;
use crate::text::Span;
use std::ops::Range;

/// A role phrase taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// All its tokens.
    pub tokens: Range<usize>,
    /// Each coordinated role.
    pub roles: Vec<Role>,
    /// Whether it begins with "a", "the" or an owner.
    pub determined: bool,
}

/// One role of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The role's words without determiner and organisation.
    pub words: Range<usize>,
    /// The head noun.
    pub head: usize,
    /// What the head noun says.
    pub class: PersonClass,
    /// The organisations it is held at; none when the phrase names none.
    pub bodies: Vec<Span>,
    /// Whether it is held now.
    pub status: RoleStatus,
}

/// Tokens read at most.
const LONGEST: usize = 36;

/// Reads a role phrase that begins at `start` and does not go beyond `end`.
pub fn read(scan: &Scan, start: usize, end: usize) -> Option<Phrase> {
    let end = end.min(start + LONGEST);
    let first = one_role(scan, start, end)?;
    let determined = first.determined;
    let mut phrase = Phrase { tokens: start..first.end, roles: Vec::new(), determined };
    let mut pending = vec![first.role];
    let mut after_comma = false;
    loop {
        let at = phrase.tokens.end;
        let (bodies, after) = complements(scan, at, end, pending.last_mut());
        if after > at {
            // The complement belongs to all roles joined before it: "chair and founder of Brightwater"; but after a mere
            // comma to the last alone: "former trade secretary, mayor of Velden".
            let first = if after_comma { pending.len().saturating_sub(1) } else { 0 };
            for role in pending.iter_mut().skip(first).filter(|role| role.bodies.is_empty()) {
                role.bodies.clone_from(&bodies);
            }
            phrase.roles.append(&mut pending);
            phrase.tokens.end = after;
        }
        let Some(next) = joined_role(scan, phrase.tokens.end, end) else { break };
        after_comma =
            scan.word(phrase.tokens.end) == "," && !matches!(scan.word(phrase.tokens.end + 1), "and" | "&" | "as");
        phrase.tokens.end = next.end;
        pending.push(next.role);
    }
    // An organisation before the first role holds for those joined to it: "Brightwater founder and chair".
    let shared = pending.first().map(|role| role.bodies.clone()).unwrap_or_default();
    for role in pending.iter_mut().filter(|role| role.bodies.is_empty()) {
        role.bodies.clone_from(&shared);
    }
    phrase.roles.append(&mut pending);
    Some(phrase)
}

/// One role without complement, and where it ends.
struct Part {
    role: Role,
    end: usize,
    determined: bool,
}

/// The next coordinated role: after "and", a comma or "&".
fn joined_role(scan: &Scan, at: usize, end: usize) -> Option<Part> {
    let mut next = at;
    if next < end && scan.word(next) == "," {
        next += 1;
    }
    if next < end && matches!(scan.word(next), "and" | "&") {
        next += 1;
    } else if scan.word(next) == "as" && scan.word(next + 1) == "well" && scan.word(next + 2) == "as" {
        next += 3;
    }
    if next == at || next >= end {
        return None;
    }
    let part = one_role(scan, next, end)?;
    // "…, spokesman Ivo Lenz said" begins somebody else's title.
    let title_of_another = part.end < end && scan.kind(part.end) == Some(EntityKind::Person);
    (!title_of_another).then_some(part)
}

/// Whether a role begins at `start`.
pub(super) fn begins_role(scan: &Scan, start: usize, end: usize) -> bool {
    one_role(scan, start, end).is_some()
}

/// A name before the head that may be the body, with whether it owns the role.
struct Before<'a> {
    name: &'a EntityMention,
    owner: bool,
}

/// Reads "[the] [former] [Brightwater] [deputy] head".
fn one_role(scan: &Scan, start: usize, end: usize) -> Option<Part> {
    let mut at = start;
    let mut determined = false;
    let mut status = RoleStatus::Current;
    let mut adverb = false;
    while at < end {
        let word = scan.folded(at);
        if DETERMINERS.contains(&word) {
            determined = true;
        } else if STATUS_WORDS.contains(&word) {
            status = status_of(word).unwrap_or(status);
        } else if ADVERBS.contains(&word) {
            status = status_of(word).unwrap_or(status);
            adverb = true;
        } else if !(word == "-" && at > start) {
            break;
        }
        at += 1;
    }
    // "also cancelled graduate studies": a verb follows, and no role.
    if adverb && !determined && scan.pos(at) == Pos::Verb {
        return None;
    }
    at = past_deed(scan, at, end).filter(|_| !determined).unwrap_or(at);
    let mut names: Vec<Before> = Vec::new();
    let mut words_from = at;
    let mut head: Option<(usize, usize, lexicon::PersonNoun)> = None;
    let mut k = at;
    while k < end {
        if let Some(name) = scan.name(k).filter(|name| !ends_in_role(scan, name)) {
            let owner = matches!(scan.word(name.tokens.end), "'s" | "’s" | "'" | "’") && name.tokens.end < end;
            if name.kind == EntityKind::Person {
                if !(owner && k == at) {
                    break;
                }
                determined = true;
            } else {
                names.push(Before { name, owner });
                determined |= owner;
            }
            k = name.tokens.end.max(k + 1) + usize::from(owner);
            words_from = k;
            head = None;
            continue;
        }
        let word = scan.folded(k);
        if matches!(word, "'s" | "’s" | "'" | "’") {
            determined = true;
            words_from = k + 1;
            head = None;
        } else if STATUS_WORDS.contains(&word) && head.is_none() {
            status = status_of(word).unwrap_or(status);
            words_from = k + 1;
        } else if word == "and" && k > at && head.is_none_or(|(h, ..)| h + 1 < k) && is_modifier(scan, k + 1, end) {
            // "chief scientific and medical officer": no head stands before the "and"; "last night and President" is no role.
            // Nor is "Lenz and Vice President": the first is somebody of the article.
            if TIMES.contains(&scan.folded(k - 1)) || scan.is_somebodys_last_name(k - 1) {
                words_from = k + 1;
            }
        } else if is_modifier(scan, k, end) {
            // "is tough" says how somebody is, though a tough is a person.
            let noun = scan
                .person_noun(k, words_from.min(k))
                .filter(|_| determined || scan.pos(k) != Pos::Adj || !ADJECTIVES.contains(&word));
            if let Some((from, noun)) = noun {
                head = Some((k, from, noun));
            } else if lexicon::demonym(word).is_some() && scan.is_capitalised(k) {
                words_from = k + 1;
            }
        } else {
            break;
        }
        k += 1;
    }
    let (head_at, _, noun) = head?;
    let mut role_end = head_at + 1;
    if role_end < k {
        // A suffix may follow the head ("president-elect", "professor emeritus"); any other noun makes it no person.
        let rest: Vec<&str> = (role_end..k).map(|t| scan.folded(t)).collect();
        let suffix =
            rest.iter().all(|w| matches!(*w, "-" | "elect" | "designate" | "emeritus" | "emerita" | "laureate"));
        if !suffix {
            return None;
        }
        if rest.iter().any(|w| matches!(*w, "elect" | "designate")) {
            status = RoleStatus::Future;
        }
        role_end = k;
    }
    if scan.folded(role_end) == "in" && scan.folded(role_end + 1) == "chief" {
        role_end += 2;
    }
    while words_from < head_at && matches!(scan.word(words_from), "and" | "&" | "-" | "–" | "/") {
        words_from += 1;
    }
    let body = choose_before(scan, &names, head_at)
        .or_else(|| state_before(scan, at, head_at))
        .or_else(|| unlisted(scan, &mut words_from, head_at))
        .or_else(|| place_in_name(scan, &names, at, head_at))
        .or_else(|| group_before(scan, words_from, head_at))
        .or_else(|| owner_before(scan, start, words_from.min(head_at)))
        .or_else(|| group_back(scan, words_from, head_at));
    if matches!(scan.folded(head_at), "nominee" | "hopeful" | "designate") {
        status = RoleStatus::Future;
    }
    let role = Role {
        words: words_from.min(head_at)..role_end,
        head: head_at,
        class: noun.class,
        bodies: body.into_iter().collect(),
        status,
    };
    Some(Part { role, end: role_end, determined })
}

fn status_of(word: &str) -> Option<RoleStatus> {
    match word {
        "former" | "formerly" | "previously" | "previous" | "once" | "ex" | "late" | "retired" | "outgoing"
        | "onetime" | "one-time" | "then" => Some(RoleStatus::Former),
        "acting" | "interim" | "caretaker" => Some(RoleStatus::Acting),
        "incoming" => Some(RoleStatus::Future),
        _ => None,
    }
}

/// Past a participle that begins a phrase without article and tells what was done ("met officers"), unless it is a
/// state that people have ("elected mayor", "convicted murderer").
fn past_deed(scan: &Scan, at: usize, end: usize) -> Option<usize> {
    let deed = scan.pos(at) == Pos::Verb
        && !scan.is_capitalised(at)
        && !STATES.contains(&scan.folded(at))
        && scan.person_noun(at, at).is_none()
        && scan.word(at + 1) != "-";
    (deed && at + 1 < end).then_some(at + 1)
}

/// Whether a name's last word is an office ("Prime Minister" taken for a name): its words are read one by one.
fn ends_in_role(scan: &Scan, name: &EntityMention) -> bool {
    let last = name.tokens.end.saturating_sub(1);
    name.kind != EntityKind::Person
        && (is_office(scan, last)
            || matches!(
                scan.folded(last),
                "secretary"
                    | "director"
                    | "chairman"
                    | "chairwoman"
                    | "chair"
                    | "chief"
                    | "spokesman"
                    | "spokeswoman"
                    | "spokesperson"
                    | "professor"
                    | "senator"
                    | "attorney"
                    | "officer"
                    | "general"
                    | "ceo"
                    | "editor"
            ))
}

/// Whether a token may stand inside the noun phrase before the head, or be the head.
pub(super) fn is_modifier(scan: &Scan, token: usize, end: usize) -> bool {
    let word = scan.word(token);
    if matches!(word, "-" | "–" | "/") {
        return token + 1 < end;
    }
    match scan.pos(token) {
        Pos::Adj | Pos::Noun | Pos::Propn | Pos::Num => true,
        Pos::X => word.chars().next().is_some_and(char::is_alphabetic),
        Pos::Verb => {
            let head = scan.person_noun(token, token).is_some_and(|(_, noun)| noun.usual);
            head || (scan.is_participle(token)
                && token + 1 < end
                && matches!(scan.pos(token + 1), Pos::Noun | Pos::Adj | Pos::Propn))
        }
        Pos::Adv => token + 1 < end && scan.pos(token + 1) == Pos::Adj,
        _ => false,
    }
}

/// The body among the names before a head: an organisation, else an owning place, else the place of an office.
fn choose_before(scan: &Scan, names: &[Before], head: usize) -> Option<Span> {
    let organization = names.iter().rev().find(|b| b.name.kind == EntityKind::Organization);
    let office = is_office(scan, head);
    let place = names.iter().rev().find(|b| b.name.kind == EntityKind::Place && (b.owner || office));
    let other = || {
        let is_body = |b: &&Before| {
            let word = scan.folded(b.name.tokens.start);
            b.name.kind == EntityKind::Misc && lexicon::demonym(word).is_none() && (b.owner || b.name.tokens.len() > 1)
        };
        names.iter().rev().find(is_body)
    };
    organization.or(place).or_else(other).map(|b| b.name.span)
}

/// The nationality before an office of state: "Russian" in "Russian foreign minister".
fn state_before(scan: &Scan, from: usize, head: usize) -> Option<Span> {
    let office = ["president", "minister", "premier", "chancellor", "king", "queen", "ambassador", "vice-president"];
    let of_state = office.contains(&scan.folded(head)) || office.contains(&scan.lemma(head));
    let token = (from..head).find(|&t| {
        scan.is_capitalised(t)
            && lexicon::demonym(scan.folded(t)).and_then(|state| lexicon::is_country(&lexicon::folded(state))).is_some()
    })?;
    of_state.then(|| scan.span(&(token..token + 1)))
}

pub(super) fn is_office(scan: &Scan, head: usize) -> bool {
    OFFICES.contains(&scan.folded(head)) || OFFICES.contains(&scan.lemma(head))
}

/// The organisation that "its", "the company's" before a role points back to.
fn owner_before(scan: &Scan, start: usize, words: usize) -> Option<Span> {
    (start..words).find_map(|token| {
        let word = scan.folded(token);
        if matches!(word, "its" | "their") {
            return scan.body_before(token, None);
        }
        let owner = matches!(scan.word(token + 1), "'s" | "’s") && lexicon::group_noun(word) == Some(true);
        owner.then(|| scan.body_before(token, Some(word))).flatten()
    })
}

/// A capitalised proper noun before a head in lower case is a body that the recogniser missed: "Hollin spokesman".
fn unlisted(scan: &Scan, words_from: &mut usize, head: usize) -> Option<Span> {
    if scan.is_capitalised(head) {
        return None;
    }
    let is_name = |t: usize| {
        scan.pos(t) == Pos::Propn
            && !matches!(scan.folded(t), "emeritus" | "emerita" | "honorary")
            && scan.is_capitalised(t)
            && scan.name(t).is_none()
            && lexicon::demonym(scan.folded(t)).is_none()
            && lexicon::person_noun(scan.folded(t)).is_none_or(|noun| !(noun.usual && noun.class == PersonClass::Role))
            && !STATUS_WORDS.contains(&scan.folded(t))
    };
    let from = *words_from;
    let end = (from..head).take_while(|t| is_name(*t)).last()? + 1;
    *words_from = end;
    Some(scan.span(&(from..end)))
}

/// A capitalised word and a place right before a head in lower case are one body: "Harbours Velden spokeswoman".
fn place_in_name(scan: &Scan, names: &[Before], from: usize, head: usize) -> Option<Span> {
    let name = names.last().filter(|b| b.name.kind == EntityKind::Place && !b.owner)?.name;
    let first = name.tokens.start.checked_sub(1).filter(|first| *first >= from)?;
    let body = name.tokens.end == head
        && !scan.is_capitalised(head)
        && scan.is_capitalised(first)
        && scan.name(first).is_none()
        && lexicon::demonym(scan.folded(first)).is_none()
        && matches!(scan.pos(first), Pos::Propn | Pos::Noun);
    body.then(|| scan.span(&(first..head)))
}

/// The body that "company" in "a company director" points back to.
fn group_back(scan: &Scan, from: usize, head: usize) -> Option<Span> {
    let last = head.checked_sub(1).filter(|last| *last >= from && scan.pos(*last) == Pos::Noun)?;
    let noun = scan.folded(last);
    (lexicon::group_noun(noun) == Some(true)).then(|| scan.body_before(last, Some(noun))).flatten()
}

/// A described body right before a head: "rowing club" in "rowing club owner".
fn group_before(scan: &Scan, from: usize, head: usize) -> Option<Span> {
    let last = head.checked_sub(1).filter(|last| *last > from)?;
    let group = scan.pos(last) == Pos::Noun && lexicon::group_noun(scan.folded(last)) == Some(true);
    let body = group && (from..last).all(|t| matches!(scan.pos(t), Pos::Noun | Pos::Adj | Pos::Propn | Pos::Punct));
    body.then(|| scan.span(&(from..head)))
}
