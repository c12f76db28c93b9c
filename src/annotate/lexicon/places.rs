//! Countries, capitals, regions, cities and demonyms; company suffixes.

use super::{fold, pairs};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// Words of the map that nobody bears as a last name.
const LANDS: &[&str] = &[
    "Strait",
    "Straits",
    "Ocean",
    "Island",
    "Islands",
    "Peninsula",
    "Airport",
    "Avenue",
    "Highway",
    "Mountain",
    "Mountains",
    "Archipelago",
];

/// What stands before "Park" where that is no last name.
const PARKS: &[&str] = &["National", "Provincial", "State", "Memorial", "Regional"];

/// Countries by further names that news uses.
const MORE_COUNTRIES: &[(&str, &str)] = &[
    ("u.s.", "United States"),
    ("u.s", "United States"),
    ("us", "United States"),
    ("usa", "United States"),
    ("u.s.a.", "United States"),
    ("america", "United States"),
    ("united states of america", "United States"),
    ("uk", "United Kingdom"),
    ("u.k.", "United Kingdom"),
    ("britain", "United Kingdom"),
    ("great britain", "United Kingdom"),
    ("england", "England"),
    ("scotland", "Scotland"),
    ("wales", "Wales"),
    ("northern ireland", "Northern Ireland"),
    ("uae", "United Arab Emirates"),
    ("soviet union", "Soviet Union"),
    ("ussr", "Soviet Union"),
    ("burma", "Myanmar"),
    ("ivory coast", "Ivory Coast"),
    ("holland", "Netherlands"),
    ("the netherlands", "Netherlands"),
    ("czech republic", "Czechia"),
    ("macedonia", "North Macedonia"),
    ("congo", "Democratic Republic of the Congo"),
];

/// Regions outside the United States that news names without their country.
const MORE_REGIONS: &[(&str, &str)] = &[
    ("ontario", "Ont."),
    ("quebec", "Que."),
    ("british columbia", "B.C."),
    ("alberta", "Alta."),
    ("manitoba", "Man."),
    ("saskatchewan", "Sask."),
    ("nova scotia", "N.S."),
    ("new brunswick", "N.B."),
    ("newfoundland", "N.L."),
    ("prince edward island", "P.E.I."),
    ("yukon", "Y.T."),
    ("nunavut", "Nvt."),
    ("northwest territories", "N.W.T."),
    ("new south wales", "NSW"),
    ("queensland", "Qld"),
    ("victoria", "Vic."),
    ("tasmania", "Tas."),
    ("bavaria", ""),
    ("catalonia", ""),
    ("crimea", ""),
    ("kashmir", ""),
    ("chechnya", ""),
    ("kurdistan", ""),
    ("gaza", ""),
    ("west bank", ""),
    ("hong kong", ""),
    ("europe", ""),
    ("asia", ""),
    ("africa", ""),
];

/// Demonyms that the source lacks or gives a historical place for.
const MORE_DEMONYMS: &[(&str, &str)] = &[
    ("american", "United States"),
    ("british", "United Kingdom"),
    ("english", "England"),
    ("welsh", "Wales"),
    ("irish", "Ireland"),
    ("dutch", "Netherlands"),
    ("taiwanese", "Taiwan"),
    ("soviet", "Soviet Union"),
    ("czech", "Czechia"),
    ("german", "Germany"),
    ("chinese", "China"),
    ("european", "Europe"),
    ("african", "Africa"),
    ("asian", "Asia"),
    ("arab", "Arab world"),
    ("kurdish", "Kurdistan"),
    ("palestinian", "Palestine"),
    ("south african", "South Africa"),
    ("south korean", "South Korea"),
    ("north korean", "North Korea"),
    ("new zealand", "New Zealand"),
    ("saudi", "Saudi Arabia"),
    ("emirati", "United Arab Emirates"),
    ("iraqi", "Iraq"),
    ("pakistani", "Pakistan"),
    ("israeli", "Israel"),
    ("afghan", "Afghanistan"),
    ("filipino", "Philippines"),
    ("philippine", "Philippines"),
    ("swiss", "Switzerland"),
    ("swedish", "Sweden"),
    ("danish", "Denmark"),
    ("finnish", "Finland"),
    ("turkish", "Turkey"),
    ("spanish", "Spain"),
    ("french", "France"),
    ("greek", "Greece"),
    ("polish", "Poland"),
    ("scottish", "Scotland"),
    ("kosovar", "Kosovo"),
    ("bosnian", "Bosnia and Herzegovina"),
    ("rwandan", "Rwanda"),
    ("congolese", "Democratic Republic of the Congo"),
    ("bangladeshi", "Bangladesh"),
    ("burmese", "Myanmar"),
    ("thai", "Thailand"),
    ("texan", "Texas"),
    ("quebecois", "Quebec"),
    ("ontarian", "Ontario"),
];

