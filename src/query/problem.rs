//! Says what is wrong with a SPARQL text: the place with a caret, the useful part of the parser's complaint, a hint.

use super::find::is_function;
use super::statement::Dialect;
use super::token::{Token, TokenKind};
use crate::error::{Error, Result};
use crate::vocab;
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// Namespaces that people use beside ours, for the hint how to declare them.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("wdt", "http://www.wikidata.org/prop/direct/"),
];

/// What the parser says of a text whose words are right and whose sense is not, in plain words: its words, ours, a
/// hint.
const SENSES: &[(&str, &str, &str)] = &[
    (
        "The SELECT contains a variable that is unbound",
        "SELECT names a variable that is neither grouped nor counted",
        "add it to GROUP BY, or put it into a function such as SAMPLE(…)",
    ),
    ("Duplicated variable name in SELECT", "SELECT names a variable twice", "give one of the two another name"),
    (
        "SELECT * is not authorized with GROUP BY",
        "SELECT * cannot be used with GROUP BY",
        "name the grouped variables and the counts",
    ),
    (
        "BIND is overriding an existing variable",
        "BIND gives a value to a variable that has one",
        "use another variable, or FILTER to compare",
    ),
    (
        "VALUES clause rows should have exactly",
        "a row of VALUES has more or fewer values than there are variables",
        "write UNDEF for a value that is not known",
    ),
    ("Repeated variables are not allowed in VALUES", "VALUES names a variable twice", "name each once"),
    (
        "query limit should be a non negative integer",
        "LIMIT is not followed by a whole number",
        "LIMIT 10 gives the first ten rows",
    ),
    ("language tag parsing failed", "the language tag after the string is none", "write it like \"word\"@en"),
    (
        "IRI parsing failed",
        "what stands between < and > is no IRI",
        "an IRI has no blanks and is written like <http://a.example/b>",
    ),
    ("Already used blank node id", "a blank node is used in two places", "use a ?variable"),
];

/// Blanks between two tokens when a text is laid out to find the place of an error: more than any keyword has letters.
const GAP: usize = 48;

/// The longest list of expected words that is worth showing.
const MOST_EXPECTED: usize = 4;

/// Refuses what the tokens alone show: a string that never closes, a prefix that nobody declared.
pub(super) fn check_tokens(text: &str, tokens: &[Token], dialect: &Dialect) -> Result<()> {
    if tokens.is_empty() {
        return Err(Error::usage("the query is empty")
            .hint("a first question: SELECT ?name { ?p a schema:Person ; schema:name ?name } LIMIT 10"));
    }
    if let Some(open) = tokens.iter().find(|token| token.kind == TokenKind::OpenString) {
        return Err(at(text, &open.range, "this string never closes")
            .hint("close it with the same quotation mark; a mark inside is written \\\""));
    }
    let mut declared: BTreeSet<&str> = dialect.prefixes().iter().map(|(prefix, _)| *prefix).collect();
    let mut previous = "";
    for token in tokens {
        let word = token.of(text);
        if token.kind == TokenKind::PrefixedName {
            let (prefix, _) = word.split_once(':').unwrap_or((word, ""));
            if previous.eq_ignore_ascii_case("PREFIX") {
                declared.insert(prefix);
            } else if !declared.contains(prefix) {
                return Err(undeclared(text, token, prefix, &declared));
            }
        }
        previous = word;
    }
    misspelt(text, tokens, dialect)
}

/// Refuses a name under `dixit:` that the vocabulary does not have: nobody else mints there, so it would find nothing.
fn misspelt(text: &str, tokens: &[Token], dialect: &Dialect) -> Result<()> {
    let redeclared = redeclared(text, tokens);
    for token in tokens.iter().filter(|token| token.kind == TokenKind::PrefixedName) {
        let Some(local) = token.of(text).strip_prefix("dixit:") else { continue };
        let known = |name: &str| vocab::dixit::TERMS.iter().any(|term| term.local == name) || is_function(name);
        let ours = dialect.expand("dixit:").as_deref() == Some(vocab::dixit::BASE) && !redeclared.contains("dixit");
        if local.is_empty() || known(local) || !ours {
            continue;
        }
        let error = at(text, &token.range, &format!("the vocabulary has no term dixit:{local}"));
        return Err(match closest(local, vocab::dixit::TERMS.iter().map(|term| term.local)) {
            Some(near) => error.hint(format!("did you mean dixit:{near}?")),
            None => error.hint("ontology/dixit.ttl lists all terms, and .schema in the console those in use"),
        });
    }
    Ok(())
}

