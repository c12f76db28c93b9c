//! Makes the table of praising and blaming words from the lexicon of VADER.

use super::read;
use crate::error::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// Words that judge less than this are left out: hardly any reader would notice.
const LEAST: f32 = 1.0;

/// `word TAB mean valence` of plain words, in alphabetical order.
pub fn words(data: &Path) -> Result<Vec<String>> {
    let text = read(&data.join("vader/vader_lexicon.txt"))?;
    Ok(lines(&text))
}

fn lines(text: &str) -> Vec<String> {
    let mut words = BTreeMap::new();
    for line in text.lines() {
        let mut fields = line.split('\t');
        let (Some(word), Some(mean)) = (fields.next(), fields.next()) else { continue };
        let plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        if plain && mean.parse::<f32>().is_ok_and(|mean| mean.abs() >= LEAST) {
            words.insert(word, mean);
        }
    }
    words.into_iter().map(|(word, mean)| format!("{word}\t{mean}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoticons_and_weak_words_are_left_out() {
        let text = ":(\t-1.9\t1\t[]\nvile\t-3.1\t1\t[]\nso-so\t1.1\t1\t[]\nwell\t0.4\t1\t[]\nable\t1.3\t1\t[]";
        assert_eq!(lines(text), ["able\t1.3", "vile\t-3.1"]);
    }
}
