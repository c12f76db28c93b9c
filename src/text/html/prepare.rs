//! Takes out of a page what is never part of an article's text, before the article is looked for.

use dom_query::{Document, NodeRef, Selection};

/// Elements without running text.
const TAGS: &str = "script, style, noscript, template, iframe, svg, canvas, input, select, textarea, audio, video, object, \
                    figcaption";

/// Elements that hold controls or are not shown; some sites wrap the whole page in one.
const CONTROLS: &str = "button, form, nav, dialog, [hidden], [aria-hidden='true']";

/// Words in `class`, `id` and the like that mark what asks for consent; it may be longer than the article itself.
const CONSENT: [&str; 9] = ["cookie", "cookies", "consent", "gdpr", "ccpa", "onetrust", "didomi", "truste", "cmp"];

/// Words that mark furniture of other kinds.
const FURNITURE: [&str; 66] = [
    "advert",
    "advertisement",
    "ads",
    "adslot",
    "ad",
    "promo",
    "promoted",
    "sponsored",
    "sponsor",
    "outbrain",
    "taboola",
    "newsletter",
    "newsletters",
    "signup",
    "subscribe",
    "subscription",
    "regwall",
    "share",
    "sharing",
    "sharebar",
    "social",
    "related",
    "recommended",
    "recommendations",
    "recirc",
    "recirculation",
    "readmore",
    "trending",
    "popular",
    "mostread",
    "mostpopular",
    "breadcrumb",
    "breadcrumbs",
    "comments",
    "disqus",
    "caption",
    "captions",
    "credit",
    "credits",
    "copyright",
    "byline",
    "author",
    "authors",
    "bio",
    "tags",
    "taglist",
    "topics",
    "toolbar",
    "menu",
    "navbar",
    "footer",
    "skip",
    "jump",
    "tooltip",
    "modal",
    "popup",
    "toast",
    "infobox",
    "player",
    "playbutton",
    "videoplayer",
    "jwplayer",
    "timestamp",
    "dateline",
    "disclaimer",
    "follow",
];

/// Words that mark even a paragraph as no prose.
const PARAGRAPH: [&str; 10] = [
    "caption",
    "captions",
    "credit",
    "credits",
    "copyright",
    "byline",
    "newsletter",
    "disclaimer",
    "advertisement",
    "promo",
];

/// Class names of text that is not shown, or only read aloud.
const UNSEEN: [&str; 8] = [
    "hidden",
    "visually-hidden",
    "visuallyhidden",
    "sr-only",
    "screen-reader-text",
    "screenreader",
    "a11y-hidden",
    "screen-reader-only",
];

/// Elements with a name.
const NAMED: &str = "[class], [id], [data-component], [data-testid]";

/// Removes the furniture.
pub(super) fn clean(page: &Document) {
    page.select(TAGS).remove();
    for node in page.select(NAMED).nodes() {
        let around = || !Selection::from(*node).select("article, main, h1").is_empty();
        if has_word(node, &CONSENT) && !is_frame(node) && !around() {
            node.remove_from_parent();
        }
    }
    let prose = prose_length(&page.root());
    let small = |node: &NodeRef<'_>| prose_length(node) * 4 <= prose;
    for node in page.select(CONTROLS).nodes() {
        if small(node) {
            node.remove_from_parent();
        }
    }
    for node in page.select(NAMED).nodes() {
        let words: &[&str] = if node.has_name("p") { &PARAGRAPH } else { &FURNITURE };
        let furniture = has_word(node, words) || is_unseen(node);
        if furniture && !is_frame(node) && !inside_prose(node) && small(node) {
            node.remove_from_parent();
        }
    }
    for image in page.select("img, picture").nodes() {
        remove_picture(image);
    }
    for figure in page.select("figure").nodes() {
        let quotes = !Selection::from(*figure).select("blockquote, table, p").is_empty();
        if !quotes && length(figure) < 400 {
            figure.remove_from_parent();
        }
    }
}

/// Elements that hold the whole page or the whole article, whatever they are named.
fn is_frame(node: &NodeRef<'_>) -> bool {
    let tag = node.node_name().unwrap_or_default();
    matches!(tag.as_ref(), "html" | "head" | "body" | "main" | "article" | "a" | "em" | "strong" | "b" | "i" | "h1")
}

/// Whether one of the element's names has one of the words.
fn has_word(node: &NodeRef<'_>, words: &[&str]) -> bool {
    ["class", "id", "data-component", "data-testid"].iter().filter_map(|key| node.attr(key)).any(|names| {
        let parts = names.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
        parts.flat_map(camel_words).any(|word| words.contains(&word.as_str()))
    })
}

/// Whether the element is not shown: by a class, but not by one that hides it on small screens only.
fn is_unseen(node: &NodeRef<'_>) -> bool {
    let class = node.attr("class").unwrap_or_default();
    let shown_again = [":block", ":flex", ":inline", ":grid", ":table"].iter().any(|name| class.contains(name));
    !shown_again && class.split_whitespace().any(|name| UNSEEN.contains(&name))
}

/// The words of a name such as "RelatedLinks", lower case; the whole name comes too.
fn camel_words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if c.is_ascii_uppercase() && words.last().is_some_and(|w| w.ends_with(|c: char| c.is_ascii_lowercase())) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words.push(name.to_owned());
    words.iter().map(|word| word.to_ascii_lowercase()).collect()
}

/// Whether the element stands within a paragraph: a link or a span of running text is no furniture.
fn inside_prose(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(Some(4)).any(|parent| parent.has_name("p"))
}

/// The length of the text in paragraphs.
fn prose_length(node: &NodeRef<'_>) -> usize {
    let own = if node.has_name("p") { length(node) } else { 0 };
    own + Selection::from(*node).select("p").nodes().iter().map(length).sum::<usize>()
}

fn length(node: &NodeRef<'_>) -> usize {
    node.text().trim().len()
}

/// Removes a picture with what stands around it, when that is only a caption.
fn remove_picture(image: &NodeRef<'_>) {
    let mut whole = *image;
    while let Some(parent) = whole.parent() {
        let tag = parent.node_name().unwrap_or_default();
        let stop = matches!(
            tag.as_ref(),
            "" | "html" | "body" | "main" | "article" | "li" | "td" | "blockquote" | "ul" | "ol"
        );
        let text = parent.text();
        // In a paragraph, a line without a stop is a caption, and a sentence is prose with a picture in it.
        let sentence = tag.as_ref() == "p" && text.trim_end().ends_with(['.', '!', '?', '”', '"', '’']);
        let holds = Selection::from(parent).select("p, h1, h2, h3, ul, ol, blockquote, table");
        if stop || sentence || text.trim().len() >= 250 || !holds.is_empty() {
            break;
        }
        whole = parent;
    }
    whole.remove_from_parent();
}
