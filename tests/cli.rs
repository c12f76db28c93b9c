//! What every command prints, on standard output and beside it, with its exit code.

mod shell;
mod sketch;

use dixit::store::Writer;
use insta::assert_snapshot;
use shell::Shell;
use sketch::Sketch;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A file in every format that needs no further option.
const FILES: [&str; 19] = [
    "all.tsv",
    "about.csv",
    "roles.csv",
    "nodes.csv",
    "edges.csv",
    "neo4j-nodes.csv",
    "neo4j-edges.csv",
    "all.nq",
    "all.trig",
    "all.nt",
    "all.ttl",
    "all.rdf",
    "all.jsonld",
    "all.graphml",
    "all.gexf",
    "all.dot",
    "all.cyjs",
    "all.html",
    "all.ftm.json",
];

#[test]
fn exports_are_sorted_and_whole() {
    let shell = Shell::harbour();
    assert_snapshot!(shell.run(&["export", "-o", "all.csv"]), @r"
    --- beside it
    13 rows to all.csv in T s
    ");
    let header = shell.read("all.csv").lines().next().unwrap().to_owned();
    assert_snapshot!(header, @"quotation,date,speaker,speaker_kind,speaker_id,speaker_basis,speaker_words,role,organization,cue,quote_type,about,target,stance,hearsay,saying_negated,saying_hypothetical,headline,text,confidence,rule,outlet,article,article_id,link,reviewed");
    assert_snapshot!(shell.run(&["export", "--format", "about-csv", "--since", "2032-01-01"]), @r"
    quotation,date,speaker,speaker_basis,relation,about,about_kind,about_id,stance,hearsay,saying_negated,saying_hypothetical,headline,text,confidence,rule,outlet,article,article_id,link,reviewed
    01ab2bb5c994e01f-41f6ee3f,2032-01-15,Maren Oake,named,about,Maren Oake,person,https://dixit.example/person/maren-oake,asserts,,yes,,,whether she would sue the council,0.93,by-hand,The Brindle Post,Oake changes course,01ab2bb5c994e01f,https://post.example/later#:~:text=whether%20she%20would%20sue%20the%20council,no
    01ab2bb5c994e01f-41f6ee3f,2032-01-15,Maren Oake,named,about,council,topic,https://dixit.example/topic/council,asserts,,yes,,,whether she would sue the council,0.93,by-hand,The Brindle Post,Oake changes course,01ab2bb5c994e01f,https://post.example/later#:~:text=whether%20she%20would%20sue%20the%20council,no
    01ab2bb5c994e01f-6a805860,2032-01-15,Maren Oake,named,about,harbour toll,topic,https://dixit.example/topic/harbour_toll,asserts,,,,,the harbour toll will not ruin every small boat owner,0.93,by-hand,The Brindle Post,Oake changes course,01ab2bb5c994e01f,https://post.example/later#:~:text=the%20harbour%20toll%20will%20not%20ruin%20every%20small%20boat%20owner,no
    01ab2bb5c994e01f-6a805860,2032-01-15,Maren Oake,named,about,small boat owner,topic,https://dixit.example/topic/small_boat_owner,asserts,,,,,the harbour toll will not ruin every small boat owner,0.93,by-hand,The Brindle Post,Oake changes course,01ab2bb5c994e01f,https://post.example/later#:~:text=the%20harbour%20toll%20will%20not%20ruin%20every%20small%20boat%20owner,no
    --- beside it
    4 rows to standard output in T s
    ");
    let out = shell.output(&["export", "--format", "csv", "-o", "-"], "").stdout;
    assert_eq!(String::from_utf8(out).unwrap(), shell.read("all.csv"), "- is standard output");
    for name in FILES {
        assert!(shell.output(&["export", "-o", name], "").status.success(), "{name}");
        let first = shell.read(name);
        assert!(shell.output(&["export", "-o", name], "").status.success(), "{name}");
        assert!(!first.is_empty() && first == shell.read(name), "{name} differs from run to run");
    }
    assert_eq!(shell.read("all.nt").lines().count(), shell.read("all.nq").lines().count());
    let left: Vec<_> = std::fs::read_dir(shell.path("")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), FILES.len() + 2, "{left:?}");
    assert_snapshot!(shell.run(&["export", "-o", "all.xlsx"]), @r"
    --- beside it
    error: all.xlsx has no known ending
    hint: --format csv, or a file that ends in about.csv, roles.csv, neo4j-nodes.csv, neo4j-edges.csv, nodes.csv, edges.csv, .csv, .tsv, .nq, .trig, .nt, .ttl, .graphml, .gexf, .dot, .gv, .cyjs, .html, .md, .ftm.json, .rdf, .xml, .jsonld, .srj, .srx
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["export", "-o", "none/all.csv"]), @r"
    --- beside it
    error: cannot write none/all.csv: No such file or directory (os error 2)
    hint: check the path; relative paths start at the current folder
    --- exit Some(1)
    ");
}

#[test]
fn networks_hold_the_same_statements_with_their_proof_in_every_format() {
    let shell = Shell::harbour();
    let run = |name: &str| {
        assert!(shell.output(&["export", "-o", name], "").status.success(), "{name}");
        shell.read(name)
    };
    let statements = run("edges.csv").lines().count() - 1;
    assert!(statements > 10, "{statements}");
    let query = "SELECT (STRAFTER(STR(?q), 'quotation/') AS ?id) { ?q dixit:within ?outer ; a schema:Quotation }";
    let hearsay = shell.run(&["query", query, "--format", "csv"]);
    let hearsay = hearsay.lines().nth(1).expect("a quotation").trim().to_owned();
    assert!(run("all.csv").contains(&hearsay), "the table of quotations has it");
    for (name, edge) in [
        ("neo4j-edges.csv", "\nhttps://"),
        ("all.graphml", "<edge "),
        ("all.gexf", "<edge "),
        ("all.dot", " -> "),
        ("all.cyjs", "\"source\":"),
        ("all.html", "\"links\":"),
    ] {
        let text = run(name);
        assert!(
            name == "all.html" || text.matches(edge).count() == statements,
            "{name}: {}",
            text.matches(edge).count()
        );
        assert!(text.contains("reviewed") && text.contains("0.93"), "{name} has no proof");
        assert!(!text.contains(&hearsay), "{name} takes hearsay for the speaker's own words");
    }
    let gexf = shell.read("all.gexf");
    assert!(gexf.contains("start=\"2031-03-04\" end=\"2031-03-04\""));
    let refused = shell.run(&["export", "-o", "x.md"]);
    assert!(refused.contains("a dossier needs somebody"), "{refused}");
}

#[test]
fn exports_of_somebody_and_of_queries_hold_these_alone() {
    let shell = Shell::harbour();
    let csv = |arguments: &[&str]| shell.run(&[&["export", "--format", "csv"], arguments].concat());
    let own = csv(&["--by", "Maren Oake"]);
    assert!(own.contains("Maren Oake") && !own.contains("Ilse Quant,person"), "{own}");
    let ego = csv(&["--ego", "Maren Oake"]);
    assert!(ego.lines().count() >= own.lines().count(), "{ego}");
    assert!(ego.lines().count() < csv(&[]).lines().count(), "{ego}");
    let roles = shell.run(&["export", "--format", "roles-csv", "--ego", "Harbour Guild"]);
    assert!(roles.contains(",Maren Oake,") && roles.contains("chairwoman,Harbour Guild,"), "{roles}");
    assert!(shell.output(&["export", "-o", "oake.md", "--ego", "Maren Oake"], "").status.success());
    let dossier = shell.read("oake.md");
    assert!(
        dossier.contains("## On [[harbour toll]]") && dossier.contains("(<https://post.example/toll#"),
        "{dossier}"
    );
    assert!(dossier.contains("Found by machine; 0 of ") && dossier.contains("`quote:"), "{dossier}");
    let select = "SELECT ?name { person:maren-oake rdfs:label ?name }";
    assert!(csv(&["--query", select]).starts_with("name\r\nMaren Oake\r\n"), "{}", csv(&["--query", select]));
    let formula = "SELECT ('=1+1' AS ?x) (-1 AS ?y) {}";
    assert!(csv(&["--query", formula, "--spreadsheet-safe"]).contains("'=1+1,-1"));
    let graph = shell.run(&[
        "export",
        "--format",
        "nt",
        "--query",
        "CONSTRUCT { ?p a schema:Person } WHERE { ?p a schema:Person }",
    ]);
    assert_eq!(graph.lines().filter(|line| line.ends_with(" .")).count(), 5, "{graph}");
    for refused in [["--query", "ASK {}"], ["--query", "DROP ALL"], ["--depth", "2"]] {
        assert!(csv(&refused).contains("exit Some(2)"), "{refused:?}");
    }
}

#[test]
fn every_rdf_export_reads_back_as_the_same_triples() {
    use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
    let shell = Shell::harbour();
    let read = |form: &str, format: RdfFormat| {
        let output = shell.output(&["export", "--format", form], "");
        let quads = RdfParser::from_format(format).for_slice(&output.stdout);
        let mut lines: Vec<String> = quads.map(|quad| quad.unwrap().to_string()).collect();
        lines.sort();
        lines
    };
    let expected = read("nq", RdfFormat::NQuads);
    assert!(expected.len() > 100);
    assert_eq!(read("nt", RdfFormat::NTriples), expected);
    assert_eq!(read("ttl", RdfFormat::Turtle), expected);
    assert_eq!(read("trig", RdfFormat::TriG), expected);
    assert_eq!(read("rdfxml", RdfFormat::RdfXml), expected);
    assert_eq!(read("jsonld", RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }), expected);
}

