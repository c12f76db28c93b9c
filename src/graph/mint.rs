//! Mints the IRIs of nodes from their content, and tells from an IRI what its node is.

use oxigraph::model::NamedNode;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// What a minted node is. The path of its IRI under the base says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// An article or an earlier version of one (ground).
    Article,
    /// A quotation, or a report of a thought or attitude (ground).
    Quotation,
    /// A role mention (ground; its name has a hyphen) or a membership (derived; it has none).
    Membership,
    /// An unnamed source (ground).
    Source,
    /// A span of the kept text (ground).
    Span,
    /// A form of a name in one article (ground).
    Name,
    /// A person (derived).
    Person,
    /// An organisation or place (derived).
    Body,
    /// Anything else that has a name (derived).
    Thing,
    /// A role (derived).
    Role,
    /// A topic (derived).
    Topic,
    /// A claim (derived).
    Claim,
    /// A judgement (derived).
    Judgement,
    /// A run of words by which reprints are found (derived).
    Passage,
    /// That an article is a reprint (derived).
    Reprint,
}

impl Space {
    const ALL: [Self; 15] = [
        Self::Article,
        Self::Quotation,
        Self::Membership,
        Self::Source,
        Self::Span,
        Self::Name,
        Self::Person,
        Self::Body,
        Self::Thing,
        Self::Role,
        Self::Topic,
        Self::Claim,
        Self::Judgement,
        Self::Passage,
        Self::Reprint,
    ];

    /// The prefix of the space in queries and Turtle, without colon.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Quotation => "quote",
            Self::Membership => "post",
            Self::Source => "source",
            Self::Span => "span",
            Self::Name => "name",
            Self::Person => "person",
            Self::Body => "body",
            Self::Thing => "thing",
            Self::Role => "role",
            Self::Topic => "topic",
            Self::Claim => "claim",
            Self::Judgement => "judgement",
            Self::Passage => "passage",
            Self::Reprint => "reprint",
        }
    }

    /// The path under the base, with its final slash.
    pub fn path(self) -> &'static str {
        /// Every path in the order of [`Space::ALL`]: nodes are taken apart by the hundred thousand.
        static PATHS: LazyLock<[&'static str; 15]> = LazyLock::new(|| {
            let path = |space: Space| crate::vocab::SPACES.iter().find(|(prefix, _)| *prefix == space.prefix());
            Space::ALL.map(|space| path(space).map_or("", |(_, path)| path))
        });
        PATHS.get(self as usize).copied().unwrap_or_default()
    }
}

/// The node `local` of `space`; `local` holds only what an IRI's last segment may hold.
pub fn node(base: &str, space: Space, local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{base}{}{local}", space.path()))
}

/// The space and name of a node minted under `base`; none for any other IRI.
pub fn parse<'a>(base: &str, node: &'a NamedNode) -> Option<(Space, &'a str)> {
    split(base, node.as_str())
}

/// The same for an IRI as it was written.
pub fn split<'a>(base: &str, iri: &'a str) -> Option<(Space, &'a str)> {
    let rest = iri.strip_prefix(base)?;
    Space::ALL.iter().find_map(|space| Some((*space, rest.strip_prefix(space.path())?)))
}

/// The node with this IRI, as the store wrote it, where its facts are derived.
pub fn derived(base: &str, iri: &str) -> Option<NamedNode> {
    split(base, iri)?;
    let node = NamedNode::new_unchecked(iri);
    (!is_ground(base, &node)).then_some(node)
}

/// Whether the node belongs to one article, so that it goes with it.
pub fn is_ground(base: &str, node: &NamedNode) -> bool {
    match parse(base, node) {
        Some((Space::Membership, local)) => local.contains('-'),
        Some((space, _)) => space <= Space::Name,
        None => false,
    }
}

/// The first `digits` hexadecimal digits of the SHA-256 over `parts`, each ended by a zero byte.
pub fn hash(parts: &[&str], digits: usize) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let mut hex = hexadecimal(&hasher.finalize());
    hex.truncate(digits);
    hex
}

