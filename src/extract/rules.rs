//! The table of attribution rules: the name that a fact carries, the pattern, and an example that shows it.

/// One rule as it is named in facts.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo {
    /// The name that [`super::Attribution::rule`] holds.
    pub name: &'static str,
    /// What it matches.
    pub pattern: &'static str,
    /// A text in which it fires.
    pub example: &'static str,
    /// Whether the speaker is taken over from another paragraph, so that no words beside the content name him.
    pub carried: bool,
}

const fn rule(name: &'static str, pattern: &'static str, example: &'static str) -> RuleInfo {
    RuleInfo { name, pattern, example, carried: false }
}

const fn carried(name: &'static str, pattern: &'static str, example: &'static str) -> RuleInfo {
    RuleInfo { name, pattern, example, carried: true }
}

/// Every rule, direct speech first.
pub const RULES: [RuleInfo; 41] = [
    rule(
        "quote-cue-source",
        "a quotation, an inverted reporting verb, its subject",
        "\"We sail at dawn,\" said Orla Finn.",
    ),
    rule("quote-source-cue", "a quotation, a subject, a reporting verb", "\"We sail at dawn,\" Orla Finn said."),
    rule("quote-cue", "a quotation and a reporting verb without a subject", "\"We sail at dawn,\" said on Monday."),
    rule("quote-according-to", "a quotation and \"according to\"", "\"We sail at dawn,\" according to Orla Finn."),
    rule("quote-dash-name", "a quotation, a dash and a name", "\"We always sail at dawn.\" — Orla Finn"),
    rule(
        "source-cue-quote",
        "a subject, a reporting verb, a comma, a quotation",
        "Orla Finn said, \"We sail at dawn.\"",
    ),
    rule(
        "source-cue-colon-quote",
        "a clause with a reporting verb, a colon, a quotation",
        "Orla Finn told reporters: \"We sail at dawn.\"",
    ),
    rule(
        "cue-quote",
        "a reporting verb without a subject, then a quotation",
        "Asked about it, she was told, \"We sail at dawn.\"",
    ),
    rule(
        "source-accuse-of",
        "an accusation, whom it is made against and of what",
        "Orla Finn accused the union of hiding the letters.",
    ),
    rule("source-threaten-deed", "somebody threatens to do something", "Orla Finn threatened to sell the boat."),
    rule("source-demand-that", "a demand that something be done", "Orla Finn is demanding that the port stay open."),
    rule("source-call-for", "somebody calls for or on", "Orla Finn called for a vote on the port."),
    rule("source-promise-deed", "somebody pledges to do something", "Orla Finn pledged to keep the boat."),
    rule("source-urge-deed", "somebody urges others to do something", "Orla Finn urged the crews to stay in port."),
    rule("source-call-so", "somebody calls something so", "Orla Finn called the sale a mistake."),
    rule(
        "source-judge-for",
        "somebody praises or blames somebody for something",
        "Orla Finn criticized the board for selling the boat.",
    ),
    rule("source-deny-deed", "a denial and a deed in the -ing form", "Orla Finn denied selling the boat."),
    rule("name-colon-quote", "a name, a colon, a quotation", "Orla Finn: \"We sail at dawn.\""),
    rule(
        "clause-colon-quote",
        "a clause about somebody, a colon, a quotation",
        "Orla Finn had one wish: \"We must sail at dawn.\"",
    ),
    rule(
        "told-before-quote",
        "a sentence about a person, then a quotation without a clause",
        "Orla Finn left the port early. \"It was no place for me in the end.\"",
    ),
    rule(
        "quote-after-indirect",
        "a quotation of whole sentences after indirect speech in the same paragraph",
        "Orla Finn said that the boat was ready. \"We sail at dawn.\"",
    ),
    carried(
        "quote-continues",
        "a quotation after a paragraph that did not close",
        "\"We are ready,\" said Orla Finn. \"We have waited.\n\n\"We sail at dawn.\"",
    ),
    carried(
        "last-speaker",
        "a quotation alone after a paragraph with a speaker",
        "\"We are ready,\" said Orla Finn.\n\n\"We sail at dawn.\"",
    ),
    carried(
        "last-speaker-far",
        "the same, with a paragraph between",
        "\"We are ready,\" said Orla Finn.\n\nThe boat was old.\n\n\"We sail at dawn.\"",
    ),
    rule(
        "colon-paragraph",
        "a paragraph that ends with a colon, then a quotation",
        "Orla Finn continued:\n\n\"We sail at dawn.\"",
    ),
    rule(
        "pull-quote",
        "a block without marks and below it a line with name and role",
        "Orla Finn runs the port.\n\nAs its head I want there to be always a way to sail at dawn if we can find a crew for it\nOrla Finn, head of the port",
    ),
    rule(
        "colon-block",
        "a paragraph without marks after one that ends with a reporting verb and a colon",
        "Orla Finn added:\n\nWe sail at dawn, whatever the harbour board may say about the weather.",
    ),
    rule(
        "signed-paragraph",
        "a paragraph without marks that ends with the name of somebody whom the article speaks of",
        "Orla Finn runs the port.\n\nNobody asked us whether the boats should sail at dawn. Orla Finn, head of the port",
    ),
    rule(
        "transcript-turn",
        "NAME: words, in a text that has several",
        "FINN: We sail at dawn.\n\nDAHL: Why so early?\n\nFINN: The tide.",
    ),
    rule("headline-colon", "a name, a colon and a clause in a headline", "Orla Finn: Boats will sail at dawn"),
    rule("content-cue-source", "a clause, a comma, an inverted reporting verb", "The boat was ready, said Orla Finn."),
    rule(
        "content-source-cue",
        "a clause, a comma, a subject and a reporting verb",
        "The boat was ready, Orla Finn said.",
    ),
    rule(
        "as-source-cue",
        "\"as\", a subject, a reporting verb, a comma, a clause",
        "As Orla Finn noted, the boat was ready.",
    ),
    rule(
        "content-around-clause",
        "the attribution clause inside its content",
        "The boat, Orla Finn said, was ready to sail.",
    ),
    rule(
        "source-cue-that-content",
        "a reporting verb with \"that\" or another opening word",
        "Orla Finn said that the boat was ready.",
    ),
    rule("source-cue-content", "a reporting verb and a bare clause", "Orla Finn said the boat was ready."),
    rule("source-cue-phrase", "a reporting verb and a phrase", "Orla Finn criticized the new timetable."),
    rule("participle-content", "a reporting participle", "Orla Finn left the room, saying the boat was ready."),
    rule(
        "ranked-content",
        "a reporting verb whose content the trained ranker chose",
        "Orla Finn called for a later ferry in winter.",
    ),
    rule(
        "noun-that-content",
        "a name or pronoun that owns a noun of saying, then \"that\" and a clause",
        "The board rejected Orla Finn's claim that the boat was ready.",
    ),
    rule("according-to", "\"according to\" before or after its content", "According to Orla Finn, the boat was ready."),
];

