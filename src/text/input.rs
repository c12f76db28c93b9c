//! Turns the inputs of a command line (files, folders, patterns, `-`) into a sorted list of sources.

use super::format::{Format, is_packed};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A file or stream to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// The path as given or found; `-` for standard input.
    pub path: PathBuf,
    /// The identifier of an article that has none of its own: the file's stem, or its path where stems repeat.
    pub id: String,
}

impl Source {
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// The path for messages.
    pub fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }
}

/// The sources in the order of the inputs, folders and patterns sorted by path, each source once; and how many files
/// of folders were left out, by extension.
pub(super) struct Sources {
    pub list: Vec<Source>,
    pub left_out: BTreeMap<String, u64>,
}

/// A file with the path by which it is told from its siblings.
struct Found {
    path: PathBuf,
    relative: PathBuf,
}

/// Resolves the inputs.
///
/// # Errors
/// An input that does not exist, a pattern that fits nothing, a folder without articles, no input at all.
pub(super) fn resolve<S: AsRef<str>>(inputs: &[S]) -> Result<Sources> {
    if inputs.is_empty() {
        return Err(Error::usage("no input given").hint("name files, folders or patterns, or - for standard input"));
    }
    let mut found = Vec::new();
    let mut left_out = BTreeMap::new();
    for input in inputs.iter().map(AsRef::as_ref) {
        resolve_one(input, &mut found, &mut left_out)?;
    }
    let mut seen = BTreeSet::new();
    found.retain(|file| seen.insert(file.path.clone()));
    let list = identified(found);
    Ok(Sources { list, left_out })
}

/// The files that the inputs name now; folders and patterns may hold none yet.
///
/// # Errors
/// An input that does not exist.
pub(super) fn files<S: AsRef<str>>(inputs: &[S]) -> Result<Vec<PathBuf>> {
    let mut paths = BTreeSet::new();
    for input in inputs.iter().map(AsRef::as_ref) {
        let mut found = Vec::new();
        let path = Path::new(input);
        if path.is_dir() {
            walk(path, &mut found, &mut BTreeMap::new())?;
        } else if path.exists() || !input.contains(['*', '?', '[']) {
            resolve_one(input, &mut found, &mut BTreeMap::new())?;
        } else {
            // A pattern that fits nothing may fit later.
            let _none_yet = pattern(input, &mut found, &mut BTreeMap::new());
        }
        paths.extend(found.into_iter().map(|file| file.path));
    }
    Ok(paths.into_iter().collect())
}

fn resolve_one(input: &str, found: &mut Vec<Found>, left_out: &mut BTreeMap<String, u64>) -> Result<()> {
    let path = Path::new(input);
    if input == "-" {
        found.push(Found { path: path.to_owned(), relative: path.to_owned() });
        return Ok(());
    }
    // A file may have a name that looks like a pattern, so what exists comes first.
    match path.metadata() {
        Ok(data) if data.is_dir() => folder(path, found, left_out),
        Ok(_) => {
            found.push(Found { path: path.to_owned(), relative: path.to_owned() });
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && input.contains(['*', '?', '[']) => {
            pattern(input, found, left_out)
        }
        Err(error) => Err(Error::io("read", path, error)),
    }
}

fn pattern(input: &str, found: &mut Vec<Found>, left_out: &mut BTreeMap<String, u64>) -> Result<()> {
    let paths = glob::glob(input)
        .map_err(|error| Error::usage(format!("{input} is no valid pattern: {}", error.msg)).with_source(error))?;
    let before = found.len();
    // `glob` yields paths sorted by name.
    for path in paths {
        let path = path.map_err(|error| {
            let path = error.path().to_owned();
            Error::io("read", &path, error.into())
        })?;
        if path.is_dir() {
            walk(&path, found, left_out)?;
        } else {
            found.push(Found { relative: path.clone(), path });
        }
    }
    if found.len() == before {
        return Err(Error::new(crate::error::ErrorKind::Io, format!("no file fits the pattern {input}"))
            .hint("* stands for any name, ** for any folders between"));
    }
    Ok(())
}

fn folder(path: &Path, found: &mut Vec<Found>, left_out: &mut BTreeMap<String, u64>) -> Result<()> {
    let before = found.len();
    let mut here = BTreeMap::new();
    walk(path, found, &mut here)?;
    if found.len() == before {
        let held = if here.is_empty() {
            "it holds no files".to_owned()
        } else {
            let kinds: Vec<String> = here.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
            format!("it holds {}", kinds.join(", "))
        };
        let known: Vec<&str> = Format::ALL.iter().filter_map(|f| f.extensions().first().copied()).collect();
        return Err(Error::input(format!("no articles in the folder {}: {held}", path.display()))
            .hint(format!("read are the extensions {}, also with .gz or .zst", known.join(", ")))
            .hint("a file that is named itself, or by a pattern, is read whatever its extension"));
    }
    for (kind, count) in here {
        *left_out.entry(kind).or_insert(0) += count;
    }
    Ok(())
}

/// All articles under a folder, sorted by path; hidden files and folders are passed over.
fn walk(root: &Path, found: &mut Vec<Found>, left_out: &mut BTreeMap<String, u64>) -> Result<()> {
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    let entries = walkdir::WalkDir::new(root).follow_links(true).sort_by_file_name();
    for entry in entries.into_iter().filter_entry(visible) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            let cause = error.into_io_error().unwrap_or_else(|| std::io::Error::other("links that run in a circle"));
            Error::io("read", &path, cause)
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.into_path();
        if let Some(kind) = other_kind(&path) {
            *left_out.entry(kind).or_insert(0) += 1;
        } else {
            let relative = path.strip_prefix(root).unwrap_or(&path).to_owned();
            found.push(Found { path, relative });
        }
    }
    Ok(())
}

