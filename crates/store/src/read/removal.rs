//! The end of a connection: what was read of it goes, what was done with it stays.

use crate::{
    connections::connection::key_of,
    connections::token::leaves,
    db::error::{Result, StoreError},
    db::pool::{Durability, Store, held},
    ids::ConnectionId,
    moment::Moment,
    people::stale::now_stale,
    record::entry::{Entry, append},
    text,
};
use rusqlite::Connection as Database;

impl Store {
    /// Ends a connection: its accounts, groups, memberships and their past are deleted from the
    /// tables. Its line, its reads with their receipts, and all plans, runs and entries of the
    /// record that speak of it stay.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Refused`] while it is being read.
    pub fn remove_connection(&self, id: &ConnectionId, at: Moment) -> Result<()> {
        self.write(Durability::Now, |db| remove(self, db, id, at))
    }

    /// Ends a connection as [`Store::remove_connection`] does; its token leaves from now on.
    ///
    /// # Errors
    /// As [`Store::remove_connection`].
    pub fn disconnect(
        &self,
        connection_id: &ConnectionId,
        entry: &Entry,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Now, |db| {
            remove(self, db, connection_id, at)?;
            leaves(db, connection_id, at)?;
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }
}

/// Within a transaction: what [`Store::remove_connection`] says.
pub(crate) fn remove(store: &Store, db: &Database, id: &ConnectionId, at: Moment) -> Result<()> {
    let key = key_of(db, id)?;
    if held(&store.inner.reading).contains(&key) {
        return Err(StoreError::refused("the connection is being read"));
    }
    text::index::forget(db, key)?;
    for sql in [
        "DELETE FROM account_texts WHERE subject IN
           (SELECT subject FROM accounts WHERE connection = ?1)",
        "DELETE FROM account_resources WHERE subject IN
           (SELECT subject FROM accounts WHERE connection = ?1)",
        "DELETE FROM account_pasts WHERE subject IN
           (SELECT id FROM subjects WHERE connection = ?1)",
        "DELETE FROM absences WHERE subject IN
           (SELECT id FROM subjects WHERE connection = ?1)",
        "DELETE FROM memberships WHERE grp IN
           (SELECT id FROM groups WHERE connection = ?1)",
        "DELETE FROM group_pasts WHERE grp IN
           (SELECT id FROM groups WHERE connection = ?1)",
        "DELETE FROM groups WHERE connection = ?1",
        "DELETE FROM stage WHERE connection = ?1",
        "UPDATE people SET stamp = 0 WHERE id IN (SELECT person FROM person_accounts
           WHERE subject IN (SELECT id FROM subjects WHERE connection = ?1))",
        "DELETE FROM person_accounts WHERE subject IN
           (SELECT id FROM subjects WHERE connection = ?1)",
        "DELETE FROM account_marks WHERE subject IN
           (SELECT id FROM subjects WHERE connection = ?1)",
        "DELETE FROM tie_decisions WHERE
           a IN (SELECT 'account:' || id FROM subjects WHERE connection = ?1)
           OR b IN (SELECT 'account:' || id FROM subjects WHERE connection = ?1)",
        "DELETE FROM accounts WHERE connection = ?1",
        "DELETE FROM subjects WHERE connection = ?1",
    ] {
        db.execute(sql, [key])?;
    }
    text::index::subjects_removed(db)?;
    now_stale(db)?;
    db.execute("UPDATE connections SET removed_at = ?2, accounts = 0 WHERE key = ?1", (key, at))?;
    Ok(())
}
