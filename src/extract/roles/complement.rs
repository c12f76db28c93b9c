//! Reads what follows a role's head: "of the Harbour Council", "for the Tarrow Foundation and Brightwater", "of staff".

use super::phrase::{Role, begins_role, is_modifier, is_office};
use super::scan::Scan;
use crate::annotate::lexicon;
use crate::annotate::{EntityKind, Pos};
use crate::text::Span;
use std::ops::Range;

/// Heads whose "of" names a body whatever the name looks like: "founder of Velden", "the CEO of Kite and Tern".
const TAKING: &[&str] = &[
    "founder",
    "co-founder",
    "cofounder",
    "ceo",
    "owner",
    "co-owner",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "chairman",
    "chairwoman",
    "chairperson",
    "cto",
    "cfo",
    "coo",
    "shareholder",
    "employee",
    "publisher",
    "executive",
];

/// Prepositions that open the complement of a role.
const COMPLEMENTS: &[&str] =
    &["of", "for", "at", "in", "with", "to", "on", "from", "de", "under", "within", "about", "by"];

/// Reads the complements after a head: the bodies they name and where they end. Complements that name no body lengthen
/// the role's words when they belong to them ("chief of staff").
pub(super) fn complements(scan: &Scan, start: usize, end: usize, role: Option<&mut Role>) -> (Vec<Span>, usize) {
    let mut at = start;
    let mut bodies = Vec::new();
    let office = role.as_ref().is_some_and(|role| is_office(scan, role.head));
    let taking = role
        .as_ref()
        .is_some_and(|role| TAKING.contains(&scan.folded(role.head)) || TAKING.contains(&scan.lemma(role.head)));
    let mut words_to = start;
    while at < end && COMPLEMENTS.contains(&scan.folded(at)) {
        let preposition = scan.folded(at);
        let Some((found, after)) = complement(scan, at + 1, end, office, taking && preposition == "of") else { break };
        if bodies.is_empty() {
            bodies = found;
            let named = (at + 1..after).any(|t| scan.name(t).is_some() || scan.is_capitalised(t));
            if bodies.is_empty()
                && preposition == "of"
                && at == start
                && after - at <= 5
                && (!named || scan.is_capitalised(start - 1))
            {
                words_to = after;
            }
        }
        at = after;
    }
    if let Some(role) = role {
        role.words.end = role.words.end.max(words_to);
    }
    (bodies, at)
}

