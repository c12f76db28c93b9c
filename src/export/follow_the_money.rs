//! FollowTheMoney entities (followthemoney.tech), one JSON object a line: what Aleph and OpenSanctions' tools read.
//!
//! People and bodies become Person, Organization and the like, articles become Article, roles Membership, and each
//! quotation becomes one Documentation a speaker: the link between the article and who speaks in it, whose summary is
//! the quotation.

use super::attributes::reviewed;
use crate::error::{Error, Result};
use crate::query::Filter;
use crate::query::facts::Facts;
use crate::query::quotation::{self, Named, Quotation, Source};
use crate::query::role::{self, RoleMention};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Writes the entities, sorted by identifier, and returns how many there are.
pub(super) fn write(out: &mut dyn Write, facts: &Facts<'_>, filter: &Filter) -> Result<u64> {
    let mut found = Entities::default();
    for node in quotation::all(facts)? {
        if let Some(quotation) = Quotation::read(facts, node.as_ref())?.filter(|quotation| filter.keeps(quotation)) {
            found.quotation(&quotation);
        }
    }
    for node in role::all(facts)? {
        if let Some(role) = RoleMention::read(facts, node.as_ref())?.filter(|role| filter.keeps_role(role)) {
            found.role(&role);
        }
    }
    let failed = |source: std::io::Error| Error::io("write", Path::new("the entities"), source);
    for entity in found.0.values() {
        serde_json::to_writer(&mut *out, entity).map_err(|error| failed(error.into()))?;
        writeln!(out).map_err(failed)?;
    }
    Ok(found.0.len() as u64)
}

/// The entities by identifier.
#[derive(Default)]
struct Entities(BTreeMap<String, Value>);

impl Entities {
    fn quotation(&mut self, quotation: &Quotation) {
        let Some(article) = &quotation.article else { return };
        let document = self.article(article, quotation.date.as_deref(), quotation.outlet.as_ref());
        for speaker in &quotation.speakers {
            let entity = self.entity(speaker);
            let hearsay = if quotation.within.is_some() { ", hearsay" } else { "" };
            let unsaid = if quotation.saying_negated { ", the article says that this was not said" } else { "" };
            let open = if quotation.saying_hypothetical { ", would or might be said" } else { "" };
            let role = format!("speaker: {}{hearsay}{unsaid}{open}", quotation.stance.to_lowercase());
            let about: Vec<&str> = quotation.about.iter().map(|about| about.name.as_str()).collect();
            let properties = json!({
                "document": [document],
                "entity": [entity],
                "role": [role],
                "summary": [quotation.text],
                "date": quotation.date.iter().collect::<Vec<_>>(),
                "sourceUrl": address(quotation.link()),
                "recordId": [quotation.id()],
                "description": [proof(quotation.confidence, &quotation.basis.join("; ").to_lowercase(), &about, quotation.reviewed)],
            });
            let speaker = identifier(speaker.node.as_str());
            self.put(format!("quotation-{}-{speaker}", quotation.id()), "Documentation", properties);
        }
    }

    fn role(&mut self, role: &RoleMention) {
        let Some(organization) = &role.organization else { return };
        let (member, organization) = (self.entity(&role.person), self.entity(organization));
        let properties = json!({
            "member": [member],
            "organization": [organization],
            "role": Some(&role.role).filter(|role| !role.is_empty()).into_iter().collect::<Vec<_>>(),
            "status": [role.status.to_lowercase()],
            "date": role.date.iter().collect::<Vec<_>>(),
            "summary": [role.words()],
            "sourceUrl": address(role.link()),
            "recordId": [role.id()],
            "description": [proof(role.confidence, "named", &[], role.reviewed)],
        });
        self.put(format!("role-{}", role.id()), "Membership", properties);
    }

    fn article(&mut self, article: &Source, date: Option<&str>, outlet: Option<&Named>) -> String {
        let id = identifier(article.node.as_str());
        let properties = json!({
            "title": [article.title],
            "sourceUrl": address(article.url.clone()),
            "date": date.into_iter().collect::<Vec<_>>(),
            "publisher": outlet.map(|outlet| outlet.name.as_str()).into_iter().collect::<Vec<_>>(),
        });
        self.put(id.clone(), "Article", properties);
        id
    }

    fn entity(&mut self, named: &Named) -> String {
        let id = identifier(named.node.as_str());
        let schema = match named.kind {
            "person" => "Person",
            "organization" => "Organization",
            // A state or town that speaks does so as a body.
            _ => "LegalEntity",
        };
        self.put(id.clone(), schema, json!({ "name": [named.name] }));
        id
    }

    /// Adds an entity; properties without values are left out.
    fn put(&mut self, id: String, schema: &str, mut properties: Value) {
        if let Some(properties) = properties.as_object_mut() {
            properties.retain(|_, values| values.as_array().is_some_and(|values| !values.is_empty()));
        }
        let entity = json!({ "id": id, "schema": schema, "properties": properties, "datasets": ["dixit"] });
        self.0.entry(id).or_insert(entity);
    }
}

/// How far to trust it.
fn proof(confidence: f64, basis: &str, about: &[&str], is_reviewed: bool) -> String {
    let about = if about.is_empty() { String::new() } else { format!("about {}; ", about.join(", ")) };
    format!("{about}confidence {confidence}; speaker {basis}; reviewed: {}", reviewed(is_reviewed))
}

/// The last two parts of the node's IRI: `person-ann-lee`.
fn identifier(iri: &str) -> String {
    let mut parts = iri.rsplitn(3, '/');
    let (local, space) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{space}-{local}")
}

/// Addresses of the web alone: FollowTheMoney refuses others.
fn address(url: Option<String>) -> Vec<String> {
    url.into_iter().filter(|url| url.starts_with("http://") || url.starts_with("https://")).collect()
}
