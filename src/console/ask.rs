//! Answers the named questions: names become entities, entities become parameters, answers are filtered and shown.

use super::answer::{Mode, Showing, show};
use super::filter::day;
use super::kept::{Conditions, leave_out, text};
use super::selection::SelectionArgs;
use super::{Ui, escape, sources};
use crate::error::{Error, Result};
use crate::query::facts::Facts;
use crate::query::{self, Answer, Dialect, Limits, Parameter, ParameterKind, Question, Row, Rows, Table, Wanted};
use crate::vocab::xsd;
use oxigraph::model::{Literal, Term};

/// What is asked of a question.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct AskArgs {
    /// Whom or what the question is about: a name, whatever its case and accents, or a node such as person:ann-lee.
    #[arg(value_name = "NAME")]
    pub what: Vec<String>,

    /// Which statements.
    #[command(flatten)]
    pub selection: SelectionArgs,

    /// Only statements of this kind.
    #[arg(long, value_name = "STANCE", value_parser = STANCES)]
    pub stance: Option<String>,

    /// Only contents of this modality.
    #[arg(long, value_name = "MODALITY", value_parser = MODALITIES)]
    pub modality: Option<String>,

    /// Only contents that praise (positive), blame (negative) or do neither.
    #[arg(long, value_name = "EVALUATION", value_parser = EVALUATIONS)]
    pub evaluation: Option<String>,

    /// At most this many rows; of a list of quotations, the newest.
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<usize>,
}

/// Where and how to answer.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The facts of the graph that is asked.
    pub facts: &'a Facts<'a>,
    /// Its prefixes.
    pub dialect: &'a Dialect,
    /// What ends a slow question.
    pub limits: &'a Limits,
    /// How the answer is shown.
    pub mode: Mode,
    /// The most rows that are shown; the rest is counted.
    pub rows: Option<usize>,
}

/// Parameters that `--about` can fill.
const TOPICS: [&str; 3] = ["about", "topic", "target"];

/// The most rows of a question about everything that people are shown when they name no number.
const MOST_ROWS: usize = 200;

/// What a statement does, as the vocabulary names it.
const STANCES: [&str; 12] = [
    "asserts",
    "denies",
    "asks",
    "promises",
    "demands",
    "warns",
    "accuses",
    "admits",
    "proposes",
    "praises",
    "criticizes",
    "predicts",
];

/// What kind of statement a content is; the graph writes no plain fact.
const MODALITIES: [&str; 6] = ["fact", "possibility", "obligation", "intention", "question", "conditional"];

/// How a content judges; the graph does not write neutral.
const EVALUATIONS: [&str; 3] = ["positive", "negative", "neutral"];

/// Answers `question` and returns what there was: "12 rows".
pub fn ask(ui: &mut Ui, asking: Asking<'_>, question: &Question, args: &AskArgs) -> Result<String> {
    let facts = asking.facts;
    let mut given = Given { facts, dialect: asking.dialect, values: Vec::new() };
    given.fill(ui, question, args)?;
    let speakers = match args.selection.by.as_ref().filter(|_| parameter(question, &["speaker"]).is_none()) {
        Some(name) => Some(given.find(ui, name, ParameterKind::Speaker)?.into_iter().map(|e| e.name).collect()),
        None => None,
    };
    let outlet = args.selection.filter.outlet(facts, asking.dialect, ui)?.map(|outlet| outlet.name);
    let conditions = Conditions::new(question, args, speakers, outlet);
    let (mut columns, mut rows) = match given.table(ui, asking, question, args, &conditions)? {
        Joined::Table(table) => table,
        Joined::Graph(answer) => {
            return show(ui, answer, Showing { mode: asking.mode, dialect: asking.dialect, limit: None });
        }
    };
    if let Some(note) = conditions.note() {
        ui.note(&note);
    }
    let mut summary = None;
    if question.name == sources::QUESTION {
        summary = Some(sources::summary(&columns, &rows));
        sources::collate(&mut columns, &mut rows);
    }
    rows.truncate(args.limit.unwrap_or(usize::MAX));
    if asking.mode.is_for_people() {
        leave_out(question, &mut columns, &mut rows);
    }
    let answer = Answer::Table(Table { columns, rows: Rows::of(rows) });
    let shown = show(ui, answer, Showing { mode: asking.mode, dialect: asking.dialect, limit: asking.rows })?;
    Ok(summary.unwrap_or(shown))
}

