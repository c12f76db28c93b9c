//! Groups the name mentions of a document into entities.

mod named;

use super::bodies::BodyName;
use super::candidates::{
    clean, is_description, is_no_person, kin_before, reads_as_person, speaks_as_person, text_of, title_before,
};
use super::context::Context;
use super::index::{BodyIndex, PersonIndex};
use super::names::{Fit, PersonName};
use super::one_edit::one_edit_apart;
use super::{Entity, Gender, Mention, MentionForm};
use crate::annotate::lexicon::{self, NameGender};
use crate::annotate::{EntityKind, EntityMention};
use named::{body_entity, person_entity, unknown};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The named entities of a document with what linking needs to know of them.
#[derive(Debug, Default)]
pub struct Clusters {
    /// The entities.
    pub entities: Vec<Entity>,
    /// One mention for each named-entity mention, in the order of the text.
    pub mentions: Vec<Mention>,
}

/// A person while the clusters grow.
struct Person {
    /// The fullest name so far.
    name: PersonName,
    /// How often each form was used, in the order of first use.
    forms: Vec<(String, u32)>,
    /// Signs of the gender: women's, men's.
    gender: [u32; 2],
    /// Position (as a name mention) of the latest mention so far in the walk.
    latest: Option<usize>,
    /// Mentions so far in the walk.
    count: u32,
    /// Whether the first mention calls them somebody's relative ("his wife Anna Petrov").
    kin: bool,
}

/// Groups all name mentions; `speaking` tells by index which of them speak.
pub fn cluster(context: &Context, speaking: &BTreeSet<usize>) -> Clusters {
    let found = &context.document.entities;
    let mut assigned: Vec<Option<(Slot, f32)>> = vec![None; found.len()];
    let (mut people, mut index) = full_names(context, speaking, &mut assigned);
    short_names(context, speaking, &mut people, &mut index, &mut assigned);
    let bodies = bodies(context, &mut assigned);
    finish(context, people, bodies, &assigned)
}

/// Where a mention belongs: to a person or to a body, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Slot {
    Person(usize),
    Body(usize),
}

impl Person {
    fn new(name: PersonName) -> Self {
        Self { name, forms: Vec::new(), gender: [0, 0], latest: None, count: 0, kin: false }
    }

    fn note(&mut self, gender: Option<NameGender>, weight: u32) {
        match gender {
            Some(NameGender::Feminine) => self.gender[0] += weight,
            Some(NameGender::Masculine) => self.gender[1] += weight,
            _ => {}
        }
    }

    fn add_form(&mut self, text: &str) {
        match self.forms.iter_mut().find(|(form, _)| form == text) {
            Some((_, uses)) => *uses += 1,
            None => self.forms.push((text.to_owned(), 1)),
        }
    }

    /// The gender from titles and kin nouns, else from the given name.
    fn gender(&self) -> Gender {
        let [women, men] = self.gender;
        gender_of(match women.cmp(&men) {
            Ordering::Greater => Some(NameGender::Feminine),
            Ordering::Less => Some(NameGender::Masculine),
            Ordering::Equal if self.family_first() => None,
            Ordering::Equal => self.name.sure_gender(),
        })
    }

    /// Whether the article calls the person by the first of two words, which is no usual given name, and never by the last:
    /// "Lin Jian … Lin said". The word tells no gender then.
    fn family_first(&self) -> bool {
        let Some(first) = self.name.given().filter(|first| !lexicon::is_rather_given(first)) else { return false };
        let called = |word: &str| self.forms.iter().any(|(form, _)| lexicon::folded(form) == word);
        called(first) && !called(self.name.family())
    }

    fn clashes(&self, gender: Option<NameGender>) -> bool {
        matches!(
            (self.gender(), gender),
            (Gender::Feminine, Some(NameGender::Masculine)) | (Gender::Masculine, Some(NameGender::Feminine))
        )
    }
}

fn gender_of(shown: Option<NameGender>) -> Gender {
    match shown {
        Some(NameGender::Feminine) => Gender::Feminine,
        Some(NameGender::Masculine) => Gender::Masculine,
        _ => Gender::Unknown,
    }
}

