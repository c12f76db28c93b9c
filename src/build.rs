//! Build script: hashes the language stages with their models, and lays the largest models out as they stand in memory.
//!
//! Every run needs those models, and to unpack and lay them out takes longer than an article. So that is done here: the program
//! holds them as [`Linear::image`] gives them, and uses them where they stand.

#[expect(dead_code, reason = "the program uses the rest")]
mod annotate {
    pub mod linear;
    pub mod model_file;
}
#[expect(dead_code, reason = "the program uses the rest")]
mod error;

use annotate::linear::Linear;
use annotate::model_file::{Reader, rows_of, unpack};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What the facts of an article depend on.
const STAGES: [&str; 6] = ["src/text", "src/annotate", "src/extract", "src/resolve", "src/graph", "src/vocab.rs"];

/// What the images depend on.
const IMAGES: [&str; 6] =
    ["src/build.rs", "src/annotate/data", "src/annotate/linear", "src/annotate/linear.rs", MODEL_FILE, LABELS];
const MODEL_FILE: &str = "src/annotate/model_file.rs";
const LABELS: &str = "src/extract/data/attribution-tagger.model";

/// The table of the labeler; a test compares what it becomes with the file.
const LABEL_BUCKETS: usize = 1 << 18;
const LABEL_CLASSES: usize = 8;

fn main() -> io::Result<()> {
    let mut cargo = io::stdout().lock();
    let stages = hash(&STAGES)?;
    writeln!(cargo, "cargo::rustc-env=DIXIT_ENGINE={stages:016x}")?;
    for path in STAGES.into_iter().chain(["src/build.rs"]) {
        writeln!(cargo, "cargo::rerun-if-changed={path}")?;
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    // The script runs whenever a stage changes, the models hardly ever do.
    let (stamp, wanted) = (out.join("images.stamp"), format!("{:016x}", hash(&IMAGES)?));
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    images(&out).map_err(io::Error::other)?;
    fs::write(stamp, wanted)
}

/// The hash of the files in these folders: FNV-1a, which is short, and the same on every machine and with every compiler.
fn hash(paths: &[&str]) -> io::Result<u64> {
    let mut files = Vec::new();
    for path in paths {
        collect(Path::new(path), &mut files);
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        for byte in name.bytes().chain(fs::read(&file)?).filter(|byte| *byte != b'\r') {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(hash)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        collect(&entry.path(), files);
    }
}

/// Writes the images of the models into `out`.
fn images(out: &Path) -> error::Result<()> {
    let write = |name: &str, bytes: &[u8]| {
        let path = out.join(name);
        fs::write(&path, bytes).map_err(|e| error::Error::io("write", &path, e))
    };
    let names = payload("names", "src/annotate/data/names.model")?;
    write("names.image", &Linear::read(&mut Reader::new(&names))?.image())?;
    // The clusters are ascending words as differences, each with three numbers.
    let clusters = payload("clusters", "src/annotate/data/clusters.model")?;
    let mut reader = Reader::new(&clusters);
    let (mut words, mut ids, mut word) = (Vec::new(), Vec::new(), 0u32);
    for _ in 0..reader.number()? {
        word = word.wrapping_add(u32::try_from(reader.number()?).unwrap_or(0));
        words.extend(word.to_le_bytes());
        for _ in 0..3 {
            ids.extend(u16::try_from(reader.number()?).unwrap_or(0).to_le_bytes());
        }
    }
    write("clusters.image", &[words, ids].concat())?;
    // The tagger has tables before its weights: its classes with two numbers each, the words that it knows with three.
    let tagger = payload("tagger", "src/annotate/data/tagger.model")?;
    let mut reader = Reader::new(&tagger);
    for numbers in [2, 3] {
        for _ in 0..reader.number()? * numbers {
            reader.number()?;
        }
    }
    write("tagger.tables", tagger.get(..tagger.len() - reader.left()).unwrap_or_default())?;
    write("tagger.image", &Linear::read(&mut reader)?.image())?;
    // The labeler has the weights of one class after another before those of features, which stand column by column.
    let labels = payload("attribution-tagger", LABELS)?;
    let (moves, columns) = labels.split_at_checked(labels.len() % LABEL_BUCKETS).unwrap_or_default();
    write("attribution-tagger.image", &[rows_of::<LABEL_CLASSES>(columns).as_flattened(), moves].concat())
}

fn payload(name: &str, path: &str) -> error::Result<Vec<u8>> {
    let path = Path::new(path);
    unpack(name, &fs::read(path).map_err(|e| error::Error::io("read", path, e))?)
}
