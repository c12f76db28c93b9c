//! The fields of work that roles belong to, by the last words of roles.
//!
//! Fields that people commonly pass between (court, army and parliament) are one here.

/// A field of work, in the order in which a person of several is called by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Players, coaches and referees.
    Sport,
    /// Government, parliament, court, police and army.
    Office,
    /// Clergy of all religions.
    Church,
    /// Stage, screen, music, letters.
    Art,
    /// Science and medicine.
    Science,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 5] = [Self::Sport, Self::Office, Self::Church, Self::Art, Self::Science];

    /// Its word in the IRI of one of several people of a name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sport => "sport",
            Self::Office => "office",
            Self::Church => "church",
            Self::Art => "art",
            Self::Science => "science",
        }
    }

    /// Whether present roles in the two fields make two people likely where nothing joins them. Scholars take offices, write
    /// and preach while they are scholars, so that this speaks for nothing.
    pub fn is_apart_from(self, other: Self) -> bool {
        let science = self == Self::Science || other == Self::Science;
        self != other && (!science || self == Self::Sport || other == Self::Sport)
    }

    /// Days within which present roles in the two fields are held at a time. Players and actors are elected: of them and of
    /// those in office it takes articles of one season.
    pub fn days(self, other: Self) -> i64 {
        if self == Self::Office || other == Self::Office { 92 } else { 3 * 365 }
    }
}

/// Last words of roles of a field: those that name nothing else and that fill a working day, and those that may.
struct Heads {
    field: Field,
    sure: &'static [&'static str],
    likely: &'static [&'static str],
}

const HEADS: &[Heads] = &[
    Heads {
        field: Field::Sport,
        sure: &[
            "striker",
            "midfielder",
            "goalkeeper",
            "goaltender",
            "winger",
            "fullback",
            "linebacker",
            "footballer",
            "athlete",
            "swimmer",
            "sprinter",
            "boxer",
            "cricketer",
            "batsman",
            "quarterback",
            "cyclist",
            "golfer",
            "skier",
            "skater",
            "gymnast",
            "wrestler",
            "rower",
            "jockey",
            "referee",
            "umpire",
            "coach",
        ],
        likely: &["defender", "player", "runner", "bowler", "pitcher", "champion", "medalist"],
    },
    Heads {
        field: Field::Office,
        sure: &[
            "senator",
            "mayor",
            "congressman",
            "congresswoman",
            "lawmaker",
            "legislator",
            "mp",
            "mep",
            "councillor",
            "councilman",
            "councilwoman",
            "premier",
            "ambassador",
            "diplomat",
            "prosecutor",
            "colonel",
            "admiral",
            "sergeant",
            "lieutenant",
            "soldier",
            "sheriff",
            "constable",
            "detective",
            "inspector",
            "politician",
        ],
        likely: &[
            "minister",
            "governor",
            "chancellor",
            "judge",
            "justice",
            "general",
            "major",
            "attorney",
            "lawyer",
            "president",
            "king",
            "queen",
            "prince",
            "princess",
            "candidate",
            "nominee",
        ],
    },
    Heads {
        field: Field::Church,
        sure: &["bishop", "archbishop", "priest", "pastor", "vicar", "imam", "rabbi", "nun", "monk", "deacon"],
        likely: &["cardinal", "reverend", "pope"],
    },
    Heads {
        field: Field::Art,
        sure: &["actor", "actress", "singer", "guitarist", "drummer", "pianist", "rapper", "comedian", "dancer"],
        likely: &[
            "musician",
            "composer",
            "painter",
            "sculptor",
            "novelist",
            "poet",
            "playwright",
            "filmmaker",
            "photographer",
            "architect",
        ],
    },
    Heads {
        field: Field::Science,
        sure: &[
            "physicist",
            "chemist",
            "biologist",
            "mathematician",
            "geologist",
            "astronomer",
            "ecologist",
            "epidemiologist",
            "virologist",
            "surgeon",
        ],
        likely: &[
            "economist",
            "scientist",
            "professor",
            "researcher",
            "doctor",
            "nurse",
            "physician",
            "engineer",
            "historian",
            "psychologist",
            "astronaut",
        ],
    },
];

/// Games whose players are players of sport.
const GAMES: &[&str] = &[
    "football",
    "soccer",
    "tennis",
    "basketball",
    "hockey",
    "rugby",
    "cricket",
    "baseball",
    "volleyball",
    "handball",
    "badminton",
];

/// Words before a head that make the role another one ("acting coach", "public defender", "front-runner").
const OTHERWISE: &[&str] = &["acting", "life", "vocal", "voice", "public", "front"];

/// The field of a role, by the last part of its node.
pub fn field(role: &str) -> Option<Field> {
    let (head, before) = parts(role);
    let of = |heads: &&Heads| heads.sure.contains(&head) || heads.likely.contains(&head);
    HEADS.iter().find(of).filter(|_| !OTHERWISE.contains(&before)).map(|heads| heads.field)
}

/// The field of a role whose words mean nothing else: not "minister", who may be a clergyman, but "foreign minister".
pub fn sure_field(role: &str) -> Option<Field> {
    let (head, before) = parts(role);
    let found = field(role)?;
    let heads = HEADS.iter().find(|heads| heads.field == found)?;
    let is_minister = head == "minister" && role != head && !matches!(before, "baptist" | "methodist" | "church");
    let is_player = head == "player" && GAMES.contains(&before);
    (heads.sure.contains(&head) || is_minister || is_player).then_some(found)
}

/// The last word of a role before its "of", and the word before that.
fn parts(role: &str) -> (&str, &str) {
    let mut words = role.split("-of-").next().unwrap_or(role).rsplit('-');
    let head = words.next().unwrap_or(role);
    (head, words.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_follow_the_head_of_a_role() {
        assert_eq!(field("deputy-foreign-minister"), Some(Field::Office));
        assert_eq!(field("minister-of-sport"), Some(Field::Office));
        assert_eq!(field("striker"), Some(Field::Sport));
        assert_eq!(field("public-defender"), None);
        assert_eq!(field("spokesperson"), None);
    }

    #[test]
    fn words_that_mean_several_things_are_not_sure() {
        for (role, sure) in [
            ("minister", None),
            ("foreign-minister", Some(Field::Office)),
            ("minister-of-sport", Some(Field::Office)),
            ("baptist-minister", None),
            ("president", None),
            ("player", None),
            ("tennis-player", Some(Field::Sport)),
            ("acting-coach", None),
            ("professor", None),
            ("bishop", Some(Field::Church)),
        ] {
            assert_eq!(sure_field(role), sure, "{role}");
        }
    }

    #[test]
    fn every_head_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for head in HEADS.iter().flat_map(|heads| heads.sure.iter().chain(heads.likely)) {
            assert!(seen.insert(*head), "{head}");
        }
    }
}
