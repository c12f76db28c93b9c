//! Doubts people who are named by one unknown word alone: "Brexit", "Novichok".
//!
//! The recogniser takes a new word with a capital for a person more often than for anything else. A single word that is no
//! known given or last name, stands in no longer name of the article and has nothing of a person about it is mostly none.

use super::lexicon::{self, titles::title_of};
use super::{Document, EntityKind, EntityMention, Pos};
use rustc_hash::{FxHashMap, FxHashSet};

/// Last names that news gives alone and that the tables of names do not have.
const FAMOUS: &[&str] = &[
    "arafat",
    "assad",
    "berlusconi",
    "blinken",
    "bolsonaro",
    "brezhnev",
    "duterte",
    "erdogan",
    "gaddafi",
    "gorbachev",
    "guterres",
    "khamenei",
    "khomeini",
    "khrushchev",
    "kirchner",
    "lavrov",
    "lukashenko",
    "macron",
    "maduro",
    "medvedev",
    "milosevic",
    "mitterrand",
    "modi",
    "morsi",
    "mubarak",
    "mugabe",
    "musharraf",
    "navalny",
    "netanyahu",
    "obama",
    "orban",
    "pinochet",
    "pompeo",
    "poroshenko",
    "putin",
    "qaddafi",
    "rouhani",
    "sarkozy",
    "sisi",
    "stoltenberg",
    "suharto",
    "sukarno",
    "thatcher",
    "trudeau",
    "tusk",
    "yanukovych",
    "yeltsin",
    "zelensky",
    "zelenskyy",
    "zuma",
];

/// Verbs of which people are the usual subjects.
pub(super) const DEEDS: &[&str] = &[
    "say", "tell", "add", "ask", "reply", "recall", "insist", "argue", "explain", "write", "tweet", "think", "believe",
    "smile", "laugh", "die", "resign", "marry", "testify", "plead", "joke", "admit", "deny", "speak", "talk", "walk",
];

/// Tokens of an article from which on it introduces its people by their full names.
const LONG: usize = 180;

/// Makes such names plain names of anything.
pub fn doubt(document: &mut Document) {
    if document.tokens.len() < LONG {
        return;
    }
    let lone = |index: usize| {
        let word = document.word(index);
        word.contains(char::is_lowercase) && !word.contains('-') && word.starts_with(char::is_uppercase)
    };
    let known = |word: &str| {
        let folded = lexicon::fold(word);
        lexicon::given_name(&folded).is_some() || lexicon::is_surname(&folded) || FAMOUS.contains(&folded.as_str())
    };
    let mut words: FxHashMap<&str, bool> = FxHashMap::default();
    for mention in document.entities.iter().filter(|m| m.kind == EntityKind::Person && m.tokens.len() == 1) {
        let index = mention.tokens.start;
        if !lone(index) {
            continue;
        }
        let human = words.entry(document.word(index)).or_insert_with(|| known(document.word(index)));
        *human = *human || is_human(document, index) || super::apposed::is_apposed(document, mention);
    }
    if words.values().all(|human| *human) {
        return;
    }
    let long = document.entities.iter().filter(|m| m.kind == EntityKind::Person && m.tokens.len() > 1);
    let parts: FxHashSet<&str> = long.flat_map(|m| m.tokens.clone()).map(|index| document.word(index)).collect();
    words.retain(|word, human| !*human && !parts.contains(word));
    let doubtful = |m: &EntityMention| {
        m.kind == EntityKind::Person && m.tokens.len() == 1 && words.contains_key(document.word(m.tokens.start))
    };
    let doubtful: Vec<bool> = document.entities.iter().map(doubtful).collect();
    for (mention, _) in document.entities.iter_mut().zip(doubtful).filter(|(_, doubtful)| *doubtful) {
        mention.kind = EntityKind::Misc;
    }
}

/// Whether something around a name says that it is a person's: a title or role before it, an age or "who" after it, or a
/// deed of people.
fn is_human(document: &Document, index: usize) -> bool {
    let pos = |at: usize| document.tokens.get(at).map_or(Pos::X, |token| token.pos);
    let lemma = |at: usize| document.tokens.get(at).map_or("", |token| token.lemma.as_str());
    let before = index.checked_sub(1).map_or("", |at| document.word(at));
    let titled = title_of(before).is_some()
        || lexicon::person_noun(&lexicon::fold(before)).is_some_and(|noun| noun.usual)
        || matches!(before, "he" | "she");
    let after = document.word(index + 1);
    let after_comma = if after == "," { document.word(index + 2) } else { after };
    let age = after == "," && (1..=2).contains(&after_comma.len()) && after_comma.chars().all(|c| c.is_ascii_digit());
    let who = matches!(after_comma, "who" | "whose" | "whom");
    let deed = |at: usize| pos(at) == Pos::Verb && DEEDS.contains(&lemma(at));
    let does = deed(index + 1) || index.checked_sub(1).is_some_and(|at| deed(at) && document.word(at) != "saying");
    titled || age || who || does
}

#[cfg(test)]
mod tests {
    use crate::annotate::{EntityKind, Models, annotate};
    use crate::text::Article;

    fn kind(text: &str, name: &str) -> Option<EntityKind> {
        let filler =
            "The council met in the evening and the ferry left late because of the fog over the bay. ".repeat(11);
        let body = format!("{text} {filler}");
        let document = annotate(&Models::built_in(), Article { body, ..Article::default() });
        document.entities.iter().find(|m| m.span.of(document.text()) == name).map(|m| m.kind)
    }

    #[test]
    fn unknown_single_words_are_people_only_where_something_says_so() {
        for text in
            ["Minister Velkrad left.", "“We lost,” Velkrad said.", "Velkrad, 41, left the room.", "Mr. Velkrad left."]
        {
            assert_eq!(kind(text, "Velkrad"), Some(EntityKind::Person), "{text}");
        }
        for text in ["Everybody talks of Velkrad these days.", "The effects of Velkrad are felt."] {
            assert_ne!(kind(text, "Velkrad"), Some(EntityKind::Person), "{text}");
        }
    }
}
