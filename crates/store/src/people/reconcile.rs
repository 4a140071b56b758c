//! Accounts beside what the HR list says of their people, to be compared; and what the admin leaves as
//! it is. What differs is not decided here.

use crate::{
    connections::connection::{freshness, key_of},
    db::error::Result,
    db::pool::Durability,
    db::pool::Store,
    ids::{ConnectionId, GroupId},
    moment::Moment,
    people::truth::newest,
    record::entry::{Entry, append},
    text::fold::{sort_key, words},
    text::search::list,
    users::query::UserRow,
    users::row::rows_of,
    users::write::AccountState,
};
use rusqlite::{Connection as Database, OptionalExtension, Row};
use std::collections::{HashMap, HashSet};

/// Accounts in a batch: enough that handing over costs nothing beside reading.
const BATCH: usize = 1_000;

/// An account with the person it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReconcileAccount {
    pub subject: i64,
    /// Place of its connection among those asked for.
    pub connection: u16,
    pub state: AccountState,
    /// `None`: people were not linked since it was read first.
    pub person: Option<u32>,
    /// As [`crate::Person::list_state`].
    pub list_state: u8,
    pub shared: bool,
    /// Entry of the HR list.
    pub entry: Option<i64>,
    /// Empty unless it is active and its person is on the list.
    pub raw: String,
}

/// Someone on the list who has not left and has no account that is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutAccount {
    pub person: u32,
    pub entry_key: String,
}

/// A connection, and whether its newest list of accounts is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReconcileApp {
    pub id: ConnectionId,
    /// The newest read that ended brought a complete list of accounts.
    pub complete: bool,
}

/// What accounts are compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReconcileInput {
    /// Entries of the list that counts: number and body.
    pub entries: Vec<(i64, String)>,
    /// Person of an entry.
    pub entry_people: HashMap<i64, u32>,
    /// People by name: the place of each.
    pub order: HashMap<u32, u32>,
    /// Two who may be one person.
    pub proposed: Vec<(u32, u32)>,
    pub without_account: Vec<WithoutAccount>,
    pub ignores: Vec<Ignore>,
}

/// A difference that the admin leaves as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    pub id: u32,
    /// account:SUBJECT or entry:KEY.
    pub node: String,
    pub bucket: String,
    /// Empty: the account or person as a whole.
    pub path: String,
    /// Hash of what differed.
    pub seen: String,
    /// The last day.
    pub until: String,
    pub reason: String,
    pub by: String,
    pub at: Moment,
}

/// A group by its name or id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCalled {
    pub id: GroupId,
    pub name: String,
    /// Subjects; `None`: not known, which is not none.
    pub members: Option<HashSet<i64>>,
}

/// What is shown of an account beside the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReconcileRow {
    pub subject: i64,
    pub row: UserRow,
    pub raw: String,
}

const IGNORES: &str = "SELECT id, node, bucket, path, seen, until, reason, who, at
    FROM reconcile_ignores ORDER BY id";

fn ignore(row: &Row<'_>) -> rusqlite::Result<Ignore> {
    Ok(Ignore {
        id: row.get(0)?,
        node: row.get(1)?,
        bucket: row.get(2)?,
        path: row.get(3)?,
        seen: row.get(4)?,
        until: row.get(5)?,
        reason: row.get(6)?,
        by: row.get(7)?,
        at: row.get(8)?,
    })
}

