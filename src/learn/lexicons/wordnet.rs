//! Reads WordNet's noun and adjective files and derives person nouns, group nouns and demonyms.

use super::read;
use crate::error::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Lexicographer files of WordNet (lexnames(5WN)).
const GROUP: u8 = 14;
const LOCATION: u8 = 15;
const PERSON: u8 = 18;

/// Synsets below these person nouns are occupations, offices and other roles.
const ROLE_ROOTS: &[&str] = &[
    "leader",
    "worker",
    "professional",
    "expert",
    "communicator",
    "creator",
    "entertainer",
    "intellectual",
    "adjudicator",
    "politician",
    "representative",
    "contestant",
    "ruler",
    "scientist",
    "religious_person",
    "serviceman",
    "authority",
    "functionary",
    "applicant",
    "candidate",
    "traveler",
    "owner",
    "member",
    "founder",
    "associate",
    "student",
    "reformer",
    "commissioned_officer",
    "military_officer",
    "lawman",
    "advocate",
    "adviser",
    "capitalist",
    "merchant",
    "health_professional",
    "educator",
    "head",
    "negotiator",
    "defender",
    "supporter",
    "organizer",
    "investigator",
    "inspector",
    "trainer",
    "manager",
    "director",
    "principal",
    "preserver",
    "performer",
    "artist",
    "nobleman",
    "noblewoman",
    "aristocrat",
    "recipient",
    "combatant",
    "planner",
    "sponsor",
    "beginner",
    "deputy",
    "legislator",
    "lawgiver",
    "clergyman",
    "spiritual_leader",
    "guardian",
    "peace_officer",
];
/// Synsets below these are family members and partners.
const KIN_ROOTS: &[&str] = &["relative", "spouse", "lover", "family"];
/// Synsets below these group nouns act and speak as organisations do.
const GROUP_ROOTS: &[&str] = &[
    "organization",
    "unit",
    "administration",
    "institution",
    "team",
    "government",
    "military_unit",
    "movement",
    "business",
    "legislature",
    "court",
    "police",
    "establishment",
    "company",
    "union",
];

/// One synset: its lemmas, where it hangs, and what it derives from.
struct Synset {
    file: u8,
    lemmas: Vec<String>,
    above: Vec<usize>,
    instance: bool,
    pertains: Vec<usize>,
}

/// The nouns and adjectives of WordNet.
pub struct WordNet {
    nouns: BTreeMap<usize, Synset>,
    adjectives: BTreeMap<usize, Synset>,
    /// Noun synsets of each lemma, the most frequent sense first.
    senses: FxHashMap<String, Vec<usize>>,
    /// Lower-case lemmas of all parts of speech.
    words: FxHashSet<String>,
}

