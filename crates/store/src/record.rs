//! The record: an append-only log, each entry chained to the one before by its hash.
//!
//! The hash of an entry is SHA-256 over the canonical JSON (RFC 8785) of
//! `{"at","body","kind","previous","seq"}`; `previous` is the hash of the entry before, 64 zeros
//! for the first. Triggers refuse to change or delete an entry; whoever gets around them is found
//! by the chain, and a cut tail by the count and head that are kept beside it.

use crate::{
    access::Lasting,
    error::{Result, StoreError},
    open::Store,
};
use rusqlite::{Connection as Database, Row};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// `previous` of the first entry.
const BEFORE_ALL: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Of an entry, as [`of_row`] takes them.
pub(crate) const COLUMNS: &str = "seq, at, kind, body, previous, hash";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordEntry {
    /// From 1, without gaps.
    pub seq: u32,
    pub at: String,
    /// "connection-made", "read-ended", "plan-made", "item-sent" …
    pub kind: String,
    /// Canonical JSON.
    pub body: String,
    pub previous: String,
    pub hash: String,
}

/// What a check of the record found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries that there should be.
    pub entries: u32,
    /// Hash of the newest entry, as kept beside the record.
    pub head: String,
    /// The first entry that is not what was written, and what is wrong with it.
    pub first_bad: Option<(u32, RecordFault)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    #[error("it was altered")]
    Altered,
    #[error("it is missing")]
    Missing,
    #[error("it is out of its place: it was entry {was}")]
    Moved { was: u32 },
    #[error("it was added without being recorded")]
    Added,
}

pub(crate) fn of_row(row: &Row<'_>) -> rusqlite::Result<RecordEntry> {
    Ok(RecordEntry {
        seq: row.get(0)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        body: row.get(3)?,
        previous: row.get(4)?,
        hash: row.get(5)?,
    })
}

fn canonical(value: &Value) -> Result<String> {
    serde_json_canonicalizer::to_string(value).map_err(|error| {
        StoreError::refused(format!("this cannot be written canonically: {error}"))
    })
}

fn hash(seq: u32, at: &str, kind: &str, body: &Value, previous: &str) -> Result<String> {
    let entry = json!({"seq": seq, "at": at, "kind": kind, "body": body, "previous": previous});
    Ok(hex::encode(Sha256::digest(canonical(&entry)?)))
}

pub(crate) fn head(db: &Database) -> Result<(u32, String)> {
    Ok(db
        .prepare_cached("SELECT entries, head FROM record_head")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// An entry to be written together with what it is about: neither is there without the other.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub kind: &'a str,
    pub body: &'a Value,
}

/// Appends within a transaction and returns the entry's number.
pub(crate) fn append(db: &Database, entry: &Entry<'_>, at: &str) -> Result<u32> {
    let (entries, previous) = head(db)?;
    let seq = entries + 1;
    let hash = hash(seq, at, entry.kind, entry.body, &previous)?;
    db.prepare_cached("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
        seq,
        at,
        entry.kind,
        canonical(entry.body)?,
        previous,
        hash,
    ))?;
    Ok(seq)
}

impl Store {
    /// Appends an entry and returns its number; it is on the disk then.
    ///
    /// # Errors
    /// Of the database; [`StoreError::Refused`] for a body that has no canonical form.
    pub fn record_append(&self, kind: &str, body: &Value, at: &str) -> Result<u32> {
        self.write(Lasting::Now, |db| append(db, &Entry { kind, body }, at))
    }

    /// Entries after a number, oldest first.
    ///
    /// # Errors
    /// Of the database.
    pub fn record(&self, after_seq: u32, limit: u32) -> Result<Vec<RecordEntry>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE seq > ?1 ORDER BY seq LIMIT ?2"
            ))?;
            let rows = statement.query_map((after_seq, limit), of_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Number of entries and hash of the newest.
    ///
    /// # Errors
    /// Of the database.
    pub fn record_head(&self) -> Result<(u32, String)> {
        self.read(head)
    }

    /// Computes the whole chain again.
    ///
    /// # Errors
    /// Of the database. An entry that is not what was written is an answer, not an error.
    pub fn record_verify(&self) -> Result<Verified> {
        self.read(|db| {
            let (entries, head) = head(db)?;
            let first_bad = first_bad(db, entries, &head)?;
            Ok(Verified { entries, head, first_bad })
        })
    }
}

fn first_bad(db: &Database, entries: u32, head: &str) -> Result<Option<(u32, RecordFault)>> {
    let mut statement = db.prepare(&format!("SELECT {COLUMNS} FROM record ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    let (mut last, mut last_hash) = (0, BEFORE_ALL.to_owned());
    while let Some(row) = rows.next()? {
        let entry = of_row(row)?;
        if entry.seq != last + 1 {
            return Ok(Some((last + 1, RecordFault::Missing)));
        }
        if entry.seq > entries {
            return Ok(Some((entry.seq, RecordFault::Added)));
        }
        if recomputed(&entry, entry.seq)?.as_deref() != Some(entry.hash.as_str()) {
            return Ok(Some((entry.seq, moved_or_altered(&entry, entries)?)));
        }
        if entry.previous != last_hash {
            // This entry is what was written, so the one before it is not.
            return Ok(Some((last.max(1), RecordFault::Altered)));
        }
        (last, last_hash) = (entry.seq, entry.hash);
    }
    Ok(if last < entries {
        Some((last + 1, RecordFault::Missing))
    } else if last_hash != head {
        Some((last.max(1), RecordFault::Altered))
    } else {
        None
    })
}

/// The hash that an entry would have at a place; `None` when its body is not canonical JSON.
fn recomputed(entry: &RecordEntry, seq: u32) -> Result<Option<String>> {
    let Ok(body) = serde_json::from_str::<Value>(&entry.body) else { return Ok(None) };
    if canonical(&body)? != entry.body {
        return Ok(None);
    }
    Ok(Some(hash(seq, &entry.at, &entry.kind, &body, &entry.previous)?))
}

fn moved_or_altered(entry: &RecordEntry, entries: u32) -> Result<RecordFault> {
    for was in 1..=entries {
        if recomputed(entry, was)?.as_deref() == Some(entry.hash.as_str()) {
            return Ok(RecordFault::Moved { was });
        }
    }
    Ok(RecordFault::Altered)
}