/// The day or number that was given for a parameter.
fn literal_given<'v>(values: &'v [(&str, Term)], name: &str) -> Option<&'v str> {
    match values.iter().find(|(given, _)| *given == name)? {
        (_, Term::Literal(given)) => Some(given.value()),
        _ => None,
    }
}

/// Which part of its answer people are shown of a question that has more than they want to see.
fn part_of(question: &Question) -> &'static str {
    match question.name {
        "subgraph" => {
            "the people who are quoted most, with the newest of what they said; --limit (.rows) asks for more, --format nt for all"
        }
        "doubtful" => "the least sure; --limit (.rows) asks for more, --format csv for a thousand",
        "neighbors" => "the neighbours that are met most; --limit (.rows) asks for more, --format csv for all",
        "candidates" => "the earliest pairs; --limit (.rows) asks for more, --format csv for all",
        "voiced-by" => "the claims of the most speakers; --limit (.rows) asks for more, --format csv for all",
        "speaks-for" => "the roles in which most is said; --limit (.rows) asks for more, --format csv for all",
        _ => "the claims that the most outlets have; --about asks for others, --format csv for all",
    }
}

/// Says that there are older rows; `since` is the day that was looked back to, where fewer were found than wanted.
fn note_newest(ui: &mut Ui, most: usize, since: Option<&str>) {
    let what = since.map_or_else(|| format!("the newest {most}"), |since| format!("those since {since}"));
    ui.note(&format!("note: {what}; --limit (.rows), --since and --until ask for others, --format csv for all"));
}

/// The first parameter that has one of these names.
pub fn parameter(question: &Question, names: &[&str]) -> Option<Parameter> {
    question.parameters().into_iter().find(|parameter| names.contains(&parameter.name))
}

/// The parameters that were given, each with the terms that its words may mean.
struct Given<'a> {
    facts: &'a Facts<'a>,
    dialect: &'a Dialect,
    values: Vec<(String, Vec<Term>)>,
}

