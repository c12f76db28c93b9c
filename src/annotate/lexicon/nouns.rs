//! Common nouns for people and for bodies that act.

use super::{NameGender, pairs};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::OnceLock;

/// What a person noun says about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonClass {
    /// An occupation, office or part played: "minister", "student", "founder".
    Role,
    /// A family member or partner: "wife".
    Kin,
    /// Anything else: "victim", "woman".
    Other,
}

/// A common noun for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonNoun {
    /// What it says.
    pub class: PersonClass,
    /// The gender it shows.
    pub gender: NameGender,
    /// Whether a person is its usual sense: so for "minister", not for "head".
    pub usual: bool,
}

/// Nouns that the source lacks, or classes otherwise; role nouns unless marked.
const MORE: &[(&str, PersonClass, &str, bool)] = &[
    ("ceo", PersonClass::Role, "-", true),
    ("cfo", PersonClass::Role, "-", true),
    ("coo", PersonClass::Role, "-", true),
    ("cto", PersonClass::Role, "-", true),
    ("mp", PersonClass::Role, "-", true),
    ("mep", PersonClass::Role, "-", true),
    ("mpp", PersonClass::Role, "-", true),
    ("mla", PersonClass::Role, "-", true),
    ("msp", PersonClass::Role, "-", true),
    ("congressperson", PersonClass::Role, "-", true),
    ("chairperson", PersonClass::Role, "-", true),
    ("chairwoman", PersonClass::Role, "f", true),
    ("spokeswoman", PersonClass::Role, "f", true),
    ("spokesman", PersonClass::Role, "m", true),
    ("chairman", PersonClass::Role, "m", true),
    ("businesswoman", PersonClass::Role, "f", true),
    ("businessman", PersonClass::Role, "m", true),
    ("congresswoman", PersonClass::Role, "f", true),
    ("congressman", PersonClass::Role, "m", true),
    ("policewoman", PersonClass::Role, "f", true),
    ("policeman", PersonClass::Role, "m", true),
    ("councilwoman", PersonClass::Role, "f", true),
    ("councilman", PersonClass::Role, "m", true),
    ("councillor", PersonClass::Role, "-", true),
    ("councilor", PersonClass::Role, "-", true),
    ("alderman", PersonClass::Role, "-", true),
    ("cosplayer", PersonClass::Role, "-", true),
    ("co-founder", PersonClass::Role, "-", true),
    ("cofounder", PersonClass::Role, "-", true),
    ("co-owner", PersonClass::Role, "-", true),
    ("co-chair", PersonClass::Role, "-", true),
    ("co-director", PersonClass::Role, "-", true),
    ("co-author", PersonClass::Role, "-", true),
    ("coauthor", PersonClass::Role, "-", true),
    ("chair", PersonClass::Role, "-", true),
    ("head", PersonClass::Role, "-", false),
    ("chief", PersonClass::Role, "-", true),
    ("deputy", PersonClass::Role, "-", true),
    ("treasurer", PersonClass::Role, "-", true),
    ("singer-songwriter", PersonClass::Role, "-", true),
    ("whistleblower", PersonClass::Role, "-", true),
    ("staffer", PersonClass::Role, "-", true),
    ("aide", PersonClass::Role, "-", true),
    ("lawmaker", PersonClass::Role, "-", true),
    ("strategist", PersonClass::Role, "-", true),
    ("frontman", PersonClass::Role, "m", true),
    ("youtuber", PersonClass::Role, "-", true),
    ("blogger", PersonClass::Role, "-", true),
    ("entrepreneur", PersonClass::Role, "-", true),
    ("striker", PersonClass::Role, "-", true),
    ("midfielder", PersonClass::Role, "-", true),
    ("winger", PersonClass::Role, "-", true),
    ("paramedic", PersonClass::Role, "-", true),
    ("firefighter", PersonClass::Role, "-", true),
    ("commissioner", PersonClass::Role, "-", true),
    ("advisor", PersonClass::Role, "-", true),
    ("envoy", PersonClass::Role, "-", true),
    ("leader", PersonClass::Role, "-", true),
    ("nominee", PersonClass::Role, "-", true),
    ("vp", PersonClass::Role, "-", true),
    ("evp", PersonClass::Role, "-", true),
    ("svp", PersonClass::Role, "-", true),
    ("republican", PersonClass::Role, "-", true),
    ("democrat", PersonClass::Role, "-", true),
    ("conservative", PersonClass::Role, "-", true),
    ("liberal", PersonClass::Role, "-", true),
    ("tory", PersonClass::Role, "-", true),
    ("scientologist", PersonClass::Other, "-", true),
    ("homeopath", PersonClass::Role, "-", true),
    ("defenceman", PersonClass::Role, "m", true),
    ("labourer", PersonClass::Role, "-", true),
    ("source", PersonClass::Other, "-", false),
    ("man", PersonClass::Other, "m", true),
    ("woman", PersonClass::Other, "f", true),
    ("boy", PersonClass::Other, "m", true),
    ("girl", PersonClass::Other, "f", true),
    ("lady", PersonClass::Other, "f", true),
    ("gentleman", PersonClass::Other, "m", true),
    ("guy", PersonClass::Other, "m", true),
    ("child", PersonClass::Other, "-", true),
    ("baby", PersonClass::Other, "-", true),
    ("father", PersonClass::Kin, "m", true),
    ("dad", PersonClass::Kin, "m", true),
    ("brother", PersonClass::Kin, "m", true),
    ("son", PersonClass::Kin, "m", true),
    ("husband", PersonClass::Kin, "m", true),
    ("uncle", PersonClass::Kin, "m", true),
    ("nephew", PersonClass::Kin, "m", true),
    ("grandfather", PersonClass::Kin, "m", true),
    ("grandson", PersonClass::Kin, "m", true),
    ("stepfather", PersonClass::Kin, "m", true),
    ("boyfriend", PersonClass::Kin, "m", true),
    ("widower", PersonClass::Kin, "m", true),
    ("mother", PersonClass::Kin, "f", true),
    ("mom", PersonClass::Kin, "f", true),
    ("mum", PersonClass::Kin, "f", true),
    ("sister", PersonClass::Kin, "f", true),
    ("daughter", PersonClass::Kin, "f", true),
    ("wife", PersonClass::Kin, "f", true),
    ("aunt", PersonClass::Kin, "f", true),
    ("niece", PersonClass::Kin, "f", true),
    ("grandmother", PersonClass::Kin, "f", true),
    ("granddaughter", PersonClass::Kin, "f", true),
    ("stepmother", PersonClass::Kin, "f", true),
    ("girlfriend", PersonClass::Kin, "f", true),
    ("widow", PersonClass::Kin, "f", true),
    ("fiancee", PersonClass::Kin, "f", true),
    ("fiance", PersonClass::Kin, "m", true),
    ("partner", PersonClass::Role, "-", true),
    ("cousin", PersonClass::Kin, "-", true),
    ("parent", PersonClass::Kin, "-", true),
    ("spouse", PersonClass::Kin, "-", true),
    ("actress", PersonClass::Role, "f", true),
    ("queen", PersonClass::Role, "f", true),
    ("king", PersonClass::Role, "m", true),
    ("prince", PersonClass::Role, "m", true),
    ("princess", PersonClass::Role, "f", true),
    ("priest", PersonClass::Role, "m", true),
    ("nun", PersonClass::Role, "f", true),
];

