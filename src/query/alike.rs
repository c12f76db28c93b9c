//! Finds people who may be one under two names, and names under which two people may hide: doubts, never decisions.
//!
//! People are compared only where the last words of their names sound alike (a block), or where one's last word is the
//! other's first, so that the cost grows with the number of people and not with its square. What speaks for a pair are
//! names that agree (initials, middle names, nicknames, order, spelling), roles, bodies and the company in which both are
//! named; what speaks against it are roles without anything in common, and an article that names both in full. A last name
//! alone is no ground: then a role or body must be shared.

use super::facts::{Facts, local_name};
use crate::error::Result;
use crate::graph::Settings;
use crate::resolve::names::{Fit, PersonName};
use crate::vocab::{dixit, org, rdf, schema};
use oxigraph::model::NamedNode;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The most people of a block that one is compared with: those of the same first letter come first.
const MOST: usize = 400;

/// What is known of a person: the evidence for who it is.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// The person's node.
    pub node: String,
    /// The main name.
    pub name: String,
    /// The full forms of the name that the articles use.
    pub forms: Vec<PersonName>,
    /// Roles, by the last part of their nodes.
    pub roles: BTreeSet<String>,
    /// Bodies in which roles are held.
    pub bodies: BTreeSet<String>,
    /// The articles that name the person, each with its day.
    pub articles: BTreeMap<String, String>,
    /// Who else is named in these articles.
    pub company: FxHashSet<String>,
}

impl Person {
    /// A person of this name and nothing else known.
    pub fn named(node: &str, name: &str) -> Self {
        Self { node: node.to_owned(), name: name.to_owned(), forms: vec![PersonName::parse(name)], ..Self::default() }
    }

    /// The path of the person's node, as judgements name it.
    pub fn key(&self, settings: &Settings) -> Option<String> {
        settings.key(&NamedNode::new(self.node.as_str()).ok()?).map(str::to_owned)
    }

    /// "1 article, 2019-05-03" or "3 articles, 2019-05-03 to 2020-01-01".
    pub fn seen(&self) -> String {
        let days: BTreeSet<&str> = self.articles.values().map(String::as_str).filter(|day| !day.is_empty()).collect();
        let count = self.articles.len();
        let articles = if count == 1 { "1 article".to_owned() } else { format!("{count} articles") };
        match (days.first(), days.last()) {
            (Some(first), Some(last)) if first != last => format!("{articles}, {first} to {last}"),
            (Some(day), _) => format!("{articles}, {day}"),
            _ => articles,
        }
    }

    fn is_full(&self) -> bool {
        self.forms.iter().any(PersonName::is_full)
    }
}

/// A doubt about a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The places of the two among the people; the one in fewer articles first.
    pub one: usize,
    /// The other.
    pub other: usize,
    /// How much speaks for their being one, from 0 to 1: an order for those who look at it, no probability.
    pub weight: f64,
    /// What speaks for and against it.
    pub because: Vec<String>,
}

/// People by the sound of their names.
#[derive(Debug, Default)]
pub struct People {
    list: Vec<Person>,
    blocks: FxHashMap<String, Block>,
}

/// The people whose names sound alike, by their places.
#[derive(Debug, Default)]
struct Block {
    all: Vec<usize>,
    /// The same by their first letters, so that nobody walks through a block of thousands.
    by_letter: FxHashMap<Option<char>, Vec<usize>>,
}

impl People {
    /// Reads everybody of the graph.
    pub fn read(facts: &Facts<'_>) -> Result<Self> {
        let mut of_article: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
        let mut uses: FxHashMap<String, Vec<(String, String)>> = FxHashMap::default();
        for triple in facts.graph().matching(None, Some(dixit::NAMES), None) {
            let triple = triple?;
            let (oxigraph::model::NamedOrBlankNode::NamedNode(form), oxigraph::model::Term::NamedNode(entity)) =
                (triple.subject, triple.object)
            else {
                continue;
            };
            let own = facts.of(form.as_ref())?;
            let Some(article) = own.node(schema::IS_PART_OF) else { continue };
            of_article.entry(article.as_str().to_owned()).or_default().insert(entity.as_str().to_owned());
            let name = if own.flag(dixit::FULLEST) { own.text(schema::NAME).unwrap_or_default() } else { "" };
            uses.entry(entity.into_string()).or_default().push((article.as_str().to_owned(), name.to_owned()));
        }
        let mut people = Self::default();
        for node in facts.subjects(rdf::TYPE, schema::PERSON.into())? {
            let mut person =
                Person { name: facts.label(node.as_ref())?, node: node.as_str().to_owned(), ..Person::default() };
            for (article, name) in uses.get(node.as_str()).into_iter().flatten() {
                let parsed = PersonName::parse(name);
                if !parsed.words.is_empty() && !person.forms.contains(&parsed) {
                    person.forms.push(parsed);
                }
                let day =
                    NamedNode::new(article.as_str()).ok().map(|article| facts.of(article.as_ref())).transpose()?;
                let day = day.and_then(|own| own.text(dixit::DATE).map(str::to_owned)).unwrap_or_default();
                person.articles.insert(article.clone(), day);
                person.company.extend(of_article.get(article).into_iter().flatten().cloned());
            }
            person.company.remove(node.as_str());
            for mention in facts.subjects(org::MEMBER, node.as_ref().into())? {
                let own = facts.of(mention.as_ref())?;
                person.roles.extend(own.node(org::ROLE).map(|role| local_name(role.as_str()).to_owned()));
                person.bodies.extend(own.node(org::ORGANIZATION_OF).map(|body| body.as_str().to_owned()));
            }
            people.add(person);
        }
        Ok(people)
    }

