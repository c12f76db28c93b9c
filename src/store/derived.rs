//! Recomputes the derived facts of the nodes that changed articles bear on.

use super::quads::Graph;
use super::view::GraphView;
use super::workers;
use crate::error::Result;
use crate::graph::{self, Field, Settings, Space, View};
use crate::vocab::{dixit, rdfs};
use oxigraph::model::{NamedNode, NamedOrBlankNodeRef, Term, Triple};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Nodes changed in one transaction.
const CHUNK: usize = 20_000;

/// Articles up to which a passage is derived early: each of them is read then.
const FEW: usize = 16;

/// A node in little room: a build of a million articles marks some ten million of them, most of which are numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A space and sixteen hexadecimal digits.
    Numbered(Space, u64),
    /// The same, a hyphen and eight more: what an article has of its own.
    Owned(Space, u64, u32),
    Other(NamedNode),
}

impl Key {
    fn of(node: NamedNode, base: &str) -> Self {
        let number = |digits: &str| {
            let plain = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            u64::from_str_radix(digits, 16).ok().filter(|_| plain)
        };
        let key = graph::parse(base, &node).and_then(|(space, local)| match local.split_once('-') {
            None if local.len() == 16 => Some(Self::Numbered(space, number(local)?)),
            Some((article, own)) if article.len() == 16 && own.len() == 8 => {
                Some(Self::Owned(space, number(article)?, u32::try_from(number(own)?).ok()?))
            }
            _ => None,
        });
        key.unwrap_or(Self::Other(node))
    }

    fn node(&self, base: &str) -> NamedNode {
        match self {
            Self::Numbered(space, number) => graph::node(base, *space, &format!("{number:016x}")),
            Self::Owned(space, article, own) => graph::node(base, *space, &format!("{article:016x}-{own:08x}")),
            Self::Other(node) => node.clone(),
        }
    }
}

/// The nodes whose derived facts may be out of date. No ground fact has such a node as its subject, so that whatever
/// the graph holds of it is derived.
#[derive(Debug, Default)]
pub(super) struct Stale {
    nodes: BTreeSet<Key>,
    /// The numbers of the passages among them: there are many, and few of them ever have a fact.
    passages: BTreeSet<u64>,
    /// The names among those that are not kept until the end: who bears them is found out then.
    names: BTreeSet<NamedNode>,
    /// Where all nodes are: the fields of the roles that each name holds, instead of the names.
    fields: BTreeMap<NamedNode, BTreeSet<Field>>,
    /// The roles to which articles came, and none from which one went, with how they write them: a role that they all write as its
    /// label stays as it is, and many articles have it.
    roles: BTreeMap<NamedNode, BTreeSet<String>>,
    /// Whether all nodes to which articles lead are out of date, so that they need not be kept.
    all: bool,
}

impl Stale {
    /// Of a graph without derived facts.
    #[cfg(feature = "rocksdb")]
    pub(super) fn all() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Whether all nodes are meant, whatever was marked.
    pub(super) fn is_all(&self) -> bool {
        self.all
    }

    /// The nodes that are kept.
    #[cfg(any(feature = "rocksdb", test))]
    pub(super) fn marked(&self, settings: &Settings) -> impl Iterator<Item = NamedNode> {
        self.nodes.iter().map(|key| key.node(&settings.base))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.passages.is_empty() && self.roles.is_empty()
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len() + self.passages.len() + self.roles.len()
    }

    /// The IRIs of the nodes; of the passages only those that had or have facts, which are known after a refresh.
    pub(super) fn iris(&self, settings: &Settings) -> FxHashSet<String> {
        self.nodes.iter().map(|key| key.node(&settings.base).into_string()).collect()
    }

    /// The names that several people may bear, of all nodes that were marked.
    pub(super) fn names(&self, settings: &Settings) -> BTreeSet<NamedNode> {
        let names = self.nodes.iter().filter_map(|key| name(key, settings));
        let several = self.fields.iter().filter(|(_, fields)| graph::parting::are_apart(fields)).map(|(name, _)| name);
        names.chain(self.names.iter().chain(several).cloned()).collect()
    }

    /// Derives early what a build will hardly touch again, while its ground facts are at hand, and leaves the rest: nodes that
    /// have facts from before, and so are read from the database again and again if they are derived each time, and passages
    /// that many articles have.
    pub(super) fn relieve(&mut self, graph: &Graph, settings: &Settings, threads: usize) -> Result<()> {
        let view = GraphView::new(graph);
        let few = |number: &u64| {
            let passage = graph::passage(&settings.base, *number);
            view.subjects(&dixit::PASSAGE.into_owned(), &passage).len() <= FEW
        };
        let (passages, later) = std::mem::take(&mut self.passages).into_iter().partition(few);
        view.check()?;
        let mut now = Self { passages, ..Self::default() };
        self.passages = later;
        for key in std::mem::take(&mut self.nodes) {
            let old = graph.matching(Some(key.node(&settings.base).as_ref()), None, None).next().transpose()?;
            let nodes = if old.is_some() { &mut self.nodes } else { &mut now.nodes };
            nodes.insert(key);
        }
        now.refresh(graph, settings, threads)?;
        self.keep_names(&now, settings);
        Ok(())
    }

