//! Kills and starves real builds at random moments: the store opens, finished articles are whole, and a rerun completes.
//!
//! `DIXIT_KILLS=40 cargo test --test crash` kills that many builds for each home instead of a handful.

mod newsroom;

use dixit::pipeline;
use dixit::store::{Home, Store, Writer};
use dixit::text::Article;
use newsroom::{article, articles, assert_same, facts, facts_of, homes, printed};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const ARTICLES: usize = 600;

/// The articles as JSON Lines in a file.
fn written(folder: &Path, name: &str, articles: &[Article]) -> PathBuf {
    let mut lines = String::new();
    for a in articles {
        let line = serde_json::json!({
            "id": a.id, "url": a.url, "title": a.title, "text": a.body, "publisher": a.publisher,
            "date": a.published.map(|day| day.to_string()),
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    let path = folder.join(name);
    fs::write(&path, lines).expect("writes");
    path
}

fn dixit(input: &Path, store: &Path, home: Home) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dixit"));
    command.arg("build").arg(input).arg("--store").arg(store).stdin(Stdio::null());
    if home == Home::Rocksdb {
        command.arg("--rocksdb");
    }
    command
}

fn run(command: &mut Command) -> Output {
    command.output().expect("dixit starts")
}

fn complete(input: &Path, store: &Path, home: Home) {
    let output = run(&mut dixit(input, store, home));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

/// Starts a build and kills it after `delay`; whether it was still running.
fn killed(command: &mut Command, delay: Duration) -> bool {
    let mut child: Child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("dixit starts");
    std::thread::sleep(delay);
    let running = child.try_wait().expect("asks").is_none();
    child.kill().expect("kills");
    child.wait().expect("waits");
    running
}

fn kills() -> u64 {
    std::env::var("DIXIT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(4)
}

/// What a reader finds after a kill: whole articles, each proved by its text. Gives their number.
fn check_opened(store: &Path) -> usize {
    if !store.join("manifest").exists() {
        return 0;
    }
    let reader = Store::open(store).expect("the store opens after a kill");
    let found = pipeline::verify(&reader, 0, |_| {}).expect("verifies");
    assert!(found.failures.is_empty(), "{:?}", found.failures.first());
    assert_eq!(found.without_text, 0, "every finished article has its text");
    usize::try_from(found.articles).expect("few articles")
}

#[test]
fn builds_killed_at_random_moments_lose_nothing_finished() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let all = articles(0..ARTICLES);
    let input = written(folder.path(), "all.jsonl", &all);
    // The second input changes a third of them and adds some.
    let later: Vec<Article> =
        (0..ARTICLES + 100).map(|n| article(n, usize::from(n % 3 == 0 || n >= ARTICLES))).collect();
    let later_input = written(folder.path(), "later.jsonl", &later);
    for home in homes() {
        let undisturbed = folder.path().join(format!("undisturbed-{home}"));
        let begun = Instant::now();
        complete(&input, &undisturbed, home);
        let mut time = begun.elapsed();
        let expected = facts(&undisturbed);
        complete(&later_input, &undisturbed, home);
        let expected_later = facts(&undisturbed);
        assert_ne!(expected, expected_later);

        let mut dice = Dice(7);
        let (mut in_the_middle, mut partly) = (0, 0);
        for round in 0..kills() {
            let store = folder.path().join(format!("killed-{home}-{round}"));
            // One to three kills in a row, each at any moment of a build. The first comes before the end for sure: a few
            // rounds must hit a running build too, and a build after a kill may find little left to do.
            for kill in 0..=dice.below(3) {
                let (over, under) = if kill == 0 { (3, 4) } else { (11, 10) };
                let most = u64::try_from(time.as_micros()).expect("short") * over / under;
                let mut delay = Duration::from_micros(dice.below(most));
                let mut hit = killed(&mut dixit(&input, &store, home), delay);
                // The undisturbed build may have been slow for what ran beside it: then one is over sooner, and the next try is too.
                while kill == 0 && !hit {
                    time = time.min(delay);
                    fs::remove_dir_all(&store).expect("removes");
                    delay = delay * 3 / 4;
                    hit = killed(&mut dixit(&input, &store, home), delay);
                }
                in_the_middle += u64::from(hit);
                let whole = check_opened(&store);
                if home == Home::GraphFile && whole > 0 && whole < ARTICLES {
                    partly += 1;
                    assert_same(
                        &facts(&store),
                        &facts_of(home, &all[..whole]),
                        "the articles finished before the kill",
                    );
                }
            }
            complete(&input, &store, home);
            assert_same(&facts(&store), &expected, "after the rerun");
            if round % 2 == 1 {
                let delay = Duration::from_micros(dice.below(u64::try_from(time.as_micros()).expect("short")));
                in_the_middle += u64::from(killed(&mut dixit(&later_input, &store, home), delay));
                check_opened(&store);
                complete(&later_input, &store, home);
                assert_same(&facts(&store), &expected_later, "after the rerun of the changed articles");
            }
            if home == Home::GraphFile {
                assert_same(&printed(&store), &facts(&store), "zstdcat");
            }
            fs::remove_dir_all(&store).expect("removes");
        }
        assert!(in_the_middle > kills() / 2, "only {in_the_middle} builds were killed in the middle");
        // With few kills chance may miss the moments between two batches.
        assert!(home != Home::GraphFile || kills() < 10 || partly > 0, "no kill left a part of the articles");
    }
}

#[test]
fn a_second_writer_is_told_who_writes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = written(folder.path(), "few.jsonl", &articles(0..3));
    for home in homes() {
        let store = folder.path().join(format!("{home}"));
        complete(&input, &store, home);
        let writer = Writer::open(&store).expect("opens");
        let output = run(&mut dixit(&input, &store, home));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(message.contains(&format!("is being written by process {}", std::process::id())), "{message}");
        drop(writer);
        complete(&input, &store, home);
    }
}

#[test]
fn several_writers_at_once_take_turns_and_none_loses_an_article() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let parts: Vec<PathBuf> =
        (0..4).map(|n| written(folder.path(), &format!("{n}.jsonl"), &articles(n * 10..n * 10 + 15))).collect();
    for home in homes() {
        let store = folder.path().join(format!("{home}"));
        let mut left: Vec<&PathBuf> = parts.iter().collect();
        let mut refused = 0;
        while !left.is_empty() {
            let start = |input: &&PathBuf| {
                let mut command = dixit(input, &store, home);
                command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("dixit starts")
            };
            let running: Vec<Child> = left.iter().map(start).collect();
            let ends: Vec<Output> = running.into_iter().map(|child| child.wait_with_output().expect("ends")).collect();
            let mut again = Vec::new();
            for (input, output) in left.iter().zip(&ends) {
                if !output.status.success() {
                    let message = String::from_utf8_lossy(&output.stderr);
                    assert!(message.contains("is being written by"), "{message}");
                    again.push(*input);
                    refused += 1;
                }
            }
            assert!(again.len() < left.len(), "nobody got a turn");
            left = again;
        }
        assert_same(&facts(&store), &facts_of(home, &articles(0..45)), &format!("{refused} were refused"));
        assert_eq!(check_opened(&store), 45);
    }
}

/// A limit on the size of files stands for a full disk: the system refuses the write in the same place.
#[cfg(unix)]
#[test]
fn a_write_that_the_system_refuses_leaves_a_store_that_opens() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let all = articles(0..ARTICLES);
    let input = written(folder.path(), "all.jsonl", &all);
    let expected = facts_of(Home::GraphFile, &all);
    let mut partly = 0;
    // In blocks of 512 bytes; from nothing at all to just below what the whole store needs.
    for limit in [0, 8, 60, 160, 260] {
        let store = folder.path().join(format!("{limit}.dixit"));
        let script = format!(
            "trap '' XFSZ; ulimit -f {limit}; exec '{}' build '{}' --store '{}'",
            env!("CARGO_BIN_EXE_dixit"),
            input.display(),
            store.display(),
        );
        let output = run(Command::new("sh").arg("-c").arg(script).stdin(Stdio::null()));
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(message.contains("cannot write"), "limit {limit}: {message}");
            assert!(message.contains("a limit on file size"), "limit {limit}: {message}");
            partly += 1;
        }
        let whole = check_opened(&store);
        if whole > 0 && whole < ARTICLES {
            assert_same(&facts(&store), &facts_of(Home::GraphFile, &all[..whole]), "what was finished");
        }
        complete(&input, &store, Home::GraphFile);
        assert_same(&facts(&store), &expected, "with room again");
    }
    assert!(partly >= 2, "only {partly} builds were refused a write");
}