impl Given<'_> {
    /// The rows that answer the question; of one about everything those that are shown, where a note says so.
    fn table(
        &self,
        ui: &mut Ui,
        asking: Asking<'_>,
        question: &Question,
        args: &AskArgs,
        conditions: &Conditions,
    ) -> Result<Joined> {
        let (graph, limits) = (self.facts.graph(), asking.limits);
        let shown = asking.rows.unwrap_or(MOST_ROWS);
        let most = args.limit.or(asking.mode.is_for_people().then_some(shown));
        let everything = self.values.iter().all(|(name, _)| name == "since" || name == "until");
        let mut answers = Vec::new();
        let ways = combinations(&self.values);
        let alone = ways.len() == 1;
        for values in ways {
            let values: Vec<(&str, Term)> = values.iter().map(|(name, term)| (name.as_str(), term.clone())).collect();
            let mut query = question.query(&values).map_err(|error| {
                error.hint(format!("name it after the question, such as: {} \"Ann Lee\"", question.name))
            })?;
            let nodes: Vec<Term> = values.iter().map(|(_, value)| value.clone()).filter(Term::is_named_node).collect();
            let least = conditions.least_confidence();
            let days = ["since", "until"].map(|name| literal_given(&values, name));
            let below = literal_given(&values, "below").and_then(|number| number.parse().ok());
            let wanted = Wanted { about: &nodes, since: days[0], until: days[1], least, below, most };
            if question.is_listed_by_day() && alone {
                let keep = |columns: &[String], rows: &mut Vec<Row>| conditions.keep(columns, rows);
                if let Some(newest) = query::newest(graph, &query, wanted, limits, &keep)? {
                    if !newest.is_whole {
                        let since = newest.since.filter(|_| Some(newest.rows.len()) < most);
                        note_newest(ui, newest.rows.len(), since.as_deref());
                    }
                    if newest.has_less_sure {
                        conditions.hide_some();
                    }
                    return Ok(Joined::Table((newest.columns, newest.rows)));
                }
                conditions.begin_anew();
            }
            let summed = query::summed(graph, question, &mut query, wanted)?;
            let counted = if everything { query::counted(graph, question, &mut query, most)? } else { None };
            if summed.or(counted) == Some(true) {
                ui.note(&format!("note: {}", part_of(question)));
            }
            answers.push(query::run(graph, query, limits)?);
        }
        let mut joined = joined(answers)?;
        if let Joined::Table((columns, rows)) = &mut joined {
            conditions.keep(columns, rows)?;
            let older = rows.len().saturating_sub(most.unwrap_or(usize::MAX));
            if older > 0 && question.is_listed_by_day() {
                rows.drain(..older);
                note_newest(ui, rows.len(), None);
            }
        }
        Ok(joined)
    }

    fn fill(&mut self, ui: &mut Ui, question: &Question, args: &AskArgs) -> Result<()> {
        let (what, after) = parted(question, args);
        if !what.trim().is_empty() {
            let parameters = question.parameters();
            let first = parameters.iter().find(|parameter| !parameter.optional).or(parameters.first());
            let Some(first) = first else {
                return Err(Error::usage(format!(
                    "the question {} is about everything and takes no name",
                    question.name
                )));
            };
            self.put(ui, first, &what)?;
        }
        if let Some(name) = &args.selection.by
            && let Some(speaker) = parameter(question, &["speaker"])
        {
            self.put(ui, &speaker, name)?;
        }
        if let Some(name) = args.selection.about.as_ref().or(after.as_ref()) {
            let Some(about) = parameter(question, &TOPICS) else {
                return Err(Error::usage(format!("the question {} cannot be narrowed by --about", question.name)));
            };
            self.put(ui, &about, name)?;
        }
        for (name, value) in [("since", args.selection.filter.since), ("until", args.selection.filter.until)] {
            if let (Some(day), Some(parameter)) = (value, parameter(question, &[name])) {
                self.put(ui, &parameter, &day.to_string())?;
            }
        }
        Ok(())
    }

    fn put(&mut self, ui: &mut Ui, parameter: &Parameter, words: &str) -> Result<()> {
        if self.values.iter().any(|(name, _)| name == parameter.name) {
            return Err(Error::usage(format!("{} is given twice: {}", parameter.name, parameter.doc)));
        }
        let terms = match parameter.kind {
            ParameterKind::Date => {
                let day = day(words.trim()).map_err(|why| Error::usage(format!("{words:?} is no day: {why}")))?;
                vec![Literal::new_typed_literal(day.to_string(), xsd::DATE).into()]
            }
            ParameterKind::Number => {
                let number = words.trim();
                number
                    .parse::<f64>()
                    .map_err(|_| Error::usage(format!("{words:?} is no number: {}", parameter.doc)))?;
                vec![Literal::new_typed_literal(number, xsd::DECIMAL).into()]
            }
            kind => {
                let found = self.find(ui, words, kind)?;
                self.warn_of_homonyms(ui, &found)?;
                found.into_iter().map(|found| found.node.into()).collect()
            }
        };
        self.values.push((parameter.name.to_owned(), terms));
        Ok(())
    }

    /// The entities that the words mean.
    fn find(&self, ui: &mut Ui, words: &str, kind: ParameterKind) -> Result<Vec<query::quotation::Named>> {
        let kinds: &[&str] = match kind {
            ParameterKind::Person => &["person"],
            ParameterKind::Organization => &["organization", "place"],
            ParameterKind::Topic => &["topic"],
            ParameterKind::Speaker => &["person", "organization", "place", "unnamed", "thing"],
            _ => &[],
        };
        if let (ParameterKind::Fact, true) = (kind, words.trim().contains(' ')) {
            return self.find_words(ui, words);
        }
        let words = match kind {
            ParameterKind::Fact if !words.contains(':') => format!("quote:{words}"),
            _ => words.to_owned(),
        };
        let found = query::names::find(self.facts, self.dialect, &words, kinds)?;
        if let Some(note) = &found.note {
            ui.note(&format!("note: {note}"));
        }
        Ok(found.entities)
    }

    /// Says where a name may be two people's.
    fn warn_of_homonyms(&self, ui: &mut Ui, found: &[query::quotation::Named]) -> Result<()> {
        for named in found {
            if let Some(homonym) = query::homonyms::doubt(self.facts, named.node.as_ref())? {
                ui.note(&format!(
                    "note: {} may be two people: {}; dixit review --only people asks",
                    named.name,
                    homonym.told()
                ));
            }
        }
        Ok(())
    }

    /// The quotation that best fits some of its words.
    fn find_words(&self, ui: &mut Ui, words: &str) -> Result<Vec<query::quotation::Named>> {
        let hits = query::find::find(self.facts, &query::find::Words::parse(&format!("\"{words}\""))?)?;
        let Some((node, _)) = hits.into_iter().next() else {
            return Err(Error::usage(format!("no quotation holds the words {words:?}"))
                .hint("dixit find WORD… looks for single words"));
        };
        let name = self.facts.label(node.as_ref())?;
        let shown = self.dialect.shorten(node.as_str()).unwrap_or_else(|| node.to_string());
        ui.note(&format!("note: taking the words for {shown} ({name})"));
        Ok(vec![query::quotation::Named { name, node, kind: "thing" }])
    }
}

