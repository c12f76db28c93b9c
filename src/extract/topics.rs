//! Names what a content speaks of: its noun phrases as concepts ("security guarantee"), the most important first.
//!
//! A concept is a head noun with up to two modifiers: nouns, adjectives that describe, parts joined by hyphens, and a
//! short name right before ("Velden bridge"). Its head stands in the singular and its words in one spelling, so that
//! "color charts" and "colour chart" are one concept. Nouns that name no subject are no heads, weak ones ("plan") only
//! with a noun before them. What comes often in the content and in the article, and has a modifier, comes first.

use super::Topic;
use super::sheet::Sheet;
use super::spelling;
use crate::annotate::{EntityKind, Pos};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// A content keeps at most this many topics.
const MOST: usize = 5;

/// Words of a concept at most, those that a hyphen joins counted once.
const WORDS: usize = 3;

/// Nouns that name no subject: measures, times, and words that stand for what was said.
static EMPTY: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "thing way time day week month year hour minute second today lot kind sort bit number part one \
    something anything nothing everything everyone anyone someone fact case point reason place end side moment morning \
    night afternoon evening weekend person people man woman guy percent % mr. mrs. ms. example other couple past present \
    future rest middle beginning top bottom front back kind type form level amount range piece set group hundred \
    thousand million billion dozen half third quarter none order course regard respect sense attention matter thought \
    idea view answer word line step turn chance feeling difference truth hope belief result area use list yellow thanks \
    sir lady null good excess individual path advantage gentleman life home name self decade century age date period ability act addition basis behalf bunch \
    circumstance degree detail dollar euro pound extent favour favor fashion instance item kilometre kilometer mile \
    manner mean means mind occasion pair purpose role spite stuff term total variety yesterday tonight tomorrow whereby immune"
    .split_ascii_whitespace()
    .collect()
});

/// Nouns that name a subject only together with a noun before them: "harbour plan", but no "plan".
static WEAK: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "situation action effort move issue question problem mistake work job plan need want opportunity option \
    choice possibility position statement comment remark process change increase decrease rise fall start try attempt \
    approach aspect condition consideration development experience event activity concern interest information importance \
    impact effect influence decision discussion talk conversation measure method model nature news note outcome \
    performance practice progress proposal range request response situation stage state status story subject success \
    support system task team topic unit value version couple commitment confidence consequence challenge focus goal \
    member friend leader official figure place thing country nation world company fight relationship policy region \
    history pressure title call certainty stability mate momentum season presence prospect lack emphasis memory hit sign \
    recovery description colleague boy girl father mother husband wife son daughter brother sister baby \
    visit trip role play side step note style sort attitude behaviour behavior ambition desire wish will dream \
    hand intent heart soul family president governor minister senator"
    .split_ascii_whitespace()
    .collect()
});

/// Adjectives that describe nothing.
static GENERAL: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    "other many such same own few more most several last next first second third good bad great new old \
    big only different real similar certain current former past possible important further able available better best \
    worse worst high low large small long short little less least much enough further additional various whole entire full \
    total main major key recent early late future previous present particular specific special general common usual normal \
    right wrong true false sure clear likely unlikely necessary due single double free final nice very additional viable \
    remaining serious significant strong huge massive simple easy hard difficult interesting so-called today's young \
    older younger tremendous potential concrete excellent incomparable legitimate pleasant horrible terrible wonderful \
    amazing incredible beautiful lovely lucky unthinkable unacceptable disappointing limited considerable substantial \
    alleged apparent overall respective essential crucial key proper mere utter absolute"
    .split_ascii_whitespace()
    .collect()
});

/// The topics of a content: concepts of head noun and modifiers, the most important first.
pub(crate) fn topics(sheet: &Sheet, pieces: &[Range<usize>]) -> Vec<Topic> {
    let mut found: Vec<(f32, Topic)> = Vec::new();
    for tokens in pieces.iter().flat_map(|piece| concepts(sheet, piece)) {
        let concept = concept(sheet, &tokens);
        if let Some((score, _)) = found.iter_mut().find(|(_, t)| t.concept == concept) {
            *score += 2.0;
        } else {
            let head = tokens.end.saturating_sub(1);
            let noun = tokens.start < head && sheet.pos(head.saturating_sub(1)) != Pos::Adj;
            let modified = f32::from(u8::from(tokens.len() > 1)) + 0.5 * f32::from(u8::from(noun));
            let often = (sheet.uses(sheet.lemma(head)) as f32).ln_1p();
            found.push((2.0 + modified + 0.7 * often, Topic { span: sheet.span_of(&tokens), concept }));
        }
    }
    // The sort is stable: of equals the earlier comes first.
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    found.into_iter().take(MOST).map(|(_, topic)| topic).collect()
}

/// The phrases of a piece that name a subject.
fn concepts(sheet: &Sheet, piece: &Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = piece.start;
    while start < piece.end {
        let end = (start..piece.end).take_while(|&i| is_part(sheet, i, piece)).last().map_or(start, |last| last + 1);
        out.extend(concept_of(sheet, start, end, piece.start));
        start = end.max(start + 1);
    }
    out
}

