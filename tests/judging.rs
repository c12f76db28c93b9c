//! Runs `dixit judge` as people do: by words, in bulk from a table, from the console, and undone.

use std::path::Path;
use std::process::Command;

/// What the command prints on both streams, and whether it succeeded.
fn run(folder: &Path, arguments: &[&str]) -> (String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_dixit"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DIXIT_WHO")
        .output()
        .expect("the program runs");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (text, output.status.success())
}

fn dixit(folder: &Path, arguments: &[&str]) -> String {
    let (text, succeeded) = run(folder, arguments);
    assert!(succeeded, "{arguments:?}: {text}");
    text
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let (text, succeeded) = run(folder, arguments);
    assert!(!succeeded, "{arguments:?}: {text}");
    text
}

const ARTICLES: &str = r#"{"id": "1", "date": "2031-03-04", "text": "Vera Lindqvist, mayor of Ostby, said that the ferry would run again. Lindqvist denied taking money."}
{"id": "2", "date": "2031-03-05", "text": "The poet Vera Lindqvist said that nobody reads in winter. Karl Ambrose, head of the Ferry Board, warned that the pier was rotten."}
{"id": "3", "date": "2031-03-06", "text": "V. J. Lindqvist, mayor of Ostby, said that the pier was safe. Karl Ambrose said that it was not."}
"#;

fn store() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("news.jsonl"), ARTICLES).expect("writes");
    dixit(folder.path(), &["build", "news.jsonl"]);
    folder
}

/// The name of the quotation with these words.
fn quotation(folder: &Path, words: &str) -> String {
    let found = dixit(folder, &["find", words]);
    let name = found.split_whitespace().find(|word| word.starts_with("quote:"));
    name.unwrap_or_else(|| panic!("{words}: {found}")).to_owned()
}

#[test]
fn words_become_entities_and_facts_and_a_look_changes_nothing() {
    let folder = store();
    let folder = folder.path();
    assert!(refused(folder, &["judge", "merge", "Karl Ambrose", "Vera Lindqvist"]).contains("who judges?"));
    let merge = ["judge", "merge", "V. J. Lindqvist", "Vera Lindqvist", "--who", "Kim", "--note", "the same office"];
    let look = dixit(folder, &[&merge[..], &["--dry-run"]].concat());
    assert!(look.contains("would change 1 article: 1 saying moved"), "{look}");
    assert!(dixit(folder, &["ask", "said", "V. J. Lindqvist"]).contains("1 row"));
    let done = dixit(folder, &merge);
    assert!(done.contains("changed 1 article") && done.contains("judgement:"), "{done}");
    assert!(dixit(folder, &["ask", "said", "Vera Lindqvist"]).contains("the pier was safe"));
    assert!(dixit(folder, &["judge", "list"]).contains("the same office"));
    assert!(
        refused(folder, &[&merge[..2], &["Vera Lindqvist", "V. J. Lindqvist", "--who", "Kim"]].concat())
            .contains("are one already")
    );
    dixit(folder, &["verify"]);
}

#[test]
fn a_split_takes_some_articles_and_keeps_the_two_apart() {
    let folder = store();
    let folder = folder.path();
    let split = ["judge", "split", "Vera Lindqvist", "--as", "Vera Lindqvist (poet)", "--who", "Kim"];
    assert!(refused(folder, &split).contains("in which articles"));
    dixit(folder, &[&split[..], &["--article", "2"]].concat());
    assert!(dixit(folder, &["ask", "said", "Vera Lindqvist (poet)"]).contains("nobody reads in winter"));
    assert!(!dixit(folder, &["ask", "said", "person:vera-lindqvist"]).contains("nobody reads in winter"));
    assert!(refused(folder, &[&split[..], &["--article", "1"]].concat()).contains("is in the graph already"));
    let apart = [
        "judge",
        "not-same",
        "V. J. Lindqvist",
        "person:vera-lindqvist",
        "--who",
        "Kim",
        "--when",
        "2031-01-01T00:00:00Z",
    ];
    dixit(folder, &apart);
    let rename = ["judge", "rename", "Karl Ambrose", "Karl-Otto Ambrose", "--who", "Kim"];
    dixit(folder, &rename);
    let answer = dixit(folder, &["query", "SELECT ?by { person:karl-ambrose dixit:replacedBy ?by }"]);
    assert!(answer.contains("person:karl-otto-ambrose"), "{answer}");
}

