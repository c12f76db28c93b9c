//! Sections that are whole, torn, damaged, and made to do harm.

use super::*;

fn entry(bytes: u64) -> Entry {
    Entry { bytes, ..Entry::new("https://dixit.example/article/a", "0".repeat(64)) }
}

fn written(sections: &[Vec<u8>]) -> (tempfile::TempDir, Log) {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::new(folder.path().join("graph.nq.zst"));
    std::fs::write(log.path(), sections.concat()).unwrap();
    (folder, log)
}

/// A section with right checksums, whatever it holds.
fn crafted(start: u64, frame: &[u8], json: &[u8]) -> Vec<u8> {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(frame);
    checksum.update(&start.to_le_bytes());
    checksum.update(json);
    let mut bytes = frame.to_vec();
    bytes.extend(SKIPPABLE.to_le_bytes());
    bytes.extend(u32::try_from(FIXED + json.len()).unwrap().to_le_bytes());
    bytes.extend(TAG);
    bytes.extend(start.to_le_bytes());
    bytes.extend(checksum.finalize().to_le_bytes());
    bytes.extend(json);
    bytes
}

fn contents(log: &Log) -> Result<(Vec<Vec<u8>>, Extent)> {
    let mut found = Vec::new();
    let extent = log.scan(0, |_, lines| {
        found.push(lines.to_vec());
        Ok(())
    })?;
    Ok((found, extent))
}

#[test]
fn tables_are_read_without_their_facts_and_say_the_same() {
    let first = encode(0, &Table::new(Kind::Ground, vec![entry(3), entry(2)]), b"one22").unwrap();
    let second = encode(first.len() as u64, &Table::finish(&Applied::default(), Some(5)), &[]).unwrap();
    let torn = second.get(..9).unwrap().to_vec();
    let (_folder, log) = written(&[first.clone(), second.clone(), torn]);
    let (found, extent) = contents(&log).unwrap();
    assert_eq!(found, [b"one22".to_vec(), Vec::new()]);
    assert_eq!((extent.whole, extent.torn), ((first.len() + second.len()) as u64, 9));
    let mut kinds = Vec::new();
    let again = log.tables_in(&log.open().unwrap().unwrap(), |section| kinds.push(section.table.kind)).unwrap();
    assert_eq!((kinds.as_slice(), again), ([Kind::Ground, Kind::Finish].as_slice(), extent));
    assert_eq!(log.content(0).unwrap(), b"one22");
}

#[test]
fn a_crafted_section_unpacks_to_no_more_than_its_table_says() {
    let bomb = zstd::encode_all(io::repeat(b'\n').take(1 << 30), 1).unwrap();
    for (kind, articles) in [(Kind::Ground, vec![entry(1_000)]), (Kind::Finish, vec![entry(1_000)])] {
        let json = zstd::encode_all(serde_json::to_vec(&Table::new(kind, articles)).unwrap().as_slice(), 1).unwrap();
        let (_folder, log) = written(&[crafted(0, &bomb, &json)]);
        assert!(log.content(0).unwrap_err().to_string().contains("unpacks to more than it says"));
        assert_eq!(contents(&log).unwrap().1.whole, 0, "it counts as torn");
    }
    let table = zstd::encode_all(io::repeat(b' ').take(LARGEST_TABLE + 1), 1).unwrap();
    let (_folder, log) = written(&[crafted(0, &zstd::encode_all(&[][..], 1).unwrap(), &table)]);
    assert!(log.content(0).unwrap_err().to_string().contains("unpacks to more than it says"));
    let more = Table::new(Kind::Ground, vec![entry(2)]);
    assert!(encode(0, &more, b"three").is_err(), "nor is such a section ever written");
}

#[test]
fn a_table_with_sums_beyond_all_numbers_is_a_table() {
    let table = Table::new(Kind::Ground, vec![entry(u64::MAX), entry(u64::MAX)]);
    let section = encode(0, &table, b"x").unwrap();
    let (_folder, log) = written(&[section]);
    let mut blocks = Vec::new();
    log.scan(0, |section, lines| {
        blocks.extend(section.table.articles.iter().map(|entry| slice(lines, entry.block).is_some()));
        Ok(())
    })
    .unwrap();
    assert_eq!(blocks, [false, false]);
}
