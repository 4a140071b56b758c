//! People as they were tied last, and what ties them. Who belongs to whom is not decided here.

use crate::{
    access::Lasting,
    account_write::AccountState,
    connection::key_of,
    error::{Result, StoreError},
    fold::{fold, sort_key},
    open::Store,
    record::{Entry, append},
    truth::newest,
};
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::HashMap;

/// An account as far as tying needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieAccount {
    pub subject: i64,
    /// Row number of its connection.
    pub connection: i64,
    pub connection_id: String,
    pub state: AccountState,
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub raw: String,
    /// When it was first seen, and since when its values stand.
    pub first_seen: String,
    pub since: String,
    /// As the admin marked it, or empty.
    pub mark: String,
}

/// An entry of the list that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieEntry {
    pub id: i64,
    pub key: String,
    pub body_json: String,
}

/// Everything that people are worked out from, and how they were tied before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TieInput {
    pub accounts: Vec<TieAccount>,
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

/// A person to be written. `id` is 0 for a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonWrite {
    pub id: u32,
    pub name: String,
    pub email: String,
    /// Names and addresses to search in, one a line.
    pub text: String,
    pub entry: Option<i64>,
    pub entry_key: String,
    /// 0 not listed, 1 employed, 2 not started, 3 left.
    pub list_state: u8,
    pub list_day: Option<String>,
    pub department: String,
    pub shared: Option<String>,
    pub admin: bool,
    pub apps: u32,
    pub twice: bool,
    /// Subjects, each with why it belongs here.
    pub accounts: Vec<(i64, String)>,
}

/// Two who may be one person, by their places among the people written, and the nodes meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalWrite {
    pub one: usize,
    pub other: usize,
    pub a: String,
    pub b: String,
    pub why: String,
}

/// Something changed that people are worked out from.
pub(crate) fn now_stale(db: &Database) -> Result<()> {
    db.prepare_cached("UPDATE people_state SET stale = stale + 1")?.execute([])?;
    Ok(())
}

impl Store {
    /// How often something changed since people were tied on this day; 0 when nothing did.
    ///
    /// # Errors
    /// Of the database.
    pub fn people_stale(&self, today: &str) -> Result<u32> {
        self.read(|db| {
            let (stale, tied_on): (u32, String) = db
                .prepare_cached("SELECT stale, tied_on FROM people_state")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(if tied_on == today { stale } else { stale.max(1) })
        })
    }

    /// # Errors
    /// Of the database.
    pub fn tie_input(&self) -> Result<TieInput> {
        self.read(|db| {
            let mut input = TieInput::default();
            let mut accounts = db.prepare_cached(
                "SELECT a.subject, a.connection, c.id, a.state, a.name, a.user_name, a.email, r.raw,
                        a.since_read, coalesce(m.mark, ''),
                        (SELECT min(p.from_read) FROM account_pasts p WHERE p.subject = a.subject)
                 FROM accounts a
                 JOIN connections c ON c.key = a.connection AND c.removed_at IS NULL
                 JOIN account_resources r ON r.subject = a.subject
                 LEFT JOIN account_marks m ON m.subject = a.subject
                 ORDER BY a.subject",
            )?;
            let mut moments = crate::user_row::Moments::new(db);
            let mut rows = accounts.query([])?;
            while let Some(row) = rows.next()? {
                let since: u32 = row.get(8)?;
                let first: Option<u32> = row.get(10)?;
                input.accounts.push(TieAccount {
                    subject: row.get(0)?,
                    connection: row.get(1)?,
                    connection_id: row.get(2)?,
                    state: AccountState::of_number(row.get(3)?),
                    name: row.get(4)?,
                    user_name: row.get(5)?,
                    email: row.get(6)?,
                    raw: row.get(7)?,
                    since: moments.start(since)?,
                    first_seen: moments.start(first.unwrap_or(since))?,
                    mark: row.get(9)?,
                });
            }
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
                    Ok(TieEntry { id: row.get(0)?, key: row.get(1)?, body_json: row.get(2)? })
                })?;
                input.entries = rows.collect::<rusqlite::Result<_>>()?;
            }
            let mut decisions = db.prepare_cached("SELECT a, b, together FROM tie_decisions")?;
            let rows =
                decisions.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            input.decisions = rows.collect::<rusqlite::Result<_>>()?;
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

