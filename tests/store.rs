//! Tests the store in both homes: what is kept, what goes, who may write, and what happens to damaged files.

mod newsroom;

use dixit::pipeline::{self, Engine, Options};
use dixit::store::{Home, Manifest, Put, Store, Writer, compress, hash, hex};
use dixit::text::Article;
use newsroom::{article, articles, assert_same, build, facts, facts_of, homes, inputs, manifest, printed};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn fresh() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("news.dixit");
    (folder, store)
}

#[test]
fn a_second_build_adds_nothing_and_changes_no_byte() {
    for home in homes() {
        let (_folder, store) = fresh();
        let first = build(&store, home, &articles(0..40));
        assert_eq!((first.new, first.unchanged, first.skipped.len()), (40, 0, 0));
        assert!(first.attributions >= 80, "the articles hold quotations: {}", first.attributions);
        assert!(first.triples.0 == 0 && first.triples.1 as u64 > first.ground_triples);
        let log = log(&store, home);
        let before = fs::read(&log).expect("reads");
        let second = build(&store, home, &articles(0..40));
        assert_eq!((second.new, second.changed, second.unchanged), (0, 0, 40));
        assert_eq!(second.triples.0, second.triples.1);
        assert_eq!(fs::read(&log).expect("reads"), before);
        let counted = |writer: &Writer| (writer.facts().expect("knows"), writer.graph().len().expect("counts"));
        let mut writer = Writer::open(&store).expect("opens");
        let (known, facts) = counted(&writer);
        assert_eq!((known, facts), (second.triples.1, second.triples.1), "nobody counts again, and nobody has to");
        let key = writer.ledger().entries().next().expect("an article").key.clone();
        writer.forget(&key).expect("forgets");
        let (known, fewer) = counted(&writer);
        assert!(known == fewer && fewer < facts);
    }
}

fn log(store: &Path, home: Home) -> PathBuf {
    store.join(if home == Home::GraphFile { "graph.nq.zst" } else { "ground.nq.zst" })
}

#[test]
fn what_zstdcat_prints_is_the_graph() {
    let (_folder, store) = fresh();
    build(&store, Home::GraphFile, &articles(0..300));
    assert_same(&printed(&store), &facts(&store), "after a build");
    build(&store, Home::GraphFile, &[article(7, 1), article(8, 1), article(900, 0)]);
    assert_same(&printed(&store), &facts(&store), "after changes");
    let key = Store::open(&store).expect("opens").ledger().expect("reads").named("https://news.example/veldhaven/9")[0]
        .key
        .clone();
    assert_eq!(Writer::open(&store).expect("opens").forget(&key).expect("forgets"), 1);
    assert_same(&printed(&store), &facts(&store), "after forgetting");
}

#[test]
fn the_same_articles_give_the_same_bytes_in_any_order_and_number_of_builds() {
    let (_folder, store) = fresh();
    build(&store, Home::GraphFile, &articles(0..330));
    let bytes = fs::read(store.join("graph.nq.zst")).expect("reads");

    let (_folder, store) = fresh();
    let mut backwards = articles(0..330);
    backwards.reverse();
    build(&store, Home::GraphFile, &backwards);
    assert!(fs::read(store.join("graph.nq.zst")).expect("reads") == bytes, "backwards");

    let (_folder, store) = fresh();
    build(&store, Home::GraphFile, &articles(200..330));
    build(&store, Home::GraphFile, &articles(0..250));
    assert!(fs::read(store.join("graph.nq.zst")).expect("reads") == bytes, "in two builds");
}

#[test]
fn both_homes_hold_the_same_facts() {
    let each: Vec<Vec<String>> = homes().into_iter().map(|home| facts_of(home, &articles(0..60))).collect();
    for other in &each {
        assert_same(other, &each[0], "the other home");
    }
}

