//! Holds the source tree to its rules: layer order, one opening sentence a file, file size, no stray files.

#![expect(
    clippy::string_slice,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "paths and code of this repository"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order in which text becomes an answer: each may use only those before it.
const LAYERS: [&str; 17] = [
    "error", "text", "annotate", "extract", "resolve", "vocab", "graph", "store", "pipeline", "learn", "eval", "query",
    "analyze", "export", "console", "commands", "main",
];

/// No source file is longer, so that each can be read in one go.
const MOST_LINES: usize = 520;

/// Everything that may stand at the top level of the repository.
const TOP_LEVEL: [&str; 11] = [
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "NOTICE",
    "src",
    "ontology",
    "tests",
    "examples",
    "exports",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every `.rs` file under `folder`, with its text, by its path relative to the repository.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![root().join(folder)];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                // What cargo builds of the fuzz targets is no source of ours.
                if !path.ends_with("target") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("UTF-8 source");
                found.insert(relative(&path), text);
            }
        }
    }
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The layer of a file: `src/text/span.rs` and `src/text.rs` are `text`.
fn layer(path: &str) -> Option<&str> {
    let name = path.strip_prefix("src/")?.split('/').next()?;
    let name = name.strip_suffix(".rs").unwrap_or(name);
    LAYERS.into_iter().find(|layer| *layer == name)
}

fn rank(layer: &str) -> usize {
    LAYERS.iter().position(|l| *l == layer).unwrap_or(usize::MAX)
}

/// The modules that a source file names after `crate::`, those of `use crate::{a, b}` included.
fn uses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    for part in code.split("crate::").skip(1) {
        let names: Vec<&str> = match part.strip_prefix('{') {
            Some(group) => top_level_names(group),
            None => vec![part],
        };
        for name in names {
            found.push(name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

/// The first segments of a `{…}` group's members.
fn top_level_names(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut names) = (0usize, 0usize, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

/// What is wrong with the direction of a file's uses.
fn wrong_directions(path: &str, text: &str) -> Vec<String> {
    let Some(own) = layer(path) else { return Vec::new() };
    let outside_tests = text.split("#[cfg(test)]").next().unwrap_or(text);
    uses(outside_tests)
        .into_iter()
        .filter(|used| LAYERS.contains(&used.as_str()) && rank(used) > rank(own))
        .map(|used| format!("{path}: {own} uses {used}, which stands to its right"))
        .collect()
}

#[test]
fn modules_use_only_what_stands_left_of_them() {
    let wrong: Vec<String> = sources("src").iter().flat_map(|(path, text)| wrong_directions(path, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_planted_violation_is_found() {
    assert_eq!(wrong_directions("src/text/span.rs", "use crate::{error::Error, store::{Home, Store}};").len(), 1);
    assert_eq!(wrong_directions("src/graph/mod.rs", "fn f() { crate::commands::main(); }").len(), 1);
    assert_eq!(wrong_directions("src/graph/mod.rs", "use crate::vocab;\n// crate::commands").len(), 0);
}

#[test]
fn every_module_of_the_library_has_a_layer() {
    for path in sources("src").keys().filter(|p| !["src/lib.rs", "src/build.rs"].contains(&p.as_str())) {
        assert!(layer(path).is_some(), "{path} belongs to no layer");
    }
}

#[test]
fn every_file_opens_with_one_sentence() {
    for (path, text) in sources("src").iter().chain(&sources("tests")) {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.trim_end().ends_with(['.', '?']), "{path} opens with {first:?}");
    }
}

#[test]
fn files_stay_readable_in_one_go() {
    for (path, text) in sources("src").iter().chain(&sources("tests")) {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{path} has {lines} lines");
    }
}

/// Strings that only certain modules may hold, with the reason.
const RESERVED: [(&str, &[&str], &str); 3] = [
    ("oxigraph::store", &["store"], "only the store touches Oxigraph's store"),
    ("println!", &["console", "commands"], "only console and commands print"),
    ("NamedNode::new_unchecked", &["vocab", "graph"], "only graph mints IRIs"),
];

#[test]
fn reserved_words_stay_in_their_modules() {
    for (path, text) in &sources("src") {
        let code: String = text
            .split("#[cfg(test)]")
            .next()
            .unwrap_or(text)
            .lines()
            .filter(|l| !l.trim_start().starts_with("//"))
            .collect();
        for (word, allowed, why) in RESERVED {
            let own = layer(path).unwrap_or("lib");
            assert!(!code.contains(word) || allowed.contains(&own), "{path} holds {word}: {why}");
        }
    }
}

#[test]
fn nothing_stray_stands_at_the_top() {
    for entry in fs::read_dir(root()).expect("the repository") {
        let path: PathBuf = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let known = TOP_LEVEL.contains(&name.as_str()) || name.starts_with('.') || name == "target";
        assert!(known || name.ends_with(".dixit"), "{name} does not belong at the top level");
    }
}
