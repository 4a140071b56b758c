//! What the store holds of a connection, and how fresh it is.

use crate::{
    connections::connection::key_of,
    db::error::Result,
    db::pool::Store,
    ids::ConnectionId,
    moment::Moment,
    read::reads::{Read, newest_read},
};
use rusqlite::OptionalExtension;

/// What the store holds of a connection.
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectionSummary {
    /// Accounts listed now, active or inactive; `None` before the first ended read.
    pub users: Option<u32>,
    /// Groups listed now; `None` before the first ended read.
    pub groups: Option<u32>,
    /// The newest read, running or ended.
    pub last_read: Option<Read>,
    /// When the newest complete read ended.
    pub complete_at: Option<Moment>,
    /// Since when its token is in force.
    pub token_at: Option<Moment>,
}

impl Store {
    /// Counts, newest read and newest complete read of a connection.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn summary(&self, connection_id: &ConnectionId) -> Result<ConnectionSummary> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let read_once: bool = db.query_row(
                "SELECT newest_read > 0 FROM connections WHERE key = ?1",
                [key],
                |row| row.get(0),
            )?;
            let count = |sql: &str| -> Result<Option<u32>> {
                let count = db.prepare_cached(sql)?.query_row([key], |row| row.get::<_, u32>(0))?;
                Ok((read_once || count > 0).then_some(count))
            };
            Ok(ConnectionSummary {
                users: count(
                    "SELECT count(*) FROM accounts INDEXED BY accounts_by_count
                     WHERE connection = ?1 AND state < 2",
                )?,
                groups: count("SELECT count(*) FROM groups WHERE connection = ?1 AND listed = 1")?,
                last_read: newest_read(db, key)?,
                complete_at: db
                    .prepare_cached(
                        "SELECT ended_at FROM reads
                         WHERE connection = ?1 AND kind = 'list' AND verdict = 'complete'
                         ORDER BY id DESC LIMIT 1",
                    )?
                    .query_row([key], |row| row.get(0))
                    .optional()?
                    .flatten(),
                token_at: db
                    .prepare_cached(
                        "SELECT at FROM token_entries WHERE connection = ?1 AND state = 'live'",
                    )?
                    .query_row([connection_id], |row| row.get(0))
                    .optional()?,
            })
        })
    }
}