#[test]
fn a_changed_article_becomes_a_new_version() {
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &articles(0..10));
        let summary = build(&store, home, &[article(3, 1)]);
        assert_eq!((summary.new, summary.changed), (0, 1));

        // What only the old text said is gone: the rest is what a store of the new text alone holds.
        let mut now = articles(0..10);
        now[3] = article(3, 1);
        let alone = facts_of(home, &now);
        let changed = facts(&store);
        let more: Vec<&String> = changed.iter().filter(|line| alone.binary_search(line).is_err()).collect();
        assert!(alone.iter().all(|line| changed.binary_search(line).is_ok()), "facts of the new text are missing");
        assert!((2..=6).contains(&more.len()), "only the old version's node is more: {more:#?}");
        assert!(more.iter().any(|line| line.contains("wasRevisionOf")));

        let reader = Store::open(&store).expect("opens");
        let versions = reader
            .ledger()
            .expect("reads")
            .versions(&reader.ledger().expect("reads").named("a3").first().map_or_else(
                || reader.ledger().expect("reads").named("https://news.example/veldhaven/3")[0].key.clone(),
                |entry| entry.key.clone(),
            ))
            .to_vec();
        assert_eq!(
            versions.iter().map(|v| (v.version, v.superseded)).collect::<Vec<_>>(),
            [(Some(1), true), (Some(2), false)]
        );
        for (version, edition) in versions.iter().zip([0, 1]) {
            assert_eq!(reader.text(version).expect("reads"), Some(article(3, edition).body));
            assert_eq!(
                reader.text_of(&version.article).expect("reads").map(|(_, text)| text),
                Some(article(3, edition).body)
            );
        }

        // Neither the new nor the old text changes anything any more.
        let again = build(&store, home, &[article(3, 0), article(3, 1)]);
        assert_eq!((again.changed, again.unchanged, again.skipped.len()), (0, 1, 1));
        assert_same(&facts(&store), &changed, "after the same again");
        // A third text keeps both old versions.
        build(&store, home, &[article(3, 2)]);
        let revisions = facts(&store).iter().filter(|line| line.contains("wasRevisionOf")).count();
        assert_eq!(revisions, 2);
    }
}

#[test]
fn of_two_texts_in_one_build_the_later_wins_in_any_order() {
    let later = Article { published: Some("2032-01-01".parse().expect("a date")), ..article(5, 1) };
    let texts = [article(5, 0), later.clone(), article(5, 2)];
    let mut seen = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let (_folder, store) = fresh();
        let inputs: Vec<Article> = order.iter().map(|&i| texts[i].clone()).collect();
        build(&store, Home::GraphFile, &inputs);
        let reader = Store::open(&store).expect("opens");
        let current = reader.ledger().expect("reads").named("https://news.example/veldhaven/5")[0];
        assert_eq!(reader.text(current).expect("reads").as_deref(), Some(later.body.as_str()));
        seen.push(fs::read(store.join("graph.nq.zst")).expect("reads"));
        let again = build(&store, Home::GraphFile, &inputs);
        assert_eq!((again.new, again.changed, again.unchanged, again.skipped.len()), (0, 0, 1, 2));
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "the order decided");
}

#[test]
fn of_two_titles_for_one_text_one_wins_in_any_order() {
    let other = Article { title: Some("Another headline".to_owned()), ..article(5, 0) };
    let mut seen = Vec::new();
    for inputs in [[article(5, 0), other.clone()], [other.clone(), article(5, 0)]] {
        let (_folder, store) = fresh();
        build(&store, Home::GraphFile, &inputs);
        seen.push(fs::read(store.join("graph.nq.zst")).expect("reads"));
        let again = build(&store, Home::GraphFile, &inputs);
        assert_eq!(again.unchanged, 2);
        // A later build may correct what both said.
        let third = Article { title: Some("A third headline".to_owned()), ..article(5, 0) };
        assert_eq!(build(&store, Home::GraphFile, &[third]).renewed, 1);
        assert!(facts(&store).iter().any(|line| line.contains("A third headline")));
        assert_eq!(build(&store, Home::GraphFile, &inputs).unchanged, 2);
    }
    assert!(seen[0] == seen[1], "the order decided");
}