/// The SHA-256 of a text, as `dixit:textSha256` has it.
pub fn sha256(text: &str) -> String {
    hexadecimal(&Sha256::digest(text.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// Bytes of a slug beyond which it is cut and ended by a hash.
const LONGEST: usize = 80;

/// Lower-case letters and digits of `name` without accents, its words joined by hyphens; never empty.
///
/// Letters of other scripts stay, since IRIs may hold them. Dots of an initialism and apostrophes vanish ("U.N." is
/// `un`, "O'Neil" is `oneil`). A name without letters becomes a hash.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for word in fold(name).split(|c: char| !is_plain(c) && !is_dropped(c)) {
        let word = if is_initialism(word) { word.replace('.', "") } else { word.replace('.', "-") };
        for part in word.split('-') {
            let part: String = part.chars().filter(|c| is_plain(*c)).collect();
            if !part.is_empty() {
                if !slug.is_empty() {
                    slug.push('-');
                }
                slug.push_str(&part);
            }
        }
    }
    if slug.is_empty() {
        return format!("x-{}", hash(&[name], 12));
    }
    shortened(slug)
}

/// `slug`, cut at a character boundary and ended by a hash of the whole when it is too long.
fn shortened(mut slug: String) -> String {
    if slug.len() <= LONGEST {
        return slug;
    }
    let tail = hash(&[&slug], 8);
    let mut cut = LONGEST - 9;
    while !slug.is_char_boundary(cut) {
        cut -= 1;
    }
    slug.truncate(cut);
    format!("{}-{tail}", slug.trim_end_matches('-'))
}

/// `name` in lower case without accents and ligatures.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let bare = name.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}'));
    let mut folded = String::with_capacity(name.len());
    for lower in bare.flat_map(char::to_lowercase) {
        match lower {
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            // Lower-casing can bring accents back ("İ").
            '\u{300}'..='\u{36F}' => {}
            other => folded.push(other),
        }
    }
    folded.nfc().collect()
}

/// Letters, digits and the marks that some scripts write vowels with.
fn is_plain(c: char) -> bool {
    (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)) && may_stand_in_iri(c)
}

/// Characters inside a word that leave no gap.
fn is_dropped(c: char) -> bool {
    matches!(c, '.' | '\'' | '’' | '‘' | '`' | 'ʼ')
}

/// The characters beyond ASCII that RFC 3987 allows (`ucschar`).
fn may_stand_in_iri(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}')
        || (c >= '\u{10000}' && (c as u32 & 0xFFFF) <= 0xFFFD && !matches!(c, '\u{E0000}'..='\u{E0FFF}'))
            && (c as u32) < 0xF0000
}

/// "u.s.", "u.n": single letters each followed by a dot, the last perhaps without.
fn is_initialism(word: &str) -> bool {
    word.contains('.') && word.trim_end_matches('.').split('.').all(|part| part.chars().count() == 1)
}

/// The name of a topic's node. It can be read back by [`concept_of`]: blanks become `_`, other characters than letters,
/// digits, hyphens and full stops are percent-encoded.
pub fn topic(concept: &str) -> String {
    let mut local = String::with_capacity(concept.len());
    for c in concept.chars() {
        match c {
            ' ' => local.push('_'),
            '-' | '.' => local.push(c),
            _ if c.is_alphanumeric() && may_stand_in_iri(c) => local.push(c),
            _ => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _infallible = write!(local, "%{byte:02X}");
                }
            }
        }
    }
    local
}

/// The concept whose topic's node is called `local`.
pub fn concept_of(local: &str) -> String {
    let mut bytes = Vec::with_capacity(local.len());
    let mut rest = local.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (first, escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or(&[]);
            }
            (b'_', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_are_readable() {
        for (name, expected) in [
            ("Andrei Kortunov", "andrei-kortunov"),
            ("Lenta.ru", "lenta-ru"),
            ("U.N.", "un"),
            ("U.S. Steel", "us-steel"),
            ("O’Neil", "oneil"),
            ("José Muñoz-Łukasz", "jose-munoz-lukasz"),
            ("J. R. Marsh", "j-r-marsh"),
            ("Ямал Øre", "ямал-ore"),
            ("한국은행", "한국은행"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn a_name_without_letters_still_has_a_slug() {
        assert!(slug("!!!").starts_with("x-"));
        assert_ne!(slug("!!!"), slug("???"));
        assert_ne!(slug(""), "");
    }

    #[test]
    fn long_names_are_cut_apart() {
        let (one, other) = ("a".repeat(200), "a".repeat(201));
        assert!(slug(&one).len() <= LONGEST);
        assert_ne!(slug(&one), slug(&other));
    }

    #[test]
    fn ground_and_derived_nodes_are_told_apart() {
        let base = "https://news.example/";
        for (space, local, ground) in [
            (Space::Article, "0123", true),
            (Space::Name, "0123-aa", true),
            (Space::Membership, "0123-aa", true),
            (Space::Membership, "0123", false),
            (Space::Person, "ann-lee", false),
            (Space::Claim, "0123-aa", false),
        ] {
            let node = node(base, space, local);
            assert_eq!(parse(base, &node), Some((space, local)));
            assert_eq!(is_ground(base, &node), ground, "{node}");
        }
        assert_eq!(parse(base, &NamedNode::new_unchecked("http://schema.org/about")), None);
    }

    proptest! {
        #[test]
        fn any_name_makes_a_valid_iri(name in "\\PC{0,120}", other in any::<String>()) {
            for local in [slug(&name), slug(&other), topic(&name), topic(&other)] {
                let node = node("https://news.example/", Space::Person, &local);
                prop_assert!(NamedNode::new(node.as_str()).is_ok(), "{node}");
            }
            prop_assert_eq!(concept_of(&topic(&name)), name);
        }
    }
}
