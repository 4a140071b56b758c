//! The end of a read: what it lets us conclude, and no more.

use crate::{
    db::error::Result,
    db::interrupted::InterruptedRead,
    groups,
    read::losses::LastPassOnly,
    read::reads::{ReadEnd, Verdict},
    read::row_set::RowSet,
    read::seen_rows::SeenRows,
    users,
};
use rusqlite::{Connection as Database, TransactionBehavior, params};

const STOPPED: &str = "Rollcall stopped during this read.";
const GIVEN_UP: &str = "This read was abandoned before its end.";

/// Writes the end of a read and what follows from it.
pub(crate) fn end(
    db: &Database,
    connection: i64,
    read: u32,
    seen: &SeenRows,
    end: &ReadEnd,
) -> Result<()> {
    let found = Found {
        users: end.users_verdict,
        groups: end.groups_verdict,
        last_pass_only: end.last_pass_only,
        keep_members: end.keep_members,
    };
    conclude(db, connection, read, seen, &found)?;
    crate::people::stale::now_stale(db)?;
    let (accounts, groups) = (found.accounts(seen).len(), found.groups(seen).len());
    db.execute(
        "UPDATE reads SET ended_at = ?2, verdict = ?3, users_verdict = ?4, groups_verdict = ?5,
           reason = ?6, users_received = ?7, users_claimed = ?8, groups_received = ?9,
           groups_claimed = ?10, groups_unknown = ?11, answer_ms = ?12, slowed_down = ?13,
           clock_offset_ms = ?14, problem = ?15, confirm = ?16
         WHERE id = ?1",
        params![
            read,
            end.at,
            end.verdict.as_str(),
            end.users_verdict.as_str(),
            end.groups_verdict.as_str(),
            end.reason,
            accounts,
            end.users_claimed,
            groups,
            end.groups_claimed,
            end.groups_unknown,
            end.answer_ms,
            end.slowed_down,
            end.clock_offset_ms,
            end.problem_json,
            end.confirm,
        ],
    )?;
    Ok(())
}

/// Ends a read whose handle was dropped.
pub(crate) fn abandon(db: &Database, connection: i64, read: u32, seen: &SeenRows) -> Result<()> {
    stop(db, connection, read, seen, GIVEN_UP)
}

/// Ends an unfinished read of this connection.
pub(crate) fn left_running(db: &Database, connection: i64) -> Result<()> {
    let left: Vec<u32> = db
        .prepare_cached("SELECT id FROM reads WHERE verdict = 'running' AND connection = ?1")?
        .query_map([connection], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for read in left {
        stop(db, connection, read, &SeenRows::load(db, read)?, GIVEN_UP)?;
    }
    Ok(())
}

/// Ends all reads found running when the store is opened, and names them.
pub(crate) fn interrupted(writer: &mut Database) -> Result<Vec<InterruptedRead>> {
    let db = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: Vec<(i64, InterruptedRead)> = db
        .prepare(
            "SELECT c.key, r.id, c.id, c.name, r.started_at, r.users_received, r.groups_received
             FROM reads r JOIN connections c ON c.key = r.connection
             WHERE r.verdict = 'running' ORDER BY r.id",
        )?
        .query_map([], |row| {
            let read = InterruptedRead {
                read_id: row.get(1)?,
                connection_id: row.get(2)?,
                connection_name: row.get(3)?,
                started_at: row.get(4)?,
                users_received: row.get(5)?,
                groups_received: row.get(6)?,
            };
            Ok((row.get(0)?, read))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (connection, read) in &found {
        stop(&db, *connection, read.read_id, &SeenRows::load(&db, read.read_id)?, STOPPED)?;
    }
    db.commit()?;
    Ok(found.into_iter().map(|(_, read)| read).collect())
}

/// When it ended is not known, so `ended_at` stays empty.
fn stop(db: &Database, connection: i64, read: u32, seen: &SeenRows, reason: &str) -> Result<()> {
    // What was missing from the answers is not gone: the read came to no conclusion.
    let found = Found {
        users: Verdict::Partial,
        groups: Verdict::Partial,
        last_pass_only: LastPassOnly::default(),
        keep_members: true,
    };
    conclude(db, connection, read, seen, &found)?;
    crate::people::stale::now_stale(db)?;
    db.execute(
        "UPDATE reads SET verdict = 'partial', users_verdict = 'partial',
           groups_verdict = 'partial', reason = ?2, users_received = ?3, groups_received = ?4
         WHERE id = ?1",
        params![read, reason, seen.accounts.len(), seen.groups.len()],
    )?;
    Ok(())
}

/// What the lists of a read have shown.
struct Found {
    users: Verdict,
    groups: Verdict,
    last_pass_only: LastPassOnly,
    keep_members: bool,
}

impl Found {
    fn accounts<'a>(&self, seen: &'a SeenRows) -> &'a RowSet {
        seen.accounts_there(self.users == Verdict::Complete && self.last_pass_only.users)
    }

    fn groups<'a>(&self, seen: &'a SeenRows) -> &'a RowSet {
        seen.groups_there(self.groups == Verdict::Complete && self.last_pass_only.groups)
    }
}

