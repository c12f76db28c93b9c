//! What a page declares of its article: in JSON-LD, in `<meta>` and `<link>` tags, in `<time>` and `<h1>`.

use dom_query::Document;
use serde_json::{Map, Value};
use std::collections::VecDeque;

use super::super::draft::one_line;
use super::furniture::letters;

/// The declared metadata, as the page spells it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub url: Option<String>,
    pub title: Option<String>,
    pub date: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    /// The text that JSON-LD holds, with paragraphs separated by blank lines.
    pub body: Option<String>,
}

/// Collects the metadata; the first source that has a field wins: JSON-LD, OpenGraph, other tags.
pub(super) fn collect(page: &Document) -> Metadata {
    let linked = json_ld(page);
    let meta = MetaTags::of(page);
    let url = canonical(page, &meta).or(linked.url);
    let publisher = outlet(linked.publisher, &meta);
    let title = title(page, linked.title, &meta, publisher.as_deref(), url.as_deref());
    let date = linked.date.or_else(|| meta.first(&DATE)).or_else(|| time_tag(page));
    let author =
        linked.author.or_else(|| meta.first_where(&AUTHOR, |name| !name.contains("://")).as_deref().map(clean_author));
    let author = author.or_else(|| author_tag(page)).filter(|name| !name.is_empty());
    Metadata { url, title, date, author, publisher, body: linked.body }
}

const DATE: [&str; 16] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "cxenseparse:recs:publishtime",
    "date",
];
const AUTHOR: [&str; 9] = [
    "author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "article:author",
    "cxenseparse:author",
];
const PUBLISHER: [&str; 5] =
    ["publisher", "dc.publisher", "dcterms.publisher", "article:publisher_name", "application-name"];

/// The `<meta>` tags with a name and a content, in the order of the page; names are lower case.
struct MetaTags {
    tags: Vec<(String, String)>,
}

impl MetaTags {
    fn of(page: &Document) -> Self {
        let mut tags = Vec::new();
        for node in page.select("meta[content]").nodes() {
            let Some(content) = node.attr("content").and_then(|content| one_line(&content)) else { continue };
            for key in ["property", "name", "itemprop"] {
                if let Some(name) = node.attr(key) {
                    tags.extend(name.split_whitespace().map(|name| (name.to_ascii_lowercase(), content.clone())));
                }
            }
        }
        Self { tags }
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        self.first_where(names, |_| true)
    }

    fn first_where(&self, names: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
        let find = |wanted: &&str| self.tags.iter().find(|(name, content)| name == *wanted && fits(content));
        names.iter().find_map(find).map(|(_, content)| content.clone())
    }
}

/// The outlet as readers know it: the site's name, for the publisher in JSON-LD may be the company behind it, but in the
/// publisher's spelling when both are the same words ("lomskpost", "Lomsk Post").
fn outlet(publisher: Option<String>, meta: &MetaTags) -> Option<String> {
    let is_name =
        |name: &str| !name.starts_with('@') && (name.contains(' ') || !name.contains('.') && !name.contains('/'));
    let publisher = publisher.filter(|name| is_name(name));
    match meta.first_where(&["og:site_name"], is_name) {
        Some(site) if publisher.as_ref().is_none_or(|name| letters(name) != letters(&site)) => Some(site),
        _ => publisher.or_else(|| meta.first_where(&PUBLISHER, is_name)),
    }
}

/// The address by which the page wants to be known.
fn canonical(page: &Document, meta: &MetaTags) -> Option<String> {
    let link = page.select("link[rel~='canonical'][href]").nodes().iter().find_map(|node| node.attr("href"));
    let declared = [link.map(|href| href.trim().to_owned()), meta.first(&["og:url", "twitter:url", "parsely-link"])];
    let mut absolute = declared.into_iter().flatten().filter(|url| is_web_address(url));
    let first = absolute.next()?;
    // Some sites give their front page as the canonical address of every page.
    let deeper = absolute.find(|other| path_of(&first).is_empty() && !path_of(other).is_empty());
    Some(deeper.unwrap_or(first))
}

fn is_web_address(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split_once('/').map_or("", |(_, path)| path.trim_matches('/'))
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or("");
    host.strip_prefix("www.").unwrap_or(host)
}

/// The day in the first `<time>` tag, those marked as the day of publication before others.
fn time_tag(page: &Document) -> Option<String> {
    let selectors = [
        "[itemprop='datePublished'][datetime]",
        "time[pubdate][datetime]",
        "article time[datetime]",
        "header time[datetime]",
        "main time[datetime]",
        "time[datetime]",
    ];
    let find = |selector: &&str| page.select(selector).nodes().first().and_then(|node| node.attr("datetime"));
    selectors.iter().find_map(find).and_then(|date| one_line(&date))
}

