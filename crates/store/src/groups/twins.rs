//! Accounts whose id differs from another text in nothing but case. Some servers keep ids in two
//! tables and spell them in two ways.

use crate::db::error::Result;
use rusqlite::{Connection as Database, OptionalExtension};
use std::collections::{HashMap, HashSet};

/// Accounts of one connection by their id in lower case; loaded when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct Twins(Option<HashMap<String, Option<i64>>>);

impl Twins {
    /// The only account that has this id in another case.
    pub(crate) fn of(&mut self, db: &Database, connection: i64, id: &str) -> Result<Option<i64>> {
        if !id.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return Ok(None);
        }
        let known = match &mut self.0 {
            Some(known) => known,
            none => none.insert(load(db, connection)?),
        };
        Ok(known.get(&id.to_ascii_lowercase()).copied().flatten())
    }

    /// There are other accounts from now on.
    pub(crate) fn forget(&mut self) {
        self.0 = None;
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
    twins: &mut Twins,
) -> Result<Option<(i64, bool)>> {
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
    match twins.of(db, connection, id)? {
        Some(twin) => Ok(Some((twin, true))),
        None => Ok(known.map(|(subject, _)| (subject, false))),
    }
}

/// Ids of members as rows, each once; with how many differ from their account's in case.
pub(crate) fn subjects_of<'a, T>(
    db: &Database,
    connection: i64,
    members: impl Iterator<Item = (&'a str, T)>,
    twins: &mut Twins,
    new: impl Fn(&str) -> Result<i64>,
) -> Result<(Vec<(i64, T)>, u32)> {
    let (mut found, mut once, mut other_case) = (Vec::new(), HashSet::new(), 0);
    for (id, about) in members {
        let (subject, differs) = match member(db, connection, id, twins)? {
            Some(known) => known,
            None => (new(id)?, false),
        };
        if once.insert(subject) {
            other_case += u32::from(differs);
            found.push((subject, about));
        }
    }
    Ok((found, other_case))
}
