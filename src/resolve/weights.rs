//! The learned weights of pronouns' antecedents: one for each feature, and one for each two of those that tell more together.

use super::antecedent::FEATURES;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Features whose products are features too: that a name is an object means another thing in the pronoun's own sentence
/// than in the one before.
const PAIRED: [&str; 17] = [
    "subject",
    "object",
    "oblique",
    "possessive",
    "nearest",
    "plain-0",
    "plain-1",
    "latest-subject",
    "mentions",
    "through-pronoun",
    "subject-here",
    "both-subjects",
    "rivals-between",
    "same-clause",
    "opens-text",
    "spoke-before",
    "gender-shown",
];

/// The number of features with their products.
pub const ALL: usize = FEATURES.len() + PAIRED.len() * (PAIRED.len() - 1) / 2;

/// The table as `dixit train antecedent` writes it: a feature's name, or two with "*" between, a tab and the weight.
const TABLE: &str = include_str!("data/antecedent_weights.txt");

/// The names of all features in the order of [`expand`].
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = FEATURES.iter().map(|name| (*name).to_owned()).collect();
    for (index, first) in PAIRED.iter().enumerate() {
        names.extend(PAIRED.iter().skip(index + 1).map(|second| format!("{first}*{second}")));
    }
    names
}

/// The features that are not zero, with their place among all and their value, in order.
pub fn expand(features: &[f32; FEATURES.len()]) -> Vec<(usize, f32)> {
    static PLACES: LazyLock<Vec<usize>> = LazyLock::new(|| {
        PAIRED.iter().filter_map(|name| FEATURES.iter().position(|feature| feature == name)).collect()
    });
    let mut out: Vec<(usize, f32)> = features.iter().copied().enumerate().filter(|(_, value)| *value != 0.0).collect();
    let paired: Vec<f32> = PLACES.iter().map(|place| features.get(*place).copied().unwrap_or(0.0)).collect();
    let mut at = FEATURES.len();
    for (index, first) in paired.iter().enumerate() {
        for second in paired.iter().skip(index + 1) {
            if *first != 0.0 && *second != 0.0 {
                out.push((at, first * second));
            }
            at += 1;
        }
    }
    out
}

/// A table of weights, one a line: the name, a tab and the number.
pub(super) fn table(lines: &'static str) -> FxHashMap<&'static str, f32> {
    let lines = lines.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(name, weight)| Some((name, weight.parse().ok()?))).collect()
}

/// The score of a candidate with these features.
pub fn score(features: &[f32; FEATURES.len()]) -> f32 {
    static WEIGHTS: LazyLock<Vec<f32>> = LazyLock::new(|| {
        let table = table(TABLE);
        names().iter().map(|name| table.get(name.as_str()).copied().unwrap_or(0.0)).collect()
    });
    expand(features).iter().map(|(place, value)| WEIGHTS.get(*place).copied().unwrap_or(0.0) * value).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_has_a_name_and_a_place_and_the_table_knows_no_other() {
        let names = names();
        assert_eq!(names.len(), ALL);
        assert!(PAIRED.iter().all(|name| FEATURES.contains(name)));
        let mut features = [0.0; FEATURES.len()];
        let place = |name: &str| FEATURES.iter().position(|feature| *feature == name).unwrap();
        features[place("subject")] = 1.0;
        features[place("mentions")] = 0.5;
        let found: Vec<(&str, f32)> =
            expand(&features).iter().map(|(at, value)| (names[*at].as_str(), *value)).collect();
        assert_eq!(found, [("subject", 1.0), ("mentions", 0.5), ("subject*mentions", 0.5)]);
        for line in TABLE.lines() {
            let (name, weight) = line.split_once('\t').unwrap();
            assert!(names.iter().any(|known| known == name) && weight.parse::<f32>().is_ok(), "{line}");
        }
    }
}
