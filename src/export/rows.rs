//! The tables of facts: one row for each quotation and speaker, each quotation and what it is about, each role mention.

use super::attributes::reviewed;
use super::sheet::{Sheet, Style};
use crate::error::Result;
use crate::query::Filter;
use crate::query::facts::{Facts, local_name};
use crate::query::quotation::{self, Named, Quotation};
use crate::query::role::{self, RoleMention};
use std::io::Write;

/// A column: its name and what it holds of a quotation and a speaker or topic.
type Column<T> = (&'static str, fn(&Quotation, &T) -> String);

/// The columns that both tables have, which name the quotation and say how far to trust it.
fn shared<T>() -> [Column<T>; 13] {
    [
        ("stance", |q, _| lower(&q.stance)),
        ("hearsay", |q, _| yes(q.within.is_some())),
        ("saying_negated", |q, _| yes(q.saying_negated)),
        ("saying_hypothetical", |q, _| yes(q.saying_hypothetical)),
        ("headline", |q, _| yes(q.headline)),
        ("text", |q, _| q.text.clone()),
        ("confidence", |q, _| q.confidence.to_string()),
        ("rule", |q, _| q.evidence.first().map(|e| e.rule.clone()).unwrap_or_default()),
        ("outlet", |q, _| q.outlet.as_ref().map(|o| o.name.clone()).unwrap_or_default()),
        ("article", |q, _| q.article.as_ref().map(|a| a.title.clone()).unwrap_or_default()),
        ("article_id", |q, _| q.article.as_ref().map(|a| local_name(a.node.as_str()).to_owned()).unwrap_or_default()),
        ("link", |q, _| q.link().unwrap_or_default()),
        ("reviewed", |q, _| reviewed(q.reviewed)),
    ]
}

/// One row for each quotation and speaker; one without speaker for a quotation whose article names nobody.
fn speaker_columns() -> Vec<Column<Option<Named>>> {
    let mut columns: Vec<Column<Option<Named>>> = vec![
        ("quotation", |q, _| q.id().to_owned()),
        ("date", |q, _| q.date.clone().unwrap_or_default()),
        ("speaker", |_, s| s.as_ref().map(|s| s.name.clone()).unwrap_or_default()),
        ("speaker_kind", |_, s| s.as_ref().map(|s| s.kind.to_owned()).unwrap_or_default()),
        ("speaker_id", |_, s| s.as_ref().map(|s| s.node.as_str().to_owned()).unwrap_or_default()),
        ("speaker_basis", |q, _| joined(q.basis.iter().map(|basis| lower(basis)))),
        ("speaker_words", |q, _| joined(q.speaker_words.iter().cloned())),
        ("role", |q, s| role(q, s.as_ref(), |role| role.role.clone())),
        ("organization", |q, s| {
            role(q, s.as_ref(), |role| role.organization.as_ref().map(|o| o.name.clone()).unwrap_or_default())
        }),
        ("cue", |q, _| q.cue.clone().unwrap_or_default()),
        ("quote_type", |q, _| lower(&q.quote_type)),
        ("about", |q, _| joined(q.about.iter().map(|about| about.name.clone()))),
        ("target", |q, _| joined(q.targets.iter().map(|target| target.name.clone()))),
    ];
    columns.extend(shared());
    columns
}

/// What a quotation is about, with how it is: `target`, `about` or `mentions`.
type Aboutness = (Named, &'static str);

fn about_columns() -> Vec<Column<Aboutness>> {
    let mut columns: Vec<Column<Aboutness>> = vec![
        ("quotation", |q, _| q.id().to_owned()),
        ("date", |q, _| q.date.clone().unwrap_or_default()),
        ("speaker", |q, _| joined(q.speakers.iter().map(|s| s.name.clone()))),
        ("speaker_basis", |q, _| joined(q.basis.iter().map(|basis| lower(basis)))),
        ("relation", |_, (_, relation)| (*relation).to_owned()),
        ("about", |_, (about, _)| about.name.clone()),
        ("about_kind", |_, (about, _)| about.kind.to_owned()),
        ("about_id", |_, (about, _)| about.node.as_str().to_owned()),
    ];
    columns.extend(shared());
    columns
}

/// Writes the table quotation × speaker and returns the number of rows.
pub(super) fn quotation_speakers(out: &mut dyn Write, style: Style, facts: &Facts<'_>, filter: &Filter) -> Result<u64> {
    write(out, style, facts, filter, &speaker_columns(), |quotation| {
        if quotation.speakers.is_empty() { vec![None] } else { quotation.speakers.iter().cloned().map(Some).collect() }
    })
}

/// Writes the table quotation × what it is about and returns the number of rows.
pub(super) fn quotation_about(out: &mut dyn Write, style: Style, facts: &Facts<'_>, filter: &Filter) -> Result<u64> {
    write(out, style, facts, filter, &about_columns(), |quotation| {
        let is_target = |about: &Named| quotation.targets.iter().any(|target| target.node == about.node);
        let about = quotation.about.iter().map(|a| (a.clone(), if is_target(a) { "target" } else { "about" }));
        about.chain(quotation.mentions.iter().map(|a| (a.clone(), "mentions"))).collect()
    })
}

fn write<T>(
    out: &mut dyn Write,
    style: Style,
    facts: &Facts<'_>,
    filter: &Filter,
    columns: &[Column<T>],
    items: impl Fn(&Quotation) -> Vec<T>,
) -> Result<u64> {
    let mut sheet = Sheet::new(out, style, columns.iter().map(|(name, _)| *name))?;
    for node in quotation::all(facts)? {
        let Some(quotation) = Quotation::read(facts, node.as_ref())?.filter(|quotation| filter.keeps(quotation)) else {
            continue;
        };
        for item in items(&quotation) {
            sheet.row(columns.iter().map(|(_, cell)| cell(&quotation, &item)))?;
        }
    }
    sheet.finish()
}

/// A column of role mentions: its name and what it holds.
type RoleColumn = (&'static str, fn(&RoleMention) -> String);

/// The columns of the table of role mentions.
const ROLE: [RoleColumn; 16] = [
    ("role_mention", |r| r.id().to_owned()),
    ("date", |r| r.date.clone().unwrap_or_default()),
    ("person", |r| r.person.name.clone()),
    ("person_id", |r| r.person.node.as_str().to_owned()),
    ("role", |r| r.role.clone()),
    ("organization", |r| r.organization.as_ref().map(|o| o.name.clone()).unwrap_or_default()),
    ("organization_id", |r| r.organization.as_ref().map(|o| o.node.as_str().to_owned()).unwrap_or_default()),
    ("status", |r| lower(&r.status)),
    ("text", |r| r.words().to_owned()),
    ("confidence", |r| r.confidence.to_string()),
    ("rule", |r| r.evidence.first().map(|e| e.rule.clone()).unwrap_or_default()),
    ("outlet", |r| r.outlet.as_ref().map(|o| o.name.clone()).unwrap_or_default()),
    ("article", |r| r.article.as_ref().map(|a| a.title.clone()).unwrap_or_default()),
    ("article_id", |r| r.article.as_ref().map(|a| local_name(a.node.as_str()).to_owned()).unwrap_or_default()),
    ("link", |r| r.link().unwrap_or_default()),
    ("reviewed", |r| reviewed(r.reviewed)),
];

/// Writes the table of role mentions and returns the number of rows.
pub(super) fn role_mentions(out: &mut dyn Write, style: Style, facts: &Facts<'_>, filter: &Filter) -> Result<u64> {
    let mut sheet = Sheet::new(out, style, ROLE.iter().map(|(name, _)| *name))?;
    for node in role::all(facts)? {
        if let Some(role) = RoleMention::read(facts, node.as_ref())?.filter(|role| filter.keeps_role(role)) {
            sheet.row(ROLE.iter().map(|(_, cell)| cell(&role)))?;
        }
    }
    sheet.finish()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

fn role(quotation: &Quotation, speaker: Option<&Named>, part: impl Fn(&quotation::Role) -> String) -> String {
    speaker.and_then(|speaker| quotation.role_of(speaker)).map(part).unwrap_or_default()
}

fn lower(word: &str) -> String {
    word.to_lowercase()
}

fn yes(value: bool) -> String {
    if value { "yes" } else { "" }.to_owned()
}
