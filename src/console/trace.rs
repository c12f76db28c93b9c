//! Shows what each stage makes of an article: layout, sentences, tags, names, sayings, roles, entities, triples.

use super::{Style, Ui, escape};
use crate::annotate::tag::XPOS;
use crate::annotate::{Document, EntityKind};
use crate::error::Result;
use crate::export::{self, GraphFormat};
use crate::extract::{Attribution, RoleMention};
use crate::graph::{self, Settings};
use crate::pipeline::Analysis;
use crate::query::Dialect;
use crate::resolve::{Kind, Resolution};
use crate::text::Span;

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Stage {
    /// Layout, names, sayings, roles and entities: the whole in short.
    #[default]
    Overview,
    /// The kept text with what the source says about it.
    Text,
    /// Paragraphs, sentences, tokens with tags and lemmas, quotation marks, names.
    Annotate,
    /// Who said what, and who holds which role, with rule and confidence.
    Extract,
    /// The entities with their names and mentions.
    Resolve,
    /// The ground facts as Turtle.
    Graph,
}

/// Prints the stage of one analysis.
pub fn trace(ui: &mut Ui, analysis: &Analysis, stage: Stage) -> Result<()> {
    match stage {
        Stage::Overview => {
            source(ui, analysis)?;
            heading(ui, "layout")?;
            layout(ui, &analysis.document, false)?;
            sayings(ui, analysis)?;
            entities(ui, analysis)
        }
        Stage::Text => {
            source(ui, analysis)?;
            heading(ui, "text")?;
            ui.line(&escape::lines(analysis.document.text()))
        }
        Stage::Annotate => {
            heading(ui, "layout")?;
            layout(ui, &analysis.document, true)?;
            names(ui, &analysis.document)
        }
        Stage::Extract => sayings(ui, analysis),
        Stage::Resolve => entities(ui, analysis),
        Stage::Graph => {
            let settings = Settings::default();
            let facts = graph::ground(&analysis.document, &analysis.extraction, &analysis.resolution, &settings);
            let dialect = Dialect::new(&settings.base);
            export::triples(ui.out(), facts.triples, GraphFormat::Turtle, &dialect).map(|_| ())
        }
    }
}

fn heading(ui: &mut Ui, title: &str) -> Result<()> {
    let title = ui.paint(Style::Strong, title);
    ui.line("")?;
    ui.line(&title)
}

/// What the source says about the article.
fn source(ui: &mut Ui, analysis: &Analysis) -> Result<()> {
    let article = &analysis.document.article;
    let published = article.published.map(|day| day.to_string());
    let parts = [
        ("id", Some(article.id.clone()).filter(|id| !id.is_empty())),
        ("title", article.title.clone()),
        ("published", published),
        ("author", article.author.clone()),
        ("publisher", article.publisher.clone()),
        ("url", article.url.clone()),
    ];
    heading(ui, "article")?;
    for (name, value) in parts {
        if let Some(value) = value {
            ui.line(&format!("  {name:<10} {}", escape::one_line(&value)))?;
        }
    }
    let text = analysis.document.text();
    ui.line(&format!("  {:<10} {} bytes", "text", text.len()))?;
    article.notes.iter().try_for_each(|note| ui.line(&format!("  {:<10} {}", "note", escape::one_line(note))))
}

/// Every paragraph with its kind, every sentence on its own line; with `tokens`, the tags below it.
fn layout(ui: &mut Ui, document: &Document, tokens: bool) -> Result<()> {
    for paragraph in &document.paragraphs {
        let kind = ui.paint(Style::Faint, &format!("[{:?} {}]", paragraph.kind, place(paragraph.span)));
        ui.line(&format!("  {kind}"))?;
        for sentence in document.sentences.get(paragraph.sentences.clone()).unwrap_or_default() {
            ui.line(&format!("    {}", escape::one_line(sentence.span.of(document.text()))))?;
            if tokens {
                let line = tagged(document, sentence.tokens.clone());
                let line = ui.paint(Style::Faint, &line);
                ui.line(&format!("      {line}"))?;
            }
        }
        if paragraph.sentences.is_empty() {
            ui.line(&format!("    {}", escape::one_line(paragraph.span.of(document.text()))))?;
        }
    }
    Ok(())
}

/// "said/VERB/VBD/say …".
fn tagged(document: &Document, range: std::ops::Range<usize>) -> String {
    let tokens = document.tokens.get(range).unwrap_or_default();
    let words = tokens.iter().map(|token| {
        let word = escape::one_line(token.span.of(document.text()));
        let pos = format!("{:?}", token.pos).to_uppercase();
        let xpos = XPOS.get(usize::from(token.xpos)).copied().unwrap_or("_");
        format!("{word}/{pos}/{xpos}/{}", escape::one_line(&token.lemma))
    });
    words.collect::<Vec<_>>().join(" ")
}

fn names(ui: &mut Ui, document: &Document) -> Result<()> {
    heading(ui, "quotation marks")?;
    for marks in &document.quotations {
        let state = match (marks.closed, marks.continues) {
            (true, true) => " (goes on from the paragraph before)",
            (true, false) => "",
            (false, _) => " (never closes)",
        };
        let text = escape::one_line(marks.span.of(document.text()));
        ui.line(&format!("  {} depth {} {text}{state}", place(marks.span), marks.depth))?;
    }
    heading(ui, "names")?;
    for entity in &document.entities {
        let text = escape::one_line(entity.span.of(document.text()));
        ui.line(&format!("  {} {:<12} {text}", place(entity.span), entity_kind(entity.kind)))?;
    }
    Ok(())
}