    /// Everybody, in the order in which they were added.
    pub fn list(&self) -> &[Person] {
        &self.list
    }

    /// Adds somebody.
    pub fn add(&mut self, person: Person) {
        let place = self.list.len();
        let letter = first_letter(&person);
        for block in blocks(&person) {
            let block = self.blocks.entry(block).or_default();
            block.all.push(place);
            block.by_letter.entry(letter).or_default().push(place);
        }
        self.list.push(person);
    }

    /// The doubts about somebody, whether added or not: who of the others may be the same. Those for whom more speaks
    /// first.
    pub fn like(&self, person: &Person) -> Vec<(usize, f64, Vec<String>)> {
        let mut others: BTreeSet<usize> = BTreeSet::new();
        for block in blocks(person) {
            let Some(block) = self.blocks.get(&block) else { continue };
            let near = if block.all.len() <= MOST {
                block.all.as_slice()
            } else {
                block.by_letter.get(&first_letter(person)).map_or(&[][..], Vec::as_slice)
            };
            others.extend(near.iter().take(MOST));
        }
        let mut found: Vec<(usize, f64, Vec<String>)> = others
            .into_iter()
            .filter_map(|place| {
                let other = self.list.get(place).filter(|other| other.node != person.node)?;
                compare(person, other).map(|(weight, because)| (place, weight, because))
            })
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// Every doubtful pair, those for which most speaks first.
    pub fn pairs(&self) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (place, person) in self.list.iter().enumerate() {
            for (other, weight, because) in self.like(person).into_iter().filter(|(other, ..)| *other > place) {
                let articles = |at: usize| self.list.get(at).map_or(0, |p| p.articles.len());
                let (one, other) = if articles(place) <= articles(other) { (place, other) } else { (other, place) };
                pairs.push(Pair { one, other, weight, because });
            }
        }
        let key = |pair: &Pair| {
            let node = |at: usize| self.list.get(at).map(|p| p.node.clone()).unwrap_or_default();
            (node(pair.one), node(pair.other))
        };
        pairs.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| key(a).cmp(&key(b))));
        pairs
    }
}

/// How much speaks for the two being one, and what; none when the names do not agree or nothing beside them does.
fn compare(one: &Person, other: &Person) -> Option<(f64, Vec<String>)> {
    let agree = one.forms.iter().flat_map(|a| other.forms.iter().map(move |b| names_agree(a, b))).max()??;
    let mut because = vec![agree.words().to_owned()];
    let mut weight = agree.weight();
    let roles: Vec<&String> = one.roles.intersection(&other.roles).collect();
    let bodies: Vec<&String> = one.bodies.intersection(&other.bodies).collect();
    let supported = !roles.is_empty() || !bodies.is_empty();
    if !(supported || one.is_full() && other.is_full()) {
        return None;
    }
    if let Some(role) = roles.first() {
        weight += 0.2;
        because.push(format!("both are {}", role.replace('-', " ")));
    }
    if let Some(body) = bodies.first() {
        weight += 0.15;
        because.push(format!("both belong to {}", local_name(body)));
    }
    if !supported && !one.roles.is_empty() && !other.roles.is_empty() {
        weight -= 0.2;
        because.push("no role in common".to_owned());
    }
    let together = one.articles.keys().any(|article| other.articles.contains_key(article));
    if together && one.is_full() && other.is_full() {
        weight -= 0.25;
        because.push("one article names both".to_owned());
    }
    let company = one.company.iter().filter(|node| other.company.contains(*node)).count();
    if company >= 2 && !together {
        weight += 0.1;
        because.push(format!("{company} others are named with both"));
    }
    (weight >= 0.3).then(|| (weight.clamp(0.0, 1.0), because))
}

/// How two names agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agreement {
    /// A last name alone.
    Last,
    /// Given and last name in another order.
    Turned,
    /// Both full: initials, middle names, nicknames or spelling differ.
    Full,
}

impl Agreement {
    fn words(self) -> &'static str {
        match self {
            Self::Last => "one is a last name alone",
            Self::Turned => "the same words in another order",
            Self::Full => "the names agree",
        }
    }

    fn weight(self) -> f64 {
        match self {
            Self::Last => 0.2,
            Self::Turned => 0.4,
            Self::Full => 0.5,
        }
    }
}

