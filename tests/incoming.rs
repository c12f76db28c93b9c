//! Builds what newsrooms have: feeds, web archives, archives of files, Markdown, other languages, and files that come later.

mod shell;
mod sketch;

use shell::Shell;
use std::fs;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The identifiers of the articles that `dixit extract` reads from a file.
fn extracted(shell: &Shell, file: &str) -> Vec<String> {
    let output = shell.output(&["extract", file], "");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let object = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    lines.lines().map(|line| object(line)["id"].as_str().unwrap_or_default().to_owned()).collect()
}

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Lomsk News</title>
<item><title>Bridge shut</title><link>https://lomsk.example/1</link><pubDate>Tue, 06 May 2031 09:30:00 GMT</pubDate>
<description>&lt;p&gt;“The bridge stays shut,” said Orla Finn, the mayor.&lt;/p&gt;</description></item>
<item><title>Ferry open</title><link>https://lomsk.example/2</link>
<description>The ferry will sail again, Orla Finn said.</description></item></channel></rss>"#;

fn warc() -> Vec<u8> {
    let page = format!(
        "<html><head><title>Dam inquiry</title></head><body><article>{}</article></body></html>",
        "<p>The dam was cracking for a year, said Orla Finn, who leads the inquiry into its fall.</p>".repeat(8)
    );
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://lomsk.example/dam\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    );
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(record.as_bytes()).expect("memory does not fail");
    gz.finish().expect("memory does not fail")
}

/// A tar archive of these files.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, content) in files {
        let mut header = [0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[156] = b'0';
        header[257..262].copy_from_slice(b"ustar");
        bytes.extend(header);
        bytes.extend(*content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.extend([0; 1024]);
    bytes
}

#[test]
fn feeds_web_archives_and_archives_of_them_are_read() {
    let shell = Shell::empty();
    shell.write("feed.xml", FEED);
    shell.write("crawl.warc.gz", warc());
    shell.write("note.md", b"---\ntitle: Quay open\n---\n\n**\xE2\x80\x9CThe quay is open,\xE2\x80\x9D** said [Orla Finn](https://x.example).\n");
    let note = shell.read("note.md");
    let files: [(&str, &[u8]); 3] =
        [("a/feed.rss", FEED.as_bytes()), ("a/crawl.warc.gz", &warc()), ("a/note.md", note.as_bytes())];
    shell.write("all.tar", tar(&files));
    let feed = ["https://lomsk.example/1", "https://lomsk.example/2"];
    assert_eq!(extracted(&shell, "feed.xml"), feed);
    assert_eq!(extracted(&shell, "crawl.warc.gz"), ["https://lomsk.example/dam"]);
    assert_eq!(extracted(&shell, "note.md"), ["note"]);
    let all = [feed[0], feed[1], "https://lomsk.example/dam", "a/note.md"];
    assert_eq!(extracted(&shell, "all.tar"), all);
}

#[test]
fn what_is_not_english_is_set_aside_and_counted() {
    let shell = Shell::empty();
    let german = "Der Bürgermeister sagte am Dienstag, dass die Brücke bis zum Frühjahr geschlossen bleibt, weil das Geld \
        für die Reparatur nicht da ist und niemand weiß, wann es kommt.";
    shell.write("a.txt", "The ferry will sail again, Orla Finn said.");
    shell.write("b.txt", format!("{german} ").repeat(3));
    let told = shell.run(&["build", "a.txt", "b.txt", "--store", "s.dixit"]);
    assert!(told.contains("2 articles: 1 new, 0 changed, 0 read anew, 0 unchanged, 1 skipped"), "{told}");
    assert!(told.contains("set aside 1 article (1: it is not English (German)), such as b.txt"), "{told}");
    let extracted = shell.output(&["extract", "a.txt", "b.txt"], "");
    assert!(extracted.status.success(), "{extracted:?}");
    assert_eq!(String::from_utf8_lossy(&extracted.stdout).lines().count(), 1);
    let told = shell.run(&["build", "b.txt", "--any-language", "--store", "s.dixit"]);
    assert!(told.contains("1 article: 1 new"), "{told}");
}

#[test]
fn a_text_beyond_the_limit_is_left_out_and_named() {
    let shell = Shell::empty();
    shell.write("a.txt", "The ferry will sail again, Orla Finn said.");
    shell.write("b.txt", "The ferry will sail again, Orla Finn said. \n\n".repeat(25_000));
    let told = shell.run(&["build", "a.txt", "b.txt", "--longest", "1", "--store", "s.dixit"]);
    assert!(told.contains("2 articles: 1 new, 0 changed, 0 read anew, 0 unchanged, 1 skipped"), "{told}");
    assert!(told.contains("b.txt: the text is longer than 1 MiB and was left out"), "{told}");
    assert!(told.contains("--longest 2 reads it all the same"), "{told}");
}

/// Waits until the store holds so many articles.
fn wait_for(shell: &Shell, articles: &str) -> String {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let told = shell.run(&["stats", "--store", "s.dixit"]);
        if told.contains(articles) || Instant::now() > until {
            return told;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _gone = self.0.kill();
    }
}

#[cfg(unix)]
#[test]
fn files_are_taken_as_they_come_until_the_user_interrupts() {
    let shell = Shell::empty();
    fs::create_dir(shell.path("news")).expect("makes the folder");
    shell.write("news/a.txt", "The ferry will sail again, Orla Finn said.");
    let args = ["build", "news", "--watch", "--every", "0.2", "--store", "s.dixit"];
    let mut command = shell.command(&args);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut watching = Watching(command.spawn().expect("the binary runs"));
    assert!(wait_for(&shell, "1  article").contains("1  article"));
    shell.write("news/b.txt", "The bridge stays shut, Orla Finn said.");
    assert!(wait_for(&shell, "2  article").contains("2  article"));
    let id = watching.0.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill runs").success());
    let status = watching.0.wait().expect("it ends");
    let mut told = String::new();
    std::io::Read::read_to_string(watching.0.stderr.as_mut().expect("a pipe"), &mut told).expect("UTF-8");
    assert!(status.success(), "{told}");
    assert!(told.contains("stopped watching; 2 files taken"), "{told}");
}
