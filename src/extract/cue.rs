//! Finds the words that report a saying, with the verb group around them: negated, supposed, passive, participle.

use super::lexicon::{CueEntry, cue_entry};
use super::phrase::{joins_words, phrase_right};
use super::sheet::Sheet;
use super::{Cue, CueClass};
use crate::annotate::Pos;
use crate::annotate::lexicon::names_actor;
use std::ops::Range;

/// The form of a cue, which decides where its source and content stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CueForm {
    /// "said", "has said", "was saying".
    Finite,
    /// ", adding that".
    Participle,
    /// "to say that".
    Infinitive,
    /// "was told", "it was reported".
    Passive,
    /// "according to".
    According,
}

/// A word that may report something, as tokens.
#[derive(Debug, Clone)]
pub(crate) struct CueHit {
    /// The reporting word itself.
    pub verb: usize,
    /// The verb with its auxiliaries, negation and adverbs; of "according to" both words.
    pub group: Range<usize>,
    /// Its lemma.
    pub lemma: &'static str,
    /// What is known of the lemma.
    pub entry: CueEntry,
    /// Its form.
    pub form: CueForm,
    /// "did not say", "declined to say".
    pub negated: bool,
    /// "would say", "if he said".
    pub hypothetical: bool,
}

impl CueHit {
    /// The cue as the extraction keeps it.
    pub fn cue(&self, sheet: &Sheet) -> Cue {
        let span = if self.form == CueForm::According { sheet.span_of(&self.group) } else { sheet.span(self.verb) };
        let right = MISREAD.iter().find(|(wrong, _)| *wrong == self.lemma).map_or(self.lemma, |(_, right)| right);
        Cue { span, lemma: right.to_owned(), class: self.entry.class }
    }

    /// Whether its subject can stand behind it; of some verbs that is the object: `"honest" describes Finn`.
    pub fn inverts(&self) -> bool {
        !matches!(
            self.lemma,
            "describe"
                | "call"
                | "praise"
                | "criticize"
                | "criticise"
                | "accuse"
                | "blame"
                | "mention"
                | "discuss"
                | "define"
                | "label"
                | "portray"
                | "characterize"
                | "thank"
                | "name"
                | "welcome"
        )
    }

    /// Whether the verb seldom tells of speech, so that its quotation must stand right behind it.
    pub fn is_doubtful(&self) -> bool {
        self.entry.class != CueClass::Speech || self.entry.probability < SELDOM
    }

    /// Whether the verb takes the person spoken to as its object.
    pub fn takes_addressee(&self) -> bool {
        matches!(
            self.lemma,
            "tell"
                | "inform"
                | "remind"
                | "assure"
                | "warn"
                | "advise"
                | "ask"
                | "persuade"
                | "convince"
                | "notify"
                | "promise"
                | "show"
        )
    }
}

/// A verb that reports more seldom than this is doubtful.
const SELDOM: f32 = 0.3;

/// Lemmas that the learned endings make wrong, beside the right ones. The weights know these cues by the wrong ones.
const MISREAD: [(&str, &str); 7] = [
    ("tweete", "tweet"),
    ("retweete", "retweet"),
    ("blaste", "blast"),
    ("shoute", "shout"),
    ("boaste", "boast"),
    ("recal", "recall"),
    ("ech", "echo"),
];

/// Verbs that stand before "to" and a reporting verb without changing who speaks.
const CHAIN: [&str; 18] = [
    "continue", "go", "begin", "start", "come", "appear", "seem", "use", "proceed", "want", "try", "need", "hasten",
    "dare", "tend", "like", "appear", "rush",
];

/// Verbs that stand before "to" and say that nothing was said.
const REFUSING: [&str; 5] = ["decline", "refuse", "fail", "neglect", "forget"];

/// Every cue of the document in the order of the text.
pub(crate) fn find_cues(sheet: &Sheet) -> Vec<CueHit> {
    cues_in(sheet, 0..sheet.len())
}

