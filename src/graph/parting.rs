//! Parts people who bear one full name: articles that give a name to people of different fields, and that share nothing.
//!
//! One article's account of a name holds its roles, their bodies and everybody and everything else that it names. Accounts
//! that share anything are of one person; so are those of one field, since nothing tells two senators of a name apart. What
//! is left are sides. They become two people where their present roles belong to fields that one person rarely holds at a
//! time ([`Field::is_apart_from`]) and where some of their articles lie close in time or a life apart: a striker may be a
//! minister a year later ([`Field::days`]). Accounts of no field that share nothing with any side stay with the bare name, whose bearer
//! is not known. All else is a doubt at most, for people to judge.
//!
//! The result depends on the accounts alone, not on their order, and takes time near-linear in their number.

use super::fields::{Field, field, sure_field};
use super::judgement::{Judgements, Verdict};
use super::row::{Row, as_node};
use super::shortcut::of_article;
use super::{AFFILIATED, Settings, Sorted, View, mint, mint::Space, names};
use crate::vocab::{dixit, org, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Triple};
use std::collections::{BTreeMap, BTreeSet};

/// The most articles of a name that are looked at: of more, some always share something.
pub const MOST: usize = 500;

/// Days between articles that no working life spans.
const LIFETIME: i64 = 70 * 365;

/// Who the people of one article are that share their names with others, as judgements name entities: by the entity that
/// the article alone would mean.
pub type Parted = BTreeMap<String, String>;

/// What one article says of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The fields of the present roles.
    fields: BTreeSet<Field>,
    /// What joins it with other accounts, whatever they are.
    ties: BTreeSet<String>,
    /// Who and what else it names.
    company: BTreeSet<String>,
    /// The bodies of the roles.
    bodies: BTreeSet<String>,
    /// The article's outlet.
    outlets: BTreeSet<String>,
    day: Option<i64>,
}

impl Account {
    /// What an article's facts, as they were extracted and sorted, say of a person; role mentions that people rejected do
    /// not count.
    pub fn of(
        person: &NamedNode,
        article: &NamedNode,
        extracted: &[Triple],
        rejected: &BTreeSet<NamedNode>,
        settings: &Settings,
    ) -> Self {
        let mut account = Self::default();
        let view = Sorted(extracted);
        for mention in view.subjects(&org::MEMBER.into_owned(), person) {
            if !rejected.contains(&mention) {
                account.add_role(&Row::of(&view, &mention));
            }
        }
        for triple in extracted.iter().filter(|triple| triple.predicate.as_ref() == dixit::NAMES) {
            let (NamedOrBlankNode::NamedNode(form), Some(named)) = (&triple.subject, as_node(&triple.object)) else {
                continue;
            };
            let is_own = matches!(mint::parse(&settings.base, named), Some((Space::Person, local)) if is_own(local));
            if named == person || is_own {
                continue;
            }
            let row = Row::of(&view, form);
            if row.nodes(dixit::NAMED_AS).any(|class| class.as_ref() == schema::NEWS_MEDIA_ORGANIZATION) {
                account.outlets.insert(named.as_str().to_owned());
            } else {
                account.company.insert(named.as_str().to_owned());
            }
        }
        account.day = Row::of(&view, article).text(dixit::DATE).and_then(day);
        account
    }

    fn add_role(&mut self, row: &Row) {
        if let Some(body) = row.node(org::ORGANIZATION_OF) {
            self.bodies.insert(body.as_str().to_owned());
        }
        let Some(role) = row.node(org::ROLE).map(local_name).filter(|role| *role != AFFILIATED) else { return };
        self.ties.insert(format!("role {role}"));
        if let Some(field) = field(role) {
            self.ties.insert(format!("field {}", field.word()));
        }
        if let (Some(field), true) = (sure_field(role), is_present(row)) {
            self.fields.insert(field);
        }
    }
}

/// Whether the role is held at the article's date.
fn is_present(row: &Row) -> bool {
    row.node(dixit::STATUS).is_some_and(is_held)
}

fn is_held(status: &NamedNode) -> bool {
    matches!(status.as_ref(), dixit::CURRENT | dixit::ACTING)
}

/// The last part of a node's IRI.
fn local_name(node: &NamedNode) -> &str {
    node.as_str().rsplit('/').next().unwrap_or(node.as_str())
}

