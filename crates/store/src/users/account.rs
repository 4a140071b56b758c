//! One account: its row, its resource, its groups, its past; and accounts by what they are called.

use crate::{
    connections::connection::{Freshness, freshness, key_of},
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::{AccountId, ConnectionId, GroupId, RunId},
    text::fold::{fold, shown, sort_key},
    text::search::{Found, search},
    users::history::{HistoryEntry, history},
    users::query::UserRow,
    users::row::rows_of,
    users::write::AccountState,
};
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::HashMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDetail {
    pub row: UserRow,
    /// The resource as the engine handed it over.
    pub raw: String,
    /// `None`: members of some group were not read: unknown, not none. See [`Self::some_groups`].
    pub groups: Option<Vec<AccountGroup>>,
    /// The groups that it is known to be in, by name; all of them when `groups` is there.
    pub some_groups: Vec<AccountGroup>,
    /// Newest first.
    pub history: Vec<HistoryEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountGroup {
    pub group_id: GroupId,
    pub name: String,
    /// How many members it has.
    pub members: Option<u32>,
}

impl Store {
    /// `None` when the store has no such account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn account(
        &self,
        connection_id: &ConnectionId,
        account_id: &AccountId,
    ) -> Result<Option<AccountDetail>> {
        self.read(|db| {
            let (connections, key) = connection(db, connection_id)?;
            let subject: Option<i64> = db
                .prepare_cached("SELECT id FROM subjects WHERE connection = ?1 AND scim_id = ?2")?
                .query_row((key, account_id), |row| row.get(0))
                .optional()?;
            let Some(subject) = subject else { return Ok(None) };
            let Some(row) = rows_of(db, &connections, &[subject])?.pop() else { return Ok(None) };
            let raw = db
                .prepare_cached("SELECT raw FROM account_resources WHERE subject = ?1")?
                .query_row([subject], |row| row.get(0))?;
            let some_groups = groups_of(db, subject)?;
            Ok(Some(AccountDetail {
                groups: row.groups.is_some().then(|| some_groups.clone()),
                some_groups,
                raw,
                history: history(db, subject)?,
                row,
            }))
        })
    }

    /// Accounts of a connection whose id is `text`, or else whose user name or primary e-mail
    /// address is, without regard to case and accents. By name. An account that is *no longer
    /// listed* does not hide its successor: it is found only if no listed one is.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn find_account(&self, connection_id: &ConnectionId, text: &str) -> Result<Vec<UserRow>> {
        self.read(|db| {
            let (connections, key) = connection(db, connection_id)?;
            let by_id: Option<i64> = db
                .prepare_cached(
                    "SELECT s.id FROM subjects s JOIN accounts a ON a.subject = s.id
                     WHERE s.connection = ?1 AND s.scim_id = ?2",
                )?
                .query_row((key, text), |row| row.get(0))
                .optional()?;
            if let Some(subject) = by_id {
                return rows_of(db, &connections, &[subject]);
            }
            let wanted = fold(shown(text));
            if wanted.is_empty() {
                return Ok(Vec::new());
            }
            let mut candidates: Vec<i64> = db
                .prepare_cached(
                    "SELECT subject FROM accounts INDEXED BY accounts_by_user_name
                     WHERE user_name_key = ?2 AND connection = ?1",
                )?
                .query_map((key, sort_key(text)), |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            if let Found::Rows(found) = search(db, &wanted)? {
                candidates.extend(found);
            } else {
                // So common a text that it must be looked for in all rows. Every value has a
                // separate line.
                let mut all = db.prepare_cached(
                    "SELECT t.subject FROM account_texts t JOIN accounts a ON a.subject = t.subject
                     WHERE instr(char(10) || t.text, ?2) > 0 AND a.connection = ?1",
                )?;
                let line = format!("\n{wanted}\n");
                let rows = all.query_map((key, line), |row| row.get::<_, i64>(0))?;
                candidates.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            candidates.sort_unstable();
            candidates.dedup();
            let mut rows = rows_of(db, &connections, &candidates)?;
            rows.retain(|row| {
                row.connection_id == *connection_id
                    && (fold(&row.user_name) == wanted || fold(&row.email) == wanted)
            });
            let listed = |row: &UserRow| row.status != AccountState::NoLongerListed;
            if rows.iter().any(listed) {
                rows.retain(listed);
            }
            rows.sort_by_cached_key(|row| (fold(&row.name), row.account_id.clone()));
            Ok(rows)
        })
    }

    /// Accounts of a connection by their ids, each with its resource as the engine handed it over.
    /// Ids that belong to no account are left out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn accounts(
        &self,
        connection_id: &ConnectionId,
        ids: &[AccountId],
    ) -> Result<Vec<(UserRow, String)>> {
        self.read(|db| {
            let (connections, key) = connection(db, connection_id)?;
            let mut subjects = Vec::with_capacity(ids.len());
            let mut raws = HashMap::with_capacity(ids.len());
            for id in ids {
                let found = db
                    .prepare_cached(
                        "SELECT s.id, r.raw FROM subjects s
                         JOIN account_resources r ON r.subject = s.id
                         WHERE s.connection = ?1 AND s.scim_id = ?2",
                    )?
                    .query_row((key, id), |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
                    .optional()?;
                if let Some((subject, raw)) = found {
                    subjects.push(subject);
                    raws.insert(id.as_str(), raw);
                }
            }
            let rows = rows_of(db, &connections, &subjects)?;
            Ok(rows
                .into_iter()
                .filter_map(|row| {
                    let raw = raws.remove(row.account_id.as_str())?;
                    Some((row, raw))
                })
                .collect())
        })
    }

    /// Resources of active accounts of a connection that have one of these texts in them somewhere,
    /// without regard to case.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn active_resources_with(
        &self,
        connection_id: &ConnectionId,
        texts: &[String],
    ) -> Result<Vec<String>> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let mut found = Vec::new();
            let mut statement = db.prepare_cached(
                "SELECT r.raw FROM accounts a JOIN account_resources r ON r.subject = a.subject
                 WHERE a.connection = ?1 AND a.state = 0",
            )?;
            let mut rows = statement.query([key])?;
            while let Some(row) = rows.next()? {
                let raw = row.get_ref(0)?.as_str().unwrap_or_default();
                let lower = raw.to_lowercase();
                if texts.iter().any(|text| lower.contains(&text.to_lowercase())) {
                    found.push(raw.to_owned());
                }
            }
            Ok(found)
        })
    }

    /// Groups of accounts by their ids. A member that is no account is left out, and all are when
    /// members of some group are unknown.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn groups_of_accounts(
        &self,
        connection_id: &ConnectionId,
        account_ids: &[AccountId],
    ) -> Result<Vec<(AccountId, Vec<GroupId>)>> {
        self.read(|db| {
            let (connections, key) = connection(db, connection_id)?;
            let mut found = Vec::new();
            if !connections.iter().any(|one| one.key == key && one.members_known) {
                return Ok(found);
            }
            for id in account_ids {
                let subject: Option<i64> = db
                    .prepare_cached(
                        "SELECT s.id FROM subjects s JOIN accounts a ON a.subject = s.id
                         WHERE s.connection = ?1 AND s.scim_id = ?2",
                    )?
                    .query_row((key, id), |row| row.get(0))
                    .optional()?;
                if let Some(subject) = subject {
                    let groups = groups_of(db, subject)?;
                    let groups = groups.into_iter().map(|group| group.group_id).collect();
                    found.push((id.clone(), groups));
                }
            }
            Ok(found)
        })
    }

    /// Whether an account of this id is in the store.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn has_account(
        &self,
        connection_id: &ConnectionId,
        account_id: &AccountId,
    ) -> Result<bool> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            Ok(db
                .prepare_cached(
                    "SELECT 1 FROM subjects s JOIN accounts a ON a.subject = s.id
                     WHERE s.connection = ?1 AND s.scim_id = ?2",
                )?
                .exists((key, account_id))?)
        })
    }

    /// Ids and user names of accounts that were listed as active last, those known longest first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn some_active(
        &self,
        connection_id: &ConnectionId,
        most: u32,
    ) -> Result<Vec<(AccountId, String)>> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let mut found = db.prepare_cached(
                "SELECT s.scim_id, a.user_name FROM accounts a JOIN subjects s ON s.id = a.subject
                 WHERE a.connection = ?1 AND a.state = 0 ORDER BY a.subject LIMIT ?2",
            )?;
            let rows = found.query_map((key, most), |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The resource of an account as a run left it: as its read-back found it, or as it stood then
    /// where that found nothing new. `None` when the run read nothing back, or there is no account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn account_as_left_by(
        &self,
        connection_id: &ConnectionId,
        account_id: &AccountId,
        run_id: &RunId,
    ) -> Result<Option<String>> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            Ok(db
                .prepare_cached(
                    "WITH own AS (
                       SELECT id FROM reads
                       WHERE connection = ?1 AND kind = 'read-back' AND run_id = ?3),
                     held AS (
                       SELECT a.since_read AS since, r.raw FROM accounts a
                         JOIN account_resources r ON r.subject = a.subject
                         JOIN subjects s ON s.id = a.subject
                         WHERE s.connection = ?1 AND s.scim_id = ?2
                       UNION ALL
                       SELECT p.from_read, p.raw FROM account_pasts p
                         JOIN subjects s ON s.id = p.subject
                         WHERE s.connection = ?1 AND s.scim_id = ?2)
                     SELECT raw FROM held WHERE since <= (SELECT max(id) FROM own)
                     ORDER BY since IN own DESC, since DESC LIMIT 1",
                )?
                .query_row((key, account_id, run_id), |row| row.get(0))
                .optional()?)
        })
    }

    /// The only account whose id is this text in any case; `None`: there is none, or several.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn only_account_like(
        &self,
        connection_id: &ConnectionId,
        id: &str,
    ) -> Result<Option<AccountId>> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            let mut alike = db.prepare_cached(
                "SELECT s.scim_id FROM accounts a JOIN subjects s ON s.id = a.subject
                 WHERE a.connection = ?1 AND lower(s.scim_id) = lower(?2) LIMIT 2",
            )?;
            let mut found: Vec<AccountId> =
                alike.query_map((key, id), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(found.pop().filter(|_| found.is_empty()))
        })
    }

    /// Whether an id was ever seen in a connection: of an account, or of a member that is not listed
    /// as one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the connection.
    pub fn knows_id(&self, connection_id: &ConnectionId, id: &str) -> Result<bool> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            Ok(db
                .prepare_cached("SELECT 1 FROM subjects WHERE connection = ?1 AND scim_id = ?2")?
                .exists((key, id))?)
        })
    }
}

pub(crate) fn connection(db: &Database, id: &ConnectionId) -> Result<(Vec<Freshness>, i64)> {
    let key = key_of(db, id)?;
    let connections = freshness(db)?;
    if connections.iter().any(|one| one.key == key) {
        Ok((connections, key))
    } else {
        Err(StoreError::not_found(format!("connection \"{id}\"")))
    }
}

fn groups_of(db: &Database, subject: i64) -> Result<Vec<AccountGroup>> {
    let mut statement = db.prepare_cached(
        "SELECT g.scim_id, g.name, CASE WHEN g.members_read IS NULL THEN NULL ELSE g.member_count END
         FROM memberships m JOIN groups g ON g.id = m.grp
         WHERE m.subject = ?1 AND m.until_read IS NULL ORDER BY g.name_key, g.scim_id",
    )?;
    let rows = statement.query_map([subject], |row| {
        Ok(AccountGroup { group_id: row.get(0)?, name: row.get(1)?, members: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
