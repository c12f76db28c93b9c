//! Finds names under which two people may hide: doubts, never decisions.
//!
//! A name is doubtful where its articles fall apart: some give it roles of one field of work and others roles of another
//! (a striker, a minister), and no role, body or company of others joins the two.

use super::facts::{Facts, local_name};
use crate::error::Result;
use crate::graph::{AFFILIATED, Field, field};
use crate::vocab::{dixit, org, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode};
use std::collections::{BTreeMap, BTreeSet};

/// Others named with somebody in two articles who make it likely that both mean one person.
const COMPANY: usize = 2;

/// The articles that give a name roles of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The articles.
    pub articles: BTreeSet<NamedNode>,
    /// The roles, by the last part of their nodes.
    pub roles: BTreeSet<String>,
    /// The role mentions that say so.
    pub mentions: BTreeSet<NamedNode>,
}

/// A name that may be two people's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Homonym {
    /// The groups of articles, the one with most articles first; at least two.
    pub groups: Vec<Group>,
}

impl Homonym {
    /// "minister (3 articles), striker (1 article)".
    pub fn told(&self) -> String {
        let group = |group: &Group| {
            let roles: Vec<String> = group.roles.iter().map(|role| role.replace('-', " ")).collect();
            let count = group.articles.len();
            format!("{} ({count} {})", roles.join(", "), if count == 1 { "article" } else { "articles" })
        };
        self.groups.iter().map(group).collect::<Vec<_>>().join("; ")
    }
}

/// What one article says of somebody.
#[derive(Default)]
struct Seen {
    ties: BTreeSet<String>,
    field: Option<Field>,
    roles: BTreeSet<String>,
    mentions: BTreeSet<NamedNode>,
    company: BTreeSet<String>,
}

/// Whether a person's name may be two people's; none when nothing speaks for it or somebody has accepted every role of all
/// groups but the first.
pub fn doubt(facts: &Facts<'_>, person: NamedNodeRef<'_>) -> Result<Option<Homonym>> {
    if !has_several_fields(facts, person)? {
        return Ok(None);
    }
    let mut seen: BTreeMap<NamedNode, Seen> = BTreeMap::new();
    let mut reviewed: BTreeSet<NamedNode> = BTreeSet::new();
    for mention in facts.subjects(org::MEMBER, person.into())? {
        let own = facts.of(mention.as_ref())?;
        let Some(article) = own.node(schema::IS_PART_OF) else { continue };
        let entry = seen.entry(article.clone()).or_default();
        if let Some(body) = own.node(org::ORGANIZATION_OF) {
            entry.ties.insert(body.as_str().to_owned());
        }
        let Some(role) = own.node(org::ROLE).map(|role| local_name(role.as_str())).filter(|role| *role != AFFILIATED)
        else {
            continue;
        };
        entry.ties.insert(role.to_owned());
        if let Some(field) = field(role) {
            entry.ties.insert(field.word().to_owned());
            entry.field = Some(field);
            entry.roles.insert(role.to_owned());
            if own.flag(dixit::REVIEWED) {
                reviewed.insert(mention.clone());
            }
            entry.mentions.insert(mention);
        }
    }
    seen.retain(|_, article| article.field.is_some());
    let fields: BTreeSet<Field> = seen.values().filter_map(|article| article.field).collect();
    if fields.len() < 2 {
        return Ok(None);
    }
    for (article, entry) in &mut seen {
        entry.company = company(facts, article, person)?;
    }
    let groups = groups(seen.into_iter().collect());
    let open = groups.iter().skip(1).any(|group| !group.mentions.is_subset(&reviewed));
    Ok((groups.len() > 1 && open).then_some(Homonym { groups }))
}

/// Whether somebody's memberships are of several fields, as far as the store has them at hand: few have, and their role mentions,
/// of which there may be thousands, need not be read of the others.
fn has_several_fields(facts: &Facts<'_>, person: NamedNodeRef<'_>) -> Result<bool> {
    let Some(memberships) = facts.graph().memberships_of(&person.into_owned())? else { return Ok(true) };
    let mut fields = BTreeSet::new();
    for membership in memberships {
        let own = facts.of(membership.as_ref())?;
        fields.extend(own.node(org::ROLE).and_then(|role| field(local_name(role.as_str()))));
    }
    Ok(fields.len() > 1)
}

/// Who else an article names.
fn company(facts: &Facts<'_>, article: &NamedNode, person: NamedNodeRef<'_>) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for part in facts.graph().matching(None, Some(schema::IS_PART_OF), Some(article.as_ref().into())) {
        let NamedOrBlankNode::NamedNode(part) = part?.subject else { continue };
        let own = facts.of(part.as_ref())?;
        found.extend(
            own.nodes(dixit::NAMES).filter(|node| node.as_ref() != person).map(|node| node.as_str().to_owned()),
        );
    }
    Ok(found)
}

/// Articles that ties or company join, the largest group first.
fn groups(seen: Vec<(NamedNode, Seen)>) -> Vec<Group> {
    let mut group_of: Vec<usize> = (0..seen.len()).collect();
    for (one, (_, a)) in seen.iter().enumerate() {
        for (other, (_, b)) in seen.iter().enumerate().skip(one + 1) {
            let tied = !a.ties.is_disjoint(&b.ties) || a.company.intersection(&b.company).count() >= COMPANY;
            if let (true, Some(&from), Some(&to)) = (tied, group_of.get(other), group_of.get(one)) {
                group_of.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
        }
    }
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for ((article, entry), group) in seen.into_iter().zip(group_of) {
        let group = groups.entry(group).or_insert_with(|| Group {
            articles: BTreeSet::new(),
            roles: BTreeSet::new(),
            mentions: BTreeSet::new(),
        });
        group.articles.insert(article);
        group.roles.extend(entry.roles);
        group.mentions.extend(entry.mentions);
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by(|a, b| b.articles.len().cmp(&a.articles.len()).then_with(|| a.roles.cmp(&b.roles)));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(article: &str, roles: &[&str], company: &[&str]) -> (NamedNode, Seen) {
        let mut entry = Seen::default();
        for role in roles {
            entry.ties.insert((*role).to_owned());
            entry.roles.insert((*role).to_owned());
            if let Some(field) = field(role) {
                entry.ties.insert(field.word().to_owned());
                entry.field = Some(field);
            }
        }
        entry.company = company.iter().map(|name| (*name).to_owned()).collect();
        (NamedNode::new_unchecked(format!("https://dixit.example/article/{article}")), entry)
    }

    #[test]
    fn articles_fall_apart_by_field_unless_company_joins_them() {
        let apart = groups(vec![
            seen("1", &["striker"], &["a", "b"]),
            seen("2", &["mayor"], &["c"]),
            seen("3", &["senator"], &["d"]),
        ]);
        assert_eq!(apart.len(), 2);
        let told = Homonym { groups: apart }.told();
        assert_eq!(told, "mayor, senator (2 articles); striker (1 article)");
        let joined = groups(vec![seen("1", &["striker"], &["a", "b"]), seen("2", &["mayor"], &["a", "b"])]);
        assert_eq!(joined.len(), 1);
    }
}
