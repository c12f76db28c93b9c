//! Reads web pages.

use super::draft::Draft;
use super::{Article, Options, decode};
use crate::error::{Error, Result};

/// Turns the bytes of a page into an article.
pub(super) fn article(bytes: Vec<u8>, id: String, options: &Options) -> Result<Article> {
    let decoded = decode::decode(bytes, None, None);
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let broken = |error: &dyn std::fmt::Display| Error::input(format!("the page holds no article text: {error}"));
    let mut readability =
        dom_smoothie::Readability::new(decoded.text.as_str(), None, Some(config)).map_err(|e| broken(&e))?;
    let page = readability.parse().map_err(|e| broken(&e))?;
    let draft = Draft {
        id: Some(id).filter(|id| !id.is_empty()),
        url: page.url,
        title: Some(page.title).filter(|title| !title.is_empty()),
        date: page.published_time,
        author: page.byline,
        publisher: page.site_name,
        text: Some(page.text_content.to_string()),
        notes: decoded.note.into_iter().collect(),
    };
    draft.finish(options)
}
