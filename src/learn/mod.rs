//! Trains the models of the language stages from a folder of data.

pub mod antecedent;
pub mod calibration;
pub mod coreference;
pub mod lexicons;

pub mod perceptron;
pub mod treebank;

pub mod entities;
pub mod lemmatizer;
pub mod tagger;

pub mod parser;

pub mod cues;

pub mod attribution;

pub mod labels;

pub mod affiliations;

pub mod targets;

mod softmax;

use crate::annotate::Models;
use crate::annotate::model_file::{Writer, pack};
use crate::annotate::words::Clusters;
use crate::error::{Error, Result};
use rustc_hash::FxHashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use treebank::Tree;

/// Trains a model on a folder of data, telling its progress; gives the payload of its file.
type Train = fn(&Folder, &mut dyn FnMut(&str)) -> Result<Vec<u8>>;

/// A model that can be trained.
#[derive(Debug, Clone, Copy)]
pub struct Model {
    /// Its name on the command line and in its file.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// The files of the data folder that it is trained on.
    pub data: &'static [&'static str],
    train: Train,
}

/// The treebanks for training; `ud/ewt-dev.conllu` and `ud/gumfree-dev.conllu` stay out.
const TREEBANKS: &[&str] = &[
    "ud/ewt-train.conllu",
    "ud/ewt-test.conllu",
    "ud/gumfree-train.conllu",
    "ud/gumfree-test.conllu",
    "ud/gumfree-extra.conllu",
];
/// Sentences with names in BIO.
const NAMES: &[&str] = &[
    "train/ner_bio/gumfree-train.bio",
    "train/ner_bio/gumfree-extra.bio",
    "train/ner_bio/redocred.bio",
    "train/ner_bio/crossner.bio",
    "train/ner_bio/wikigold.bio",
    "train/ner_bio/silver-ewt-train.bio",
    "train/ner_bio/silver-polnear.bio",
];
/// Word, then its cluster among 64, 320 and 1,500, tab-separated.
const CLUSTERS: &str = "lexical/word_clusters.tsv.gz";

/// Articles with annotated sources, cues and contents.
const QUOTES: &str = "train/quotes_us_politics.jsonl";

/// Passages with annotated facts of persons and organisations.
const ROLES: &[&str] = &["train/roles_works_for.jsonl", "train/roles_biographies.jsonl"];

/// Every model of the language layer, in the order in which they depend on each other.
pub const MODELS: &[Model] = &[
    Model {
        name: "clusters",
        about: "word clusters, in the form that the other models read",
        data: &[CLUSTERS],
        train: train_clusters,
    },
    Model { name: "tagger", about: "part-of-speech tagger", data: TREEBANKS, train: train_tagger },
    Model { name: "parser", about: "dependency parser", data: TREEBANKS, train: train_parser },
    Model { name: "lemmatizer", about: "lemma rules", data: TREEBANKS, train: train_lemmatizer },
    Model {
        name: "names",
        about: "recogniser of the names of people, organisations and places",
        data: NAMES,
        train: train_names,
    },
    Model { name: "cues", about: "how likely each verb reports something", data: &[QUOTES], train: train_cues },
    Model {
        name: "attribution-tagger",
        about: "labels sources, cues and contents",
        data: &[QUOTES],
        train: train_labeler,
    },
    Model { name: "ranker", about: "chooses what a cue reports and who speaks", data: &[QUOTES], train: train_ranker },
    Model {
        name: "affiliations",
        about: "which person belongs to which organisation of a sentence",
        data: ROLES,
        train: train_affiliations,
    },
];

/// Makes readable tables from a folder of data and writes them to a file or folder, telling its progress.
type Make = fn(&Path, &Path, &mut dyn FnMut(&str)) -> Result<()>;

/// A readable table, or a folder of them, that can be made from data.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    make: Make,
}

/// What is kept as text beside the models.
pub const TABLES: &[Table] = &[
    Table {
        name: "antecedent",
        about: "weights that choose the antecedent of a pronoun (a text file)",
        make: antecedent::train,
    },
    Table { name: "targets", about: "weights that choose whom a saying judges (a text file)", make: targets::train },
    Table {
        name: "lexicons",
        about: "word tables from public sources (a folder of text files)",
        make: lexicons::build,
    },
];

