//! People as they were tied last, and what ties them. Who belongs to whom is not decided here.

use crate::{
    connections::connection::key_of,
    db::error::{Result, StoreError},
    db::pool::Durability,
    db::pool::Store,
    ids::{AccountId, ConnectionId},
    moment::Moment,
    people::stale::now_stale,
    people::truth::newest,
    record::entry::{Entry, append},
    users::write::AccountState,
};
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::HashMap;

/// Accounts in a batch: enough that handing over costs nothing beside reading.
const BATCH: usize = 1_000;

/// The part of an account that linking needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieAccount {
    pub subject: i64,
    /// Row number of its connection.
    pub connection: i64,
    pub connection_id: ConnectionId,
    pub state: AccountState,
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub raw: String,
    /// When it was first seen, and since when it has its values.
    pub first_seen: Moment,
    /// When the last complete list before that, which was without it, was asked for.
    pub missed_at: Option<Moment>,
    pub since: Moment,
    /// As the admin marked it, or empty.
    pub mark: String,
    /// Of one that is *no longer listed*: start of the read that listed it last.
    pub last_listed: Option<Moment>,
    /// Of one that a run of ours made inactive or removed.
    pub closed_here: Option<ClosedHere>,
}

/// How an account was when a run of ours closed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedHere {
    /// Start of that run: the account was active after it.
    pub at: Moment,
    /// Its values before, where closing changed them.
    pub before: Option<ClosedValues>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedValues {
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub raw: String,
}

/// An entry of the list that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieEntry {
    pub id: i64,
    pub key: String,
    pub body_json: String,
    /// When a list first had it with these days; only looked up where it matters.
    pub listed_since: Option<Moment>,
}

/// The inputs of linking besides the accounts, and the previous links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TieInput {
    /// Former user names and addresses, by subject.
    pub former: HashMap<i64, Vec<String>>,
    pub entries: Vec<TieEntry>,
    /// Nodes as texts, and whether they are together.
    pub decisions: Vec<(String, String, bool)>,
    /// Person of an account, by subject.
    pub persons: HashMap<i64, u32>,
    /// Person of an entry, by key.
    pub entry_persons: HashMap<String, u32>,
}

impl Store {
    /// Gives the accounts away in batches while it reads, so that they are worked on meanwhile.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn tie_input(&self, mut take: impl FnMut(Vec<TieAccount>)) -> Result<TieInput> {
        self.read(|db| {
            let mut input = TieInput::default();
            let mut batch = Vec::with_capacity(BATCH);
            let mut accounts = db.prepare_cached(
                "SELECT a.subject, a.connection, c.id, a.state, a.name, a.user_name, a.email, r.raw,
                        a.since_read, coalesce(m.mark, ''),
                        (SELECT min(p.from_read) FROM account_pasts p WHERE p.subject = a.subject),
                        CASE WHEN a.state = 0 THEN NULL
                        WHEN a.active = 0 THEN
                          (SELECT max(p.until_read) FROM account_pasts p
                           WHERE p.subject = a.subject AND p.active = 1)
                        ELSE
                          (SELECT b.from_read FROM absences b
                           WHERE b.subject = a.subject AND b.until_read IS NULL) END,
                        CASE a.state WHEN 2 THEN
                          (SELECT b.last_read FROM absences b
                           WHERE b.subject = a.subject AND b.until_read IS NULL) END
                 FROM accounts a
                 JOIN connections c ON c.key = a.connection AND c.removed_at IS NULL
                 JOIN account_resources r ON r.subject = a.subject
                 LEFT JOIN account_marks m ON m.subject = a.subject
                 ORDER BY a.subject",
            )?;
            let mut moments = crate::users::row::Moments::new(db);
            let mut missed = Missed { db, known: HashMap::new() };
            let mut rows = accounts.query([])?;
            while let Some(row) = rows.next()? {
                let since: u32 = row.get(8)?;
                let first: Option<u32> = row.get(10)?;
                let subject = row.get(0)?;
                let first = first.unwrap_or(since);
                let left: Option<u32> = row.get(11)?;
                let last_listed: Option<u32> = row.get(12)?;
                batch.push(TieAccount {
                    subject,
                    connection: row.get(1)?,
                    connection_id: row.get(2)?,
                    state: AccountState::of_number(row.get(3)?),
                    name: row.get(4)?,
                    user_name: row.get(5)?,
                    email: row.get(6)?,
                    raw: row.get(7)?,
                    since: moments.start(since)?,
                    first_seen: moments.start(first)?,
                    missed_at: missed.before(first)?,
                    mark: row.get(9)?,
                    last_listed: last_listed.map(|read| moments.start(read)).transpose()?,
                    closed_here: match left {
                        Some(read) => closed_here(db, subject, read)?,
                        None => None,
                    },
                });
                if batch.len() == BATCH {
                    take(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
                }
            }
            take(batch);
            let mut pasts = db.prepare_cached(
                "SELECT DISTINCT p.subject, p.user_name, p.email FROM account_pasts p
                 JOIN accounts a ON a.subject = p.subject
                 WHERE p.user_name <> a.user_name OR p.email <> a.email",
            )?;
            let mut rows = pasts.query([])?;
            while let Some(row) = rows.next()? {
                let former = input.former.entry(row.get(0)?).or_default();
                former.push(row.get(1)?);
                former.push(row.get(2)?);
            }
            if let Some(list) = newest(db)? {
                let mut entries = db.prepare_cached(
                    "SELECT id, key, body FROM truth_entries WHERE list = ?1 ORDER BY id",
                )?;
                let rows = entries.query_map([list], |row| {
                    Ok(TieEntry {
                        id: row.get(0)?,
                        key: row.get(1)?,
                        body_json: row.get(2)?,
                        listed_since: None,
                    })
                })?;
                input.entries = rows.collect::<rusqlite::Result<_>>()?;
            }
            input.decisions = decisions(db)?;
            let mut persons = db.prepare_cached("SELECT subject, person FROM person_accounts")?;
            let rows = persons.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            input.persons = rows.collect::<rusqlite::Result<_>>()?;
            let mut persons =
                db.prepare_cached("SELECT entry_key, id FROM people WHERE entry_key <> ''")?;
            let rows = persons.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            input.entry_persons = rows.collect::<rusqlite::Result<_>>()?;
            Ok(input)
        })
    }