impl WordNet {
    /// Reads the folder with `data.noun`, `data.adj` and the index files.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut words = FxHashSet::default();
        let nouns = synsets(&read(&folder.join("data.noun"))?);
        let adjectives = synsets(&read(&folder.join("data.adj"))?);
        for part in ["data.adv", "data.verb"] {
            words.extend(synsets(&read(&folder.join(part))?).into_values().flat_map(|s| s.lemmas));
        }
        words.extend(nouns.values().filter(|s| !s.instance).flat_map(|s| s.lemmas.iter().cloned()));
        words.extend(adjectives.values().flat_map(|s| s.lemmas.iter().cloned()));
        words.retain(|w| w.chars().all(|c| c.is_lowercase() || c == '-'));
        let mut senses = FxHashMap::default();
        for line in read(&folder.join("index.noun"))?.lines().filter(|l| !l.starts_with(' ')) {
            let offsets = line.split(' ').filter(|f| f.len() == 8).filter_map(|f| f.parse().ok()).collect();
            senses.insert(line.split(' ').next().unwrap_or_default().to_owned(), offsets);
        }
        Ok(Self { nouns, adjectives, senses, words })
    }

    /// Whether `word` is an ordinary English word in lower case.
    pub fn is_common_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Every synset at or below the senses of `roots` that lie in lexicographer file `file`.
    fn below(&self, roots: &[&str], file: u8) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = roots
            .iter()
            .flat_map(|root| self.senses.get(*root).into_iter().flatten().copied())
            .filter(|offset| self.nouns.get(offset).is_some_and(|s| s.file == file))
            .collect();
        loop {
            let more: Vec<usize> = self
                .nouns
                .iter()
                .filter(|(offset, s)| {
                    !found.contains(offset) && !s.instance && s.above.iter().any(|a| found.contains(a))
                })
                .map(|(offset, _)| *offset)
                .collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    /// The common-noun lemmas of lexicographer file `file` with the synsets they name, when they are frequent.
    fn lemmas(&self, file: u8, frequent: &FxHashMap<String, usize>) -> BTreeMap<String, Vec<usize>> {
        let mut lemmas: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (offset, synset) in self.nouns.iter().filter(|(_, s)| s.file == file && !s.instance) {
            for lemma in &synset.lemmas {
                let known = lemma.split(['_', '-']).all(|word| frequent.contains_key(word.trim_end_matches("'s")));
                if known && lemma.chars().all(|c| c.is_lowercase() || "_-'".contains(c)) && lemma.len() > 1 {
                    lemmas.entry(lemma.clone()).or_default().push(*offset);
                }
            }
        }
        lemmas
    }

    /// The rank of the first sense of `lemma` that is among `offsets`: 1 when it is the most frequent one.
    fn rank(&self, lemma: &str, offsets: &[usize]) -> usize {
        let senses = self.senses.get(lemma);
        senses.and_then(|s| s.iter().position(|o| offsets.contains(o))).map_or(9, |i| (i + 1).min(9))
    }

    /// `noun TAB r|k|d TAB f|m|- TAB rank`: a role, kin or other description; its gender; the rank of that sense.
    pub fn person_nouns(&self, frequent: &FxHashMap<String, usize>) -> Vec<String> {
        let roles = self.below(ROLE_ROOTS, PERSON);
        let kin = self.below(KIN_ROOTS, PERSON);
        let women = self.below(&["female"], PERSON);
        let men = self.below(&["male"], PERSON);
        let mut lines = Vec::new();
        for (lemma, offsets) in self.lemmas(PERSON, frequent) {
            let rank = self.rank(&lemma, &offsets);
            let any = |set: &BTreeSet<usize>| offsets.iter().any(|o| set.contains(o));
            let first = self.senses.get(&lemma).and_then(|s| s.first());
            let class = if first.is_some_and(|offset| kin.contains(offset)) {
                'k'
            } else if any(&roles) {
                'r'
            } else {
                'd'
            };
            let gender = match (any(&women), any(&men)) {
                (true, false) => 'f',
                (false, true) => 'm',
                _ => '-',
            };
            lines.push(format!("{}\t{class}\t{gender}\t{rank}", lemma.replace('_', " ")));
        }
        lines
    }

    /// `noun TAB rank`: nouns for bodies that act, with the rank of that sense.
    pub fn group_nouns(&self, frequent: &FxHashMap<String, usize>) -> Vec<String> {
        let bodies = self.below(GROUP_ROOTS, GROUP);
        let mut lines = Vec::new();
        for (lemma, offsets) in self.lemmas(GROUP, frequent) {
            if offsets.iter().any(|o| bodies.contains(o)) {
                lines.push(format!("{}\t{}", lemma.replace('_', " "), self.rank(&lemma, &offsets)));
            }
        }
        lines
    }

    /// `demonym TAB place`: adjectives that pertain to a place.
    pub fn demonyms(&self, frequent: &FxHashMap<String, usize>) -> Vec<String> {
        let mut lines = BTreeSet::new();
        for synset in self.adjectives.values() {
            let places = synset.pertains.iter().filter_map(|o| self.nouns.get(o)).filter(|s| s.file == LOCATION);
            for place in places {
                for adjective in &synset.lemmas {
                    let capitalised = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
                    let name = place
                        .lemmas
                        .iter()
                        .max_by_key(|l| usize::MAX - frequent.get(&l.to_lowercase()).copied().unwrap_or(99_999));
                    if let Some(name) = name
                        && capitalised(adjective)
                        && capitalised(name)
                        && frequent.contains_key(&adjective.to_lowercase())
                    {
                        lines.insert(format!("{}\t{}", adjective.replace('_', " "), name.replace('_', " ")));
                    }
                }
            }
        }
        lines.into_iter().collect()
    }
}

/// Parses a `data.*` file (wndb(5WN)); lines that begin with a blank are the licence.
fn synsets(text: &str) -> BTreeMap<usize, Synset> {
    text.lines().filter(|line| !line.starts_with(' ')).filter_map(synset).collect()
}

fn synset(line: &str) -> Option<(usize, Synset)> {
    let mut fields = line.split(' ');
    let offset = fields.next()?.parse().ok()?;
    let file = fields.next()?.parse().ok()?;
    fields.next()?;
    let words = usize::from_str_radix(fields.next()?, 16).ok()?;
    let mut lemmas = Vec::with_capacity(words);
    for _ in 0..words {
        let lemma = fields.next()?;
        lemmas.push(lemma.split('(').next().unwrap_or(lemma).to_owned());
        fields.next()?;
    }
    let pointers: usize = fields.next()?.parse().ok()?;
    let mut found = Synset { file, lemmas, above: Vec::new(), instance: false, pertains: Vec::new() };
    for _ in 0..pointers {
        let symbol = fields.next()?;
        let target: usize = fields.next()?.parse().ok()?;
        let part = fields.next()?;
        fields.next()?;
        match (symbol, part) {
            ("@", "n") => found.above.push(target),
            ("@i", "n") => found.instance = true,
            ("\\", "n") => found.pertains.push(target),
            _ => {}
        }
    }
    Some((offset, found))
}
