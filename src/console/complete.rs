//! Completes what is typed at the console: dot commands with their options and values, names, files, and SPARQL.

use super::dot;
use super::path::PATH;
use crate::query::complete::Lexicon;
use crate::query::{Dialect, QUESTIONS};
use rustyline::completion::Pair;

/// What the cursor stands in, as far as completion needs to know.
pub enum Offer {
    /// Replace the line from this byte to the cursor by one of these.
    Words(usize, Vec<Pair>),
    /// The name of a file is typed.
    File,
}

/// What may replace what stands before the cursor. `before` holds the earlier lines of the input.
pub fn offer(lexicon: &Lexicon, dialect: &Dialect, before: &str, line: &str, cursor: usize) -> Offer {
    let typed = line.get(..cursor).unwrap_or(line);
    if before.trim().is_empty() && typed.trim_start().starts_with('.') {
        return dot_command(lexicon, typed);
    }
    let (start, words) = lexicon.sparql(before, line, cursor, dialect);
    Offer::Words(start, words.into_iter().map(plain).collect())
}

fn plain(word: String) -> Pair {
    Pair { display: word.clone(), replacement: word }
}

/// A word after which the next one is typed.
fn whole(word: &str) -> Pair {
    Pair { display: word.to_owned(), replacement: format!("{word} ") }
}

fn dot_command(lexicon: &Lexicon, typed: &str) -> Offer {
    let table = dot::table();
    let indent = typed.len() - typed.trim_start().len();
    let words = split(typed);
    let Some((name_at, name)) = words.first().copied() else { return Offer::Words(typed.len(), Vec::new()) };
    if words.len() == 1 {
        let fitting = table.get_subcommands().map(clap::Command::get_name).filter(|command| command.starts_with(name));
        return Offer::Words(indent.max(name_at), fitting.map(whole).collect());
    }
    let Some(command) = table.find_subcommand(name) else { return Offer::Words(typed.len(), Vec::new()) };
    let (last_at, last) = words.last().copied().unwrap_or((typed.len(), ""));
    let long = |argument: &clap::Arg| argument.get_long().map(|long| format!("--{long}"));
    if last.starts_with("--") {
        let fitting = command.get_opts().filter_map(long).filter(|option| option.starts_with(last));
        return Offer::Words(last_at, fitting.map(|option| whole(&option)).collect());
    }
    // The value of an option ends the words that the command itself takes.
    let option_at = words.iter().rposition(|(_, word)| word.starts_with("--"));
    let option = option_at
        .and_then(|at| words.get(at))
        .and_then(|(_, word)| command.get_opts().find(|argument| long(argument).as_deref() == Some(*word)));
    if let (Some(at), Some(argument)) = (option_at, option) {
        let start = words.get(at + 1).map_or(typed.len(), |(start, _)| *start);
        return values(lexicon, argument, typed, start, true);
    }
    let place = usize::from(name == ".ask" && words.len() > 2);
    let Some(argument) = command.get_positionals().nth(place) else { return Offer::Words(typed.len(), Vec::new()) };
    let start = words.get(1 + place).map_or(typed.len(), |(start, _)| *start);
    values(lexicon, argument, typed, start, false)
}

