//! Brings the names of states and of a few well-known bodies to one form, whatever the article calls them.

/// The states whose names mean nothing else, with their other names; the first is the one that IRIs use.
///
/// "Georgia" is missing since it is also a state of the US, and so are names that are more often a person's or a
/// town's. Matched without regard to case, accents and dots.
const STATES: &[&[&str]] = &[
    &["us", "usa", "united states", "united states of america", "america"],
    &["uk", "united kingdom", "great britain", "britain"],
    &["russia", "russian federation"],
    &["china", "prc", "peoples republic of china"],
    &["north korea", "dprk", "democratic peoples republic of korea"],
    &["south korea", "republic of korea"],
    &["uae", "united arab emirates"],
    &["czech republic", "czechia"],
    &["turkey", "turkiye"],
    &["myanmar", "burma"],
    &["ivory coast", "cote divoire"],
    &["dr congo", "drc", "democratic republic of the congo", "democratic republic of congo"],
    &["republic of the congo", "congo-brazzaville"],
    &["eswatini", "swaziland"],
    &["north macedonia"],
    &["east timor", "timor-leste"],
    &["cape verde", "cabo verde"],
    &["iran", "islamic republic of iran"],
    &["syria", "syrian arab republic"],
    &["netherlands", "the netherlands", "holland"],
    &["gambia", "the gambia"],
    &["bahamas", "the bahamas"],
    &["philippines", "the philippines"],
    &["ireland", "republic of ireland"],
    &["vatican city", "holy see"],
    &["taiwan"],
    &["kosovo"],
    &["palestine"],
    &["afghanistan"],
    &["albania"],
    &["algeria"],
    &["andorra"],
    &["angola"],
    &["antigua and barbuda"],
    &["argentina"],
    &["armenia"],
    &["australia"],
    &["austria"],
    &["azerbaijan"],
    &["bahrain"],
    &["bangladesh"],
    &["barbados"],
    &["belarus"],
    &["belgium"],
    &["belize"],
    &["benin"],
    &["bhutan"],
    &["bolivia"],
    &["bosnia and herzegovina", "bosnia"],
    &["botswana"],
    &["brazil"],
    &["brunei"],
    &["bulgaria"],
    &["burkina faso"],
    &["burundi"],
    &["cambodia"],
    &["cameroon"],
    &["canada"],
    &["central african republic"],
    &["chile"],
    &["colombia"],
    &["comoros"],
    &["costa rica"],
    &["croatia"],
    &["cuba"],
    &["cyprus"],
    &["denmark"],
    &["djibouti"],
    &["dominican republic"],
    &["ecuador"],
    &["egypt"],
    &["el salvador"],
    &["equatorial guinea"],
    &["eritrea"],
    &["estonia"],
    &["ethiopia"],
    &["fiji"],
    &["finland"],
    &["france"],
    &["gabon"],
    &["germany"],
    &["ghana"],
    &["greece"],
    &["guatemala"],
    &["guinea-bissau"],
    &["guyana"],
    &["haiti"],
    &["honduras"],
    &["hungary"],
    &["iceland"],
    &["india"],
    &["indonesia"],
    &["iraq"],
    &["israel"],
    &["italy"],
    &["jamaica"],
    &["japan"],
    &["kazakhstan"],
    &["kenya"],
    &["kiribati"],
    &["kuwait"],
    &["kyrgyzstan"],
    &["laos"],
    &["latvia"],
    &["lebanon"],
    &["lesotho"],
    &["liberia"],
    &["libya"],
    &["liechtenstein"],
    &["lithuania"],
    &["luxembourg"],
    &["madagascar"],
    &["malawi"],
    &["malaysia"],
    &["maldives"],
    &["mali"],
    &["malta"],
    &["marshall islands"],
    &["mauritania"],
    &["mauritius"],
    &["mexico"],
    &["micronesia"],
    &["moldova"],
    &["monaco"],
    &["mongolia"],
    &["montenegro"],
    &["morocco"],
    &["mozambique"],
    &["namibia"],
    &["nauru"],
    &["nepal"],
    &["new zealand"],
    &["nicaragua"],
    &["nigeria"],
    &["norway"],
    &["oman"],
    &["pakistan"],
    &["palau"],
    &["panama"],
    &["papua new guinea"],
    &["paraguay"],
    &["peru"],
    &["poland"],
    &["portugal"],
    &["qatar"],
    &["romania"],
    &["rwanda"],
    &["samoa"],
    &["san marino"],
    &["saudi arabia"],
    &["senegal"],
    &["serbia"],
    &["seychelles"],
    &["sierra leone"],
    &["singapore"],
    &["slovakia"],
    &["slovenia"],
    &["solomon islands"],
    &["somalia"],
    &["south africa"],
    &["south sudan"],
    &["spain"],
    &["sri lanka"],
    &["sudan"],
    &["suriname"],
    &["sweden"],
    &["switzerland"],
    &["tajikistan"],
    &["tanzania"],
    &["thailand"],
    &["togo"],
    &["tonga"],
    &["trinidad and tobago"],
    &["tunisia"],
    &["turkmenistan"],
    &["tuvalu"],
    &["uganda"],
    &["ukraine"],
    &["uruguay"],
    &["uzbekistan"],
    &["vanuatu"],
    &["venezuela"],
    &["vietnam"],
    &["yemen"],
    &["zambia"],
    &["zimbabwe"],
];

