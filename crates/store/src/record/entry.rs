//! The record: an append-only log, each entry chained to the one before by its hash.
//!
//! The hash of an entry is SHA-256 over the canonical JSON (RFC 8785) of
//! `{"at","body","kind","previous","seq"}` (`text`); `previous` is the hash of the entry
//! before, 64 zeros for the first. Triggers refuse to change or delete an entry. A change that gets
//! around them is found (`verify`): by the chain, by the count and head that are kept beside it, and
//! where all of these were made to fit, by the signatures (`heads`).

use crate::{
    db::error::{Result, StoreError},
    db::pool::Durability,
    db::pool::Store,
    db::record_key::RecordKey,
    moment::Moment,
    record::exact_numbers::exact_numbers,
    record::heads::{is_signed, sign},
    record::text::Text,
};
use rusqlite::{Connection as Database, OptionalExtension, Row};
use serde_json::Value;

/// `previous` of the first entry.
pub(crate) const BEFORE_ALL: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// Of an entry, as [`of_row`] takes them.
pub(crate) const COLUMNS: &str = "seq, at, kind, body, previous, hash";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordEntry {
    /// From 1, without gaps.
    pub seq: u32,
    /// As it stands in the record: a [`Moment`](crate::moment::Moment) unless it was altered.
    pub at: String,
    /// "connection-made", "read-ended", "plan-made", "item-ended" …
    pub kind: String,
    /// Canonical JSON.
    pub body: String,
    pub previous: String,
    pub hash: String,
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
    serde_json_canonicalizer::to_string(&exact_numbers(value.clone())).map_err(|error| {
        StoreError::refused(format!("this cannot be written canonically: {error}"))
    })
}

pub(crate) fn head(db: &Database) -> Result<(u32, String)> {
    Ok(db
        .prepare_cached("SELECT entries, head FROM record_head")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// An entry to be written together with what it is about: neither is there without the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub kind: String,
    pub body: Value,
}

/// Appends within a transaction, signs where the kind of entry is signed, and returns the entry's
/// number.
pub(crate) fn append(db: &Database, key: &RecordKey, entry: &Entry, at: Moment) -> Result<u32> {
    append_body(db, key, &entry.kind, &entry.body, at)
}

pub(crate) fn append_body(
    db: &Database,
    key: &RecordKey,
    kind: &str,
    body: &Value,
    at: Moment,
) -> Result<u32> {
    let (entries, previous) = head(db)?;
    let seq = entries + 1;
    let body = canonical(body)?;
    let at = at.to_string();
    let text = Text {
        at: at.as_bytes(),
        kind: kind.as_bytes(),
        body: body.as_bytes(),
        previous: previous.as_bytes(),
    };
    let hash = String::from_utf8_lossy(&text.hash(seq, &mut Vec::new())).into_owned();
    db.prepare_cached("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute((seq, at, kind, body, previous, &hash))?;
    if is_signed(kind.as_bytes()) {
        sign(db, key, seq, &hash)?;
    }
    Ok(seq)
}

impl Store {
    /// Appends an entry and returns its number; it is on the disk then.
    ///
    /// # Errors
    /// When the database cannot be written; [`StoreError::Refused`] for a body that has no canonical form.
    pub fn record_append(&self, kind: &str, body: &Value, at: Moment) -> Result<u32> {
        self.write(Durability::Now, |db| append_body(db, &self.inner.signing, kind, body, at))
    }

    /// Entries after a number, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn record(&self, after_seq: u32, limit: u32) -> Result<Vec<RecordEntry>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE seq > ?1 ORDER BY seq LIMIT ?2"
            ))?;
            let rows = statement.query_map((after_seq, limit), of_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// When the newest entry was written; `None` for an empty record.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn record_newest_at(&self) -> Result<Option<Moment>> {
        self.read(|db| {
            Ok(db
                .prepare_cached("SELECT at FROM record ORDER BY seq DESC LIMIT 1")?
                .query_row([], |row| row.get(0))
                .optional()?)
        })
    }

    /// Number of entries and hash of the newest.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn record_head(&self) -> Result<(u32, String)> {
        self.read(head)
    }
}
