//! The full-text index of the quotations, in one SQLite file with sheets, names and tallies, made anew when missing, damaged or behind.
//!
//! The file carries the stamp of the log that it was made from, and a reader uses it only for that very state. It is no
//! part of the facts: whoever deletes it loses nothing.

use super::files;
use super::ledger::Ledger;
use super::log::Log;
use super::names;
use super::posts::{self, Post};
use super::quads::Graph;
use super::saying::{self, Found, Saying, Source};
use super::search::{Question, Touched};
use super::sheets;
use super::tallies;
use crate::error::{Error, Result};
use oxigraph::model::NamedNode;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The file's name in the store's folder.
const FILE: &str = "words.sqlite";

/// The version of the tables, as SQLite keeps it in the file; a file with other tables is made anew.
const VERSION: i64 = 6;

/// Bytes at the end of the log that its stamp looks at.
const TAIL: u64 = 1 << 16;

/// How long one waits for another who holds the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// The texts themselves stand in the graph: the index holds words and places alone. `links` are the entities in whose sheets the
/// quotation or report stands, by their numbers.
const TABLES: &str = "
    CREATE TABLE quotation (id INTEGER PRIMARY KEY, node TEXT NOT NULL UNIQUE, day INTEGER, links TEXT);
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

/// Removes the index: with what is forgotten its words must go.
pub(super) fn erase(folder: &Path) {
    for name in [FILE.to_owned(), format!("{FILE}-journal")] {
        // What is not there need not be removed.
        let _ = std::fs::remove_file(folder.join(name));
    }
}

