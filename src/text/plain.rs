//! Reads plain text: one file is one article, kept as it is, with the headline where the layout shows it.

use super::draft::{Draft, one_line};
use super::{Article, Options, date, decode};
use crate::error::Result;

/// Turns the bytes of a file into an article.
pub(super) fn article(bytes: Vec<u8>, id: String, options: &Options) -> Result<Article> {
    let decoded = decode::decode(bytes, None, None);
    let title = headline(&decoded.text).and_then(one_line);
    let author = byline(&decoded.text).and_then(one_line);
    let draft = Draft {
        id: Some(id).filter(|id| !id.is_empty()),
        title,
        author,
        notes: decoded.note.into_iter().collect(),
        text: Some(decoded.text),
        ..Draft::default()
    };
    draft.finish(options)
}

/// The first line, when it can only be a headline: short, without a final stop, and set off from running text by a
/// blank line, or by much longer lines in a text that is not wrapped.
pub(super) fn headline(text: &str) -> Option<&str> {
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
    let first = lines.next()?.trim();
    let words = first.split_whitespace().count();
    let length = first.chars().count();
    let ends_open = !first.ends_with(['.', ',', ';', ':', '…', '-', '–', '—']);
    let begins_well = first.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"'“‘«$£€".contains(c));
    // A headline may end with a quoted sentence; a long line that does is the first sentence of the story.
    let inner = first.trim_end_matches(['"', '”', '\'', '’']);
    if words > 12 && inner.ends_with(['.', '!', '?']) {
        return None;
    }
    if !(2..=30).contains(&words) || length > 200 || !ends_open || !begins_well || is_furniture(first) {
        return None;
    }
    let second = lines.next()?.trim();
    let longest = lines.map(|line| line.trim().chars().count()).chain([second.chars().count()]).max().unwrap_or(0);
    if second.is_empty() {
        // A quotation on its own may open an article; a headline that is all quotation is rare.
        let all_quoted = first.starts_with(['"', '“']) && first.ends_with(['"', '”']);
        return (longest > 0 && !all_quoted).then_some(first);
    }
    let runs_on = second.starts_with(char::is_lowercase);
    (!runs_on && words >= 4 && longest > 120 && longest > 2 * length.min(100)).then_some(first)
}

/// The names in a byline ("By Ann Lee and Bo Ruud") among the first lines.
pub(super) fn byline(text: &str) -> Option<&str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4);
    lines.into_iter().find_map(|line| {
        let names = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY "))?.trim();
        let words: Vec<&str> = names.split_whitespace().collect();
        let is_name = |word: &&str| {
            word.starts_with(char::is_uppercase) || matches!(*word, "and" | "&" | "de" | "van" | "von" | "al")
        };
        let plain = words.len() <= 8 && words.len() >= 2 && words.iter().all(is_name);
        (plain && !names.ends_with(['.', ':', '!', '?'])).then_some(names)
    })
}

/// Whether a line is a date, a byline or a dateline rather than a headline.
fn is_furniture(line: &str) -> bool {
    let lower = line.to_lowercase();
    let starts = ["by ", "from ", "photo:", "image:", "published", "updated", "posted", "dear "];
    line.chars().count() <= 80 && date::parse_date(line).is_ok()
        || starts.iter().any(|start| lower.starts_with(start)) && line.split_whitespace().count() <= 8
        || lower.starts_with("http")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "The bridge over the Orla will stay shut until the spring, the mayor of Lomsk said on Tuesday, \
                        because the money that was set aside for its repair has been spent on the new stadium.";

    #[test]
    fn a_headline_is_a_short_open_first_line_that_is_set_off() {
        let with = |first: &str, gap: &str| format!("{first}{gap}{LONG}\n\nMore.");
        for first in ["Bridge to stay shut, says mayor", "“No money left” for bridge", "Who pays for the bridge?"] {
            assert_eq!(headline(&with(first, "\n\n")), Some(first));
        }
        let wire = "Mayor of Lomsk said that the bridge would stay shut until spring";
        assert_eq!(headline(&format!("{wire}\nAda Orm. Photo: Lomsk Agency\n{LONG}")), Some(wire));
        assert_eq!(headline(&format!("\n\n  {wire}  \r\n\r\n{LONG}")), Some(wire));
    }

    #[test]
    fn prose_dates_and_bylines_are_no_headline() {
        let wrapped = "The bridge over the Orla will stay shut until the spring, the\n\
                       Lomsk mayor said on Tuesday, because the money that was set aside\nfor it is gone.\n";
        assert_eq!(headline(wrapped), None);
        for first in [
            "The bridge stays shut.",
            "Friday, January 4, 2019",
            "By Ann Lee",
            "LOMSK, 3 May 2021 (Orla News)",
            "“We are very tired of waiting”",
            "and then it closed",
            "Bridge",
        ] {
            assert_eq!(headline(&format!("{first}\n\n{LONG}")), None, "{first}");
        }
        assert_eq!(headline("Only one line of text here"), None);
        assert_eq!(headline(""), None);
    }

    #[test]
    fn a_first_sentence_that_ends_in_a_quotation_is_no_headline() {
        let first = "The bank raised its rate on Thursday, saying that prices were \"higher than we had hoped.\"";
        assert_eq!(headline(&format!("{first}\n\n{LONG}")), None);
        let first = "Mayor on the bridge: \"It stays shut.\"";
        assert_eq!(headline(&format!("{first}\n\n{LONG}")), Some(first));
    }

    #[test]
    fn bylines_name_people() {
        assert_eq!(byline("Bridge shut\n\nBy Ann Lee and Bo van Ruud\n\nIt rained."), Some("Ann Lee and Bo van Ruud"));
        for line in ["By Monday night the bridge was shut.", "By The river", "By Ann", "Passed by Ann Lee"] {
            assert_eq!(byline(&format!("{line}\nIt rained.")), None, "{line}");
        }
    }

    #[test]
    fn the_text_is_kept_as_it_is() {
        let text = "  Bridge to stay shut\r\n\r\n\u{1}Tabs\tand\u{a0}ends \r\n";
        let article = article(text.into(), "bridge".into(), &Options::default()).unwrap();
        assert_eq!(article.body, text);
        assert_eq!(article.title.as_deref(), Some("Bridge to stay shut"));
        assert_eq!(article.id, "bridge");
    }
}