#[test]
fn a_store_is_counted_verified_and_forgotten_from() {
    let shell = Shell::harbour();
    assert_snapshot!(shell.run(&["stats", "--top", "2"]), @r"
    news.dixit
               5  articles
              13  quotations
               5  people
               5  organizations
           1,289  facts (triples)
    format 1, home graph file, texts kept, base https://dixit.example/

    ┌─────────────┬────────────┬───────────────────┐
    │ most quoted │ quotations │ node              │
    ├─────────────┼────────────┼───────────────────┤
    │ Maren Oake  │          6 │ person:maren-oake │
    │ Ilse Quant  │          3 │ person:ilse-quant │
    └─────────────┴────────────┴───────────────────┘
    ");
    assert_snapshot!(shell.run(&["verify"]), @"46 spans in 5 articles compared, 0 wrong; T s");
    assert_snapshot!(shell.run(&["forget", "https://courier.example/9"]), @"erased https://courier.example/9 with 1 version");
    assert_snapshot!(shell.run(&["ask", "said", "Ilse Quant"]), @r#"
    --- beside it
    error: nobody and nothing called "Ilse Quant" is in the graph
    hint: dixit stats shows what the store holds
    --- exit Some(2)
    "#);
    assert_snapshot!(shell.run(&["forget", "https://courier.example/9"]), @r"
    --- beside it
    error: no article https://courier.example/9 is in the store
    hint: dixit query 'SELECT ?article ?headline { ?article a schema:NewsArticle ; rdfs:label ?headline }' lists them
    --- exit Some(2)
    ");
}

#[test]
fn stores_that_cannot_be_used_are_explained() {
    let shell = Shell::harbour();
    assert_snapshot!(shell.run(&["stats", "--store", "other.dixit"]), @r"
    --- beside it
    error: there is no store other.dixit
    hint: make one with: dixit build ARTICLES --store other.dixit
    --- exit Some(1)
    ");
    let writer = Writer::open(shell.path("news.dixit")).unwrap();
    assert_snapshot!(shell.run(&["forget", "https://courier.example/9"]), @r"
    --- beside it
    error: the store news.dixit is being written by process N, started as: COMMAND
    hint: wait until it has finished; only one command can change a store at a time, and reading it is possible meanwhile
    --- exit Some(1)
    ");
    drop(writer);
    let manifest = shell.read("news.dixit/manifest").replace("\"format\": 1", "\"format\": 99");
    shell.write("news.dixit/manifest", manifest);
    assert_snapshot!(shell.run(&["query", "ASK {}"]), @r"
    --- beside it
    error: the store news.dixit has format 99, and this dixit (0.1.0) knows formats up to 1
    hint: use dixit 0.1.0 or newer, which made it, or build the articles into a new store
    --- exit Some(1)
    ");
}

#[test]
fn inputs_that_cannot_be_read_are_explained() {
    let shell = Shell::empty();
    std::fs::create_dir(shell.path("empty")).unwrap();
    shell.write("blank.txt", " \n");
    shell.write("binary.txt", [0u8, 159, 146, 150, 0, 1, 2, 3, 0, 0]);
    shell.write("table.csv", "Id,Remarks\n1,The mayor said so.\n");
    shell.write("lines.jsonl", "{\"id\":\"a\",\"text\":\"It rained, Ann Lee said.\"}\n{\"id\":\n");
    assert_snapshot!(shell.run(&["build", "missing.txt"]), @r"
    --- beside it
    error: cannot read missing.txt: No such file or directory (os error 2)
    hint: check the path; relative paths start at the current folder
    --- exit Some(1)
    ");
    assert_snapshot!(shell.run(&["build", "empty"]), @r"
    --- beside it
    error: no articles in the folder empty: it holds no files
    hint: read are the extensions txt, html, jsonl, json, csv, tsv, md, rss, warc, tar, zip, also with .gz or .zst
    hint: a file that is named itself, or by a pattern, is read whatever its extension
    --- exit Some(1)
    ");
    assert_snapshot!(shell.run(&["build", "blank.txt"]), @r"
    1 article: 0 new, 0 changed, 0 read anew, 0 unchanged, 1 skipped
    0 sayings and 0 role mentions found in them
    news.dixit: 0 facts, 0 more than before; T s
    --- beside it
    skipped blank.txt: the article is empty: it has no text
    error: none of the articles could be read
    --- exit Some(1)
    ");
    assert_snapshot!(shell.run(&["extract", "binary.txt"]), @r"
    --- beside it
    skipped binary.txt: the file is binary (it contains zero bytes), not text
    hint: text may be UTF-8, UTF-16 or an older encoding
    error: one input could not be read
    --- exit Some(1)
    ");
    assert_snapshot!(shell.run(&["extract", "table.csv"]), @r#"
    --- beside it
    skipped table.csv: no column with the article's text; seen: "Id", "Remarks"
    hint: name the one that holds it: --map text=NAME
    error: one input could not be read
    --- exit Some(1)
    "#);
    assert_snapshot!(shell.run(&["extract", "blank.txt", "--input-format", "xls"]), @r#"
    --- beside it
    error: unknown input format "xls"
    hint: known are text, html, jsonl, json, csv, tsv, markdown, feed, warc, tar, zip
    --- exit Some(2)
    "#);
    let lines = shell.output(&["extract", "lines.jsonl"], "");
    assert_eq!(lines.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&lines.stdout).starts_with("{\"id\":\"a\""));
    assert!(String::from_utf8_lossy(&lines.stderr).contains("lines.jsonl:2"));
}

const NEWS: &str = concat!(
    "{\"id\":\"b\",\"text\":\"“The gate stays shut,” Tamsin Reed said on Monday.\"}\n",
    "{\"id\":\"a\",\"text\":\"Rain fell on Brindle all day.\"}\n",
);

#[test]
fn extraction_writes_records_in_order_and_graphs_that_parse() {
    use oxigraph::io::{RdfFormat, RdfParser};
    let shell = Shell::empty();
    let records = shell.output(&["extract", "-"], NEWS);
    assert!(records.status.success());
    let ids: Vec<String> = String::from_utf8(records.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["b", "a"]);
    let triples = |form: &str, format: RdfFormat| {
        let output = shell.output(&["extract", "-", "--format", form], NEWS);
        let mut lines: Vec<String> =
            RdfParser::from_format(format).for_slice(&output.stdout).map(|quad| quad.unwrap().to_string()).collect();
        lines.sort();
        lines
    };
    let expected = triples("nt", RdfFormat::NTriples);
    assert!(expected.len() > 10);
    assert_eq!(triples("ttl", RdfFormat::Turtle), expected);
}

#[test]
fn a_second_build_changes_nothing() {
    let shell = Shell::empty();
    shell.write("news.jsonl", NEWS);
    let first = shell.run(&["build", "news.jsonl"]);
    assert!(first.starts_with("2 articles: 2 new, 0 changed"), "{first}");
    let second = shell.run(&["build", "news.jsonl"]);
    assert!(second.starts_with("2 articles: 0 new, 0 changed, 0 read anew, 2 unchanged, 0 skipped"), "{second}");
    assert!(second.contains(", 0 more than before"), "{second}");
}

#[test]
fn a_trace_shows_every_stage() {
    let shell = Shell::empty();
    for (stage, expected) in [
        ("overview", "sayings"),
        ("text", "Rain fell"),
        ("annotate", "Rain/"),
        ("extract", "roles"),
        ("resolve", "entities"),
        ("graph", "a schema:NewsArticle"),
    ] {
        let shown = shell.run_with(&["trace", "-", "--stage", stage], NEWS);
        assert!(shown.contains(expected), "{stage}: {shown}");
        assert!(!shown.contains("exit"), "{stage}: {shown}");
    }
}

#[test]
fn control_characters_of_articles_are_shown_and_never_sent() {
    let shell = Shell::empty();
    let mut hostile = Sketch::new("Ann \u{1b}]0;x\u{7}Lee said the \u{202e}gate\u{1b}[2J is shut.\n", false).from(
        "https://post.example/x",
        Some("2031-03-04"),
        Some("The \u{1b}[31mPost"),
        Some("Gate \u{9b}31m shut"),
    );
    hostile.person(&["Ann \u{1b}]0;x\u{7}Lee"]);
    hostile.say(
        &["the \u{202e}gate\u{1b}[2J is shut"],
        "Ann \u{1b}]0;x\u{7}Lee",
        "said=say",
        dixit::extract::Stance::Asserts,
    );
    shell.store("news.dixit", &[hostile]);
    let quote = shell.quotation("gate");
    for arguments in [
        &["query", "SELECT * { ?s ?p ?o }"][..],
        &["ask", "about", "gat"],
        &["ask", "denied"],
        &["ask", "voices"],
        &["stats"],
        &["quote", &quote],
        &["console", "-c", "SELECT * { ?s ?p ?o }"],
    ] {
        let output = shell.output(arguments, "");
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let raw = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(raw), "{arguments:?}: {text:?}");
    }
    let shown = shell.run(&["quote", &quote]);
    assert!(shown.contains("\\u{202e}gate␛[2J is shut"), "{shown}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let shell = Shell::harbour();
    let mut command = shell.command(&["query", "SELECT * { ?a ?b ?c . ?d ?e ?f }", "--format", "tsv"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut some = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_query_within_two_seconds() {
    let shell = Shell::harbour();
    let endless = "SELECT ?a ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c";
    let mut command = shell.command(&["query", endless, "--timeout", "0"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let pressed = Instant::now();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert!(pressed.elapsed() < Duration::from_secs(2), "{:?}", pressed.elapsed());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: the query was cancelled\n");
}

#[test]
fn usage_errors_exit_with_2_and_help_with_0() {
    let shell = Shell::empty();
    assert_eq!(shell.output(&["frobnicate"], "").status.code(), Some(2));
    assert_eq!(shell.output(&[], NEWS).status.code(), Some(2));
    assert_eq!(shell.output(&["--help"], "").status.code(), Some(0));
    assert_eq!(shell.output(&["query", "--help"], "").status.code(), Some(0));
}
