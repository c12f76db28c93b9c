//! The abbreviations that keep their full stop, and what each says about the end of a sentence.

/// What a word with a full stop behind it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A title or the like; a name or number follows, never a new sentence.
    Leading,
    /// May stand at the end of a sentence.
    Trailing,
    /// An abbreviation only before a number or a name that it belongs to ("No. 3", "Sat. 4").
    BeforeNumber,
}

use Abbreviation::{BeforeNumber, Leading, Trailing};

/// Lower-cased abbreviations without their last full stop, in alphabetic order.
const TABLE: &[(&str, Abbreviation)] = &[
    ("a.k.a", Leading),
    ("abp", Leading),
    ("adj", Leading),
    ("adm", Leading),
    ("al", Trailing),
    ("ala", Trailing),
    ("apr", Leading),
    ("approx", Leading),
    ("apt", Leading),
    ("ariz", Trailing),
    ("art", BeforeNumber),
    ("assn", Trailing),
    ("asst", Leading),
    ("atty", Leading),
    ("aug", Leading),
    ("av", Trailing),
    ("ave", Trailing),
    ("bldg", Trailing),
    ("blvd", Trailing),
    ("bp", Leading),
    ("brig", Leading),
    ("bros", Trailing),
    ("ca", Leading),
    ("calif", Trailing),
    ("capt", Leading),
    ("cf", Leading),
    ("ch", BeforeNumber),
    ("cmdr", Leading),
    ("co", Trailing),
    ("col", Leading),
    ("colo", Trailing),
    ("comdr", Leading),
    ("cong", Leading),
    ("conn", Trailing),
    ("corp", Trailing),
    ("cpl", Leading),
    ("cpt", Leading),
    ("dec", Leading),
    ("del", Trailing),
    ("dept", Leading),
    ("det", Leading),
    ("dist", Leading),
    ("div", Trailing),
    ("dr", Leading),
    ("e.g", Leading),
    ("ed", Trailing),
    ("eds", Trailing),
    ("eq", BeforeNumber),
    ("esp", Leading),
    ("esq", Trailing),
    ("est", Leading),
    ("etc", Trailing),
    ("feb", Leading),
    ("fig", BeforeNumber),
    ("figs", BeforeNumber),
    ("fla", Trailing),
    ("fr", Leading),
    ("fri", BeforeNumber),
    ("ft", Leading),
    ("ga", Trailing),
    ("gen", Leading),
    ("gens", Leading),
    ("gov", Leading),
    ("govs", Leading),
    ("hon", Leading),
    ("hwy", Leading),
    ("i.e", Leading),
    ("ill", BeforeNumber),
    ("inc", Trailing),
    ("ind", Trailing),
    ("insp", Leading),
    ("jan", Leading),
    ("jr", Trailing),
    ("jul", Leading),
    ("jun", Leading),
    ("kan", Trailing),
    ("ky", Trailing),
    ("lb", Trailing),
    ("lbs", Trailing),
    ("lieut", Leading),
    ("lt", Leading),
    ("ltd", Trailing),
    ("maj", Leading),
    ("mar", BeforeNumber),
    ("mass", Trailing),
    ("mfg", Trailing),
    ("mgr", Leading),
    ("mich", Trailing),
    ("min", BeforeNumber),
    ("mins", Trailing),
    ("minn", Trailing),
    ("miss", BeforeNumber),
    ("mlle", Leading),
    ("mme", Leading),
    ("mo", Trailing),
    ("mon", BeforeNumber),
    ("mont", Trailing),
    ("mr", Leading),
    ("mrs", Leading),
    ("ms", Leading),
    ("msgr", Leading),
    ("mt", Leading),
    ("mtn", Leading),
    ("neb", Trailing),
    ("nev", Trailing),
    ("no", BeforeNumber),
    ("nos", BeforeNumber),
    ("nov", Leading),
    ("oct", Leading),
    ("okla", Trailing),
    ("op", BeforeNumber),
    ("ore", Trailing),
    ("oz", Trailing),
    ("p", BeforeNumber),
    ("pa", Trailing),
    ("para", BeforeNumber),
    ("ph.d", Trailing),
    ("plc", Trailing),
    ("pp", BeforeNumber),
    ("pres", Leading),
    ("prof", Leading),
    ("profs", Leading),
    ("pt", BeforeNumber),
    ("pte", Leading),
    ("pty", Trailing),
    ("pvt", Leading),
    ("rd", Trailing),
    ("ref", BeforeNumber),
    ("rep", Leading),
    ("reps", Leading),
    ("ret", Trailing),
    ("rev", Leading),
    ("revs", Leading),
    ("rt", Leading),
    ("sat", BeforeNumber),
    ("sec", BeforeNumber),
    ("sen", Leading),
    ("sens", Leading),
    ("sept", Leading),
    ("sep", Leading),
    ("sgt", Leading),
    ("sr", Trailing),
    ("sra", Leading),
    ("st", Leading),
    ("ste", Leading),
    ("sun", BeforeNumber),
    ("supt", Leading),
    ("tenn", Trailing),
    ("tex", Trailing),
    ("thu", BeforeNumber),
    ("thur", BeforeNumber),
    ("thurs", BeforeNumber),
    ("tue", BeforeNumber),
    ("tues", BeforeNumber),
    ("univ", Trailing),
    ("v", Leading),
    ("va", Trailing),
    ("ver", BeforeNumber),
    ("viz", Leading),
    ("vol", BeforeNumber),
    ("vols", BeforeNumber),
    ("vs", Leading),
    ("vt", Trailing),
    ("wash", Trailing),
    ("wed", BeforeNumber),
    ("wis", Trailing),
    ("wyo", Trailing),
    ("yr", Trailing),
    ("yrs", Trailing),
];

