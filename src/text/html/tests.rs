//! Tests of whole pages.

use super::*;

fn read_page(html: &str) -> Result<Article> {
    article(html.as_bytes().to_vec(), "page".into(), &Options::default())
}

/// Four paragraphs, so that the page is worth reading.
const STORY: &str = "<p>The bridge over the Orla will stay shut until the spring, the mayor of Lomsk said on Tuesday.</p>
    <p>“We have no money left&nbsp;for the repair,” <a href='/ada'>Ada Orm</a>,&#32;the mayor,&#x20;told the <i>Lomsk</i> Post. “The stadium took\n it all,\u{ad} and I am sorry.”</p>
    <p>Bo Ruud, who leads the opposition, said the figures were &ldquo;wrong &amp; old&rdquo;.</p>
    <p>The council will meet on Friday, and the ferry will run every hour until then, a spokeswoman said.</p>";

#[test]
fn an_article_is_told_from_what_stands_around_it() {
    let page = format!(
        r#"<!DOCTYPE html><html><head><title>Bridge to stay shut | Lomsk Post</title>
        <meta property="og:site_name" content="Lomsk Post"><meta name="author" content="Ann Lee">
        <link rel="canonical" href="https://lomsk.example/bridge"><meta property="article:published_time" content="2021-05-03T08:00:00Z">
        </head><body>
        <nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
        <div id="onetrust-consent-sdk"><p>{consent}</p></div>
        <article><h1>Bridge to stay shut</h1><div class="article-meta">By Ann Lee</div><span>3 May 2021</span>
        <div class="share-bar"><a href="/share">Share</a></div>
        <figure><img src="bridge.jpg"><figcaption>The bridge in May. Photo: Cy Dahl</figcaption></figure>
        <div class="body paywall">{STORY}
        <div class="media"><picture><img src="ada.jpg"></picture><div class="x1">Ada Orm on Tuesday</div></div>
        <blockquote class="pullquote"><p>We have no money left for the repair</p><cite>Ada Orm</cite></blockquote>
        <h2>What comes next</h2>
        <blockquote>“Nobody asked the people who live here,” reads a letter to the council.</blockquote>
        <ul><li>The ferry runs from 6 a.m., said the port.</li><li><a href="/ferry">Ferry: all you need to know</a></li></ul>
        <p>First line<br>second line of a sign that read <q>Shut</q>.</p>
        <p><a href="/more">Read more: The stadium that ate the bridge</a></p>
        <p class="hidden">Article content</p>
        <section class="newsletter-signup"><p>Sign up for our newsletter and get the news every morning.</p></section>
        <p>The bridge over the Orla will stay shut until the spring, the mayor of Lomsk said on Tuesday.</p>
        </div>
        <div class="related"><h3>Related</h3><p><a href="/1">The first story that is related to this one</a></p></div></article>
        <footer><p>© 2021 Lomsk Post. All rights reserved.</p></footer></body></html>"#,
        consent = "We store cookies on your device to make the site work as you expect. ".repeat(40),
    );
    let article = read_page(&page).unwrap();
    insta::assert_snapshot!(article.body, @r#"
        The bridge over the Orla will stay shut until the spring, the mayor of Lomsk said on Tuesday.

        “We have no money left for the repair,” Ada Orm, the mayor, told the Lomsk Post. “The stadium took it all, and I am sorry.”

        Bo Ruud, who leads the opposition, said the figures were “wrong & old”.

        The council will meet on Friday, and the ferry will run every hour until then, a spokeswoman said.

        What comes next

        “Nobody asked the people who live here,” reads a letter to the council.

        The ferry runs from 6 a.m., said the port.

        First line
        second line of a sign that read “Shut”.
        "#);
    assert_eq!(article.id, "https://lomsk.example/bridge");
    assert_eq!(article.title.as_deref(), Some("Bridge to stay shut"));
    assert_eq!(article.author.as_deref(), Some("Ann Lee"));
    assert_eq!(article.publisher.as_deref(), Some("Lomsk Post"));
    assert_eq!(article.published, Some(super::super::Date::constant(2021, 5, 3)));
}

#[test]
fn a_page_inside_a_form_or_named_like_furniture_is_read() {
    for (start, end) in [
        ("<form id='aspnetForm'>", "</form>"),
        ("<div aria-hidden='true'>", "</div>"),
        ("<div class='cookie-wall'><h1>Bridge</h1>", "</div>"),
        ("<div class='social promo'>", "</div>"),
        ("<div class='hidden'>", "</div>"),
    ] {
        let article = read_page(&format!("<html><body>{start}{STORY}{end}</body></html>")).unwrap();
        assert!(article.body.contains("a spokeswoman said"), "{start}: {}", article.body);
    }
}

#[test]
fn an_article_in_several_parts_is_read_whole() {
    let part = |n: usize| {
        format!(
            "<div class='chunk'><div class='inner'>{}</div></div><div class='ad'>Buy!</div>",
            STORY.replace("Orla", &format!("Orla {n}"))
        )
    };
    let parts: String = (0..4).map(part).collect();
    let article = read_page(&format!("<html><body><main><article>{parts}</article></main></body></html>")).unwrap();
    for n in 0..4 {
        assert!(article.body.contains(&format!("The bridge over the Orla {n} ")), "{}", article.body);
    }
    assert!(!article.body.contains("Buy"));
}

#[test]
fn breaks_without_paragraphs_still_part_the_text() {
    let text = STORY.replace("</p>", "<span class='br'></span>").replace("<p>", "").replace("\n    ", "");
    let article = read_page(&format!("<html><body><div class=story>{text}</div></body></html>")).unwrap();
    assert_eq!(article.body.split("\n\n").count(), 4, "{}", article.body);
}

#[test]
fn declared_text_serves_where_the_page_has_none() {
    let body = "The bridge is shut, said Ada Orm. ".repeat(60);
    let page = format!(
        r#"<html><head><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bridge", "articleBody": "{body}\n\nEnd, she said."}}</script>
        </head><body><div id="app"></div></body></html>"#
    );
    let article = read_page(&page).unwrap();
    assert_eq!(article.body, format!("{}\n\nEnd, she said.", body.trim()));
}

#[test]
fn pages_without_text_are_a_clear_error() {
    for page in
        ["", "<html></html>", "<html><body><script>render()</script></body></html>", "<!DOCTYPE html><title>x</title>"]
    {
        let error = read_page(page).unwrap_err();
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"the page holds no article text");
        }
    }
}

