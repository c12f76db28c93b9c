//! Tells an article's prose from the lines between it: link lists, sign-ups, share lines, repeats.

use super::blocks::{Block, BlockKind};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the article beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'a> {
    pub title: Option<&'a str>,
    pub author: Option<&'a str>,
}

/// The texts of the blocks that are prose, each once, without the headline and the byline.
pub(super) fn prose(blocks: Vec<Block>, known: Known<'_>) -> Vec<String> {
    let title = known.title.map(letters).unwrap_or_default();
    let author = known.author.map(letters).unwrap_or_default();
    let body: Vec<Block> = blocks.into_iter().filter(|block| is_prose(block) && !is_byline(block, &author)).collect();
    let repeated = repeated_units(&body);
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Block> = Vec::new();
    for block in body {
        let plain = letters(&block.text);
        let repeats = plain.chars().count() >= 40 && !seen.insert(plain.clone());
        let is_title = !title.is_empty() && plain == title && kept.len() < 3;
        if !(repeats || is_title || repeated.contains(&block.unit)) {
            kept.push(block);
        }
    }
    // A heading with nothing under it, or a label, belonged to a list that is gone.
    while kept.last().is_some_and(is_label) {
        kept.pop();
    }
    let labels = kept.iter().take_while(|block| is_label(block)).count();
    kept.into_iter().skip(labels).map(|block| block.text).collect()
}

/// Letters and digits in lower case, for comparing.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The set-off units (pull quotes, asides) whose words mostly stand in the prose as well.
fn repeated_units(body: &[Block]) -> BTreeSet<usize> {
    let running: String = body.iter().filter(|b| b.unit == 0).map(|b| letters(&b.text) + "\n").collect();
    let mut units: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for block in body.iter().filter(|block| block.unit > 0) {
        let (repeated, all) = units.entry(block.unit).or_default();
        for sentence in block.text.split_inclusive(['.', '!', '?', '…', ';', ':']) {
            let plain = letters(sentence);
            let length = plain.chars().count();
            *all += length;
            if length >= 10 && running.contains(&plain) {
                *repeated += length;
            }
        }
    }
    units.into_iter().filter(|(_, (repeated, all))| repeated * 2 >= *all).map(|(unit, _)| unit).collect()
}

/// Whether the block is a heading, or a few words without a stop.
fn is_label(block: &Block) -> bool {
    let words = block.text.split_whitespace().count();
    let sentence = ends_sentence(&block.text);
    if block.kind == BlockKind::Heading { !sentence || words <= 8 } else { !sentence && words <= 4 }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', '”', '"', '’', '\'', '…', ')', ';', ':', '♦', '■'])
}

/// Whether a short line names the article's author or the time of its publication.
fn is_byline(block: &Block, author: &str) -> bool {
    let text = block.text.as_str();
    let length = text.chars().count();
    let lower = text.to_lowercase();
    let stop =
        text.trim_end().ends_with(['.', '!', '?', '”', '"']) && !lower.ends_with(" a.m.") && !lower.ends_with(" p.m.");
    if length > 140 || stop {
        return false;
    }
    let plain = letters(text);
    let of_author = author.chars().count() >= 5 && plain.contains(author);
    let begins = ["by ", "published", "updated", "last updated", "posted ", "author of the article", "written by"];
    let dated =
        |word: &str| lower.contains(word) && (lower.contains(" ago") || lower.contains(|c: char| c.is_ascii_digit()));
    let reading = lower.ends_with("min read") || lower.ends_with("minute read") || lower.ends_with("minutes read");
    of_author
        || reading
        || begins.iter().any(|start| lower.trim_start_matches(['|', ' ', '•']).starts_with(start)) && length <= 100
        || dated("published") && length <= 80
        || length <= 40 && super::super::parse_date(text).is_ok()
}

/// Beginnings of lines that are no part of an article, lower case.
const BEGINNINGS: [&str; 69] = [
    "read more",
    "read also",
    "also read",
    "read next",
    "read:",
    "read |",
    "related:",
    "related stories",
    "related articles",
    "see also",
    "more:",
    "more from",
    "more on ",
    "sign up",
    "subscribe",
    "follow us",
    "click here",
    "share this",
    "share on",
    "advertisement",
    "listen to this",
    "watch:",
    "watch |",
    "download our",
    "get our",
    "get the latest",
    "recommended",
    "most read",
    "trending",
    "story continues",
    "article continues",
    "scroll down",
    "photo:",
    "photos:",
    "photograph:",
    "image:",
    "image credit",
    "picture:",
    "pictures:",
    "credit:",
    "video:",
    "enter your email",
    "by clicking",
    "by signing up",
    "© ",
    "copyright ",
    "all rights reserved",
    "we use cookies",
    "this site uses cookies",
    "join the conversation",
    "have you got a story",
    "do you have a story",
    "contact us",
    "got a story",
    "to get more",
    "don't miss",
    "newsletter",
    "get in touch with",
    "for more stories like this",
    "our website is the place",
    "this advertisement",
    "article content",
    "your browser does not support",
    "please enable javascript",
    "please bookmark",
    "tap here to",
    "email address",
    "we apologize, but this",
    "our standards:",
];

