//! Finds who speaks: the subject of a cue, what stands after an inverted one, the object of "according to".

use super::SourceForm;
use super::apposition::{inserted_name, name_after, name_of_two_roles};
use super::cue::{CueForm, CueHit};
use super::joined::{joined_left, joined_right};
use super::phrase::{Phrase, is_acronym, is_pronoun, names_person, phrase_left, phrase_right};
use super::shared::shared_subject;
use super::sheet::Sheet;
use crate::annotate::{EntityKind, Pos};

/// The phrases that name the source of a cue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Found {
    /// The phrases, several when people speak together.
    pub phrases: Vec<Phrase>,
    /// How they were found.
    pub how: How,
}

/// How a source was found, for confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum How {
    /// Right before the cue.
    Subject,
    /// Before the cue, with an apposition or a relative clause between.
    AcrossInsertion,
    /// The subject of an earlier verb of the sentence.
    Shared,
    /// After an inverted cue.
    Inverted,
    /// "according to X", "by X".
    Object,
    /// Nothing was found.
    #[default]
    Nothing,
}

impl Found {
    /// The phrases, when there are any.
    pub fn some(phrases: Vec<Phrase>, how: How) -> Option<Self> {
        (!phrases.is_empty()).then_some(Self { phrases, how })
    }

    /// The first token of all phrases.
    pub fn start(&self) -> Option<usize> {
        self.phrases.iter().map(|p| p.tokens.start).min()
    }

    /// One past the last token of all phrases.
    pub fn end(&self) -> Option<usize> {
        self.phrases.iter().map(|p| p.tokens.end).max()
    }
}

/// The source of `hit` from the words before or, for "according to" and passives, after it; `floor` bounds the search.
pub(crate) fn source_of(sheet: &Sheet, hit: &CueHit, floor: usize) -> Option<Found> {
    let sentence = sheet.sentence(hit.verb);
    match hit.form {
        CueForm::According => according(sheet, hit.group.end, sentence.end),
        CueForm::Passive => agent(sheet, hit.group.end, sentence.end),
        CueForm::Finite => subject(sheet, hit.group.start, floor, 0),
        CueForm::Participle | CueForm::Infinitive => shared_subject(sheet, hit.group.start, floor, 0),
    }
}

/// What follows "according to".
fn according(sheet: &Sheet, from: usize, ceiling: usize) -> Option<Found> {
    // "According to her, …", and not "according to her campaign".
    let owner = sheet.is(from, "her") && matches!(sheet.pos(from + 1), Pos::Noun | Pos::Adj | Pos::Propn);
    if from < ceiling && sheet.pos(from) == Pos::Pron && sheet.is_any(from, &["him", "her", "them"]) && !owner {
        let word = from..from + 1;
        let phrase = Phrase { tokens: word.clone(), head: word, form: SourceForm::Pronoun };
        return Found::some(vec![phrase], How::Object);
    }
    let found = Found::some(joined_right(sheet, from, ceiling), How::Object)?;
    let named = name_after(sheet, &found, ceiling);
    Some(named.map_or(found, |name| Found { phrases: vec![name], how: How::Object }))
}

/// "by X" after a passive.
fn agent(sheet: &Sheet, from: usize, ceiling: usize) -> Option<Found> {
    let by = (from..ceiling.min(from + 8)).find(|&i| sheet.is(i, "by"))?;
    let clear = (from..by).all(|i| !matches!(sheet.pos(i), Pos::Verb | Pos::Punct));
    if !clear {
        return None;
    }
    Found::some(joined_right(sheet, by + 1, ceiling), How::Object)
        .filter(|f| !f.phrases.iter().any(|p| sheet.is_date_word(p.head.start)))
}