    /// Derives all, and keeps the names alone.
    pub(super) fn relieve_all(&mut self, graph: &Graph, settings: &Settings, threads: usize) -> Result<()> {
        let mut now = Self { names: BTreeSet::new(), ..std::mem::take(self) };
        now.refresh(graph, settings, threads)?;
        self.keep_names(&now, settings);
        Ok(())
    }

    fn keep_names(&mut self, of: &Self, settings: &Settings) {
        self.names.extend(of.nodes.iter().filter_map(|key| name(key, settings)));
    }

    /// Marks what the ground triples of articles bear on that came.
    pub(super) fn mark_new(&mut self, ground: &[Triple], settings: &Settings) {
        let written = if self.all { Vec::new() } else { graph::written_roles(ground, &settings.base) };
        let roles: FxHashSet<&NamedNode> = written.iter().map(|(role, _)| role).collect();
        self.mark_but(ground, &roles, settings);
        for (role, form) in written {
            self.roles.entry(role).or_default().insert(form);
        }
    }

    /// Marks those roles whose label may be another by now.
    fn mark_roles(&mut self, graph: &Graph, settings: &Settings) -> Result<()> {
        for (role, forms) in std::mem::take(&mut self.roles) {
            let label = graph.value(role.as_ref(), rdfs::LABEL)?;
            let is_label = |form| matches!(&label, Some(Term::Literal(label)) if label.value() == form);
            if !forms.iter().all(|form| is_label(form.as_str())) {
                self.nodes.insert(Key::of(role, &settings.base));
            }
        }
        Ok(())
    }

    /// Marks what ground triples bear on that came or went.
    pub(super) fn mark(&mut self, ground: &[Triple], settings: &Settings) {
        self.mark_but(ground, &FxHashSet::default(), settings);
    }

    /// The same but for these nodes.
    fn mark_but(&mut self, ground: &[Triple], others: &FxHashSet<&NamedNode>, settings: &Settings) {
        if self.all {
            for (name, field) in graph::parting::told_of(ground, &settings.base) {
                match field {
                    Some(field) => _ = self.fields.entry(name).or_default().insert(field),
                    None => _ = self.names.insert(name),
                }
            }
            return;
        }
        for node in graph::touched(ground, settings).into_iter().filter(|node| !others.contains(node)) {
            match graph::passage_number(&settings.base, &node) {
                Some(number) => {
                    self.passages.insert(number);
                }
                None => {
                    self.nodes.insert(Key::of(node, &settings.base));
                }
            }
        }
    }

    /// Marks nodes whose derived facts judgements bear on.
    pub(super) fn mark_nodes(&mut self, nodes: impl IntoIterator<Item = NamedNode>, settings: &Settings) {
        self.nodes.extend(nodes.into_iter().map(|node| Key::of(node, &settings.base)));
    }

    /// Brings the derived facts up to date. The memory that it takes does not grow with the number of nodes.
    pub(super) fn refresh(&mut self, graph: &Graph, settings: &Settings, threads: usize) -> Result<()> {
        self.refresh_showing(graph, settings, threads, |_| {})
    }

