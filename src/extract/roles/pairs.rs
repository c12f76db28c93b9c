//! A small model of which person belongs to which organisation of a sentence, where no rule reads it.
//!
//! Logistic regression over hashed features of one pair: the words between and around the two names, their order and
//! distance, and what the rules found of either. `dixit train affiliations` learns it.

use super::bare;
use super::scan::{Person, Scan};
use crate::annotate::lexicon::{self, PersonClass};
use crate::annotate::linear::{Feature, hash};
use crate::annotate::model_file::{Reader, Writer, unpack};
use crate::annotate::{EntityKind, EntityMention, Pos};
use crate::error::Result;
use crate::extract::{RoleMention, RoleStatus, Weights};
use crate::text::Span;
use std::ops::Range;
use std::sync::LazyLock;

/// Pairs that are at least this likely are facts. Chosen on held-out folds of the training sets, for precision.
const LEAST: f32 = 0.65;
/// The same for a role that a rule read without its body, which only lacks the body's name.
const LEAST_OF_ROLE: f32 = 0.6;
/// The name that its facts carry.
const RULE: &str = "affiliation-model";
/// Names further apart than this many tokens are not paired.
const FARTHEST: usize = 40;

/// Verbs that bind a person to an organisation, beside those of saying for a role without its body.
const BINDING: &[&str] = &[
    "act",
    "appoint",
    "assign",
    "base",
    "become",
    "begin",
    "belong",
    "captain",
    "chair",
    "co-found",
    "co-own",
    "coach",
    "cofound",
    "command",
    "create",
    "design",
    "direct",
    "edit",
    "elect",
    "employ",
    "establish",
    "expel",
    "find",
    "fire",
    "form",
    "found",
    "head",
    "hire",
    "hold",
    "host",
    "intern",
    "join",
    "launch",
    "lead",
    "leave",
    "lecture",
    "make",
    "manage",
    "name",
    "nominate",
    "open",
    "own",
    "play",
    "preside",
    "promote",
    "publish",
    "quit",
    "recruit",
    "rejoin",
    "represent",
    "resign",
    "retire",
    "return",
    "run",
    "serve",
    "set",
    "sign",
    "sit",
    "star",
    "start",
    "step",
    "succeed",
    "teach",
    "train",
    "transfer",
    "volunteer",
    "work",
    "write",
];
/// Offices of states, whose body is the state and not the one that is named nearby.
const OFFICES: &[&str] = &[
    "president",
    "minister",
    "premier",
    "senator",
    "governor",
    "mayor",
    "chancellor",
    "congressman",
    "congresswoman",
    "representative",
    "lawmaker",
    "ambassador",
    "king",
    "queen",
    "prince",
    "princess",
    "nominee",
    "candidate",
];
/// Words right before an organisation that may bind a person to it.
const PREPOSITIONS: &[&str] = &["of", "at", "for", "from", "with", "in", "by", "under", "within", "(", ",", "and"];
/// Verbs between an organisation and a speaker who may belong to it: "Brightwater will pay, said a director, Ivo Lenz".
const SAYING: &[&str] = &["say", "tell", "add", "announce", "explain", "report", "state", "confirm"];

/// A trained model of affiliations.
#[derive(Debug, Clone)]
pub struct Affiliations {
    /// The weights, and the score that all pairs start from.
    weights: Weights,
}

impl Affiliations {
    /// A model of the weights that training left.
    pub fn new(weights: &[f32]) -> Self {
        Self { weights: Weights::new(weights) }
    }

    /// Reads a model file; fails when it is damaged, of another version or of another model.
    pub fn unpack(file: &[u8]) -> Result<Self> {
        let payload = unpack("affiliations", file)?;
        Ok(Self { weights: Weights::read(&mut Reader::new(&payload))? })
    }

    /// Writes what [`Affiliations::unpack`] reads from a file's payload.
    pub fn write(&self, writer: &mut Writer) {
        self.weights.write(writer);
    }

    /// How likely a pair with these features is a fact, 0 to 1.
    pub fn probability(&self, features: &[u32]) -> f32 {
        1.0 / (1.0 + (-self.weights.score(features)).exp())
    }
}

