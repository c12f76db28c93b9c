//! The full-text index of the quotations: one SQLite file beside the graph, made anew when it is missing, damaged or behind.
//!
//! The index carries the stamp of the log that it was made from, and a reader uses it only for that very state. It is no
//! part of the facts: whoever deletes it loses nothing.

use super::files;
use super::quads::Graph;
use crate::error::{Error, Result};
use crate::vocab::{rdf, schema};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The file's name in the store's folder.
const FILE: &str = "words.sqlite";

/// Bytes at the end of the log that its stamp looks at.
const TAIL: u64 = 1 << 16;

/// How long one waits for another who holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// Changed quotations beyond which the index is made anew.
const MOST_CHANGES: usize = 100_000;

/// The texts themselves stand in the graph: the index holds words and places alone.
const TABLES: &str = "
    CREATE TABLE state (stamp TEXT NOT NULL);
    CREATE TABLE quotation (id INTEGER PRIMARY KEY, node TEXT NOT NULL UNIQUE);
    CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, prefix='2 3',
        tokenize='unicode61 remove_diacritics 2');";

/// The stamp of a log of which `whole` bytes count: its length and the checksum of its end.
pub(super) fn stamp(log: &Path, whole: u64) -> String {
    let tail = |log: &Path| -> std::io::Result<u32> {
        let mut file = File::open(log)?;
        let from = whole.saturating_sub(TAIL);
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(whole - from).read_to_end(&mut bytes)?;
        Ok(crc32fast::hash(&bytes))
    };
    // A log that cannot be read has no index that fits.
    tail(log).map_or_else(|_| String::new(), |checksum| format!("{whole}-{checksum:08x}"))
}

/// The index of one graph, opened at its first use.
#[derive(Debug, Default)]
pub(super) struct Search {
    place: Option<Place>,
    open: Option<Connection>,
}

/// Where the index of a store stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// The state of the log that the graph shows.
    pub(super) stamp: String,
    /// Whether a reader may put a missing index there: its graph is what the log says.
    pub(super) may_write: bool,
}

impl Search {
    pub(super) fn at(place: Place) -> Self {
        Self { place: Some(place), open: None }
    }

    /// The quotations that fit an expression of FTS5, the best first, each with its BM25 score (more is better).
    pub(super) fn run(&mut self, graph: &Graph, expression: &str) -> Result<Vec<(NamedNode, f64)>> {
        let expression: String = expression.nfkc().collect();
        if let Some(place) = &self.place {
            if self.open.is_none() {
                self.open = open(&place.folder).ok();
            }
            if let Some(connection) = &self.open
                && let Ok(Some(found)) = found_at(connection, &place.stamp, &expression)
            {
                return Ok(found);
            }
            // It is missing, damaged, behind, or ahead since a build.
            if place.may_write {
                self.open = None;
                if write(&place.folder, graph, &place.stamp).is_ok() {
                    self.open = open(&place.folder).ok();
                }
                if let Some(connection) = &self.open
                    && let Ok(Some(found)) = found_at(connection, &place.stamp, &expression)
                {
                    return Ok(found);
                }
            }
            self.place = None;
            self.open = None;
        }
        if self.open.is_none() {
            let mut connection = Connection::open_in_memory().map_err(|e| failed(&e))?;
            fill(&mut connection, graph, "")?;
            self.open = Some(connection);
        }
        let connection = self.open.as_ref();
        connection.map_or(Ok(Vec::new()), |connection| found(connection, &expression).map_err(|e| failed(&e)))
    }
}

/// What a build changed, and the index that it brings up to date.
#[derive(Debug)]
pub(super) struct Changes {
    /// The state of the log that an index must have for the changes to be enough.
    base: String,
    /// The quotations that came, went or changed; none when they are so many that a new index is made more quickly, in
    /// less memory.
    touched: Option<FxHashSet<NamedNode>>,
}

impl Changes {
    pub(super) fn since(base: String) -> Self {
        Self { base, touched: Some(FxHashSet::default()) }
    }

