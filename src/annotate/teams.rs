//! Tells teams from the places that they are named after: in a report of a match, "Velden" is a club.
//!
//! Only articles about sport are touched, and in them only names that stand in a table of results or where a team
//! acts or is acted on ("Velden beat Lorne 2-1", "against Lorne", "the Lorne coach"). A place where something happens
//! ("in Lorne", "(Lorne)", "Lorne, Veldenia") stays a place.

use super::{Document, EntityKind, EntityMention};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::OnceLock;

/// Words that hardly any text but one about sport uses.
const SPORT: &str = "soccer football cricket rugby baseball basketball hockey tennis golf cycling athletics boxing \
    volleyball handball striker midfielder goalkeeper defender winger fullback fly-half scrum-half \
    flanker hooker quarterback batsman bowler wicketkeeper innings inning wicket wickets halftime \
    qualifier qualifiers semifinal semifinals quarterfinal quarterfinals playoff playoffs referee \
    touchdown homered homer homers pitcher shutout rbi goalless hat-trick championship championships \
    tournament standings scorers scorer coach substitute umpire rebounds lbw seeded stoppage-time nba \
    nfl nhl mlb fifa uefa olympics kickoff kick-off bowling batted unbeaten knockout";

/// What a team does, when its name stands before the word.
const DEEDS: &str = "beat beats win wins won lose loses lost draw draws drew score scores scored defeat defeats defeated \
    play plays played lead leads led trail trails trailed meet meets met face faces faced qualified \
    thrash thrashed hammered crushed edged held batted bowled declared collapsed snapped swept equalised \
    equalized dominated conceded clinched advanced rallied downed host hosts are were have slumped \
    finished retained reached needed took opened pulled went";

/// Who belongs to a team whose name stands before the word.
const MEMBERS: &str = "coach coaches captain skipper striker strikers midfielder goalkeeper keeper defender defence defense \
    manager team teams squad side sides player players fans winger forward forwards fullback centre \
    flanker lock prop hooker batsman batsmen bowler bowlers opener openers starter pitcher quarterback \
    fly-half scrum-half wicketkeeper all-rounder supporters innings goal goals lead victory win defeat \
    selectors line-up bench outfielder infielder shortstop newcomer teammate teammates clubhouse bullpen";

/// What a team stands behind as an opponent: "beat Lorne", "against Lorne".
const OPPONENTS: &str = "beat beats beating against v v. vs vs. versus over defeated defeating thrashed thrashing downed \
    edged played playing face faced facing host hosts meet held hold swept stunned crushed hammered \
    upset trounced outplayed club champions leaders visitors side rivals newcomers holders winners \
    runners-up minnows";

/// Words before a place where something happens.
const WHERE: &[&str] =
    &["in", "at", "near", "from", "outside", "around", "through", "into", "across", "toward", "towards"];

/// What a mention in an article about sport shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Team,
    Place,
    Open,
}

/// Makes organisations of the names of teams in an article about sport.
pub fn name_teams(document: &mut Document) {
    if !is_about_sport(document) {
        return;
    }
    let lines = lines(document);
    let rows: Vec<Range<usize>> = lines.iter().flat_map(|line| names_of_row(document, line)).collect();
    for row in rows {
        put(document, row);
    }
    let families = families(document);
    let sign = |index: usize| sign(document, &lines, &families, index);
    let mut signs: Vec<Sign> = (0..document.entities.len()).map(sign).collect();
    spread(document, &families, &mut signs);
    // What an article calls a team more often than a place is a team where nothing tells.
    let mut votes: FxHashMap<String, i32> = FxHashMap::default();
    for (mention, sign) in document.entities.iter().zip(&signs) {
        let vote = match sign {
            Sign::Team => 1,
            Sign::Place => -1,
            Sign::Open => 0,
        };
        *votes.entry(key(document, mention)).or_default() += vote;
    }
    let teams: Vec<bool> = document
        .entities
        .iter()
        .zip(&signs)
        .map(|(mention, sign)| match sign {
            Sign::Team => true,
            Sign::Place => false,
            Sign::Open => votes.get(&key(document, mention)).is_some_and(|votes| *votes > 0),
        })
        .collect();
    for (mention, team) in document.entities.iter_mut().zip(teams) {
        if team {
            mention.kind = EntityKind::Organization;
        }
    }
}