/// The cues among some tokens, in order.
pub(crate) fn cues_in(sheet: &Sheet, tokens: Range<usize>) -> Vec<CueHit> {
    tokens.filter_map(|index| according_to(sheet, index).or_else(|| verb_cue(sheet, index))).collect()
}

/// "according to".
fn according_to(sheet: &Sheet, index: usize) -> Option<CueHit> {
    (sheet.is(index, "according") && sheet.is(index + 1, "to")).then_some(CueHit {
        verb: index,
        group: index..index + 2,
        lemma: "according to",
        entry: CueEntry { probability: 0.95, class: CueClass::Speech },
        form: CueForm::According,
        negated: false,
        hypothetical: false,
    })
}

fn verb_cue(sheet: &Sheet, index: usize) -> Option<CueHit> {
    // "Haitham Al Said" is a name.
    let certain = sheet.is_any(index, &["said", "says"])
        && (sheet.word(index).starts_with(char::is_lowercase)
            || sheet.entity_at(index).is_none() && opens(sheet, index));
    if !certain && sheet.is_any(index, &["said"]) {
        return None;
    }
    if sheet.pos(index) != Pos::Verb && !certain && !tells_after_a_name(sheet, index) {
        return None;
    }
    let lemma = if certain { "say" } else { sheet.lemma(index) };
    let (lemma, entry) = cue_entry(lemma)?;
    let group = VerbGroup::before(sheet, index);
    if modifies_a_noun(sheet, index)
        || is_compounded(sheet, index)
        || is_done_by(sheet, &group, index, lemma)
        || is_asked(sheet, &group, index, lemma)
        || refuses_to_say(sheet, index)
        || shows(sheet, index, lemma)
    {
        return None;
    }
    if (group.refused || group.negated)
        && matches!(lemma, "comment" | "respond" | "answer" | "elaborate" | "reply" | "discuss" | "speak")
    {
        return None;
    }
    if group.negated && lemma == "name" {
        return None;
    }
    let gerund = sheet.word(index).ends_with("ing");
    let form = match () {
        () if group.passive && !gerund => CueForm::Passive,
        () if gerund && !group.auxiliary => CueForm::Participle,
        () if group.to && !group.chained => CueForm::Infinitive,
        () => CueForm::Finite,
    };
    Some(CueHit {
        verb: index,
        group: group.start..index + 1,
        lemma,
        entry,
        form,
        negated: group.negated || group.refused,
        hypothetical: group.supposed,
    })
}

/// Whether the token begins a sentence, or what follows a quotation.
fn opens(sheet: &Sheet, index: usize) -> bool {
    index == sheet.sentence(index).start || index.checked_sub(1).is_some_and(|before| sheet.quote_at(before).is_some())
}

/// Whether the verb only negates the reporting verb after it: "declined to say whether …".
fn refuses_to_say(sheet: &Sheet, index: usize) -> bool {
    REFUSING.contains(&sheet.lemma(index))
        && sheet.is(index + 1, "to")
        && sheet.pos(index + 2) == Pos::Verb
        && cue_entry(sheet.lemma(index + 2)).is_some_and(|(_, entry)| entry.class == CueClass::Speech)
}

/// Whether somebody plays or paints another rather than judge him, for which "as" is wanted: "portrayed the old captain".
fn shows(sheet: &Sheet, index: usize, lemma: &str) -> bool {
    let behind = index + 1..sheet.sentence(index).end;
    matches!(lemma, "portray" | "depict" | "picture" | "paint")
        && !behind.into_iter().any(|token| sheet.is(token, "as"))
}

