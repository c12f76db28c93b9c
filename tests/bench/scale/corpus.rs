//! Invents a corpus of any size whose truth is known: who says what in which role about what, and which articles are copies.
//!
//! The same seed and number give the same article, whatever the size of the corpus, so that a large one begins with a small one.
//! As in the news, half of the speakers and subjects are well known and the others ever new, and few statements are made twice
//! in the same words.

use std::fmt::Write;

const GIVEN: &str = include_str!("../../../src/annotate/lexicon/data/given_names.txt");
const FAMILY: &str = include_str!("../../../src/annotate/lexicon/data/surnames.txt");

const PLACES: [&str; 12] = [
    "Veldhaven",
    "Norrin",
    "Arkwell",
    "Tarsk",
    "Ostrava Bay",
    "Lakeside",
    "Coldharbour",
    "Brindle",
    "Merrowdale",
    "Eastmere",
    "Halloway",
    "Pendrick",
];
const BODIES: [&str; 10] = [
    "Harbour Board",
    "Teachers' Union",
    "Rail Company",
    "City Council",
    "Water Agency",
    "Chamber of Commerce",
    "Farmers' Association",
    "Health Trust",
    "Housing Authority",
    "Fishermen's League",
];
const ROLES: [&str; 8] =
    ["director", "president", "chairwoman", "spokesman", "head", "secretary", "treasurer", "chief executive"];
const TOPICS: [&str; 14] = [
    "the new bridge",
    "the price of water",
    "the harbour toll",
    "the flood report",
    "the night train",
    "the old station",
    "the school budget",
    "the fishing quota",
    "the hospital wing",
    "the rent cap",
    "the coal mine",
    "the tram line",
    "the ferry timetable",
    "the housing plan",
];
const WORKS: [&str; 12] = [
    "bridge", "tunnel", "school", "hospital", "museum", "market", "factory", "stadium", "library", "canal", "park",
    "tower",
];
const OPINIONS: [&str; 12] = [
    "is too dear for a town of this size",
    "will be finished before the winter",
    "has lost the trust of the people here",
    "was never put to a vote",
    "needs another look by independent engineers",
    "will bring work to the whole valley",
    "cannot be decided behind closed doors",
    "has been talked about for twenty years",
    "would help the smaller villages most",
    "is the best that could be had",
    "should be stopped before more money is spent",
    "came as a surprise to everybody",
];
const REASONS: [&str; 10] = [
    "and nobody has explained the figures",
    "whatever the ministry decides",
    "because the ground is softer than we thought",
    "and the families who live there know it",
    "if the weather allows it",
    "as long as the county pays its share",
    "and we will say so in the hearing",
    "although the first plan was cheaper",
    "and that is what the survey shows",
    "unless somebody finds the missing papers",
];
const SAID: [&str; 5] = ["said", "told reporters", "added", "explained", "argued"];
const SAID_THAT: [&str; 5] = ["said that", "warned that", "denied that", "insisted that", "announced that"];
const FILLERS: [&str; 8] = [
    "The meeting in {place} lasted until late in the evening and was followed by some two hundred people.",
    "Work on the site began three years ago, after a long dispute over who would carry the cost.",
    "A first draft had been rejected in the spring, when the treasurer found gaps in the accounts.",
    "The figures will be published at the end of the month, together with a map of the streets concerned.",
    "Neighbouring towns have watched the matter closely, since their own budgets depend on the outcome.",
    "It rained for most of the day, and the square in front of the town hall stayed empty.",
    "Two earlier reports had come to opposite conclusions, and both were paid for by the county.",
    "The hearing continues on Thursday, with witnesses from {place} and the surrounding villages.",
];
const OUTLETS: [&str; 6] =
    ["Veldhaven Courier", "The Norrin Post", "Arkwell Gazette", "Lakeside Echo", "The Tarsk Mail", "Norvale Wire"];

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Somebody who speaks.
#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub role: &'static str,
    pub body: String,
}

/// One saying as it was invented.
#[derive(Debug, Clone)]
pub struct Saying {
    pub speaker: String,
    pub words: String,
}

/// One article with its truth.
#[derive(Debug, Clone)]
pub struct Invented {
    pub number: usize,
    pub title: String,
    pub date: String,
    pub outlet: &'static str,
    pub body: String,
    pub people: Vec<Person>,
    pub sayings: Vec<Saying>,
    pub topic: String,
    /// The article that this one is a copy of, under another address.
    pub copy_of: Option<usize>,
}

/// The corpus of one seed.
pub struct Corpus {
    seed: u64,
    given: Vec<&'static str>,
    family: Vec<&'static str>,
}

fn words(table: &'static str) -> Vec<&'static str> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let words = lines.filter_map(|line| line.split('\t').next());
    words.filter(|word| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic())).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
}