    /// Takes note of the quotations in what was taken out of the graph or put into it.
    pub(super) fn note(&mut self, triples: &[Triple]) {
        let Some(touched) = &mut self.touched else { return };
        for triple in triples.iter().filter(|triple| triple.predicate.as_ref() == schema::TEXT) {
            if let NamedOrBlankNode::NamedNode(node) = &triple.subject {
                touched.insert(node.clone());
            }
        }
        if touched.len() > MOST_CHANGES {
            self.touched = None;
        }
    }

    /// Brings the index in `folder` to the state of `graph`, whose log has this stamp now. An index that cannot be
    /// written is removed: readers make their own.
    pub(super) fn keep(&mut self, folder: &Path, graph: &Graph, stamp: String) {
        let updated = self.touched.as_ref().map(|touched| update(folder, graph, &self.base, &stamp, touched));
        let kept = match updated {
            Some(Ok(true)) => Ok(()),
            _ => write(folder, graph, &stamp),
        };
        if kept.is_err() {
            erase(folder);
        }
        *self = Self::since(stamp);
    }
}

/// Removes the index: with what is forgotten its words must go.
pub(super) fn erase(folder: &Path) {
    for name in [FILE.to_owned(), format!("{FILE}-journal")] {
        // What is not there need not be removed.
        let _ = std::fs::remove_file(folder.join(name));
    }
}

