//! Dependency parsing: an arc-hybrid transition parser, and a second step that names the relations.
//!
//! Kuhlmann, Gómez-Rodríguez and Satta 2011 for the transitions, Zhang and Nivre 2011 for what is looked at, Goldberg
//! and Nivre 2013 for learning with a dynamic oracle.

pub mod relations;

pub mod moves;
pub mod rows;

pub mod features;
pub mod labels;
pub mod search;

mod tree;

pub use relations::{RELATIONS, relation_name, relation_of};

use super::linear::{Linear, Scorer, best};
use super::model_file::{Reader, Writer, unpack};
use super::tag::Tag;
use super::words::Word;
use super::{Document, Models, Parse, Sentence as Text};
use crate::error::Result;
use features::Sentence;
use labels::Branches;
use moves::{Arena, heads};
use rows::Rows;
use search::search;
use std::sync::LazyLock;

/// The file that comes with the program, as `dixit train parser` writes it.
const BUILT_IN: &[u8] = include_bytes!("../data/parser.model");

/// The parser's weights.
#[derive(Debug, Clone, Default)]
pub struct Parser {
    /// The weights of the moves.
    pub moves: Rows,
    /// The weights of the relations.
    pub relations: Linear,
}

/// What parsing needs for its work, kept from one sentence to the next.
#[derive(Debug, Clone, Default)]
pub struct Bench {
    arena: Arena,
    features: Vec<u32>,
}

/// Parses the sentences of `document` that `wants` asks for, which takes longer than all other annotations together.
pub fn parse(models: &Models, document: &mut Document, wants: impl Fn(&Document, &Text) -> bool) {
    let mut bench = Bench::default();
    let text = &document.article.body;
    let parse = |sentence: &Text, bench: &mut Bench| {
        let tokens = document.tokens.get(sentence.tokens.clone()).unwrap_or(&[]);
        let word = |token: &super::Token| {
            let tag = Tag { pos: token.pos, xpos: token.xpos };
            (Word::new(token.span.of(text), &models.clusters), tag)
        };
        Parser::built_in().parse(tokens.iter().map(word), bench)
    };
    let parses: Vec<Option<Parse>> = document
        .sentences
        .iter()
        .map(|sentence| wants(document, sentence).then(|| parse(sentence, &mut bench)))
        .collect();
    for (sentence, parse) in document.sentences.iter_mut().zip(parses) {
        sentence.parse = parse;
    }
}

impl Parser {
    /// The parser built into the program, loaded when it is first asked for.
    ///
    /// # Panics
    /// Never in a program that passed its tests: a test parses with it.
    pub fn built_in() -> &'static Self {
        static PARSER: LazyLock<Parser> = LazyLock::new(|| {
            let read = || Parser::read(&mut Reader::new(&unpack("parser", BUILT_IN)?));
            read().expect("a test parses with the parser that is built in")
        });
        &PARSER
    }

    /// The parse of a sentence of these words and tags; every word gets one head and exactly one is the root.
    ///
    /// Words after the 60,000th are left out.
    pub fn parse(&self, words: impl Iterator<Item = (Word, Tag)>, bench: &mut Bench) -> Parse {
        let sentence = Sentence::new(words);
        let path = search(&self.moves, &sentence, &mut bench.arena, &mut bench.features);
        let (heads, moves) = heads(sentence.words(), &path);
        let relations = name_relations(&self.relations, &sentence, &heads, &moves, &mut bench.features);
        Parse { heads, relations }
    }

    /// Reads what [`Parser::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        Ok(Self { moves: Rows::read(reader)?, relations: Linear::read(reader)? })
    }

    /// Writes the weights.
    pub fn write(&self, writer: &mut Writer) {
        self.moves.write(writer);
        self.relations.write(writer);
    }
}

/// Names the relation of every word, from the first to the last.
pub fn name_relations(
    model: &impl Scorer,
    sentence: &Sentence,
    heads: &[u16],
    moves: &[u8],
    features: &mut Vec<u32>,
) -> Vec<u8> {
    let branches = Branches::new(heads, moves);
    let mut scores = vec![0; RELATIONS.len()];
    let mut relations = Vec::with_capacity(heads.len());
    for (word, &head) in (0u16..).zip(heads) {
        if head == word {
            relations.push(relation_of("root"));
            continue;
        }
        features.clear();
        branches.push(sentence, word, &relations, features);
        model.score(features, &mut scores);
        // Only a root is named so.
        if let Some(root) = scores.first_mut() {
            *root = i32::MIN;
        }
        relations.push(u8::try_from(best(&scores)).unwrap_or(0));
    }
    relations
}

#[cfg(test)]
mod tests;