/// What a training gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The file that was written.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: usize,
}

/// Trains the model (or makes the table) `name` on the folder `data` and writes it to `out`; the same data give the same
/// bytes.
///
/// `progress` gets a line now and then. Fails when the name is unknown, when data are missing or malformed, or when
/// `out` cannot be written.
pub fn train(name: &str, data: &Path, out: &Path, progress: &mut dyn FnMut(&str)) -> Result<Report> {
    if let Some(table) = TABLES.iter().find(|table| table.name == name) {
        (table.make)(data, out, progress)?;
        return Ok(Report { file: out.to_owned(), bytes: size(out)? });
    }
    let model = MODELS.iter().find(|model| model.name == name).ok_or_else(|| {
        let models = MODELS.iter().map(|model| model.name);
        let names: Vec<&str> = models.chain(TABLES.iter().map(|table| table.name)).collect();
        Error::usage(format!("there is no model {name:?} to train"))
            .hint(format!("the models are {}", names.join(", ")))
    })?;
    let payload = (model.train)(&Folder { path: data.to_owned() }, progress)?;
    let file = pack(model.name, &payload)?;
    fs::write(out, &file).map_err(|e| Error::io("write the model", out, e))?;
    Ok(Report { file: out.to_owned(), bytes: file.len() })
}

/// The bytes of a file, or of the files of a folder.
fn size(path: &Path) -> Result<usize> {
    let length = |path: &Path| fs::metadata(path).map_err(|e| Error::io("read", path, e));
    if !path.is_dir() {
        return Ok(usize::try_from(length(path)?.len()).unwrap_or(usize::MAX));
    }
    let mut bytes = 0;
    for file in fs::read_dir(path).map_err(|e| Error::io("read", path, e))? {
        let file = file.map_err(|e| Error::io("read", path, e))?;
        bytes += usize::try_from(length(&file.path())?.len()).unwrap_or(usize::MAX);
    }
    Ok(bytes)
}

/// The folder of training data.
struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The trees of the treebanks for training.
    fn trees(&self) -> Result<Vec<Tree>> {
        let mut trees = Vec::new();
        for file in TREEBANKS {
            trees.extend(treebank::read(&self.path.join(file))?);
        }
        Ok(trees)
    }

    /// The word clusters.
    fn clusters(&self) -> Result<Clusters> {
        let path = self.path.join(CLUSTERS);
        let file = fs::File::open(&path).map_err(|e| Error::io("open", &path, e))?;
        let mut text = String::new();
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).map_err(|e| Error::io("read", &path, e))?;
        let mut entries = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let mut fields = line.split('\t');
            let word = fields.next().unwrap_or("");
            let ids: Option<Vec<u16>> = fields.map(|field| field.parse().ok()).collect();
            let ids: [u16; 3] = ids.and_then(|ids| ids.try_into().ok()).ok_or_else(|| {
                Error::input(format!(
                    "{}:{}: a word and three cluster numbers were expected, found {line:?}",
                    path.display(),
                    number + 1
                ))
            })?;
            entries.push((word, ids));
        }
        Ok(Clusters::new(entries.into_iter()))
    }

    /// The lines of the development sets of names, without white space: what must not be trained on.
    fn held_out(&self) -> Result<FxHashSet<String>> {
        let mut lines = FxHashSet::default();
        for file in ["dev/ner_politics.jsonl", "dev/ner_reuters.jsonl"] {
            let path = self.path.join(file);
            let text = fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?;
            for (number, line) in text.lines().enumerate() {
                let document: serde_json::Value = serde_json::from_str(line)
                    .map_err(|e| Error::input(format!("{}:{}: not a JSON object: {e}", path.display(), number + 1)))?;
                let body = document.get("text").and_then(serde_json::Value::as_str).unwrap_or("");
                lines.extend(body.lines().map(|line| line.split_whitespace().collect::<String>()));
            }
        }
        Ok(lines)
    }

    /// One of WordNet's lists of irregular forms: in the data folder, or where Debian's package wordnet-base has it.
    fn exceptions(&self, name: &str) -> Result<String> {
        let inside = self.path.join("wordnet").join(name);
        let path = if inside.exists() { inside } else { Path::new("/usr/share/wordnet").join(name) };
        fs::read_to_string(&path).map_err(|e| {
            Error::io("read", &path, e).hint("WordNet's exception lists are expected in the folder wordnet of the data, or from Debian's package wordnet-base")
        })
    }
}

