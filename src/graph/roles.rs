//! Brings the words of a role to one concept: "incumbent President" and "Presidents" are president.

use super::mint;
use crate::annotate::lexicon::{self, PersonClass, fold, person_noun};

/// The concept of a mention that names a body and no role, as "joined" and "works for" do.
pub const AFFILIATED: &str = "affiliated";

/// Words before a role that tell when, how or for how long it is held, or how the writer sees its holder.
const PASSING: &[&str] = &[
    "the",
    "a",
    "an",
    "and",
    "his",
    "her",
    "their",
    "its",
    "our",
    "including",
    "using",
    "named",
    "joining",
    "incumbent",
    "sitting",
    "serving",
    "current",
    "present",
    "future",
    "former",
    "outgoing",
    "incoming",
    "exiting",
    "departing",
    "then",
    "ex",
    "onetime",
    "longtime",
    "long-time",
    "elected",
    "newly",
    "newly-elected",
    "re-elected",
    "reelected",
    "appointed",
    "impeached",
    "indicted",
    "charged",
    "ousted",
    "deposed",
    "embattled",
    "beleaguered",
    "disgraced",
    "challenging",
    "leading",
    "main",
    "prominent",
    "famous",
    "renowned",
    "controversial",
    "brilliant",
    "excellent",
    "great",
    "popular",
    "powerful",
    "influential",
    "outspoken",
    "veteran",
    "presumptive",
    "possible",
    "potential",
    "alleged",
    "self-styled",
    "so-called",
    "most",
    "very",
    "old",
    "new",
    "young",
    "late",
    "last",
    "next",
    "only",
    "two",
    "three",
    "four",
    "five",
    "six",
    "backed",
    "born",
    "several",
    "many",
    "some",
    "all",
    "both",
    "other",
    "fellow",
];

/// Numbers of order. In lower case they count holders ("third president"); in capitals they are the office's ("First
/// Minister").
const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
];

/// Nouns that an ordinal in lower case may still be a part of.
const RANKED: &[&str] =
    &["minister", "lady", "gentleman", "secretary", "deputy", "vice", "lieutenant", "officer", "author", "sergeant"];

/// Verbs that tell a role, with the role.
const VERBS: &[(&str, &str)] = &[
    ("founded", "founder"),
    ("founding", "founder"),
    ("formed", "founder"),
    ("co-founded", "co-founder"),
    ("cofounded", "co-founder"),
    ("heads", "head"),
    ("headed", "head"),
    ("leads", "leader"),
    ("led", "leader"),
    ("chairs", "chair"),
    ("chaired", "chair"),
    ("edits", "editor"),
    ("edited", "editor"),
    ("owns", "owner"),
    ("directs", "director"),
];

/// Words of one meaning, of which the last is taken: forms for men and women, short forms, spellings.
const SAME: &[(&str, &str)] = &[
    ("spokesman", "spokesperson"),
    ("spokeswoman", "spokesperson"),
    ("chairman", "chair"),
    ("chairwoman", "chair"),
    ("chairperson", "chair"),
    ("congressman", "member of congress"),
    ("congresswoman", "member of congress"),
    ("councilman", "councillor"),
    ("councilwoman", "councillor"),
    ("councilor", "councillor"),
    ("businesswoman", "businessperson"),
    ("businessman", "businessperson"),
    ("actress", "actor"),
    ("advisor", "adviser"),
    ("ceo", "chief executive officer"),
    ("cfo", "chief financial officer"),
    ("coo", "chief operating officer"),
    ("pm", "prime minister"),
    ("mp", "member of parliament"),
    ("vp", "vice president"),
    ("sen", "senator"),
    ("sens", "senator"),
    ("gov", "governor"),
    ("rep", "representative"),
    ("col", "colonel"),
    ("sgt", "sergeant"),
    ("capt", "captain"),
    ("defense", "defence"),
    ("labor", "labour"),
];

