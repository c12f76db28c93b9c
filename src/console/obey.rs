//! Does what a dot command asks for.

use super::ask::{AskArgs, Asking, ask};
use super::dot::{self, Dot};
use super::filter::{day, meant, probability, time};
use super::find::{FindArgs, find};
use super::path::{PATH, connection};
use super::selection::SelectionArgs;
use super::session::{Flow, Session};
use super::{
    Showing, Ui, build, cite, counted, edit, judge, quote, review, saved, schema, script, seconds, show, split,
    standing, stats, visible, watch,
};
use crate::error::{Error, Result};
use crate::export::{self, Form, Job};
use crate::query::facts::Facts;
use crate::query::{self, Limits, QUESTIONS, Question, Statement};
use std::io::IsTerminal;
use std::time::Instant;

/// Runs one dot command.
pub fn run(session: &mut Session, ui: &mut Ui, line: &str) -> Result<Flow> {
    let dot = dot::parse(line)?;
    let answers = !matches!(dot, Dot::Once { .. });
    if is_question(&dot) {
        session.again = Some(split::Input::Dot(line.to_owned()));
    }
    let flow = obey(session, ui, dot);
    if answers {
        standing::after_answer(session, ui)?;
    }
    flow
}

/// Whether .watch can ask it again.
fn is_question(dot: &Dot) -> bool {
    matches!(
        dot,
        Dot::Said(_)
            | Dot::About(_)
            | Dot::Denied(_)
            | Dot::SpeaksFor(_)
            | Dot::Roles(_)
            | Dot::Unanswered(_)
            | Dot::Timeline(_)
            | Dot::Compare(_)
            | Dot::Neighbors(_)
            | Dot::Path(_)
            | Dot::Ask { .. }
            | Dot::Find(_)
            | Dot::Describe { .. }
            | Dot::Run { .. }
            | Dot::Stats
            | Dot::Schema
    )
}

