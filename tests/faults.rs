//! Lets the store's operations on its files fail one by one: whatever fails, wherever, a store opens and a rerun completes it.
//!
//! By default every operation meets two or three of the four faults; `DIXIT_FAULTS=all cargo test --test faults -- --nocapture` tries all
//! faults at every operation, with more articles, and prints the counts.

#![expect(clippy::print_stdout, reason = "a campaign prints its counts")]

mod newsroom;

use dixit::error::Result;
use dixit::graph::judgement::{Judgement, Verdict};
use dixit::pipeline::{self, Engine, Options};
use dixit::store::{Fault, Home, Store, Writer, backup, faulty, hash, hex, repair, restore, write_down};
use dixit::text::Article;
use newsroom::{article, articles, assert_same, facts, homes, inputs, manifest, printed};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::built_in);

/// Whether every fault is tried at every operation.
fn is_campaign() -> bool {
    std::env::var("DIXIT_FAULTS").is_ok_and(|value| value == "all")
}

/// The faults that are tried at operation `at`.
fn tried(at: u64) -> impl Iterator<Item = Fault> {
    let chosen = move |(number, _): &(u64, Fault)| is_campaign() || !(at + number).is_multiple_of(3);
    (0u64..).zip(Fault::ALL).filter(chosen).map(|(_, fault)| fault)
}

/// Articles of a first build.
fn few() -> usize {
    if is_campaign() { 12 } else { 3 }
}

fn try_build(store: &Path, home: Home, articles: &[Article]) -> Result<()> {
    let mut writer = Writer::open_or_create(store, &manifest(home))?;
    let options = Options { threads: 1, ..Options::default() };
    pipeline::build(inputs(articles).into_iter(), &mut writer, &ENGINE, options, |_| {}).map(drop)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("reads") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copies");
        }
    }
}

/// Something that changes a store, and what holds of the store whatever became of it.
struct Scenario<'a> {
    name: &'a str,
    home: Home,
    /// The state before; none for no store.
    before: Option<&'a Path>,
    /// Articles that are finished before and stay.
    kept: usize,
    act: &'a dyn Fn(&Path) -> Result<()>,
}

/// What a campaign met.
#[derive(Debug, Default)]
struct Counts {
    operations: u64,
    faults: u64,
    survived: u64,
}

impl Scenario<'_> {
    fn fresh(&self) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = folder.path().join("news.dixit");
        if let Some(before) = self.before {
            copy(before, &store);
        }
        (folder, store)
    }

    /// Tries the faults at every operation.
    fn run(&self) -> Counts {
        let (_folder, store) = self.fresh();
        let (done, operations) = faulty(None, || (self.act)(&store));
        done.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let expected = facts(&store);
        let bytes = fs::read(store.join("graph.nq.zst")).ok();
        let mut counts = Counts { operations, ..Counts::default() };
        for at in 0..operations {
            for fault in tried(at) {
                let (_folder, store) = self.fresh();
                let (outcome, _) = faulty(Some((at, fault)), || (self.act)(&store));
                counts.faults += 1;
                counts.survived += u64::from(outcome.is_ok());
                let what = format!("{}, {}: {fault:?} at {at}", self.name, self.home);
                self.check(&store, &what);
                (self.act)(&store).unwrap_or_else(|error| panic!("{what}: the rerun: {error}"));
                assert_same(&facts(&store), &expected, &what);
                if self.home == Home::GraphFile {
                    assert_same(&printed(&store), &expected, &what);
                    // A judgement that was written twice is one, but the log says how long the file is that it shows.
                    let same = fs::read(store.join("graph.nq.zst")).ok() == bytes;
                    assert!(same || self.name.contains("judgement"), "{what}: other bytes");
                }
                let left = fs::read_dir(&store).expect("reads").filter_map(std::result::Result::ok);
                let left: Vec<_> = left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
                assert!(!left.iter().any(|name| name.starts_with(".new-")), "{what}: {left:?}");
            }
        }
        println!(
            "{}, {}: {operations} operations, {} faults ({} without consequence), 0 stores lost",
            self.name, self.home, counts.faults, counts.survived
        );
        counts
    }

    /// The store opens, every article that was finished is there, and every span proves itself.
    fn check(&self, store: &Path, what: &str) {
        if !store.join("manifest").exists() {
            assert!(self.before.is_none(), "{what}: the manifest is gone");
            return;
        }
        let reader = Store::open(store).unwrap_or_else(|error| panic!("{what}: {error}"));
        let found = pipeline::verify(&reader, 1, |_| {}).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(found.failures.is_empty(), "{what}: {:?}", found.failures.first());
        assert_eq!(found.without_text, 0, "{what}: an article without its text");
        assert!(found.articles >= self.kept as u64, "{what}: {} articles are left", found.articles);
    }
}

