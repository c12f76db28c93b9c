//! The conditions that facts can be filtered by wherever they come out.

use super::Ui;
use crate::error::{Error, Result};
use crate::query::facts::Facts;
use crate::query::quotation::Named;
use crate::query::{Dialect, Filter, names};
use crate::text::Date;
use std::time::Duration;

/// Which facts.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct FilterArgs {
    /// Only from this day on (YYYY-MM-DD); leaves undated articles out.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub since: Option<Date>,

    /// Only until this day (YYYY-MM-DD); leaves undated articles out.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<Date>,

    /// Only what this outlet published.
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,

    /// Only facts at least this sure, from 0 to 1.
    #[arg(long, value_name = "NUMBER", value_parser = probability)]
    pub min_confidence: Option<f64>,
}

impl FilterArgs {
    /// The filter, with the outlet found by name.
    pub fn resolve(&self, facts: &Facts<'_>, dialect: &Dialect, ui: &mut Ui) -> Result<Filter> {
        Ok(Filter {
            since: self.since.map(|day| day.to_string()),
            until: self.until.map(|day| day.to_string()),
            outlet: self.outlet(facts, dialect, ui)?.map(|outlet| outlet.node),
            min_confidence: self.min_confidence,
            ..Filter::default()
        })
    }

    /// The outlet that is asked for.
    pub fn outlet(&self, facts: &Facts<'_>, dialect: &Dialect, ui: &mut Ui) -> Result<Option<Named>> {
        let Some(name) = &self.outlet else { return Ok(None) };
        Ok(meant(facts, dialect, ui, name, &["organization"])?.into_iter().next())
    }
}

/// Whom or what of the `kinds` a name means (all when none is given), with a note where that was not plain.
pub fn meant(facts: &Facts<'_>, dialect: &Dialect, ui: &mut Ui, name: &str, kinds: &[&str]) -> Result<Vec<Named>> {
    let found = names::find(facts, dialect, name, kinds)?;
    if let Some(note) = &found.note {
        ui.note(&format!("note: {note}"));
    }
    Ok(found.entities)
}

/// A time that is given in seconds.
pub fn time(seconds: f64) -> Result<Duration> {
    Duration::try_from_secs_f64(seconds).map_err(|_| Error::usage(format!("{seconds} is no time in seconds")))
}

/// Reads a day as clap wants it.
pub fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "a day is written as 2024-05-31".to_owned())
}

/// Reads a confidence as clap wants it.
pub fn probability(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("a confidence is a number from 0 to 1".to_owned()),
    }
}
