//! Scores quotes against gold annotations: the numbers of the project's public scorer, and the errors behind them.
//!
//! A gold and a predicted span pair up one to one, best intersection over union first, from one half on. Among the pairs
//! the speaker's mention and full name are compared. All offsets count Unicode code points.

mod floating;

pub use floating::let_float;

use super::read_lines;
use crate::error::Result;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A span as records hold it.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct Place {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words there.
    #[serde(default)]
    pub text: String,
}

/// One quote, gold or predicted.
#[derive(Debug, Clone, Deserialize)]
pub struct Quote {
    /// First code point of the content's piece.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// direct, indirect or mixed.
    #[serde(default)]
    pub r#type: String,
    /// The source's mention.
    #[serde(default)]
    pub speaker: Option<Place>,
    /// The source's fullest name.
    #[serde(default)]
    pub speaker_name: Option<String>,
    /// The cue's place.
    #[serde(default)]
    pub cue: Option<Place>,
    /// Whether the gold cue reports speech; absent means yes.
    #[serde(default)]
    pub speech_cue: Option<bool>,
    /// The rule that found a predicted quote.
    #[serde(default)]
    pub rule: Option<String>,
    /// How sure a prediction is.
    #[serde(default)]
    pub confidence: Option<f32>,
    /// How sure it is of the span alone.
    #[serde(default)]
    pub span_confidence: Option<f32>,
    /// How sure it is of the speaker, given the span.
    #[serde(default)]
    pub speaker_confidence: Option<f32>,
    /// The saying to which a predicted piece belongs.
    #[serde(default)]
    pub claim: Option<String>,
    /// speech, thought or attitude, of a prediction.
    #[serde(default)]
    pub cue_class: Option<String>,
}

/// A document's quotes; gold documents carry the text.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Joins gold and prediction.
    pub id: String,
    /// The article's text, in gold documents.
    #[serde(default)]
    pub text: String,
    /// The quotes.
    #[serde(default)]
    pub quotes: Vec<Quote>,
}

/// Reads one document a line; `source` names the input in messages.
pub fn read_documents(lines: &str, source: &str) -> Result<Vec<Document>> {
    read_lines(lines, source, "a document with quotes").map_err(|error| {
        error.hint("each line is a JSON object with \"id\" and \"quotes\", gold lines also with \"text\"")
    })
}

/// What to score.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Leave out indirect reports of thought, plan and attitude.
    pub speech: bool,
    /// Score only gold quotes of these types; empty for all.
    pub types: BTreeSet<String>,
}

/// The scores as named lines, and the errors.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Name and value of each measure, as the scorer prints them.
    pub rows: Vec<(String, String)>,
    /// The errors in the order of the documents.
    pub errors: Vec<QuoteError>,
}

/// What is wrong with a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorClass {
    /// A gold quote that no prediction meets.
    Missed,
    /// A prediction that meets no gold quote.
    Invented,
    /// A pair with another source mention.
    WrongMention,
    /// A pair with another full name.
    WrongName,
}

/// One error with its context.
#[derive(Debug, Clone)]
pub struct QuoteError {
    /// What is wrong.
    pub class: ErrorClass,
    /// The document.
    pub id: String,
    /// The words around, the quote in double brackets.
    pub context: String,
    /// Gold and predicted source, cue and rule.
    pub detail: String,
    /// How sure the prediction was; 0 for a missed quote.
    pub confidence: f32,
}

/// Scores `predicted` against `gold`.
pub fn score(gold: &[Document], predicted: &[Document], options: &Options) -> Report {
    let by_id: BTreeMap<&str, &Document> = predicted.iter().map(|d| (d.id.as_str(), d)).collect();
    let mut counts = Counts::default();
    let mut errors = Vec::new();
    for document in gold {
        let quotes = by_id.get(document.id.as_str()).map_or(&[][..], |d| d.quotes.as_slice());
        counts.add(document, quotes, options, &mut errors);
    }
    let all = predicted.iter().flat_map(|d| &d.quotes).filter_map(|q| q.speaker_name.as_deref());
    counts.pronoun_names = all.filter(|name| is_pronoun(name)).count();
    let missing = gold.iter().filter(|d| !by_id.contains_key(d.id.as_str())).count();
    let mut rows = counts.rows();
    rows.push(("documents missing from the output".to_owned(), missing.to_string()));
    Report { rows, errors }
}