/// First pass: the people named by more than one word.
fn full_names(
    context: &Context,
    speaking: &BTreeSet<usize>,
    assigned: &mut [Option<(Slot, f32)>],
) -> (Vec<Person>, PersonIndex) {
    let mut people: Vec<Person> = Vec::new();
    let mut known_names = PersonIndex::default();
    for (index, mention) in context.document.entities.iter().enumerate() {
        let name = PersonName::parse(clean(text_of(context, mention)));
        if is_description(text_of(context, mention)) || !name.is_full() {
            continue;
        }
        let person = match mention.kind {
            EntityKind::Person => !is_no_person(context, mention),
            _ => {
                reads_as_person(context, mention, &name)
                    || speaking.contains(&index) && speaks_as_person(context, mention, &name)
            }
        };
        if !person {
            continue;
        }
        let title = title_before(context, mention);
        let fits = |person: &Person| person.name.fit(&name) == Some(Fit::Full) && !person.clashes(title);
        let near = known_names.near(&name);
        let find = |slot: &&usize, test: &dyn Fn(&Person) -> bool| people.get(**slot).is_some_and(test);
        let exact = near.iter().find(|slot| find(slot, &|p| p.name == name && !p.clashes(title)));
        let known = exact.or_else(|| near.iter().rfind(|slot| find(slot, &fits))).copied();
        let slot = known.unwrap_or_else(|| {
            people.push(Person::new(name.clone()));
            known_names.add(people.len() - 1, &name);
            people.len() - 1
        });
        if let Some(person) = people.get_mut(slot) {
            let kin = kin_before(context, mention);
            person.kin |= known.is_none() && kin.is_some();
            person.note(title, 2);
            person.note(kin, 2);
            if name.words.len() > person.name.words.len() {
                known_names.add(slot, &name);
                person.name = name;
            }
        }
        set(assigned, index, Slot::Person(slot), 0.97);
    }
    (people, known_names)
}

fn set(assigned: &mut [Option<(Slot, f32)>], index: usize, slot: Slot, confidence: f32) {
    if let Some(entry) = assigned.get_mut(index) {
        *entry = Some((slot, confidence));
    }
}

/// Second pass, in the order of the text: single words go to the person whose name they are part of.
fn short_names(
    context: &Context,
    speaking: &BTreeSet<usize>,
    people: &mut Vec<Person>,
    known_names: &mut PersonIndex,
    assigned: &mut [Option<(Slot, f32)>],
) {
    let others = others_so_called(context, people, known_names);
    for (index, mention) in context.document.entities.iter().enumerate() {
        if let Some((Slot::Person(slot), _)) = assigned.get(index).copied().flatten() {
            seen(people, slot, index);
            continue;
        }
        let name = PersonName::parse(clean(text_of(context, mention)));
        let is_person = mention.kind == EntityKind::Person;
        // "Mr. Weaver" and "Weaver" beside "Ada Weaver" are names, whatever else the word means.
        let near = known_names.near(&name);
        let family = |p: &Person| p.name.is_full() && p.name.family() == name.family();
        let named =
            near.iter().filter_map(|slot| people.get(*slot)).any(family) && !text_of(context, mention).contains(' ');
        if is_description(text_of(context, mention)) && !named || is_person && is_no_person(context, mention) {
            continue;
        }
        if name.words.is_empty() || (!is_person && (name.is_full() || text_of(context, mention).contains(' '))) {
            continue;
        }
        let title = title_before(context, mention);
        let sure = if is_person {
            Sure::Person
        } else if title.is_some() || speaking.contains(&index) && lexicon::is_country(name.family()).is_none() {
            Sure::Speaker
        } else {
            Sure::No
        };
        // "President Dahl … Mr. Dahl … the first lady, Mara Dahl": the first one is not she.
        let unmet = |slot: usize| people.get(slot).is_some_and(|person| person.latest.is_none());
        let another = |slot: usize| others.contains(name.family()) && unmet(slot);
        let best = best_person(people, &near, &name, (title, family_after(context, mention)), index, sure)
            .filter(|(slot, _)| !another(*slot))
            .or_else(|| misspelt(people, &name, title).filter(|_| sure != Sure::No));
        let (slot, confidence) = match best {
            Some(found) => found,
            // "Ms. Balin": whatever the recogniser takes the word for, a woman or a man bears it.
            None if is_person || title.is_some_and(|t| t != NameGender::Either) => {
                known_names.add(people.len(), &name);
                people.push(Person::new(name));
                (people.len() - 1, 0.9)
            }
            None => continue,
        };
        if let Some(person) = people.get_mut(slot) {
            person.note(title, 2);
            let kin = kin_before(context, mention);
            person.kin |= person.count == 0 && kin.is_some();
            person.note(kin, 2);
        }
        seen(people, slot, index);
        set(assigned, index, Slot::Person(slot), confidence);
    }
}

