//! `dixit eval`: scores the extractor against gold annotations.

use crate::annotate::Models;
use crate::console::{Ui, one_line};
use crate::error::{Error, Result};
use crate::eval::{entities, parses, persons, pronouns, quotes, reliability, roles, targets, ud};
use crate::extract::{BuiltIn, Part};
use crate::learn::treebank;
use crate::pipeline::{self, Engine, record};
use crate::text::{Options, Reader};
use std::path::{Path, PathBuf};

/// Score the extractor against gold annotations, and show what it got wrong.
#[derive(Debug, clap::Args)]
#[command(after_help = help())]
pub struct Args {
    /// What is scored; --help lists all.
    #[arg(value_name = "KIND", value_parser = clap::builder::PossibleValuesParser::new(MEASURES.iter().map(|m| m.name)), hide_possible_values = true)]
    kind: String,

    /// The gold annotations: JSON Lines with `id` and `text`, or a CoNLL-U treebank.
    #[arg(value_name = "GOLD")]
    gold: PathBuf,

    /// What an extractor wrote for the gold texts; without it, this program's own extractor is run on them.
    #[arg(value_name = "PREDICTED")]
    predicted: Option<PathBuf>,

    /// Score speech alone, without reports of thought and attitude (quotes).
    #[arg(long)]
    speech: bool,

    /// Score only the gold quotes of these types: direct, mixed, indirect (quotes).
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = ["direct", "mixed", "indirect"])]
    types: Vec<String>,

    /// Take the later quotations of a paragraph, whose attribution clause stands in a sentence before, as without a mention:
    /// some annotators leave it out, others repeat it (quotes).
    #[arg(long)]
    floating: bool,

    /// Show how many quotes of each confidence are right (quotes).
    #[arg(long)]
    reliability: bool,

    /// Only the documents on which `train calibration` does not fit (with --reliability).
    #[arg(long, requires = "reliability")]
    half: bool,

    /// Leave a part of the extractor out, to see what it carries; may be given more than once.
    #[arg(long, value_name = "PART", value_enum)]
    without: Vec<Without>,

    /// Show this many errors.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    errors: usize,
}

/// What `--without` leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Without {
    /// The tagger's labels of sources, cues and contents
    Labels,
    /// The ranker of each cue's candidates: the first guess of the rules stays
    Ranker,
    /// Speakers of quotations that no clause names
    Carrying,
    /// Coreference: each speaker is named by the words beside the quotation
    Coreference,
    /// Doubt: indirect sayings stay that are far more likely wrong than right
    Doubt,
}

/// A kind of score.
struct Measure {
    name: &'static str,
    about: &'static str,
    score: fn(&Inputs<'_>) -> Result<Scores>,
}

/// Name and value of each measure, and the errors, worst first where they have an order.
type Scores = (Vec<(String, String)>, Vec<String>);

const MEASURES: &[Measure] = &[
    Measure { name: "quotes", about: "who said what: spans, source mentions and full names", score: score_quotes },
    Measure { name: "roles", about: "persons and their roles", score: |inputs| score_roles(inputs, roles::Kind::Role) },
    Measure {
        name: "works-for",
        about: "persons and their organisations",
        score: |inputs| score_roles(inputs, roles::Kind::WorksFor),
    },
    Measure { name: "entities", about: "names of people, organisations and places", score: score_entities },
    Measure { name: "pronouns", about: "whom an ambiguous pronoun means", score: score_pronouns },
    Measure { name: "persons", about: "which mentions mean the same person", score: score_persons },
    Measure { name: "targets", about: "whom a claim is about and how it judges", score: score_targets },
    Measure {
        name: "ud",
        about: "a treebank (CoNLL-U): sentences and tokens of its text, tags, lemmas and parses of its tokens",
        score: score_ud,
    },
];

fn help() -> String {
    let lines = MEASURES.iter().map(|measure| format!("  {:<13} {}", measure.name, measure.about));
    format!(
        "Kinds:\n{}\n\nExamples:\n  dixit eval quotes gold.jsonl --speech --errors 20\n  \
         dixit eval quotes gold.jsonl --reliability --half\n  \
         dixit eval roles gold.jsonl predicted.jsonl\n  dixit eval ud treebank.conllu",
        lines.collect::<Vec<_>>().join("\n")
    )
}

/// What a score is made from.
struct Inputs<'a> {
    args: &'a Args,
    gold: String,
    source: String,
}

/// Runs the command.
pub fn run(args: &Args, ui: &mut Ui) -> Result<()> {
    let measure = MEASURES.iter().find(|measure| measure.name == args.kind);
    let measure = measure.ok_or_else(|| Error::usage(format!("there is no score {}", args.kind)))?;
    let inputs = Inputs { args, gold: read(&args.gold)?, source: args.gold.display().to_string() };
    let (rows, errors) = (measure.score)(&inputs)?;
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    for (name, value) in &rows {
        ui.line(&format!("{name:<width$}  {value}"))?;
    }
    for error in errors.iter().take(args.errors) {
        ui.line(&one_line(error))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|source| Error::io("read", path, source))
}