fn author_tag(page: &Document) -> Option<String> {
    let selectors = ["[itemprop='author'] [itemprop='name']", "[itemprop='author']", "a[rel~='author']"];
    let find = |selector: &&str| {
        let names: Vec<String> = page
            .select(selector)
            .nodes()
            .iter()
            .filter_map(|node| one_line(&node.text()))
            .map(|n| clean_author(&n))
            .collect();
        join_names(names)
    };
    selectors.iter().find_map(find).filter(|name| name.chars().count() <= 150)
}

/// The name without "By" before it.
fn clean_author(name: &str) -> String {
    let name = name.trim();
    let by = name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "));
    let name = if by { name.get(3..).unwrap_or(name) } else { name };
    name.trim().trim_end_matches(',').to_owned()
}

/// The names, each once.
fn join_names(names: Vec<String>) -> Option<String> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !name.is_empty() && !once.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
            once.push(name);
        }
    }
    (!once.is_empty()).then(|| once.join(", "))
}

/// The headline as the reader saw it: the `<h1>` when another source confirms it, else what the page declares.
fn title(
    page: &Document,
    linked: Option<String>,
    meta: &MetaTags,
    publisher: Option<&str>,
    url: Option<&str>,
) -> Option<String> {
    let strip = |title: String| without_outlet(&title, publisher, url);
    let social = meta.first(&["og:title", "twitter:title", "dc.title", "parsely-title"]).map(strip);
    let tag = page.select("head title").nodes().first().and_then(|node| one_line(&node.text())).map(strip);
    let linked = linked.map(strip);
    let declared: Vec<&String> = [&linked, &social, &tag].into_iter().flatten().collect();
    let headings = page.select("h1");
    let mut seen = headings.nodes().iter().filter_map(|node| one_line(&node.text()));
    let confirmed = seen.find(|heading| declared.iter().any(|title| shares_words(heading, title)));
    confirmed.or(linked).or(social).or(tag)
}

/// Whether at least half of the words of the shorter title stand in the other.
fn shares_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let split = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 1);
        split.map(str::to_lowercase).collect()
    };
    let (a, b) = (words(one), words(other));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    short.len() >= 2 && shared * 2 >= short.len()
}

/// The title without the outlet's name at its end: "Bridge shut | Lomsk Post".
fn without_outlet(title: &str, publisher: Option<&str>, url: Option<&str>) -> String {
    let host = url.map_or("", host_of);
    let outlets =
        [publisher.map(letters).unwrap_or_default(), letters(host), letters(host.split('.').next().unwrap_or(""))];
    let mut title = title.trim();
    for _ in 0..3 {
        let separators = [" | ", " - ", " – ", " — ", " :: ", " · ", " » ", " • "];
        let cut = separators.iter().filter_map(|s| title.rfind(s).map(|at| (at, *s))).max();
        let Some((at, separator)) = cut else { break };
        let (head, tail) = (title.get(..at).unwrap_or(""), title.get(at + separator.len()..).unwrap_or(""));
        let name = letters(tail);
        let is_outlet = !name.is_empty()
            && outlets.iter().any(|o| {
                !o.is_empty() && (*o == name || o.len() > 3 && (name.contains(o.as_str()) || o.contains(&name)))
            });
        let piped = separator == " | " && tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 3;
        if !(is_outlet || piped) || head.trim().is_empty() {
            break;
        }
        title = head.trim();
    }
    title.to_owned()
}

/// The first article that the page's JSON-LD describes.
fn json_ld(page: &Document) -> Metadata {
    let scripts = page.select("script[type='application/ld+json']");
    let values: Vec<Value> = scripts.nodes().iter().filter_map(|node| lenient_json(&node.text())).collect();
    let objects = objects(&values);
    let article = objects.iter().filter_map(|object| Some((article_rank(object)?, object)));
    // `min_by_key` keeps the first of equals.
    article.min_by_key(|(rank, _)| *rank).map(|(_, object)| described(object, &objects)).unwrap_or_default()
}

/// JSON-LD as pages have it: in comments or CDATA, with bare line breaks in strings, sometimes with a `;` at its end.
fn lenient_json(text: &str) -> Option<Value> {
    let mut text = text.trim();
    for (start, end) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")] {
        text = text.strip_prefix(start).unwrap_or(text).trim();
        text = text.strip_suffix(end).unwrap_or(text).trim();
    }
    let text = text.trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&spaced).ok()
    })
}

