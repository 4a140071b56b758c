//! The journal of the keychain's entries: which one holds a connection's token, and which one is on
//! its way in or out. The tokens are not here.
//!
//! An entry is noted as *arriving* before it is written to the keychain and as *leaving* before it is
//! deleted there. What makes it *live*, or ends that, is one transaction with the connection and the
//! record. A crash therefore leaves at most an entry that is not live, and [`Store::stray_tokens`]
//! lists those.

use crate::{
    connections::connection::{Connection, insert, key_of},
    db::error::{Result, StoreError},
    db::pool::Durability,
    db::pool::Store,
    ids::ConnectionId,
    moment::Moment,
    record::entry::{Entry, append},
};
use rusqlite::{Connection as Database, OptionalExtension};

/// A token's entry in the keychain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEntry {
    /// Of the entry in the keychain.
    pub name: String,
    /// Id of the connection.
    pub connection: ConnectionId,
    /// When it came to the state it is in: RFC 3339, UTC.
    pub at: Moment,
}

impl Store {
    /// Notes an entry before it is written to the keychain.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the name was used before.
    pub fn token_arrives(
        &self,
        name: &str,
        connection_id: &ConnectionId,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Now, |db| {
            let used = "SELECT 1 FROM token_entries WHERE name = ?1";
            if db.prepare_cached(used)?.exists([name])? {
                return Err(StoreError::refused("the keychain's entry is in use"));
            }
            db.execute(
                "INSERT INTO token_entries VALUES (?1, ?2, 'arriving', ?3)",
                (name, connection_id, at),
            )?;
            Ok(())
        })
    }

    /// Makes the connection whose token arrived, with the entry about it.
    ///
    /// # Errors
    /// As [`Store::add_connection`]; [`StoreError::NotFound`] when its token did not arrive.
    pub fn connect(
        &self,
        connection: &Connection,
        token: &str,
        entry: &Entry,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Now, |db| {
            insert(db, connection)?;
            make_live(db, &connection.id, token, at)?;
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }

    /// The token that arrived replaces the connection's live one, which leaves from now on.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection or the token.
    pub fn replace_token(
        &self,
        connection_id: &ConnectionId,
        token: &str,
        entry: &Entry,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Now, |db| {
            key_of(db, connection_id)?;
            leaves(db, connection_id, at)?;
            make_live(db, connection_id, token, at)?;
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }

    /// The entry of the keychain that holds a connection's token.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn live_token(&self, connection_id: &ConnectionId) -> Result<Option<TokenEntry>> {
        self.read(|db| {
            let live = "SELECT name, connection, at FROM token_entries
                        WHERE connection = ?1 AND state = 'live'";
            Ok(db.prepare_cached(live)?.query_row([connection_id], of_row).optional()?)
        })
    }

    /// Entries that are on their way in or out. While nothing is being connected, replaced or
    /// removed they are what a stop in the middle left in the keychain.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn stray_tokens(&self) -> Result<Vec<TokenEntry>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT name, connection, at FROM token_entries WHERE state <> 'live' ORDER BY at",
            )?;
            Ok(statement.query_map([], of_row)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Forgets an entry that was deleted from the keychain, with the entry about it. A live one
    /// stays.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn forget_token(&self, name: &str, entry: Option<&Entry>, at: Moment) -> Result<()> {
        self.write(Durability::Now, |db| {
            let gone = "DELETE FROM token_entries WHERE name = ?1 AND state <> 'live'";
            if db.execute(gone, [name])? > 0
                && let Some(entry) = entry
            {
                append(db, &self.inner.signing, entry, at)?;
            }
            Ok(())
        })
    }
}

fn make_live(db: &Database, connection_id: &ConnectionId, token: &str, at: Moment) -> Result<()> {
    let live = "UPDATE token_entries SET state = 'live', at = ?3
                WHERE name = ?1 AND connection = ?2 AND state = 'arriving'";
    match db.execute(live, (token, connection_id, at))? {
        0 => Err(StoreError::not_found("token of this connection")),
        _ => Ok(()),
    }
}

/// The live token of a connection leaves from now on.
pub(crate) fn leaves(db: &Database, connection_id: &ConnectionId, at: Moment) -> Result<()> {
    let leaving = "UPDATE token_entries SET state = 'leaving', at = ?2
                   WHERE connection = ?1 AND state = 'live'";
    db.execute(leaving, (connection_id, at))?;
    Ok(())
}

fn of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<TokenEntry> {
    Ok(TokenEntry { name: row.get(0)?, connection: row.get(1)?, at: row.get(2)? })
}