/// Whether a participle belongs to the noun after it: "the mayor's proposed budget", "a promised review".
fn modifies_a_noun(sheet: &Sheet, index: usize) -> bool {
    let word = sheet.word(index);
    if word.eq_ignore_ascii_case("informed")
        && sheet.is_any(index + 1, &["consent", "decision", "decisions", "choice", "choices", "opinion", "opinions"])
    {
        return true;
    }
    let participle = word.ends_with("ed") || word.ends_with("wn") || matches!(word, "said" | "told");
    let Some(before) = index.checked_sub(1) else { return false };
    let opens = matches!(sheet.pos(before), Pos::Det)
        && !sheet.is_any(before, &["that", "this", "these", "those", "all"])
        || sheet.is_any(before, &["his", "her", "its", "their", "our", "my", "your", "whose"])
        || sheet.is_any(before, &["'s", "’s"]) && sheet.pos(before) == Pos::Part;
    let noun = matches!(sheet.pos(index + 1), Pos::Noun | Pos::Propn | Pos::Adj);
    participle && opens && noun && sheet.quote_at(index) == sheet.quote_at(index + 1)
}

/// Whether the verb is the second half of an adjective: "self-deprecating".
fn is_compounded(sheet: &Sheet, index: usize) -> bool {
    let hyphen = index > 1 && matches!(sheet.word(index - 1), "-" | "‑" | "‐") && joins_words(sheet, index - 1);
    hyphen && !sheet.is_any(index - 2, &["re", "co", "counter", "cross", "over"])
}

/// Whether a participle tells who did something: "the deal announced Wednesday by the harbour board was …".
fn is_done_by(sheet: &Sheet, group: &VerbGroup, index: usize, lemma: &str) -> bool {
    let day = (index + 1..index + 3).take_while(|&i| sheet.is_date_word(i) || sheet.pos(i) == Pos::Adv).count();
    let named =
        matches!(lemma, "announce" | "propose" | "release" | "publish" | "issue" | "outline" | "promise" | "report");
    named && !group.auxiliary && sheet.word(index).ends_with("ed") && sheet.is(index + 1 + day, "by")
}

/// Whether the subject is the one who is asked or told: "Finn, when asked whether the boat was ready, said …", "Asked
/// about the boat, Finn said …".
fn is_asked(sheet: &Sheet, group: &VerbGroup, index: usize, lemma: &str) -> bool {
    let word = sheet.word(index);
    let about = sheet.is_any(index + 1, &["about", "whether", "if", "why", "how", "by", "what", "when"]);
    let comma = || (index..sheet.sentence(index).end).any(|i| sheet.word(i) == ",");
    matches!(lemma, "ask" | "tell" | "question" | "press" | "warn" | "inform" | "remind" | "quote" | "urge")
        && !group.auxiliary
        && (word.ends_with("ed") || word == "told")
        && (sheet.is_any(index.wrapping_sub(1), &["when", "if", "unless", "until"])
            || index == sheet.sentence(index).start && about && comma())
}

/// Whether a word that the tagger takes for a plural is a verb: it stands right behind a name and before "that" or a
/// quotation ("the Harbour Board notes, …", "Okonjo estimates that …"), and no verb follows "that" as it would in
/// "Lorne estimates that surprised …"; or it ends the clause of a quotation.
fn tells_after_a_name(sheet: &Sheet, index: usize) -> bool {
    let word = sheet.word(index);
    if sheet.pos(index) != Pos::Noun || word.starts_with(char::is_uppercase) {
        return false;
    }
    // `The statement read: "…"`
    let reads = sheet.is_any(index, &["read", "reads"])
        && sheet.word(index + 1) == ":"
        && index.checked_sub(1).is_some_and(|i| matches!(sheet.pos(i), Pos::Noun | Pos::Propn));
    if reads || ends_clause_of_quotation(sheet, index) || tells_after_a_plural(sheet, index) {
        return true;
    }
    let named = index > 0 && sheet.entity_at(index - 1).is_some() && sheet.entity_at(index).is_none();
    if !word.ends_with('s') || !named {
        return false;
    }
    // A participle or past form may be tagged as an adjective.
    let open = !matches!(sheet.pos(index + 2), Pos::Verb | Pos::Aux) && !sheet.word(index + 2).ends_with("ed");
    sheet.is(index + 1, "that") && open
        || sheet.is_any(index + 1, &[",", ":"])
            && sheet.quote_at(index).is_none()
            && sheet.quote_at(index + 2).is_some()
}