    /// Writes people anew. `stale` is what [`Store::people_stale`] told before the input was read:
    /// what changed meanwhile stays to be done.
    ///
    /// # Errors
    /// Of the database.
    pub fn set_people(
        &self,
        people: &[PersonWrite],
        proposals: &[ProposalWrite],
        stale: u32,
        today: &str,
    ) -> Result<()> {
        self.write(Lasting::Soon, |db| {
            db.execute("DELETE FROM people", [])?;
            db.execute("DELETE FROM person_accounts", [])?;
            db.execute("DELETE FROM tie_proposals", [])?;
            let mut ids = Vec::with_capacity(people.len());
            let mut insert = db.prepare_cached(
                "INSERT INTO people VALUES
                   (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?;
            let mut tie =
                db.prepare_cached("INSERT OR REPLACE INTO person_accounts VALUES (?1, ?2, ?3)")?;
            // Those that keep their numbers go first, so that no new one takes one of these.
            let (kept, new): (Vec<usize>, Vec<usize>) = (0..people.len())
                .partition(|at| people.get(*at).is_some_and(|person| person.id > 0));
            ids.resize(people.len(), 0);
            for at in kept.into_iter().chain(new) {
                let Some(person) = people.get(at) else { continue };
                insert.execute(rusqlite::params![
                    (person.id > 0).then_some(person.id),
                    person.name,
                    sort_key(&person.name),
                    person.email,
                    fold(&person.text),
                    person.entry,
                    person.entry_key,
                    person.list_state,
                    person.list_day,
                    person.department,
                    sort_key(&person.department),
                    person.shared,
                    person.admin,
                    person.apps,
                    person.twice,
                ])?;
                let id = db.last_insert_rowid();
                if let Some(slot) = ids.get_mut(at) {
                    *slot = id;
                }
                for (subject, why) in &person.accounts {
                    tie.execute((subject, id, why))?;
                }
            }
            let mut propose = db.prepare_cached(
                "INSERT INTO tie_proposals (one, other, a, b, why) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for proposal in proposals {
                propose.execute((
                    ids.get(proposal.one),
                    ids.get(proposal.other),
                    &proposal.a,
                    &proposal.b,
                    &proposal.why,
                ))?;
            }
            db.execute(
                "UPDATE people_state SET stale = max(0, stale - ?1), tied_on = ?2",
                (stale, today),
            )?;
            Ok(())
        })
    }

    /// Keeps what the admin decided about pairs of nodes, with its entry on the record.
    ///
    /// # Errors
    /// Of the database.
    pub fn decide_ties(
        &self,
        pairs: &[(String, String)],
        together: bool,
        entry: &Entry<'_>,
        at: &str,
    ) -> Result<()> {
        self.write(Lasting::Now, |db| {
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

    /// What the admin says that an account is; an empty mark takes it back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn mark_account(
        &self,
        connection_id: &str,
        account_id: &str,
        mark: &str,
        entry: &Entry<'_>,
        at: &str,
    ) -> Result<()> {
        self.write(Lasting::Now, |db| {
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
    pub fn subject_of(&self, connection_id: &str, account_id: &str) -> Result<i64> {
        self.read(|db| subject_of(db, connection_id, account_id))
    }
}

fn subject_of(db: &Database, connection_id: &str, account_id: &str) -> Result<i64> {
    let key = key_of(db, connection_id)?;
    db.prepare_cached(
        "SELECT s.id FROM subjects s JOIN accounts a ON a.subject = s.id
         WHERE s.connection = ?1 AND s.scim_id = ?2",
    )?
    .query_row((key, account_id), |row| row.get(0))
    .optional()?
    .ok_or_else(|| StoreError::not_found(format!("account \"{account_id}\"")))
}