/// What `word`, the characters before a full stop, is; none when the stop ends a sentence.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    let mut buffer = [0u8; 8];
    let lower = lowered(word, &mut buffer)?;
    TABLE
        .iter()
        .find(|(known, _)| *known == lower)
        .map(|(_, kind)| *kind)
        .or_else(|| is_acronym(word).then_some(Trailing))
}

/// `word` in ASCII lower case; none when it is too long for any abbreviation of the table or is not ASCII.
fn lowered<'b>(word: &str, buffer: &'b mut [u8; 8]) -> Option<&'b str> {
    let target = buffer.get_mut(..word.len()).filter(|_| word.is_ascii())?;
    target.copy_from_slice(word.as_bytes());
    target.make_ascii_lowercase();
    std::str::from_utf8(target).ok()
}

/// "U.S", "p.m", "M.Sc": letters in pieces of one or two, with a stop between each.
fn is_acronym(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|piece| (1..=2).contains(&piece.chars().count()) && piece.chars().all(char::is_alphabetic))
}

/// Words that often begin a sentence and hardly ever a name: a sentence ends between "Inc." and one of these.
const SENTENCE_STARTERS: &[&str] = &[
    "A",
    "According",
    "After",
    "All",
    "Although",
    "Among",
    "An",
    "And",
    "Another",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Critics",
    "Despite",
    "During",
    "Each",
    "Earlier",
    "Even",
    "Every",
    "Experts",
    "Few",
    "For",
    "From",
    "Given",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "Is",
    "It",
    "Its",
    "Last",
    "Later",
    "Many",
    "Meanwhile",
    "More",
    "Most",
    "Much",
    "My",
    "Neither",
    "Never",
    "Next",
    "No",
    "Nobody",
    "None",
    "Nor",
    "Not",
    "Nothing",
    "Now",
    "Of",
    "Officials",
    "On",
    "Once",
    "One",
    "Only",
    "Or",
    "Other",
    "Others",
    "Our",
    "Over",
    "People",
    "Perhaps",
    "Police",
    "Residents",
    "She",
    "Since",
    "So",
    "Some",
    "Sometimes",
    "Soon",
    "Still",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "Three",
    "Through",
    "Thus",
    "To",
    "Today",
    "Two",
    "Under",
    "Until",
    "We",
    "Were",
    "What",
    "When",
    "Where",
    "Whether",
    "Which",
    "While",
    "Who",
    "Why",
    "With",
    "Without",
    "Yes",
    "Yet",
    "You",
    "Your",
];

/// Whether `word` begins sentences rather than names.
pub(super) fn starts_sentences(word: &str) -> bool {
    SENTENCE_STARTERS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_so_that_doubles_show() {
        assert!(SENTENCE_STARTERS.is_sorted());
        let mut words: Vec<&str> = TABLE.iter().map(|(word, _)| *word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), TABLE.len());
    }

    #[test]
    fn abbreviations_and_acronyms_are_known() {
        assert_eq!(abbreviation("Mr"), Some(Leading));
        assert_eq!(abbreviation("Mo"), Some(Trailing));
        assert_eq!(abbreviation("U.S"), Some(Trailing));
        assert_eq!(abbreviation("e.g"), Some(Leading));
        assert_eq!(abbreviation("No"), Some(BeforeNumber));
        assert_eq!(abbreviation("bridge"), None);
        assert_eq!(abbreviation("café"), None);
    }
}
