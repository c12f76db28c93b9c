//! Finds people, organisations and topics by name as people type it: blind to case and accents, with suggestions.

use super::facts::Facts;
use super::quotation::{Named, kind};
use super::statement::Dialect;
use crate::error::{Error, Result};
use crate::store::{Among, Name, folded};
use crate::vocab::{dixit, schema};
use oxigraph::model::NamedNode;
use std::collections::BTreeMap;

/// The most names that a message lists.
const LISTED: usize = 5;

/// The most names that a message suggests.
const SUGGESTED: usize = 3;

/// Statements by or about somebody from which on a part of the name is taken for that one, when it has so many times as many as
/// any other of the name.
const MANY: usize = 8;

/// See [`MANY`].
const DOMINANT: usize = 4;

/// How alike two names must be to be suggested: 0 for nothing in common, 1 for the same.
const ALIKE: f64 = 0.6;

/// What a part of a name counts of the whole.
const PART: f64 = 0.9;

/// Who or what a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The entities; several where they share the name or where an organisation is a topic too.
    pub entities: Vec<Named>,
    /// What the user should know about the choice.
    pub note: Option<String>,
}

/// The entities that `what` means: a prefixed name, an IRI, or a name. Only those of the `kinds` (as [`kind`]
/// names them) count; none given means all.
///
/// # Errors
/// Nobody has the name (with the nearest names as hint), or a part of a name fits several.
pub fn find(facts: &Facts<'_>, dialect: &Dialect, what: &str, kinds: &[&str]) -> Result<Found> {
    if let Some(node) = dialect.expand(what.trim()).and_then(|iri| NamedNode::new(iri).ok()) {
        return by_node(facts, node, what);
    }
    let (wanted, among) = (folded(what), among(kinds));
    let exact = of_kinds(facts, kinds, facts.graph().names_spelt(&wanted, among)?)?;
    let own: Vec<Named> = exact.iter().filter(|(_, main)| *main).map(|(named, _)| named.clone()).collect();
    // "Lee" means Ann Lee rather than those of whom an article says no more than "Lee".
    let is_lone = !wanted.contains(' ') && own.iter().all(|named| named.kind == "person");
    let fuller = exact.iter().any(|(named, main)| !main && named.kind == "person");
    if !(own.is_empty() || is_lone && fuller) {
        return Ok(Found { note: homonyms(&own, dialect), entities: own });
    }
    let others = if exact.is_empty() && !wanted.is_empty() {
        of_kinds(facts, kinds, facts.graph().names_holding(&wanted, among)?)?
    } else {
        exact
    };
    let others: Vec<Named> = others.into_iter().map(|(named, _)| named).collect();
    match others.as_slice() {
        [] => Err(unknown(facts, what, &wanted, kinds)?),
        [one] => {
            let note = Some(format!("taking {what:?} for {} ({})", one.name, shown(one, dialect)));
            Ok(Found { note, entities: others })
        }
        several => chosen(facts, dialect, what, several),
    }
}

/// The names that can be those of such kinds.
fn among(kinds: &[&str]) -> Among {
    if counts("unnamed", kinds) { Among::All } else { Among::Named }
}

