//! Tells what each block of an article is: headline, byline, caption, pull quote, boilerplate, or prose, which is the default.
//!
//! Wrongly leaving out prose loses quotations, so every other kind needs a positive sign. Each rule is a function over the
//! block and its neighbours; `KINDS` gives their order.

use super::agency;
use super::dateline::dateline;
use super::{Paragraph, ParagraphKind};
use crate::text::Span;

/// Splits a text into blocks and tells the kind of each. The ranges of sentences and tokens stay empty.
///
/// A block is what stands between line breaks; lines broken at a fixed width are joined. `title` stands apart from the text.
pub fn paragraphs(text: &str, title: Option<&str>) -> Vec<Paragraph> {
    let spans = blocks(text);
    let blocks: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    let last_prose = blocks.iter().rposition(|block| ends_sentence(block) && longer_than(block, 11));
    let counts: Vec<usize> = blocks.iter().map(|block| block.split_whitespace().take(MANY).count()).collect();
    let mut kinds: Vec<ParagraphKind> = Vec::with_capacity(blocks.len());
    for index in 0..blocks.len() {
        let page = Page { text, title, blocks: &blocks, counts: &counts, last_prose, before: &kinds };
        let kind = KINDS.iter().find(|(_, rule)| rule(&page, index)).map_or(ParagraphKind::Prose, |(kind, _)| *kind);
        kinds.push(kind);
        // The line that names its speaker is what shows a pull quote.
        if kind == ParagraphKind::PullQuoteSource
            && let Some(above) = index.checked_sub(1).and_then(|i| kinds.get_mut(i))
        {
            *above = ParagraphKind::PullQuote;
        }
    }
    let paragraph = |(span, kind)| Paragraph { span, kind, sentences: 0..0, tokens: 0..0 };
    spans.into_iter().zip(kinds).map(paragraph).collect()
}

/// No rule asks whether a block has more words.
const MANY: usize = 71;

/// The article as the rules see it.
struct Page<'a> {
    text: &'a str,
    title: Option<&'a str>,
    blocks: &'a [&'a str],
    /// The words of each block, at most [`MANY`].
    counts: &'a [usize],
    last_prose: Option<usize>,
    before: &'a [ParagraphKind],
}

impl Page<'_> {
    fn block(&self, index: usize) -> &str {
        self.blocks.get(index).copied().unwrap_or("")
    }

    /// Whether a block has more words than `most`, which is less than [`MANY`]: most rules are about short blocks, and most
    /// blocks are long.
    fn longer_than(&self, index: usize, most: usize) -> bool {
        self.counts.get(index).is_some_and(|count| *count > most)
    }

    fn kind_before(&self, index: usize) -> Option<ParagraphKind> {
        index.checked_sub(1).and_then(|i| self.before.get(i)).copied()
    }

    /// Whether any block from `from` on reads like running text.
    fn prose_from(&self, from: usize) -> bool {
        self.last_prose.is_some_and(|last| last >= from)
    }
}

/// Decides about one block.
type Rule = fn(&Page, usize) -> bool;

/// The kinds with their rules; the first that holds decides.
const KINDS: [(ParagraphKind, Rule); 9] = [
    (ParagraphKind::Dateline, is_dateline),
    (ParagraphKind::Byline, is_byline),
    (ParagraphKind::Headline, is_headline),
    (ParagraphKind::Credit, is_credit),
    (ParagraphKind::Boilerplate, is_boilerplate),
    (ParagraphKind::Caption, is_caption),
    (ParagraphKind::PullQuoteSource, is_pull_quote_source),
    (ParagraphKind::Subheading, is_subheading),
    (ParagraphKind::Prose, |_, _| true),
];

/// The blocks of a text without the white space around them.
fn blocks(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        lines.push(Span::new(start, start + line.len()).trimmed(text));
        start += line.len();
    }
    let mut found: Vec<Span> = Vec::new();
    for group in lines.split(|span| span.is_empty()) {
        match (group.first(), group.last()) {
            (Some(first), Some(last)) if is_wrapped(text, group) => found.push(first.union(*last)),
            _ => found.extend(group),
        }
    }
    found
}

/// Whether consecutive lines are one paragraph broken at a fixed width: at least two, alike in length, breaking sentences.
fn is_wrapped(text: &str, lines: &[Span]) -> bool {
    let Some((_, full)) = lines.split_last() else { return false };
    let length = |span: &Span| span.of(text).chars().count();
    let (Some(longest), Some(shortest)) = (full.iter().map(length).max(), full.iter().map(length).min()) else {
        return false;
    };
    // Of two lines alone the second must go on in the middle of a sentence.
    let goes_on = lines.last().is_some_and(|span| span.of(text).starts_with(char::is_lowercase));
    if full.len() < 2 && !goes_on {
        return false;
    }
    let broken = full.iter().filter(|span| !ends_sentence(span.of(text))).count();
    (40..=100).contains(&longest) && shortest + 22 >= longest && broken * 3 >= full.len() * 2
}