/// The concept in a run of parts: its last noun with the modifiers before it.
fn concept_of(sheet: &Sheet, start: usize, end: usize, first: usize) -> Option<Range<usize>> {
    let head = (start..end).rev().find(|&i| sheet.pos(i) == Pos::Noun && !ends_in_hyphen(sheet, i, end))?;
    let lemma = sheet.lemma(head);
    if EMPTY.contains(lemma) || sheet.word(head).chars().count() < 3 {
        return None;
    }
    // Modifiers, counted from the head back; a hyphen joins two tokens into one word.
    let mut from = head;
    let mut words = 1;
    while from > start && words < WORDS {
        if sheet.word(from - 1) == "-" && from >= start + 2 {
            from -= 2;
        } else if describes_nothing(sheet.word(from - 1)) {
            break;
        } else {
            from -= 1;
            words += 1;
        }
    }
    while from < head && sheet.word(from) == "-" {
        from += 1;
    }
    // A short name right before the phrase: "Velden bridge", "EU membership".
    if from == start && words < WORDS {
        let name = start.checked_sub(1).filter(|last| *last >= first).and_then(|last| sheet.entity_at(last));
        let name = name.filter(|name| {
            name.tokens.len() <= if name.kind == EntityKind::Person { 1 } else { 2 } && name.tokens.start >= first
        });
        from = name.map_or(from, |name| name.tokens.start);
    }
    let noun = (from..head).any(|i| sheet.pos(i) != Pos::Adj && sheet.word(i) != "-");
    (noun || !WEAK.contains(lemma)).then_some(from..head + 1)
}

/// Whether a hyphen follows, so that the noun is a part of a compound: "terrorist" in "terrorist-related attack".
fn ends_in_hyphen(sheet: &Sheet, index: usize, end: usize) -> bool {
    index + 1 < end && sheet.word(index + 1) == "-"
}

fn is_part(sheet: &Sheet, index: usize, piece: &Range<usize>) -> bool {
    if sheet.entity_at(index).is_some() || sheet.is_date_word(index) {
        return false;
    }
    let tight = |a: usize| sheet.span(a).end() == sheet.span(a + 1).start();
    if sheet.word(index) == "-" {
        return index > piece.start && index + 1 < piece.end && tight(index - 1) && tight(index);
    }
    let joined = index > piece.start && sheet.word(index - 1) == "-" && tight(index - 1)
        || index + 1 < piece.end && sheet.word(index + 1) == "-" && tight(index);
    match sheet.pos(index) {
        // "sow[ing]" is no sow; "1970s" and "11 a.m." are times.
        Pos::Noun => {
            let word = sheet.word(index);
            let cut = index + 1 < piece.end && sheet.word(index + 1) == "[" && tight(index);
            word.chars().next().is_some_and(char::is_alphabetic)
                && !cut
                && !matches!(word, "a.m." | "p.m." | "am" | "pm")
        }
        // "warmest", "oldest": what stands first of many names no kind.
        Pos::Adj => joined || !(describes_nothing(sheet.word(index)) || is_superlative(sheet.word(index))),
        Pos::Verb | Pos::Adv | Pos::Adp | Pos::Cconj | Pos::Num => joined,
        _ => false,
    }
}

fn describes_nothing(word: &str) -> bool {
    GENERAL.contains(word.to_lowercase().as_str())
}

fn is_superlative(word: &str) -> bool {
    word.len() > 5 && word.ends_with("est") && !matches!(word, "honest" | "modest" | "earnest" | "interest")
}

/// The words in lower case and one spelling, the last in the singular; hyphens become blanks.
fn concept(sheet: &Sheet, tokens: &Range<usize>) -> String {
    let last = tokens.end.saturating_sub(1);
    let words = tokens.clone().filter(|&i| sheet.word(i) != "-");
    let words = words.map(|i| if i == last { singular(sheet, i) } else { sheet.word(i).to_lowercase() });
    words.map(|word| spelling::one(&word)).collect::<Vec<_>>().join(" ")
}

/// The singular of a noun: its lemma, unless the noun lives in the plural, or the tagger took "ribs" for a singular that
/// the article has elsewhere as "rib".
fn singular(sheet: &Sheet, index: usize) -> String {
    let word = sheet.word(index).to_lowercase();
    if matches!(word.as_str(), "media" | "measles" | "mumps" | "data" | "headquarters" | "politics" | "diabetes") {
        return word;
    }
    let lemma = sheet.lemma(index).to_lowercase();
    // "ibis", "iris": no plural ends so.
    if word.ends_with("is") && word.strip_suffix('s') == Some(lemma.as_str()) {
        return word;
    }
    match lemma.strip_suffix('s') {
        Some(stem) if lemma == word && !lemma.ends_with("ss") && sheet.uses(stem) > 0 => stem.to_owned(),
        _ => lemma,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
        let sheet = Sheet::new(&document);
        let all = 0..document.tokens.len();
        let found: Vec<String> = topics(&sheet, std::slice::from_ref(&all)).into_iter().map(|t| t.concept).collect();
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn heads_with_modifiers_come_first_and_in_the_singular() {
        check("the harbour fees of the ferries", &["harbour fee", "ferry"]);
    }

    #[test]
    fn pronouns_days_and_empty_nouns_are_no_topics() {
        check("they will do it on Monday in the same way", &[]);
        check("it was the only situation of the past", &[]);
        check("he was sow[ing] division at 11 a.m. in the 1970s", &["division"]);
    }

    #[test]
    fn praise_and_superlatives_are_no_part_of_a_topic() {
        check("the warmest tremendous harbour", &["harbour"]);
        check("an honest broker", &["honest broker"]);
    }

    #[test]
    fn weak_nouns_need_a_noun() {
        check("a new plan for the pier", &["pier"]);
        check("the harbour plan", &["harbour plan"]);
    }

    #[test]
    fn hyphens_join_and_spellings_are_one() {
        check("the long-term lease", &["long term lease"]);
        check("the harbor fees", &["harbour fee"]);
        check("the social media", &["social media"]);
    }
}
