//! Times finding the doubts about the people of one article beside a million others: `cargo bench --bench people`.
//!
//! The people are invented: given and last names of the word tables with a middle initial, some with a role, last names as
//! unevenly spread as in the tables' order.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use dixit::query::alike::{People, Person};
use std::time::{Duration, Instant};

/// People beside whom the new ones stand, unless the command line gives another number.
const PEOPLE: usize = 1_000_000;
/// People of one article.
const NAMED: usize = 20;
/// Articles that are timed.
const ARTICLES: usize = 50;

const GIVEN: &str = include_str!("../../src/annotate/lexicon/data/given_names.txt");
const FAMILY: &str = include_str!("../../src/annotate/lexicon/data/surnames.txt");
const ROLES: [&str; 6] = ["mayor", "director", "minister", "spokesman", "professor", "coach"];

/// A small generator of numbers that always gives the same ones (Knuth's linear congruence).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    fn person(&mut self, number: usize, given: &[&str], family: &[&str]) -> Person {
        // The square root makes the first names of the table many times as frequent as the last.
        let skewed = self.below(family.len()) * self.below(family.len()) / family.len();
        let (first, last) = (given[self.below(given.len())], family[skewed]);
        let middle = char::from(b'A' + u8::try_from(self.below(26)).unwrap_or(0));
        let mut person = Person::named(&format!("person/{number}"), &format!("{first} {middle}. {last}"));
        if self.below(2) == 0 {
            person.roles.insert(ROLES[self.below(ROLES.len())].to_owned());
        }
        person.articles.insert(format!("article/{}", number / NAMED), String::new());
        person
    }
}

fn first_words(table: &'static str) -> Vec<&'static str> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split('\t').next()).filter(|word| word.len() > 1).collect()
}

fn main() {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(PEOPLE);
    let (given, family) = (first_words(GIVEN), first_words(FAMILY));
    let (mut dice, mut people) = (Dice(1), People::default());
    let begun = Instant::now();
    (0..count).for_each(|number| people.add(dice.person(number, &given, &family)));
    println!("{count} people put in order in {:.1} s", begun.elapsed().as_secs_f64());
    let mut times: Vec<Duration> = Vec::new();
    let mut doubts = 0;
    for article in 0..ARTICLES {
        let new: Vec<Person> = (0..NAMED).map(|n| dice.person(count + article * NAMED + n, &given, &family)).collect();
        let begun = Instant::now();
        doubts += new.iter().map(|person| people.like(person).len()).sum::<usize>();
        new.into_iter().for_each(|person| people.add(person));
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let milliseconds = |at: usize| times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    println!(
        "an article with {NAMED} people: median {:.1} ms, slowest of {ARTICLES} {:.1} ms; {:.1} doubts each",
        milliseconds(times.len() / 2),
        milliseconds(times.len() - 1),
        doubts as f64 / ARTICLES as f64,
    );
}