/// Whether the block ends as a sentence does, a closing mark or bracket after the stop included.
fn ends_sentence(block: &str) -> bool {
    let inner = block.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', ' ']);
    inner.ends_with(['.', '!', '?', '…', ':', ';', ','])
}

fn words(block: &str) -> Vec<&str> {
    block.split_whitespace().collect()
}

/// Whether the text has more words than `most`.
fn longer_than(block: &str, most: usize) -> bool {
    block.split_whitespace().nth(most).is_some()
}

fn is_capitalized(word: &str) -> bool {
    word.trim_start_matches(['(', '"', '“', '‘', '\'']).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// The number of words at the start of `words` that a person's name is made of, 0 when it does not look like one.
fn name_length(words: &[&str]) -> usize {
    let particle =
        |w: &str| matches!(w, "de" | "da" | "del" | "van" | "von" | "der" | "den" | "al" | "bin" | "la" | "di" | "le");
    let part = |w: &str| {
        let bare = w.trim_end_matches([',', '.']);
        bare.chars().next().is_some_and(char::is_uppercase)
            && bare.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
            && !bare.chars().skip(1).all(char::is_uppercase)
            || bare.len() == 1 && bare.chars().all(char::is_uppercase)
    };
    let mut count = 0;
    for word in words.iter().take(5) {
        if !(part(word) || count > 0 && particle(word)) {
            break;
        }
        count += 1;
        if word.ends_with(',') {
            break;
        }
    }
    if count >= 2 { count } else { 0 }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date on its own line, with or without place, weekday and hour: "Friday, July 21, 2017", "LONDON, 3 May".
fn is_dateline(page: &Page, index: usize) -> bool {
    let block = page.block(index);
    // A date has a figure and few words: running text needs no closer look.
    if !block.contains(|c: char| c.is_ascii_digit()) || page.longer_than(index, 12) {
        return false;
    }
    let lower = block.to_lowercase();
    let count = words(block).len();
    let month =
        lower.split(|c: char| !c.is_alphabetic()).any(|w| w.len() <= 9 && MONTHS.iter().any(|m| w.starts_with(m)));
    let numeric = lower
        .split(|c: char| !(c.is_ascii_digit() || "-/.".contains(c)))
        .any(|w| w.len() >= 8 && w.matches(['-', '/', '.']).count() == 2);
    let updated = ["published", "updated", "posted", "last modified"].iter().any(|w| lower.starts_with(w));
    let small = block.split(|c: char| !c.is_alphanumeric()).filter(|w| w.starts_with(char::is_lowercase)).count();
    month && (small <= 2 || updated) && (count <= 7 || updated) || numeric && (count <= 4 || updated)
}

/// Words that stand in a byline after the writer's name.
const OUTLET_WORDS: [&str; 30] = [
    "press",
    "reuters",
    "news",
    "post",
    "times",
    "reporter",
    "correspondent",
    "staff",
    "writer",
    "editor",
    "producer",
    "columnist",
    "journalist",
    "herald",
    "gazette",
    "tribune",
    "guardian",
    "journal",
    "star",
    "globe",
    "afp",
    "ap",
    "bbc",
    "cnn",
    "cbc",
    "ctv",
    "npr",
    "bureau",
    "telegraph",
    "agency",
];

/// "By Ann Lee", "― Ann Lee, Reuters", "Ann Lee, The Daily Post".
fn is_byline(page: &Page, index: usize) -> bool {
    let block = page.block(index);
    if page.longer_than(index, 14) || block.contains(['"', '“', '”']) {
        return false;
    }
    let all = words(block);
    let by =
        all.first().is_some_and(|w| matches!(w.to_lowercase().as_str(), "by" | "from" | "words:" | "by:" | "author:"));
    if by && all.first().is_some_and(|w| is_capitalized(w)) {
        let rest = all.get(1..).unwrap_or(&[]);
        let shouted = rest.len() >= 2 && rest.iter().all(|w| w.chars().all(|c| !c.is_lowercase()));
        return (name_length(rest) > 0 || shouted) && !block.ends_with('.');
    }
    let bare = block.trim_start_matches(['―', '—', '–', '-', ' ']);
    let dashed = bare.len() < block.len();
    let bare_words = words(bare);
    let count = name_length(&bare_words);
    let rest = bare_words.get(count..).unwrap_or(&[]);
    let outlet = rest
        .iter()
        .any(|w| OUTLET_WORDS.contains(&w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str()));
    let comma = bare_words.get(count.saturating_sub(1)).is_some_and(|w| w.ends_with(','));
    // At the head or the foot of the article only: in between, such a line names the speaker of a pull quote.
    let edge = index <= 3 || !page.prose_from(index + 1);
    count > 0 && !rest.is_empty() && rest.len() <= 6 && outlet && (comma || dashed) && edge && !ends_sentence(block)
}

/// The first line, when it does not read like prose or is the title.
fn is_headline(page: &Page, index: usize) -> bool {
    let block = page.block(index);
    let alike = |a: &str, b: &str| {
        a.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .eq(b.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase))
    };
    if index <= 2 && page.title.is_some_and(|title| alike(title, block)) {
        return true;
    }
    let first = index == 0 || self::is_first_text(page, index);
    if !first || !page.prose_from(index + 1) || block.chars().count() > 170 || dateline(block).is_some() {
        return false;
    }
    let all = words(block);
    let long: Vec<&&str> = all.iter().filter(|w| w.chars().count() > 3).collect();
    let title_case = long.len() >= 3 && long.iter().filter(|w| is_capitalized(w)).count() * 10 >= long.len() * 8;
    let one = !block.trim_end_matches(['.', '"', '”']).contains(". ");
    let stopped = ends_sentence(block) && !block.ends_with(['?', '!', ';']);
    // Some feeds put a stop after the headline; it then stays short.
    let labelled = all.iter().take(3).any(|word| word.ends_with(':')) && all.len() <= 16;
    let short = (all.len() <= 9 || labelled) && !block.contains(['"', '“', '”']);
    one && !block.ends_with(':') && (!stopped || title_case || short)
}

/// Whether only bylines, dates and credits stand before the block.
fn is_first_text(page: &Page, index: usize) -> bool {
    page.before
        .iter()
        .take(index)
        .all(|kind| matches!(kind, ParagraphKind::Byline | ParagraphKind::Dateline | ParagraphKind::Credit))
        && page.before.len() >= index
}

/// "Photo: …", "(AP Photo/Ann Lee)": a line that is nothing but a credit.
fn is_credit(page: &Page, index: usize) -> bool {
    let block = page.block(index);
    if page.longer_than(index, 12) || block.contains(['"', '“']) {
        return false;
    }
    let lower = block.to_lowercase();
    let starts = [
        "photo:",
        "photos:",
        "photo by",
        "photograph:",
        "picture:",
        "pictures:",
        "image:",
        "images:",
        "image credit",
        "photo credit",
        "credit:",
        "video:",
        "(ap photo",
        "(photo",
        "© ",
        "getty images",
        "source: ",
    ];
    starts.iter().any(|s| lower.starts_with(s))
}

/// Beginnings of lines that lead elsewhere or speak for the outlet, lower-cased.
const BOILERPLATE: [&str; 36] = [
    "read more",
    "read also",
    "also read",
    "read next",
    "related:",
    "related stories",
    "related article",
    "watch:",
    "watch |",
    "watch below",
    "watch more",
    "look:",
    "listen:",
    "more from",
    "more on this",
    "more to read",
    "see also",
    "follow us",
    "follow @",
    "subscribe",
    "sign up",
    "click here",
    "download our",
    "advertisement",
    "story continues",
    "article continues",
    "continue reading",
    "copyright",
    "all rights reserved",
    "with files from",
    "– with files",
    "— with files",
    "share this",
    "categories:",
    "this story has been",
    "recommended",
];

/// Lines that lead elsewhere, legal lines, rules and list bullets without words.
fn is_boilerplate(page: &Page, index: usize) -> bool {
    let block = page.block(index);
    if !block.chars().any(char::is_alphabetic) {
        return true;
    }
    let quoted = || block.contains(['“', '"']) && ends_sentence(block);
    if page.longer_than(index, 40) || quoted() {
        return false;
    }
    let lower = block.to_lowercase();
    let foot = || !page.longer_than(index, 25) && lower.contains("contributed to this") || lower.starts_with('©');
    BOILERPLATE.iter().any(|s| lower.starts_with(s)) || foot()
}

/// The text under a picture: it ends in a credit, holds one, or begins like an agency's caption.
fn is_caption(page: &Page, index: usize) -> bool {
    let block = page.block(index);
    // Every sign of a caption but the agency's name begins with one of these letters or holds one of these marks.
    if !block.starts_with(['f', 'F', 'i', 'I', 'p', 'P']) && !block.contains([':', '(', '/']) {
        return agency::shows(block);
    }
    let lower = block.to_lowercase();
    let agency = [
        "file -",
        "file –",
        "file —",
        "file photo",
        "file:",
        "in this photo",
        "in this file",
        "in this image",
        "pictured:",
    ]
    .iter()
    .any(|s| lower.starts_with(s));
    let holds = [
        "photo:",
        "photograph:",
        "picture:",
        "image:",
        "(ap photo",
        "(photo",
        "/getty",
        "/reuters",
        "/ap)",
        "/afp",
        "/ria",
    ]
    .iter()
    .any(|s| lower.contains(s));
    agency || agency::shows(block) || holds && !page.longer_than(index, 70) || ends_in_credit(block)
}

/// "… on Saturday. (Jason Franson/Canadian Press)", "(Kali Madej/ Dixon Hall)", "(CBC)".
fn ends_in_credit(block: &str) -> bool {
    let Some((before, credit)) = block.strip_suffix(')').and_then(|b| b.rsplit_once('(')) else {
        return false;
    };
    let count = words(credit).len();
    let stopped = before.trim_end().ends_with(['.', '"', '”']);
    let capitalized =
        words(credit).iter().all(|w| is_capitalized(w) || matches!(*w, "for" | "via" | "of" | "the" | "/" | "and"));
    let slash = credit.contains('/') && !credit.contains("://");
    count <= 8
        && capitalized
        && slash
        && credit.chars().any(char::is_alphabetic)
        && (stopped || words(before).len() <= 25)
}

/// The line under a pull quote: a name, then a role, no sentence, and above it a block that does not tell a story.
fn is_pull_quote_source(page: &Page, index: usize) -> bool {
    let Some(above) = index.checked_sub(1) else { return false };
    let (block, quote) = (page.block(index), page.block(above));
    let bare = block.trim_start_matches(['―', '—', '–', '-', '~', ' ']);
    if page.kind_before(index) != Some(ParagraphKind::Prose) || longer_than(bare, 18) || !page.longer_than(above, 7) {
        return false;
    }
    let all = words(bare);
    let count = name_length(&all);
    let dashed = bare.len() < block.len();
    if count == 0
        || ends_sentence(block)
        || !(dashed || is_role(all.get(count..).unwrap_or(&[]), all.get(count.saturating_sub(1))))
    {
        return false;
    }
    let family = all.get(count.saturating_sub(1)).map_or("", |w| w.trim_end_matches([',', '.']));
    let known = page.text.matches(family).nth(1).is_some();
    // A pull quote lacks the stop that prose has, or speaks in the first person without marks.
    let speaks = first_person(quote) && !quote.contains(['“', '"', '”']);
    let marked = quote.starts_with(['“', '"', '‘']) && quote.ends_with(['”', '"', '’']);
    let unstopped = !ends_sentence(quote) && words(quote).len() >= 12;
    (known || dashed) && (speaks || marked || unstopped)
}

/// Whether the words after a name are a role: after a comma, or beginning in lower case without a finite verb.
fn is_role(rest: &[&str], last_of_name: Option<&&str>) -> bool {
    let comma = last_of_name.is_some_and(|w| w.ends_with(','));
    let lower = rest.first().is_some_and(|w| w.starts_with(char::is_lowercase));
    let verb = rest.iter().any(|w| {
        matches!(
            *w,
            "is" | "was" | "are" | "were" | "has" | "had" | "said" | "says" | "will" | "did" | "does" | "told" | "to"
        )
    });
    !rest.is_empty() && (comma || lower && rest.len() >= 2) && !verb
}

fn first_person(block: &str) -> bool {
    words(block).iter().any(|w| {
        matches!(
            w.trim_matches(|c: char| !c.is_alphabetic()),
            "I" | "we" | "We" | "my" | "My" | "our" | "Our" | "us" | "me"
        )
    })
}

/// A short line without a stop between paragraphs.
fn is_subheading(page: &Page, index: usize) -> bool {
    let block = page.block(index);
    if page.longer_than(index, 12) || block.chars().count() > 90 {
        return false;
    }
    let marked = block.starts_with(['‘', '\'']) && block.ends_with(['’', '\'']) && !block.contains(['"', '“']);
    let stops = block.ends_with(['.', ':', ',', ';', '"', '”', '!', '…', '-', '—']) && !marked;
    let question = block.ends_with('?');
    !stops
        && (block.split_whitespace().next().is_some_and(is_capitalized) || marked)
        && !question
        && page.prose_from(index + 1)
}

#[cfg(test)]
mod tests;
