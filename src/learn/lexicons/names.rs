//! Tables of given names with gender, surnames and nicknames.

use super::read;
use super::wordnet::WordNet;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A name counts as a woman's or a man's when at least this share of its bearers are.
const ONE_GENDER: f64 = 0.8;
/// Surnames kept, most frequent first.
const SURNAMES: usize = 20_000;
/// Endings are kept with at least this many names behind them.
const ENDING_SUPPORT: u32 = 120;
/// Endings are kept when at least this share of the names are of one gender.
const ENDING_SHARE: f64 = 0.9;

/// Share of women among the bearers of each name of the World Gender Name Dictionary.
fn shares(data: &Path) -> Result<BTreeMap<String, f64>> {
    let mut shares = BTreeMap::new();
    for digit in "0123456789abcdef".chars() {
        let path = data.join(format!("wgnd/gender_wgnd2.{digit}.jsonl.gz"));
        for line in read(&path)?.lines() {
            let value: serde_json::Value = serde_json::from_str(line)
                .map_err(|e| Error::input(format!("{} holds a line that is no JSON: {e}", path.display())))?;
            let share = |gender: &str| value["gender_prob"][gender].as_f64().unwrap_or(0.0);
            let (women, men) = (share("F"), share("M"));
            if let Some(name) = value["name"].as_str()
                && women + men > 0.0
            {
                shares.insert(name.to_owned(), women / (women + men));
            }
        }
    }
    Ok(shares)
}

/// The first column of a census file, in lower case.
fn census(data: &Path, file: &str) -> Result<Vec<(String, f64)>> {
    let text = read(&data.join("names").join(file))?;
    Ok(text
        .lines()
        .filter_map(|line| {
            let mut fields = line.split_whitespace();
            Some((fields.next()?.to_lowercase(), fields.next()?.parse().ok()?))
        })
        .collect())
}

/// The percentages of women and of men who bear each given name of the census.
fn first_names(data: &Path) -> Result<BTreeMap<String, (f64, f64)>> {
    let mut names: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (name, percent) in census(data, "dist.female.first")? {
        names.entry(name).or_default().0 += percent;
    }
    for (name, percent) in census(data, "dist.male.first")? {
        names.entry(name).or_default().1 += percent;
    }
    Ok(names)
}

/// `name TAB f|m|u`: census names, and dictionary names that are frequent words and no ordinary English word.
pub fn given(data: &Path, frequent: &FxHashMap<String, usize>, wordnet: &WordNet) -> Result<Vec<String>> {
    let shares = shares(data)?;
    let mut table: BTreeMap<String, char> = BTreeMap::new();
    for (name, share) in &shares {
        let letters = name.chars().count() >= 3 && name.chars().all(|c| c.is_alphabetic() || c == '-');
        if letters && frequent.contains_key(name) && !wordnet.is_common_word(name) {
            table.insert(name.clone(), class(*share));
        }
    }
    for (name, (women, men)) in first_names(data)? {
        table.insert(name, class(women / (women + men)));
    }
    Ok(table.into_iter().map(|(name, class)| format!("{name}\t{class}")).collect())
}

fn class(women: f64) -> char {
    if women >= ONE_GENDER {
        'f'
    } else if women <= 1.0 - ONE_GENDER {
        'm'
    } else {
        'u'
    }
}

/// `ending TAB f|m`: the shortest endings (2 to 5 letters) whose names are nearly all of one gender.
pub fn endings(data: &Path) -> Result<Vec<String>> {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for (name, share) in shares(data)? {
        let letters: Vec<char> = name.chars().collect();
        if letters.len() < 4 || !letters.iter().all(char::is_ascii_lowercase) {
            continue;
        }
        for length in 2..=5.min(letters.len() - 1) {
            let ending: String = letters[letters.len() - length..].iter().collect();
            let count = counts.entry(ending).or_default();
            if share >= ONE_GENDER {
                count.0 += 1;
            } else if share <= 1.0 - ONE_GENDER {
                count.1 += 1;
            }
        }
    }
    let mut kept: BTreeMap<String, char> = BTreeMap::new();
    let mut by_length: Vec<(&String, &(u32, u32))> = counts.iter().collect();
    by_length.sort_by_key(|(ending, _)| (ending.len(), (*ending).clone()));
    for (ending, (women, men)) in by_length {
        let total = women + men;
        let share = f64::from(*women.max(men)) / f64::from(total.max(1));
        let class = if women > men { 'f' } else { 'm' };
        let said_by_shorter = (1..ending.len()).rev().find_map(|cut| kept.get(ending.get(cut..)?).copied());
        if total >= ENDING_SUPPORT && share >= ENDING_SHARE && said_by_shorter != Some(class) {
            kept.insert(ending.clone(), class);
        }
    }
    Ok(kept.into_iter().map(|(ending, class)| format!("{ending}\t{class}")).collect())
}

/// The most frequent surnames of the census, in alphabetical order.
pub fn surnames(data: &Path) -> Result<Vec<String>> {
    let names: BTreeSet<String> =
        census(data, "dist.all.last")?.into_iter().take(SURNAMES).map(|(name, _)| name).collect();
    Ok(names.into_iter().collect())
}

/// A given name is this many times as frequent as the same word is as a surname, to be taken for a given name where it
/// stands alone.
const RATHER_GIVEN: f64 = 10.0;
/// The share, in percent, of the rarest surnames of the census, which rounds some to nothing.
const RAREST: f64 = 0.0005;

/// The given names that are far seldomer surnames, if at all ("rachel", not "kelly"), in alphabetical order.
pub fn rather_given(data: &Path) -> Result<Vec<String>> {
    let surnames: BTreeMap<String, f64> = census(data, "dist.all.last")?.into_iter().take(SURNAMES).collect();
    let rather = |name: &str, (women, men): (f64, f64)| {
        f64::midpoint(women, men) >= RATHER_GIVEN * surnames.get(name).copied().unwrap_or(0.0).max(RAREST)
    };
    Ok(first_names(data)?.into_iter().filter(|(name, shares)| rather(name, *shares)).map(|(name, _)| name).collect())
}

/// `name TAB nickname`, both in lower case.
pub fn nicknames(data: &Path) -> Result<Vec<String>> {
    let path = data.join("nicknames/names.csv");
    let text = read(&path)?;
    let mut pairs = BTreeSet::new();
    for line in text.lines().skip(1) {
        if let [name, _, nickname] = line.split(',').collect::<Vec<_>>()[..] {
            pairs.insert(format!("{}\t{}", name.trim().to_lowercase(), nickname.trim().to_lowercase()));
        }
    }
    Ok(pairs.into_iter().collect())
}