/// The extension of a file that is no article; `None` for one that is read.
pub(super) fn other_kind(path: &Path) -> Option<String> {
    if Format::of_path(path).is_some() || is_packed(path) {
        return None;
    }
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    // Names without an extension, and with one that is no word ("speech.2"), are read by their content.
    extension.filter(|e| e.chars().any(char::is_alphabetic)).map(|e| format!(".{e}"))
}

/// Gives each file an identifier: its stem, its relative path where stems repeat, its whole path where those do.
fn identified(found: Vec<Found>) -> Vec<Source> {
    let mut stems: BTreeMap<String, u32> = BTreeMap::new();
    let mut relatives: BTreeMap<PathBuf, u32> = BTreeMap::new();
    for file in &found {
        *stems.entry(stem(&file.path)).or_insert(0) += 1;
        *relatives.entry(file.relative.clone()).or_insert(0) += 1;
    }
    let id = |file: &Found| {
        let stem = stem(&file.path);
        if stems.get(&stem) == Some(&1) {
            stem
        } else if relatives.get(&file.relative) == Some(&1) {
            slashed(&file.relative)
        } else {
            slashed(&file.path)
        }
    };
    let ids: Vec<String> = found.iter().map(id).collect();
    found.into_iter().zip(ids).map(|(file, id)| Source { path: file.path, id }).collect()
}

/// The path with `/` between its parts on every system.
fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The file's name without the extensions of its format and compression.
pub(super) fn stem(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return String::new();
    }
    let mut name = PathBuf::from(path.file_name().unwrap_or(path.as_os_str()));
    while is_packed(&name) && name.file_stem().is_some() {
        name.set_extension("");
    }
    if Format::of_path(&name).is_some() {
        name.set_extension("");
    }
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder_with(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        folder
    }

    fn ids(folder: &Path) -> Vec<String> {
        resolve(&[folder.to_str().unwrap()]).unwrap().list.into_iter().map(|s| s.id).collect()
    }

    #[test]
    fn folders_are_walked_in_order_and_other_kinds_are_counted() {
        let folder = folder_with(&["b.txt", "a.html.gz", "sub/c.csv", "pic.png", "d", ".hidden.txt", "sub/x.PNG"]);
        assert_eq!(ids(folder.path()), ["a", "b", "d", "c"]);
        let sources = resolve(&[folder.path().to_str().unwrap()]).unwrap();
        assert_eq!(sources.left_out, BTreeMap::from([(".png".to_owned(), 2)]));
    }

    #[test]
    fn stems_that_repeat_give_way_to_paths() {
        let folder = folder_with(&["a/x.txt", "b/x.txt", "y.txt", "y.html", "v1.2.txt"]);
        assert_eq!(ids(folder.path()), ["a/x.txt", "b/x.txt", "v1.2", "y.html", "y.txt"]);
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        let both = resolve(&[a.to_str().unwrap(), b.to_str().unwrap()]).unwrap();
        assert!(both.list[0].id.ends_with("/a/x.txt") && both.list[1].id.ends_with("/b/x.txt"));
    }

    #[test]
    fn patterns_find_files_and_nothing_comes_twice() {
        let folder = folder_with(&["a.txt", "b.txt", "c.html", "odd[1].txt"]);
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let sources = resolve(&[at("*.txt"), at("a.txt"), at("odd[1].txt")]).unwrap();
        let ids: Vec<&str> = sources.list.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "odd[1]"]);
    }

    #[test]
    fn inputs_that_lead_nowhere_are_errors() {
        let folder = folder_with(&["pic.png", "style.css"]);
        let root = folder.path().to_str().unwrap();
        let message = |input: &str| {
            let error = resolve(&[input]).map(|_| ()).unwrap_err();
            format!("{error}\n{}", error.hints().join("\n")).replace(root, "FOLDER")
        };
        insta::assert_snapshot!(message(&format!("{root}/missing.txt")), @r#"
        cannot read FOLDER/missing.txt: No such file or directory (os error 2)
        check the path; relative paths start at the current folder
        "#);
        insta::assert_snapshot!(message(&format!("{root}/*.txt")), @r#"
        no file fits the pattern FOLDER/*.txt
        * stands for any name, ** for any folders between
        "#);
        insta::assert_snapshot!(message(&format!("{root}/[.txt")), @"FOLDER/[.txt is no valid pattern: invalid range pattern");
        insta::assert_snapshot!(message(root), @r#"
        no articles in the folder FOLDER: it holds 1 .css, 1 .png
        read are the extensions txt, html, jsonl, json, csv, tsv, md, rss, warc, tar, zip, also with .gz or .zst
        a file that is named itself, or by a pattern, is read whatever its extension
        "#);
        insta::assert_snapshot!(resolve::<&str>(&[]).map(|_| ()).unwrap_err(), @"no input given");
        let empty = tempfile::tempdir().unwrap();
        let error = resolve(&[empty.path().to_str().unwrap()]).map(|_| ()).unwrap_err();
        assert!(error.to_string().ends_with("it holds no files"), "{error}");
    }
}