fn obey(session: &mut Session, ui: &mut Ui, dot: Dot) -> Result<Flow> {
    match dot {
        Dot::Said(args) => named(session, ui, "said", &args)?,
        Dot::About(args) => named(session, ui, "about", &args)?,
        Dot::Denied(args) => named(session, ui, "denied", &args)?,
        Dot::SpeaksFor(args) => named(session, ui, "speaks-for", &args)?,
        Dot::Roles(args) => named(session, ui, "roles", &args)?,
        Dot::Unanswered(args) => named(session, ui, "unanswered", &args)?,
        Dot::Timeline(args) => named(session, ui, "timeline", &args)?,
        Dot::Compare(args) => named(session, ui, compared(&args), &args)?,
        Dot::Neighbors(args) => named(session, ui, "neighbors", &args)?,
        Dot::Path(args) => named(session, ui, PATH.0, &args)?,
        Dot::Find(args) => found(session, ui, &args)?,
        Dot::Cite { id } => cite(ui, &session.store, &session.dialect, &fact(ui, id)?)?,
        Dot::Judge(args) => {
            if judge(ui, &session.store, &session.dialect, &args)? {
                session.reopen()?;
            }
        }
        Dot::Review(args) => {
            // In a script the answers would be the script's own next lines, which somebody else reads.
            if !std::io::stdin().is_terminal() {
                return Err(Error::usage(".review needs a terminal").hint("dixit review reads its answers from a pipe"));
            }
            if review(ui, &session.store, &session.dialect, &args, &mut std::io::stdin().lock())? {
                session.reopen()?;
            }
        }
        Dot::Describe { what } => describe(session, ui, &what.join(" "))?,
        Dot::Since { day: text } => {
            standing::set(ui, text.as_deref(), &mut session.filter.since, day, ToString::to_string)?;
        }
        Dot::Until { day: text } => {
            standing::set(ui, text.as_deref(), &mut session.filter.until, day, ToString::to_string)?;
        }
        Dot::Outlet { name } => {
            let name = name.join(" ");
            let name = Some(name.as_str()).filter(|name| !name.is_empty());
            standing::set(ui, name, &mut session.filter.outlet, |name| Ok(name.to_owned()), Clone::clone)?;
        }
        Dot::MinConfidence { number } => {
            standing::set(ui, number.as_deref(), &mut session.filter.min_confidence, probability, ToString::to_string)?;
        }
        Dot::Save { name } => {
            let last = session.last.as_deref();
            let query = last.ok_or_else(|| Error::usage("no query ran yet").hint("run one, then .save keeps it"))?;
            let path = saved::save(&name, query)?;
            ui.note(&format!("kept in {}; .run {name} runs it", path.display()));
        }
        Dot::Run { name: Some(name), values } => session.statement(ui, &saved::load(&name)?, &values)?,
        Dot::Run { name: None, .. } => saved::names().iter().try_for_each(|name| ui.line(name))?,
        Dot::Read { file } => return read(session, ui, &file).map(|()| Flow::Stay),
        Dot::Output { file: Some(file) } => standing::output(session, ui, &file, false)?,
        Dot::Output { file: None } => standing::output_back(session, ui)?,
        Dot::Once { file } => standing::output(session, ui, &file, true)?,
        Dot::Ask { question, args } => named(session, ui, &question, &args)?,
        Dot::Quote { id } => quote(ui, &session.store, &session.dialect, &fact(ui, id)?)?,
        Dot::Export { file, format, selection } => write(session, ui, &file, format, &selection)?,
        Dot::Mode { mode } => match mode {
            Some(mode) => session.mode = mode,
            None => ui.line(&format!("{:?}", session.mode).to_lowercase())?,
        },
        Dot::Rows { number } => match number {
            Some(0) => session.rows = None,
            Some(number) => session.rows = Some(number),
            None => ui.line(&session.rows.map_or("all".to_owned(), |rows| rows.to_string()))?,
        },
        Dot::Timeout { seconds } => timeout(session, ui, seconds)?,
        Dot::Pager { state: Some(state) } => ui.paging.set(state == "on"),
        Dot::Pager { state: None } => ui.line(if ui.paging.get() { "on" } else { "off" })?,
        Dot::Plan { query } => plan(session, ui, query)?,
        Dot::Edit => edit::edit(session, ui)?,
        Dot::Watch { seconds } => watch::watch(session, ui, seconds)?,
        Dot::Build(input) => {
            build::build(ui, &input, session.store.folder(), session.store.manifest(), 0)?;
            session.reopen()?;
        }
        Dot::Prefixes => schema::prefixes(ui, &session.dialect)?,
        Dot::Schema => {
            let begun = Instant::now();
            let what = schema::schema(ui, session.store.graph(), &session.dialect, session.mode)?;
            session.footer(ui, &what, begun.elapsed())?;
        }
        Dot::Stats => stats(ui, &session.store, &session.dialect, 10)?,
        Dot::Help { command } => ui.line(&dot::help(command.as_deref())?)?,
        Dot::Quit => return Ok(Flow::Leave),
    }
    Ok(Flow::Stay)
}

/// The name of a quotation: as it is given, or that in the row of this number of the last table.
fn fact(ui: &Ui, id: String) -> Result<String> {
    // No name of a quotation is as short as that.
    let Some(number) = id.parse::<usize>().ok().filter(|_| id.len() < 8) else { return Ok(id) };
    let row = number.checked_sub(1).and_then(|place| ui.shown.get(place));
    match row {
        Some(Some(node)) => Ok(node.to_string()),
        Some(None) => Err(Error::usage(format!("row {number} of the last table names no quotation"))),
        None => Err(Error::usage(format!("the last table has no row {number}"))
            .hint("a quotation is named by its row in the last table, or as in quote:8f3c21d0-5d07")),
    }
}

/// The question that .compare asks: outlets on a name or a topic, or the cuts of one quotation.
fn compared(args: &AskArgs) -> &'static str {
    let is_fact = |word: &String| word.starts_with("quote:") || word.starts_with("claim:");
    match args.what.as_slice() {
        [one] if is_fact(one) => super::sources::QUESTION,
        _ => "compare",
    }
}

fn named(session: &Session, ui: &mut Ui, name: &str, args: &AskArgs) -> Result<()> {
    if name == PATH.0 {
        return connect(session, ui, args);
    }
    let Some(question) = Question::named(name) else {
        let names: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
        return Err(
            Error::usage(format!("there is no question {name}")).hint(format!("known are {}", names.join(", ")))
        );
    };
    let begun = Instant::now();
    let (facts, limits) = (session.facts(), session.limits(ui));
    let asking = asking(session, &facts, &limits);
    let mut args = args.clone();
    let own = &args.selection.filter;
    args.selection.filter = standing::applicable(ui, question, own, &session.filter);
    let what = ask(ui, asking, question, &args)?;
    session.footer(ui, &what, begun.elapsed())
}