fn sayings(ui: &mut Ui, analysis: &Analysis) -> Result<()> {
    heading(ui, "sayings")?;
    for (index, attribution) in analysis.extraction.attributions.iter().enumerate() {
        saying(ui, analysis, index, attribution)?;
    }
    heading(ui, "roles")?;
    analysis.extraction.roles.iter().try_for_each(|mention| role(ui, analysis, mention))
}

fn saying(ui: &mut Ui, analysis: &Analysis, index: usize, attribution: &Attribution) -> Result<()> {
    let text = analysis.document.text();
    let speakers: Vec<String> = attribution.sources.iter().map(|source| named(analysis, source.head)).collect();
    let who = if speakers.is_empty() { "nobody named".to_owned() } else { speakers.join(" and ") };
    let who = ui.paint(Style::Strong, &escape::one_line(&who));
    let sureness = analysis.resolution.sureness_of(index, attribution);
    let cue = attribution.cue.as_ref().map_or("no cue", |cue| cue.lemma.as_str());
    ui.line(&format!(
        "  {index}. {who} ({}, {:?}, {:?})",
        escape::one_line(cue),
        attribution.stance,
        attribution.quote_type
    ))?;
    for piece in &attribution.content {
        let words = ui.paint(Style::Marked, &escape::one_line(piece.of(text)));
        ui.line(&format!("     {} {words}", place(*piece)))?;
    }
    for source in &attribution.sources {
        let words = escape::one_line(source.span.of(text));
        ui.line(&format!("     source {} {:?} {words}", place(source.span), source.form))?;
    }
    let topics: Vec<&str> = attribution.topics.iter().map(|topic| topic.concept.as_str()).collect();
    if !topics.is_empty() {
        ui.line(&format!("     topics {}", escape::one_line(&topics.join(", "))))?;
    }
    let target = analysis.resolution.aboutness.get(index).and_then(|aboutness| aboutness.target);
    let target = target.and_then(|t| Some(format!("{} ({:?}), ", t.subject.name(&analysis.resolution)?, t.basis)));
    let reading = &attribution.reading;
    let mut read = format!("{}{:?}, {:?}", target.unwrap_or_default(), reading.evaluation, reading.modality);
    if reading.negated {
        read.push_str(", negated");
    }
    let dates: Vec<String> = reading.dates.iter().map(|date| format!(", {}", date.when)).collect();
    read.push_str(&dates.concat());
    ui.line(&format!("     judges {}", escape::one_line(&read)))?;
    let flags = [
        (attribution.negated, "not said".to_owned()),
        (attribution.hypothetical, "hypothetical".to_owned()),
        (attribution.headline, "headline".to_owned()),
        (attribution.translated, "translated".to_owned()),
        (attribution.within.is_some(), format!("within {}", attribution.within.unwrap_or_default())),
    ];
    let flags = flags.iter().filter(|(is, _)| *is).fold(String::new(), |all, (_, flag)| all + ", " + flag);
    let sure = format!(
        "rule {}, span {:.2}, speaker {:.2}{flags}",
        attribution.rule,
        sureness.span,
        sureness.speaker.unwrap_or_default()
    );
    let sure = ui.paint(Style::Faint, &sure);
    ui.line(&format!("     {sure}"))
}

fn role(ui: &mut Ui, analysis: &Analysis, mention: &RoleMention) -> Result<()> {
    let text = analysis.document.text();
    let at = mention.organization.map_or(String::new(), |span| format!(" of {}", named(analysis, span)));
    let line = format!("{}: {}{at} ({:?})", named(analysis, mention.person), mention.role.of(text), mention.status);
    ui.line(&format!("  {} {}", place(mention.span), escape::one_line(&line)))?;
    let sure = ui.paint(Style::Faint, &format!("rule {}, {:.2}", mention.rule, mention.confidence));
    ui.line(&format!("     {sure}"))
}

/// The fullest name of whoever the mention at `span` means; its words while it is not resolved.
fn named(analysis: &Analysis, span: Span) -> String {
    let known = analysis.resolution.entity_at(span).map(|entity| entity.name.clone());
    known.unwrap_or_else(|| format!("{} (not resolved)", span.of(analysis.document.text())))
}

fn entities(ui: &mut Ui, analysis: &Analysis) -> Result<()> {
    let Resolution { entities, mentions, .. } = &analysis.resolution;
    heading(ui, "entities")?;
    for (index, entity) in entities.iter().enumerate() {
        let kind = match entity.kind {
            Kind::Named(kind) => entity_kind(kind),
            Kind::Unnamed => "unnamed",
        };
        let name = ui.paint(Style::Strong, &escape::one_line(&entity.name));
        let others: Vec<String> =
            entity.other_names.iter().map(|(name, count)| format!("{} ×{count}", escape::one_line(name))).collect();
        let others = if others.is_empty() { String::new() } else { format!("; also {}", others.join(", ")) };
        ui.line(&format!("  {index}. {name} ({kind}){others}"))?;
        let places: Vec<String> = mentions
            .iter()
            .filter(|mention| mention.entity == Some(index))
            .map(|mention| {
                let words = escape::one_line(mention.span.of(analysis.document.text()));
                format!("{words} {}", place(mention.span))
            })
            .collect();
        let places = ui.paint(Style::Faint, &places.join(", "));
        ui.line(&format!("     {places}"))?;
    }
    Ok(())
}

fn entity_kind(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "person",
        EntityKind::Organization => "organization",
        EntityKind::Place => "place",
        EntityKind::Misc => "other",
    }
}

/// "12..48", in bytes.
fn place(span: Span) -> String {
    format!("{}..{}", span.start(), span.end())
}