/// What one round on a small disk printed, and the facts after the rerun.
#[cfg(target_os = "linux")]
fn on_a_small_disk(folder: &Path, input: &Path, kilobytes: u32) -> Option<(String, PathBuf)> {
    let disk = folder.join(format!("disk-{kilobytes}"));
    let facts = folder.join(format!("{kilobytes}.nt"));
    fs::create_dir(&disk).expect("a folder");
    let script = format!(
        "mount -t tmpfs -o size={kilobytes}k none '{disk}' || exit 99; D='{dixit}'; S='{disk}/s.dixit'; \
         $D build '{input}' --store $S; echo \"first $?\"; \
         if [ -e $S/manifest ]; then $D verify --store $S >/dev/null; echo \"opened $?\"; fi; \
         mount -o remount,size=64m '{disk}'; \
         $D build '{input}' --store $S; echo \"again $?\"; \
         $D export --store $S --format nt -o '{facts}'",
        disk = disk.display(),
        dixit = env!("CARGO_BIN_EXE_dixit"),
        input = input.display(),
        facts = facts.display(),
    );
    // A name space of its own, in which everybody may mount.
    let arguments = ["--user", "--map-root-user", "--mount", "sh", "-c", &format!("exec 2>&1; {script}")];
    let output = Command::new("unshare").args(arguments).stdin(Stdio::null()).output().ok()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    printed.contains("first ").then_some((printed, facts))
}

