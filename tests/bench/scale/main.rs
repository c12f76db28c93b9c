//! Measures invented corpora of growing size: `cargo bench --bench scale -- 1000 10000 100000` (articles).
//!
//! For each size: how long `extract` and `build` take with all cores and their peak memory, the store's size on the disk, how
//! long it takes to open, and named questions on it in one session. On the first thousand articles it compares what was found with
//! what was invented. Peak memory is what the system counts for the process (Linux; elsewhere 0).

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod corpus;

use corpus::{Corpus, Invented};
use dixit::console::{Session, Ui, script};
use dixit::store::Store;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Sizes without arguments.
const SIZES: [usize; 3] = [300, 1_000, 3_000];
/// Articles whose facts are compared with the truth.
const COMPARED: usize = 1_000;
/// How often every question is asked, of different people.
const ASKED: usize = 10;

/// What one size costs.
struct Row {
    articles: usize,
    bytes: u64,
    bound: Duration,
    extract: Ran,
    build: Ran,
    again: Duration,
    disk: u64,
    facts: usize,
    open: Duration,
    asked: Vec<(Duration, String)>,
}

/// A process that ran to its end.
struct Ran {
    time: Duration,
    peak: u64,
}

/// Runs dixit and watches its memory.
fn run(arguments: &[&str], out: Stdio) -> Ran {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_dixit"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(Stdio::null())
        .spawn()
        .expect("dixit starts");
    let mut peak = 0;
    loop {
        peak = peak.max(high_water(child.id()));
        if let Some(status) = child.try_wait().expect("waits") {
            assert!(status.success(), "dixit {arguments:?}: {status}");
            return Ran { time: begun.elapsed(), peak };
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The most memory that the process has had so far, in bytes.
fn high_water(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).map_or(0, |kilobytes| kilobytes * 1024)
}

fn written(corpus: &Corpus, count: usize, path: &Path) -> u64 {
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    for number in 0..count {
        out.write_all(corpus.article(number).line().as_bytes()).expect("writes");
    }
    out.flush().expect("writes");
    fs::metadata(path).expect("a file").len()
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().map_or(0, |m| m.len()) })
        .sum()
}

/// The latencies of the named questions, slowest last, each with its line.
fn asked(store: Store, corpus: &Corpus, count: usize) -> Vec<(Duration, String)> {
    let mut session = Session::new(store);
    let mut ui = Ui::new(std::io::sink(), std::io::sink());
    let mut times = Vec::new();
    for round in 0..ASKED {
        let article: Invented = corpus.article(count * round / ASKED);
        let (name, topic) = (&article.people[0].name, article.topic.trim_start_matches("the "));
        let lines = [
            format!(".said \"{name}\""),
            format!(".roles \"{name}\""),
            format!(".about \"{topic}\""),
            format!(".speaks-for \"{}\"", article.people[0].body),
            format!(".timeline \"{name}\" about \"{topic}\""),
            format!(".neighbors \"{name}\""),
            format!(".find \"{topic}\" ground"),
        ];
        for line in lines {
            let begun = Instant::now();
            // Whether the name is known is not what is measured.
            let _ = script(&mut session, &mut ui, format!("{line}\n").as_bytes(), "bench", true);
            times.push((begun.elapsed(), line));
        }
    }
    times.sort();
    times
}

fn measure(corpus: &Corpus, articles: usize, folder: &Path) -> Row {
    let input = folder.join("corpus.jsonl");
    let bytes = written(corpus, articles, &input);
    let begun = Instant::now();
    assert!(std::str::from_utf8(&fs::read(&input).expect("reads")).is_ok());
    let bound = begun.elapsed();
    let path = input.to_string_lossy().into_owned();
    let extract = run(&["extract", &path, "--format", "jsonl"], Stdio::null());
    let store: PathBuf = folder.join(format!("{articles}.dixit"));
    let name = store.to_string_lossy().into_owned();
    let build = run(&["build", &path, "--store", &name], Stdio::null());
    let again = run(&["build", &path, "--store", &name], Stdio::null()).time;
    fs::remove_file(&input).expect("removes");
    let disk = size(&store);
    let begun = Instant::now();
    let opened = Store::open(&store).expect("opens");
    let open = begun.elapsed();
    let facts = opened.graph().len().expect("counts");
    let asked = asked(opened, corpus, articles);
    fs::remove_dir_all(&store).expect("removes");
    Row { articles, bytes, bound, extract, build, again, disk, facts, open, asked }
}