/// The model that comes with the program, as `dixit train affiliations` writes it.
const BUILT_IN: &[u8] = include_bytes!("../data/affiliations.model");

/// The built-in model, read once; a test reads it, so that it is there.
pub fn built_in() -> Option<&'static Affiliations> {
    static READ: LazyLock<Option<Affiliations>> = LazyLock::new(|| Affiliations::unpack(BUILT_IN).ok());
    READ.as_ref()
}

/// A person and an organisation of one sentence.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The person's name or pronoun.
    pub person: Span,
    /// The organisation's name.
    pub body: Span,
    /// What the model looks at.
    pub features: Vec<u32>,
    tokens: Range<usize>,
}

/// Adds the facts of one sentence that the model holds likely and no rule found.
pub fn find(model: &Affiliations, scan: &Scan, sentence: Range<usize>, found: &mut Vec<RoleMention>) {
    let mut new = Vec::new();
    for pair in pairs(scan, &sentence, found) {
        if found.iter().any(|role| role.person == pair.person && role.organization == Some(pair.body)) {
            continue;
        }
        let probability = model.probability(&pair.features);
        if probability >= LEAST_OF_ROLE {
            // A role that a rule read without its body is held there: "Brightwater will pay, said Ivo Lenz, a director".
            let bodiless = found.iter_mut().find(|role| {
                let noun = role.role.of(scan.document.text()).split_whitespace().next_back().map(lexicon::fold);
                // A president who is named beside a broadcaster is not its president.
                let noun = noun.filter(|noun| !OFFICES.contains(&noun.as_str()));
                let noun = noun.and_then(|noun| lexicon::person_noun(&noun));
                role.person == pair.person
                    && role.organization.is_none()
                    && noun.is_some_and(|noun| noun.class == PersonClass::Role)
            });
            if let Some(role) = bodiless {
                role.organization = Some(pair.body);
                role.span = role.span.union(pair.body);
                role.confidence *= probability;
                role.rule = RULE;
                continue;
            }
            if probability < LEAST {
                continue;
            }
            let person = Person { tokens: pair.tokens.clone(), span: pair.person };
            let none = Span::new(pair.person.end(), pair.person.end());
            let evidence = pair.person.union(pair.body);
            let mut fact = bare(evidence, &person, none, Some(pair.body), RoleStatus::Current, 0.9 * probability);
            fact.rule = RULE;
            new.push(fact);
        }
    }
    found.append(&mut new);
}

/// Every pair of a sentence with its features; `known` is what the rules found there.
pub fn pairs(scan: &Scan, sentence: &Range<usize>, known: &[RoleMention]) -> Vec<Pair> {
    let mut people: Vec<Person> = scan.people(sentence.clone()).collect();
    let pronouns = sentence.clone().filter(|t| matches!(scan.folded(*t), "he" | "she" | "i"));
    people.extend(pronouns.map(|t| Person { tokens: t..t + 1, span: scan.span(&(t..t + 1)) }));
    people.sort_by_key(|person| person.tokens.start);
    let mut bodies: Vec<&EntityMention> = Vec::new();
    for name in sentence.clone().filter_map(|token| scan.name(token)) {
        let new = bodies.last().is_none_or(|last| last.span != name.span);
        let words = lexicon::folded(name.span.of(scan.document.text()));
        let place =
            name.kind != EntityKind::Organization && (lexicon::is_place(&words) || lexicon::demonym(&words).is_some());
        if new && name.kind != EntityKind::Person && !place {
            bodies.push(name);
        }
    }
    let mut out = Vec::new();
    // Work grows with the product, so a list of hundreds of names is no sentence to pair.
    for person in people.iter().take(40) {
        for body in bodies.iter().take(40) {
            let between = between(&person.tokens, &body.tokens);
            if between.len() <= FARTHEST {
                let nearer = people.iter().filter(|other| {
                    self::between(&other.tokens, &body.tokens).len() < between.len() && other.tokens != person.tokens
                });
                let nearer = nearer.count();
                let look =
                    Look { scan, sentence, person, body, between, counts: (people.len(), bodies.len()), nearer, known };
                if !look.is_bound() {
                    continue;
                }
                let features = look.features();
                out.push(Pair { person: person.span, body: body.span, features, tokens: person.tokens.clone() });
            }
        }
    }
    out
}

