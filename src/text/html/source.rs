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

/// The page without tags nested deeper than [`MAX_DEPTH`]; `None` when there are none.
///
/// The count is by tags alone: elements that never nest or may stay open are not counted.
fn level(html: &str) -> Option<String> {
    const UNCOUNTED: [&str; 25] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param",
        "p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "!doctype",
    ];
    const FORMATTING: [&str; 14] =
        ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    let mut depth = 0usize;
    let mut formats = 0usize;
    let mut dropped = false;
    let mut kept = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(open) = html.get(at..).and_then(|rest| memchr::memchr(b'<', rest.as_bytes())).map(|i| at + i) {
        let rest = html.get(open + 1..).unwrap_or("");
        let closing = rest.starts_with('/');
        let name: String = rest
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '!')
            .take(12)
            .collect::<String>()
            .to_ascii_lowercase();
        at = open + 1;
        if name.is_empty() || UNCOUNTED.contains(&name.as_str()) {
            continue;
        }
        if name == "script" || name == "style" {
            if let Some(end) = rest.find("</") {
                at = open + 1 + end;
            }
            continue;
        }
        let end = rest.find('>').map_or(html.len(), |i| open + 1 + i + 1);
        let formatting = FORMATTING.contains(&name.as_str());
        // A closing tag belongs to the opening one that was left out.
        let level = usize::from(!closing);
        let beyond = depth + level > MAX_DEPTH || formatting && formats + level > MAX_FORMATS;
        if closing {
            depth = depth.saturating_sub(1);
            formats = formats.saturating_sub(usize::from(formatting));
        } else if !html.get(open..end).unwrap_or("").ends_with("/>") {
            depth += 1;
            formats += usize::from(formatting);
        }
        if beyond {
            kept.push_str(html.get(copied..open).unwrap_or(""));
            copied = end;
            at = end;
            dropped = true;
        }
    }
    kept.push_str(html.get(copied..).unwrap_or(""));
    dropped.then_some(kept)
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
        assert_eq!(level(&"<script>if (a<b) {}</script><br>".repeat(500)), None);
    }

    proptest::proptest! {
        #[test]
        fn any_tags_are_leveled(text in "(<|</|div|b|>|é| |script|-->|<!--){0,60}") {
            let _ = level(&text);
        }
    }
}
