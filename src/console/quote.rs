//! Shows one quotation: its words marked in their paragraph, who says them in which role, where and when.

use super::{Style, Ui, escape};
use crate::error::{Error, Result};
use crate::query::Dialect;
use crate::query::facts::Facts;
use crate::query::quotation::{Evidence, Quotation, Role};
use crate::store::Store;
use crate::text::{CodePoints, Span};
use crate::vocab::{dixit, rdf, rdfs};
use oxigraph::model::NamedNode;

/// Bytes around the words that are shown of a paragraph longer than this on each side.
const AROUND: usize = 600;

/// Prints the quotation `id`: a prefixed name, an IRI in angle brackets, or the part after `quote:`.
pub fn quote(ui: &mut Ui, store: &Store, dialect: &Dialect, id: &str) -> Result<()> {
    let facts = Facts::new(store.graph());
    if rejected(ui, &facts, dialect, id)? {
        return Ok(());
    }
    let quotation = named(&facts, dialect, id)?;
    let name = dialect.shorten(quotation.node.as_str()).unwrap_or_else(|| quotation.node.to_string());
    for paragraph in paragraphs(ui, store, &quotation)? {
        ui.line(&paragraph)?;
        ui.line("")?;
    }
    let who = escape::one_line(&quotation.who());
    let who = ui.paint(Style::Strong, &who);
    ui.line(&format!("{who}{}", escape::one_line(&roles(&quotation))))?;
    if !quotation.speaker_words.is_empty() {
        ui.line(&format!("named here as {}", escape::one_line(&quotation.speaker_words.join(", "))))?;
    }
    ui.line(&escape::one_line(&manner(&quotation)))?;
    if let Some(outer) = &quotation.within {
        let outer = dialect.shorten(outer.as_str()).unwrap_or_else(|| outer.to_string());
        ui.line(&format!("hearsay: it stands inside {outer}"))?;
    }
    let about: Vec<&str> = quotation.about.iter().map(|about| about.name.as_str()).collect();
    if !about.is_empty() {
        ui.line(&format!("about {}", escape::one_line(&about.join(", "))))?;
    }
    let place = [
        quotation.outlet.as_ref().map(|outlet| outlet.name.clone()),
        quotation.date.clone(),
        quotation.article.as_ref().map(|article| article.title.clone()),
    ];
    let place: Vec<String> = place.into_iter().flatten().collect();
    ui.line(&escape::one_line(&place.join(" · ")))?;
    if let Some(link) = quotation.link() {
        ui.line(&escape::one_line(&link))?;
    }
    let rule = quotation.evidence.first().map(|evidence| evidence.rule.as_str()).unwrap_or_default();
    let last = escape::one_line(&format!("{name} · confidence {} · rule {rule}", quotation.confidence));
    let last = ui.paint(Style::Faint, &last);
    ui.line(&last)?;
    judged(ui, &facts, quotation.judged_by.iter())
}

/// What people decided about it.
fn judged<'j>(ui: &mut Ui, facts: &Facts<'_>, by: impl Iterator<Item = &'j NamedNode>) -> Result<()> {
    for judgement in by {
        let own = facts.of(judgement.as_ref())?;
        let text = |predicate| own.text(predicate).unwrap_or_default().to_owned();
        let (label, when, why) = (text(rdfs::LABEL), text(dixit::JUDGED_AT), text(dixit::REASON));
        let why = if why.is_empty() { why } else { format!(": {why}") };
        let day = when.split('T').next().unwrap_or_default();
        ui.line(&escape::one_line(&format!("{label}, {day}{why}")))?;
    }
    Ok(())
}