/// Bodies that the source lacks.
const MORE_GROUPS: &[&str] = &[
    "hospital",
    "clinic",
    "foundation",
    "charity",
    "ngo",
    "nonprofit",
    "non-profit",
    "newspaper",
    "website",
    "network",
    "broadcaster",
    "studio",
    "store",
    "restaurant",
    "startup",
    "start-up",
    "firm",
    "club",
    "band",
    "university",
    "college",
    "museum",
    "library",
    "airport",
    "airline",
    "authority",
    "board",
    "fund",
    "office",
    "embassy",
    "fbi",
    "army",
    "navy",
    "military",
    "force",
    "service",
    "city",
    "county",
    "province",
    "state",
    "country",
    "nation",
    "government",
    "group",
    "coalition",
    "campaign",
    "association",
    "federation",
    "institute",
    "centre",
    "center",
    "lab",
    "laboratory",
    "tribunal",
    "panel",
    "regulator",
    "retailer",
    "manufacturer",
    "automaker",
    "carrier",
    "utility",
    "lender",
    "insurer",
    "publisher",
    "watchdog",
    "think tank",
    "task force",
];

/// The folded singular nouns for people with what they say.
fn person_nouns() -> &'static FxHashMap<&'static str, PersonNoun> {
    static TABLE: OnceLock<FxHashMap<&'static str, PersonNoun>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<&str, PersonNoun> = FxHashMap::default();
        for (noun, rest) in pairs(include_str!("../lexicon/data/person_nouns.txt")) {
            let mut fields = rest.split('\t');
            let class = match fields.next() {
                Some("r") => PersonClass::Role,
                Some("k") => PersonClass::Kin,
                _ => PersonClass::Other,
            };
            let gender = NameGender::of(fields.next().unwrap_or_default());
            table.insert(noun, PersonNoun { class, gender, usual: fields.next() == Some("1") });
        }
        for &(noun, class, gender, usual) in MORE {
            table.insert(noun, PersonNoun { class, gender: NameGender::of(gender), usual });
        }
        table
    })
}

