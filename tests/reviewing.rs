//! Runs `dixit review` through a pipe and at a pseudo-terminal: what it offers, and what the keys do.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const ARTICLES: &str = r#"{"id": "1", "date": "2031-03-04", "text": "Vera Lindqvist, mayor of Ostby, said that the ferry would run again. Lindqvist denied taking money."}
{"id": "2", "date": "2031-03-05", "text": "Vera Lindqvist, mayor of Ostby, said that nobody reads in winter. Karl Ambrose warned that the pier was rotten."}
{"id": "3", "date": "2031-03-06", "text": "V. J. Lindqvist, mayor of Ostby, said that the pier was safe. Karl Ambrose said that it was not."}
"#;

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dixit"));
    command.args(arguments).current_dir(folder).env_remove("DIXIT_WHO").env("NO_COLOR", "1").env("TERM", "xterm");
    command
}

fn dixit(folder: &Path, arguments: &[&str], input: &str) -> String {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("writes");
    let output = child.wait_with_output().expect("the program ends");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{arguments:?}: {text}");
    text
}

fn store() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("news.jsonl"), ARTICLES).expect("writes");
    dixit(folder.path(), &["build", "news.jsonl"], "");
    folder
}

const PEOPLE: [&str; 5] = ["review", "--only", "people", "--who", "Kim"];

#[test]
fn people_who_may_be_one_are_offered_with_their_evidence_and_joined() {
    let folder = store();
    let folder = folder.path();
    let shown = dixit(folder, &PEOPLE, "");
    assert!(shown.contains("V. J. Lindqvist · 1 article, 2031-03-06 · mayor"), "{shown}");
    assert!(shown.contains("Vera Lindqvist · 2 articles, 2031-03-04 to 2031-03-05"), "{shown}");
    assert!(shown.contains("both are mayor") && shown.contains("⟦Vera Lindqvist⟧"), "{shown}");
    assert!(shown.contains("0 judgements; 1 doubt left"), "{shown}");
    let shown = dixit(folder, &PEOPLE, "perhaps\ny\n");
    assert!(shown.contains("1 judgement; 0 doubts left"), "{shown}");
    assert!(dixit(folder, &["ask", "said", "Vera Lindqvist"], "").contains("the pier was safe"));
    assert!(dixit(folder, &PEOPLE, "").contains("nothing is in doubt"));
}

#[test]
fn no_keeps_two_apart_and_undo_takes_it_back() {
    let folder = store();
    let folder = folder.path();
    dixit(folder, &PEOPLE, "n\n");
    assert!(dixit(folder, &PEOPLE, "").contains("nothing is in doubt"));
    let list = dixit(folder, &["judge", "list"], "");
    assert!(list.contains("person:v-j-lindqvist is not person:vera-lindqvist"), "{list}");

    let folder = store();
    let folder = folder.path();
    let facts = ["review", "--only", "facts", "--below", "1", "--who", "Kim"];
    let shown = dixit(folder, &facts, "n\nu\ny\ns\nu\nq\n");
    assert!(shown.contains("undone") && shown.contains("1 judgement;"), "{shown}");
    let list = dixit(folder, &["judge", "list"], "");
    assert!(list.contains("reject:") && list.contains("withdrawn") && list.contains("accept:"), "{list}");
    let reviewed =
        dixit(folder, &["query", "SELECT (COUNT(*) AS ?n) { ?fact dixit:reviewed true }", "--format", "csv"], "");
    assert!(reviewed.lines().any(|line| line.trim() == "1"), "{reviewed}");
}

#[test]
fn each_answer_is_kept_at_once_and_shows_from_the_next_build_on() {
    let folder = store();
    let folder = folder.path();
    let mut child = command(folder, &PEOPLE).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("starts");
    let mut keys = child.stdin.take().expect("a pipe");
    keys.write_all(b"y\n").expect("writes");
    let log = folder.join("news.dixit/judgements.jsonl");
    for _ in 0..500 {
        if std::fs::read_to_string(&log).is_ok_and(|text| text.ends_with('\n')) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // Whether it is killed before or after it has brought the facts in line, the judgement stands.
    let _ = child.kill();
    child.wait().expect("ends");
    dixit(folder, &["build", "news.jsonl"], "");
    assert!(dixit(folder, &["ask", "said", "Vera Lindqvist"], "").contains("the pier was safe"));
}

#[cfg(unix)]
#[test]
fn a_terminal_asks_and_hears_in_the_console_too() {
    let folder = store();
    let mut session = rexpect::session::spawn_command(
        {
            let mut command = command(folder.path(), &["console", "--no-history"]);
            command.env("DIXIT_WHO", "Kim");
            command
        },
        Some(20_000),
    )
    .expect("a terminal");
    session.exp_string("dixit> ").expect("a prompt");
    session.send_line(".review --only people").expect("types");
    session.exp_string("Are the two one person?").expect("a question");
    session.send_line("y").expect("types");
    session.exp_string("1 judgement; 0 doubts left").expect("a summary");
    session.exp_string("dixit> ").expect("a prompt");
    session.send_line(".said Vera Lindqvist").expect("types");
    session.exp_string("the pier was safe").expect("the joined answer");
    session.send_line(".quit").expect("types");
    session.exp_eof().expect("the end");
}

/// A name that a minister and a striker bear, of whom both somebody speaks who may know the same man: nothing parts them by
/// itself.
const HOMONYMS: &str = r#"{"id": "1", "date": "2031-03-04", "text": "Foreign Minister Ivo Lenz said that the treaty with Hamburg would hold. Mara Okonjo, his deputy, agreed."}
{"id": "2", "date": "2031-03-05", "text": "Foreign Minister Ivo Lenz said that the talks had begun."}
{"id": "3", "date": "2031-03-06", "text": "The striker Ivo Lenz scored twice. Striker Ivo Lenz said that the team of Hamburg had earned it."}
"#;

#[test]
fn a_name_of_two_people_is_noted_and_split_or_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    std::fs::write(folder.join("news.jsonl"), HOMONYMS).expect("writes");
    dixit(folder, &["build", "news.jsonl"], "");
    let asked = dixit(folder, &["ask", "said", "Ivo Lenz"], "");
    assert!(
        asked.contains("note: Ivo Lenz may be two people: foreign minister (2 articles); striker (1 article)"),
        "{asked}"
    );
    let shown = dixit(folder, &PEOPLE, "y\n");
    assert!(shown.contains("Is this one person?") && shown.contains("0 doubts left"), "{shown}");
    assert!(dixit(folder, &PEOPLE, "").contains("nothing is in doubt"));
    assert!(!dixit(folder, &["ask", "said", "Ivo Lenz"], "").contains("two people"));

    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    std::fs::write(folder.join("news.jsonl"), HOMONYMS).expect("writes");
    dixit(folder, &["build", "news.jsonl"], "");
    dixit(folder, &PEOPLE, "n\n");
    let minister = dixit(folder, &["ask", "said", "person:ivo-lenz"], "");
    assert!(
        minister.contains("the treaty with Hamburg would hold")
            && !minister.contains("the team of Hamburg had earned it"),
        "{minister}"
    );
    assert!(dixit(folder, &["ask", "said", "Ivo Lenz (striker)"], "").contains("the team of Hamburg had earned it"));
}
