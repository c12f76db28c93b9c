//! Build script: hashes the language stages with their models, so that a store knows which of its articles another engine read.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What the facts of an article depend on.
const STAGES: [&str; 6] = ["src/text", "src/annotate", "src/extract", "src/resolve", "src/graph", "src/vocab.rs"];

fn main() -> io::Result<()> {
    let mut cargo = io::stdout().lock();
    // FNV-1a: short, and the same on every machine and with every compiler.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut files = Vec::new();
    for stage in STAGES {
        writeln!(cargo, "cargo::rerun-if-changed={stage}")?;
        collect(Path::new(stage), &mut files);
    }
    files.sort();
    for file in files {
        // A file that cannot be read fails the compilation itself, with a better message.
        let content = fs::read(&file).unwrap_or_default();
        let name = file.to_string_lossy().replace('\\', "/");
        for byte in name.bytes().chain(content).filter(|byte| *byte != b'\r') {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    writeln!(cargo, "cargo::rustc-env=DIXIT_ENGINE={hash:016x}")
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        collect(&entry.path(), files);
    }
}
