//! The one-hop facts of a speaker: said, denied, asked and the others, hearsay, thoughts, what they spoke about and how often.

use super::row::{Row, integer};
use super::{View, mint, sorted};
use crate::extract::Stance;
use crate::vocab::{dixit, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, Triple};

/// Each stance with its term and the property of the speaker that it gives rise to, when the saying is speech, at the
/// outermost level, neither negated nor hypothetical. Only a plain statement makes `dixit:said`.
const STANCES: &[(Stance, NamedNodeRef<'static>, NamedNodeRef<'static>)] = &[
    (Stance::Asserts, dixit::ASSERTS, dixit::SAID),
    (Stance::Denies, dixit::DENIES, dixit::DENIED),
    (Stance::Asks, dixit::ASKS, dixit::ASKED),
    (Stance::Promises, dixit::PROMISES, dixit::PROMISED),
    (Stance::Demands, dixit::DEMANDS, dixit::DEMANDED),
    (Stance::Warns, dixit::WARNS, dixit::WARNED),
    (Stance::Accuses, dixit::ACCUSES, dixit::ACCUSED),
    (Stance::Admits, dixit::ADMITS, dixit::ADMITTED),
    (Stance::Proposes, dixit::PROPOSES, dixit::PROPOSED),
    (Stance::Praises, dixit::PRAISES, dixit::PRAISED),
    (Stance::Criticizes, dixit::CRITICIZES, dixit::CRITICIZED),
    (Stance::Predicts, dixit::PREDICTS, dixit::PREDICTED),
];

/// The stance's term ("dixit:Denies").
pub fn stance_term(stance: Stance) -> NamedNodeRef<'static> {
    STANCES.iter().find(|(of, ..)| *of == stance).map_or(dixit::ASSERTS, |(_, term, _)| *term)
}

/// The speaker's property for a stance ("dixit:denied").
pub fn stance_property(stance: Stance) -> NamedNodeRef<'static> {
    STANCES.iter().find(|(of, ..)| *of == stance).map_or(dixit::VOICED, |(.., property)| *property)
}

/// Whether the property is that of a stance: "dixit:said", "dixit:denied" and the others.
pub fn is_of_stance(property: NamedNodeRef<'_>) -> bool {
    STANCES.iter().any(|(.., of)| *of == property)
}

/// Whether the property is one that [`shortcuts`] writes.
pub fn is_shortcut(property: NamedNodeRef<'_>) -> bool {
    const OTHERS: [NamedNodeRef<'static>; 7] = [
        dixit::VOICED,
        dixit::REPORTEDLY_SAID,
        dixit::REPORTEDLY_VOICED,
        dixit::THOUGHT,
        dixit::HELD,
        dixit::SPOKE_ABOUT,
        dixit::QUOTATION_COUNT,
    ];
    OTHERS.contains(&property) || is_of_stance(property)
}