fn names_agree(one: &PersonName, other: &PersonName) -> Option<Agreement> {
    if one.is_full() && other.is_full() {
        let turned = PersonName { words: one.words.iter().rev().cloned().collect(), suffix: one.suffix.clone() };
        return match one.fit(other) {
            Some(Fit::Full) => Some(Agreement::Full),
            _ => (turned.words == other.words && one.words.len() == 2).then_some(Agreement::Turned),
        };
    }
    (one.fit(other) == Some(Fit::Family)).then_some(Agreement::Last)
}

/// The blocks of a person: the sound of the last word of each form, and of the first where the order may be another.
fn blocks(person: &Person) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for form in &person.forms {
        found.insert(sound(form.family()));
        found.extend(form.family().split('-').filter(|part| part.len() > 3).map(sound));
        if let [first, _] = form.words.as_slice() {
            found.insert(sound(first));
        }
    }
    found.remove("");
    found
}

/// A word without what transliterations and spellings disagree about: vowels after the first letter, doubled letters.
fn sound(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    for (place, c) in word.chars().enumerate() {
        let c = match c {
            'w' => 'v',
            'j' | 'y' => 'i',
            'q' | 'c' => 'k',
            'z' => 's',
            other => other,
        };
        let is_vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'h');
        if place == 0 || !is_vowel && !sound.ends_with(c) && c.is_alphanumeric() {
            sound.push(c);
        }
    }
    sound
}

fn first_letter(person: &Person) -> Option<char> {
    person.forms.first()?.words.first()?.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, article: &str, roles: &[&str]) -> Person {
        let mut person = Person::named(&format!("person/{}", name.to_lowercase().replace(' ', "-")), name);
        person.articles.insert(article.to_owned(), "2031-03-04".to_owned());
        person.roles = roles.iter().map(|role| (*role).to_owned()).collect();
        person
    }

    fn weight(one: &Person, other: &Person) -> Option<f64> {
        compare(one, other).map(|(weight, _)| (weight * 100.0).round() / 100.0)
    }

    #[test]
    fn names_agree_in_spelling_initials_nicknames_and_order() {
        for (one, other) in [
            ("Vera J. Lindqvist", "Vera Lindqvist"),
            ("V. J. Lindqvist", "Vera Lindqvist"),
            ("William Oake", "Bill Oake"),
            ("Sergey Voronin", "Sergei Voronin"),
            ("Zoë Brandt", "Zoe Brandt"),
            ("Quan Ferrow", "Ferrow Quan"),
        ] {
            assert!(weight(&person(one, "x", &[]), &person(other, "y", &[])).is_some(), "{one}, {other}");
        }
        for (one, other) in [
            ("Vera Lindqvist", "Karl Lindqvist"),
            ("Vera Lindqvist", "Lindqvist"),
            ("George W. Oake", "George H. Oake"),
            ("Tom Oake Jr.", "Tom Oake Sr."),
        ] {
            assert_eq!(weight(&person(one, "x", &[]), &person(other, "y", &[])), None, "{one}, {other}");
        }
    }

    #[test]
    fn roles_speak_for_and_against() {
        let (one, other) = ("V. Lindqvist", "Vera Lindqvist");
        let same = weight(&person(one, "x", &["mayor"]), &person(other, "y", &["mayor"]));
        let none = weight(&person(one, "x", &[]), &person(other, "y", &[]));
        let differ = weight(&person(one, "x", &["mayor"]), &person(other, "y", &["poet"]));
        assert!(same > none && none > differ, "{same:?} {none:?} {differ:?}");
        let last_name = weight(&person("Lindqvist", "x", &["mayor"]), &person(other, "y", &["mayor"]));
        assert!(last_name.is_some() && last_name < none);
    }

    #[test]
    fn the_order_of_people_does_not_matter() {
        let all = ["V. Lindqvist", "Vera Lindqvist", "Bill Oake", "William Oake", "Karl Ferrow"];
        let pairs = |names: &[&str]| {
            let mut people = People::default();
            for name in names {
                people.add(person(name, name, &[]));
            }
            let name = |at: usize| people.list()[at].name.clone();
            let mut found: Vec<BTreeSet<String>> =
                people.pairs().iter().map(|pair| BTreeSet::from([name(pair.one), name(pair.other)])).collect();
            found.sort();
            found
        };
        let mut turned = all;
        turned.reverse();
        assert_eq!(pairs(&all).len(), 2);
        assert_eq!(pairs(&all), pairs(&turned));
    }

    #[test]
    fn spellings_of_one_sound_share_a_block() {
        for (one, other) in [("lavrov", "lawrow"), ("muhammad", "mohamed"), ("kaczynski", "kacsinski")] {
            assert_eq!(sound(one), sound(other));
        }
        assert_ne!(sound("oake"), sound("lindqvist"));
    }
}