#[test]
fn a_copy_under_another_address_is_an_article_of_its_own() {
    let copy = Article { url: Some("https://wire.example/1".to_owned()), ..article(1, 0) };
    for home in homes() {
        let (_folder, store) = fresh();
        assert_eq!(build(&store, home, &[article(1, 0), copy.clone()]).new, 2);
        let key =
            Store::open(&store).expect("opens").ledger().expect("reads").named("https://wire.example/1")[0].key.clone();
        assert_eq!(Writer::open(&store).expect("opens").forget(&key).expect("forgets"), 1);
        assert_same(&facts(&store), &facts_of(home, &[article(1, 0)]), "after forgetting the copy");
        let reader = Store::open(&store).expect("opens");
        let kept = reader.ledger().expect("reads").entries().next().expect("an article");
        assert_eq!(reader.text(kept).expect("reads"), Some(article(1, 0).body));
    }
}

#[test]
fn forgetting_leaves_no_trace() {
    for home in homes() {
        let (_folder, store) = fresh();
        let secret = Article { body: article(4, 1).body.replace("Marta", "Xanthippa"), ..article(4, 1) };
        build(&store, home, &articles(0..6));
        build(&store, home, std::slice::from_ref(&secret));
        build(&store, home, &[article(4, 2)]);
        let key =
            Store::open(&store).expect("opens").ledger().expect("reads").named("https://news.example/veldhaven/4")[0]
                .key
                .clone();
        assert_eq!(Writer::open(&store).expect("opens").forget(&key).expect("forgets"), 3);

        let rest: Vec<Article> = articles(0..6).into_iter().filter(|a| a.id != "a4").collect();
        assert_same(&facts(&store), &facts_of(home, &rest), "after forgetting");
        let reader = Store::open(&store).expect("opens");
        assert_eq!(reader.ledger().expect("reads").len(), 5);
        for text in [&article(4, 0).body, &secret.body, &article(4, 2).body] {
            let gone = hash(text);
            let frame = zstd::encode_all(text.as_bytes(), 9).expect("compresses");
            for file in files(&store) {
                let bytes = fs::read(&file).expect("reads");
                let found = |what: &[u8]| memchr::memmem::find(&bytes, what).is_some();
                assert!(!found(&gone) && !found(&frame) && !found(hex(&gone).as_bytes()), "{}", file.display());
            }
        }
        assert_eq!(Writer::open(&store).expect("opens").forget(&key).expect("nothing to forget"), 0);
    }
}

/// Every file of a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("reads") {
        let path = entry.expect("reads").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn one_writer_at_a_time_and_readers_beside_it() {
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &articles(0..5));
        let before = facts(&store);
        let mut writer = Writer::open(&store).expect("opens");
        let error = Writer::open(&store).expect_err("the lock is held");
        assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
        assert!(error.hints()[0].contains("wait"));
        let reader = Store::open(&store).expect("a reader needs no lock");
        let inputs = inputs(&articles(0..9)).into_iter();
        pipeline::build(inputs, &mut writer, &Engine::built_in(), Options::default(), |_| {}).expect("builds");
        assert_same(&reader.graph().sorted_lines().expect("reads"), &before, "the reader's state");
        let kept = reader.ledger().expect("reads").entries().next().expect("an article").clone();
        assert!(reader.text(&kept).expect("reads").is_some());
        drop(writer);
        assert_eq!(Store::open(&store).expect("opens").ledger().expect("reads").len(), 9);
        assert!(Writer::open(&store).is_ok(), "the lock is free again");
    }
}