/// All objects, the outer before the inner, without those that describe other articles.
fn objects(values: &[Value]) -> Vec<&Map<String, Value>> {
    const ELSEWHERE: [&str; 12] = [
        "itemListElement",
        "hasPart",
        "isPartOf",
        "citation",
        "mentions",
        "about",
        "comment",
        "review",
        "itemReviewed",
        "relatedLink",
        "liveBlogUpdate",
        "subjectOf",
    ];
    let mut found = Vec::new();
    let mut queue: VecDeque<&Value> = values.iter().collect();
    while let Some(value) = queue.pop_front() {
        match value {
            Value::Array(items) => queue.extend(items),
            Value::Object(object) => {
                found.push(object);
                queue.extend(
                    object.iter().filter(|(key, _)| !ELSEWHERE.contains(&key.as_str())).map(|(_, value)| value),
                );
            }
            _ => {}
        }
    }
    found
}

/// 0 for news articles with a headline, more for what is less surely the page's article, `None` for other things.
fn article_rank(object: &Map<String, Value>) -> Option<u8> {
    let types: Vec<&str> = match object.get("@type")? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let name = |t: &str| t.rsplit(['/', ':']).next().unwrap_or(t).to_owned();
    let types: Vec<String> = types.into_iter().map(name).collect();
    let headed = object.contains_key("headline") || object.contains_key("datePublished");
    let rank = if types.iter().any(|t| t.ends_with("NewsArticle")) {
        0
    } else if types
        .iter()
        .any(|t| t.ends_with("Article") || t.ends_with("BlogPosting") || t == "Report" || t == "Review")
    {
        1
    } else {
        return None;
    };
    Some(if headed { rank } else { rank + 2 })
}

fn described(article: &Map<String, Value>, objects: &[&Map<String, Value>]) -> Metadata {
    let text = |key: &str| article.get(key).and_then(Value::as_str).and_then(|t| one_line(&decode_entities(t)));
    let names = |key: &str| article.get(key).and_then(|value| join_names(names_in(value, objects)));
    let page = article.get("mainEntityOfPage").and_then(|page| match page {
        Value::Object(page) => page.get("@id").or_else(|| page.get("url")).and_then(Value::as_str),
        other => other.as_str(),
    });
    let url = text("url").into_iter().chain(page.map(str::to_owned)).find(|url| is_web_address(url));
    let author = names("author").or_else(|| names("creator"));
    Metadata {
        url: url.map(|url| url.split('#').next().unwrap_or("").to_owned()),
        title: text("headline").or_else(|| text("name")),
        date: text("datePublished").or_else(|| text("dateCreated")),
        author: author.filter(|name| !name.contains("://")),
        publisher: names("publisher").or_else(|| names("sourceOrganization")),
        body: article.get("articleBody").and_then(Value::as_str).map(body_text).filter(|body| !body.is_empty()),
    }
}