/// Whether a word that the tagger takes for a noun is the verb of people or bodies right before it: "users report being cold",
/// "…, researchers report."
fn tells_after_a_plural(sheet: &Sheet, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else { return false };
    let noun = sheet.lemma(before);
    let plural = sheet.pos(before) == Pos::Noun
        && sheet.word(before).ends_with('s')
        && sheet.word(before) != noun
        && names_actor(noun);
    let behind = index + 1;
    let gerund = sheet.pos(behind) == Pos::Verb && sheet.word(behind).ends_with("ing");
    let closes = sheet.is_stop(behind) && sheet.word(before.wrapping_sub(1)) == ",";
    sheet.is_any(index, &["report", "claim", "estimate", "note", "state"])
        && plural
        && (gerund || closes || sheet.is(behind, "that"))
}

/// The most words of a subject between a quotation and such a verb.
const MOST_SUBJECT: usize = 8;

/// Whether just one phrase stands between a quotation that ends in a comma and the word, and the clause ends with it:
/// `"…," Okonjo notes.`, `"…," the letter reads.`
fn ends_clause_of_quotation(sheet: &Sheet, index: usize) -> bool {
    let word = sheet.word(index);
    let form = word.ends_with('s') || word == "read";
    let mark = (index.saturating_sub(MOST_SUBJECT)..index).rev().find(|&i| sheet.quote_at(i).is_some());
    let Some(mark) = mark.filter(|&mark| form && sheet.is_mark(mark)) else { return false };
    let ends = sheet.is_stop(index + 1) || matches!(sheet.pos(index + 1), Pos::Punct | Pos::Adv | Pos::Adp);
    let last = sheet.quote_at(mark).and_then(|q| sheet.quotes.get(q)).map_or(mark, |q| sheet.last_inside(q));
    let open = sheet.word(last) == "," || sheet.word(mark + 1) == ",";
    let from = mark + 1 + usize::from(sheet.word(mark + 1) == ",");
    open && ends
        && sheet.quote_at(index).is_none()
        && phrase_right(sheet, from, index).is_some_and(|p| p.tokens.end == index)
}

/// What the words before a verb say about it.
#[derive(Debug, Default)]
struct VerbGroup {
    start: usize,
    negated: bool,
    refused: bool,
    supposed: bool,
    passive: bool,
    auxiliary: bool,
    chained: bool,
    to: bool,
}

impl VerbGroup {
    fn before(sheet: &Sheet, verb: usize) -> Self {
        let floor = sheet.sentence(verb).start;
        let mut group = Self { start: verb, ..Self::default() };
        let mut at = verb;
        while at > floor && group.take(sheet, at - 1, verb) {
            at -= 1;
        }
        // Adverbs at the group's edge stay outside unless a verb stands before them.
        group
    }