fn unknown(facts: &Facts<'_>, what: &str, wanted: &str, kinds: &[&str]) -> Result<Error> {
    let whose = match kinds {
        ["person"] => "nobody",
        _ => "nobody and nothing",
    };
    let error = Error::usage(format!("{whose} called {what:?} is in the graph"));
    let (among, letters) = (among(kinds), Letters::of(wanted));
    let rate = |name: &str| Some(letters.likeness(name)).filter(|likeness| *likeness >= ALIKE);
    let mut near = facts.graph().names_rated(&rate, among)?;
    near.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.cmp(y)));
    let mut names: Vec<String> = Vec::new();
    for alike in near.chunk_by(|(a, _), (b, _)| a.total_cmp(b).is_eq()) {
        let mut entries: Vec<Name> = Vec::new();
        for (_, name) in alike {
            entries.extend(facts.graph().names_spelt(name, among)?);
        }
        entries.sort_by(|x, y| x.written.cmp(&y.written));
        for entry in entries {
            if names.len() == SUGGESTED {
                break;
            }
            if counts(kind(facts, &entry.node)?, kinds) {
                let name = facts.label(entry.node.as_ref())?;
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        if names.len() == SUGGESTED {
            break;
        }
    }
    Ok(match names.as_slice() {
        [] => error.hint("dixit stats shows what the store holds"),
        names => error.hint(format!("did you mean {}?", names.join(", or "))),
    })
}

/// The entities with these names, each once with its main name, and whether the fitting name is the main one.
fn of_kinds(facts: &Facts<'_>, kinds: &[&str], fitting: Vec<Name>) -> Result<Vec<(Named, bool)>> {
    let mut found: BTreeMap<String, (Named, bool)> = BTreeMap::new();
    for entry in fitting {
        if let Some((_, main)) = found.get_mut(entry.node.as_str()) {
            *main |= entry.main;
            continue;
        }
        let kind = kind(facts, &entry.node)?;
        if counts(kind, kinds) {
            let named = Named { name: facts.label(entry.node.as_ref())?, node: entry.node.clone(), kind };
            found.insert(entry.node.into_string(), (named, entry.main));
        }
    }
    Ok(found.into_values().collect())
}

/// Whether a node of this kind may be meant: a form of a name is no entity.
fn counts(kind: &str, kinds: &[&str]) -> bool {
    kind != "name" && (kinds.is_empty() || kinds.contains(&kind))
}

/// A folded name that others are compared with: most have too few of its letters, which is found out quickly.
struct Letters<'a> {
    name: &'a str,
    /// How often it has each letter; letters that share a place can only make it seem to have more.
    counts: [u32; 64],
    length: usize,
}

impl<'a> Letters<'a> {
    fn of(name: &'a str) -> Self {
        let mut letters = Self { name, counts: [0; 64], length: 0 };
        for c in name.chars() {
            letters.length += 1;
            if let Some(count) = letters.counts.get_mut(c as usize % 64) {
                *count += 1;
            }
        }
        letters
    }

    /// How alike the two are; a part of a name that is spelt almost so counts nearly as much as the whole. 0 where it is less than
    /// [`ALIKE`].
    fn likeness(&self, name: &str) -> f64 {
        let whole = self.similarity(name, ALIKE);
        let parts = name.split(' ').filter(|part| part.chars().count() > 3);
        let best = parts.map(|part| self.similarity(part, ALIKE / PART)).fold(0.0, f64::max);
        whole.max(best * PART)
    }

    /// 1 less the changes for each letter of the longer one; 0 where it is less than `least`.
    fn similarity(&self, other: &str, least: f64) -> f64 {
        let (mut counts, mut shared, mut length) = (self.counts, 0, 0);
        for c in other.chars() {
            length += 1;
            if let Some(count) = counts.get_mut(c as usize % 64).filter(|count| **count > 0) {
                *count -= 1;
                shared += 1;
            }
        }
        // Each letter of the longer one that the other does not have takes a change of its own. The little more is for rounding.
        if f64::from(shared) < (least - 0.001) * self.length.max(length) as f64 {
            return 0.0;
        }
        strsim::normalized_damerau_levenshtein(self.name, other)
    }
}

fn by_node(facts: &Facts<'_>, node: NamedNode, what: &str) -> Result<Found> {
    if facts.of(node.as_ref())?.is_empty() {
        return Err(Error::usage(format!("{what} is not in the graph")).hint("a name works as well: \"Ann Lee\""));
    }
    let successors: Vec<NamedNode> = facts.of(node.as_ref())?.nodes(dixit::REPLACED_BY).cloned().collect();
    let named = |node: NamedNode| Ok(Named { name: facts.label(node.as_ref())?, kind: kind(facts, &node)?, node });
    if successors.is_empty() {
        return Ok(Found { entities: vec![named(node)?], note: None });
    }
    let entities = successors.into_iter().map(named).collect::<Result<Vec<Named>>>()?;
    let now: Vec<&str> = entities.iter().map(|named| named.name.as_str()).collect();
    Ok(Found { note: Some(format!("{what} is now {}", now.join(", or "))), entities })
}

