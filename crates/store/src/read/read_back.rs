//! The answer to one question asked after a change: a read of a single account or group.

use crate::{
    connections::connection::key_of,
    db::error::{Result, StoreError},
    db::pool::Durability,
    db::pool::Store,
    groups,
    groups::account_ids::AccountIds,
    groups::write::GroupSeen,
    ids::{AccountId, ConnectionId, GroupId, RunId},
    moment::Moment,
    read, users,
    users::write::AccountSeen,
};
use rusqlite::{Connection as Database, OptionalExtension};

impl Store {
    /// Puts an account into the state in which a read-back found it; `None`: it was not found,
    /// which makes it *no longer listed* from now on. Its history names the run.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such connection, or when an account that was not
    /// found was never in the store.
    pub fn apply_read_back(
        &self,
        connection_id: &ConnectionId,
        account_id: &AccountId,
        found: Option<&AccountSeen>,
        run_id: Option<&RunId>,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Soon, |db| {
            let connection = key_of(db, connection_id)?;
            let read = begin(db, connection, run_id, at)?;
            if let Some(seen) = found {
                let account = users::write::see(db, connection, read, &seen.clone().into())?;
                users::write::count_new(db, connection, u32::from(account.new))?;
                crate::people::stale::now_stale(db)?;
                if let Some(groups) = &seen.groups {
                    read::own_groups::one_account(db, connection, read, account.subject, groups)?;
                }
                return users::write::refresh(db, read, account.subject);
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
            crate::people::stale::now_stale(db)?;
            match stored {
                None => Err(StoreError::not_found(format!("account \"{account_id}\""))),
                Some((subject, 2, _)) => users::write::refresh(db, read, subject),
                Some((subject, _, last_read)) => users::write::miss(db, read, subject, last_read),
            }
        })
    }

    /// Group and account ids of the memberships of a connection that a run's read-backs found
    /// ended, whether the run meant it or not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn memberships_ended_by(
        &self,
        connection_id: &ConnectionId,
        run_id: &RunId,
    ) -> Result<Vec<(GroupId, AccountId)>> {
        self.read(|db| {
            let connection = key_of(db, connection_id)?;
            let mut statement = db.prepare_cached(
                "SELECT g.scim_id, s.scim_id
                 FROM reads r
                 JOIN groups g ON g.connection = r.connection
                 JOIN memberships m ON m.grp = g.id AND m.until_read = r.id
                 JOIN subjects s ON s.id = m.subject
                 WHERE r.connection = ?1 AND r.kind = 'read-back' AND r.run_id = ?2
                 ORDER BY g.id, s.id",
            )?;
            let rows =
                statement.query_map((connection, run_id), |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps what reading one group back has found; `None`: it is no longer there.
    ///
    /// # Errors
    /// When the database cannot be written; [`StoreError::NotFound`] for the connection, and for a group that is not
    /// there and never was.
    pub fn apply_group_read_back(
        &self,
        connection_id: &ConnectionId,
        group_id: &GroupId,
        found: Option<&GroupSeen>,
        run_id: Option<&RunId>,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Soon, |db| {
            let connection = key_of(db, connection_id)?;
            let read = begin(db, connection, run_id, at)?;
            let Some(seen) = found else {
                let group = groups::write::find(db, connection, group_id.as_str())?;
                return groups::write::miss(db, read, group);
            };
            let group =
                groups::write::see(db, connection, read, seen.id.as_str(), &seen.name, &seen.raw)?;
            db.prepare_cached("UPDATE groups SET seen_read = ?2 WHERE id = ?1 AND seen_read < ?2")?
                .execute((group, read))?;
            if let Some(members) = &seen.members {
                groups::write::replace_members(
                    db,
                    connection,
                    read,
                    group,
                    members,
                    &mut AccountIds::default(),
                )?;
                db.prepare_cached(
                    "UPDATE groups SET members_read = ?2 WHERE id = ?1 AND members_read < ?2",
                )?
                .execute((group, read))?;
            }
            Ok(())
        })
    }
}

/// A read of one resource; its number.
fn begin(db: &Database, connection: i64, run_id: Option<&RunId>, at: Moment) -> Result<u32> {
    db.execute(
        "INSERT INTO reads
           (connection, kind, run_id, started_at, ended_at, verdict, users_verdict,
            groups_verdict, reason)
         VALUES (?1, 'read-back', ?2, ?3, ?3, 'complete', 'complete', 'complete', '')",
        (connection, run_id, at),
    )?;
    u32::try_from(db.last_insert_rowid())
        .map_err(|_| StoreError::refused("there are too many reads"))
}
