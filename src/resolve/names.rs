//! The parts of a person's name, and whether two names may be one person's.

use super::one_edit::one_edit_apart;
use crate::annotate::lexicon::{self, NameGender, titles};

/// A person's name taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonName {
    /// The folded words without title, nickname in quotation marks and generational suffix.
    pub words: Vec<String>,
    /// "jr", "sr", "iii".
    pub suffix: Option<String>,
}

/// How a shorter name fits a fuller one; the better fit is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// A spelling variant of the last name.
    Variant,
    /// A middle part or a nickname of the given name.
    Part,
    /// The given name.
    Given,
    /// The last name.
    Family,
    /// Both names are full and agree.
    Full,
}

/// Generational suffixes.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "qc", "kc", "md", "phd", "esq"];

impl PersonName {
    /// Takes a name as it stands in the text apart.
    pub fn parse(text: &str) -> Self {
        let mut name = Self::default();
        let mut in_nickname = false;
        for raw in text.split_whitespace() {
            let opens = raw.starts_with(['"', '“', '(', '‘']) || (raw.starts_with('\'') && raw.len() > 1);
            let closes = raw.ends_with(['"', '”', ')', '’']) || (raw.ends_with('\'') && raw.len() > 1);
            if opens || in_nickname {
                in_nickname = !closes;
                continue;
            }
            let bare = raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
            let folded: String = lexicon::fold(bare).chars().filter(|c| *c != '.').collect();
            if folded.is_empty() {
                continue;
            }
            if name.words.len() > 1 && SUFFIXES.contains(&folded.as_str()) {
                name.suffix = Some(folded);
            } else if name.words.is_empty() && titles::title_of(&folded).is_some() && text.contains(' ') {
                // A title that the name's span holds by mistake.
            } else {
                name.words.push(folded);
            }
        }
        name
    }

    /// The last word.
    pub fn family(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The first of several words.
    pub fn given(&self) -> Option<&str> {
        if self.words.len() > 1 { self.words.first().map(String::as_str) } else { None }
    }

    /// Whether it has a given and a last name.
    pub fn is_full(&self) -> bool {
        self.words.len() > 1
    }

    /// The gender that the given name surely shows: it stands in the table, and a last name follows.
    pub fn sure_gender(&self) -> Option<NameGender> {
        let given = self.given()?;
        let name = if given.chars().count() == 1 { self.words.get(1).filter(|_| self.words.len() > 2)? } else { given };
        lexicon::given_name(name)
    }

    /// The gender that the given name shows, also by its ending or while the last name is missing.
    pub fn gender(&self) -> Option<NameGender> {
        let given = self.given().or_else(|| {
            let only = self.words.first()?;
            // A lone word tells its gender only when it is a given name and no last name, or rather that.
            (!lexicon::is_surname(only) || lexicon::is_rather_given(only)).then_some(only.as_str())
        })?;
        if given.chars().count() == 1 {
            let second = self.words.get(1).filter(|_| self.words.len() > 2)?;
            return lexicon::given_name(second);
        }
        if self.is_full() { lexicon::gender_of_given(given) } else { lexicon::given_name(given) }
    }

    /// Whether the two may be one person's, and how well they fit; `None` when they name different people.
    pub fn fit(&self, other: &Self) -> Option<Fit> {
        let (short, full) = if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        if let (Some(a), Some(b)) = (&short.suffix, &full.suffix)
            && a != b
        {
            return None;
        }
        match short.words.len() {
            0 => None,
            1 => single_fits(short.family(), full),
            _ => full_names_agree(short, full).then_some(Fit::Full),
        }
    }
}

/// How one word fits a name.
fn single_fits(word: &str, full: &PersonName) -> Option<Fit> {
    if word.chars().count() < 2 {
        return None;
    }
    let family = full.family();
    if word == family {
        return Some(Fit::Family);
    }
    if !full.is_full() {
        return spelling_variant(word, family).then_some(Fit::Variant);
    }
    // "Raybould" for "Wilson-Raybould", "de Cuellar" as "Cuellar".
    if family.split('-').any(|part| part == word && part.len() > 3) {
        return Some(Fit::Part);
    }
    let given = full.given().unwrap_or_default();
    if given == word {
        return Some(Fit::Given);
    }
    if full.words.iter().any(|part| part == word) || (word.len() > 2 && lexicon::same_given_name(word, given)) {
        return Some(Fit::Part);
    }
    spelling_variant(word, family).then_some(Fit::Variant)
}

/// One letter apart ("Andrey", "Andrei") in words long enough for that to be chance seldom.
fn spelling_variant(a: &str, b: &str) -> bool {
    let shorter = a.chars().count().min(b.chars().count());
    shorter >= 6 && a.chars().next() == b.chars().next() && one_edit_apart(a, b) && !plural_of(a, b)
}

/// "Smiths" is the family, not a variant of "Smith".
fn plural_of(a: &str, b: &str) -> bool {
    a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a)
}

