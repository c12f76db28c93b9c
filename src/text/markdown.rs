//! Reads Markdown: the marks go, the words stay, and the front matter gives title, date and author.

use super::draft::{Draft, one_line};
use super::fields::FieldMap;
use super::{Article, Options, decode, plain};
use crate::error::Result;

/// Turns the bytes of a file into an article.
pub(super) fn article(bytes: Vec<u8>, id: String, options: &Options) -> Result<Article> {
    let decoded = decode::decode(bytes, None, None);
    let (front, body) = front_matter(&decoded.text);
    let mut draft = Draft { notes: decoded.note.into_iter().collect(), ..Draft::default() };
    for (name, value) in front {
        set(&mut draft, &options.map, name, value);
    }
    let (text, heading) = prose(body);
    draft.title = draft.title.take().or_else(|| heading.and_then(|heading| one_line(&heading)));
    draft.title = draft.title.take().or_else(|| plain::headline(&text).and_then(one_line));
    draft.author = draft.author.take().or_else(|| plain::byline(&text).and_then(one_line));
    draft.id = draft.id.take().or(Some(id)).filter(|id| !id.is_empty());
    draft.text = Some(text);
    draft.finish(options)
}

/// Puts a value of the front matter where it belongs; unknown names are passed over.
fn set(draft: &mut Draft, map: &FieldMap, name: &str, value: String) {
    if let Some((field, _)) = map.field_of(name).filter(|(field, _)| *field != super::Field::Text) {
        draft.set(field, value);
    }
}

/// The lines between `---` at the head as names and values, and the rest. Lists of one line lose their brackets; what is
/// nested is passed over.
fn front_matter(text: &str) -> (Vec<(&str, String)>, &str) {
    let none = (Vec::new(), text);
    let trimmed = text.trim_start_matches('\u{FEFF}');
    let Some(inner) = trimmed.strip_prefix("---\n").or_else(|| trimmed.strip_prefix("---\r\n")) else { return none };
    let mut values = Vec::new();
    let mut at = 0;
    for line in inner.split_inclusive('\n') {
        at += line.len();
        let line = line.trim_end();
        if line == "---" || line == "..." {
            return (values, inner.get(at..).unwrap_or(""));
        }
        if let Some((name, value)) = line.split_once(':').filter(|_| !line.starts_with([' ', '\t', '-', '#'])) {
            let value = value.trim().trim_start_matches('[').trim_end_matches(']');
            let value = value.trim_matches(['"', '\'']);
            if !value.is_empty() {
                values.push((name.trim(), value.to_owned()));
            }
        }
    }
    none
}

/// The text without marks, and the first heading of the first level. Code, pictures, tables' rules and comments go.
fn prose(markdown: &str) -> (String, Option<String>) {
    let mut text = String::with_capacity(markdown.len());
    let mut first = None;
    let mut fence: Option<&str> = None;
    let mut comment = false;
    for line in markdown.lines() {
        let trimmed = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        if let Some(mark) = mark.filter(|mark| fence.is_none_or(|open| open == *mark)) {
            fence = if fence.is_some() { None } else { Some(mark) };
            continue;
        }
        comment |= trimmed.starts_with("<!--");
        if comment || fence.is_some() {
            comment &= !trimmed.ends_with("-->");
            continue;
        }
        let underline = trimmed.len() > 2 && (trimmed.bytes().all(|b| b == b'=') || is_rule(trimmed));
        if underline {
            if trimmed.starts_with('=') && first.is_none() {
                first = text.lines().next_back().map(str::to_owned);
            }
            text.push('\n');
            continue;
        }
        let (kept, is_title) = block(trimmed);
        let kept = inline(kept);
        if is_title && first.is_none() {
            first = Some(kept.clone());
        }
        if kept.is_empty() && (text.is_empty() || text.ends_with("\n\n")) {
            continue;
        }
        // A heading is a paragraph of its own, whatever stands beside it.
        if trimmed.starts_with('#') && !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        text.push_str(&kept);
        text.push('\n');
        if trimmed.starts_with('#') {
            text.push('\n');
        }
    }
    (text, first)
}

/// A thematic break or the line under a table's head.
fn is_rule(line: &str) -> bool {
    let marks = line.chars().filter(|c| matches!(c, '-' | '*' | '_' | '|')).count();
    marks > 2 && line.chars().all(|c| matches!(c, '-' | '*' | '_' | ' ' | '|' | ':'))
}