/// The prefixes that the text declares itself.
fn redeclared<'a>(text: &'a str, tokens: &[Token]) -> BTreeSet<&'a str> {
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [word, name] if word.of(text).eq_ignore_ascii_case("PREFIX") => name.of(text).split(':').next(),
        _ => None,
    });
    pairs.collect()
}

fn undeclared(text: &str, token: &Token, prefix: &str, declared: &BTreeSet<&str>) -> Error {
    let error = at(text, &token.range, &format!("the prefix {prefix}: is not declared"));
    if let Some((_, iri)) = WELL_KNOWN.iter().find(|(known, _)| *known == prefix) {
        return error.hint(format!("write PREFIX {prefix}: <{iri}> at the beginning"));
    }
    if let Some(near) = closest(prefix, declared.iter().copied()) {
        return error.hint(format!("did you mean {near}:?"));
    }
    let known: Vec<String> = declared.iter().map(|prefix| format!("{prefix}:")).collect();
    error
        .hint(format!("write PREFIX {prefix}: <http://…> at the beginning"))
        .hint(format!("known without declaration: {}", known.join(" ")))
}

/// A note for each name under a known vocabulary that this vocabulary does not have: the query would find nothing.
pub(super) fn doubtful_terms(text: &str, tokens: &[Token]) -> Vec<String> {
    let redeclared = redeclared(text, tokens);
    let mut notes: Vec<String> = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == TokenKind::PrefixedName) {
        let name = token.of(text);
        let Some((prefix, local)) = name.split_once(':') else { continue };
        let ours: Vec<&str> = vocab::terms().filter(|term| term.prefix == prefix).map(|term| term.local).collect();
        let asks_the_index = prefix == "dixit" && is_function(local);
        if asks_the_index || local.is_empty() || ours.is_empty() || ours.contains(&local) || redeclared.contains(prefix)
        {
            continue;
        }
        let note = match closest(local, ours.into_iter()) {
            Some(near) => format!("the graph has no {name}. Did you mean {prefix}:{near}?"),
            None => format!("the graph has no {name}"),
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

/// The candidate that differs least from `word`, when it differs little.
pub(super) fn closest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let far = if wanted.chars().count() <= 4 { 1 } else { 2 };
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= far)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The parser's refusal in words that help. `again` parses another text and returns its complaint.
pub(super) fn explain(text: &str, tokens: &[Token], raw: &str, again: impl Fn(&str) -> Option<String>) -> Error {
    let (index, complaint) = locate(text, tokens, raw, again);
    let end = text.trim_end().len();
    let place = tokens.get(index).map_or(end..end, |token| token.range.clone());
    if let Some((_, ours, hint)) = SENSES.iter().find(|(theirs, ..)| complaint.contains(theirs)) {
        return at(text, &place, ours).hint(*hint);
    }
    if let Some((bracket, message)) = unbalanced(text, tokens, index) {
        return at(text, &bracket, &message);
    }
    let found = tokens.get(index).map_or("", |token| token.of(text));
    let error = if found.is_empty() {
        at(text, &place, "the query ends too early")
    } else {
        at(text, &place, &format!("did not expect {} here", shown(found)))
    };
    let expected = expected(&complaint);
    if let Some(near) = closest(found, expected.iter().map(String::as_str)).filter(|near| near.len() > 2) {
        return error.hint(format!("did you mean {near}?"));
    }
    if index == 0 {
        return error.hint("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE");
    }
    match expected.len() {
        1..=MOST_EXPECTED => error.hint(format!("expected {}", expected.join(", "))),
        _ => error,
    }
}

/// The index of the token at which parsing stopped (their number: the end), and the complaint made there.
///
/// The parser reports the furthest character it looked at, and it looks at as many as the longest keyword it tried has.
/// So the tokens are laid out with wide gaps and parsed again: then the furthest character tells the token.
fn locate(text: &str, tokens: &[Token], raw: &str, again: impl Fn(&str) -> Option<String>) -> (usize, String) {
    let mut spaced = String::new();
    let mut starts = Vec::with_capacity(tokens.len());
    let mut previous: Option<&Token> = None;
    for token in tokens {
        let signed = previous.is_some_and(|p| {
            p.range.end == token.range.start && token.kind == TokenKind::Number && matches!(p.of(text), "-" | "+")
        });
        if !signed {
            spaced.push_str(&" ".repeat(GAP));
        }
        starts.push(spaced.len());
        spaced.push_str(token.of(text));
        previous = Some(token);
    }
    let end = spaced.len() + GAP;
    spaced.push_str(&" ".repeat(2 * GAP));
    let complaint = again(&spaced).unwrap_or_else(|| raw.to_owned());
    let furthest = place_of(&complaint).map_or(end, |(line, column)| offset(&spaced, line, column));
    if furthest >= end {
        return (tokens.len(), complaint);
    }
    (starts.partition_point(|start| *start <= furthest).saturating_sub(1), complaint)
}

/// Line and column, counted from one, of "error at 3:14: …".
fn place_of(complaint: &str) -> Option<(usize, usize)> {
    let (_, rest) = complaint.split_once("error at ")?;
    let (line, rest) = rest.split_once(':')?;
    let (column, _) = rest.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let tail = text.get(before..).unwrap_or("");
    before + tail.char_indices().nth(column.saturating_sub(1)).map_or(tail.len(), |(at, _)| at)
}

/// The keywords and signs that the parser would have taken, without its character classes.
fn expected(complaint: &str) -> Vec<String> {
    let Some((_, list)) = complaint.split_once("expected ") else { return Vec::new() };
    let words = list.trim_start_matches("one of ").split(", ").map(str::trim);
    let keyword = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
    let sign = |word: &str| word.len() == 3 && word.starts_with('"') && word.ends_with('"');
    let mut found: Vec<String> =
        words.filter(|word| keyword(word) || sign(word)).map(|word| word.trim_matches('"').to_owned()).collect();
    found.dedup();
    found
}

/// A bracket before the place of the error that does not close, or closes nothing.
fn unbalanced(text: &str, tokens: &[Token], index: usize) -> Option<(Range<usize>, String)> {
    let mut open: Vec<&Token> = Vec::new();
    for token in tokens.iter().filter(|token| token.kind == TokenKind::Punctuation) {
        let sign = token.of(text);
        let partner = match sign {
            "{" | "(" | "[" => {
                open.push(token);
                continue;
            }
            "}" => "{",
            ")" => "(",
            "]" => "[",
            _ => continue,
        };
        match open.pop() {
            Some(last) if last.of(text) == partner => {}
            Some(last) => return Some((last.range.clone(), format!("this {} is not closed", last.of(text)))),
            None => return Some((token.range.clone(), format!("this {sign} closes nothing"))),
        }
    }
    let last = open.last().filter(|_| index >= tokens.len())?;
    Some((last.range.clone(), format!("this {} is never closed", last.of(text))))
}

/// A usage error that shows the line with a caret under `range`.
fn at(text: &str, range: &Range<usize>, message: &str) -> Error {
    let before = text.get(..range.start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let number = before.matches('\n').count() + 1;
    let lead = text.get(line_start..range.start).unwrap_or("");
    let column = lead.chars().count() + 1;
    let line = text.get(line_start..).unwrap_or("").lines().next().unwrap_or("");
    let marked = text.get(range.clone()).unwrap_or("").lines().next().unwrap_or("");
    let gutter = number.to_string();
    let (blank, pad) = (" ".repeat(gutter.len()), " ".repeat(flat(lead).width()));
    let carets = "^".repeat(flat(marked).width().max(1));
    Error::usage(format!(
        "in the query, line {number}, column {column}: {message}\n {blank} |\n {gutter} | {}\n {blank} | {pad}{carets}",
        flat(line)
    ))
}

/// The text with every control character as one column.
fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A token for a sentence, not longer than a line can hold.
fn shown(token: &str) -> String {
    let mut short: String = token.chars().take(40).collect();
    if short.len() < token.len() {
        short.push('…');
    }
    format!("‹{}›", flat(&short))
}