fn full_names_agree(short: &PersonName, full: &PersonName) -> bool {
    if short.words == full.words || is_subsequence(&short.words, &full.words) {
        return true;
    }
    let family_agrees = short.family() == full.family()
        || spelling_variant(short.family(), full.family())
        || full.family().split('-').any(|part| part == short.family())
        || short.family().split('-').any(|part| part == full.family());
    if !family_agrees {
        return false;
    }
    let (a, b) = (short.given().unwrap_or_default(), full.given().unwrap_or_default());
    given_names_agree(a, b) && middles_agree(short, full)
}

fn given_names_agree(a: &str, b: &str) -> bool {
    if lexicon::same_given_name(a, b) {
        return true;
    }
    let (Some(first_a), Some(first_b)) = (a.chars().next(), b.chars().next()) else { return false };
    if first_a != first_b {
        return false;
    }
    let (long_a, long_b) = (a.chars().count(), b.chars().count());
    // Initials ("J." and "JK" for "Joanne").
    if long_a == 1 || long_b == 1 {
        return true;
    }
    // "Jody" and "Jodie".
    let stem = |name: &str| ["ie", "ey", "y", "i"].iter().find_map(|e| name.strip_suffix(e)).unwrap_or(name).to_owned();
    if stem(a) == stem(b) && stem(a).chars().count() > 2 {
        return true;
    }
    let gender = |name: &str| lexicon::given_name(name);
    let genders_clash = matches!(
        (gender(a), gender(b)),
        (Some(NameGender::Feminine), Some(NameGender::Masculine))
            | (Some(NameGender::Masculine), Some(NameGender::Feminine))
    );
    long_a.min(long_b) >= 3 && one_edit_apart(a, b) && !genders_clash
}

/// Middle initials that both names give must not differ: "George W." is not "George H.".
fn middles_agree(a: &PersonName, b: &PersonName) -> bool {
    let middle = |name: &PersonName| {
        let inner = name.words.get(1..name.words.len().saturating_sub(1))?;
        inner.first()?.chars().next()
    };
    match (middle(a), middle(b)) {
        (Some(x), Some(y)) => x == y,
        _ => true,
    }
}

/// Whether the words of `short` stand in `long` in the same order, with the last word among them.
fn is_subsequence(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|candidate| candidate == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(a: &str, b: &str) -> Option<Fit> {
        PersonName::parse(a).fit(&PersonName::parse(b))
    }

    #[test]
    fn titles_nicknames_and_suffixes_are_no_part_of_a_name() {
        assert_eq!(PersonName::parse("Dr. Mara Okonjo").words, ["mara", "okonjo"]);
        assert_eq!(PersonName::parse("Rafael “Rafi” Duran").words, ["rafael", "duran"]);
        assert_eq!(PersonName::parse("Ivo Lenz Jr.").suffix.as_deref(), Some("jr"));
        assert_eq!(PersonName::parse("Lenz’s").words, ["lenz"]);
    }

    #[test]
    fn short_forms_fit_their_full_name() {
        assert_eq!(fit("Okonjo", "Mara Okonjo"), Some(Fit::Family));
        assert_eq!(fit("Mara", "Mara Okonjo"), Some(Fit::Given));
        assert_eq!(fit("Kessler", "Anna Wolff-Kessler"), Some(Fit::Part));
        assert_eq!(fit("M. Okonjo", "Mara Okonjo"), Some(Fit::Full));
        assert_eq!(fit("Mara Okonjo", "Mara Lucia Okonjo"), Some(Fit::Full));
    }

    #[test]
    fn spellings_and_nicknames_agree() {
        assert_eq!(fit("Andrey Balin", "Andrei Balin"), Some(Fit::Full));
        assert_eq!(fit("Bill Tarrow", "William Tarrow"), Some(Fit::Full));
        assert_eq!(fit("Jon Tarrow", "John Tarrow"), Some(Fit::Full));
    }

    #[test]
    fn different_people_do_not_agree() {
        assert_eq!(fit("Anna Petrov", "Ivan Petrov"), None);
        assert_eq!(fit("Maria Petrov", "Mario Petrov"), None);
        assert_eq!(fit("George W. Tarrow", "George H. Tarrow"), None);
        assert_eq!(fit("Ivo Lenz Jr.", "Ivo Lenz Sr."), None);
        assert_eq!(fit("Lenz", "Mara Okonjo"), None);
    }

    #[test]
    fn gender_shows_in_given_names_only() {
        assert_eq!(PersonName::parse("Mary Lenz").gender(), Some(NameGender::Feminine));
        assert_eq!(PersonName::parse("Kelly").gender(), None);
    }
}
