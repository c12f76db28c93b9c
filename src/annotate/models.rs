//! The trained models that annotation needs, built into the program.

use super::entities::Recognizer;
use super::kept::Pool;
use super::lemma::Lemmatizer;
use super::model_file::{Reader, unpack};
use super::tag::Tagger;
use super::vocabulary::Vocabulary;
use super::words::Clusters;
use crate::error::Result;

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

/// Bytes that begin where numbers of 64 bits do, so that none of those lies on two lines of a processor's cache.
#[repr(align(8))]
struct Aligned<B: ?Sized>(B);

/// The weights of the names and of the tagger, as the build script lays them out.
static NAMES: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/names.image")));
static TAGGER: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/tagger.image")));

impl Models {
    /// The models built into the program.
    ///
    /// # Panics
    /// Never in a program that passed its tests: a test reads the models that are built in.
    pub fn built_in() -> Self {
        let read = || -> Result<Self> {
            let lemmatizer = unpack("lemmatizer", include_bytes!("data/lemmatizer.model"))?;
            Ok(Self {
                clusters: Clusters::of_image(include_bytes!(concat!(env!("OUT_DIR"), "/clusters.image"))),
                tagger: Self::built_in_tagger()?,
                lemmatizer: Lemmatizer::read(&mut Reader::new(&lemmatizer))?,
                recognizer: Recognizer::of_image(&NAMES.0),
                vocabularies: Pool::default(),
            })
        };
        read().expect("a test reads the models that are built in")
    }

    /// The built-in tagger alone, for training what stands on its tags.
    pub fn built_in_tagger() -> Result<Tagger> {
        Tagger::of_image(include_bytes!(concat!(env!("OUT_DIR"), "/tagger.tables")), &TAGGER.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::model_file::Writer;
    use super::*;

    #[test]
    fn the_built_in_models_are_those_of_the_files() {
        let models = Models::built_in();
        assert!(!models.tagger.tags.is_empty() && !models.lemmatizer.rules.is_empty());
        let mut written = Writer::default();
        models.clusters.write(&mut written);
        assert!(written.finish() == unpack("clusters", include_bytes!("data/clusters.model")).unwrap());
        let mut written = Writer::default();
        models.tagger.write(&mut written);
        assert!(written.finish() == unpack("tagger", include_bytes!("data/tagger.model")).unwrap());
        let mut written = Writer::default();
        models.recognizer.write(&mut written);
        assert!(written.finish() == unpack("names", include_bytes!("data/names.model")).unwrap());
    }
}