/// What a folded singular noun ("vice president") says when it names a person.
pub fn person_noun(folded: &str) -> Option<PersonNoun> {
    person_nouns().get(folded).copied()
}

/// A noun's singular by its ending.
pub fn singular(word: &str) -> Cow<'_, str> {
    if let Some(stem) = word.strip_suffix("women") {
        return Cow::Owned(format!("{stem}woman"));
    }
    if let Some(stem) = word.strip_suffix("men") {
        return Cow::Owned(format!("{stem}man"));
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return Cow::Owned(format!("{stem}y"));
    }
    Cow::Borrowed(word.strip_suffix('s').unwrap_or(word))
}

/// Whether a noun for people of several words may begin with this word: "vice", "co-chief".
pub fn opens_person_noun(folded: &str) -> bool {
    static TABLE: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let parts = |noun: &'static str| noun.split_once([' ', '-']).map(|(first, _)| first);
    let table = TABLE.get_or_init(|| person_nouns().keys().filter_map(|noun| parts(noun)).collect());
    table.contains(folded.split([' ', '-']).next().unwrap_or_default())
}

/// Whether a phrase is a role and no name, whatever its capitals: "Minister", "the Foreign Minister", "Engineers".
pub fn is_bare_role(phrase: &str) -> bool {
    let folded = super::folded(phrase);
    let role = |noun: &str| person_noun(noun).is_some_and(|n| n.class == PersonClass::Role && n.usual);
    let mut words = folded.split_whitespace().filter(|w| !matches!(*w, "the" | "a" | "an")).peekable();
    let mut last = "";
    let mut others = true;
    while let Some(word) = words.next() {
        last = word;
        others &= words.peek().is_none()
            || role(word)
            || matches!(
                word,
                "foreign"
                    | "prime"
                    | "deputy"
                    | "vice"
                    | "first"
                    | "interior"
                    | "defence"
                    | "defense"
                    | "finance"
                    | "former"
            );
    }
    // The plural too, which opens many a sentence in capitals: "Engineers warned".
    let several = |noun: &str| person_noun(noun).is_some_and(|n| n.usual) && !super::is_surname(last);
    others && (role(last) || last.strip_suffix('s').is_some_and(several))
}

/// Whether a folded singular noun names a person or a body that acts.
pub fn names_actor(folded: &str) -> bool {
    person_noun(folded).is_some() || group_noun(folded).is_some()
}

/// Whether a folded singular noun ("ministry") names a body that acts; the value tells whether that is its usual sense.
pub fn group_noun(folded: &str) -> Option<bool> {
    static TABLE: OnceLock<FxHashMap<&'static str, bool>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let listed = pairs(include_str!("../lexicon/data/group_nouns.txt")).map(|(noun, rank)| (noun, rank == "1"));
        listed.chain(MORE_GROUPS.iter().map(|noun| (*noun, true))).collect()
    });
    table.get(folded).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_kin_and_others_are_told_apart() {
        let class = |noun| person_noun(noun).map(|n| n.class);
        assert_eq!(class("minister"), Some(PersonClass::Role));
        assert_eq!(class("vice president"), Some(PersonClass::Role));
        assert_eq!(class("wife"), Some(PersonClass::Kin));
        assert_eq!(class("victim"), Some(PersonClass::Other));
        assert_eq!(class("table"), None);
        assert_eq!(person_noun("head").map(|n| n.usual), Some(false));
        assert!(opens_person_noun("vice") && opens_person_noun("co-chief") && !opens_person_noun("table"));
    }

    #[test]
    fn a_role_in_capitals_is_no_name() {
        assert!(is_bare_role("Minister") && is_bare_role("the Foreign Minister") && is_bare_role("President"));
        assert!(is_bare_role("Engineers") && is_bare_role("Ministers") && !is_bare_role("Masters"));
        assert!(!is_bare_role("Mara Okonjo") && !is_bare_role("Minister Okonjo") && !is_bare_role(""));
    }

    #[test]
    fn bodies_are_known() {
        assert_eq!(group_noun("ministry"), Some(true));
        assert_eq!(group_noun("banana"), None);
    }
}