impl Corpus {
    pub fn new(seed: u64) -> Self {
        Self { seed, given: words(GIVEN), family: words(FAMILY) }
    }

    /// Person `number`: always the same one.
    fn person(&self, number: usize) -> Person {
        let mut dice = Dice(self.seed ^ (number as u64).wrapping_mul(0x1234_5678_9abc_def1) ^ 7);
        let (given, family) = (capital(dice.of(&self.given)), capital(dice.of(&self.family)));
        let body = format!("{} {}", dice.of(&PLACES), dice.of(&BODIES));
        Person { name: format!("{given} {family}"), role: dice.of(&ROLES), body }
    }

    /// Topic `number` of those beside the well-known ones: always the same one.
    fn topic(&self, number: usize) -> String {
        let mut dice = Dice(self.seed ^ (number as u64).wrapping_mul(0x9fb2_1c65_1e98_df25) ^ 0xb);
        format!("the {} {}", capital(dice.of(&self.family)), dice.of(&WORKS))
    }

    /// Article `number`; one in thirty is a copy of an earlier one.
    pub fn article(&self, number: usize) -> Invented {
        let mut dice = Dice(self.seed.wrapping_add((number as u64).wrapping_mul(0x5851_f42d_4c95_7f2d)));
        if number > 30 && number.is_multiple_of(30) {
            let original = number - 1 - dice.below(29);
            let copied = self.article(original);
            let outlet = if copied.outlet == OUTLETS[0] { OUTLETS[5] } else { OUTLETS[0] };
            return Invented { number, outlet, copy_of: Some(original), ..copied };
        }
        // The news of a time has its few well-known people and ever new others: half of the speakers are among the first
        // hundred, the others among as many as there are articles by then.
        let cast = 2 + dice.below(3);
        let mut people: Vec<Person> = Vec::new();
        while people.len() < cast {
            let known = dice.below(2) == 0;
            let person = self.person(if known { dice.below(100) } else { dice.below(number + 100) });
            let last = |name: &str| name.rsplit(' ').next().unwrap_or_default().to_owned();
            if people.iter().all(|other| last(&other.name) != last(&person.name)) {
                people.push(person);
            }
        }
        let place = dice.of(&PLACES);
        let topic = if dice.below(2) == 0 { dice.of(&TOPICS).to_owned() } else { self.topic(dice.below(number + 100)) };
        let (day, month, year) = (1 + dice.below(28), 1 + dice.below(12), 2020 + dice.below(10));
        let mut sayings = Vec::new();
        let mut body = String::new();
        for turn in 0..4 + dice.below(8) {
            let speaker = &people[turn % people.len()];
            let known_by_now = turn >= people.len();
            let name = if known_by_now {
                speaker.name.rsplit(' ').next().unwrap_or_default().to_owned()
            } else {
                format!("{}, {} of the {},", speaker.name, speaker.role, speaker.body)
            };
            let mut claim = format!("{topic} {} {}", dice.of(&OPINIONS), dice.of(&REASONS));
            if dice.below(16) > 0 {
                let _ = write!(claim, ", after {} letters to the council", 2 + dice.below(100_000));
            }
            let name = name.trim_end_matches(',').to_owned();
            let said = match dice.below(3) {
                0 => {
                    let quote = capital_first(&claim);
                    let _ = write!(body, "“{quote},” {} {name}.", dice.of(&SAID).trim_end_matches(" reporters"));
                    quote
                }
                1 => {
                    let quote = capital_first(&claim);
                    let comma = if known_by_now { "" } else { "," };
                    let _ = write!(body, "{name}{comma} said: “{quote}.”");
                    quote
                }
                _ => {
                    let comma = if known_by_now { "" } else { "," };
                    let _ = write!(body, "{name}{comma} {} {claim}.", dice.of(&SAID_THAT));
                    claim
                }
            };
            sayings.push(Saying { speaker: speaker.name.clone(), words: said });
            body.push(' ');
            for _ in 0..dice.below(3) {
                body.push_str(&dice.of(&FILLERS).replace("{place}", place));
                body.push(' ');
            }
            body.truncate(body.trim_end().len());
            body.push_str("\n\n");
        }
        Invented {
            number,
            title: format!("{place} argues about {topic}"),
            date: format!("{year}-{month:02}-{day:02}"),
            outlet: OUTLETS[dice.below(OUTLETS.len())],
            body,
            people,
            sayings,
            topic,
            copy_of: None,
        }
    }
}

fn capital_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Invented {
    /// The article as a line of JSON, with its end.
    pub fn line(&self) -> String {
        let line = serde_json::json!({
            "id": format!("n{}", self.number),
            "url": format!("https://news.example/{}/{}", self.outlet.replace(' ', "-").to_lowercase(), self.number),
            "title": self.title, "date": self.date, "publisher": self.outlet, "text": self.body,
        });
        format!("{line}\n")
    }
}
