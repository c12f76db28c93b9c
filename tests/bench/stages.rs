//! Times every stage on the example articles: `cargo bench`, or `cargo bench -- 40` for 40 copies of them.
//!
//! One thread, the best of three runs. Beside the stages stand two bounds taken in the same run: reading the same bytes and
//! checking that they are UTF-8, and loading the same quads into a bare Oxigraph store in memory.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use dixit::annotate::words::Words;
use dixit::annotate::{Document, Models, annotate, entities, layout, names, quotation};
use dixit::extract::{BuiltIn, Extraction, Extractor, Ranker};
use dixit::graph::{Settings, ground};
use dixit::pipeline::{self, Engine};
use dixit::resolve::{Resolution, resolve};
use dixit::store::{Manifest, Store, Writer};
use dixit::text::{Article, Options, Origin, Problem, Reader};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often the examples are repeated unless the command line says otherwise: about 300,000 words.
const COPIES: usize = 80;
/// Runs of each stage, of which the best counts.
const RUNS: usize = 3;

/// The time of the best run, and what it made.
fn best<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut shortest: Option<(Duration, T)> = None;
    for _ in 0..RUNS {
        let begun = Instant::now();
        let made = black_box(work());
        let time = begun.elapsed();
        if shortest.as_ref().is_none_or(|(known, _)| time < *known) {
            shortest = Some((time, made));
        }
    }
    shortest.expect("there is at least one run")
}

/// Prints one line: the stage, its time, how much of what it did in a second, and its size in bytes a second.
fn row(name: &str, time: Duration, count: usize, unit: &str) {
    let rate = count as f64 / time.as_secs_f64().max(1e-9);
    println!("{name:<52} {:>9.1} ms {:>12.0} {unit}/s", time.as_secs_f64() * 1000.0, rate);
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles")
}

fn read_all() -> Vec<Article> {
    let reader = Reader::new(&[examples().to_string_lossy()], Options::default()).expect("the examples");
    reader.map(|outcome| outcome.expect("a readable example").1).collect()
}

/// The bytes of every file of the examples, checked as UTF-8: no reader can be faster.
fn raw_bytes() -> usize {
    let files = std::fs::read_dir(examples()).expect("the examples");
    let texts = files.map(|file| std::fs::read(file.expect("an entry").path()).expect("a file"));
    texts.map(|bytes| std::str::from_utf8(&bytes).map_or(0, str::len)).sum()
}

/// The articles `copies` times, each copy under an address of its own.
fn repeated(articles: &[Article], copies: usize) -> Vec<Article> {
    let copy = |n: usize| {
        articles.iter().enumerate().map(move |(index, article)| Article {
            url: Some(format!("https://bench.example/{n}/{index}")),
            id: String::new(),
            ..article.clone()
        })
    };
    (0..copies).flat_map(copy).collect()
}

fn main() {
    // `cargo bench` passes --bench along.
    let copies = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(COPIES);
    let articles = read_all();
    let files: usize = raw_bytes();
    let all = repeated(&articles, copies);
    let words: usize = all.iter().map(|article| article.body.split_whitespace().count()).sum();
    let bytes: usize = all.iter().map(|article| article.body.len()).sum();
    println!("{} articles, {words} words, {bytes} bytes of text, one thread, best of {RUNS} runs\n", all.len());

    let models = loading();
    reading(files, copies);
    let documents = annotating(&models, &all, words);
    let analyses = understanding(&documents, words);
    let quads = writing(&analyses, words);
    let engine = Engine::built_in();
    let (time, _) =
        best(|| all.iter().map(|article| engine.analyze(article.clone()).extraction.roles.len()).sum::<usize>());
    row("annotate, extract and resolve together", time, words, "words");
    one_text(&engine, &all, words);
    let extracting = threads(&engine, &all, words);
    storing(&engine, &all, words, quads, extracting);
}

/// The models of annotation, and how long all that `extract` uses take to load. The labeler is used where it stands in the
/// program.
fn loading() -> Models {
    let ranker = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/extract/data/ranker.model");
    let ranker = std::fs::read(ranker).expect("the ranker's file");
    let (time, (models, _)) = best(|| (Models::built_in(), Ranker::unpack(&ranker).expect("the ranker")));
    row("load all models of extract (at most 50 ms)", time, 1, "loads");
    let (time, _) = best(Models::built_in);
    row("  those of annotate", time, 1, "loads");
    models
}

/// All articles as one text, and a quarter of them: what grows with the square of a text's length shows here.
fn one_text(engine: &Engine, all: &[Article], words: usize) {
    for parts in [4, 1] {
        let bodies: Vec<&str> = all.iter().take(all.len() / parts).map(|article| article.body.as_str()).collect();
        let article = Article { body: bodies.join("\n\n"), ..Article::default() };
        let (time, _) = best(|| engine.analyze(article.clone()).extraction.roles.len());
        row(&format!("  the same, 1/{parts} of them as one text"), time, words / parts, "words");
    }
}

/// The same articles on one thread and on two, from reading to the last result. Gives the time of one thread.
fn threads(engine: &Engine, all: &[Article], words: usize) -> Duration {
    let times = [1, 2].map(|threads| {
        let inputs = || {
            all.iter().map(|article| {
                let origin = Origin { path: "bench".to_owned(), record: None };
                Ok::<_, Problem>((origin, article.clone()))
            })
        };
        let (time, ()) = best(|| pipeline::extract(inputs(), engine, threads, |_| Ok(())).expect("no sink fails"));
        row(&format!("extract as a pipeline, {threads} thread(s)"), time, words, "words");
        time
    });
    times[0]
}