/// Whether a person's node means one article's person alone: a last name and the article's hash.
fn is_own(local: &str) -> bool {
    local.rsplit_once('-').is_some_and(|(_, key)| key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Days since some day long ago, months counted as 31 days: near enough to compare years.
fn day(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Some(year * 365 + month * 31 + day)
}

/// What people decided about the people of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decided {
    /// Nothing.
    #[default]
    Nothing,
    /// Who bears the name: nothing is parted without them.
    All,
    /// That its people are not one: their sides are never joined.
    Apart,
}

impl Decided {
    /// What judgements decide about a name, by the path of its node.
    pub fn of(judgements: &Judgements, name: &str) -> Self {
        let is_part = |key: &str| base_of(key).is_some_and(|(of, _)| of == name);
        let mut decided = Self::Nothing;
        for verdict in judgements.in_force() {
            match verdict {
                Verdict::Merge { entity, into, .. }
                | Verdict::Rename { entity, into, .. }
                | Verdict::Split { entity, into, .. }
                    if (entity == name || into == name) && !is_part(entity) && !is_part(into) =>
                {
                    return Self::All;
                }
                Verdict::NotSame { entity, other } if is_part(entity) && is_part(other) => decided = Self::Apart,
                _ => {}
            }
        }
        decided
    }
}

/// The side of each account that has one, where the name is two people's; else none.
pub fn sides(accounts: &BTreeMap<String, Account>, decided: Decided) -> BTreeMap<String, Field> {
    let present: BTreeSet<Field> = accounts.values().flat_map(|account| account.fields.iter().copied()).collect();
    let may = present.iter().any(|one| present.iter().any(|other| one.is_apart_from(*other)));
    match decided {
        Decided::All => BTreeMap::new(),
        Decided::Apart if present.len() > 1 => kept_apart(accounts),
        _ if may => parted(accounts),
        _ => BTreeMap::new(),
    }
}

/// What of an account joins it with others: all but what everybody's article may name, unless somebody of the name has a role
/// there.
fn ties<'a>(account: &'a Account, all: &'a Known<'a>) -> impl Iterator<Item = &'a str> {
    let company = account.company.iter().map(String::as_str).filter(|name| all.tells(name));
    account.ties.iter().chain(&account.bodies).map(String::as_str).chain(company)
}

/// What is known of all accounts of a name.
struct Known<'a> {
    bodies: BTreeSet<&'a str>,
    outlets: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(accounts: &'a BTreeMap<String, Account>) -> Self {
        let of = |part: fn(&Account) -> &BTreeSet<String>| {
            accounts.values().flat_map(part).map(String::as_str).collect::<BTreeSet<&str>>()
        };
        Self { bodies: of(|account| &account.bodies), outlets: of(|account| &account.outlets) }
    }

    fn tells(&self, name: &str) -> bool {
        let local = name.rsplit('/').next().unwrap_or(name);
        self.bodies.contains(name) || !(self.outlets.contains(name) || names::is_everywhere(local))
    }
}

/// A set of accounts that ties join.
#[derive(Default)]
struct Side<'a> {
    fields: BTreeSet<Field>,
    articles: Vec<&'a str>,
    /// The days of the accounts that tell a field, in order; none where one has no day.
    days: Option<Vec<i64>>,
}

fn parted(accounts: &BTreeMap<String, Account>) -> BTreeMap<String, Field> {
    let known = Known::of(accounts);
    let list: Vec<(&String, &Account)> = accounts.iter().collect();
    let mut sets = Sets::new(list.len());
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, (_, account)) in list.iter().enumerate() {
        for tie in ties(account, &known) {
            sets.join(place, *first.entry(tie).or_insert(place));
        }
    }
    let mut sides: BTreeMap<usize, Side<'_>> = BTreeMap::new();
    for (place, (article, account)) in list.iter().enumerate() {
        let side = sides.entry(sets.of(place)).or_insert_with(|| Side { days: Some(Vec::new()), ..Side::default() });
        side.articles.push(article);
        side.fields.extend(&account.fields);
        if !account.fields.is_empty() {
            side.days = side.days.take().zip(account.day).map(|(mut days, day)| {
                days.push(day);
                days
            });
        }
    }
    let mut sides: Vec<Side<'_>> = sides.into_values().filter(|side| !side.fields.is_empty()).collect();
    while let Some((one, other)) = joinable(&sides) {
        let gone = sides.swap_remove(other);
        if let Some(side) = sides.get_mut(one) {
            side.fields.extend(gone.fields);
            side.articles.extend(gone.articles);
            side.days = side.days.take().zip(gone.days).map(|(mut days, more)| {
                days.extend(more);
                days
            });
        }
    }
    if sides.len() < 2 {
        return BTreeMap::new();
    }
    let of_side = |side: &Side<'_>| {
        let field = side.fields.first().copied();
        let articles: Vec<String> = side.articles.iter().map(|article| (*article).to_owned()).collect();
        articles.into_iter().filter_map(move |article| Some((article, field?)))
    };
    sides.iter().flat_map(of_side).collect()
}

