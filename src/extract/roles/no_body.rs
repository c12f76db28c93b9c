//! Tells names that the recogniser took for bodies but that are offices, fields of work or honours.

use crate::annotate::lexicon;

/// Words of the fields that an office or chair is for: "Secretary of **State**", "professor of **European Law**".
const FIELDS: &[&str] = &[
    "affairs",
    "agriculture",
    "art",
    "arts",
    "biology",
    "business",
    "chemistry",
    "commerce",
    "communications",
    "consulting",
    "corporate",
    "culture",
    "defence",
    "defense",
    "development",
    "economics",
    "education",
    "employment",
    "energy",
    "engineering",
    "environment",
    "european",
    "finance",
    "foreign",
    "health",
    "history",
    "home",
    "housing",
    "interior",
    "internal",
    "international",
    "justice",
    "labor",
    "labour",
    "law",
    "literature",
    "marketing",
    "mathematics",
    "medicine",
    "music",
    "operations",
    "philosophy",
    "physics",
    "planning",
    "policy",
    "political",
    "practice",
    "professional",
    "public",
    "relations",
    "resources",
    "sales",
    "science",
    "sciences",
    "security",
    "social",
    "sport",
    "sports",
    "state",
    "strategy",
    "studies",
    "surgery",
    "technology",
    "tourism",
    "trade",
    "transport",
    "transportation",
    "urban",
    "war",
];

/// Words that join fields.
const JOINTS: &[&str] = &["and", "&", "of", "the", "for", ","];

/// Short forms of offices, with which a title begins or ends: "**EVP** Consulting", "Board & **CEO**".
const OFFICES: &[&str] = &["vp", "evp", "svp", "avp", "ceo", "cfo", "coo", "cto", "cmo", "cio"];

/// Last words of titles.
const TITLES: &[&str] = &["counsel", "assistant", "commissar", "emeritus", "emerita"];

/// Letters of honours and degrees after a name.
const HONOURS: &[&str] = &[
    "CC", "CQ", "OC", "OQ", "CM", "OBE", "MBE", "CBE", "KBE", "DBE", "KC", "QC", "SC", "FRS", "FRSC", "FRSE", "FBA",
    "OM", "CH", "GCB", "KCB", "KCMG", "CMG", "MD", "PhD", "FACP", "DSO", "DFC", "OMRI", "JD", "MBA", "CPA", "RN",
];

/// Whether a name is an office, a field of work or an honour, and no body.
pub(super) fn is_no_body(name: &str) -> bool {
    if name.split_whitespace().all(|word| HONOURS.contains(&word.trim_matches(','))) {
        return true;
    }
    let folded = lexicon::folded(name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let is = |word: Option<&&str>, any: &[&str]| word.is_some_and(|word| any.contains(word));
    let field = words.iter().all(|word| FIELDS.contains(word) || JOINTS.contains(word));
    field || is(words.first(), OFFICES) || is(words.last(), OFFICES) || is(words.last(), TITLES)
}

#[cfg(test)]
mod tests {
    use super::is_no_body;

    #[test]
    fn offices_fields_and_honours_are_no_bodies() {
        for name in ["State", "European Law", "General Counsel", "EVP Consulting", "Board & CEO", "FRS", "CC"] {
            assert!(is_no_body(name), "{name}");
        }
        for name in ["State Department", "Velden Law School", "Brightwater", "Foreign Office", "NATO"] {
            assert!(!is_no_body(name), "{name}");
        }
    }
}