/// Shows a fact that somebody rejected; false when the node is none.
fn rejected(ui: &mut Ui, facts: &Facts<'_>, dialect: &Dialect, id: &str) -> Result<bool> {
    let nodes = [dialect.expand(id), dialect.expand(&format!("quote:{id}"))];
    for node in nodes.into_iter().flatten().filter_map(|iri| NamedNode::new(iri).ok()) {
        let own = facts.of(node.as_ref())?;
        if own.nodes(rdf::TYPE).any(|class| class.as_ref() == dixit::REJECTED_FACT) {
            ui.line(&escape::one_line(&format!("rejected: {}", own.text(rdfs::LABEL).unwrap_or_default())))?;
            judged(ui, facts, own.nodes(dixit::JUDGED_BY))?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// The quotation `id`.
pub fn named(facts: &Facts<'_>, dialect: &Dialect, id: &str) -> Result<Quotation> {
    let iri = dialect.expand(id).or_else(|| dialect.expand(&format!("quote:{id}"))).unwrap_or_default();
    let found = match NamedNode::new(iri) {
        Ok(node) => Quotation::read(facts, node.as_ref())?,
        Err(_) => None,
    };
    found.ok_or_else(|| {
        Error::usage(format!("no quotation {id} is in the graph"))
            .hint("dixit ask said \"NAME\" lists quotations with their names (quote:…)")
    })
}

/// ", former Director General, RIAC", as the article gives it.
fn roles(quotation: &Quotation) -> String {
    quotation.roles.iter().fold(String::new(), |all, role| {
        let all = format!("{all}, {}{}", status(role), role.role);
        match &role.organization {
            Some(organization) => format!("{all}, {}", organization.name),
            None => all,
        }
    })
}

/// The word before a role that is not simply held; none where the role's own words say it ("president-elect").
fn status(role: &Role) -> &'static str {
    let words = role.role.to_lowercase();
    let says = |known: &[&str]| known.iter().any(|word| words.contains(word));
    match role.status.as_str() {
        "Former" if !says(&["former", "ex-", "late ", "past ", "retired"]) => "former ",
        "Acting" if !says(&["acting", "interim", "caretaker"]) => "acting ",
        "Future" if !says(&["elect", "incoming", "designate", "nominee", "next"]) => "future ",
        _ => "",
    }
}

/// "denies (deny), indirect; the speaker by pronoun".
fn manner(quotation: &Quotation) -> String {
    let mut parts = vec![quotation.stance.to_lowercase()];
    if let Some(cue) = &quotation.cue {
        parts.push(format!("({cue})"));
    }
    parts.push(format!("{} speech", quotation.quote_type.to_lowercase()));
    for basis in &quotation.basis {
        parts.push(match basis.as_str() {
            "Named" => "by a speaker who is named".to_owned(),
            "Pronoun" => "by a speaker who is named by a pronoun".to_owned(),
            _ => "by a speaker who is described".to_owned(),
        });
    }
    let judged = match quotation.evaluation.as_deref() {
        Some("Positive") => "; it praises",
        Some(_) => "; it blames",
        None => "",
    };
    let modality = quotation.modality.as_ref().map(|modality| format!("; {}", modality.to_lowercase()));
    let when = if quotation.when.is_empty() { String::new() } else { format!("; of {}", quotation.when.join(", ")) };
    let flags = [
        (quotation.saying_negated, "the article says that this was NOT said"),
        (quotation.saying_hypothetical, "the article says that this would or might be said"),
        (quotation.headline, "in the headline"),
        (quotation.translated, "translated"),
    ];
    let read = format!("{}{judged}{}{when}", parts.join(" "), modality.unwrap_or_default());
    flags.iter().filter(|(is, _)| *is).fold(read, |all, (_, flag)| format!("{all}; {flag}"))
}

/// The paragraphs that hold the words, with the words and the speaker marked; from the graph's own context where the
/// text is not kept.
fn paragraphs(ui: &Ui, store: &Store, quotation: &Quotation) -> Result<Vec<String>> {
    let article = quotation.article.as_ref().map(|article| article.node.as_str()).unwrap_or_default();
    let Some((_, text)) = store.text_of(article)? else {
        let marked = |evidence: &Evidence| mark(ui, Mark::Words, &escape::lines(&evidence.exact));
        let note = ui.paint(Style::Faint, "(the store keeps no text of this article)");
        return Ok(quotation.evidence.iter().map(marked).chain([note]).collect());
    };
    let points = CodePoints::new(&text);
    let mut marks: Vec<(Span, Mark)> = Vec::new();
    for (evidence, kind) in [(&quotation.evidence, Mark::Words), (&quotation.speaker_evidence, Mark::Speaker)] {
        marks.extend(evidence.iter().map(|evidence| (points.byte_span(&text, evidence.place), kind)));
    }
    marks.sort();
    let mut shown: Vec<Span> = Vec::new();
    for (span, _) in &marks {
        let around = paragraph(&text, *span);
        match shown.last_mut() {
            Some(last) if last.overlaps(around) => *last = last.union(around),
            _ => shown.push(around),
        }
    }
    Ok(shown.into_iter().map(|span| marked(ui, &text, span, &marks)).collect())
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Speaker,
    Words,
}

fn mark(ui: &Ui, mark: Mark, text: &str) -> String {
    match (mark, ui.color) {
        (Mark::Words, true) => ui.paint(Style::Marked, text),
        (Mark::Speaker, true) => ui.paint(Style::Strong, text),
        (Mark::Words, false) => format!("⟦{text}⟧"),
        (Mark::Speaker, false) => format!("‹{text}›"),
    }
}

/// The text of `span` with every mark inside it; marks that overlap an earlier one are left out.
fn marked(ui: &Ui, text: &str, span: Span, marks: &[(Span, Mark)]) -> String {
    let mut result = String::new();
    let mut at = span.start();
    for (marked, kind) in marks.iter().filter(|(marked, _)| span.contains(*marked)) {
        if marked.start() >= at {
            result.push_str(&escape::lines(text.get(at..marked.start()).unwrap_or("")));
            result.push_str(&mark(ui, *kind, &escape::lines(marked.of(text))));
            at = marked.end();
        }
    }
    result.push_str(&escape::lines(text.get(at..span.end()).unwrap_or("")));
    result
}

/// The paragraph around `span`: to the next empty lines, or to the next line ends in texts without empty lines.
fn paragraph(text: &str, span: Span) -> Span {
    let end_of_paragraph = if text.contains("\n\n") { "\n\n" } else { "\n" };
    let before = text.get(..span.start()).unwrap_or("");
    let start = before.rfind(end_of_paragraph).map_or(0, |at| at + end_of_paragraph.len());
    let after = text.get(span.end()..).unwrap_or("");
    let end = after.find(end_of_paragraph).map_or(text.len(), |at| span.end() + at);
    let start = start.max(boundary(text, span.start().saturating_sub(AROUND)));
    let end = end.min(boundary(text, span.end() + AROUND));
    Span::new(start, end.max(span.end())).trimmed(text)
}

/// The nearest character boundary at or after `at`.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_that_is_not_simply_held_says_so_once() {
        let of = |words: &str, held: &str| {
            let role = Role { member: None, role: words.to_owned(), organization: None, status: held.to_owned() };
            format!("{}{}", status(&role), role.role)
        };
        assert_eq!(of("mayor", "Current"), "mayor");
        assert_eq!(of("mayor", "Former"), "former mayor");
        assert_eq!(of("Former mayor", "Former"), "Former mayor");
        assert_eq!(of("director", "Acting"), "acting director");
        assert_eq!(of("interim director", "Acting"), "interim director");
        assert_eq!(of("president-elect", "Future"), "president-elect");
    }

    #[test]
    fn a_paragraph_ends_at_empty_lines_or_line_ends() {
        let text = "One.\n\nTwo “here” there.\nStill two.\n\nThree.";
        let at = text.find("“here”").unwrap();
        let span = Span::new(at, at + "“here”".len());
        assert_eq!(paragraph(text, span).of(text), "Two “here” there.\nStill two.");
        let lines = "One.\nTwo here.\nThree.";
        assert_eq!(paragraph(lines, Span::new(9, 13)).of(lines), "Two here.");
    }
}
