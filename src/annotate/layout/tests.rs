//! Tests of the kinds of blocks.

use super::*;

/// The kinds of the blocks of `text`, one letter each: H headline, s subheading, b byline, d dateline, c caption, k credit,
/// q pull quote, n its source, x boilerplate, "." prose.
fn kinds(text: &str) -> String {
    let letter = |p: &Paragraph| match p.kind {
        ParagraphKind::Prose => '.',
        ParagraphKind::Headline => 'H',
        ParagraphKind::Subheading => 's',
        ParagraphKind::Byline => 'b',
        ParagraphKind::Dateline => 'd',
        ParagraphKind::Caption => 'c',
        ParagraphKind::Credit => 'k',
        ParagraphKind::PullQuote => 'q',
        ParagraphKind::PullQuoteSource => 'n',
        ParagraphKind::Boilerplate => 'x',
    };
    paragraphs(text, None).iter().map(letter).collect()
}

const PROSE: &str = "The harbour board of Port Ellery met for three hours on Monday to talk about the new ferry.";

#[test]
fn head_of_an_article() {
    let text = format!("Ferry plan splits harbour board\nBy Mira Oduya\nTuesday, 4 March 2031\n{PROSE}");
    assert_eq!(kinds(&text), "Hbd.");
    assert_eq!(kinds(&format!("Mira Oduya, The Ellery Press\n{PROSE}\n{PROSE}")), "b..");
    assert_eq!(kinds(&format!("{PROSE}\n\n{PROSE}")), "..");
}

#[test]
fn between_the_paragraphs() {
    let text = format!(
        "{PROSE}\nA costly crossing\n{PROSE}\nREAD MORE: Ferries of the north\nThe old pier on Monday. (Ines Falk/Ellery Press)\nPhoto: Ines Falk\n{PROSE}"
    );
    assert_eq!(kinds(&text), ".s.xck.");
}

#[test]
fn a_pull_quote_is_shown_by_the_line_that_names_its_speaker() {
    let text = format!(
        "{PROSE} Tomas Brandt spoke.\nAs head of the board I must say that there is always a way to pay for it\nTomas Brandt head of the Harbour Board of Port Ellery\n{PROSE}"
    );
    assert_eq!(kinds(&text), ".qn.");
}

#[test]
fn prose_stays_prose() {
    let continued = "Brandt continued:\n\"It is late.\"\n\"Go home!\" said Oduya.";
    assert_eq!(kinds(&format!("{PROSE}\n{continued}\n{PROSE}")), ".....");
    assert_eq!(kinds(&format!("{PROSE}\nBy Monday the board was tired of it all.\n{PROSE}")), "...");
    assert_eq!(kinds(&format!("{PROSE}\nTomas Brandt told the board (and the press) nothing.\n{PROSE}")), "...");
}

#[test]
fn lines_of_fixed_width_are_one_paragraph() {
    let text = "The harbour board of Port Ellery met for three hours on Monday\nto talk about the new ferry, which nobody seems to want to pay\nfor.\n\nIt will meet again in May, when the\nfigures are known to all of the\nmembers of the board.";
    assert_eq!(paragraphs(text, None).len(), 4, "the second group is narrower than any column of prose");
}