/// Only a complete list shows who is gone. Any other list only makes the rows that it held fresh.
fn conclude(
    db: &Database,
    connection: i64,
    read: u32,
    seen: &SeenRows,
    found: &Found,
) -> Result<()> {
    let (accounts, groups) = (found.accounts(seen), found.groups(seen));
    if found.users == Verdict::Complete {
        accounts_gone(db, connection, read, accounts)?;
        advance(db, "users_read", connection, read)?;
    } else {
        for subject in accounts.iter() {
            users::write::refresh(db, read, subject)?;
        }
    }
    // Kept as they were: groups whose answer lacks members are as old as before.
    let kept = |group: &i64| found.keep_members && seen.leaving.contains_key(group);
    if !found.keep_members {
        for (group, leaving) in &seen.leaving {
            groups::write::leave(db, read, *group, leaving)?;
        }
    }
    if found.groups == Verdict::Complete {
        groups_gone(db, connection, read, groups)?;
        advance(db, "groups_read", connection, read)?;
    } else {
        let mut fresh =
            db.prepare_cached("UPDATE groups SET seen_read = ?2 WHERE id = ?1 AND seen_read < ?2")?;
        for group in groups.iter() {
            fresh.execute((group, read))?;
        }
    }
    let all_read = groups.iter().all(|group| seen.members.contains(group) && !kept(&group));
    if found.groups == Verdict::Complete && all_read {
        advance(db, "members_read", connection, read)?;
    } else {
        let mut fresh = db.prepare_cached(
            "UPDATE groups SET members_read = ?2 WHERE id = ?1 AND members_read < ?2",
        )?;
        for group in seen.members.iter().filter(|group| !kept(group)) {
            fresh.execute((group, read))?;
        }
    }
    advance(db, "newest_read", connection, read)?;
    db.prepare_cached("DELETE FROM seen WHERE read = ?1")?.execute([read])?;
    Ok(())
}

fn advance(db: &Database, column: &str, connection: i64, read: u32) -> Result<()> {
    let sql = format!("UPDATE connections SET {column} = ?2 WHERE key = ?1 AND {column} < ?2");
    db.prepare_cached(&sql)?.execute((connection, read))?;
    Ok(())
}

fn accounts_gone(db: &Database, connection: i64, read: u32, seen: &RowSet) -> Result<()> {
    let users_read: u32 = db
        .prepare_cached("SELECT users_read FROM connections WHERE key = ?1")?
        .query_row([connection], |row| row.get(0))?;
    // A row that something newer than this read has seen is left to that.
    let listed: Vec<(i64, u32)> = db
        .prepare_cached(
            "SELECT subject, seen_read FROM accounts
             WHERE connection = ?1 AND state < 2 AND seen_read <= ?2",
        )?
        .query_map((connection, read), |row| Ok((row.get(0)?, row.get(1)?)))?
        .filter(|row| !matches!(row, Ok((subject, _)) if seen.contains(*subject)))
        .collect::<rusqlite::Result<_>>()?;
    for (subject, seen_read) in listed {
        users::write::miss(db, read, subject, seen_read.max(users_read))?;
    }
    Ok(())
}

fn groups_gone(db: &Database, connection: i64, read: u32, seen: &RowSet) -> Result<()> {
    let listed: Vec<i64> = db
        .prepare_cached(
            "SELECT id FROM groups WHERE connection = ?1 AND listed = 1 AND seen_read <= ?2",
        )?
        .query_map((connection, read), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for group in listed.into_iter().filter(|group| !seen.contains(*group)) {
        groups::write::miss(db, read, group)?;
    }
    Ok(())
}
