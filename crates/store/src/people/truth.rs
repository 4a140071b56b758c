//! Versions of the HR list.

use crate::{
    db::error::Result,
    db::pool::Durability,
    db::pool::Store,
    moment::Moment,
    people::stale::now_stale,
    record::entry::{Entry, append},
};
use rusqlite::{Connection as Database, OptionalExtension, Row};
use std::collections::HashSet;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TruthList {
    pub id: u32,
    pub name: String,
    pub imported_at: Moment,
    /// Of the file.
    pub sha256: String,
    pub rows: u32,
    pub entries: u32,
    pub rejected: u32,
    pub detail_json: String,
}

/// A person of the current list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastEntry {
    pub key: String,
    /// The first address.
    pub email: Option<String>,
    /// Empty when the list has none.
    pub employee_number: String,
    /// Whether the list said that they work here, in the words of the list's crate.
    pub status: String,
}

/// A list to be kept; each entry with its row, its key and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTruthList {
    pub list: TruthList,
    pub entries: Vec<(u32, String, String)>,
    /// Layout and mapping, to be remembered.
    pub layout: (String, String),
}

const COLUMNS: &str = "id, name, imported_at, sha256, rows, entries, rejected, detail";

fn of_row(row: &Row<'_>) -> rusqlite::Result<TruthList> {
    Ok(TruthList {
        id: row.get(0)?,
        name: row.get(1)?,
        imported_at: row.get(2)?,
        sha256: row.get(3)?,
        rows: row.get(4)?,
        entries: row.get(5)?,
        rejected: row.get(6)?,
        detail_json: row.get(7)?,
    })
}

/// Number of the list that counts.
pub(crate) fn newest(db: &Database) -> Result<Option<u32>> {
    Ok(db.prepare_cached("SELECT max(id) FROM truth_lists")?.query_row([], |row| row.get(0))?)
}

impl Store {
    /// The list that counts.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn truth_list(&self) -> Result<Option<TruthList>> {
        self.read(|db| {
            let sql = format!("SELECT {COLUMNS} FROM truth_lists ORDER BY id DESC LIMIT 1");
            Ok(db.prepare_cached(&sql)?.query_row([], of_row).optional()?)
        })
    }

    /// Who is on the list that counts.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn truth_last(&self) -> Result<Vec<LastEntry>> {
        self.read(|db| {
            let Some(list) = newest(db)? else { return Ok(Vec::new()) };
            let mut found = db.prepare_cached(
                "SELECT key, body ->> '$.emails[0]', coalesce(body ->> '$.employee_number', ''),
                        coalesce(body ->> '$.status', '')
                 FROM truth_entries WHERE list = ?1",
            )?;
            let entry = |row: &Row<'_>| {
                Ok(LastEntry {
                    key: row.get(0)?,
                    email: row.get(1)?,
                    employee_number: row.get(2)?,
                    status: row.get(3)?,
                })
            };
            Ok(found.query_map([list], entry)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Bodies of the entries of the current list, unchanged.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn truth_bodies(&self) -> Result<Vec<String>> {
        self.read(|db| {
            let Some(list) = newest(db)? else { return Ok(Vec::new()) };
            let mut found =
                db.prepare_cached("SELECT body FROM truth_entries WHERE list = ?1 ORDER BY id")?;
            Ok(found.query_map([list], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// E-mail addresses of all accounts, and user names that are addresses, in lower case.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn addresses(&self) -> Result<HashSet<String>> {
        self.read(|db| {
            let mut found = db.prepare_cached("SELECT email, user_name FROM accounts")?;
            let mut rows = found.query([])?;
            let mut addresses = HashSet::new();
            while let Some(row) = rows.next()? {
                for column in 0..2 {
                    let text = row.get_ref(column)?.as_str().unwrap_or_default();
                    if text.contains('@') {
                        addresses.insert(text.to_lowercase());
                    }
                }
            }
            Ok(addresses)
        })
    }

    /// Keeps a list with its entry on the record; its number is a new one.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn add_truth_list(&self, new: &NewTruthList, entry: &Entry) -> Result<u32> {
        self.write(Durability::Now, |db| {
            let list = &new.list;
            db.execute(
                "INSERT INTO truth_lists (name, imported_at, sha256, rows, entries, rejected, detail)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    &list.name,
                    &list.imported_at,
                    &list.sha256,
                    list.rows,
                    list.entries,
                    list.rejected,
                    &list.detail_json,
                ),
            )?;
            let id = db.last_insert_rowid();
            let mut insert = db.prepare_cached(
                "INSERT INTO truth_entries (list, row, key, body) VALUES (?1, ?2, ?3, ?4)",
            )?;
            for (row, key, body) in &new.entries {
                insert.execute((id, row, key, body))?;
            }
            db.execute(
                "INSERT INTO truth_layouts VALUES (?1, ?2)
                 ON CONFLICT (layout) DO UPDATE SET mapping = excluded.mapping",
                (&new.layout.0, &new.layout.1),
            )?;
            now_stale(db)?;
            append(db, &self.inner.signing, entry, list.imported_at)?;
            Ok(u32::try_from(id).unwrap_or(u32::MAX))
        })
    }

    /// How the columns of a layout were mapped last.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn truth_layout(&self, layout: &str) -> Result<Option<String>> {
        self.read(|db| {
            Ok(db
                .prepare_cached("SELECT mapping FROM truth_layouts WHERE layout = ?1")?
                .query_row([layout], |row| row.get(0))
                .optional()?)
        })
    }
}