#[derive(Debug, Default)]
struct Counts {
    gold: usize,
    predicted: usize,
    span: usize,
    exact: usize,
    covered: usize,
    mention: usize,
    name: usize,
    lenient: usize,
    has_names: bool,
    pronoun_names: usize,
    named: usize,
    described: usize,
}

impl Counts {
    fn add(&mut self, document: &Document, predicted: &[Quote], options: &Options, errors: &mut Vec<QuoteError>) {
        let text: Vec<char> = document.text.chars().collect();
        let gold: Vec<&Quote> = document.quotes.iter().filter(|q| options.keeps(q)).collect();
        let found = considered(document, &gold, predicted, options, text.len());
        self.gold += gold.len();
        self.predicted += found.len();
        let pairs = pairs(&gold, &found);
        for &(i, j) in &pairs {
            if let (Some(g), Some(p)) = (gold.get(i), found.get(j)) {
                self.pair(g, p, &document.id, &text, errors);
            }
        }
        let missed = (0..gold.len()).filter(|i| pairs.iter().all(|(g, _)| g != i)).filter_map(|i| gold.get(i));
        errors.extend(missed.map(|g| error(ErrorClass::Missed, &document.id, &text, Some(g), None)));
        let invented = (0..found.len()).filter(|j| pairs.iter().all(|(_, p)| p != j)).filter_map(|j| found.get(j));
        errors.extend(invented.map(|p| error(ErrorClass::Invented, &document.id, &text, None, Some(p))));
        self.has_names |= gold.iter().any(|q| q.speaker_name.is_some());
        self.exact += exact(&text, &gold, &found);
        self.covered += covered(&gold, &found);
        self.describe(document, predicted);
    }

    fn pair(&mut self, g: &Quote, p: &Quote, id: &str, text: &[char], errors: &mut Vec<QuoteError>) {
        self.span += 1;
        let mention = match (&g.speaker, &p.speaker) {
            (Some(a), Some(b)) => same_place(a, b),
            (None, None) => true,
            _ => false,
        };
        self.mention += usize::from(mention);
        if !mention {
            errors.push(error(ErrorClass::WrongMention, id, text, Some(g), Some(p)));
        }
        if let Some(name) = g.speaker_name.as_deref().filter(|n| !n.is_empty()) {
            let given = p.speaker_name.as_deref().unwrap_or("");
            let same = same_name(name, given);
            self.name += usize::from(same);
            self.lenient += usize::from(same_name_lenient(name, given));
            if !same {
                errors.push(error(ErrorClass::WrongName, id, text, Some(g), Some(p)));
            }
        }
    }

    /// Counts descriptions given where the gold has a capitalised full name, over all quotes of the document.
    fn describe(&mut self, document: &Document, predicted: &[Quote]) {
        let gold: Vec<&Quote> = document.quotes.iter().collect();
        let found: Vec<&Quote> = predicted.iter().collect();
        for (i, j) in pairs(&gold, &found) {
            let (Some(g), Some(p)) = (gold.get(i), found.get(j)) else { continue };
            let Some(name) = g.speaker_name.as_deref() else { continue };
            if name.split_whitespace().count() > 1 && name.split_whitespace().all(starts_upper) {
                self.named += 1;
                let given = p.speaker_name.as_deref().unwrap_or("");
                self.described += usize::from(!given.is_empty() && !given.split_whitespace().any(starts_upper));
            }
        }
    }

