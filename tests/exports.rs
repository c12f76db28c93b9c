//! Rebuilds the example articles with the README's commands and compares every export byte for byte.
//!
//! After a wanted change: `DIXIT_UPDATE=1 cargo test --test exports`, and read the difference before it is committed.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The files of `exports/`, with the options that make each; the ending tells the format.
const EXPORTS: [(&str, &[&str]); 7] = [
    ("quotations.csv", &[]),
    ("about.csv", &[]),
    ("roles.csv", &[]),
    ("news.ttl", &[]),
    ("roake.graphml", &["--ego", "Bastian Roake"]),
    ("roake.gexf", &["--ego", "Bastian Roake"]),
    ("roake.md", &["--ego", "Bastian Roake"]),
];

fn dixit(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_dixit"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("dixit starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A folder with a store of the example articles.
fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    dixit(&["build", "examples/articles", "--store", &path(&folder, "news.dixit")]);
    folder
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

/// Exports the folder's store into a file of this name there; gives its path.
fn exported(folder: &tempfile::TempDir, name: &str, options: &[&str]) -> String {
    let made = path(folder, name);
    dixit(&[&["export", "--store", &path(folder, "news.dixit"), "-o", &made], options].concat());
    made
}

#[test]
fn the_examples_give_the_exports_that_are_kept() {
    let folder = built();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("exports");
    for (name, options) in EXPORTS {
        let made = exported(&folder, name, options);
        let made = fs::read_to_string(made).expect("an export");
        if std::env::var_os("DIXIT_UPDATE").is_some() {
            fs::write(kept.join(name), &made).expect("writes the export");
        }
        let expected = fs::read_to_string(kept.join(name)).unwrap_or_default();
        let first = made.lines().zip(expected.lines()).find(|(a, b)| a != b);
        assert!(made == expected, "exports/{name} differs, first in (made, kept): {first:?}");
    }
}

/// Confidences are compared as numbers.
#[cfg(feature = "parquet")]
#[test]
fn parquet_tables_have_the_cells_of_the_csv_ones() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let folder = built();
    for table in ["quotations", "about", "roles"] {
        let [columns, lines] = ["parquet", "csv"].map(|ending| exported(&folder, &format!("{table}.{ending}"), &[]));
        let file = SerializedFileReader::new(fs::File::open(columns).expect("a table")).expect("Parquet");
        let cell = |field: &Field| match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Double(number) => number.to_string(),
            other => other.to_string(),
        };
        let rows = file.get_row_iter(None).expect("rows").map(|row| row.expect("a row"));
        let rows: Vec<Vec<String>> =
            rows.map(|row| row.get_column_iter().map(|(_, field)| cell(field)).collect()).collect();
        let mut csv = csv::Reader::from_path(lines).expect("a table");
        let confidence = csv.headers().expect("a header").iter().position(|name| name == "confidence");
        let wanted: Vec<Vec<String>> = csv
            .records()
            .map(|row| {
                let row = row.expect("a row");
                let number = |cell: &str| cell.parse::<f64>().map_or_else(|_| cell.to_owned(), |n| n.to_string());
                let cells = row.iter().enumerate();
                cells.map(|(at, cell)| if Some(at) == confidence { number(cell) } else { cell.to_owned() }).collect()
            })
            .collect();
        assert!(!rows.is_empty() && rows == wanted, "{table}: {:?}", rows.iter().zip(&wanted).find(|(a, b)| a != b));
    }
}