/// A line without the marks of headings, quotations and lists; whether it is a heading of the first level.
fn block(line: &str) -> (&str, bool) {
    let mut rest = line;
    while let Some(inner) = rest.strip_prefix('>') {
        rest = inner.trim_start();
    }
    let level = rest.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level)
        && let Some(heading) = rest.get(level..).filter(|heading| heading.is_empty() || heading.starts_with(' '))
    {
        return (heading.trim_matches([' ', '#']), level == 1);
    }
    for bullet in ["- ", "* ", "+ "] {
        if let Some(item) = rest.strip_prefix(bullet) {
            return (item.trim_start(), false);
        }
    }
    // A number and a stop begin an item, and a sentence may end in one ("It was 1999.") only further on.
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && let Some(item) = rest.get(digits..).and_then(|rest| rest.strip_prefix(". "))
    {
        return (item.trim_start(), false);
    }
    (rest, false)
}

/// A line without emphasis, code marks, links and pictures; the words of a link stay.
fn inline(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '\\' if after.starts_with(|c: char| c.is_ascii_punctuation()) => {
                text.extend(after.chars().next());
                rest = after.get(1..).unwrap_or("");
            }
            '!' if after.starts_with('[') && link(after).is_some() => rest = link(after).map_or("", |(_, tail)| tail),
            '[' if link(rest).is_some() => {
                let (words, tail) = link(rest).unwrap_or_default();
                text.push_str(&inline(words));
                rest = tail;
            }
            '<' if after.starts_with("http") => {
                rest = after.split_once('>').map_or(after, |(_, tail)| tail);
            }
            '`' => rest = after,
            '*' => {
                // A star between blanks or digits is a star.
                let alone = after.starts_with(char::is_whitespace) && text.ends_with(char::is_whitespace);
                if alone {
                    text.push(c);
                }
                rest = after;
            }
            '_' => {
                // Within a word it belongs to the word.
                let inside = text.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
                if inside {
                    text.push(c);
                }
                rest = after;
            }
            '~' if after.starts_with('~') => rest = after.get(1..).unwrap_or(""),
            _ => {
                text.push(c);
                rest = after;
            }
        }
    }
    text
}

/// The words of a link at the start of `rest`, and what follows it. Brackets without an address are no link.
fn link(rest: &str) -> Option<(&str, &str)> {
    let (words, tail) = rest.strip_prefix('[')?.split_once(']')?;
    let close = match tail.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let (_, tail) = tail.get(1..)?.split_once(close)?;
    (!words.contains('[')).then_some((words, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(markdown: &str) -> Article {
        article(markdown.into(), "bridge".into(), &Options::default()).unwrap()
    }

    #[test]
    fn front_matter_gives_title_day_and_author() {
        let article = read(
            "---\ntitle: \"Bridge: to stay shut\"\ndate: 2031-05-03\nauthor: [Ann Lee]\ntags:\n  - news\nlayout: post\n---\n\n# Another\n\nIt rained.\n",
        );
        assert_eq!(article.title.as_deref(), Some("Bridge: to stay shut"));
        assert_eq!(article.published.map(|day| day.to_string()).as_deref(), Some("2031-05-03"));
        assert_eq!(article.author.as_deref(), Some("Ann Lee"));
        assert_eq!(article.body.trim(), "Another\n\nIt rained.");
        assert_eq!(read("---\nno end\n").body, "\nno end\n");
    }

    #[test]
    fn marks_go_and_words_stay() {
        let text = |markdown: &str| prose(markdown).0;
        for (markdown, expected) in [
            ("**“No,”** said *Ann* [Lee](https://a.example).", "“No,” said Ann Lee."),
            ("> “We will pay,” she said.", "“We will pay,” she said."),
            ("- One `item`", "One item"),
            ("12. Twelve", "Twelve"),
            ("![A dam](dam.jpg) The dam", " The dam"),
            ("snake_case and _stress_ and 3 * 4", "snake_case and stress and 3 * 4"),
            ("1\\. kept \\*so\\*", "1. kept *so*"),
            ("He said [sic] it", "He said [sic] it"),
        ] {
            assert_eq!(text(markdown).trim_end_matches('\n'), expected, "{markdown}");
        }
        assert_eq!(text("One\n```\ncode\n```\n<!-- no\n-->\nTwo"), "One\nTwo\n");
    }

    #[test]
    fn the_first_heading_is_the_title() {
        assert_eq!(read("# Bridge *shut*\nIt rained.\n").title.as_deref(), Some("Bridge shut"));
        assert_eq!(read("# Bridge\nIt rained.\n").body, "Bridge\n\nIt rained.\n");
        assert_eq!(read("Bridge shut\n===\nIt rained.").title.as_deref(), Some("Bridge shut"));
    }
}
