//! Joins the stages: article in, document, extraction and resolution out, and from there into a store.

pub mod record;

mod build;
mod extract;
mod input;
mod parallel;
mod verify;
mod version;

pub use build::{Options, Summary, build};
pub use extract::{extract, extract_as};
pub use input::Input;
pub use verify::{Verification, verify};

use crate::annotate::{self, Document, Models};
use crate::extract::{BuiltIn, Extraction, Extractor};
use crate::resolve::{self, Resolution};
use crate::text::Article;

/// The language stages with their models, ready to run on any thread.
pub struct Engine {
    models: Models,
    extractor: Box<dyn Extractor>,
    /// Whether texts of other languages than English are read too.
    any_language: bool,
    /// The longest text that is analyzed, in bytes.
    longest: usize,
    /// Whether indirect sayings stay that are far more likely wrong than right.
    keeps_doubtful: bool,
}

/// The longest text that the engine analyzes when nothing else is asked for, in bytes: more than any article has, and few
/// enough that one takes seconds and some hundred megabytes of memory.
pub const LONGEST: usize = 4 << 20;

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
        Self {
            models: Models::built_in(),
            extractor: Box::new(BuiltIn::default()),
            any_language: false,
            longest: LONGEST,
            keeps_doubtful: false,
        }
    }

    /// The engine with another extractor.
    #[must_use]
    pub fn extracting_by(mut self, extractor: Box<dyn Extractor>) -> Self {
        self.extractor = extractor;
        self
    }

    /// Whether it reads texts of other languages too, instead of setting them aside.
    #[must_use]
    pub fn reading_any_language(mut self, any: bool) -> Self {
        self.any_language = any;
        self
    }

    /// The longest text that it analyzes, in bytes; a longer one is left out with a problem that says so. Time and memory grow with
    /// a text's length, so that this bounds both, the same on every machine.
    #[must_use]
    pub fn reading_up_to(mut self, bytes: usize) -> Self {
        self.longest = bytes;
        self
    }

    /// Whether it keeps the indirect sayings that [`resolve::doubtful`] leaves out: to learn how sure a score makes.
    #[must_use]
    pub fn keeping_doubtful(mut self, keeps: bool) -> Self {
        self.keeps_doubtful = keeps;
        self
    }

    /// What the facts depend on beside the article: version, models, rules and settings, as a short hash. A store keeps it
    /// with every article and extracts those anew that another engine read.
    pub fn version(&self) -> String {
        format!("{}-{}", env!("CARGO_PKG_VERSION"), env!("DIXIT_ENGINE"))
    }

    /// Runs annotate, extract and resolve on one article.
    pub fn analyze(&self, article: Article) -> Analysis {
        let document = annotate::annotate(&self.models, article);
        let mut extraction = self.extractor.extract(&document);
        let mut resolution = resolve::resolve(&document, &extraction);
        if !self.keeps_doubtful {
            resolve::doubtful::leave_out(&mut extraction, &mut resolution);
        }
        Analysis { document, extraction, resolution }
    }
}