/// The phrase after an inverted cue ("said Orla Finn, the mayor").
pub(crate) fn inverted(sheet: &Sheet, hit: &CueHit) -> Option<Found> {
    if !hit.inverts() {
        return None;
    }
    let sentence = sheet.sentence(hit.verb);
    let mut from = hit.group.end;
    if sheet.pos(from) == Pos::Adv && !sheet.is_any(from, &["about", "nearly"]) {
        from += 1;
    }
    if sheet.is_date_word(from) || sheet.is_any(from, &["that", "this", "it", "in", "on", "at", "so"]) {
        return None;
    }
    let found = Found::some(joined_right(sheet, from, sentence.end), How::Inverted)?;
    let end = found.end()?;
    // "said the plan was …" is a clause, not a speaker: no verb may follow the phrase directly.
    let follows = end + usize::from(sheet.pos(end) == Pos::Adv);
    // `"…," said a statement released by the port`: the one who wrote the paper.
    let paper =
        found.phrases.first().is_some_and(|p| p.form == SourceForm::Description && is_paper(sheet, p.head.start));
    if paper
        && is_participle(sheet, follows)
        && !sheet.is_any(follows, &READING)
        && sheet.is_any(follows + 1, &["by", "from"])
    {
        return Found::some(joined_right(sheet, follows + 2, sentence.end), How::Inverted);
    }
    // `"…," says a trader involved in the sale`
    let behind = sheet.is_mark(hit.group.start.wrapping_sub(1)) && sheet.pos(follows + 1) == Pos::Adp;
    let reduced = sheet.word(follows).ends_with("ing") || behind && is_participle(sheet, follows);
    let clause = matches!(sheet.pos(follows), Pos::Verb | Pos::Aux) && !reduced;
    if clause || opens_own_clause(sheet, end, sentence.end) {
        return None;
    }
    let named = name_after(sheet, &found, sentence.end);
    Some(named.map_or(found, |name| Found { phrases: vec![name], how: How::Inverted }))
}

/// Whether prepositional phrases and then an auxiliary follow: "said fishers in towns like Velden will …" is a clause.
fn opens_own_clause(sheet: &Sheet, mut at: usize, ceiling: usize) -> bool {
    let first = at;
    while sheet.pos(at) == Pos::Adp && at < ceiling {
        match phrase_right(sheet, at + 1, ceiling) {
            Some(phrase) => at = phrase.tokens.end,
            None => return false,
        }
    }
    at > first && sheet.pos(at) == Pos::Aux
}

/// Words between a subject and its verb that belong to neither.
fn skip_between(sheet: &Sheet, mut end: usize, floor: usize) -> usize {
    loop {
        let before = end.saturating_sub(1);
        if end <= floor {
            return end;
        }
        let adverb = sheet.pos(before) == Pos::Adv
            && !sheet.is_any(before, &["there", "here", "when", "where", "how", "why", "ally"]);
        let date = sheet.is_date_word(before) && sheet.entity_kind(before).is_none_or(|k| k == EntityKind::Misc);
        let reflexive = sheet.is_any(before, &["himself", "herself", "themselves", "itself"]);
        if adverb || date || reflexive {
            end = before;
            if date && end > floor && sheet.is_any(end - 1, &["on", "late", "early", "last", "this"]) {
                end -= 1;
            }
        } else {
            return end;
        }
    }
}

