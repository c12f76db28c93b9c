//! What a source says of an article, field by field, before it becomes an [`Article`].

use super::date::{DateDoubt, epoch_date, parse_date};
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
            None => None,
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