fn reading(files: usize, copies: usize) {
    let (time, _) = best(|| (0..copies).map(|_| raw_bytes()).sum::<usize>());
    row("bound: read the files, check UTF-8", time, files * copies, "bytes");
    let (time, _) = best(|| (0..copies).map(|_| read_all().len()).sum::<usize>());
    row("read (text, HTML, CSV, JSON Lines)", time, files * copies, "bytes");
}

fn annotating(models: &Models, all: &[Article], words: usize) -> Vec<Document> {
    let (time, checked) = best(|| all.iter().filter(|a| std::str::from_utf8(a.body.as_bytes()).is_ok()).count());
    assert_eq!(checked, all.len());
    row("bound: check the texts' UTF-8", time, words, "words");
    let (time, _) = best(|| {
        let laid_out = |article: &Article| {
            let paragraphs = layout::paragraphs(&article.body, article.title.as_deref());
            quotation::quotations(&article.body, &paragraphs).len()
        };
        all.iter().map(laid_out).sum::<usize>()
    });
    row("  layout and quotation marks", time, words, "words");
    let (time, documents) = best(|| all.iter().map(|a| annotate(models, a.clone())).collect::<Vec<_>>());
    let whole = time;
    let (time, lists) = best(|| documents.iter().map(|document| words_of(models, document)).collect::<Vec<_>>());
    row("  word features", time, words, "words");
    let (time, tags) = best(|| {
        let tag = |(document, words): (&Document, &Words)| {
            models.tagger.tag(words, document.sentences.iter().map(|sentence| sentence.tokens.clone()))
        };
        documents.iter().zip(&lists).map(tag).collect::<Vec<_>>()
    });
    row("  tags", time, words, "words");
    let (time, _) = best(|| {
        let transitions = entities::transitions(&models.recognizer.model);
        let mut work = entities::Work::default();
        let mut found = 0;
        for ((document, words), tags) in documents.iter().zip(&lists).zip(&tags) {
            let facts = entities::facts_of(words, |index| document.word(index));
            for sentence in &document.sentences {
                let gates = names::gates(|index| document.word(index), sentence.tokens.clone());
                let context = names::Context::new(words, &facts, tags, &gates, sentence.tokens.clone());
                found += models.recognizer.find(&context, &gates, &transitions, &mut work).len();
            }
        }
        found
    });
    row("  names", time, words, "words");
    row("annotate (these, and sentences, tokens, lemmas)", whole, words, "words");
    documents
}

fn words_of(models: &Models, document: &Document) -> Words {
    Words::new(document.tokens.iter().map(|token| token.span.of(document.text())), &models.clusters)
}

/// A document with its facts.
type Understood<'d> = (&'d Document, Extraction, Resolution);

fn understanding(documents: &[Document], words: usize) -> Vec<Understood<'_>> {
    let extractor = BuiltIn::default();
    let (time, extractions) = best(|| documents.iter().map(|d| extractor.extract(d)).collect::<Vec<_>>());
    row("extract", time, words, "words");
    let (time, resolutions) =
        best(|| documents.iter().zip(&extractions).map(|(d, e)| resolve(d, e)).collect::<Vec<_>>());
    row("resolve", time, words, "words");
    documents.iter().zip(extractions).zip(resolutions).map(|((d, e), r)| (d, e, r)).collect()
}

fn writing(analyses: &[Understood<'_>], words: usize) -> usize {
    let settings = Settings::default();
    let (time, triples) =
        best(|| analyses.iter().map(|(d, e, r)| ground(d, e, r, &settings).triples.len()).sum::<usize>());
    row("graph (ground facts)", time, words, "words");
    triples
}

fn storing(engine: &Engine, all: &[Article], words: usize, ground: usize, extracting: Duration) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut number = 0;
    let (time, store) = best(|| {
        number += 1;
        let store = folder.path().join(format!("{number}.dixit"));
        let mut writer = Writer::open_or_create(&store, &Manifest::default()).expect("a new store");
        let inputs = all.iter().map(|article| {
            let origin = Origin { path: "bench".to_owned(), record: None };
            Ok::<_, Problem>((origin, article.clone()))
        });
        let options = pipeline::Options { threads: 1, ..pipeline::Options::default() };
        pipeline::build(inputs, &mut writer, engine, options, |_| {}).expect("a build");
        store
    });
    row("build, end to end from articles in memory", time, words, "words");
    row("  facts and store: build less extract as a pipeline", time.saturating_sub(extracting), words, "words");
    let (time, opened) = best(|| Store::open(&store).expect("the store opens"));
    let quads = opened.graph().len().expect("a count");
    row("open the store", time, quads, "quads");
    let lines = opened.graph().sorted_lines().expect("the quads");
    let text = lines.iter().fold(String::new(), |all, line| all + line + " .\n");
    let (time, _) = best(|| {
        let bare = oxigraph::store::Store::new().expect("a store in memory");
        let parser = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::NQuads);
        bare.bulk_loader().load_from_slice(parser, &text).expect("N-Quads");
        bare.len().expect("a count")
    });
    row("bound: the same N-Quads into a bare Oxigraph", time, quads, "quads");
    println!("\n{ground} ground triples, {quads} quads in the store");
}