/// The subject of the verb group that starts at `start`.
pub(super) fn subject(sheet: &Sheet, start: usize, floor: usize, depth: usize) -> Option<Found> {
    let end = skip_between(sheet, start, floor);
    if end <= floor || depth > 4 {
        return None;
    }
    let last = end - 1;
    if sheet.is_any(last, &["and", "but", "or", "then", "yet"]) && sheet.pos(last) != Pos::Noun {
        return shared_subject(sheet, last, floor, depth + 1);
    }
    let relates = sheet.is_any(last, &["who", "which", "that"]) && sheet.pos(last) != Pos::Det || sheet.is(last, "who");
    if relates && !is_acronym(sheet, last) {
        return relative(sheet, last, floor);
    }
    if matches!(sheet.word(last), "," | ")" | "—" | "–" | "--") || sheet.is_dash(last) {
        return across_insertion(sheet, last, floor, depth);
    }
    let mut phrases = joined_left(sheet, last, floor);
    if let Some(name) = name_of_two_roles(sheet, &phrases, floor) {
        phrases = vec![name];
    }
    let start = phrases.first()?.tokens.start;
    // A phrase after a preposition is no subject ("after talks with Smith said" cannot be): the tags or the clause deceive.
    let in_preposition = start > floor
        && sheet.pos(start - 1) == Pos::Adp
        && !sheet.is_any(start - 1, &["after", "before", "as", "since", "until", "than", "like", "though", "because"]);
    if in_preposition && !is_pronoun(sheet, start) {
        let preposition = start - 1;
        if let Some(people) = people_before(sheet, preposition, end, floor) {
            return Found::some(vec![people], How::Subject);
        }
        return fronted(sheet, phrases.first()?, floor)
            .or_else(|| reduced(sheet, preposition, end, floor))
            .or_else(|| restricted(sheet, preposition, floor));
    }
    if let Some(name) = before_office(sheet, start, floor).filter(|_| phrases.iter().all(|p| !p.is_person(sheet))) {
        return Found::some(vec![name], How::AcrossInsertion);
    }
    // "…, a doctor from Ellery, said": what was found may be the apposition of a name before it.
    if start > floor + 1
        && matches!(sheet.word(start - 1), "," | "—" | "–")
        && let Some(name) = phrase_left(sheet, start - 2, floor)
        && name.is_person(sheet)
        && phrases.first().is_some_and(|p| !p.is_person(sheet) && !is_pronoun(sheet, p.head.start))
        && matches!(sheet.word(last + 1), ",")
    {
        return Found::some(vec![name], How::AcrossInsertion);
    }
    Found::some(phrases, How::Subject)
}

/// "Advocates of wide piers argue": the people at the beginning of the clause, whom the tagger takes for a verb.
fn people_before(sheet: &Sheet, preposition: usize, end: usize, floor: usize) -> Option<Phrase> {
    let head = preposition.checked_sub(1).filter(|&i| i >= floor && sheet.pos(i) == Pos::Verb)?;
    let opens = head == floor || clause_edge(sheet, head - 1);
    let people = sheet.is(preposition, "of") && sheet.word(head).ends_with('s') && names_person(sheet, head);
    (opens && people).then(|| Phrase { tokens: head..end, head: head..head + 1, form: SourceForm::Description })
}

/// "Orla Finn, vice president of PQR, a paper mill in Lorne told": the name before the office of what was found at `start`.
fn before_office(sheet: &Sheet, start: usize, floor: usize) -> Option<Phrase> {
    let comma = start.checked_sub(1).filter(|&i| i > floor + 4 && sheet.word(i) == ",")?;
    let body = sheet.entity_at(comma - 1).filter(|e| e.kind != EntityKind::Person)?;
    let of = body.tokens.start.checked_sub(1).filter(|&i| sheet.is_any(i, &["of", "at", "for", "with"]))?;
    let office = of.checked_sub(1).filter(|&i| i > floor && names_person(sheet, i))?;
    let edge = (floor + 1..office).rev().take(5).find(|&i| sheet.word(i) == ",")?;
    phrase_left(sheet, edge - 1, floor).filter(|name| name.is_person(sheet))
}

/// "In a radio interview Finn said": the name at the end of the phrase that opens the sentence is the subject.
fn fronted(sheet: &Sheet, phrase: &Phrase, floor: usize) -> Option<Found> {
    let opens = phrase.tokens.start == floor + 1 && phrase.tokens.start == sheet.sentence(floor).start + 1;
    let noun = phrase.head.start.checked_sub(1).filter(|i| phrase.tokens.contains(i))?;
    let apart = sheet.pos(noun) == Pos::Noun && !names_person(sheet, noun);
    (opens && apart && phrase.is_person(sheet))
        .then(|| Found { phrases: vec![Phrase { tokens: phrase.head.clone(), ..phrase.clone() }], how: How::Subject })
}