/// Reads one complement that begins at `start`: its bodies, and where it ends; `None` when no noun phrase follows.
fn complement(scan: &Scan, start: usize, end: usize, office: bool, taking: bool) -> Option<(Vec<Span>, usize)> {
    let mut at = start;
    let mut organizations: Vec<Span> = Vec::new();
    let mut places: Vec<Span> = Vec::new();
    let mut group: Option<Span> = None;
    let mut back: Option<Span> = None;
    let mut chunk = start;
    while at < end {
        if taking
            && at == chunk
            && let Some(name) = any_name(scan, at, end)
        {
            organizations.push(scan.span(&name));
            at = name.end;
            continue;
        }
        if let Some(name) = scan.name(at) {
            let next = name.tokens.end.max(at + 1);
            match name.kind {
                EntityKind::Person if at == chunk => {
                    // "adviser to Mara Okonjo": the person ends the complement.
                    at = next;
                    break;
                }
                EntityKind::Person => break,
                EntityKind::Organization => {
                    let joined = organizations.last().is_none_or(|last| joins(scan, *last, name.span));
                    if joined {
                        organizations.push(name.span);
                    }
                }
                EntityKind::Place => places.push(name.span),
                EntityKind::Misc => {}
            }
            at = next;
            continue;
        }
        let word = scan.folded(at);
        match word {
            "of" | "the" | "for" | "de" | "&" | "its" | "his" | "her" | "their" | "a" | "an" | "both" => chunk = at + 1,
            // "a rowing club called Tide": the name follows.
            "called" | "named" if group.is_some() && scan.name(at + 1).is_some() => chunk = at + 1,
            "'s" | "’s" | "'" | "’" => {}
            "and" | "," => {
                let after = at + 1 + usize::from(scan.word(at + 1) == "and");
                let after_the = after + usize::from(scan.folded(after) == "the");
                let names_follow = !organizations.is_empty()
                    && (scan.kind(after_the) == Some(EntityKind::Organization)
                        || taking && any_name(scan, after_the, end).is_some());
                let noun_follows = word == "and"
                    && !begins_role(scan, after, end)
                    && is_modifier(scan, after, end)
                    && scan.kind(after) != Some(EntityKind::Person);
                if !(names_follow || noun_follows) {
                    break;
                }
                at = if names_follow { after_the } else { after };
                chunk = at;
                continue;
            }
            "(" => {
                let close = (at + 1..end.min(at + 8)).find(|t| scan.word(*t) == ")");
                let acronym = close.filter(|c| *c == at + 2 && scan.word(at + 1).chars().all(char::is_uppercase));
                match acronym {
                    Some(close) => {
                        at = close + 1;
                        continue;
                    }
                    None => break,
                }
            }
            _ if is_modifier(scan, at, end) => {
                let noun = scan.lemma(at);
                if at == chunk
                    && scan.folded(chunk.saturating_sub(1)) == "the"
                    && lexicon::group_noun(noun) == Some(true)
                {
                    let alone = !(at + 1 < end && is_modifier(scan, at + 1, end));
                    back = alone.then(|| scan.body_before(at, Some(noun))).flatten();
                }
                if group.is_none() && lexicon::group_noun(noun) == Some(true) && at > chunk {
                    let last = !(at + 1 < end && is_modifier(scan, at + 1, end) && scan.word(at + 1) != "-");
                    // "several large clubs", "the oldest club in the world": no certain one.
                    let several = scan.folded(at) != noun && !scan.is_capitalised(at);
                    let vague = (chunk..at).any(|t| scan.folded(t).ends_with("est") || scan.folded(t) == "several");
                    group = (last && !several && !vague).then(|| scan.span(&(chunk..at + 1)));
                }
            }
            _ => break,
        }
        at += 1;
    }
    // A dangling "the" or comma belongs to what follows.
    while at > start
        && matches!(
            scan.folded(at - 1),
            "the" | "a" | "an" | "and" | "," | "of" | "for" | "its" | "his" | "her" | "their"
        )
    {
        at -= 1;
    }
    if at == start {
        return None;
    }
    let bodies = if !organizations.is_empty() {
        organizations
    } else if let Some(body) = group.or(back) {
        vec![body]
    } else if office {
        places.into_iter().take(1).collect()
    } else {
        Vec::new()
    };
    Some((bodies, at))
}

/// A name at `at` that the recogniser took for something else than a body, or did not see; no person, no known place.
fn any_name(scan: &Scan, at: usize, end: usize) -> Option<Range<usize>> {
    if let Some(name) = scan.name(at) {
        let known = lexicon::is_place(&lexicon::folded(name.span.of(scan.document.text())));
        let other = name.kind == EntityKind::Misc || name.kind == EntityKind::Place && !known;
        return (other && name.tokens.start == at).then_some(at..name.tokens.end);
    }
    let part = |t: usize| {
        scan.pos(t) == Pos::Propn
            && scan.is_capitalised(t)
            && scan.name(t).is_none()
            && lexicon::person_noun(scan.folded(t)).is_none()
    };
    let last = (at..end).take_while(|t| part(*t)).last()?;
    Some(at..last + 1)
}

/// Whether two organisations are joined by "and" or a comma alone.
fn joins(scan: &Scan, last: Span, next: Span) -> bool {
    let between = scan.document.text().get(last.end()..next.start()).unwrap_or_default();
    let plain = between.trim().trim_start_matches(')').trim_matches(',').trim();
    matches!(plain, "" | "and" | "the" | "and the" | "&") && !between.trim().is_empty()
}