/// Opens the index for reading.
pub(super) fn open(folder: &Path) -> rusqlite::Result<Connection> {
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

/// The answer of a file that has the stamp; none when it has another. Both are read from one state of the file.
pub(super) fn answer_at<T>(
    connection: &Connection,
    stamp: &str,
    question: Question<'_, T>,
) -> rusqlite::Result<Option<T>> {
    let reading = connection.unchecked_transaction()?;
    let fits = stamp_of(&reading)?.is_some_and(|known| known == stamp && !stamp.is_empty());
    let answer = if fits { Some(question(&reading)?) } else { None };
    reading.finish()?;
    Ok(answer)
}

/// The stamp of a file; none where it has other tables.
fn stamp_of(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != VERSION {
        return Ok(None);
    }
    connection.query_row("SELECT stamp FROM state", [], |row| row.get(0)).optional()
}

pub(super) fn found(connection: &Connection, expression: &str) -> rusqlite::Result<Vec<(NamedNode, f64)>> {
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

/// A file on its way: what the sayings and role mentions alone give.
#[derive(Debug)]
pub(super) struct Begun {
    temporary: tempfile::NamedTempFile,
    connection: Connection,
}

impl Begun {
    /// Makes the index and the sheets from the log, whose articles are those of `ledger` and whose nodes stand under `base`: nothing
    /// is looked up.
    pub(super) fn of(folder: &Path, log: &Log, ledger: &Ledger, base: &str) -> Result<Self> {
        Self::of_source(folder, base, Source::Log(log, ledger, base))
    }

    /// Makes them from the graph, in a new file in `folder`.
    pub(super) fn of_graph(folder: &Path, graph: &Graph, base: &str) -> Result<Self> {
        Self::of_source(folder, base, Source::Graph(graph))
    }

    fn of_source(folder: &Path, base: &str, source: Source<'_>) -> Result<Self> {
        let named = tempfile::Builder::new().prefix(".new-").tempfile_in(folder);
        let temporary = named.map_err(|e| Error::io("create a temporary file in", folder, e))?;
        let connection = Connection::open(temporary.path()).map_err(|e| failed(&e))?;
        // Nobody sees the file before it is whole.
        let begin = format!(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA user_version = {VERSION}; BEGIN;"
        );
        connection.execute_batch(&begin).map_err(|e| failed(&e))?;
        fill(&connection, base, source)?;
        Ok(Self { temporary, connection })
    }

    /// Adds what the graph says of those who are in it: labels, names and tallies.
    pub(super) fn with_names(self, graph: &Graph, base: &str) -> Result<Self> {
        sheets::label_all(&self.connection, graph)?;
        names::fill(&self.connection, graph, base)?;
        tallies::fill(&self.connection, graph, base)?;
        Ok(self)
    }

    /// Puts the file in the place of the old one, for the log that has this stamp.
    pub(super) fn end(self, folder: &Path, stamp: &str) -> Result<()> {
        let Self { temporary, connection } = self;
        let path = folder.join(FILE);
        connection.execute_batch("CREATE TABLE state (stamp TEXT NOT NULL)").map_err(|e| failed(&e))?;
        connection.execute("INSERT INTO state VALUES (?1)", [stamp]).map_err(|e| failed(&e))?;
        connection.execute_batch("COMMIT").map_err(|e| failed(&e))?;
        connection.close().map_err(|(_, e)| failed(&e))?;
        temporary.as_file().sync_all().map_err(|e| Error::io("write", &path, e))?;
        // The journal of an interrupted update belongs to the old file.
        erase(folder);
        temporary.persist(&path).map_err(|e| Error::io("write", &path, e.error))?;
        files::sync_folder(folder)
    }
}

/// Makes the index of the quotations alone.
pub(super) fn fill_words(connection: &Connection, graph: &Graph) -> Result<()> {
    connection.execute_batch(TABLES).map_err(|e| failed(&e))?;
    saying::each(Source::Graph(graph), &mut |found| {
        let Found::Saying(saying) = found else { return Ok(()) };
        let mut insert =
            connection.prepare_cached("INSERT INTO quotation (node) VALUES (?1)").map_err(|e| failed(&e))?;
        insert.execute([saying.node.as_str()]).map_err(|e| failed(&e))?;
        index(connection, connection.last_insert_rowid(), &saying).map_err(|e| failed(&e))
    })
}

/// Makes the index of the quotations and the sheets.
fn fill(connection: &Connection, base: &str, source: Source<'_>) -> Result<()> {
    for tables in [TABLES, sheets::TABLES, sheets::UNSORTED, posts::TABLES, posts::UNSORTED] {
        connection.execute_batch(tables).map_err(|e| failed(&e))?;
    }
    let mut rows = sheets::Rows::unsorted(connection, base);
    saying::each(source, &mut |found| match found {
        Found::Saying(saying) => {
            let id = rows.add(&saying, None)?;
            index(connection, id, &saying).map_err(|e| failed(&e))
        }
        Found::Post(post) => post.add(&mut rows),
    })?;
    sheets::settle(connection).map_err(|e| failed(&e))
}

/// Brings a file that has the state before the changes up to date; false when it is missing or has another.
pub(super) fn update(
    folder: &Path,
    graph: &Graph,
    base: &str,
    [before, stamp]: [&str; 2],
    touched: &Touched,
) -> Result<bool> {
    let path = folder.join(FILE);
    if !path.exists() || before.is_empty() {
        return Ok(false);
    }
    let mut connection = Connection::open(&path).map_err(|e| failed(&e))?;
    connection.busy_timeout(PATIENCE).map_err(|e| failed(&e))?;
    let known = stamp_of(&connection).map_err(|e| failed(&e))?;
    if known.as_deref() != Some(before) {
        return Ok(false);
    }
    if before == stamp && touched.is_empty() {
        return Ok(true);
    }
    let transaction = connection.transaction().map_err(|e| failed(&e))?;
    let mut quotations: Vec<&NamedNode> = touched.quotations.iter().collect();
    quotations.sort_unstable();
    let mut bearing = sheets::Bearing::default();
    let mut rows = sheets::Rows::sorted(&transaction, graph, base);
    for node in quotations {
        remove(&transaction, node, &mut bearing).map_err(|e| failed(&e))?;
        if let Some(saying) = Saying::read(graph, node)? {
            let id = rows.add(&saying, Some(&mut bearing))?;
            index(&transaction, id, &saying).map_err(|e| failed(&e))?;
        }
    }
    let mut mentions: Vec<&NamedNode> = touched.posts.iter().collect();
    mentions.sort_unstable();
    for node in mentions {
        posts::remove(&transaction, node, base).map_err(|e| failed(&e))?;
        if let Some(post) = Post::read(graph, node)? {
            post.add(&mut rows)?;
        }
    }
    sheets::relabel(&transaction, graph, &touched.labelled)?;
    sheets::sum_up(&transaction, &bearing).map_err(|e| failed(&e))?;
    names::replace(&transaction, graph, base, &touched.bearers)?;
    tallies::replace(&transaction, graph, base, touched)?;
    transaction.execute("UPDATE state SET stamp = ?1", [stamp]).map_err(|e| failed(&e))?;
    transaction.commit().map_err(|e| failed(&e))?;
    Ok(true)
}

/// Puts the words of a quotation into the index.
fn index(connection: &Connection, id: i64, saying: &Saying) -> rusqlite::Result<()> {
    let Some(text) = saying.text.as_deref().filter(|_| saying.is_quotation) else { return Ok(()) };
    // Few texts have anything to compose, and the check is quick.
    let composed = is_nfkc_quick(text.chars()) != IsNormalized::Yes;
    let text = if composed { Cow::Owned(text.nfkc().collect()) } else { Cow::<str>::Borrowed(text) };
    connection
        .prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
        .execute(params![id, text.as_ref()])?;
    Ok(())
}

fn remove(connection: &Connection, node: &NamedNode, bearing: &mut sheets::Bearing) -> rusqlite::Result<()> {
    let mut select = connection.prepare_cached("SELECT id, day, links FROM quotation WHERE node = ?1")?;
    let known = select.query_row([node.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)));
    if let Some((id, day, links)) = known.optional()? {
        connection.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([id])?;
        connection.prepare_cached("DELETE FROM quotation WHERE id = ?1")?.execute([id])?;
        sheets::remove(connection, id, day, &links, bearing)?;
    }
    Ok(())
}

/// What a failure of SQLite means.
pub(super) fn failed(error: &rusqlite::Error) -> Error {
    Error::store(format!("the full-text index cannot be used: {error}"))
        .hint(format!("delete {FILE} in the store's folder; it is made anew"))
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, Manifest, Put, Store, Writer, hash, hex};
    use super::*;
    use crate::vocab::{rdf, schema};
    use oxigraph::model::{Literal, Triple};

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
        let entry = Entry::new(node(&format!("article/{article}")).as_str(), hex(&hash(version)));
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
        answer_at(&open(folder).ok()?, &stamp, &|file| super::found(file, word)).ok()?.map(|hits| hits.len())
    }

    #[test]
    fn the_index_keeps_in_step_with_builds_and_forgets_what_the_store_forgets() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        build(&path, vec![put("a", "1", &[("a1", "the toll"), ("a2", "the bridge")])]);
        assert_eq!(kept(&path, "toll"), Some(1));
        let before = Store::open(&path).unwrap();
        let mark = Connection::open(path.join(FILE)).unwrap();
        mark.execute_batch("CREATE TABLE mark (id)").unwrap();
        mark.close().unwrap();
        build(&path, vec![put("b", "1", &[("b1", "a toll on ships")])]);
        assert_eq!(kept(&path, "toll"), Some(2), "the second build adds to it");
        assert!(open(&path).unwrap().table_exists(None, "mark").unwrap(), "it is not made anew");
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
        // An older dixit wrote other tables.
        let old = Connection::open(path.join(FILE)).unwrap();
        old.execute_batch("DROP TABLE name; PRAGMA user_version = 0;").unwrap();
        old.close().unwrap();
        assert!(is_whole(&path));
        assert_eq!(kept(&path, "toll"), None);
        assert_eq!(found(&Store::open(&path).unwrap(), "toll"), "a1");
        assert_eq!(kept(&path, "toll"), Some(1));
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
