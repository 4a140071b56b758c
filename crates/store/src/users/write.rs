//! What a read does to accounts.

use crate::{
    db::error::Result,
    ids::{AccountId, GroupId},
    text,
    text::fold::{cut_to_show, folded, shown, sort_key},
};
use rusqlite::{Connection as Database, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// *active*, *inactive*, or *no longer listed*: absent from a complete read, never "deleted".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountState {
    Active,
    Inactive,
    NoLongerListed,
}

impl AccountState {
    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    pub(crate) fn of_number(number: u8) -> Self {
        match number {
            0 => Self::Active,
            1 => Self::Inactive,
            _ => Self::NoLongerListed,
        }
    }
}

/// A user resource as a read or a read-back found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountSeen {
    /// The app's id of it, as text.
    pub id: AccountId,
    /// What to call it; never empty (user name or id at last).
    pub name: String,
    pub user_name: Option<String>,
    /// The primary address.
    pub email: Option<String>,
    /// Found by a search, not shown in the table.
    pub other_emails: Vec<String>,
    pub title: Option<String>,
    pub department: Option<String>,
    pub user_type: Option<String>,
    /// Ids of the groups that the account itself names, without those it is in through another
    /// group only; `None`: it says nothing of its groups.
    pub groups: Option<Vec<GroupId>>,
    /// An account whose app has no such attribute is active as long as it is listed.
    pub active: bool,
    /// The complete resource as JSON, unaltered if possible. Another order of keys or another
    /// spelling of the same values is not a change.
    pub raw: String,
}

/// An account with everything that is kept of it: what it takes to work out needs no store, so it
/// can be done on another thread.
#[derive(Clone, Debug)]
pub struct AccountRow {
    pub(crate) id: AccountId,
    active: bool,
    pub(crate) groups: Option<Vec<GroupId>>,
    pub(crate) raw: String,
    hash: Fingerprint,
    name: String,
    user_name: String,
    email: String,
    title: String,
    department: String,
    user_type: String,
    name_key: String,
    user_name_key: String,
    title_key: String,
    department_key: String,
    /// What a search looks at.
    text: String,
}

impl From<AccountSeen> for AccountRow {
    fn from(seen: AccountSeen) -> Self {
        let optional = |text: Option<String>| cut_to_show(text.unwrap_or_default());
        let name =
            if seen.name.trim().is_empty() { seen.id.clone() } else { AccountId::from(seen.name) };
        let mut row = Self {
            hash: fingerprint(&seen.raw),
            id: seen.id,
            active: seen.active,
            groups: seen.groups,
            raw: seen.raw,
            name: cut_to_show(name.into_string()),
            user_name: optional(seen.user_name),
            email: optional(seen.email),
            title: optional(seen.title),
            department: optional(seen.department),
            user_type: optional(seen.user_type),
            name_key: String::new(),
            user_name_key: String::new(),
            title_key: String::new(),
            department_key: String::new(),
            text: String::new(),
        };
        row.name_key = sort_key(&row.name);
        row.user_name_key = sort_key(&row.user_name);
        row.title_key = sort_key(&row.title);
        row.department_key = sort_key(&row.department);
        row.text = row.searched(&seen.other_emails);
        row
    }
}