/// Nouns that may mean a holder of a role and in news mean a thing.
const THINGS: &[&str] = &[
    "card",
    "company",
    "contact",
    "center",
    "centre",
    "opposite",
    "possible",
    "heel",
    "cat",
    "instrument",
    "better",
    "poster",
    "unknown",
    "hood",
    "party",
    "opposition",
];

/// Nouns of the head of a ministry.
const HEADS: &[&str] = &["head", "chief", "boss", "leader"];

/// The slug of the role that `words` mean for somebody at `body`, an organisation's name; none where they mean no role.
///
/// The words of a verb or of nothing known mean that the person belongs to the body, [`AFFILIATED`], when one is named.
pub fn concept(words: &str, body: Option<&str>) -> Option<String> {
    let own = without_what_precedes(words);
    let written: Vec<&str> = own.split_whitespace().map(trimmed).filter(|word| !word.is_empty()).collect();
    let kept = held(&written);
    let folded: Vec<String> = kept.iter().map(|word| same(&singular(&fold(word)))).collect();
    if let [verb, ..] = folded.as_slice()
        && let Some((_, role)) = VERBS.iter().find(|(known, _)| known == verb)
    {
        return Some(mint::slug(role));
    }
    if !folded.iter().any(|word| is_noun(word)) {
        return body.map(|_| AFFILIATED.to_owned());
    }
    Some(mint::slug(&minister(&folded, body).unwrap_or_else(|| folded.join(" "))))
}

/// What follows "former" within the words ("challenger former vice president"), or an "and" that joins small words to an
/// office in capitals: they belong to the sentence before it.
fn without_what_precedes(words: &str) -> &str {
    let words = words.rsplit_once(" former ").map_or(words, |(_, office)| office);
    match words.split_once(" and ") {
        Some((before, after))
            if after.starts_with(char::is_uppercase)
                && !before.contains(char::is_uppercase)
                && !before.split_whitespace().any(|word| is_noun(&singular(&fold(word)))) =>
        {
            after
        }
        _ => words,
    }
}

/// A word without the marks around it; a hyphen within stays.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The words from the first that belongs to the office.
fn held<'a, 'b>(written: &'a [&'b str]) -> &'a [&'b str] {
    let mut rest = written;
    while let [word, after @ ..] = rest
        && let [next, ..] = after
    {
        let folded = fold(word);
        let counts = ORDINALS.contains(word) && !RANKED.contains(&singular(&fold(next)).as_str());
        let is_number = word.chars().all(|c| c.is_ascii_digit());
        if !(PASSING.contains(&folded.as_str()) || counts || is_number) {
            break;
        }
        rest = after;
    }
    rest
}

/// The singular of a person's noun; any other word as it is.
fn singular(word: &str) -> String {
    let by_ending = lexicon::singular(word);
    let forms = [Some(word), Some(&by_ending), word.strip_suffix("es"), word.strip_suffix('s')];
    let noun = forms.into_iter().flatten().find(|form| person_noun(form).is_some());
    noun.unwrap_or(word).to_owned()
}

fn same(word: &str) -> String {
    let known = SAME.iter().find(|(one, _)| *one == word);
    known.map_or(word, |(_, other)| other).to_owned()
}

/// Whether a word, or one that a hyphen joins to it, is a person's noun.
fn is_noun(word: &str) -> bool {
    let is_person = |noun: &str| {
        let role = person_noun(noun).is_some_and(|n| n.class != PersonClass::Other);
        role && !THINGS.contains(&noun) || matches!(noun, "lady" | "gentleman")
    };
    is_person(word)
        || word.split([' ', '-']).any(|part| is_person(&singular(part)))
        || SAME.iter().any(|(one, other)| *one == word || *other == word)
}

