//! The table of articles: which versions of which article the store holds, and where their facts stand in the log.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One version of an article, as the store keeps it beside the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The IRI of the article's node, which two inputs share that are the same article: it comes from the URL, else from
    /// outlet and id, else from the text.
    pub key: Arc<str>,
    /// The IRI of this version's node: the key for the current one, a node of its own for an earlier one.
    pub article: Arc<str>,
    /// The URL or id that the input gave, for people who ask by it; empty when it gave none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// SHA-256 of the kept text, in hexadecimal.
    pub text: String,
    /// A hash of title, date, author and publisher, which change facts without changing the text.
    pub about: String,
    /// The same hash of other inputs with this key and text, which were passed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<String>,
    /// The version of the engine that extracted the facts.
    pub engine: Arc<str>,
    /// The day of publication, `YYYY-MM-DD`, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Which version of the article this is, counted from one; none until the build that brought it has finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Whether a later version took its place: then only its node is left in the graph.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// What judgements changed in its ground facts.
    #[serde(default, skip_serializing_if = "Patch::is_empty")]
    pub judged: Patch,
    /// The number of its ground triples.
    pub triples: u64,
    /// Their length in the log, in bytes.
    pub bytes: u64,
    /// Where they stand in the log.
    #[serde(skip)]
    pub(super) block: Block,
}

/// The difference that judgements make to the ground facts of an article, so that a judgement can be withdrawn: facts as
/// lines of N-Triples, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Patch {
    /// Facts that were extracted and do not stand in the graph.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) gone: Vec<String>,
    /// Facts that stand in the graph in their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) came: Vec<String>,
}

impl Patch {
    /// Whether the facts stand as they were extracted.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.came.is_empty()
    }
}

/// A place in the log: the section that starts at byte `section`, from byte `offset` of its decompressed content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Block {
    pub(super) section: u64,
    pub(super) offset: u64,
    pub(super) bytes: u64,
}

impl Entry {
    /// The current version of the article `key` with the text of this hash; what else is known is filled in after.
    pub fn new(key: &str, text: String) -> Self {
        let key: Arc<str> = key.into();
        Self {
            article: Arc::clone(&key),
            key,
            source: String::new(),
            text,
            about: String::new(),
            passed_over: Vec::new(),
            engine: Arc::default(),
            published: None,
            version: None,
            superseded: false,
            judged: Patch::default(),
            triples: 0,
            bytes: 0,
            block: Block::default(),
        }
    }

    /// What decides which version is the later one: finished builds by their count, then, within one unfinished build,
    /// the later date, then the hash of the text, so that the order of the input does not matter.
    pub fn rank(&self) -> (u32, Option<&str>, &str) {
        match self.version {
            Some(version) => (version, None, ""),
            None => (u32::MAX, self.published.as_deref(), &self.text),
        }
    }
}

/// Every version of every article, by key; versions in order, the last one current.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    articles: BTreeMap<Arc<str>, Vec<Entry>>,
    /// The keys whose versions the unfinished build changed.
    fresh: BTreeSet<Arc<str>>,
    /// The engine of the last entry that came, which is mostly that of the next one.
    engine: Arc<str>,
}

impl Ledger {
    /// The versions of the article with this key, oldest first.
    pub fn versions(&self, key: &str) -> &[Entry] {
        self.articles.get(key).map_or(&[], Vec::as_slice)
    }

    /// The version with this text.
    pub fn get(&self, key: &str, text: &str) -> Option<&Entry> {
        self.versions(key).iter().find(|entry| entry.text == text)
    }

    /// Every version of every article, in the order of the keys.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.articles.values().flatten()
    }

    /// The number of articles, old versions not counted.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether it holds no article.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The version whose node is `iri`.
    pub fn find(&self, iri: &str) -> Option<&Entry> {
        self.versions(iri).last().or_else(|| self.entries().find(|entry| *entry.article == *iri))
    }

    /// The articles that `name` names: by node, by the URL or id they came with, or by the last part of their node
    /// (`8f3c21d0…` or `article:8f3c21d0…`). Current versions, in the order of the keys.
    pub fn named(&self, name: &str) -> Vec<&Entry> {
        let local = name.strip_prefix("article:").unwrap_or(name);
        let current = self.articles.values().filter_map(|versions| versions.last());
        let fits = |entry: &&Entry| {
            *entry.key == *name
                || entry.source == name
                || entry.key.strip_suffix(local).is_some_and(|rest| !local.is_empty() && rest.ends_with('/'))
        };
        current.filter(fits).collect()
    }

    /// Whether the unfinished build changed this article.
    pub fn is_fresh(&self, key: &str) -> bool {
        self.fresh.contains(key)
    }

    /// Puts `entry` in the place of the version with the same text, or adds it; gives the one it replaced.
    pub(super) fn put(&mut self, mut entry: Entry) -> Option<Entry> {
        // There may be millions of entries: what they have in common is kept once.
        let articles = self.articles.entry(Arc::clone(&entry.key));
        entry.key = Arc::clone(articles.key());
        if entry.article == entry.key {
            entry.article = Arc::clone(&entry.key);
        }
        if entry.engine != self.engine {
            self.engine = Arc::clone(&entry.engine);
        }
        entry.engine = Arc::clone(&self.engine);
        self.fresh.insert(Arc::clone(&entry.key));
        // Most articles have one version for good, and a list that grows by itself begins with room for four.
        let versions = articles.or_insert_with(|| Vec::with_capacity(1));
        let replaced = if let Some(old) = versions.iter_mut().find(|old| old.text == entry.text) {
            Some(std::mem::replace(old, entry))
        } else {
            versions.push(entry);
            None
        };
        versions.sort_by(|a, b| a.rank().cmp(&b.rank()));
        replaced
    }

    /// Takes out every version of the article with this key.
    pub(super) fn remove(&mut self, key: &str) -> Vec<Entry> {
        self.fresh.remove(key);
        self.articles.remove(key).unwrap_or_default()
    }

    /// Numbers the versions of the articles that changed: from here on they belong to a finished build.
    pub(super) fn finish(&mut self) {
        for key in std::mem::take(&mut self.fresh) {
            let versions = self.articles.entry(key).or_default();
            for (number, entry) in (1..).zip(versions.iter_mut()) {
                entry.version = Some(number);
            }
        }
    }

    /// Mutable access for the rewriting of the log, which moves blocks.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.articles.values_mut().flatten()
    }
}