    /// The same, and gives the facts of the stale nodes, sorted as lines.
    pub(super) fn refreshed(&mut self, graph: &Graph, settings: &Settings, threads: usize) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        self.refresh_showing(graph, settings, threads, |facts| lines.extend(facts.iter().map(line)))?;
        lines.sort_unstable();
        lines.dedup();
        Ok(lines)
    }

    fn refresh_showing(
        &mut self,
        graph: &Graph,
        settings: &Settings,
        threads: usize,
        mut show: impl FnMut(&[Triple]),
    ) -> Result<()> {
        self.mark_roles(graph, settings)?;
        let passages = self.refresh_passages(graph, settings, threads, &mut show)?;
        // Chunk by chunk, since no derived fact but a passage's is the ground of another: what `graph::derive` reads of other
        // nodes is ground.
        let mut keys = self.nodes.iter();
        loop {
            let chunk: Vec<NamedNode> = keys.by_ref().take(CHUNK).map(|key| key.node(&settings.base)).collect();
            if chunk.is_empty() {
                break;
            }
            let mut old = Vec::new();
            for node in &chunk {
                old.extend(facts_of(graph, node)?);
            }
            let new = derive(graph, &chunk, settings, threads)?;
            show(&new);
            change(graph, old, new)?;
        }
        self.mark_nodes(passages, settings);
        Ok(())
    }

    /// The same for the passages, from whose facts those of the reprints are computed; marks the reprints that they bear
    /// on. Gives the passages that had or have facts.
    fn refresh_passages(
        &mut self,
        graph: &Graph,
        settings: &Settings,
        threads: usize,
        show: &mut impl FnMut(&[Triple]),
    ) -> Result<Vec<NamedNode>> {
        let mut with_facts = Vec::new();
        let mut reprints = BTreeSet::new();
        let mut numbers = self.passages.iter();
        loop {
            let chunk = numbers.by_ref().take(CHUNK);
            let passages: Vec<NamedNode> = chunk.map(|number| graph::passage(&settings.base, *number)).collect();
            if passages.is_empty() {
                break;
            }
            let new = derive(graph, &passages, settings, threads)?;
            let (mut out, mut put) = (Vec::new(), Vec::new());
            let mut new = new.into_iter().peekable();
            let view = GraphView::new(graph);
            for passage in passages {
                let before = facts_of(graph, &passage)?;
                let mut after = Vec::new();
                // They come in the order of the passages.
                while let Some(triple) =
                    new.next_if(|triple| NamedOrBlankNodeRef::from(&passage) == triple.subject.as_ref())
                {
                    after.push(triple);
                }
                if before.is_empty() && after.is_empty() {
                    continue;
                }
                let changed = |node: &NamedNode| self.nodes.contains(&Key::of(node.clone(), &settings.base));
                let on = graph::bears_on(&passage, &before, &after, changed, &view, &settings.base);
                reprints.extend(on.into_iter().map(|node| Key::of(node, &settings.base)));
                show(&after);
                out.extend(before);
                put.extend(after);
                with_facts.push(passage);
            }
            view.check()?;
            change(graph, out, put)?;
        }
        self.nodes.extend(reprints);
        Ok(with_facts)
    }
}

/// Puts the new facts in the place of the old ones; most stay.
fn change(graph: &Graph, mut old: Vec<Triple>, mut new: Vec<Triple>) -> Result<()> {
    if !old.is_empty() {
        let stay: FxHashSet<Triple> = new.iter().cloned().collect();
        let before: FxHashSet<Triple> = old.iter().filter(|triple| stay.contains(*triple)).cloned().collect();
        old.retain(|triple| !before.contains(triple));
        new.retain(|triple| !before.contains(triple));
    }
    graph.apply(&old, new)
}

/// The name that a node is of, where several people may bear it.
fn name(key: &Key, settings: &Settings) -> Option<NamedNode> {
    let Key::Other(node) = key else { return None };
    bare_name(node, settings)
}

fn bare_name(node: &NamedNode, settings: &Settings) -> Option<NamedNode> {
    let name = match graph::parting::base_of(node.as_str()) {
        Some((name, _)) => NamedNode::new(name).ok()?,
        None => node.clone(),
    };
    graph::parting::is_name(&name, &settings.base).then_some(name)
}

fn facts_of(graph: &Graph, node: &NamedNode) -> Result<Vec<Triple>> {
    graph.matching(Some(node.as_ref()), None, None).collect()
}

fn line(triple: &Triple) -> String {
    format!("{triple} .")
}

/// The derived triples of all `nodes`, in their order, computed on several threads.
fn derive(graph: &Graph, nodes: &[NamedNode], settings: &Settings, threads: usize) -> Result<Vec<Triple>> {
    let share = nodes.len().div_ceil(threads.max(1) * 8).max(1);
    let shares: Vec<&[NamedNode]> = nodes.chunks(share).collect();
    let work = |index: usize, hand: &mut dyn FnMut((usize, Vec<Triple>)) -> Result<()>| {
        let view = GraphView::remembering(graph);
        let nodes = shares.get(index).copied().unwrap_or_default();
        let triples = nodes.iter().flat_map(|node| graph::derive(node, &view, settings)).collect();
        view.check()?;
        hand((index, triples))
    };
    let mut parts = Vec::new();
    workers::each(shares.len(), threads, work, &mut |part| {
        parts.push(part);
        Ok(())
    })?;
    parts.sort_unstable_by_key(|(index, _)| *index);
    Ok(parts.into_iter().flat_map(|(_, triples)| triples).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_its_node_again_and_most_are_numbers() {
        let base = "https://dixit.example/";
        for (path, is_number) in [
            ("claim/0123456789abcdef", true),
            ("claim/0123456789abcdef-00c0ffee", true),
            ("reprint/ffffffffffffffff", true),
            ("claim/0123456789ABCDEF", false),
            ("claim/+123456789abcdef", false),
            ("claim/0123456789abcdef-c0ffee", false),
            ("person/ann-lee", false),
            ("topic/", false),
        ] {
            let node = NamedNode::new_unchecked(format!("{base}{path}"));
            let key = Key::of(node.clone(), base);
            assert_eq!((key.node(base), !matches!(key, Key::Other(_))), (node, is_number), "{path}");
        }
        let other = NamedNode::new_unchecked("https://elsewhere.example/claim/0123456789abcdef");
        assert_eq!(Key::of(other.clone(), base).node(base), other);
    }
}