/// The names in a value: a string, an object with a name, a reference to one elsewhere, or a list of those.
fn names_in(value: &Value, objects: &[&Map<String, Value>]) -> Vec<String> {
    match value {
        Value::String(name) => one_line(&decode_entities(name)).map(|n| clean_author(&n)).into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(|item| names_in(item, objects)).collect(),
        Value::Object(object) => match (object.get("name"), object.get("@id")) {
            (Some(name @ (Value::String(_) | Value::Array(_))), _) => names_in(name, &[]),
            (None, Some(id)) => {
                let same = objects.iter().find(|o| o.get("@id") == Some(id) && o.contains_key("name"));
                same.and_then(|o| o.get("name")).map(|name| names_in(name, &[])).unwrap_or_default()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// JSON-LD should be plain text, but many sites escape it as HTML.
fn decode_entities(text: &str) -> String {
    if text.contains('&') && text.contains(';') {
        Document::fragment(text.replace('<', "&lt;")).text().to_string()
    } else {
        text.to_owned()
    }
}

/// The declared text, one paragraph a block.
fn body_text(text: &str) -> String {
    let text = decode_entities(text);
    let blocks: Vec<String> = text.split(['\n', '\r']).filter_map(one_line).collect();
    blocks.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Metadata {
        collect(&Document::from(html))
    }

    fn json(value: &str) -> Metadata {
        of(&format!("<html><head><script type=\"application/ld+json\">{value}</script></head><body></body></html>"))
    }

    #[test]
    fn json_ld_is_found_in_graphs_and_arrays_and_references_are_followed() {
        let found = json(
            r##"{"@context": "https://schema.org", "@graph": [
                {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Another story"}]},
                {"@type": ["Thing", "ReportageNewsArticle"], "headline": "Bridge &amp; dam\nshut", "datePublished": "2021-05-03",
                 "mainEntityOfPage": {"@id": "https://lomsk.example/bridge#article"},
                 "author": [{"@id": "#ann"}, {"@type": "Person", "name": "By Bo Ruud"}, "Ann Lee"], "publisher": {"@id": "#post"},
                 "articleBody": "It rained.\n\n“No,” she said."},
                {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
                {"@type": "NewsMediaOrganization", "@id": "#post", "name": "Lomsk Post"}]}"##,
        );
        insta::assert_debug_snapshot!(found, @r#"
        Metadata {
            url: Some(
                "https://lomsk.example/bridge",
            ),
            title: Some(
                "Bridge & dam shut",
            ),
            date: Some(
                "2021-05-03",
            ),
            author: Some(
                "Ann Lee, Bo Ruud",
            ),
            publisher: Some(
                "Lomsk Post",
            ),
            body: Some(
                "It rained.\n\n“No,” she said.",
            ),
        }
        "#);
    }

    #[test]
    fn careless_json_ld_is_read() {
        let value = "<!-- {\"@type\": \"http://schema.org/NewsArticle\", \"headline\": \"Two\nlines\",
            \"author\": {\"name\": [\"Ann Lee\", \"Bo Ruud\"]}, \"publisher\": \"Lomsk Post\"}; -->";
        let found = json(value);
        assert_eq!(found.title.as_deref(), Some("Two lines"));
        assert_eq!(found.author.as_deref(), Some("Ann Lee, Bo Ruud"));
        assert_eq!(found.publisher.as_deref(), Some("Lomsk Post"));
        assert_eq!(json("{\"@type\": \"NewsArticle\", \"headline\": "), Metadata::default());
        assert_eq!(json("[[[{\"@type\": \"Organization\", \"name\": \"X\"}]]]"), Metadata::default());
    }

    #[test]
    fn tags_fill_what_json_ld_leaves_open() {
        let found = of(
            "<head><title>Bridge shut - Orla News</title><link rel='canonical' href='https://orla.example/'>
             <meta property='og:url' content='https://orla.example/2021/bridge'><meta property='og:site_name' content='Orla News'>
             <meta property='article:author' content='https://social.example/ann'><meta name='dc.creator' content='By  Ann Lee'>
             </head><body><header><time datetime='2021-05-03T10:00:00Z'>today</time></header></body>",
        );
        insta::assert_debug_snapshot!(found, @r#"
        Metadata {
            url: Some(
                "https://orla.example/2021/bridge",
            ),
            title: Some(
                "Bridge shut",
            ),
            date: Some(
                "2021-05-03T10:00:00Z",
            ),
            author: Some(
                "Ann Lee",
            ),
            publisher: Some(
                "Orla News",
            ),
            body: None,
        }
        "#);
    }

    #[test]
    fn the_headline_is_the_one_the_reader_saw() {
        let title =
            |head: &str, body: &str| of(&format!("<head>{head}</head><body>{body}</body>")).title.unwrap_or_default();
        let og = "<meta property='og:title' content='Bridge shut until spring, mayor says | Lomsk Post'>";
        assert_eq!(title(og, "<h1>The Lomsk Post</h1>"), "Bridge shut until spring, mayor says");
        assert_eq!(
            title(og, "<h1>Mayor says:  bridge <em>shut</em> until spring</h1>"),
            "Mayor says: bridge shut until spring"
        );
        assert_eq!(title("<title>A - B - C</title>", ""), "A - B - C");
        assert_eq!(title("<title></title>", "<h1>Only this here</h1>"), "");
    }

    #[test]
    fn outlets_are_cut_off_headlines() {
        let cut = |title: &str| without_outlet(title, Some("The Lomsk Post"), Some("https://www.lomskpost.example/a"));
        assert_eq!(cut("Bridge shut - The Lomsk Post"), "Bridge shut");
        assert_eq!(cut("Bridge shut — Lomsk Post"), "Bridge shut");
        assert_eq!(cut("Bridge in Lomsk shut | News | lomskpost.example"), "Bridge in Lomsk shut");
        assert_eq!(cut("Bridge shut - and no money"), "Bridge shut - and no money");
        assert_eq!(cut("The Lomsk Post"), "The Lomsk Post");
    }
}
