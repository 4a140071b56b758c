//! The index of texts follows the texts. A read only keeps the texts of new accounts; what comes
//! after it, [`Store::tidy`], puts them into the index, which takes about as long as keeping
//! everything else. Until then a search looks into those texts one by one.

use crate::{db::error::Result, db::pool::Durability, db::pool::Store};
use rusqlite::Connection as Database;

/// Texts that one transaction puts into the index; others may write in between.
const AT_ONCE: u32 = 2_000;

/// Texts of subjects up to this row number are in the index, later ones are not.
pub(crate) fn indexed(db: &Database) -> Result<i64> {
    Ok(db.prepare_cached("SELECT indexed FROM search_progress")?.query_row([], |row| row.get(0))?)
}

/// A text is new or another one.
pub(crate) fn text_changed(db: &Database, subject: i64, text: &str) -> Result<()> {
    if subject <= indexed(db)? {
        db.prepare_cached("INSERT OR REPLACE INTO account_search (rowid, text) VALUES (?1, ?2)")?
            .execute((subject, text))?;
    }
    Ok(())
}

/// Removes the texts of a connection from the index.
pub(crate) fn forget(db: &Database, connection: i64) -> Result<()> {
    db.execute(
        "DELETE FROM account_search WHERE rowid IN
           (SELECT subject FROM accounts WHERE connection = ?1 AND subject <= ?2)",
        (connection, indexed(db)?),
    )?;
    Ok(())
}

/// Row numbers of deleted subjects may be given to new ones.
pub(crate) fn subjects_removed(db: &Database) -> Result<()> {
    db.execute(
        "UPDATE search_progress SET indexed =
           min(indexed, (SELECT coalesce(max(id), 0) FROM subjects))",
        [],
    )?;
    Ok(())
}

impl Store {
    /// What can be done after a read as well as in it: puts the texts that it kept into the
    /// index, and moves the log into the file as far as no reader needs it. May be stopped at any
    /// moment; the next call continues.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    /// Nothing is lost, searches stay right.
    pub fn tidy(&self) -> Result<()> {
        while self.tidy_some()? {}
        Ok(())
    }

    /// A part of that, which takes less than a second; whether there is more.
    ///
    /// # Errors
    /// As [`Store::tidy`].
    pub fn tidy_some(&self) -> Result<bool> {
        let more = self.index_some()?;
        if !more {
            self.inner.checkpoint()?;
        }
        Ok(more)
    }

    /// Whether there may be more.
    fn index_some(&self) -> Result<bool> {
        self.write(Durability::Soon, |db| {
            let from = indexed(db)?;
            let last: Option<i64> = db
                .prepare_cached(
                    "SELECT max(subject) FROM (
                       SELECT subject FROM account_texts WHERE subject > ?1
                       ORDER BY subject LIMIT ?2)",
                )?
                .query_row((from, AT_ONCE), |row| row.get(0))?;
            let Some(last) = last else { return Ok(false) };
            db.prepare_cached(
                "INSERT INTO account_search (rowid, text)
                 SELECT subject, text FROM account_texts WHERE subject > ?1 AND subject <= ?2",
            )?
            .execute((from, last))?;
            db.prepare_cached("UPDATE search_progress SET indexed = ?1")?.execute([last])?;
            Ok(true)
        })
    }
}