/// Whether an article is about sport: two different words of sport at least, and one in fifty of all words; or three
/// rows of results.
fn is_about_sport(document: &Document) -> bool {
    static WORDS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| SPORT.split(' ').collect());
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut uses = 0;
    for index in 0..document.tokens.len() {
        let word = document.word(index);
        let capitals = word.bytes().any(|byte| byte.is_ascii_uppercase());
        let known = if capitals { words.get(word.to_lowercase().as_str()) } else { words.get(word) };
        if let Some(known) = known {
            uses += 1;
            seen.insert(known);
        }
    }
    if seen.len() >= 2 && uses * 80 >= document.tokens.len() {
        return true;
    }
    uses > 0 && lines(document).iter().filter(|line| !names_of_row(document, line).is_empty()).count() >= 3
}

/// The tokens of each line of the text.
fn lines(document: &Document) -> Vec<Range<usize>> {
    let text = document.text();
    let mut lines = Vec::new();
    let mut start = 0;
    for index in 1..=document.tokens.len() {
        let before = document.tokens.get(index - 1).map_or(0, |token| token.span.end());
        let breaks = document.tokens.get(index).is_none_or(|token| {
            text.get(before..token.span.start()).is_some_and(|between| between.contains(['\n', '\r']))
        });
        if breaks {
            lines.push(start..index);
            start = index;
        }
    }
    lines
}

/// Whether a table of words parted by blanks holds `word`.
fn holds(table: &str, word: &str) -> bool {
    !word.is_empty() && table.split(' ').any(|known| known == word)
}

fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Whether a token is a figure in a table: "12", ".545", "1/2", "-", "+4".
fn is_figure(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | '–' | '+' | ':' | ','))
}

/// Whether a word is a year, alone or at the head of a date: "1996", "1996-08-31".
fn is_year(word: &str) -> bool {
    let head = word.split('-').next().unwrap_or("");
    head.len() == 4 && head.starts_with(['1', '2']) && head.bytes().all(|byte| byte.is_ascii_digit())
}

/// The names of teams in a line that is a row of results: "Velden 2 Lorne 1", "Velden 59 2 49 .545", or a fixture
/// "Velden at Lorne"; nothing for any other line.
fn names_of_row(document: &Document, line: &Range<usize>) -> Vec<Range<usize>> {
    /// A part of the row.
    enum Part {
        Name(Range<usize>),
        Figures(usize),
        Meets,
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut depth = 0usize;
    for index in line.clone() {
        let word = document.word(index);
        match word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            "at" | "v" | "vs" | "v." | "vs." | "AT" | "V" | "VS" => parts.push(Part::Meets),
            "of" | "and" | "de" | "'s" | "’s" | "'" | "&" | "la" if matches!(parts.last(), Some(Part::Name(_))) => {
                if let Some(Part::Name(name)) = parts.last_mut() {
                    name.end = index + 1;
                }
            }
            // "LORNE 1996-08-31" is no row.
            _ if is_year(word) => return Vec::new(),
            _ if is_figure(word) => match parts.last_mut() {
                Some(Part::Figures(count)) => *count += 1,
                _ => parts.push(Part::Figures(1)),
            },
            _ if is_capitalised(word) => match parts.last_mut() {
                Some(Part::Name(name)) => name.end = index + 1,
                _ => parts.push(Part::Name(index..index + 1)),
            },
            _ => return Vec::new(),
        }
    }
    let known_date = |name: &Range<usize>| is_month(document.word(name.start));
    let names: Vec<Range<usize>> =
        parts.iter().filter_map(|part| if let Part::Name(name) = part { Some(name.clone()) } else { None }).collect();
    if names.iter().any(|name| name.len() > 4 || known_date(name)) {
        return Vec::new();
    }
    let row = match parts.as_slice() {
        [Part::Name(_), Part::Figures(1), Part::Name(_), Part::Figures(1)]
        | [Part::Name(_), Part::Meets, Part::Name(_)] => true,
        // Of a single name the figures may be a player's.
        [Part::Name(name), Part::Figures(count)] => *count >= 3 && !is_person(document, name),
        _ => false,
    };
    if row { names } else { Vec::new() }
}