#[test]
fn beside_an_unfinished_build_facts_and_articles_are_of_one_state() {
    for home in homes() {
        let (folder, store) = fresh();
        let nine = folder.path().join("nine.dixit");
        build(&nine, home, &articles(0..9));
        let all = Writer::open(&nine).expect("opens");
        for finished in [0, 5] {
            if finished > 0 {
                build(&store, home, &articles(0..finished));
            }
            let mut writer = Writer::open_or_create(&store, &manifest(home)).expect("opens");
            let entries: Vec<_> = all.ledger().entries().collect();
            let texts = (0..9).map(|n| article(n, 0).body).map(|text| (hex(&hash(&text)), text));
            let texts: std::collections::BTreeMap<String, String> = texts.collect();
            let ground = all.ground(&entries).expect("reads");
            let batch = entries.iter().zip(ground).map(|(entry, triples)| Put {
                entry: (*entry).clone(),
                triples,
                text: texts.get(&entry.text).map(|text| compress(text).expect("compresses")),
            });
            writer.commit(batch.collect()).expect("commits");
            drop(writer);

            let reader = Store::open(&store).expect("opens");
            let hidden = home == Home::Rocksdb && finished == 0;
            let told =
                reader.notes().iter().any(|note| note.contains("the first build was interrupted or is going on"));
            assert_eq!(told, hidden, "{home}: {:?}", reader.notes());
            let seen = if home == Home::GraphFile { 9 } else { finished };
            assert_eq!(reader.ledger().expect("reads").len(), seen, "{home}");
            let found = pipeline::verify(&reader, 2, |_| {}).expect("verifies");
            assert!(found.failures.is_empty(), "{home}: {:?}", found.failures.first());
            assert_eq!((found.articles, found.without_text), (seen as u64, 0), "{home}");
            drop(reader);
            build(&store, home, &articles(0..9));
            assert_same(&facts(&store), &facts(&nine), "after the rerun");
            fs::remove_dir_all(&store).expect("removes");
        }
    }
}

#[test]
fn what_is_no_store_is_told_plainly() {
    let (folder, store) = fresh();
    let message = |path: &Path| Store::open(path).expect_err("no store").to_string();
    assert!(message(&store).contains("there is no store"));
    assert!(message(folder.path()).contains("holds no manifest"));
    let file = folder.path().join("file");
    fs::write(&file, "x").expect("writes");
    assert!(message(&file).contains("it is a file"));
    let error = Writer::open_or_create(folder.path(), &Manifest::default()).expect_err("the folder holds a file");
    assert!(error.to_string().contains("not empty: it holds file"), "{error}");
    assert!(Writer::open_or_create(&file, &Manifest::default()).is_err());
    let base = Manifest { base: "not an IRI/".to_owned(), ..Manifest::default() };
    assert_eq!(Writer::open_or_create(&store, &base).expect_err("a bad base").exit_code(), 2);

    build(&store, Home::GraphFile, &articles(0..2));
    let manifest = fs::read_to_string(store.join("manifest")).expect("reads");
    fs::write(store.join("manifest"), manifest.replace("\"format\": 1", "\"format\": 2")).expect("writes");
    let error = Store::open(&store).expect_err("a newer format");
    assert!(error.to_string().contains("has format 2") && error.hints()[0].contains("or newer"), "{error}");
    assert!(Writer::open(&store).is_err());
    fs::write(store.join("manifest"), "{").expect("writes");
    assert!(message(&store).contains("is damaged"));
}

#[cfg(not(feature = "rocksdb"))]
#[test]
fn a_store_in_rocksdb_is_refused_where_it_is_not_compiled_in() {
    let (_folder, store) = fresh();
    let error = Writer::open_or_create(&store, &manifest(Home::Rocksdb)).expect_err("not compiled in");
    assert!(error.to_string().contains("was built without it") && error.hints()[0].contains("--features rocksdb"));
    assert!(Store::open(&store).is_err());
}