/// "A person close to the talks said", "a statement sent by the port said": the noun before an adjective or a participle
/// with its phrase is the subject; of a paper, the one who wrote it.
fn reduced(sheet: &Sheet, preposition: usize, end: usize, floor: usize) -> Option<Found> {
    let mut at = preposition;
    while at > floor + 1 {
        at -= 1;
        if sheet.quote_at(at).is_some() || matches!(sheet.word(at), "," | ";" | ":" | "—" | "–") {
            return None;
        }
        let opens = sheet.pos(at) == Pos::Adj || sheet.pos(at) == Pos::Verb && is_participle(sheet, at);
        let finite = matches!(sheet.pos(at), Pos::Verb | Pos::Aux | Pos::Sconj | Pos::Cconj) && !opens;
        if finite {
            return None;
        }
        let Some(mut phrase) = phrase_left(sheet, at - 1, floor).filter(|_| opens) else { continue };
        if phrase.tokens.start != floor && !clause_edge(sheet, phrase.tokens.start - 1) {
            continue;
        }
        if phrase.form != SourceForm::Description {
            return None;
        }
        if is_paper(sheet, phrase.head.start)
            && !sheet.is_any(at, &READING)
            && let Some(by) = (at..end).find(|&i| sheet.is_any(i, &["by", "from"]))
            && let Some(author) = phrase_right(sheet, by + 1, end).filter(|p| p.form == SourceForm::Name)
        {
            return Some(Found { phrases: vec![author], how: How::Subject });
        }
        phrase.tokens.end = end;
        return Some(Found { phrases: vec![phrase], how: How::Subject });
    }
    None
}

/// "An official who was present in court said": the noun before a relative clause without comma that ends in a phrase with
/// the preposition.
fn restricted(sheet: &Sheet, preposition: usize, floor: usize) -> Option<Found> {
    let open = |i: &usize| sheet.quote_at(*i).is_none() && !matches!(sheet.word(*i), "," | ";" | ":" | "—" | "–");
    let who = (floor + 1..preposition).rev().take_while(open).find(|&i| sheet.is(i, "who"))?;
    let clause = (who + 1..preposition).any(|i| is_finite(sheet, i));
    let phrase = phrase_left(sheet, who - 1, floor)?;
    let begins = phrase.tokens.start == floor || clause_edge(sheet, phrase.tokens.start - 1);
    Found::some(vec![phrase], How::AcrossInsertion).filter(|_| clause && begins)
}

/// Whether a clause can begin after the token.
fn clause_edge(sheet: &Sheet, index: usize) -> bool {
    matches!(sheet.word(index), "," | ";" | ":" | "—" | "–")
        || sheet.is_any(index, &["and", "but", "as", "while", "when", "after", "because", "that", "though", "since"])
}

fn is_participle(sheet: &Sheet, index: usize) -> bool {
    let word = sheet.word(index);
    ["ed", "ing", "en", "wn", "nt"].iter().any(|ending| word.ends_with(ending))
        && !matches!(sheet.pos(index.wrapping_sub(1)), Pos::Aux | Pos::Pron)
}

/// What is done to a paper by those who did not write it: "a letter seen by the Courier".
const READING: [&str; 10] =
    ["seen", "obtained", "reviewed", "viewed", "read", "received", "acquired", "cited", "leaked", "quoted"];

/// Whether the noun is a paper or a message that somebody sends out.
fn is_paper(sheet: &Sheet, index: usize) -> bool {
    sheet.is_any(
        index,
        &["statement", "release", "letter", "email", "e-mail", "message", "memo", "note", "post", "tweet"],
    )
}

/// The relative pronoun itself is the source's mention ("Finn, who said …").
fn relative(sheet: &Sheet, index: usize, floor: usize) -> Option<Found> {
    let mut before = index.checked_sub(1)?;
    if sheet.word(before) == "," {
        before = before.checked_sub(1)?;
    }
    let antecedent = phrase_left(sheet, before, floor)?;
    if sheet.is(index, "who") {
        let head = index..index + 1;
        return Found::some(
            vec![Phrase { tokens: head.clone(), head, form: super::SourceForm::Pronoun }],
            How::Subject,
        );
    }
    Found::some(vec![antecedent], How::AcrossInsertion)
}

