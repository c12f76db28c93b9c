//! Fingerprints of invented texts: what edits leave of them, and what only looks alike.

use super::*;

/// A text of `count` words, of which no two of different `seed` are alike in order.
fn text(seed: u64, count: usize) -> Vec<String> {
    const SYLLABLES: [&str; 16] =
        ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            [state & 15, state >> 4 & 15, state >> 8 & 3].map(|at| SYLLABLES[(at & 15) as usize]).concat()
        })
        .collect()
}

fn sketch(words: &[String]) -> Option<Sketch> {
    Sketch::of(&Sketch::words(std::iter::once(words.join(" ").as_str())), &[])
}

fn share(one: &[String], other: &[String]) -> f32 {
    sketch(one).unwrap().own.share(&sketch(other).unwrap().own).unwrap_or_default()
}

/// The text with every `nth` word another.
fn edited(words: &[String], nth: usize) -> Vec<String> {
    let mut words = words.to_vec();
    words.iter_mut().step_by(nth).for_each(|word| word.push('x'));
    words
}

#[test]
fn a_fingerprint_survives_writing_down() {
    let words = |seed, count| Sketch::words(std::iter::once(text(seed, count).join(" ").as_str()));
    let one = Sketch::of(&words(1, 400), &words(2, 100)).unwrap();
    let read = Sketch::from_text(&one.to_text());
    assert_eq!((one.own.list.len(), one.to_text().len()), (KEPT, KEPT * 4 + 1 + KEPT_QUOTED * 4));
    assert_eq!(read.resembles(&one), Some(1.0));
    assert_eq!(Sketch::from_text("").resembles(&one), None);
    // The same words of its own and other quotations: one list of questions, two who answer.
    let other = Sketch::of(&words(1, 400), &words(3, 100)).unwrap();
    assert_eq!(other.resembles(&one), None);
    // A cut may leave the quotations out; a text that lost their marks has them among its own words.
    let cut = Sketch::of(&words(1, 200), &[]).unwrap();
    assert_eq!(cut.resembles(&one), Some(1.0));
    let unmarked = |seed| Sketch::of(&[words(1, 400), words(seed, 400)].concat(), &[]).unwrap();
    assert!(one.resembles(&unmarked(2)).is_some());
    assert_eq!(one.resembles(&unmarked(3)), None);
    assert_eq!(sketch(&text(1, FEWEST_RUNS)), None);
}

#[test]
fn case_marks_and_apostrophes_are_no_difference() {
    let words = |text: &str| Sketch::words(std::iter::once(text));
    assert_eq!(words("The Mayor’s “bridge” – closed."), words("the mayor's \"bridge\" - closed"));
    assert_eq!(words("ZOË"), words("zoë"));
    assert_ne!(words("bridge open"), words("bridge closed"));
}

#[test]
fn cuts_and_additions_leave_a_reprint_and_other_texts_are_none() {
    let long = text(2, 600);
    assert!(share(&long, &long[..200]) > 0.99);
    assert!(share(&long[..300], &[text(3, 100), long[..300].to_vec()].concat()) > 0.99);
    assert!(share(&long, &text(4, 600)) < 0.05);
    // A third of the text in common is background and no reprint.
    let background = [text(5, 200), long[..100].to_vec()].concat();
    assert!(share(&long[..300], &background) < COPIED);
}

#[test]
fn one_word_in_twenty_may_be_edited_and_one_in_six_is_another_text() {
    for seed in 0..20 {
        let long = text(100 + seed, 500);
        let of = |nth: usize| share(&long, &edited(&long, nth));
        assert!(of(40) >= COPIED && of(20) >= COPIED, "{seed}: {} {}", of(40), of(20));
        assert!(of(6) < COPIED, "{seed}: {}", of(6));
    }
}

#[test]
fn reprints_share_a_passage() {
    let shared = |one: &[String], other: &[String]| {
        let of = |words: &[String]| -> BTreeSet<_> {
            sketch(words).unwrap().passages("https://d.example/").into_iter().collect()
        };
        !of(one).is_disjoint(&of(other))
    };
    let (mut cut, mut edit, mut other) = (0, 0, 0);
    for seed in 0..200 {
        let long = text(1000 + seed, 500);
        cut += usize::from(shared(&long, &long[..200]));
        edit += usize::from(shared(&long, &edited(&long, 20)));
        other += usize::from(shared(&long, &text(5000 + seed, 500)));
    }
    assert!(cut >= 190 && edit >= 198 && other == 0, "{cut} {edit} {other}");
}