/// A minister or secretary by the field of work: "minister of foreign affairs", "foreign affairs minister" and the head
/// of a foreign ministry are "foreign minister". Ministers and secretaries of state have another rank and stay.
fn minister(words: &[String], body: Option<&str>) -> Option<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let [head] = words.as_slice()
        && HEADS.contains(head)
    {
        let body = fold(body?);
        let named: Vec<&str> = body.split_whitespace().filter(|word| *word != "the").collect();
        return match named.as_slice() {
            ["ministry", "of" | "for", field @ ..] | [field @ .., "ministry"] => office(field, "minister"),
            _ => None,
        };
    }
    match words.as_slice() {
        [noun @ ("minister" | "secretary"), "of" | "for", field @ ..] if field != ["state"] => {
            let field: Vec<&str> = field.iter().copied().filter(|word| *word != "the").collect();
            office(&field, noun)
        }
        [field @ .., noun @ ("minister" | "secretary")] if field.last() == Some(&"affairs") => office(field, noun),
        _ => None,
    }
}

fn office(field: &[&str], noun: &str) -> Option<String> {
    // "minister of foreign affairs of the Russian Federation": whose minister it is stands elsewhere.
    let end = field.iter().position(|word| *word == "of").unwrap_or(field.len());
    let field = field.get(..end).unwrap_or(field);
    let field = field.strip_suffix(&["affairs"]).unwrap_or(field);
    (!field.is_empty()).then(|| format!("{} {noun}", field.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> String {
        concept(words, None).unwrap_or_default()
    }

    #[test]
    fn how_and_when_a_role_is_held_makes_it_no_other() {
        for words in ["President", "incumbent President", "third President", "first charged President", "Presidents"] {
            assert_eq!(of(words), "president", "{words}");
        }
        assert_eq!(of("last night and President"), "president");
        assert_eq!(of("challenger former Vice President"), "vice-president");
        assert_eq!(of("-backed candidate"), "candidate");
        assert_eq!(of("2012 presidential nominee"), "presidential-nominee");
        assert_eq!(of("Vice-President"), of("vice president"));
        assert_eq!(of("spokeswoman"), of("spokesmen"));
        assert_eq!(of("CEO"), "chief-executive-officer");
        assert_eq!((of("Popes"), of("actresses"), of("rookies")), ("pope".into(), "actor".into(), "rookie".into()));
    }

    #[test]
    fn the_rank_of_an_office_stays() {
        assert_eq!(of("First Minister"), "first-minister");
        assert_eq!(of("first lady"), "first-lady");
        assert_eq!(of("deputy prime minister"), "deputy-prime-minister");
        assert_eq!(of("minister of state"), "minister-of-state");
        assert_eq!(of("Secretary of State"), "secretary-of-state");
        assert_eq!(
            of("civil and environmental engineering professor"),
            "civil-and-environmental-engineering-professor"
        );
        assert_ne!(of("Defense Secretary"), of("Defence Minister"));
    }

    #[test]
    fn ministers_are_told_by_their_field() {
        for words in [
            "Foreign Minister",
            "foreign affairs minister",
            "minister of foreign affairs",
            "Minister for Foreign Affairs",
            "Minister of Foreign Affairs of the Russian Federation",
        ] {
            assert_eq!(of(words), "foreign-minister", "{words}");
        }
        for body in [
            "Foreign Ministry",
            "Ministry of Foreign Affairs",
            "the Ministry of Foreign Affairs",
            "Ministry of Foreign Affairs of the Russian Federation",
        ] {
            assert_eq!(concept("head", Some(body)).unwrap(), "foreign-minister", "{body}");
        }
        assert_eq!(concept("head", Some("Harbour Board")).unwrap(), "head");
        assert_eq!(of("Secretary of Defense"), of("defence secretary"));
    }

    #[test]
    fn what_names_no_role_says_only_that_one_belongs_there() {
        assert_eq!(concept("joined", Some("Harbour Board")).unwrap(), AFFILIATED);
        assert_eq!(concept("founded", Some("Harbour Board")).unwrap(), "founder");
        assert_eq!(concept("hood", None), None);
    }
}