fn is_month(word: &str) -> bool {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let folded = word.to_lowercase();
    months.iter().any(|month| folded.starts_with(month))
}

/// Whether the tokens are a person's full name, as far as the model saw.
fn is_person(document: &Document, tokens: &Range<usize>) -> bool {
    document
        .entities
        .iter()
        .any(|mention| mention.kind == EntityKind::Person && mention.tokens.len() > 1 && meets(&mention.tokens, tokens))
}

fn meets(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Puts an organisation over `tokens`, in the place of what the model saw there.
fn put(document: &mut Document, tokens: Range<usize>) {
    let (Some(first), Some(last)) =
        (document.tokens.get(tokens.start), document.tokens.get(tokens.end.wrapping_sub(1)))
    else {
        return;
    };
    let span: Span = first.span.union(last.span);
    document.entities.retain(|mention| !meets(&mention.tokens, &tokens));
    let at = document.entities.partition_point(|mention| mention.tokens.start < tokens.start);
    document.entities.insert(at, EntityMention { span, tokens, kind: EntityKind::Organization });
}

/// The name of a mention, whatever its capitals.
fn key(document: &Document, mention: &EntityMention) -> String {
    mention.span.of(document.text()).to_lowercase()
}

/// The last words of people's names of several tokens, in lower case as far as they are ASCII.
fn families(document: &Document) -> FxHashSet<String> {
    let people = document.entities.iter().filter(|m| m.kind == EntityKind::Person && m.tokens.len() > 1);
    people.map(|m| document.word(m.tokens.end - 1).to_ascii_lowercase()).collect()
}

/// Whether a name is that of a place or of nobody in particular: what may be a team's.
fn may_be_team(document: &Document, families: &FxHashSet<String>, mention: &EntityMention) -> bool {
    match mention.kind {
        EntityKind::Place => true,
        EntityKind::Person => {
            // A club that the model takes for a person ("Ostrava"): alone, and nobody's last name here.
            let word = document.word(mention.tokens.start);
            mention.tokens.len() == 1 && !families.contains(&word.to_ascii_lowercase())
        }
        EntityKind::Organization | EntityKind::Misc => false,
    }
}

/// What the words around a mention show.
fn sign(document: &Document, lines: &[Range<usize>], families: &FxHashSet<String>, index: usize) -> Sign {
    let Some(mention) = document.entities.get(index) else { return Sign::Open };
    if mention.kind == EntityKind::Organization {
        return Sign::Team;
    }
    if !may_be_team(document, families, mention) {
        return Sign::Place;
    }
    let place = mention.kind == EntityKind::Place;
    let line = lines.get(lines.partition_point(|line| line.end <= mention.tokens.start)).cloned().unwrap_or_default();
    let word = |at: usize| if line.contains(&at) { document.word(at) } else { "" };
    let (start, end) = (mention.tokens.start, mention.tokens.end);
    let before = word(start.wrapping_sub(1)).to_lowercase();
    let before2 = word(start.wrapping_sub(2)).to_lowercase();
    let (after, after2) = (word(end).to_lowercase(), word(end + 1).to_lowercase());
    let next = document.entities.get(index + 1).filter(|next| next.tokens.start == end + 1);
    if WHERE.contains(&before.as_str()) && after != "'s" || before == "(" || before == "of" {
        return Sign::Place;
    }
    if start == line.start
        && (is_year(&after) || after.contains('-') && after.starts_with(|c: char| c.is_ascii_digit()))
    {
        return Sign::Place;
    }
    let listed = matches!(after.as_str(), ",") && next.is_some_and(|next| next.kind == EntityKind::Place);
    if listed && start == line.start {
        return Sign::Place;
    }
    let person_next = next.is_some_and(|next| next.kind == EntityKind::Person);
    if matches!(after.as_str(), "'s" | "’s") {
        return if holds(MEMBERS, &after2) {
            Sign::Team
        } else if person_next {
            Sign::Place
        } else {
            Sign::Open
        };
    }
    let figure = |word: &str| is_figure(word) && word.starts_with(|c: char| c.is_ascii_digit());
    let acts = holds(DEEDS, &after) && place
        || holds(MEMBERS, &after)
        || place && figure(&after)
        || place && matches!(after.as_str(), ":" | "-" | "–") && start == line.start && person_next;
    let acted_on = holds(OPPONENTS, &before)
        || before == "with" && matches!(before2.as_str(), "draw" | "drew" | "drawn" | "match" | "game" | "series")
        || before == "by" && before2.ends_with("ed") | matches!(before2.as_str(), "held" | "beaten" | "won")
        || before == "for"
            && matches!(
                before2.as_str(),
                "scored" | "homered" | "played" | "plays" | "captain" | "singled" | "doubled"
            )
        || before == "between";
    if acts || acted_on { Sign::Team } else { Sign::Open }
}

/// Names joined by "and", "or" or a comma are of one kind: what one shows, the other is.
fn spread(document: &Document, families: &FxHashSet<String>, signs: &mut [Sign]) {
    let joined = |left: &EntityMention, right: &EntityMention| {
        left.tokens.end + 1 == right.tokens.start
            && matches!(document.word(left.tokens.end), "and" | "or" | "," | "AND")
            && may_be_team(document, families, left)
            && may_be_team(document, families, right)
    };
    let pairs: Vec<usize> = document
        .entities
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [left, right] if joined(left, right)))
        .map(|(index, _)| index)
        .collect();
    for &left in pairs.iter().chain(pairs.iter().rev()) {
        let (Some(&a), Some(&b)) = (signs.get(left), signs.get(left + 1)) else { continue };
        let ((Sign::Open, both) | (both, Sign::Open)) = (a, b) else { continue };
        if let Some(pair) = signs.get_mut(left..left + 2) {
            pair.fill(both);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::text::Article;

    /// The organisations that the text names, in order.
    fn organisations(text: &str) -> Vec<String> {
        let document = annotate(&Models::built_in(), Article { body: text.to_owned(), ..Article::default() });
        let names = document.entities.iter().filter(|mention| mention.kind == EntityKind::Organization);
        names.map(|mention| mention.span.of(document.text()).to_owned()).collect()
    }

    #[test]
    fn a_country_that_plays_is_a_team() {
        let text = "Norway beat Finland 3-1 in a World Cup qualifier in Denmark on Sunday. The Norway striker scored \
                    twice before halftime against Finland.";
        assert_eq!(organisations(text), ["Norway", "Finland", "Norway", "Finland"]);
    }

    #[test]
    fn rows_of_results_name_teams() {
        let text = "Results of soccer matches, with halftime scores:\nBristol 2 Leeds 1\nQueen of Towers 0 Lorne 3\n\
                    Velden 59 2 49 7";
        assert_eq!(organisations(text), ["Bristol", "Leeds", "Queen of Towers", "Lorne", "Velden"]);
    }

    #[test]
    fn a_country_in_other_news_stays_a_place() {
        assert!(organisations("Norway beat Finland to the contract. Norway won the vote against Finland.").is_empty());
        assert!(organisations("Leeds 2 Bristol 1\nThe ministers met in Leeds and in Bristol.").is_empty());
    }

    #[test]
    fn a_place_where_a_match_is_played_stays_a_place() {
        let text = "The tournament goes on in Norway, where the striker scored in the qualifier at Bergen.";
        assert!(organisations(text).is_empty());
    }
}
