//! Role mentions: who holds which role where, as the article says it.

use super::Writer;
use crate::annotate::EntityKind;
use crate::extract::{RoleMention, RoleStatus};
use crate::graph::{mint, mint::Space, roles, row, words};
use crate::resolve::Kind;
use crate::text::Span;
use crate::vocab::{dixit, org, rdfs, schema};
use oxigraph::model::{NamedNode, NamedNodeRef};
use std::collections::BTreeMap;

/// A role mention that was written, for the quotations of its person.
pub struct Role {
    /// Its node.
    pub node: NamedNode,
    /// The person, as an index into `Resolution::entities`.
    pub person: usize,
    /// Where it stands.
    pub span: Span,
    /// Whether the role is held at the article's date.
    pub held: bool,
}

/// The term for a status.
pub fn status_term(status: RoleStatus) -> NamedNodeRef<'static> {
    match status {
        RoleStatus::Current => dixit::CURRENT,
        RoleStatus::Acting => dixit::ACTING,
        RoleStatus::Former => dixit::FORMER,
        RoleStatus::Future => dixit::FUTURE,
    }
}

impl Writer<'_> {
    /// Writes the role mentions whose person has a name.
    pub(super) fn roles(&mut self) -> Vec<Role> {
        let mut repeats = BTreeMap::new();
        let extraction = self.extraction;
        extraction.roles.iter().filter_map(|mention| self.role(mention, &mut repeats)).collect()
    }

    fn role(&mut self, mention: &RoleMention, repeats: &mut BTreeMap<String, usize>) -> Option<Role> {
        let person = self.mentions.entity_at(self.resolution, mention.person)?;
        let name =
            self.resolution.entities.get(person).filter(|e| e.kind == Kind::Named(EntityKind::Person))?.name.clone();
        let span = self.trimmed(mention.span)?;
        let role = words::one_line(self.trimmed(mention.role)?.of(self.text));
        if !role.contains(char::is_alphabetic) {
            return None;
        }
        let body = mention.organization.and_then(|span| self.organization(span));
        let concept = roles::concept(&role, body.as_ref().map(|(_, name)| name.as_str()))?;
        if concept == roles::AFFILIATED && body.as_ref().is_some_and(|(_, name)| self.heads(person, name)) {
            return None;
        }
        let person_node = self.entity(person)?;
        let role_node = mint::node(&self.settings.base, Space::Role, &concept);
        let membership = membership(&self.settings.base, &person_node, &role_node, body.as_ref().map(|(node, _)| node));

        let content = mint::hash(&[membership.as_str(), status_term(mention.status).as_str(), span.of(self.text)], 8);
        let repeat = repeats.entry(content.clone()).and_modify(|count| *count += 1).or_insert(1);
        let local = if *repeat == 1 { content } else { format!("{content}-{repeat}") };
        let node = self.own(Space::Membership, &local);
        let article = self.article.clone();
        self.class(&node, dixit::ROLE_MENTION);
        let label = [Some(name.as_str()), Some(&role), body.as_ref().map(|(_, name)| name.as_str())];
        self.plain(&node, rdfs::LABEL, &words::one_line(&label.into_iter().flatten().collect::<Vec<_>>().join(", ")));
        self.add(&node, schema::IS_PART_OF, article);
        self.add(&node, org::MEMBER, person_node);
        self.add(&node, org::ROLE, role_node);
        self.plain(&node, schema::ROLE_NAME, &role);
        if let Some((body, _)) = body {
            self.add(&node, org::ORGANIZATION_OF, body);
        }
        self.add(&node, dixit::ATTESTS, membership);
        self.add(&node, dixit::STATUS, status_term(mention.status).into_owned());
        if let Some(date) = self.date.clone() {
            self.add(&node, dixit::DATE, date);
        }
        self.add(&node, dixit::CONFIDENCE, row::probability(mention.confidence));
        if let Some(span) = self.span(span, mention.rule) {
            self.add(&node, dixit::EVIDENCE, span);
        }
        let held = matches!(mention.status, RoleStatus::Current | RoleStatus::Acting);
        Some(Role { node, person, span, held })
    }

    /// Whether the article gives the person the office of who heads this body, so that belonging to it says nothing more: a
    /// foreign minister belongs to the Foreign Ministry.
    fn heads(&self, person: usize, body: &str) -> bool {
        let Some(head) = roles::concept("head", Some(body)).filter(|head| head != "head") else { return false };
        self.extraction.roles.iter().any(|mention| {
            self.mentions.entity_at(self.resolution, mention.person) == Some(person)
                && roles::concept(mention.role.of(self.text), None).as_deref() == Some(head.as_str())
        })
    }

    /// The node and name of the organisation or place named at `span`; none for a person or an unnamed source.
    fn organization(&mut self, span: Span) -> Option<(NamedNode, String)> {
        let index = self.mentions.entity_at(self.resolution, span)?;
        let entity = self.resolution.entities.get(index)?;
        if matches!(entity.kind, Kind::Unnamed | Kind::Named(EntityKind::Person)) {
            return None;
        }
        let name = entity.name.clone();
        Some((self.entity(index)?, name))
    }
}

/// The membership that a mention of this person, role and organisation attests.
pub fn membership(base: &str, person: &NamedNode, role: &NamedNode, body: Option<&NamedNode>) -> NamedNode {
    let local = |node: &NamedNode| node.as_str().strip_prefix(base).unwrap_or(node.as_str()).to_owned();
    let parts = [local(person), local(role), body.map(local).unwrap_or_default()];
    mint::node(base, Space::Membership, &mint::hash(&parts.each_ref().map(String::as_str), 16))
}
