//! Runs every command that the README shows and compares what it prints; times may differ.
//!
//! After a wanted change: `DIXIT_UPDATE=1 cargo test --test readme`, and read the difference before it is committed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a line of the README in `folder`, with the binary on the path. Standard error is shown for builds alone: the others
/// have only counts and times there.
fn printed(folder: &Path, line: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_dixit")).parent().expect("a folder").to_string_lossy().into_owned();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder).env("PATH", format!("{binary}:{path}"));
    let output = command.stdin(Stdio::null()).output().expect("a shell");
    let (out, beside) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{line}\n{beside}");
    if line.starts_with("dixit build") { format!("{out}{beside}") } else { out.into_owned() }
}

/// The line without its times: "0.04 s" is "T s".
fn timeless(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_time = |at: usize| words.get(at + 1) == Some(&"s") && words[at].parse::<f64>().is_ok();
    (0..words.len()).map(|at| if is_time(at) { "T" } else { words[at] }).collect::<Vec<_>>().join(" ")
}

fn same(one: &str, other: &str) -> bool {
    one.lines().map(timeless).eq(other.lines().map(timeless))
}

/// The README with the output of every command as it is now, and the commands whose output has changed. What stands before
/// the command that builds the store is run in `built`, where the store is already; the rest in `fresh`.
fn run(readme: &str, built: &Path, fresh: &Path) -> (String, Vec<String>) {
    let (mut rebuilt, mut changed) = (String::new(), Vec::new());
    let mut lines = readme.lines().peekable();
    let (mut inside, mut folder) = (false, built);
    while let Some(line) = lines.next() {
        rebuilt = rebuilt + line + "\n";
        inside = if inside { line != "```" } else { line == "```console" };
        let Some(command) = line.strip_prefix("$ ").filter(|_| inside) else { continue };
        if command.starts_with("dixit build") {
            folder = fresh;
        }
        let mut shown = String::new();
        while let Some(next) = lines.next_if(|next| *next != "```" && !next.starts_with("$ ")) {
            shown = shown + next + "\n";
        }
        let made = printed(folder, command);
        if same(&made, &shown) {
            rebuilt.push_str(&shown);
        } else {
            rebuilt.push_str(&made);
            changed.push(command.to_owned());
        }
    }
    (rebuilt, changed)
}

#[cfg(unix)]
#[test]
fn the_commands_print_what_the_readme_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [built, fresh] = [(); 2].map(|()| tempfile::tempdir().expect("a temporary folder"));
    for folder in [&built, &fresh] {
        std::os::unix::fs::symlink(root.join("examples"), folder.path().join("examples")).expect("a link");
    }
    printed(built.path(), "dixit build examples/articles --store news.dixit");
    let file = root.join("README.md");
    let readme = fs::read_to_string(&file).expect("the README");
    let (rebuilt, changed) = run(&readme, built.path(), fresh.path());
    if std::env::var_os("DIXIT_UPDATE").is_some() {
        fs::write(&file, &rebuilt).expect("writes the README");
    } else {
        assert!(changed.is_empty(), "the README shows another output of {changed:#?}");
    }
}

#[test]
fn times_do_not_count() {
    assert!(same("built in 0.04 s\n", "built in 12.1 s\n"));
    assert!(!same("built in 0.04 s\n", "built in 0.04 h\n"));
    assert!(!same("3 s\n", "3 rows\n"));
}
