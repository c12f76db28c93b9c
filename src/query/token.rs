//! Cuts SPARQL text into tokens, so that statements can be split, errors placed and IRIs read without a full parse.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `<http://a.example/>`.
    Iri,
    /// `dixit:said`, `:x`, `dixit:`.
    PrefixedName,
    /// `"text"`, with its language or datatype.
    Literal,
    /// A string that never closes; it runs to the end of the text.
    OpenString,
    /// `?who`, `$who`.
    Variable,
    /// A keyword, a function's name, `a`, `true`.
    Word,
    /// A number.
    Number,
    /// `_:b`.
    BlankNode,
    /// `{`, `;`, `<=`, …
    Punctuation,
    /// `# …` to the end of the line.
    Comment,
    /// A character that begins no token.
    Unknown,
}

/// A token of a text, as a range of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes.
    pub range: Range<usize>,
}

impl Token {
    /// Its characters.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.range.clone()).unwrap_or("")
    }
}

/// Operators of two characters; longer ones stand first.
const OPERATORS: &[&str] = &["<<", ">>", "{|", "|}", "^^", "&&", "||", "!=", "<=", ">="];

/// The tokens of `text`, comments included. Never fails: what is no token becomes [`TokenKind::Unknown`].
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(rest, first);
        found.push(Token { kind, range: at..at + length });
        at += length.max(1);
    }
    found
}

/// The kind and length of the token at the start of `rest`.
fn token(rest: &str, first: char) -> (TokenKind, usize) {
    match first {
        '#' => (TokenKind::Comment, rest.find('\n').unwrap_or(rest.len())),
        '"' | '\'' => literal(rest, first),
        '<' => match iri(rest) {
            Some(length) => (TokenKind::Iri, length),
            None => (TokenKind::Punctuation, operator(rest)),
        },
        '?' | '$' => match run(rest, 1, is_name) {
            1 => (TokenKind::Punctuation, 1),
            length => (TokenKind::Variable, length),
        },
        '_' if rest.starts_with("_:") => (TokenKind::BlankNode, run(rest, 2, |c| is_name(c) || c == '-')),
        '0'..='9' => (TokenKind::Number, number(rest)),
        c if is_name(c) || c == ':' => name(rest),
        c if c.is_ascii_punctuation() => (TokenKind::Punctuation, operator(rest)),
        c => (TokenKind::Unknown, c.len_utf8()),
    }
}