impl AccountRow {
    /// One value a line.
    fn searched(&self, other_emails: &[String]) -> String {
        let shown_ones = [&self.name, &self.user_name, &self.email, &self.title, &self.department];
        let mut lines: Vec<Cow<'_, str>> = Vec::with_capacity(8);
        lines.extend(shown_ones.map(|text| folded(text)));
        lines.push(folded(shown(self.id.as_str())));
        lines.extend(other_emails.iter().take(50).map(|email| folded(shown(email))));
        let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
        for (at, line) in lines.iter().enumerate() {
            // A user name is often the e-mail address: once is enough.
            if !line.is_empty() && !lines[..at].contains(line) {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }
}

/// First 16 bytes of SHA-256: enough to see that nothing has changed.
pub(crate) type Fingerprint = [u8; 16];

pub(crate) fn fingerprint(text: &str) -> Fingerprint {
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(text)[..16]);
    short
}

/// Row number of an id, made when it is new.
pub(crate) fn subject(db: &Database, connection: i64, scim_id: &str) -> Result<i64> {
    let known = db
        .prepare_cached("SELECT id FROM subjects WHERE connection = ?1 AND scim_id = ?2")?
        .query_row((connection, scim_id), |row| row.get(0))
        .optional()?;
    match known {
        Some(subject) => Ok(subject),
        None => new_subject(db, connection, scim_id),
    }
}

fn new_subject(db: &Database, connection: i64, scim_id: &str) -> Result<i64> {
    db.prepare_cached("INSERT INTO subjects (connection, scim_id) VALUES (?1, ?2)")?
        .execute((connection, scim_id))?;
    Ok(db.last_insert_rowid())
}

/// What is stored of an account before it is seen.
struct Stored {
    subject: i64,
    account: Option<Current>,
}

struct Current {
    hash: Vec<u8>,
    since_read: u32,
    seen_read: u32,
    state: AccountState,
}

fn stored(db: &Database, connection: i64, scim_id: &str) -> Result<Option<Stored>> {
    let mut statement = db.prepare_cached(
        "SELECT s.id, a.hash, a.since_read, a.seen_read, a.state
         FROM subjects s LEFT JOIN accounts a ON a.subject = s.id
         WHERE s.connection = ?1 AND s.scim_id = ?2",
    )?;
    Ok(statement
        .query_row((connection, scim_id), |row| {
            let account = match row.get::<_, Option<Vec<u8>>>(1)? {
                None => None,
                Some(hash) => Some(Current {
                    hash,
                    since_read: row.get(2)?,
                    seen_read: row.get(3)?,
                    state: AccountState::of_number(row.get(4)?),
                }),
            };
            Ok(Stored { subject: row.get(0)?, account })
        })
        .optional()?)
}

/// The result for an account that was seen.
pub(crate) struct See {
    pub(crate) subject: i64,
    /// It has a row from now on; [`count_new`] must hear of it.
    pub(crate) new: bool,
}

/// So many accounts of the connection are new.
pub(crate) fn count_new(db: &Database, connection: i64, new: u32) -> Result<()> {
    if new > 0 {
        db.prepare_cached("UPDATE connections SET accounts = accounts + ?2 WHERE key = ?1")?
            .execute((connection, new))?;
    }
    Ok(())
}

/// Puts an account into the state in which `read` saw it; returns its row number.
///
/// Writes nothing when nothing has changed. An account that a later read has already seen
/// keeps what that one said: reads of a connection and read-backs of a run may overlap.
pub(crate) fn see(db: &Database, connection: i64, read: u32, seen: &AccountRow) -> Result<See> {
    let Some(Stored { subject, account }) = stored(db, connection, seen.id.as_str())? else {
        // The index of texts follows: it has no row of a subject that is new.
        let subject = new_subject(db, connection, seen.id.as_str())?;
        insert(db, connection, read, subject, seen)?;
        return Ok(See { subject, new: true });
    };
    let Some(current) = account else {
        insert(db, connection, read, subject, seen)?;
        text::index::text_changed(db, subject, &seen.text)?;
        return Ok(See { subject, new: true });
    };
    if current.seen_read > read {
        return Ok(See { subject, new: false });
    }
    let listed_again = current.state == AccountState::NoLongerListed;
    if listed_again {
        db.prepare_cached(
            "UPDATE absences SET until_read = ?2 WHERE subject = ?1 AND until_read IS NULL",
        )?
        .execute((subject, read))?;
    }
    let changed = current.hash != seen.hash && !same_values(db, subject, &seen.raw)?;
    if changed {
        change(db, read, subject, current.since_read, seen)?;
    } else if listed_again {
        db.prepare_cached(
            "UPDATE accounts SET state = CASE active WHEN 1 THEN 0 ELSE 1 END, seen_read = ?2
             WHERE subject = ?1",
        )?
        .execute((subject, read))?;
    }
    Ok(See { subject, new: false })
}

/// Whether what is kept of an account says the same as a text that is spelled otherwise.
fn same_values(db: &Database, subject: i64, raw: &str) -> Result<bool> {
    let kept: String = db
        .prepare_cached("SELECT raw FROM account_resources WHERE subject = ?1")?
        .query_row([subject], |row| row.get(0))?;
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    Ok(value(&kept).is_some_and(|kept| Some(kept) == value(raw)))
}

/// Marks an account as absent from `read` on. It keeps its values.
pub(crate) fn miss(db: &Database, read: u32, subject: i64, last_read: u32) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO absences (subject, from_read, last_read) VALUES (?1, ?2, ?3)
         ON CONFLICT (subject, from_read) DO UPDATE SET until_read = NULL",
    )?
    .execute((subject, read, last_read))?;
    db.prepare_cached("UPDATE accounts SET state = 2, seen_read = ?2 WHERE subject = ?1")?
        .execute((subject, read))?;
    Ok(())
}

