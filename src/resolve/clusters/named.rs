//! Makes entities of the people and bodies of a document: the fullest name, the other names, kind and gender.

use super::super::names::PersonName;
use super::super::{Entity, Gender, Kind};
use super::{Body, Person};
use crate::annotate::{EntityKind, lexicon};

/// An entity of which nothing is known.
pub(super) fn unknown() -> Entity {
    entity(EntityKind::Misc, String::new(), &[], Gender::Unknown)
}

fn entity(kind: EntityKind, name: String, forms: &[(String, u32)], gender: Gender) -> Entity {
    let mut other_names: Vec<(String, u32)> = forms.iter().filter(|(form, _)| *form != name).cloned().collect();
    other_names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Entity { kind: Kind::Named(kind), name, other_names, gender, speaks_for: None }
}

/// A person under the fullest form of the name, titles and nicknames left out.
pub(super) fn person_entity(person: &Person) -> Entity {
    let rank = |form: &str, uses: u32| {
        let name = PersonName::parse(form);
        let initials = name.words.iter().filter(|w| w.chars().count() == 1).count();
        (name.words.len(), usize::MAX - initials, uses)
    };
    let mut best: Option<&(String, u32)> = None;
    for form in &person.forms {
        if best.is_none_or(|b| rank(&form.0, form.1) > rank(&b.0, b.1)) {
            best = Some(form);
        }
    }
    // "Creswell" stands before "Cres", which opens it.
    let fuller = best.and_then(|(form, _)| {
        let (given, rest) = form.split_once(' ')?;
        let opened = |other: &&(String, u32)| {
            other.0.split_once(' ').is_some_and(|(g, r)| {
                r == rest && g.len() > given.len() && g.starts_with(given) && given.chars().count() > 2
            })
        };
        person.forms.iter().find(opened)
    });
    let name = fuller.or(best).map(|(form, _)| without_nickname(form)).unwrap_or_default();
    entity(EntityKind::Person, name, &person.forms, person.gender())
}

/// A name without what stands in marks between its parts: "Ivo Lenz" of "Ivo “Ice” Lenz".
fn without_nickname(name: &str) -> String {
    const MARKS: [char; 6] = ['"', '“', '”', '‘', '\'', '`'];
    let words = || name.split(' ');
    let marked = |word: &str| word.starts_with(MARKS) && word.ends_with(['"', '”', '’', '\'']) && word.len() > 2;
    if !words().any(marked) {
        return name.to_owned();
    }
    words().filter(|word| !marked(word)).collect::<Vec<_>>().join(" ")
}

/// A body, place or other name under its fullest form.
pub(super) fn body_entity(body: &Body) -> Entity {
    let rank = |form: &str, uses: u32| {
        // A country's fullest name is the one that is no abbreviation; a company's keeps its suffix.
        let words =
            if lexicon::is_country(&lexicon::folded(form)).is_some() { 1 } else { form.split_whitespace().count() };
        (words, usize::from(form.chars().any(char::is_lowercase)), uses)
    };
    let mut best: Option<&(String, u32)> = None;
    for form in &body.forms {
        if best.is_none_or(|b| rank(&form.0, form.1) > rank(&b.0, b.1)) {
            best = Some(form);
        }
    }
    let name = best.map(|(form, _)| form.clone()).unwrap_or_default();
    let mut kind = EntityKind::Misc;
    let mut most = 0;
    for (candidate, uses) in &body.kinds {
        if *uses > most {
            (kind, most) = (*candidate, *uses);
        }
    }
    entity(kind, name, &body.forms, Gender::Unknown)
}