#[test]
fn a_table_that_export_wrote_judges_in_bulk_and_exports_tell_the_truth() {
    let folder = store();
    let folder = folder.path();
    dixit(folder, &["export", "--format", "csv", "-o", "q.csv"]);
    let path = folder.join("q.csv");
    let table = std::fs::read_to_string(&path).expect("reads");
    let filled: Vec<String> = table
        .lines()
        .map(|line| match line {
            line if line.contains("taking money") => line.replace(",no", ",reject"),
            line if line.contains("was rotten") => line.replace(",no", ",accept"),
            line => line.to_owned(),
        })
        .collect();
    std::fs::write(&path, filled.join("\n")).expect("writes");
    let done = dixit(folder, &["judge", "table", "q.csv", "--who", "Kim"]);
    assert!(done.contains("1 fact rejected, 1 fact reviewed"), "{done}");
    assert!(dixit(folder, &["judge", "table", "q.csv", "--who", "Kim"]).contains("nothing to judge"));
    dixit(folder, &["export", "--format", "csv", "-o", "after.csv"]);
    let after = std::fs::read_to_string(folder.join("after.csv")).expect("reads");
    assert!(!after.contains("taking money"), "{after}");
    let of_pier = after.lines().find(|line| line.contains("was rotten")).expect("a row");
    assert!(of_pier.trim_end().ends_with(",yes"), "{of_pier}");
    let others = after.lines().filter(|line| line.trim_end().ends_with(",no")).count();
    assert_eq!(others + 2, after.lines().count());

    std::fs::write(&path, "quotation,reviewed\nx,perhaps\n").expect("writes");
    assert!(
        refused(folder, &["judge", "table", "q.csv", "--who", "Kim"]).contains("q.csv:2: \"perhaps\" is no judgement")
    );
    std::fs::write(&path, "quotation,judgement\nquote:0-0,accept\n").expect("writes");
    assert!(dixit(folder, &["judge", "table", "q.csv", "--who", "Kim"]).contains("no fact quote:0-0 is in the graph"));
}

#[test]
fn tables_of_people_judge_them_in_bulk() {
    let folder = store();
    let folder = folder.path();
    dixit(folder, &["export", "--format", "nodes-csv", "-o", "nodes.csv"]);
    let nodes = std::fs::read_to_string(folder.join("nodes.csv")).expect("reads");
    let mut lines = nodes.lines();
    let mut filled = vec![format!("{},judgement,note", lines.next().expect("a header"))];
    filled.extend(lines.map(|line| match line {
        line if line.contains("person/v-j-lindqvist,") => format!("{line},merge Vera Lindqvist,the same office"),
        line if line.contains("person/karl-ambrose,") => format!("{line},rename Karl-Otto Ambrose,"),
        line => format!("{line},,"),
    }));
    std::fs::write(folder.join("nodes.csv"), filled.join("\n")).expect("writes");
    let table = ["judge", "table", "nodes.csv", "--who", "Kim"];
    let done = dixit(folder, &table);
    assert!(done.contains("v-j-lindqvist is person:vera-lindqvist") && done.contains("Karl-Otto Ambrose"), "{done}");
    assert!(dixit(folder, &["judge", "list"]).contains("the same office"));
    assert!(dixit(folder, &table).contains("nothing to judge"));

    let rows = "speaker_id,article,judgement\n\
                person:vera-lindqvist,2,split Vera Lindqvist (poet)\n\
                person:karl-otto-ambrose,,link Q42\n\
                person:karl-otto-ambrose,,not-same person:vera-lindqvist\n\
                person:nobody,,note\n";
    std::fs::write(folder.join("rows.csv"), rows).expect("writes");
    let done = dixit(folder, &["judge", "table", "rows.csv", "--who", "Kim"]);
    for told in ["Vera Lindqvist (poet), in article:", "entity/Q42", "is not person:vera-lindqvist", "rows.csv:5: "] {
        assert!(done.contains(told), "{told}: {done}");
    }
    assert!(dixit(folder, &["ask", "said", "Vera Lindqvist (poet)"]).contains("nobody reads in winter"));
    std::fs::write(folder.join("rows.csv"), "entity,judgement\nperson:vera-lindqvist,marry\n").expect("writes");
    assert!(refused(folder, &["judge", "table", "rows.csv", "--who", "Kim"]).contains("is no judgement"));
}

#[test]
fn the_console_judges_and_goes_on_with_the_changed_facts() {
    let folder = store();
    let folder = folder.path();
    let wrong = quotation(folder, "money");
    let said = dixit(
        folder,
        &[
            "console",
            "-c",
            &format!(".judge reject {wrong} --who Kim --note \"he was asked about it\""),
            "-c",
            ".denied",
            "-c",
            &format!(".quote {wrong}"),
        ],
    );
    assert!(said.contains("1 fact rejected") && said.contains("0 rows"), "{said}");
    assert!(said.contains("rejected: Vera Lindqvist") && said.contains("he was asked about it"), "{said}");
    let list = dixit(folder, &["judge", "list", "--format", "csv"]);
    let id = list.lines().nth(1).and_then(|line| line.rsplit('/').next().or(Some(line))).expect("a judgement").trim();
    let id = id.rsplit(':').next().expect("an id");
    let back = dixit(folder, &["judge", "withdraw", id, "--who", "Kim"]);
    assert!(back.contains("1 fact back"), "{back}");
    assert!(refused(folder, &["judge", "withdraw", id, "--who", "Kim"]).contains("withdrawn already"));
    assert!(dixit(folder, &["ask", "denied"]).contains("taking money"));
}