/// Notes that a row was seen by `read` though nothing in it has changed.
pub(crate) fn refresh(db: &Database, read: u32, subject: i64) -> Result<()> {
    db.prepare_cached("UPDATE accounts SET seen_read = ?2 WHERE subject = ?1 AND seen_read < ?2")?
        .execute((subject, read))?;
    Ok(())
}

fn insert(
    db: &Database,
    connection: i64,
    read: u32,
    subject: i64,
    seen: &AccountRow,
) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO accounts
           (subject, connection, state, active, since_read, seen_read, hash, name, user_name,
            email, title, department, user_type, name_key, user_name_key, title_key,
            department_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        subject,
        connection,
        u8::from(!seen.active),
        seen.active,
        read,
        seen.hash,
        seen.name,
        seen.user_name,
        seen.email,
        seen.title,
        seen.department,
        seen.user_type,
        seen.name_key,
        seen.user_name_key,
        seen.title_key,
        seen.department_key,
    ])?;
    db.prepare_cached("INSERT INTO account_resources VALUES (?1, ?2)")?
        .execute((subject, &seen.raw))?;
    db.prepare_cached("INSERT INTO account_texts VALUES (?1, ?2)")?
        .execute((subject, &seen.text))?;
    Ok(())
}

fn change(
    db: &Database,
    read: u32,
    subject: i64,
    since_read: u32,
    seen: &AccountRow,
) -> Result<()> {
    // Seen twice in one read with different values: the later one counts for that read.
    if since_read < read {
        db.prepare_cached(
            "INSERT INTO account_pasts
             SELECT a.subject, a.since_read, ?2, a.active, a.name, a.user_name, a.email, a.title,
                    a.department, a.user_type, r.raw
             FROM accounts a JOIN account_resources r ON r.subject = a.subject
             WHERE a.subject = ?1",
        )?
        .execute((subject, read))?;
    }
    db.prepare_cached(
        "UPDATE accounts SET state = ?2, active = ?3, since_read = ?4, seen_read = ?4, hash = ?5,
           name = ?6, user_name = ?7, email = ?8, title = ?9, department = ?10, user_type = ?11,
           name_key = ?12, user_name_key = ?13, title_key = ?14, department_key = ?15
         WHERE subject = ?1",
    )?
    .execute(params![
        subject,
        u8::from(!seen.active),
        seen.active,
        read,
        seen.hash,
        seen.name,
        seen.user_name,
        seen.email,
        seen.title,
        seen.department,
        seen.user_type,
        seen.name_key,
        seen.user_name_key,
        seen.title_key,
        seen.department_key,
    ])?;
    db.prepare_cached("UPDATE account_resources SET raw = ?2 WHERE subject = ?1")?
        .execute((subject, &seen.raw))?;
    let changed = db
        .prepare_cached("UPDATE account_texts SET text = ?2 WHERE subject = ?1 AND text <> ?2")?
        .execute((subject, &seen.text))?;
    if changed > 0 {
        text::index::text_changed(db, subject, &seen.text)?;
    }
    Ok(())
}
