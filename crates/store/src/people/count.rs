//! How many people each filter finds, all at once: from indexes that hold what decides and nothing else,
//! each walked once. The rows of 100 000 people and of their accounts are many times larger.

use crate::{db::error::Result, db::pool::Store, people::query::PeopleFilter};
use rusqlite::Connection as Database;

/// Row numbers, one bit each.
#[derive(Default)]
struct Marked(Vec<u64>);

impl Marked {
    fn insert(&mut self, row: i64) {
        let Ok(row) = usize::try_from(row) else { return };
        if row / 64 >= self.0.len() {
            self.0.resize((row / 64 + 1).next_power_of_two(), 0);
        }
        if let Some(word) = self.0.get_mut(row / 64) {
            *word |= 1 << (row % 64);
        }
    }

    fn contains(&self, row: i64) -> bool {
        let bit = |row: usize| Some(self.0.get(row / 64)? & (1 << (row % 64)) != 0);
        usize::try_from(row).ok().and_then(bit).unwrap_or(false)
    }
}

/// What decides whether a filter finds a person.
struct Standing {
    list_state: u8,
    admin: bool,
    twice: bool,
    other_number: bool,
    shared: bool,
    proposed: bool,
    /// They have an account that is active, and one that is listed.
    active: bool,
    listed: bool,
}

impl Standing {
    fn is(&self, filter: PeopleFilter) -> bool {
        match filter {
            PeopleFilter::NotInList => self.list_state == 0 && !self.shared && self.active,
            PeopleFilter::LeftActive => self.list_state == 3 && self.active,
            PeopleFilter::NotKnown => self.list_state == 5,
            PeopleFilter::NoApp => matches!(self.list_state, 1 | 2 | 5) && !self.listed,
            PeopleFilter::Admins => self.admin,
            PeopleFilter::TwoInOneApp => self.twice,
            PeopleFilter::Proposed => self.proposed,
            PeopleFilter::OtherNumber => self.other_number,
            PeopleFilter::Shared => self.shared,
        }
    }
}

impl Store {
    /// How many people each filter finds.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn count_people(&self, filters: &[PeopleFilter]) -> Result<Vec<u32>> {
        self.read(|db| {
            let mut counts = vec![0; filters.len()];
            each_standing(db, |standing| {
                for (count, filter) in counts.iter_mut().zip(filters) {
                    *count += u32::from(standing.is(*filter));
                }
            })?;
            Ok(counts)
        })
    }
}

fn each_standing(db: &Database, mut take: impl FnMut(&Standing)) -> Result<()> {
    let (active, listed) = with_accounts(db)?;
    let proposed =
        rows(db, "SELECT one FROM tie_proposals UNION ALL SELECT other FROM tie_proposals")?;
    let mut people = db.prepare_cached(
        "SELECT id, list_state, admin, twice, other_number, shared IS NOT NULL
         FROM people INDEXED BY people_by_standing",
    )?;
    let mut rows = people.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        take(&Standing {
            list_state: row.get(1)?,
            admin: row.get(2)?,
            twice: row.get(3)?,
            other_number: row.get(4)?,
            shared: row.get(5)?,
            proposed: proposed.contains(id),
            active: active.contains(id),
            listed: listed.contains(id),
        });
    }
    Ok(())
}

/// People who have an active account, and those who have one that is listed.
fn with_accounts(db: &Database) -> Result<(Marked, Marked)> {
    let (mut active, mut inactive) = (Marked::default(), Marked::default());
    let mut accounts = db.prepare_cached(
        "SELECT subject, state FROM accounts INDEXED BY accounts_by_count WHERE state < 2",
    )?;
    let mut found = accounts.query([])?;
    while let Some(row) = found.next()? {
        match row.get::<_, u8>(1)? {
            0 => active.insert(row.get(0)?),
            _ => inactive.insert(row.get(0)?),
        }
    }
    let (mut with_active, mut with_listed) = (Marked::default(), Marked::default());
    let mut ties = db.prepare_cached(
        "SELECT person, subject FROM person_accounts INDEXED BY person_accounts_by_person",
    )?;
    let mut found = ties.query([])?;
    while let Some(row) = found.next()? {
        let (person, subject) = (row.get(0)?, row.get(1)?);
        if active.contains(subject) {
            with_active.insert(person);
            with_listed.insert(person);
        } else if inactive.contains(subject) {
            with_listed.insert(person);
        }
    }
    Ok((with_active, with_listed))
}

fn rows(db: &Database, sql: &str) -> Result<Marked> {
    let mut rows = Marked::default();
    let mut found = db.prepare_cached(sql)?;
    let mut found = found.query([])?;
    while let Some(row) = found.next()? {
        rows.insert(row.get(0)?);
    }
    Ok(rows)
}
