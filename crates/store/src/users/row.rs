//! Rows of the accounts table by their row numbers.

use crate::{
    connections::connection::Freshness, db::error::Result, moment::Moment, text::search::list,
    users::query::UserRow, users::write::AccountState,
};
use rusqlite::Connection as Database;
use std::collections::HashMap;

/// The rows of `subjects`, in that order.
pub(crate) fn rows_of(
    db: &Database,
    connections: &[Freshness],
    subjects: &[i64],
) -> Result<Vec<UserRow>> {
    let known: HashMap<i64, &Freshness> = connections.iter().map(|one| (one.key, one)).collect();
    let mut moments = Moments::new(db);
    let mut rows: HashMap<i64, UserRow> = HashMap::with_capacity(subjects.len());
    // As text, not as values: a statement has a limit on those. They are numbers of ours.
    let mut statement = db.prepare(&format!(
        "SELECT a.subject, a.connection, s.scim_id, a.name, a.user_name, a.email, a.state,
                a.title, a.department, a.user_type, a.seen_read,
                (SELECT b.last_read FROM absences b
                 WHERE b.subject = a.subject AND b.until_read IS NULL),
                (SELECT count(*) FROM memberships m
                 WHERE m.subject = a.subject AND m.until_read IS NULL)
         FROM accounts a JOIN subjects s ON s.id = a.subject
         WHERE a.subject IN ({})",
        list(subjects)
    ))?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let Some(connection) = known.get(&row.get(1)?) else { continue };
        let seen_read: u32 = row.get(10)?;
        let read_last = seen_read.max(connection.users_read);
        let status = AccountState::of_number(row.get(6)?);
        let last_read: Option<u32> = row.get(11)?;
        let some_groups = row.get(12)?;
        let last_listed = match last_read {
            Some(read) => Some(moments.start(read)?),
            None => None,
        };
        rows.insert(
            row.get(0)?,
            UserRow {
                connection_id: connection.id.clone(),
                account_id: row.get(2)?,
                name: row.get(3)?,
                user_name: row.get(4)?,
                email: row.get(5)?,
                connection_name: connection.name.clone(),
                status,
                last_listed,
                title: row.get(7)?,
                department: row.get(8)?,
                user_type: row.get(9)?,
                groups: connection.members_known.then_some(some_groups),
                some_groups,
                as_of: moments.start(read_last)?,
                stale: read_last < connection.newest_read,
            },
        );
    }
    Ok(subjects.iter().filter_map(|subject| rows.remove(subject)).collect())
}

/// When reads were started; the same few are asked for again and again.
pub(crate) struct Moments<'a> {
    db: &'a Database,
    known: HashMap<u32, Moment>,
}

impl<'a> Moments<'a> {
    pub(crate) fn new(db: &'a Database) -> Self {
        Self { db, known: HashMap::new() }
    }

    pub(crate) fn start(&mut self, read: u32) -> Result<Moment> {
        if let Some(at) = self.known.get(&read) {
            return Ok(*at);
        }
        let at: Moment = self
            .db
            .prepare_cached("SELECT started_at FROM reads WHERE id = ?1")?
            .query_row([read], |row| row.get(0))?;
        self.known.insert(read, at);
        Ok(at)
    }
}
