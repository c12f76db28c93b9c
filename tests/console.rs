//! The console through a pipe, from a file and from arguments.

mod shell;
mod sketch;

use insta::assert_snapshot;
use shell::Shell;

#[test]
fn a_pipe_runs_statements_and_the_last_needs_no_semicolon() {
    let shell = Shell::harbour();
    let script = "# who is there?\nASK { ?x a schema:Person };\n\n.rows 1\n.mode\nSELECT ?name { ?p a schema:Country ;\n  schema:name ?name }";
    assert_snapshot!(shell.run_with(&["console"], script), @r"
    yes
    table
    ┌───────────────┐
    │ name          │
    ├───────────────┤
    │ United States │
    └───────────────┘
    --- beside it
    yes in T s
    1 row in T s
    ");
}

#[test]
fn a_pipe_stops_at_the_first_error_and_names_its_line() {
    let shell = Shell::harbour();
    let script = "ASK { ?x a schema:Person };\n\nSELECT ?x {\n  ?x dixit:sayd ?y };\nASK {};\n";
    assert_snapshot!(shell.run_with(&["console"], script), @r"
    yes
    --- beside it
    yes in T s
    error: standard input:3: in the query, line 2, column 6: the vocabulary has no term dixit:sayd
       |
     2 |   ?x dixit:sayd ?y }
       |      ^^^^^^^^^^
    hint: did you mean dixit:said?
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run_with(&["console", "--keep-going"], script), @r"
    yes
    yes
    --- beside it
    yes in T s
    error: standard input:3: in the query, line 2, column 6: the vocabulary has no term dixit:sayd
       |
     2 |   ?x dixit:sayd ?y }
       |      ^^^^^^^^^^
    hint: did you mean dixit:said?
    yes in T s
    error: 1 of the statements in standard input failed
    --- exit Some(1)
    ");
    shell.write("script.txt", script);
    assert_snapshot!(shell.run(&["console", "--file", "script.txt", "--format", "csv"]), @r"
    true
    --- beside it
    error: script.txt:3: in the query, line 2, column 6: the vocabulary has no term dixit:sayd
       |
     2 |   ?x dixit:sayd ?y }
       |      ^^^^^^^^^^
    hint: did you mean dixit:said?
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["console", "--file", "none.txt"]), @r"
    --- beside it
    error: cannot open none.txt: No such file or directory (os error 2)
    hint: check the path; relative paths start at the current folder
    --- exit Some(1)
    ");
}

