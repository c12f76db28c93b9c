//! Decides what an article that was read means for the versions the store has of it.

use super::build::Prepared;
use crate::error::Result;
use crate::graph::{self, Facts};
use crate::store::{Entry, Put, Writer};
use crate::vocab::prov;
use oxigraph::model::{Term, Triple};

/// Why an old version is not read again.
pub(super) const OLD: &str = "it is an old version of an article, and the store has it";

/// What to do with an article.
pub(super) enum Decision {
    /// The store has it as it is.
    Unchanged,
    /// The store does not know it.
    New,
    /// Its text is new; the version before becomes this.
    Changed(Put),
    /// The text is known, but the engine or the metadata changed.
    Renewed,
    /// Its text is new and earlier than the current one of the same build: it becomes an old version at once.
    Older(Put, &'static str),
    /// The same text with other metadata was in the same build and is preferred; the store remembers that.
    PassedOver(Put, &'static str),
    /// It is an old version that the store knows.
    Skipped(&'static str),
}

/// Decides about `new`, and lets it know what was passed over for it.
pub(super) fn decide(writer: &Writer, new: &mut Prepared) -> Result<Decision> {
    let ledger = writer.ledger();
    if let Some(known) = ledger.get(&new.entry.key, &new.entry.text) {
        if !known.superseded || !ledger.is_fresh(&known.key) || known.about == new.entry.about {
            return same_text(writer, known, new);
        }
        // An old version of this very build: its metadata must not depend on which of its copies came first, and a
        // later date may make its text the current one.
        if !preferred(&new.entry, known) {
            return passed_over(writer, known, new);
        }
        new.entry.version = known.version;
        new.entry.passed_over.clone_from(&known.passed_over);
        remember(&mut new.entry, &known.about);
    }
    let Some(current) = ledger.versions(&new.entry.key).last() else { return Ok(Decision::New) };
    let ground = ground(writer, current)?;
    if new.entry.rank() > current.rank() {
        let versions = graph::superseded(&ground, &new.facts, writer.settings());
        return Ok(Decision::Changed(old_version(current.clone(), versions)));
    }
    let current_facts = Facts { article: new.facts.article.clone(), triples: ground };
    let versions = graph::superseded(&new.facts.triples, &current_facts, writer.settings());
    let old = old_version(new.entry.clone(), versions);
    Ok(Decision::Older(
        old,
        "another text of the same article in this build is later; this one is kept as an old version",
    ))
}

fn same_text(writer: &Writer, known: &Entry, new: &mut Prepared) -> Result<Decision> {
    if known.superseded {
        return Ok(Decision::Skipped(OLD));
    }
    if known.passed_over.contains(&new.entry.about) {
        return Ok(Decision::Unchanged);
    }
    new.entry.version = known.version;
    new.entry.passed_over.clone_from(&known.passed_over);
    if known.about == new.entry.about {
        return Ok(if known.engine == new.entry.engine { Decision::Unchanged } else { Decision::Renewed });
    }
    if preferred(&new.entry, known) || !writer.ledger().is_fresh(&known.key) {
        remember(&mut new.entry, &known.about);
        return Ok(Decision::Renewed);
    }
    passed_over(writer, known, new)
}

/// Whether `new` gives the metadata of a text that both hold: the later date, then the greater metadata.
fn preferred(new: &Entry, known: &Entry) -> bool {
    (&new.published, &new.about) > (&known.published, &known.about)
}

/// Keeps `known` and remembers that `new` was seen.
fn passed_over(writer: &Writer, known: &Entry, new: &Prepared) -> Result<Decision> {
    let mut kept = known.clone();
    remember(&mut kept, &new.entry.about);
    let put = Put { triples: ground(writer, known)?, entry: kept, text: None };
    Ok(Decision::PassedOver(put, "the same text with a later date or another title was in this build"))
}

fn remember(entry: &mut Entry, about: &str) {
    entry.passed_over.push(about.to_owned());
    entry.passed_over.sort();
    entry.passed_over.dedup();
}

fn ground(writer: &Writer, entry: &Entry) -> Result<Vec<Triple>> {
    Ok(writer.extracted(&[entry])?.pop().unwrap_or_default())
}

/// The entry of an old version with what is left of it in the graph.
fn old_version(mut entry: Entry, versions: Vec<Triple>) -> Put {
    let node = versions.iter().find(|triple| triple.predicate.as_ref() == prov::WAS_REVISION_OF);
    if let Some(Term::NamedNode(node)) = node.map(|triple| &triple.object) {
        entry.article = node.as_str().into();
    }
    entry.superseded = true;
    Put { entry, triples: versions, text: None }
}