/// The subject before an insertion that ends with the token `closing` ("Finn, who runs the port, said").
fn across_insertion(sheet: &Sheet, closing: usize, floor: usize, depth: usize) -> Option<Found> {
    if sheet.word(closing) == ")" {
        let open = (floor..closing).rev().find(|&i| sheet.word(i) == "(")?;
        return subject(sheet, open, floor, depth + 1);
    }
    let same = |i: usize| if sheet.word(closing) == "," { sheet.word(i) == "," } else { sheet.is_dash(i) };
    if let Some(found) = inserted_name(sheet, closing, floor) {
        return Some(found);
    }
    let mut best: Option<Found> = None;
    for opening in (floor + 1..closing).rev().filter(|&i| same(i) && sheet.quote_at(i).is_none()) {
        let Some(found) = before_insertion(sheet, opening, floor) else { continue };
        let first = found.phrases.first()?;
        let strong = first.is_person(sheet) || is_pronoun(sheet, first.head.start);
        let inserted = is_insertion(sheet, opening + 1);
        if strong && inserted {
            return Some(found);
        }
        if inserted && best.is_none() && !in_prepositional_phrase(sheet, first.tokens.start, floor) {
            best = Some(found);
        }
    }
    best
}

fn before_insertion(sheet: &Sheet, opening: usize, floor: usize) -> Option<Found> {
    let phrases = joined_left(sheet, opening.checked_sub(1)?, floor);
    let start = phrases.first()?.tokens.start;
    if in_prepositional_phrase(sheet, start, floor) {
        return None;
    }
    Found::some(phrases, How::AcrossInsertion)
}

fn in_prepositional_phrase(sheet: &Sheet, start: usize, floor: usize) -> bool {
    start > floor
        && sheet.pos(start - 1) == Pos::Adp
        && !sheet.is_any(start - 1, &["after", "as", "since", "than", "because"])
}

/// Whether the words from `first` can describe the phrase before the comma: apposition, relative clause, participle, age.
fn is_insertion(sheet: &Sheet, first: usize) -> bool {
    matches!(
        sheet.pos(first),
        Pos::Det | Pos::Noun | Pos::Propn | Pos::Adj | Pos::Num | Pos::Adp | Pos::Adv | Pos::Verb | Pos::Sconj
    ) || sheet.is_any(first, &["who", "which", "whose", "his", "her", "their", "its", "himself", "one", "himself"])
}

/// Whether a finite verb stands there, outside quotations.
pub(super) fn is_finite(sheet: &Sheet, index: usize) -> bool {
    let word = sheet.word(index);
    let verb = matches!(sheet.pos(index), Pos::Verb | Pos::Aux) && sheet.quote_at(index).is_none();
    verb && !word.ends_with("ing")
        && !sheet.is_any(index.wrapping_sub(1), &["to"])
        && !sheet.is_any(index, &["be", "been"])
}

pub(super) fn group_start(sheet: &Sheet, verb: usize, floor: usize) -> usize {
    let mut start = verb;
    while start > floor
        && (sheet.pos(start - 1) == Pos::Aux
            || sheet.pos(start - 1) == Pos::Adv
            || sheet.is_any(start - 1, &["not", "n't", "n’t"]))
    {
        start -= 1;
    }
    start
}

#[cfg(test)]
mod tests {
    use crate::annotate::{Document, EntityKind, EntityMention, Models, annotate};
    use crate::extract::{BuiltIn, Extractor};
    use crate::text::{Article, Span};