/// How often a title must show it to be believed that somebody has the last name of a person of the other gender.
const SHOWN: u32 = 2;

/// The last names that titles give to somebody of another gender than everybody whom the article names so in full: "Mr. Dahl"
/// beside "Mara Dahl".
fn others_so_called(context: &Context, people: &[Person], known_names: &PersonIndex) -> BTreeSet<String> {
    let mut clashes: BTreeMap<String, u32> = BTreeMap::new();
    for mention in context.document.entities.iter().filter(|mention| mention.kind == EntityKind::Person) {
        let Some(title) = title_before(context, mention).filter(|title| *title != NameGender::Either) else { continue };
        let name = PersonName::parse(clean(text_of(context, mention)));
        let near = known_names.near(&name);
        let mut bearers = near.iter().filter_map(|slot| people.get(*slot)).filter(|p| p.name.family() == name.family());
        let first = bearers.next().is_some_and(|person| person.clashes(Some(title)));
        if !name.is_full() && first && bearers.all(|person| person.clashes(Some(title))) {
            *clashes.entry(name.family().to_owned()).or_default() += 1;
        }
    }
    clashes.into_iter().filter(|(_, times)| *times >= SHOWN).map(|(family, _)| family).collect()
}

/// The only person whose last name the single word `name` misspells by one letter: "Maurer" for "Mauer", when the article
/// names nobody else so.
fn misspelt(people: &[Person], name: &PersonName, title: Option<NameGender>) -> Option<(usize, f32)> {
    let [word] = name.words.as_slice() else { return None };
    let long = |word: &str| word.chars().count() >= 5;
    let near = |person: &Person| {
        let family = person.name.family();
        let apart = word.chars().next() == family.chars().next() && one_edit_apart(word, family);
        person.name.is_full() && !person.clashes(title) && apart && long(word) && long(family)
    };
    let mut found = people.iter().enumerate().filter(|(_, person)| near(person));
    let (slot, _) = found.next()?;
    found.next().is_none().then_some((slot, 0.75))
}

fn seen(people: &mut [Person], slot: usize, index: usize) {
    if let Some(person) = people.get_mut(slot) {
        person.latest = Some(index);
        person.count += 1;
    }
}

/// The last name that a lone given name shares with the full name joined to it: "Parkin" for "John" in "John and Donald
/// Parkin".
fn family_after(context: &Context, mention: &EntityMention) -> Option<String> {
    let document = context.document;
    let next = mention.tokens.end + 1;
    let joined = mention.tokens.len() == 1 && matches!(document.word(mention.tokens.end), "and" | "&");
    let other = document.entities.iter().find(|other| joined && other.tokens.start == next)?;
    let name = PersonName::parse(clean(text_of(context, other)));
    (other.kind == EntityKind::Person && name.is_full()).then(|| name.family().to_owned())
}

/// How sure it is that a short name is a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// The recogniser says so.
    Person,
    /// It speaks or has a title, so that it may be a person named like a place.
    Speaker,
    /// Nothing says so.
    No,
}