/// The words before and after an "about" between them, where the question can be narrowed so: `Ann Lee about the bridge`.
fn parted(question: &Question, args: &AskArgs) -> (String, Option<String>) {
    let first = question.parameters().into_iter().next();
    let can = first.is_some_and(|first| !TOPICS.contains(&first.name)) && parameter(question, &TOPICS).is_some();
    let mut at = args.what.iter().enumerate().filter(|(_, word)| *word == "about");
    if let (true, None, Some((at, _)), None) = (can, &args.selection.about, at.next(), at.next())
        && let (Some(one @ [_, ..]), Some(other @ [_, ..])) = (args.what.get(..at), args.what.get(at + 1..))
    {
        return (one.join(" "), Some(other.join(" ")));
    }
    (args.what.join(" "), None)
}

/// Every way to take one term of each parameter.
fn combinations(values: &[(String, Vec<Term>)]) -> Vec<Vec<(String, Term)>> {
    values.iter().fold(vec![Vec::new()], |all, (name, terms)| {
        let longer = |one: &Vec<(String, Term)>, term: &Term| {
            let mut longer = one.clone();
            longer.push((name.clone(), term.clone()));
            longer
        };
        all.iter().flat_map(|one| terms.iter().map(|term| longer(one, term)).collect::<Vec<_>>()).collect()
    })
}

enum Joined {
    Table((Vec<String>, Vec<Row>)),
    Graph(Answer),
}

/// The rows of all answers, each once, by date where there are several; a graph or truth value as it is.
fn joined(answers: Vec<Answer>) -> Result<Joined> {
    let several = answers.len() > 1;
    let mut header = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for answer in answers {
        match answer {
            Answer::Table(table) => {
                header = table.columns;
                for row in table.rows {
                    let row = row?;
                    if !several || !rows.contains(&row) {
                        rows.push(row);
                    }
                }
            }
            other => return Ok(Joined::Graph(other)),
        }
    }
    if let (true, Some(date)) = (several, header.iter().position(|column| column == "date")) {
        rows.sort_by_key(|row| text(row, date));
    }
    Ok(Joined::Table((header, rows)))
}

/// One line for each question, that of paths included: its name, what it takes, and what it asks.
pub fn questions() -> String {
    let lines = query::QUESTIONS.iter().map(|question| {
        let takes: Vec<String> = question
            .parameters()
            .iter()
            .map(
                |parameter| {
                    if parameter.optional { format!("[{}]", parameter.name) } else { parameter.name.to_uppercase() }
                },
            )
            .collect();
        let doc = question.doc();
        let first = doc.split_inclusive(['?', '.']).next().unwrap_or_default();
        format!("  {:<13} {} ({})", question.name, escape::one_line(first), takes.join(" "))
    });
    let (name, doc) = super::path::PATH;
    let path = format!("  {name:<13} {doc} (ONE OTHER)");
    let mut lines: Vec<String> = lines.chain([path]).collect();
    lines.sort();
    lines.join("\n").replace(" ()", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(question: &str, words: &[&str]) -> (String, Option<String>) {
        let what = words.iter().map(ToString::to_string).collect();
        parted(Question::named(question).unwrap(), &AskArgs { what, ..AskArgs::default() })
    }

    #[test]
    fn about_parts_the_speaker_from_the_subject() {
        let pair = |one: &str, other: Option<&str>| (one.to_owned(), other.map(str::to_owned));
        assert_eq!(parts("said", &["Ann", "Lee", "about", "the", "bridge"]), pair("Ann Lee", Some("the bridge")));
        assert_eq!(parts("timeline", &["Ann Lee", "about", "tolls"]), pair("Ann Lee", Some("tolls")));
        assert_eq!(parts("said", &["about", "Lee"]), pair("about Lee", None));
        assert_eq!(parts("about", &["talk", "about", "tolls"]), pair("talk about tolls", None));
    }
}