#[test]
fn broken_and_deep_pages_end_with_text_or_an_error() {
    let story = STORY.repeat(3);
    let deep = format!("<html><body>{}{story}{}</body></html>", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let article = read_page(&deep).unwrap();
    assert!(article.body.contains("The bridge over the Orla"));
    insta::assert_snapshot!(article.notes.join("\n"), @"tags nested deeper than 400 were left out");
    let unclosed =
        format!("<html><body>{}{story}", "<b><i class=x><font color=red><table><tr><td><ul><li>".repeat(3_000));
    let _ = read_page(&unclosed);
    for (open, inner) in [("<svg>", "<td>"), ("<math>", "<p>"), ("<table>", "<tr><td><table>"), ("<ul>", "<li><ul>")] {
        let _ = read_page(&format!("<html><body>{story}{open}{}", inner.repeat(50_000)));
    }
    let cut = format!("<html><body><article>{story}<p>And then <a href='");
    assert!(read_page(&cut).unwrap().body.contains("The council will meet"));
    let _ = read_page(&"<p>".repeat(50_000));
    let _ = read_page(&"</div>&#xD800;&#0;<![CDATA[<!--".repeat(5_000));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_tag_soup_survives(soup in "(<p>|</p>|<div class=.{0,3}>|</div>|<table><tr>|<td>|<h1>|<article>|<q>|<br>|<img src=a>|<noscript>|<img>|</noscript>|&amp;|&#x110000;|Ann Lee said it rained\\. |“No,”|\n|é|<!--|-->|<script>|</script>|<svg>|<blockquote>|<figure>|<body>|<html>){0,80}") {
        let _ = read_page(&soup);
    }
}
