//! What a source says of an article, field by field, before it becomes an [`Article`].

use super::date::{DateDoubt, date_line, epoch_date, parse_date};
use super::fields::Field;
use super::{Article, Options};
use crate::error::{Error, Result};

/// The raw values of one article. Empty values count as missing.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub id: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub date: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    pub text: Option<String>,
    pub notes: Vec<String>,
}

impl Draft {
    /// Sets `field`; the text is kept as it is, other values lose white space at their ends.
    pub fn set(&mut self, field: Field, value: String) {
        let value = match field {
            Field::Text => Some(value),
            _ => one_line(&value),
        };
        match field {
            Field::Id => self.id = value,
            Field::Url => self.url = value,
            Field::Title => self.title = value,
            Field::Date => self.date = value,
            Field::Author => self.author = value,
            Field::Publisher => self.publisher = value,
            Field::Text => self.text = value,
        }
    }

    /// Adds a note once.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The day in a line of its own at the head of the text, with a note.
    fn date_of_text(&mut self, body: &str) -> Option<super::Date> {
        let lines = body.lines().map(str::trim).filter(|line| !line.is_empty()).take(HEAD_LINES);
        let (day, line) = lines.into_iter().find_map(|line| Some((date_line(line)?, line)))?;
        self.note(format!("the date is that of the line {line:?}"));
        Some(day)
    }

    /// The article, with the defaults of `options` for what the source does not say.
    ///
    /// # Errors
    /// A text without a visible character, or beyond the limit.
    pub fn finish(mut self, options: &Options) -> Result<Article> {
        let body = self.text.take().unwrap_or_default();
        if body.len() > options.limit {
            return Err(too_long(options.limit));
        }
        if body.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{FEFF}') {
            return Err(Error::input("the article is empty: it has no text"));
        }
        let published = match self.date.take().map(|text| (read_date(&text), text)) {
            Some((Ok(day), _)) => Some(day),
            Some((Err(doubt), text)) => {
                self.note(doubt.note(&text));
                None
            }
            None => self.date_of_text(&body),
        };
        Ok(Article {
            id: self.id.or_else(|| self.url.clone()).unwrap_or_default(),
            url: self.url,
            title: self.title,
            published: published.or(options.date),
            author: self.author,
            publisher: self.publisher.or_else(|| options.publisher.clone()),
            body,
            notes: self.notes,
        })
    }
}

/// The lines at the head of a text that are searched for its date.
const HEAD_LINES: usize = 6;

/// A date as text, or as a number with a fraction, which JSON has for seconds since 1970.
fn read_date(text: &str) -> Result<super::Date, DateDoubt> {
    match parse_date(text) {
        Err(DateDoubt::Unknown) => text.parse().map_or(Err(DateDoubt::Unknown), epoch_date),
        result => result,
    }
}

/// The error for an article beyond the limit in bytes.
pub(super) fn too_long(limit: usize) -> Error {
    let size = if limit >= 1 << 20 { format!("{} MiB", limit >> 20) } else { format!("{limit} bytes") };
    Error::input(format!("the article is longer than {size} and was left out"))
        .hint("is it one article? Files with several need a format of records: jsonl, json, csv or tsv")
}

/// The value with its white space collapsed to single spaces; `None` when nothing is left.
pub(super) fn one_line(value: &str) -> Option<String> {
    let mut line = String::with_capacity(value.len());
    for word in value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Date;

    fn finish(date: Option<&str>, text: &str) -> Article {
        let mut draft = Draft { date: date.map(str::to_owned), ..Draft::default() };
        draft.set(Field::Text, text.into());
        draft.finish(&Options::default()).unwrap()
    }

    #[test]
    fn a_date_line_serves_only_where_no_date_is_given() {
        let text = "Bridge to stay shut\n\nFriday, January 4, 2019\n\nIt rained on 5 May 2020.";
        let article = finish(None, text);
        assert_eq!(article.published, Some(Date::constant(2019, 1, 4)));
        assert_eq!(article.notes, ["the date is that of the line \"Friday, January 4, 2019\""]);
        assert_eq!(finish(Some("2019-01-05"), text).published, Some(Date::constant(2019, 1, 5)));
        assert_eq!(finish(Some("soon"), text).published, None);
        assert_eq!(finish(None, "It rained.").published, None);
    }

    #[test]
    fn values_are_single_lines_without_control_characters() {
        assert_eq!(one_line(" Bridge\r\n\tshut\u{1b}[31m ").as_deref(), Some("Bridge shut [31m"));
        assert_eq!(one_line(" \n "), None);
    }

    #[test]
    fn only_visible_text_within_the_limit_is_an_article() {
        let finish = |text: &str| {
            let mut draft = Draft::default();
            draft.set(Field::Text, text.into());
            draft.finish(&Options { limit: 10, ..Options::default() })
        };
        assert!(finish("0123456789").is_ok());
        assert!(finish("01234567890").is_err());
        assert!(finish("\u{FEFF} \0\n").is_err());
    }
}
