//! Reads folders, files and streams of every format as a user would name them.

#![expect(clippy::unwrap_used, clippy::format_collect, reason = "helpers of tests may fail loudly")]

use dixit::text::{Article, FieldMap, Format, Options, Reader};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// One line for each article or problem, with `root` taken out.
fn told(inputs: &[&str], options: Options, root: &str) -> String {
    let lines = Reader::new(inputs, options).unwrap().map(|item| match item {
        Ok((origin, a)) => {
            let date = a.published.map_or_else(|| "undated".to_owned(), |day| day.to_string());
            let (title, outlet) = (a.title.as_deref().unwrap_or("-"), a.publisher.as_deref().unwrap_or("-"));
            format!("{origin} [{}] {date} {title} ({outlet}) {:?} {:?}", a.id, a.body, a.notes)
        }
        Err(problem) => problem.to_string(),
    });
    lines.collect::<Vec<_>>().join("\n").replace(root, "news")
}

#[test]
fn a_folder_of_every_format_is_read_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let page = "<html><head><title>Ferry runs | Lomsk Post</title><meta property='og:site_name' content='Lomsk Post'></head>
        <body><nav><a href='/'>Home</a></nav><article><p>The ferry over the Orla runs every hour, said the port of Lomsk, and it
        will run all summer.</p><p>“It is full by nine,” said Ada Orm, who takes it to work on every day of the week.</p>
        </article></body></html>";
    let old = b"Caf\xe9 owner Ren\xe9e Orm said: \x93We are shut.\x94";
    let wide: Vec<u8> = "\u{FEFF}It rained.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(folder.path(), "a.txt", b"Bridge to stay shut\n\nBy Ann Lee\n3 May 2021\n\nIt is shut, said Ada Orm.\r\n");
    write(folder.path(), "b/page.html.gz", &gz(page.as_bytes()));
    write(folder.path(), "b/rows.csv", b"Kopf,Inhalt,Datum\nRain,It rained.,2021-05-03\nSnow,It snowed.,03/04/2021\n");
    write(folder.path(), "c/a.txt", old);
    write(
        folder.path(),
        "c/lines.jsonl.zst",
        &zstd::encode_all(&b"{\"id\":1,\"text\":\"It rained.\"}\n{\"id\":2}\n{"[..], 1).unwrap(),
    );
    write(
        folder.path(),
        "d.json",
        b"[{\"title\": \"Rain\", \"body\": \"It rained.\", \"source\": {\"name\": \"Orla News\"}}]",
    );
    write(folder.path(), "e.txt", &wide);
    write(folder.path(), "f.pdf", b"%PDF-1.4");
    write(folder.path(), ".git/config", b"[core]");
    let root = folder.path().to_str().unwrap();
    let map = FieldMap::parse(["text=Inhalt", "title=Kopf", "date=Datum"]).unwrap();
    let options = Options { map, publisher: Some("Unnamed Times".into()), ..Options::default() };
    // The map holds for the table; the other files have none of its columns.
    insta::assert_snapshot!(told(&[&format!("{root}/b/rows.csv")], options, root), @r#"
        news/b/rows.csv:1 [] 2021-05-03 Rain (Unnamed Times) "It rained." []
        news/b/rows.csv:2 [] undated Snow (Unnamed Times) "It snowed." ["date \"03/04/2021\" can be read in two ways, so it is left out"]
        "#);
    insta::assert_snapshot!(told(&[root], Options::default(), root), @r#"
        news/a.txt [a.txt] 2021-05-03 Bridge to stay shut (-) "Bridge to stay shut\n\nBy Ann Lee\n3 May 2021\n\nIt is shut, said Ada Orm.\r\n" ["the date is that of the line \"3 May 2021\""]
        news/b/page.html.gz [page] undated Ferry runs (Lomsk Post) "The ferry over the Orla runs every hour, said the port of Lomsk, and it will run all summer.\n\n“It is full by nine,” said Ada Orm, who takes it to work on every day of the week." []
        news/b/rows.csv: no column with the article's text; seen: "Kopf", "Inhalt", "Datum"
        news/c/a.txt [c/a.txt] undated - (-) "Café owner Renée Orm said: “We are shut.”" ["decoded from windows-1252, which was guessed"]
        news/c/lines.jsonl.zst:1 [1] undated - (-) "It rained." []
        news/c/lines.jsonl.zst:2: no field with the article's text; seen: "id"
        news/c/lines.jsonl.zst:3: malformed JSON at column 1: it ends inside an object
        news/d.json:1 [] undated Rain (Orla News) "It rained." []
        news/e.txt [e] undated - (-) "It rained." []
        "#);
}

#[test]
fn a_format_that_is_given_overrules_content() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "x.txt", b"{\"text\": \"It rained.\"}");
    let root = folder.path().to_str().unwrap();
    let path = format!("{root}/x.txt");
    let read = |format| told(&[path.as_str()], Options { format, ..Options::default() }, root);
    assert!(read(None).contains("\"It rained.\""));
    assert!(read(Some(Format::Text)).contains("{\\\"text"));
    assert!(read(Some(Format::Csv)).starts_with("news/x.txt: no column with the article's text; seen: "));
}

#[test]
fn articles_parse_on_other_threads_to_the_same_result() {
    let lines: String =
        (0..500).map(|n| format!("{{\"id\": {n}, \"text\": \"It rained {n} times, said Ann Lee.\"}}\n")).collect();
    let reader = || Reader::new(&["-"], Options::default()).unwrap().with_stdin(std::io::Cursor::new(lines.clone()));
    let here: Vec<Article> = reader().map(|item| item.unwrap().1).collect();
    let raw: Vec<_> = reader().into_raw().map(Result::unwrap).collect();
    let there = std::thread::spawn(move || raw.into_iter().map(|raw| raw.parse().unwrap().1).collect::<Vec<_>>())
        .join()
        .unwrap();
    assert_eq!(here, there);
}

/// Prints the speed of reading against that of checking the same bytes for UTF-8.
///
/// `READ=file,file cargo test --release --test reading speed -- --ignored --nocapture` measures files of one's own.
#[test]
#[ignore = "measures"]
fn speed() {
    let folder = tempfile::tempdir().unwrap();
    let row = |n: usize| format!("{n},\"Rain, {n}\",2021-05-03,\"{}\"\n", "“It rained,” said Ann Lee.\n\n".repeat(100));
    let table: String = std::iter::once("id,title,date,text\n".to_owned()).chain((0..2000).map(row)).collect();
    write(folder.path(), "rows.csv", table.as_bytes());
    let given = std::env::var("READ").unwrap_or_else(|_| folder.path().join("rows.csv").display().to_string());
    let inputs: Vec<&str> = given.split(',').collect();
    let bytes: Vec<Vec<u8>> = inputs.iter().filter_map(|path| std::fs::read(path).ok()).collect();
    let size = bytes.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    let time = |work: &mut dyn FnMut() -> usize| {
        let rounds = 20u32;
        let start = Instant::now();
        let count: usize = (0..rounds).map(|_| work()).sum();
        (size * f64::from(rounds) / start.elapsed().as_secs_f64(), count / rounds as usize)
    };
    let (reading, articles) = time(&mut || Reader::new(&inputs, Options::default()).unwrap().flatten().count());
    let (checking, _) =
        time(&mut || bytes.iter().filter(|b| std::hint::black_box(std::str::from_utf8(b)).is_ok()).count());
    println!("{articles} articles of {size:.1} MB: read at {reading:.0} MB/s, checked as UTF-8 at {checking:.0} MB/s");
}
