//! How much a word praises or blames: a table of public origin, and the judging words of politics that it lacks.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// The valence of a folded word, from about -4 (blames) to 4 (praises); none for a word that does not judge.
///
/// `valence.txt` is made by `learn::lexicons` of the VADER lexicon (Hutto and Gilbert 2014); `judging_words.txt` is this
/// project's own, and overrides it.
pub fn valence(folded: &str) -> Option<f32> {
    static TABLE: OnceLock<FxHashMap<&'static str, f32>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let public = include_str!("data/valence.txt").lines().filter_map(|line| line.split_once('\t'));
        let public = public.filter_map(|(word, value)| Some((word, value.parse().ok()?)));
        let own = include_str!("data/judging_words.txt").lines().filter_map(|line| line.split_once(' '));
        let own = own.filter_map(|(value, words)| Some((value.parse().ok()?, words)));
        let own = own.flat_map(|(value, words): (f32, &str)| words.split(' ').map(move |word| (word, value)));
        public.chain(own).collect()
    });
    table.get(folded).copied()
}

/// Whether a folded word tells an event or a state ("killed", "won", "virus"): in a plain report it judges nobody.
pub fn is_event(folded: &str) -> bool {
    static WORDS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| include_str!("data/event_words.txt").split_whitespace().collect());
    words.contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_praise_blame_or_do_neither() {
        assert!(valence("courageous").is_some_and(|v| v > 0.0));
        assert!(valence("dishonest").is_some_and(|v| v < 0.0));
        assert_eq!(valence("harbour"), None);
        assert!(is_event("killed") && !is_event("dishonest"));
    }
}
