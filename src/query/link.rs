//! Links into a web page that show a passage: text fragments (`#:~:text=`, WICG Scroll To Text Fragment).

use std::fmt::Write;

/// Words at each end of a long passage that name it.
const WORDS: usize = 5;

/// The address with a fragment that makes a browser scroll to `passage` and mark it.
///
/// A long passage is named by its first and last words. Outer quotation marks are left out: pages often have others.
pub fn to_text(url: &str, passage: &str) -> String {
    let passage = passage.trim_matches(|c: char| c.is_whitespace() || "\"“”„«»‘’'".contains(c));
    let words: Vec<&str> = passage.split_whitespace().collect();
    if words.is_empty() {
        return url.to_owned();
    }
    let address = url.split_once('#').map_or(url, |(before, _)| before);
    let part = |words: &[&str]| encoded(&words.join(" "));
    let text = match (words.get(..WORDS), words.len().checked_sub(WORDS).and_then(|from| words.get(from..))) {
        (Some(first), Some(last)) if words.len() > 2 * WORDS => format!("{},{}", part(first), part(last)),
        _ => part(&words),
    };
    format!("{address}#:~:text={text}")
}

/// Percent-encodes everything but unreserved characters; `-` too, as it has a meaning in a text fragment.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'~') {
            all.push(char::from(byte));
        } else {
            let _infallible = write!(all, "%{byte:02X}");
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_passage_stands_whole_and_a_long_one_by_its_ends() {
        assert_eq!(
            to_text("https://n.example/a#top", "“We agree, all-in,” "),
            "https://n.example/a#:~:text=We%20agree%2C%20all%2Din%2C"
        );
        assert_eq!(
            to_text("https://n.example/a", "one two three four five six seven eight nine ten eleven"),
            "https://n.example/a#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven"
        );
        assert_eq!(to_text("https://n.example/a", "““"), "https://n.example/a");
    }
}
