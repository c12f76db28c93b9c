//! Reprints are found whatever was cut, edited or added, and in any order; reports that only share quotations are none.

mod newsroom;

use dixit::store::{Store, Writer};
use dixit::text::Article;
use newsroom::{assert_same, build, build_with, facts, facts_of, homes};
use std::collections::BTreeSet;
use std::fmt::Write;

const SPEECH: &str = "“The ferry will sail again when the last plank has been changed, and not one day before,” said \
    Orla Vantongeren, who runs the harbour. “I have promised that to every widow of this town.”";

/// Sentences of one reporter: no two reporters have five words in a row in common.
fn prose(reporter: usize, sentences: usize) -> Vec<String> {
    const WHO: [&str; 7] = ["crew", "owners", "bakers", "council", "surveyors", "pilots", "children"];
    const WHAT: [&str; 7] = ["painted", "measured", "sold", "repaired", "counted", "emptied", "guarded"];
    const WHOSE: [&str; 5] = ["old", "northern", "flooded", "wooden", "narrow"];
    const WHERE: [&str; 11] =
        ["quay", "mill", "bridge", "school", "market", "canal", "tower", "station", "garden", "depot", "chapel"];
    let pick = |list: &[&'static str], at: usize| list[at % list.len()];
    let sentence = |at: usize| {
        let (a, b) = (at * 7 + reporter * 31, at * 5 + reporter * 17 + at / 3);
        format!(
            "The {} {} {} the {} {} beside the {} {} in hour {} of the {} shift.",
            pick(&WHOSE, a + 1),
            pick(&WHO, a),
            pick(&WHAT, b),
            pick(&WHOSE, b),
            pick(&WHERE, a + b),
            pick(&WHO, b + 3),
            pick(&WHERE, a * 3 + 1),
            at + reporter * 100,
            pick(&WHAT, a + 2 * b)
        )
    };
    (0..sentences).map(sentence).collect()
}

fn article(id: &str, day: u8, title: &str, paragraphs: &[String]) -> Article {
    let body = paragraphs.join("\n\n");
    Article {
        id: id.to_owned(),
        url: Some(format!("https://{id}.example/ferry")),
        title: Some(title.to_owned()),
        published: Some(format!("2031-05-{day:02}").parse().expect("a date")),
        publisher: Some(format!("The {id} Post")),
        body,
        ..Article::default()
    }
}

fn with_speech(mut paragraphs: Vec<String>) -> Vec<String> {
    paragraphs.insert(2, SPEECH.to_owned());
    paragraphs
}

/// A wire report, four reprints of it, and two reports of others about the same speech.
fn story() -> Vec<Article> {
    let wire = with_speech(prose(1, 12));
    let mut edited = wire.clone();
    edited[0] = edited[0].replace("The ", "Yesterday the ");
    edited[4] = edited[4].replace(" beside ", " near ");
    let mut longer = wire.clone();
    longer.insert(3, prose(9, 2).join(" "));
    vec![
        article("Wire", 1, "Ferry to stay in dock", &wire),
        article("Cut", 2, "No ferry before summer", &wire[..5]),
        article("Edited", 2, "Harbour chief: ferry must wait", &edited),
        article("Longer", 3, "Ferry to stay in dock", &longer),
        article("Late", 9, "Ferry to stay in dock", &wire),
        article("Own", 1, "Ferry to stay in dock", &with_speech(prose(2, 12))),
        article("Other", 2, "Ferry to stay in dock", &with_speech(prose(3, 6))),
    ]
}

/// The reprints among facts: "Cut repeats Wire".
fn reprints(facts: &[String]) -> BTreeSet<String> {
    let object = |subject: &str, predicate: &str| {
        let head = format!("{subject} <{predicate}> ");
        let line = facts.iter().find(|line| line.starts_with(&head)).expect("the fact");
        line.strip_prefix(&head).expect("it starts so").to_owned()
    };
    let name = |article: &str| {
        let url = object(article, "http://schema.org/url");
        url.trim_start_matches("<https://").split('.').next().expect("a host").to_owned()
    };
    let copies = facts.iter().filter_map(|line| line.split_once(" <https://w3id.org/dixit/ns#copy> "));
    let pairs = copies.map(|(reprint, copy)| {
        let original = object(reprint, "https://w3id.org/dixit/ns#original");
        format!("{} repeats {}", name(copy), name(&original))
    });
    pairs.collect()
}

fn expected(pairs: &[&str]) -> BTreeSet<String> {
    pairs.iter().map(|pair| (*pair).to_owned()).collect()
}

#[test]
fn cuts_edits_and_additions_are_reprints_and_a_shared_speech_is_none() {
    for home in homes() {
        let found = reprints(&facts_of(home, &story()));
        let pairs = ["Cut repeats Wire", "Edited repeats Wire", "Late repeats Wire", "Longer repeats Wire"];
        assert_eq!(found, expected(&pairs));
    }
}

#[test]
fn order_batches_and_threads_do_not_matter() {
    for home in homes() {
        let whole = facts_of(home, &story());
        let mut turned = story();
        for _ in 0..3 {
            turned.rotate_left(2);
            turned.swap(0, 3);
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = folder.path().join("s.dixit");
            build_with(&store, home, &turned[..3], 1);
            build_with(&store, home, &turned[3..4], 2);
            build_with(&store, home, &turned, 3);
            assert_same(&facts(&store), &whole, "in another order");
        }
    }
}

#[test]
fn when_the_first_publisher_goes_or_changes_the_next_one_leads() {
    for home in homes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = folder.path().join("s.dixit");
        build(&store, home, &story());
        let key = {
            let reader = Store::open(&store).expect("opens");
            reader.ledger().expect("reads").named("https://wire.example/ferry").first().map(|entry| entry.key.clone())
        };
        let key = key.or_else(|| {
            let reader = Store::open(&store).expect("opens");
            let ledger = reader.ledger().expect("reads");
            ledger.named("https://Wire.example/ferry").first().map(|entry| entry.key.clone())
        });
        let mut late = story().remove(4);
        late.body = with_speech(prose(7, 12)).join("\n\n");
        build(&store, home, &[late]);
        assert!(!reprints(&facts(&store)).contains("Late repeats Wire"));

        Writer::open(&store).expect("opens").forget(&key.expect("the wire's article")).expect("forgets");
        let found = facts(&store);
        // Of one day the longer text comes first.
        assert_eq!(reprints(&found), expected(&["Cut repeats Edited", "Longer repeats Edited"]));
        let alone =
            facts_of(home, &story().into_iter().filter(|a| a.id != "Wire" && a.id != "Late").collect::<Vec<_>>());
        assert_eq!(reprints(&alone), reprints(&found));
    }
}