/// Cuts the log at every byte of its end, opens it, builds again and compares.
#[test]
fn a_log_torn_at_any_byte_opens_and_a_rerun_completes_it() {
    let (_folder, store) = fresh();
    let first = articles(0..3);
    build(&store, Home::GraphFile, &first);
    let finished = fs::read(store.join("graph.nq.zst")).expect("reads");
    let before = facts(&store);
    // One more batch, committed but not finished: the process died before it.
    let mut writer = Writer::open(&store).expect("opens");
    let all = articles(0..4);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let options = Options { threads: 1, stop: Some(&stop), ..Options::default() };
    let on_progress = |summary: &pipeline::Summary| {
        if summary.handled() == 4 {
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    };
    let summary = pipeline::build(inputs(&all).into_iter(), &mut writer, &Engine::built_in(), options, on_progress)
        .expect("builds");
    assert!(summary.stopped && summary.new == 1);
    drop(writer);
    let pending = fs::read(store.join("graph.nq.zst")).expect("reads");
    assert!(pending.len() > finished.len() && pending.starts_with(&finished));
    let expected = facts_of(Home::GraphFile, &all);
    assert_same(&facts(&store), &expected, "a reader derives what is pending");

    let stride = (pending.len() - finished.len()).div_ceil(60);
    for length in (finished.len()..pending.len()).step_by(1) {
        fs::write(store.join("graph.nq.zst"), &pending[..length]).expect("writes");
        let reader = Store::open(&store).expect("a torn log opens");
        assert_eq!(reader.notes().len(), usize::from(length > finished.len()), "cut at {length}");
        assert_eq!(reader.ledger().expect("reads").len(), 3);
        if length % stride == 0 {
            assert_same(&facts(&store), &before, "the finished articles");
            build(&store, Home::GraphFile, &all);
            assert_same(&facts(&store), &expected, "after the rerun");
            assert_same(&printed(&store), &expected, "zstdcat after the rerun");
        }
    }
    // The end of a finished file, cut off by whatever: nothing of the articles is lost, the derived facts come back.
    let last = finished.len() - 60;
    for length in last..finished.len() {
        fs::write(store.join("graph.nq.zst"), &finished[..length]).expect("writes");
        assert_same(&facts(&store), &before, "cut in the finishing section");
    }
}

#[test]
fn damage_in_the_middle_is_an_error_and_not_dropped() {
    let (_folder, store) = fresh();
    build(&store, Home::GraphFile, &articles(0..600));
    let path = store.join("graph.nq.zst");
    let mut bytes = fs::read(&path).expect("reads");
    let middle = bytes.len() / 3;
    bytes[middle] ^= 0x55;
    fs::write(&path, &bytes).expect("writes");
    let error = Store::open(&store).expect_err("damaged");
    assert!(error.to_string().contains("is damaged at byte") && error.hints()[0].contains("build"), "{error}");
    assert!(Writer::open(&store).is_err());
    assert_eq!(fs::read(&path).expect("reads").len(), bytes.len(), "nothing was cut off");
}

#[test]
fn verification_proves_every_span_and_finds_a_wrong_one() {
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &articles(0..20));
        let reader = Store::open(&store).expect("opens");
        let found = pipeline::verify(&reader, 2, |_| {}).expect("verifies");
        assert_eq!(
            (found.articles, found.without_text, found.failures.len()),
            (20, 0, 0),
            "{:?}",
            found.failures.first()
        );
        assert!(found.spans >= 40, "{} spans", found.spans);
        drop(reader);

        // The same facts with another text.
        let mut writer = Writer::open(&store).expect("opens");
        let mut entry = writer.ledger().entries().next().expect("an article").clone();
        let triples = writer.ground(&[&entry]).expect("reads").remove(0);
        let wrong = format!("No, {}", article(0, 0).body);
        entry.key = format!("{}x", entry.key).into();
        entry.text = hex(&hash(&wrong));
        writer
            .commit(vec![Put { entry, triples, text: Some(compress(&wrong).expect("compresses")) }])
            .expect("commits");
        writer.finish().expect("finishes");
        drop(writer);
        let found = pipeline::verify(&Store::open(&store).expect("opens"), 2, |_| {}).expect("verifies");
        assert!(!found.failures.is_empty());
    }
}

