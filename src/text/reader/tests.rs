//! Every format through every compression, limits, and files that are none.

use super::*;
use std::io::Write;

fn read(data: &[u8], options: Options) -> Vec<Result<Article, String>> {
    let reader = Reader::new(&["-"], options).unwrap().with_stdin(Cursor::new(data.to_vec()));
    reader.map(|item| item.map(|(_, article)| article).map_err(|p| p.to_string())).collect()
}

fn bodies(data: &[u8]) -> Vec<String> {
    let articles = read(data, Options::default()).into_iter();
    articles.map(|item| item.map_or_else(|problem| format!("! {problem}"), |article| article.body)).collect()
}

fn gz(data: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(data).unwrap();
    writer.finish().unwrap()
}

#[test]
fn every_format_comes_through_every_compression() {
    let page = format!("<html><body><article>{}</article></body></html>", "<p>It rained, said Ann Lee.</p>".repeat(20));
    let sources: [(&str, usize); 6] = [
        ("It rained, Ann Lee said.", 1),
        ("{\"text\": \"It rained.\"}\n{\"text\": \"It snowed.\"}\n", 2),
        ("[{\"text\": \"It rained.\"},\n{\"text\": \"It snowed.\"}]", 2),
        ("id,text\n1,It rained.\n2,It snowed.\n", 2),
        ("id\ttext\n1\tIt rained.\n2\tIt snowed.\n", 2),
        (&page, 1),
    ];
    for (text, count) in sources {
        let plain = bodies(text.as_bytes());
        assert_eq!(plain.len(), count, "{plain:?}");
        assert!(plain.iter().all(|body| body.starts_with("It ")), "{plain:?}");
        let zst = zstd::encode_all(text.as_bytes(), 1).unwrap();
        let utf16: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        for packed in [gz(text.as_bytes()), zst.clone(), gz(&zst), utf16, format!("\u{FEFF}{text}").into()] {
            assert_eq!(bodies(&packed), plain);
        }
        let two = [gz(text.as_bytes()), gz(text.as_bytes())].concat();
        assert!(bodies(&two).len() >= count);
    }
}

#[test]
fn defaults_fill_only_what_is_missing() {
    let options = Options {
        date: Some(super::super::Date::constant(2020, 1, 2)),
        publisher: Some("Lomsk Post".into()),
        ..Options::default()
    };
    let data = b"{\"text\": \"a\"}\n{\"text\": \"b\", \"date\": \"2021-05-03\", \"outlet\": \"Orla News\"}\n";
    let articles: Vec<Article> = read(data, options).into_iter().map(Result::unwrap).collect();
    let told = |a: &Article| format!("{:?} {:?}", a.published, a.publisher);
    assert_eq!(told(&articles[0]), "Some(2020-01-02) Some(\"Lomsk Post\")");
    assert_eq!(told(&articles[1]), "Some(2021-05-03) Some(\"Orla News\")");
}

#[test]
fn ten_megabytes_pass_and_the_limit_holds() {
    let text = "It rained, said Ann Lee. ".repeat(420_000);
    assert_eq!(bodies(text.as_bytes()), std::slice::from_ref(&text));
    let line = format!("{{\"text\": \"{text}\"}}\n{{\"text\": \"b\"}}");
    assert_eq!(bodies(line.as_bytes()), [text.clone(), "b".into()]);
    let small = Options { limit: 1 << 20, ..Options::default() };
    insta::assert_snapshot!(read(text.as_bytes(), small.clone())[0].as_ref().unwrap_err(), @"-: the article is longer than 1 MiB and was left out");
    let rows = read(line.as_bytes(), small);
    insta::assert_snapshot!(rows[0].as_ref().unwrap_err(), @"-:1: the article is longer than 1 MiB and was left out");
    assert_eq!(rows[1].as_ref().unwrap().body, "b");
}

#[test]
fn bad_files_are_problems_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let good = "The bridge is shut, said Ann Lee.";
    let mut cut = gz("The bridge is shut.".repeat(5000).as_bytes());
    cut.truncate(cut.len() / 2);
    let files: [(&str, &[u8]); 7] = [
        ("a.txt", b"PNG\x00\x00"),
        ("b.txt", b""),
        ("c.txt.gz", &cut),
        ("d.csv", b"a,b\n1,2\n"),
        ("e.jsonl", b"{\"text\": \"fine\"}\n{\"text\": \n{\"text\": \"fine too\"}\n"),
        ("f.html", b"<html></html>"),
        ("g.txt", good.as_bytes()),
    ];
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let root = folder.path().to_str().unwrap();
    let items = Reader::new(&[root], Options::default()).unwrap().map(|item| match item {
        Ok((origin, article)) => format!("{origin} ok {}", article.body),
        Err(problem) => Error::from(problem).to_string(),
    });
    let told = items.collect::<Vec<_>>().join("\n").replace(root, "news");
    insta::assert_snapshot!(told, @r#"
    news/a.txt: the file is binary (it contains zero bytes), not text
    news/b.txt: the article is empty: it has no text
    news/c.txt.gz: cannot read on: incomplete deflate stream
    news/d.csv: no column with the article's text; seen: "a", "b"
    news/e.jsonl:1 ok fine
    news/e.jsonl:2: malformed JSON at column 9: it ends inside a value
    news/e.jsonl:3 ok fine too
    news/f.html: the page holds no article text
    news/g.txt ok The bridge is shut, said Ann Lee.
    "#);
}

#[test]
fn json_lines_come_as_soon_as_they_are_written() {
    let (mut to, from) = std::io::pipe().map(|(from, to)| (to, from)).unwrap();
    let mut reader = Reader::new(&["-"], Options::default()).unwrap().with_stdin(from);
    for text in ["one", "two", "three"] {
        writeln!(to, "{{\"text\": \"{text}\"}}").unwrap();
        assert_eq!(reader.next().unwrap().unwrap().1.body, text);
    }
    drop(to);
    assert!(reader.next().is_none());
}

proptest::proptest! {
    #[test]
    fn any_bytes_survive_every_format(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
        format in proptest::option::of(proptest::sample::select(Format::ALL.to_vec())),
        packed in proptest::prelude::any::<bool>(),
    ) {
        let data = if packed { gz(&bytes) } else { bytes };
        let _ = read(&data, Options { format, limit: 200, ..Options::default() });
    }
}
