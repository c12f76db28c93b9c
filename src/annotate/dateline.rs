//! Finds the place and agency that open a wire story's first paragraph.

use std::ops::Range;

/// The place and agency that open a wire story's first paragraph ("LONDON (Reuters) — "), as bytes of `block`; they are no part of
/// the sentence that follows.
pub fn dateline(block: &str) -> Option<Range<usize>> {
    let head = block.char_indices().nth(70).map_or(block, |(end, _)| block.get(..end).unwrap_or(block));
    let (at, dash) = ["—", "–", "--", " - ", "-"]
        .iter()
        .filter_map(|d| head.find(d).map(|at| (at, *d)))
        .min_by_key(|(at, d)| (*at, usize::MAX - d.len()))?;
    let place = head.get(..at)?;
    let agency = place.trim_end().ends_with(')') && place.contains('(');
    let outside = place.split('(').next().unwrap_or(place).trim();
    let first = outside.split([',', ' ']).next().unwrap_or("");
    let shouted = first.chars().filter(|c| c.is_alphabetic()).count() >= 3 && first.chars().all(|c| !c.is_lowercase());
    let spaced = dash != "-" || agency;
    let plain = outside.chars().all(|c| c.is_alphanumeric() || " ,.'’/".contains(c))
        && outside.chars().any(char::is_alphabetic);
    if !(spaced
        && plain
        && outside.split_whitespace().count() <= 6
        && (agency && first.starts_with(char::is_uppercase) || shouted))
    {
        return None;
    }
    let rest = block.get(at + dash.len()..)?;
    Some(0..at + dash.len() + (rest.len() - rest.trim_start().len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_datelines() {
        let check = |block: &'static str| dateline(block).map(|r| block.get(r).unwrap_or(""));
        assert_eq!(check("PORT ELLERY (Ellery Press) — The board met."), Some("PORT ELLERY (Ellery Press) — "));
        assert_eq!(check("ELLERY, March 3 – The board met."), Some("ELLERY, March 3 – "));
        assert_eq!(check("Brandt (EP) - The board met."), Some("Brandt (EP) - "));
        assert_eq!(check("The board — all of it — met."), None);
        assert_eq!(check("NATO-led troops met."), None);
    }
}