/// Lines that are no part of an article when they stand alone, lower case.
const LINES: [&str; 23] = [
    "watch now",
    "by",
    "listen now",
    "or",
    "and",
    "share",
    "sign in",
    "log in",
    "comments",
    "loading",
    "loading...",
    "tags",
    "topics",
    "categories",
    "follow",
    "save",
    "print",
    "email",
    "advertisement",
    "read",
    "more",
    "close",
    "back to top",
];

fn is_prose(block: &Block) -> bool {
    let text = block.text.as_str();
    let length = text.chars().filter(|c| !c.is_whitespace()).count();
    if !text.chars().any(char::is_alphabetic) {
        return false;
    }
    let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©').to_lowercase();
    if LINES.contains(&lower.trim_end_matches([':', ' ', '…'])) {
        return false;
    }
    if length < 250 && (BEGINNINGS.iter().any(|start| lower.starts_with(start)) || lower.contains("on google news")) {
        return false;
    }
    let sentence = ends_sentence(text);
    let all_link = block.linked * 10 >= length * 9;
    match block.kind {
        BlockKind::Heading => !all_link,
        // Tables of figures and fixtures are no prose.
        BlockKind::Cell => length > 80 && !all_link,
        BlockKind::ListItem => !all_link || sentence && length > 60 && block.linked < length,
        BlockKind::Paragraph | BlockKind::SetOff => !all_link || sentence && length > 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        Block { text: text.into(), kind: BlockKind::Paragraph, linked: 0, unit: 0 }
    }

    fn kept(blocks: Vec<Block>) -> Vec<String> {
        prose(blocks, Known { title: Some("Bridge to stay shut"), author: Some("Ann Lee") })
    }

    #[test]
    fn every_beginning_and_line_goes_and_is_lower_case() {
        for start in BEGINNINGS {
            assert_eq!(start, start.to_lowercase());
            let line = format!("{} what it leads to", start.to_uppercase());
            assert_eq!(kept(vec![block("It rained."), block(&line)]), ["It rained."], "{line}");
        }
        for line in LINES {
            assert_eq!(
                kept(vec![block("It rained."), block(&line.to_uppercase()), block("It snowed.")]).len(),
                2,
                "{line}"
            );
        }
    }

    #[test]
    fn sentences_that_begin_like_furniture_stay_when_they_are_long() {
        let sentence = format!("More on {}.", "the bridge that the council wants to close for good ".repeat(6));
        assert_eq!(kept(vec![block(&sentence)]), [sentence]);
        assert_eq!(kept(vec![block("“Follow the money,” said Ada Orm.")]).len(), 1);
        assert_eq!(kept(vec![block("Published figures show that 40 bridges are shut.")]).len(), 1);
    }

    #[test]
    fn headline_byline_date_and_labels_are_left_out() {
        let lines = [
            "News",
            "Bridge to stay shut",
            "By Ann Lee",
            "Ann Lee|Published 4 months ago",
            "3 May 2021, 10:15",
            "4 min read",
        ];
        let mut blocks: Vec<Block> = lines.into_iter().map(block).collect();
        blocks.push(block("It rained in Lomsk, Ann Lee reports."));
        blocks.push(block("2"));
        blocks.push(block("TOPICS"));
        assert_eq!(kept(blocks), ["It rained in Lomsk, Ann Lee reports."]);
    }

    #[test]
    fn set_off_text_goes_with_its_source_only_when_it_repeats_the_prose() {
        let set_off = |text: &str, unit| Block { text: text.into(), kind: BlockKind::SetOff, linked: 0, unit };
        let prose = block("“The sums are wrong,” said Bo Ruud. “And nobody will say who paid for the bridge.”");
        let repeated =
            [set_off("The sums are wrong. And nobody will say who paid for the bridge.", 1), set_off("Bo Ruud", 1)];
        let new = [set_off("The ferry is a joke.", 2), set_off("Ada Orm, mayor of Lomsk", 2)];
        let all = [vec![prose.clone()], repeated.to_vec(), new.to_vec(), vec![block("It rained.")]].concat();
        assert_eq!(kept(all), [prose.text.as_str(), "The ferry is a joke.", "Ada Orm, mayor of Lomsk", "It rained."]);
    }

    #[test]
    fn links_are_furniture_and_tables_of_figures_too() {
        let link = |text: &str, kind| Block { text: text.into(), kind, linked: text.len(), unit: 0 };
        let blocks = vec![
            block("It rained."),
            link("Stadium to cost more than the bridge", BlockKind::ListItem),
            link("Who pays for the stadium?", BlockKind::Heading),
            Block { text: "1,200".into(), kind: BlockKind::Cell, linked: 0, unit: 0 },
            block("It snowed."),
        ];
        assert_eq!(kept(blocks), ["It rained.", "It snowed."]);
    }
}
