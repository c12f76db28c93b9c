//! Damages stores and lets the doctor find and repair it; backs stores up and restores them; asks the commands for both.

mod newsroom;
mod shell;
mod sketch;

use dixit::graph::judgement::{Judgement, Verdict};
use dixit::pipeline;
use dixit::store::{
    Diagnosis, Home, Manifest, Store, Writer, backup, check_backup, examine, repair, restore, write_down,
};
use newsroom::{article, articles, assert_same, build, facts, homes, manifest, printed};
use shell::Shell;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn built(home: Home, count: usize) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("news.dixit");
    build(&store, home, &articles(0..count));
    (folder, store)
}

fn judge(store: &Path, who: &str, name: &str) {
    let (entity, into, name) = (who.to_owned(), format!("{who}-renamed"), name.to_owned());
    let when = "2031-03-01T10:00:00.000Z".to_owned();
    write_down(store, &[Judgement::new(when, "Kim".to_owned(), Verdict::Rename { entity, into, name }, String::new())])
        .expect("writes");
    Writer::open(store).expect("opens").finish().expect("finishes");
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).expect("reads");
    bytes[at] ^= 0x55;
    fs::write(path, bytes).expect("writes");
}

fn files(store: &Path) -> Vec<String> {
    let found = |diagnosis: &Diagnosis| diagnosis.findings.iter().map(|finding| finding.file.clone()).collect();
    found(&examine(store).expect("examines"))
}

fn verified(store: &Path) -> (u64, u64, usize) {
    let found = pipeline::verify(&Store::open(store).expect("opens"), 1, |_| {}).expect("verifies");
    (found.articles, found.without_text, found.failures.len())
}

