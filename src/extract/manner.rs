//! Verbs that report only beside a quotation: how somebody speaks ("scoffed"), or that they go on ("went on").

use super::cue::{CueForm, CueHit};
use super::lexicon::CueEntry;
use super::phrase::{Phrase, phrase_right};
use super::sheet::{Quote, Sheet};
use super::source::{Found, How};
use super::{CueClass, SourceForm};
use crate::annotate::Pos;

/// Verbs of sound and manner, which say nothing of a content anywhere else. Those of the learned table are no part of this.
const MANNER: [&str; 34] = [
    "bark", "bellow", "boom", "chime", "chirp", "chortle", "chuckle", "coo", "crow", "drawl", "fume", "grin", "groan",
    "growl", "grumble", "grunt", "hiss", "howl", "moan", "mumble", "murmur", "mutter", "purr", "rasp", "roar", "scoff",
    "scream", "shriek", "sigh", "snap", "snarl", "sneer", "snort", "yell",
];

/// What is known of such a verb beside a quotation.
const ENTRY: CueEntry = CueEntry { probability: 0.6, class: CueClass::Speech };

/// The clause at `from`, right behind a quotation that a comma ends: `scoffed Finn`, `Finn scoffed`, `she went on`.
pub(crate) fn clause(sheet: &Sheet, from: usize, limit: usize) -> Option<(CueHit, Found)> {
    if let Some(hit) = verb(sheet, from) {
        let phrase = phrase_right(sheet, hit.group.end, limit).filter(|p| p.is_person(sheet))?;
        return Some((hit, Found { phrases: vec![phrase], how: How::Inverted }));
    }
    let phrase = phrase_right(sheet, from, limit).filter(|p| speaks(sheet, p))?;
    let adverb = usize::from(sheet.pos(phrase.tokens.end) == Pos::Adv);
    let hit = verb(sheet, phrase.tokens.end + adverb)?;
    let end = hit.group.end;
    let ends = end >= limit || sheet.is_stop(end) || matches!(sheet.pos(end), Pos::Punct | Pos::Adv | Pos::Adp);
    ends.then_some((hit, Found { phrases: vec![phrase], how: How::Subject }))
}

/// Whether the quotation was spoken or written though its verb elsewhere tells of a thought or an attitude (`"…," Finn
/// remembered`, `Finn put it this way: "…"`): words of one's own after a capital, and no verb of silent thought.
pub(crate) fn is_told(sheet: &Sheet, quote: &Quote, hit: &CueHit) -> bool {
    let silent =
        matches!(hit.lemma, "think" | "wonder" | "feel" | "know" | "imagine" | "hope" | "believe" | "dream" | "wish");
    let own = quote.words >= 3 && !sheet.word(quote.tokens.start + 1).starts_with(char::is_lowercase);
    own && !silent && hit.form == CueForm::Finite
}

/// Whether the phrase names a person, or is a pronoun that can be a subject.
fn speaks(sheet: &Sheet, phrase: &Phrase) -> bool {
    let subject = sheet.is_any(phrase.head.start, &["he", "she", "they", "i", "we"]);
    phrase.is_person(sheet) || phrase.form == SourceForm::Pronoun && subject
}

/// The verb of manner at `at`, or "went on".
fn verb(sheet: &Sheet, at: usize) -> Option<CueHit> {
    let on = sheet.is_any(at, &["went", "goes"]) && sheet.is(at + 1, "on");
    let manner = || MANNER.iter().find(|verb| is_finite(sheet.word(at), verb)).copied();
    let lemma = if on { "go on" } else { manner()? };
    Some(CueHit {
        verb: at,
        group: at..at + 1 + usize::from(on),
        lemma,
        entry: ENTRY,
        form: CueForm::Finite,
        negated: false,
        hypothetical: false,
    })
}

/// Whether the word is the past form of the verb or its form for "she"; the learned lemmas of such rare words are unsure.
fn is_finite(word: &str, verb: &str) -> bool {
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    let doubled = |rest: &str| rest.strip_prefix(verb).is_some_and(|more| more.len() == 1 && verb.ends_with(more));
    word.strip_suffix("ed").is_some_and(|rest| rest == stem || doubled(rest))
        || word.strip_suffix('s').is_some_and(|rest| rest == verb)
}

#[cfg(test)]
mod tests {
    use super::super::{BuiltIn, Extractor};
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    /// The cue and the source of each saying of a text.
    fn found(body: &str) -> Vec<(String, String)> {
        let body = body.to_owned();
        let document = annotate(&Models::built_in(), Article { body, ..Article::default() });
        let text = document.text();
        let sayings = BuiltIn::default().extract(&document).attributions;
        let pair = |saying: &super::super::Attribution| {
            let cue = saying.cue.as_ref().map_or("", |cue| cue.lemma.as_str());
            (cue.to_owned(), saying.sources.first().map_or("", |s| s.head.of(text)).to_owned())
        };
        sayings.iter().map(pair).collect()
    }

    #[test]
    fn a_verb_of_manner_reports_the_quotation_before_it() {
        let one = |cue: &str, source: &str| vec![(cue.to_owned(), source.to_owned())];
        assert_eq!(
            found("\"Nobody wants this boat,\" scoffed Mara Okonjo of Port Ellery."),
            one("scoff", "Mara Okonjo")
        );
        assert_eq!(found("\"Nobody wants this boat,\" she went on."), one("go on", "she"));
    }

    #[test]
    fn without_a_comma_or_a_speaker_it_reports_nothing() {
        assert!(found("Mara Okonjo read \"The Boat.\" She went on.").is_empty());
        assert!(found("After \"The Boat,\" the engine roared.").is_empty());
    }
}