/// Bodies whose acronym and full name everybody uses for one another, and no other body uses.
const BODIES: &[&[&str]] = &[
    &["nato", "north atlantic treaty organization", "north atlantic treaty organisation"],
    &["un", "united nations", "united nations organization"],
    &["eu", "european union"],
    &["who", "world health organization", "world health organisation"],
    &["imf", "international monetary fund"],
    &["wto", "world trade organization", "world trade organisation"],
    &["unicef", "united nations childrens fund"],
    &["unesco", "united nations educational scientific and cultural organization"],
    &["opec", "organization of the petroleum exporting countries"],
    &["osce", "organization for security and co-operation in europe"],
    &["oecd", "organisation for economic co-operation and development"],
    &["iaea", "international atomic energy agency"],
    &["fbi", "federal bureau of investigation"],
    &["cia", "central intelligence agency"],
    &["nasa", "national aeronautics and space administration"],
    &["fifa"],
    &["uefa"],
    &["bbc", "british broadcasting corporation"],
    &["asean", "association of southeast asian nations"],
];

/// The slug of an organisation or place, and whether it is a state.
pub fn body(name: &str) -> (String, bool) {
    let slug = super::mint::slug(name);
    let bare = slug.strip_prefix("the-").filter(|rest| !rest.is_empty()).unwrap_or(&slug);
    if let Some(first) = canonical(STATES, bare) {
        return (first, true);
    }
    (canonical(BODIES, bare).unwrap_or_else(|| bare.to_owned()), false)
}

/// Whether the node called `local` among the bodies is a state.
pub fn is_state(local: &str) -> bool {
    canonical(STATES, local).is_some_and(|first| first == local)
}

/// Words for kinds of bodies: alone they tell no body from another beyond their article.
const KINDS: &[&str] = &[
    "academy",
    "administration",
    "agency",
    "army",
    "assembly",
    "association",
    "bank",
    "board",
    "bureau",
    "cabinet",
    "center",
    "centre",
    "church",
    "club",
    "college",
    "commission",
    "committee",
    "company",
    "council",
    "court",
    "department",
    "federation",
    "foundation",
    "government",
    "institute",
    "ministry",
    "navy",
    "office",
    "party",
    "police",
    "school",
    "society",
    "team",
    "union",
    "university",
];

/// Whether a name is no more than a word for a kind of body: "the Court".
pub fn is_kind(name: &str) -> bool {
    KINDS.contains(&body(name).0.as_str())
}

/// Whether a name that the recogniser takes for a body's names none: the end of "Secretary of State", a time zone.
pub fn is_no_body(name: &str) -> bool {
    matches!(body(name).0.as_str(), "state" | "utc" | "gmt")
}

/// Networks, sites and agencies that articles about anything name.
const EVERYWHERE: &[&str] = &[
    "twitter",
    "facebook",
    "youtube",
    "instagram",
    "whatsapp",
    "google",
    "wikipedia",
    "reuters",
    "associated-press",
    "ap",
    "agence-france-presse",
    "afp",
    "cnn",
    "new-york-times",
    "guardian",
    "europe",
    "africa",
    "asia",
];

/// Whether articles about anything may name the body called `local`, so that it joins nothing.
pub fn is_everywhere(local: &str) -> bool {
    is_state(local) || canonical(BODIES, local).is_some() || EVERYWHERE.contains(&local)
}

/// Whether the body called `local` is by its name a part of a state: a ministry, a parliament, a government.
pub fn is_of_state(local: &str) -> bool {
    local.split('-').any(|word| matches!(word, "ministry" | "ministries" | "parliament" | "senate" | "government"))
}

/// The first name of the row that holds a name with this slug, as a slug.
fn canonical(table: &[&[&str]], slug: &str) -> Option<String> {
    let row = table.iter().find(|row| row.iter().any(|name| same(name, slug)))?;
    row.first().map(|first| first.replace(' ', "-"))
}

/// Whether `name` with blanks as hyphens is `slug`.
fn same(name: &str, slug: &str) -> bool {
    name.len() == slug.len() && name.bytes().zip(slug.bytes()).all(|(a, b)| a == b || (a == b' ' && b == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_state_has_one_slug() {
        for name in ["US", "U.S.", "United States", "the United States", "America", "USA", "U.S.A."] {
            assert_eq!(body(name), ("us".to_owned(), true), "{name}");
        }
        assert_eq!(body("Türkiye"), ("turkey".to_owned(), true));
        assert_eq!(body("Côte d’Ivoire"), ("ivory-coast".to_owned(), true));
        assert!(is_state("us") && !is_state("america") && !is_state("nato"));
    }

    #[test]
    fn a_body_and_its_acronym_are_one() {
        assert_eq!(body("North Atlantic Treaty Organization"), ("nato".to_owned(), false));
        assert_eq!(body("The Guild of Lamplighters"), ("guild-of-lamplighters".to_owned(), false));
    }

    #[test]
    fn every_name_of_the_tables_is_a_slug_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for name in STATES.iter().chain(BODIES).flat_map(|row| row.iter()) {
            assert_eq!(super::super::mint::slug(name), name.replace(' ', "-"));
            assert!(seen.insert(*name), "{name} stands twice");
        }
    }
}
