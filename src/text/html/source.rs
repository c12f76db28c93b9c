//! Decodes a page and levels what would make a parser slow: tags nested thousands deep.

use super::super::decode::{self, Decoded};

/// The nesting beyond which opening tags are left out, as browsers do.
const MAX_DEPTH: usize = 400;

/// The same for bold, links and the like, which a parser opens again in every paragraph after one that leaves them open.
const MAX_FORMATS: usize = 20;

/// A page as text.
pub(super) struct Page {
    pub text: String,
    pub notes: Vec<String>,
}

/// Decodes the bytes by their mark, as UTF-8, by what the page declares, or by what they look like.
pub(super) fn decode(bytes: Vec<u8>) -> Page {
    let declared = declared(&bytes);
    let Decoded { text, note } = decode::decode(bytes, declared.as_deref(), None);
    let mut notes: Vec<String> = note.into_iter().collect();
    let text = match level(&text) {
        Some(leveled) => {
            notes.push(format!("tags nested deeper than {MAX_DEPTH} were left out"));
            leveled
        }
        None => text,
    };
    Page { text, notes }
}

/// The encoding that a page names in its first bytes: `<meta charset=…>`, `content="…; charset=…"`, `<?xml encoding=…?>`.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or(bytes)).to_ascii_lowercase();
    let after =
        ["charset=", "encoding="].iter().find_map(|key| head.split_once(key).map(|(_, rest)| rest.to_owned()))?;
    let name = after.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.'))?;
    name.get(..end).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Elements that never nest or may stay open, in HTML; within drawings and formulas they nest like all others.
const UNCOUNTED: [&str; 25] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param", "p",
    "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "!doctype",
];

/// Elements that a parser opens again after a paragraph that leaves them open.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// How deep the tags stand that were seen so far.
#[derive(Default)]
struct Depth {
    all: usize,
    formats: usize,
    /// Within `<svg>` and `<math>`.
    foreign: usize,
}

impl Depth {
    /// Counts a tag; says whether it stands too deep.
    fn count(&mut self, name: &str, closing: bool, empty: bool) -> bool {
        let foreign = matches!(name, "svg" | "math");
        if !foreign && self.foreign == 0 && UNCOUNTED.contains(&name) {
            return false;
        }
        let formatting = FORMATTING.contains(&name);
        // A closing tag belongs to the opening one that was left out.
        let own = usize::from(!closing);
        let beyond = self.all + own > MAX_DEPTH || formatting && self.formats + own > MAX_FORMATS;
        for (counter, counted) in [(&mut self.all, true), (&mut self.formats, formatting), (&mut self.foreign, foreign)]
        {
            if closing {
                *counter = counter.saturating_sub(usize::from(counted));
            } else if !empty {
                *counter += usize::from(counted);
            }
        }
        beyond
    }
}

/// The page without tags nested deeper than [`MAX_DEPTH`]; `None` when there are none.
///
/// The count is by tags alone, without a parser, so that no page costs more than one pass.
fn level(html: &str) -> Option<String> {
    let bytes = html.as_bytes();
    let find = |byte: u8, from: usize| bytes.get(from..).and_then(|rest| memchr::memchr(byte, rest)).map(|i| from + i);
    let mut depth = Depth::default();
    let mut kept = String::new();
    let (mut copied, mut at, mut end) = (0, 0, 0);
    while let Some(open) = find(b'<', at) {
        at = open + 1;
        if end <= open {
            end = find(b'>', open).map_or(html.len(), |close| close + 1);
        }
        let tag = html.get(at..end).unwrap_or("");
        let closing = tag.starts_with('/');
        let letters =
            tag.trim_start_matches('/').bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'!').take(12);
        let name: String = letters.map(|b| char::from(b.to_ascii_lowercase())).collect();
        if name.is_empty() {
            continue;
        }
        if !closing && matches!(name.as_str(), "script" | "style") {
            // What looks like tags in there is none.
            let mut from = at;
            at = loop {
                match find(b'<', from) {
                    Some(next) if bytes.get(next + 1) == Some(&b'/') => break next,
                    Some(next) => from = next + 1,
                    None => break html.len(),
                }
            };
            continue;
        }
        if depth.count(&name, closing, tag.ends_with("/>")) {
            kept.push_str(html.get(copied..open).unwrap_or(""));
            (copied, at) = (end, end);
        }
    }
    (copied > 0).then(|| kept + html.get(copied..).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_encodings_are_found() {
        let of = |text: &str| declared(text.as_bytes());
        assert_eq!(of("<meta charset=\"ISO-8859-2\">").as_deref(), Some("iso-8859-2"));
        assert_eq!(
            of("<META http-equiv=x content='text/html; CHARSET=windows-1252'>").as_deref(),
            Some("windows-1252")
        );
        assert_eq!(of("<?xml version='1.0' encoding='koi8-r'?>").as_deref(), Some("koi8-r"));
        assert_eq!(of("<p>no charset here"), None);
        let page = decode(b"<meta charset=windows-1250><p>\x9Aeh".to_vec());
        assert_eq!((page.text.as_str(), page.notes.len()), ("<meta charset=windows-1250><p>\u{161}eh", 1));
    }

    #[test]
    fn tags_beyond_the_depth_go_with_their_ends() {
        assert_eq!(level("<div><p>a<p>b</div>"), None);
        let deep = format!("{}core{}<p>after</p>", "<div>".repeat(500), "</div>".repeat(500));
        let leveled = level(&deep).unwrap();
        assert_eq!(leveled.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(leveled.matches("</div>").count(), MAX_DEPTH);
        assert!(leveled.ends_with("<p>after</p>"));
        let bold = level(&"<b x=1>".repeat(50)).unwrap();
        assert_eq!(bold.matches("<b").count(), MAX_FORMATS);
        let drawing = level(&format!("<p>a</p><svg>{}", "<td>".repeat(1000))).unwrap();
        assert_eq!(drawing.matches("<td>").count(), MAX_DEPTH - 1);
        assert_eq!(level(&"<p<".repeat(100_000)), None);
        assert_eq!(level(&"<script>if (a<b) {}</script><br>".repeat(500)), None);
    }

    proptest::proptest! {
        #[test]
        fn any_tags_are_leveled(text in "(<|</|div|b|>|é| |script|-->|<!--){0,60}") {
            let _ = level(&text);
        }
    }
}