/// Opens the index for reading.
fn open(folder: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(folder.join(FILE), flags)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// Whether the index in `folder` is whole; a missing one is.
pub(super) fn is_whole(folder: &Path) -> bool {
    let checked = || -> rusqlite::Result<String> {
        let connection = open(folder)?;
        stamp_of(&connection)?;
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
    };
    !folder.join(FILE).exists() || checked().is_ok_and(|answer| answer == "ok")
}

/// What fits in an index that has the stamp; none when it has another. Both are read from one state of the file.
fn found_at(connection: &Connection, stamp: &str, expression: &str) -> rusqlite::Result<Option<Vec<(NamedNode, f64)>>> {
    let reading = connection.unchecked_transaction()?;
    let fits = stamp_of(&reading)?.is_some_and(|known| known == stamp && !stamp.is_empty());
    let found = if fits { Some(found(&reading, expression)?) } else { None };
    reading.finish()?;
    Ok(found)
}

fn stamp_of(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection.query_row("SELECT stamp FROM state", [], |row| row.get(0)).optional()
}

fn found(connection: &Connection, expression: &str) -> rusqlite::Result<Vec<(NamedNode, f64)>> {
    let mut select = connection.prepare_cached(
        "SELECT node, -bm25(words) AS score FROM words JOIN quotation ON quotation.id = words.rowid
         WHERE words MATCH ?1 ORDER BY score DESC, node",
    )?;
    let rows = select.query_map([expression], |row| Ok((row.get::<_, String>(0)?, row.get::<_, f64>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (node, score) = row?;
        found.extend(NamedNode::new(node).ok().map(|node| (node, score)));
    }
    Ok(found)
}

/// Writes the whole index of `graph` into a new file and puts it in the place of the old one.
fn write(folder: &Path, graph: &Graph, stamp: &str) -> Result<()> {
    let path = folder.join(FILE);
    let named = tempfile::Builder::new().prefix(".new-").tempfile_in(folder);
    let temporary = named.map_err(|e| Error::io("create a temporary file in", folder, e))?;
    let mut connection = Connection::open(temporary.path()).map_err(|e| failed(&e))?;
    // Nobody sees the file before it is whole.
    connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;").map_err(|e| failed(&e))?;
    fill(&mut connection, graph, stamp)?;
    connection.close().map_err(|(_, e)| failed(&e))?;
    temporary.as_file().sync_all().map_err(|e| Error::io("write", &path, e))?;
    // The journal of an interrupted update belongs to the old file.
    erase(folder);
    temporary.persist(&path).map_err(|e| Error::io("write", &path, e.error))?;
    files::sync_folder(folder)
}

fn fill(connection: &mut Connection, graph: &Graph, stamp: &str) -> Result<()> {
    let transaction = connection.transaction().map_err(|e| failed(&e))?;
    transaction.execute_batch(TABLES).map_err(|e| failed(&e))?;
    transaction.execute("INSERT INTO state VALUES (?1)", [stamp]).map_err(|e| failed(&e))?;
    for triple in graph.matching(None, Some(rdf::TYPE), Some(schema::QUOTATION.into())) {
        if let NamedOrBlankNode::NamedNode(node) = triple?.subject
            && let Some(text) = text_of(graph, &node)?
        {
            insert(&transaction, &node, &text).map_err(|e| failed(&e))?;
        }
    }
    transaction.commit().map_err(|e| failed(&e))
}

/// Brings an index that has the stamp `base` up to date; false when it is missing or has another stamp.
fn update(folder: &Path, graph: &Graph, base: &str, stamp: &str, touched: &FxHashSet<NamedNode>) -> Result<bool> {
    let path = folder.join(FILE);
    if !path.exists() || base.is_empty() {
        return Ok(false);
    }
    let mut connection = Connection::open(&path).map_err(|e| failed(&e))?;
    connection.busy_timeout(PATIENCE).map_err(|e| failed(&e))?;
    let known = stamp_of(&connection).map_err(|e| failed(&e))?;
    if known.as_deref() != Some(base) {
        return Ok(false);
    }
    if base == stamp && touched.is_empty() {
        return Ok(true);
    }
    let transaction = connection.transaction().map_err(|e| failed(&e))?;
    let mut touched: Vec<&NamedNode> = touched.iter().collect();
    touched.sort_unstable();
    for node in touched {
        remove(&transaction, node).map_err(|e| failed(&e))?;
        if let Some(text) = quoted(graph, node)? {
            insert(&transaction, node, &text).map_err(|e| failed(&e))?;
        }
    }
    transaction.execute("UPDATE state SET stamp = ?1", [stamp]).map_err(|e| failed(&e))?;
    transaction.commit().map_err(|e| failed(&e))?;
    Ok(true)
}

fn insert(connection: &Connection, node: &NamedNode, text: &str) -> rusqlite::Result<()> {
    connection.prepare_cached("INSERT INTO quotation (node) VALUES (?1)")?.execute([node.as_str()])?;
    // Few texts have anything to compose, and the check is quick.
    let composed = is_nfkc_quick(text.chars()) != IsNormalized::Yes;
    let text = if composed { Cow::Owned(text.nfkc().collect()) } else { Cow::<str>::Borrowed(text) };
    let id = connection.last_insert_rowid();
    connection
        .prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
        .execute(params![id, text.as_ref()])?;
    Ok(())
}

fn remove(connection: &Connection, node: &NamedNode) -> rusqlite::Result<()> {
    let mut select = connection.prepare_cached("SELECT id FROM quotation WHERE node = ?1")?;
    let known: Option<i64> = select.query_row([node.as_str()], |row| row.get(0)).optional()?;
    if let Some(id) = known {
        connection.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([id])?;
        connection.prepare_cached("DELETE FROM quotation WHERE id = ?1")?.execute([id])?;
    }
    Ok(())
}

/// The text of a node that is a quotation of the graph.
fn quoted(graph: &Graph, node: &NamedNode) -> Result<Option<String>> {
    let class = graph.matching(Some(node.as_ref()), Some(rdf::TYPE), Some(schema::QUOTATION.into())).next();
    if class.transpose()?.is_some() { text_of(graph, node) } else { Ok(None) }
}

fn text_of(graph: &Graph, node: &NamedNode) -> Result<Option<String>> {
    let text = graph.matching(Some(node.as_ref()), Some(schema::TEXT), None).next().transpose()?;
    Ok(text.and_then(|triple| match triple.object {
        Term::Literal(text) => Some(text.value().to_owned()),
        _ => None,
    }))
}

fn failed(error: &rusqlite::Error) -> Error {
    Error::store(format!("the full-text index cannot be used: {error}"))
        .hint(format!("delete {FILE} in the store's folder; it is made anew"))
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, Manifest, Put, Store, Writer, hash, hex};
    use super::*;
    use oxigraph::model::Literal;

    /// One article with its quotations.
    fn put(article: &str, version: &str, quotations: &[(&str, &str)]) -> Put {
        let node = |name: &str| NamedNode::new(format!("https://dixit.example/{name}")).unwrap();
        let mut triples = Vec::new();
        for (name, text) in quotations {
            let quotation = node(&format!("quotation/{name}"));
            triples.push(Triple::new(quotation.clone(), rdf::TYPE, schema::QUOTATION));
            triples.push(Triple::new(quotation.clone(), schema::TEXT, Literal::new_simple_literal(*text)));
            triples.push(Triple::new(quotation, schema::IS_PART_OF, node(&format!("article/{article}"))));
        }
        let entry = Entry::new(node(&format!("article/{article}")).into_string(), hex(&hash(version)));
        Put { entry, triples, text: None }
    }

    fn build(folder: &Path, puts: Vec<Put>) {
        let manifest = Manifest { texts: false, ..Manifest::default() };
        let mut writer = Writer::open_or_create(folder, &manifest).unwrap();
        writer.commit(puts).unwrap();
        writer.finish().unwrap();
    }

    fn found(store: &Store, word: &str) -> String {
        let hits = store.graph().search(&format!("\"{word}\"")).unwrap();
        let names = hits.iter().filter_map(|(node, _)| node.as_str().rsplit('/').next());
        names.collect::<Vec<_>>().join(" ")
    }

    /// What the index in the folder itself finds, when it fits the log.
    fn kept(folder: &Path, word: &str) -> Option<usize> {
        let log = folder.join("graph.nq.zst");
        let stamp = stamp(&log, std::fs::metadata(&log).unwrap().len());
        found_at(&open(folder).ok()?, &stamp, word).ok()?.map(|hits| hits.len())
    }

    #[test]
    fn the_index_keeps_in_step_with_builds_and_forgets_what_the_store_forgets() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        build(&path, vec![put("a", "1", &[("a1", "the toll"), ("a2", "the bridge")])]);
        assert_eq!(kept(&path, "toll"), Some(1));
        let before = Store::open(&path).unwrap();
        build(&path, vec![put("b", "1", &[("b1", "a toll on ships")])]);
        assert_eq!(kept(&path, "toll"), Some(2), "the second build adds to it");
        assert_eq!(found(&before, "toll"), "a1", "an older reader sees its own state");
        build(&path, vec![put("a", "1", &[("a2", "the ferry")])]);
        assert_eq!((kept(&path, "toll"), kept(&path, "bridge"), kept(&path, "ferry")), (Some(1), Some(0), Some(1)));
        let mut writer = Writer::open(&path).unwrap();
        writer.forget("https://dixit.example/article/b").unwrap();
        drop(writer);
        assert_eq!((kept(&path, "toll"), kept(&path, "ferry")), (Some(0), Some(1)));
        let bytes = std::fs::read(path.join(FILE)).unwrap();
        assert!(!bytes.windows(5).any(|word| word == b"ships"), "what was forgotten left no trace");
    }

    #[test]
    fn a_missing_or_damaged_index_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        build(&path, vec![put("a", "1", &[("a1", "the toll")])]);
        for damage in [None, Some(""), Some("no database at all, but a text that is long enough to be taken for one")] {
            match damage {
                None => erase(&path),
                Some(bytes) => std::fs::write(path.join(FILE), bytes).unwrap(),
            }
            assert_eq!(kept(&path, "toll"), None);
            assert_eq!(found(&Store::open(&path).unwrap(), "toll"), "a1");
            assert_eq!(kept(&path, "toll"), Some(1), "{damage:?}");
        }
        let mut bytes = std::fs::read(path.join(FILE)).unwrap();
        let half = bytes.len() / 2;
        bytes.iter_mut().skip(4096).take(half).for_each(|byte| *byte = 0xff);
        std::fs::write(path.join(FILE), bytes).unwrap();
        assert_eq!(found(&Store::open(&path).unwrap(), "toll"), "a1");
        // A build mends it too, though it changes nothing.
        erase(&path);
        Writer::open(&path).unwrap().finish().unwrap();
        assert_eq!(kept(&path, "toll"), Some(1));
    }

    #[test]
    #[cfg(unix)]
    fn a_store_that_nobody_may_write_to_is_searched() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        build(&path, vec![put("a", "1", &[("a1", "the toll")])]);
        let allow = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        allow(0o555);
        assert_eq!(found(&Store::open(&path).unwrap(), "toll"), "a1");
        allow(0o755);
        erase(&path);
        allow(0o555);
        assert_eq!(found(&Store::open(&path).unwrap(), "toll"), "a1");
        allow(0o755);
    }
}
