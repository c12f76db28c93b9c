//! The console as people use it: at a pseudo-terminal, through a pipe, from a file.

mod shell;
mod sketch;

use insta::assert_snapshot;
use rexpect::session::{PtySession, spawn_command};
use shell::Shell;
use std::time::{Duration, Instant};

/// Patience with a slow machine, in milliseconds.
const PATIENCE: u64 = 60_000;

/// A query that would run for hours.
const ENDLESS: &str =
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?a != ?d || ?g != ?j) };";

/// A console at a terminal, at its first prompt.
fn terminal(shell: &Shell, arguments: &[&str]) -> PtySession {
    let arguments = [&["console"], arguments].concat();
    let mut session = spawn_command(shell.command(&arguments), Some(PATIENCE)).expect("a pseudo-terminal");
    session.exp_string("dixit> ").expect("a prompt");
    session
}

#[test]
fn a_statement_may_span_lines_and_the_prompt_comes_back() {
    let shell = Shell::harbour();
    let mut session = terminal(&shell, &[]);
    session.send_line("SELECT ?name {").unwrap();
    session.exp_string("  ...> ").unwrap();
    session.send_line("  ?p schema:name ?name ; a schema:Country };").unwrap();
    session.exp_string("United States").unwrap();
    session.exp_string("1 row in ").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_line(".said Ilse Quant").unwrap();
    session.exp_string("harbour toll").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_line("ASK { ?x a schema:Person }").unwrap();
    session.exp_string("  ...> ").unwrap();
    session.send_line("").unwrap();
    session.exp_string("yes").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn ctrl_c_clears_the_line_cancels_a_query_and_never_leaves() {
    let shell = Shell::harbour();
    let mut session = terminal(&shell, &[]);
    session.send_line("SELECT ?x {").unwrap();
    session.exp_string("  ...> ").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("dixit> ").unwrap();
    for _ in 0..2 {
        session.send_line(ENDLESS).unwrap();
        std::thread::sleep(Duration::from_millis(700));
        let pressed = Instant::now();
        session.send_control('c').unwrap();
        session.exp_string("the query was cancelled").unwrap();
        session.exp_string("dixit> ").unwrap();
        assert!(pressed.elapsed() < Duration::from_secs(2), "{:?}", pressed.elapsed());
    }
    session.send_line("ASK { ?s ?p ?o };").unwrap();
    session.exp_string("yes").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_line(".quit").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn an_error_is_shown_and_the_console_goes_on() {
    let shell = Shell::harbour();
    let mut session = terminal(&shell, &[]);
    session.send_line("SELECT ?x { ?x dixit:sayd ?y };").unwrap();
    session.exp_string("did you mean dixit:said?").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_line(".sad Oake").unwrap();
    session.exp_string("there is no command .sad").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_line("INSERT DATA { <a> <b> <c> };").unwrap();
    session.exp_string("the console only reads").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn history_is_kept_in_the_state_folder_unless_told_otherwise() {
    let shell = Shell::harbour();
    let mut session = terminal(&shell, &["--no-history"]);
    session.send_line(".mode").unwrap();
    session.exp_string("table").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
    assert!(!shell.path("state/dixit/history").exists());
    let mut session = terminal(&shell, &[]);
    session.send_line(".timeout").unwrap();
    session.exp_string("60 s").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
    assert!(shell.read("state/dixit/history").contains(".timeout"));
    let mut session = terminal(&shell, &[]);
    // The arrow up brings the last line back.
    session.send("\x1b[A").unwrap();
    session.flush().unwrap();
    session.exp_string(".timeout").unwrap();
    session.send_line("").unwrap();
    session.exp_string("60 s").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
}

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
    article:  <https://dixit.example/article/>
    body:     <https://dixit.example/organization/>
    claim:    <https://dixit.example/claim/>
    dixit:    <https://w3id.org/dixit/ns#>
    name:     <https://dixit.example/name/>
    oa:       <http://www.w3.org/ns/oa#>
    org:      <http://www.w3.org/ns/org#>
    person:   <https://dixit.example/person/>
    post:     <https://dixit.example/membership/>
    prov:     <http://www.w3.org/ns/prov#>
    quote:    <https://dixit.example/quotation/>
    rdf:      <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    rdfs:     <http://www.w3.org/2000/01/rdf-schema#>
    role:     <https://dixit.example/role/>
    schema:   <http://schema.org/>
    skos:     <http://www.w3.org/2004/02/skos/core#>
    source:   <https://dixit.example/source/>
    span:     <https://dixit.example/span/>
    thing:    <https://dixit.example/thing/>
    topic:    <https://dixit.example/topic/>
    xsd:      <http://www.w3.org/2001/XMLSchema#>
    --- beside it
    1 row in T s
    ");
    assert_snapshot!(shell.run(&["console", "-c", ".help quote"]), @r"
    A quotation in its paragraph, with speaker, outlet, date and link

    Usage: .quote <ID>

    Arguments:
      <ID>  The quotation's name, as the other commands show it

    Example: .quote quote:8f3c21d0-5d07
    ");
    assert_snapshot!(shell.run(&["console", "-c", ".export q.csv --min-confidence 0.9"]), @r"
    --- beside it
    11 rows to q.csv in T s
    ");
    assert!(shell.read("q.csv").starts_with("quotation,"));
}