/// The values of an argument that begin with what is typed of it from byte `start` on. A name in an option is one word
/// and needs quotation marks; after a command it needs none.
fn values(lexicon: &Lexicon, argument: &clap::Arg, typed: &str, start: usize, marked: bool) -> Offer {
    let so_far = typed.get(start..).unwrap_or("");
    let named: Vec<&str> =
        argument.get_value_names().unwrap_or_default().iter().map(clap::builder::Str::as_str).collect();
    let offered: Vec<Pair> = match named.first().copied() {
        Some("FILE") => return Offer::File,
        Some("QUESTION") => QUESTIONS
            .iter()
            .map(|q| q.name)
            .chain([PATH.0])
            .filter(|name| name.starts_with(so_far))
            .map(whole)
            .collect(),
        Some("COMMAND") => {
            let wanted = format!(".{}", so_far.trim_start_matches('.'));
            let table = dot::table();
            let names = table.get_subcommands().map(clap::Command::get_name);
            names.filter(|name| name.starts_with(&wanted)).map(|name| plain(name.to_owned())).collect()
        }
        Some("NAME") => {
            let inner = so_far.trim_start_matches(['"', '\'']);
            let quoted = marked || inner.len() < so_far.len();
            let replacement =
                |name: &str| if quoted && !name.contains('"') { format!("\"{name}\" ") } else { format!("{name} ") };
            let pair = |name: &str| Pair { display: name.to_owned(), replacement: replacement(name) };
            if inner.is_empty() { Vec::new() } else { lexicon.names(inner).iter().map(|name| pair(name)).collect() }
        }
        _ => {
            let possible = argument.get_possible_values();
            let names = possible.iter().map(clap::builder::PossibleValue::get_name);
            names.filter(|name| name.starts_with(so_far)).map(whole).collect()
        }
    };
    Offer::Words(start, offered)
}

/// The words with their places; a blank at the end begins an empty word.
fn split(typed: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in typed.char_indices() {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push((from, typed.get(from..at).unwrap_or("")));
                start = None;
            }
            _ => {}
        }
    }
    words.push(start.map_or((typed.len(), ""), |from| (from, typed.get(from..).unwrap_or(""))));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Graph;
    use crate::vocab::DEFAULT_BASE;

    const GRAPH: &str = r#"
<https://dixit.example/person/zoe-brandt> <http://schema.org/name> "Zoë Brandt" .
<https://dixit.example/person/otto-brandt> <http://schema.org/name> "Otto Brandt" .
"#;

    fn offered(typed: &str) -> Vec<String> {
        let graph = Graph::in_memory(GRAPH).unwrap();
        let dialect = Dialect::new(DEFAULT_BASE);
        let lexicon = Lexicon::of(&graph);
        match offer(&lexicon, &dialect, "", typed, typed.len()) {
            Offer::Words(start, pairs) => {
                pairs.into_iter().map(|pair| format!("{}{}", typed.get(..start).unwrap(), pair.replacement)).collect()
            }
            Offer::File => vec!["a file".to_owned()],
        }
    }

    #[test]
    fn dot_commands_their_options_and_their_values_are_offered() {
        assert_eq!(offered(".sai"), [".said "]);
        assert_eq!(offered("  .den"), ["  .denied "]);
        assert_eq!(offered(".said --si"), [".said --since "]);
        assert_eq!(offered(".mode ta"), [".mode table "]);
        assert_eq!(offered(".ask spe"), [".ask speaks-for "]);
        assert_eq!(offered(".help sp"), [".help .speaks-for"]);
        assert_eq!(offered(".export out"), ["a file"]);
        assert_eq!(offered(".nonsense x"), Vec::<String>::new());
    }

    #[test]
    fn names_are_offered_after_commands_and_options() {
        assert_eq!(offered(".said zoe"), [".said Zoë Brandt "]);
        assert_eq!(offered(".said Otto br"), [".said Otto Brandt "]);
        assert_eq!(offered(".said \"Ot"), [".said \"Otto Brandt\" "]);
        assert_eq!(offered(".ask roles brandt"), [".ask roles Otto Brandt ", ".ask roles Zoë Brandt "]);
        assert_eq!(offered(".about harbour --by Zo"), [".about harbour --by \"Zoë Brandt\" "]);
        assert_eq!(offered(".said "), Vec::<String>::new());
    }

    #[test]
    fn anything_else_is_sparql() {
        assert_eq!(offered("SELECT ?x { person:zo"), ["SELECT ?x { person:zoe-brandt"]);
        assert_eq!(offered(""), Vec::<String>::new());
    }
}