fn between(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    if one.end <= other.start { one.end..other.start } else { other.end..one.start.max(other.end) }
}

/// One pair as the features see it.
struct Look<'a, 's> {
    scan: &'s Scan<'a>,
    sentence: &'s Range<usize>,
    person: &'s Person,
    body: &'a EntityMention,
    between: Range<usize>,
    counts: (usize, usize),
    /// How many other people stand nearer to the organisation.
    nearer: usize,
    known: &'s [RoleMention],
}

impl Look<'_, '_> {
    fn features(&self) -> Vec<u32> {
        let mut out = Vec::with_capacity(48);
        let order = u32::from(self.person.tokens.start < self.body.tokens.start);
        let pronoun = self.scan.person(self.person.tokens.start).is_none();
        let kind = self.body.kind as u32 * 4 + order * 2 + u32::from(pronoun);
        let gap = bucket(self.between.len());
        let mut add = |template: u32, values: &[u32]| {
            let feature = values.iter().fold(Feature::new(template).with(order), |f, value| f.with(*value));
            out.push(feature.get());
        };
        add(0, &[]);
        add(1, &[kind]);
        add(2, &[gap, kind]);
        let (people, bodies) = self.names_between();
        add(3, &[people, bodies]);
        add(4, &[people, gap]);
        add(5, &[few(self.counts.0, 3), few(self.counts.1, 3), kind]);
        // The words between, the nearest to the organisation first when there are many.
        let reach = self.between.len().saturating_sub(14);
        let near = self.between.clone().skip(if order == 1 { reach } else { 0 });
        let mut noun = 0;
        let mut verb = 0;
        for token in near.take(14) {
            add(6, &[self.lemma(token)]);
            if self.scan.pos(token) == Pos::Verb {
                verb = self.lemma(token);
            }
            if self.is_role(token) {
                noun = self.lemma(token);
            }
        }
        if self.between.len() <= 4 {
            let joined = self.between.clone().fold(0u32, |sum, t| sum.rotate_left(7) ^ self.lemma(t));
            add(7, &[joined, kind]);
        }
        add(8, &[verb, noun]);
        add(9, &[verb, gap.min(3)]);
        add(10, &[noun, kind]);
        // The words around each name.
        let (before, before2) = (self.before(self.body.tokens.start, 1), self.before(self.body.tokens.start, 2));
        add(11, &[before, kind]);
        add(12, &[before, before2]);
        add(13, &[before, noun]);
        add(14, &[before, verb]);
        let (after, after2) = (self.after(self.body.tokens.end, 0), self.after(self.body.tokens.end, 1));
        add(15, &[after]);
        add(16, &[after, after2]);
        add(17, &[u32::from(self.is_role(self.body.tokens.end)), gap.min(3)]);
        add(18, &[self.after(self.person.tokens.end, 0), gap.min(4)]);
        add(19, &[self.after(self.person.tokens.end, 0), self.after(self.person.tokens.end, 1)]);
        add(20, &[self.before(self.person.tokens.start, 1)]);
        // What kind of name it is.
        let last = self.scan.folded(self.body.tokens.end.saturating_sub(1));
        let group = lexicon::group_noun(last) == Some(true);
        let acronym = self.body.tokens.len() == 1
            && self.scan.word(self.body.tokens.start).chars().filter(|c| c.is_uppercase()).count() > 1;
        add(21, &[u32::from(group), u32::from(acronym), kind]);
        add(22, &[if group { hash(last) } else { 0 }]);
        add(23, &[u32::from(self.body.tokens.start == self.sentence.start), kind]);
        add(26, &[few(self.nearer, 2), kind]);
        add(27, &[few(self.nearer, 2), gap]);
        add(28, &[u32::from(self.titles_another())]);
        for value in self.rules() {
            add(24, &[value]);
            add(25, &[value, kind, gap.min(2)]);
        }
        out
    }