#[test]
fn commands_can_be_given_as_arguments() {
    let shell = Shell::harbour();
    assert_snapshot!(shell.run(&["console", "-c", ".speaks-for Veld Shipping", "-c", ".prefixes"]), @r"
    ┌────────────┬──────────┬─────────┬────────────┬────────────┬────────────┐
    │ person     │ role     │ status  │ quotations │ seenFrom   │ seenTo     │
    ├────────────┼──────────┼─────────┼────────────┼────────────┼────────────┤
    │ Maren Oake │ director │ current │          1 │ 2032-01-15 │ 2032-01-15 │
    └────────────┴──────────┴─────────┴────────────┴────────────┴────────────┘
    article:   <https://dixit.example/article/>
    body:      <https://dixit.example/organization/>
    claim:     <https://dixit.example/claim/>
    dixit:     <https://w3id.org/dixit/ns#>
    judgement: <https://dixit.example/judgement/>
    name:      <https://dixit.example/name/>
    oa:        <http://www.w3.org/ns/oa#>
    org:       <http://www.w3.org/ns/org#>
    passage:   <https://dixit.example/passage/>
    person:    <https://dixit.example/person/>
    post:      <https://dixit.example/membership/>
    prov:      <http://www.w3.org/ns/prov#>
    quote:     <https://dixit.example/quotation/>
    rdf:       <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    rdfs:      <http://www.w3.org/2000/01/rdf-schema#>
    reprint:   <https://dixit.example/reprint/>
    role:      <https://dixit.example/role/>
    schema:    <http://schema.org/>
    skos:      <http://www.w3.org/2004/02/skos/core#>
    source:    <https://dixit.example/source/>
    span:      <https://dixit.example/span/>
    thing:     <https://dixit.example/thing/>
    topic:     <https://dixit.example/topic/>
    xsd:       <http://www.w3.org/2001/XMLSchema#>
    --- beside it
    1 row in T s
    ");
    assert_snapshot!(shell.run(&["console", "-c", ".help quote"]), @r"
    A quotation in its paragraph, with speaker, outlet, date and link: by name, or by its row in the
    last table

    Usage: .quote <ID>

    Arguments:
      <ID>  The quotation's name, as the other commands show it, or the number of its row: .quote 3

    Example: .quote quote:8f3c21d0-5d07
    ");
    assert_snapshot!(shell.run(&["console", "-c", ".export q.csv --min-confidence 0.9"]), @r"
    --- beside it
    11 rows to q.csv in T s
    ");
    assert!(shell.read("q.csv").starts_with("quotation,"));
}

#[test]
fn quotations_are_found_by_their_words_and_cited() {
    let shell = Shell::harbour();
    let quotation = shell.quotation("harbour toll");
    assert_snapshot!(shell.run(&["console", "-c", ".find toll* -- harbour", "-c", &format!(".cite {quotation}")]), @r"
    ┌────────────┬──────────────────┬────────────┬───────────────────────────────────────────────────────┬────────────┬─────────────────────────────────┐
    │ date       │ outlet           │ speaker    │ text                                                  │ confidence │ quotation                       │
    ├────────────┼──────────────────┼────────────┼───────────────────────────────────────────────────────┼────────────┼─────────────────────────────────┤
    │ 2031-04-02 │ Coast Courier    │ Ilse Quant │ the harbour toll will ruin every small boat owner     │       0.93 │ quote:01a5f0432cc63050-968545ca │
    │ 2031-03-05 │ Coast Courier    │ Maren Oake │ The harbour toll will ruin every small boat owner     │       0.93 │ quote:0c7dfd202fa4b83b-15d92861 │
    │ 2031-03-04 │ The Brindle Post │ Maren Oake │ the harbour toll will ruin every small boat owner     │       0.93 │ quote:eec84026d965f442-dfd18110 │
    │ 2032-01-15 │ The Brindle Post │ Maren Oake │ the harbour toll will not ruin every small boat owner │       0.93 │ quote:01ab2bb5c994e01f-6a805860 │
    │            │                  │ Tamsin     │ the Veldish harbour toll was a gift to Tobin Reyes    │       0.93 │ quote:849bbbdaca17dc8f-637ebc2d │
    └────────────┴──────────────────┴────────────┴───────────────────────────────────────────────────────┴────────────┴─────────────────────────────────┘
    Maren Oake, chairwoman (Harbour Guild): the harbour toll will ruin every small boat owner (reported in indirect speech). The Brindle Post, “Oake: harbour toll will ruin boat owners”, 2031-03-04. https://post.example/toll#:~:text=that%20the%20harbour%20toll%20will%20ruin%20every%20small%20boat%20owner
    --- beside it
    5 rows in T s
    ");
    assert_snapshot!(shell.run(&["find", "HARBOUR toll", "--format", "csv", "--limit", "1"]), @r"
    date,outlet,speaker,text,confidence,quotation
    2031-04-02,Coast Courier,Ilse Quant,the harbour toll will ruin every small boat owner,0.93,https://dixit.example/quotation/01a5f0432cc63050-968545ca
    ");
    assert_snapshot!(shell.run(&["find", "zeppelin"]), @r"
    ┌──────┬────────┬─────────┬──────┬────────────┬───────────┐
    │ date │ outlet │ speaker │ text │ confidence │ quotation │
    ├──────┼────────┼─────────┼──────┼────────────┼───────────┤
    └──────┴────────┴─────────┴──────┴────────────┴───────────┘
    --- beside it
    0 rows in T s
    ");
    assert_snapshot!(shell.run(&["find", "…"]), @r#"
    --- beside it
    error: there is no word to look for
    hint: words or a "phrase in marks"; toll* finds tolls too
    --- exit Some(2)
    "#);
}

#[test]
fn standing_filters_hold_until_they_are_taken_back() {
    let shell = Shell::harbour();
    let commands =
        [".since 2099-01-01", ".said Ilse Quant", ".roles Ilse Quant", ".since off", ".since", ".since soon"];
    let arguments: Vec<&str> = commands.iter().flat_map(|command| ["-c", command]).collect();
    assert_snapshot!(shell.run(&[&["console"], arguments.as_slice()].concat()), @r"
    ┌────────┬──────┬────────┬──────┬────────┬────────────┬───────────┐
    │ stance │ text │ topics │ date │ outlet │ confidence │ quotation │
    ├────────┼──────┼────────┼──────┼────────┼────────────┼───────────┤
    └────────┴──────┴────────┴──────┴────────┴────────────┴───────────┘
    ┌──────┬──────────────┬────────┬──────────┬────────┬────────────┐
    │ role │ organization │ status │ seenFrom │ seenTo │ membership │
    ├──────┼──────────────┼────────┼──────────┼────────┼────────────┤
    └──────┴──────────────┴────────┴──────────┴────────┴────────────┘
    off
    --- beside it
    0 rows in T s
    note: .since does not narrow the question roles
    0 rows in T s
    error: -c:1: a day is written as 2024-05-31
    hint: off takes it back
    --- exit Some(2)
    ");
}

#[test]
fn queries_are_saved_and_run_with_values_that_are_terms() {
    let shell = Shell::harbour();
    let script = ".save early
SELECT ?name { ?who schema:name ?name } ORDER BY ?name LIMIT 1;
.save names
.run
.run names who=person:ilse-quant
.run names \"who=ilse quant\"
.run names nobody=1
.run lost
";
    let text = shell.run_with(&["console", "--keep-going", "--format", "csv"], script);
    assert_snapshot!(text.replace(&shell.path("").display().to_string(), "FOLDER/"), @r"
    name
    Coast Courier
    names
    name
    Ilse Quant
    name
    Ilse Quant
    --- beside it
    error: standard input:1: no query ran yet
    hint: run one, then .save keeps it
    kept in FOLDER/state/dixit/queries/names.rq; .run names runs it
    error: standard input:7: the query has no variable ?nobody
    error: standard input:8: no query lost is saved
    hint: names
    error: 3 of the statements in standard input failed
    --- exit Some(1)
    ");
}

#[test]
fn answers_go_to_files_and_files_are_read() {
    let shell = Shell::harbour();
    shell.write("countries.txt", "SELECT ?name { ?p a schema:Country ; schema:name ?name }");
    let commands = [
        ".mode csv",
        ".once once.csv",
        ".read countries.txt",
        ".output all.csv",
        ".read countries.txt",
        ".rows",
        ".output",
        ".rows",
    ];
    let arguments: Vec<&str> = commands.iter().flat_map(|command| ["-c", command]).collect();
    assert_snapshot!(shell.run(&[&["console"], arguments.as_slice()].concat()), @r"
    all
    ");
    assert_snapshot!(shell.read("once.csv"), @r"
    name
    United States
    ");
    assert_snapshot!(shell.read("all.csv"), @r"
    name
    United States
    all
    ");
    shell.write("loop.txt", ".read loop.txt");
    assert_snapshot!(shell.run(&["console", "-c", ".read loop.txt"]), @r"
    --- beside it
    error: -c:1: loop.txt:1: loop.txt:1: loop.txt:1: loop.txt:1: loop.txt:1: loop.txt:1: loop.txt:1: loop.txt:1: loop.txt is read inside 8 other files
    --- exit Some(2)
    ");
}

#[test]
fn everything_about_a_node_is_described() {
    let shell = Shell::harbour();
    let text = shell.run(&["console", "-c", ".describe ilse quant"]);
    assert!(text.contains("person:ilse-quant") && text.contains("schema:name"), "{text}");
}

/// The most memory that the process had so far, in KiB.
#[cfg(target_os = "linux")]
fn most_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a running process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
#[cfg(target_os = "linux")]
fn many_rows_stream_in_bounded_memory() {
    use std::io::BufRead;
    let shell = Shell::harbour();
    let everything = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    for mode in ["table", "csv"] {
        let mut command = shell.command(&["console", "-c", everything, "--format", mode]);
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().expect("the binary starts");
        let out = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
        let (mut early, mut late) = (0, 0);
        for (number, line) in out.lines().take(100_000).enumerate() {
            line.expect("a row");
            match number {
                10_000 => early = most_memory(child.id()),
                99_999 => late = most_memory(child.id()),
                _ => {}
            }
        }
        // The reader is gone; that ends the query, and is no error.
        assert!(child.wait().expect("the end").success());
        assert!(late < early + 8 * 1024, "{mode}: {early} KiB after 10,000 rows, {late} KiB after 100,000");
    }
}

#[test]
fn every_mode_writes_a_table() {
    let shell = Shell::harbour();
    let query = "SELECT ?name { ?p a schema:Country ; schema:name ?name }";
    assert_snapshot!(shell.run(&["console", "-c", ".mode line", "-c", query, "-c", ".mode markdown", "-c", query]), @r"
    name United States
    | name |
    | --- |
    | United States |
    --- beside it
    1 row in T s
    1 row in T s
    ");
    assert_snapshot!(shell.run(&["console", "-c", ".rows 1", "-c", ".said Maren Oake about harbour toll"]), @r"
    ┌─────────┬───────────────────────────────────────────────────────┬────────────────────────────────┬────────────┬──────────────────┬────────────┬─────────────────────────────────┐
    │ stance  │ text                                                  │ topics                         │ date       │ outlet           │ confidence │ quotation                       │
    ├─────────┼───────────────────────────────────────────────────────┼────────────────────────────────┼────────────┼──────────────────┼────────────┼─────────────────────────────────┤
    │ asserts │ the harbour toll will not ruin every small boat owner │ harbour toll, small boat owner │ 2032-01-15 │ The Brindle Post │       0.93 │ quote:01ab2bb5c994e01f-6a805860 │
    └─────────┴───────────────────────────────────────────────────────┴────────────────────────────────┴────────────┴──────────────────┴────────────┴─────────────────────────────────┘
    --- beside it
    note: the newest 1; --limit (.rows), --since and --until ask for others, --format csv for all
    1 row in T s
    ");
    assert_snapshot!(shell.run(&["ask", "timeline", "Maren", "Oake", "about", "harbour", "toll", "--format", "markdown"]), @r"
    | date | stance | negated | text | outlets | quotations | confidence | quotation |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | 2031-03-04 | asserts |  | the harbour toll will ruin every small boat owner | The Brindle Post | 1 | 0.93 | quote:eec84026d965f442-dfd18110 |
    | 2031-03-05 | asserts |  | The harbour toll will ruin every small boat owner | Coast Courier | 1 | 0.93 | quote:0c7dfd202fa4b83b-15d92861 |
    | 2032-01-15 | asserts | not | the harbour toll will not ruin every small boat owner | The Brindle Post | 1 | 0.93 | quote:01ab2bb5c994e01f-6a805860 |
    --- beside it
    3 rows in T s
    ");
    assert_snapshot!(shell.run(&["console", "-c", ".mode turtle", "-c", query]), @r"
    --- beside it
    error: -c:1: a table cannot be written in this format
    hint: a table can be written as table, line, markdown, csv, tsv, json or xml
    --- exit Some(2)
    ");
}

#[test]
fn a_store_that_is_being_written_can_be_read_and_says_why_it_cannot_be_built() {
    let shell = Shell::harbour();
    shell.write("one.txt", "The ferry is late again, Dora Winkel said on Monday.\n");
    let writer = dixit::store::Writer::open(shell.path("news.dixit")).expect("the lock");
    let text = shell.run(&["console", "-c", "ASK { ?s ?p ?o }", "-c", ".build one.txt"]);
    assert!(text.starts_with("yes\n") && text.contains("process N"), "{text}");
    drop(writer);
}
