//! Joins the stages: article in, document, extraction and resolution out, and from there into a store.

pub mod record;

use crate::annotate::{self, Document, Models};
use crate::extract::{BuiltIn, Extraction, Extractor};
use crate::resolve::{self, Resolution};
use crate::text::Article;

/// The language stages with their models, ready to run on any thread.
pub struct Engine {
    models: Models,
    extractor: Box<dyn Extractor>,
}

/// Everything the language stages found in one article.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// The article with its annotations.
    pub document: Document,
    /// The facts it states.
    pub extraction: Extraction,
    /// Who and what its mentions mean.
    pub resolution: Resolution,
}

impl Engine {
    /// The engine with the built-in models and extractor.
    pub fn built_in() -> Self {
        Self { models: Models::built_in(), extractor: Box::new(BuiltIn::default()) }
    }

    /// Runs annotate, extract and resolve on one article.
    pub fn analyze(&self, article: Article) -> Analysis {
        let document = annotate::annotate(&self.models, article);
        let extraction = self.extractor.extract(&document);
        let resolution = resolve::resolve(&document, &extraction);
        Analysis { document, extraction, resolution }
    }
}
