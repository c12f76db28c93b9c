//! The reporting verbs: how often a verb's use reports a saying, a thought or an attitude, learned from annotated news.
//!
//! [`crate::learn::cues`] derives the table.

use super::{CueClass, Stance};
use crate::annotate::model_file::unpack;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The table as `dixit train cues` writes it: lemma, uses, uses as a cue, of these speech, class, 1 for WordNet's verbs of
/// communication; one lemma a line.
const TABLE: &[u8] = include_bytes!("data/cues.model");

/// How many uses the expectation for a verb weighs before any is seen.
const PRIOR_USES: f32 = 3.0;

/// What is known of a lemma as a cue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CueEntry {
    /// The share of its uses as a verb that report something, smoothed.
    pub probability: f32,
    /// What it mostly reports.
    pub class: CueClass,
}

/// The lemma as the table keeps it with its entry, or none when it was hardly ever a cue.
pub(crate) fn cue_entry(lemma: &str) -> Option<(&'static str, CueEntry)> {
    static ENTRIES: LazyLock<FxHashMap<&'static str, CueEntry>> =
        LazyLock::new(|| table().lines().filter_map(parse_line).collect());
    ENTRIES.get_key_value(lemma).map(|(lemma, entry)| (*lemma, *entry))
}

/// The table's text.
fn table() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let payload = unpack("cues", TABLE).expect("a test reads the table that is built in");
        String::from_utf8(payload).expect("the table is text")
    });
    &TEXT
}

fn parse_line(line: &'static str) -> Option<(&'static str, CueEntry)> {
    let mut fields = line.split('\t');
    let lemma = fields.next()?;
    let uses: f32 = fields.next()?.parse().ok()?;
    let cues: f32 = fields.next()?.parse().ok()?;
    let _speech = fields.next()?;
    let class = match fields.next()? {
        "speech" => CueClass::Speech,
        "thought" => CueClass::Thought,
        _ => CueClass::Attitude,
    };
    let expected = if fields.next()? == "1" { 0.3 } else { 0.02 };
    let probability = (cues + PRIOR_USES * expected) / (uses + PRIOR_USES);
    Some((lemma, CueEntry { probability, class }))
}

/// What a speaker does with the content, by lemma; every other cue asserts.
const STANCES: [(Stance, &[&str]); 11] = [
    (
        Stance::Denies,
        &["deny", "refute", "rebut", "dispute", "reject", "dismiss", "disavow", "contradict", "repudiate", "disclaim"],
    ),
    (Stance::Asks, &["ask", "question", "inquire", "enquire", "query", "wonder"]),
    (
        Stance::Promises,
        &["promise", "pledge", "vow", "swear", "guarantee", "undertake", "assure", "commit", "volunteer"],
    ),
    (
        Stance::Demands,
        &[
            "demand",
            "urge",
            "request",
            "order",
            "implore",
            "beg",
            "plead",
            "beseech",
            "appeal",
            "exhort",
            "instruct",
            "command",
            "direct",
            "encourage",
            "press",
            "require",
        ],
    ),
    (Stance::Warns, &["warn", "caution", "threaten", "alert"]),
    (Stance::Accuses, &["accuse", "allege", "charge", "implicate"]),
    (
        Stance::Admits,
        &["admit", "concede", "acknowledge", "confess", "apologize", "apologise", "grant", "regret", "recognize"],
    ),
    (Stance::Proposes, &["propose", "suggest", "recommend", "advise", "advocate", "offer", "counsel"]),
    (
        Stance::Praises,
        &[
            "praise",
            "laud",
            "hail",
            "welcome",
            "applaud",
            "commend",
            "congratulate",
            "thank",
            "tout",
            "salute",
            "endorse",
            "compliment",
        ],
    ),
    (
        Stance::Criticizes,
        &[
            "blame",
            "criticize",
            "criticise",
            "condemn",
            "denounce",
            "decry",
            "blast",
            "slam",
            "attack",
            "assail",
            "rebuke",
            "scold",
            "chide",
            "mock",
            "ridicule",
            "lambaste",
            "lambast",
            "deride",
            "complain",
            "lament",
            "rail",
            "rip",
            "castigate",
            "bemoan",
            "deplore",
        ],
    ),
    (Stance::Predicts, &["predict", "forecast", "foresee", "project", "anticipate", "expect", "prophesy"]),
];

/// What a cue lemma does with its content.
pub(crate) fn stance(lemma: &str) -> Stance {
    STANCES.iter().find(|(_, lemmas)| lemmas.contains(&lemma)).map_or(Stance::Asserts, |(stance, _)| *stance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_whole() {
        assert!(table().lines().count() > 300 && table().lines().all(|line| parse_line(line).is_some()));
    }

    #[test]
    fn say_is_nearly_certain_and_other_verbs_are_graded() {
        let say = cue_entry("say").expect("say is a cue").1;
        let support = cue_entry("support").expect("support is a cue").1;
        assert!(say.probability > 0.8 && say.class == CueClass::Speech);
        assert!(support.probability < 0.4 && support.class != CueClass::Speech);
        assert_eq!(cue_entry("swim"), None);
    }

    #[test]
    fn every_stance_lemma_is_listed_once() {
        let mut all: Vec<&str> = STANCES.iter().flat_map(|(_, lemmas)| lemmas.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert_eq!(stance("deny"), Stance::Denies);
        assert_eq!(stance("say"), Stance::Asserts);
    }
}