/// The entry of a rule name.
pub fn rule_info(name: &str) -> Option<&'static RuleInfo> {
    RULES.iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::extract::{BuiltIn, Extractor};
    use crate::text::Article;

    /// Whether these fire depends on the trained weights alone.
    const WEIGHED: [&str; 3] = ["source-cue-phrase", "ranked-content", "noun-that-content"];

    /// Prose before each example, so that it is no headline.
    const BEFORE: &str =
        "The harbour board of Port Ellery met for three hours on Monday to talk about the new ferry.\n\n";

    #[test]
    fn every_rule_has_a_name_of_its_own_a_pattern_and_an_example_with_a_speaker() {
        let models = Models::built_in();
        let mut failing = Vec::new();
        for (index, rule) in RULES.iter().enumerate() {
            assert!(!rule.pattern.is_empty() && RULES.iter().skip(index + 1).all(|other| other.name != rule.name));
            if WEIGHED.contains(&rule.name) {
                continue;
            }
            let before = if rule.name == "headline-colon" { "" } else { BEFORE };
            let body = format!("{before}{}\n\n{BEFORE}", rule.example);
            let document = annotate(&models, Article { body, ..Article::default() });
            let found = BuiltIn::default().extract(&document).attributions;
            if !found.iter().any(|a| a.rule == rule.name) {
                failing.push((rule.name, found.iter().map(|a| a.rule).collect::<Vec<_>>()));
            }
        }
        assert_eq!(failing, [] as [(&str, Vec<&str>); 0]);
    }
}
