//! Measures invented corpora of growing size: `cargo bench --bench scale -- 1000 10000 100000` (articles).
//!
//! With RocksDB: `cargo bench --features rocksdb --bench scale -- rocksdb 1000 10000 100000`. `plot=FILE.svg` draws what grows.
//! `questions` leaves out all but one build and the questions. `corpus=FILE` writes the first corpus to a file, and
//! `store=FOLDER` asks a store that was built from it; both stop then.
//! For each size: how long `extract`, `build`, the same build again, a build of one more article and `verify` take with all cores, in wall-clock and in
//! processor seconds (which a shared machine leaves as they are), and their peak memory; the store's size on the disk; how long
//! it takes to open; and every named question in one session. On the first thousand articles it compares what was found with
//! what was invented. Memory and processor seconds are what the system counts for the process (Linux; elsewhere 0).

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod corpus;
mod plot;

use corpus::{Corpus, Invented};
use dixit::console::{Session, Ui, script};
use dixit::query::{ParameterKind, QUESTIONS};
use dixit::store::Store;
use dixit::vocab::{rdf, schema};
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

/// How often each of these is asked, unless one answer takes long.
const TRIES: usize = 3;
const LONG: Duration = Duration::from_secs(5);

/// What one size costs.
struct Row {
    articles: usize,
    bytes: u64,
    bound: Duration,
    extract: Ran,
    build: Ran,
    again: Ran,
    /// One more article.
    more: Ran,
    verify: Ran,
    disk: u64,
    facts: usize,
    open: Duration,
    /// The first question of a session, which reads all names.
    first: Duration,
    asked: Vec<Asked>,
}

/// One question as it was asked.
struct Asked {
    time: Duration,
    question: &'static str,
    line: String,
}

