//! Fuzzes model files: the frame with its checksum, and what each model reads of the payload behind it.
#![no_main]

use dixit::annotate::entities::Recognizer;
use dixit::annotate::lemma::Lemmatizer;
use dixit::annotate::model_file::{Reader, pack, unpack};
use dixit::annotate::parse::Parser;
use dixit::annotate::tag::Tagger;
use dixit::annotate::words::Clusters;
use dixit::extract::roles::pairs::Affiliations;
use dixit::extract::{Labeler, Ranker};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = unpack("tagger", bytes);
    // A fuzzer does not find checksums: the payload gets the right ones.
    let Some((model, payload)) = bytes.split_first() else { return };
    let framed = |name| pack(name, payload).expect("packs");
    let _ = match model % 8 {
        0 => Clusters::read(&mut Reader::new(payload)).map(drop),
        1 => Tagger::read(&mut Reader::new(payload)).map(drop),
        2 => Lemmatizer::read(&mut Reader::new(payload)).map(drop),
        3 => Recognizer::read(&mut Reader::new(payload)).map(drop),
        4 => Parser::read(&mut Reader::new(payload)).map(drop),
        5 => Ranker::unpack(&framed("ranker")).map(drop),
        6 => Labeler::unpack(&framed("attribution-tagger")).map(drop),
        _ => Affiliations::unpack(&framed("affiliations")).map(drop),
    };
});
