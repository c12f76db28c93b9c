//! Where articles come from, as the command line and the console say it.

use super::day;
use crate::error::Result;
use crate::pipeline::{Engine, LONGEST};
use crate::text::{Date, FieldMap, Format, Options, Reader};

/// Where articles come from and how to read them.
#[derive(Debug, Clone, clap::Args)]
pub struct InputArgs {
    /// Files, folders or patterns with articles, or - for standard input.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<String>,

    /// The format of all inputs: text, html, jsonl, json, csv, tsv, markdown, feed, warc, tar or zip; told by each file's
    /// content when not given.
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<String>,

    /// The column or JSON field that holds a part of the article, as PART=COLUMN; parts are id, url, title, date,
    /// author, publisher and text.
    #[arg(long, value_name = "PART=COLUMN")]
    pub map: Vec<String>,

    /// The day of publication of articles that name none (YYYY-MM-DD).
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub date: Option<Date>,

    /// The outlet of articles that name none.
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,

    /// Read articles in other languages too; by default they are set aside and counted.
    #[arg(long)]
    pub any_language: bool,

    /// The longest text of an article that is analyzed, in mebibytes; a longer one is left out, and the report says so.
    #[arg(long, value_name = "MIB", default_value_t = LONGEST >> 20)]
    pub longest: usize,

    /// Threads that analyze; 0 for one each processor.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub threads: usize,
}

impl InputArgs {
    /// The engine that analyzes what is read.
    pub fn engine(&self) -> Engine {
        Engine::built_in().reading_any_language(self.any_language).reading_up_to(self.longest.saturating_mul(1 << 20))
    }

    /// A reader over the inputs.
    pub fn reader(&self) -> Result<Reader> {
        let format: Option<Format> = self.input_format.as_deref().map(str::parse).transpose()?;
        let options = Options {
            format,
            map: FieldMap::parse(&self.map)?,
            date: self.date,
            publisher: self.publisher.clone(),
            ..Options::default()
        };
        Reader::new(&self.inputs, options)
    }
}