fn judgement() -> Judgement {
    let (entity, name) = ("person/marta-oldenkamp".to_owned(), "Marta J. Oldenkamp".to_owned());
    Judgement::new(
        "2031-03-01T10:00:00.000Z".to_owned(),
        "Kim".to_owned(),
        Verdict::Rename { entity, into: "person/renamed".to_owned(), name },
        String::new(),
    )
}

fn merge() -> Judgement {
    let (entity, into) = ("person/jonas-threlkeld".to_owned(), "person/priya-castellane".to_owned());
    let verdict = Verdict::Merge { entity, into, name: "Priya Castellane".to_owned() };
    Judgement::new("2031-03-01T10:01:00.000Z".to_owned(), "Kim".to_owned(), verdict, String::new())
}

fn update_of(text: &str) -> spargebra::Update {
    spargebra::SparqlParser::new().parse_update(text).expect("parses")
}

fn key(number: usize) -> String {
    dixit::graph::article_iri(&article(number, 0), &dixit::graph::Settings::default()).into_string()
}

#[test]
fn a_build_a_forget_a_judgement_and_an_update_that_fail_anywhere_lose_nothing() {
    let mut total = Counts::default();
    for home in homes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (few, before) = (few(), folder.path().join("before"));
        try_build(&before, home, &articles(0..few)).expect("builds");
        let first = |store: &Path| try_build(store, home, &articles(0..few));
        let second = |store: &Path| try_build(store, home, &[article(1, 1), article(few, 0), article(few + 1, 0)]);
        let forget = |store: &Path| {
            let mut writer = Writer::open(store)?;
            writer.forget(&key(1))?;
            writer.finish()
        };
        let judge = |store: &Path| {
            write_down(store, &[judgement()])?;
            Writer::open(store)?.finish()
        };
        let update = |store: &Path| {
            let mut writer = Writer::open(store)?;
            writer.update(update_of("INSERT DATA { GRAPH <https://a.example/mine> { <x:a> <x:b> 1, 2 } }"))?;
            writer.finish()
        };
        let undone = |store: &Path| {
            let mut writer = Writer::open(store)?;
            writer.update(update_of("DELETE WHERE { GRAPH <https://a.example/mine> { ?s ?p ?o } }"))?;
            writer.finish()
        };
        let several = |store: &Path| {
            write_down(store, &[judgement(), merge()])?;
            try_build(store, home, &[article(2, 1)])
        };
        let again = |store: &Path| {
            forget(store)?;
            try_build(store, home, &articles(0..few))
        };
        // What a build left that was killed half-way, what an update left, and a store without the tables beside it.
        let [whole, broken_off, updated, bare] =
            ["whole", "broken off", "updated", "bare"].map(|name| folder.path().join(name));
        for store in [&whole, &broken_off, &updated, &bare] {
            copy(&before, store);
        }
        let (_, operations) = faulty(None, || second(&whole));
        let (outcome, _) = faulty(Some((operations / 2, Fault::Killed)), || second(&broken_off));
        assert!(outcome.is_err(), "the build was killed");
        update(&updated).expect("updates");
        fs::remove_file(bare.join("words.sqlite")).expect("there are tables");
        let scenarios = [
            Scenario { name: "first build", home, before: None, kept: 0, act: &first },
            Scenario { name: "second build", home, before: Some(&before), kept: few, act: &second },
            Scenario { name: "forget", home, before: Some(&before), kept: few - 1, act: &forget },
            Scenario { name: "judgement", home, before: Some(&before), kept: few, act: &judge },
            Scenario { name: "update", home, before: Some(&before), kept: few, act: &update },
            Scenario { name: "update undone", home, before: Some(&updated), kept: few, act: &undone },
            Scenario { name: "judgements and a build", home, before: Some(&before), kept: few, act: &several },
            Scenario { name: "forget and build again", home, before: Some(&before), kept: few - 1, act: &again },
            Scenario {
                name: "build after one that was killed",
                home,
                before: Some(&broken_off),
                kept: few,
                act: &second,
            },
            Scenario { name: "build where the tables are gone", home, before: Some(&bare), kept: few, act: &second },
        ];
        for scenario in scenarios {
            let counts = scenario.run();
            total.operations += counts.operations;
            total.faults += counts.faults;
        }
    }
    println!("{} operations, {} faults, 0 stores lost", total.operations, total.faults);
    assert!(total.faults >= 200, "only {} faults", total.faults);
}

