//! A dossier of one person, body or topic in Markdown: roles, quotes by topic and date with links, what others say.
//!
//! It opens in Obsidian (front matter, `[[links]]` between people and topics) and reads well without.

use crate::error::{Error, Result};
use crate::query::Filter;
use crate::query::facts::Facts;
use crate::query::quotation::{self, Named, Quotation};
use crate::query::role::{self, RoleMention};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

/// Writes the dossier of `whom` (one who may have several nodes) and returns how many quotations it holds.
pub(super) fn write(out: &mut dyn Write, facts: &Facts<'_>, filter: &Filter, whom: &[Named]) -> Result<u64> {
    let Some(first) = whom.first() else {
        return Err(
            Error::usage("a dossier needs somebody").hint("dixit export --format md --ego \"Ann Lee\" -o ann-lee.md")
        );
    };
    let is_whom = |named: &Named| whom.iter().any(|one| one.node == named.node);
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for node in quotation::all(facts)? {
        let Some(quotation) = Quotation::read(facts, node.as_ref())?.filter(|quotation| filter.keeps(quotation)) else {
            continue;
        };
        if quotation.speakers.iter().any(is_whom) {
            own.push(quotation);
        } else if quotation.about.iter().any(is_whom) {
            others.push(quotation);
        }
    }
    let mut roles = Vec::new();
    for node in role::all(facts)? {
        let role = RoleMention::read(facts, node.as_ref())?.filter(|role| filter.keeps_role(role));
        roles.extend(role.filter(|role| is_whom(&role.person) || role.organization.as_ref().is_some_and(is_whom)));
    }
    for quotations in [&mut own, &mut others] {
        quotations.sort_by(|a, b| (&a.date, &a.node).cmp(&(&b.date, &b.node)));
    }
    roles.sort_by(|a, b| (&a.date, &a.node).cmp(&(&b.date, &b.node)));
    let reviewed = own.iter().chain(&others).filter(|quotation| quotation.reviewed).count();
    let mut text = head(first, own.len(), others.len(), reviewed);
    role_list(&mut text, &roles);
    by_topic(&mut text, &own, is_whom);
    if !others.is_empty() {
        let _infallible = writeln!(text, "\n## What others say about {}\n", escaped(&first.name));
        text.extend(others.iter().map(|quotation| item(quotation, true)));
    }
    out.write_all(text.as_bytes()).map_err(|source| Error::io("write", Path::new("the dossier"), source))?;
    Ok((own.len() + others.len()) as u64)
}

fn head(whom: &Named, own: usize, others: usize, reviewed: usize) -> String {
    let all = own + others;
    // A string of JSON is one of YAML too.
    let name = serde_json::Value::from(whom.name.as_str());
    let title = escaped(&whom.name);
    format!(
        "---\ntitle: {name}\nkind: {}\nnode: \"{}\"\nquotations: {own}\nquotations_about: {others}\nreviewed: {reviewed}\n---\n\n\
         # {title}\n\n> [!warning] Found by machine; {reviewed} of {all} statements reviewed by a person\n> Check each quotation in its article before it is used: \
         `dixit quote ID` shows it in its place.\n",
        whom.kind,
        whom.node.as_str(),
    )
}

fn role_list(text: &mut String, roles: &[RoleMention]) {
    if roles.is_empty() {
        return;
    }
    text.push_str("\n## Roles\n\n");
    // One role of one person at one body is told once, with its mentions under it.
    let mut held: BTreeMap<(&Named, Option<&Named>, String, &str), Vec<&RoleMention>> = BTreeMap::new();
    for role in roles {
        let key = (&role.person, role.organization.as_ref(), role.role.to_lowercase(), role.status.as_str());
        held.entry(key).or_default().push(role);
    }
    let mut held: Vec<Vec<&RoleMention>> = held.into_values().collect();
    // The most mentioned first, then the earliest.
    held.sort_by_key(|mentions| (std::cmp::Reverse(mentions.len()), mentions.first().map(|first| first.date.clone())));
    for mentions in held {
        let Some(first) = mentions.first() else { continue };
        let organization =
            first.organization.as_ref().map(|o| format!(", [[{}]]", linked(&o.name))).unwrap_or_default();
        let what = format!(
            "[[{}]], {}{organization} · {}",
            linked(&first.person.name),
            escaped(&first.role),
            first.status.to_lowercase()
        );
        let _infallible = if mentions.len() == 1 {
            writeln!(text, "- {what} · {}", mention(first))
        } else {
            writeln!(text, "- {what} · {}{} mentions", span(&mentions), mentions.len())
        };
        for role in mentions.iter().filter(|_| mentions.len() > 1) {
            let _infallible = writeln!(text, "    - {}", mention(role));
        }
    }
}

