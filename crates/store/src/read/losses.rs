//! What a read is about to call gone, before it does.

use crate::{db::error::Result, read::row_set::RowSet, read::seen_rows::SeenRows};
use rusqlite::{Connection as Database, OptionalExtension};

/// How much of one kind the lists of a read no longer have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// Listed when the read began.
    pub before: u32,
    /// Listed now.
    pub now: u32,
    /// Listed before and not now.
    pub missing: u32,
    /// All that are missing, or that many of them picked at random.
    pub asked_for: Vec<MissingRow>,
}

/// An account or group that a list no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingRow {
    pub id: String,
    pub name: String,
}

/// What a read is about to call gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// A complete read was there to compare with.
    pub compared: bool,
    pub accounts: Loss,
    pub groups: Loss,
    /// Of active accounts that are still listed, in groups that are still listed.
    pub memberships: Loss,
    /// The list of users holds an inactive account: it hides none.
    pub lists_inactive: bool,
    /// One account and one group that are listed now.
    pub listed_account: Option<String>,
    pub listed_group: Option<String>,
}

/// What was listed when a read began.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before {
    compared: bool,
    accounts: u32,
    groups: u32,
    memberships: u32,
}

/// Which passes of a read count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastPassOnly {
    /// Accounts that only an earlier pass had are gone.
    pub users: bool,
    /// Groups that only an earlier pass had are gone.
    pub groups: bool,
}

/// How the lists of a read ended, for conclusions about what they no longer have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WhatCounts {
    pub last_pass_only: LastPassOnly,
    /// The list of users is complete: an account that is missing in it explains its memberships.
    pub users_whole: bool,
}

pub(crate) fn before(db: &Database, connection: i64) -> Result<Before> {
    let count = |sql: &str| -> Result<u32> {
        Ok(db.prepare_cached(sql)?.query_row([connection], |row| row.get(0))?)
    };
    Ok(Before {
        compared: count("SELECT users_read FROM connections WHERE key = ?1")? > 0,
        accounts: count("SELECT count(*) FROM accounts WHERE connection = ?1 AND state < 2")?,
        groups: count("SELECT count(*) FROM groups WHERE connection = ?1 AND listed = 1")?,
        memberships: count(
            "SELECT coalesce(sum(member_count), 0) FROM groups WHERE connection = ?1 AND listed = 1",
        )?,
    })
}

/// What the lists of a read no longer have. At most `most` of the missing are named, at random.
pub(crate) fn found(
    db: &Database,
    connection: i64,
    read: u32,
    seen: &SeenRows,
    before: Before,
    counts: WhatCounts,
    most: usize,
) -> Result<Losses> {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    let last = counts.last_pass_only;
    let accounts = seen.accounts_there(last.users);
    let groups = seen.groups_there(last.groups);
    let missing_accounts = unseen(db, ACCOUNTS, connection, read, accounts)?;
    let missing_groups = unseen(db, GROUPS, connection, read, groups)?;
    let memberships = leaving(db, seen, counts.users_whole.then_some(accounts))?;
    Ok(Losses {
        compared: before.compared,
        memberships: Loss {
            before: before.memberships,
            now: before.memberships.saturating_sub(memberships),
            missing: memberships,
            asked_for: Vec::new(),
        },
        lists_inactive: has_inactive(db, connection, accounts)?,
        listed_account: named(
            db,
            "SELECT scim_id, '' FROM subjects WHERE id = ?1",
            accounts.iter().next(),
        )?
        .map(|row| row.id),
        listed_group: named(
            db,
            "SELECT scim_id, '' FROM groups WHERE id = ?1",
            groups.iter().next(),
        )?
        .map(|row| row.id),
        accounts: loss(db, ACCOUNT, before.accounts, accounts, missing_accounts, most)?,
        groups: loss(db, GROUP, before.groups, groups, missing_groups, most)?,
    })
}

const ACCOUNTS: &str =
    "SELECT subject FROM accounts WHERE connection = ?1 AND state < 2 AND seen_read <= ?2";
const GROUPS: &str =
    "SELECT id FROM groups WHERE connection = ?1 AND listed = 1 AND seen_read <= ?2";
const ACCOUNT: &str = "SELECT s.scim_id, a.name FROM accounts a JOIN subjects s ON s.id = a.subject
     WHERE a.subject = ?1";
const GROUP: &str = "SELECT scim_id, name FROM groups WHERE id = ?1";

fn unseen(db: &Database, sql: &str, connection: i64, read: u32, seen: &RowSet) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map((connection, read), |row| row.get(0))?;
    Ok(rows
        .filter(|row| !matches!(row, Ok(row) if seen.contains(*row)))
        .collect::<rusqlite::Result<_>>()?)
}

fn loss(
    db: &Database,
    sql: &str,
    before: u32,
    seen: &RowSet,
    mut missing: Vec<i64>,
    most: u32,
) -> Result<Loss> {
    let number = u32::try_from(missing.len()).unwrap_or(u32::MAX);
    if number > most {
        missing = picked(db, missing, most)?;
    }
    let asked_for = missing
        .into_iter()
        .filter_map(|row| named(db, sql, Some(row)).transpose())
        .collect::<Result<_>>()?;
    Ok(Loss { before, now: seen.len(), missing: number, asked_for })
}

fn named(db: &Database, sql: &str, row: Option<i64>) -> Result<Option<MissingRow>> {
    let Some(row) = row else { return Ok(None) };
    Ok(db
        .prepare_cached(sql)?
        .query_row([row], |row| Ok(MissingRow { id: row.get(0)?, name: row.get(1)? }))
        .optional()?)
}

/// So many of them, at random: the first ones might have something in common.
fn picked(db: &Database, mut rows: Vec<i64>, most: u32) -> Result<Vec<i64>> {
    let mut random = db.prepare_cached("SELECT abs(random() % ?1)")?;
    for place in 0..usize::try_from(most).unwrap_or(usize::MAX).min(rows.len()) {
        let left = i64::try_from(rows.len() - place).unwrap_or(i64::MAX);
        let step: i64 = random.query_row([left], |row| row.get(0))?;
        rows.swap(place, place + usize::try_from(step).unwrap_or(0));
    }
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Memberships that would end though their account is active and, as far as that is known, listed.
fn leaving(db: &Database, seen: &SeenRows, accounts: Option<&RowSet>) -> Result<u32> {
    let mut inactive =
        db.prepare_cached("SELECT 1 FROM accounts WHERE subject = ?1 AND active = 0")?;
    let mut lost = 0;
    for (_, subject) in seen.leaving.values().flat_map(|leaving| &leaving.memberships) {
        let explained = accounts.is_some_and(|accounts| !accounts.contains(*subject));
        if !explained && !inactive.exists([subject])? {
            lost += 1;
        }
    }
    Ok(lost)
}

fn has_inactive(db: &Database, connection: i64, accounts: &RowSet) -> Result<bool> {
    let mut inactive =
        db.prepare_cached("SELECT subject FROM accounts WHERE connection = ?1 AND state = 1")?;
    let mut rows = inactive.query([connection])?;
    while let Some(row) = rows.next()? {
        if accounts.contains(row.get(0)?) {
            return Ok(true);
        }
    }
    Ok(false)
}