impl Store {
    /// What accounts are compared with, without the accounts.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn reconcile_input(&self) -> Result<ReconcileInput> {
        self.read(|db| {
            let mut input = ReconcileInput { proposed: proposed(db)?, ..ReconcileInput::default() };
            if let Some(list) = newest(db)? {
                let mut entries = db.prepare_cached(
                    "SELECT id, body FROM truth_entries WHERE list = ?1 ORDER BY id",
                )?;
                let rows = entries.query_map([list], |row| Ok((row.get(0)?, row.get(1)?)))?;
                input.entries = rows.collect::<rusqlite::Result<_>>()?;
            }
            let mut entry_people =
                db.prepare_cached("SELECT entry, id FROM people WHERE entry IS NOT NULL")?;
            let rows = entry_people.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            input.entry_people = rows.collect::<rusqlite::Result<_>>()?;
            let mut order = db.prepare_cached("SELECT id FROM people ORDER BY name_key, id")?;
            let rows = order.query_map([], |row| row.get(0))?;
            for (place, id) in (0..).zip(rows) {
                input.order.insert(id?, place);
            }
            let mut without = db.prepare_cached(
                "SELECT p.id, p.entry_key FROM people p
                 WHERE p.list_state IN (1, 2) AND NOT EXISTS (
                   SELECT 1 FROM person_accounts pa JOIN accounts a ON a.subject = pa.subject
                   WHERE pa.person = p.id AND a.state < 2)",
            )?;
            let rows = without.query_map([], |row| {
                Ok(WithoutAccount { person: row.get(0)?, entry_key: row.get(1)? })
            })?;
            input.without_account = rows.collect::<rusqlite::Result<_>>()?;
            input.ignores = db
                .prepare_cached(IGNORES)?
                .query_map([], ignore)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(input)
        })
    }

    /// The connections that are compared, by name.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn reconcile_apps(&self) -> Result<Vec<ReconcileApp>> {
        self.read(apps)
    }

    /// Gives all accounts of these connections away in batches while it reads, so that they are
    /// compared meanwhile.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn reconcile_accounts(
        &self,
        connections: &[ReconcileApp],
        mut take: impl FnMut(Vec<ReconcileAccount>),
    ) -> Result<()> {
        self.read(|db| {
            let mut places = HashMap::new();
            for (place, app) in (0_u16..).zip(connections) {
                if let Ok(key) = key_of(db, &app.id) {
                    places.insert(key, place);
                }
            }
            let mut accounts = db.prepare_cached(
                "SELECT a.subject, a.connection, a.state, p.id, p.list_state, p.shared IS NOT NULL,
                        p.entry,
                        CASE WHEN a.state = 0 AND p.entry IS NOT NULL AND p.list_state IN (1, 2) THEN
                          (SELECT r.raw FROM account_resources r WHERE r.subject = a.subject) END
                 FROM accounts a
                 LEFT JOIN person_accounts pa ON pa.subject = a.subject
                 LEFT JOIN people p ON p.id = pa.person
                 ORDER BY a.subject",
            )?;
            let mut batch = Vec::with_capacity(BATCH);
            let mut rows = accounts.query([])?;
            while let Some(row) = rows.next()? {
                let Some(connection) = places.get(&row.get::<_, i64>(1)?) else { continue };
                batch.push(ReconcileAccount {
                    subject: row.get(0)?,
                    connection: *connection,
                    state: AccountState::of_number(row.get(2)?),
                    person: row.get(3)?,
                    list_state: row.get::<_, Option<u8>>(4)?.unwrap_or(0),
                    shared: row.get::<_, Option<bool>>(5)?.unwrap_or(false),
                    entry: row.get(6)?,
                    raw: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
                });
                if batch.len() == BATCH {
                    take(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
                }
            }
            take(batch);
            Ok(())
        })
    }

    /// Groups of a connection that are called `wanted`, without regard to case and accents, or have it as
    /// their id; of each who is in it, as subjects. `None`: that is not known.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] for the connection.
    pub fn groups_called(
        &self,
        connection: &ConnectionId,
        wanted: &str,
    ) -> Result<Vec<GroupCalled>> {
        self.read(|db| {
            let key = key_of(db, connection)?;
            let mut groups = db.prepare_cached(
                "SELECT id, scim_id, name, members_read IS NOT NULL AND unproven = 0 FROM groups
                 WHERE connection = ?1 AND listed = 1 AND (scim_id = ?2 OR name_key = ?3)
                 ORDER BY scim_id = ?2 DESC, scim_id",
            )?;
            let found: Vec<(i64, String, String, bool)> = groups
                .query_map((key, wanted, sort_key(wanted)), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })?
                .collect::<rusqlite::Result<_>>()?;
            let mut members = db.prepare_cached(
                "SELECT subject FROM memberships WHERE grp = ?1 AND until_read IS NULL",
            )?;
            let mut called = Vec::with_capacity(found.len());
            for (group, id, name, known) in found {
                let subjects = match known {
                    true => Some(
                        members
                            .query_map([group], |row| row.get(0))?
                            .collect::<rusqlite::Result<_>>()?,
                    ),
                    false => None,
                };
                called.push(GroupCalled { id: GroupId::from(id), name, members: subjects });
            }
            Ok(called)
        })
    }

    /// Ids that these people's accounts have in each connection, with the person.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn ids_of_people(&self, people: &[u32]) -> Result<Vec<(ConnectionId, String, u32)>> {
        self.read(|db| {
            let ids: Vec<i64> = people.iter().map(|id| i64::from(*id)).collect();
            let mut found = db.prepare(&format!(
                "SELECT c.id, s.scim_id, pa.person FROM person_accounts pa
                 JOIN subjects s ON s.id = pa.subject JOIN connections c ON c.key = s.connection
                 WHERE pa.person IN ({}) AND c.removed_at IS NULL",
                list(&ids)
            ))?;
            let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Accounts by their subjects, in that order.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn reconcile_rows(&self, subjects: &[i64]) -> Result<Vec<ReconcileRow>> {
        self.read(|db| {
            let connections = freshness(db)?;
            let mut raw =
                db.prepare_cached("SELECT raw FROM account_resources WHERE subject = ?1")?;
            let mut found = Vec::with_capacity(subjects.len());
            for subject in subjects {
                let Some(row) = rows_of(db, &connections, &[*subject])?.pop() else { continue };
                let raw =
                    raw.query_row([subject], |row| row.get(0)).optional()?.unwrap_or_default();
                found.push(ReconcileRow { subject: *subject, row, raw });
            }
            Ok(found)
        })
    }

    /// People in whose names or addresses every word is found.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn people_with(&self, text: &str) -> Result<HashSet<u32>> {
        let words = words(text);
        self.read(|db| {
            let wanted = vec!["instr(p.text, ?) > 0"; words.len()].join(" AND ");
            let mut found =
                db.prepare_cached(&format!("SELECT p.id FROM people p WHERE 1 AND {wanted}"))?;
            let rows =
                found.query_map(rusqlite::params_from_iter(words.iter()), |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What people, the list and what the admin ignores are like now: the same text, the same result.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn reconcile_stamp(&self) -> Result<String> {
        self.read(|db| {
            let (stale, made_from, day): (i64, String, String) = db
                .prepare_cached("SELECT stale, made_from, tied_on FROM people_state")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let (read, ignored, count): (i64, i64, i64) = db
                .prepare_cached(
                    "SELECT (SELECT coalesce(max(id), 0) FROM reads WHERE ended_at IS NOT NULL),
                            (SELECT coalesce(max(id), 0) FROM reconcile_ignores),
                            (SELECT count(*) FROM reconcile_ignores)",
                )?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let list = newest(db)?.unwrap_or(0);
            Ok(format!("{stale} {made_from} {day} {read} {ignored} {count} {list}"))
        })
    }

    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn ignores(&self) -> Result<Vec<Ignore>> {
        self.read(|db| {
            Ok(db
                .prepare_cached(IGNORES)?
                .query_map([], ignore)?
                .collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Leaves these differences as they are, each in place of what was ignored of it before, with one
    /// entry on the record. Their `id` does not count.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn ignore(&self, ignores: &[Ignore], entry: &Entry, at: Moment) -> Result<()> {
        self.write(Durability::Now, |db| {
            let mut drop = db.prepare_cached(
                "DELETE FROM reconcile_ignores WHERE node = ?1 AND bucket = ?2 AND path = ?3",
            )?;
            let mut put = db.prepare_cached(
                "INSERT INTO reconcile_ignores (node, bucket, path, seen, until, reason, who, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            for one in ignores {
                drop.execute((&one.node, &one.bucket, &one.path))?;
                put.execute((
                    &one.node,
                    &one.bucket,
                    &one.path,
                    &one.seen,
                    &one.until,
                    &one.reason,
                    &one.by,
                    at,
                ))?;
            }
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }

    /// Ends what is ignored, with an entry on the record.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn stop_ignoring(&self, ids: &[u32], entry: &Entry, at: Moment) -> Result<()> {
        self.write(Durability::Now, |db| {
            let mut drop = db.prepare_cached("DELETE FROM reconcile_ignores WHERE id = ?1")?;
            for id in ids {
                drop.execute([id])?;
            }
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }

    /// Hash of the file of rules that a connection was compared by last; empty: there was none.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] for the connection.
    pub fn rules_used(&self, connection: &ConnectionId) -> Result<String> {
        self.read(|db| {
            let key = key_of(db, connection)?;
            Ok(db
                .prepare_cached("SELECT sha256 FROM reconcile_rules WHERE connection = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?
                .unwrap_or_default())
        })
    }

    /// Keeps the hash of the file of rules that a connection is compared by, with its entry on the record.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] for the connection; when the database cannot be written.
    pub fn use_rules(
        &self,
        connection: &ConnectionId,
        sha256: &str,
        entry: &Entry,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Now, |db| {
            let key = key_of(db, connection)?;
            db.execute(
                "INSERT INTO reconcile_rules VALUES (?1, ?2, ?3)
                 ON CONFLICT (connection) DO UPDATE SET sha256 = excluded.sha256, at = excluded.at",
                (key, sha256, at),
            )?;
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }
}

fn apps(db: &Database) -> Result<Vec<ReconcileApp>> {
    Ok(freshness(db)?
        .into_iter()
        .map(|one| ReconcileApp {
            complete: one.users_read > 0 && last_list_complete(db, one.key).unwrap_or(false),
            id: one.id,
        })
        .collect())
}

/// Whether the newest list of accounts that was asked for is complete.
fn last_list_complete(db: &Database, connection: i64) -> Result<bool> {
    let verdict: Option<String> = db
        .prepare_cached(
            "SELECT users_verdict FROM reads
             WHERE connection = ?1 AND kind = 'list' AND ended_at IS NOT NULL
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([connection], |row| row.get(0))
        .optional()?;
    Ok(verdict.as_deref() == Some("complete"))
}

fn proposed(db: &Database) -> Result<Vec<(u32, u32)>> {
    let mut found = db.prepare_cached("SELECT one, other FROM tie_proposals")?;
    let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
