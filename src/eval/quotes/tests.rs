//! Small cases of the quote scores, counted by hand.

use super::*;

fn document(line: &str) -> Vec<Document> {
    read_documents(line, "test").expect("the test's line is a document")
}

fn row(report: &Report, name: &str) -> String {
    report.rows.iter().find(|(n, _)| n.starts_with(name)).map(|(_, v)| v.clone()).unwrap_or_default()
}

const GOLD: &str = r#"{"id":"a","text":"“We sail,” said Orla Finn. He left.","quotes":[
    {"start":0,"end":10,"type":"direct","speaker":{"start":16,"end":25,"text":"Orla Finn"},"speaker_name":"Orla Finn"},
    {"start":27,"end":34,"type":"indirect","speaker":null,"speaker_name":null,"speech_cue":false}]}"#;

fn gold() -> Vec<Document> {
    document(&GOLD.replace('\n', ""))
}

#[test]
fn a_right_and_an_invented_quote_by_hand() {
    let found = document(
        r#"{"id":"a","quotes":[{"start":0,"end":9,"type":"direct","speaker":{"start":21,"end":25,"text":"Finn"},"speaker_name":"Finn"},{"start":11,"end":15,"type":"indirect","speaker":null}]}"#,
    );
    let report = score(&gold(), &found, &Options::default());
    assert_eq!(row(&report, "span IoU"), "[50.0, 50.0, 50.0]");
    assert_eq!(row(&report, "span exact"), "[50.0, 50.0, 50.0]");
    assert_eq!(row(&report, "span + speaker mention"), "[50.0, 50.0, 50.0]");
    assert_eq!(row(&report, "span + speaker full name"), "[0.0, 0.0, 0.0]");
    assert_eq!(row(&report, "span + speaker name, short"), "[50.0, 50.0, 50.0]");
    let classes: Vec<ErrorClass> = report.errors.iter().map(|e| e.class).collect();
    assert_eq!(classes, [ErrorClass::WrongName, ErrorClass::Missed, ErrorClass::Invented]);
}

#[test]
fn what_a_view_leaves_out_is_neither_right_nor_wrong() {
    let found = document(r#"{"id":"a","quotes":[{"start":27,"end":34,"type":"indirect","speaker":null}]}"#);
    let report = score(&gold(), &found, &Options { speech: true, ..Options::default() });
    assert_eq!((row(&report, "gold"), row(&report, "predicted")), ("1".to_owned(), "0".to_owned()));
    let direct = Options { types: BTreeSet::from(["direct".to_owned()]), ..Options::default() };
    assert_eq!(row(&score(&gold(), &found, &direct), "predicted"), "0");
}

#[test]
fn a_later_quotation_of_a_paragraph_floats_and_the_one_beside_its_clause_does_not() {
    let text = "\u{201c}We sail,\u{201d} Finn said. \u{201c}It rains.\u{201d}";
    let gold = document(&format!("{{\"id\":\"a\",\"text\":\"{text}\",\"quotes\":[]}}"));
    let quote = |start: usize, end: usize| {
        format!(
            "{{\"start\":{start},\"end\":{end},\"type\":\"direct\",\"speaker\":{{\"start\":11,\"end\":15}},\
             \"cue\":{{\"start\":16,\"end\":20}}}}"
        )
    };
    let mut found = document(&format!("{{\"id\":\"a\",\"quotes\":[{},{}]}}", quote(0, 10), quote(22, 33)));
    let_float(&gold, &mut found);
    let speakers: Vec<bool> = found[0].quotes.iter().map(|quote| quote.speaker.is_some()).collect();
    assert_eq!(speakers, [true, false]);
}

#[test]
fn names_compare_without_accents_titles_and_possessives() {
    assert!(same_name("Dr. José Díaz's", "jose diaz"));
    assert!(same_name_lenient("Orla Finn", "Finn") && !same_name_lenient("Orla Finn", "Orla Dahl"));
    assert!(is_pronoun("He") && is_pronoun("who") && !is_pronoun("WHO") && !is_pronoun("Theirs Ltd"));
}

#[test]
fn a_bad_line_is_named() {
    let message = read_documents("{\"id\":\"a\"}\n{", "gold.jsonl").expect_err("the second line is broken").to_string();
    assert!(message.starts_with("gold.jsonl:2:"), "{message}");
}
