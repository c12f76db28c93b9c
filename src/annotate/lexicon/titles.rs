//! Titles and honorifics that stand before names.

use super::NameGender;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A word before a name that belongs to no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// The folded word without final stop.
    pub word: &'static str,
    /// The gender it shows.
    pub gender: NameGender,
    /// Whether it names an office or profession that is a role of its own ("Senator"), not a mere form of address.
    pub role: bool,
}

const fn title(word: &'static str, gender: NameGender, role: bool) -> Title {
    Title { word, gender, role }
}

/// The table, in the order of use.
pub const TITLES: &[Title] = &[
    title("mr", NameGender::Masculine, false),
    title("mister", NameGender::Masculine, false),
    title("mrs", NameGender::Feminine, false),
    title("ms", NameGender::Feminine, false),
    title("miss", NameGender::Feminine, false),
    title("mx", NameGender::Either, false),
    title("sir", NameGender::Masculine, false),
    title("dame", NameGender::Feminine, false),
    title("lord", NameGender::Masculine, false),
    title("lady", NameGender::Feminine, false),
    title("madam", NameGender::Feminine, false),
    title("madame", NameGender::Feminine, false),
    title("monsieur", NameGender::Masculine, false),
    title("herr", NameGender::Masculine, false),
    title("frau", NameGender::Feminine, false),
    title("senor", NameGender::Masculine, false),
    title("senora", NameGender::Feminine, false),
    title("don", NameGender::Masculine, false),
    title("dr", NameGender::Either, false),
    title("doctor", NameGender::Either, false),
    title("prof", NameGender::Either, true),
    title("professor", NameGender::Either, true),
    title("hon", NameGender::Either, false),
    title("rev", NameGender::Either, true),
    title("reverend", NameGender::Either, true),
    title("fr", NameGender::Masculine, true),
    title("father", NameGender::Masculine, true),
    title("sister", NameGender::Feminine, true),
    title("brother", NameGender::Masculine, true),
    title("rabbi", NameGender::Either, true),
    title("imam", NameGender::Masculine, true),
    title("sheikh", NameGender::Masculine, false),
    title("ayatollah", NameGender::Masculine, true),
    title("pope", NameGender::Masculine, true),
    title("cardinal", NameGender::Masculine, true),
    title("archbishop", NameGender::Either, true),
    title("bishop", NameGender::Either, true),
    title("pastor", NameGender::Either, true),
    title("saint", NameGender::Either, false),
    title("st", NameGender::Either, false),
    title("king", NameGender::Masculine, true),
    title("queen", NameGender::Feminine, true),
    title("prince", NameGender::Masculine, true),
    title("princess", NameGender::Feminine, true),
    title("emperor", NameGender::Masculine, true),
    title("duke", NameGender::Masculine, true),
    title("duchess", NameGender::Feminine, true),
    title("baroness", NameGender::Feminine, true),
    title("baron", NameGender::Masculine, true),
    title("president", NameGender::Either, true),
    title("premier", NameGender::Either, true),
    title("minister", NameGender::Either, true),
    title("chancellor", NameGender::Either, true),
    title("secretary", NameGender::Either, true),
    title("ambassador", NameGender::Either, true),
    title("governor", NameGender::Either, true),
    title("gov", NameGender::Either, true),
    title("senator", NameGender::Either, true),
    title("sen", NameGender::Either, true),
    title("representative", NameGender::Either, true),
    title("rep", NameGender::Either, true),
    title("congressman", NameGender::Masculine, true),
    title("congresswoman", NameGender::Feminine, true),
    title("mayor", NameGender::Either, true),
    title("coun", NameGender::Either, true),
    title("councillor", NameGender::Either, true),
    title("judge", NameGender::Either, true),
    title("justice", NameGender::Either, true),
    title("attorney", NameGender::Either, true),
    title("sheriff", NameGender::Either, true),
    title("officer", NameGender::Either, true),
    title("detective", NameGender::Either, true),
    title("det", NameGender::Either, true),
    title("insp", NameGender::Either, true),
    title("inspector", NameGender::Either, true),
    title("supt", NameGender::Either, true),
    title("superintendent", NameGender::Either, true),
    title("const", NameGender::Either, true),
    title("constable", NameGender::Either, true),
    title("chief", NameGender::Either, true),
    title("gen", NameGender::Either, true),
    title("general", NameGender::Either, true),
    title("col", NameGender::Either, true),
    title("colonel", NameGender::Either, true),
    title("lt", NameGender::Either, true),
    title("lieutenant", NameGender::Either, true),
    title("maj", NameGender::Either, true),
    title("major", NameGender::Either, true),
    title("capt", NameGender::Either, true),
    title("captain", NameGender::Either, true),
    title("sgt", NameGender::Either, true),
    title("sergeant", NameGender::Either, true),
    title("cpl", NameGender::Either, true),
    title("corporal", NameGender::Either, true),
    title("pvt", NameGender::Either, true),
    title("private", NameGender::Either, true),
    title("cmdr", NameGender::Either, true),
    title("commander", NameGender::Either, true),
    title("adm", NameGender::Either, true),
    title("admiral", NameGender::Either, true),
    title("coach", NameGender::Either, true),
    title("speaker", NameGender::Either, true),
    title("msgr", NameGender::Masculine, true),
    title("monsignor", NameGender::Masculine, true),
];

/// The title that a word is ("Mr.", "Senator"), in any case, with or without its stop.
pub fn title_of(word: &str) -> Option<&'static Title> {
    let plain = super::folded(word.trim_end_matches('.'));
    static TABLE: OnceLock<FxHashMap<&'static str, &'static Title>> = OnceLock::new();
    let table = TABLE.get_or_init(|| TITLES.iter().map(|title| (title.word, title)).collect());
    table.get(plain.as_ref()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_found_with_and_without_stop() {
        assert_eq!(title_of("Mrs.").map(|t| t.gender), Some(NameGender::Feminine));
        assert!(title_of("Senator").is_some_and(|t| t.role));
        assert_eq!(title_of("table"), None);
    }
}