/// Two sides, in order of their fields, that are not two people for sure.
fn joinable(sides: &[Side<'_>]) -> Option<(usize, usize)> {
    let mut order: Vec<usize> = (0..sides.len()).collect();
    order.sort_by_key(|place| sides.get(*place).map(|side| side.fields.clone()));
    let pairs =
        order.iter().enumerate().flat_map(|(at, one)| order.iter().skip(at + 1).map(move |other| (*one, *other)));
    let mut pairs = pairs.filter(|(one, other)| match (sides.get(*one), sides.get(*other)) {
        (Some(one), Some(other)) => !are_two(one, other),
        _ => false,
    });
    pairs.next().map(|(one, other)| (one.min(other), one.max(other)))
}

fn are_two(one: &Side<'_>, other: &Side<'_>) -> bool {
    let apart = one.fields.iter().all(|a| other.fields.iter().all(|b| a.is_apart_from(*b)));
    let (Some(a), Some(b)) = (&one.days, &other.days) else { return apart };
    let gap = a.iter().flat_map(|day| b.iter().map(move |other| (day - other).abs())).min().unwrap_or_default();
    let days = one.fields.iter().flat_map(|a| other.fields.iter().map(|b| a.days(*b))).min().unwrap_or_default();
    apart && (gap <= days || gap >= LIFETIME)
}

/// The sides of a name whose people are known to be several: an account belongs to its field, or to the only field with whose
/// accounts it shares anything.
fn kept_apart(accounts: &BTreeMap<String, Account>) -> BTreeMap<String, Field> {
    let known = Known::of(accounts);
    let mut of_tie: BTreeMap<&str, BTreeSet<Field>> = BTreeMap::new();
    for account in accounts.values() {
        for tie in ties(account, &known) {
            of_tie.entry(tie).or_default().extend(&account.fields);
        }
    }
    let side = |account: &Account| {
        let mut fields = account.fields.clone();
        if fields.is_empty() {
            fields.extend(ties(account, &known).filter_map(|tie| of_tie.get(tie)).flatten());
        }
        if fields.len() == 1 { fields.first().copied() } else { None }
    };
    accounts.iter().filter_map(|(article, account)| Some((article.clone(), side(account)?))).collect()
}

/// Sets that are joined (union by the smaller place, with halved paths).
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn of(&mut self, mut place: usize) -> usize {
        loop {
            let up = self.up(place);
            if up == place {
                return place;
            }
            let next = self.up(up);
            if let Some(slot) = self.0.get_mut(place) {
                *slot = next;
            }
            place = next;
        }
    }

    fn up(&self, place: usize) -> usize {
        self.0.get(place).copied().unwrap_or(place)
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        if let Some(slot) = self.0.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}

/// Whether a node is that of a name that several people may bear.
pub fn is_name(node: &NamedNode, base: &str) -> bool {
    matches!(mint::parse(base, node), Some((Space::Person, local)) if !is_own(local) && base_of(local).is_none())
}

/// The node, or the path of the node, of the one of several people of a name who works in a field. No name's own node ends so.
pub fn part(name: &str, field: Field) -> String {
    format!("{name}_{}", field.word())
}

/// The name of whose several people this is one, and the field; none for all others.
pub fn base_of(node: &str) -> Option<(&str, Field)> {
    let (name, word) = node.rsplit_once('_')?;
    Some((name, Field::ALL.into_iter().find(|field| field.word() == word)?))
}

/// The nodes of all who may bear the names of those to whom role mentions among `ground` give a field: what
/// [`successor`] says of one of them hangs on the roles of all.
pub fn touched(ground: &[Triple], base: &str) -> BTreeSet<NamedNode> {
    let of = |predicate: NamedNodeRef<'_>| {
        let fits = ground.iter().filter(move |triple| triple.predicate.as_ref() == predicate);
        fits.filter_map(|triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(subject) => Some((subject, as_node(&triple.object)?)),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect::<BTreeMap<_, _>>()
    };
    let members = of(org::MEMBER);
    let telling = of(org::ROLE).into_iter().filter(|(_, role)| sure_field(local_name(role)).is_some());
    let people = telling.filter_map(|(mention, _)| members.get(mention));
    let full =
        |person: &&&NamedNode| matches!(mint::parse(base, person), Some((Space::Person, local)) if !is_own(local));
    let names = people.filter(full).map(|person| base_of(person.as_str()).map_or(person.as_str(), |(name, _)| name));
    names.flat_map(|name| Field::ALL.map(|field| NamedNode::new_unchecked(part(name, field)))).collect()
}

/// The person who took the place of `node`, one of the several people of a name as long as a role in its field set it apart.
pub fn successor(node: &NamedNode, view: &dyn View, base: &str) -> Option<NamedNode> {
    let (name, wanted) = base_of(node.as_str())?;
    let bare = NamedNode::new_unchecked(name);
    let bearers = Field::ALL.iter().map(|field| NamedNode::new_unchecked(part(name, *field)));
    let mut fields = BTreeSet::new();
    let mut found = None;
    for bearer in std::iter::once(bare).chain(bearers) {
        for mention in of_article(view, org::MEMBER, &bearer, base) {
            let row = Row::of(view, &mention);
            let field = row.node(org::ROLE).filter(|_| is_present(&row)).and_then(|role| sure_field(local_name(role)));
            fields.extend(field);
            if field == Some(wanted) && found.is_none() {
                found = Some(bearer.clone());
            }
        }
    }
    let may = fields.iter().any(|one| fields.iter().any(|other| one.is_apart_from(*other)));
    found.filter(|found| may && found != node)
}

/// Whether facts that show nothing of any parting may be those of several people: present roles of fields that are apart.
pub fn is_candidate(name: &NamedNode, view: &dyn View, base: &str) -> bool {
    let mut fields = BTreeSet::new();
    for mention in of_article(view, org::MEMBER, name, base) {
        let row = Row::of(view, &mention);
        fields.extend(row.node(org::ROLE).filter(|_| is_present(&row)).and_then(|role| sure_field(local_name(role))));
    }
    are_apart(&fields)
}

/// Whether present roles of these fields make several people likely.
pub fn are_apart(fields: &BTreeSet<Field>) -> bool {
    fields.iter().any(|one| fields.iter().any(|other| one.is_apart_from(*other)))
}

/// The names that one article's facts say something of that [`is_candidate`] may go by: those that hold a role of a sure field,
/// with the field, and those that some of the facts do not show any more, with none.
pub fn told_of(ground: &[Triple], base: &str) -> Vec<(NamedNode, Option<Field>)> {
    let mut mentions: BTreeMap<&NamedNode, (Option<&NamedNode>, Option<Field>, bool)> = BTreeMap::new();
    let mut told = Vec::new();
    for triple in ground {
        let (NamedOrBlankNode::NamedNode(subject), Some(object)) = (&triple.subject, as_node(&triple.object)) else {
            continue;
        };
        match triple.predicate.as_ref() {
            org::MEMBER => mentions.entry(subject).or_default().0 = Some(object),
            org::ROLE => mentions.entry(subject).or_default().1 = sure_field(local_name(object)),
            dixit::STATUS => mentions.entry(subject).or_default().2 |= is_held(object),
            dixit::EXTRACTED_AS => told.push((object, None)),
            _ => {}
        }
    }
    let held =
        mentions.into_values().filter_map(|(person, field, held)| Some((person?, Some(field.filter(|_| held)?))));
    let bare = |(node, field): (&NamedNode, Option<Field>)| {
        let name = base_of(node.as_str()).map_or(node.as_str(), |(name, _)| name);
        let name = NamedNode::new_unchecked(name);
        is_name(&name, base).then_some((name, field))
    };
    told.into_iter().chain(held).filter_map(bare).collect()
}

#[cfg(test)]
mod tests;