/// What tells who answers for a saying, and what it claims or what that is about. Each saying has one claim.
const LEVEL_AND_CLAIM: [NamedNodeRef<'static>; 5] =
    [dixit::SAYING_NEGATED, dixit::SAYING_HYPOTHETICAL, dixit::WITHIN, dixit::EXPRESSES, dixit::STANCE];
const LEVEL_AND_ABOUT: [NamedNodeRef<'static>; 4] =
    [dixit::SAYING_NEGATED, dixit::SAYING_HYPOTHETICAL, dixit::WITHIN, schema::ABOUT];

/// How deep hearsay may nest before the chain counts as broken.
const DEEPEST: usize = 16;

/// Who answers for a saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The article itself: it stands within no other.
    Outermost,
    /// Another speaker.
    Hearsay,
    /// Nobody: it, or what encloses it, was not said, or only might be.
    Unsaid,
}

/// The shortcuts of a speaker and the number of the quotations, from the quotations and reports of the articles; sorted.
pub fn shortcuts(speaker: &NamedNode, view: &dyn View, base: &str) -> Vec<Triple> {
    let mut triples = Vec::new();
    let mut count = 0;
    let mut add = |predicate: NamedNodeRef<'static>, object: &NamedNode| {
        triples.push(Triple::new(speaker.clone(), predicate, object.clone()));
    };
    let spoken = schema::SPOKEN_BY_CHARACTER;
    let many = view.alike(spoken, speaker, &LEVEL_AND_CLAIM);
    let many = many.and_then(|sayings| Some((sayings, view.alike(spoken, speaker, &LEVEL_AND_ABOUT)?)));
    // Whole rows have both.
    let (sayings, abouts) = many.unwrap_or_else(|| (read(view, spoken, speaker, base), Vec::new()));
    for (row, number) in &sayings {
        let level = level(row, view);
        count += if level == Level::Outermost { *number } else { 0 };
        let Some(claim) = row.node(dixit::EXPRESSES) else { continue };
        let stance = row.node(dixit::STANCE).map(NamedNode::as_ref);
        match level {
            Level::Outermost => {
                let property = STANCES.iter().find(|(_, term, _)| Some(*term) == stance);
                add(property.map_or(dixit::VOICED, |(.., property)| *property), claim);
                row.nodes(schema::ABOUT)
                    .filter(|about| *about != speaker)
                    .for_each(|about| add(dixit::SPOKE_ABOUT, about));
            }
            Level::Hearsay if stance == Some(dixit::ASSERTS) => add(dixit::REPORTEDLY_SAID, claim),
            Level::Hearsay => add(dixit::REPORTEDLY_VOICED, claim),
            Level::Unsaid => {}
        }
    }
    for (row, _) in abouts.iter().filter(|(row, _)| level(row, view) == Level::Outermost) {
        row.nodes(schema::ABOUT).filter(|about| *about != speaker).for_each(|about| add(dixit::SPOKE_ABOUT, about));
    }
    for report in of_article(view, dixit::HOLDER, speaker, base) {
        let row = Row::of(view, &report);
        if let (Some(claim), Level::Outermost) = (row.node(dixit::EXPRESSES), level(&row, view)) {
            add(if row.is_a(dixit::THOUGHT_REPORT) { dixit::THOUGHT } else { dixit::HELD }, claim);
        }
    }
    if count > 0 {
        triples.push(Triple::new(speaker.clone(), dixit::QUOTATION_COUNT, integer(count)));
    }
    sorted(triples)
}

/// What the articles say under the columns, by the nodes of theirs that lead to `object`, and how many of these say just that.
pub fn alike(
    view: &dyn View,
    predicate: NamedNodeRef<'static>,
    object: &NamedNode,
    base: &str,
    columns: &[NamedNodeRef<'static>],
) -> Vec<(Row, usize)> {
    view.alike(predicate, object, columns).unwrap_or_else(|| read(view, predicate, object, base))
}

/// The whole rows, one by one.
fn read(view: &dyn View, predicate: NamedNodeRef<'_>, object: &NamedNode, base: &str) -> Vec<(Row, usize)> {
    of_article(view, predicate, object, base).map(|subject| (Row::of(view, &subject), 1)).collect()
}

/// Whether any ground node has `object` under `predicate`.
pub fn is_met(view: &dyn View, predicate: NamedNodeRef<'_>, object: &NamedNode, base: &str) -> bool {
    let mut is_met = false;
    view.each_subject(&predicate.into_owned(), object, &mut |node| {
        is_met = mint::is_ground(base, &node);
        !is_met
    });
    is_met
}

/// The ground nodes that have `object` under `predicate`.
pub fn of_article(
    view: &dyn View,
    predicate: NamedNodeRef<'_>,
    object: &NamedNode,
    base: &str,
) -> impl Iterator<Item = NamedNode> {
    let mut found = view.subjects(&predicate.into_owned(), object);
    found.retain(|node| mint::is_ground(base, node));
    found.sort_unstable();
    found.dedup();
    found.into_iter()
}

fn level(row: &Row, view: &dyn View) -> Level {
    let unsaid = |row: &Row| row.is_true(dixit::SAYING_NEGATED) || row.is_true(dixit::SAYING_HYPOTHETICAL);
    if unsaid(row) {
        return Level::Unsaid;
    }
    let Some(mut outer) = row.node(dixit::WITHIN).cloned() else { return Level::Outermost };
    for _ in 0..DEEPEST {
        let row = Row::of(view, &outer);
        if unsaid(&row) {
            return Level::Unsaid;
        }
        match row.node(dixit::WITHIN) {
            Some(next) => outer = next.clone(),
            None => return Level::Hearsay,
        }
    }
    Level::Unsaid
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_stance_has_its_own_term_and_property() {
        let terms: BTreeSet<_> = STANCES.iter().map(|(_, term, _)| term.as_str()).collect();
        let properties: BTreeSet<_> = STANCES.iter().map(|(.., property)| property.as_str()).collect();
        assert_eq!((terms.len(), properties.len()), (12, 12));
        assert_eq!(stance_property(Stance::Denies), dixit::DENIED);
        let said: Vec<_> = STANCES.iter().filter(|(.., property)| *property == dixit::SAID).collect();
        assert_eq!(said.len(), 1);
    }
}
