//! Colours SPARQL and dot commands as they are typed, and marks the bracket that belongs to the one at the cursor.

use crate::query::{Token, TokenKind, tokens};

/// The line with colours; `cursor` is a byte of it.
pub fn highlight(line: &str, cursor: usize) -> String {
    if line.trim_start().starts_with('.') {
        let name = line.trim_start();
        let indent = line.len() - name.len();
        let end = name.find(char::is_whitespace).map_or(line.len(), |at| indent + at);
        let (command, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        return format!("\x1b[1m{command}\x1b[0m{rest}");
    }
    let found = tokens(line);
    let pair = pair(line, &found, cursor);
    let mut colored = String::with_capacity(line.len() * 2);
    let mut at = 0;
    for (index, token) in found.iter().enumerate() {
        colored.push_str(line.get(at..token.range.start).unwrap_or(""));
        at = token.range.end;
        let paired = pair.is_some_and(|(one, other)| index == one || index == other);
        let code = if paired { "\x1b[1;7m" } else { code(token, line) };
        if code.is_empty() {
            colored.push_str(token.of(line));
        } else {
            colored.push_str(code);
            colored.push_str(token.of(line));
            colored.push_str("\x1b[0m");
        }
    }
    colored.push_str(line.get(at..).unwrap_or(""));
    colored
}

fn code(token: &Token, line: &str) -> &'static str {
    match token.kind {
        TokenKind::Word if token.of(line).chars().all(|c| c.is_ascii_lowercase()) => "\x1b[35m",
        TokenKind::Word => "\x1b[1;35m",
        TokenKind::Variable => "\x1b[36m",
        TokenKind::Literal | TokenKind::OpenString => "\x1b[32m",
        TokenKind::Iri | TokenKind::PrefixedName => "\x1b[34m",
        TokenKind::Number => "\x1b[33m",
        TokenKind::Comment => "\x1b[2m",
        TokenKind::Unknown => "\x1b[31m",
        TokenKind::BlankNode | TokenKind::Punctuation => "",
    }
}

/// The bracket at or right before the cursor and its partner, as indices of tokens. Brackets inside strings, IRIs and
/// comments are no tokens of their own, so they fool nobody.
fn pair(line: &str, found: &[Token], cursor: usize) -> Option<(usize, usize)> {
    let bracket = |token: &Token| {
        let word = token.of(line);
        let single = token.kind == TokenKind::Punctuation && word.len() == 1;
        if single { "{}()[]".find(word) } else { None }
    };
    let here = |token: &Token| token.range.start == cursor || token.range.end == cursor;
    let at = found.iter().rposition(|token| here(token) && bracket(token).is_some())?;
    let kind = bracket(found.get(at)?)?;
    let opens = kind.is_multiple_of(2);
    let partner = if opens { kind + 1 } else { kind - 1 };
    let mut depth = 0usize;
    let mut seek = |index: usize| {
        let found = found.get(index).and_then(bracket)?;
        if found == kind {
            depth += 1;
        } else if found == partner {
            depth -= 1;
        }
        (depth == 0).then_some(index)
    };
    let other = if opens { (at..found.len()).find_map(&mut seek) } else { (0..=at).rev().find_map(&mut seek) };
    other.map(|other| (at, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line with the marked brackets in guillemets and without other colours.
    fn marked(line: &str, cursor: usize) -> String {
        let mut text = highlight(line, cursor);
        for bracket in ["{", "}", "(", ")", "[", "]"] {
            text = text.replace(&format!("\x1b[1;7m{bracket}\x1b[0m"), &format!("«{bracket}»"));
        }
        let mut plain = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("\x1b[") {
            plain.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        plain + rest
    }

    #[test]
    fn the_partner_of_a_bracket_is_marked_whatever_stands_in_strings() {
        assert_eq!(marked("{ ?a (1) }", 0), "«{» ?a (1) «}»");
        assert_eq!(marked("{ ?a (1) }", 10), "«{» ?a (1) «}»");
        assert_eq!(marked("{ ?a \"}\" }", 0), "«{» ?a \"}\" «}»");
        assert_eq!(marked("{ ( }", 0), "«{» ( «}»");
        assert_eq!(marked("{ (", 3), "{ (");
        assert_eq!(marked("x", 1), "x");
    }

    #[test]
    fn colours_change_no_character() {
        for line in ["SELECT ?x { ?x dixit:said \"é}\" } # c", ".said Zoë", "", "\"open", "?", "{}", "  é <a> 1 ^"] {
            for cursor in 0..=line.len() {
                assert_eq!(marked(line, cursor).replace(['«', '»'], ""), line);
            }
        }
    }

    #[test]
    fn kinds_of_words_have_their_colours() {
        assert_eq!(highlight("ASK", 3), "\x1b[1;35mASK\x1b[0m");
        assert_eq!(highlight("?x", 2), "\x1b[36m?x\x1b[0m");
        assert_eq!(highlight(".said Ann", 0), "\x1b[1m.said\x1b[0m Ann");
    }
}