/// A note when several people or several organisations have the very name.
fn homonyms(own: &[Named], dialect: &Dialect) -> Option<String> {
    let told = |named: &Named| format!("{} ({})", named.name, shown(named, dialect));
    let people: Vec<String> = own.iter().filter(|named| named.kind == "person").map(told).collect();
    (people.len() > 1).then(|| {
        format!("{} people have this name: {}; name one of them to see it alone", people.len(), people.join(", "))
    })
}

/// The one of several that the graph says far more of than of any other.
///
/// # Errors
/// There is none; the hints list the several.
fn chosen(facts: &Facts<'_>, dialect: &Dialect, what: &str, several: &[Named]) -> Result<Found> {
    let mut counted = Vec::new();
    for named in several {
        let quoted = facts.subjects(schema::SPOKEN_BY_CHARACTER, named.node.as_ref().into())?.len();
        let about = facts.subjects(schema::ABOUT, named.node.as_ref().into())?.len();
        counted.push((quoted + about, named));
    }
    counted.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
    if let [(most, first), (next, _), ..] = counted.as_slice()
        && *most >= MANY
        && *most >= next * DOMINANT
    {
        let others = counted.len() - 1;
        let note =
            format!("taking {what:?} for {} ({}); {others} more have the name", first.name, shown(first, dialect));
        return Ok(Found { entities: vec![(*first).clone()], note: Some(note) });
    }
    let more = counted.len().saturating_sub(LISTED);
    let error = Error::usage(format!("{what:?} fits {} names", counted.len()));
    let error = counted.iter().take(LISTED).fold(error, |error, (_, named)| {
        error.hint(format!("{} ({}, {})", named.name, named.kind, shown(named, dialect)))
    });
    Err(if more > 0 { error.hint(format!("and {more} more")) } else { error })
}