#[test]
fn what_only_looks_alike_is_no_reprint() {
    // A form that is filled in every day, a follow-up that repeats a third as background, and one list of questions that
    // two answer.
    let form = |day: usize| {
        let mut text = String::new();
        for town in 0..12 {
            let (high, low) = (20 + (day * 7 + town * 3) % 13, 3 + (day * 5 + town) % 9);
            writeln!(
                text,
                "Town {town} had {high} degrees and {low} hours of sun, wind {} from {}.\n",
                day + town,
                day * town
            )
            .expect("memory does not fail");
        }
        article(&format!("Weather{day}"), 1 + u8::try_from(day).expect("small"), "Weather", &[text])
    };
    let background = [prose(5, 8), prose(1, 12).split_off(8)].concat();
    let interview = |id: &str, who: usize| {
        let mut talk = Vec::new();
        for (question, answer) in prose(11, 6).into_iter().zip(prose(who, 6)) {
            talk.extend([format!("The Lantern asked whether {}", question.to_lowercase()), format!("“{answer}”")]);
        }
        article(id, 6, "The Lantern talks to a candidate", &talk)
    };
    let articles = [
        interview("One", 12),
        interview("Two", 13),
        form(1),
        form(2),
        article("First", 1, "Quay closed", &prose(1, 12)),
        article("Next", 4, "Quay open", &background),
    ];
    for home in homes() {
        assert_eq!(reprints(&facts_of(home, &articles)), expected(&[]));
    }
}