/// Every file of a folder with its content, but for the lock.
fn content(store: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for folder in [store.to_owned(), store.join("texts")] {
        for entry in fs::read_dir(folder).expect("reads") {
            let path = entry.expect("an entry").path();
            if path.is_file() && !path.ends_with("lock") {
                found.push((path.clone(), fs::read(&path).expect("reads")));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_whole_store_is_left_as_it_is() {
    for home in homes() {
        let (_folder, store) = built(home, 5);
        judge(&store, "person/marta-oldenkamp", "Marta J. Oldenkamp");
        let before = content(&store);
        let found = examine(&store).expect("examines");
        assert_eq!((found.articles, found.texts, found.findings), (5, 5, Vec::new()), "{home}");
        let repaired = repair(&store).expect("has nothing to repair");
        assert!(repaired.copy.is_none() && content(&store) == before, "{home}");
    }
}

#[test]
fn damage_anywhere_in_the_log_is_found_and_repaired_and_a_build_brings_the_rest_back() {
    // Two sections of ground facts, so that there is a middle.
    let (folder, whole) = built(Home::GraphFile, 300);
    let expected = facts(&whole);
    let length = fs::read(whole.join("graph.nq.zst")).expect("reads").len();
    let mut named = 0;
    for part in [0, 2, 5, 8, 9] {
        let store = folder.path().join(format!("{part}.dixit"));
        fs::create_dir_all(store.join("texts")).expect("a folder");
        for (path, bytes) in content(&whole) {
            let name = path.strip_prefix(&whole).expect("inside");
            fs::write(store.join(name), bytes).expect("writes");
        }
        flip(&store.join("graph.nq.zst"), length / 10 * part + 40);
        let damaged = fs::read(store.join("graph.nq.zst")).expect("reads");
        assert_eq!(files(&store), ["graph.nq.zst"], "part {part}");
        assert_eq!(fs::read(store.join("graph.nq.zst")).expect("reads"), damaged, "the examination changes nothing");
        let found = repair(&store).expect("repairs");
        let copy = found.copy.expect("a copy");
        assert_eq!(fs::read(copy.join("graph.nq.zst")).expect("reads"), damaged);
        let (proved, without, wrong) = verified(&store);
        assert_eq!((without, wrong), (0, 0), "part {part}");
        assert_eq!(usize::try_from(proved), Ok(found.articles), "part {part}");
        if found.articles == 300 {
            assert_same(&facts(&store), &expected, "only what can be derived was damaged");
        } else {
            // Where the table of a section is damaged too, its articles are not known.
            assert!(
                [0, 300 - found.articles].contains(&found.rebuild.len()),
                "part {part}: {} names",
                found.rebuild.len()
            );
            named += found.rebuild.iter().filter(|name| name.starts_with("https://news.example/veldhaven/")).count();
            build(&store, Home::GraphFile, &articles(0..300));
            assert_same(&facts(&store), &expected, "built again");
        }
        assert_same(&printed(&store), &expected, "zstdcat");
        assert!(examine(&store).expect("examines").findings.is_empty());
    }
    assert!(named >= 44, "the lost articles are named");
    let error = examine(folder.path()).expect_err("no store");
    assert!(error.to_string().contains("no dixit store") && !folder.path().join("lock").exists(), "{error}");
}

#[test]
fn a_damaged_text_is_named_and_comes_back_with_its_article() {
    for home in homes() {
        let (_folder, store) = built(home, 6);
        let expected = facts(&store);
        flip(&store.join("texts/000001.pack"), 30);
        let found = examine(&store).expect("examines");
        assert_eq!((found.findings.len(), found.texts, found.rebuild.len()), (1, 5, 1), "{home}: {found:?}");
        assert!(found.findings[0].what.contains("1 texts of it are damaged"), "{found:?}");
        repair(&store).expect("repairs");
        assert_eq!(verified(&store), (5, 1, 0), "{home}");
        assert_same(&facts(&store), &expected, "no fact is lost");
        let summary = build(&store, home, &articles(0..6));
        assert_eq!((summary.renewed, summary.unchanged), (1, 5), "{home}");
        assert_eq!(verified(&store), (6, 0, 0), "{home}");
        assert_same(&facts(&store), &expected, "after the build");
        assert!(examine(&store).expect("examines").findings.is_empty());
    }
}

#[test]
fn a_damaged_index_of_texts_is_no_reason_to_lose_texts() {
    let (_folder, store) = built(Home::GraphFile, 6);
    flip(&store.join("texts/000001.index"), 60);
    let error = Writer::open(&store).expect_err("a writer would cut it");
    assert!(error.to_string().contains("000001.index is damaged") && error.hints()[0].contains("doctor"), "{error}");
    assert_eq!(files(&store), ["texts/000001.index"]);
    let found = repair(&store).expect("repairs");
    assert!(found.rebuild.is_empty(), "{found:?}");
    assert_eq!(verified(&store), (6, 0, 0));
    // A pack that lost its end lost a text, which is then missing.
    let pack = store.join("texts/000002.pack");
    let bytes = fs::read(&pack).expect("reads");
    fs::write(&pack, &bytes[..bytes.len() - 3]).expect("writes");
    let found = repair(&store).expect("repairs");
    assert_eq!((found.findings.len(), found.rebuild.len()), (1, 1), "{found:?}");
    assert_eq!(build(&store, Home::GraphFile, &articles(0..6)).renewed, 1);
    assert_eq!(verified(&store), (6, 0, 0));
}

#[test]
fn a_lost_manifest_a_spoilt_judgement_and_a_broken_index_of_words_are_mended() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("news.dixit");
    let base = Manifest { base: "https://archive.example/kb/".to_owned(), ..manifest(Home::GraphFile) };
    drop(Writer::open_or_create(&store, &base).expect("makes"));
    build(&store, Home::GraphFile, &articles(0..4));
    let before = facts(&store);
    judge(&store, "person/marta-oldenkamp", "Marta J. Oldenkamp");
    let judged = facts(&store);
    judge(&store, "person/jonas-threlkeld", "Jonas T. Threlkeld");
    assert!(before != judged && judged != facts(&store));

    fs::remove_file(store.join("manifest")).expect("removes");
    let lines = fs::read_to_string(store.join("judgements.jsonl")).expect("reads");
    let (first, _) = lines.split_once('\n').expect("two lines");
    fs::write(store.join("judgements.jsonl"), format!("{first}\n{{\"id\": broken\n")).expect("writes");
    fs::write(store.join("words.sqlite"), "no database at all, but a text that is long enough for one")
        .expect("writes");
    let found = repair(&store).expect("repairs");
    let files: Vec<&str> = found.findings.iter().map(|finding| finding.file.as_str()).collect();
    assert_eq!(files, ["manifest", "judgements.jsonl", "words.sqlite"]);
    assert!(found.findings[1].what.ends_with(": 2"), "{found:?}");
    assert_same(&facts(&store), &judged, "as if the spoilt judgement had never been");
    assert_eq!(Store::open(&store).expect("opens").manifest().base, base.base);
    assert!(examine(&store).expect("examines").findings.is_empty());
    fs::write(store.join("manifest"), "{\"format\": 9, \"dixit\": \"9.9\"}").expect("writes");
    let error = repair(&store).expect_err("a newer format is no damage");
    assert!(error.to_string().contains("has format 9"), "{error}");
    fs::write(store.join("manifest"), "{\"format\": 0}").expect("writes");
    assert!(Store::open(&store).expect_err("an older format").to_string().contains("older than any"));
}

#[test]
fn a_backup_is_the_store_and_the_same_store_gives_the_same_bytes() {
    for home in homes() {
        let (folder, store) = built(home, 9);
        build(&store, home, &[article(2, 1)]);
        judge(&store, "person/marta-oldenkamp", "Marta J. Oldenkamp");
        let (one, two) = (folder.path().join("1.tar"), folder.path().join("2.tar"));
        let made = backup(&store, &one).expect("a backup");
        assert_eq!((made.articles, made.texts, made.missing), (9, 10, 0));
        assert_eq!(check_backup(&one).expect("it is whole"), made);
        let restored = folder.path().join("restored.dixit");
        assert_eq!(restore(&one, &restored).expect("restores"), made);
        assert_same(&facts(&restored), &facts(&store), "restored");
        assert_eq!(verified(&restored), (9, 0, 0), "{home}");
        let again = build(&restored, home, &[article(2, 1), article(3, 0)]);
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 2), "{home}");
        backup(&restored, &two).expect("a backup");
        assert!(fs::read(&one).expect("reads") == fs::read(&two).expect("reads"), "{home}: other bytes");
        // Beside a writer who is at work.
        let writer = Writer::open(&store).expect("opens");
        backup(&store, &two).expect("a backup needs no lock");
        assert!(fs::read(&one).expect("reads") == fs::read(&two).expect("reads"));
        drop(writer);

        let error = restore(&one, &restored).expect_err("there is a store");
        assert_eq!(error.exit_code(), 2, "{error}");
        let bytes = fs::read(&one).expect("reads");
        let other = folder.path().join("other.dixit");
        for (cut, flipped) in [(bytes.len() / 2, None), (bytes.len(), Some(bytes.len() / 3)), (100, None)] {
            let mut damaged = bytes[..cut].to_vec();
            if let Some(at) = flipped {
                damaged[at] ^= 1;
            }
            fs::write(&two, damaged).expect("writes");
            assert!(restore(&two, &other).is_err() && check_backup(&two).is_err());
            assert!(!other.exists(), "nothing of a damaged backup is there");
        }
        flip(&store.join("texts/000001.pack"), 30);
        let error = backup(&store, &two).expect_err("no damage is backed up");
        assert!(error.hints().iter().any(|hint| hint.contains("doctor")), "{error}");
    }
}

#[test]
fn the_commands_say_what_they_did() {
    let shell = Shell::harbour();
    let said = |arguments: &[&str]| {
        let output = shell.output(arguments, "");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text)
    };
    let (code, text) = said(&["backup", "news.tar"]);
    assert!(code == Some(0) && text.contains(" articles with ") && text.contains(" in news.tar ("), "{text}");
    assert_eq!(said(&["pack", "again.tar"]).0, Some(0));
    assert_eq!(fs::read(shell.path("news.tar")).expect("reads"), fs::read(shell.path("again.tar")).expect("reads"));
    let (code, text) = said(&["restore", "news.tar", "--check"]);
    assert!(code == Some(0) && text.contains("news.tar is whole: "), "{text}");
    let (code, text) = said(&["restore", "news.tar"]);
    assert!(code == Some(2) && text.contains("news.dixit is there already"), "{text}");
    assert_eq!(said(&["restore", "news.tar", "--store", "copy.dixit"]).0, Some(0));
    assert_eq!(said(&["stats", "--store", "copy.dixit"]).1.replace("copy.dixit", "news.dixit"), said(&["stats"]).1);
    let (code, text) = said(&["doctor"]);
    assert!(code == Some(0) && text.starts_with("nothing is damaged: "), "{text}");
    flip(&shell.path("news.dixit/texts/000001.pack"), 30);
    let (code, text) = said(&["doctor"]);
    assert!(code == Some(1) && text.contains("texts/000001.pack: 1 texts of it are damaged"), "{text}");
    assert!(text.contains("to build again:") && text.contains("--repair mends"), "{text}");
    let (code, text) = said(&["doctor", "--repair"]);
    assert!(
        code == Some(0) && text.contains("note: what was replaced is kept in news.dixit.before-repair-1"),
        "{text}"
    );
    assert!(shell.path("news.dixit.before-repair-1/texts/000001.pack").exists());
}
