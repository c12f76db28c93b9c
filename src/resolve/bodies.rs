//! Whether two names of organisations or places mean the same one: short forms, suffixes, acronyms, country names.

use crate::annotate::lexicon;

/// The name of an organisation or place taken apart for comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyName {
    /// Folded words without article, possessive and company suffix; countries under their usual name.
    pub words: Vec<String>,
    /// The name when it is an acronym: its letters in lower case.
    pub acronym: Option<String>,
    /// The initials that an acronym of this name may have: of all words, and of those that are no function words.
    initials: [String; 2],
}

/// Words that acronyms leave out.
const FUNCTION_WORDS: &[&str] =
    &["of", "the", "and", "for", "in", "on", "to", "at", "de", "des", "la", "du", "von", "&"];

impl BodyName {
    /// Takes a name as it stands in the text apart.
    pub fn parse(text: &str) -> Self {
        let folded = lexicon::fold(text.trim());
        let folded = folded.strip_prefix("the ").unwrap_or(&folded);
        let folded = folded.strip_suffix("'s").unwrap_or(folded);
        if let Some(country) = lexicon::is_country(folded) {
            // "US" is a country and no acronym of "US Senate".
            return Self::of_words(words_of(&lexicon::fold(country)), None);
        }
        let mut words = words_of(folded);
        while words.len() > 1
            && words.last().is_some_and(|w| lexicon::is_company_suffix(w) && w != "as" && w != "company")
        {
            words.pop();
        }
        Self::of_words(words, acronym_of(text))
    }

    fn of_words(words: Vec<String>, acronym: Option<String>) -> Self {
        let first = |keep: &dyn Fn(&str) -> bool| {
            let parts = words.iter().flat_map(|w| w.split('-')).filter(|w| keep(w));
            parts.filter_map(|w| w.chars().next()).collect::<String>()
        };
        let all = first(&|_| true);
        let content = first(&|w| !FUNCTION_WORDS.contains(&w));
        Self { words, acronym, initials: [all, content] }
    }

    /// The initials that an acronym of this name may have.
    pub fn initials(&self) -> impl Iterator<Item = &str> {
        self.initials.iter().map(String::as_str)
    }

    /// Whether one name is an acronym of the other.
    pub fn is_acronym_of(&self, full: &Self) -> bool {
        let Some(acronym) = &self.acronym else { return false };
        full.words.len() > 1 && full.initials.iter().any(|initials| initials == acronym)
    }

    /// Whether the name, standing in brackets right after `full`, may be its short form: it shares its first letter.
    pub fn may_abbreviate(&self, full: &Self) -> bool {
        let Some(acronym) = &self.acronym else { return false };
        let shared = acronym.chars().filter(|c| full.initials.iter().any(|i| i.contains(*c))).count();
        full.words.len() > 1 && acronym.len() > 1 && shared * 2 > acronym.len()
    }

    /// Whether this is a short form of `full`: its first words ("Acme" of "Acme Holdings") or all but a leading
    /// nationality ("Foreign Ministry" of "Russian Foreign Ministry").
    pub fn is_short_form_of(&self, full: &Self) -> bool {
        let (short, long) = (&self.words, &full.words);
        if short.is_empty() || short.len() >= long.len() {
            return false;
        }
        let generic = |w: &String| lexicon::group_noun(w).is_some() || FUNCTION_WORDS.contains(&w.as_str());
        let distinctive = short.iter().any(|w| !generic(w) && lexicon::demonym(w).is_none() && !lexicon::is_place(w));
        // "House of Commons" is whole, so that "House of Commons Library" is another body; "Tarrow Foundation" goes on in
        // "Tarrow Foundation for Rivers".
        let whole = short.len() > 1
            && long.get(short.len()..).is_none_or(|rest| !goes_on(rest))
            && (short.iter().any(|w| w == "of") || short.last().is_some_and(|w| lexicon::group_noun(w).is_some()));
        let begins =
            long.starts_with(short) && distinctive && !whole && long.get(short.len()).is_none_or(|w| w != "and");
        let ends = short.len() > 1
            && long.ends_with(short)
            && long
                .iter()
                .take(long.len() - short.len())
                .all(|w| lexicon::demonym(w).is_some() || lexicon::is_place(w) || w == "of");
        begins || ends
    }

