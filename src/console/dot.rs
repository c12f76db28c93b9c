//! The table of the dot commands: what each takes, which is also what .help says and what the line editor completes.

use super::ask::AskArgs;
use super::find::FindArgs;
use super::input::InputArgs;
use super::judge::JudgeArgs;
use super::review::ReviewArgs;
use super::selection::SelectionArgs;
use super::{Mode, split};
use crate::error::{Error, Result};
use crate::export::Form;
use clap::{CommandFactory, Parser, Subcommand};
use std::path::PathBuf;

/// Lines that begin with a point.
#[derive(Debug, Parser)]
#[command(multicall = true, disable_help_subcommand = true, disable_help_flag = true)]
struct Line {
    #[command(subcommand)]
    command: Dot,
}

/// Every dot command, in the order in which help lists them.
#[derive(Debug, Subcommand)]
pub enum Dot {
    /// What somebody said, by date.
    #[command(name = ".said", alias = ".said-by", after_help = "Example: .said Ann Lee --about \"Harbour Bridge\"")]
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
    /// How somebody's statements changed, day by day; reprints of one statement are one row.
    #[command(name = ".timeline", after_help = "Example: .timeline Ann Lee about Harbour Bridge")]
    Timeline(AskArgs),
    /// Outlets side by side on a person, an organisation or a topic, or (quote:ID) how each cut one quotation.
    #[command(name = ".compare", after_help = "Example: .compare Harbour Bridge")]
    Compare(AskArgs),
    /// Who speaks about whom and who holds which role where, one step from somebody or something.
    #[command(name = ".neighbors", alias = ".neighbours", after_help = "Example: .neighbors Ann Lee")]
    Neighbors(AskArgs),
    /// How two are connected, with the statements on each link.
    #[command(name = ".path", after_help = "Example: .path Ann Lee and Port Authority")]
    Path(AskArgs),
    /// Any of the named questions; .help .ask lists them.
    #[command(name = ".ask", after_help = "Example: .ask roles Ann Lee")]
    Ask {
        /// The question.
        #[arg(value_name = "QUESTION")]
        question: String,
        #[command(flatten)]
        args: AskArgs,
    },
    /// A quotation in its paragraph, with speaker, outlet, date and link: by name, or by its row in the last table.
    #[command(name = ".quote", after_help = "Example: .quote quote:8f3c21d0-5d07")]
    Quote {
        /// The quotation's name, as the other commands show it, or the number of its row: .quote 3.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Quotations by their words; toll* is the beginning of a word, a "phrase" stands together.
    #[command(name = ".find", after_help = "Example: .find \"harbour toll\" strik*")]
    Find(FindArgs),
    /// A quotation as a line to put into a text, with outlet, day and link: by name, or by its row in the last table.
    #[command(name = ".cite", after_help = "Example: .cite quote:8f3c21d0-5d07")]
    Cite {
        /// The quotation's name, as the other commands show it, or the number of its row: .cite 3.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Correct for good: merge, split, not-same, rename, reject, accept, note, link, withdraw, table, list.
    #[command(
        name = ".judge",
        after_help = "Example: .judge merge \"A. Lee\" \"Ann Lee\" --who Kim --note \"same office\""
    )]
    Judge(JudgeArgs),
    /// Look through doubtful names and facts one by one: y, n, skip, undo, quit.
    #[command(name = ".review", after_help = "Example: .review --only people --who Kim")]
    Review(ReviewArgs),
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
    /// Show or set how answers are written: table, line, markdown, csv, tsv, json, xml, turtle, nt, rdfxml or jsonld.
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
    /// Show or set whether answers that are longer than the screen go through a pager ($PAGER, else less): on or off.
    #[command(name = ".pager", after_help = "Example: .pager off")]
    Pager {
        /// On or off.
        #[arg(value_parser = ["on", "off"])]
        state: Option<String>,
    },
    /// How a query is carried out: of the last query, or of the one given.
    #[command(name = ".plan", after_help = "Example: .plan SELECT ?x { ?x a schema:Person }")]
    Plan {
        /// The query.
        #[arg(value_name = "SPARQL")]
        query: Option<String>,
    },
    /// Edit the last query in $VISUAL or $EDITOR, then run it.
    #[command(name = ".edit", after_help = "Example: .edit")]
    Edit,
    /// Answer the last query or question again whenever the store has changed, until Ctrl-C.
    #[command(name = ".watch", after_help = "Example: .watch 5")]
    Watch {
        /// The seconds between two looks at the store.
        #[arg(value_name = "SECONDS", default_value_t = 2.0)]
        seconds: f64,
    },
    /// Build articles into this store, and go on with what it holds then.
    #[command(
        name = ".build",
        after_help = "Example: .build story.txt --date 2024-05-03 --publisher \"Harbour Gazette\""
    )]
    Build(InputArgs),
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

/// The commands with their arguments, as the line editor completes them.
pub fn table() -> clap::Command {
    Line::command()
}

/// Reads one dot command.
pub fn parse(line: &str) -> Result<Dot> {
    let words = match line.trim().split_once(char::is_whitespace) {
        // A query has quotation marks of its own.
        Some((".plan", query)) => vec![".plan".to_owned(), query.trim().trim_end_matches(';').to_owned()],
        _ => split::words(line),
    };
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
pub fn help(command: Option<&str>) -> Result<String> {
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
