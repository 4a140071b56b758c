//! All current accounts of a connection, for a review to freeze.

use crate::{
    connections::connection::key_of,
    db::error::Result,
    db::pool::Store,
    ids::{AccountId, AccountRef, ConnectionId, GroupId},
    moment::Moment,
    users::write::AccountState,
};
use rusqlite::OptionalExtension;
use std::collections::HashMap;

/// An account, what ties it, and what it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationAccount {
    pub account_id: AccountId,
    pub user_name: String,
    pub name: String,
    pub email: String,
    pub active: bool,
    pub title: String,
    pub department: String,
    /// The resource, where the person is an admin of some app; looking into all of them takes long.
    pub raw: Option<String>,
    pub person: Option<u32>,
    /// 0 not listed, 1 employed, 2 not started, 3 left; of the person.
    pub list_state: u8,
    /// Why the account belongs to no person: shared, service.
    pub shared: Option<String>,
    /// The person's entry of the HR list, as JSON.
    pub entry_json: Option<String>,
    /// Id and name of each group, by id.
    pub groups: Vec<(GroupId, String)>,
}

/// An account as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountNow {
    pub state: AccountState,
    pub user_name: String,
    /// Ids, sorted.
    pub groups: Vec<GroupId>,
    /// Start of the newest read that saw the account.
    pub read_at: Moment,
}

impl Store {
    /// The current state of accounts, by connection and account id; `None` for one that is not
    /// there.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn accounts_now(&self, accounts: &[AccountRef]) -> Result<Vec<Option<AccountNow>>> {
        self.read(|db| {
            let mut account = db.prepare_cached(
                "SELECT a.subject, a.state, a.user_name,
                        (SELECT r.started_at FROM reads r
                         WHERE r.id = max(a.seen_read, c.users_read))
                 FROM connections c
                 JOIN subjects s ON s.connection = c.key AND s.scim_id = ?2
                 JOIN accounts a ON a.subject = s.id WHERE c.id = ?1",
            )?;
            let mut groups = db.prepare_cached(
                "SELECT g.scim_id
                 FROM memberships m JOIN groups g ON g.id = m.grp AND g.listed = 1
                 WHERE m.subject = ?1 AND m.until_read IS NULL ORDER BY g.scim_id",
            )?;
            let mut found = Vec::with_capacity(accounts.len());
            for one in accounts {
                let row = account
                    .query_row((&one.connection_id, &one.account_id), |row| {
                        Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                    })
                    .optional()?;
                found.push(match row {
                    None => None,
                    Some((subject, state, user_name, read_at)) => {
                        let groups = groups
                            .query_map([subject], |row| row.get(0))?
                            .collect::<rusqlite::Result<_>>()?;
                        Some(AccountNow {
                            state: AccountState::of_number(state),
                            user_name,
                            groups,
                            read_at,
                        })
                    }
                });
            }
            Ok(found)
        })
    }

    /// Accounts that are listed, in no order. People have to be tied before.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub fn population(&self, connection_id: &ConnectionId) -> Result<Vec<PopulationAccount>> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let mut groups: HashMap<i64, Vec<(GroupId, String)>> = HashMap::new();
            let mut memberships = db.prepare_cached(
                "SELECT m.subject, g.scim_id, g.name FROM groups g
                 JOIN memberships m ON m.grp = g.id AND m.until_read IS NULL
                 WHERE g.connection = ?1 AND g.listed = 1 ORDER BY g.scim_id",
            )?;
            let mut rows = memberships.query([key])?;
            while let Some(row) = rows.next()? {
                groups.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
            }
            let mut accounts = db.prepare_cached(
                "SELECT a.subject, s.scim_id, a.user_name, a.name, a.email, a.active, a.title,
                        a.department,
                        CASE WHEN coalesce(p.admin, 1) THEN
                          (SELECT r.raw FROM account_resources r WHERE r.subject = a.subject) END,
                        p.id, coalesce(p.list_state, 0), p.shared, t.body
                 FROM accounts a
                 JOIN subjects s ON s.id = a.subject
                 LEFT JOIN person_accounts pa ON pa.subject = a.subject
                 LEFT JOIN people p ON p.id = pa.person
                 LEFT JOIN truth_entries t ON t.id = p.entry
                 WHERE a.connection = ?1 AND a.state < 2",
            )?;
            let mut found = Vec::new();
            let mut rows = accounts.query([key])?;
            while let Some(row) = rows.next()? {
                let subject: i64 = row.get(0)?;
                found.push(PopulationAccount {
                    account_id: row.get(1)?,
                    user_name: row.get(2)?,
                    name: row.get(3)?,
                    email: row.get(4)?,
                    active: row.get(5)?,
                    title: row.get(6)?,
                    department: row.get(7)?,
                    raw: row.get(8)?,
                    person: row.get(9)?,
                    list_state: row.get(10)?,
                    shared: row.get(11)?,
                    entry_json: row.get(12)?,
                    groups: groups.remove(&subject).unwrap_or_default(),
                });
            }
            Ok(found)
        })
    }
}
