//! Fuzzes the language stages with an article's text: every stage survives, and every span proves itself.
#![no_main]

use dixit::graph::{Settings, ground, verify};
use dixit::pipeline::Engine;
use dixit::text::Article;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::built_in);

fuzz_target!(|text: &str| {
    let article = Article { id: "x".to_owned(), body: text.to_owned(), ..Article::default() };
    let found = ENGINE.analyze(article);
    let facts = ground(&found.document, &found.extraction, &found.resolution, &Settings::default());
    let failures = verify(&facts.triples, text);
    assert!(failures.is_empty(), "{:?}", failures.first());
});