    /// Whether the token belongs to the group; notes what it means.
    fn take(&mut self, sheet: &Sheet, index: usize, verb: usize) -> bool {
        if sheet.quote_at(index) != sheet.quote_at(verb) {
            return false;
        }
        let word = sheet.word(index);
        let is = |w: &str| word.eq_ignore_ascii_case(w);
        if sheet.is_any(index, &["not", "n't", "n’t", "never"]) {
            self.negated = true;
        } else if sheet.pos(index) == Pos::Aux || is("get") || is("got") {
            let be =
                sheet.lemma(index) == "be" || matches!(word, "'s" | "’s" | "'re" | "’re") || is("get") || is("got");
            self.passive |= be && self.start == verb && !sheet.word(verb).ends_with("ing");
            self.auxiliary = true;
            self.supposed |= sheet.is_any(index, &["would", "could", "might", "should", "may", "'d", "’d"]);
        } else if is("to") && matches!(sheet.pos(index), Pos::Part | Pos::Adp) && self.start == verb {
            self.to = true;
        } else if self.to && matches!(sheet.pos(index), Pos::Verb | Pos::Aux) && CHAIN.contains(&sheet.lemma(index)) {
            self.chained = true;
        } else if self.to && is("on") && sheet.lemma(index.wrapping_sub(1)) == "go" {
            return true;
        } else if self.to && sheet.pos(index) == Pos::Verb && REFUSING.contains(&sheet.lemma(index)) {
            self.refused = true;
            self.chained = true;
        } else {
            return sheet.pos(index) == Pos::Adv
                && !sheet.is_any(index, &["when", "where", "how", "why", "so", "here", "there"]);
        }
        self.start = index;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    /// The cues of `text` when the tagger takes `noun` for a noun.
    fn cues(text: &str, noun: &str) -> Vec<&'static str> {
        let mut document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
        let at = (0..document.tokens.len()).find(|index| document.word(*index) == noun).expect("the word is there");
        document.tokens[at].pos = Pos::Noun;
        document.tokens[at].lemma = noun.trim_end_matches('s').to_owned();
        find_cues(&Sheet::new(&document)).iter().map(|hit| hit.lemma).collect()
    }

    #[test]
    fn a_verb_behind_a_name_counts_though_it_looks_like_a_plural() {
        assert_eq!(cues("On Monday Mara Okonjo estimates that the pier is lost.", "estimates"), ["estimate"]);
        assert_eq!(cues("Yet Mara Okonjo notes, \"The pier is lost for good.\"", "notes"), ["note"]);
        assert_eq!(cues("\"The pier is lost for good,\" Mara Okonjo notes.", "notes"), ["note"]);
        assert_eq!(cues("\"The pier is lost for good,\" her letter states.", "states"), ["state"]);
        assert!(cues("In \"The Pier,\" Mara Okonjo notes are old.", "notes").is_empty());
        assert!(cues("\"The pier is lost for good.\" Her notes.", "notes").is_empty());
    }

    #[test]
    fn a_participle_before_its_noun_reports_nothing() {
        let found = |text: &str| cues(text, "boat");
        assert_eq!(found("Mara Okonjo called the board's proposed sale of the boat \"absurd\"."), ["call"]);
        assert_eq!(found("Mara Okonjo said the promised review of the boat was late."), ["say"]);
        assert_eq!(found("Mara Okonjo proposed a sale of the boat."), ["propose"]);
        assert_eq!(found("Mara Okonjo said her promised review of the boat was late."), ["say"]);
    }

    #[test]
    fn a_refusal_negates_the_verb_after_it() {
        let text = "Mara Okonjo declined to say whether the boat was ready.";
        assert_eq!(cues(text, "boat"), ["say"]);
        assert!(cues("Mara Okonjo would not comment on the boat.", "boat").is_empty());
    }

    #[test]
    fn who_plays_a_captain_says_nothing_of_him() {
        assert!(cues("Mara Okonjo portrayed the captain of the boat in three films.", "boat").is_empty());
        assert_eq!(cues("Mara Okonjo portrayed the sale of the boat as a mistake.", "boat"), ["portray"]);
    }

    #[test]
    fn who_is_asked_does_not_ask() {
        let found = |text: &str| cues(text, "boat");
        let text = "Mara Okonjo, when asked whether the boat was ready, said it was not.";
        assert_eq!(found(text), ["say"]);
        assert_eq!(found("Asked about the boat, Mara Okonjo said it was not ready."), ["say"]);
        assert_eq!(found("Mara Okonjo asked whether the boat was ready."), ["ask"]);
    }

    #[test]
    fn a_plural_behind_a_name_stays_one() {
        let found = cues("The Microsoft estimates that surprised the market are old.", "estimates");
        assert!(!found.contains(&"estimate"), "{found:?}");
        assert!(cues("The Microsoft notes were old.", "notes").is_empty());
    }
}
