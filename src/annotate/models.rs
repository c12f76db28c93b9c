//! The trained models that annotation needs, built into the program.

use super::entities::Recognizer;
use super::kept::Pool;
use super::lemma::Lemmatizer;
use super::model_file::{Reader, unpack};
use super::tag::Tagger;
use super::vocabulary::Vocabulary;
use super::words::Clusters;
use crate::error::{Error, Result};

/// The models and tables that annotation needs; loaded once and shared by all threads.
#[derive(Debug, Default)]
pub struct Models {
    /// Word clusters, which the other models look at.
    pub clusters: Clusters,
    /// The part-of-speech tagger.
    pub tagger: Tagger,
    /// The lemmatizer.
    pub lemmatizer: Lemmatizer,
    /// The recogniser of names.
    pub recognizer: Recognizer,
    /// What was found of words in documents before, for one thread each.
    pub vocabularies: Pool<Vocabulary>,
}

/// The files of the models, as `dixit train` writes them.
#[derive(Debug, Clone, Copy)]
pub struct Files<'f> {
    /// `clusters.model`
    pub clusters: &'f [u8],
    /// `tagger.model`
    pub tagger: &'f [u8],
    /// `lemmatizer.model`
    pub lemmatizer: &'f [u8],
    /// `names.model`
    pub names: &'f [u8],
}

/// The files that come with the program.
const BUILT_IN: Files<'static> = Files {
    clusters: include_bytes!("data/clusters.model"),
    tagger: include_bytes!("data/tagger.model"),
    lemmatizer: include_bytes!("data/lemmatizer.model"),
    names: include_bytes!("data/names.model"),
};

impl Models {
    /// The models built into the program.
    ///
    /// # Panics
    /// Never in a program that passed its tests: a test reads the models that are built in.
    pub fn built_in() -> Self {
        Self::read(BUILT_IN).expect("a test reads the models that are built in")
    }

    /// The built-in tagger alone, for training what stands on its tags.
    pub fn built_in_tagger() -> Result<Tagger> {
        Tagger::read(&mut Reader::new(&unpack("tagger", BUILT_IN.tagger)?))
    }

    /// Reads models, the largest one beside the others; fails when a file is damaged, of another version or of another
    /// model.
    pub fn read(files: Files<'_>) -> Result<Self> {
        std::thread::scope(|scope| {
            let names = scope.spawn(|| Recognizer::read(&mut Reader::new(&unpack("names", files.names)?)));
            Ok(Self {
                clusters: Clusters::read(&mut Reader::new(&unpack("clusters", files.clusters)?))?,
                tagger: Tagger::read(&mut Reader::new(&unpack("tagger", files.tagger)?))?,
                lemmatizer: Lemmatizer::read(&mut Reader::new(&unpack("lemmatizer", files.lemmatizer)?))?,
                recognizer: names.join().map_err(|_| Error::input("the names model cannot be read"))??,
                vocabularies: Pool::default(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_models_load() {
        let models = Models::built_in();
        assert!(!models.tagger.tags.is_empty() && !models.lemmatizer.rules.is_empty());
    }

    #[test]
    fn a_model_in_the_place_of_another_is_refused() {
        let error = Models::read(Files { tagger: BUILT_IN.lemmatizer, ..BUILT_IN }).unwrap_err();
        assert!(error.to_string().contains("holds the model \"lemmatizer\""), "{error}");
    }
}
