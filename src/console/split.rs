//! Tells when what was typed so far is a whole statement. Pure: no terminal, no store.

use crate::query::{TokenKind, tokens};

/// What the lines so far are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Nothing but blanks and comments.
    Empty,
    /// A dot command: one line that begins with a point.
    Dot(String),
    /// A statement that can run, without the `;` that ended it.
    Statement(String),
    /// The beginning of a statement.
    Incomplete,
}

/// Looks at the lines so far. A statement ends with `;` outside braces, or with an empty line when it is complete:
/// when `parses` takes it, or when all its braces are closed (then running it says what is wrong).
pub fn input(lines: &str, parses: impl Fn(&str) -> bool) -> Input {
    let trimmed = lines.trim();
    if trimmed.starts_with('.') {
        return Input::Dot(trimmed.to_owned());
    }
    let mut depth = 0i64;
    let mut braces = false;
    let mut last = None;
    for token in tokens(lines) {
        match (token.kind, token.of(lines)) {
            (TokenKind::Comment, _) => continue,
            (TokenKind::OpenString, word) if !closed_by_line(word) => return Input::Incomplete,
            (TokenKind::Punctuation, "{" | "(" | "[") => {
                depth += 1;
                braces = true;
            }
            (TokenKind::Punctuation, "}" | ")" | "]") => depth -= 1,
            _ => {}
        }
        last = Some(token);
    }
    let Some(last) = last else { return Input::Empty };
    if depth <= 0 && last.of(lines) == ";" {
        let statement = lines.get(..last.range.start).unwrap_or("").trim();
        let statement = statement.to_owned();
        return if tokens(&statement).iter().all(|token| token.kind == TokenKind::Comment) {
            Input::Empty
        } else {
            Input::Statement(statement)
        };
    }
    let after_empty_line = lines.trim_end_matches([' ', '\t', '\r']).ends_with("\n\n") || ends_with_blank_line(lines);
    if after_empty_line && depth <= 0 && (braces || parses(trimmed)) {
        return Input::Statement(trimmed.to_owned());
    }
    Input::Incomplete
}

/// A string with one quotation mark ends with its line: going on does not close it.
fn closed_by_line(word: &str) -> bool {
    !(word.starts_with("\"\"\"") || word.starts_with("'''"))
}

fn ends_with_blank_line(lines: &str) -> bool {
    let mut backwards = lines.rsplit('\n');
    let (last, before) = (backwards.next(), backwards.next());
    last.is_some_and(str::is_empty) && before.is_some_and(|line| line.trim().is_empty())
}

/// The words of a dot command: blanks part them, quotation marks at a word's beginning hold them together.
pub fn words(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        let quoted = rest.strip_prefix(['"', '\'']).and_then(|inner| {
            let end = inner.find(first)?;
            Some((inner.get(..end)?, inner.get(end + 1..)?))
        });
        let (word, after) = match quoted {
            Some(parts) => parts,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        found.push(word.to_owned());
        rest = after.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(lines: &str) -> Input {
        input(lines, |text| text == "DESCRIBE person:ann-lee")
    }

    #[test]
    fn a_semicolon_outside_braces_ends_a_statement() {
        assert_eq!(look("ASK { ?s ?p ?o };"), Input::Statement("ASK { ?s ?p ?o }".into()));
        assert_eq!(look("ASK { ?s ?p ?o ; ?q"), Input::Incomplete);
        assert_eq!(look("ASK { ?s ?p ?o ;"), Input::Incomplete);
        assert_eq!(look("ASK { ?s ?p \"};\" }"), Input::Incomplete);
        assert_eq!(look("ASK { ?s ?p \"};\" } # note\n;\n"), Input::Statement("ASK { ?s ?p \"};\" } # note".into()));
        assert_eq!(look(";"), Input::Empty);
        assert_eq!(look("# nothing\n ;"), Input::Empty);
    }

    #[test]
    fn an_empty_line_ends_a_complete_statement() {
        assert_eq!(look("ASK { ?s ?p ?o }\n"), Input::Incomplete);
        assert_eq!(look("ASK { ?s ?p ?o }\n\n"), Input::Statement("ASK { ?s ?p ?o }".into()));
        assert_eq!(look("ASK { ?s ?p ?o }\n  \n"), Input::Statement("ASK { ?s ?p ?o }".into()));
        assert_eq!(look("ASK { ?s\n\n"), Input::Incomplete);
        assert_eq!(look("SELECT ?x\n\n"), Input::Incomplete);
        assert_eq!(look("DESCRIBE person:ann-lee\n\n"), Input::Statement("DESCRIBE person:ann-lee".into()));
        assert_eq!(look("ASK } \n\n"), Input::Incomplete);
        assert_eq!(look("ASK { ?s ?p \"\"\"a\n\n"), Input::Incomplete);
    }

    #[test]
    fn a_string_that_ends_with_its_line_can_be_run_to_see_the_error() {
        assert_eq!(look("ASK { ?s ?p \"a } ;\n}\n;"), Input::Statement("ASK { ?s ?p \"a } ;\n}".into()));
    }

    #[test]
    fn dot_commands_are_lines_and_comments_are_nothing() {
        assert_eq!(look(" .help \n"), Input::Dot(".help".into()));
        assert_eq!(look("\n # a comment; \n"), Input::Empty);
        assert_eq!(look(""), Input::Empty);
    }

    #[test]
    fn quotation_marks_hold_words_together() {
        assert_eq!(
            words(".said \"Ann Lee\" --about 'the bridge' O'Hara \"open"),
            [".said", "Ann Lee", "--about", "the bridge", "O'Hara", "\"open"]
        );
        assert_eq!(words("  "), Vec::<String>::new());
    }
}
