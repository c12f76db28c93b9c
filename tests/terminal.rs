//! The console as people use it: every key at a pseudo-terminal, and Ctrl-C against queries that do not end.

mod shell;
mod sketch;

use rexpect::session::{PtySession, spawn_command};
use shell::Shell;
use std::time::{Duration, Instant};

/// Patience with a slow machine, in milliseconds.
const PATIENCE: u64 = 20_000;

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
fn the_tab_key_completes_commands_names_and_terms() {
    let shell = Shell::harbour();
    let mut session = terminal(&shell, &[]);
    // The names are read beside the first prompt.
    std::thread::sleep(Duration::from_millis(500));
    session.send(".sai\t").unwrap();
    session.send("ilse\t").unwrap();
    session.flush().unwrap();
    session.exp_string("Ilse Quant").unwrap();
    session.send_line("").unwrap();
    session.exp_string("harbour toll").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send("SELECT ?name { ?p a schema:Count\t").unwrap();
    session.send(" ; schema:name ?na\t }").unwrap();
    session.send_line(";").unwrap();
    session.exp_string("United States").unwrap();
    session.exp_string("dixit> ").unwrap();
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
}

/// What the line editor sends when a line is entered: the end of bracketed paste.
const ENTERED: &str = "\x1b[?2004l";

/// Ends the console.
fn leave(mut session: PtySession) {
    session.send_control('d').expect("the terminal");
    session.exp_eof().expect("the end");
}

/// Sends a line, and waits for some words and the next prompt.
fn answers(session: &mut PtySession, line: &str, words: &str) {
    session.send_line(line).expect("the terminal");
    // The line editor draws the prompt anew with each key; what comes after the line begins here.
    session.exp_string(ENTERED).expect("the line");
    assert!(session.exp_string(words).is_ok(), "{line}: nothing says {words}");
    session.exp_string("dixit> ").expect("a prompt");
}

/// Numbers for a join that looks at each pair.
fn numbers(variable: &str) -> String {
    let numbers: Vec<String> = (0..3000).map(|number| number.to_string()).collect();
    format!("VALUES ?{variable} {{ {} }}", numbers.join(" "))
}

