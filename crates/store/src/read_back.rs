//! The answer to one question asked after a change: a read of a single account.

use crate::{
    access::Lasting,
    account_write::{self, AccountSeen},
    connection::key_of,
    error::{Result, StoreError},
    open::Store,
};
use rusqlite::OptionalExtension;

impl Store {
    /// Puts an account into the state in which a read-back found it; `None`: it was not found,
    /// which makes it *no longer listed* from now on. Its history names the run.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such connection, or when an account that was not
    /// found was never in the store.
    pub fn apply_read_back(
        &self,
        connection_id: &str,
        account_id: &str,
        found: Option<&AccountSeen>,
        run_id: Option<&str>,
        at: &str,
    ) -> Result<()> {
        self.write(Lasting::Now, |db| {
            let connection = key_of(db, connection_id)?;
            db.execute(
                "INSERT INTO reads
                   (connection, kind, run_id, started_at, ended_at, verdict, users_verdict,
                    groups_verdict, reason)
                 VALUES (?1, 'read-back', ?2, ?3, ?3, 'complete', 'complete', 'complete', '')",
                (connection, run_id, at),
            )?;
            let read = u32::try_from(db.last_insert_rowid())
                .map_err(|_| StoreError::refused("there are too many reads"))?;
            if let Some(seen) = found {
                let account = account_write::see(db, connection, read, &seen.clone().into())?;
                account_write::count_new(db, connection, u32::from(account.new))?;
                return account_write::refresh(db, read, account.subject);
            }
            let stored: Option<(i64, u32, u32)> = db
                .prepare_cached(
                    "SELECT a.subject, a.state, max(a.seen_read, c.users_read)
                     FROM subjects s
                     JOIN accounts a ON a.subject = s.id
                     JOIN connections c ON c.key = s.connection
                     WHERE s.connection = ?1 AND s.scim_id = ?2",
                )?
                .query_row((connection, account_id), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional()?;
            match stored {
                None => Err(StoreError::not_found(format!("account \"{account_id}\""))),
                Some((subject, 2, _)) => account_write::refresh(db, read, subject),
                Some((subject, _, last_read)) => account_write::miss(db, read, subject, last_read),
            }
        })
    }
}