/// How much of what was invented is found, on the first articles.
fn compare(corpus: &Corpus, count: usize, folder: &Path) {
    let (input, output) = (folder.join("truth.jsonl"), folder.join("found.jsonl"));
    written(corpus, count, &input);
    let out = File::create(&output).expect("a file");
    run(&["extract", &input.to_string_lossy(), "--format", "jsonl"], out.into());
    let (mut invented, mut found, mut right, mut copies) = (0, 0, 0, 0);
    for (number, line) in BufReader::new(File::open(&output).expect("a file")).lines().enumerate() {
        let record: serde_json::Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let article = corpus.article(number);
        copies += usize::from(article.copy_of.is_some());
        let quotes = record["quotes"].as_array().cloned().unwrap_or_default();
        for saying in &article.sayings {
            invented += 1;
            let words: BTreeSet<&str> = saying.words.split(' ').collect();
            let overlap = |quote: &&serde_json::Value| {
                let text = quote["text"].as_str().unwrap_or_default();
                text.split(' ').filter(|word| words.contains(word.trim_matches([',', '.', '“', '”']))).count() * 5
                    > words.len() * 4
            };
            if let Some(quote) = quotes.iter().find(overlap) {
                found += 1;
                right += usize::from(quote["speaker_name"].as_str() == Some(saying.speaker.as_str()));
            }
        }
    }
    println!(
        "{count} articles, {copies} of them copies: of {invented} invented sayings {found} found, {right} with their speaker's full name\n"
    );
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { SIZES.to_vec() } else { sizes };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = Corpus::new(1);
    compare(&corpus, COMPARED.min(sizes.iter().copied().max().unwrap_or(0)), folder.path());
    let mut rows = Vec::new();
    for articles in sizes {
        rows.push(measure(&corpus, articles, folder.path()));
        print(rows.last().expect("a row"));
    }
    println!("\ncost of an article in ms");
    let cost = |time: Duration, row: &Row| time.as_secs_f64() * 1000.0 / row.articles as f64;
    let most = rows.iter().map(|row| cost(row.build.time, row)).fold(0.0, f64::max);
    for row in &rows {
        for (name, time) in [("extract", row.extract.time), ("build", row.build.time)] {
            let each = cost(time, row);
            let bar = "#".repeat((0..60).filter(|step| f64::from(*step) < each / most * 60.0).count());
            println!("{:>9} {name:<8}{each:>8.3} {bar}", row.articles);
        }
    }
}

fn print(row: &Row) {
    let mb = |bytes: u64| bytes as f64 / 1e6;
    let (s, ms) = (|time: Duration| time.as_secs_f64(), |time: Duration| time.as_secs_f64() * 1000.0);
    let median = row.asked.get(row.asked.len() / 2).map_or(0.0, |(time, _)| ms(*time));
    println!(
        "{} articles, {:.1} MB of JSON Lines (read and checked as UTF-8 in {:.2} s), {} facts",
        row.articles,
        mb(row.bytes),
        s(row.bound),
        row.facts
    );
    println!("  extract   {:>8.2} s, {:>7.1} MB peak", s(row.extract.time), mb(row.extract.peak));
    println!(
        "  build     {:>8.2} s, {:>7.1} MB peak; the same again {:.2} s",
        s(row.build.time),
        mb(row.build.peak),
        s(row.again)
    );
    println!("  disk      {:>8.1} MB; open {:.2} s", mb(row.disk), s(row.open));
    println!("  questions {median:>8.2} ms median; the slowest:");
    for (time, line) in row.asked.iter().rev().take(3) {
        println!("            {:>8.1} ms {line}", ms(*time));
    }
}
