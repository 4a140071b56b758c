//! Which rows a read has seen: one bit a row, kept in memory and saved in chunks.

use crate::db::error::Result;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// Rows of a chunk: 4096, that is 512 bytes.
const CHUNK_WORDS: usize = 64;

/// A set of row numbers. 200 000 rows take 25 KB.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowSet {
    words: Vec<u64>,
    changed: BTreeSet<usize>,
    count: u32,
}

impl RowSet {
    pub(crate) fn insert(&mut self, row: i64) {
        let Ok(row) = usize::try_from(row) else { return };
        let (word, bit) = (row / 64, 1_u64 << (row % 64));
        if word >= self.words.len() {
            self.words.resize((word / CHUNK_WORDS + 1) * CHUNK_WORDS, 0);
        }
        if self.words[word] & bit == 0 {
            self.words[word] |= bit;
            self.count += 1;
            self.changed.insert(word / CHUNK_WORDS);
        }
    }

    pub(crate) fn contains(&self, row: i64) -> bool {
        usize::try_from(row).is_ok_and(|row| {
            self.words.get(row / 64).is_some_and(|word| word & (1_u64 << (row % 64)) != 0)
        })
    }

    pub(crate) fn len(&self) -> u32 {
        self.count
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            (0..64)
                .filter(move |bit| word & (1_u64 << bit) != 0)
                .map(move |bit| i64::try_from(at * 64 + bit).unwrap_or(i64::MAX))
        })
    }

    /// Writes the chunks that changed since the last time.
    pub(crate) fn save(&mut self, db: &Connection, read: u32, kind: &str) -> Result<()> {
        let mut statement = db.prepare_cached(
            "INSERT INTO seen (read, kind, chunk, bits) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (read, kind, chunk) DO UPDATE SET bits = excluded.bits",
        )?;
        for chunk in std::mem::take(&mut self.changed) {
            let from = chunk * CHUNK_WORDS;
            let bytes: Vec<u8> = self.words[from..from + CHUNK_WORDS]
                .iter()
                .flat_map(|word| word.to_le_bytes())
                .collect();
            statement.execute(params![read, kind, i64::try_from(chunk).unwrap_or(0), bytes])?;
        }
        Ok(())
    }

    pub(crate) fn load(db: &Connection, read: u32, kind: &str) -> Result<Self> {
        let mut seen = Self::default();
        let mut statement =
            db.prepare_cached("SELECT chunk, bits FROM seen WHERE read = ?1 AND kind = ?2")?;
        let mut rows = statement.query(params![read, kind])?;
        while let Some(row) = rows.next()? {
            let (chunk, bits): (u32, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let from = chunk as usize * CHUNK_WORDS;
            if seen.words.len() < from + CHUNK_WORDS {
                seen.words.resize(from + CHUNK_WORDS, 0);
            }
            for (word, bytes) in seen.words[from..].iter_mut().zip(bits.chunks_exact(8)) {
                let mut eight = [0; 8];
                eight.copy_from_slice(bytes);
                *word = u64::from_le_bytes(eight);
                seen.count += word.count_ones();
            }
        }
        Ok(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_set_of_rows_holds_what_was_put_in(rows in prop::collection::btree_set(1_i64..20_000, 0..300)) {
            let mut seen = RowSet::default();
            for row in &rows { seen.insert(*row); seen.insert(*row); }
            prop_assert_eq!(seen.len() as usize, rows.len());
            prop_assert!(seen.iter().eq(rows.iter().copied()));
            prop_assert!((1..20_000).all(|row| seen.contains(row) == rows.contains(&row)));
        }

        #[test]
        fn a_set_of_rows_comes_back_from_the_table(rows in prop::collection::btree_set(1_i64..20_000, 0..300)) {
            let db = Connection::open_in_memory().unwrap();
            db.execute_batch("CREATE TABLE seen (read, kind, chunk, bits, PRIMARY KEY (read, kind, chunk))").unwrap();
            let mut seen = RowSet::default();
            for row in &rows {
                seen.insert(*row);
                if row % 7 == 0 { seen.save(&db, 3, "accounts").unwrap(); }
            }
            seen.save(&db, 3, "accounts").unwrap();
            let back = RowSet::load(&db, 3, "accounts").unwrap();
            prop_assert_eq!(back.len() as usize, rows.len());
            prop_assert!(back.iter().eq(rows.iter().copied()));
        }
    }
}