fn train_clusters(data: &Folder, _progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let mut writer = Writer::default();
    data.clusters()?.write(&mut writer);
    Ok(writer.finish())
}

fn train_tagger(data: &Folder, progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let trees = data.trees()?;
    let tagger = tagger::train(&trees.iter().collect::<Vec<_>>(), &data.clusters()?, None, progress);
    let mut writer = Writer::default();
    tagger.write(&mut writer);
    Ok(writer.finish())
}

fn train_parser(data: &Folder, progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let mut writer = Writer::default();
    parser::train(&data.trees()?, &data.clusters()?, progress).write(&mut writer);
    Ok(writer.finish())
}

fn train_lemmatizer(data: &Folder, _progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let trees = data.trees()?;
    let [verbs, nouns, adjectives] =
        [data.exceptions("verb.exc")?, data.exceptions("noun.exc")?, data.exceptions("adj.exc")?];
    let irregular = lemmatizer::irregular_forms(&verbs, &nouns, &adjectives);
    let lemmatizer = lemmatizer::train(&trees.iter().collect::<Vec<_>>(), &irregular);
    let mut writer = Writer::default();
    lemmatizer.write(&mut writer);
    Ok(writer.finish())
}

fn train_names(data: &Folder, progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let clusters = data.clusters()?;
    let mut sentences = Vec::new();
    for file in NAMES {
        sentences.extend(entities::read(&data.path.join(file))?);
    }
    let held_out = data.held_out()?;
    let before = sentences.len();
    sentences.retain(|sentence| !held_out.contains(&sentence.words.concat()));
    progress(&format!(
        "{} sentences, {} left out because they stand in the development sets",
        sentences.len(),
        before - sentences.len()
    ));
    let recognizer = entities::train(&sentences, &clusters, &Models::built_in_tagger()?, progress);
    let mut writer = Writer::default();
    recognizer.write(&mut writer);
    Ok(writer.finish())
}

/// The articles with annotated sayings, as the built-in models of the stages before annotate them.
fn sayings(data: &Folder) -> Result<Vec<attribution::Annotated>> {
    let path = data.path.join(QUOTES);
    let lines = fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?;
    attribution::read(&lines, &path.display().to_string(), &Models::built_in())
}

fn train_cues(data: &Folder, _progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let fields = cues::verb_fields(&data.exceptions("index.verb")?, &data.exceptions("data.verb")?);
    Ok(cues::table(&sayings(data)?, &fields).into_bytes())
}

fn train_labeler(data: &Folder, _progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let articles = sayings(data)?;
    let tasks = labels::tasks(&articles);
    let labeler = labels::train(&tasks, &(0..articles.len()).collect::<Vec<_>>());
    let mut writer = Writer::default();
    labeler.write(&mut writer);
    Ok(writer.finish())
}

fn train_ranker(data: &Folder, progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let ranker = attribution::train(&sayings(data)?, progress);
    let mut writer = Writer::default();
    ranker.write(&mut writer);
    Ok(writer.finish())
}

fn train_affiliations(data: &Folder, progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    let models = Models::built_in();
    let mut examples = Vec::new();
    let mut first = 0;
    for file in ROLES {
        let path = data.path.join(file);
        let lines = fs::read_to_string(&path).map_err(|e| Error::io("read", &path, e))?;
        examples.extend(affiliations::read(&lines, &path.display().to_string(), first, &models)?);
        first += lines.lines().count();
    }
    let mut writer = Writer::default();
    affiliations::train(&examples, progress).write(&mut writer);
    Ok(writer.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_model_and_missing_data_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let message = |name: &str| train(name, folder.path(), &folder.path().join("out"), &mut |_| {}).unwrap_err();
        assert!(message("tager").hints().iter().any(|hint| hint.contains("tagger")));
        assert!(message("clusters").to_string().contains("word_clusters"));
    }
}
