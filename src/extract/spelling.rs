//! Brings American spellings of common nouns to the British ones, so that both name one topic.

/// American and British spellings that no rule covers.
const PAIRS: &[(&str, &str)] = &[
    ("aging", "ageing"),
    ("airplane", "aeroplane"),
    ("aluminum", "aluminium"),
    ("analyzer", "analyser"),
    ("armor", "armour"),
    ("behavior", "behaviour"),
    ("catalog", "catalogue"),
    ("center", "centre"),
    ("color", "colour"),
    ("defense", "defence"),
    ("dialog", "dialogue"),
    ("e-mail", "email"),
    ("endeavor", "endeavour"),
    ("favor", "favour"),
    ("fiber", "fibre"),
    ("fulfillment", "fulfilment"),
    ("gray", "grey"),
    ("harbor", "harbour"),
    ("honor", "honour"),
    ("humor", "humour"),
    ("jewelry", "jewellery"),
    ("judgment", "judgement"),
    ("kilometer", "kilometre"),
    ("labor", "labour"),
    ("liter", "litre"),
    ("maneuver", "manoeuvre"),
    ("meager", "meagre"),
    ("neighbor", "neighbour"),
    ("neighborhood", "neighbourhood"),
    ("offense", "offence"),
    ("pajamas", "pyjamas"),
    ("parlor", "parlour"),
    ("plow", "plough"),
    ("rumor", "rumour"),
    ("savior", "saviour"),
    ("skeptic", "sceptic"),
    ("sulfur", "sulphur"),
    ("theater", "theatre"),
    ("traveler", "traveller"),
    ("tumor", "tumour"),
    ("vapor", "vapour"),
];

/// The one spelling of a word in lower case.
pub(crate) fn one(word: &str) -> String {
    if let Ok(at) = PAIRS.binary_search_by_key(&word, |(american, _)| *american)
        && let Some((_, british)) = PAIRS.get(at)
    {
        return (*british).to_owned();
    }
    match word.strip_suffix("ization") {
        Some(stem) if stem.chars().count() > 2 => format!("{stem}isation"),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_one() {
        assert_eq!(one("center"), one("centre"));
        assert_eq!(one("organization"), one("organisation"));
        assert_eq!(one("pier"), "pier");
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(PAIRS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