/// A process that ran to its end.
#[derive(Default)]
struct Ran {
    time: Duration,
    /// Processor seconds of all its threads.
    work: f64,
    /// Bytes.
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
    let (mut peak, mut work) = (0, 0.0);
    loop {
        peak = peak.max(high_water(child.id()));
        work = f64::max(work, processor_seconds(child.id()));
        if let Some(status) = child.try_wait().expect("waits") {
            assert!(status.success(), "dixit {arguments:?}: {status}");
            return Ran { time: begun.elapsed(), work, peak };
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

/// The processor seconds that the process has had so far; the system counts them in hundredths.
fn processor_seconds(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in parentheses may hold anything; user and system time are the twelfth and thirteenth field after it.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
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

/// How long the first question takes, and the latencies of the named questions after it, slowest last.
fn asked(store: Store, corpus: &Corpus, count: usize) -> (Duration, Vec<Asked>) {
    let quotations = store.graph().matching(None, Some(rdf::TYPE), Some(schema::QUOTATION.into()));
    let facts: Vec<String> = quotations.take(ASKED).map(|fact| fact.expect("reads").subject.to_string()).collect();
    let mut session = Session::new(store);
    let mut ui = Ui::new(std::io::sink(), std::io::sink());
    let begun = Instant::now();
    let _ = script(&mut session, &mut ui, b".ask names \"Veldhaven\"\n".as_slice(), "bench", true);
    let first = begun.elapsed();
    let mut times = Vec::new();
    for (round, fact) in facts.iter().enumerate() {
        let article: Invented = corpus.article(count * round / ASKED);
        let topic = article.topic.trim_start_matches("the ");
        let name = |kind, place: usize| -> &str {
            match kind {
                ParameterKind::Person | ParameterKind::Speaker => &article.people[place].name,
                ParameterKind::Organization => &article.people[place].body,
                ParameterKind::Fact => fact,
                ParameterKind::Number => "0.5",
                // Half of the rounds ask about a person, half about a topic.
                ParameterKind::Entity if round % 2 == 0 => &article.people[place].name,
                _ => topic,
            }
        };
        for question in QUESTIONS {
            let wanted = question.parameters().into_iter().filter(|parameter| !parameter.optional).enumerate();
            let names: Vec<String> = wanted.map(|(place, of)| format!(" \"{}\"", name(of.kind, place))).collect();
            let line = format!(".ask {}{}", question.name, names.concat());
            times.push(timed(&mut session, &mut ui, question.name, line));
        }
        times.push(timed(&mut session, &mut ui, "find", format!(".find \"{topic}\" ground")));
    }
    times.sort_by_key(|asked| asked.time);
    (first, times)
}

/// Asks up to three times and takes the quickest, since other work on the machine counts too.
fn timed(session: &mut Session, ui: &mut Ui, question: &'static str, line: String) -> Asked {
    let mut time = Duration::MAX;
    for _ in 0..TRIES {
        let begun = Instant::now();
        // Whether the name is known is not what is measured.
        let _ = script(session, ui, format!("{line}\n").as_bytes(), "bench", true);
        time = time.min(begun.elapsed());
        if time > LONG {
            break;
        }
    }
    Asked { time, question, line }
}

fn measure(corpus: &Corpus, articles: usize, folder: &Path, rocksdb: bool, questions_only: bool) -> Row {
    let input = folder.join("corpus.jsonl");
    let bytes = written(corpus, articles, &input);
    let begun = Instant::now();
    assert!(std::str::from_utf8(&fs::read(&input).expect("reads")).is_ok());
    let bound = begun.elapsed();
    let path = input.to_string_lossy().into_owned();
    let unless = |arguments: &[&str]| if questions_only { Ran::default() } else { run(arguments, Stdio::null()) };
    let extract = unless(&["extract", &path, "--format", "jsonl"]);
    let store: PathBuf = folder.join(format!("{articles}.dixit"));
    let name = store.to_string_lossy().into_owned();
    let mut arguments = vec!["build", &path, "--store", &name];
    arguments.extend(rocksdb.then_some("--rocksdb"));
    let build = run(&arguments, Stdio::null());
    let again = unless(&arguments);
    let next = folder.join("next.jsonl");
    fs::write(&next, corpus.article(articles).line()).expect("writes");
    let more = run(&["build", &next.to_string_lossy(), "--store", &name], Stdio::null());
    let verify = unless(&["verify", "--store", &name]);
    fs::remove_file(&input).expect("removes");
    let disk = size(&store);
    let begun = Instant::now();
    let opened = Store::open(&store).expect("opens");
    let open = begun.elapsed();
    let facts = opened.graph().len().expect("counts");
    let (first, asked) = asked(opened, corpus, articles);
    fs::remove_dir_all(&store).expect("removes");
    Row { articles, bytes, bound, extract, build, again, more, verify, disk, facts, open, first, asked }
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let said = |word: &str| arguments.iter().any(|argument| argument == word);
    let (rocksdb, questions_only) = (said("rocksdb"), said("questions"));
    let value = |key: &str| arguments.iter().find_map(|argument| argument.strip_prefix(key));
    let plot = value("plot=");
    let sizes = if sizes.is_empty() { SIZES.to_vec() } else { sizes };
    let corpus = Corpus::new(1);
    if let Some(path) = value("corpus=") {
        written(&corpus, sizes.first().copied().unwrap_or_default(), Path::new(path));
        return;
    }
    if let Some(path) = value("store=") {
        let (_, asked) = asked(Store::open(path).expect("opens"), &corpus, sizes.first().copied().unwrap_or(1));
        print_asked(&asked);
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    if !questions_only {
        compare(&corpus, COMPARED.min(sizes.iter().copied().max().unwrap_or(0)), folder.path());
    }
    let mut rows = Vec::new();
    for articles in sizes {
        rows.push(measure(&corpus, articles, folder.path(), rocksdb, questions_only));
        print(rows.last().expect("a row"));
    }
    table(&rows);
    if let Some(path) = plot {
        fs::write(path, plot::svg(&panels(&rows))).expect("writes the plot");
    }
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Milliseconds of a processor for each article.
fn cost(ran: &Ran, row: &Row) -> f64 {
    ran.work * 1000.0 / row.articles as f64
}

/// The time within which so many of a hundred questions were answered, in milliseconds.
fn within(asked: &[Asked], percent: usize) -> f64 {
    let last = asked.len().saturating_sub(1);
    asked.get(last * percent / 100).map_or(0.0, |asked| ms(asked.time))
}

/// What is looked at side by side, size by size.
type Measure = (&'static str, fn(&Row) -> f64);

const MEASURES: [Measure; 11] = [
    ("extract, ms of a processor an article", |row| cost(&row.extract, row)),
    ("build, ms of a processor an article", |row| cost(&row.build, row)),
    ("the same again, ms of a processor an article", |row| cost(&row.again, row)),
    ("extract, peak MB", |row| mb(row.extract.peak)),
    ("build, peak MB", |row| mb(row.build.peak)),
    ("disk, kB an article", |row| row.disk as f64 / 1e3 / row.articles as f64),
    ("facts an article", |row| row.facts as f64 / row.articles as f64),
    ("open, ms", |row| ms(row.open)),
    ("first question, ms", |row| ms(row.first)),
    ("questions, median ms", |row| within(&row.asked, 50)),
    ("questions, worst ms", |row| within(&row.asked, 100)),
];

fn table(rows: &[Row]) {
    print!("\n{:<46}", "articles");
    for row in rows {
        print!("{:>12}", row.articles);
    }
    // What was not asked for did not run.
    for (name, of) in MEASURES.into_iter().filter(|(_, of)| rows.iter().any(|row| of(row) > 0.0)) {
        print!("\n{name:<46}");
        for row in rows {
            print!("{:>12.2}", of(row));
        }
    }
    println!();
}

fn panels(rows: &[Row]) -> Vec<plot::Panel> {
    let points = |of: fn(&Row) -> f64| rows.iter().map(|row| (row.articles as f64, of(row))).collect();
    MEASURES.iter().map(|(name, of)| plot::Panel { title: name, points: points(*of) }).collect()
}

fn print(row: &Row) {
    println!(
        "{} articles, {:.1} MB of JSON Lines (read and checked as UTF-8 in {:.2} s), {} facts",
        row.articles,
        mb(row.bytes),
        row.bound.as_secs_f64(),
        row.facts
    );
    let all = row.articles;
    for (name, articles, ran) in [
        ("extract", all, &row.extract),
        ("build", all, &row.build),
        ("again", all, &row.again),
        ("one more", 1, &row.more),
        ("verify", all, &row.verify),
    ] {
        // What was not asked for did not run.
        if ran.time.is_zero() {
            continue;
        }
        let each = articles as f64 / ran.time.as_secs_f64().max(1e-9);
        println!(
            "  {name:<9} {:>8.2} s, {:>8.2} s of processors, {each:>7.0} articles/s, {:>7.1} MB peak",
            ran.time.as_secs_f64(),
            ran.work,
            mb(ran.peak)
        );
    }
    println!(
        "  disk      {:>8.1} MB; open {:.2} s; first question {:.1} ms",
        mb(row.disk),
        row.open.as_secs_f64(),
        ms(row.first)
    );
    print_asked(&row.asked);
}

fn print_asked(asked: &[Asked]) {
    println!(
        "  questions {:>8.2} ms median, {:.1} ms for 99%; the median and the slowest of each:",
        within(asked, 50),
        within(asked, 99)
    );
    let mut of_each: Vec<Vec<&Asked>> = Vec::new();
    let names = QUESTIONS.iter().map(|question| question.name).chain(["find"]);
    of_each.extend(names.map(|name| asked.iter().filter(|asked| asked.question == name).collect()));
    of_each.sort_by_key(|all| std::cmp::Reverse(all.last().map(|asked| asked.time)));
    for all in &of_each {
        if let (Some(middle), Some(worst)) = (all.get(all.len() / 2), all.last()) {
            println!("            {:>8.1} {:>8.1} ms {}", ms(middle.time), ms(worst.time), worst.line);
        }
    }
}