fn shown(named: &Named, dialect: &Dialect) -> String {
    dialect.shorten(named.node.as_str()).unwrap_or_else(|| named.node.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Graph;
    use crate::vocab::DEFAULT_BASE;
    use proptest::prelude::*;
    use strsim::normalized_damerau_levenshtein;

    const GRAPH: &str = r#"
<https://dixit.example/person/zoe-brandt> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Person> .
<https://dixit.example/person/zoe-brandt> <http://www.w3.org/2000/01/rdf-schema#label> "Zoë Brandt" .
<https://dixit.example/person/zoe-brandt> <http://schema.org/name> "Zoë Brandt" .
<https://dixit.example/person/zoe-brandt> <http://schema.org/alternateName> "Brandt" .
<https://dixit.example/person/otto-brandt> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Person> .
<https://dixit.example/person/otto-brandt> <http://www.w3.org/2000/01/rdf-schema#label> "Otto Brandt" .
<https://dixit.example/person/otto-brandt> <http://schema.org/name> "Otto Brandt" .
<https://dixit.example/person/otto-brandt> <http://schema.org/alternateName> "Brandt" .
<https://dixit.example/topic/harbour> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> .
<https://dixit.example/topic/harbour> <http://www.w3.org/2000/01/rdf-schema#label> "harbour" .
<https://dixit.example/topic/harbour> <http://www.w3.org/2004/02/skos/core#prefLabel> "harbour" .
"#;

    #[test]
    fn a_node_that_was_replaced_means_what_took_its_place() {
        let replaced = "<https://dixit.example/person/brandt> <https://w3id.org/dixit/ns#replacedBy> ";
        let lines = ["zoe", "otto"].map(|name| format!("{replaced}<https://dixit.example/person/{name}-brandt> .\n"));
        let graph = Graph::in_memory(&format!("{GRAPH}{}", lines.concat())).unwrap();
        let facts = Facts::new(&graph);
        let found = super::find(&facts, &Dialect::new(DEFAULT_BASE), "person:brandt", &["person"]).unwrap();
        assert_eq!(found.entities.len(), 2);
        assert!(found.note.unwrap().starts_with("person:brandt is now "));
    }

    fn find(what: &str, kinds: &[&str]) -> String {
        let graph = Graph::in_memory(GRAPH).unwrap();
        let facts = Facts::new(&graph);
        match super::find(&facts, &Dialect::new(DEFAULT_BASE), what, kinds) {
            Ok(found) => {
                let names: Vec<_> = found.entities.iter().map(|named| named.name.as_str()).collect();
                format!("{} {}", names.join(", "), found.note.unwrap_or_default())
            }
            Err(error) => format!("{error} | {}", error.hints().join(" | ")),
        }
    }

    #[test]
    fn names_are_found_whatever_the_case_and_accents() {
        assert_eq!(find("ZOE BRANDT", &[]), "Zoë Brandt ");
        assert_eq!(find("person:zoe-brandt", &[]), "Zoë Brandt ");
        assert_eq!(find("Harbour", &["topic"]), "harbour ");
        assert_eq!(find("otto", &[]), "Otto Brandt taking \"otto\" for Otto Brandt (person:otto-brandt)");
    }

    proptest! {
        #[test]
        fn what_is_passed_over_quickly_is_not_alike(one in "[abcdå ]{0,9}", other in "[abcdå ]{0,12}") {
            let parts = other.split(' ').filter(|part| part.chars().count() > 3);
            let part = parts.map(|part| normalized_damerau_levenshtein(&one, part)).fold(0.0, f64::max);
            let likeness = normalized_damerau_levenshtein(&one, &other).max(part * PART);
            let found = Letters::of(&one).likeness(&other);
            prop_assert_eq!(found >= ALIKE, likeness >= ALIKE);
            prop_assert!(found < ALIKE || found.total_cmp(&likeness).is_eq());
        }
    }

    #[test]
    fn a_last_name_means_whom_the_graph_speaks_of_most() {
        let mut graph = String::from(GRAPH);
        let person = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Person>";
        let mut lines = vec![
            format!("<https://dixit.example/person/brandt-1> {person} ."),
            "<https://dixit.example/person/brandt-1> <http://schema.org/name> \"Brandt\" .".to_owned(),
        ];
        let spoken = "<http://schema.org/spokenByCharacter> <https://dixit.example/person/otto-brandt> .";
        lines.extend((0..MANY).map(|number| format!("<https://dixit.example/quotation/{number}> {spoken}")));
        graph += &lines.join("\n");
        let graph = Graph::in_memory(&graph).unwrap();
        let facts = Facts::new(&graph);
        let found = super::find(&facts, &Dialect::new(DEFAULT_BASE), "Brandt", &["person"]).unwrap();
        assert_eq!(found.entities.iter().map(|named| named.name.as_str()).collect::<Vec<_>>(), ["Otto Brandt"]);
        let note = "taking \"Brandt\" for Otto Brandt (person:otto-brandt); 2 more have the name";
        assert_eq!(found.note.as_deref(), Some(note));
    }

    #[test]
    fn what_fits_several_or_nobody_is_refused_with_suggestions() {
        assert_eq!(
            find("Brandt", &["person"]),
            "\"Brandt\" fits 2 names | Otto Brandt (person, person:otto-brandt) | Zoë Brandt (person, person:zoe-brandt)"
        );
        assert_eq!(
            find("Zoe Brant", &["person"]),
            "nobody called \"Zoe Brant\" is in the graph | did you mean Zoë Brandt?"
        );
        assert_eq!(
            find("xyzzy", &[]),
            "nobody and nothing called \"xyzzy\" is in the graph | dixit stats shows what the store holds"
        );
        assert_eq!(find("person:nobody", &[]), "person:nobody is not in the graph | a name works as well: \"Ann Lee\"");
    }
}
