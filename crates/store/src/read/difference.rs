//! What a connection gained, lost and changed between two moments, out of the rows that are valid
//! from one read until another. Only accounts and memberships that moved in between are looked at.

use crate::{
    connections::connection::key_of,
    db::error::Result,
    db::error::StoreError,
    db::pool::Store,
    ids::{AccountId, ConnectionId, GroupId},
    moment::Moment,
};
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::BTreeMap;

/// An account as it was at a read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountThen {
    pub active: bool,
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub title: String,
    pub department: String,
    pub user_type: String,
    /// As the app sent it.
    pub raw: String,
}

/// An account before and after; `None` where it was not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountMoved {
    pub account_id: AccountId,
    pub before: Option<AccountThen>,
    pub after: Option<AccountThen>,
}

/// A membership that came or went. Of a group whose members were read for the first time in between
/// nothing is known, and nothing is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberMoved {
    pub group_id: GroupId,
    pub group: String,
    pub account_id: AccountId,
    pub name: String,
    pub came: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The reads that it is between, and when they began.
    pub from: (u32, Moment),
    pub to: (u32, Moment),
    pub accounts: Vec<AccountMoved>,
    pub members: Vec<MemberMoved>,
}

/// The newest read that had ended by then; of none the first.
fn read_at(db: &Database, key: i64, at: Moment) -> Result<Option<(u32, Moment)>> {
    let newest = db
        .prepare_cached(
            "SELECT id, started_at FROM reads
             WHERE connection = ?1 AND ended_at IS NOT NULL AND ended_at <= ?2
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row((key, at), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if newest.is_some() {
        return Ok(newest);
    }
    Ok(db
        .prepare_cached(
            "SELECT id, started_at FROM reads WHERE connection = ?1 AND ended_at IS NOT NULL
             ORDER BY id LIMIT 1",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn then(db: &Database, subject: i64, read: u32) -> Result<Option<AccountThen>> {
    let absent = db
        .prepare_cached(
            "SELECT 1 FROM absences WHERE subject = ?1 AND from_read <= ?2
               AND (until_read IS NULL OR until_read > ?2)",
        )?
        .exists((subject, read))?;
    if absent {
        return Ok(None);
    }
    Ok(db
        .prepare_cached(
            "SELECT active, name, user_name, email, title, department, user_type, raw
             FROM account_pasts WHERE subject = ?1 AND from_read <= ?2 AND until_read > ?2
             UNION ALL
             SELECT a.active, a.name, a.user_name, a.email, a.title, a.department, a.user_type, r.raw
             FROM accounts a JOIN account_resources r ON r.subject = a.subject
             WHERE a.subject = ?1 AND a.since_read <= ?2",
        )?
        .query_row((subject, read), |row| {
            Ok(AccountThen {
                active: row.get(0)?,
                name: row.get(1)?,
                user_name: row.get(2)?,
                email: row.get(3)?,
                title: row.get(4)?,
                department: row.get(5)?,
                user_type: row.get(6)?,
                raw: row.get(7)?,
            })
        })
        .optional()?)
}

fn accounts(db: &Database, key: i64, from: u32, to: u32) -> Result<Vec<AccountMoved>> {
    let mut moved = db.prepare_cached(
        "SELECT s.id, s.scim_id FROM subjects s WHERE s.connection = ?1 AND s.id IN (
           SELECT a.subject FROM accounts a
             WHERE a.connection = ?1 AND a.since_read > ?2 AND a.since_read <= ?3
           UNION
           SELECT p.subject FROM account_pasts p
             WHERE p.from_read > ?2 AND p.from_read <= ?3 OR p.until_read > ?2 AND p.until_read <= ?3
           UNION
           SELECT b.subject FROM absences b
             WHERE b.from_read > ?2 AND b.from_read <= ?3 OR b.until_read > ?2 AND b.until_read <= ?3)
         ORDER BY s.id",
    )?;
    let mut found = Vec::new();
    let mut rows = moved.query((key, from, to))?;
    while let Some(row) = rows.next()? {
        let subject = row.get(0)?;
        let (before, after) = (then(db, subject, from)?, then(db, subject, to)?);
        if before != after {
            found.push(AccountMoved { account_id: row.get(1)?, before, after });
        }
    }
    Ok(found)
}

fn members(db: &Database, key: i64, from: u32, to: u32) -> Result<Vec<MemberMoved>> {
    let mut moved = db.prepare_cached(
        "SELECT m.grp, m.subject, g.scim_id, g.name, s.scim_id, coalesce(a.name, m.display),
                m.from_read <= ?2 AND (m.until_read IS NULL OR m.until_read > ?2),
                m.from_read <= ?3 AND (m.until_read IS NULL OR m.until_read > ?3)
         FROM groups g JOIN memberships m ON m.grp = g.id JOIN subjects s ON s.id = m.subject
         LEFT JOIN accounts a ON a.subject = m.subject
         WHERE g.connection = ?1 AND g.first_members_read <= ?2
           AND (m.from_read > ?2 AND m.from_read <= ?3 OR m.until_read > ?2 AND m.until_read <= ?3)",
    )?;
    // One who left and came back in between has two rows, and did not move.
    let mut all: BTreeMap<(i64, i64), (bool, bool, MemberMoved)> = BTreeMap::new();
    let mut rows = moved.query((key, from, to))?;
    while let Some(row) = rows.next()? {
        let (was, is): (bool, bool) = (row.get(6)?, row.get(7)?);
        let one = MemberMoved {
            group_id: row.get(2)?,
            group: row.get(3)?,
            account_id: row.get(4)?,
            name: row.get(5)?,
            came: false,
        };
        let known = all.entry((row.get(0)?, row.get(1)?)).or_insert((false, false, one));
        known.0 |= was;
        known.1 |= is;
    }
    Ok(all
        .into_values()
        .filter(|(was, is, _)| was != is)
        .map(|(_, is, one)| MemberMoved { came: is, ..one })
        .collect())
}

impl Store {
    /// The differences between `from` and `to`: as the newest read that had ended
    /// by then has it, and the first read where that is none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a connection that is not there or was never read.
    pub fn difference(
        &self,
        connection_id: &ConnectionId,
        from: Moment,
        to: Moment,
    ) -> Result<Difference> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let never = || StoreError::not_found("a read of the connection".to_owned());
            let from = read_at(db, key, from)?.ok_or_else(never)?;
            let to = read_at(db, key, to)?.ok_or_else(never)?;
            Ok(Difference {
                accounts: accounts(db, key, from.0, to.0)?,
                members: members(db, key, from.0, to.0)?,
                from,
                to,
            })
        })
    }
}
