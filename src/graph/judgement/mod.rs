//! What people decide about names, quotes and roles: one judgement, and the line of the log that keeps it.
//!
//! A log holds one JSON object a line. Every judgement has
//!
//! ```text
//! id       16 hexadecimal digits: the hash of all the rest, so that the same judgement is the same in every log
//! when     the moment in UTC with milliseconds, 2026-11-24T15:03:12.000Z
//! turn     how often the clock had been behind an earlier judgement by then; left out while it never was
//! who      who judges
//! verdict  what is decided; the fields that follow depend on it
//! note     why, in free words
//! ```
//!
//! | verdict | fields | what it does |
//! |---|---|---|
//! | `merge` | `entity`, `into`, `name` | what was `entity` is `into`, called `name`; `entity` keeps `dixit:replacedBy` |
//! | `split` | `entity`, `into`, `name`, `articles`, `role`, `body` | in these articles, and in those that give the entity this role or body, it is `into`, called `name` |
//! | `not-same` | `entity`, `other` | the two are never joined |
//! | `rename` | `entity`, `into`, `name` | `entity` is called `name`, and its node is `into` |
//! | `reject` | a fact, `whoever` | the fact leaves the answers; with `whoever`, whoever may be found to speak |
//! | `accept` | a fact | the fact is reviewed |
//! | `note` | `entity` or a fact | nothing but that the note stands there |
//! | `link` | `entity`, `iri` | `schema:sameAs` |
//! | `withdraw` | `judgement` | the judgement with this id counts no more |
//!
//! An entity is written as its node's path under the store's base IRI (`person/ann-lee`). A fact is what an article says
//! at a place: `article` (the hash in its node's IRI), `kind` (`quotation` or `role`), `start`, `end` (code points) and
//! `exact` (the characters), with `speakers` or with `holder`, `role` and `body`. No field is a number that another
//! extractor would give anew, so that a judgement outlives a new extraction.
//!
//! **Two logs are merged by putting all lines of both into one file, in any order.** Lines with one id count once. The
//! rest counts in the order of `turn`, then of `when`, then of `id`: where two judgements contradict each other, the later one
//! holds. Somebody who judges when the clock was set back gives a judgement of the next turn ([`Judgements::next`]), so that
//! what was judged last in one store holds whatever the clocks say. A
//! `not-same` forbids every earlier merge that would join the two, and every later one that does not name the two
//! themselves. See [`Judgements`] for what they add up to.

mod apply;
mod fact;
mod state;

pub use apply::{judged, rejected};
pub use fact::{Fact, FactKind, facts};
pub use state::{Changed, Judgements};

use crate::error::{Error, Result};
use crate::graph::mint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One decision of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The hash of all the rest.
    #[serde(default)]
    pub id: String,
    /// The moment in UTC with milliseconds.
    pub when: String,
    /// How often the clock had been behind an earlier judgement by then.
    #[serde(default, skip_serializing_if = "is_first")]
    pub turn: u64,
    /// Who judges.
    pub who: String,
    /// What is decided.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What is decided. Entities are paths under the base IRI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Two entities are one.
    Merge {
        /// The one whose node goes.
        entity: String,
        /// The one whose node stays.
        into: String,
        /// The main name of the one that they are.
        name: String,
    },
    /// One entity is two.
    Split {
        /// The one that they were.
        entity: String,
        /// The node of the new one.
        into: String,
        /// Its name.
        name: String,
        /// The articles, by the hash in their nodes' IRIs, that mean the new one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        articles: Vec<String>,
        /// Articles that give the entity this role (`role/bishop`) mean the new one too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        /// Articles that give the entity a role in this body mean the new one too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
    },
    /// Two entities are never joined.
    NotSame {
        /// One.
        entity: String,
        /// The other.
        other: String,
    },
    /// An entity gets another main name, and with it another node.
    Rename {
        /// The entity.
        entity: String,
        /// Its new node.
        into: String,
        /// Its new name.
        name: String,
    },
    /// A fact is wrong.
    Reject {
        /// The fact.
        #[serde(flatten)]
        fact: Fact,
        /// Whether it is wrong whoever may be found to speak: the words are no quotation.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        whoever: bool,
    },
    /// A fact is right.
    Accept {
        /// The fact.
        #[serde(flatten)]
        fact: Fact,
    },
    /// Something is to be known about an entity or a fact.
    Note {
        /// The entity.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entity: Option<String>,
        /// The fact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fact: Option<Fact>,
    },
    /// An entity is the same as something elsewhere.
    Link {
        /// The entity.
        entity: String,
        /// What it is the same as: Wikidata's IRI or any other.
        iri: String,
    },
    /// An earlier judgement counts no more.
    Withdraw {
        /// Its id.
        judgement: String,
    },
}

