//! The dot commands of the console: their table (which is also their help) and what each does.

use super::ask::{AskArgs, Asking, ask};
use super::filter::{day, meant, probability};
use super::find::{FindArgs, find};
use super::judge::{JudgeArgs, judge};
use super::path::{PATH, connection};
use super::selection::SelectionArgs;
use super::session::{Flow, Held, Session};
use super::{Mode, Showing, Ui, cite, counted, quote, saved, schema, script, seconds, show, split, standing, stats};
use crate::error::{Error, Result};
use crate::export::{self, Form, Job};
use crate::query::facts::Facts;
use crate::query::{self, QUESTIONS, Question, Statement};
use clap::{CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Lines that begin with a point.
#[derive(Debug, Parser)]
#[command(multicall = true, disable_help_subcommand = true, disable_help_flag = true)]
struct Line {
    #[command(subcommand)]
    command: Dot,
}

/// Every dot command, in the order in which help lists them.
#[derive(Debug, Subcommand)]
enum Dot {
    /// What somebody said, by date.
    #[command(name = ".said", after_help = "Example: .said Ann Lee --about \"Harbour Bridge\"")]
    Said(AskArgs),
    /// Who said what about a person, an organisation or a topic.
    #[command(name = ".about", after_help = "Example: .about Harbour Bridge --since 2024-01-01")]
    About(AskArgs),
    /// Who denied what.
    #[command(name = ".denied", after_help = "Example: .denied Ann Lee")]
    Denied(AskArgs),
    /// Who speaks for an organisation or state, in which role.
    #[command(name = ".speaks-for", after_help = "Example: .speaks-for Port Authority")]
    SpeaksFor(AskArgs),
    /// Who holds or held which role where, and who says so.
    #[command(name = ".roles", after_help = "Example: .roles Ann Lee")]
    Roles(AskArgs),
    /// Who is spoken about and not quoted in the same article.
    #[command(name = ".unanswered", after_help = "Example: .unanswered Ann Lee")]
    Unanswered(AskArgs),
    /// Any of the named questions; .help .ask lists them.
    #[command(name = ".ask", after_help = "Example: .ask roles Ann Lee")]
    Ask {
        /// The question.
        #[arg(value_name = "QUESTION")]
        question: String,
        #[command(flatten)]
        args: AskArgs,
    },
    /// A quotation in its paragraph, with speaker, outlet, date and link.
    #[command(name = ".quote", after_help = "Example: .quote quote:8f3c21d0-5d07")]
    Quote {
        /// The quotation's name, as the other commands show it.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Quotations by their words; toll* is the beginning of a word, a "phrase" stands together.
    #[command(name = ".find", after_help = "Example: .find \"harbour toll\" strik*")]
    Find(FindArgs),
    /// A quotation as a line to put into a text, with outlet, day and link.
    #[command(name = ".cite", after_help = "Example: .cite quote:8f3c21d0-5d07")]
    Cite {
        /// The quotation's name, as the other commands show it.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Correct for good: merge, split, not-same, rename, reject, accept, note, link, withdraw, table, list.
    #[command(
        name = ".judge",
        after_help = "Example: .judge merge \"A. Lee\" \"Ann Lee\" --who Kim --note \"same office\""
    )]
    Judge(JudgeArgs),
    /// Everything the graph holds of a person, organisation, topic or other node.
    #[command(name = ".describe", after_help = "Example: .describe Ann Lee")]
    Describe {
        /// A name, or a node such as person:ann-lee.
        #[arg(value_name = "NAME", required = true)]
        what: Vec<String>,
    },
    /// Write the facts to a file.
    #[command(name = ".export", after_help = "Example: .export quotations.csv --min-confidence 0.8")]
    Export {
        /// The file; its ending tells the format.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What to write; dixit export --help lists the formats.
        #[arg(long, value_enum, hide_possible_values = true)]
        format: Option<Form>,
        #[command(flatten)]
        selection: SelectionArgs,
    },
    /// Show or set from which day on the named questions look; off for all days.
    #[command(name = ".since", after_help = "Example: .since 2024-01-01")]
    Since {
        /// The day (YYYY-MM-DD), or off.
        day: Option<String>,
    },
    /// Show or set until which day the named questions look; off for all days.
    #[command(name = ".until", after_help = "Example: .until 2024-12-31")]
    Until {
        /// The day (YYYY-MM-DD), or off.
        day: Option<String>,
    },
    /// Show or set the one outlet that the named questions look at; off for all.
    #[command(name = ".outlet", after_help = "Example: .outlet Harbour Gazette")]
    Outlet {
        /// The outlet's name, or off.
        #[arg(value_name = "NAME")]
        name: Vec<String>,
    },
    /// Show or set how sure the facts must be that the named questions show; off for all.
    #[command(name = ".min-confidence", after_help = "Example: .min-confidence 0.8")]
    MinConfidence {
        /// The least confidence, from 0 to 1, or off.
        number: Option<String>,
    },
    /// Keep the last query under a name.
    #[command(name = ".save", after_help = "Example: .save topics-of")]
    Save {
        /// The name.
        #[arg(value_name = "QUERY")]
        name: String,
    },
    /// Run a saved query, with values for its variables; without a name, list the saved ones.
    #[command(name = ".run", after_help = "Example: .run topics-of person=person:ann-lee")]
    Run {
        /// The name.
        #[arg(value_name = "QUERY")]
        name: Option<String>,
        /// Values as variable=value: a node, a name in the graph, a number, a day, or a "string".
        #[arg(value_name = "VARIABLE=VALUE")]
        values: Vec<String>,
    },
    /// Run the statements and dot commands of a file.
    #[command(name = ".read", after_help = "Example: .read questions.txt")]
    Read {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Write all further answers to a file; without one, back to the terminal.
    #[command(name = ".output", after_help = "Example: .output answers.csv")]
    Output {
        /// The file.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Write the next answer to a file.
    #[command(name = ".once", after_help = "Example: .once answer.csv")]
    Once {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show or set how answers are written: table, csv, tsv, json, xml, turtle, nt, rdfxml or jsonld.
    #[command(name = ".mode", after_help = "Example: .mode csv")]
    Mode {
        /// The format.
        #[arg(value_enum, hide_possible_values = true)]
        mode: Option<Mode>,
    },
    /// Show or set the most rows of a table; 0 for all.
    #[command(name = ".rows", after_help = "Example: .rows 100")]
    Rows {
        /// The number of rows.
        number: Option<usize>,
    },
    /// Show or set the time limit of a query in seconds; 0 for none.
    #[command(name = ".timeout", after_help = "Example: .timeout 10")]
    Timeout {
        /// The seconds.
        seconds: Option<f64>,
    },
    /// The prefixes that need no declaration.
    #[command(name = ".prefixes", after_help = "Example: .prefixes")]
    Prefixes,
    /// The terms in use, how often, and what they mean.
    #[command(name = ".schema", after_help = "Example: .schema")]
    Schema,
    /// How much the store holds and who is quoted most.
    #[command(name = ".stats", after_help = "Example: .stats")]
    Stats,
    /// This list, or the help of one command.
    #[command(name = ".help", after_help = "Example: .help .said")]
    Help {
        /// The command.
        command: Option<String>,
    },
    /// Leave; Ctrl-D does too.
    #[command(name = ".quit", alias = ".exit", after_help = "Example: .quit")]
    Quit,
}

/// Runs one dot command.
pub fn run(session: &mut Session<'_>, ui: &mut Ui, line: &str) -> Result<Flow> {
    let dot = parse(line)?;
    let answers = !matches!(dot, Dot::Once { .. });
    let flow = obey(session, ui, dot);
    if answers {
        standing::after_answer(session, ui)?;
    }
    flow
}

fn obey(session: &mut Session<'_>, ui: &mut Ui, dot: Dot) -> Result<Flow> {
    match dot {
        Dot::Said(args) => named(session, ui, "said", &args)?,
        Dot::About(args) => named(session, ui, "about", &args)?,
        Dot::Denied(args) => named(session, ui, "denied", &args)?,
        Dot::SpeaksFor(args) => named(session, ui, "speaks-for", &args)?,
        Dot::Roles(args) => named(session, ui, "roles", &args)?,
        Dot::Unanswered(args) => named(session, ui, "unanswered", &args)?,
        Dot::Find(args) => found(session, ui, &args)?,
        Dot::Cite { id } => cite(ui, &session.store, &session.dialect, &id)?,
        Dot::Judge(args) => {
            if let Some(store) = judge(ui, &session.store, &session.dialect, &args)? {
                session.store = Held::Own(Box::new(store));
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
        Dot::Quote { id } => quote(ui, &session.store, &session.dialect, &id)?,
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
        Dot::Prefixes => schema::prefixes(ui, &session.dialect)?,
        Dot::Schema => schema::schema(ui, session.store.graph(), &session.dialect)?,
        Dot::Stats => stats(ui, &session.store, &session.dialect, 10)?,
        Dot::Help { command } => ui.line(&help(command.as_deref())?)?,
        Dot::Quit => return Ok(Flow::Leave),
    }
    Ok(Flow::Stay)
}

/// The commands with their arguments, as the line editor completes them.
pub fn table() -> clap::Command {
    Line::command()
}

fn parse(line: &str) -> Result<Dot> {
    let words = split::words(line);
    match Line::try_parse_from(&words) {
        Ok(line) => Ok(line.command),
        Err(refusal) => {
            let name = words.first().map(String::as_str).unwrap_or_default();
            let text = refusal.render().to_string();
            let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            let first = lines.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let tip = lines.find_map(|line| line.strip_prefix("tip: ").map(str::to_owned));
            let error = match Line::command().find_subcommand(name) {
                Some(_) => Error::usage(first).hint(format!(".help {name} explains it")),
                None => Error::usage(format!("there is no command {name}")).hint(".help lists all commands"),
            };
            Err(match tip {
                Some(tip) => error.hint(tip),
                None => error,
            })
        }
    }
}

/// The list of commands, or what one does.
fn help(command: Option<&str>) -> Result<String> {
    let table = Line::command();
    let about = |command: &clap::Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    let Some(name) = command else {
        let lines = table.get_subcommands().map(|command| format!("  {:<12} {}", command.get_name(), about(command)));
        return Ok(format!(
            "{}\n\nEverything else is SPARQL; it ends with ; or with an empty line. Ctrl-C clears the line or stops the query.",
            lines.collect::<Vec<_>>().join("\n")
        ));
    };
    let name = format!(".{}", name.trim_start_matches('.'));
    let Some(command) = table.find_subcommand(&name) else {
        return Err(Error::usage(format!("there is no command {name}")).hint(".help lists all commands"));
    };
    let mut command = command.clone().bin_name(&name).disable_help_flag(true);
    let text = command.render_help().to_string();
    Ok(if name == ".ask" { format!("{text}\nQuestions:\n{}", super::questions()) } else { text }.trim_end().to_owned())
}

fn named(session: &Session<'_>, ui: &mut Ui, name: &str, args: &AskArgs) -> Result<()> {
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
    let limits = session.limits(ui);
    let asking =
        Asking { graph: session.store.graph(), dialect: &session.dialect, limits: &limits, mode: session.mode };
    let mut args = args.clone();
    args.limit = args.limit.or(session.rows);
    let own = &args.selection.filter;
    args.selection.filter = standing::applicable(ui, question, own, &session.filter);
    let what = ask(ui, asking, question, &args)?;
    session.footer(ui, &what, begun.elapsed())
}

fn found(session: &Session<'_>, ui: &mut Ui, args: &FindArgs) -> Result<()> {
    let begun = Instant::now();
    let mut args = args.clone();
    args.limit = args.limit.or(session.rows);
    args.filter = standing::merged(&args.filter, &session.filter);
    let what = find(ui, session.store.graph(), &session.dialect, session.mode, &args)?;
    session.footer(ui, &what, begun.elapsed())
}

fn describe(session: &Session<'_>, ui: &mut Ui, what: &str) -> Result<()> {
    let begun = Instant::now();
    let facts = Facts::new(session.store.graph());
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

fn read(session: &mut Session<'_>, ui: &mut Ui, file: &std::path::Path) -> Result<()> {
    if session.depth >= DEEPEST {
        return Err(Error::usage(format!("{} is read inside {DEEPEST} other files", file.display())));
    }
    let lines = std::fs::File::open(file).map_err(|e| Error::io("open", file, e))?;
    session.depth += 1;
    let done = script(session, ui, std::io::BufReader::new(lines), &file.display().to_string(), false);
    session.depth -= 1;
    done
}

fn connect(session: &Session<'_>, ui: &mut Ui, args: &AskArgs) -> Result<()> {
    let begun = Instant::now();
    let limits = session.limits(ui);
    let asking =
        Asking { graph: session.store.graph(), dialect: &session.dialect, limits: &limits, mode: session.mode };
    let mut args = args.clone();
    args.selection.filter = standing::merged(&args.selection.filter, &session.filter);
    let what = connection(ui, asking, &args, false)?;
    session.footer(ui, &what, begun.elapsed())
}

fn write(
    session: &Session<'_>,
    ui: &mut Ui,
    file: &std::path::Path,
    format: Option<Form>,
    selection: &SelectionArgs,
) -> Result<()> {
    let begun = Instant::now();
    let form = Form::choose(format, Some(file))?;
    let facts = Facts::new(session.store.graph());
    let mut selection = selection.clone();
    selection.filter = standing::merged(&selection.filter, &session.filter);
    let filter = selection.resolve(&facts, &session.dialect, ui)?;
    let (store, dialect) = (&*session.store, &session.dialect);
    let job = Job { store, facts: &facts, dialect, filter, ego: None, spreadsheet_safe: false };
    let count = export::to_file(file, |out| export::write(out, form, &job))?;
    ui.note(&format!("{} to {} in {}", counted(count, form.unit()), file.display(), seconds(begun.elapsed())));
    Ok(())
}

fn timeout(session: &mut Session<'_>, ui: &mut Ui, seconds: Option<f64>) -> Result<()> {
    let Some(number) = seconds else {
        let limit = session.timeout.map_or("none".to_owned(), |time| format!("{} s", time.as_secs_f64()));
        return ui.line(&limit);
    };
    session.timeout = if number == 0.0 {
        None
    } else {
        Some(Duration::try_from_secs_f64(number).map_err(|_| Error::usage(format!("{number} is no time in seconds")))?)
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dot_command_is_explained_and_has_an_example_that_parses() {
        Line::command().debug_assert();
        for command in Line::command().get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name}");
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let example = after.strip_prefix("Example: ").unwrap_or_default();
            assert!(example.starts_with(name), "{name}: {example:?}");
            assert!(parse(example).is_ok(), "{name}: {:?}", parse(example));
            assert!(help(Some(name)).unwrap().contains(example), "{name}");
            assert!(help(None).unwrap().contains(name));
        }
    }

    #[test]
    fn a_misspelt_command_gets_a_suggestion() {
        let error = parse(".sad Ann").unwrap_err();
        assert_eq!(error.to_string(), "there is no command .sad");
        assert!(error.hints().iter().any(|hint| hint.contains(".said")), "{:?}", error.hints());
        let error = parse(".mode tabel").unwrap_err();
        assert!(error.hints().iter().any(|hint| hint.contains("table")), "{error} {:?}", error.hints());
    }
}