fn asking<'a>(session: &'a Session, facts: &'a Facts<'a>, limits: &'a Limits) -> Asking<'a> {
    Asking { facts, dialect: &session.dialect, limits, mode: session.mode, rows: session.rows }
}

/// Shows how the last query, or the one given, is carried out.
fn plan(session: &Session, ui: &mut Ui, query: Option<String>) -> Result<()> {
    let text = query.or_else(|| session.last.clone());
    let text = text.ok_or_else(|| Error::usage("no query ran yet").hint(".plan SELECT … shows the plan of a query"))?;
    let Statement::Query(query) = query::parse(&text, &session.dialect)?.statement else {
        return Err(Error::usage("only queries have a plan"));
    };
    query::plan(*query, &session.dialect)?.iter().try_for_each(|line| ui.line(&visible(line)))
}

fn found(session: &Session, ui: &mut Ui, args: &FindArgs) -> Result<()> {
    let begun = Instant::now();
    let mut args = args.clone();
    args.limit = args.limit.or(session.rows);
    args.filter = standing::merged(&args.filter, &session.filter);
    let what = find(ui, &session.facts(), &session.dialect, session.mode, &args)?;
    session.footer(ui, &what, begun.elapsed())
}

fn describe(session: &Session, ui: &mut Ui, what: &str) -> Result<()> {
    let begun = Instant::now();
    let facts = session.facts();
    let found = meant(&facts, &session.dialect, ui, what, &[])?;
    let nodes: Vec<String> = found.iter().map(|named| named.node.to_string()).collect();
    let parsed = query::parse(&format!("DESCRIBE {}", nodes.join(" ")), &session.dialect)?;
    let Statement::Query(query) = parsed.statement else { return Ok(()) };
    let answer = query::run(session.store.graph(), *query, &session.limits(ui))?;
    let shown = show(ui, answer, Showing { mode: session.mode, dialect: &session.dialect, limit: None })?;
    session.footer(ui, &shown, begun.elapsed())
}

/// The deepest that files may read each other.
const DEEPEST: usize = 8;

fn read(session: &mut Session, ui: &mut Ui, file: &std::path::Path) -> Result<()> {
    if session.depth >= DEEPEST {
        return Err(Error::usage(format!("{} is read inside {DEEPEST} other files", file.display())));
    }
    let lines = std::fs::File::open(file).map_err(|e| Error::io("open", file, e))?;
    session.depth += 1;
    let done = script(session, ui, std::io::BufReader::new(lines), &file.display().to_string(), false);
    session.depth -= 1;
    done
}

fn connect(session: &Session, ui: &mut Ui, args: &AskArgs) -> Result<()> {
    let begun = Instant::now();
    let (facts, limits) = (session.facts(), session.limits(ui));
    let asking = asking(session, &facts, &limits);
    let mut args = args.clone();
    args.selection.filter = standing::merged(&args.selection.filter, &session.filter);
    let what = connection(ui, asking, &args, false)?;
    session.footer(ui, &what, begun.elapsed())
}

fn write(
    session: &Session,
    ui: &mut Ui,
    file: &std::path::Path,
    format: Option<Form>,
    selection: &SelectionArgs,
) -> Result<()> {
    let begun = Instant::now();
    let form = Form::choose(format, Some(file))?;
    let facts = session.facts();
    let mut selection = selection.clone();
    selection.filter = standing::merged(&selection.filter, &session.filter);
    let filter = selection.resolve(&facts, &session.dialect, ui)?;
    let (store, dialect) = (&session.store, &session.dialect);
    let job = Job { store, facts: &facts, dialect, filter, ego: None, spreadsheet_safe: false };
    let count = export::to_file(file, |out| export::write(out, form, &job))?;
    ui.note(&format!("{} to {} in {}", counted(count, form.unit()), file.display(), seconds(begun.elapsed())));
    Ok(())
}

fn timeout(session: &mut Session, ui: &mut Ui, seconds: Option<f64>) -> Result<()> {
    let Some(number) = seconds else {
        let limit = session.timeout.map_or("none".to_owned(), |time| format!("{} s", time.as_secs_f64()));
        return ui.line(&limit);
    };
    session.timeout = if number == 0.0 { None } else { Some(time(number)?) };
    Ok(())
}