/// Where the system lets nobody mount, the limit on file size above stands for the full disk alone.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_the_build_completes_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = written(folder.path(), "all.jsonl", &articles(0..ARTICLES));
    let undisturbed = folder.path().join("undisturbed.dixit");
    complete(&input, &undisturbed, Home::GraphFile);
    let expected = folder.path().join("undisturbed.nt");
    let mut export = Command::new(env!("CARGO_BIN_EXE_dixit"));
    export.args(["export", "--format", "nt", "--store"]).arg(&undisturbed).arg("-o").arg(&expected);
    assert!(run(&mut export).status.success());
    let expected = fs::read(expected).expect("an export");
    let mut full = 0;
    for kilobytes in [4, 24, 64, 128, 192] {
        let Some((printed, facts)) = on_a_small_disk(folder.path(), &input, kilobytes) else { return };
        if !printed.contains("first 0") {
            assert!(printed.contains("first 1") && printed.contains("the disk is full"), "{kilobytes}: {printed}");
            full += 1;
        }
        assert!(!printed.contains("opened 1") && printed.contains("again 0"), "{kilobytes}: {printed}");
        assert!(fs::read(facts).expect("an export") == expected, "{kilobytes} kB: other facts with room again");
    }
    assert!(full >= 2, "only {full} builds met a full disk");
}

#[cfg(target_os = "linux")]
#[test]
fn output_to_a_full_device_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = written(folder.path(), "few.jsonl", &articles(0..3));
    let store = folder.path().join("few.dixit");
    complete(&input, &store, Home::GraphFile);
    let (input, store) = (input.to_string_lossy(), store.to_string_lossy());
    let commands: [&[&str]; 5] = [
        &["extract", &input],
        &["export", "--store", &store, "--format", "csv"],
        &["export", "--store", &store, "--format", "ttl"],
        &["query", "SELECT * { ?s ?p ?o }", "--store", &store],
        &["stats", "--store", &store],
    ];
    for arguments in commands {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("the full device");
        let output = run(Command::new(env!("CARGO_BIN_EXE_dixit")).args(arguments).stdout(full));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {message}");
        assert!(message.contains("the disk is full"), "{arguments:?}: {message}");
    }
}
