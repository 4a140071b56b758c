//! The accounts that the lines of a pasted list name.

use crate::{
    connections::connection::key_of,
    db::error::Result,
    db::pool::Store,
    groups,
    ids::{ConnectionId, GroupId},
    text::fold::{fold, shown, sort_key},
    users::account::connection,
    users::query::UserRow,
    users::row::rows_of,
};
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::HashMap;

/// From so many texts on, all accounts are looked at once instead of searched for each text.
const MANY: usize = 12;

/// The accounts that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    pub text: String,
    /// None, one, or several, each with whether it is in the given group.
    pub rows: Vec<(UserRow, bool)>,
}

impl Store {
    /// For each text the accounts whose id, or else user name or primary e-mail address it is, or
    /// else whose whole name; without regard to case and accents. In the order of the texts.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] for the connection and the group.
    pub fn match_accounts(
        &self,
        connection_id: &ConnectionId,
        group_id: Option<&GroupId>,
        texts: &[String],
    ) -> Result<Vec<Matched>> {
        let named = if texts.len() < MANY {
            texts.iter().map(|text| self.named(connection_id, text)).collect::<Result<Vec<_>>>()?
        } else {
            self.read(|db| all_named(db, connection_id, texts))?
        };
        self.read(|db| {
            let group = match group_id {
                Some(id) => Some(groups::write::find(db, key_of(db, connection_id)?, id.as_str())?),
                None => None,
            };
            let mut member = db.prepare_cached(
                "SELECT 1 FROM memberships m JOIN subjects s ON s.id = m.subject
                 JOIN connections c ON c.key = s.connection
                 WHERE m.grp = ?1 AND m.until_read IS NULL AND c.id = ?2 AND s.scim_id = ?3",
            )?;
            let mut matched = Vec::with_capacity(texts.len());
            for (text, found) in texts.iter().zip(named) {
                let mut rows = Vec::with_capacity(found.len());
                for row in found {
                    let inside = match group {
                        Some(group) => member.exists((group, connection_id, &row.account_id))?,
                        None => false,
                    };
                    rows.push((row, inside));
                }
                matched.push(Matched { text: text.clone(), rows });
            }
            Ok(matched)
        })
    }

    fn named(&self, connection_id: &ConnectionId, text: &str) -> Result<Vec<UserRow>> {
        let found = self.find_account(connection_id, text)?;
        if !found.is_empty() || fold(text).is_empty() {
            return Ok(found);
        }
        self.read(|db| {
            let (connections, key) = connection(db, connection_id)?;
            let subjects: Vec<i64> = db
                .prepare_cached(
                    "SELECT subject FROM accounts INDEXED BY accounts_by_name
                     WHERE name_key = ?2 AND connection = ?1 ORDER BY subject",
                )?
                .query_map((key, sort_key(text)), |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            rows_of(db, &connections, &subjects)
        })
    }
}

/// Row numbers that a text is looked up as: the surest kind with a match counts.
#[derive(Default)]
struct Finds {
    by_address: Vec<i64>,
    by_name: Vec<i64>,
}

fn all_named(
    db: &Database,
    connection_id: &ConnectionId,
    texts: &[String],
) -> Result<Vec<Vec<UserRow>>> {
    let (connections, key) = connection(db, connection_id)?;
    let mut by_id = db.prepare_cached(
        "SELECT s.id FROM subjects s JOIN accounts a ON a.subject = s.id
         WHERE s.connection = ?1 AND s.scim_id = ?2",
    )?;
    let mut sure: Vec<Option<i64>> = Vec::with_capacity(texts.len());
    let mut wanted: HashMap<String, Finds> = HashMap::new();
    for text in texts {
        let id = by_id.query_row((key, text), |row| row.get(0)).optional()?;
        if id.is_none() && !fold(text).is_empty() {
            wanted.entry(fold(shown(text))).or_default();
        }
        sure.push(id);
    }
    let mut accounts = db.prepare_cached(
        "SELECT subject, user_name, email, name FROM accounts WHERE connection = ?1",
    )?;
    let mut rows = accounts.query([key])?;
    while let Some(row) = rows.next()? {
        let subject: i64 = row.get(0)?;
        let text = |at: usize| Ok::<_, rusqlite::Error>(fold(row.get_ref(at)?.as_str()?));
        let (user_name, email) = (text(1)?, text(2)?);
        if let Some(finds) = wanted.get_mut(&user_name) {
            finds.by_address.push(subject);
        }
        if email != user_name
            && let Some(finds) = wanted.get_mut(&email)
        {
            finds.by_address.push(subject);
        }
        if let Some(finds) = wanted.get_mut(&text(3)?) {
            finds.by_name.push(subject);
        }
    }
    let mut all: Vec<i64> = sure.iter().flatten().copied().collect();
    for finds in wanted.values() {
        let sure = if finds.by_address.is_empty() { &finds.by_name } else { &finds.by_address };
        all.extend(sure);
    }
    all.sort_unstable();
    all.dedup();
    let known: HashMap<i64, UserRow> =
        all.iter().copied().zip(rows_of(db, &connections, &all)?).collect();
    let mut named = Vec::with_capacity(texts.len());
    for (text, sure) in texts.iter().zip(sure) {
        let subjects: &[i64] = match (&sure, wanted.get(&fold(shown(text)))) {
            (Some(subject), _) => std::slice::from_ref(subject),
            (None, Some(finds)) if finds.by_address.is_empty() => &finds.by_name,
            (None, Some(finds)) => &finds.by_address,
            (None, None) => &[],
        };
        let mut rows: Vec<UserRow> =
            subjects.iter().filter_map(|subject| known.get(subject).cloned()).collect();
        rows.sort_by_cached_key(|row| (fold(&row.name), row.account_id.clone()));
        named.push(rows);
    }
    Ok(named)
}
