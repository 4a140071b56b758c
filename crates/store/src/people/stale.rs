//! People are computed from the accounts, the HR list and what the admin says. What is kept of them
//! fits as long as none of that has changed.
//!
//! Two things vouch for it, each without the other: changes are counted where they are made, in the
//! same transaction, and a fingerprint of the rules and the versions of the input is kept with the
//! people.

use crate::{db::error::Result, db::pool::Store, people::truth::newest};
use rusqlite::Connection as Database;
use sha2::{Digest, Sha256};

/// How the people that are kept relate to what they are computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleFit {
    /// They are what linking would give.
    Fits,
    /// The same, but for those whose status the HR list changes by this day.
    OtherDay,
    /// They have to be linked again.
    Changed(PeopleBasis),
}

/// What people are linked from, as it was before the input was read: what changes meanwhile stays to be
/// done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleBasis {
    /// Changes that linking takes care of.
    pub(crate) changes: u32,
    pub(crate) made_from: String,
}

/// Something changed that people are computed from.
pub(crate) fn now_stale(db: &Database) -> Result<()> {
    db.prepare_cached("UPDATE people_state SET stale = stale + 1")?.execute([])?;
    Ok(())
}

impl Store {
    /// Whether the people that are kept fit what they are computed from, on this day. `rules` stands for
    /// everything outside of the store that decides about them.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn people_fit(&self, rules: &str, today: &str) -> Result<PeopleFit> {
        self.read(|db| fit(db, rules, today))
    }
}

pub(crate) fn fit(db: &Database, rules: &str, today: &str) -> Result<PeopleFit> {
    let made_from = fingerprint(db, rules)?;
    let (changes, kept, day): (u32, String, String) = db
        .prepare_cached("SELECT stale, made_from, tied_on FROM people_state")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(match day.as_str() {
        _ if changes > 0 || kept != made_from => {
            PeopleFit::Changed(PeopleBasis { changes, made_from })
        }
        day if day == today => PeopleFit::Fits,
        day if day < today => PeopleFit::OtherDay,
        // The clock was set back: who has turned since then is not known.
        _ => PeopleFit::Changed(PeopleBasis { changes, made_from }),
    })
}

/// Of the rules and of the version of each input. A read that is under way counts when it ends.
fn fingerprint(db: &Database, rules: &str) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(rules);
    let mut connections = db.prepare_cached(
        "SELECT key, newest_read FROM connections WHERE removed_at IS NULL AND newest_read > 0
         ORDER BY key",
    )?;
    let mut rows = connections.query([])?;
    while let Some(row) = rows.next()? {
        let (key, read): (i64, i64) = (row.get(0)?, row.get(1)?);
        hash.update(format!("\napp {key} {read}"));
    }
    let decided: String = db
        .prepare_cached(
            "SELECT printf('%d %d %s', count(*), coalesce(sum(together), 0), coalesce(max(at), ''))
             FROM tie_decisions",
        )?
        .query_row([], |row| row.get(0))?;
    let marked: i64 =
        db.prepare_cached("SELECT count(*) FROM account_marks")?.query_row([], |row| row.get(0))?;
    hash.update(format!("\nlist {}\n{decided}\n{marked}", newest(db)?.unwrap_or(0)));
    Ok(hex::encode(hash.finalize()))
}
