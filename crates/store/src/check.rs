//! The check of a whole store: every page of the file, the database's own structure, and what its
//! tables say of each other. The record has a check of its own, [`Store::record_verify`].

use crate::{
    db::error::{Result, StoreError},
    db::file::lines,
    db::pool::Store,
};
use rusqlite::Connection as Database;

/// Rows that no table would have alone, and how to find one. What a foreign key declares is
/// checked by the database.
const REFERENCES: &[(&str, &str)] = &[
    (
        "accounts without a connection",
        "SELECT count(*) FROM accounts WHERE connection NOT IN (SELECT key FROM connections)",
    ),
    (
        "accounts without their resource",
        "SELECT count(*) FROM accounts a WHERE NOT EXISTS
           (SELECT 1 FROM account_resources r WHERE r.subject = a.subject)",
    ),
    (
        "accounts without their search text",
        "SELECT count(*) FROM accounts a WHERE NOT EXISTS
           (SELECT 1 FROM account_texts t WHERE t.subject = a.subject)",
    ),
    (
        "resources without an account",
        "SELECT count(*) FROM account_resources WHERE subject NOT IN (SELECT subject FROM accounts)",
    ),
    (
        "past values without an account",
        "SELECT count(*) FROM account_pasts WHERE subject NOT IN (SELECT subject FROM accounts)",
    ),
    (
        "accounts whose number differs from the count",
        "SELECT count(*) FROM connections c WHERE c.accounts <>
           (SELECT count(*) FROM accounts a WHERE a.connection = c.key)",
    ),
    (
        "accounts that are no longer listed, without the read that missed them",
        "SELECT count(*) FROM accounts a WHERE a.state = 2 AND NOT EXISTS
           (SELECT 1 FROM absences b WHERE b.subject = a.subject AND b.until_read IS NULL)",
    ),
    (
        "memberships of no group",
        "SELECT count(*) FROM memberships WHERE grp NOT IN (SELECT id FROM groups)",
    ),
    (
        "memberships without an account",
        "SELECT count(*) FROM memberships WHERE subject NOT IN (SELECT id FROM subjects)",
    ),
    (
        "accounts of no person",
        "SELECT count(*) FROM person_accounts WHERE person NOT IN (SELECT id FROM people)",
    ),
    (
        "runs without a plan",
        "SELECT count(*) FROM runs WHERE plan_id NOT IN (SELECT id FROM plans)",
    ),
    (
        "changes of a run without a connection",
        "SELECT count(*) FROM run_items WHERE connection_id NOT IN (SELECT id FROM connections)",
    ),
    (
        "current decisions that are missing",
        "SELECT count(*) FROM review_items i WHERE i.decided IS NOT NULL AND NOT EXISTS
           (SELECT 1 FROM review_decisions d
            WHERE d.id = i.decided AND d.review = i.review AND d.item = i.item)",
    ),
];

/// Findings of one kind that are named; more are counted.
const NAMED: usize = 20;

impl Store {
    /// Reads the whole file and says what is wrong with it; empty if nothing is.
    ///
    /// # Errors
    /// When the check itself cannot be made.
    pub fn check(&self) -> Result<Vec<String>> {
        // Pages that are still in the log alone are checked when they are read from it.
        self.inner.checkpoint().or_else(|error| match error {
            StoreError::InUse { .. } | StoreError::DiskFull => Ok(()),
            other => damage(other).map(drop),
        })?;
        let mut found = Vec::new();
        for look in [pages, structure, foreign_keys, references] {
            match self.read(look) {
                Ok(lines) => found.extend(lines),
                Err(error) => found.push(damage(error)?),
            }
        }
        Ok(found)
    }
}

/// Damage is what the check looks for; anything else keeps it from being made.
fn damage(error: StoreError) -> Result<String> {
    match error {
        StoreError::Damaged { detail } => Ok(detail),
        other => Err(other),
    }
}

fn pages(db: &Database) -> Result<Vec<String>> {
    Ok(few(lines(db, "PRAGMA cipher_integrity_check")?))
}

fn structure(db: &Database) -> Result<Vec<String>> {
    let found = lines(db, "PRAGMA integrity_check")?;
    Ok(few(found.into_iter().filter(|line| line != "ok").collect()))
}

fn foreign_keys(db: &Database) -> Result<Vec<String>> {
    let mut statement = db.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        Ok(format!("a row of {table} refers to a row of {parent} that is missing"))
    })?;
    Ok(few(rows.collect::<rusqlite::Result<_>>()?))
}

fn references(db: &Database) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (what, sql) in REFERENCES {
        let count: i64 = db.query_row(sql, [], |row| row.get(0))?;
        if count > 0 {
            found.push(format!("{what}: {count}"));
        }
    }
    Ok(found)
}

fn few(mut found: Vec<String>) -> Vec<String> {
    let more = found.len().saturating_sub(NAMED);
    found.truncate(NAMED);
    if more > 0 {
        found.push(format!("and {more} more of this kind"));
    }
    found
}
