//! Connections: one app at one address with one token. The token is not here.

use crate::{
    connections::pace::forget,
    db::error::{Result, StoreError},
    db::pool::Durability,
    db::pool::Store,
    ids::ConnectionId,
    moment::Moment,
    record::transaction::Transaction,
    text::fold::{fold, sort_key},
};
use rusqlite::{Connection as Database, OptionalExtension, Row, params};

/// One app at one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// A UUID; never used again, even after the connection was removed.
    pub id: ConnectionId,
    /// Unique among the connections that are not removed, without regard to case and accents.
    pub name: String,
    /// Id of the profile.
    pub provider: String,
    pub address: String,
    /// As typed and normalized: "12.50 EUR" per month.
    pub seat_price: Option<String>,
    /// RFC 3339, UTC.
    pub made_at: Moment,
    pub removed_at: Option<Moment>,
    /// JSON that the engine reads; nothing secret.
    pub settings: String,
}

const COLUMNS: &str = "id, name, provider, address, seat_price, made_at, removed_at, settings";

fn of_row(row: &Row<'_>) -> rusqlite::Result<Connection> {
    Ok(Connection {
        id: row.get(0)?,
        name: row.get(1)?,
        provider: row.get(2)?,
        address: row.get(3)?,
        seat_price: row.get(4)?,
        made_at: row.get(5)?,
        removed_at: row.get(6)?,
        settings: row.get(7)?,
    })
}

/// How fresh a connection is, by read numbers; 0 means "never".
#[derive(Clone, Debug)]
pub(crate) struct Freshness {
    pub(crate) key: i64,
    pub(crate) id: ConnectionId,
    pub(crate) name: String,
    /// Rows it has in `accounts`.
    pub(crate) accounts: u32,
    pub(crate) newest_read: u32,
    pub(crate) users_read: u32,
    pub(crate) groups_read: u32,
    pub(crate) members_read: u32,
    /// Every listed group's members were read at some time, and the list of groups is complete.
    pub(crate) members_known: bool,
}

/// All connections that are not removed, in the order of their names.
pub(crate) fn freshness(db: &Database) -> Result<Vec<Freshness>> {
    let mut statement = db.prepare_cached(
        "SELECT key, id, name, accounts, newest_read, users_read, groups_read, members_read,
                groups_read > 0 AND NOT EXISTS (
                  SELECT 1 FROM groups g
                  WHERE g.connection = c.key AND g.listed = 1 AND g.members_read IS NULL)
         FROM connections c WHERE removed_at IS NULL ORDER BY name_key",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Freshness {
            key: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            accounts: row.get(3)?,
            newest_read: row.get(4)?,
            users_read: row.get(5)?,
            groups_read: row.get(6)?,
            members_read: row.get(7)?,
            members_known: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn by_key(db: &Database, key: i64) -> Result<Connection> {
    Ok(db
        .prepare_cached(&format!("SELECT {COLUMNS} FROM connections WHERE key = ?1"))?
        .query_row([key], of_row)?)
}

fn write(db: &Database, key: i64, connection: &Connection) -> Result<()> {
    refuse_taken_name(db, connection)?;
    db.execute(
        "UPDATE connections
         SET name = ?2, name_key = ?3, address = ?4, seat_price = ?5, settings = ?6
         WHERE key = ?1",
        params![
            key,
            connection.name,
            sort_key(&connection.name),
            connection.address,
            connection.seat_price,
            connection.settings
        ],
    )?;
    Ok(())
}

/// Row number of a connection that is not removed.
pub(crate) fn key_of(db: &Database, id: &ConnectionId) -> Result<i64> {
    db.prepare_cached("SELECT key FROM connections WHERE id = ?1 AND removed_at IS NULL")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::not_found(format!("connection \"{id}\"")))
}

impl Transaction<'_> {
    /// Changes name, address, seat price and settings of a connection from what they are now.
    /// Provider and dates stay.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the name is taken, [`StoreError::NotFound`]; of `change`.
    pub fn update_connection<T, E: From<StoreError>>(
        &self,
        id: &ConnectionId,
        change: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let key = key_of(self.db, id)?;
        let mut connection = by_key(self.db, key)?;
        let address = connection.address.clone();
        let answer = change(&mut connection)?;
        write(self.db, key, &connection)?;
        if connection.address != address {
            forget(self.db, key)?;
        }
        Ok(answer)
    }
}

impl Store {
    /// # Errors
    /// [`StoreError::Refused`] when the name or the id is taken.
    pub fn add_connection(&self, connection: &Connection) -> Result<()> {
        self.write(Durability::Now, |db| insert(db, connection))
    }

    /// Changes a connection in a separate transaction, with what happened to it on the record.
    ///
    /// # Errors
    /// As [`Transaction::update_connection`].
    pub fn update_connection<T, E: From<StoreError>>(
        &self,
        id: &ConnectionId,
        at: Moment,
        change: impl FnOnce(&mut Connection, &Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(at, |all| all.update_connection(id, |connection| change(connection, all)))
    }

    /// Connections that are not removed, by name.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn connections(&self) -> Result<Vec<Connection>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM connections WHERE removed_at IS NULL ORDER BY name_key"
            ))?;
            Ok(statement.query_map([], of_row)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Connections that were removed, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn removed_connections(&self) -> Result<Vec<Connection>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM connections WHERE removed_at IS NOT NULL
                 ORDER BY removed_at DESC"
            ))?;
            Ok(statement.query_map([], of_row)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// By id (a removed one too) or by name (without regard to case and accents).
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn connection(&self, id_or_name: &str) -> Result<Connection> {
        self.read(|db| {
            db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM connections
                 WHERE id = ?1 OR (name_key = ?2 AND removed_at IS NULL)
                 ORDER BY id = ?1 DESC LIMIT 1"
            ))?
            .query_row([id_or_name, &sort_key(id_or_name)], of_row)
            .optional()?
            .ok_or_else(|| StoreError::not_found(format!("connection \"{id_or_name}\"")))
        })
    }
}

/// Within a transaction: what [`Store::add_connection`] says.
pub(crate) fn insert(db: &Database, connection: &Connection) -> Result<()> {
    refuse_taken_name(db, connection)?;
    let taken = "SELECT 1 FROM connections WHERE id = ?1";
    if db.prepare_cached(taken)?.exists([&connection.id])? {
        return Err(StoreError::refused("a connection with this id already exists"));
    }
    db.execute(
        "INSERT INTO connections
           (id, name, name_key, provider, address, seat_price, made_at, settings)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            connection.id,
            connection.name,
            sort_key(&connection.name),
            connection.provider,
            connection.address,
            connection.seat_price,
            connection.made_at,
            connection.settings
        ],
    )?;
    Ok(())
}

fn refuse_taken_name(db: &Database, connection: &Connection) -> Result<()> {
    if fold(&connection.name).is_empty() {
        return Err(StoreError::refused("a connection needs a name"));
    }
    let taken = db
        .prepare_cached(
            "SELECT 1 FROM connections WHERE name_key = ?1 AND removed_at IS NULL AND id <> ?2",
        )?
        .exists((&sort_key(&connection.name), &connection.id))?;
    if taken {
        let name = &connection.name;
        return Err(StoreError::refused(format!("there is already a connection \"{name}\"")));
    }
    Ok(())
}
