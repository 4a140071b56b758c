//! Accounts by their id, for the members of groups: also where an id differs in nothing but case, as
//! some servers keep ids in two tables and spell them in two ways.

use crate::db::error::Result;
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Row numbers of the accounts of one connection.
#[derive(Debug, Default)]
pub(crate) struct AccountIds {
    /// Accounts that this read has seen. The ids are kept as 128 bits of keyed hashes: all of them as
    /// texts would hold a whole population in memory. In parts of 32 bits, an account takes 20 bytes
    /// and not 32.
    seen: HashMap<[u32; 4], u32>,
    keys: (RandomState, RandomState),
    /// All accounts by their id in lower case, loaded when it is first needed; `None` for an id
    /// that two of them share.
    in_lower_case: Option<HashMap<String, Option<i64>>>,
}

impl AccountIds {
    fn hash(&self, id: &str) -> [u32; 4] {
        let parts = |hash: u64| [(hash >> 32) as u32, hash as u32];
        let [one, two] = parts(self.keys.0.hash_one(id));
        let [three, four] = parts(self.keys.1.hash_one(id));
        [one, two, three, four]
    }

    /// This read has seen the account. One whose row number is too large is looked up in the store.
    pub(crate) fn see(&mut self, id: &str, subject: i64) {
        if let Ok(subject) = u32::try_from(subject) {
            self.seen.insert(self.hash(id), subject);
        }
    }

    /// The account with exactly this id, if this read has seen it.
    fn seen(&self, id: &str) -> Option<i64> {
        self.seen.get(&self.hash(id)).map(|subject| i64::from(*subject))
    }

    /// The only account that has this id in another case.
    fn in_other_case(&mut self, db: &Database, connection: i64, id: &str) -> Result<Option<i64>> {
        if !id.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return Ok(None);
        }
        let known = match &mut self.in_lower_case {
            Some(known) => known,
            none => none.insert(load(db, connection)?),
        };
        Ok(known.get(&id.to_ascii_lowercase()).copied().flatten())
    }

    /// There are other accounts from now on.
    pub(crate) fn accounts_changed(&mut self) {
        self.in_lower_case = None;
    }

    /// Row numbers may be given to other accounts from now on.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

fn load(db: &Database, connection: i64) -> Result<HashMap<String, Option<i64>>> {
    let mut accounts = db.prepare_cached(
        "SELECT s.id, s.scim_id FROM accounts a JOIN subjects s ON s.id = a.subject
         WHERE a.connection = ?1",
    )?;
    let mut found: HashMap<String, Option<i64>> = HashMap::new();
    let mut rows = accounts.query([connection])?;
    while let Some(row) = rows.next()? {
        let (subject, id): (i64, String) = (row.get(0)?, row.get(1)?);
        found.entry(id.to_ascii_lowercase()).and_modify(|one| *one = None).or_insert(Some(subject));
    }
    Ok(found)
}

/// The row of an id of a member: its account, also where the id differs in case from exactly one;
/// and whether it does.
pub(crate) fn member(
    db: &Database,
    connection: i64,
    id: &str,
    ids: &mut AccountIds,
) -> Result<Option<(i64, bool)>> {
    if let Some(subject) = ids.seen(id) {
        return Ok(Some((subject, false)));
    }
    let known: Option<(i64, bool)> = db
        .prepare_cached(
            "SELECT s.id, EXISTS (SELECT 1 FROM accounts a WHERE a.subject = s.id)
             FROM subjects s WHERE s.connection = ?1 AND s.scim_id = ?2",
        )?
        .query_row((connection, id), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((subject, true)) = known {
        return Ok(Some((subject, false)));
    }
    match ids.in_other_case(db, connection, id)? {
        Some(subject) => Ok(Some((subject, true))),
        None => Ok(known.map(|(subject, _)| (subject, false))),
    }
}

/// Ids of members as rows, each once and in the order of the rows, which is how their index is written
/// fastest; with how many differ from their account's in case.
pub(crate) fn subjects_of<'a, T>(
    db: &Database,
    connection: i64,
    members: impl Iterator<Item = (&'a str, T)>,
    ids: &mut AccountIds,
    new: impl Fn(&str) -> Result<i64>,
) -> Result<(Vec<(i64, T)>, u32)> {
    let mut found = Vec::new();
    for (id, about) in members {
        let (subject, differs) = match member(db, connection, id, ids)? {
            Some(known) => known,
            None => (new(id)?, false),
        };
        found.push((subject, differs, about));
    }
    // A stable order: of two ids of one account the first counts.
    found.sort_by_key(|(subject, ..)| *subject);
    found.dedup_by_key(|(subject, ..)| *subject);
    let other_case = found.iter().filter(|(_, differs, _)| *differs).count();
    let rows = found.into_iter().map(|(subject, _, about)| (subject, about)).collect();
    Ok((rows, u32::try_from(other_case).unwrap_or(u32::MAX)))
}
