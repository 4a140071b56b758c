//! What the answers of a connection taught about its pace.

use crate::{
    connections::connection::key_of, db::error::Result, db::pool::Durability, db::pool::Store,
    ids::ConnectionId, moment::Moment,
};
use rusqlite::{Connection as Database, OptionalExtension};

/// What the answers of a connection taught about its pace. It is of one address: when that changes, it
/// is forgotten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownPace {
    /// Requests a second: what is stayed below after a limit was met, otherwise the most that were sent
    /// in a second.
    pub per_second: f64,
    /// Requests under way at the same time.
    pub at_once: u32,
    /// When the app last said that it was too much; `None`: never.
    pub limited_at: Option<Moment>,
}

/// The address is another one.
pub(crate) fn forget(db: &Database, key: i64) -> Result<()> {
    db.execute("DELETE FROM paces WHERE connection = ?1", [key])?;
    Ok(())
}

impl Store {
    /// What is known of a connection's pace; `None` when nothing was asked of it yet.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound).
    pub fn pace(&self, connection: &ConnectionId) -> Result<Option<KnownPace>> {
        self.read(|db| {
            let key = key_of(db, connection)?;
            let known = db
                .prepare_cached(
                    "SELECT per_second, at_once, limited_at FROM paces WHERE connection = ?1",
                )?
                .query_row([key], |row| {
                    let (per_second, at_once, limited_at) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    Ok(KnownPace { per_second, at_once, limited_at })
                });
            Ok(known.optional()?)
        })
    }

    /// Keeps what is known of a connection's pace, in place of what was known before.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound); when the database cannot be written.
    pub fn keep_pace(&self, connection: &ConnectionId, known: &KnownPace) -> Result<()> {
        self.write(Durability::Soon, |db| {
            let key = key_of(db, connection)?;
            db.execute(
                "INSERT INTO paces VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (connection) DO UPDATE SET per_second = excluded.per_second,
                   at_once = excluded.at_once, limited_at = excluded.limited_at",
                (key, known.per_second, known.at_once, known.limited_at),
            )?;
            Ok(())
        })
    }
}
