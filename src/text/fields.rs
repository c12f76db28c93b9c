//! Which column or JSON field holds which part of an article: the usual names, and those given by `--map`.

use crate::error::{Error, Result};

/// A part of an article that a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The source's own identifier.
    Id,
    /// The address on the web.
    Url,
    /// The headline.
    Title,
    /// The day of publication.
    Date,
    /// The author or authors.
    Author,
    /// The outlet.
    Publisher,
    /// The text.
    Text,
}

impl Field {
    /// Every field, in the order in which messages list them.
    pub const ALL: [Self; 7] =
        [Self::Id, Self::Url, Self::Title, Self::Date, Self::Author, Self::Publisher, Self::Text];

    /// The name by which `--map` and messages call it.
    pub fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or("")
    }

    /// The column names that are understood without `--map`, the best first.
    ///
    /// They are compared without regard to case, spaces, `_`, `-`, `.` and `:`.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id", "articleid", "docid", "documentid", "guid", "uuid", "identifier", "key"],
            Self::Url => &["url", "link", "canonicalurl", "articleurl", "sourceurl", "webpage", "href", "permalink"],
            Self::Title => &["title", "headline", "articletitle", "heading", "head"],
            Self::Date => &[
                "date",
                "published",
                "datepublished",
                "publishedat",
                "publisheddate",
                "publicationdate",
                "publishdate",
                "pubdate",
                "publishedon",
                "publicationtime",
                "publishtime",
                "datetime",
                "timestamp",
                "created",
                "createdat",
                "datecreated",
            ],
            Self::Author => &["author", "authors", "byline", "creator", "dccreator", "writer", "writers", "reporter"],
            Self::Publisher => &[
                "publisher",
                "outlet",
                "source",
                "sourcename",
                "publication",
                "newspaper",
                "sitename",
                "site",
                "media",
                "domain",
            ],
            Self::Text => &[
                "text",
                "body",
                "content",
                "articletext",
                "articlebody",
                "fulltext",
                "maintext",
                "bodytext",
                "contenttext",
                "plaintext",
                "article",
                "story",
                "document",
            ],
        }
    }

    /// How well the column `key` fits: 0 is best; `None` when it is not known to hold this field.
    fn rank(self, key: &str) -> Option<usize> {
        self.names().iter().position(|name| same_name(key, name))
    }
}

impl std::str::FromStr for Field {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|field| field.rank(name).is_some()).ok_or_else(|| {
            Error::usage(format!("{name:?} is no part of an article")).hint(format!("one of {}", names_of(&Self::ALL)))
        })
    }
}

fn names_of(fields: &[Field]) -> String {
    fields.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
}

/// Whether `key`, without its separators and case, is `name` (which is lower case).
fn same_name(key: &str, name: &str) -> bool {
    let letters = key.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.' | ':'));
    letters.flat_map(char::to_lowercase).eq(name.chars())
}

/// The columns named by `--map`; other columns are told by their usual names.
///
/// ```
/// use dixit::text::{Field, FieldMap};
///
/// let map = FieldMap::parse(["text=Content", "publisher=Paper"])?;
/// assert_eq!(map.find(&["Title", "Content", "Paper"], Field::Text), Some(1));
/// assert_eq!(map.find(&["Title", "Content", "Paper"], Field::Title), Some(0));
/// # Ok::<(), dixit::error::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    given: Vec<(Field, String)>,
}

impl FieldMap {
    /// Reads pairs such as `text=Content`; the left side is one of the names of [`Field`].
    ///
    /// # Errors
    /// A pair without `=`, an unknown field, an empty column name or a field that is named twice.
    pub fn parse<S: AsRef<str>>(pairs: impl IntoIterator<Item = S>) -> Result<Self> {
        let mut given: Vec<(Field, String)> = Vec::new();
        for pair in pairs {
            let pair = pair.as_ref();
            let (field, column) = pair.split_once('=').ok_or_else(|| {
                Error::usage(format!("--map {pair}: no \"=\" in it"))
                    .hint("write the part of the article, then the column: --map text=Content")
            })?;
            let field: Field = field.trim().parse()?;
            let column = column.trim();
            if column.is_empty() {
                return Err(Error::usage(format!("--map {pair}: the column's name is empty"))
                    .hint("write the part of the article, then the column: --map text=Content"));
            }
            if given.iter().any(|(other, _)| *other == field) {
                return Err(Error::usage(format!("--map names a column for {} twice", field.name())));
            }
            given.push((field, column.to_owned()));
        }
        Ok(Self { given })
    }

    /// The column that `--map` names for `field`.
    pub fn given(&self, field: Field) -> Option<&str> {
        self.given.iter().find(|(f, _)| *f == field).map(|(_, column)| column.as_str())
    }