#[test]
fn without_texts_nothing_is_kept_and_nothing_is_proved() {
    for home in homes() {
        let (_folder, store) = fresh();
        let manifest = Manifest { texts: false, ..manifest(home) };
        let mut writer = Writer::open_or_create(&store, &manifest).expect("opens");
        pipeline::build(
            inputs(&articles(0..4)).into_iter(),
            &mut writer,
            &Engine::built_in(),
            Options::default(),
            |_| {},
        )
        .expect("builds");
        drop(writer);
        let reader = Store::open(&store).expect("opens");
        let found = pipeline::verify(&reader, 1, |_| {}).expect("verifies");
        assert_eq!((found.articles, found.without_text), (0, 4));
        assert!(files(&store.join("texts")).is_empty());
    }
}

#[test]
fn another_engine_reads_anew() {
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &articles(0..3));
        let expected = facts(&store);
        let mut writer = Writer::open(&store).expect("opens");
        let mut entry = writer.ledger().entries().next().expect("an article").clone();
        entry.engine = "another".into();
        let triples = writer.ground(&[&entry]).expect("reads").remove(0);
        writer.commit(vec![Put { entry, triples: triples[..1].to_vec(), text: None }]).expect("commits");
        writer.finish().expect("finishes");
        drop(writer);
        assert!(facts(&store).len() < expected.len());
        let summary = build(&store, home, &articles(0..3));
        assert_eq!((summary.renewed, summary.unchanged), (1, 2));
        assert_same(&facts(&store), &expected, "after reading anew");
    }
}

#[test]
fn counts_are_those_of_the_graph() {
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &articles(0..12));
        let counts = Store::open(&store).expect("opens").counts().expect("counts");
        let facts = facts(&store);
        let instances = |class: &str| {
            let end = format!("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/{class}>");
            facts.iter().filter(|line| line.ends_with(&end)).count()
        };
        assert_eq!((counts.articles, counts.triples), (12, facts.len()));
        assert_eq!((counts.quotations, counts.people), (instances("Quotation"), instances("Person")));
        assert!(counts.quotations >= 24, "{counts:?}");
    }
}

#[test]
fn updates_change_named_graphs_alone_and_are_kept() {
    let parse = |text: &str| spargebra::SparqlParser::new().parse_update(text).expect("parses");
    for home in homes() {
        let (_folder, store) = fresh();
        build(&store, home, &articles(0..4));
        let before = facts(&store);
        let mut writer = Writer::open(&store).expect("opens");
        for refused in ["DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <x:a> <x:b> <x:c> }", "CLEAR ALL", "CLEAR DEFAULT"]
        {
            let error = writer.update(parse(refused)).expect_err("refused");
            assert_eq!(error.exit_code(), 2, "{error}");
        }
        let two = "INSERT DATA { GRAPH <https://a.example/mine> { <x:a> <x:b> 1, 2 } }";
        let change = writer.update(parse(two)).expect("updates");
        assert_eq!((change.added, change.removed), (2, 0));
        drop(writer);
        let mine = |lines: &[String]| lines.iter().filter(|l| l.contains("https://a.example/mine")).count();
        let now = facts(&store);
        assert_eq!((mine(&now), now.len()), (2, before.len() + 2));

        build(&store, home, &articles(0..6));
        assert_eq!(mine(&facts(&store)), 2, "a build leaves them alone");
        if home == Home::GraphFile {
            assert_same(&printed(&store), &facts(&store), "zstdcat");
        }
        let mut writer = Writer::open(&store).expect("opens");
        let change =
            writer.update(parse("DELETE { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p 1 } }")).expect("updates");
        assert_eq!((change.added, change.removed), (0, 1));
        writer.update(parse("DROP GRAPH <https://a.example/mine>")).expect("updates");
        drop(writer);
        assert_same(&facts(&store), &facts_of(home, &articles(0..6)), "dropped");
    }
}