#[test]
fn what_is_forgotten_leaves_no_trace_after_a_failed_try_and_a_second_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let before = folder.path().join("before");
    try_build(&before, Home::GraphFile, &articles(0..3)).expect("builds");
    let forget = |store: &Path| {
        let mut writer = Writer::open(store)?;
        writer.forget(&key(1)).map(drop)
    };
    let scenario = Scenario { name: "forget", home: Home::GraphFile, before: Some(&before), kept: 2, act: &forget };
    let (_folder, store) = scenario.fresh();
    let (_, operations) = faulty(None, || forget(&store));
    let gone = hash(&article(1, 0).body);
    for at in 0..operations {
        let (_folder, store) = scenario.fresh();
        let _ = faulty(Some((at, Fault::Killed)), || forget(&store));
        forget(&store).expect("forgets");
        for name in ["", "texts"] {
            for file in fs::read_dir(store.join(name)).expect("reads") {
                let path = file.expect("an entry").path();
                let bytes = if path.is_file() { fs::read(&path).expect("reads") } else { Vec::new() };
                let found = |what: &[u8]| memchr::memmem::find(&bytes, what).is_some();
                assert!(!found(&gone) && !found(hex(&gone).as_bytes()), "killed at {at}: {}", path.display());
            }
        }
    }
}