/// The words that name a place, with the place's usual name or code.
type Table = FxHashMap<String, &'static str>;

/// The place that an adjective or inhabitant's name belongs to: "canadian" to "Canada".
pub fn demonym(folded: &str) -> Option<&'static str> {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let listed = pairs(include_str!("data/demonyms.txt")).map(|(word, place)| (fold(word), place));
        listed.chain(MORE_DEMONYMS.iter().map(|(word, place)| ((*word).to_owned(), *place))).collect()
    });
    table.get(folded).or_else(|| table.get(folded.strip_suffix('s')?)).copied()
}

/// Country name → its usual name.
fn countries() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let listed = pairs(include_str!("data/countries.txt")).map(|(name, _)| (fold(name), name));
        listed.chain(MORE_COUNTRIES.iter().map(|(word, name)| ((*word).to_owned(), *name))).collect()
    })
}

/// Whether the name is a country's; the value is its usual name.
pub fn is_country(folded: &str) -> Option<&'static str> {
    countries().get(folded).copied()
}

/// The country whose capital this is.
pub fn country_of_capital(folded: &str) -> Option<&'static str> {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        pairs(include_str!("data/countries.txt"))
            .filter_map(|(name, rest)| Some((fold(rest.split('\t').next()?), name)))
            .filter(|(capital, _)| !capital.is_empty())
            .collect()
    });
    table.get(folded).copied()
}

/// Region name → its short form.
fn regions() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let listed = pairs(include_str!("data/regions.txt")).map(|(name, code)| (fold(name), code));
        listed.chain(MORE_REGIONS.iter().map(|(name, code)| ((*name).to_owned(), *code))).collect()
    })
}

/// Whether the name is a state's, province's or continent's.
pub fn is_region(folded: &str) -> bool {
    regions().contains_key(folded)
}

/// The short form of a region's name: "MA" for "massachusetts".
pub fn region_code(folded: &str) -> Option<&'static str> {
    regions().get(folded).copied().filter(|code| !code.is_empty())
}

/// Whether the name is a larger city's.
pub fn is_city(folded: &str) -> bool {
    static TABLE: OnceLock<FxHashSet<String>> = OnceLock::new();
    let table = TABLE.get_or_init(|| pairs(include_str!("data/cities.txt")).map(|(city, _)| fold(city)).collect());
    table.contains(folded)
}

/// Whether the name is a country's, region's, capital's or larger city's.
pub fn is_place(folded: &str) -> bool {
    is_country(folded).is_some() || is_region(folded) || is_city(folded) || country_of_capital(folded).is_some()
}

/// Whether these are the last two words of a name on the map: "Sella Strait", "Lorne National Park".
pub fn is_land(before_last: &str, last: &str) -> bool {
    LANDS.contains(&last) || last == "Park" && PARKS.contains(&before_last)
}

/// Whether a word ends company names: "Inc.", "GmbH", "plc".
pub fn is_company_suffix(word: &str) -> bool {
    static TABLE: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| include_str!("data/company_suffixes.txt").lines().collect());
    let plain: String = word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    table.contains(plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demonyms_lead_to_their_place() {
        assert_eq!(demonym("canadian"), Some("Canada"));
        assert_eq!(demonym("canadians"), Some("Canada"));
        assert_eq!(demonym("taiwanese"), Some("Taiwan"));
        assert_eq!(demonym("purple"), None);
    }

    #[test]
    fn places_of_each_size_are_known() {
        assert_eq!(is_country("u.s."), Some("United States"));
        assert_eq!(country_of_capital("ottawa"), Some("Canada"));
        assert_eq!(region_code("massachusetts"), Some("MA"));
        assert!(is_place("chicago") && is_place("ontario") && !is_place("yesterday"));
    }

    #[test]
    fn company_suffixes_are_read_without_dots() {
        assert!(is_company_suffix("Inc.") && is_company_suffix("GmbH") && !is_company_suffix("Council"));
    }
}