impl Verdict {
    /// Its name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::NotSame { .. } => "not-same",
            Self::Rename { .. } => "rename",
            Self::Reject { .. } => "reject",
            Self::Accept { .. } => "accept",
            Self::Note { .. } => "note",
            Self::Link { .. } => "link",
            Self::Withdraw { .. } => "withdraw",
        }
    }

    /// The entities that it names.
    pub fn entities(&self) -> Vec<&str> {
        match self {
            Self::Merge { entity, into, .. } | Self::Split { entity, into, .. } | Self::Rename { entity, into, .. } => {
                vec![entity, into]
            }
            Self::NotSame { entity, other } => vec![entity, other],
            Self::Link { entity, .. } => vec![entity],
            Self::Note { entity, .. } => entity.iter().map(String::as_str).collect(),
            Self::Reject { .. } | Self::Accept { .. } | Self::Withdraw { .. } => Vec::new(),
        }
    }

    /// The fact that it is about.
    pub fn fact(&self) -> Option<&Fact> {
        match self {
            Self::Reject { fact, .. } | Self::Accept { fact } | Self::Note { fact: Some(fact), .. } => Some(fact),
            _ => None,
        }
    }

    /// Whether it says who is who.
    fn is_identity(&self) -> bool {
        matches!(self, Self::Merge { .. } | Self::Split { .. } | Self::NotSame { .. } | Self::Rename { .. })
    }
}

impl Judgement {
    /// A judgement of the first turn, with its id.
    pub fn new(when: String, who: String, verdict: Verdict, note: String) -> Self {
        Self { id: String::new(), when, turn: 0, who, verdict, note }.identified()
    }

    /// The same of another turn.
    #[must_use]
    fn in_turn(self, turn: u64) -> Self {
        Self { turn, ..self }.identified()
    }

    fn identified(mut self) -> Self {
        self.id = self.hash();
        self
    }

    /// What decides which of two judgements is the later one.
    fn place(&self) -> (u64, &str, &str) {
        (self.turn, &self.when, &self.id)
    }

    fn hash(&self) -> String {
        let bare = Self { id: String::new(), ..self.clone() };
        mint::hash(&[&bare.line()], 16)
    }

    /// Its moment as `xsd:dateTime` in canonical form: without zeros at the end of the seconds.
    pub fn moment(&self) -> String {
        let bare = self.when.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.');
        // "10:00:00.000" must not lose the zeros before the point.
        let whole = self.when.get(..19).unwrap_or(&self.when);
        format!("{}Z", if bare.len() < whole.len() { whole } else { bare })
    }

    /// Its line in the log, without line end.
    pub fn line(&self) -> String {
        // A map of texts and numbers can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads one line of a log.
    fn parse(line: &str) -> Result<Self, String> {
        let mut judgement: Self = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if !is_moment(&judgement.when) {
            return Err(format!("{:?} is no moment such as 2026-11-24T15:03:12.000Z", judgement.when));
        }
        if judgement.id.is_empty() {
            judgement.id = judgement.hash();
        }
        Ok(judgement)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_first(turn: &u64) -> bool {
    *turn == 0
}

/// Whether `when` has the form in which moments sort as texts.
pub fn is_moment(when: &str) -> bool {
    const FORM: &str = "dddd-dd-ddTdd:dd:dd.dddZ";
    when.len() == FORM.len()
        && when.chars().zip(FORM.chars()).all(|(c, form)| if form == 'd' { c.is_ascii_digit() } else { c == form })
}

/// Every judgement of a log, in its order.
///
/// # Errors
/// A line is no judgement; the message gives its number. A last line without line end that is none is what an
/// interrupted write left, and is passed over.
pub fn read(log: &str) -> Result<Vec<Judgement>> {
    let mut found = Vec::new();
    let mut lines = log.split_inclusive('\n').enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let text = line.trim();
        if text.is_empty() {
            continue;
        }
        match Judgement::parse(text) {
            Ok(judgement) => found.push(judgement),
            Err(_) if lines.peek().is_none() && !line.ends_with('\n') => {}
            Err(problem) => {
                return Err(Error::store(format!("line {} of the judgements cannot be read: {problem}", index + 1))
                    .hint("mend or remove the line; nothing is changed as long as it stands there"));
            }
        }
    }
    Ok(found)
}

/// The judgements each once, in the order in which they count.
fn in_order(all: Vec<Judgement>) -> Vec<Judgement> {
    let mut by_id: BTreeMap<String, Judgement> = BTreeMap::new();
    for judgement in all {
        let known = by_id.entry(judgement.id.clone()).or_insert_with(|| judgement.clone());
        // Somebody changed a line by hand: which of the two counts must not depend on their order.
        if judgement.line() > known.line() {
            *known = judgement;
        }
    }
    let mut all: Vec<Judgement> = by_id.into_values().collect();
    all.sort_by(|a, b| a.place().cmp(&b.place()));
    all
}

#[cfg(test)]
mod tests;