/// The first and the last day of several mentions in the order of their days; nothing when none has one.
fn span(mentions: &[&RoleMention]) -> String {
    let mut days = mentions.iter().filter_map(|role| role.date.as_deref());
    match (days.next(), days.next_back()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last} · "),
        (Some(day), _) => format!("{day} · "),
        (None, _) => String::new(),
    }
}

/// Where a role is mentioned, and how sure that is.
fn mention(role: &RoleMention) -> String {
    format!(
        "{} · {} · confidence {} · `post:{}`",
        role.date.as_deref().unwrap_or("undated"),
        place(role.article.as_ref().map_or("", |article| &article.title), role.link(), role.outlet.as_ref()),
        role.confidence,
        role.id(),
    )
}

/// The quotes under each of their topics, the topic with the most quotes first; those about nothing else come last.
fn by_topic(text: &mut String, own: &[Quotation], is_whom: impl Fn(&Named) -> bool) {
    let mut topics: BTreeMap<&Named, Vec<&Quotation>> = BTreeMap::new();
    let mut rest = Vec::new();
    for quotation in own {
        let about: Vec<&Named> = quotation.about.iter().filter(|about| !is_whom(about)).collect();
        if about.is_empty() {
            rest.push(quotation);
        }
        for about in about {
            topics.entry(about).or_default().push(quotation);
        }
    }
    let mut topics: Vec<_> = topics.into_iter().collect();
    topics.sort_by_key(|(_, quotations)| std::cmp::Reverse(quotations.len()));
    for (topic, quotations) in topics {
        let _infallible = writeln!(text, "\n## On [[{}]]\n", linked(&topic.name));
        text.extend(quotations.into_iter().map(|quotation| item(quotation, false)));
    }
    if !rest.is_empty() {
        text.push_str("\n## On other matters\n\n");
        text.extend(rest.into_iter().map(|quotation| item(quotation, false)));
    }
}

fn item(quotation: &Quotation, with_speaker: bool) -> String {
    let who: Vec<String> = quotation.speakers.iter().map(|s| format!("[[{}]] ", linked(&s.name))).collect();
    let who = match (with_speaker, who.is_empty()) {
        (false, _) => String::new(),
        (true, false) => who.join("and "),
        (true, true) => "nobody named ".to_owned(),
    };
    let flags = [
        (quotation.within.is_some(), " · **hearsay**"),
        (quotation.saying_negated, " · **the article says that this was not said**"),
        (quotation.saying_hypothetical, " · **would or might be said**"),
        (quotation.headline, " · headline"),
    ];
    let flags: String = flags.iter().filter(|(is, _)| *is).map(|(_, flag)| *flag).collect();
    let text = escaped(&quotation.text);
    let words = if quotation.quote_type == "Direct" { format!("“{text}”") } else { text };
    format!(
        "- {} · {who}*{}* {words}{flags} · {} · confidence {}, speaker {} · `quote:{}`\n",
        quotation.date.as_deref().unwrap_or("undated"),
        quotation.stance.to_lowercase(),
        place(
            quotation.article.as_ref().map_or("", |article| &article.title),
            quotation.link(),
            quotation.outlet.as_ref()
        ),
        quotation.confidence,
        quotation.basis.join("; ").to_lowercase(),
        quotation.id(),
    )
}

/// The outlet, and the headline with a link where the article has an address of the web.
fn place(title: &str, link: Option<String>, outlet: Option<&Named>) -> String {
    let outlet = outlet.map(|outlet| format!("{}, ", escaped(&outlet.name))).unwrap_or_default();
    let link = link.filter(|link| link.starts_with("http://") || link.starts_with("https://"));
    match link {
        Some(link) => {
            let link: String = link.chars().filter(|c| !c.is_whitespace() && !"<>".contains(*c)).collect();
            format!("{outlet}[{}](<{link}>)", escaped(title))
        }
        None => format!("{outlet}{}", escaped(title)),
    }
}

/// One line of text in which nothing has a meaning in Markdown or HTML.
fn escaped(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().fold(String::new(), |mut escaped, c| {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' | '=' | '^' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
        escaped
    })
}

/// A name inside `[[…]]`, where Obsidian allows no escapes.
fn linked(name: &str) -> String {
    let plain: String = name.chars().map(|c| if "[]|#^<>\\:/".contains(c) { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_stay_text() {
        assert_eq!(escaped("a <b> *c*\n[d](e)"), "a &lt;b> \\*c\\* \\[d\\](e)");
        assert_eq!(linked("Foo]] | <x> [[Bar"), "Foo x Bar");
        assert_eq!(place("T", Some("javascript:alert(1)".to_owned()), None), "T");
        assert_eq!(place("T", Some("https://a.example/x>y".to_owned()), None), "[T](<https://a.example/xy>)");
    }
}
