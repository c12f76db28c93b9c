//! The article's own node.

use super::Writer;
use crate::annotate::ParagraphKind;
use crate::graph::{Settings, mint, mint::Space, row, words};
use crate::text::Article;
use crate::vocab::{dixit, rdfs, schema};
use oxigraph::model::{Literal, NamedNode};
use std::fmt::Write;

/// Characters of a label that is made from the text.
const LABEL: usize = 80;

/// The article's node: by its address, else by its source's own identifier, else by its text.
///
/// The text does not count where there is another key, so that a changed article keeps its node. An identifier counts
/// together with the outlet: two files may both have an article "1".
pub fn article_iri(article: &Article, settings: &Settings) -> NamedNode {
    mint::node(&settings.base, Space::Article, &key(article))
}

/// The hash of what identifies the article, 16 hexadecimal digits.
pub fn key(article: &Article) -> String {
    const DIGITS: usize = 16;
    let url = article.url.as_deref().map(address).filter(|url| !url.is_empty());
    if let Some(url) = url {
        return mint::hash(&["url", url], DIGITS);
    }
    if article.id.trim().is_empty() {
        return mint::hash(&["text", &article.body], DIGITS);
    }
    let outlet = article.publisher.as_deref().map(mint::slug).unwrap_or_default();
    mint::hash(&["id", &outlet, article.id.trim()], DIGITS)
}

/// The address without white space and fragment.
fn address(url: &str) -> &str {
    let url = url.trim();
    url.split_once('#').map_or(url, |(before, _)| before)
}

/// The day of publication.
pub fn date(article: &Article) -> Option<Literal> {
    article.published.filter(|day| day.year() > 0).map(|day| row::day(&day.to_string()))
}

/// The address as an IRI; characters that an IRI may not hold are percent-encoded. None when it is not absolute.
fn url_node(url: &str) -> Option<NamedNode> {
    let mut encoded = String::with_capacity(url.len());
    for c in address(url).chars() {
        if c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`') {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _infallible = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(c);
        }
    }
    let has_host = encoded.split_once("://").is_some_and(|(_, rest)| !rest.is_empty());
    NamedNode::new(encoded).ok().filter(|_| has_host)
}

impl Writer<'_> {
    /// Writes the article's own triples.
    pub(super) fn article(&mut self) {
        let node = self.article.clone();
        let article = &self.document.article;
        self.class(&node, schema::NEWS_ARTICLE);
        let headline = self.headline();
        if let Some(headline) = &headline {
            self.plain(&node, schema::HEADLINE, headline);
        }
        let label = headline.unwrap_or_else(|| self.untitled());
        self.plain(&node, rdfs::LABEL, &label);
        if let Some(day) = self.date.clone() {
            self.add(&node, schema::DATE_PUBLISHED, day.clone());
            self.add(&node, dixit::DATE, day);
        }
        if let Some(outlet) = self.outlet.clone() {
            self.add(&node, dixit::OUTLET, outlet);
        }
        if let Some(url) = article.url.as_deref().and_then(url_node) {
            self.add(&node, schema::URL, url);
        }
        if !article.id.trim().is_empty() {
            self.plain(&node, schema::IDENTIFIER, &words::one_line(&article.id));
        }
        if let Some(author) = article.author.as_deref().map(words::one_line).filter(|author| !author.is_empty()) {
            self.plain(&node, dixit::BYLINE, &author);
        }
        self.plain(&node, dixit::TEXT_SHA256, &mint::sha256(self.text));
        self.add(&node, dixit::WORDS, row::integer(words::count(self.text)));
    }

    /// The headline, from the source or else from the text.
    fn headline(&self) -> Option<String> {
        let given = self.document.article.title.as_deref().map(words::one_line);
        given.filter(|title| !title.is_empty()).or_else(|| {
            let mut paragraphs = self.document.paragraphs.iter();
            let headline = paragraphs.find(|paragraph| paragraph.kind == ParagraphKind::Headline)?;
            Some(words::one_line(headline.span.of(self.text))).filter(|title| !title.is_empty())
        })
    }

    /// A label for an article without headline: its first words, else its identifier, else its hash.
    fn untitled(&self) -> String {
        let head = self.text.char_indices().nth(LABEL * 4).map_or(self.text.len(), |(at, _)| at);
        let first = words::shortened(&words::one_line(self.text.get(..head).unwrap_or("")), LABEL);
        let id = words::one_line(&self.document.article.id);
        [first, id].into_iter().find(|label| !label.is_empty()).unwrap_or_else(|| self.key.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_decides_before_the_identifier_before_the_text() {
        let mut article = Article { body: "One.".to_owned(), ..Article::default() };
        let by_text = key(&article);
        article.body = "Two.".to_owned();
        assert_ne!(key(&article), by_text);
        article.id = "7".to_owned();
        let by_id = key(&article);
        article.body = "Three.".to_owned();
        assert_eq!(key(&article), by_id);
        article.publisher = Some("The Brindle Post".to_owned());
        assert_ne!(key(&article), by_id);
        article.url = Some(" https://post.example/7#top".to_owned());
        let by_url = key(&article);
        article.url = Some("https://post.example/7".to_owned());
        article.id = "8".to_owned();
        assert_eq!(key(&article), by_url);
    }

    #[test]
    fn any_address_becomes_a_valid_iri_or_none() {
        let iri = |url: &str| url_node(url).map(NamedNode::into_string);
        assert_eq!(iri("https://a.example/x y|z").as_deref(), Some("https://a.example/x%20y%7Cz"));
        assert_eq!(iri("/news/7"), None);
        assert_eq!(iri("https://"), None);
        assert_eq!(iri("https://[broken"), None);
    }
}