    /// The word of a name that is nothing but a kind of body ("Church"). There are many houses and states beside each other.
    pub fn kind_alone(&self) -> Option<&str> {
        let [word] = self.words.as_slice() else { return None };
        let kind =
            lexicon::group_noun(word).is_some() && !matches!(word.as_str(), "house" | "state" | "union" | "government");
        kind.then_some(word)
    }

    /// Whether it is the longer name of a body of this kind: "Church of the Tide", "Velden University".
    pub fn is_a(&self, kind: &str) -> bool {
        let first = || self.words.first().is_some_and(|w| w == kind) && self.words.get(1).is_some_and(|w| w == "of");
        self.words.len() > 1 && (first() || self.words.last().is_some_and(|w| w == kind))
    }

    /// Whether one of the words is `noun`: "the council" may mean "Northern Harbour Council".
    pub fn has_word(&self, noun: &str) -> bool {
        self.words.iter().any(|w| w == noun)
    }
}

/// Whether words after a whole name only say more of it: "for Rivers", "of the United States".
fn goes_on(rest: &[String]) -> bool {
    let country = |words: &[String]| lexicon::is_country(&words.join(" ")).is_some();
    match rest {
        [first, ..] if first == "for" => true,
        [first, the, words @ ..] if first == "of" && the == "the" => country(words),
        [first, words @ ..] if first == "of" => country(words),
        _ => false,
    }
}

/// Words without punctuation; dotted letters stay together.
fn words_of(folded: &str) -> Vec<String> {
    folded
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '&').replace('.', ""))
        .map(|w| w.strip_suffix("'s").map_or(w.clone(), str::to_owned))
        .filter(|w| !w.is_empty())
        .collect()
}

/// The letters of an acronym ("RIAC", "U.N.") in lower case.
fn acronym_of(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(text);
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let capitals = letters.chars().filter(|c| c.is_uppercase()).count();
    let dotted = text.chars().all(|c| c.is_uppercase() || c == '.' || c == '&');
    let plain = !text.contains(' ') && capitals >= 2 && capitals + 1 >= letters.chars().count();
    ((dotted || plain) && (2..=8).contains(&letters.chars().count())).then(|| letters.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> BodyName {
        BodyName::parse(text)
    }

    #[test]
    fn suffixes_articles_and_country_names_do_not_count() {
        assert_eq!(body("The Brightwater Company Ltd.").words, body("Brightwater Company").words);
        assert_eq!(body("U.S.").words, body("United States").words);
        assert_ne!(body("Brightwater").words, body("Clearwater").words);
    }

    #[test]
    fn acronyms_find_their_expansion() {
        assert!(body("NHC").is_acronym_of(&body("Northern Harbour Council")));
        assert!(body("IHR").is_acronym_of(&body("Institute for the History of Rivers")));
        assert!(!body("NHC").is_acronym_of(&body("Harbour Council of the North")));
        assert!(!body("US").is_acronym_of(&body("US Senate")));
        assert!(body("HCN").may_abbreviate(&body("Harbour Council of the North")));
        assert!(!body("Nora").is_acronym_of(&body("Northern Ore Research Association")));
    }

    #[test]
    fn short_forms_are_distinctive() {
        assert!(body("Brightwater").is_short_form_of(&body("Brightwater Holdings")));
        assert!(body("Foreign Ministry").is_short_form_of(&body("Russian Foreign Ministry")));
        assert!(!body("Council").is_short_form_of(&body("Council of Rivers")));
        assert!(!body("Canada").is_short_form_of(&body("Canada Revenue Agency")));
        assert!(body("Velden Party").is_short_form_of(&body("Velden Party of the United States")));
        assert!(!body("House of Rivers").is_short_form_of(&body("House of Rivers Library")));
        assert!(!body("Velden University").is_short_form_of(&body("Velden University Press")));
        assert!(body("Tarrow Foundation").is_short_form_of(&body("Tarrow Foundation for Rivers")));
        assert!(body("Kite Tern").is_short_form_of(&body("Kite Tern Partners")));
    }
}