/// The person that a short name means, with confidence: best fit first, then the one the text speaks of. `near` are the
/// slots of the people whose names may fit.
fn best_person(
    people: &[Person],
    near: &[usize],
    name: &PersonName,
    (title, family): (Option<NameGender>, Option<String>),
    index: usize,
    sure: Sure,
) -> Option<(usize, f32)> {
    let mut candidates: Vec<(Fit, usize)> = Vec::new();
    for (slot, person) in near.iter().filter_map(|slot| Some((*slot, people.get(*slot)?))) {
        // After "Mr." only a last name follows.
        let fit = person.name.fit(name).filter(|_| !person.clashes(title));
        match fit {
            Some(Fit::Given) if title.is_some_and(|t| t != NameGender::Either) && person.name.is_full() => {}
            Some(Fit::Given)
                if person.name.is_full() && family.as_ref().is_some_and(|other| other != person.name.family()) => {}
            Some(fit)
                if sure == Sure::Person
                    || fit == Fit::Family
                        && (!lexicon::is_place(name.family())
                            || sure == Sure::Speaker && person.name.is_full() && person.latest.is_some()) =>
            {
                candidates.push((fit, slot));
            }
            _ => {}
        }
    }
    let best = candidates.iter().map(|(fit, _)| *fit).max()?;
    candidates.retain(|(fit, _)| *fit == best);
    let certainty = if best >= Fit::Given { 0.95 } else { 0.85 };
    if let [(_, only)] = candidates[..] {
        return Some((only, certainty));
    }
    let weight = |slot: usize| {
        let Some(person) = people.get(slot) else { return 0.0 };
        let recency = person.latest.map_or(0.0, |latest| 2.0 / (1.0 + (index - latest) as f32));
        person.count.min(4) as f32 * 0.5 + recency + if person.kin { 0.0 } else { 1.0 }
    };
    let mut ranked: Vec<(f32, usize)> = candidates.iter().map(|(_, slot)| (weight(*slot), *slot)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (first, slot) = ranked.first().copied()?;
    let second = ranked.get(1).map_or(0.0, |r| r.0);
    Some((slot, (0.5 + 0.2 * (first - second)).min(0.8)))
}

/// An organisation, place or other name while the clusters grow.
struct Body {
    names: Vec<BodyName>,
    forms: Vec<(String, u32)>,
    kinds: BTreeMap<EntityKind, u32>,
    person_like: bool,
}

/// Third pass: everything that is no person, by equal words, acronyms and short forms.
fn bodies(context: &Context, assigned: &mut [Option<(Slot, f32)>]) -> Vec<Body> {
    let found = &context.document.entities;
    let mut bodies: Vec<Body> = Vec::new();
    let mut by_words: FxHashMap<Vec<String>, usize> = FxHashMap::default();
    for (index, mention) in found.iter().enumerate() {
        // "President" taken for a name is a description of somebody.
        if assigned.get(index).is_some_and(Option::is_some) || is_description(text_of(context, mention)) {
            continue;
        }
        let no_person = mention.kind == EntityKind::Person && is_no_person(context, mention);
        let kind = match no_person {
            // With digits it may be a bill, a road or a ship.
            true if text_of(context, mention).chars().any(|c| c.is_ascii_digit()) => EntityKind::Misc,
            true => EntityKind::Organization,
            false => mention.kind,
        };
        let text = text_of(context, mention);
        let name = BodyName::parse(text);
        let slot = *by_words.entry(name.words.clone()).or_insert_with(|| {
            let person_like = kind == EntityKind::Person;
            bodies.push(Body { names: vec![name], forms: Vec::new(), kinds: BTreeMap::new(), person_like });
            bodies.len() - 1
        });
        if let Some(body) = bodies.get_mut(slot) {
            *body.kinds.entry(kind).or_default() += 1;
        }
        set(assigned, index, Slot::Body(slot), 0.95);
    }
    let merged = merge_bodies(context, &bodies, assigned);
    for entry in assigned.iter_mut().flatten() {
        if let (Slot::Body(slot), _) = entry
            && let Some(target) = merged.get(*slot)
        {
            *entry = (Slot::Body(*target), if target == slot { entry.1 } else { 0.88 });
        }
    }
    for (slot, target) in merged.iter().enumerate() {
        if slot != *target {
            let kinds = bodies.get(slot).map(|b| b.kinds.clone()).unwrap_or_default();
            let names = bodies.get(slot).map(|b| b.names.clone()).unwrap_or_default();
            if let Some(body) = bodies.get_mut(*target) {
                body.names.extend(names);
                for (kind, uses) in kinds {
                    *body.kinds.entry(kind).or_default() += uses;
                }
            }
        }
    }
    bodies
}

/// For each body the body it is the same as: acronyms join their expansion, short forms their only long form.
fn merge_bodies(context: &Context, bodies: &[Body], assigned: &[Option<(Slot, f32)>]) -> Vec<usize> {
    let mut target: Vec<usize> = (0..bodies.len()).collect();
    let name = |slot: usize| bodies.get(slot).and_then(|b| b.names.first());
    let mut join = |from: usize, to: usize| {
        let to = target.get(to).copied().unwrap_or(to);
        if from != to {
            for entry in target.iter_mut().filter(|entry| **entry == from) {
                *entry = to;
            }
        }
    };
    // "Harbour Council of the North (HCN)".
    let found = &context.document.entities;
    for (index, pair) in found.windows(2).enumerate() {
        let [full, short] = pair else { continue };
        let between = context.document.text().get(full.span.end()..short.span.start()).unwrap_or_default();
        let slots = [index, index + 1].map(|i| assigned.get(i).copied().flatten());
        if let (" (", [Some((Slot::Body(a), _)), Some((Slot::Body(b), _))]) = (between, slots)
            && let (Some(long), Some(abbreviation)) = (name(a), name(b))
            && (abbreviation.may_abbreviate(long) || abbreviation.is_short_form_of(long))
        {
            join(b, a);
        }
    }
    let organization = |slot: usize| {
        bodies.get(slot).is_some_and(|b| b.kinds.contains_key(&EntityKind::Organization) && !b.person_like)
    };
    let mut index = BodyIndex::default();
    for (long, name) in (0..bodies.len()).filter(|l| organization(*l)).filter_map(|l| Some((l, name(l)?))) {
        index.add(long, name);
    }
    for short in 0..bodies.len() {
        let Some(short_name) = name(short) else { continue };
        let fits = |among: Vec<usize>, test: &dyn Fn(&BodyName) -> bool| {
            let mut long = among.into_iter().filter(|l| *l != short && name(*l).is_some_and(test));
            long.next().filter(|_| long.next().is_none())
        };
        let expansion = fits(index.expansions(short_name), &|long| short_name.is_acronym_of(long));
        let longer = || {
            let among = if organization(short) { index.longer(short_name) } else { Vec::new() };
            fits(among, &|long| short_name.is_short_form_of(long))
        };
        // "the Church" after "Church of the Tide".
        let kind = || {
            let whole = short_name.kind_alone().filter(|_| organization(short))?;
            let among = (0..bodies.len()).filter(|l| organization(*l)).collect();
            fits(among, &|long| long.is_a(whole))
        };
        if let Some(long) = expansion.or_else(longer).or_else(kind) {
            join(short, long);
        }
    }
    target
}

/// Turns slots into entities in the order of first mention, with their names.
fn finish(
    context: &Context,
    mut people: Vec<Person>,
    mut bodies: Vec<Body>,
    assigned: &[Option<(Slot, f32)>],
) -> Clusters {
    let found = &context.document.entities;
    let mut clusters = Clusters::default();
    let mut order: Vec<Slot> = Vec::new();
    let mut index: FxHashMap<Slot, usize> = FxHashMap::default();
    for (mention, entry) in found.iter().zip(assigned) {
        let text = clean(text_of(context, mention));
        let slot = entry.map(|(slot, _)| slot);
        match slot {
            Some(Slot::Person(slot)) => {
                if let Some(person) = people.get_mut(slot) {
                    person.add_form(text);
                }
            }
            Some(Slot::Body(slot)) => {
                if let Some(body) = bodies.get_mut(slot) {
                    match body.forms.iter_mut().find(|(form, _)| form == text) {
                        Some((_, uses)) => *uses += 1,
                        None => body.forms.push((text.to_owned(), 1)),
                    }
                }
            }
            None => {}
        }
        let entity = slot.map(|slot| {
            *index.entry(slot).or_insert_with(|| {
                order.push(slot);
                order.len() - 1
            })
        });
        let confidence = entry.map_or(0.0, |(_, confidence)| confidence);
        clusters.mentions.push(Mention {
            span: mention.span,
            form: MentionForm::Name,
            entity,
            confidence,
            antecedent: None,
        });
    }
    for slot in order {
        clusters.entities.push(match slot {
            Slot::Person(slot) => people.get(slot).map_or_else(unknown, person_entity),
            Slot::Body(slot) => bodies.get(slot).map_or_else(unknown, body_entity),
        });
    }
    clusters
}