    fn rows(&self) -> Vec<(String, String)> {
        let prf = |hits: usize| prf(hits, self.predicted, self.gold);
        let mut rows = vec![
            ("gold", self.gold.to_string()),
            ("predicted", self.predicted.to_string()),
            ("span IoU>=0.5 P/R/F", prf(self.span)),
            ("span exact (edges trimmed) P/R/F", prf(self.exact)),
            ("span GGT@0.3 P/R/F", prf(self.covered)),
            ("span + speaker mention P/R/F", prf(self.mention)),
        ];
        if self.has_names {
            rows.push(("span + speaker full name P/R/F", prf(self.name)));
            rows.push(("span + speaker name, short form allowed P/R/F", prf(self.lenient)));
        }
        rows.push(("pronouns given as a speaker's name", self.pronoun_names.to_string()));
        if self.named > 0 {
            let share = 100.0 * self.described as f64 / self.named as f64;
            rows.push(("descriptions given where the article has the name, %", format!("{share:.1}")));
        }
        rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Options {
    fn keeps(&self, quote: &Quote) -> bool {
        let spoken = !self.speech || quote.speech_cue.unwrap_or(true) || quote.r#type != "indirect";
        spoken && (self.types.is_empty() || self.types.contains(&quote.r#type))
    }
}

/// The predictions that count: those on gold that this view leaves out are neither right nor wrong, and one of another type counts only
/// where it meets gold of this view.
fn considered<'p>(
    document: &Document,
    gold: &[&Quote],
    predicted: &'p [Quote],
    options: &Options,
    length: usize,
) -> Vec<&'p Quote> {
    let mut found: Vec<&Quote> = predicted.iter().filter(|q| q.end > q.start).collect();
    let left_out = cover(document.quotes.iter().filter(|q| !options.keeps(q)), length);
    if left_out.contains(&true) {
        let inside = cover(gold.iter().copied(), length);
        let share = |cells: &[bool], q: &Quote| {
            cells.get(q.start..q.end.min(length)).map_or(0, |c| c.iter().filter(|x| **x).count())
        };
        found.retain(|q| {
            let half = q.end - q.start;
            !(2 * share(&left_out, q) >= half && 2 * share(&inside, q) < half)
        });
    }
    if !options.types.is_empty() {
        let met: BTreeSet<usize> = pairs(gold, &found).into_iter().map(|(_, j)| j).collect();
        let keep = |(j, q): (usize, &'p Quote)| (met.contains(&j) || options.types.contains(&q.r#type)).then_some(q);
        found = found.into_iter().enumerate().filter_map(keep).collect();
    }
    found
}

fn cover<'q>(quotes: impl Iterator<Item = &'q Quote>, length: usize) -> Vec<bool> {
    let mut cells = vec![false; length];
    for quote in quotes {
        if let Some(range) = cells.get_mut(quote.start..quote.end.min(length)) {
            range.fill(true);
        }
    }
    cells
}

pub(super) fn overlap(a: (usize, usize), b: (usize, usize)) -> usize {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}

fn bounds(quote: &Quote) -> (usize, usize) {
    (quote.start, quote.end)
}

/// One-to-one pairs (gold, predicted), best intersection over union first, from one half on.
pub(super) fn pairs(gold: &[&Quote], found: &[&Quote]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in found.iter().enumerate() {
            let common = overlap(bounds(g), bounds(p));
            if common > 0 {
                let union = (g.end - g.start) + (p.end - p.start) - common;
                candidates.push((common as f64 / union as f64, i, j));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
    let (mut used_gold, mut used_found, mut out) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (score, i, j) in candidates {
        if score < 0.5 {
            break;
        }
        if !used_gold.contains(&i) && !used_found.contains(&j) {
            used_gold.insert(i);
            used_found.insert(j);
            out.push((i, j));
        }
    }
    out
}

/// The number of spans that are equal once white space, marks and stops at the edges are off.
fn exact(text: &[char], gold: &[&Quote], found: &[&Quote]) -> usize {
    let count = |quotes: &[&Quote]| {
        let mut counted: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for quote in quotes {
            *counted.entry(trimmed(text, quote)).or_default() += 1;
        }
        counted
    };
    let found = count(found);
    count(gold).iter().map(|(span, n)| (*n).min(found.get(span).copied().unwrap_or(0))).sum()
}

fn trimmed(text: &[char], quote: &Quote) -> (usize, usize) {
    let edge = |i: usize| text.get(i).is_some_and(|c| " \n\t\"“”„‟«»'’‘`.,;:!?…".contains(*c));
    let (mut a, mut b) = bounds(quote);
    while a < b && edge(a) {
        a += 1;
    }
    while b > a && edge(b - 1) {
        b -= 1;
    }
    (a, b)
}

/// In gold order, the gold quotes of which a free prediction covers more than three tenths.
fn covered(gold: &[&Quote], found: &[&Quote]) -> usize {
    let mut rest: Vec<&Quote> = found.to_vec();
    let mut count = 0;
    for g in gold {
        let mut best = None;
        let mut best_share = 0.3;
        for (j, p) in rest.iter().enumerate() {
            let share = overlap(bounds(g), bounds(p)) as f64 / (g.end - g.start).max(1) as f64;
            if share > best_share {
                (best, best_share) = (Some(j), share);
            }
        }
        if let Some(j) = best {
            rest.remove(j);
            count += 1;
        }
    }
    count
}

/// A mention is found when the shorter span lies mostly in the other and the prediction is not much longer than the gold.
pub(super) fn same_place(gold: &Place, found: &Place) -> bool {
    let common = overlap((gold.start, gold.end), (found.start, found.end));
    let (g, p) = (gold.end - gold.start, found.end - found.start);
    common > 0 && 2 * common >= g.min(p) && p <= 2 * g + 20
}

const TITLES: [&str; 20] = [
    "mr",
    "mrs",
    "ms",
    "dr",
    "the",
    "a",
    "an",
    "sir",
    "prof",
    "professor",
    "president",
    "minister",
    "prime",
    "premier",
    "sen",
    "senator",
    "rep",
    "gov",
    "judge",
    "justice",
];

/// A name's words without accents, case, possessive, punctuation and titles.
pub(super) fn name_words(name: &str) -> Vec<String> {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let chars: Vec<char> = plain.chars().collect();
    let mut kept = String::new();
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        let word = |k: usize| chars.get(k).is_some_and(|c| c.is_alphanumeric() || *c == '_');
        if matches!(c, '\'' | '’') && chars.get(i + 1) == Some(&'s') && !word(i + 2) {
            i += 2;
            continue;
        }
        kept.push(if c.is_alphanumeric() || c == '_' { c } else { ' ' });
        i += 1;
    }
    kept.split_whitespace().filter(|w| !TITLES.contains(w)).map(str::to_owned).collect()
}

/// Whether two names have the same words.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (name_words(a), name_words(b));
    !a.is_empty() && a == b
}

/// Whether one name's words are among the other's, with the same last word or at least two words each.
pub(super) fn same_name_lenient(a: &str, b: &str) -> bool {
    let (a, b) = (name_words(a), name_words(b));
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else { return false };
    let within = |x: &[String], y: &[String]| x.iter().all(|w| y.contains(w));
    a == b || (within(&a, &b) || within(&b, &a)) && (last_a == last_b || a.len() > 1 && b.len() > 1)
}

/// "He" and "he" are pronouns; "US", "WHO" and "IT" are names.
pub(super) fn is_pronoun(name: &str) -> bool {
    const PRONOUNS: [&str; 19] = [
        "i", "me", "my", "we", "us", "our", "you", "he", "him", "his", "she", "her", "hers", "they", "them", "their",
        "it", "its", "who",
    ];
    let name = name.trim();
    let lower = name.to_lowercase();
    let capitalized = name.chars().skip(1).all(|c| !c.is_uppercase());
    PRONOUNS.contains(&lower.as_str()) && capitalized
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Precision, recall and F in percent, as the scorer prints them.
pub(super) fn prf(hits: usize, predicted: usize, gold: usize) -> String {
    let share = |of: usize| if of == 0 { 0.0 } else { hits as f64 / of as f64 };
    let (p, r) = (share(predicted), share(gold));
    let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
    format!("[{:.1}, {:.1}, {:.1}]", 100.0 * p, 100.0 * r, 100.0 * f)
}

fn error(class: ErrorClass, id: &str, text: &[char], gold: Option<&Quote>, found: Option<&Quote>) -> QuoteError {
    let shown = gold.or(found);
    let context = shown.map_or_else(String::new, |quote| {
        let part = |a: usize, b: usize| {
            let words: String = text.get(a.min(text.len())..b.min(text.len())).unwrap_or(&[]).iter().collect();
            words.replace('\n', " / ")
        };
        let from = quote.start.saturating_sub(120);
        format!("{}[[{}]]{}", part(from, quote.start), part(quote.start, quote.end), part(quote.end, quote.end + 80))
    });
    let side = |name: &str, quote: Option<&Quote>| {
        quote.map_or_else(String::new, |q| {
            let words = |place: &Option<Place>| place.as_ref().map_or("-", |p| p.text.as_str()).to_owned();
            let rule = q.rule.as_ref().map_or_else(String::new, |rule| format!(" by {rule}"));
            format!("{name}: {} <{}> {}{rule}", q.r#type, words(&q.speaker), q.speaker_name.as_deref().unwrap_or("-"))
        })
    };
    let detail =
        [side("gold", gold), side("found", found)].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("; ");
    QuoteError {
        class,
        id: id.to_owned(),
        context,
        detail,
        confidence: found.and_then(|p| p.confidence).unwrap_or(0.0),
    }
}

/// The errors that weigh most: surest inventions and wrong speakers first, then what was missed; at most `limit`.
pub fn worst(errors: &[QuoteError], limit: usize) -> Vec<&QuoteError> {
    let mut order: Vec<&QuoteError> = errors.iter().collect();
    order.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.class.cmp(&b.class)));
    order.truncate(limit);
    order
}

#[cfg(test)]
mod tests;