    /// What former lists and this one say of these entries, oldest first: key, moment of the
    /// import, body.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn entries_over_time(&self, keys: &[&str]) -> Result<Vec<(String, Moment, String)>> {
        self.read(|db| {
            let mut entries = db.prepare_cached(
                "SELECT e.key, l.imported_at, e.body
                 FROM truth_entries e JOIN truth_lists l ON l.id = e.list
                 WHERE e.key IN (SELECT value FROM json_each(?1)) ORDER BY e.list, e.id",
            )?;
            let rows = entries.query_map([serde_json::json!(keys).to_string()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Pairs of nodes, and whether the admin said that they are together.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn tie_decisions(&self) -> Result<Vec<(String, String, bool)>> {
        self.read(decisions)
    }

    /// Keeps what the admin decided about pairs of nodes, with its entry on the record.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn decide_ties(
        &self,
        pairs: &[(String, String)],
        together: bool,
        entry: &Entry,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Now, |db| {
            for (a, b) in pairs {
                let (a, b) = if a <= b { (a, b) } else { (b, a) };
                db.execute(
                    "INSERT OR REPLACE INTO tie_decisions VALUES (?1, ?2, ?3, ?4)",
                    (a, b, together, at),
                )?;
            }
            now_stale(db)?;
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }

    /// The admin's mark of an account; an empty mark removes it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn mark_account(
        &self,
        connection_id: &ConnectionId,
        account_id: &AccountId,
        mark: &str,
        entry: &Entry,
        at: Moment,
    ) -> Result<()> {
        self.write(Durability::Now, |db| {
            let subject = subject_of(db, connection_id, account_id)?;
            if mark.is_empty() {
                db.execute("DELETE FROM account_marks WHERE subject = ?1", [subject])?;
            } else {
                db.execute(
                    "INSERT OR REPLACE INTO account_marks VALUES (?1, ?2)",
                    (subject, mark),
                )?;
            }
            now_stale(db)?;
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }

    /// Number of an account in ties.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn subject_of(&self, connection_id: &ConnectionId, account_id: &AccountId) -> Result<i64> {
        self.read(|db| subject_of(db, connection_id, account_id))
    }
}

/// How an account was when the run closed it whose read-back this read is; `None` for any other
/// read.
/// Of a read, when the last complete list of accounts before it was asked for.
struct Missed<'a> {
    db: &'a Database,
    known: HashMap<u32, Option<Moment>>,
}

impl Missed<'_> {
    fn before(&mut self, read: u32) -> Result<Option<Moment>> {
        if let Some(at) = self.known.get(&read) {
            return Ok(*at);
        }
        let at: Option<Moment> = self
            .db
            .prepare_cached(
                "SELECT b.started_at FROM reads b, reads r
                 WHERE r.id = ?1 AND b.connection = r.connection AND b.kind = 'list' AND b.id < ?1
                 AND b.users_verdict = 'complete' ORDER BY b.id DESC LIMIT 1",
            )?
            .query_row([read], |row| row.get(0))
            .optional()?;
        self.known.insert(read, at);
        Ok(at)
    }
}

fn closed_here(db: &Database, subject: i64, read: u32) -> Result<Option<ClosedHere>> {
    let at: Option<Moment> = db
        .prepare_cached(
            "SELECT coalesce(u.started_at, r.started_at)
             FROM reads r LEFT JOIN runs u ON u.id = r.run_id
             WHERE r.id = ?1 AND r.kind = 'read-back' AND r.run_id IS NOT NULL",
        )?
        .query_row([read], |row| row.get(0))
        .optional()?;
    let Some(at) = at else { return Ok(None) };
    let before = db
        .prepare_cached(
            "SELECT name, user_name, email, raw FROM account_pasts
             WHERE subject = ?1 AND until_read = ?2",
        )?
        .query_row((subject, read), |row| {
            Ok(ClosedValues {
                name: row.get(0)?,
                user_name: row.get(1)?,
                email: row.get(2)?,
                raw: row.get(3)?,
            })
        })
        .optional()?;
    Ok(Some(ClosedHere { at, before }))
}

fn decisions(db: &Database) -> Result<Vec<(String, String, bool)>> {
    let mut decisions = db.prepare_cached("SELECT a, b, together FROM tie_decisions")?;
    let rows = decisions.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn subject_of(db: &Database, connection_id: &ConnectionId, account_id: &AccountId) -> Result<i64> {
    let key = key_of(db, connection_id)?;
    db.prepare_cached(
        "SELECT s.id FROM subjects s JOIN accounts a ON a.subject = s.id
         WHERE s.connection = ?1 AND s.scim_id = ?2",
    )?
    .query_row((key, account_id), |row| row.get(0))
    .optional()?
    .ok_or_else(|| StoreError::not_found(format!("account \"{account_id}\"")))
}