#[test]
fn a_backup_a_restore_and_a_repair_that_fail_anywhere_harm_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let before = folder.path().join("before");
    try_build(&before, Home::GraphFile, &articles(0..few())).expect("builds");
    write_down(&before, &[judgement()]).expect("writes");
    Writer::open(&before).expect("opens").finish().expect("finishes");
    let expected = facts(&before);
    let file = folder.path().join("whole.tar");
    let (made, operations) = faulty(None, || backup(&before, &file));
    made.expect("a backup");
    let whole = fs::read(&file).expect("reads");
    let mut faults = 0;
    for at in 0..operations {
        for fault in tried(at) {
            faults += 1;
            let (made, _) = faulty(Some((at, fault)), || backup(&before, &file));
            assert!(made.is_err() || fault != Fault::Killed, "backup: {fault:?} at {at}");
            assert!(fs::read(&file).expect("reads") == whole, "backup: {fault:?} at {at}");
        }
    }
    let (made, operations) = faulty(None, || restore(&file, &folder.path().join("restored")));
    made.expect("a store");
    assert_same(&facts(&folder.path().join("restored")), &expected, "restored");
    for at in 0..operations {
        for fault in tried(at) {
            faults += 1;
            let place = tempfile::tempdir().expect("a temporary folder");
            let store = place.path().join("s");
            let (made, _) = faulty(Some((at, fault)), || restore(&file, &store));
            if !store.exists() {
                assert!(made.is_err(), "restore: {fault:?} at {at}");
                restore(&file, &store).expect("restores");
            }
            assert_same(&facts(&store), &expected, &format!("restore: {fault:?} at {at}"));
        }
    }
    let damaged = folder.path().join("damaged");
    copy(&before, &damaged);
    let pack = damaged.join("texts/000001.pack");
    let mut bytes = fs::read(&pack).expect("reads");
    bytes[40] ^= 0x20;
    fs::write(&pack, bytes).expect("writes");
    fs::write(damaged.join("words.sqlite"), "no database at all, but a text that is long enough for one")
        .expect("writes");
    let fixed = |store: &Path| repair(store).map(drop);
    let rebuilt = |store: &Path| {
        fixed(store)?;
        try_build(store, Home::GraphFile, &articles(0..few()))
    };
    let place = tempfile::tempdir().expect("a temporary folder");
    copy(&damaged, &place.path().join("s"));
    let (done, operations) = faulty(None, || fixed(&place.path().join("s")));
    done.expect("repairs");
    for at in 0..operations {
        for fault in tried(at) {
            faults += 1;
            let place = tempfile::tempdir().expect("a temporary folder");
            let store = place.path().join("s");
            copy(&damaged, &store);
            let _ = faulty(Some((at, fault)), || fixed(&store));
            let what = format!("repair: {fault:?} at {at}");
            rebuilt(&store).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_same(&facts(&store), &expected, &what);
            let found = pipeline::verify(&Store::open(&store).expect("opens"), 1, |_| {}).expect("verifies");
            assert_eq!((found.without_text, found.failures.len()), (0, 0), "{what}");
        }
    }
    println!("backup, restore, repair: {faults} faults, 0 stores lost");
}

#[test]
fn a_clock_that_is_set_back_or_ahead_changes_nothing() {
    for home in homes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (store, undisturbed) = (folder.path().join("s"), folder.path().join("u"));
        try_build(&undisturbed, home, &articles(0..4)).expect("builds");
        for (numbers, seconds) in [(0..2, 0), (0..3, 4_102_444_800), (0..4, 86_400)] {
            try_build(&store, home, &articles(numbers)).expect("builds");
            let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            for entry in fs::read_dir(&store).expect("reads").filter_map(std::result::Result::ok) {
                if entry.path().is_file() {
                    let file = fs::File::options().write(true).open(entry.path()).expect("opens");
                    file.set_modified(time).expect("sets the time");
                }
            }
        }
        assert_same(&facts(&store), &facts(&undisturbed), "whatever the clock says");
        try_build(&store, home, &articles(0..4)).expect("builds");
        assert_same(&facts(&store), &facts(&undisturbed), "built again");
    }
}

#[test]
fn a_judgement_that_was_cut_at_any_byte_is_none_and_the_next_one_counts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("s");
    try_build(&store, Home::GraphFile, &articles(0..1)).expect("builds");
    let rename = |name: &str, minute: u32| {
        let verdict = Verdict::Rename {
            entity: "person/marta-oldenkamp".to_owned(),
            into: "person/renamed".to_owned(),
            name: name.to_owned(),
        };
        Judgement::new(format!("2031-03-01T10:{minute:02}:00.000Z"), "Kim".to_owned(), verdict, String::new())
    };
    write_down(&store, &[rename("Märta Öldenkämp 欧登坎普", 1)]).expect("writes");
    let path = store.join("judgements.jsonl");
    let whole = fs::read(&path).expect("reads");
    for end in 0..whole.len() {
        fs::write(&path, &whole[..end]).expect("writes");
        let judged =
            Store::open(&store).unwrap_or_else(|error| panic!("cut at {end}: {error}")).judgements().all().len();
        // Without its line end it is whole.
        assert_eq!(judged, usize::from(end + 1 == whole.len()), "cut at {end}");
        write_down(&store, &[rename("Marta J. Oldenkamp", 2)]).expect("writes");
        assert_eq!(Store::open(&store).expect("opens").judgements().all().len(), judged + 1, "cut at {end}");
    }
}