fn operator(rest: &str) -> usize {
    OPERATORS.iter().find(|operator| rest.starts_with(**operator)).map_or(1, |operator| operator.len())
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the run of characters that `fits` from byte `from` on, `from` included.
fn run(rest: &str, from: usize, fits: impl Fn(char) -> bool) -> usize {
    let tail = rest.get(from..).unwrap_or("");
    from + tail.find(|c| !fits(c)).unwrap_or(tail.len())
}

/// An IRI reference: no white space or quotation marks before its `>`.
fn iri(rest: &str) -> Option<usize> {
    let end = rest.find('>')?;
    let inside = rest.get(1..end)?;
    let broken = |c: char| c.is_whitespace() || matches!(c, '<' | '"' | '{' | '}' | '|' | '\\' | '^' | '`');
    (!inside.contains(broken)).then_some(end + 1)
}

/// Digits with point and exponent; a point that ends a triple is not part of it.
fn number(rest: &str) -> usize {
    let whole = run(rest, 0, |c| c.is_ascii_digit());
    let mut end = whole;
    if rest.get(end..).is_some_and(|tail| tail.starts_with('.')) {
        let fraction = run(rest, end + 1, |c| c.is_ascii_digit());
        if fraction > end + 1 {
            end = fraction;
        }
    }
    if rest.get(end..).is_some_and(|tail| tail.starts_with(['e', 'E'])) {
        let sign = usize::from(rest.get(end + 1..).is_some_and(|tail| tail.starts_with(['+', '-'])));
        let exponent = run(rest, end + 1 + sign, |c| c.is_ascii_digit());
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    end
}

/// A word, or a prefixed name when a colon follows; a final point is not part of it.
fn name(rest: &str) -> (TokenKind, usize) {
    let inner = |c: char| is_name(c) || matches!(c, '-' | '.');
    let prefix = run(rest, 0, inner);
    if !rest.get(prefix..).is_some_and(|tail| tail.starts_with(':')) {
        return (TokenKind::Word, run(rest, 0, is_name).max(1));
    }
    let mut end = prefix + 1;
    let mut escaped = false;
    for (at, c) in rest.get(end..).unwrap_or("").char_indices() {
        if !(escaped || inner(c) || matches!(c, ':' | '%' | '\\')) {
            break;
        }
        escaped = !escaped && c == '\\';
        end = prefix + 1 + at + c.len_utf8();
    }
    let local = rest.get(..end).unwrap_or("");
    (TokenKind::PrefixedName, local.trim_end_matches('.').len())
}

/// A string in one of the four kinds of quotation marks, with the language or datatype that follows it at once.
fn literal(rest: &str, mark: char) -> (TokenKind, usize) {
    let long: String = std::iter::repeat_n(mark, 3).collect();
    let is_long = rest.starts_with(&long);
    let opening = if is_long { 3 } else { 1 };
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(opening) {
        let closes = if is_long { rest.get(at..).is_some_and(|t| t.starts_with(&long)) } else { c == mark };
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if closes {
            return (TokenKind::Literal, with_suffix(rest, at + opening));
        } else if !is_long && c == '\n' {
            return (TokenKind::OpenString, at);
        }
    }
    (TokenKind::OpenString, rest.len())
}

fn with_suffix(rest: &str, end: usize) -> usize {
    let tail = rest.get(end..).unwrap_or("");
    if tail.starts_with('@') {
        return run(rest, end + 1, |c| c.is_ascii_alphanumeric() || c == '-');
    }
    let Some(datatype) = tail.strip_prefix("^^") else { return end };
    let length = match datatype.chars().next() {
        Some('<') => iri(datatype).unwrap_or(0),
        Some(c) if is_name(c) || c == ':' => name(datatype).1,
        _ => 0,
    };
    end + 2 + length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| token.of(text)).collect()
    }

    #[test]
    fn a_query_is_cut_into_its_tokens() {
        assert_eq!(
            cut("SELECT ?x{?x dixit:said/rdfs:label+ \"a ; } b\"@en-GB.# end; {\n FILTER(?x<=1.5e3)}"),
            [
                "SELECT",
                "?x",
                "{",
                "?x",
                "dixit:said",
                "/",
                "rdfs:label",
                "+",
                "\"a ; } b\"@en-GB",
                ".",
                "# end; {",
                "FILTER",
                "(",
                "?x",
                "<=",
                "1.5e3",
                ")",
                "}"
            ]
        );
        assert_eq!(
            cut("<http://a.example/#x> a schema:Person ."),
            ["<http://a.example/#x>", "a", "schema:Person", "."]
        );
        assert_eq!(cut("?a < ?b && ?c>1."), ["?a", "<", "?b", "&&", "?c", ">", "1", "."]);
        assert_eq!(cut("'''it's \\''' '''^^xsd:string,"), ["'''it's \\''' '''^^xsd:string", ","]);
        assert_eq!(cut("person:ann-lee. _:b1 é:è"), ["person:ann-lee", ".", "_:b1", "é:è"]);
    }

    #[test]
    fn an_open_string_ends_with_its_line_or_the_text() {
        let kinds = |text: &str| tokens(text).iter().map(|token| token.kind).collect::<Vec<_>>();
        assert_eq!(kinds("\"abc }"), [TokenKind::OpenString]);
        assert_eq!(kinds("\"abc\n}"), [TokenKind::OpenString, TokenKind::Punctuation]);
        assert_eq!(kinds("\"\"\"abc\n}"), [TokenKind::OpenString]);
        assert_eq!(kinds("“"), [TokenKind::Unknown]);
    }
}