#[test]
fn ctrl_c_gives_the_prompt_back_whatever_the_query_does() {
    let shell = Shell::harbour();
    // Thousands of facts of the store, thrice beside each other, are more than two million rows long before the end.
    shell.write("sort.rq", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?c ?i");
    shell.write("path.rq", "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)* ?b . ?c (!<x:y>|^!<x:y>)* ?d }");
    let values = ["x", "y", "z"].map(numbers).join(" ");
    shell.write("values.rq", format!("SELECT (COUNT(*) AS ?n) {{ {values} FILTER(?x + ?y + ?z < 0) }}"));
    shell.write("group.rq", "SELECT ?c (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?c ?f ?i");
    let mut session = terminal(&shell, &["--timeout", "0"]);
    for query in ["sort", "path", "values", "group"] {
        session.send_line(&format!(".read {query}.rq")).unwrap();
        std::thread::sleep(Duration::from_millis(1500));
        let pressed = Instant::now();
        session.send_control('c').unwrap();
        session.exp_string("the query was cancelled").unwrap_or_else(|e| panic!("{query}: {e}"));
        session.exp_string("dixit> ").unwrap();
        assert!(pressed.elapsed() < Duration::from_secs(2), "{query}: {:?}", pressed.elapsed());
    }
    answers(&mut session, "ASK { ?s ?p ?o };", "yes");
    leave(session);
}

#[test]
fn a_time_limit_ends_a_query() {
    let shell = Shell::harbour();
    let mut session = terminal(&shell, &[]);
    answers(&mut session, ".timeout 0.5", "");
    let begun = Instant::now();
    answers(&mut session, ENDLESS, "the query was stopped after 0.5 s");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    leave(session);
}

/// A console at a terminal of eight lines, with a pager of its own.
fn small_terminal(shell: &Shell, pager: Option<&str>) -> PtySession {
    let mut command = shell.command(&["console"]);
    command.env("LINES", "8").env("COLUMNS", "80").env_remove("LESS");
    match pager {
        Some(pager) => command.env("PAGER", pager),
        // No less is found there.
        None => command.env_remove("PAGER").env("PATH", shell.path("")),
    };
    let mut session = spawn_command(command, Some(PATIENCE)).expect("a pseudo-terminal");
    session.exp_string("dixit> ").expect("a prompt");
    session
}

const NAMES: &str = "SELECT ?name { ?x schema:name ?name } ORDER BY ?name;";

#[test]
fn a_long_answer_goes_through_the_pager_and_a_short_one_does_not() {
    let shell = Shell::harbour();
    let mut session = small_terminal(&shell, Some("sed 's/^/paged: /'"));
    session.send_line(NAMES).unwrap();
    session.exp_string("paged: ").unwrap();
    session.exp_string(" rows in ").unwrap();
    session.exp_string("dixit> ").unwrap();
    let shown = |session: &mut PtySession| {
        session.exp_string(ENTERED).unwrap();
        session.exp_string("dixit> ").unwrap().contains("paged: ")
    };
    session.send_line("SELECT ?name { ?x a schema:Country ; schema:name ?name };").unwrap();
    assert!(!shown(&mut session));
    answers(&mut session, ".pager off", "");
    session.send_line(NAMES).unwrap();
    assert!(!shown(&mut session));
    answers(&mut session, ".pager", "off");
    leave(session);
}

#[test]
fn without_a_pager_the_console_stops_after_each_screen() {
    let shell = Shell::harbour();
    let mut session = small_terminal(&shell, None);
    session.send_line(NAMES).unwrap();
    session.exp_string("-- more").unwrap();
    session.send_line("").unwrap();
    session.exp_string("-- more").unwrap();
    session.send_line("q").unwrap();
    let shown = session.exp_string("dixit> ").unwrap();
    assert!(!shown.contains("rows in"), "{shown}");
    session.send_line(NAMES).unwrap();
    session.exp_string("-- more").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("dixit> ").unwrap();
    answers(&mut session, "ASK { ?s ?p ?o };", "yes");
    leave(session);
}

#[test]
fn the_keys_of_the_line_editor_work() {
    let shell = Shell::harbour();
    let mut command = shell.command(&["console"]);
    // Colours would stand between the letters that are looked for.
    command.env("NO_COLOR", "1");
    let mut session = spawn_command(command, Some(PATIENCE)).expect("a pseudo-terminal");
    session.exp_string("dixit> ").unwrap();
    answers(&mut session, ".mode line", "");
    answers(&mut session, ".rows 3", "");
    // Ctrl-R looks back in the history, Ctrl-A goes to the line's beginning, Ctrl-E to its end, Ctrl-U empties it.
    session.send_control('r').unwrap();
    session.send("mode").unwrap();
    session.flush().unwrap();
    session.exp_string(".mode line").unwrap();
    answers(&mut session, "", "");
    session.send("mode").unwrap();
    session.send_control('a').unwrap();
    session.send(".").unwrap();
    session.send_control('e').unwrap();
    answers(&mut session, " csv", "");
    session.send("nonsense").unwrap();
    session.send_control('u').unwrap();
    answers(&mut session, ".mode", "csv");
    // Ctrl-C empties a line that is being typed, Ctrl-D leaves on an empty one alone.
    session.send("nonsense").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("dixit> ").unwrap();
    leave(session);
}

#[test]
fn the_keys_that_move_and_delete_work() {
    let shell = Shell::harbour();
    let mut command = shell.command(&["console"]);
    command.env("NO_COLOR", "1");
    let mut session = spawn_command(command, Some(PATIENCE)).expect("a pseudo-terminal");
    session.exp_string("dixit> ").unwrap();
    answers(&mut session, ".rows 3", "");
    answers(&mut session, ".mode csv", "");
    // The arrow up brings back older lines, the arrow down newer ones.
    let (up, down, left, right) = ("\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C");
    let (home, end, delete, backspace) = ("\x1b[H", "\x1b[F", "\x1b[3~", "\x7f");
    answers(&mut session, &format!("{up}{up}{down}{backspace}{backspace}{backspace}"), "csv");
    // Arrows left and right, backspace, delete, beginning and end.
    answers(&mut session, &format!("modex{left}{delete}{home}.{end} t{left}{right}sz{backspace}v"), "");
    answers(&mut session, ".mode", "tsv");
    // Ctrl-W deletes the word before, Ctrl-K the rest, Ctrl-B and Ctrl-F step, Ctrl-P is the arrow up; Ctrl-L clears.
    let control = |key: char| char::from(key as u8 & 0x1f).to_string();
    let (word, rest, step) = (control('w'), control('k'), control('b').repeat(5));
    answers(&mut session, &format!(".mode nonsense{word}csv rest{step}{rest}{}", control('f')), "");
    answers(&mut session, ".mode", "csv");
    answers(&mut session, &format!("{}{}{backspace}e", control('l'), control('p')), "csv");
    leave(session);
}

#[test]
fn the_remaining_keys_and_a_paste_of_several_lines_work() {
    let shell = Shell::harbour();
    let mut command = shell.command(&["console"]);
    command.env("NO_COLOR", "1");
    let mut session = spawn_command(command, Some(PATIENCE)).expect("a pseudo-terminal");
    session.exp_string("dixit> ").unwrap();
    let control = |key: char| char::from(key as u8 & 0x1f).to_string();
    let (alt_b, alt_f, alt_d, alt_backspace) = ("\x1bb", "\x1bf", "\x1bd", "\x1b\x7f");
    // Ctrl-T exchanges two letters, Ctrl-D deletes the next one, Ctrl-H the one before.
    answers(&mut session, &format!(".mdoe csvx{}{}{}", control('b'), control('d'), ""), "no command");
    answers(&mut session, &format!(".mdoe csv{}{}{}", control('a'), control('f').repeat(3), control('t')), "");
    answers(&mut session, &format!(".modee{}", control('h')), "csv");
    // Alt-B and Alt-F go by words, Alt-D deletes the next, Alt-Backspace the one before; Ctrl-Y brings back what was cut.
    answers(&mut session, &format!(".mode nonsense tsv{alt_b}{alt_b}{alt_d}{}", control('d')), "");
    answers(&mut session, ".mode", "tsv");
    answers(&mut session, &format!(".mode line{alt_backspace}{}", control('y')), "");
    answers(&mut session, &format!("mode{alt_b}.{alt_f}"), "line");
    // Ctrl-P and Ctrl-N go back and forth in the history, Ctrl-G gives a search up.
    answers(&mut session, &format!("{}{}{}", control('p'), control('p'), control('n')), "line");
    answers(&mut session, &format!("{}nonsense{}{}.timeout", control('r'), control('g'), control('u')), "60 s");
    // What is pasted is taken whole, line ends and all.
    answers(&mut session, "\x1b[200~ASK {\n  ?s ?p ?o\n};\x1b[201~", "yes");
    leave(session);
}

#[test]
fn a_query_is_changed_in_an_editor_and_run() {
    let shell = Shell::harbour();
    let mut command = shell.command(&["console"]);
    command.env("EDITOR", "sed -i s/Country/Person/").env_remove("VISUAL");
    let mut session = spawn_command(command, Some(PATIENCE)).expect("a pseudo-terminal");
    session.exp_string("dixit> ").unwrap();
    answers(&mut session, "SELECT ?name { ?p a schema:Country ; schema:name ?name };", "United States");
    answers(&mut session, ".edit", "Maren Oake");
    leave(session);
}

#[test]
fn articles_are_built_into_the_store_and_watched() {
    let shell = Shell::harbour();
    shell.write("one.txt", "The ferry is late again, Dora Winkel said on Monday.\n");
    shell.write("two.txt", "The ferry was never late, Dora Winkel said on Friday.\n");
    let mut session = terminal(&shell, &[]);
    answers(&mut session, ".said Dora Winkel", "is in the graph");
    answers(&mut session, ".build one.txt --date 2033-05-03", "1 article: 1 new");
    answers(&mut session, ".said Dora Winkel", "1 row in");
    session.send_line(".watch 0.1").unwrap();
    session.exp_string("1 row in").unwrap();
    let built = shell.run(&["build", "two.txt", "--date", "2033-05-07"]);
    assert!(built.contains("1 article: 1 new"), "{built}");
    session.exp_string("2 rows in").unwrap();
    let pressed = Instant::now();
    session.send_control('c').unwrap();
    session.exp_string("dixit> ").unwrap();
    assert!(pressed.elapsed() < Duration::from_secs(2), "{:?}", pressed.elapsed());
    leave(session);
}

/// Each dot command as somebody types it, and words of its answer; what has a test of its own above has none here.
const TYPED: &[(&str, &str)] = &[
    (".said Ilse Quant", "harbour toll"),
    (".about harbour toll", "Ilse Quant"),
    (".denied", "raise the toll"),
    (".speaks-for Veld Shipping", "Maren Oake"),
    (".roles Maren Oake", "Harbour Guild"),
    (".unanswered", "row"),
    (".timeline Maren Oake about harbour toll", "3 rows in"),
    (".compare harbour toll", "Coast Courier"),
    (".neighbors Maren Oake", "Harbour Guild"),
    (".path Maren Oake and Tobin Reyes", "Tobin Reyes"),
    (".ask voices", "Brindle Post"),
    (".find harbour toll will ruin", "Maren Oake"),
    (".quote 1", "confidence"),
    (".quote 99", "no row 99"),
    (".quote QUOTE", "Maren Oake"),
    (".judge list", "judgement"),
    (".find boat own*", "small boat owner"),
    (".cite 1", "toll"),
    (".cite QUOTE", "indirect speech"),
    (".describe Ilse Quant", "schema:name"),
    (".export all.csv", "rows to all.csv"),
    (".since 2031-04-01", ""),
    (".until off", ""),
    (".outlet", "off"),
    (".min-confidence 0.5", ""),
    ("SELECT ?x { ?x a schema:Country };", "1 row in"),
    (".save mine", "kept in"),
    (".run mine", "1 row in"),
    (".read mine.rq", "yes"),
    (".output all.txt", ""),
    (".output", ""),
    (".once once.txt", ""),
    (".rows", ""),
    (".mode markdown", ""),
    (".rows 2", ""),
    ("SELECT ?name { ?x schema:name ?name };", "2 rows and "),
    (".timeout", "60 s"),
    (".pager", "on"),
    (".plan", "QuadPattern"),
    (".prefixes", "schema:"),
    (".schema", "schema:Quotation"),
    (".stats", "quotations"),
    (".help .said", "Usage: .said"),
];

#[test]
fn every_dot_command_answers_at_a_terminal() {
    let shell = Shell::harbour();
    shell.write("mine.rq", "ASK { ?s ?p ?o }");
    let quotation = shell.quotation("harbour toll will ruin");
    let mut session = terminal(&shell, &[]);
    for (line, words) in TYPED {
        answers(&mut session, &line.replace("QUOTE", &quotation), words);
    }
    session.send_line(".quit").unwrap();
    session.exp_eof().unwrap();
    let help = shell.run(&["console", "-c", ".help"]);
    // .review is answered in tests/reviewing.rs.
    let elsewhere = [".review", ".edit", ".watch", ".build", ".quit"];
    for line in help.lines().filter(|line| line.starts_with("  .")) {
        let name = line.split_whitespace().next().unwrap();
        let typed = TYPED.iter().any(|(line, _)| line.split_whitespace().next() == Some(name));
        assert!(typed || elsewhere.contains(&name), "{name} is typed nowhere");
    }
}
