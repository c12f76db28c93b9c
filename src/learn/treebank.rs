//! Reads Universal Dependencies treebanks.

use crate::error::{Error, Result};
use std::fs;
use std::path::Path;

/// One gold word.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// As it is written.
    pub form: String,
    /// Its lemma.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// Penn Treebank tag.
    pub xpos: String,
    /// Sentence-relative index of the head; the root's is its own.
    pub head: usize,
    /// The relation to the head.
    pub relation: String,
    /// Whether white space follows.
    pub space_after: bool,
}

/// One gold sentence.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The sentence as it is written.
    pub text: String,
    /// Its words.
    pub words: Vec<Word>,
    /// Whether it opens a document.
    pub opens_document: bool,
    /// Whether it opens a paragraph.
    pub opens_paragraph: bool,
}

/// Reads a CoNLL-U file. Empty nodes are left out.
pub fn read(path: &Path) -> Result<Vec<Tree>> {
    let text = fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
    let mut trees = Vec::new();
    let mut tree = Tree::default();
    let mut joined_until = 0;
    for (number, line) in text.lines().chain([""]).enumerate() {
        if line.is_empty() {
            if !tree.words.is_empty() {
                trees.push(std::mem::take(&mut tree));
            }
            tree = Tree::default();
            joined_until = 0;
        } else if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim_start();
            if let Some(text) = comment.strip_prefix("text = ") {
                text.clone_into(&mut tree.text);
            }
            tree.opens_document |= comment.starts_with("newdoc");
            tree.opens_paragraph |= comment.starts_with("newpar") && !comment.starts_with("newpar_");
        } else {
            read_row(line, &mut tree, &mut joined_until).ok_or_else(|| {
                Error::input(format!("{}:{}: not a CoNLL-U row: {line:?}", path.display(), number + 1))
            })?;
        }
    }
    Ok(trees)
}

/// Adds one row; `joined_until` is the last word of an open multi-word token. None when the row is malformed.
fn read_row(line: &str, tree: &mut Tree, joined_until: &mut usize) -> Option<()> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, upos, xpos, _, head, relation, _, misc] = fields.as_slice() else { return None };
    let space = !misc.split('|').any(|item| item == "SpaceAfter=No");
    if let Some((_, last)) = id.split_once('-') {
        *joined_until = last.parse().ok()?;
        return Some(());
    }
    if id.contains('.') {
        return Some(());
    }
    let id: usize = id.parse().ok()?;
    let head: usize = head.parse().ok()?;
    tree.words.push(Word {
        form: (*form).to_owned(),
        lemma: (*lemma).to_owned(),
        upos: (*upos).to_owned(),
        xpos: (*xpos).to_owned(),
        head: if head == 0 { id - 1 } else { head - 1 },
        relation: (*relation).to_owned(),
        space_after: space && id >= *joined_until,
    });
    Some(())
}