    /// Whether anything binds the two at all: "Ivo Lenz met Brightwater" is no pair to weigh.
    fn is_bound(&self) -> bool {
        let [_, of_person, _] = self.rules();
        let verb = self.between.clone().rev().find(|t| self.scan.pos(*t) == Pos::Verb && !self.is_role(*t));
        let after = verb.map_or(self.between.start, |verb| verb + 1);
        let end = self.body.tokens.end;
        let role = (after..self.between.end).any(|t| self.is_role(t)) || (end..end + 3).any(|t| self.is_role(t));
        let first = self.person.tokens.start < self.body.tokens.start;
        if self.is_apart(first, of_person >= 12) || super::copula::is_supposed(self.scan, self.sentence, self.person) {
            return false;
        }
        match verb.map(|verb| self.scan.lemma(verb)) {
            // "He intends to leave Brightwater", "she never worked for it".
            _ if first && verb.is_some_and(|verb| !super::employment::is_told(self.scan, self.sentence, verb)) => false,
            // A role after the verb is the body's own only where the verb leads to it: "he served as chair of …".
            Some(lemma) if BINDING.contains(&lemma) => true,
            Some(lemma) if SAYING.contains(&lemma) => !first && (role || of_person == 11),
            Some(_) => false,
            None => {
                let article = matches!(self.scan.folded(self.body.tokens.start.saturating_sub(1)), "the" | "a" | "an");
                let before = self.body.tokens.start.saturating_sub(1 + usize::from(article));
                let owns = matches!(self.scan.word(end), "'s" | "’s" | "'" | "’");
                role || owns || !first || PREPOSITIONS.contains(&self.scan.folded(before))
            }
        }
    }

    /// Whether the sentence sets the two apart: "Brightwater, where Ivo Lenz was seen", "Mara Okonjo of Brightwater, and Ivo
    /// Lenz, chair of Tern" (`elsewhere`: the rules found a body of his), "Ivo Lenz left, Brightwater announced".
    fn is_apart(&self, first: bool, elsewhere: bool) -> bool {
        let word = |token: usize| self.scan.folded(token);
        let verb_from = |from: usize| (from..from + 3).find(|t| self.scan.pos(*t) == Pos::Verb);
        if first {
            let announces = verb_from(self.body.tokens.end)
                .is_some_and(|verb| verb <= self.body.tokens.end + 1 && SAYING.contains(&self.scan.lemma(verb)));
            return announces && self.between.clone().any(|t| word(t) == ",");
        }
        if self.between.clone().any(|t| word(t) == "where") {
            let verb = verb_from(self.person.tokens.end).map(|verb| self.scan.lemma(verb));
            return !verb.is_some_and(|lemma| BINDING.contains(&lemma));
        }
        elsewhere && self.between.clone().all(|t| matches!(word(t), "," | "and"))
    }

    /// What the rules found of the pair, of the person and of the body.
    fn rules(&self) -> [u32; 3] {
        let mine = self.known.iter().filter(|role| role.person == self.person.span);
        let its = self.known.iter().filter(|role| role.organization == Some(self.body.span));
        let pair = mine.clone().find(|role| role.organization == Some(self.body.span));
        let elsewhere = mine.clone().any(|role| role.organization.is_some());
        let bodiless = mine.clone().any(|role| role.organization.is_none());
        let others = its.filter(|role| role.person != self.person.span).count();
        [
            pair.map_or(1, |role| hash(role.rule)),
            10 + u32::from(elsewhere) * 2 + u32::from(bodiless),
            20 + few(others, 2),
        ]
    }

    /// Whether the organisation stands in another person's title: "Brightwater chair Ivo Lenz".
    fn titles_another(&self) -> bool {
        let end = self.body.tokens.end;
        let name = (end..self.sentence.end.min(end + 5)).find_map(|token| {
            let person = self.scan.person(token);
            let goes_on = matches!(self.scan.pos(token), Pos::Noun | Pos::Adj | Pos::Propn);
            person.map(Some).or((!goes_on).then_some(None))
        });
        name.flatten().is_some_and(|other| other.tokens != self.person.tokens)
    }

