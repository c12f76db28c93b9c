//! Tells whether two words are one edit apart, without the table that a general edit distance needs.

/// Whether one letter too many, one too few, another one, or two that changed places are all that differs: a Damerau-Levenshtein
/// distance of exactly one. It takes time in the length of the words, so that articles with thousands of names can compare each
/// with each.
pub fn one_edit_apart(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 4 {
        return false;
    }
    let start = a.chars().zip(b.chars()).take_while(|(of_a, of_b)| of_a == of_b).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (a.get(start..).unwrap_or(""), b.get(start..).unwrap_or(""));
    let ends = a.chars().rev().zip(b.chars().rev()).take_while(|(of_a, of_b)| of_a == of_b);
    let end: usize = ends.map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (a.get(..a.len() - end).unwrap_or(""), b.get(..b.len() - end).unwrap_or(""));
    let rest: (Vec<char>, Vec<char>) = (a.chars().take(3).collect(), b.chars().take(3).collect());
    match (rest.0.as_slice(), rest.1.as_slice()) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([first, second], [third, fourth]) => first == fourth && second == third,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_letter_or_one_swap_is_one_edit() {
        for (a, b, one) in [
            ("andrei", "andrey", true),
            ("smith", "smyth", true),
            ("smith", "smiht", true),
            ("smith", "smiths", true),
            ("aab", "ab", true),
            ("ß", "", true),
            ("müller", "muller", true),
            ("smith", "smith", false),
            ("", "", false),
            ("smith", "smythe", false),
            ("abcd", "badc", false),
            ("abc", "cab", false),
        ] {
            assert_eq!((one_edit_apart(a, b), one_edit_apart(b, a)), (one, one), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn it_is_what_the_general_distance_says(a in "[abö]{0,6}", b in "[abö]{0,6}") {
            prop_assert_eq!(one_edit_apart(&a, &b), strsim::damerau_levenshtein(&a, &b) == 1);
        }
    }
}
