//! Wishes that are not a plan yet: they last until they are planned and run, or removed.

use crate::{
    connections::connection::key_of, db::error::Result, db::pool::Durability, db::pool::Store,
    ids::ConnectionId, moment::Moment, record::transaction::Transaction,
};
use rusqlite::Connection as Database;

/// A wish as it is staged. The engine owns what `subject` and `body_json` mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedWish {
    /// Never used again for another wish.
    pub id: u32,
    pub connection_id: ConnectionId,
    /// What it is about, within its connection.
    pub subject: String,
    pub at: Moment,
    pub body_json: String,
}

/// A wish to stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWish {
    pub connection_id: ConnectionId,
    pub subject: String,
    pub body_json: String,
}

impl Store {
    /// Everything staged, in the order in which it was.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn staged(&self) -> Result<Vec<StagedWish>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT s.id, c.id, s.subject, s.at, s.body
                 FROM stage s JOIN connections c ON c.key = s.connection ORDER BY s.id",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(StagedWish {
                    id: row.get(0)?,
                    connection_id: row.get(1)?,
                    subject: row.get(2)?,
                    at: row.get(3)?,
                    body_json: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Removes some wishes and adds others, both or neither. Numbers that are not staged are
    /// passed by.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] for a connection.
    pub fn restage(&self, out: &[u32], wishes: &[NewWish], at: Moment) -> Result<()> {
        self.write(Durability::Now, |db| {
            unstage(db, out)?;
            for wish in wishes {
                let key = key_of(db, &wish.connection_id)?;
                db.prepare_cached(
                    "INSERT INTO stage (connection, subject, at, body) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute((key, &wish.subject, at, &wish.body_json))?;
            }
            Ok(())
        })
    }
}

impl Transaction<'_> {
    /// Removes wishes. Numbers that are not staged are passed by.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn unstage(&self, out: &[u32]) -> Result<()> {
        unstage(self.db, out)
    }
}

fn unstage(db: &Database, out: &[u32]) -> Result<()> {
    let mut delete = db.prepare_cached("DELETE FROM stage WHERE id = ?1")?;
    for id in out {
        delete.execute([id])?;
    }
    Ok(())
}
