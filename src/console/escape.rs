//! Makes text from articles safe to show: control characters and direction marks are shown, never sent.

use std::borrow::Cow;

/// The text with every character that could steer a terminal or hide text replaced by a visible sign.
///
/// Escape and the other C0 controls become their Unicode pictures (␛), the C1 controls, the bidirectional controls and
/// the invisible format characters become `\x9b` or `\u{202e}`. Line ends become ␊ as well: see [`lines`].
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().fold(String::with_capacity(text.len()), push))
}

/// As [`visible`], but keeps line ends, for text that is shown as paragraphs; tabs become blanks.
pub fn lines(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().fold(String::with_capacity(text.len()), |all, c| match c {
        '\n' => all + "\n",
        '\r' => all,
        '\t' => all + "  ",
        c => push(all, c),
    }))
}

/// The text on one line: every run of white space as one blank, everything else as [`visible`] has it.
pub fn one_line(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&joined).into_owned()
}

fn push(mut all: String, c: char) -> String {
    match c {
        '\0'..='\x1f' => all.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('␀')),
        '\x7f' => all.push('␡'),
        c if is_unsafe(c) && u32::from(c) < 0x100 => return all + &format!("\\x{:02x}", u32::from(c)),
        c if is_unsafe(c) => return all + &format!("\\u{{{:x}}}", u32::from(c)),
        c => all.push(c),
    }
    all
}

/// Controls, bidirectional controls, line and paragraph separators, and tags; joiners stay, as scripts and emoji need
/// them.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_comes_through() {
        assert_eq!(visible("\x1b[31mred\x07\u{9b}0m"), "␛[31mred␇\\x9b0m");
        assert_eq!(visible("a\u{202e}b\u{2066}c"), "a\\u{202e}b\\u{2066}c");
        assert_eq!(visible("a\nb\tc\x7f"), "a␊b␉c␡");
        assert_eq!(lines("a\r\nb\tc\x1b"), "a\nb  c␛");
        assert_eq!(one_line("  a \n b\x1b "), "a b␛");
        for code in (0..0x11_0000).filter_map(char::from_u32) {
            let shown = visible(code.encode_utf8(&mut [0; 4])).into_owned();
            assert!(!shown.chars().any(is_unsafe), "{:x}", u32::from(code));
        }
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(visible("“Café” — 東京 👩‍🌾"), Cow::Borrowed(_)));
    }
}
