//! Writes people as they were tied: of 100 000, one new account changes one, and only that is
//! written.

use crate::{
    db::error::Result,
    db::pool::Durability,
    db::pool::Store,
    people::stale::PeopleBasis,
    text::fold::{fold, sort_key},
};
use rusqlite::Connection as Database;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

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
    /// The next day on which the list gives another state; `None`: there is none.
    pub turns_on: Option<String>,
    pub department: String,
    pub shared: Option<String>,
    pub admin: bool,
    pub apps: u32,
    pub twice: bool,
    /// An account belongs here by its address although the employee numbers differ.
    pub other_number: bool,
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

impl PersonWrite {
    /// Says whether what is kept of a person is still this. Every part is led by its length, so that
    /// two persons do not read the same.
    fn stamp(&self) -> i64 {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        };
        part(&self.name);
        part(&self.email);
        part(&self.text);
        part(&self.entry_key);
        part(self.list_day.as_deref().unwrap_or("-"));
        part(self.turns_on.as_deref().unwrap_or("-"));
        part(&self.department);
        part(self.shared.as_deref().unwrap_or("-"));
        self.accounts.iter().for_each(|(_, why)| part(why));
        for (subject, _) in &self.accounts {
            hash.update(subject.to_le_bytes());
        }
        hash.update(self.entry.unwrap_or(-1).to_le_bytes());
        hash.update(self.apps.to_le_bytes());
        hash.update([
            self.list_state,
            self.admin.into(),
            self.twice.into(),
            self.other_number.into(),
        ]);
        let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(hash.finalize());
        i64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}

impl Store {
    /// Keeps people as they are now. `basis` is what [`Store::people_fit`] gave before the input was
    /// read: what changed meanwhile stays to be done. One transaction: when it ends early, those who
    /// were kept before are kept.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn set_people(
        &self,
        people: &[PersonWrite],
        proposals: &[ProposalWrite],
        basis: &PeopleBasis,
        today: &str,
    ) -> Result<()> {
        self.write(Durability::Soon, |db| {
            let mut kept = stamps(db)?;
            let stamped: Vec<(&PersonWrite, i64)> =
                people.iter().map(|person| (person, person.stamp())).collect();
            let mut ids: Vec<i64> = people.iter().map(|person| i64::from(person.id)).collect();
            let mut changed = Vec::new();
            for (at, (person, stamp)) in stamped.iter().enumerate() {
                if kept.remove(&i64::from(person.id)) != Some(*stamp) {
                    changed.push(at);
                }
            }
            // People who are not among them are no longer people.
            let mut forget = db.prepare_cached("DELETE FROM people WHERE id = ?1")?;
            let mut untie = db.prepare_cached("DELETE FROM person_accounts WHERE person = ?1")?;
            for id in kept.keys() {
                forget.execute([id])?;
                untie.execute([id])?;
            }
            for id in changed.iter().filter_map(|at| ids.get(*at)).filter(|id| **id > 0) {
                untie.execute([id])?;
            }
            // Those that keep their numbers go first, so that no new one takes one of these.
            changed.sort_by_key(|at| ids.get(*at).is_none_or(|id| *id == 0));
            let mut put = db.prepare_cached(
                "INSERT OR REPLACE INTO people VALUES
                   (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            )?;
            let mut tie =
                db.prepare_cached("INSERT OR REPLACE INTO person_accounts VALUES (?1, ?2, ?3)")?;
            for at in changed {
                let (Some((person, stamp)), Some(id)) = (stamped.get(at), ids.get_mut(at)) else {
                    continue;
                };
                put.execute(rusqlite::params![
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
                    stamp,
                    person.other_number,
                    person.turns_on,
                ])?;
                *id = db.last_insert_rowid();
                for (subject, why) in &person.accounts {
                    tie.execute((subject, *id, why))?;
                }
            }
            propose(db, proposals, &ids)?;
            db.execute(
                "UPDATE people_state
                 SET stale = max(0, stale - ?1), tied_on = ?2, made_from = ?3",
                (basis.changes, today, &basis.made_from),
            )?;
            Ok(())
        })
    }
}

/// What is kept of whom.
fn stamps(db: &Database) -> Result<HashMap<i64, i64>> {
    let mut people = db.prepare_cached("SELECT id, stamp FROM people")?;
    let rows = people.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A proposal that remains keeps its number: the admin may be looking at it.
fn propose(db: &Database, proposals: &[ProposalWrite], ids: &[i64]) -> Result<()> {
    type Pair = (i64, i64, String, String, String);
    let mut before: HashMap<Pair, i64> = HashMap::new();
    let mut found = db.prepare_cached("SELECT one, other, a, b, why, id FROM tie_proposals")?;
    let mut rows = found.query([])?;
    while let Some(row) = rows.next()? {
        let pair = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        before.insert(pair, row.get(5)?);
    }
    let mut put = db.prepare_cached(
        "INSERT INTO tie_proposals (one, other, a, b, why) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut new = Vec::new();
    for proposal in proposals {
        let (Some(one), Some(other)) = (ids.get(proposal.one), ids.get(proposal.other)) else {
            continue;
        };
        let (a, b, why) = (proposal.a.clone(), proposal.b.clone(), proposal.why.clone());
        let pair = (*one, *other, a, b, why);
        if before.remove(&pair).is_none() {
            new.push(pair);
        }
    }
    let mut drop = db.prepare_cached("DELETE FROM tie_proposals WHERE id = ?1")?;
    for id in before.values() {
        drop.execute([id])?;
    }
    for pair in new {
        put.execute(pair)?;
    }
    Ok(())
}