    /// The annotated text, with every `names` in it as a person besides the names that are found.
    fn document(text: &str, names: &[&str]) -> Document {
        let body = format!("The harbour board of Port Ellery met for three hours on Monday about the ferry.\n\n{text}");
        let mut document = annotate(&Models::built_in(), Article { body: body.clone(), ..Article::default() });
        for name in names {
            let Some(start) = body.find(name) else { continue };
            let span = Span::new(start, start + name.len());
            document.entities.retain(|e| !e.span.overlaps(span));
            let first = document.tokens.iter().position(|t| t.span.start() == start);
            let last = document.tokens.iter().position(|t| t.span.end() == span.end());
            if let (Some(first), Some(last)) = (first, last) {
                document.entities.push(EntityMention { span, tokens: first..last + 1, kind: EntityKind::Person });
            }
        }
        document.entities.sort_by_key(|e| e.span);
        document
    }

    /// The heads of the sources of each saying, in the order of the text.
    fn heads(text: &str, names: &[&str]) -> Vec<String> {
        let document = document(text, names);
        let found = BuiltIn::default().extract(&document).attributions;
        found.iter().flat_map(|a| &a.sources).map(|s| s.head.of(document.text()).to_owned()).collect()
    }

    #[test]
    fn a_name_after_its_description_speaks() {
        let text = "His lawyer, Orla Finn, said the boat was ready to sail.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn"]);
        // The apposition of a name takes nothing from it.
        let text = "Orla Finn, the lawyer of the port, said the boat was ready to sail.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn"]);
    }

    #[test]
    fn a_second_reporting_verb_has_the_subject_of_the_first() {
        let text = "Orla Finn said the board was late, adding that the boat was ready to sail.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn", "Orla Finn"]);
    }

    #[test]
    fn a_role_with_its_body_before_a_name_is_no_speaker() {
        let text = "\"We sail at dawn,\" said oil and gas worker Orla Finn.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn"]);
    }

    #[test]
    fn the_friends_of_somebody_are_not_that_person() {
        let text = "Friends of actor Orla Finn said the boat was ready to sail.";
        assert!(!heads(text, &["Orla Finn"]).contains(&"Orla Finn".to_owned()));
    }

    #[test]
    fn a_name_ends_the_phrase_that_opens_the_sentence() {
        let text = "In a radio interview Orla Finn said the boat was ready to sail.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn"]);
    }

    #[test]
    fn a_second_role_without_an_article_is_of_the_same_person() {
        let text = "Orla Finn of the tide office and contributor to a paper wrote that the boat was ready to sail.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn"]);
    }

    #[test]
    fn an_acronym_in_capitals_is_no_pronoun() {
        let text = "The World Harbour Organization (WHO) met. The WHO said the boat was ready to sail.";
        assert_eq!(heads(text, &[]), ["WHO"]);
    }

    #[test]
    fn according_to_takes_the_name_behind_the_description() {
        let text = "The boat was ready to sail, according to the town's clerk, Orla Finn.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn"]);
    }

    #[test]
    fn according_to_takes_a_pronoun() {
        let text = "Orla Finn left early. According to her, the boat was ready to sail.";
        assert_eq!(heads(text, &["Orla Finn"]), ["her"]);
    }

    #[test]
    fn a_team_with_a_role_and_an_office_with_its_field_stand_before_the_name_that_speaks() {
        let text = "\"We sail at dawn,\" said Ravens head coach Orla Finn.";
        assert_eq!(heads(text, &["Ravens", "Orla Finn"]), ["Orla Finn"]);
        let text = "Minister of Harbours Orla Finn said the boat was ready to sail.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn"]);
        let text = "The mother of Orla Finn said the boat was ready to sail.";
        assert!(!heads(text, &["Orla Finn"]).contains(&"Orla Finn".to_owned()));
    }

    #[test]
    fn who_wrote_a_statement_speaks_and_a_clause_that_compares_says_nothing() {
        let text = "\"We sail at dawn,\" said a statement released by Orla Finn.";
        assert_eq!(heads(text, &["Orla Finn"]), ["Orla Finn"]);
        let text = "The boat costs more than the port says it does.";
        assert!(heads(text, &[]).is_empty());
    }
}
