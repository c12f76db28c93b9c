//! Reads web pages: the article's text, one paragraph a block, with the metadata that the page declares.

mod source;

mod metadata;

mod prepare;

mod blocks;

mod furniture;

mod choose;

use super::draft::Draft;
use super::{Article, Options};
use crate::error::{Error, Result};
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use furniture::Known;
use metadata::Metadata;

/// Turns the bytes of a page into an article.
///
/// # Errors
/// A page without article text.
pub(super) fn article(bytes: Vec<u8>, id: String, options: &Options) -> Result<Article> {
    let page = source::decode(bytes);
    // The libraries below are robust, but a page is anybody's bytes, and one page must not end a batch.
    let read = std::panic::catch_unwind(|| read(&page.text));
    let (metadata, text) = read.unwrap_or_default();
    let Some(text) = text else {
        return Err(Error::input("the page holds no article text")
            .hint("a page that is built by scripts must be saved after they ran, for example by a browser"));
    };
    let mut draft = Draft {
        id: metadata.url.clone().or(Some(id)).filter(|id| !id.is_empty()),
        url: metadata.url,
        title: metadata.title,
        date: metadata.date,
        author: metadata.author,
        publisher: metadata.publisher,
        text: Some(text),
        notes: Vec::new(),
    };
    page.notes.into_iter().for_each(|note| draft.note(note));
    draft.finish(options)
}

/// The text of a piece of HTML, one paragraph a block; none when it holds none.
pub(super) fn fragment(html: String) -> Option<String> {
    let page = source::decode(html.into_bytes());
    let read = || {
        let document = Document::from(page.text.as_str());
        let blocks = document.select("body").nodes().first().map(blocks::blocks).unwrap_or_default();
        blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n\n")
    };
    std::panic::catch_unwind(read).ok().filter(|text| !text.trim().is_empty())
}

/// The metadata and the text of a page.
fn read(html: &str) -> (Metadata, Option<String>) {
    let page = Document::from(html);
    let mut metadata = metadata::collect(&page);
    prepare::clean(&page);
    let declared = metadata.body.take().unwrap_or_default();
    let known = Known { title: metadata.title.as_deref(), author: metadata.author.as_deref() };
    let marked = choose::marked(&page, known);
    let (found, byline) = readability(page, known).unwrap_or_default();
    let text = choose::best(found, marked, &declared).or_else(|| choose::anything(&Document::from(html), known));
    metadata.author = metadata.author.take().or(byline);
    (metadata, text)
}

/// The prose that Readability finds, and the byline.
fn readability(page: Document, known: Known<'_>) -> Option<(Vec<String>, Option<String>)> {
    let config = Config { keep_classes: true, disable_json_ld: true, ..Config::default() };
    let mut readability = Readability::with_document(page, None, Some(config)).ok()?;
    let byline = readability.parse().ok()?.byline;
    let roots = readability.doc.select("#readability-page-1");
    Some((furniture::prose(blocks::blocks(roots.nodes().first()?), known), byline))
}

#[cfg(test)]
mod tests;