    /// How well column `key` fits `field`: 0 is best, `None` not at all.
    pub(super) fn rank(&self, key: &str, field: Field) -> Option<usize> {
        match self.given(field) {
            Some(column) if column == key => Some(0),
            Some(column) => (column.to_lowercase() == key.trim().to_lowercase()).then_some(1),
            // A column that --map gave to another field is taken.
            None if self.given.iter().any(|(_, column)| column == key) => None,
            None => field.rank(key),
        }
    }

    /// The field that column `key` may hold, with its rank.
    pub(super) fn field_of(&self, key: &str) -> Option<(Field, usize)> {
        Field::ALL.into_iter().find_map(|field| self.rank(key, field).map(|rank| (field, rank)))
    }

    /// The index of the column that fits `field` best; the first of two that fit equally well.
    pub fn find<S: AsRef<str>>(&self, columns: &[S], field: Field) -> Option<usize> {
        let ranked = columns.iter().enumerate().filter_map(|(i, key)| Some((self.rank(key.as_ref(), field)?, i)));
        ranked.min().map(|(_, index)| index)
    }

    /// The error for data whose columns hold no text, or lack a column that `--map` names.
    pub(super) fn missing<S: AsRef<str>>(&self, what: &str, seen: &[S], field: Field) -> Error {
        let seen: Vec<&str> = seen.iter().map(AsRef::as_ref).collect();
        let list = if seen.is_empty() { "none".to_owned() } else { quoted_list(&seen) };
        match self.given(field) {
            Some(column) => {
                let error = Error::input(format!("no {what} {column:?}, which --map names; seen: {list}"));
                match closest(column, &seen) {
                    Some(near) => error.hint(format!("did you mean --map {}={near}?", field.name())),
                    None => error,
                }
            }
            None => Error::input(format!("no {what} with the article's {}; seen: {list}", field.name()))
                .hint(format!("name the one that holds it: --map {}=NAME", field.name())),
        }
    }
}

/// The first twenty names, each in quotation marks and without control characters.
fn quoted_list(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(20).map(|name| format!("{:?}", shortened(name, 40))).collect();
    let more = names.len().saturating_sub(20);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}

/// The first `limit` characters without control characters, with an ellipsis when there are more.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    let mut short: String = text.chars().take(limit).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(limit).is_some() {
        short.push('…');
    }
    short
}

/// The name most like `wanted`, when one is like it at all.
pub(super) fn closest<'a>(wanted: &str, names: &[&'a str]) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let scored = names.iter().map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), *name));
    scored.filter(|(score, _)| *score > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_names_that_no_other_field_claims() {
        for field in Field::ALL {
            assert!(!field.names().is_empty());
            for name in field.names() {
                assert_eq!(FieldMap::default().field_of(name).map(|(f, _)| f), Some(field), "{name}");
                assert!(name.chars().all(|c| c.is_ascii_lowercase()), "{name} would never match");
            }
        }
    }

    #[test]
    fn names_are_compared_without_case_and_separators_and_the_best_wins() {
        let map = FieldMap::default();
        assert_eq!(map.find(&["Story", "BODY", "Article Text"], Field::Text), Some(1));
        assert_eq!(map.find(&["published_at", "Pub-Date"], Field::Date), Some(0));
        assert_eq!(map.find(&["dc:creator"], Field::Author), Some(0));
        assert_eq!(map.find(&["summary"], Field::Text), None);
    }

    #[test]
    fn a_mapped_column_serves_no_other_field() {
        let map = FieldMap::parse(["publisher=content", "text=Full Story"]).unwrap();
        let columns = ["content", "full story"];
        assert_eq!(map.find(&columns, Field::Publisher), Some(0));
        assert_eq!(map.find(&columns, Field::Text), Some(1));
    }

    #[test]
    fn wrong_maps_say_what_to_write() {
        let message = |pair: &str| FieldMap::parse([pair]).unwrap_err().to_string();
        insta::assert_snapshot!(message("Content"), @r#"--map Content: no "=" in it"#);
        insta::assert_snapshot!(message("wording=Content"), @r#""wording" is no part of an article"#);
        insta::assert_snapshot!(message("text="), @"--map text=: the column's name is empty");
        insta::assert_snapshot!(FieldMap::parse(["text=A", "body=B"]).unwrap_err(), @"--map names a column for text twice");
    }

    #[test]
    fn a_missing_column_is_named_with_what_was_seen() {
        let map = FieldMap::parse(["text=Contents"]).unwrap();
        let error = map.missing("column", &["Title", "Content"], Field::Text);
        insta::assert_snapshot!(error, @r#"no column "Contents", which --map names; seen: "Title", "Content""#);
        insta::assert_snapshot!(error.hints().join("\n"), @"did you mean --map text=Content?");
        let error = FieldMap::default().missing("column", &["Titel", "Inhalt"], Field::Text);
        insta::assert_snapshot!(error, @r#"no column with the article's text; seen: "Titel", "Inhalt""#);
        insta::assert_snapshot!(error.hints().join("\n"), @"name the one that holds it: --map text=NAME");
    }
}