    fn names_between(&self) -> (u32, u32) {
        let starts = |kind: EntityKind| {
            let first = |t: &usize| self.scan.name(*t).is_some_and(|n| n.kind == kind && n.tokens.start == *t);
            few(self.between.clone().filter(first).count(), 2)
        };
        (starts(EntityKind::Person), starts(EntityKind::Organization))
    }

    fn is_role(&self, token: usize) -> bool {
        let noun = self.scan.person_noun(token, token);
        noun.is_some_and(|(_, noun)| noun.usual && noun.class == PersonClass::Role)
    }

    /// A lemma, or the kind of the name that the token belongs to.
    fn lemma(&self, token: usize) -> u32 {
        if !self.sentence.contains(&token) {
            return 1;
        }
        match self.scan.name(token) {
            Some(name) => 2 + name.kind as u32,
            None if self.scan.word(token).starts_with(|c: char| c.is_ascii_digit()) => 9,
            None => hash(self.scan.lemma(token)),
        }
    }

    /// The `nth` word before a token, articles passed over.
    fn before(&self, token: usize, nth: usize) -> u32 {
        let article = token > self.sentence.start && matches!(self.scan.folded(token - 1), "the" | "a" | "an");
        let at = token.checked_sub(nth + usize::from(article)).filter(|at| *at >= self.sentence.start);
        at.map_or(1, |at| self.lemma(at))
    }

    fn after(&self, token: usize, nth: usize) -> u32 {
        self.lemma(token + nth)
    }
}

/// A count as a feature's value, cut at `most`.
fn few(count: usize, most: u32) -> u32 {
    u32::try_from(count).unwrap_or(most).min(most)
}

fn bucket(length: usize) -> u32 {
    match length {
        0..=3 => few(length, 3),
        4..=5 => 4,
        6..=9 => 5,
        10..=15 => 6,
        16..=25 => 7,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Models, annotate};
    use crate::extract::BUCKETS;
    use crate::text::Article;

    #[test]
    fn the_built_in_model_loads_and_a_damaged_one_does_not() {
        assert!(built_in().is_some());
        assert!(Affiliations::unpack(b"dxtm").is_err());
    }

    #[test]
    fn weights_give_probabilities() {
        let mut weights = vec![0.0; BUCKETS];
        weights[7] = 3.0;
        let model = Affiliations::new(&weights);
        assert!((model.probability(&[8]) - 0.5).abs() < 1e-6);
        assert!(model.probability(&[7]) > 0.9);
    }

    #[test]
    fn a_person_meets_the_bodies_that_something_binds_her_to() {
        let body = "Mara Okonjo left Brightwater Bank. She praised the Harbour Council.".to_owned();
        let document = annotate(&Models::built_in(), Article { body, ..Article::default() });
        let scan = Scan::new(&document);
        let pairs: Vec<Pair> = document.sentences.iter().flat_map(|s| pairs(&scan, &s.tokens, &[])).collect();
        let shown: Vec<String> =
            pairs.iter().map(|p| format!("{} {}", p.person.of(document.text()), p.body.of(document.text()))).collect();
        assert_eq!(shown, ["Mara Okonjo Brightwater Bank"]);
    }

    #[test]
    fn what_a_sentence_sets_apart_is_no_pair() {
        let found = |body: &str| {
            let document = annotate(&Models::built_in(), Article { body: body.to_owned(), ..Article::default() });
            let scan = Scan::new(&document);
            document.sentences.iter().map(|s| pairs(&scan, &s.tokens, &[]).len()).sum::<usize>()
        };
        assert_eq!(found("They met at Brightwater Bank, where Mara Okonjo was seen."), 0);
        assert_eq!(found("They met at Brightwater Bank, where Mara Okonjo worked."), 1);
        assert_eq!(found("Mara Okonjo will lead, Brightwater Bank announced."), 0);
    }
}