impl Inputs<'_> {
    /// The predictions as JSON Lines, with the name of their source.
    fn predicted(&self, thoughts: bool) -> Result<(String, String)> {
        if let Some(path) = &self.args.predicted {
            return Ok((read(path)?, path.display().to_string()));
        }
        let parts = self.args.without.iter().filter_map(|part| match part {
            Without::Labels => Some(Part::Labels),
            Without::Ranker => Some(Part::Ranker),
            Without::Carrying => Some(Part::Carrying),
            Without::Coreference | Without::Doubt => None,
        });
        let engine = Engine::built_in()
            .extracting_by(Box::new(BuiltIn::without(parts.collect())))
            .keeping_doubtful(self.args.without.contains(&Without::Doubt));
        let named = !self.args.without.contains(&Without::Coreference);
        let reader = Reader::new(
            &[&self.source],
            Options { format: Some(crate::text::Format::JsonLines), ..Options::default() },
        )?;
        let mut lines = String::new();
        pipeline::extract(reader.into_raw(), &engine, 0, |outcome| {
            let (_, analysis) = outcome?;
            let line = record::line(&analysis, thoughts)?;
            lines.push_str(&if named { line } else { by_mentions(&line)? });
            lines.push('\n');
            Ok(())
        })?;
        Ok((lines, "this extractor".to_owned()))
    }
}

/// A line of the output with each speaker under the words that name him beside the quotation.
fn by_mentions(line: &str) -> Result<String> {
    let broken = |error: serde_json::Error| Error::usage(format!("cannot read this program's own output: {error}"));
    let mut article: serde_json::Value = serde_json::from_str(line).map_err(broken)?;
    for quote in article.get_mut("quotes").and_then(|q| q.as_array_mut()).into_iter().flatten() {
        let words = quote.pointer("/speaker/text").cloned().unwrap_or(serde_json::Value::Null);
        if let Some(name) = quote.get_mut("speaker_name") {
            *name = words;
        }
    }
    Ok(article.to_string())
}

fn score_quotes(inputs: &Inputs<'_>) -> Result<Scores> {
    let gold = quotes::read_documents(&inputs.gold, &inputs.source)?;
    let (predicted, source) = inputs.predicted(!inputs.args.speech)?;
    if inputs.args.reliability {
        return Ok(reliability_of(inputs, gold, &quotes::read_documents(&predicted, &source)?));
    }
    let options = quotes::Options { speech: inputs.args.speech, types: inputs.args.types.iter().cloned().collect() };
    let mut predicted = quotes::read_documents(&predicted, &source)?;
    if inputs.args.floating {
        quotes::let_float(&gold, &mut predicted);
    }
    let report = quotes::score(&gold, &predicted, &options);
    let errors = quotes::worst(&report.errors, inputs.args.errors);
    let shown =
        errors.iter().map(|e| format!("{:?} {:.2} {}: {} | {}", e.class, e.confidence, e.id, e.context, e.detail));
    let shown = shown.collect();
    Ok((report.rows, shown))
}

/// The reliability tables of the gold's documents, or of the half on which nothing was fitted.
fn reliability_of(inputs: &Inputs<'_>, mut gold: Vec<quotes::Document>, found: &[quotes::Document]) -> Scores {
    gold.retain(|document| !inputs.args.half || !reliability::is_fitted_on(&document.id));
    let mut rows = vec![("documents".to_owned(), gold.len().to_string())];
    rows.extend(reliability::rows(&reliability::judge(&gold, found)));
    (rows, Vec::new())
}

fn score_roles(inputs: &Inputs<'_>, kind: roles::Kind) -> Result<Scores> {
    let gold = roles::read_documents(&inputs.gold, &inputs.source)?;
    let (predicted, source) = inputs.predicted(false)?;
    let report = roles::score(&gold, &roles::read_documents(&predicted, &source)?, kind);
    Ok((report.rows, report.errors))
}

fn score_targets(inputs: &Inputs<'_>) -> Result<Scores> {
    let gold = targets::read_gold(&inputs.gold, &inputs.source)?;
    let (predicted, source) = inputs.predicted(false)?;
    let report = targets::score(&gold, &targets::read_predicted(&predicted, &source)?);
    Ok((report.rows, report.errors))
}

fn score_pronouns(inputs: &Inputs<'_>) -> Result<Scores> {
    let gold = pronouns::read_gold(&inputs.gold, &inputs.source)?;
    let (predicted, source) = inputs.predicted(false)?;
    let report = pronouns::score(&gold, &pronouns::read_predicted(&predicted, &source)?);
    Ok((report.rows, report.errors))
}

fn score_persons(inputs: &Inputs<'_>) -> Result<Scores> {
    let gold = persons::read_gold(&inputs.gold, &inputs.source)?;
    let (predicted, source) = inputs.predicted(false)?;
    let report = persons::score(&gold, &persons::read_predicted(&predicted, &source)?);
    Ok((report.rows, report.errors))
}

fn score_entities(inputs: &Inputs<'_>) -> Result<Scores> {
    let gold = entities::read_documents(&inputs.gold, &inputs.source)?;
    let (predicted, source) = inputs.predicted(false)?;
    let report = entities::score(&gold, &entities::read_documents(&predicted, &source)?);
    Ok((report.rows, report.errors))
}

fn score_ud(inputs: &Inputs<'_>) -> Result<Scores> {
    let trees = treebank::read(&inputs.args.gold)?;
    let models = Models::built_in();
    let (segments, tags) = (ud::segmentation(&models, &trees), ud::tagging(&models, &trees));
    let parses = parses::attachment(&models, &trees);
    let row = |name: &str, measure: &str, counts: ud::Counts| {
        let value =
            format!("{:.2} {measure} ({} of {} given, {} gold)", counts.f(), counts.right, counts.given, counts.gold);
        (name.to_owned(), value)
    };
    let rows = vec![
        row("sentences", "F", segments.sentences),
        row("tokens", "F", segments.tokens),
        row("UPOS", "%", tags.upos),
        row("XPOS", "%", tags.xpos),
        row("lemmas", "%", tags.lemmas),
        row("UAS", "%", parses.heads),
        row("LAS", "%", parses.relations),
        row("subjects of verbs of saying", "F", parses.subjects),
    ];
    Ok((rows, [tags.mistakes, parses.mistakes, segments.wrong_sentences, segments.wrong_tokens].concat()))
}
